"""Downloads: a file appears whole, playable and with its creator, or not at all."""

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import MODEL
from fake_tone3000 import refusal
from starlette.responses import Response
from tone3000_cases import Service, fake_service

from reamp.audio.files import probe
from reamp.engine import load
from reamp.errors import ConfigError, OutputError, RateLimitError, SignedOutError
from reamp.library.provenance import Provenance, provenance_path, read_provenance
from reamp.tone3000.client import Tone3000Client
from reamp.tone3000.download import (
    Arrival,
    download_models,
    downloaded_path,
    model_file_name,
    model_provenance,
)
from reamp.tone3000.events import DownloadProgress, FileDownloaded, FileFailed, FileKept
from reamp.tone3000.values import OnlineModel, OnlineTone


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


@pytest.fixture
def client(service: Service) -> Iterator[Tone3000Client]:
    with service.signed_in() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def get(client: Tone3000Client, tone_id: int, folder: Path, *, overwrite: bool = False) -> list[Arrival]:
    tone = client.tone(tone_id)
    return list(download_models(client, tone, client.models(tone), folder, overwrite=overwrite))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_models_of_a_tone(service: Service, client: Tone3000Client, folder: Path) -> None:
    arrived = get(client, 7, folder)
    assert all(isinstance(each, FileDownloaded) for each in arrived)
    models = ["Plexi 51 - bright.nam", "Plexi 51 DI 73.nam", "Plexi 51 DI.nam"]
    assert names(folder) == sorted([*models, *(f"{name}.toml" for name in models)])
    for name in models:
        assert (folder / name).read_bytes() == Path(MODEL).read_bytes()
        assert load(folder / name).info.architecture == "WaveNet"
    assert {each.input_level_dbu for each in arrived if isinstance(each, FileDownloaded)} == {11.76}
    progress = [each for each in service.events if isinstance(each, DownloadProgress)]
    assert progress[-1].done_bytes == progress[-1].total_bytes == Path(MODEL).stat().st_size


def test_creator_title_and_licence_stay_beside_the_file(client: Tone3000Client, folder: Path) -> None:
    get(client, 7, folder)
    assert read_provenance(folder / "Plexi 51 - bright.nam") == Provenance(
        creator="Ann Größer",
        title="Plexi 51",
        license="cc-by-nc",
        url="https://www.tone3000.com/tone-7#model-72",
        source="TONE3000",
    )


def test_an_impulse_response(client: Tone3000Client, folder: Path) -> None:
    (arrived,) = get(client, 8, folder)
    assert isinstance(arrived, FileDownloaded)
    assert (arrived.input_level_dbu, arrived.path.name) == (None, "Green 4x12 - V30 edge.wav")
    assert probe(arrived.path).frames == 480
    provenance = read_provenance(arrived.path)
    assert provenance is not None
    assert provenance.title == "Green 4x12"


def test_what_is_no_model_does_not_appear_and_the_others_do(client: Tone3000Client, folder: Path) -> None:
    page, half, good = get(client, 13, folder)
    assert isinstance(page, FileFailed)
    assert page.problem.endswith("page.nam: is a web page, not a model; download the model itself")
    assert isinstance(half, FileFailed)
    assert "the file ends too early" in half.problem
    assert isinstance(good, FileDownloaded)
    assert names(folder) == ["Not all is well - good.nam", "Not all is well - good.nam.toml"]


@pytest.mark.parametrize(
    ("tone_id", "data", "words"),
    [
        (7, json.dumps({"version": "0.5.4", "architecture": "X", "config": {}, "weights": []}).encode(), "X"),
        (7, b"RIFF" + b"\0" * 40, "is a sound file, not a model"),
        (7, b"", "is empty"),
        (8, Path(MODEL).read_bytes(), "is not a sound file"),
        (8, b"RIFF", "is not a sound file"),
    ],
)
def test_what_cannot_be_played_does_not_appear(
    service: Service, folder: Path, tone_id: int, data: bytes, words: str
) -> None:
    service.sign_in()
    with service.client() as client:
        tone = client.tone(tone_id)
        model = client.models(tone)[0]
        assert model.download_url is not None
        service.fake.next_answers[model.download_url.partition("/api/v1")[2]].append(Response(data))
        (arrived,) = download_models(client, tone, [model], folder)
    assert isinstance(arrived, FileFailed)
    assert words in arrived.problem
    assert str(folder) not in arrived.problem
    assert names(folder) == []


def test_what_is_there_is_not_downloaded_again(
    service: Service, client: Tone3000Client, folder: Path
) -> None:
    first = [each.path for each in get(client, 7, folder) if isinstance(each, FileDownloaded)]
    again = get(client, 7, folder)
    assert [each.path for each in again if isinstance(each, FileKept)] == first
    assert len(service.fake.calls("/models/71/download/71.nam")) == 1
    assert {type(each) for each in get(client, 7, folder, overwrite=True)} == {FileDownloaded}
    assert len(names(folder)) == 6


def test_a_model_that_was_downloaded_is_found_again(client: Tone3000Client, folder: Path) -> None:
    tone = client.tone(7)
    models = client.models(tone)
    assert [downloaded_path(tone, model, folder) for model in models] == [None, None, None]
    arrived = [each.path for each in get(client, 7, folder) if isinstance(each, FileDownloaded)]
    assert [downloaded_path(tone, model, folder) for model in models] == arrived


def test_one_model_alone_is_the_same_file_as_with_the_others(client: Tone3000Client, folder: Path) -> None:
    tone = client.tone(7)
    models = client.models(tone)
    (alone,) = download_models(client, tone, models[2:], folder)  # of the name of another
    assert isinstance(alone, FileDownloaded)
    arrived = get(client, 7, folder)
    assert [type(each) for each in arrived] == [FileDownloaded, FileDownloaded, FileKept]
    assert len({each.path for each in arrived if not isinstance(each, FileFailed)}) == 3


@pytest.mark.parametrize("overwrite", [False, True])
def test_another_file_is_never_replaced(client: Tone3000Client, folder: Path, overwrite: bool) -> None:
    folder.mkdir()
    for name in ("Plexi 51 DI.nam", "Plexi 51 - bright.nam", "Plexi 51 - bright 72.nam"):
        (folder / name).write_text("mine")
    di, bright, other_di = get(client, 7, folder, overwrite=overwrite)
    assert isinstance(di, FileDownloaded)
    assert di.path.name == "Plexi 51 DI 71.nam"
    assert isinstance(bright, FileFailed)
    assert "exists" in bright.problem
    assert isinstance(other_di, FileDownloaded)
    for name in ("Plexi 51 DI.nam", "Plexi 51 - bright.nam", "Plexi 51 - bright 72.nam"):
        assert (folder / name).read_text() == "mine"


def test_a_text_file_of_the_users_is_not_replaced(client: Tone3000Client, folder: Path) -> None:
    folder.mkdir()
    (folder / "Plexi 51 DI.nam.toml").write_text("mood = 'mine'\n")
    first, *_ = get(client, 7, folder)
    assert isinstance(first, FileDownloaded)
    assert first.path.name == "Plexi 51 DI 71.nam"
    assert (folder / "Plexi 51 DI.nam.toml").read_text() == "mood = 'mine'\n"


def test_a_model_that_was_deleted_comes_back_under_its_name(client: Tone3000Client, folder: Path) -> None:
    get(client, 7, folder)
    (folder / "Plexi 51 DI.nam").unlink()
    first, *_ = get(client, 7, folder)
    assert isinstance(first, FileDownloaded)
    assert first.path.name == "Plexi 51 DI.nam"


def test_other_formats_are_left(client: Tone3000Client, service: Service, folder: Path) -> None:
    (arrived,) = get(client, 12, folder)
    assert isinstance(arrived, FileFailed)
    assert "of the format 'aa-snapshot', which Reamp does not play" in arrived.problem
    assert service.fake.calls("/models/121/download/121.json") == []


def test_a_download_cut_off_leaves_nothing(service: Service, client: Tone3000Client, folder: Path) -> None:
    service.fake.cut_off_downloads = 4
    cut, *others = get(client, 7, folder)
    assert isinstance(cut, FileFailed)
    assert "broke before all had arrived" in cut.problem
    assert all(isinstance(each, FileDownloaded) for each in others)
    assert names(folder) == [
        "Plexi 51 - bright.nam",
        "Plexi 51 - bright.nam.toml",
        "Plexi 51 DI.nam",
        "Plexi 51 DI.nam.toml",
    ]


def test_a_full_disk_leaves_nothing(
    client: Tone3000Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone = client.tone(7)
    models = client.models(tone)[:1]

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) > 1:  # the provenance still fits
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    calls: list[int] = []
    monkeypatch.setattr("os.fsync", full)
    (arrived,) = download_models(client, tone, models, folder)
    assert isinstance(arrived, FileFailed)
    assert "No space left" in arrived.problem
    assert names(folder) == []


def test_what_ends_everything_is_raised(service: Service, client: Tone3000Client, folder: Path) -> None:
    tone = client.tone(7)
    models = client.models(tone)
    service.fake.next_answers["/models/71/download/71.nam"].append(refusal(429, {"Retry-After": "600"}))
    with pytest.raises(RateLimitError):
        list(download_models(client, tone, models, folder))
    service.fake.access.clear()
    service.fake.refresh.clear()
    with pytest.raises(SignedOutError):
        list(download_models(client, tone, models, folder))
    assert names(folder) == []


def test_a_folder_that_cannot_be_made(client: Tone3000Client, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be created"):
        get(client, 7, tmp_path / "file" / "models")
    with pytest.raises(ConfigError, match="a folder"):
        get(client, 7, 3)  # type: ignore[arg-type]


def test_a_title_leads_out_of_no_folder(client: Tone3000Client, folder: Path) -> None:
    (arrived,) = get(client, 15, folder)
    assert isinstance(arrived, FileDownloaded)
    assert arrived.path.resolve().parent == folder.resolve()
    assert arrived.path.name == "etc passwd - evil [2J.nam"
    assert names(folder) == [arrived.path.name, f"{arrived.path.name}.toml"]


@pytest.mark.parametrize(
    ("title", "name", "file"),
    [
        ("Plexi", "Plexi DI", "Plexi DI.nam"),
        ("Plexi", "lead.nam", "Plexi - lead.nam"),
        ("..", "..", "_.nam"),
        ("a/b\\c:d", "*?", "a b c d.nam"),
        ("con", "con", "_con.nam"),
        ("tab\tand\nline", "x\0y", "tab and line - x y.nam"),
    ],
)
def test_names_of_files(title: str, name: str, file: str) -> None:
    tone = OnlineTone(id=1, title=title, format="nam")
    assert model_file_name(tone, OnlineModel(id=2, name=name)) == file


def test_a_long_name_fits_into_every_file_system() -> None:
    tone = OnlineTone(id=1, title="ü" * 300, format="nam")
    name = model_file_name(tone, OnlineModel(id=2, name="x"))
    assert len(provenance_path(name).name.encode()) < 255
    assert name.removesuffix(".nam") == "ü" * 90


def test_an_unknown_format_is_known_by_the_address() -> None:
    tone = OnlineTone(id=1, title="cab")
    for url, suffix in (("https://a.com/x.WAV?a=1", ".wav"), ("https://a.com/x", ".nam"), (None, ".nam")):
        assert model_file_name(tone, OnlineModel(id=2, name="x", download_url=url)).endswith(suffix)


def test_what_is_long_or_unknown_is_kept_as_far_as_it_goes() -> None:
    tone = OnlineTone(id=1, title="x" * 5000)
    assert model_provenance(tone, OnlineModel(id=2)) == Provenance(title="x" * 2000, source="TONE3000")

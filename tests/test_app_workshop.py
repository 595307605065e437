"""The commands of the pages Models, Capture, Train, Compare and Study, and what is handed out to them."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from app_cases import app_client
from capture_cases import RATE_HZ, small_capture, wavs
from plugin_cases import own_plugin
from rig_files import float_wav, gain_model, sine

from reamp.app.captures import captures_on
from reamp.app.commands import COMMANDS_OF_PAGES, answer, read_envelope
from reamp.app.handouts import Handouts
from reamp.app.shelf import Shelf
from reamp.app.study_commands import study_view
from reamp.app.train_view import train_view
from reamp.app.workshop import Workshop
from reamp.app.workshop_commands import WORKSHOP_COMMANDS
from reamp.errors import OutputError
from reamp.study.apart import StudyOrder, StudyProgress, StudyRun, StudyState
from reamp.train.queue_entry import EntryProgress, EntryState, EpochPoint
from reamp.train.queue_folder import QueueFolder


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    """A workshop whose training and studies do not begin by themselves, and a folder with models."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(QueueFolder, "ensure_worker", lambda _: None)
    monkeypatch.setattr(StudyRun, "go_on", lambda _: None)
    amps = tmp_path / "amps"
    amps.mkdir()
    for name, gain in (("quiet", 0.1), ("loud", 0.9)):
        gain_model(amps / f"{name}.nam", gain, input_level_dbu=12.2, modeled_by="Ada")
    (amps / "broken.nam").write_text("{}")
    float_wav(amps / "di.wav", sine(220.0, peak=0.5, seconds=2.0))
    with (
        contextlib.closing(Shelf([amps])) as shelf,
        contextlib.closing(Workshop(shelf)) as workshop,
    ):
        yield workshop


def ask(workshop: Workshop, do: str, **said: Any) -> Any:
    came = answer(workshop, WORKSHOP_COMMANDS, read_envelope(json.dumps({"id": 1, "do": do, "said": said})))
    return came["ok"] if "ok" in came else ValueError(came["error"])


def done(workshop: Workshop, key: int) -> dict[str, Any]:
    """Return a task as soon as it is over."""
    end_s = time.monotonic() + 120.0
    while time.monotonic() < end_s:
        task = next(each for each in workshop.tasks.view() if each["key"] == key)
        if task["state"] in ("done", "failed"):
            return task
        time.sleep(0.02)
    raise TimeoutError(str(task))


def model_key(workshop: Workshop, name: str) -> str:
    return next(each.key for each in workshop.shelf.files() if (each.name, each.kind) == (name, "model"))


def sound_key(workshop: Workshop, name: str) -> str:
    return next(each.key for each in workshop.shelf.files() if (each.name, each.kind) == (name, "sound"))


def heard(workshop: Workshop, url: str) -> bytes:
    found = workshop.handouts.find(url.rpartition("/")[2])
    assert found is not None
    return found.read()


def test_two_files_become_a_capture_with_its_findings(workshop: Workshop, tmp_path: Path) -> None:
    signal, recording = wavs(tmp_path / "amps")
    said = {"signal": sound_key(workshop, signal.stem), "recording": sound_key(workshop, recording.stem)}
    task = done(workshop, ask(workshop, "capture files", name="my amp/..", send="11.76 dBu", **said))
    assert (task["state"], task["error"]) == ("done", None)
    (capture,) = captures_on(workshop.shelf)
    assert (capture.name, capture.path.parent) == ("my amp", workshop.folder)
    seen = ask(workshop, "capture look", capture=task["result"]["capture"])
    facts = {fact["name"]: fact["value"] for fact in seen["facts"]}
    assert facts["send"] == "11.76 dBu at full scale"
    assert "short" in " ".join(each["check"] for each in seen["findings"])
    assert heard(workshop, seen["picture"])[:8] == b"\x89PNG\r\n\x1a\n"
    clicks = [ask(workshop, "capture files", name="my amp", **said) for _ in range(2)]
    assert [done(workshop, key)["title"] for key in clicks] == ["my amp 2", "my amp 3"]
    assert {each.name for each in captures_on(workshop.shelf)} == {"my amp", "my amp 2", "my amp 3"}


def test_a_capture_is_done_behind_a_link_and_off_the_shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "linked" / "config"))
    monkeypatch.setattr(QueueFolder, "ensure_worker", lambda _: None)
    (tmp_path / "amps").mkdir()
    signal, recording = wavs(tmp_path / "amps")
    with (
        contextlib.closing(Shelf([tmp_path / "amps"])) as shelf,
        contextlib.closing(Workshop(shelf)) as workshop,
    ):
        said = {"signal": sound_key(workshop, signal.stem), "recording": sound_key(workshop, recording.stem)}
        task = done(workshop, ask(workshop, "capture files", name="amp", **said))
        assert (task["state"], task["error"]) == ("done", None)
        assert ask(workshop, "capture look", capture=task["result"]["capture"])["name"] == "amp"
        shelf.forget(str(workshop.folder))
        task = done(workshop, ask(workshop, "capture files", name="amp", **said))
        assert (task["state"], task["result"]["capture"]) == ("done", None)


def test_simulated_gear_is_captured_as_its_knobs_say(workshop: Workshop) -> None:
    names = [gear["name"] for gear in ask(workshop, "gear")]
    assert "overdrive" in names
    assert "no knob" in str(ask(workshop, "capture simulated", name="", device="pad", knobs={"drive": 1.0}))
    task = done(workshop, ask(workshop, "capture simulated", name="", device="pad", is_quick=True))
    assert task["state"] == "done"
    seen = ask(workshop, "capture look", capture=task["result"]["capture"])
    assert seen["is_trainable"]
    assert any("14 s" in each["text"] for each in seen["findings"])


def test_what_fails_is_one_line_in_its_task(workshop: Workshop) -> None:
    key = sound_key(workshop, "di")
    files = {"signal": key, "recording": key}
    assert "loud" in str(ask(workshop, "capture files", name="x", send="loud", **files))
    assert "give it a name" in str(ask(workshop, "capture files", name="///", **files))
    assert "no such file" in str(
        ask(workshop, "capture files", name="x", signal="/etc/passwd", recording=key)
    )
    failed = done(workshop, workshop.tasks.begin("x", "x", lambda _: Path("/nowhere").read_bytes()))
    assert "/nowhere" in str(failed["error"])


@pytest.mark.parametrize("do", ["library update", "compare", "capture simulated", "capture plugin"])
def test_what_takes_long_stops_at_its_next_step(
    workshop: Workshop, do: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, object] = {}
    if do == "compare":
        said = {"contenders": [alone(model_key(workshop, name)) for name in ("quiet", "loud")]}
    elif do == "capture simulated":
        said = {"name": "", "device": "wire", "is_quick": True}
    elif do == "capture plugin":
        monkeypatch.setenv("LV2_PATH", str(Path(own_plugin(".lv2")).parent))
        said = {"name": "", "plugin": ask(workshop, "plugins")[0]["plugin"], "is_quick": True}
    begun, go = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        begun.set()
        go.wait(60.0)

    workshop.tasks.begin("x", "x", hold)
    assert begun.wait(60.0)
    key = ask(workshop, do, **said)
    task = next(each for each in workshop.tasks._tasks if each.key == key)
    task.is_to_stop.is_set = lambda: task.state == "running"  # type: ignore[method-assign]  # as it begins
    go.set()
    ended = done(workshop, key)
    assert (ended["state"], ended["error"], ended["result"]) == ("failed", "stopped", None)
    assert list(workshop.folder.iterdir()) == []


def test_captures_are_queued_heard_and_kept_in_order(workshop: Workshop) -> None:
    for name in ("a", "b"):
        small_capture(workshop.folder, name)
    keys = [each["key"] for each in ask(workshop, "captures")]
    first, second = ask(
        workshop, "train", captures=sorted(keys), architecture="a1-nano", epochs=3, minutes=5, until_esr=0.02
    )
    order = workshop.queue.entry(first).order
    assert (order.epochs, order.time_limit_s, order.until_esr) == (3, 300.0, 0.02)
    assert "no architecture" in str(ask(workshop, "train", captures=keys, architecture="a3"))
    assert ask(workshop, "train move", entry=second, to=0) is None
    assert [each["key"] for each in train_view(workshop)["entries"]] == [second, first]
    assert "nothing to hear" in str(ask(workshop, "train listen", entry=first))
    gain_model(workshop.queue.best_path(first), 0.25, rate_hz=RATE_HZ)
    points = [EpochPoint(1, 0.5, 0.5), EpochPoint(2, 0.02, 0.02)]
    workshop.queue.note(first, EntryProgress(state=EntryState.PAUSED, epochs=3, points=points))
    clips = ask(workshop, "train listen", entry=first)
    assert [clip["name"] for clip in clips["clips"]] == ["recording", "model"]
    assert [heard(workshop, clip["url"])[:4] for clip in clips["clips"]] == [b"fLaC", b"fLaC"]
    shown = next(each for each in train_view(workshop)["entries"] if each["key"] == first)
    assert (shown["grade"], shown["best_esr"], shown["can_listen"]) == ("fair", 0.02, True)
    assert ask(workshop, "train wish", entry=first, wish="pause") is None
    assert ask(workshop, "train remove", entry=second) is None
    again = ask(workshop, "train", captures=sorted(keys)[:1], architecture="a2")
    assert workshop.queue.entry(again[0]).order.model.endswith("a 2.nam")  # beside the one that waits


def test_what_training_lacks_is_told_before_the_click(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train_view(workshop)["problem"] is None
    monkeypatch.setattr("reamp.app.train_view.find_spec", lambda _: None)
    assert "PyTorch" in train_view(workshop)["problem"]
    workshop.queue.problem = "training does not start"
    assert train_view(workshop)["problem"] == "training does not start"


def test_models_are_found_sorted_and_heard_equally_loud(workshop: Workshop) -> None:
    task = done(workshop, ask(workshop, "library update"))
    assert task["result"]["total"] == 3
    found = ask(workshop, "library find", words="", sort_by="name")
    assert [row["name"] for row in found["rows"]] == ["loud", "quiet"]
    assert found["rows"][0] | {} == {**found["rows"][0], "level_dbu": 12.2, "author": "Ada"}
    assert ask(workshop, "library rows", search=found["search"], first=1)[0]["name"] == "quiet"
    assert "search again" in str(ask(workshop, "library rows", search=999, first=0))
    assert [row["name"] for row in ask(workshop, "library find", words="qui")["rows"]] == ["quiet"]
    assert ask(workshop, "library find", words="", levels="unknown")["total"] == 0
    broken = ask(workshop, "library find", words="", is_playable=False)["rows"]
    assert [row["name"] for row in broken] == ["broken"]
    assert broken[0]["problem"]
    key = found["rows"][1]["key"]
    assert [row["name"] for row in ask(workshop, "library find", like=key)["rows"]] == ["loud"]
    peaks = [max(ask(workshop, "audition", model=row["key"])["high"]) for row in found["rows"]]
    assert peaks[0] == pytest.approx(peaks[1], rel=0.02)  # 19 dB apart in their files


def alone(key: str) -> dict[str, Any]:
    return {"models": [key]}


def test_models_are_compared_on_a_guitar_and_on_a_capture(workshop: Workshop) -> None:
    models = [model_key(workshop, "quiet"), model_key(workshop, "loud")]
    file = sound_key(workshop, "di")
    said: dict[str, Any] = {"kind": "file", "file": file, "level": "12.2 dBu"}
    both = [alone(models[0]), {"models": models, "level": "3,15 V"}]
    cab = {"match": "peak", "cabinet": "computed/1x12"}
    task = done(workshop, ask(workshop, "compare", contenders=both, **cab, **said))
    assert (task["state"], task["error"]) == ("done", None)
    page = heard(workshop, task["result"]["page"])
    assert b"abx" in page
    assert b"1x12" in page
    assert b"quiet &gt; loud" in page or b"quiet > loud" in page
    assert [each["page"] for each in ask(workshop, "comparisons")] == [task["result"]["page"]]
    star = gain_model(workshop.shelf.path(models[0], "model").with_name("★.nam"), 0.5)
    said |= {"contenders": [alone(model_key(workshop, star.stem))], "target": file}
    nameless = done(workshop, ask(workshop, "compare", **said))
    assert (nameless["state"], nameless["title"]) == ("done", "comparison")
    said |= {"contenders": [alone(models[0])], "target": None}
    assert "nothing to compare" in str(done(workshop, ask(workshop, "compare", **said))["error"])
    assert "no such file" in str(ask(workshop, "compare", **{**said, "contenders": [alone("x/y.nam")]}))
    assert "no such file" in str(ask(workshop, "compare", **{**said, "cabinet": models[0]}))
    loud = {"models": models[:1], "level": "loud"}
    assert "'loud' is not a level" in str(ask(workshop, "compare", **{**said, "contenders": [loud]}))


def test_a_study_of_captures_plays_the_own_guitar(workshop: Workshop) -> None:
    for name in ("low", "high"):
        small_capture(workshop.folder, name)
    di = sound_key(workshop, "di")
    captures = str(workshop.folder)
    said: dict[str, Any] = {"device": captures, "name": "mine", "di": di}
    assert "name it, or type its level" in str(ask(workshop, "study begin", **said))
    assert "name it, or type its level" in str(ask(workshop, "study begin", **said, interface="none"))
    assert "simulated guitar" in str(ask(workshop, "study begin", **{**said, "device": "wire"}))
    assert "is not in the table" in str(ask(workshop, "study begin", **said, interface="Nonesuch 9"))
    assert list(workshop.studies.iterdir()) == []
    name = ask(workshop, "study begin", **said, interface="3,15 V", target=di, target_level="12 dBu")
    order = workshop.study(name).order
    recordings = order.recordings
    assert recordings.di is not None
    assert recordings.di.parent == recordings.target.parent == workshop.studies / "mine.recordings"  # type: ignore[union-attr]
    assert recordings.di.read_bytes() == workshop.shelf.path(di, "sound").read_bytes()
    assert recordings.source.interface is not None
    assert recordings.source.interface.applied_dbu == pytest.approx(12.18, abs=0.01)
    assert recordings.target_full_scale_dbu == 12.0
    by_name = ask(workshop, "study begin", **said, interface="Scarlett 2i2 4th Gen")
    source = workshop.study(by_name).order.recordings.source
    assert source.interface is not None
    assert source.interface.name == "Focusrite Scarlett 2i2 4th Gen"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here opens and cannot be read")
def test_a_study_that_cannot_begin_leaves_no_recordings(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("low", "high"):
        small_capture(workshop.folder, name)
    di = sound_key(workshop, "di")
    said: dict[str, Any] = {"device": str(workshop.folder), "name": "mine", "di": di, "interface": "12 dBu"}
    before = workshop.studies / "mine.recordings"
    before.mkdir()  # of a study that is gone
    with monkeypatch.context() as patch:
        patch.setattr(StudyRun, "begin", lambda *_: (workshop.studies / "no" / "folder").mkdir())
        assert "No such file" in str(ask(workshop, "study begin", **said))
        assert list(workshop.studies.iterdir()) == [before]
        patch.setattr(workshop.shelf, "path", lambda *_: Path("/proc/self/mem"))
        problem = str(ask(workshop, "study begin", **said))
    assert problem == "/proc/self/mem: cannot be read: Input/output error"
    assert list(workshop.studies.iterdir()) == [before]


def test_a_study_is_begun_stopped_and_read(workshop: Workshop) -> None:
    assert "neither" in str(ask(workshop, "study begin", device="/etc"))
    name = ask(workshop, "study begin", device="wire", name="my/study")
    assert (name, study_view(workshop)[0]["state"]) == ("my study", "stopped")
    again = ask(workshop, "study begin", device="wire", name="my/study")
    assert again == "my study 2"  # the first has an order and no folder yet
    (workshop.studies / "my study 2.order.json").unlink()
    run = workshop.study(name)
    assert run.order == StudyOrder(device="wire", is_fast=True)
    run.folder.mkdir()
    run.page.write_text("<p>read</p>")
    (run.folder / "models.zip").write_bytes(b"PK")
    run._note(StudyProgress(state=StudyState.DONE))
    (shown,) = study_view(workshop)
    assert (heard(workshop, shown["page"]), heard(workshop, shown["pack"])) == (b"<p>read</p>", b"PK")
    assert "not here" in str(ask(workshop, "study stop", study="../../etc"))


def test_a_folder_that_is_removed_stays_away_the_next_time(workshop: Workshop) -> None:
    assert done(workshop, ask(workshop, "library update"))["result"]["total"] == 3
    amps = workshop.shelf.folders[0]
    desk = SimpleNamespace(shelf=workshop.shelf)
    said = json.dumps({"id": 1, "do": "forget folder", "said": {"path": str(amps)}})
    assert answer(desk, COMMANDS_OF_PAGES, read_envelope(said)) == {"id": 1, "ok": None}
    with contextlib.closing(Shelf()) as shelf, contextlib.closing(Workshop(shelf)):
        assert amps not in shelf.folders
    assert answer(desk, COMMANDS_OF_PAGES, read_envelope(said)) == {"id": 1, "ok": None}


def test_a_broken_index_stops_only_the_page_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    (tmp_path / "library.db").write_bytes(b"no database at all" * 100)
    with contextlib.closing(Shelf()) as shelf, contextlib.closing(Workshop(shelf)) as workshop:
        assert "library.db" in str(ask(workshop, "library find"))
        assert ask(workshop, "captures") == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    (tmp_path / "captures").write_text("in the way")
    with contextlib.closing(Shelf()) as shelf, pytest.raises(OutputError, match="captures"):
        Workshop(shelf)


def test_what_is_handed_out_has_keys_that_cannot_be_guessed(tmp_path: Path) -> None:
    one, other = Handouts(), Handouts()
    (tmp_path / "a").write_text("a")
    address = one.give_file(tmp_path / "a", "text/plain")
    assert one.give_file(tmp_path / "a", "text/plain") == address
    assert other.give_file(tmp_path / "a", "text/plain") != address
    assert other.find(address.rpartition("/")[2]) is None
    for number in range(60):
        one.give(bytes([number]), "audio/flac")
    assert one.find(one.give(b"new", "audio/flac").rpartition("/")[2]) is not None
    assert one.find(address.rpartition("/")[2]) is not None  # sounds push no files out


@pytest.mark.alone  # a server in real time
def test_a_document_is_a_stranger_to_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its scripts run in a sandbox without our origin; all else of the policy stays."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    folder = tmp_path / "config" / "comparisons" / "mine"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<script>1</script>")
    with app_client() as client:
        client.enter()
        with client.socket() as socket:
            socket.send(json.dumps({"id": 5, "do": "comparisons"}))
            while True:
                message = socket.recv(timeout=20)
                if isinstance(message, str) and json.loads(message).get("id") == 5:
                    break
        address = json.loads(message)["ok"][0]["page"]
        status, body, headers = client.request("GET", address)
        assert (status, body) == (200, b"<script>1</script>")
        policy = headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts")
        assert "allow-same-origin" not in policy
        assert "connect-src" not in policy  # default-src is none
        assert headers["x-content-type-options"] == "nosniff"
        _, _, saved = client.request("GET", f"{address}?save")
        assert saved["content-disposition"] == "attachment; filename*=UTF-8''index.html"
        assert client.request("GET", "/made/..%2f..%2fetc%2fpasswd")[0] == 404
        assert client.request("GET", "/made/0123")[0] == 404
        client.cookie = ""
        assert client.request("GET", address)[0] == 403

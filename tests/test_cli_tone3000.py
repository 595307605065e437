"""`reamp tone3000`: signing in, lists with creator and licence, downloads, and what it says of trouble."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import error_of, run
from fake_tone3000 import CLIENT_ID, refusal
from tone3000_cases import Service, click, fake_service

from reamp.library.provenance import read_provenance
from reamp.tone3000.token_store import SystemTokenStore, tokens_path

POWERED = "Powered by TONE3000  https://www.tone3000.com"


@pytest.fixture(autouse=True)
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        running.fake.device_interval_s = 0.01
        monkeypatch.setenv("REAMP_TONE3000_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("REAMP_TONE3000_URL", running.fake.url)
        monkeypatch.delenv("REAMP_TONE3000_SEARCH", raising=False)
        monkeypatch.setattr("webbrowser.open", click)
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.chdir(tmp_path)
        yield running


@pytest.fixture
def signed_in(service: Service) -> Service:
    SystemTokenStore(service.settings()).save(service.sign_in())
    return service


def test_without_a_key_the_command_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REAMP_TONE3000_CLIENT_ID")
    for command in ("login", "latest", "select"):
        line = error_of("tone3000", command)
        assert line.startswith("no TONE3000 key is set: sign in at https://www.tone3000.com")


def test_login_and_logout(service: Service) -> None:
    result = run("tone3000", "login")
    assert (
        result.stdout
        == f"Signed in at TONE3000 as tester; kept in {tokens_path()}, which only you can read\n"
    )
    assert "Waiting for TONE3000's page in the browser. If none has opened: http" in result.stderr
    assert run("tone3000", "latest").exit_code == 0
    assert run("tone3000", "logout").stdout == "Signed out.\n"
    assert run("tone3000", "logout").stdout == "You were not signed in.\n"
    line = error_of("tone3000", "latest")
    assert line == "not signed in at TONE3000; sign in first (reamp tone3000 login)"
    assert service.fake.calls("/oauth/device_authorization") == []


@pytest.mark.parametrize("typed", [["--code"], []])
def test_login_by_code(service: Service, typed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if not typed:
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("sys.platform", "linux")
    service.fake.device_polls = ["authorization_pending"]
    result = run("tone3000", "login", *typed)
    assert result.stdout.startswith("Signed in at TONE3000 as tester; ")
    words = f"Open {service.fake.url}/activate on any device within 10 minutes, and type BCDF-GHJK\n"
    assert result.stderr == words


@pytest.mark.parametrize("does", ["cancel", "deny"])
def test_a_login_that_is_cancelled(service: Service, does: str) -> None:
    service.fake.user_does = does
    result = run("tone3000", "login")
    assert result.exit_code == 1
    assert result.stderr.endswith("Error: the sign-in was cancelled on TONE3000's page\n")


def test_lists_have_creator_and_attribution(signed_in: Service) -> None:
    shown = run("tone3000", "favorites").stdout
    heading, first, *_ = shown.splitlines()
    assert heading.split() == ["Tone", "ID", "Creator", "Gear", "Files"]
    assert first.split() == ["Plexi", "51", "7", "Ann", "Größer", "amp", "3"]
    assert "The licence is shown with a single tone: reamp tone3000 get ID --list" in shown
    assert shown.endswith(f"{POWERED}\n")
    assert signed_in.fake.calls("/tones/favorited")[0].params == {"page": "1", "page_size": "25"}
    run("tone3000", "downloaded", "plexi", "51", "--gear", "amp", "--page", "2")
    call = signed_in.fake.calls("/tones/downloaded")[0]
    assert call.params == {"page": "2", "page_size": "25", "gear": "amp", "query": "plexi 51"}


def test_what_is_unknown_is_said_so(signed_in: Service) -> None:
    row = next(line for line in run("tone3000", "latest").stdout.splitlines() if line.startswith("Odd one"))
    assert row.split() == ["Odd", "one", "11", "unknown", "theremin", "1"]
    assert signed_in.fake.calls("/tones/latest")


def test_an_empty_list() -> None:
    run("tone3000", "login")
    assert run("tone3000", "created").stdout == f"There is no such tone.\n{POWERED}\n"


def test_more_pages_are_announced(signed_in: Service) -> None:
    from starlette.responses import JSONResponse

    page = {"data": [{"id": 1, "title": "x"}], "page": 2, "total_pages": 3}
    signed_in.fake.next_answers["/tones/favorited"].append(JSONResponse(page))
    assert "Page 2 of 3; --page 3 shows the next.\n" in run("tone3000", "favorites", "--page", "2").stdout


@pytest.mark.usefixtures("signed_in")
def test_json() -> None:
    shown = json.loads(run("tone3000", "trending", "--gear", "cab", "--json").stdout)
    assert shown["attribution"] == POWERED
    (tone,) = shown["tones"]
    assert (tone["id"], tone["creator"]["display_name"], tone["license"]) == (8, "Ann Größer", None)
    shown = json.loads(run("tone3000", "get", "7", "--list", "--json").stdout)
    assert (shown["tone"]["license"], len(shown["models"])) == ("cc-by-nc", 3)
    shown = json.loads(run("tone3000", "get", "8", "-o", "irs", "--json").stdout)
    (file,) = shown["files"]
    assert (file["event"], file["value"]["path"]) == ("FileDownloaded", "irs/Green 4x12 - V30 edge.wav")
    assert shown["attribution"] == POWERED


@pytest.mark.usefixtures("signed_in")
def test_get_lists_the_models(tmp_path: Path) -> None:
    shown = run("tone3000", "get", "7", "--list").stdout
    tone, heading, first, second, third, last = shown.splitlines()
    assert tone == "Plexi 51  by Ann Größer  licence CC BY-NC  amp  https://www.tone3000.com/tone-7"
    assert heading.split() == ["Model", "ID", "Architecture", "Size"]
    assert first.split()[-3:] == ["71", "A1", "standard"]
    assert second.split() == ["bright", "72", "A1", "lite"]
    assert third.split()[-2:] == ["73", "A2"]
    assert last == POWERED
    assert list(tmp_path.glob("*.nam")) == []


@pytest.mark.usefixtures("signed_in")
def test_get_downloads(tmp_path: Path) -> None:
    shown = run("tone3000", "get", "7", "-o", "models").stdout
    assert "licence CC BY-NC" in shown
    assert "Plexi 51 - bright.nam  72  A1            lite        11.76 dBu" in shown
    assert shown.endswith(f"In models, each with its creator and licence beside it\n{POWERED}\n")
    provenance = read_provenance(tmp_path / "models" / "Plexi 51 - bright.nam")
    assert provenance is not None
    assert (provenance.creator, provenance.license) == ("Ann Größer", "cc-by-nc")
    again = run("tone3000", "get", "7", "-o", "models").stdout
    assert again.count("was there") == 3


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("typed", "count"), [(["--size", "lite"], 1), (["--model", "71", "--model", "73"], 2)]
)
def test_get_downloads_what_is_wanted(tmp_path: Path, typed: list[str], count: int) -> None:
    assert run("tone3000", "get", "7", *typed).exit_code == 0
    assert len(list(tmp_path.glob("*.nam"))) == count


@pytest.mark.usefixtures("signed_in")
def test_get_says_what_failed_and_exits_with_1(tmp_path: Path) -> None:
    result = run("tone3000", "get", "13")
    assert result.exit_code == 1
    assert "page: Not all is well - page.nam: is a web page, not a model" in result.stdout
    assert [path.name for path in tmp_path.glob("*.nam")] == ["Not all is well - good.nam"]


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("typed", "line", "exit_code"),
    [
        (["9"], "TONE3000 does not show you tone 9: it is private", 1),
        (["10"], "TONE3000 does not have tone 10, or no longer", 1),
        (["7", "--size", "nano"], "tone 7 has no such model; --list shows those it has", 2),
        (["7", "8"], "Got unexpected extra argument (8)", 2),  # one tone at a time: no bulk download
        (["0"], "id must be at least 1; got 0", 2),
    ],
)
def test_get_says_what_is_not_there(typed: list[str], line: str, exit_code: int) -> None:
    assert line in error_of("tone3000", "get", *typed, exit_code=exit_code)


def test_select_shows_what_was_chosen(service: Service) -> None:
    result = run("tone3000", "select", "--gear", "amp", "--gear", "pedal")
    assert result.stdout.splitlines()[1].split()[-6:] == ["Ann", "Größer", "amp", "3", "CC", "BY-NC"]
    assert result.stdout.endswith(f"{POWERED}\n")
    params = service.fake.calls("/oauth/authorize")[0].params
    assert (params["prompt"], params["gears"]) == ("select_tone", "amp_pedal")
    assert (params["format"], params["calibrated"]) == ("nam", "true")
    run("tone3000", "select", "--all")
    assert "calibrated" not in service.fake.calls("/oauth/authorize")[1].params


def test_select_downloads_what_was_chosen(service: Service, tmp_path: Path) -> None:
    service.fake.chosen = {"tone_id": "7", "model_id": "73"}
    assert run("tone3000", "select", "-o", "models").exit_code == 0
    assert [path.name for path in (tmp_path / "models").glob("*.nam")] == ["Plexi 51 DI.nam"]


def test_select_of_a_tone_without_files(service: Service) -> None:
    service.fake.chosen = {"tone_id": "16"}
    result = run("tone3000", "select", "-o", "models")
    assert result.stderr.endswith("Error: tone 16 has no files that Reamp can ask for\n")


def test_select_without_a_choice(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.fake.user_does = "cancel signed in"
    result = run("tone3000", "select")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Error: no tone was chosen on TONE3000's page\n")
    assert run("tone3000", "latest").exit_code == 0  # signed in all the same
    monkeypatch.setattr("reamp.cli.tone3000._has_browser", lambda: False)
    assert "reamp tone3000 favorites then shows its ID" in error_of("tone3000", "select")


@pytest.mark.usefixtures("signed_in")
def test_search_is_for_keys_that_may(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    line = error_of("tone3000", "search", "plexi")
    assert line.startswith("TONE3000 lets an application search only by agreement: ask TONE3000")
    assert service.fake.seen == []
    monkeypatch.setenv("REAMP_TONE3000_SEARCH", "1")
    assert "does not let this key search" in error_of("tone3000", "search", "plexi")
    service.fake.may_search = True
    typed = ("--gear", "amp", "--calibrated", "--architecture", "2", "--sort", "newest")
    shown = run("tone3000", "search", "plexi", "51", *typed).stdout
    assert "Plexi 51" in shown
    assert shown.endswith(f"{POWERED}\n")
    assert service.fake.seen[-1].params["query"] == "plexi 51"
    assert service.fake.seen[-1].params["architecture"] == "2"


@pytest.mark.usefixtures("signed_in")
def test_calls_that_will_end_are_notes(service: Service) -> None:
    service.fake.deprecated = True
    result = run("tone3000", "latest")
    words = " ".join(result.stderr.split())
    assert words.startswith(
        "note: /api/v1/tones/latest: TONE3000 will end this call (platform is format now;"
    )
    assert words.endswith("Update Reamp")


@pytest.mark.usefixtures("signed_in")
def test_a_limit_that_lasts_is_one_line(service: Service) -> None:
    service.fake.next_answers["/tones/latest"].append(refusal(429, {"Retry-After": "900"}))
    line = error_of("tone3000", "latest")
    assert line == "TONE3000 allows no more requests for now; try again in 900 s"


def test_what_a_stranger_wrote_cannot_move_the_cursor(signed_in: Service) -> None:
    from starlette.responses import JSONResponse

    tone = {"id": 1, "title": "bad\x1b[2Jtitle", "gear": "a\x1b[31m", "user": {"username": "x\x07y"}}
    signed_in.fake.next_answers["/tones/latest"].append(JSONResponse({"data": [tone]}))
    shown = run("tone3000", "latest").stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown

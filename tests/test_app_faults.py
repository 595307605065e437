"""What goes wrong around the application: killed, unplugged, a full disk, broken files; nothing is lost."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from app_cases import PATIENCE_S, app_client, reply, served_app
from capture_cases import small_capture
from capture_rig import server_for_gear
from gear_client import GearSetup, gear
from jack_server import jack_server
from rig_files import gain_model
from websockets.sync.client import ClientConnection

from reamp.app.guitar_input import GuitarInput
from reamp.audio.files import probe
from reamp.live.stream import StreamConfig
from reamp.rig.rig import chain

pytestmark = pytest.mark.alone  # devices in real time, and servers in processes of their own

JACKS = {"backend": "jack", "device": "Simulated", "send": 3, "return": 2, "is_quick": True}
DEVICE = GuitarInput(kind="device", stream=StreamConfig(backend="jack"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    return tmp_path / "config"


class Page:
    """A page without a browser: what it was told last of each topic."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.topics: dict[str, Any] = {}
        self.state: Any = None

    def ask(self, do: str, **said: Any) -> Any:
        """Return the answer to a command; fails where it is an error."""
        answer = self.answer(do, **said)
        assert "ok" in answer, answer
        return answer["ok"]

    def answer(self, do: str, **said: Any) -> Any:
        self.socket.send(json.dumps({"id": 7, "do": do, "said": said}))
        return self.until(lambda message: message.get("id") == 7)

    def hears(self, topic: str, wanted: Callable[[Any], object]) -> Any:
        """Return what is told of a topic as soon as it is what is wanted."""
        if topic in self.topics and wanted(self.topics[topic]):
            return self.topics[topic]
        return self.until(lambda message: message.get("topic") == topic and wanted(message["news"]))["news"]

    def finding(self, words: str) -> str:
        """Return the finding in the newest state that has these words, empty for none."""
        found = [] if self.state is None else self.state["findings"]
        return next((each["text"] for each in found if words in each["text"]), "")

    def until(self, is_it: Callable[[Any], object]) -> Any:
        end_s = time.monotonic() + 2 * PATIENCE_S
        while time.monotonic() < end_s:
            message = self.socket.recv(timeout=PATIENCE_S)
            if not isinstance(message, str):
                continue
            read = json.loads(message)
            self.state = read.get("state", self.state)
            if "topic" in read:
                self.topics[read["topic"]] = read["news"]
            if is_it(read):
                return read
        raise TimeoutError(str(self.topics))


@contextmanager
def served_page() -> Iterator[tuple["subprocess.Popen[str]", Page]]:
    with served_app() as (process, client), client.socket() as socket:
        yield process, Page(socket)


def killed(process: "subprocess.Popen[str]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def is_over(tasks: Any) -> bool:
    return bool(tasks) and tasks[0]["state"] in ("done", "failed")


def test_killed_while_it_plays_records_and_trains_it_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "captures").mkdir()
    small_capture(home / "captures")
    with jack_server(monkeypatch):
        with served_page() as (process, page):
            page.ask("input", kind="device", backend="jack", channel=2)
            page.ask("set", set={"bass": 7})
            page.ask("record", is_on=True)
            keys = [each["key"] for each in page.ask("captures")]
            page.ask("train", captures=keys, architecture="a1-nano", epochs=5000)
            page.hears("recording", lambda take: take and take["seconds"] >= 1)
            page.hears("train", lambda news: news["entries"] and news["entries"][0]["points"])
            while not (home / "last rig.toml").is_file() or not (home / "last input.json").is_file():
                page.socket.recv(timeout=20)
            killed(process)
        with served_page() as (_, page):
            page.until(lambda _: page.state is not None)
            assert (page.state["input"]["kind"], page.state["input"]["channel"]) == ("device", 2)
            assert page.state["device"]["name"] == "system"
            assert page.state["knobs"]["bass"] == 7.0
            (entry,) = page.hears("train", lambda news: news["entries"])["entries"]
            assert entry["state"] == "training"  # its process went on meanwhile
            assert entry["points"]
            page.ask("train wish", entry=entry["key"], wish="pause")
            page.hears("train", lambda news: news["entries"][0]["state"] == "paused")
    takes = sorted((home / "recordings").iterdir())
    assert len(takes) == 2
    assert all(probe(take).duration_s >= 1.0 for take in takes)


def test_killed_while_it_captures_and_while_it_indexes_nothing_is_lost(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amps = tmp_path / "amps"
    amps.mkdir()
    for number in range(30):
        gain_model(amps / f"{number}.nam", 0.1 + number / 100)
    with server_for_gear(monkeypatch), gear(GearSetup()):
        with served_page() as (process, page):
            page.ask("add folder", path=str(amps))
            page.ask("capture record", **JACKS, name="My amp")
            page.hears(
                "tasks", lambda tasks: tasks and tasks[0]["step"] == "record" and tasks[0]["share"] > 0.2
            )
            killed(process)
        with served_page() as (process, page):
            (take,) = page.ask("capture takes")
            assert take["done"].startswith("0:0")
            assert not take["done"].startswith("0:00")
            assert probe(Path(take["path"]) / "recording-1.wav").duration_s > 1.0
            page.ask("library update")
            page.hears("tasks", lambda tasks: tasks and (tasks[0]["share"] or 0.0) > 0.0)
            killed(process)
        with served_page() as (_, page):
            page.ask("library update")
            (task,) = page.hears("tasks", is_over)
            assert task["result"]["total"] >= 30
            assert page.ask("library find", words="")["total"] >= 30


def test_a_device_that_goes_during_a_capture_is_one_line_and_the_take_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server_for_gear(monkeypatch) as jack, gear(GearSetup()), app_client() as app:
        app.enter()
        with app.socket() as socket:
            page = Page(socket)
            page.ask("capture record", **JACKS, name="My amp")
            page.hears(
                "tasks", lambda tasks: tasks and tasks[0]["step"] == "record" and tasks[0]["share"] > 0.1
            )
            jack.stop()
            (task,) = page.hears("tasks", is_over)
            assert "Simulated 4i4 went away during the take: connect it, and record again" in task["error"]
            (take,) = page.ask("capture takes")
            assert Path(take["path"]).is_relative_to(home)
            assert "no" in page.answer("capture hear", **JACKS)["error"].lower()  # and the server goes on
            assert page.ask("gear")


@pytest.fixture
def full_disk(home: Path) -> Iterator[Path]:
    """The folders of captures and of recordings on a disk with very little room."""
    folders = [home / "captures", home / "recordings"]
    mounted = []
    try:
        for folder in folders:
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
            done = subprocess.run(command, check=False, capture_output=True)
            if done.returncode:
                pytest.skip("a small disk needs the right to mount one")
            mounted.append(folder)
        yield home
    finally:
        for folder in mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_one_line_and_nothing_half_is_left(
    full_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jack_server(monkeypatch), app_client(choice=DEVICE) as app:
        app.enter()
        with app.socket() as socket:
            page = Page(socket)
            page.ask("capture simulated", name="x", device="wire", is_quick=True)
            (task,) = page.hears("tasks", is_over)
            assert task["error"].endswith("x.capture: cannot be written: is the disk full?")
            assert list((full_disk / "captures").iterdir()) == []
            page.ask("record", is_on=True)
            page.until(lambda _: page.finding("the recording has stopped: "))
            assert "No space left on device" in page.finding("the recording has stopped")
            take = page.ask("record", is_on=False)
            assert "No space left on device" in take["problem"]
            assert probe(full_disk / "recordings" / take["di"]).duration_s > 0.1
            assert page.ask("save preset", name="clean") is True  # on another disk


def test_a_model_that_breaks_on_disk_plays_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = gain_model(tmp_path / "amp.nam")
    with app_client(chain(model), folders=(tmp_path,)) as app:
        app.enter()
        with app.socket() as socket:
            page = Page(socket)
            page.until(lambda _: page.state is not None)
            before = page.state["blocks"]
            model.write_bytes(model.read_bytes()[:100])
            page.until(lambda _: page.finding("amp.nam"))
            error = page.answer("reload")["error"]
            assert error.startswith(str(model))
            assert len(error.splitlines()) == 1
            assert page.ask("set", set={"bass": 6}) is None
            assert page.state["blocks"] == before
            assert page.state["knobs"]["bass"] == 6.0


def test_an_input_that_is_gone_at_the_start_is_named_and_the_demo_guitar_plays(home: Path) -> None:
    (home / "last input.json").write_text('{"kind":"device","backend":"jack","device":"Scarlett"}')
    with served_app(JACK_NO_START_SERVER="1") as (_, client), client.socket() as socket:
        page = Page(socket)
        hello = page.until(lambda message: "hello" in message)["hello"]
        assert "Scarlett" in hello["notice"] or "JACK" in hello["notice"]
        page.until(lambda _: page.state is not None)
        assert page.state["input"]["kind"] == "demo"
        assert reply(socket, "gear")["ok"]

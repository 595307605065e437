"""A stranger's walk through the plug-in on a virtual screen; pictures of each step.

`.venv/bin/python tools/plugin_walk.py FOLDER` walks in the program for JACK, in jalv.gtk3 and, where it is
installed, in Ardour, after `make plugin`. It needs Debian's xvfb, xdotool, imagemagick, jackd2 and jalv.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from reamp.audio.signal import Signal
from reamp.demo import demo_di_path, demo_model_path
from reamp.library.index import Library
from reamp.nam import NamDocument
from reamp.plan.source import Source
from reamp.playing.play import play
from reamp.rig.rig import Rig, RigModel

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from ardour_session import export_session, write_session

ROOT = Path(__file__).parents[1]
BIN = ROOT / "build" / "plugin" / "bin"
DISPLAY = ":77"
SERVER = "reamp_walk"
WINDOW_S = 20.0
RATE_HZ = 48_000
SLOW_S = 2.0
"""A busy machine needs it to show an answer."""
INTERFACE, MODEL, GAIN, TUNER, ADD_MODEL = (700, 191), (300, 156), (700, 267), (706, 30), (405, 84)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A virtual screen with a window of the panel; pictures go into `folder`."""

    folder: Path
    environment: dict[str, str]
    window: str = ""
    left: int = 0
    top: int = 0

    def run(self, *command: str) -> str:
        """Return what a program for this screen prints."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout.strip()

    def picture(self, name: str) -> None:
        """Write a picture of the window."""
        time.sleep(0.5)
        self.run("import", "-window", self.window or "root", str(self.folder / f"{name}.png"))

    def click(self, at: tuple[int, int], *, button: int = 1) -> None:
        """Click into the panel."""
        x, y = str(self.left + at[0]), str(self.top + at[1])
        self.run("xdotool", "mousemove", x, y, "sleep", "0.1", "click", str(button), "sleep", "0.3")

    def type(self, text: str, *keys: str) -> None:
        """Type a text and press keys."""
        self.run("xdotool", "type", "--delay", "60", text)
        for key in keys:
            self.run("xdotool", "key", key, "sleep", "0.4")


@contextlib.contextmanager
def started(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends."""
    with log.open("wb") as out:
        program = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def window_of(screen: Screen, name: str) -> Screen:
    """Return the screen with the place of a window, as soon as it is there."""
    end_s = time.monotonic() + WINDOW_S
    while time.monotonic() < end_s:
        for window in screen.run("xdotool", "search", "--onlyvisible", "--name", name).split():
            where = dict(
                line.split("=", 1)
                for line in screen.run("xdotool", "getwindowgeometry", "--shell", window).splitlines()
            )
            if int(where.get("WIDTH", 0)) >= 900:
                return Screen(
                    folder=screen.folder,
                    environment=screen.environment,
                    window=window,
                    left=int(where["X"]),
                    top=int(where["Y"])
                    + int(where["HEIGHT"])
                    - 660,  # below what a host puts above the panel
                )
        time.sleep(0.3)
    raise SystemExit(f"there is no window of {name}; see {screen.folder}/*.log")


def walk(screen: Screen, name: str, *, settings: Path) -> None:
    """Choose an interface by three letters and a model by a word, and see the panel say what it knows."""
    screen.picture(f"{name}-1-new")
    screen.click(INTERFACE)
    time.sleep(SLOW_S)
    screen.type("2i2")
    time.sleep(SLOW_S)
    screen.picture(f"{name}-2-interface")
    screen.type("", "Return")
    print(f"{name}: {(settings / 'interface.toml').read_text().strip()!r}")
    screen.click(MODEL)
    time.sleep(SLOW_S)
    screen.type("demo")
    time.sleep(SLOW_S)
    screen.picture(f"{name}-3-model")
    screen.type("", "Return")
    time.sleep(SLOW_S)
    screen.picture(f"{name}-4-calibrated")


def build_chain(screen: Screen, name: str) -> None:
    """Type the gain, add a second model, open the tuner."""
    screen.click(GAIN)
    screen.type("5", "Return")
    screen.click(ADD_MODEL)
    time.sleep(SLOW_S)
    screen.type("", "Down", "Return")
    time.sleep(SLOW_S)
    screen.click(TUNER)
    screen.picture(f"{name}-5-chain")
    screen.click(TUNER)


def walk_in_ardour(screen: Screen, home: Path, *, settings: Path) -> None:
    """Open a session with a DI, walk in the panel, play, save, export; compare with the render."""
    song = home / "song"
    samples, _ = soundfile.read(demo_di_path(), dtype="float32")
    di = np.pad(samples[: 8 * RATE_HZ], (RATE_HZ, RATE_HZ)).astype(np.float32)
    write_session(song, di, environment=screen.environment)
    ardour = home / ".config" / "ardour7"
    ardour.mkdir(parents=True, exist_ok=True)
    (ardour / ".a7").touch()  # no questions to a new user
    with started(["ardour", "--no-splash", str(song)], screen.environment, screen.folder / "ardour.log"):
        end_s = time.monotonic() + 120.0
        while not (
            main_window := screen.run("xdotool", "search", "--onlyvisible", "--name", "song - Ardour")
        ):
            for title, at in (("Warning", None), ("Audio/MIDI Setup", (549, 351))):
                answer(screen, title, at)
            if time.monotonic() > end_s:
                raise SystemExit(f"Ardour has no window; see {screen.folder}/ardour.log")
            time.sleep(2.0)
        time.sleep(5.0)
        screen.click((1326, 73))  # the mixer
        time.sleep(3.0)
        screen.run("xdotool", "mousemove", "330", "215", "click", "--repeat", "2", "--delay", "120", "1")
        panel = window_of(screen, "guitar: Reamp")
        walk(panel, "ardour", settings=settings)
        for key, pause_s in (("space", 5.0), ("ctrl+s", 5.0)):
            screen.run("xdotool", "windowfocus", main_window.split()[0], "sleep", "0.5", "key", key)
            time.sleep(pause_s)
            if key == "space":
                screen.picture("ardour-5-plays")
    exported = export_session(song, home / "export.wav", environment=screen.environment)
    model = Rig(models=(RigModel(path=next(home.glob("models/Demo overdrive.nam"))),))
    sides = play(model, Signal(di, RATE_HZ), source=Source.remembered()).sides
    playing = slice(RATE_HZ, len(di))
    is_same = np.array_equal(exported[playing, 0], sides[0].samples[playing])
    print(f"ardour: the export {'has the bits of' if is_same else 'is another than'} the render")


def answer(screen: Screen, title: str, at: tuple[int, int] | None) -> None:
    """Answer a dialog of Ardour: by Return, or by JACK as the audio system and a click."""
    for window in screen.run("xdotool", "search", "--onlyvisible", "--name", title).split():
        where = dict(
            line.split("=", 1)
            for line in screen.run("xdotool", "getwindowgeometry", "--shell", window).splitlines()
        )
        left, top = int(where["X"]), int(where["Y"])
        if at is None:
            screen.run("xdotool", "windowfocus", window, "key", "Return")
            continue
        screen.click((left + 287, top + 50))
        screen.type("", "Down", "Return")
        time.sleep(3.0)
        screen.click((left + at[0], top + at[1]))


def main(folder: Path) -> int:
    """Walk, and write pictures and logs into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        home = Path(place)
        settings = home / "settings"
        models = home / "models"
        models.mkdir()
        overdrive = NamDocument.read(demo_model_path())
        overdrive.write(models / "Demo overdrive.nam")
        overdrive.with_metadata(input_level_dbu=15.0).write(models / "Demo overdrive, pushed.nam")
        overdrive.with_metadata(input_level_dbu=None).write(models / "Old capture without a level.nam")
        plugins = home / "lv2"
        plugins.mkdir()
        (plugins / "Reamp.lv2").symlink_to(BIN / "Reamp.lv2")
        environment = {
            **os.environ,
            "DISPLAY": DISPLAY,
            "JACK_DEFAULT_SERVER": SERVER,
            "REAMP_CONFIG_DIR": str(settings),
            "HOME": str(home),
            "LV2_PATH": str(plugins),
        }
        os.environ["REAMP_CONFIG_DIR"] = str(settings)
        with Library() as library:
            library.add(models)
            library.update(threads=1)
        screen = Screen(folder=folder, environment=environment)
        for name, command in (
            ("xvfb", ["Xvfb", DISPLAY, "-screen", "0", "1400x900x24", "+extension", "GLX"]),
            (
                "jack",
                ["jackd", "-r", "-n", SERVER, "--no-mlock", "-d", "dummy", "-r", str(RATE_HZ), "-p", "1024"],
            ),
        ):
            stack.enter_context(started(command, environment, folder / f"{name}.log"))
            time.sleep(2.0)
        while screen.run("jack_lsp") == "":
            time.sleep(0.5)
        for name, command in (
            ("standalone", [str(BIN / "Reamp")]),
            ("jalv", ["jalv.gtk3", "urn:reamp:reamp"]),
        ):
            for kept in settings.glob("*.toml"):
                kept.unlink()
            with started(command, environment, folder / f"{name}.log"):
                panel = window_of(screen, "Reamp")
                walk(panel, name, settings=settings)
                build_chain(panel, name)
        if shutil.which("ardour"):
            for kept in settings.glob("*.toml"):
                kept.unlink()
            walk_in_ardour(screen, home, settings=settings)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/walk")))

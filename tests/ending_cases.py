"""Commands that are ended at any moment, and what they must leave: the terminal, and no half-written file."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from capture_cases import small_capture
from terminal import Terminal, terminal

from reamp.capture.capture import Capture
from reamp.engine import load
from reamp.errors import ReampError
from reamp.nam import NamDocument

__all__ = ["COMMANDS", "SIGNALS", "Ending", "end", "prepare", "ready_s"]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a request to end, a terminal that is closed."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "play": ("play", "slow.nam", "--backend", "jack", "--max-input", "12.2dBu"),
    "stage": ("stage", "--backend", "jack", "--max-input", "12.2dBu"),
    "render": ("render", "slow.nam", "long.wav", "-o", "out.wav", "--max-input", "12.2dBu"),
    "train": ("train", "amp.capture", "--architecture", "a1-nano", "--epochs", "9999", "--device", "cpu"),
    "study": ("study", "-o", "report", "--fast"),
}
"""Each is busy for minutes, or until it is told to end."""

_READY = {"play": "q quit", "stage": "strum", "render": "long.wav", "train": "epoch", "study": "training"}
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONFAULTHANDLER": "1"}
_GIVE_UP_S = 60.0
_READY_S = 300.0  # on a machine that is busy with other things
_LSTM_SIZE = 64  # slow: ten minutes of sound take half a minute


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a command ended: `took_s` after the signal, or after the model was written where one is trained.

    `all_s` is the time after the signal in any case, `cpu_s` its work meanwhile, `waited_s` how long the main
    thread was ready to go on while the machine did something else. `is_early`: Python itself began, and
    printed a traceback or not, as it likes. `faults` is what is wrong.
    """

    command: str
    number: int
    after_s: float
    exit_code: int | None
    took_s: float
    all_s: float
    cpu_s: float
    waited_s: float
    is_early: bool
    faults: tuple[str, ...]


def prepare(folder: Path) -> None:
    """Write what the commands read."""
    size = _LSTM_SIZE
    count = 4 * size * (1 + size) + 6 * size + size + 1
    weights = np.random.default_rng(0).normal(0.0, 0.1, count)
    config = {"num_layers": 1, "input_size": 1, "hidden_size": size}
    NamDocument.create(architecture="LSTM", config=config, weights=weights, sample_rate_hz=48_000).write(
        folder / "slow.nam"
    )
    noise = np.random.default_rng(1).normal(0.0, 0.05, 48_000).astype(np.float32)
    soundfile.write(folder / "long.wav", np.tile(noise, 600), 48_000, subtype="PCM_16")
    small_capture(folder, "amp")


def ready_s(command: str, source: Path, folder: Path, *, server: str) -> float:
    """Return how long a command takes until it is at work; `server` is the JACK server it plays on."""
    with _running(command, source, folder, server) as (shown, started_s):
        while _READY[command] not in shown.read(0.02):
            assert shown.process.poll() is None, shown.read()
            assert time.monotonic() < started_s + _READY_S, shown.read()
        return time.monotonic() - started_s


def end(command: str, number: int, *, after_s: float, source: Path, folder: Path, server: str) -> Ending:
    """Run a command in a new folder and send it a signal after a time, counted from its first instruction."""
    with _running(command, source, folder, server) as (shown, started_s):
        while (left_s := started_s + after_s - time.monotonic()) > 0.0 and shown.process.poll() is None:
            shown.read(min(0.02, left_s))
        pid = shown.process.pid
        used_s, waited_s, sent_s = _cpu_s(pid), _waited_s(pid), time.time()
        shown.process.send_signal(number)
        while not (has_ended := _has_ended(pid)) and time.time() < sent_s + _GIVE_UP_S:
            shown.read(0.01)
        ended_s = time.time()
        used_s, waited_s = _cpu_s(pid) - used_s, _waited_s(pid) - waited_s
        if not has_ended:
            shown.process.send_signal(signal.SIGABRT)  # Python prints where each thread hangs
        exit_code = shown.process.wait() if has_ended else None
        shown.process.wait()
        shown.read(0.1)
        said = shown.sent.decode(errors="replace")
        is_early = "Traceback" in said and not re.search('File "[^"]*/reamp/cli/', said)
        return Ending(
            command=command,
            number=number,
            after_s=after_s,
            exit_code=exit_code,
            took_s=ended_s - max(sent_s, *(path.stat().st_mtime for path in folder.rglob("*.nam")), 0.0),
            all_s=ended_s - sent_s,
            cpu_s=used_s,
            waited_s=waited_s,
            is_early=is_early,
            faults=() if is_early else tuple(_faults(shown, exit_code, number, folder)),
        )


@contextmanager
def _running(command: str, source: Path, folder: Path, server: str) -> Iterator[tuple[Terminal, float]]:
    """Run a command among links to what it reads, with its own folders for settings and temporary files."""
    folder.mkdir()
    for each in source.iterdir():
        if each.is_dir():
            shutil.copytree(each, folder / each.name)
        else:
            os.link(each, folder / each.name)
    (folder / "tmp").mkdir()
    own = {
        "TMPDIR": str(folder / "tmp"),
        "REAMP_CONFIG_DIR": str(folder / "config"),
        "JACK_DEFAULT_SERVER": server,
    }
    with terminal(*COMMANDS[command], folder=folder, **own, **_ENVIRONMENT) as shown:
        yield shown, time.monotonic()


def _faults(shown: Terminal, exit_code: int | None, number: int, folder: Path) -> Iterator[str]:
    said = shown.sent.decode(errors="replace")
    if exit_code is None:
        yield f"did not end: {said[:1000]} ... {said[-3000:]}"
    elif exit_code not in (128 + number, -number):
        yield f"exit code {exit_code}: {said[-1000:]}"
    if not shown.is_as_before:
        yield "the terminal is not as before"
    if any(word in said for word in ("Traceback", "Exception ignored", "core dumped", "terminate called")):
        yield f"said: {said[-2000:]}"
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".part", ".tmp")) or (
            path.parent.name == "tmp" and path.parent.parent == folder
        ):
            yield f"left {path.relative_to(folder)}"
        elif path.is_file() and (problem := _problem(path)):
            yield f"{path.relative_to(folder)}: {problem}"


def _problem(path: Path) -> str | None:
    """Return what is wrong with a file."""
    try:
        if path.suffix == ".nam":
            load(path)
        elif path.suffix in (".wav", ".flac"):
            soundfile.info(path)
        elif path.name == "capture.toml":
            Capture.open(path.parent)
        elif path.suffix == ".html" and not path.read_text().rstrip().endswith("</html>"):
            return "ends too early"
    except (ReampError, soundfile.SoundFileError) as error:
        return str(error)
    if path.name == "out.wav":
        return "was written though the command was interrupted"
    return None


def _cpu_s(pid: int) -> float:
    """Return the processor's time of a process, which may have ended, and of those that it waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _waited_s(pid: int) -> float:
    """Return how long the main thread of a process was ready but did not run."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def _has_ended(pid: int) -> bool:
    """Return whether a process has ended, and leave what is known of it in `/proc`."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

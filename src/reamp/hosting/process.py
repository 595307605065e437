"""Run a plug-in in a separate process: when it crashes or hangs, Reamp goes on."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable

import msgspec

from reamp.errors import ConfigError, PluginError
from reamp.hosting.facts import Answer, Job, PluginFacts

__all__ = ["run_job"]

_PROGRAM = "reamp.hosting.program"
_END_S = 5.0  # for a process that has said it is done
_SAID_CHARS = 160


def run_job(job: Job, *, progress: Callable[[int], None] | None = None) -> PluginFacts:
    """Run a job in a process of its own and return what it found; `progress` is called with frames done.

    The process ends when this function does, whatever happens. Raises `PluginError` where the plug-in
    cannot be loaded, crashes, or says nothing for the time limit of its setup, and `ConfigError` for settings
    that it does not have.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - this program, and no shell
            [sys.executable, "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,  # Ctrl-C is answered here, and the process group is ended with it
        )
        try:
            return _follow(process, job, progress)
        except _EndedError as ended:
            raise PluginError(job.setup.plugin, f"{ended}{_last_line(said.fileno())}") from None
        finally:
            _end(process)


class _EndedError(Exception):
    """The process ended, or was ended, before it was done; the text is the problem."""


def _follow(
    process: subprocess.Popen[bytes], job: Job, progress: Callable[[int], None] | None
) -> PluginFacts:
    assert process.stdin is not None
    answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(process, answers), name="reamp-plugin", daemon=True).start()
    try:
        process.stdin.write(msgspec.json.encode(job, enc_hook=str) + b"\n")
        process.stdin.flush()  # and stays open: the process ends when it is closed
    except OSError:
        answers.put(None)
    step, facts = "load", None
    limit_s = job.setup.time_limit_s
    while True:
        try:
            answer = answers.get(timeout=limit_s)
        except queue.Empty:
            raise _EndedError(
                f"gave no answer for {limit_s:g} s while {_DOING[step]}; {_HANG_ADVICE}"
            ) from None
        if answer is None:
            raise _EndedError(_why_it_ended(process, step))
        if answer.problem:
            if answer.is_setting:
                raise ConfigError(f"{job.setup.plugin}: {answer.problem}")
            raise PluginError(job.setup.plugin, answer.problem)
        step = answer.step or step
        facts = answer.facts or facts
        if answer.frames and progress is not None:
            progress(answer.frames)
        if answer.is_done and facts is not None:
            return facts


_DOING = {"load": "loading", "set": "being set", "play": "playing"}
_HANG_ADVICE = "open it in a DAW to see whether it waits for a licence or a window, or raise the time limit"
_CRASH_ADVICE = "update it, or try it in a DAW"


def _read(process: subprocess.Popen[bytes], answers: "queue.SimpleQueue[Answer | None]") -> None:
    """Pass on the lines of the process until it ends."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            try:
                answers.put(msgspec.json.decode(line, type=Answer))
            except msgspec.DecodeError:
                break
    answers.put(None)


def _why_it_ended(process: subprocess.Popen[bytes], step: str) -> str:
    try:
        code = process.wait(_END_S)
    except subprocess.TimeoutExpired:
        return f"stopped answering while {_DOING[step]}; {_HANG_ADVICE}"
    if code < 0:
        names = {number.value: number.name for number in signal.Signals}
        how = f"crashed while {_DOING[step]} ({names.get(-code, -code)})"
    elif code > 0xFFFF:  # Windows: the code of an exception
        how = f"crashed while {_DOING[step]} (0x{code:X})"
    else:
        how = f"ended its process while {_DOING[step]} (exit code {code})"
    return f"{how}; {_CRASH_ADVICE}"


def _last_line(said: int) -> str:
    """Return the last line that a plug-in printed, as the end of a sentence."""
    end = os.lseek(said, 0, os.SEEK_END)
    os.lseek(said, max(0, end - 4096), os.SEEK_SET)
    lines = os.read(said, 4096).decode(errors="replace").split("\n")
    words = [" ".join(line.split()) for line in lines if line.strip()]
    return f" (it printed: {words[-1][:_SAID_CHARS]})" if words else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and every process that it started."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    else:
        process.kill()
    process.wait()

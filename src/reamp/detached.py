"""Starts Reamp's own modules as processes that outlive the program that started them."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["leave", "start_detached"]

# Windows has no sessions: a process without a console, in a group of its own, gets no Ctrl-C either.
_OF_ITS_OWN = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def start_detached(module: str, argument: Path, *, log: Path) -> "subprocess.Popen[bytes]":
    """Start `python -m MODULE ARGUMENT`, whose output goes to the end of a file; Ctrl-C does not end it.

    Modules are not searched in the current folder.
    """
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", module, str(argument)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
            creationflags=_OF_ITS_OWN,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


def leave(process: "subprocess.Popen[bytes] | None") -> None:
    """Let a process run on, without the warning that Python gives where that is a mistake."""
    if process is not None and process.poll() is None:
        process.returncode = 0

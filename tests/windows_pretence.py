"""Runs Reamp's modules as on Windows, as far as this system can: `python windows_pretence.py TASK ARGUMENTS`.

The modules that Reamp imports say that the system is Windows, and lack what only POSIX has. Libraries see
this system. Opening a text file without an encoding, which differs on Windows, is an error.
"""

import builtins
import fcntl
import importlib
import os
import pkgutil
import signal
import sys
import types
import warnings
from collections.abc import Mapping
from pathlib import Path

NOT_THERE = {
    *("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp", "curses", "readline", "syslog", "posix"),
}
_OF_POSIX = {
    "os": {
        *("fork", "forkpty", "killpg", "getpgid", "setsid", "setpgid", "nice", "uname", "openpty", "mkfifo"),
        *("getuid", "geteuid", "getgid", "getegid", "chown", "fchmod", "fchown", "statvfs", "pread"),
        *("sched_getaffinity", "sched_setaffinity", "getloadavg", "posix_fadvise", "O_NOFOLLOW", "O_CLOEXEC"),
        *("O_DIRECTORY", "WNOHANG", "WIFSIGNALED", "WTERMSIG", "wait3", "wait4", "set_blocking", "sync"),
    },
    "signal": {
        *("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGCHLD", "SIGQUIT", "SIGTSTP"),
        *("SIGWINCH", "ITIMER_REAL", "setitimer", "getitimer", "siginterrupt", "alarm", "pthread_sigmask"),
        *("pthread_kill", "sigwait", "pause"),
    },
    "sys": set(),
    "time": {"pthread_getcpuclockid", "clock_settime"},
    "socket": {"AF_UNIX"},
    "asyncio": {"open_unix_connection", "start_unix_server"},
}


class _OnWindows(types.ModuleType):
    """A module without what Windows does not have."""

    def __init__(self, name: str, **given: object) -> None:
        super().__init__(name)
        self.__dict__.update(given)

    def __getattr__(self, name: str) -> object:
        if name in _OF_POSIX[self.__name__]:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} on Windows")
        return getattr(_real_import(self.__name__), name)


class _Msvcrt(types.ModuleType):
    """The locks and keys of a console of Windows. `typed` is what its user has typed."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.typed: list[str] = []

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        assert (mode, count) == (self.LK_NBLCK, 1)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def kbhit(self) -> bool:
        return bool(self.typed)

    def getwch(self) -> str:
        return self.typed.pop(0)


MSVCRT = _Msvcrt()
_GIVEN: Mapping[str, types.ModuleType] = {
    "os": _OnWindows("os"),
    "signal": _OnWindows("signal", SIGBREAK=signal.SIGUSR1),
    "sys": _OnWindows("sys", platform="win32"),
    "time": _OnWindows("time"),
    "socket": _OnWindows("socket"),
    "asyncio": _OnWindows("asyncio"),
    "msvcrt": MSVCRT,
}
_real_import = builtins.__import__


def _import(name, globals=None, locals=None, fromlist=(), level=0):
    if globals is None or not str(globals.get("__name__")).startswith("reamp"):
        return _real_import(name, globals, locals, fromlist, level)
    top = name.partition(".")[0]
    if top in NOT_THERE:
        raise ModuleNotFoundError(f"no module named {name!r} on Windows", name=name)
    if name in _GIVEN or (top in _GIVEN and not fromlist):
        return _GIVEN[top]
    return _real_import(name, globals, locals, fromlist, level)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def pretend() -> None:
    """Let what Reamp imports from now on be as on Windows."""
    assert not any(name == "reamp" or name.startswith("reamp.") for name in sys.modules)
    builtins.__import__ = _import
    warnings.filterwarnings("error", category=EncodingWarning, module=r"reamp\.")


def import_all() -> None:
    """Import every module, and print how many."""
    import reamp

    names = [each.name for each in pkgutil.walk_packages(reamp.__path__, "reamp.")]
    for name in names:
        importlib.import_module(name)
    say(len(names))


def run(*commands: str) -> None:
    """Run commands, each a line of arguments; the first that fails ends the program."""
    from reamp.cli.main import main

    for command in commands:
        try:
            main(command.split("|"))
        except SystemExit as ended:
            if ended.code:
                raise


def lock(folder: str) -> None:
    """Take locks, and print what was free and the size of the file."""
    from reamp.file_lock import one_at_a_time, only_one

    path = Path(folder) / "lock"
    with only_one(path) as first, only_one(path) as second:
        say(first, second)
    with one_at_a_time(path), only_one(path) as other:
        say(other)
    with only_one(path) as again:
        say(again, path.stat().st_size)


def type_keys() -> None:
    """Print the keys of what a user types."""
    from reamp.terminal.keyboard import keyboard, marked_pastes

    MSVCRT.typed = [*"q\r\x1b", "\xe0", "H", "\x00", "S", "é", "\ud83c", "\udfb8", "\x08", "\xe0"]
    with marked_pastes(), keyboard() as read:
        keys = []
        while MSVCRT.typed:
            keys += read(0.0)
        say(*map(ascii, keys), read(0.01))
        MSVCRT.typed = ["\x03"]
        try:
            read(0.0)
        except KeyboardInterrupt:
            say("interrupted")


if __name__ == "__main__":
    task = {"import": import_all, "run": run, "lock": lock, "keys": type_keys}[sys.argv[1]]
    os.environ.setdefault("COLUMNS", "80")
    pretend()
    task(*sys.argv[2:])

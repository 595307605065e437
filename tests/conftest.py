"""What holds for all tests: commands get the signals that a shell gives to a command, and sessions end."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_configure() -> None:
    """Pass no ignored signal on: `nohup make test` ignores SIGHUP, a shell in the background SIGINT.

    A child inherits what is ignored, and rightly leaves it so, but no handler. Nothing changes for the tests.
    """
    for name in ("SIGHUP", "SIGINT", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import only the files with tests to run alone, where only those run: the others take ten seconds."""
    if config.option.markexpr != "alone" or collection_path.suffix != ".py":
        return None
    return True if "mark.alone" not in collection_path.read_text(encoding="utf-8") else None


@pytest.fixture(autouse=True)
def _sessions_end_with_their_test() -> Iterator[None]:
    yield
    if "play_cases" in sys.modules:
        sys.modules["play_cases"].close_sessions()

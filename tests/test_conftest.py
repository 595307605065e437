"""A command that a test starts ends by the signals that the tests were told to ignore."""

import signal
import subprocess
import sys

import pytest
from conftest import pytest_configure


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_what_is_ignored_here_is_not_ignored_by_a_command(number: signal.Signals) -> None:
    code = f"import signal; print(signal.getsignal({number:d}) is signal.SIG_IGN)"
    before = signal.signal(number, signal.SIG_IGN)
    try:
        pytest_configure()
        result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        signal.raise_signal(number)  # changes nothing here
    finally:
        signal.signal(number, before)
    assert result.stdout == "False\n"

"""What holds for all tests: the commands they start get the signals that a shell gives to a command."""

import signal


def pytest_configure() -> None:
    """Pass no ignored signal on: `nohup make test` ignores SIGHUP, a shell in the background SIGINT.

    A child inherits what is ignored, and rightly leaves it so, but no handler. Nothing changes for the tests.
    """
    for name in ("SIGHUP", "SIGINT", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)

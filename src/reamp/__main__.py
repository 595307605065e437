"""The `reamp` command, also as `python -m reamp`."""

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process; always raises `SystemExit`."""
    # While the command is imported, Ctrl-C may end the process at once, without a traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from reamp.cli.main import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()

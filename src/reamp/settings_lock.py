"""The lock of the user's settings, which the plug-in takes too."""

import contextlib
from collections.abc import Iterator

from reamp.errors import OutputError
from reamp.file_lock import one_at_a_time
from reamp.folders import config_dir

__all__ = ["settings_lock"]


@contextlib.contextmanager
def settings_lock() -> Iterator[None]:
    """Hold the lock of the settings while the block reads a file of them, changes it and writes it.

    Waits until it is free. Where the folder or its system allows no lock, there is none.
    """
    folder = config_dir()
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError, OutputError):
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(one_at_a_time(folder / ".settings.lock"))
        yield

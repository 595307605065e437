"""Errors of a worker, with the paths of this machine in them."""

from pathlib import Path

from reamp.cluster.work import Work
from reamp.cluster.worker import Failed
from reamp.errors import ReampError

__all__ = ["as_here"]


def as_here(failed: Failed, work: Work) -> ReampError:
    """Return the error of a work, with the paths of the files it was sent instead of those on the worker."""
    error, folder = failed.error, failed.folder
    if not folder:
        return error
    places = {
        f"{folder}/{name}": str(file.path) for name, file in work.files.items() if file.path is not None
    }
    for name, file in work.files.items():  # other files of the folder are named beside the sent ones
        if file.path is not None:
            places.setdefault(folder, str(file.path.parents[name.count("/")]))
    places.setdefault(folder, "on the worker")

    def here(text: str) -> str:
        for there, ours in places.items():
            text = text.replace(there, ours)
        return text

    error.args = tuple(here(each) if isinstance(each, str) else each for each in error.args)
    for name, value in vars(error).items():
        if isinstance(value, str):
            setattr(error, name, here(value))
        elif isinstance(value, Path):
            setattr(error, name, Path(here(str(value))))
    return error

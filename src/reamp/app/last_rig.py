"""The rig that played last, with which a server goes on that was ended or killed."""

from pathlib import Path

from reamp.errors import ReampError
from reamp.folders import data_dir
from reamp.rig.preset import load_preset, save_preset
from reamp.rig.rig import Rig

__all__ = ["LastRig", "last_rig"]


class LastRig:
    """Keeps a rig as soon as it stays as it is for a moment; `rig` is what plays at the beginning."""

    def __init__(self, rig: Rig) -> None:
        self._kept = self._seen = rig

    def keep(self, rig: Rig) -> None:
        """Take note of what plays; call it a few times a second. Raises what `save_preset` raises."""
        is_at_rest, self._seen = rig == self._seen, rig
        if is_at_rest and rig != self._kept:
            save_preset(rig, _path())
            self._kept = rig  # only now: what could not be saved is tried again


def last_rig() -> Rig | None:
    """Return the rig that played last, None where there was none or where its files are gone."""
    if not _path().is_file():
        return None
    try:
        rig = load_preset(_path())
        rig.load_models()
    except ReampError:
        return None
    return rig


def _path() -> Path:
    return data_dir() / "last rig.toml"

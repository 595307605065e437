"""The folders for a user's files."""

import os
from pathlib import Path

import platformdirs

__all__ = ["config_dir", "data_dir"]


def config_dir() -> Path:
    """Return the folder of the user's settings: `REAMP_CONFIG_DIR`, or the system's usual place."""
    chosen = os.environ.get("REAMP_CONFIG_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir("reamp", appauthor=False))


def data_dir() -> Path:
    """Return the folder of what Reamp collects for the user: `REAMP_DATA_DIR`, or the system's usual place.

    Where `REAMP_CONFIG_DIR` moves the settings, it moves that too.
    """
    chosen = os.environ.get("REAMP_DATA_DIR") or os.environ.get("REAMP_CONFIG_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("reamp", appauthor=False))

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
    """Return the folder for the data that Reamp collects: `REAMP_DATA_DIR`, or the system's usual place.

    `REAMP_CONFIG_DIR` moves the data too.
    """
    chosen = os.environ.get("REAMP_DATA_DIR") or os.environ.get("REAMP_CONFIG_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("reamp", appauthor=False))

"""The folders for a user's files."""

import os
from pathlib import Path

import platformdirs

__all__ = ["cluster_dir", "config_dir", "data_dir"]


def cluster_dir() -> Path:
    """Return the folder where a worker of a cluster keeps files and unfinished work.

    It is `REAMP_CLUSTER_DIR`, or a folder in the system's usual place for caches.
    """
    chosen = os.environ.get("REAMP_CLUSTER_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("reamp", appauthor=False), "cluster")


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

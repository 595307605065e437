"""Ardour without a window: a session with a DI on a track, Reamp on it, and its export."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from plugin_hosts import BIN
from rig_files import float_wav

__all__ = ["ardour_export", "export_session", "needs_ardour", "write_session"]

RATE_HZ = 48_000
_UNITS = 282_240_000 // RATE_HZ  # of Ardour's time, in a frame

needs_ardour = pytest.mark.skipif(
    shutil.which("ardour7-lua") is None or shutil.which("ardour7-export") is None,
    reason="needs Ardour 7 (Debian: ardour)",
)

_SCRIPT = """
AudioEngine:set_backend("None (Dummy)", "", "")
local session = create_session("{folder}", "song", {rate})
local tracks = session:new_audio_track(1, 2, nil, 1, "guitar", ARDOUR.PresentationInfo.max_order,
  ARDOUR.TrackMode.Normal, true)
for track in tracks:iter() do
  local plugin = ARDOUR.LuaAPI.new_plugin(session, "urn:reamp:reamp", ARDOUR.PluginType.LV2, "")
  assert(not plugin:isnil(), "Ardour does not find the plug-in")
  assert(track:add_processor_by_index(plugin, 0, nil, true) == 0, "the track does not take the plug-in")
end
session:save_state("")
"""


def ardour_export(folder: Path, di: np.ndarray, *, model: Path) -> np.ndarray:
    """Return what Ardour exports, shape (frames, 2), of a DI at 48 kHz through the plug-in with this model.

    The interface is the one that is remembered. Ardour's own settings are in `folder`.
    """
    plugins = folder / "lv2"
    plugins.mkdir()
    (plugins / "Reamp.lv2").symlink_to(BIN / "Reamp.lv2")
    environment = {
        **os.environ,
        "HOME": str(folder),
        "LV2_PATH": str(plugins),
        "XDG_CONFIG_HOME": str(folder),
    }
    write_session(folder / "song", di, environment=environment)
    for state in folder.glob("song/plugins/*/state*/state.ttl"):
        state.write_text(state.read_text().replace("#model> <>", f"#model> <{model.as_uri()}>"))
    return export_session(folder / "song", folder / "export.wav", environment=environment)


def write_session(song: Path, di: np.ndarray, *, environment: dict[str, str]) -> None:
    """Write a session `song` with the DI on a track, and Reamp behind it."""
    _run(["ardour7-lua"], environment, _SCRIPT.format(folder=song, rate=RATE_HZ))
    float_wav(song / "interchange" / "song" / "audiofiles" / "di.wav", di, RATE_HZ)
    session = song / "song.ardour"
    session.write_text(_with_region(session.read_text(), len(di)))


def export_session(song: Path, path: Path, *, environment: dict[str, str]) -> np.ndarray:
    """Return what Ardour exports of a session, shape (frames, 2)."""
    _run(["ardour7-export", "-b", "float", "-o", str(path), str(song), "song"], environment)
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples, np.float32)


def _with_region(session: str, frames: int) -> str:
    """Return a session with the whole of di.wav at the start of its track, and a range of that length."""
    length = f"a{frames * _UNITS}"
    region = (
        f'<Region name="di" opaque="1" start="a0" length="{length}@a0" '
        'default-fade-in="0" default-fade-out="0" fade-in-active="0" fade-out-active="0" '
        'scale-amplitude="1" {more} id="{id}" type="audio" '
        'first-edit="nothing" source-0="9001" master-source-0="9001" channels="1"/>'
    )
    source = '<Source name="di.wav" type="audio" flags="" id="9001" channel="0" origin="" gain="1"/>'
    span = f'<Location id="9004" name="session" start="a0" end="{length}" flags="IsSessionRange" locked="0"/>'
    session = re.sub(r"<EngineHints [^>]*/>", "", session)  # any audio system will do
    session = session.replace("<Sources/>", f"<Sources>{source}</Sources>")
    whole = region.format(more='whole-file="1"', id=9002)
    session = session.replace("<Regions/>", f"<Regions>{whole}</Regions>")
    session = session.replace("<Locations/>", f"<Locations>{span}</Locations>")
    placed = region.format(more='whole-file="0"', id=9003)
    return re.sub(
        r'(<Playlist [^>]*name="guitar"[^>]*)/>', lambda found: f"{found[1]}>{placed}</Playlist>", session
    )


def _run(command: list[str], environment: dict[str, str], script: str = "") -> None:
    done = subprocess.run(
        command, input=script, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert "assert" not in done.stderr, done.stderr

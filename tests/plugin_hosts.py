"""Reamp's plug-in in small hosts: what they play, and the render it is held to."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.play import play
from reamp.rig.rig import Rig

BUILD = Path(__file__).parents[1] / "build" / "plugin"
BIN, HOSTS = BUILD / "bin", BUILD / "hosts"
NOT_BUILT = "needs the plug-in: make plugin, with dpf-source, libtomlplusplus-dev and zlib1g-dev"
needs_plugin = pytest.mark.skipif(not (BIN / "Reamp.clap").exists(), reason=NOT_BUILT)
needs_lv2_host = pytest.mark.skipif(
    not (HOSTS / "lv2_host").exists() or not (BIN / "Reamp.lv2").exists(),
    reason="needs the plug-in and its host: make plugin, with liblilv-dev",
)


@dataclass(frozen=True, kw_only=True)
class Hosted:
    """What a host got: left and right, shape (frames, 2), and what it was told."""

    sound: np.ndarray
    told: Mapping[str, float]


def clap_state(states: Mapping[str, str], values: Mapping[str, float] | None = None) -> bytes:
    """Return a state as DPF saves it in CLAP and VST3."""
    parts = ["__dpf_state_begin__", *(part for pair in states.items() for part in pair), "__dpf_state_end__"]
    if values:
        parts += ["__dpf_parameters_begin__"]
        parts += [part for key, value in values.items() for part in (key, f"{value}")]
        parts += ["__dpf_parameters_end__"]
    return b"".join(part.encode() + b"\0" for part in parts) + b"\xfe"


def in_clap(
    di: np.ndarray,
    *,
    rate_hz: int,
    blocks: str = "512",
    states: Mapping[str, str],
    folder: Path,
    options: Sequence[str] = (),
) -> Hosted:
    """Return what the plug-in plays in the CLAP host."""
    (folder / "state").write_bytes(clap_state(states))
    command = [
        HOSTS / "clap_host",
        BIN / "Reamp.clap",
        f"rate={rate_hz}",
        f"blocks={blocks}",
        f"state={folder / 'state'}",
    ]
    return hosted([*command, *options], di)


def in_lv2(
    di: np.ndarray,
    *,
    rate_hz: int,
    blocks: str = "512",
    states: Mapping[str, str],
    folder: Path,
    options: Sequence[str] = (),
) -> Hosted:
    """Return what the plug-in plays in the LV2 host."""
    command = [HOSTS / "lv2_host", BIN / "Reamp.lv2", f"rate={rate_hz}", f"blocks={blocks}"]
    for key, text in states.items():
        if key == "project":
            (folder / "project").write_text(text)
            command.append(f"state:urn:distrho:project=String@{folder / 'project'}")
        else:
            command.append(f"state:urn:reamp:reamp#{key}=Path:{text}")
    return hosted([*command, *options], di)


def hosted(command: Sequence[object], di: np.ndarray, *, env: Mapping[str, str] | None = None) -> Hosted:
    """Return what a host plays."""
    done = subprocess.run(
        [str(part) for part in command], input=di.tobytes(), capture_output=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr.decode()
    told = {}
    for line in done.stderr.decode().splitlines():
        name, _, value = line.rpartition(" ")
        if name.isidentifier():
            told[name] = float(value)
    return Hosted(sound=np.frombuffer(done.stdout, np.float32).reshape(-1, 2), told=told)


def rendered(rig: Rig, di: np.ndarray, *, rate_hz: int, source: Source = UNKNOWN_SOURCE) -> np.ndarray:
    """Return what `reamp render` makes of it, shape (frames, 2)."""
    sides = play(rig, Signal(di, rate_hz), source=source).sides
    return np.stack([sides[0].samples, sides[-1].samples], axis=1)

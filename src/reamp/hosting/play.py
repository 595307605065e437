"""Read the facts of a plug-in, check it, and play a signal through it; each in a separate process."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.signal import Samples, Signal, first_non_finite
from reamp.errors import ConfigError, PluginError
from reamp.hosting.facts import Job, PluginFacts, PluginSetup
from reamp.hosting.places import find_plugin
from reamp.hosting.process import run_job
from reamp.units import ratio_to_db

__all__ = ["PluginTake", "check_plugin", "play_through", "plugin_facts"]

_USUAL_RATE_HZ = 48_000
_BEFORE_S, _SOUND_S, _AFTER_S, _LAST_S = 0.5, 0.5, 10.0, 1.0
_SOUND_DBFS = -6.0
_SILENT_DBFS = -120.0
_GENERATES_DB, _ENDLESS_DB = -20.0, -40.0
_ALIKE_DB = -80.0


@dataclass(frozen=True, kw_only=True, eq=False)
class PluginTake:
    """The output of a plug-in, as long as the input and in time with it, and the plug-in's facts."""

    signal: Signal
    facts: PluginFacts


def plugin_facts(setup: PluginSetup, *, rate_hz: int = _USUAL_RATE_HZ) -> PluginFacts:
    """Return the facts of a plug-in with this setup; raises as `play_through` does."""
    return run_job(_job(setup, rate_hz))


def play_through(
    setup: PluginSetup, signal: Signal, *, progress: Callable[[int, int], None] | None = None
) -> PluginTake:
    """Return a signal through a plug-in that is loaded for it, without the latency that it reports.

    The same bits as a host writes that plays the file in blocks of `setup.block_frames`. `progress` is called
    with the frames done and their number. Raises `PluginError` where the plug-in is missing, crashes, hangs,
    takes no audio or answers with NaN or infinity, `ConfigError` for settings it does not have and for two
    outputs that differ, none of them chosen.
    """
    with tempfile.TemporaryDirectory(prefix="reamp-") as name:
        played, heard = Path(name) / "played.npy", Path(name) / "heard.npy"
        np.save(played, signal.samples)
        facts = run_job(
            _job(setup, signal.rate_hz, played, heard),
            progress=None if progress is None else lambda frames: progress(frames, signal.frames),
        )
        outputs = np.load(heard, allow_pickle=False)  # (outputs, frames)
    samples = _chosen(outputs, setup, facts)
    frame = first_non_finite(samples)
    if frame is not None:
        raise PluginError(setup.plugin, f"answers with {samples[frame]} at frame {frame}; update it")
    return PluginTake(signal=Signal(samples, signal.rate_hz), facts=facts)


def check_plugin(setup: PluginSetup, *, rate_hz: int = _USUAL_RATE_HZ) -> PluginFacts:
    """Return what a plug-in is, after half a second of noise was played through it.

    Raises `PluginError` for one that is silent, that sounds without input, or that still sounds ten seconds
    later: no model learns it. Raises as `play_through` does, too.
    """
    before, sound, after = (round(part_s * rate_hz) for part_s in (_BEFORE_S, _SOUND_S, _AFTER_S))
    noise = np.random.default_rng(0).uniform(-1.0, 1.0, sound) * 10.0 ** (_SOUND_DBFS / 20.0)
    samples = np.concatenate([np.zeros(before), noise, np.zeros(after)]).astype(np.float32)
    take = play_through(setup, Signal(samples, rate_hz))
    heard = take.signal.samples
    quiet_dbfs = _peak_dbfs(heard[: before - round(0.05 * rate_hz)])  # a filter without latency rings before
    loud_dbfs = _peak_dbfs(heard[before : before + sound + rate_hz])
    last_dbfs = _peak_dbfs(heard[-round(_LAST_S * rate_hz) :])
    if loud_dbfs < _SILENT_DBFS:
        raise PluginError(
            setup.plugin,
            "is silent: check its licence in a DAW, its bypass, its volume, and that its models are loaded",
        )
    if quiet_dbfs > loud_dbfs + _GENERATES_DB:
        raise PluginError(
            setup.plugin,
            f"sounds without input, at {quiet_dbfs:.0f} dBFS: a generator cannot be captured",
        )
    if last_dbfs > loud_dbfs + _ENDLESS_DB:
        raise PluginError(
            setup.plugin,
            f"still sounds at {last_dbfs:.0f} dBFS {_AFTER_S:g} s after the input; "
            "switch off its delay, reverb, looper or freeze",
        )
    return take.facts


def _job(setup: PluginSetup, rate_hz: int, played: Path | None = None, heard: Path | None = None) -> Job:
    format_, plugin = find_plugin(setup.plugin)
    return Job(format=format_, plugin=plugin, setup=setup, rate_hz=rate_hz, input=played, output=heard)


def _chosen(outputs: Samples, setup: PluginSetup, facts: PluginFacts) -> Samples:
    """Return the chosen output; without a choice all outputs must be the same."""
    channel = setup.output_channel
    if channel is not None:
        if channel > len(outputs):
            raise ConfigError(f"{facts.name} has {len(outputs)} outputs; there is no output {channel}")
        return np.ascontiguousarray(outputs[channel - 1])
    for number, other in enumerate(outputs[1:], start=2):
        difference_db = _peak_dbfs(other - outputs[0]) - max(_peak_dbfs(outputs[0]), _SILENT_DBFS)
        if difference_db > _ALIKE_DB:
            raise ConfigError(
                f"{facts.name} is stereo: its outputs 1 and {number} differ, at {difference_db:.0f} dB; "
                "choose one of them"
            )
    return np.ascontiguousarray(outputs[0])


def _peak_dbfs(samples: Samples) -> float:
    return ratio_to_db(float(np.abs(samples).max(initial=0.0)))

"""Hosting a VST3 plug-in with pedalboard, which is GPL-3. Runs in the process of `program`, nowhere else."""

import functools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from reamp.errors import ConfigError, MissingExtraError, PluginError
from reamp.hosting.blocks import Block, play_blocks
from reamp.hosting.facts import Answer, Job, PluginFacts, PluginFormat, PluginParameter
from reamp.hosting.values import find_name, place_of_text, short_number

__all__ = ["work"]

_TEXT_CHARS = 512
_FEW = 24  # values, which are listed
_OF_THE_HOST = {"Buffer Size", "Sample Rate", "Latency"}  # parameters that DPF adds, not knobs


def work(job: Job, say: Callable[[Answer], None]) -> None:
    """Load and set the plug-in of a job, report its facts, and play the job's file through it."""
    loaded = _Loaded(job)
    say(Answer(step="set"))
    loaded.apply(job)
    say(Answer(step="play"))
    channels = loaded.open(job)
    say(Answer(facts=loaded.facts(channels)))
    if job.input is None or job.output is None:
        return
    fed = job.setup.input_channel
    block_frames = job.setup.block_frames

    def process(block: Block) -> Block:
        played = np.zeros((channels, block_frames), np.float32)
        played[slice(None) if fed is None else fed - 1] = block
        return loaded.process(played)

    play_blocks(
        job.input,
        job.output,
        block_frames=block_frames,
        outputs=channels,
        process=process,
        latency_frames=lambda: 0,  # pedalboard takes it off
        say=say,
    )


class _Loaded:
    """A plug-in that pedalboard holds."""

    def __init__(self, job: Job) -> None:
        try:
            import pedalboard  # noqa: PLC0415 - an extra, and GPL-3
        except ModuleNotFoundError as error:
            raise MissingExtraError("a VST3 plug-in", library="pedalboard", extra="plugins") from error
        self._rate_hz, self._block_frames = job.rate_hz, job.setup.block_frames
        name = _chosen(pedalboard.VST3Plugin, job)
        try:
            self._plugin: Any = pedalboard.VST3Plugin(
                job.plugin, plugin_name=name, initialization_timeout=job.setup.time_limit_s
            )
        except ImportError as error:
            raise PluginError(job.setup.plugin, _why_not(error)) from error
        if self._plugin.is_instrument or not self._plugin.is_effect:
            raise PluginError(
                job.setup.plugin,
                f"{self._plugin.name} is an instrument: it is played by MIDI, and takes no guitar",
            )

    def apply(self, job: Job) -> None:
        """Set state, preset and knobs, in this order."""
        setup = job.setup
        if setup.state is not None:
            self._plugin.raw_state = _bytes_of(setup.state)
        if setup.preset is not None:
            path = Path(setup.preset)
            if path.suffix.lower() != ".vstpreset":
                raise ConfigError(f"the preset of a VST3 plug-in is a .vstpreset file, got {setup.preset!r}")
            _bytes_of(path)
            try:
                self._plugin.load_preset(str(path))
            except (RuntimeError, ValueError, OSError) as error:
                raise ConfigError(f"{path} is no preset of {self._plugin.name}") from error
        knobs = self._knobs()
        names = [(knob.name, symbol) for symbol, knob in knobs]
        for name, text in setup.settings:
            knob = knobs[find_name(name, names, what="parameter")][1]
            knob.raw_value = place_of_text(
                text,
                name=knob.name,
                text_at=functools.partial(_text_at, knob),
                unit=_unit(knob),
                steps=_steps(knob),
            )

    def open(self, job: Job) -> int:
        """Return how many channels it plays, mono where it can; it is then at rest, at this rate.

        The first call tells it the rate, which may change its latency: pedalboard would take off the one
        before.
        """
        channel = max(job.setup.input_channel or 1, job.setup.output_channel or 1)
        problem = ""
        for channels in (1, 2) if channel == 1 else (channel,):
            silence = np.zeros((channels, self._block_frames), np.float32)
            try:
                self._call(silence)
            except ValueError as error:
                problem = str(error)
                continue
            self._plugin.reset()
            return channels
        raise PluginError(job.setup.plugin, _channel_problem(problem, channel))

    def process(self, block: Block) -> Block:
        """Return the output for a block; it is shorter than the block until the latency has passed."""
        out: Block = self._call(block)
        return out

    def facts(self, channels: int) -> PluginFacts:
        """Return the facts of the plug-in with its present settings."""
        plugin = self._plugin
        return PluginFacts(
            format=PluginFormat.VST3,
            name=plugin.name,
            vendor=plugin.manufacturer_name or "",
            version=plugin.version or "",
            identifier=plugin.identifier or "",
            inputs=channels,
            outputs=channels,
            latency_frames=plugin.reported_latency_samples,
            parameters=tuple(_parameter(symbol, knob) for symbol, knob in self._knobs()),
        )

    def _call(self, block: Block) -> Any:
        return self._plugin.process(block, self._rate_hz, buffer_size=self._block_frames, reset=False)

    def _knobs(self) -> list[tuple[str, Any]]:
        return [
            (symbol, knob)
            for symbol, knob in self._plugin.parameters.items()
            if knob.name not in _OF_THE_HOST
        ]


def _chosen(kind: Any, job: Job) -> str | None:
    """Return the name of the plug-in in its file, None where there is one only."""
    try:
        names = list(kind.get_plugin_names_for_file(job.plugin))
    except (ImportError, RuntimeError) as error:
        raise PluginError(job.setup.plugin, _why_not(error)) from error
    if not names:
        raise PluginError(job.setup.plugin, "is no VST3 plug-in that works on this system")
    if job.setup.name is not None:
        return str(names[find_name(job.setup.name, [(name,) for name in names], what="plug-in")])
    if len(names) > 1:
        raise ConfigError(f"has {len(names)} plug-ins: {', '.join(names)}; name one of them")
    return None


def _why_not(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"does not load as a VST3 plug-in: {words[:1].lower()}{words[1:200]}"


def _channel_problem(problem: str, channel: int) -> str:
    if channel > 1:
        return f"does not take {channel} channels"
    return f"takes neither one channel nor two{f': {problem}' if problem else ''}"


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error


def _text_at(knob: Any, place: float) -> str:
    return str(knob.get_text_for_raw_value(place, _TEXT_CHARS)).strip()


def _unit(knob: Any) -> str:
    return str(knob.label or "").strip()


def _steps(knob: Any) -> int | None:
    if knob.is_boolean:
        return 2
    count = int(knob.num_steps)
    return count if knob.is_discrete and 2 <= count <= 1000 else None


def _parameter(symbol: str, knob: Any) -> PluginParameter:
    steps = _steps(knob)
    places = [i / (steps - 1) for i in range(steps)] if steps is not None and steps <= _FEW else []
    raw = float(knob.raw_value)
    return PluginParameter(
        name=knob.name,
        symbol=symbol,
        text=short_number(_text_at(knob, raw if math.isfinite(raw) else 0.0)),
        unit=_unit(knob),
        lowest=short_number(_text_at(knob, 0.0)),
        highest=short_number(_text_at(knob, 1.0)),
        choices=tuple(dict.fromkeys(_text_at(knob, place) for place in places)),
    )

"""A capture of a plug-in, which plays the test signal in a process of its own."""

import dataclasses
import tempfile
from pathlib import Path

from reamp.audio.files import AudioReader, SampleFormat, write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear, Levels, check_new_capture
from reamp.capture.make_signal import make_test_signal, own_test_signal
from reamp.capture.plugin_gear import PluginGear
from reamp.capture.steps import CaptureStep, OnStep, no_step
from reamp.errors import StrPath
from reamp.hosting.facts import PluginFacts, PluginParameter, PluginSetup
from reamp.hosting.play import check_plugin, play_through
from reamp.interfaces.plugins import full_scale_of

__all__ = ["capture_plugin", "parameter_words"]

_USUAL_RATE_HZ = 48_000


def capture_plugin(
    path: StrPath,
    setup: PluginSetup,
    *,
    signal_path: StrPath | None = None,
    signal_channel: int | None = None,
    rate_hz: int | None = None,
    send_full_scale_dbu: float | None = None,
    return_full_scale_dbu: float | None = None,
    gear: Gear | None = None,
    on_step: OnStep = no_step,
) -> Capture:
    """Play a signal through a plug-in, and make the folder `path` of it.

    Without `signal_path` it is Reamp's own test signal, at `rate_hz` or 48 kHz. The recording has the bits
    that the plug-in returned, less the latency that it reports. Full scale into the plug-in is
    `send_full_scale_dbu`, or what the table of plug-ins says of it; the level of what comes out is unknown
    without `return_full_scale_dbu`. `on_step` is told the steps. Raises what `check_plugin`, `play_through`
    and `Capture.create` raise, before anything is written.
    """
    check_new_capture(path)
    signal = None if signal_path is None else _signal_of(signal_path, signal_channel)
    own_rate_hz = rate_hz or _USUAL_RATE_HZ
    if signal is None:
        own_test_signal(own_rate_hz)  # refuses a rate that it does not have
    on_step(CaptureStep.CHECK, None)
    facts = check_plugin(setup, rate_hz=own_rate_hz if signal is None else signal.rate_hz)
    if signal is None:
        on_step(CaptureStep.SIGNAL, None)
        signal = make_test_signal(own_rate_hz)  # takes many seconds: only for a plug-in that plays
    on_step(CaptureStep.PLAY, 0.0)
    take = play_through(
        setup, signal, progress=lambda done, total: on_step(CaptureStep.PLAY, done / max(1, total))
    )
    on_step(CaptureStep.LOOK, None)
    level_dbu, source = _send(facts, send_full_scale_dbu)
    with tempfile.TemporaryDirectory(prefix="reamp-") as name:
        played, heard = Path(name) / "signal.wav", Path(name) / f"{_file_name(facts.name)}.wav"
        write(heard, take.signal, sample_format=SampleFormat.FLOAT)
        if signal_path is None:
            write(played, signal)
        return Capture.create(
            path,
            signal_path=played if signal_path is None else signal_path,
            recording_path=heard,
            levels=Levels(
                input_level_dbu=level_dbu, output_level_dbu=return_full_scale_dbu, input_source=source
            ),
            gear=_gear(facts, gear or Gear()),
            signal_channel=signal_channel,
            plugin=_kept(setup, take.facts),
        )


def parameter_words(parameter: PluginParameter) -> str:
    """Return the name and the value of a knob.

    >>> parameter_words(PluginParameter(name="Gain", text="6", unit="dB"))
    'Gain = 6 dB'
    """
    unit = "" if not parameter.unit or parameter.text.endswith(parameter.unit) else f" {parameter.unit}"
    return f"{parameter.name} = {parameter.text}{unit}"


def _signal_of(path: StrPath, channel: int | None) -> Signal:
    with AudioReader(path, channel=channel, role="signal") as reader:
        return reader.signal()


def _send(facts: PluginFacts, typed_dbu: float | None) -> tuple[float | None, str | None]:
    """Return the level of full scale into the plug-in, and where it comes from."""
    if typed_dbu is not None:
        return typed_dbu, "typed"
    row = full_scale_of(facts.vendor, facts.name)
    if row is None or row.reference_dbu is None:
        return None, None
    default = "; its default, which can be changed" if row.kind == "user-set" else ""
    confidence = f" ({row.confidence})" if row.confidence else ""
    return row.reference_dbu, f"table of plug-ins: {row.vendor}, {row.product}{confidence}{default}"


def _gear(facts: PluginFacts, told: Gear) -> Gear:
    """Return what the user said about the gear, completed by the plug-in."""
    own = {"gear_make": facts.vendor or None, "gear_model": facts.name}
    unsaid = {name: value for name, value in own.items() if getattr(told, name) is None}
    return dataclasses.replace(told, **unsaid)


def _kept(setup: PluginSetup, facts: PluginFacts) -> PluginGear:
    return PluginGear(
        format=str(facts.format),
        name=facts.name,
        vendor=facts.vendor,
        version=facts.version,
        identifier=facts.identifier,
        preset=setup.preset,
        state=None if setup.state is None else setup.state.name,
        settings=tuple(f"{name} = {value}" for name, value in setup.settings),
        values=tuple(map(parameter_words, facts.parameters)),
        block_frames=setup.block_frames,
        latency_frames=facts.latency_frames,
    )


def _file_name(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .")
    return kept[:80] or "plug-in"

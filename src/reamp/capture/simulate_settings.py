"""Recording simulated gear at all settings of a plan."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.files import AudioReader, write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear
from reamp.capture.setting_captures import SettingCaptures
from reamp.capture.short_signal import make_short_signal
from reamp.capture.simulate import simulate_capture
from reamp.errors import ConfigError, StrPath
from reamp.knobs.knob import Knob, setting_words
from reamp.knobs.plan import KnobPlan
from reamp.sim.device import SimulatedDevice, device_by_name, device_knobs, device_with_knobs
from reamp.sim.interface import SimulatedInterface

__all__ = ["SettingDone", "device_at", "simulate_settings"]

_PROBE_S = 2.0
_PROBE_MARGIN = 1.25  # another part of the signal may be louder at some settings


@dataclass(frozen=True, kw_only=True)
class SettingDone:
    """A setting that was recorded; `put_aside` is the bad take that lay in its place."""

    number: int
    settings: int
    words: str
    capture: Capture
    put_aside: Path | None = None


def device_at(name: str, plan: KnobPlan, knobs: Mapping[str, float | str]) -> SimulatedDevice:
    """Return a simulated device at a setting: the range of a knob in the plan is the device's whole range.

    Raises `ConfigError` for a device that does not exist, and for a knob that it does not have or that is a
    switch in the plan.
    """
    device_by_name(name)
    known = device_knobs(name)
    turned = {}
    for control in plan.controls:
        if control.name not in known:
            there = f"its knobs are {', '.join(known)}" if known else "it has no knobs"
            raise ConfigError(f"the {name} has no knob {control.name!r}; {there}")
        if not isinstance(control, Knob):
            raise ConfigError(f"{control.name} is a knob of the {name}, but a switch in the plan")
        turned[control.name] = control.position(float(knobs[control.name]))
    return device_with_knobs(name, turned)


def simulate_settings(
    path: StrPath,
    device: str,
    plan: KnobPlan,
    interface: SimulatedInterface,
    *,
    signal_path: StrPath | None = None,
    signal_channel: int | None = None,
    return_full_scale_dbu: float | None = None,
    gear: Gear | None = None,
    on_done: Callable[[SettingDone], None] = lambda done: None,
) -> SettingCaptures:
    """Record a device at every setting of a plan that the folder `path` has no capture of yet.

    Without `signal_path` Reamp's short test signal is played. The return has one level for all settings, so
    that the loudest does not clip. A capture that cannot be opened is put aside and recorded again. `on_done`
    is called after every capture. Raises as `SettingCaptures.begin` and `simulate_capture` do.
    """
    for setting in plan.settings:
        device_at(
            device, plan, setting.knobs
        )  # refuses a knob that the device does not have, before any work
    folder = SettingCaptures.begin(path, plan)
    wanted = folder.missing()
    if not wanted:
        return folder
    with tempfile.TemporaryDirectory() as name:
        if signal_path is None:
            signal_path = Path(name) / "signal.wav"
            write(signal_path, make_short_signal())
        with AudioReader(signal_path, channel=signal_channel, role="signal") as reader:
            signal = reader.signal()
        if return_full_scale_dbu is None:
            return_full_scale_dbu = _kept_return_dbu(folder) or _return_dbu(device, plan, interface, signal)
        for number in wanted:
            setting = plan.settings[number - 1]
            aside = folder.put_aside(number)
            capture, _ = simulate_capture(
                folder.capture_path(number),
                device_at(device, plan, setting.knobs),
                interface,
                signal_path=signal_path,
                signal_channel=signal_channel,
                return_full_scale_dbu=return_full_scale_dbu,
                gear=gear,
                knobs=setting.knobs,
            )
            on_done(
                SettingDone(
                    number=number,
                    settings=len(plan.settings),
                    words=setting_words(setting.knobs),
                    capture=capture,
                    put_aside=aside,
                )
            )
    return folder


def _kept_return_dbu(folder: SettingCaptures) -> float | None:
    """Return the level of the return of a capture that is there already."""
    there = set(range(1, len(folder.plan.settings) + 1)) - set(folder.missing())
    return None if not there else folder.capture(min(there)).levels.output_level_dbu


def _return_dbu(device: str, plan: KnobPlan, interface: SimulatedInterface, signal: Signal) -> float:
    """Return the level of the return at which the loudest setting has some dB to spare."""
    frames = min(signal.frames, round(_PROBE_S * signal.rate_hz))
    total = np.concatenate(([0.0], np.cumsum(np.square(signal.samples, dtype=np.float64))))
    first = int((total[frames:] - total[:-frames]).argmax())  # of the loudest seconds
    volts = interface.play(signal.samples[first : first + frames])
    loudest_v = max(
        float(np.abs(device_at(device, plan, each.knobs).process(volts, rate_hz=signal.rate_hz)).max())
        for each in plan.settings
    )
    return interface.with_gain_for(_PROBE_MARGIN * loudest_v).input_full_scale_dbu

"""Recording simulated gear: a guitar, an amp played by it, and a whole capture, all of it in volts."""

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reamp.audio.files import AudioReader, SampleFormat, write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear, Levels, check_new_capture
from reamp.capture.make_signal import make_test_signal
from reamp.capture.steps import CaptureStep, OnStep, no_step
from reamp.errors import StrPath
from reamp.sim.device import SimulatedDevice
from reamp.sim.interface import SimulatedInterface

__all__ = ["Take", "re_amp", "record_gear", "record_guitar", "simulate_capture"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Take:
    """A recording of gear, the interface as it was set for it, and the peak volts at the gear's two jacks."""

    recording: Signal
    interface: SimulatedInterface
    peak_in_v: float
    peak_out_v: float


def record_guitar(volts: npt.ArrayLike, interface: SimulatedInterface, *, rate_hz: int) -> Signal:
    """Return the recording of a guitar plugged into the interface; its full scale is the interface's."""
    return Signal(interface.record(volts), rate_hz)


def record_gear(
    volts: npt.ArrayLike,
    device: SimulatedDevice,
    interface: SimulatedInterface,
    *,
    rate_hz: int,
    return_full_scale_dbu: float | None = None,
) -> Take:
    """Return the recording of a guitar plugged into the gear, in time with the guitar.

    `return_full_scale_dbu` is the level of the recording's full scale; None sets the gain so that nothing
    clips, as `SimulatedInterface.with_gain_for` does.
    """
    played = np.asarray(volts, np.float64)
    return _take(
        played, device.process(played, rate_hz=rate_hz), interface, return_full_scale_dbu, rate_hz=rate_hz
    )


def re_amp(
    signal: Signal,
    device: SimulatedDevice,
    interface: SimulatedInterface,
    *,
    return_full_scale_dbu: float | None = None,
) -> Take:
    """Return the recording of gear that a signal is sent into, later by the latency of the interface.

    It goes on until the end of the signal has come back. `return_full_scale_dbu` as in `record_gear`. Raises
    `InterfaceError` where the interface's output level is unknown.
    """
    played = interface.play(signal.samples)
    out = device.process(played, rate_hz=signal.rate_hz)
    late = np.concatenate([np.zeros(interface.latency_frames), out])
    return _take(played, late, interface, return_full_scale_dbu, rate_hz=signal.rate_hz)


def simulate_capture(
    path: StrPath,
    device: SimulatedDevice,
    interface: SimulatedInterface,
    *,
    signal_path: StrPath | None = None,
    signal_channel: int | None = None,
    return_full_scale_dbu: float | None = None,
    gear: Gear | None = None,
    on_step: OnStep = no_step,
) -> tuple[Capture, Take]:
    """Re-amp a signal through a device, and make the folder `path` of it with the levels that were set.

    The files, the search for the latency and the checks are those of a capture of real gear. Without
    `signal_path` Reamp's own test signal is played, at 48 kHz. `return_full_scale_dbu` as in `record_gear`.
    `on_step` is told the steps. Raises what `Capture.create` and `re_amp` raise.
    """
    check_new_capture(path)
    _ = interface.output_full_scale_dbu  # raises, before the work is done
    if return_full_scale_dbu is not None:
        interface.with_return(return_full_scale_dbu)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if signal_path is None:
            on_step(CaptureStep.SIGNAL, None)
            signal_path = folder / "signal.wav"
            write(signal_path, make_test_signal())
        with AudioReader(signal_path, channel=signal_channel, role="signal") as reader:
            signal = reader.signal()
        on_step(CaptureStep.PLAY, None)
        take = re_amp(signal, device, interface, return_full_scale_dbu=return_full_scale_dbu)
        recording_path = folder / f"{device.name}.wav"
        write(recording_path, take.recording, sample_format=SampleFormat.FLOAT)
        on_step(CaptureStep.LOOK, None)
        capture = Capture.create(
            path,
            signal_path=signal_path,
            recording_path=recording_path,
            levels=Levels(
                input_level_dbu=interface.output_full_scale_dbu,
                output_level_dbu=take.interface.input_full_scale_dbu,
            ),
            gear=_gear(device, gear or Gear()),
            signal_channel=signal_channel,
        )
    return capture, take


def _take(
    played_v: npt.NDArray[np.float64],
    out_v: npt.NDArray[np.float64],
    interface: SimulatedInterface,
    return_full_scale_dbu: float | None,
    *,
    rate_hz: int,
) -> Take:
    peak_out_v = float(np.abs(out_v).max(initial=0.0))
    set_up = (
        interface.with_gain_for(peak_out_v)
        if return_full_scale_dbu is None
        else interface.with_return(return_full_scale_dbu)
    )
    return Take(
        recording=Signal(set_up.record(out_v), rate_hz),
        interface=set_up,
        peak_in_v=float(np.abs(played_v).max(initial=0.0)),
        peak_out_v=peak_out_v,
    )


def _gear(device: SimulatedDevice, told: Gear) -> Gear:
    """Return what the user said about the gear, completed with what is known."""
    own = {"gear_make": "Reamp", "gear_model": f"simulated {device.name}"}
    unsaid = {name: value for name, value in own.items() if getattr(told, name) is None}
    return dataclasses.replace(told, **unsaid)

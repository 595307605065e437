"""The takes of a study: a guitar recorded through an interface, and the amp's output for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reamp.audio.correlation import CERTAIN, find_offset
from reamp.audio.delay import delayed
from reamp.audio.files import read
from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.capture.capture import Capture
from reamp.capture.simulate import record_gear, record_guitar
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path
from reamp.errors import AudioError, ConfigError
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.sim.device import SimulatedDevice
from reamp.sim.interface import SimulatedInterface
from reamp.study.guitar import Strength, study_volts
from reamp.units import dbu_to_v_peak, v_peak_to_dbu

__all__ = ["RATE_HZ", "StudyTake", "in_volts", "recorded_takes", "simulated_takes"]

RATE_HZ = 48_000


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyTake:
    """A recorded guitar, its interface's maximum input level, and the amp's output.

    `amp_v` is the amp's output in volts, frame for frame with `di`; None where the amp was not recorded.
    """

    name: str
    di: Signal
    interface_full_scale_dbu: float
    amp_v: Samples | None

    @property
    def peak_v(self) -> float:
        """The guitar's peak at its jack."""
        return float(np.abs(self.di.samples).max(initial=0.0)) * dbu_to_v_peak(self.interface_full_scale_dbu)

    @property
    def peak_dbu(self) -> float:
        """The level of a sine with the guitar's peak."""
        return v_peak_to_dbu(self.peak_v)


def simulated_takes(
    device: SimulatedDevice, interface_levels_dbu: tuple[float, ...]
) -> tuple[StudyTake, ...]:
    """Return the phrase at every strength through every interface, first the usual one through the first.

    The amp gets the guitar itself, so both interfaces share the amp's recording.
    """
    strengths = (Strength.USUAL, Strength.SOFT, Strength.HARD)
    takes = {}
    for strength in strengths:
        volts = study_volts(strength, rate_hz=RATE_HZ)
        amp_v = _recorded_amp_v(volts, device)
        for level_dbu in interface_levels_dbu:
            interface = SimulatedInterface(max_input_dbu=level_dbu)
            takes[level_dbu, strength] = StudyTake(
                name=str(strength),
                di=record_guitar(volts, interface, rate_hz=RATE_HZ),
                interface_full_scale_dbu=level_dbu,
                amp_v=amp_v,
            )
    return tuple(takes[level, strength] for level in interface_levels_dbu for strength in strengths)


def in_volts(samples: Samples, *, full_scale_dbu: float) -> Samples:
    """Return samples in volts, where full scale is `full_scale_dbu`."""
    return (samples * dbu_to_v_peak(full_scale_dbu)).astype(np.float32)


def _recorded_amp_v(volts: npt.NDArray[np.float64], device: SimulatedDevice) -> Samples:
    take = record_gear(volts, device, SimulatedInterface(), rate_hz=RATE_HZ)
    return in_volts(take.recording.samples, full_scale_dbu=take.interface.input_full_scale_dbu)


def recorded_takes(
    di: Path | None,
    *,
    source: Source = UNKNOWN_SOURCE,
    target: Path | None,
    target_full_scale_dbu: float | None,
    captures: Sequence[Capture],
) -> tuple[StudyTake, ...]:
    """Return a guitar that the user recorded, or else the bundled one, and the amp's recording of it.

    `source` is the interface that `di` was recorded with; without a gain, at its lowest.
    `target_full_scale_dbu` is the return level of the amp's recording; without it, the one that all captures
    share. Raises `ConfigError` where the interface's level is unknown or the captures have different return
    levels, `AudioError` when the recordings do not match.
    """
    if di is None:
        if target is not None:
            raise ConfigError("a recording of the amp (target) needs the guitar that was played (di)")
        return (
            StudyTake(
                name="bundled guitar",
                di=read(demo_di_path()),
                interface_full_scale_dbu=DEMO_DI_FULL_SCALE_DBU,
                amp_v=None,
            ),
        )
    interface_full_scale_dbu = _full_scale_dbu(source, di)
    guitar = resample(read(di), RATE_HZ)
    amp_v = None
    if target is not None:
        level_dbu = _shared_return_dbu(captures) if target_full_scale_dbu is None else target_full_scale_dbu
        amp = _in_time(resample(read(target), RATE_HZ), guitar, path=target)
        amp_v = in_volts(amp, full_scale_dbu=level_dbu)
    return (
        StudyTake(name=di.stem, di=guitar, interface_full_scale_dbu=interface_full_scale_dbu, amp_v=amp_v),
    )


def _full_scale_dbu(source: Source, di: Path) -> float:
    """Return the level of a recording's full scale; raises `ConfigError` where it is unknown."""
    if source.interface is None:
        raise ConfigError(
            f"{di}: the maximum input level of its interface is unknown, and a study needs it; "
            "give the interface, or its level"
        )
    if source.interface.applied_dbu is None:
        raise ConfigError(
            f"{di}: the sources disagree about the level of {source.interface.name}; measure it, or give the "
            "maximum input level"
        )
    return source.interface.applied_dbu - source.raised_db


def _in_time(amp: Signal, guitar: Signal, *, path: Path) -> Samples:
    """Return the amp's recording aligned with the guitar."""
    place = find_offset(guitar, amp)
    if place is None or place.confidence < CERTAIN:
        raise AudioError(f"{path}: is not found to be the amp playing this guitar; record exactly that")
    samples = delayed(amp, -place.lag).samples
    if len(samples) - max(0, place.lag) < guitar.frames:
        missing_s = (guitar.frames - len(samples) + max(0, place.lag)) / RATE_HZ
        raise AudioError(f"{path}: ends {missing_s:.2f} s before the guitar does; record all of it")
    return samples[: guitar.frames]


def _shared_return_dbu(captures: Sequence[Capture]) -> float:
    levels_dbu = {capture.levels.output_level_dbu for capture in captures}
    only = levels_dbu.pop()
    if levels_dbu or only is None:
        raise ConfigError("the captures were recorded at different return levels; give that of the target")
    return only

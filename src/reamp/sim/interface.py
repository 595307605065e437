"""A simulated audio interface: its levels in volts, its converters' rounding and clipping, noise and latency.

All gains are exact; a converter adds rounding to its steps, noise, and clipping at full scale. Both noises
are white: the converter's own, `dynamic_range_db` below full scale, and at the input that of the preamplifier
(EIN, equivalent input noise), which the gain raises together with the guitar.
"""

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.errors import ConfigError, InterfaceError
from reamp.interfaces.table import Interface
from reamp.sim.volts import Volts, checked_volts
from reamp.units import db_to_ratio, dbu_to_v_peak, dbu_to_v_rms, v_peak_to_dbu

__all__ = ["HEADROOM_DB", "Dither", "SimulatedInterface"]

HEADROOM_DB = 3.0
"""The level of the loudest peak that an engineer would set."""

_QUIETEST_PEAK_V = 1e-3  # the gain is not raised for a guitar quieter than this
_LEAST_BITS, _MOST_BITS = 8, 24  # a float32 sample holds 24 bits exactly
_OUTPUT, _INPUT = 0, 1  # streams of noise


class Dither(StrEnum):
    """The noise added before rounding to the converter's steps."""

    NONE = "none"
    """No dither: at 24 bits the noise of any circuit suffices."""
    TRIANGULAR = "triangular"
    """Two steps wide, so that neither mean nor power of the rounding error depends on the signal."""


@dataclass(frozen=True, kw_only=True)
class SimulatedInterface:
    """One output and one input of an audio interface, with the settings of its knobs.

    `max_input_dbu` reaches full scale with the gain at its minimum, None where unknown; `gain_db` is how far
    the gain is above that minimum, `max_gain_db` its highest value, `min_gain_shown_db` the number that the
    display shows at the minimum. `max_output_dbu` is the output's level at 0 dBFS; `send_full_scale_dbu` is
    the level at the gear's jack, after the output's fader and a re-amp box, by default the same.

    `dynamic_range_db` (full-scale sine to noise, unweighted) is that of both converters; None for it or for
    `ein_dbu` is no noise, None for `bit_depth` no rounding. The defaults are those of a good interface.
    `latency_frames` is the round trip; `seed` is that of the noise.
    """

    name: str = "interface"
    max_input_dbu: float | None = None
    min_gain_shown_db: float = 0.0
    max_gain_db: float | None = None
    gain_db: float = 0.0
    max_output_dbu: float | None = None
    send_full_scale_dbu: float | None = None
    bit_depth: int | None = 24
    dither: Dither = Dither.NONE
    dynamic_range_db: float | None = 110.0
    ein_dbu: float | None = -120.0
    latency_frames: int = 256
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise `ConfigError` for settings that the interface does not have."""
        for problem in (*self._range_problems(), *self._level_problems()):
            raise ConfigError(problem)

    def _range_problems(self) -> Iterator[str]:
        numbers = [value for value in dataclasses.astuple(self) if isinstance(value, float)]
        if not all(map(math.isfinite, numbers)):
            yield "levels and gains must be finite numbers"
        if self.bit_depth is not None and not _LEAST_BITS <= self.bit_depth <= _MOST_BITS:
            yield f"bit_depth must be {_LEAST_BITS} to {_MOST_BITS}, got {self.bit_depth}"
        if self.dynamic_range_db is not None and self.dynamic_range_db <= 0.0:
            yield f"dynamic_range_db must be above 0, got {self.dynamic_range_db:g}"
        if self.latency_frames < 0:
            yield f"latency_frames must be at least 0, got {self.latency_frames}"
        if self.seed < 0:
            yield f"seed must be at least 0, got {self.seed}"

    def _level_problems(self) -> Iterator[str]:
        if self.gain_db < 0.0:
            yield f"gain_db is above the minimum gain, at least 0, got {self.gain_db:g}"
        if self.max_gain_db is not None and self.gain_db > self.max_gain_db:
            yield (
                f"the gain of {self.name} goes {self.max_gain_db:g} dB above its minimum, not "
                f"{self.gain_db:g}; choose a hotter return, or a more sensitive input"
            )
        highest_dbu = math.inf if self.max_output_dbu is None else self.max_output_dbu
        if self.send_full_scale_dbu is not None and self.send_full_scale_dbu > highest_dbu:
            yield (
                f"{self.name} puts out {highest_dbu:g} dBu at 0 dBFS, so it cannot send "
                f"{self.send_full_scale_dbu:g} dBu; send less, or take an interface with a hotter output"
            )

    @classmethod
    def from_table(cls, interface: Interface) -> "SimulatedInterface":
        """Return the interface with the levels of a row of the table, at its lowest gain and highest output.

        Values that the row lacks stay unknown, and so does a level about which the sources disagree. An
        unknown number on the display at the lowest gain is taken as 0, as in a gain plan.

        >>> from reamp.interfaces.search import find_interface
        >>> apollo = SimulatedInterface.from_table(find_interface("Apollo Twin X"))
        >>> apollo.gain_shown_db, apollo.input_full_scale_dbu
        (10.0, 12.2)
        """
        low_db, high_db = interface.min_gain_shown_db or 0.0, interface.max_gain_shown_db
        return cls(
            name=interface.name,
            max_input_dbu=interface.applied_dbu,
            min_gain_shown_db=low_db,
            max_gain_db=interface.gain_span_db if high_db is None else high_db - low_db,
            max_output_dbu=interface.max_output_dbu,
        )

    @property
    def gain_shown_db(self) -> float:
        """The gain on the display of the interface, which a gain plan needs."""
        return self.min_gain_shown_db + self.gain_db

    @property
    def input_full_scale_dbu(self) -> float:
        """The level before the gain that is full scale in a recording.

        Raises `InterfaceError` where the maximum input level is unknown.
        """
        if self.max_input_dbu is None:
            raise InterfaceError(self.name, "has no known maximum input level: measure it, or give the level")
        return self.max_input_dbu - self.gain_db

    @property
    def output_full_scale_dbu(self) -> float:
        """The level of 0 dBFS at the gear's jack; raises `InterfaceError` where it is unknown."""
        level_dbu = self.max_output_dbu if self.send_full_scale_dbu is None else self.send_full_scale_dbu
        if level_dbu is None:
            raise InterfaceError(self.name, "has no known output level: measure the send, and give its level")
        return level_dbu

    def with_return(self, level_dbu: float) -> "SimulatedInterface":
        """Return the interface with its gain set so that `level_dbu` is full scale.

        Where the maximum input level is unknown, `level_dbu` counts as measured. Raises `ConfigError` for a
        level outside the range of the gain.

        >>> SimulatedInterface(max_input_dbu=22.0).with_return(15.0).gain_db
        7.0
        """
        if self.max_input_dbu is None:
            return dataclasses.replace(self, max_input_dbu=level_dbu, gain_db=0.0)
        if level_dbu > self.max_input_dbu:
            raise ConfigError(
                f"{self.name} takes {self.max_input_dbu:g} dBu at its lowest gain, so the return cannot be "
                f"{level_dbu:g} dBu; choose a lower one, or an input that takes more"
            )
        return dataclasses.replace(self, gain_db=self.max_input_dbu - level_dbu)

    def with_gain_for(self, peak_v: float) -> "SimulatedInterface":
        """Return the interface with its gain as an engineer would set it: whole dB, peaks at -3 dBFS or less.

        The gain stays within its range, even where the peak is then too high or too low. Where the maximum
        input level is unknown, the return level is a whole number of dBu.

        >>> SimulatedInterface().with_gain_for(2.0).input_full_scale_dbu
        9.0
        """
        full_scale_dbu = v_peak_to_dbu(max(peak_v, _QUIETEST_PEAK_V)) + HEADROOM_DB
        if self.max_input_dbu is None:
            return self.with_return(float(math.ceil(full_scale_dbu)))
        wanted_db = float(math.floor(self.max_input_dbu - full_scale_dbu))
        highest_db = math.inf if self.max_gain_db is None else self.max_gain_db
        return dataclasses.replace(self, gain_db=min(max(0.0, wanted_db), highest_db))

    def play(self, samples: Samples) -> Volts:
        """Return the volts at the gear's jack for samples, clipped at full scale 1."""
        level_dbu = self.output_full_scale_dbu
        volts = self._converted(samples.astype(np.float64), _OUTPUT) * dbu_to_v_peak(level_dbu)
        noise_v = self._converter_noise_v(level_dbu)
        return volts + self._noise(len(volts), noise_v, _OUTPUT)

    def record(self, volts: npt.ArrayLike) -> Samples:
        """Return the samples that the input records for volts; both have the shape (frames,).

        Raises `AudioError` when `volts` is not a row of finite numbers.
        """
        level_dbu = self.input_full_scale_dbu
        signal = checked_volts(volts, device="interface")
        amplifier_v = 0.0 if self.ein_dbu is None else dbu_to_v_rms(self.ein_dbu)
        noise_v = math.hypot(amplifier_v, self._converter_noise_v(level_dbu))
        noisy = signal + self._noise(len(signal), noise_v, _INPUT)
        return self._converted(noisy / dbu_to_v_peak(level_dbu), _INPUT).astype(np.float32)

    def _converter_noise_v(self, full_scale_dbu: float) -> float:
        """Return the converter's noise in volts RMS."""
        if self.dynamic_range_db is None:
            return 0.0
        return dbu_to_v_rms(full_scale_dbu) * db_to_ratio(-self.dynamic_range_db)

    def _noise(self, frames: int, level_v: float, stream: int) -> Volts:
        if level_v == 0.0:
            return np.zeros(frames)
        return np.random.default_rng((self.seed, stream)).normal(0.0, level_v, frames)

    def _converted(self, signal: Volts, stream: int) -> Volts:
        """Return the signal, full scale at 1, with dither, rounded and clipped as the converter does."""
        if self.bit_depth is None:
            return np.clip(signal, -1.0, 1.0)
        full_scale = 2.0 ** (self.bit_depth - 1)
        steps = signal * full_scale
        if self.dither is Dither.TRIANGULAR:
            dice = np.random.default_rng((self.seed, stream, 1))
            steps += dice.uniform(-0.5, 0.5, len(steps)) + dice.uniform(-0.5, 0.5, len(steps))
        np.rint(steps, out=steps)
        return np.clip(steps, -full_scale, full_scale - 1.0, out=steps) / full_scale

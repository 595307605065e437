"""Published models of tubes: the currents for given volts at grid, screen and plate.

Triode: Dempwolf and Zölzer, "A physically-motivated triode model for circuit simulations", DAFx-11.
Pentode: Koren, "Improved vacuum tube models for SPICE simulations", Glass Audio 5/1996, and his tables.
"""

from dataclasses import dataclass

from reamp.sim.parts import check_positive

__all__ = ["EL34", "SIX_L6GC", "TWELVE_AX7", "Pentode", "Triode"]


@dataclass(frozen=True, kw_only=True)
class Triode:
    """A triode, its capacitances without wiring.

    With s(x, k) = log(1 + e^(k x)) / k and currents in amperes, the cathode carries
    perveance s(V_p / mu + V_g, knee_per_v)^exponent, the grid
    grid_perveance s(V_g, grid_knee_per_v)^grid_exponent, and the plate the difference.
    """

    mu: float
    perveance: float
    exponent: float
    knee_per_v: float
    grid_perveance: float
    grid_exponent: float
    grid_knee_per_v: float
    grid_plate_f: float
    grid_cathode_f: float

    def __post_init__(self) -> None:
        """Raise `ConfigError` unless all values are above 0."""
        check_positive(self)


@dataclass(frozen=True, kw_only=True)
class Pentode:
    """A pentode or beam tetrode.

    With E = V_s / kp log(1 + e^(kp (1 / mu + V_g / V_s))) the plate current is
    2 E^exponent / kg1 atan(V_p / kvb_v) amperes. The grid current, which Koren's model lacks, is that of a
    triode with `grid_perveance`.
    """

    mu: float
    exponent: float
    kg1: float
    kp: float
    kvb_v: float
    grid_perveance: float = 1.5e-3

    def __post_init__(self) -> None:
        """Raise `ConfigError` unless all values are above 0."""
        check_positive(self)


TWELVE_AX7 = Triode(
    mu=103.2,
    perveance=2.242e-3,
    exponent=1.26,
    knee_per_v=3.40,
    grid_perveance=6.177e-4,
    grid_exponent=1.314,
    grid_knee_per_v=9.901,
    grid_plate_f=1.7e-12,
    grid_cathode_f=1.6e-12,
)
"""The tube "RSD-1" of the paper; capacitances of the RCA data sheet."""

EL34 = Pentode(mu=11.0, exponent=1.35, kg1=650.0, kp=60.0, kvb_v=24.0)
SIX_L6GC = Pentode(mu=8.7, exponent=1.35, kg1=1460.0, kp=48.0, kvb_v=12.0)

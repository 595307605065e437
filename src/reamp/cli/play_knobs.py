"""The knobs of the player: where each one is in a rig, how far a key turns it, and how it reads."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from reamp.rig.controls import GATE_RANGE_DB, KNOB_RANGE, Gate
from reamp.rig.rig import Rig

__all__ = ["GATE_DB", "INTERFACE_GAIN", "KNOBS", "Controls", "Knob", "switch_gate"]

TRIM_RANGE_DB = (-40.0, 40.0)
"""A level that far off is not set by ear."""

INTERFACE_GAIN_RANGE_DB = (-100.0, 100.0)
"""Of any interface; the plan refuses what the named one cannot show."""

INTERFACE_GAIN = "interface gain"
"""The name of the knob that is not part of the rig."""

GATE_DB = -70.0
"""Where a gate begins: above the hiss of most guitars behind the input gain, below their quietest notes."""


@dataclass(frozen=True, kw_only=True)
class Controls:
    """All that the knobs turn; `interface_gain_db` is what the interface shows, None where nobody said it.

    `lowest_gain_db` is what it shows at its lowest.
    """

    rig: Rig
    interface_gain_db: float | None = None
    lowest_gain_db: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Knob:
    """One knob; `read` returns None where it is off or unknown, and it then begins at `default`."""

    name: str
    step: float
    limits: tuple[float, float]
    default: Callable[[Controls], float]
    read: Callable[[Controls], float | None]
    write: Callable[[Controls, float], Controls]
    words: Callable[[float], str]
    off: str = ""

    def turned(self, controls: Controls, steps: int) -> Controls:
        """Return the controls with this knob turned, at most to its end."""
        now = self.read(controls)
        value = (self.default(controls) if now is None else now) + steps * self.step
        return self.write(controls, min(self.limits[1], max(self.limits[0], value)))

    def reset(self, controls: Controls) -> Controls:
        """Return the controls with this knob where it was made to be."""
        return self.write(controls, self.default(controls))

    def shown(self, controls: Controls) -> str:
        """Return where it is, in at most nine columns."""
        now = self.read(controls)
        return self.off if now is None else self.words(now)


def switch_gate(controls: Controls, *, threshold_db: float = GATE_DB) -> Controls:
    """Return the controls with the gate off where it was on, and on where it was off."""
    gate = Gate(threshold_db=threshold_db) if controls.rig.gate is None else None
    return _with_rig(controls, gate=gate)


def _with_rig(controls: Controls, **changes: object) -> Controls:
    rig = dataclasses.replace(controls.rig, **changes)  # type: ignore[arg-type]  # by name
    return dataclasses.replace(controls, rig=rig)


def _tone_knob(name: str) -> Knob:
    return Knob(
        name=name,
        step=0.5,
        limits=KNOB_RANGE,
        default=lambda _: 5.0,
        read=lambda controls: float(getattr(controls.rig.tone, name)),
        write=lambda controls, value: _with_rig(
            controls, tone=dataclasses.replace(controls.rig.tone, **{name: value})
        ),
        words=lambda value: f"{value:.1f}",
    )


def _trim_knob(name: str, field: str) -> Knob:
    return Knob(
        name=name,
        step=0.5,
        limits=TRIM_RANGE_DB,
        default=lambda _: 0.0,
        read=lambda controls: float(getattr(controls.rig, field)),
        write=lambda controls, value: _with_rig(controls, **{field: value}),
        words=lambda value: f"{value:+.1f} dB",
    )


KNOBS = (
    _trim_knob("input", "input_trim_db"),
    _tone_knob("bass"),
    _tone_knob("middle"),
    _tone_knob("treble"),
    Knob(
        name="gate",
        step=1.0,
        limits=GATE_RANGE_DB,
        default=lambda _: GATE_DB,
        read=lambda controls: None if controls.rig.gate is None else controls.rig.gate.threshold_db,
        write=lambda controls, value: _with_rig(controls, gate=Gate(threshold_db=value)),
        words=lambda value: f"{value:.0f} dBFS",
        off="off",
    ),
    _trim_knob("output", "output_trim_db"),
    Knob(
        name=INTERFACE_GAIN,
        step=1.0,
        limits=INTERFACE_GAIN_RANGE_DB,
        default=lambda controls: controls.lowest_gain_db,
        read=lambda controls: controls.interface_gain_db,
        write=lambda controls, value: dataclasses.replace(controls, interface_gain_db=value),
        words=lambda value: f"{value:.0f} dB",
        off="lowest",
    ),
)
"""From left to right; the last is the gain that the interface shows, turned there first and here after it."""

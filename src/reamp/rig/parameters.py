"""The knobs of a rig in one table: options, keys, JSON, presets and docs are made from it.

A new knob of the tone stack needs a field of `Tone` and a row of `PARAMETERS`. A row of `kToneBands` in the
core (`core/include/reamp/tone.h`) says how it changes the sound.
"""

from dataclasses import dataclass

from reamp.errors import ConfigError
from reamp.plan.inputs import check_finite
from reamp.units import parse_gain_db, parse_number

__all__ = [
    "FLAT",
    "GATE",
    "INTERFACE_GAIN",
    "OVERSAMPLING",
    "PARAMETERS",
    "Gate",
    "Parameter",
    "Tone",
    "parameter",
]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One knob: its names, its scale, its text form, and the place of its number in a rig.

    `name` is what people read; `key` is the name in JSON, from which `option` follows. `place` is the path of
    attributes to the number, `("tone", "bass")`; it is empty for a knob that does not belong to a rig.
    `default` is the value after a reset. `off` is the word for a knob that can be off; such a knob is off
    until it is set. `limits` are the ends of the knob. If `is_bounded` is False, a typed number may lie
    beyond them. `choices` are the only numbers of a knob with fixed steps. `form` formats the number, in at
    most nine columns.

    >>> bass = parameter("bass")
    >>> bass.option, bass.limits, bass.parse("6,5"), bass.text(6.5)
    ('--bass', (0.0, 10.0), 6.5, '6.5')
    """

    name: str
    key: str
    place: tuple[str, ...]
    help: str
    limits: tuple[float, float]
    step: float
    default: float
    form: str
    unit: str = ""
    off: str = ""
    is_bounded: bool = True
    choices: tuple[float, ...] = ()

    @property
    def option(self) -> str:
        """The option of a command. Its value may be typed with the unit or without it."""
        return "--" + self.key.removesuffix("_db").replace("_", "-")

    @property
    def initial(self) -> float | None:
        """The value in a new rig, None for off."""
        return None if self.off else self.default

    @property
    def range_text(self) -> str:
        """The range or the choices as text: `0 to 10`, `-100 to 0 dBFS`, `1x, 2x or 4x`."""
        if self.choices:
            *first, last = map(self.text, self.choices)
            return f"{', '.join(first)} or {last}"
        return f"{self.limits[0]:g} to {self.limits[1]:g}{f' {self.unit}' if self.unit else ''}"

    def text(self, value: float | None) -> str:
        """Return a number, or None for off, as text."""
        return self.off if value is None else self.form.format(value)

    def parse(self, text: str) -> float:
        """Return the number in a text with or without its unit; raises `LevelError` if there is none."""
        return parse_gain_db(text) if self.unit == "dB" else parse_number(text, unit=self.unit)

    def check(self, value: float) -> None:
        """Raise `ConfigError` for NaN and infinity, and for a number outside the range of a bounded knob."""
        check_finite(self.key, value)
        is_within = value in self.choices if self.choices else self.limits[0] <= value <= self.limits[1]
        if self.is_bounded and not is_within:
            raise ConfigError(f"{self.name} must be {self.range_text}, got {value:g}")

    def turned(self, value: float, steps: int) -> float:
        """Return a number moved by steps, limited to the range."""
        if self.choices:
            index = self.choices.index(value) + steps
            return self.choices[min(len(self.choices) - 1, max(0, index))]
        return min(self.limits[1], max(self.limits[0], value + steps * self.step))


@dataclass(frozen=True, kw_only=True)
class Tone:
    """The knobs of the tone stack, 0 to 10; 5 is flat. `PARAMETERS` says what each one does."""

    bass: float = 5.0
    middle: float = 5.0
    treble: float = 5.0
    presence: float = 5.0

    def __post_init__(self) -> None:
        _check(self, part="tone")


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A noise gate. While the first model's input stays below `threshold_db`, the gate lowers the output.

    The threshold is compared with peaks, in dBFS; in a compatible rig, with the mean power.
    """

    threshold_db: float

    def __post_init__(self) -> None:
        _check(self, part="gate")


def _tone(name: str, *, help: str) -> Parameter:
    return Parameter(
        name=name,
        key=name,
        place=("tone", name),
        help=f"{help}; 5 is flat.",
        limits=(0.0, 10.0),
        step=0.5,
        default=5.0,
        form="{:.1f}",
    )


def _trim(name: str, *, help: str) -> Parameter:
    return Parameter(
        name=name,
        key=f"{name}_trim_db",
        place=(f"{name}_trim_db",),
        help=help,
        limits=(-40.0, 40.0),  # a larger error of a level is not corrected by ear
        step=0.5,
        default=0.0,
        form="{:+.1f} dB",
        unit="dB",
        is_bounded=False,
    )


GATE = Parameter(
    name="gate",
    key="gate",
    place=("gate", "threshold_db"),
    help="Noise gate: silences the output while the first model's input is below this level, in dBFS.",
    limits=(-100.0, 0.0),  # as in the official plugin
    step=1.0,
    default=-70.0,  # above the hiss of most guitars behind the input gain, below their quietest notes
    form="{:.0f} dBFS",
    unit="dBFS",
    off="off",
)

OVERSAMPLING = Parameter(
    name="oversampling",
    key="oversampling",
    place=("oversampling",),
    help="Runs the models at 2 or 4 times their rate: fewer aliases, a load 2 or 4 times as high.",
    limits=(1.0, 4.0),
    step=1.0,
    default=1.0,
    form="{:.0f}x",
    unit="x",
    choices=(1.0, 2.0, 4.0),  # `kOversamplings` of the core
)

PARAMETERS = (
    _trim("input", help="More drive, or less."),
    _tone("bass", help="Shelf below 150 Hz, 4 dB a unit"),
    _tone("middle", help="Peak at 425 Hz, 3 dB a unit"),
    _tone("treble", help="Shelf above 1.8 kHz, 2 dB a unit"),
    _tone("presence", help="Shelf above 3 kHz, 1.2 dB a unit"),
    GATE,
    OVERSAMPLING,
    _trim("output", help="Louder, or softer."),
)
"""The knobs of a rig, from left to right."""

INTERFACE_GAIN = Parameter(
    name="interface gain",
    key="interface_gain_db",
    place=(),
    help="The gain that the interface shows; +5 is 5 dB above its lowest.",
    limits=(-100.0, 100.0),  # for any interface; the plan refuses gains that the named one cannot show
    step=1.0,
    default=0.0,
    form="{:.0f} dB",
    unit="dB",
    off="lowest",
)
"""The knob of the source. The user turns the gain at the interface, and then sets this knob to match."""


def parameter(key: str) -> Parameter:
    """Return the knob with this key; raises `ConfigError` if there is none."""
    there = {each.key: each for each in PARAMETERS}
    if key not in there:
        raise ConfigError(f"there is no knob {key!r}; the knobs are {', '.join(there)}")
    return there[key]


def _check(part_of_rig: object, *, part: str) -> None:
    for each in PARAMETERS:
        if each.place[0] == part:
            each.check(getattr(part_of_rig, each.place[1]))


FLAT = Tone()

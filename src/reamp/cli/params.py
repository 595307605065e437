"""Options of more than one command: levels, and the options that decide the gains."""

import dataclasses
import functools
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from reamp.audio.names import is_sound
from reamp.cli.commands import FILE, Command, Group, json_option
from reamp.cli.numbers import LEVEL, SHOWN_GAIN, Number, OneNumber, Quantity, Whole
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.table import level_as_interface
from reamp.knobs.typed import parse_setting
from reamp.nam.metadata import GearType, ToneType
from reamp.plan.inputs import OutputMode
from reamp.plan.source import NO_INTERFACE, Source
from reamp.rig.parameters import INTERFACE_GAIN, PARAMETERS, Parameter

if TYPE_CHECKING:
    from reamp.rig.rig import Rig

__all__ = [
    "FILE",
    "NO_INTERFACE",
    "TRIMS",
    "Command",
    "GainOptions",
    "Group",
    "OneOf",
    "channel_option",
    "collected",
    "gain_options",
    "gear_options",
    "interface_options",
    "is_sound",
    "json_option",
    "knob_option",
    "overwrite_option",
    "packed",
    "quiet_option",
    "rig_gain_options",
    "shared_gain_options",
    "slim_option",
    "threads_option",
    "typed_options",
]


class OneOf(click.Choice):  # type: ignore[type-arg]  # generic in recent versions of click only
    """One of several values; the user types its name, the command gets the value."""

    def __init__(self, values: Mapping[str, Any] | type[StrEnum]) -> None:
        self._values = values if isinstance(values, Mapping) else {str(each): each for each in values}
        super().__init__(list(self._values))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value of a name."""
        return self._values[str(super().convert(value, param, ctx))]


def packed(name: str, make: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator that adds options to a command; the command gets them as one value `name`.

    `make` builds the value from the typed options, which it gets by their names.
    """

    def add(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_value(**typed: Any) -> None:
            command(**{name: make(**{each: typed.pop(each) for each in names})}, **typed)

        before = len(getattr(with_value, "__click_params__", ()))
        for option in reversed(options):
            with_value = option(with_value)
        names = [param.name for param in vars(with_value)["__click_params__"][before:]]
        return with_value

    return add


def collected(name: str, make: type[Any]) -> Callable[..., Any]:
    """Return a decorator that collects the options of a dataclass's fields into one value `name`."""
    fields = {field.name for field in dataclasses.fields(make)}

    def collect(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_value(*args: Any, **typed: Any) -> None:
            value = make(**{each: typed.pop(each) for each in fields & typed.keys()})
            command(*args, **{name: value}, **typed)

        return with_value

    return collect


def typed_options(names: Container[str]) -> list[str]:
    """Return the options that were typed, out of these names, in the order of the help."""
    context = click.get_current_context()
    return [
        param.opts[-1]
        for param in context.command.params
        if param.name in names and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ]


slim_option = click.option(
    "--slim", type=Number(0, 1), metavar="SIZE", help="The size of slimmable models.  [default: full]"
)

set_option = click.option(
    "--set", "knobs_typed", multiple=True, metavar="KNOB=VALUE", help="Turn a knob of a model with knobs."
)

channel_option = click.option(
    "--channel",
    type=Whole(1),
    metavar="N",
    help="The channel of the recording, counted from 1, if it has several.",
)

threads_option = click.option("--threads", type=Whole(1), metavar="N", help="Cores to use.  [default: all]")

quiet_option = click.option(
    "--quiet", is_flag=True, help="Print errors, and warnings of a level more than 1 dB off."
)


def overwrite_option(what: str) -> Callable[..., Any]:
    """Return the option that replaces what exists."""
    return click.option("--overwrite", is_flag=True, help=f"Replace {what}.")


gear_options = packed(
    "gear",
    dict,
    click.option("--name", help="The name of the model."),
    click.option("--modeled-by", help="Who made it."),
    click.option("--gear-make", help="The maker of the gear."),
    click.option("--gear-model", help="The gear."),
    click.option("--gear-type", type=OneOf(GearType), help="What was captured."),
    click.option("--tone-type", type=OneOf(ToneType), help="How distorted it is."),
)
"""Options for the fields of `Gear`; each is None if it was not typed."""

TRIMS = tuple(knob for knob in PARAMETERS if len(knob.place) == 1 and knob.unit == "dB")
"""The gains of the whole rig, beside the interface and the output mode."""


def knob_option(knob: Parameter) -> Callable[..., Any]:
    """Return the option of a knob; the command gets its number as `knob.key`, None for off."""
    low, high = knob.limits
    kind, metavar, shown = Quantity("db", knob.parse), "DB" if knob.unit else f"{low:g}..{high:g}", knob.off
    if knob.choices:
        kind = OneNumber(knob.choices, unit=knob.unit)
        metavar, shown = "|".join(map(knob.text, knob.choices)), knob.text(knob.initial)
    elif knob.is_bounded:
        kind = Number(low, high, unit=knob.unit)
    return click.option(
        knob.option,
        knob.key,
        type=kind,
        default=knob.initial,
        metavar=metavar,
        help=f"{knob.help}  [default: {shown}]" if shown else knob.help,
    )


@dataclass(frozen=True, kw_only=True)
class GainOptions:
    """The typed options for gains; None for an option that was not typed. `knobs` are the trims by key."""

    interface_name: str | None = None
    interface_input: str | None = None
    interface_gain: InterfaceGain | None = None
    max_input_dbu: float | None = None
    model_input_level_dbu: float | None = None
    output_mode: OutputMode = OutputMode.NORMALIZED
    knobs: Mapping[str, float | None] = dataclasses.field(default_factory=dict)

    def rig(self, models: Sequence[Path], *, slim: float | None = None, knobs: Sequence[str] = ()) -> "Rig":
        """Return the rig of these models; `slim` is for all of them, the typed level for the first.

        knobs: texts KNOB=VALUE, for every model that has such a knob.
        """
        from reamp.rig.model_knobs import (
            with_knobs_turned,
        )  # not every command has a rig, and it takes a while
        from reamp.rig.rig import Rig, RigModel

        levels_dbu = [self.model_input_level_dbu, *[None] * (len(models) - 1)]
        rig = Rig(
            models=with_knobs_turned(
                [
                    RigModel(path=path, input_level_dbu=level_dbu, slim=slim)
                    for path, level_dbu in zip(models, levels_dbu, strict=True)
                ],
                parse_setting(knobs),
            ),
            output_mode=self.output_mode,
        )
        return rig.with_values(self.knobs)

    def source(self) -> Source:
        """Return the source of a recording: the typed one, else the remembered one of this machine."""
        source = self.live_source()
        if source.interface is None and source.gain is not None:
            raise click.UsageError(_GAIN_OF_NOTHING)
        return source

    def live_source(self, input_channel: int = 1) -> Source:
        """Return the source of the guitar for live play, where the device may also identify the interface."""
        if self.max_input_dbu is not None:
            if self.interface_name is not None or self.interface_input is not None:
                raise click.UsageError("--max-input is enough: leave out --interface and --interface-input")
            level = level_as_interface(self.max_input_dbu)
            return Source.named(level, gain=self.interface_gain, channel=input_channel)
        if self.interface_name is None:
            if self.interface_input is not None:
                raise click.UsageError("--interface-input needs --interface")
            return Source.remembered(gain=self.interface_gain, channel=input_channel)
        if self.interface_name.strip().lower() == NO_INTERFACE:
            if self.interface_gain is not None:
                raise click.UsageError(_GAIN_OF_NOTHING)
            return Source.unknown(channel=input_channel)
        return Source.named(
            self.interface_name,
            input=self.interface_input,
            gain=self.interface_gain,
            channel=input_channel,
        )


_GAIN_OF_NOTHING = "--interface-gain needs --interface or --max-input"

_INTERFACE_OPTIONS = (
    click.option(
        "--interface",
        "interface_name",
        metavar="NAME",
        help="The guitar's audio interface; none: unknown.  [default: the one of reamp interface set]",
    ),
    click.option(
        "--interface-input",
        metavar="NAME",
        help="Its input: line, instrument-pad, ...  [default: instrument]",
    ),
    click.option(
        "--interface-gain",
        "interface_gain",
        type=SHOWN_GAIN,
        help=f"{INTERFACE_GAIN.help}  [default: the remembered one, or its lowest]",
    ),
    click.option(
        "--max-input",
        "max_input_dbu",
        type=LEVEL,
        help="The interface's maximum input level, instead of its name: 12.2dBu, 9.98dBV, 3.15V.",
    ),
)

_WISH_OPTIONS = (
    click.option(
        "--output",
        "output_mode",
        type=OneOf(OutputMode),
        default=str(OutputMode.NORMALIZED),
        show_default=True,
        help="raw: the model's own; normalized: every model equally loud; calibrated: the gear's level.",
    ),
    *map(knob_option, TRIMS),
)

_MODEL_INPUT_LEVEL = click.option(
    "--model-input-level",
    "model_input_level_dbu",
    type=LEVEL,
    help="The input level of the first model, instead of the level in its file.",
)


def _gains(**typed: Any) -> GainOptions:
    knobs = {knob.key: typed.pop(knob.key) for knob in TRIMS if knob.key in typed}
    return GainOptions(knobs=knobs, **typed)


gain_options = packed("gains", _gains, *_INTERFACE_OPTIONS, *_WISH_OPTIONS, _MODEL_INPUT_LEVEL)
"""The options that decide the gains of a chain, as one `GainOptions`."""

shared_gain_options = packed("gains", _gains, *_INTERFACE_OPTIONS, *_WISH_OPTIONS)
"""Those that apply to several chains alike."""

interface_options = packed("gains", _gains, *_INTERFACE_OPTIONS)
"""Those that name the source of the guitar."""

rig_gain_options = packed("gains", _gains, *_WISH_OPTIONS, _MODEL_INPUT_LEVEL)
"""Those that belong to a rig, not to the source."""

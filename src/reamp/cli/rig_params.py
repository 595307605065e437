"""Options for a rig besides its gains: the gate, the knobs, the cabinets."""

import dataclasses
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from reamp.cli.numbers import GAIN, Number, Whole
from reamp.cli.params import TRIMS, knob_option, packed, typed_options
from reamp.errors import ConfigError
from reamp.rig.cabinet import Cabinet, cabinet_path, first_ir, is_folder_of_irs
from reamp.rig.mode import RigMode
from reamp.rig.parameters import PARAMETERS
from reamp.rig.rig import Rig
from reamp.sim.speaker import CABINETS

__all__ = ["IR", "IR_HELP", "RigOptions", "ir_file", "refuse_beside_preset", "rig_options"]

_KNOBS = tuple(knob for knob in PARAMETERS if knob not in TRIMS)


@dataclass(frozen=True, kw_only=True)
class RigOptions:
    """The typed options: `knobs` by their keys; options of impulse responses in the order of these."""

    knobs: Mapping[str, float | None]
    irs: tuple[Path, ...]
    ir_channels: tuple[int, ...]
    ir_gains_db: tuple[float, ...]
    ir_pans: tuple[float, ...]
    no_limiter: bool
    compatible: bool

    def on(self, rig: Rig) -> Rig:
        """Return the rig with these options."""
        return dataclasses.replace(
            rig.with_values(self.knobs),
            cabinets=self._cabinets(),
            limiter=not self.no_limiter,
            mode=RigMode.COMPATIBLE if self.compatible else RigMode.PLAYER,
        )

    def first_of_folders(self) -> "RigOptions":
        """Return these options, with each folder of impulse responses replaced by the first one in it."""
        return dataclasses.replace(self, irs=tuple(map(_first, self.irs)))

    def _cabinets(self) -> tuple[Cabinet, ...]:
        count = len(self.irs)
        channels = _for_each(self.ir_channels, "--ir-channel", count) or [None] * count
        gains_db = _for_each(self.ir_gains_db, "--ir-gain", count) or [0.0] * count
        pans = _for_each(self.ir_pans, "--ir-pan", count) or [0.0] * count
        return tuple(
            Cabinet(path=ir_file(path), channel=channel, gain_db=gain_db, pan=pan)
            for path, channel, gain_db, pan in zip(self.irs, channels, gains_db, pans, strict=True)
        )


class _CabinetType(click.Path):
    """An impulse response, or the name of a cabinet that Reamp computes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path for `Cabinet`."""
        return cabinet_path(os.fsdecode(super().convert(value, param, ctx)))


IR_HELP = f"A cabinet: {', '.join(CABINETS)}, computed from a model, or the file of an impulse response"

IR = _CabinetType(readable=False)
"""Any path, or 1x12, 2x12 or 4x12; ./4x12 is a file or a folder."""


def ir_file(path: Path) -> Path:
    """Return the file of an impulse response; for a folder, raise a usage error that names a file in it."""
    if is_folder_of_irs(path):
        raise click.UsageError(f"{path} is a folder; name one impulse response in it: --ir {_first(path)}")
    return path


def _first(path: Path) -> Path:
    """Return a cabinet, or the first one of a folder; raises a usage error if the folder has none."""
    try:
        return first_ir(path) if is_folder_of_irs(path) else path
    except ConfigError as error:
        raise click.UsageError(str(error)) from error


def _for_each(values: tuple[Any, ...], option: str, count: int) -> list[Any]:
    """Return the typed value for each impulse response; an empty list if none was typed."""
    if values and len(values) != count:
        needs = f"must be given once for each --ir; got {len(values)} for {count}"
        raise click.UsageError(f"{option} {needs if count else 'needs --ir'}")
    return list(values)


def _rig_options(**typed: Any) -> RigOptions:
    return RigOptions(knobs={knob.key: typed.pop(knob.key) for knob in _KNOBS}, **typed)


rig_options = packed(
    "rig_typed",
    _rig_options,
    *map(knob_option, _KNOBS),
    click.option(
        "--ir",
        "irs",
        type=IR,
        multiple=True,
        metavar="CABINET",
        help=f"{IR_HELP}, mono or stereo; a second one is mixed in. A file also sets how loud the output is.",
    ),
    click.option(
        "--ir-channel",
        "ir_channels",
        type=Whole(1),
        multiple=True,
        metavar="N",
        help="Its channel, counted from 1, to play only that.",
    ),
    click.option(
        "--ir-gain", "ir_gains_db", type=GAIN, multiple=True, metavar="DB", help="Louder, or softer."
    ),
    click.option(
        "--ir-pan",
        "ir_pans",
        type=Number(-1, 1),
        multiple=True,
        metavar="-1..1",
        help="-1 is left, 1 is right.",
    ),
    click.option(
        "--no-limiter", is_flag=True, help="Let the output clip instead of holding it below full scale."
    ),
    click.option("--compatible", is_flag=True, help="The official plugin's gate and cabinet; no limiter."),
)
"""The options that turn models into a rig, as one `RigOptions`."""


_RIG_GAINS = ("is_chain", "model_input_level_dbu", "output_mode", "slim")


def refuse_beside_preset(models: Sequence[Path]) -> None:
    """Raise a usage error if models or options of a rig are typed together with a preset."""
    names = {
        *_RIG_GAINS,
        *(knob.key for knob in PARAMETERS),
        *(field.name for field in dataclasses.fields(RigOptions)),
    }
    for what in ("MODEL" if models else "", *typed_options(names)):
        if what:
            raise click.UsageError(
                f"--preset is a whole rig: leave out {what}, or save another preset with it"
            )

"""Keeps the input level at which a model sounds right; it is found from the input knob."""

import dataclasses

from reamp.errors import ConfigError
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import LevelOrigin
from reamp.plan.kept_levels import (
    HowKept,
    KeptLevel,
    find_kept_level,
    forget_level,
    keep_level,
    level_to_keep,
)
from reamp.plan.source import Source
from reamp.playing.player import Player
from reamp.rig.rig import Rig

__all__ = ["keep_first_level", "level_by_ear_dbu"]


def level_by_ear_dbu(plan: GainPlan, source: Source) -> float:
    """Return the input level of the first model for which the present gain would be calibrated.

    It is: interface level - gain above its lowest - total gain into the model, input trim included. Raises
    `ConfigError` if the level of the interface is unknown.
    """
    interface = source.interface
    if interface is None or interface.applied_dbu is None:
        raise ConfigError("the level of the interface is unknown: enter it, then set the input by ear")
    return interface.applied_dbu - source.raised_db - plan.input_gain.value_db


def keep_first_level(player: Player, how: HowKept | None = None) -> KeptLevel:
    """Keep the input level of the first model, and play on with it at the same levels.

    `how` is TYPED to keep the level that was typed for this model; the trim stays. It is BY_EAR to move the
    input trim into the calibration; the trim is 0 then. None means TYPED if a level was typed and the input
    trim is 0, else BY_EAR. A calibrated input may change the normalized output. The output trim corrects
    that to 0.1 dB, so that the sound is as loud as before.

    Raises `ConfigError` if nothing was typed or turned, if the file states a level that is not an estimate,
    or if the level of the interface is unknown. Also raises as `keep_level` does. After an error nothing has
    changed.
    """
    kept = _level_to_keep(player, how)
    before = find_kept_level(player.models[0].document)
    try:
        keep_level(kept)
        rig = _without_own_level(player.rig, kept.how)
        levels = rig.read_levels(player.models)
        louder_db = (
            rig.plan(source=player.source, levels=levels).output_gain.value_db
            - player.plan.output_gain.value_db
        )
        rig = dataclasses.replace(rig, output_trim_db=rig.output_trim_db - round(louder_db, 1))
        player.change_levels(rig, levels)
    except BaseException:
        forget_level(kept.network)
        if before is not None:
            keep_level(before)
        raise
    return kept


def _level_to_keep(player: Player, how: HowKept | None) -> KeptLevel:
    rig, plan, source = player.rig, player.plan, player.source
    model, levels = rig.models[0], player.levels[0]
    stated = player.models[0].metadata
    is_turned = rig.input_trim_db != 0.0
    is_typed = levels.input_level_origin is LevelOrigin.USER
    if how is None:
        how = HowKept.TYPED if is_typed and not is_turned else HowKept.BY_EAR
    level_dbu, interface = None, None
    if how is HowKept.TYPED:
        level_dbu = levels.input_level_dbu if is_typed else None
        if level_dbu is None:
            raise ConfigError(f"no level was entered for {model.name}")
    elif stated.input_level_dbu is not None and not stated.is_estimated("input_level_dbu"):
        raise ConfigError(
            f"the file of {model.name} states its input level, {stated.input_level_dbu:g} dBu, as measured; "
            "save the input trim in a preset instead"
        )
    elif not is_turned:
        raise ConfigError(
            f"turn the input until {model.name} sounds right, or enter its level; then it can be kept"
        )
    if level_dbu is None:
        level_dbu = level_by_ear_dbu(plan, source)
        interface = None if source.interface is None else source.interface.name
    return level_to_keep(player.models[0].document, input_level_dbu=level_dbu, how=how, interface=interface)


def _without_own_level(rig: Rig, how: HowKept) -> Rig:
    """Return the rig without the typed level, or without the trim, that the kept level replaces."""
    first = dataclasses.replace(rig.models[0], input_level_dbu=None)
    trim_db = rig.input_trim_db if how is HowKept.TYPED else 0.0
    return dataclasses.replace(rig, models=(first, *rig.models[1:]), input_trim_db=trim_db)

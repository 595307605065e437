"""Applies what the user types during a session: the interface, its gain, the input level of a model."""

import dataclasses
from typing import Literal

from reamp.errors import ConfigError, InterfaceError, LevelError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface
from reamp.interfaces.table import level_as_interface
from reamp.interfaces.user_table import level_of_text, resolve_interface
from reamp.live.hints import NO_HINTS, Hints
from reamp.live.keep_gain import KeptGain
from reamp.live.session import Session
from reamp.plan.kept_levels import HowKept
from reamp.plan.source import NO_INTERFACE, Source
from reamp.rig.rig import Rig
from reamp.units import is_unit, parse_level_dbu

__all__ = [
    "keep_gain",
    "keep_level",
    "kept_gain_lines",
    "source_of_text",
    "use_interface",
    "use_level",
    "with_typed_level",
]


def source_of_text(text: str, before: Source) -> Source:
    """Return the source for an interface: its name, its level, or `none` for an unknown one.

    A level belongs to the present interface, so its gain stays as far above the lowest as it was. A name
    means another interface, with its remembered gain. Raises `InterfaceError` and `LevelError`.
    """
    if text.strip().lower() == NO_INTERFACE:
        return Source.unknown(channel=before.channel)
    level_dbu = _level_of(text)
    if level_dbu is None:
        return Source.named(text, channel=before.channel)
    gain = None if before.gain is None else InterfaceGain(raised_db=before.raised_db)
    return Source.named(level_as_interface(level_dbu), gain=gain, channel=before.channel)


def _level_of(text: str) -> float | None:
    """Return the typed level, None for a name. A number counts as a name only if an interface has it."""
    level_dbu = level_of_text(text)
    if level_dbu is not None:
        return level_dbu
    try:
        level_dbu = parse_level_dbu(text)
    except LevelError:
        if is_unit(text.strip().lstrip("+-−.,0123456789 ")):
            raise  # the error says what is wrong with the unit, as in 12.2 dB
        return None
    try:
        resolve_interface(text)
    except InterfaceError:
        return level_dbu
    return None


def with_typed_level(
    rig: Rig,
    index: int,
    text: str,
    *,
    of: Literal["input_level_dbu", "output_level_dbu"] = "input_level_dbu",
) -> Rig:
    """Return the rig with a typed level of a model; `none` means the level in its file.

    Raises `LevelError`.
    """
    level_dbu = None if text.strip().lower() == NO_INTERFACE else parse_level_dbu(text)
    models = list(rig.models)
    if of == "input_level_dbu":
        models[index] = dataclasses.replace(models[index], input_level_dbu=level_dbu)
    else:
        models[index] = dataclasses.replace(models[index], output_level_dbu=level_dbu)
    return dataclasses.replace(rig, models=tuple(models))


def use_interface(session: Session, typed: str, *, is_kept: bool) -> str:
    """Play from the typed interface, remember it if `is_kept`, and return the answer in words."""
    session.change(source=source_of_text(typed, session.source))
    if is_kept:
        session.keep_interface()
    how = "remembered for the next sessions" if is_kept else "for this session"
    interface = session.source.interface
    if interface is None:
        return f"interface unknown, {how}"
    level_dbu = interface.applied_dbu
    level = "level unknown: type it" if level_dbu is None else f"{level_dbu:.4g} dBu"
    return f"{interface.name}, {level}, {how}"


def use_level(session: Session, index: int, typed: str, *, is_kept: bool, hints: Hints = NO_HINTS) -> str:
    """Play with the typed level of a model, keep it if `is_kept`, and return the answer in words."""
    rig = with_typed_level(session.rig, index, typed)
    model = rig.models[index]
    if is_kept and (index > 0 or model.input_level_dbu is None):
        raise ConfigError(
            f"only the level of the first model can be kept{_after('; ', hints.use_for_session)}"
        )
    session.change(rig)
    if is_kept:
        return keep_level(session, how=HowKept.TYPED, hints=hints)
    if model.input_level_dbu is None:
        return f"{model.name}: the input level from its file, or the kept one"
    level = f"{model.name}: input level {model.input_level_dbu:.4g} dBu, for this session"
    return f"{level}{_after('; ', hints.keep_level)}"


def keep_level(session: Session, *, how: HowKept | None = None, hints: Hints = NO_HINTS) -> str:
    """Keep the level of the first model, and return the answer in words."""
    before_db = session.rig.output_trim_db
    kept, rig = session.keep_level(how), session.rig
    words = "set by ear" if kept.how is HowKept.BY_EAR else "as typed"
    loud = f"; output trim {rig.output_trim_db:+.1f} dB, so it is as loud as before"
    undo = _after("; to undo: ", hints.forget_level(rig.models[0].path))
    return (
        f"{rig.models[0].name}: input level {kept.input_level_dbu:g} dBu, {words}, kept"
        f"{loud if rig.output_trim_db != before_db else ''}{undo}"
    )


def keep_gain(session: Session, *, hints: Hints = NO_HINTS) -> str:
    """Remember the gain if its interface is remembered, and return the answer in words."""
    if session.keep_gain():
        return ", kept for the next session"
    source = session.source
    if source.interface is None:
        return ""
    command = hints.remember_interface(RememberedInterface.of(source.interface, gain=source.gain))
    return f", for this session{_after('; to keep it: ', command)}"


def kept_gain_lines(kept: KeptGain, *, hints: Hints = NO_HINTS) -> list[str]:
    """Return lines for the end of the session about a gain that was turned, and how to undo it."""
    name = kept.after.interface().name
    words = "" if kept.after.gain is None else f" at {kept.after.gain.words}"
    if kept.problem:
        return [f"{name}: gain{words}, not remembered: {kept.problem}"]
    undo = hints.remember_interface(kept.after.with_gain(None) if kept.before is None else kept.before)
    return [f"{name}: gain{words}, remembered for the next session.", *([f"To undo: {undo}"] if undo else [])]


def _after(start: str, hint: str) -> str:
    return f"{start}{hint}" if hint else ""

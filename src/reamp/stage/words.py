"""The instructions and measurements of the stage assistant, in words."""

from collections.abc import Sequence

from reamp.stage.assistant import STRUMS_NEEDED, AssistantStep, GainAssistant
from reamp.stage.turned_gain import TurnedGain

__all__ = ["advice", "task", "turned_words"]


def advice(assistant: GainAssistant) -> str:
    """Return what to do with the gain."""
    wanted_db = assistant.wanted_gain_db
    if assistant.step is AssistantStep.LISTEN or wanted_db is None:
        return f"record {STRUMS_NEEDED} hard strums or more, a second apart"
    step_db = wanted_db - assistant.gain_db
    if not step_db:
        return "leave the gain as it is"
    about = "" if assistant.has_numbers else "about "
    turn = f"turn the gain {'up' if step_db > 0 else 'down'} by {about}{abs(step_db):g} dB"
    if not assistant.is_gain_known:
        return turn
    return f"{turn}, to {about}{wanted_db:g} dB{'' if assistant.has_numbers else ' above its lowest'}"


def turned_words(assistant: GainAssistant) -> str:
    """Return how far the knob was turned and how that was measured; empty if it was not measured."""
    turned = assistant.turned
    if assistant.has_numbers or not isinstance(turned, TurnedGain):
        return ""
    spread = f"give or take {turned.give_or_take_db:.1f} dB, measured by {turned.method.words}"
    if assistant.is_gain_known:
        return f"The knob is about {assistant.gain_db:g} dB above its lowest, {spread}."
    up = "up" if turned.turned_db >= 0.0 else "down"
    return (
        f"The knob was turned {up} by about {abs(turned.rounded_db):g} dB, {spread}. How far it is above its "
        "lowest is not known: to measure that, turn it fully down and begin again."
    )


def task(assistant: GainAssistant, *, asks_gain: bool) -> Sequence[str]:
    """Return two lines: what the user should do now, and how to continue."""
    if asks_gain:
        return _question(assistant)
    if assistant.step is AssistantStep.LISTEN:
        return _strums(assistant)
    said = advice(assistant)
    said = f"{said[:1].upper()}{said[1:]}."
    if assistant.has_numbers and assistant.is_gain_known:
        return said, "Then press enter. Or type the number that the gain shows now, then enter."
    assert assistant.wanted_gain_db is not None  # as the assistant waits for a turn
    so_far_db, step_db = assistant.turned_so_far_db, assistant.wanted_gain_db - assistant.gain_db
    if so_far_db is None:
        so_far = "Strum, or let a loop or a tone run, while you turn: the screen shows how far you are."
    else:
        so_far = f"So far about {so_far_db:+z.0f} of {step_db:+g} dB."
    return said, f"{so_far} Then press enter and strum again."


def _question(assistant: GainAssistant) -> Sequence[str]:
    gain, interface = assistant.gain, assistant.interface
    if assistant.has_numbers:
        lowest_db = (None if interface is None else interface.min_gain_shown_db) or 0.0
        return (
            "Which gain does the interface show? Type the number, then enter.",
            f"If it is at its lowest, {lowest_db:g} dB: just press enter.",
        )
    kept = "" if gain is None else f"If it is still at {gain.words}: type {gain}, then enter. "
    return (
        "Turn the gain knob fully down, then press enter.",
        f"{kept}If it shows numbers: type the one it shows, then enter. "
        "If it has none and must stay where it is: type ?, then enter.",
    )


def _strums(assistant: GainAssistant) -> Sequence[str]:
    if assistant.is_measuring:
        first = f"Play {STRUMS_NEEDED} strums again, the same chord, as hard as before."
        turned = assistant.turned
        if not isinstance(turned, TurnedGain):
            return first, "They show how far the knob was turned; a loop or a tone shows it more exactly."
        spread = f"give or take {turned.give_or_take_db:.1f} dB"
        return first, f"The knob was turned by {turned.turned_db:+.1f} dB, {spread}."
    if assistant.has_numbers:
        second = "If you turn the gain meanwhile: type the number that it shows, then enter."
    elif assistant.is_gain_known:
        second = "Meanwhile, leave the gain knob where it is."
    else:
        second = "Type the gain if you know it: 15 where it shows that, +0 where it is fully down."
    return f"Play {STRUMS_NEEDED} strums, a second apart, as hard as you ever play.", second

"""The tuner of the player as rows of text: the note, a scale of cents, and the reference pitch."""

from rich.text import Text

from reamp.live.tuner import TunerReading

__all__ = ["TUNER_KEYS", "tuner_rows"]

TUNER_KEYS = "up, down: the reference pitch   any other key: back"

_IN_TUNE_CENTS = 2.0
_NEAR_CENTS = 10.0
_WIDEST = 61


def tuner_rows(reading: TunerReading | None, *, reference_hz: float, width: int) -> list[Text]:
    """Return the page of the tuner; a dash if no note sounds."""
    columns = min(_WIDEST, width - 2) // 2 * 2 + 1
    middle = columns // 2
    marks = ["\N{MIDDLE DOT}"] * columns
    for tenth in range(-5, 6):
        marks[middle + round(tenth * middle / 5)] = "|"
    scale = Text(f" {''.join(marks)}", "dim")
    reference = Text(f" A4 = {reference_hz:g} Hz", "dim")
    if reading is None:
        return [Text(), Text(" -", "bold"), Text(), scale, Text(), Text(), reference]
    cents = reading.cents
    off = abs(cents)
    style = "green" if off <= _IN_TUNE_CENTS else "yellow" if off <= _NEAR_CENTS else "red"
    at = middle + round(max(-50.0, min(50.0, cents)) * middle / 50.0)
    note = Text.assemble(
        (f" {reading.note:4}", f"bold {style}"), f"{cents:+6.1f} cents   {reading.frequency_hz:.2f} Hz"
    )
    needle = Text.assemble(" " * (at + 1), ("^", f"bold {style}"))
    return [Text(), note, Text(), scale, needle, Text(), reference]

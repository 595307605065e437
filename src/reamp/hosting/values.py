"""From the text of a value, as in `60 %` or `-6 dB`, to the place of a knob from 0 to 1."""

import math
import re
from collections.abc import Callable, Sequence

from reamp.errors import ConfigError
from reamp.near_names import did_you_mean

__all__ = ["find_name", "number_in", "place_of_number", "place_of_text", "short_number", "split_number"]

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf)\s*(.*?)\s*$", re.IGNORECASE)
_STEPS = 1000  # at which a knob is read where only its texts tell its range
_HALVINGS = 40
_LISTED = 12


def split_number(text: str) -> tuple[float, str] | None:
    """Return the number and the unit of a text, None where it does not begin with a number.

    >>> split_number("-6.5dB"), split_number("60 %"), split_number("Bright")
    ((-6.5, 'dB'), (60.0, '%'), None)
    """
    match = _NUMBER.match(text.replace("\N{MINUS SIGN}", "-"))
    if match is None:
        return None
    return float(match[1]), match[2]


def number_in(text: str) -> float | None:
    """Return the number that a text begins with, None where there is none.

    >>> number_in("12 dB"), number_in("On")
    (12.0, None)
    """
    split = split_number(text)
    return None if split is None else split[0]


def short_number(text: str) -> str:
    """Return a text, a bare number in it with five digits.

    >>> short_number("59.999996"), short_number("-20.000000"), short_number("60 %")
    ('60', '-20', '60 %')
    """
    split = split_number(text)
    return f"{round(split[0], 5):.5g}" if split is not None and not split[1] else text


def find_name(typed: str, names: Sequence[Sequence[str]], *, what: str) -> int:
    """Return which entry has this name; each has several, and upper case, spaces, `_` and `-` do not matter.

    A part of a name is enough where only one has it. Raises `ConfigError` where none has it, with the
    nearest, or where several have it.

    >>> find_name("pre gain", [["Bass"], ["Pre_Gain", "pg"]], what="parameter")
    1
    >>> find_name("gain", [["Bass"], ["Input Gain"]], what="parameter")
    1
    """
    plain = _plain(typed)
    for is_it in (
        lambda name: name == typed,
        lambda name: _plain(name) == plain,
        lambda name: len(plain) > 1 and plain in _plain(name),
    ):
        found = [i for i, each in enumerate(names) if any(map(is_it, filter(None, each)))]
        if len(found) == 1:
            return found[0]
        if found:
            which = " and ".join(repr(names[i][0]) for i in found[:_LISTED])
            raise ConfigError(f"{typed!r} is a name of {len(found)} {what}s: {which}")
    known = list(dict.fromkeys(each[0] for each in names))
    near = did_you_mean(typed, [name for each in names for name in each if name])
    listed = f"; there are {', '.join(known)}" if 0 < len(known) <= _LISTED else ""
    raise ConfigError(f"there is no {what} {typed!r}{near or listed}")


def place_of_number(value: float, low: float, high: float, *, is_logarithmic: bool = False) -> float:
    """Return where a value lies between two ends, 0 to 1 for one in the range.

    >>> place_of_number(0.0, -20.0, 20.0), round(place_of_number(200.0, 20.0, 2000.0, is_logarithmic=True), 6)
    (0.5, 0.5)
    """
    if high == low:
        return 0.0
    if is_logarithmic and 0.0 < low < high and value > 0.0:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def place_of_text(
    typed: str, *, name: str, text_at: Callable[[float], str], unit: str = "", steps: int | None = None
) -> float:
    """Return where a knob, 0 to 1, shows a text: one of its words, a number in its unit, or a share in %.

    `text_at` is what the knob shows at a place, `steps` how many places it has, None for any. Raises
    `ConfigError` for a text that it never shows.

    >>> shown = lambda place: f"{40 * place - 20:.2f}"
    >>> round(place_of_text("-10", name="gain", text_at=shown), 4)
    0.25
    >>> place_of_text("60 %", name="gain", text_at=shown)
    0.6
    """
    count = steps if steps is not None and 2 <= steps <= _STEPS else _STEPS + 1
    places = [i / (count - 1) for i in range(count)]
    texts = [text_at(place) for place in places]
    wanted = {_plain(typed), _plain(typed.removesuffix(unit))} if unit else {_plain(typed)}
    shows = [bool(wanted & {_plain(text), _plain(f"{text}{unit}")}) for text in texts]
    if any(shows):
        return _middle_of(shows, places, text_at, is_stepped=steps is not None)
    split = split_number(typed)
    if split is None:
        raise ConfigError(_never(name, typed, texts))
    value, typed_unit = split
    own_unit = unit or next((part[1] for text in texts if (part := split_number(text)) and part[1]), "")
    if typed_unit == "%" and own_unit != "%":
        return _checked(value / 100.0, name=name, typed=typed, texts=("0 %", "100 %"))
    if typed_unit and own_unit and _plain(typed_unit) != _plain(own_unit):
        raise ConfigError(f"{name} is in {own_unit}, got {typed!r}")
    return _search(value, name=name, typed=typed, text_at=text_at, places=places, texts=texts)


def _search(
    value: float,
    *,
    name: str,
    typed: str,
    text_at: Callable[[float], str],
    places: Sequence[float],
    texts: Sequence[str],
) -> float:
    """Return the place where the number of a knob passes a value, found by bisection."""
    numbers = [number_in(text) for text in texts]
    if value in numbers:
        return _middle_of([number == value for number in numbers], places, text_at, is_stepped=False)
    for i in range(len(places) - 1):
        low, high = numbers[i], numbers[i + 1]
        if low is None or high is None or not min(low, high) <= value <= max(low, high):
            continue
        first, last = places[i], places[i + 1]
        rises = high >= low
        for _ in range(_HALVINGS):
            middle = (first + last) / 2.0
            at = number_in(text_at(middle))
            if at is None:
                break
            if at == value:
                return _middle_of_text(middle, text_at, first, last)
            first, last = (middle, last) if (at < value) == rises else (first, middle)
        return first if abs(_or_inf(text_at(first)) - value) <= abs(_or_inf(text_at(last)) - value) else last
    raise ConfigError(_never(name, typed, texts))


def _middle_of(
    shows: Sequence[bool], places: Sequence[float], text_at: Callable[[float], str], *, is_stepped: bool
) -> float:
    """Return the middle of the first stretch of places that show what is wanted; an end is the end."""
    first = shows.index(True)
    last = next((i for i in range(first, len(shows)) if not shows[i]), len(shows)) - 1
    if first == 0 or is_stepped:
        return places[first]
    if last == len(shows) - 1:
        return places[last]
    return _middle_of_text(places[first], text_at, places[first - 1], places[last + 1])


def _middle_of_text(place: float, text_at: Callable[[float], str], first: float, last: float) -> float:
    """Return the middle of the stretch that shows the same text: a knob shows rounded numbers."""
    shown = text_at(place)

    def edge(inside: float, outside: float) -> float:
        if text_at(outside) == shown:
            return outside
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2.0
            inside, outside = (middle, outside) if text_at(middle) == shown else (inside, middle)
        return inside

    return (edge(place, first) + edge(place, last)) / 2.0


def _or_inf(text: str) -> float:
    number = number_in(text)
    return math.inf if number is None else number


def _checked(place: float, *, name: str, typed: str, texts: Sequence[str]) -> float:
    if not 0.0 <= place <= 1.0:
        raise ConfigError(_never(name, typed, texts))
    return place


def _never(name: str, typed: str, texts: Sequence[str]) -> str:
    texts = [short_number(text) for text in texts]
    words = list(dict.fromkeys(texts))
    if len(words) <= 12 and not all(split_number(word) for word in words):
        return f"{name} is one of {', '.join(words)}, got {typed!r}"
    return f"{name} goes from {texts[0]} to {texts[-1]}, got {typed!r}"


def _plain(text: str) -> str:
    """Return a text without spaces, case and punctuation; the sign and the point of a number stay."""
    ignored = r"\s+" if split_number(text) else r"[\s_\-]+"
    return re.sub(ignored, "", text).casefold()

"""Find which interface a device is by its system name; no match is better than a wrong one.

Systems write more than a name: `Scarlett 2i2 USB: Audio (hw:1,0)`, `Line (2- Volt 2)`. A match is certain
only when every word is understood, because one extra word can name another product.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reamp.interfaces.search import name_words, row_words
from reamp.interfaces.table import Confidence, InputKind, Interface
from reamp.interfaces.user_table import known_interfaces

__all__ = ["CERTAIN", "DeviceMatch", "device_key", "match_device"]

CERTAIN = 0.85
"""From this confidence on, a match may be used for calibration."""

# The highest confidence of a match: the first of these that applies.
_NAMED = 1.0  # maker, model, generation
_WITHOUT_MAKER = 0.9
_ONE_LEVEL = 0.9  # several generations, but all of one level
_DOUBTFUL = 0.6  # the generation is missing, or other devices may have this name too
_NOT_UNDERSTOOD = 0.5  # an unknown word

_SHORT_LETTERS = 4  # other devices may have a name below this length: M2, FM3, 828, but not EVO 4
_EVERYDAY = {"air", "connect", "jam", "polar", "quantum", "studio"}

# Parts of a name that say which channel it is, or where the device is plugged in.
_PLACES = (
    re.compile(
        # In `EVO 8 - 3/4` only the last two numbers are channels; the 8 is part of the model.
        r"\bhw:\S+|\b\d+ ?[-/&] ?\d+\b(?! ?[-/&] ?\d)|\b\d+ \+ \d+\b|#\d+|\(\d{4,}\)|surround \d\.\d|"
        r"(?:^|(?<=\())\d+- "
    ),
    re.compile(
        r"\b(?:in|input|analogue|analog|capture|channel|ch|inst|instrument|mic|line(?![ _]6))[ _]\d+\b"
    ),
)
_PLACE_WORD = re.compile(
    "usb2?|audio|codec|thunderbolt|firewire|device|interface|driver|alsa|oss|jack|pipewire|core|"
    "asio|mme|wasapi|wdm|ks|directsound|windows|"
    "analog(?:ue)?|digital|stereo|mono|multichannel|surround|duplex|ch|channels?|in|inputs?|out|outputs?|"
    "line|mic|microphone|inst|instrument|capture|playback|front|rear|main|speakers|headphones|(?:96|192)k"
)
_PROFILE = re.compile(r"\bpro(?: \d+)?$")  # PipeWire's name for all channels of a device
_GENERATION = re.compile(r"(?:gen|mk)\d")


@dataclass(frozen=True, kw_only=True)
class DeviceMatch:
    """The rows of the table that a device's name may mean, and the confidence in the first.

    `confidence`, 0 to 1, is about the name; it says nothing about the levels in the rows.
    """

    device_name: str
    candidates: tuple[Interface, ...]
    confidence: float

    @property
    def is_certain(self) -> bool:
        """Whether the first candidate may be used: it is the only one, or all have its level."""
        return self.confidence >= CERTAIN


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """The fit of one row: `left` counts the unexplained words, `confidence` is the value without them."""

    row: Interface
    left: int
    confidence: float


def match_device(name: str, *, table: Sequence[Interface] | None = None) -> DeviceMatch | None:
    """Return the instrument inputs that a device of this name may have, None where nothing matches.

    The table is `known_interfaces` unless another is given. Of several matches, those with a level that the
    user entered win. Raises `ConfigError` when the user's file is broken.

    >>> match = match_device("Focusrite Scarlett 2i2 4th Gen Analog Stereo")
    >>> match.is_certain, match.candidates[0].name
    (True, 'Focusrite Scarlett 2i2 4th Gen')
    >>> match = match_device("Scarlett 2i2 USB: Audio (hw:1,0)")
    >>> match.is_certain, [row.generation for row in match.candidates]
    (False, ['3rd Gen', '4th Gen', '2nd Gen'])
    """
    words = _device_words(name)
    rows = known_interfaces() if table is None else table
    fits = [fit for row in rows if row.kind is InputKind.INSTRUMENT and (fit := _fit(words, row))]
    if not fits:
        return None
    fewest = min(fit.left for fit in fits)
    best = [fit for fit in fits if fit.left == fewest]
    best = [fit for fit in best if _is_own(fit.row)] or best
    confidence = _together(best) if fewest == 0 else min(_together(best), _NOT_UNDERSTOOD)
    return DeviceMatch(
        device_name=name, candidates=tuple(fit.row for fit in best), confidence=round(confidence, 2)
    )


def device_key(name: str) -> str:
    """Return a key for a device that does not depend on where it is plugged in, as far as names allow.

    >>> device_key("USB Audio CODEC: USB Audio (hw:1,0)") == device_key("USB Audio CODEC: USB Audio (hw:2,0)")
    True
    """
    return "".join(_device_words(name))


def _device_words(name: str) -> tuple[str, ...]:
    """Return the words of a name without the parts that say where the device is plugged in."""
    text = name.lower()
    for place in _PLACES:
        text = place.sub(" ", text)
    return name_words(text)


def _together(fits: Sequence[_Fit]) -> float:
    """Return the confidence that the first of several equally good fits may be used for all."""
    if len(fits) == 1:
        return fits[0].confidence
    first = fits[0].row
    products = {(fit.row.manufacturer, fit.row.model) for fit in fits}
    levels = {(fit.row.applied_dbu, fit.row.min_gain_shown_db) for fit in fits}
    if len(products) == len(levels) == 1 and first.applied_dbu is not None:
        return _ONE_LEVEL
    return max(fit.confidence for fit in fits) / len(fits)


def _fit(words: Sequence[str], row: Interface) -> _Fit | None:
    """Return how a row fits; None where the model's words are not adjacent or another generation is named."""
    known = row_words(row)
    run = next((run for model in known.models if (run := _run(words, "".join(model)))), None)
    if run is None:
        return None
    rest = [*words[: run[0]], *_PROFILE.sub("", " ".join(words[run[1] :])).split()]
    said = {word for word in rest if _GENERATION.fullmatch(word)}
    if known.generation and said and not said <= set(known.generation):
        return None
    beside = {*itertools.chain(*known.makers), *known.generation}
    left = [word for word in rest if word not in beside and not _PLACE_WORD.fullmatch(word)]
    confidence = _confidence(words, row)
    if known.generation and not set(known.generation) <= set(rest):
        confidence = min(confidence, _DOUBTFUL)
    return _Fit(row=row, left=len(left), confidence=confidence)


def _run(words: Sequence[str], model: str) -> tuple[int, int] | None:
    """Return the range of words that spell the model when joined: `EVO4` is `EVO 4`."""
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            if "".join(words[first:end]) == model:
                return first, end
    return None


def _confidence(words: Sequence[str], row: Interface) -> float:
    """Return the confidence of a match by the model's name alone."""
    if _is_own(row):
        return _NAMED
    known = row_words(row)
    model = known.models[0]
    if words[-1] == "pro" and model[-1] == "pro":
        return _DOUBTFUL  # PipeWire names all channels of a Babyface like a Babyface Pro
    makers = [{word for word in maker if not _PLACE_WORD.fullmatch(word)} for maker in known.makers]
    if any(maker and maker <= set(words) for maker in makers):
        return _NAMED
    is_everyday = all(word in _EVERYDAY or len(word) == 1 or word.isdecimal() for word in model)
    if is_everyday or len("".join(model)) < _SHORT_LETTERS:
        return _DOUBTFUL
    return _WITHOUT_MAKER


def _is_own(row: Interface) -> bool:
    return row.confidence is Confidence.USER

"""Put metrics and gains into words: the meaning of a table's columns, and of a number for the sound."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from reamp.compare.clips import MatchBy
from reamp.compare.comparison import Comparison, Score
from reamp.metrics import Measured

__all__ = [
    "METRIC_TITLES",
    "METRIC_WORDS",
    "about_words",
    "abx_note",
    "best_of",
    "match_words",
    "metric_names",
    "number",
    "score_words",
    "table_headings",
    "table_rows",
    "title_of",
]

METRIC_TITLES = {
    "esr": "Error (ESR)",
    "null_depth_db": "Left after subtraction",
    "spectral_distance": "Tone difference",
    "rms_difference_db": "Power (RMS)",
    "loudness_difference_lu": "Loudness",
    "crest_factor_difference_db": "Dynamics",
    "decay_difference_db": "Sustain",
}
"""The title of each metric of `evaluate` on pages, by name."""

METRIC_WORDS = {
    "esr": "Error-to-signal ratio at the levels you hear: 0 is identical, 1 is as wrong as silence.",
    "null_depth_db": "Null depth: the residual when one is subtracted from the other, at the best gain and "
    "delay. Lower is closer; -20 dB is a tenth.",
    "spectral_distance": "Spectral distance: difference of the spectra, without phase; 0 is the same.",
    "rms_difference_db": "How much more (+) or less (-) power at the levels you hear.",
    "loudness_difference_lu": "How much louder (+) or softer (-) to the ear.",
    "crest_factor_difference_db": "Crest factor: how far peaks stand out (+); below 0 it is more compressed.",
    "decay_difference_db": "How much louder (+) or softer (-) held notes are at their end: sustain.",
}
"""The meaning of each metric of `evaluate`, by name."""

_LEAST_IS_BEST = {"esr", "null_depth_db", "spectral_distance"}
_SAME_DB = -90.0  # a deeper null is rounding, which differs between processors
_SAME = {"esr": 1e-9, "spectral_distance": 1e-3}
_MANY = 5  # this many names are too long for a title
_AUDIBLE_DB = 1.0

# Limits of the null depth, equal to the ESR limits of training reports: 0.001, 0.01, 0.035 and 0.1.
_LIKENESS = (
    (-30.0, "can hardly be told from"),
    (-20.0, "is very near to"),
    (-14.6, "is near to"),
    (-10.0, "resembles"),
    (math.inf, "sounds different from"),
)


def title_of(comparison: Comparison) -> str:
    """Return the names of all, as the title of a page."""
    first, *others = (clip.name for clip in comparison.clips)
    if len(others) >= _MANY:
        what = f"{len(others)} models"
        return f"{what} against {first}" if comparison.has_target else f"{first} and {what}"
    if comparison.has_target:
        return f"{_listed(others)} against {first}"
    return _listed([first, *others])


def metric_names(comparison: Comparison) -> list[str]:
    """Return the metrics that need a column: all that any clip has, except a loudness that was made equal."""
    names = list(comparison.scores[0].measured)
    if comparison.match is MatchBy.LUFS:
        names.remove("loudness_difference_lu")
    return [
        name for name in names if any(score.measured[name].value is not None for score in comparison.scores)
    ]


def number(name: str, measured: Measured) -> str:
    """Return a metric's value for a table.

    >>> number("esr", Measured(title="ESR", value=0.01234)), number("crest", Measured(title="c", value=-1.26))
    ('0.0123', '-1.3')
    """
    value = measured.value
    if value is None:
        return "–"
    if name == "null_depth_db" and value <= _SAME_DB:
        return "same"
    if name in _SAME:
        return f"{value:.3g}" if value > _SAME[name] else "0"
    if math.isinf(value):
        return "∞" if value > 0.0 else "-∞"
    return f"{value:z.1f}" if name in _LEAST_IS_BEST else f"{value:+z.1f}"


def best_of(name: str, comparison: Comparison) -> str | None:
    """Return the name of the clip closest to the reference in a metric, None where there is no choice."""
    values = {
        score.name: value if name in _LEAST_IS_BEST else abs(value)
        for score in comparison.scores
        if (value := score.measured[name].value) is not None
    }
    return min(values, key=values.__getitem__) if len(values) > 1 else None


def score_words(score: Score, comparison: Comparison) -> str:
    """Return a sentence on how close a clip is to the reference and in what it differs."""
    reference = f"the {comparison.reference.name}" if comparison.has_target else comparison.reference.name
    depth_db = score.measured["null_depth_db"].value
    if depth_db is None:
        return f"{score.name} cannot be measured against {reference}."
    if depth_db <= _SAME_DB:
        return f"{score.name} is the same as {reference}."
    likeness = next(words for limit_db, words in _LIKENESS if depth_db <= limit_db)
    differs = _differences(score)
    rest = f" It {' and '.join(differs)}." if differs else ""
    return f"{score.name} {likeness} {reference}: their difference is {-depth_db:.1f} dB below it.{rest}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _differences(score: Score) -> list[str]:
    found = []
    crest_db = score.measured["crest_factor_difference_db"].value
    if crest_db is not None and abs(crest_db) >= _AUDIBLE_DB:
        kind = "more compressed" if crest_db < 0.0 else "more dynamic"
        found.append(f"is {kind} (crest factor {crest_db:+.1f} dB)")
    decay_db = score.measured["decay_difference_db"].value
    if decay_db is not None and abs(decay_db) >= _AUDIBLE_DB:
        kind = "die sooner" if decay_db < 0.0 else "sustain longer"
        found.append(f"lets notes {kind} ({decay_db:+.1f} dB at their end)")
    return found


def abx_note(match: MatchBy) -> str:
    """Return the warning to show before a blind test of clips with this match, empty where none is needed."""
    return (
        "" if match is MatchBy.LUFS else "These clips are not equally loud, and that alone may give X away."
    )


def about_words(
    comparison: Comparison, *, di: Path, target: Path | None, cabinet: Path | None
) -> list[tuple[str, str]]:
    """Return the facts of a comparison, as rows of the table at the end of a page."""
    rows = [("Guitar", di.name), ("Target", "none" if target is None else target.name)]
    if cabinet is not None:
        rows.append(("Cabinet", cabinet.name))
    rows += [
        ("Compared", f"{comparison.duration_s:.1f} s at {comparison.rate_hz} Hz"),
        ("Loudness", match_words(comparison.match)),
        ("In the page", "FLAC of 16 bits; the files are WAV of 24 bits"),
    ]
    return rows


def match_words(match: MatchBy) -> str:
    """Return how the clips were made comparable by ear."""
    return {
        MatchBy.LUFS: "made equally loud (LUFS)",
        MatchBy.PEAK: "peak-matched",
        MatchBy.NONE: "at the levels that came out",
    }[match]


def table_headings(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the titles and units of the columns of `table_rows`, behind that of the names."""
    first = comparison.scores[0].measured
    metrics = ((first[name].title, first[name].unit) for name in metric_names(comparison))
    return [("input", "dB"), ("match", "dB"), *metrics]


def table_rows(comparison: Comparison) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Yield the name of each clip with its cells, each with whether it is the best of its column."""
    columns = metric_names(comparison)
    best = {name: best_of(name, comparison) for name in columns}
    scores: list[Score | None] = [None, *comparison.scores]
    for clip, score in zip(comparison.clips, scores, strict=True):
        gain = "" if clip.input_gain_db is None else f"{clip.input_gain_db:+z.2f}"
        cells = [(gain, False), (f"{clip.match_gain.value_db:+.2f}", False)]
        if score is not None:
            cells += [(number(name, score.measured[name]), best[name] == clip.name) for name in columns]
        yield clip.name, cells

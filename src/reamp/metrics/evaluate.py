"""All metrics of two recordings at once, for tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reamp.errors import AudioError
from reamp.metrics.decay import decay_difference_db
from reamp.metrics.difference import Sound, esr, validate
from reamp.metrics.level import (
    crest_factor_difference_db,
    loudness_difference_lu,
    rms_difference_db,
)
from reamp.metrics.null import null_depth_db
from reamp.metrics.spectral import spectral_distance

__all__ = ["Measured", "evaluate"]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A metric: its `title`, and its value in `unit` ("" is a ratio), None where it cannot be measured."""

    title: str
    value: float | None
    unit: str = ""


def evaluate(
    reference: Sound, estimate: Sound, *, rate_hz: int, tails: Sequence[slice] = ()
) -> dict[str, Measured]:
    """Return every metric of an estimate against its reference by name, in the order of a table.

    `tails` are from the guitar's own recording (`decay_tails`). A metric for which the signals are too short
    or too quiet is None. Raises `AudioError` as `validate`.

    >>> import numpy as np
    >>> noise = np.random.default_rng(0).normal(scale=0.1, size=48_000)
    >>> measured = evaluate(noise, 0.5 * noise, rate_hz=48_000)
    >>> [f"{each.title} {each.value:.2f} {each.unit}" for each in list(measured.values())[:4]]
    ['ESR 0.25 ', 'null depth -inf dB', 'spectral distance 1.19 ', 'RMS -6.02 dB']
    """
    validate(reference, estimate)
    metrics: dict[str, tuple[str, str, Callable[[], float]]] = {
        "esr": ("ESR", "", lambda: esr(reference, estimate)),
        "null_depth_db": ("null depth", "dB", lambda: null_depth_db(reference, estimate)),
        "spectral_distance": ("spectral distance", "", lambda: spectral_distance(reference, estimate)),
        "rms_difference_db": ("RMS", "dB", lambda: rms_difference_db(reference, estimate)),
        "loudness_difference_lu": (
            "loudness",
            "LU",
            lambda: loudness_difference_lu(reference, estimate, rate_hz=rate_hz),
        ),
        "crest_factor_difference_db": (
            "crest factor",
            "dB",
            lambda: crest_factor_difference_db(reference, estimate),
        ),
        "decay_difference_db": (
            "decay",
            "dB",
            lambda: decay_difference_db(reference, estimate, tails),
        ),
    }
    return {
        name: Measured(title=title, value=_measured(metric), unit=unit)
        for name, (title, unit, metric) in metrics.items()
    }


def _measured(metric: Callable[[], float]) -> float | None:
    try:
        return metric()
    except AudioError:  # valid signals, but too short or too quiet for this metric
        return None

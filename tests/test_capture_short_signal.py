"""The short test signal: its parts fit, and it is recognised."""

import numpy as np
import pytest

from reamp.audio.signal import Signal
from reamp.capture import short_signal
from reamp.capture.short_signal import make_short_signal, short_test_signal
from reamp.capture.test_signal import layout_for
from reamp.errors import ConfigError

RATE_HZ = 48_000


def test_it_has_excerpts_where_the_layout_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    long = np.random.default_rng(0).uniform(-0.5, 0.5, 178 * RATE_HZ).astype(np.float32)
    long[2 * RATE_HZ : 5 * RATE_HZ] = 0.0
    long[[round(at_s * RATE_HZ) for at_s in (3.5, 4.0, 4.5)]] = 0.9
    monkeypatch.setattr(short_signal, "make_test_signal", lambda rate_hz: Signal(long, rate_hz))
    signal = make_short_signal.__wrapped__(RATE_HZ)
    layout, findings = layout_for(signal)
    assert (layout.name, findings) == ("reamp-short-1", [])
    assert signal.duration_s == 55.0
    first, again = (signal.samples[span.slice] for span in layout.validation)
    assert np.array_equal(first, again)
    training = signal.samples[layout.training.slice]
    assert np.count_nonzero(training) > 0.99 * len(training)  # the parts fill it
    assert not signal.samples[layout.training.end : layout.validation[1].first].any()


def test_it_exists_at_some_rates() -> None:
    assert short_test_signal(96_000).frames == 55 * 96_000
    with pytest.raises(ConfigError, match="not at 32000"):
        short_test_signal(32_000)

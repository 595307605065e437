"""Does the gear sound like itself: transients, levels, noise and real instability are told apart."""

import numpy as np
import numpy.typing as npt
import pytest

from reamp.capture.alignment import Aligned
from reamp.capture.checks_repeat import repeat_findings
from reamp.capture.layout import Layout, Span
from reamp.findings import Finding, Severity

RATE_HZ = 8_000
LENGTH = 9 * RATE_HZ
Array = npt.NDArray[np.float64]


def take() -> Array:
    return 0.1 * np.random.default_rng(2).normal(size=LENGTH)


def compared(first: Array, second: Array, *, noise: float | None = None) -> list[Finding]:
    y = np.concatenate([first, np.zeros(RATE_HZ), second]).astype(np.float32)
    spans = (Span(0, LENGTH), Span(LENGTH + RATE_HZ, len(y)))
    layout = Layout(name="x", training=Span(LENGTH, LENGTH + RATE_HZ), validation=spans)
    aligned = Aligned(x=y, y=y, rate_hz=RATE_HZ, layout=layout)
    return list(repeat_findings(aligned, noise_to_signal_ratio=noise))


def test_the_same_twice_is_fine() -> None:
    assert compared(take(), take()) == []


def test_a_start_up_transient_is_a_note_with_its_length() -> None:
    first = take()
    decay = np.exp(-np.arange(LENGTH) / (0.05 * RATE_HZ))
    (finding,) = compared(first + decay, take())
    assert (finding.check, finding.severity) == ("start-up-transient", Severity.NOTE)
    assert finding.measured == pytest.approx(0.25, abs=0.1)


def test_a_transient_of_seconds_is_instability() -> None:
    first = take()
    first[: 3 * RATE_HZ] *= -1.0
    findings = compared(first, take())
    assert [finding.check for finding in findings] == ["not-repeatable"]


@pytest.mark.parametrize(("esr", "severity"), [(0.02, Severity.WARNING), (0.3, Severity.BLOCKER)])
def test_instability_is_measured_in_esr(esr: float, severity: Severity) -> None:
    other = 0.1 * np.sqrt(esr) * np.random.default_rng(9).normal(size=LENGTH)
    (finding,) = compared(take() + other, take())
    assert (finding.check, finding.severity) == ("not-repeatable", severity)
    assert finding.measured == pytest.approx(100 * esr, rel=0.05)
    assert finding.limit == 1.0


def test_the_limit_is_one_percent() -> None:
    other = 0.1 * np.sqrt(0.008) * np.random.default_rng(9).normal(size=LENGTH)
    assert compared(take() + other, take()) == []


@pytest.mark.parametrize("change_db", [-6.0, -1.0, 0.5, 3.0])
def test_a_moved_knob_is_measured_in_db(change_db: float) -> None:
    (finding,) = compared(take(), take() * 10 ** (change_db / 20))
    assert finding.check == "level-changed"
    assert finding.measured == pytest.approx(change_db, abs=0.01)


def test_noise_that_explains_the_difference_is_not_called_instability() -> None:
    hand = np.random.default_rng(4)
    noise_to_signal = 0.01
    first = take() + 0.1 * np.sqrt(noise_to_signal) * hand.normal(size=LENGTH)
    second = take() + 0.1 * np.sqrt(noise_to_signal) * hand.normal(size=LENGTH)
    assert [f.check for f in compared(first, second)] == ["not-repeatable"]
    assert compared(first, second, noise=noise_to_signal) == []


def test_one_validation_says_nothing() -> None:
    y = take().astype(np.float32)
    layout = Layout(name="x", training=Span(0, 100), validation=(Span(100, 200),))
    assert (
        list(repeat_findings(Aligned(x=y, y=y, rate_hz=RATE_HZ, layout=layout), noise_to_signal_ratio=None))
        == []
    )


def test_silence_twice_is_fine() -> None:
    assert compared(np.zeros(LENGTH), np.zeros(LENGTH)) == []

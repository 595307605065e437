"""Models are aligned with the target to a hundredth of a frame, at any start and of either polarity."""

from dataclasses import replace

import numpy as np
import pytest
from rig_files import null_depth_db

from reamp.audio import Signal
from reamp.audio.correlation import Place, find_either_way
from reamp.audio.delay import delayed
from reamp.audio.files import read
from reamp.compare import placing
from reamp.compare.placing import place_on_first, place_on_target
from reamp.demo import demo_di_path
from reamp.errors import AudioError

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def amp() -> Signal:
    """Return a guitar of 6 s through something that distorts, as a model would answer it."""
    di = read(demo_di_path())
    return Signal(np.tanh(8.0 * di.samples[: 6 * RATE_HZ]), RATE_HZ)


def recorded(amp: Signal, *, lead_frames: int, part: float = 0.0, gain: float = 0.3) -> Signal:
    """Return a recording of the amp that begins earlier, not on a frame, with some noise."""
    lead = np.zeros(max(0, lead_frames), np.float32)
    samples = delayed(
        Signal(np.concatenate([lead, amp.samples[max(0, -lead_frames) :]]), RATE_HZ), part
    ).samples
    noise = np.random.default_rng(0).normal(scale=1e-4, size=len(samples))
    return Signal.from_float64(gain * samples + noise, RATE_HZ)


@pytest.mark.parametrize(("lead_frames", "part"), [(0, 0.0), (57, 0.3), (100_000, -0.45), (-48_000, 0.5)])
def test_a_model_is_moved_onto_the_target(amp: Signal, lead_frames: int, part: float) -> None:
    target = recorded(amp, lead_frames=lead_frames, part=part)
    placed = place_on_target(target, [amp])
    (moved,) = placed.estimates
    middle = slice(1_000, -1_000)
    assert null_depth_db(placed.reference.samples[middle], 0.3 * moved.samples[middle]) < -50.0
    assert placed.reference.frames == moved.frames
    assert placed.moved_frames[0] - round(placed.moved_frames[0]) == pytest.approx(part, abs=0.01)
    assert placed.first == pytest.approx(max(0, -lead_frames), abs=10)


def test_an_inverted_model_is_flipped_and_others_are_not(amp: Signal) -> None:
    target = recorded(amp, lead_frames=10)
    turned = Signal(-amp.samples, RATE_HZ)
    placed = place_on_target(target, [amp, turned])
    assert placed.turned == (False, True)
    assert np.array_equal(placed.estimates[0].samples, placed.estimates[1].samples)


def test_each_model_has_a_delay_of_its_own(amp: Signal) -> None:
    placed = place_on_target(recorded(amp, lead_frames=0), [amp, delayed(amp, 3.0)])
    assert placed.moved_frames[0] - placed.moved_frames[1] == pytest.approx(3.0, abs=0.01)
    assert null_depth_db(placed.estimates[0].samples[100:-100], placed.estimates[1].samples[100:-100]) < -60.0


def test_a_short_target_is_reported(amp: Signal) -> None:
    target = recorded(amp, lead_frames=0)
    placed = place_on_target(Signal(target.samples[: 4 * RATE_HZ], RATE_HZ), [amp])
    assert placed.estimates[0].frames == pytest.approx(4 * RATE_HZ, abs=10)
    (finding,) = placed.findings
    assert str(finding) == "note: the target is shorter than the guitar; 4.0 of 6.0 s are compared"


def test_an_unrelated_target_is_reported_and_not_moved(amp: Signal) -> None:
    noise = np.random.default_rng(1).normal(scale=0.1, size=amp.frames)
    placed = place_on_target(Signal.from_float64(noise, RATE_HZ), [amp])
    assert [finding.check for finding in placed.findings] == ["target-unrelated"]
    assert placed.moved_frames == (0.0,)
    assert np.array_equal(placed.estimates[0].samples, amp.samples)


def test_an_uncertain_target_is_not_reported_to_drift(amp: Signal, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(signal: Signal, recording: Signal) -> Place | None:
        place = find_either_way(signal, recording)
        return None if place is None else replace(place, confidence=0.4)

    monkeypatch.setattr(placing, "find_either_way", unsure)
    at = np.arange(amp.frames) * (1.0 - 100e-6)
    slow = np.interp(at, np.arange(amp.frames), amp.samples)
    placed = place_on_target(Signal.from_float64(slow, RATE_HZ), [amp])
    assert [finding.check for finding in placed.findings] == ["target-uncertain"]


def test_clocks_that_drift_are_reported(amp: Signal) -> None:
    at = np.arange(amp.frames) * (1.0 - 100e-6)
    slow = np.interp(at, np.arange(amp.frames), amp.samples)
    placed = place_on_target(Signal.from_float64(slow, RATE_HZ), [amp])
    (finding,) = placed.findings
    assert finding.check == "target-drifts"
    assert finding.measured == pytest.approx(100.0, abs=30.0)


def test_too_little_in_common_is_refused(amp: Signal) -> None:
    target = recorded(amp, lead_frames=0)
    with pytest.raises(AudioError, match=r"target and guitar have 0\.2. s in common; at least 0\.5 s"):
        place_on_target(Signal(target.samples[:10_000], RATE_HZ), [amp])


def test_without_a_target_the_others_are_moved_onto_the_first(amp: Signal) -> None:
    other = Signal(-delayed(amp, 2.25).samples, RATE_HZ)
    placed = place_on_first([amp, other])
    assert placed.reference is amp
    assert placed.moved_frames == pytest.approx([-2.25], abs=0.01)
    assert placed.turned == (True,)
    assert placed.findings == ()


def test_what_is_not_alike_stays_where_it_is(amp: Signal) -> None:
    noise = Signal.from_float64(np.random.default_rng(2).normal(scale=0.1, size=amp.frames), RATE_HZ)
    placed = place_on_first([amp, noise])
    assert np.array_equal(placed.estimates[0].samples, noise.samples)
    assert (placed.moved_frames, placed.turned) == ((0.0,), (False,))

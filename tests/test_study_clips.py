"""Clips: exact where the model is the amp, and off by what the gain is off."""

import numpy as np
import pytest
from study_cases import demo_model, demo_take

from reamp.study.clips import InputLevel, geometric_mean, measure, play_clip


@pytest.mark.parametrize("interface_full_scale_dbu", [8.0, 12.2, 15.0])
def test_calibrated_clips_are_the_amp_through_every_interface(interface_full_scale_dbu: float) -> None:
    clip = play_clip(
        demo_model(), demo_take(interface_full_scale_dbu=interface_full_scale_dbu), InputLevel.CALIBRATED
    )
    assert clip.input_gain_db == pytest.approx(interface_full_scale_dbu - clip.model.input_level_dbu)
    assert clip.numbers is not None
    assert clip.numbers.esr < 1e-9
    assert abs(clip.numbers.rms_db) < 1e-3
    assert "interface-gain-assumed" not in [finding.check for finding in clip.findings]


def test_raw_clips_play_at_another_level() -> None:
    clip = play_clip(demo_model(), demo_take(interface_full_scale_dbu=20.0), InputLevel.RAW)
    assert clip.input_gain_db == 0.0
    assert clip.numbers is not None
    assert clip.numbers.esr > 0.05
    assert clip.numbers.rms_db < -1.0  # 8 dB less into a pedal that compresses


def test_a_delay_of_frames_is_no_error() -> None:
    take = demo_take()
    assert take.amp_v is not None
    late = np.roll(take.amp_v, 3)
    late[:3] = 0.0
    assert measure(take.amp_v, late, di=take.di.samples).esr < 1e-5


def test_half_the_level_is_6_db_and_a_quarter_of_the_power() -> None:
    take = demo_take()
    assert take.amp_v is not None
    numbers = measure(take.amp_v, 0.5 * take.amp_v, di=take.di.samples)
    assert numbers.esr == pytest.approx(0.25, rel=1e-3)
    assert numbers.null_depth_db < -100.0
    assert numbers.rms_db == pytest.approx(-6.02, abs=0.01)


def test_the_reach_beyond_the_capture_is_in_volts() -> None:
    near, far = (
        play_clip(demo_model(), demo_take(interface_full_scale_dbu=level), InputLevel.RAW)
        for level in (12.2, 20.0)
    )
    assert near.beyond_db == pytest.approx(far.beyond_db, abs=1e-3)


def test_geometric_mean_is_that_of_ratios() -> None:
    assert geometric_mean([0.1, 10.0]) == pytest.approx(1.0)

"""The study's recordings: the interfaces differ by their levels, the amp hears the guitar itself."""

from pathlib import Path

import numpy as np
import pytest

from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.demo import DEMO_DI_FULL_SCALE_DBU
from reamp.errors import AudioError, ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Source
from reamp.sim.device import device_by_name
from reamp.study.guitar import Strength, study_volts
from reamp.study.takes import RATE_HZ, in_volts, recorded_takes, simulated_takes
from reamp.units import dbu_to_v_peak

AT_12 = Source.named(level_as_interface(12.2), gain="+0")


def test_takes_through_two_interfaces_differ_by_their_levels_and_share_the_amp() -> None:
    takes = simulated_takes(device_by_name("wire"), (12.2, 15.0))
    assert [(take.name, take.interface_full_scale_dbu) for take in takes[:2]] == [
        ("usual", 12.2),
        ("soft", 12.2),
    ]
    hot, cool = takes[0], takes[3]
    ratio = np.abs(hot.di.samples).max() / np.abs(cool.di.samples).max()
    assert 20.0 * np.log10(ratio) == pytest.approx(2.8, abs=0.01)
    assert hot.peak_v == pytest.approx(cool.peak_v, rel=1e-3)
    assert hot.amp_v is not None
    guitar_v = study_volts(Strength.USUAL)
    assert np.abs(hot.amp_v - guitar_v).max() < 1e-4  # the wire and the noise of an interface


def test_full_scale_in_volts() -> None:
    assert in_volts(np.ones(1, np.float32), full_scale_dbu=12.2)[0] == pytest.approx(dbu_to_v_peak(12.2))


def test_without_a_guitar_the_bundled_one_plays() -> None:
    (take,) = recorded_takes(None, target=None, target_full_scale_dbu=None, captures=())
    assert take.interface_full_scale_dbu == DEMO_DI_FULL_SCALE_DBU
    assert take.amp_v is None


def test_a_target_needs_its_guitar_and_all_of_it(tmp_path: Path) -> None:
    di, target = tmp_path / "di.wav", tmp_path / "amp.wav"
    noise = np.random.default_rng(0).normal(0.0, 0.1, 96_000).astype(np.float32)
    write(di, Signal(noise, RATE_HZ))
    write(target, Signal(noise[:84_000], RATE_HZ))
    with pytest.raises(ConfigError, match="needs the guitar"):
        recorded_takes(None, target=target, target_full_scale_dbu=12.0, captures=())
    with pytest.raises(AudioError, match=r"ends 0\.25 s before the guitar"):
        recorded_takes(di, source=AT_12, target=target, target_full_scale_dbu=12.0, captures=())


def test_a_target_is_laid_on_its_guitar_and_another_one_refused(tmp_path: Path) -> None:
    di, target, other = (tmp_path / name for name in ("di.wav", "amp.wav", "other.wav"))
    noise, unlike = np.random.default_rng(0).normal(0.0, 0.1, (2, 96_000)).astype(np.float32)
    write(di, Signal(noise, RATE_HZ))
    late = np.concatenate([np.zeros(480, np.float32), 0.5 * noise])
    write(target, Signal(late, RATE_HZ))
    write(other, Signal(unlike, RATE_HZ))
    (take,) = recorded_takes(di, source=AT_12, target=target, target_full_scale_dbu=6.0, captures=())
    assert take.amp_v is not None
    assert np.abs(take.amp_v - 0.5 * noise * dbu_to_v_peak(6.0)).max() < 1e-5
    with pytest.raises(AudioError, match="not found to be the amp"):
        recorded_takes(di, source=AT_12, target=other, target_full_scale_dbu=6.0, captures=())


@pytest.mark.parametrize(
    ("level_dbu", "gain", "full_scale_dbu"), [(12.2, "+0", 12.2), (12.2, "+5", 7.2), (0.0, "+0", 0.0)]
)
def test_full_scale_is_the_level_of_the_interface_less_its_gain(
    tmp_path: Path, level_dbu: float, gain: str, full_scale_dbu: float
) -> None:
    di = tmp_path / "di.wav"
    write(di, Signal(np.full(4_800, 0.1, np.float32), RATE_HZ))
    source = Source.named(level_as_interface(level_dbu), gain=gain)
    (take,) = recorded_takes(di, source=source, target=None, target_full_scale_dbu=None, captures=())
    assert take.interface_full_scale_dbu == pytest.approx(full_scale_dbu)


def test_an_unknown_interface_is_never_guessed(tmp_path: Path) -> None:
    di = tmp_path / "di.wav"
    write(di, Signal(np.full(4_800, 0.1, np.float32), RATE_HZ))
    with pytest.raises(ConfigError, match="the maximum input level of its interface is unknown"):
        recorded_takes(di, target=None, target_full_scale_dbu=None, captures=())
    disputed = Source.named("UMC202HD")
    with pytest.raises(ConfigError, match="sources disagree about the level of Behringer"):
        recorded_takes(di, source=disputed, target=None, target_full_scale_dbu=None, captures=())

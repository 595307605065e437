"""Simulated gear at many settings: the folder, its continuation, and captures that do not belong to it."""

from pathlib import Path

import numpy as np
import pytest

from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture
from reamp.capture.setting_captures import SettingCaptures, is_setting_captures
from reamp.capture.simulate_settings import SettingDone, device_at, simulate_settings
from reamp.errors import CaptureError, ConfigError, NotACaptureError, OutputError
from reamp.knobs.knob import Knob, Switch
from reamp.knobs.plan import KnobPlan, make_plan
from reamp.sim.interface import SimulatedInterface

DRIVE = Knob(name="drive", low=0.0, high=10.0)
PLAN = make_plan([DRIVE], settings=2, validation=1)
INTERFACE = SimulatedInterface(send_full_scale_dbu=11.76)


@pytest.fixture(scope="module")
def signal_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signal") / "signal.wav"
    random = np.random.default_rng(0)
    bursts = 0.5 * random.standard_normal(48_000 * 3) * (np.arange(48_000 * 3) % 12_000 < 6_000)
    write(path, Signal(np.clip(bursts, -0.9, 0.9).astype(np.float32), 48_000))
    return path


def record(folder: Path, signal_path: Path, plan: KnobPlan = PLAN) -> list[SettingDone]:
    done: list[SettingDone] = []
    simulate_settings(folder, "overdrive", plan, INTERFACE, signal_path=signal_path, on_done=done.append)
    return done


def test_every_setting_is_recorded_once_at_one_level(tmp_path: Path, signal_path: Path) -> None:
    folder = tmp_path / "od.captures"
    assert [each.number for each in record(folder, signal_path)] == [1, 2, 3]
    opened = SettingCaptures.open(folder)
    pairs = list(opened.captures())
    assert [capture.knobs for _, capture in pairs] == [dict(s.knobs) for s in PLAN.settings]
    assert len({capture.levels.output_level_dbu for _, capture in pairs}) == 1
    peaks = [float(np.abs(capture.recording().samples).max()) for _, capture in pairs]
    assert 0.3 < max(peaks) < 0.95
    assert is_setting_captures(folder)
    assert record(folder, signal_path) == []

    # A broken take is put aside and recorded again; the others stay.
    times = {n: (opened.capture_path(n) / "capture.toml").stat().st_mtime_ns for n in (1, 3)}
    level_dbu = pairs[0][1].levels.output_level_dbu
    (opened.capture_path(2) / "capture.toml").write_text("no TOML")
    again = record(folder, signal_path)
    assert [(each.number, each.put_aside) for each in again] == [(2, folder / "002-bad-1")]
    assert again[0].capture.levels.output_level_dbu == level_dbu
    assert times == {n: (opened.capture_path(n) / "capture.toml").stat().st_mtime_ns for n in (1, 3)}

    # A capture of other gear, and one whose knobs stood elsewhere, do not belong to the others.
    toml = opened.capture_path(3) / "capture.toml"
    text = toml.read_text()
    toml.write_text(text.replace("simulated overdrive", "simulated lead-amp"))
    with pytest.raises(CaptureError, match=r"003.capture: is of other gear than the first one"):
        list(opened.captures())
    knobs = Capture.open(opened.capture_path(3)).knobs
    assert knobs is not None
    toml.write_text(text.replace(f"drive = {knobs['drive']}", "drive = 0.125"))
    with pytest.raises(CaptureError, match=r"its knobs are drive 0.125; the plan says drive "):
        list(opened.captures())

    with pytest.raises(ConfigError, match="was begun with another plan"):
        record(folder, signal_path, make_plan([DRIVE], settings=3))


def test_the_range_of_a_knob_is_its_whole_way() -> None:
    assert device_at("overdrive", PLAN, {"drive": 2.5}).drive == 0.25  # type: ignore[attr-defined]


def test_knobs_that_the_gear_does_not_have_are_refused(tmp_path: Path, signal_path: Path) -> None:
    folder = tmp_path / "x.captures"
    with pytest.raises(ConfigError, match="overdrive has no knob 'gain'; its knobs are drive, tone, volume"):
        record(folder, signal_path, make_plan([Knob(name="gain", low=0.0, high=1.0)], settings=2))
    with pytest.raises(ConfigError, match="tone is a knob of the overdrive, but a switch in the plan"):
        record(folder, signal_path, make_plan([Switch(name="tone", positions=("a", "b"))], settings=2))
    assert not folder.exists()


def test_other_folders_are_left_alone(tmp_path: Path, signal_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"name ends in \.captures"):
        record(tmp_path / "od", signal_path)
    full = tmp_path / "full.captures"
    full.mkdir()
    (full / "song.txt").write_text("la")
    with pytest.raises(OutputError, match=r"there is no plan\.toml in it"):
        record(full, signal_path)
    with pytest.raises(NotACaptureError, match=r"no plan\.toml"):
        SettingCaptures.open(full)

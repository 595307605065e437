"""The stage assistant's advice for guitars and interfaces with known volts."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from rig_files import gain_model

from reamp.errors import ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.rig.rig import Rig, RigModel
from reamp.sim.guitar import HUMBUCKER, SINGLE_COIL, Pickup, play_guitar, strum
from reamp.sim.interface import SimulatedInterface
from reamp.stage.assistant import PEAKS_DBFS, TARGET_DBFS, AssistantStep, GainAssistant, read_inputs
from reamp.units import v_peak_to_dbu

RATE_HZ = 48_000
BLOCK = RATE_HZ // 10
E_MAJOR = (0, 2, 2, 1, 0, 0)


def take(pickup: Pickup, *, strums: int = 7) -> np.ndarray:
    notes = [n for i in range(strums) for n in strum(E_MAJOR, start_s=0.3 + 0.6 * i, length_s=0.55)]
    return play_guitar(notes, length_s=0.6 * strums + 0.8, pickup=pickup)


TAKES = {"single coil": take(SINGLE_COIL), "humbucker": take(HUMBUCKER)}


def hear(stage: GainAssistant, *inputs: np.ndarray) -> None:
    for start in range(0, len(inputs[0]) - BLOCK + 1, BLOCK):
        block = [each[start : start + BLOCK].astype(np.float32) for each in inputs]
        stage.add(read_inputs(block, rate_hz=RATE_HZ, input_index=stage.input_index))


def hum(level: float, *, seconds: float = 4.0) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return level * (np.sin(2 * np.pi * 50 * time_s) + 0.5 * np.sin(2 * np.pi * 150 * time_s))


@pytest.mark.parametrize("guitar", TAKES)
@pytest.mark.parametrize("max_input_dbu", [2.0, 8.0, 12.2, 22.0])
@pytest.mark.parametrize("gain_db", [0.0, 6.0, 20.0])
def test_the_gain_is_right_to_a_decibel(guitar: str, max_input_dbu: float, gain_db: float) -> None:
    volts = TAKES[guitar]
    lowest = dataclasses.replace(level_as_interface(max_input_dbu), min_gain_shown_db=0.0)
    right_db = TARGET_DBFS - v_peak_to_dbu(float(np.abs(volts).max())) + max_input_dbu
    stage = GainAssistant(gain_db=gain_db, interface=lowest)
    for _ in range(5):
        hear(stage, SimulatedInterface(max_input_dbu=max_input_dbu, gain_db=stage.gain_db).record(volts))
        if stage.step is AssistantStep.DONE:
            break
        assert stage.wanted_gain_db is not None
        if not stage.findings():
            assert stage.wanted_gain_db == pytest.approx(max(0.0, right_db), abs=1.0)
        stage.set_gain(stage.wanted_gain_db)
    assert stage.step is AssistantStep.DONE
    if right_db > TARGET_DBFS - PEAKS_DBFS[1]:
        assert PEAKS_DBFS[0] <= stage.peak_dbfs <= PEAKS_DBFS[1]
    elif right_db < -4.0:  # too hot for the interface at its lowest gain, and said to be
        assert stage.gain_db == 0.0
        assert "stage-gain-range" in [finding.check for finding in stage.findings()]


def test_too_few_strums_say_nothing() -> None:
    stage = GainAssistant(gain_db=0.0)
    hear(stage, SimulatedInterface(max_input_dbu=12.2).record(take(HUMBUCKER, strums=3)))
    assert (stage.step, stage.hard_strums, stage.wanted_gain_db) == (AssistantStep.LISTEN, 3, None)


def test_clipping_turns_the_gain_down_at_once() -> None:
    stage = GainAssistant(gain_db=40.0)
    hear(stage, SimulatedInterface(max_input_dbu=12.2, gain_db=40.0).record(TAKES["humbucker"]))
    assert (stage.step, stage.wanted_gain_db) == (AssistantStep.ADJUST, 30.0)
    assert [finding.check for finding in stage.findings()] == ["stage-clipping"]


@pytest.mark.parametrize(
    ("level", "other", "check"),
    [(0.0, 0.0, "stage-silent"), (0.01, 0.0, "stage-hum"), (0.0, 0.2, "stage-wrong-input")],
)
def test_why_no_guitar_is_heard(level: float, other: float, check: str) -> None:
    stage = GainAssistant(gain_db=0.0)
    noise = np.random.default_rng(1).normal(0.0, 1e-5, 4 * RATE_HZ)
    hear(stage, hum(level) + noise, other * np.sin(np.arange(4 * RATE_HZ) / 20.0))
    assert stage.step is AssistantStep.LISTEN
    assert [finding.check for finding in stage.findings()] == [check]


def test_the_end_of_the_gain_is_an_end() -> None:
    interface = dataclasses.replace(level_as_interface(22.0), min_gain_shown_db=0.0, max_gain_shown_db=5.0)
    stage = GainAssistant(gain_db=5.0, interface=interface)
    hear(stage, SimulatedInterface(max_input_dbu=22.0, gain_db=5.0).record(TAKES["single coil"]))
    assert (stage.step, stage.wanted_gain_db) == (AssistantStep.DONE, 5.0)
    assert [finding.check for finding in stage.findings()] == ["stage-gain-range"]


def test_what_the_interface_adds_comes_off_the_model_s_input(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam", input_level_dbu=15.0)),))
    stage = GainAssistant(gain_db=10.0, interface=level_as_interface(12.2))
    assert stage.plan(rig).input_gain.value_db == pytest.approx(12.2 - 15.0 - 10.0, abs=1e-9)


def test_an_input_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match="there is no input 3, only 2"):
        GainAssistant(gain_db=0.0, input_index=2).add(
            read_inputs([np.zeros(8, np.float32)] * 2, rate_hz=RATE_HZ)
        )

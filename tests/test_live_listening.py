"""The assistant on a device: from strums to a remembered gain."""

import dataclasses
import functools
import math
from pathlib import Path

import numpy as np
import pytest
from play_cases import RATE_HZ, StillStream

from reamp.audio.signal import Samples
from reamp.errors import ConfigError, DeviceError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import Interface, level_as_interface
from reamp.live.listening import Listening
from reamp.live.stream import AudioDevice
from reamp.plan.source import Source
from reamp.sim.guitar import HUMBUCKER, play_guitar, strum
from reamp.sim.interface import SimulatedInterface
from reamp.stage.assistant import AssistantStep
from reamp.stage.words import advice, task, turned_words
from reamp.units import db_to_ratio


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def numbered() -> Interface:
    return dataclasses.replace(level_as_interface(22.0), min_gain_shown_db=0.0)


@functools.cache
def strums_v(seed: int = 0) -> Samples:
    notes = [n for i in range(6) for n in strum((0, 2, 2, 1, 0, 0), start_s=0.3 + i, length_s=0.8)]
    return play_guitar(notes, length_s=6.8, pickup=HUMBUCKER, seed=seed)


class StrummedStream(StillStream):
    """A device with the guitar on its second input, at the gain that `turn` was told last."""

    device = AudioDevice(backend="jack", name="system", inputs=2, outputs=2, rate_hz=RATE_HZ)

    def __init__(
        self, *, shown_db: float = 0.0, lowest_db: float = 0.0, step_frames: int = 4799, seed: int = 0
    ) -> None:
        self._lowest_db, self._step = lowest_db, step_frames
        self.turn(shown_db, seed=seed)

    def tone(self, *, peak_dbfs: float) -> None:
        """Let a tone run, as loud as it arrives."""
        wave = np.sin(2.0 * np.pi * 220.0 * np.arange(7 * RATE_HZ) / RATE_HZ)
        self._guitar = (db_to_ratio(peak_dbfs) * wave).astype(np.float32)

    def turn(self, shown_db: float, *, seed: int = 0) -> None:
        interface = SimulatedInterface(max_input_dbu=22.0, gain_db=shown_db - self._lowest_db)
        self._guitar = interface.record(strums_v(seed))

    def scale(self, *, seconds: float, by: float) -> None:
        """Make the first seconds softer."""
        self._guitar = self._guitar.copy()
        self._guitar[: round(seconds * RATE_HZ)] *= by

    def inputs(self) -> tuple[Samples, ...]:
        block, self._guitar = self._guitar[: self._step], self._guitar[self._step :]
        return np.zeros(len(block), np.float32), block


def hear_all(listening: Listening, calls: int = 80) -> None:
    for _ in range(calls):
        listening.hear()


def test_two_rounds_lead_to_the_right_gain() -> None:
    stream = StrummedStream()
    listening = Listening(stream, source=Source.named(numbered(), gain=0.0, channel=2))
    hear_all(listening)
    assert listening.assistant.hard_strums == 5
    assert task(listening.assistant, asks_gain=False)[0] == "Turn the gain up by 10 dB, to 10 dB."
    listening.set_gain(InterfaceGain(shown_db=10.0))
    stream.turn(10.0)
    assert task(listening.assistant, asks_gain=False)[0].startswith("Play 5 strums")
    hear_all(listening)
    assert listening.assistant.step is AssistantStep.DONE
    assert advice(listening.assistant) == "leave the gain as it is"


def test_a_confirmed_turn_is_taken_as_done_where_there_are_numbers() -> None:
    listening = Listening(StrummedStream(), source=Source.named(numbered(), gain=0.0, channel=2))
    hear_all(listening)
    listening.confirm()
    assert listening.assistant.gain_db == 10.0
    assert listening.assistant.step is AssistantStep.LISTEN
    assert listening.assistant.findings() == ()


def test_numbers_that_the_sound_contradicts_are_a_finding() -> None:
    stream = StrummedStream()
    listening = Listening(stream, source=Source.named(numbered(), gain=0.0, channel=2))
    hear_all(listening)
    listening.set_gain(InterfaceGain(shown_db=18.0))
    stream.turn(10.0)
    hear_all(listening)
    (finding,) = listening.assistant.findings()
    assert finding.check == "stage-gain-contradiction"
    assert "by its numbers by +18 dB" in finding.message
    assert finding.effect_db == pytest.approx(8.0, abs=2.0)


def test_a_knob_without_numbers_is_measured_and_remembered() -> None:
    remember(RememberedInterface(name="SSL 2+ MKII"))
    stream = StrummedStream(seed=1)
    listening = Listening(stream, source=Source.remembered(channel=2))
    assert listening.asks_gain
    assert "Turn the gain knob fully down" in task(listening.assistant, asks_gain=True)[0]
    listening.begin_at_lowest()
    hear_all(listening)
    assert task(listening.assistant, asks_gain=False)[0].startswith(
        "Turn the gain up by about 8 dB, to about 8 dB"
    )
    stream.turn(11.0, seed=2)
    hear_all(listening, 31)
    assert "So far about +1" in task(listening.assistant, asks_gain=False)[1]
    listening.confirm()
    assert "the same chord, as hard as before" in task(listening.assistant, asks_gain=False)[0]
    stream.turn(11.0, seed=3)
    hear_all(listening)
    assistant = listening.assistant
    assert assistant.step is AssistantStep.DONE
    assert assistant.gain_db == pytest.approx(11.0, abs=1.0)
    assert listening.keep_gain() == load_remembered()
    assert kept_gain_db() == f"+{assistant.gain_db:g}"
    assert assistant.source.gain == InterfaceGain(raised_db=assistant.gain_db)
    said = turned_words(assistant)
    assert said.startswith(f"The knob is about {assistant.gain_db:g} dB above its lowest, give or take")
    again = Listening(StrummedStream(), source=Source.remembered(channel=2))
    assert again.is_gain_known
    assert again.asks_gain  # it may have been turned since
    assert f": type +{assistant.gain_db:g}" in task(again.assistant, asks_gain=True)[1]


def test_a_loop_measures_the_knob_to_0_3_db() -> None:
    stream = StrummedStream()
    listening = Listening(stream, source=Source.named("SSL 2+ MKII", channel=2))
    listening.begin_at_lowest()
    hear_all(listening)
    listening.confirm()
    stream.turn(8.7)
    hear_all(listening)
    assert listening.assistant.gain_db == pytest.approx(8.7, abs=0.3)
    assert "measured by a loop" in turned_words(listening.assistant)


def test_a_tone_that_runs_before_and_after_the_turn_measures_it() -> None:
    stream = StrummedStream(seed=1)
    listening = Listening(stream, source=Source.named("SSL 2+ MKII", channel=2))
    listening.begin_at_lowest()
    hear_all(listening, 70)
    stream.tone(peak_dbfs=-40.0)
    hear_all(listening, 15)
    stream.tone(peak_dbfs=-28.6)
    hear_all(listening, 8)
    assert "So far about +11 of +8 dB" in task(listening.assistant, asks_gain=False)[1]
    hear_all(listening, 10)
    listening.confirm()
    stream.tone(peak_dbfs=-28.6)
    hear_all(listening, 15)
    stream.turn(11.4, seed=2)
    hear_all(listening)
    assert listening.assistant.gain_db == pytest.approx(11.4, abs=0.11)
    assert "measured by a steady tone" in turned_words(listening.assistant)


def test_from_an_unknown_place_only_the_turn_is_known() -> None:
    remember(RememberedInterface(name="SSL 2+ MKII"))
    stream = StrummedStream(seed=1)
    listening = Listening(stream, source=Source.remembered(channel=2))
    listening.begin_anywhere()
    hear_all(listening)
    listening.confirm()
    stream.turn(10.0, seed=2)
    hear_all(listening)
    assert listening.assistant.step is AssistantStep.DONE
    assert not listening.is_gain_known
    assert listening.assistant.source.gain is None
    assert listening.keep_gain() is None
    said = turned_words(listening.assistant)
    assert "The knob was turned up by about" in said
    assert "turn it fully down and begin again" in said
    assert kept_gain_db() is None


def test_a_knob_that_was_not_down_is_found_out() -> None:
    stream = StrummedStream(shown_db=22.0, seed=1)
    stream.scale(seconds=7.0, by=0.9)
    listening = Listening(stream, source=Source.named("SSL 2+ MKII", channel=2))
    listening.begin_at_lowest()
    listening.assistant.begin(5.0, has_numbers=False)  # the lowest and a little, as the user thinks
    hear_all(listening)
    listening.confirm()
    stream.turn(8.0, seed=2)
    hear_all(listening)
    assert "stage-not-lowest" in [finding.check for finding in listening.assistant.findings()]
    assert not listening.is_gain_known


def test_a_typed_gain_above_the_lowest_is_that() -> None:
    listening = Listening(StrummedStream(), source=Source.named("SSL 2+ MKII", channel=2))
    listening.set_gain(InterfaceGain.parse("+5"))
    assert listening.assistant.gain == InterfaceGain(raised_db=5.0)
    shown = Listening(StillStream(), source=Source.named("Apollo Twin X"))
    shown.set_gain(InterfaceGain.parse("+5"))
    assert shown.assistant.gain == InterfaceGain(shown_db=15.0)


def test_the_meters_fall_and_the_other_input_is_found() -> None:
    listening = Listening(StrummedStream())
    hear_all(listening, 40)
    assert listening.levels_dbfs[0] == -math.inf
    assert -40.0 < listening.levels_dbfs[1] < -10.0
    assert [finding.check for finding in listening.assistant.findings()] == ["stage-wrong-input"]


def test_what_the_interface_cannot_show_is_refused() -> None:
    listening = Listening(StillStream(), source=Source.named("Apollo Twin X"))
    assert (listening.lowest_gain_db, listening.assistant.gain_db) == (10.0, 10.0)
    with pytest.raises(ConfigError, match="gain 5 dB is below the 10 dB that"):
        listening.set_gain(InterfaceGain(shown_db=5.0))
    with pytest.raises(ConfigError, match="has 2 inputs; there is no input 3"):
        Listening(StillStream(), source=Source.remembered(channel=3))


def test_a_lost_device_ends_it() -> None:
    class Lost(StillStream):
        is_lost = True

    with pytest.raises(DeviceError, match="Apollo Twin X is gone"):
        Listening(Lost()).hear()


class MatchedStream(StillStream):
    device = AudioDevice(backend="jack", name="Scarlett 2i2 4th Gen", inputs=2, outputs=2, rate_hz=RATE_HZ)


def test_an_interface_known_by_its_device_is_remembered_for_it() -> None:
    listening = Listening(MatchedStream())
    listening.set_gain(InterfaceGain(shown_db=25.0))
    listening.keep_gain()
    kept = load_remembered("Scarlett 2i2 4th Gen")
    assert kept is not None
    assert (kept.name, kept.gain_db) == ("Focusrite Scarlett 2i2 4th Gen", 25.0)
    assert load_remembered() is None
    again = Listening(MatchedStream())
    assert (again.is_gain_known, again.assistant.gain_db) == (True, 25.0)


def kept_gain_db() -> float | str | None:
    kept = load_remembered()
    return None if kept is None else kept.gain_db


def test_the_gain_of_a_remembered_interface_is_remembered() -> None:
    remember(RememberedInterface(name="Apollo Twin X"))
    listening = Listening(StillStream())
    listening.keep_gain()
    assert kept_gain_db() is None  # the gain is unknown
    listening.set_gain(InterfaceGain(shown_db=25.0))
    listening.keep_gain()
    assert kept_gain_db() == 25.0
    assert listening.added_gain_db == 15.0


def test_a_level_without_a_name_keeps_its_gain_too() -> None:
    remember(RememberedInterface(max_input_dbu=12.2))
    listening = Listening(StillStream(), source=Source.remembered(gain=3.0))
    listening.keep_gain()
    assert load_remembered() is not None
    assert kept_gain_db() == 3.0


def test_what_was_typed_is_not_remembered() -> None:
    listening = Listening(StrummedStream(), source=Source.named("Apollo Twin X", gain=25.0))
    assert listening.keep_gain() is None
    assert load_remembered() is None
    assert listening.added_gain_db == 15.0
    assert Listening(StrummedStream(), source=Source.unknown()).added_gain_db == 0.0

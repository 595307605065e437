"""The desk of the pages: each change is heard and can be undone, or all is as it was."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from app_cases import demo_desk
from rig_files import float_wav, gain_model, sine

from reamp.app import page_desk as page_desk_module
from reamp.app.guitar_input import DEMO_INPUT, GuitarInput
from reamp.app.page_desk import PageDesk
from reamp.errors import AudioFileError, ConfigError, DeviceError, LevelError, ModelFileError
from reamp.live.stream import StreamConfig
from reamp.rig.board import BoardPart
from reamp.rig.parameters import parameter
from reamp.rig.rig import Rig, chain

BASS = parameter("bass")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JACK_DEFAULT_SERVER", f"none-{tmp_path.name}")


@pytest.fixture
def amps(tmp_path: Path) -> Path:
    for number in (1, 2, 10):
        gain_model(tmp_path / "amps" / f"amp {number}.nam", input_level_dbu=10.0 + number)
    gain_model(tmp_path / "amps" / "mute.nam")
    (tmp_path / "amps" / "broken.nam").write_text("{}")
    return tmp_path / "amps"


@pytest.fixture
def desk(amps: Path) -> Iterator[PageDesk]:
    with demo_desk(chain(amps / "amp 1.nam"), folders=(amps,)) as desk:
        yield desk


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "amps").mkdir(exist_ok=True)


def heard(desk: PageDesk) -> list[str]:
    return [model.name for model in desk.session.rig.models]


def turn_bass(desk: PageDesk, value: float) -> None:
    desk.change_board(lambda board: board.with_value(BASS, value), of="bass", is_turn=True)


def test_the_demo_guitar_is_calibrated_from_the_start(desk: PageDesk) -> None:
    plan = desk.session.status().plan
    assert plan.input_gain.formula == "12.2 dBu (your interface, user) - 11 dBu (amp 1, file metadata)"
    assert desk.session.status().device.name == "demo guitar"
    assert not desk.is_playing


def test_a_change_is_undone_and_done_again(desk: PageDesk) -> None:
    turn_bass(desk, 8.0)
    desk.use_interface("15 dBu")
    assert desk.session.source.interface is not None
    desk.undo()
    assert desk.session.source.interface.max_input_dbu == 12.2  # type: ignore[union-attr]
    assert desk.session.rig.tone.bass == 8.0
    desk.undo()
    assert desk.session.rig.tone.bass == 5.0
    assert (desk.can_undo, desk.can_redo) == (False, True)
    desk.redo()
    desk.redo()
    assert desk.session.rig.tone.bass == 8.0
    assert desk.session.source.interface.max_input_dbu == 15.0  # type: ignore[union-attr]
    desk.redo()  # there is no more


def test_what_cannot_be_played_changes_nothing(desk: PageDesk, amps: Path) -> None:
    before = desk.board
    with pytest.raises(ModelFileError):
        desk.change_board(lambda board: board.replaced(BoardPart.MODEL, 0, amps / "broken.nam"), of="model")
    assert (desk.board, heard(desk), desk.can_undo) == (before, ["amp 1"], False)


def test_a_change_that_changes_nothing_is_none(desk: PageDesk) -> None:
    turn_bass(desk, 5.0)
    assert not desk.can_undo


def test_it_steps_through_the_folder_past_what_is_broken(desk: PageDesk) -> None:
    assert desk.step(BoardPart.MODEL, 0, 1) == "amp 2.nam"
    assert desk.step(BoardPart.MODEL, 0, 1) == "amp 10.nam"
    assert desk.step(BoardPart.MODEL, 0, 1).startswith("mute.nam; skipped")
    assert desk.step(BoardPart.MODEL, 0, -1).startswith("amp 10.nam; skipped")
    desk.undo()
    assert heard(desk) == ["mute"]


def test_it_does_not_step_where_no_folder_was_added(desk: PageDesk, tmp_path: Path) -> None:
    outside = gain_model(tmp_path / "outside.nam")
    gain_model(tmp_path / "other.nam")
    desk.change_board(lambda board: board.replaced(BoardPart.MODEL, 0, outside), of="model")
    with pytest.raises(ConfigError, match="add its folder"):
        desk.step(BoardPart.MODEL, 0, 1)


def test_computed_cabinets_are_stepped_through(desk: PageDesk) -> None:
    seen = [desk.step(BoardPart.CABINET, 0, 1) for _ in range(4)]
    assert seen == ["1x12", "2x12", "4x12", "no cabinet"]


def test_a_bypassed_model_is_not_stepped(desk: PageDesk, amps: Path) -> None:
    desk.change_board(lambda board: board.added(BoardPart.MODEL, amps / "amp 2.nam"), of="model")
    desk.change_board(lambda board: board.bypassed(BoardPart.MODEL, 0, is_off=True), of="model")
    with pytest.raises(ConfigError, match="amp 1 is bypassed"):
        desk.step(BoardPart.MODEL, 0, 1)
    desk.step(BoardPart.MODEL, 1, 1)
    assert [model.name for model in desk.board.rig.models] == ["amp 1", "amp 10"]
    assert heard(desk) == ["amp 10"]


def test_levels_are_typed_as_people_write_them(desk: PageDesk) -> None:
    desk.use_interface("12,5 dBu")
    desk.use_level(0, "15")
    desk.use_gain("+5")
    assert desk.session.status().plan.input_gain.value_db == pytest.approx(12.5 - 15.0 - 5.0)
    desk.use_level(0, "none")
    desk.use_gain("3 dB")
    assert desk.session.status().plan.input_gain.value_db == pytest.approx(12.5 - 11.0 - 3.0)
    with pytest.raises(LevelError):
        desk.use_level(0, "loud")
    desk.use_interface("none")
    with pytest.raises(ConfigError, match="name the interface first"):
        desk.use_gain("5")


def test_a_level_by_ear_is_kept_and_the_board_with_it(desk: PageDesk, amps: Path) -> None:
    desk.change_board(lambda board: board.replaced(BoardPart.MODEL, 0, amps / "mute.nam"), of="model")
    desk.change_board(lambda board: board.with_value(parameter("input_trim_db"), 3.0), of="input")
    desk.keep_level()
    plan = desk.session.status().plan
    assert plan.calibrated
    assert (desk.board.rig.input_trim_db, plan.input_gain.value_db) == (0.0, pytest.approx(3.0))


def test_presets_come_and_go(desk: PageDesk) -> None:
    turn_bass(desk, 7.0)
    assert desk.save_preset("crunch", overwrite=False)
    assert not desk.save_preset("crunch", overwrite=False)
    turn_bass(desk, 2.0)
    desk.load_preset("crunch")
    assert (desk.session.rig.tone.bass, desk.preset) == (7.0, "crunch")
    desk.undo()
    assert desk.session.rig.tone.bass == 2.0
    with pytest.raises(ConfigError, match="no such preset"):
        desk.load_preset("lead")


def test_a_recording_takes_the_place_of_the_demo_guitar(desk: PageDesk, tmp_path: Path) -> None:
    take = float_wav(tmp_path / "take.wav", sine(220.0, peak=0.5, rate_hz=96_000), 96_000)
    desk.play(is_playing=True)
    desk.use_input(GuitarInput(kind="file", path=take))
    status = desk.session.status()
    assert (status.device.name, status.rate_hz, desk.is_playing) == ("take", 48_000, True)
    assert status.calibration.interface is None  # nobody said what it was recorded with
    desk.play(is_playing=False)
    assert not desk.is_playing


def test_an_input_that_cannot_be_opened_leaves_the_one_before(desk: PageDesk, tmp_path: Path) -> None:
    turn_bass(desk, 8.0)
    with pytest.raises(AudioFileError):
        desk.use_input(GuitarInput(kind="file", path=tmp_path / "nothing.wav"))
    with pytest.raises(DeviceError):
        desk.use_input(GuitarInput(kind="device", stream=StreamConfig(backend="jack")))
    assert (desk.choice, desk.session.rig.tone.bass) == (DEMO_INPUT, 8.0)
    assert desk.session.status().device.name == "demo guitar"
    turn_bass(desk, 9.0)
    assert desk.session.rig.tone.bass == 9.0


def test_no_input_is_opened_or_closed_while_capture_has_the_device(
    desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = GuitarInput(kind="device", stream=StreamConfig(backend="jack"))
    opened: list[GuitarInput] = []
    with monkeypatch.context() as patch:
        patch.setattr(page_desk_module, "open_input", lambda choice, *_, **__: opened.append(choice))
        with desk.lent_device():
            with pytest.raises(ConfigError, match="Capture uses the device"):
                desk.use_input(device)
            patch.setattr(desk, "choice", device)
            for other in (DEMO_INPUT, device):
                with pytest.raises(ConfigError, match="Capture uses the device"):
                    desk.use_input(other, keeps_source=True)
            patch.setattr(desk, "choice", DEMO_INPUT)
    assert opened == []
    with desk.lent_device():
        desk.use_input(DEMO_INPUT)  # a loop has no device
    turn_bass(desk, 9.0)
    assert desk.session.rig.tone.bass == 9.0


def test_a_recording_of_an_hour_is_no_loop(desk: PageDesk, tmp_path: Path) -> None:
    hour = float_wav(tmp_path / "hour.wav", np.zeros(8_000 * 601, np.float32), 8_000)
    with pytest.raises(AudioFileError, match="lasts 10 minutes"):
        desk.use_input(GuitarInput(kind="file", path=hour))


def test_no_device_has_that_input(desk: PageDesk) -> None:
    with pytest.raises(ConfigError, match="there is no input 2"):
        desk.use_channel(2)


def test_a_chain_is_one_rig(desk: PageDesk, amps: Path) -> None:
    desk.change_board(lambda board: board.added(BoardPart.MODEL, amps / "amp 2.nam", at=0), of="model")
    assert isinstance(desk.session.rig, Rig)
    assert heard(desk) == ["amp 2", "amp 1"]


def test_two_rigs_change_places_and_each_has_its_own_undo(desk: PageDesk, amps: Path) -> None:
    assert (desk.side, desk.has_other) == ("A", False)
    turn_bass(desk, 7.0)
    desk.use_side("B")
    assert (desk.side, desk.has_other, desk.can_undo) == ("B", True, False)
    assert desk.board.rig.tone.bass == 7.0  # it begins as a copy
    desk.change_board(lambda board: board.replaced(BoardPart.MODEL, 0, amps / "amp 2.nam"), of="model")
    assert heard(desk) == ["amp 2"]
    desk.use_side("A")
    desk.use_side("A")
    assert heard(desk) == ["amp 1"]
    desk.undo()
    assert (heard(desk), desk.board.rig.tone.bass, desk.can_undo) == (["amp 1"], 5.0, False)
    desk.use_side("B")
    assert (heard(desk), desk.board.rig.tone.bass) == (["amp 2"], 7.0)
    desk.copy_side()
    desk.use_side("A")
    assert heard(desk) == ["amp 2"]
    desk.undo()
    assert (heard(desk), desk.board.rig.tone.bass) == (["amp 1"], 5.0)


def test_a_rig_that_cannot_be_played_does_not_change_the_side(desk: PageDesk, amps: Path) -> None:
    desk.use_side("B")
    desk.change_board(lambda board: board.replaced(BoardPart.MODEL, 0, amps / "mute.nam"), of="model")
    desk.use_side("A")
    (amps / "mute.nam").write_text("{}")
    with pytest.raises(ModelFileError):
        desk.use_side("B")
    assert (desk.side, heard(desk)) == ("A", ["amp 1"])


def test_what_is_undone_on_one_side_leaves_the_interface(desk: PageDesk) -> None:
    turn_bass(desk, 7.0)
    desk.use_side("B")
    desk.use_interface("9 dBu")
    desk.use_side("A")
    desk.undo()
    assert desk.board.rig.tone.bass == 5.0
    interface = desk.session.source.interface
    assert interface is not None
    assert interface.applied_dbu == 9.0

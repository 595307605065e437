"""What the pages show: the state of the desk, the table of knobs, the meters as numbers."""

import math
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from app_cases import demo_desk
from live_fakes import wait_until
from rig_files import gain_model

from reamp.app.page_desk import PageDesk
from reamp.app.view import interface_view, knob_table, match_view, meters_view, state_view
from reamp.interfaces.search import find_interface, search
from reamp.json_values import json_line
from reamp.rig.board import BoardPart
from reamp.rig.parameters import parameter
from reamp.rig.rig import chain


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PageDesk]:
    models = (
        gain_model(tmp_path / "<b>pedal.nam", input_level_dbu=11.0, output_level_dbu=9.0),
        gain_model(tmp_path / "amp.nam"),
    )
    with demo_desk(chain(*models)) as desk:
        yield desk


def test_the_numbers_of_the_sum_make_its_result(desk: PageDesk) -> None:
    desk.use_gain("+4")
    desk.change_board(lambda board: board.with_value(parameter("input_trim_db"), 1.5), of="input")
    calibration = state_view(desk)["calibration"]
    added = (
        calibration["interface"]["level_dbu"]
        - calibration["model"]["level_dbu"]
        - calibration["gain"]["raised_db"]
        + calibration["trim_db"]
    )
    assert added == pytest.approx(calibration["value_db"])
    assert calibration["is_calibrated"]
    assert calibration["missing"] == []


def test_it_says_what_the_calibration_lacks(desk: PageDesk) -> None:
    desk.use_interface("none")
    assert state_view(desk)["calibration"]["missing"] == ["interface"]
    desk.change_board(lambda board: board.bypassed(BoardPart.MODEL, 0, is_off=True), of="model")
    calibration = state_view(desk)["calibration"]
    assert calibration["missing"] == ["interface", "model level"]
    assert (calibration["model"]["index"], calibration["model"]["name"]) == (1, "amp")
    assert not calibration["is_calibrated"]


def test_the_blocks_are_all_there_whether_or_not_they_are_heard(desk: PageDesk) -> None:
    desk.change_board(lambda board: board.bypassed(BoardPart.MODEL, 0, is_off=True), of="model")
    blocks = state_view(desk)["blocks"]
    assert [(model["name"], model["is_off"]) for model in blocks["models"]] == [
        ("<b>pedal", True),
        ("amp", False),
    ]
    assert blocks["models"][0]["gain_db"] is None
    assert blocks["gate"] == {"is_off": True}
    assert blocks["output"]["mode"] == "normalized"


def test_no_path_of_a_file_reaches_the_page_unless_its_folder_was_added(
    desk: PageDesk, tmp_path: Path
) -> None:
    assert str(tmp_path) not in json_line({**state_view(desk), "findings": []})
    assert state_view(desk)["blocks"]["models"][0]["key"] is None


def test_the_knobs_are_those_of_the_table(desk: PageDesk) -> None:
    table = {row["key"]: row for row in knob_table()}
    assert (table["bass"]["digits"], table["gate"]["digits"], table["input_trim_db"]["is_signed"]) == (
        1,
        0,
        True,
    )
    assert table["oversampling"]["choices"] == (1.0, 2.0, 4.0)
    assert (table["gate"]["can_be_off"], table["bass"]["is_bipolar"], table["gate"]["is_bipolar"]) == (
        True,
        True,
        False,
    )
    assert state_view(desk)["knobs"].keys() == table.keys() - {"interface_gain_db"}


def test_the_meters_are_numbers_with_silence_and_the_unknown(desk: PageDesk) -> None:
    data = meters_view(desk.session.status(), place=0.25)
    values = struct.unpack(f"<{len(data) // 4}f", data)
    assert len(values) == 11 + 2 * 2
    assert (values[0], values[2], values[9], values[10]) == (-200.0, -200.0, 1.0, 0.25)
    assert values[12] == -200.0
    assert math.isnan(values[14])  # the level of the amp is unknown, so its dBu are


def test_the_meters_move_while_it_plays(desk: PageDesk) -> None:
    desk.play(is_playing=True)
    assert wait_until(lambda: np.frombuffer(meters_view(desk.session.status()), "<f4")[0] > -40.0)


def test_an_interface_is_shown_with_its_source() -> None:
    row = interface_view(find_interface("Scarlett 2i2 4th Gen"))
    assert (row["level_dbu"], row["is_level_only"], row["confidence"]) == (12.0, False, "manufacturer-cited")
    assert row["source"]
    match = match_view(search("ssl 2+", limit=1)[0])
    assert match["is_named"]
    assert match["score"] == 100.0

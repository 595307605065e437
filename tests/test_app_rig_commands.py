"""What the page Play changes beside the knobs: two rigs, sizes, cabinets, the chain's kind, the tuner."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from app_cases import demo_desk
from rig_files import float_wav, gain_model, sine, slimmable_model

from reamp.app.commands import answer, read_envelope
from reamp.app.page_desk import PageDesk
from reamp.app.rig_commands import COMMANDS_OF_PLAY
from reamp.app.view import state_view
from reamp.rig.mode import RigMode
from reamp.rig.rig import chain


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageDesk]:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    amps = tmp_path / "amps"
    amps.mkdir()
    slimmable_model(amps / "sizes.nam", 0.25, 0.5, 1.0)
    gain_model(amps / "plain.nam", output_level_dbu=3.0)
    left = sine(220.0, peak=0.5, seconds=0.1)
    float_wav(amps / "room.wav", np.stack([left, 0.5 * left], axis=1))
    with demo_desk(chain(amps / "sizes.nam", amps / "plain.nam"), folders=(amps,)) as desk:
        yield desk


def ask(desk: PageDesk, do: str, **said: Any) -> Any:
    came = answer(desk, COMMANDS_OF_PLAY, read_envelope(json.dumps({"id": 1, "do": do, "said": said})))
    return came["ok"] if "ok" in came else ValueError(came["error"])


def blocks(desk: PageDesk) -> dict[str, Any]:
    found: dict[str, Any] = state_view(desk)["blocks"]
    return found


def test_a_slimmable_model_plays_each_of_its_sizes(desk: PageDesk) -> None:
    first, second = blocks(desk)["models"]
    assert (first["sizes"], first["size"], second["sizes"]) == (3, 2, 1)
    for size in (0, 1, 2):
        ask(desk, "size", index=0, size=size)
        assert blocks(desk)["models"][0]["size"] == size
    assert desk.board.rig.models[0].slim is None
    assert "has 3 sizes" in str(ask(desk, "size", index=0, size=3))
    ask(desk, "undo")
    assert blocks(desk)["models"][0]["size"] == 1


def test_a_cabinet_is_mixed_and_one_channel_of_it_chosen(desk: PageDesk) -> None:
    room = next(file.key for file in desk.shelf.files() if file.name == "room")
    ask(desk, "add", part="cabinet", file=room)
    assert blocks(desk)["cabinets"][0]["channels"] == 2
    ask(desk, "mix", index=0, gain_db=-6.0)
    ask(desk, "mix", index=0, pan=0.5, channel=2)
    (cabinet,) = desk.session.rig.cabinets
    assert (cabinet.gain_db, cabinet.pan, cabinet.channel) == (-6.0, 0.5, 2)
    assert "pan" in str(ask(desk, "mix", index=0, pan=7.0))
    ask(desk, "mix", index=0, channel=None)
    assert desk.session.rig.cabinets[0].channel is None
    assert "no cabinet 2" in str(ask(desk, "mix", index=1, pan=0.0))


def test_the_chain_and_the_output_level_are_chosen(desk: PageDesk) -> None:
    ask(desk, "mode", mode="compatible")
    assert desk.session.rig.mode is RigMode.COMPATIBLE
    ask(desk, "output level", text="12,3 dBu")
    assert blocks(desk)["output"]["level_dbu"] == 12.3
    assert blocks(desk)["output"]["is_level_typed"]
    ask(desk, "output level", text="none")
    assert (blocks(desk)["output"]["level_dbu"], blocks(desk)["output"]["is_level_typed"]) == (3.0, False)
    assert "is not a level" in str(ask(desk, "output level", text="loud"))


def test_the_tuner_has_a_reference_and_the_sides_their_names(desk: PageDesk) -> None:
    ask(desk, "tune", is_on=True, reference_hz=432.0)
    assert state_view(desk)["tuner_hz"] == 432.0
    assert "400 to 480" in str(ask(desk, "tune", is_on=True, reference_hz=4.0))
    ask(desk, "side", side="B")
    ask(desk, "copy side")
    assert (state_view(desk)["side"], state_view(desk)["has_other"]) == ("B", True)
    assert "choose the device first" in str(ask(desk, "backing", file=None))

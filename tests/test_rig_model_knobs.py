"""Knobs of the models in a rig: which model takes which, and turning them while it plays."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from knob_cases import knob_model
from rig_files import gain_model

from reamp.errors import ConfigError
from reamp.playing.player import Player
from reamp.rig.document import RigChanges, changes_to, document_of, rig_of_document
from reamp.rig.model_knobs import with_knobs_turned
from reamp.rig.rig import Rig, RigModel, chain


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    return Path(knob_model().document().write(tmp_path / "lead.nam").path or "")


def test_a_chain_gives_each_knob_to_the_models_that_have_it(lead: Path, tmp_path: Path) -> None:
    models = chain(gain_model(tmp_path / "plain.nam"), lead).models
    plain, turned = with_knobs_turned(models, {"gain": "7"})
    assert plain.knobs == ()
    assert dict(turned.knobs) == {"gain": 7.0, "bright": "off"}
    again = with_knobs_turned([turned], {"bright": "on"})
    assert dict(again[0].knobs) == {"gain": 7.0, "bright": "on"}
    with pytest.raises(
        ConfigError, match=r"plain.nam > lead.nam: there is no knob 'gian'; did you mean gain"
    ):
        with_knobs_turned(models, {"gian": 3})


def test_documents_and_commands_keep_the_knobs(lead: Path) -> None:
    rig = Rig(models=(RigModel(path=lead, knobs=(("gain", 7.0), ("bright", "on"))),))
    assert rig_of_document(document_of(rig), file_of=lambda text, _: Path(text)) == rig
    assert changes_to(rig).on(chain("other.nam")) == rig
    turned = RigChanges(knobs={"gain": 2.0}).on(rig)
    assert dict(turned.models[0].knobs) == {"gain": 2.0, "bright": "on"}


def largest_step(samples: np.ndarray) -> float:
    return float(np.abs(np.diff(samples)).max())


def test_a_knob_turned_while_it_plays_makes_no_step(lead: Path) -> None:
    """The largest step is that of the two settings themselves, within 0.5 %."""
    x = (0.5 * np.sin(2 * np.pi * 40.0 / 48_000 * np.arange(48_000))).astype(np.float32)
    rigs = [
        dataclasses.replace(
            chain(lead), models=(RigModel(path=lead, knobs=(("gain", gain),)),), limiter=False
        )
        for gain in (2.0, 9.0)
    ]
    own = max(largest_step(Player(rig, rate_hz=48_000).process([x])[0][12_000:]) for rig in rigs)
    player = Player(rigs[0], rate_hz=48_000)
    blocks = []
    for index, block in enumerate(np.split(x, 100)):
        if index == 40:
            player.change(rigs[1])
        blocks.append(player.process([block])[0])
    played = np.concatenate(blocks)
    assert largest_step(played[12_000:]) < 1.005 * own
    settled = Player(rigs[1], rate_hz=48_000).process([x])[0]
    assert np.abs(played[-4800:] - settled[-4800:]).max() < 1e-5


def test_random_turns_in_every_block_make_no_step_and_end_at_the_last_setting(lead: Path) -> None:
    """Each turn comes before the fade of an earlier one is over."""
    x = (0.5 * np.sin(2 * np.pi * 40.0 / 48_000 * np.arange(48_000))).astype(np.float32)
    random = np.random.default_rng(3)

    def rig_at(gain: float) -> Rig:
        return Rig(models=(RigModel(path=lead, knobs=(("gain", gain),)),), limiter=False)

    rigs = [rig_at(float(gain)) for gain in np.linspace(0.0, 10.0, 11)]
    own = max(largest_step(Player(rig, rate_hz=48_000).process([x[:9600]])[0][4800:]) for rig in rigs)
    player, last = Player(rigs[0], rate_hz=48_000), rigs[0]
    blocks = []
    for index, block in enumerate(np.split(x, 375)):
        if 50 <= index < 250:
            last = rig_at(float(random.uniform(0.0, 10.0)))
            player.change(last)
        blocks.append(player.process([block])[0])
    played = np.concatenate(blocks)
    assert largest_step(played[4800:]) < 1.01 * own
    settled = Player(last, rate_hz=48_000).process([x])[0]
    np.testing.assert_allclose(player.process([x])[0][-4800:], settled[-4800:], atol=1e-5)

"""Rigs become contenders: each under its name, at the level that is known for it."""

from pathlib import Path

import pytest
from rig_files import gain_model

from reamp.compare.contenders import contenders_of
from reamp.errors import ConfigError, ModelFileError
from reamp.plan.source import Source
from reamp.rig.rig import Rig, chain


@pytest.fixture
def rigs(tmp_path: Path) -> list[Rig]:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        gain_model(tmp_path / folder / "amp.nam")
    return [
        chain(tmp_path / "one" / "amp.nam", tmp_path / "two" / "amp.nam"),
        chain(tmp_path / "two/amp.nam"),
    ]


def test_contenders_are_named_after_their_models(rigs: list[Rig]) -> None:
    source = Source.unknown(channel=2)
    contenders = contenders_of(rigs, source=source)
    assert [each.name for each in contenders] == ["amp > amp", "amp"]
    assert [each.rig for each in contenders] == rigs
    assert all(each.source is source for each in contenders)
    assert [each.name for each in contenders_of([rigs[1], rigs[1]])] == ["amp 1", "amp 2"]


def test_a_level_is_of_the_first_model_of_its_name(rigs: list[Rig]) -> None:
    contenders = contenders_of(rigs, names=["A", "B"], input_levels_dbu={"A": 18.0})
    levels = [[model.input_level_dbu for model in each.rig.models] for each in contenders]
    assert levels == [[18.0, None], [None]]


def test_names_that_do_not_go_with_the_rigs_are_refused(rigs: list[Rig]) -> None:
    with pytest.raises(ConfigError, match="a name for each of 2 rigs, got 1"):
        contenders_of(rigs, names=["A"])
    with pytest.raises(ConfigError, match="an input level for 'C', which is none of A, B"):
        contenders_of(rigs, names=["A", "B"], input_levels_dbu={"C": 1.0})


def test_a_broken_file_is_found_before_anything_is_played(rigs: list[Rig], tmp_path: Path) -> None:
    (tmp_path / "bad.nam").write_text("{}")
    with pytest.raises(ModelFileError, match="version: is missing"):
        contenders_of([rigs[0], chain(tmp_path / "bad.nam")])

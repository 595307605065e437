"""The document of a rig, complete or in parts, becomes the same rig again."""

import json
from pathlib import Path

import msgspec
import pytest

from reamp.errors import ConfigError, LevelError
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.document import Form, RigChanges, changes_to, converted, document_of, rig_of_document
from reamp.rig.mode import RigMode
from reamp.rig.parameters import PARAMETERS, Parameter
from reamp.rig.rig import Rig, RigModel, chain

every_knob = pytest.mark.parametrize("knob", PARAMETERS, ids=lambda knob: knob.key)


def read(values: object) -> Rig:
    assert isinstance(values, dict)
    return rig_of_document(values, file_of=lambda text, _: Path(text))


def full() -> Rig:
    """Return a rig in which nothing is as in a new one."""
    rig = Rig(
        models=(RigModel(path=Path("a.nam"), slim=0.5), RigModel(path=Path("b.nam"), input_level_dbu=9.0)),
        cabinets=(Cabinet(path=Path("cab.wav"), channel=2, gain_db=-3.0, pan=0.5),),
        limiter=False,
        mode=RigMode.COMPATIBLE,
        output_mode=OutputMode.RAW,
    )
    return rig.with_values({knob.key: knob.turned(knob.default, 3) for knob in PARAMETERS})


def test_a_rig_comes_back_from_its_document() -> None:
    for rig in (chain("a.nam"), full()):
        assert read(document_of(rig)) == rig
        assert read(json.loads(json.dumps(document_of(rig)))) == rig


@every_knob
def test_a_knob_is_at_its_place_in_a_document(knob: Parameter) -> None:
    value = knob.turned(knob.default, 3)
    document = document_of(chain("a.nam").with_value(knob, value))
    part, *inner = knob.place
    assert (document[part][inner[0]] if inner else document[part]) == value
    document[part] = {inner[0]: knob.text(value)} if inner else knob.text(value)
    assert read(document).value_of(knob) == value


@every_knob
def test_a_command_sets_a_knob_and_leaves_the_others(knob: Parameter) -> None:
    value = knob.turned(knob.default, 3)
    for typed in (value, knob.text(value)):
        changed = converted({"set": {knob.key: typed}}, RigChanges).on(full())
        assert changed == full().with_value(knob, value)


def test_what_a_rig_says_of_itself_is_a_command_that_makes_it() -> None:
    rig = full()
    said = json.loads(msgspec.json.encode(changes_to(rig)))
    assert set(said["set"]) == {*(knob.key for knob in PARAMETERS), "output", "limiter"}
    other = Rig(models=chain("c.nam").models, mode=RigMode.COMPATIBLE)
    assert converted(said, RigChanges).on(other) == rig
    assert changes_to(chain("a.nam")).on(rig).gate is None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"set": {"brilliance": 6}}, "set: unknown field brilliance"),
        ({"set": {"bass": None}}, "set.bass: expected float, got null"),
        ({"set": {"bass": 11}}, "bass must be 0 to 10, got 11"),
        ({"set": {"output": "loud"}}, "set.output: invalid enum value 'loud'"),
        ({"models": []}, "at least one model"),
        ({"ir": [{"path": "a.wav", "channel": 0}]}, "channel"),
    ],
)
def test_what_a_command_says_wrong_is_named(said: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        converted(said, RigChanges).on(full())
    assert problem in str(caught.value)


def test_a_text_that_is_no_number_is_refused() -> None:
    with pytest.raises(LevelError, match="'six' is not a number"):
        converted({"set": {"bass": "six"}}, RigChanges).on(full())


def test_fields_beside_a_rig_have_readers_of_their_own() -> None:
    class Rate(Form, frozen=True, kw_only=True):
        watch: float

    assert converted({"watch": "2"}, Rate, readers={"watch": float}).watch == 2.0
    with pytest.raises(ConfigError, match=r"watch: expected float, got str$"):
        converted({"watch": "2"}, Rate)

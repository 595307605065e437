"""The checks that all parts share, and their way into the core."""

from dataclasses import dataclass

import pytest

from reamp import _core
from reamp.errors import ConfigError
from reamp.sim.parts import check_control, check_controls, check_positive, copied_to
from reamp.sim.tube_amp import PhaseInverter, PowerStage, Speaker, TriodeStage
from reamp.sim.tubes import EL34, TWELVE_AX7


@dataclass(frozen=True)
class Knobs:
    gain: float = 0.5
    bias_v: float = 0.0
    label: str = "x"


def test_knobs_stop_at_their_ends() -> None:
    check_control("gain", 1.0)
    for value in (-0.1, 1.1, float("nan")):
        with pytest.raises(ConfigError, match="gain must be 0 to 1"):
            check_control("gain", value)
    with pytest.raises(ConfigError, match="bias_v must be 0 to 1, got 2"):
        check_controls(Knobs(bias_v=2.0, label="1"))


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_part_is_above_0_unless_it_may_be_otherwise(value: float) -> None:
    with pytest.raises(ConfigError, match="gain must be above 0"):
        check_positive(Knobs(gain=value, bias_v=1.0))
    with pytest.raises(ConfigError, match="bias_v must be 0 or more"):
        check_positive(Knobs(bias_v=-1.0), may_be_zero=("bias_v",))
    check_positive(Knobs(bias_v=0.0), may_be_zero=("bias_v",))
    check_positive(Knobs(bias_v=-40.0), any_sign=("bias_v",))


@pytest.mark.parametrize(
    ("part", "core"),
    [
        (TWELVE_AX7, _core.Triode),
        (EL34, _core.Pentode),
        (PhaseInverter(), _core.PhaseInverter),
        (PowerStage(), _core.PowerStage),
        (Speaker(), _core.Speaker),
    ],
)
def test_defaults_are_those_of_the_core(part: object, core: type) -> None:
    """A number in Python has the same name and the same default in C++."""
    ours, theirs = copied_to(core(), part), core()
    names = [name for name in dir(theirs) if isinstance(getattr(theirs, name), int | float)]
    assert set(names) <= {field for field in dir(part) if not field.startswith("_")}
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}


def test_a_stage_has_a_name_for_every_number_of_the_core() -> None:
    names = {name for name in dir(_core.Stage()) if not name.startswith("_")}
    assert names == set(TriodeStage.__dataclass_fields__)

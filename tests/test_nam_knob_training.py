"""What a file with knobs says of its training."""

from pathlib import Path

import pytest
from cli_runner import DI, run
from knob_cases import CONTROLS, knob_model

from reamp.nam import Metadata
from reamp.nam.knob_training import knob_training

SETTINGS = [{"gain": gain, "bright": bright} for gain in (0.0, 1.0, 2.0) for bright in ("off", "on")]
JUDGED = [
    {"knobs": {"gain": 0.5, "bright": "off"}, "esr": 0.01},
    {"knobs": {"gain": 1.5, "bright": "on"}, "esr": 0.03},
]
SAID = Metadata(gear_model="Lead", training={"settings": SETTINGS, "validation": JUDGED})


def test_distances_are_in_ways_of_a_knob() -> None:
    learned = knob_training(SAID, CONTROLS)
    assert learned is not None
    assert learned.distance({"gain": 2.5, "bright": "on"}) == pytest.approx(0.05)
    assert learned.nearest({"gain": 2.5, "bright": "on"}) == {"gain": 2.0, "bright": "on"}
    assert learned.far == pytest.approx(0.12)
    assert learned.worst == ({"gain": 1.5, "bright": "on"}, 0.03)


@pytest.mark.parametrize(
    "training",
    [None, {}, {"settings": 3}, {"settings": [{"gain": 99.0, "bright": "on"}] * 2}, {"settings": ["x", "y"]}],
)
def test_files_that_say_nothing_usable(training: dict[str, object] | None) -> None:
    assert knob_training(Metadata(training=training), CONTROLS) is None


def test_info_and_render_say_it(tmp_path: Path) -> None:
    lead = tmp_path / "lead.nam"
    knob_model(SAID).document().write(lead)
    lines = [" ".join(line.split()) for line in run("info", lead).stdout.splitlines()]
    assert "learned from 6 settings, judged by 2 others" in lines
    assert "least sure at gain 1.5, bright on: ESR 0.03" in lines
    far = "is far from every setting that the model learned from; the nearest is gain 2, bright off"
    for gain, is_far in ((9, True), (2.5, False)):
        result = run("render", lead, DI, "--set", f"gain={gain}", "-o", tmp_path / f"{gain}.wav")
        assert (far in " ".join(result.stderr.split())) == is_far

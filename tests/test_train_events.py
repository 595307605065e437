"""Events of training as fields for JSON."""

import json
import math

from test_terminal_training import ROLLED_BACK, STARTED, STEP, epoch

from reamp.json_values import json_line
from reamp.train.events import RolledBack, StepDone, event_fields


def test_an_event_has_its_name_and_its_facts() -> None:
    step = StepDone(epoch=1, step=2, steps_per_epoch=9, loss=0.5, elapsed_s=1.0, remaining_s=3.5)
    assert event_fields(step, capture="mt15.capture") == {
        "event": "step",
        "capture": "mt15.capture",
        "epoch": 1,
        "step": 2,
        "steps_per_epoch": 9,
        "loss": 0.5,
        "elapsed_s": 1.0,
        "remaining_s": 3.5,
    }
    rolled_back = event_fields(RolledBack(epoch=3, network="lite", rate_factor=0.5), capture="a")
    assert (rolled_back["event"], rolled_back["network"]) == ("rolled-back", "lite")


def test_scripts_get_every_event() -> None:
    events = (STARTED, STEP, epoch(esr=math.inf), ROLLED_BACK)
    lines = [json.loads(json_line(event_fields(event, capture="mt15.capture"))) for event in events]
    assert [line["event"] for line in lines] == ["started", "step", "epoch", "rolled-back"]
    assert {line["capture"] for line in lines} == {"mt15.capture"}
    assert lines[0]["networks"] == ["lite", "full"]
    assert (lines[1]["step"], lines[1]["remaining_s"]) == (31, 25_200.0)
    assert (lines[2]["loss"], lines[2]["scores"][1]["esr"], lines[2]["scores"][1]["best_esr"]) == (
        None,
        None,
        0.0099,
    )

"""Events of training as fields for JSON."""

from reamp.train.events import Rescued, StepDone, event_fields


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
    rescued = event_fields(Rescued(epoch=3, network="lite", rate_factor=0.5), capture="a")
    assert (rescued["event"], rescued["network"]) == ("rescued", "lite")

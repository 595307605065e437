"""The assistant prints each line once."""

from reamp.stage.assistant import GainAssistant, Reading
from reamp.stage.told import Told


def silence(assistant: GainAssistant, seconds: float) -> None:
    for _ in range(round(10 * seconds)):
        assistant.add(
            Reading(
                length_s=0.1, peaks_dbfs=(-90.0,), rms_dbfs=(-95.0,), instants=(), clipped_frames=0, hum=None
            )
        )


def test_a_task_is_said_when_it_changes() -> None:
    assistant, told = GainAssistant(gain_db=0.0), Told()
    first = list(told.new_tasks(assistant))
    assert first[0].startswith("Play 5 strums")
    assert list(told.new_tasks(assistant)) == []
    assert told.new_strum(assistant) == ""


def test_a_finding_is_said_once() -> None:
    assistant, told = GainAssistant(gain_db=0.0), Told()
    silence(assistant, 30.0)
    assert told.new_findings(assistant)
    assert told.new_findings(assistant) == []

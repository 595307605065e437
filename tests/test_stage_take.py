"""The assistant hears a recording of hard strums."""

from pathlib import Path

import pytest
from test_cli_stage import take

from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Source
from reamp.stage.take import hear_take


def test_the_gain_counts_from_what_the_interface_showed(tmp_path: Path) -> None:
    path = take(tmp_path / "take.wav", gain_db=0.0)
    assistant = hear_take(path, source=Source.named(level_as_interface(22.0), gain=5.0))
    assert assistant.hard_strums == 6
    assert assistant.peak_dbfs == pytest.approx(-16.2, abs=0.1)
    assert assistant.wanted_gain_db == 15.0
    assert hear_take(path, source=Source.unknown()).is_gain_known is False

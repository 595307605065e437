"""A plan is a sum on paper: each gain with its terms below it."""

import pytest
from play_cases import rig_of

from reamp.cli.plan_text import print_plan
from reamp.plan.source import Source


def test_each_gain_is_followed_by_its_terms(capsys: pytest.CaptureFixture[str]) -> None:
    plan = rig_of().plan(source=Source.named("Apollo Twin X", gain=15.0))
    print_plan(plan, ["overdrive"])
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Input gain -4.56 dB calibrated"
    assert "- 5.00 dB interface gain above its 10 dB minimum" in " ".join(lines)
    assert any(line.startswith("Output gain") and line.endswith("normalized") for line in lines)

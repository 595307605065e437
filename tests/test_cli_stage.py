"""`reamp stage`: the advice for the gain from a recording of hard strums."""

from pathlib import Path

import numpy as np
import pytest
from cli_runner import MODEL, error_of, run
from play_cases import StillStream
from rig_files import float_wav
from test_live_listening import StrummedStream

from reamp.cli import stage as stage_module
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import level_as_interface
from reamp.live.listening import Listening
from reamp.plan.source import Source
from reamp.sim.guitar import HUMBUCKER, play_guitar, strum
from reamp.sim.interface import SimulatedInterface


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def take(path: Path, *, gain_db: float, strums: int = 6) -> Path:
    notes = [n for i in range(strums) for n in strum((0, 2, 2, 1, 0, 0), start_s=0.3 + 1.0 * i, length_s=0.8)]
    volts = play_guitar(notes, length_s=1.0 * strums + 0.8, pickup=HUMBUCKER)
    return float_wav(path, SimulatedInterface(max_input_dbu=22.0, gain_db=gain_db).record(volts))


def test_a_quiet_take_asks_for_the_gain_it_lacks(tmp_path: Path) -> None:
    quiet = take(tmp_path / "take.wav", gain_db=0.0)
    result = run("stage", quiet, "--max-input", "22", "--interface-gain", "0")
    assert result.stdout == "take.wav  6 hard strums, peak -16.2 dBFS   turn the gain up by 10 dB, to 10 dB\n"
    assert "turn the gain up by 10 dB\n" in run("stage", quiet).stdout


def test_a_right_take_is_left_alone_and_a_clipped_one_is_not(tmp_path: Path) -> None:
    right = take(tmp_path / "right.wav", gain_db=10.0)
    assert (
        "leave the gain as it is" in run("stage", right, "--interface-gain", "10", "--max-input", "22").stdout
    )
    clipped = run("stage", take(tmp_path / "hot.wav", gain_db=30.0)).stdout
    assert "turn the gain down by 10 dB" in clipped
    assert "warning: the converter clips" in clipped


def test_too_little_is_said(tmp_path: Path) -> None:
    assert (
        "record 5 hard strums or more" in run("stage", take(tmp_path / "t.wav", gain_db=0.0, strums=2)).stdout
    )
    silence = float_wav(tmp_path / "silence.wav", np.zeros(4 * 48_000, np.float32))
    assert "warning: nothing is heard" in run("stage", silence).stdout


def test_a_take_with_a_remembered_gain_warns_where_a_plan_follows(tmp_path: Path) -> None:
    run("interface", "set", "Apollo Twin X", "--gain", "20")
    loud = take(tmp_path / "take.wav", gain_db=10.0)
    planned = " ".join(run("stage", loud, "--model", MODEL).stdout.split())
    assert (
        "warning: Universal Audio Apollo Twin X: assuming that this recording was made at the remembered "
        "gain, 20 dB."
    ) in planned
    typed = run("stage", loud, "--model", MODEL, "--interface-gain", "20").stdout
    assert "remembered gain" not in typed
    assert "- 10.00 dB interface gain above its 10 dB minimum" in " ".join(typed.split())


def test_options_that_do_not_go_together() -> None:
    assert "--block is only for live strums" in error_of("stage", "t.wav", "--block", "64", exit_code=2)
    assert "--input-channel" in error_of("stage", "--channel", "2", exit_code=2)
    assert "gone.nam" in error_of("stage", "--model", "gone.nam")
    assert "is in no" in error_of("stage", MODEL) or MODEL in error_of("stage", MODEL)


def kept(listening: Listening, capsys: pytest.CaptureFixture[str]) -> str:
    stage_module._keep_and_print(listening)
    return " ".join(capsys.readouterr().out.split())


def test_a_gain_that_is_remembered_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    remember(RememberedInterface(name="Apollo Twin X"))
    assert kept(Listening(StillStream()), capsys) == ""  # the gain is unknown
    said = kept(Listening(StillStream(), source=Source.remembered(gain=25.0)), capsys)
    assert "Reamp subtracts the added gain, 15 dB, from the model's input." in said
    assert "Apollo Twin X, gain at 25 dB; remembered in" in said


def test_what_was_typed_is_not_remembered_but_how_to_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    named = Listening(StrummedStream(), source=Source.named("Apollo Twin X", gain=25.0))
    assert 'reamp interface set "Universal Audio Apollo Twin X" --gain 25' in kept(named, capsys)
    assert load_remembered() is None
    level = Listening(StrummedStream(), source=Source.named(level_as_interface(12.2), gain=25.0))
    assert "reamp interface set NAME --gain 25" in kept(level, capsys)

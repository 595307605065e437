"""`reamp study`: a small study from end to end, and wrong options."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from reamp.cli.main import cli


def run(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["study", *map(str, args)])
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture(autouse=True)
def _needs_torch() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("matplotlib")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two captures of 50 s, and a network of two channels: enough for the gear here, which is linear."""
    from train_cases import leave_out_pictures, one, small_wavenet

    from reamp.study import config
    from reamp.train.architectures import ARCHITECTURES, Activation

    monkeypatch.setitem(ARCHITECTURES, "a1-nano", one("a1-nano", small_wavenet(Activation.TANH)))
    leave_out_pictures(monkeypatch)
    few = replace(config.FAST, send_levels_dbu=(6.0, 12.0), interface_levels_dbu=(12.2,), signal_s=50.0)
    monkeypatch.setattr(config, "FAST", few)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_small_study_is_written_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "report"
    options = (
        "-o",
        folder,
        "--fast",
        "--device",
        "pad",
        "--ir",
        "1x12",
        "--architecture",
        "a1-nano",
        "--epochs",
        1,
    )
    code, said = run(*options)
    assert code == 0, said
    assert "6 dBu raw +0.00 dB" in said
    assert "12 dBu calibrated +0.20 dB" in said
    assert str(folder / "index.html").replace(" ", "") in said.replace(" ", "")
    errors = {
        (level, gain): float(esr)
        for level, gain, esr in re.findall(r"(\d+) dBu (raw|calibrated) \S+ dB .*? (\d\.\d{4})\b", said)
    }
    assert errors["6", "raw"] > 3.0 * errors["6", "calibrated"]  # what a study is for
    assert (folder / "models.zip").is_file()
    assert len(list((folder / "captures").glob("*.capture"))) == 2
    assert "1x12; the numbers are taken before it" in (folder / "index.html").read_text()

    code, said = run(*options)
    assert code == 1
    assert "--resume" in said
    code, said = run(*options, "--resume")
    assert code == 0, said
    assert "epochs of" not in said  # nothing is trained again

    code, said = run("-o", tmp_path / "own", "--fast", "--device", folder / "captures", "--architecture",
                     "a1-nano", "--epochs", 1)  # fmt: skip
    assert code == 0, said
    assert "Reamp simulated pad" in (tmp_path / "own" / "index.html").read_text()
    check_own_guitar(tmp_path, folder / "captures", monkeypatch)


def check_own_guitar(tmp_path: Path, captures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guitar of the user's own is played at the level that was typed, and at no other.

    Through the models of the study in `own`, which trains none again; the page is drawn by the others.
    """
    from reamp.demo import demo_di_path
    from reamp.study import run as module

    monkeypatch.setattr(module, "write_study", lambda *_: None)
    own = ("--fast", "--device", captures, "--architecture", "a1-nano", "--epochs", 1, "--di", demo_di_path())
    code, said = run("-o", tmp_path / "unknown", *own)
    assert code != 0
    assert "was recorded with is unknown" in said
    assert "--max-input LEVEL" in said
    assert not (tmp_path / "unknown").exists()
    code, said = run(
        "-o", tmp_path / "own", "--resume", *own, "--max-input", "0dBu", "--interface-gain", "+0"
    )
    assert code == 0, said
    assert "6 dBu calibrated -6.00 dB" in said
    code, said = run(
        "-o", tmp_path / "own", "--resume", *own, "--max-input", "12.2dBu", "--interface-gain", "+5"
    )
    assert code == 0, said
    assert "6 dBu calibrated +1.20 dB" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--device", "plexi"), "neither a simulated device"),
        (("--device", "wire", "--di", "di.wav"), "need --device FOLDER"),
        (("--device", "wire", "--interface-gain", "5"), "need --device FOLDER"),
        (("--ir", "gone.wav"), "gone.wav: does not exist"),
    ],
)
def test_what_cannot_be_studied_is_one_line(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    code, output = run("-o", tmp_path / "report", *options)
    assert code != 0
    assert said in output
    assert not (tmp_path / "report").exists()


def test_a_folder_without_captures_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    code, output = run("-o", tmp_path / "report", "--device", tmp_path / "mine")
    assert code == 1
    assert "two captures" in output

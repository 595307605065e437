"""`reamp render`: the file, the line it prints, and every refusal."""

import contextlib
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cli_runner import DI, MODEL, error_of, run
from rig_files import float_wav, gain_model, sine

from reamp.cli import render as render_module
from reamp.errors import ConfigError
from reamp.nam import NamDocument
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate, Tone
from reamp.rig.rig import Rig
from reamp.units import db_to_ratio


@pytest.fixture(autouse=True)
def _no_own_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.wav"


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(1000.0, peak=0.25))


def test_two_lines_say_what_was_rendered(output: Path) -> None:
    result = run("render", MODEL, DI, "-o", output, "--max-input", "12.2", "--interface-gain", "0")
    assert (result.exit_code, result.stderr) == (0, "")
    played, *written = result.stdout.splitlines()
    assert played == "overdrive.nam  WaveNet A1 feather, 48 kHz  input +0.4 dB, calibrated"
    assert "  ".join(written) == f"{output}  0:14  peak -13.8 dBFS  output +2.4 dB, normalized"
    assert soundfile.info(output).subtype == "PCM_24"


def test_findings_go_to_stderr(output: Path) -> None:
    result = run("render", MODEL, DI, "-o", output)
    assert "warning" not in result.stdout
    assert result.stderr.startswith("warning: the maximum input level of the interface is unknown")


def test_the_gains_are_those_of_the_plan(di: Path, output: Path, tmp_path: Path) -> None:
    model = gain_model(tmp_path / "double.nam", 2.0, input_level_dbu=15.0)
    options = ["--max-input", "12.2", "--interface-gain", "5", "--output", "raw", "--output-trim", "3"]
    assert run("render", model, di, "-o", output, *options, "--format", "float").exit_code == 0
    played, rendered = soundfile.read(di)[0], soundfile.read(output)[0]
    middle = slice(12_000, 36_000)
    ratio = np.std(rendered[middle]) / np.std(played[middle])
    assert ratio == pytest.approx(
        2.0 * db_to_ratio(12.2 - 15.0 - 5.0 + 3.0), rel=1e-3
    )  # the DC blocker takes 0.003 dB


def test_a_chain_a_cabinet_and_a_format(di: Path, output: Path, tmp_path: Path) -> None:
    models = [gain_model(tmp_path / "a.nam"), gain_model(tmp_path / "b.nam")]
    ir = float_wav(tmp_path / "ir.wav", np.column_stack((sine(50.0, peak=0.5), sine(60.0, peak=0.5))))
    args = ["render", "--chain", *models, di, "-o", output, "--ir", ir, "--format", "16", "--threads", "1"]
    result = run(*args, "--ir-channel", "2")
    assert result.stdout.startswith("a.nam > b.nam  input +0.0 dB, not calibrated\n")
    assert "0:01, 48 kHz  " in result.stdout
    assert soundfile.info(output).subtype == "PCM_16"
    result = run(*args, "--ir-pan", "0.5", "--overwrite")
    assert "0:01, 48 kHz, stereo  " in result.stdout
    assert soundfile.info(output).channels == 2
    assert "choose one (--ir-channel)" in error_of(*args, "--compatible", "--overwrite")


def test_a_computed_cabinet_is_its_name_and_a_folder_of_that_name_is_a_path(
    di: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "4x12").mkdir()
    float_wav(tmp_path / "4x12" / "own.wav", np.float32([1.0]))
    assert run("render", MODEL, di, "-o", output, "--ir", "4x12").exit_code == 0
    inside = tmp_path / "4x12" / "own.wav"
    for typed in ("./4x12", "4x12/"):
        refused = error_of("render", MODEL, di, "-o", output, "--ir", typed, "--overwrite", exit_code=2)
        assert refused.endswith(f"is a folder; name one impulse response in it: --ir {inside}")
    assert "neither a file nor one of Reamp's own cabinets" in error_of(
        "render", MODEL, di, "-o", output, "--ir", "4x21", "--overwrite"
    )


def test_the_knobs_are_those_of_the_rig(di: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rigs: list[Rig] = []

    def keep(rig: Rig, **_: object) -> None:
        rigs.append(rig)
        raise ConfigError("seen enough")

    monkeypatch.setattr(render_module, "render_file", keep)
    knobs = [
        "--gate",
        "-70",
        "--bass",
        "6",
        "--middle",
        "4.5",
        "--treble",
        "0",
        "--no-limiter",
        "--compatible",
    ]
    irs = ["--ir", "near.wav", "--ir-gain", "-3", "--ir-channel", "1", "--ir", "far.wav", "--ir-gain", "1dB"]
    run(
        "render",
        MODEL,
        di,
        "-o",
        output,
        *knobs,
        *irs,
        "--ir-channel",
        "2",
        "--ir-pan",
        "-1",
        "--ir-pan",
        "0.5",
    )
    run("render", MODEL, di, "-o", output)
    typed, plain = rigs
    assert typed.gate == Gate(threshold_db=-70.0)
    assert typed.tone == Tone(bass=6.0, middle=4.5, treble=0.0)
    assert (typed.limiter, typed.mode) == (False, RigMode.COMPATIBLE)
    assert typed.cabinets == (
        Cabinet(path=Path("near.wav"), channel=1, gain_db=-3.0, pan=-1.0),
        Cabinet(path=Path("far.wav"), channel=2, gain_db=1.0, pan=0.5),
    )
    assert plain == Rig(models=plain.models)


def test_a_limiter_that_acts_is_said(output: Path, di: Path, tmp_path: Path) -> None:
    loud = gain_model(tmp_path / "loud.nam", 16.0)
    message = run("render", loud, di, "-o", output, "--output", "raw").stderr
    assert "the limiter lowered 9" in message
    assert "--output-trim" in message


def test_the_rate_of_the_output_is_not_that_of_the_model(output: Path, tmp_path: Path) -> None:
    di = float_wav(tmp_path / "di.wav", sine(1000.0, peak=0.25, rate_hz=44_100), 44_100)
    line = run("render", MODEL, di, "-o", output, "--output", "raw").stdout
    assert line.startswith("overdrive.nam  WaveNet A1 feather, 48 kHz  input")
    assert "0:01, 44.1 kHz  peak " in line
    assert "dBFS  output +0.0 dB, raw\n" in line
    unknown = gain_model(tmp_path / "a.nam", 0.0, rate_hz=None)
    line = run("render", unknown, di, "-o", output, "--overwrite").stdout
    assert line.startswith("a.nam  Linear, 1 taps  input +0.0 dB, not calibrated\n")
    assert "output +0.0 dB, not normalized\n" in line


def test_quiet_prints_nothing(di: Path, output: Path) -> None:
    result = run("render", MODEL, di, "-o", output, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert output.exists()


def test_stereo_needs_a_channel(output: Path, tmp_path: Path) -> None:
    stereo = float_wav(
        tmp_path / "stereo.wav", np.column_stack((sine(100.0, peak=0.5), sine(150.0, peak=0.25)))
    )
    assert "has 2 channels" in error_of("render", MODEL, stereo, "-o", output)
    assert "there is no channel 3" in error_of("render", MODEL, stereo, "-o", output, "--channel", "3")
    assert not output.exists()
    assert run("render", MODEL, stereo, "-o", output, "--channel", "2").exit_code == 0


def test_an_output_is_replaced_only_when_told_to(di: Path, output: Path) -> None:
    output.write_text("precious")
    assert "choose another name (--overwrite)" in error_of("render", MODEL, di, "-o", output)
    assert output.read_text() == "precious"
    assert run("render", MODEL, di, "-o", output, "--overwrite").exit_code == 0
    assert soundfile.info(output).frames == 48_000


def test_an_input_is_never_replaced(di: Path) -> None:
    before = di.read_bytes()
    assert "is also an input" in error_of("render", MODEL, di, "-o", di, "--overwrite")
    assert di.read_bytes() == before


def test_wrong_files_are_one_line(di: Path, output: Path, tmp_path: Path) -> None:
    def refused(*args: str | Path) -> str:
        message = error_of("render", *args)
        assert not output.exists()
        return message

    assert "nowhere.nam: does not exist" in refused("nowhere.nam", di, "-o", output)
    assert "nowhere.wav: does not exist" in refused(MODEL, "nowhere.wav", "-o", output)
    assert "is not a sound file" in refused(MODEL, Path(__file__), "-o", output)
    disguised = Path(shutil.copy(di, tmp_path / "di.nam"))
    assert refused(disguised, di, "-o", output) == f"{disguised}: is a sound file, not a model"
    assert refused(disguised, di, "-o", output) == error_of("info", disguised)
    assert "does not exist; create it first" in refused(MODEL, di, "-o", tmp_path / "no" / "out.wav")
    assert "an output ends in .wav" in refused(MODEL, di, "-o", tmp_path / "out.mp3")
    assert "is not a sound file" in refused(MODEL, di, "-o", output, "--ir", Path(__file__))
    irs = [option for _ in range(3) for option in ("--ir", di)]
    assert "at most 2 cabinets, got 3" in refused(MODEL, di, "-o", output, *irs)
    assert "is not one interface" in refused(MODEL, di, "-o", output, "--interface", "Scarlett 2i2")


def test_wrong_options_are_usage_errors(di: Path, output: Path) -> None:
    def refused(*args: str) -> str:
        return error_of("render", MODEL, di, "-o", output, *args, exit_code=2)

    for order in ([DI, MODEL], [DI, DI], [MODEL, MODEL]):
        message = error_of("render", *order, "-o", output, exit_code=2)
        assert "the models come first, the recording of the guitar last" in message
    assert "name the models and the recording" in error_of("render", MODEL, "-o", output, exit_code=2)
    assert "--ir-channel needs --ir" in refused("--ir-channel", "1")
    two = ("--ir", "a.wav", "--ir", "b.wav", "--ir-pan", "1")
    assert "--ir-pan must be given once for each --ir; got 1 for 2" in refused(*two)
    assert "'--ir-pan'" in refused("--ir", "a.wav", "--ir-pan", "left")
    assert refused("--bass", "11") == "--bass goes from 0 to 10; got 11"
    assert refused("--gate", "6") == "--gate goes from -100 to 0; got 6"
    assert "'--gate'" in refused("--gate", "loud")
    assert refused("--slim", "2") == "--slim goes from 0 to 1; got 2"
    assert refused("--threads", "0") == "--threads must be at least 1; got 0"
    assert "'--max-input'" in refused("--max-input", "loud")


def test_ctrl_c_leaves_no_file(
    di: Path, output: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    bar = contextlib.nullcontext(interrupted)
    monkeypatch.setattr(render_module, "progress_bar", lambda *_, **__: bar)
    before = sorted(tmp_path.iterdir())
    result = run("render", MODEL, di, "-o", output)
    assert (result.exit_code, result.stdout) == (130, "")
    assert sorted(tmp_path.iterdir()) == before


def test_the_size_that_played_is_named(di: Path, tmp_path: Path) -> None:
    def linear(taps: int) -> NamDocument:
        config = {"receptive_field": taps, "bias": False}
        return NamDocument.create(
            architecture="Linear", config=config, weights=[1.0] * taps, sample_rate_hz=48_000
        )

    sizes = [{"max_value": limit, "model": linear(taps)} for limit, taps in ((0.5, 1), (1.0, 2))]
    model = tmp_path / "slim.nam"
    NamDocument.create(
        architecture="SlimmableContainer", config={"submodels": sizes}, sample_rate_hz=48_000
    ).write(model)
    for size, weights in (("0", 1), ("1", 2)):
        stdout = run("render", model, di, "-o", tmp_path / f"{size}.wav", "--slim", size).stdout
        assert f" at size {size}: {weights} weights, 48 kHz" in stdout


def test_lines_end_before_80_columns_and_no_path_is_broken(
    di: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model = gain_model(Path("an amp with a long name, captured with care.nam"), input_level_dbu=15.0)
    output = Path("a folder with a long name", "an output with a name that is just as long.wav")
    output.parent.mkdir()
    lines = run("render", model, di, "-o", output, "--max-input", "12.2").stdout.splitlines()
    assert lines == [
        f"{model}  Linear, 1 taps, 48 kHz",
        "input -2.8 dB, calibrated",
        f"{output}  0:01",
        "peak -1.8 dBFS  output +13.0 dB, normalized",
    ]

"""`reamp train`: a model and its report, a queue that continues, and the exit codes."""

import importlib.util
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from capture_cases import RATE_HZ, small_capture, wavs
from cli_runner import DI, error_of, run
from train_cases import TINY_A1, TINY_PAIR, leave_out_pictures

from reamp.capture.capture import Capture
from reamp.cli import train as module
from reamp.engine import load
from reamp.errors import install_command
from reamp.train import job as job_module
from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import EpochDone


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARCHITECTURES", {**ARCHITECTURES, "a1-nano": TINY_A1, "a2": TINY_PAIR})
    leave_out_pictures(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return small_capture(tmp_path).path


def silent(folder: Path, name: str = "silent") -> Path:
    (folder / name).mkdir()
    signal_path, recording_path = wavs(folder / name, y=np.zeros(13 * RATE_HZ, np.float32))
    path = folder / f"{name}.capture"
    Capture.create(path, signal_path=signal_path, recording_path=recording_path)
    return path


QUICK = ("--epochs", "2", "--device", "cpu", "--keep-failed", "--architecture", "a1-nano")


def test_a_model_beside_the_capture_with_its_report(path: Path) -> None:
    result = run("train", path, "--epochs", "2", "--device", "cpu", "--keep-failed")
    assert result.exit_code == 0
    model = path.with_suffix(".nam")
    assert load(model).info.slim_breakpoints == (0.5,)
    assert path.with_suffix(".html").read_text().startswith("<!doctype html>")
    lines = result.stdout.splitlines()
    assert lines[0] == str(path)
    assert [line.split()[0] for line in lines[2:4]] == ["1/2", "2/2"]
    assert lines[4].startswith(f"{model}  2 epochs in 0:0")
    assert lines[5].startswith("  lite: ESR ")
    assert any(line.startswith("  full: ESR ") for line in lines)
    assert lines[-1] == f"  report: {path.with_suffix('.html')}"
    assert "s; at least 30 s needed for a good model" in " ".join(result.stderr.split())
    assert "\x1b" not in result.stdout


def test_names_and_seed_are_as_asked(path: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.nam" for name in "abc"]
    for file, seed in zip(files, ("1", "1", "2"), strict=True):
        assert run("train", path, "-o", file, *QUICK, "--seed", seed, "--no-report").exit_code == 0
    weights = [json.loads(file.read_text())["weights"] for file in files]
    assert weights[0] == weights[1] != weights[2]
    assert not (tmp_path / "a.html").exists()
    run("train", path, *QUICK, "--report", tmp_path / "other.html")
    assert (tmp_path / "other.html").exists()


def test_quiet_prints_nothing(path: Path) -> None:
    result = run("train", path, *QUICK, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_one_event_a_line(path: Path) -> None:
    result = run("train", path, *QUICK, "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    kinds = [event["event"] for event in events]
    assert (kinds[0], kinds[-1], kinds.count("epoch")) == ("started", "done", 2)
    assert kinds.count("step") == 2 * events[0]["steps_per_epoch"]
    done = events[-1]
    assert (done["model"], done["reason"]) == (str(path.with_suffix(".nam")), "finished")
    assert done["networks"][0]["esr"] == events[-2]["scores"][0]["best_esr"]


def test_a_queue_goes_on_after_a_failure(path: Path, tmp_path: Path) -> None:
    other = small_capture(path.parent, "other").path
    result = run("train", path, silent(tmp_path), tmp_path / "nowhere.capture", other, *QUICK, "--no-report")
    assert result.exit_code == 1
    assert path.with_suffix(".nam").exists()
    assert other.with_suffix(".nam").exists()
    assert "Error: " in result.stderr
    assert "training makes no sense: the recording is silent" in result.stderr
    assert "nowhere.capture: is not a capture" in result.stderr
    summary = result.stdout.splitlines()[-5:]
    assert summary[0] == "2 of 4 captures have a model"
    assert summary[1].startswith("  mt15.capture     ESR ")
    assert summary[2].startswith("  silent.capture   failed: ")
    assert "the recording is silent. Check the cables" in summary[2]
    assert summary[3].startswith("  nowhere.capture  failed: ")
    assert summary[3].endswith("is not a capture: it does not exist (reamp capture new)")


def test_a_capture_named_twice_is_trained_once(path: Path) -> None:
    result = run("train", path, path.parent / "." / path.name, f"{path}/", *QUICK, "--no-report")
    assert result.exit_code == 0
    assert result.stdout.count(" epochs in ") == 1
    assert "captures have a model" not in result.stdout


def test_a_failure_in_json_is_an_event(tmp_path: Path) -> None:
    result = run("train", silent(tmp_path), *QUICK, "--json")
    assert result.exit_code == 1
    (event,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (event["event"], "silent" in event["error"]) == ("failed", True)


def test_ctrl_c_writes_the_best_model_and_stops_the_queue(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = job_module.train

    def interrupted(*args: object, **options: object) -> object:
        inner = options["on_progress"]

        def on_progress(event: object) -> None:
            inner(event)  # type: ignore[operator]
            if isinstance(event, EpochDone):
                raise KeyboardInterrupt

        return original(*args, **{**options, "on_progress": on_progress})  # type: ignore[arg-type]

    other = small_capture(path.parent, "other").path
    with monkeypatch.context() as patched:
        patched.setattr(job_module, "train", interrupted)
        result = run("train", path, other, *QUICK, "--no-report")
    assert result.exit_code == 130
    assert ", interrupted: this is the best model so far" in result.stdout
    assert "the run can continue: repeat the command with --resume" in result.stdout
    assert path.with_suffix(".nam").exists()
    assert not other.with_suffix(".nam").exists()
    # The same command with --resume finishes the first, does the second, and leaves both alone the next time.
    assert run("train", path, other, *QUICK, "--no-report", "--resume").exit_code == 0
    again = run("train", path, other, *QUICK, "--no-report", "--resume")
    assert again.exit_code == 0
    assert again.stdout.splitlines()[0] == f"{path}  mt15.nam is there already"
    assert "  mt15.capture   mt15.nam is there already\n" in again.stdout


def test_a_killed_run_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARCHITECTURES", ARCHITECTURES)  # as in the other process
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    command = [sys.executable, "-c", "from reamp.cli.main import main; main()", "train", str(path)]
    options = [*QUICK[2:], "--epochs", "40", "--no-report"]
    checkpoint = path.with_suffix(".nam.checkpoint")
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300.0
    while not checkpoint.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert checkpoint.exists()
    assert not path.with_suffix(".nam").exists()
    resumed = [*QUICK, "--no-report", "--resume"]
    result = run("train", path, *resumed)
    assert result.exit_code == 0
    assert path.with_suffix(".nam").exists()
    assert not checkpoint.exists()


def test_good_enough_is_enough(path: Path) -> None:
    result = run("train", path, *QUICK[2:], "--epochs", "50", "--until-esr", "0.99", "--no-report")
    assert ", good enough\n" in result.stdout


def test_a_similar_model_of_another_shape_is_refused(path: Path, tmp_path: Path) -> None:
    run("train", path, "-o", tmp_path / "first.nam", *QUICK, "--no-report")
    assert run(
        "train", path, "-o", tmp_path / "again.nam", *QUICK, "--no-report", "--from", tmp_path / "first.nam"
    ).exit_code == 0  # fmt: skip
    result = run("train", path, "--epochs", "1", "--no-report", "--quiet", "--from", tmp_path / "first.nam")
    assert (result.exit_code, "choose the architecture it was trained as" in result.stderr) == (1, True)


def test_models_are_not_replaced(path: Path) -> None:
    path.with_suffix(".nam").write_text("mine")
    result = run("train", path, *QUICK, "--quiet")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {path.with_suffix('.nam')}: exists; ")
    assert "--overwrite" in result.stderr
    assert path.with_suffix(".nam").read_text() == "mine"
    assert run("train", path, *QUICK, "--quiet", "--overwrite").exit_code == 0


def test_without_matplotlib_there_is_a_hint_and_a_model(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    result = run("train", path, *QUICK)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"no report: a report needs Matplotlib: {install_command('plots')}\n")
    assert not path.with_suffix(".html").exists()
    assert "needs Matplotlib" in error_of("train", path, *QUICK, "--report", "a.html")


def test_without_torch_it_says_what_to_install(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert error_of("train", path) == f"training needs PyTorch: {install_command('train')}"


def test_help_needs_no_torch() -> None:
    code = (
        "import sys\nfrom reamp.cli.main import main\n"
        "try: main(['train', '--help'])\nexcept SystemExit: pass\nprint('torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.endswith("False\n")


@pytest.mark.parametrize(
    ("args", "message", "exit_code"),
    [
        (["train"], "CAPTURE", 2),
        (["train", "a", "b", "-o", "c.nam"], "leave them out for several captures", 2),
        (["train", "a", "--report", "a.html", "--no-report"], "exclude each other", 2),
        (["train", "a", "--architecture", "a3"], "'a3' is not one of", 2),
        (
            ["train", "a", "--until-esr", "2"],
            "--until-esr must be above 0 and below 1; got 2",
            2,
        ),
        (["train", "a", "--minutes", "0"], "--minutes must be above 0; got 0", 2),
        (["train", "a", "-o", "amp.wav", "--overwrite"], "amp.wav: a model is a file whose name ends in", 1),
        (
            ["train", "a", "--report", "a.nam", "--overwrite"],
            "a report is a file whose name ends in .html",
            1,
        ),
        (["train", "a", "--from", DI], "guitar_di.flac: is ", 1),
    ],
)
def test_what_cannot_be_is_one_line(args: list[str], message: str, exit_code: int) -> None:
    assert message in error_of(*args, exit_code=exit_code)

"""Wrong input, as a guitarist types it: one line each time, and that line says what to do.

The rows are those of a review by a guitarist, in its order; `test_what_is_meant_is_accepted` has those that
only look wrong.
"""

import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from cli_runner import DI, MODEL, error_of, run
from jack_server import jack_server
from rig_files import float_wav

from reamp.audio.files import read

RENDER = "render out/overdrive.nam out/di.wav -o q.wav"
GAIN = "gain out/overdrive.nam"

ROWS = [
    ("render", "Missing argument 'DI'. For example: reamp render amp.nam di.wav -o amp.wav --interface"),
    (f"{RENDER} --interface Scarlet", "is not one interface; did you mean Focusrite Scarlett"),
    (f"{RENDER} --interface 'Apollo 8x'", "is not in the table; did you mean Universal Audio Apollo x8?"),
    (f"{RENDER} --interface 'Presonus Audiobox USB 96'", "is not in the table (search with reamp interfaces"),
    (f"{RENDER} --interface ''", "'' is not a name: it has no letter or digit (search with reamp interfaces"),
    (f"{RENDER} --interface 'RME Fireface 800'", "(choose one of its inputs, or type the level of yours, as"),
    (f"{RENDER} --max-input '12.2 dB'", "has the unknown unit 'dB'; use dBu, dBV, V (RMS) or Vp"),
    (f"{RENDER} --max-input 12.2dBFS", "the level of a jack is in dBu, dBV or V"),
    (f"{RENDER} --max-input 122", "122.0 dBu, outside -100..60 dBu; check the unit"),
    (f"{RENDER} --max-input twelve", "is not a level; write it as 12.2dBu"),
    (f"{RENDER} --max-input 12..2", "is not a level; write it as 12.2dBu"),
    (f"{RENDER} --interface-gain 50%", "for a knob without numbers type the dB above its lowest, as in +5"),
    (f'{RENDER} --interface-gain "12 o\'clock"', "and reamp stage measures them"),
    (f"{RENDER} --interface 'SSL 2+' --interface-gain -5", "above its lowest, as in +5"),
    (f"{RENDER} --interface 'Apollo Twin X' --interface-gain 5", "5 dB above the lowest is 15, or type +5"),
    (f"{RENDER} --interface 'SSL 2+' --max-input 12", "--max-input is enough: leave out --interface"),
    ("render out/di.wav out/overdrive.nam -o q.wav", "the models come first, the recording"),
    ("gain out/di.wav", "is a recording; to check it as well, write --di out/di.wav"),
    ("render nothere.nam out/di.wav -o q.wav", "nothere.nam: does not exist"),
    ("render out/overdive.nam out/di.wav -o q.wav", "does not exist; did you mean overdrive.nam?"),
    ("render out/overdrive.nam ou/di.wav -o q.wav", "there is no folder ou"),
    ("align out out/overdrive.nam", "out: is a folder, not a .nam file; name one of the models in it"),
    ("render out/overdrive.nam out -o q.wav", "is a folder, not an audio file; name one of the files"),
    ("render out out/di.wav", "rendered into a folder: -o out/"),
    ("render text.nam out/di.wav -o q.wav", "text.nam: is not a NAM model"),
    ("render page.nam out/di.wav -o q.wav", "is a web page, not a model; download the model itself"),
    ("render cut.nam out/di.wav -o q.wav", "cut.nam: is incomplete: the file ends too early; download it"),
    ("render out/overdrive.nam text.wav -o q.wav", "text.wav: is not a sound file that can be read"),
    (f"{RENDER} --ir out/overdrive.nam", "is not a sound file that can be read"),
    ("render out/overdrive.nam out/di.wav -o x.mp3", "an output ends in .wav, .flac or .aiff, not .mp3"),
    ("render out/overdrive.nam out/di.wav -o out/di.wav", "is also an input; choose another name"),
    (f"{RENDER} --bass 11", "--bass goes from 0 to 10; got 11"),
    (f"{RENDER} --gate 60", "--gate goes from -100 to 0; got 60"),
    (f"{RENDER} --ouput raw", "No such option '--ouput'. (Did you mean one of: '--output'"),
    ("rendr out/overdrive.nam", "reamp has no command 'rendr'; did you mean render?"),
    ("help rendr", "has no command 'rendr'; did you mean render?"),
    ("preset show nosuch", "there is no such preset"),
    ("train out/overdrive.nam", "out/overdrive.nam: is a model, not a capture; a capture is a folder"),
    ("train out/overdrive.nam --overwrite", "is a model, not a capture; a capture is a folder"),
    ("train am.capture", "is not a capture: it does not exist; did you mean amp.capture?"),
    ("render out/overdrive.nam stereo.wav -o q.wav", "choose one (--channel)"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the commands run in: what `make demo` writes, and files that are wrong."""
    (tmp_path / "out").mkdir()
    (tmp_path / "amp.capture").mkdir()
    shutil.copy(MODEL, tmp_path / "out" / "overdrive.nam")
    float_wav(tmp_path / "out" / "di.wav", read(DI).samples[:24_000])
    (tmp_path / "text.nam").write_text("this is no model")
    (tmp_path / "page.nam").write_text("<!DOCTYPE html>\n<html>")
    (tmp_path / "cut.nam").write_bytes(Path(MODEL).read_bytes()[:3000])
    (tmp_path / "text.wav").write_text("this is no sound")
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (4800, 2)).astype(np.float32)
    float_wav(tmp_path / "stereo.wav", noise)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("typed", "words"), ROWS, ids=[typed[-60:] for typed, _ in ROWS])
def test_wrong_input_is_answered_with_one_helpful_line(typed: str, words: str) -> None:
    result = run(*shlex.split(typed))
    assert (result.exit_code in (1, 2), result.stdout) == (True, ""), result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert words in line
    assert not Path("q.wav").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (f"{GAIN} --interface 'scarlett 2i2 4'", "Focusrite Scarlett 2i2 4th Gen"),
        *((f"{GAIN} --max-input {level}", "+0.44 dB   calibrated") for level in (
            "'12,2 dBu'", "'12.2 dbu'", "+12.2", "12.2 dBu")),
        (f"{GAIN} --max-input 12.2 --input-trim '−2,8'", "-2.36 dB   calibrated"),
        ("interfaces komplete audio 2", "is not in the table. The nearest name, another product:"),
        ("info out", "1 of 1 models"),
        ("help", "Usage: reamp [OPTIONS] COMMAND"),
        ("help render", "Usage: reamp render"),
        ("render out/overdrive.nam out/di.wav", "overdrive-di.wav  0:0"),
    ],
)  # fmt: skip
def test_what_is_meant_is_accepted(typed: str, words: str) -> None:
    result = run(*shlex.split(typed))
    assert result.exit_code == 0, result.stderr
    assert words in result.stdout


def test_without_an_output_nothing_is_replaced() -> None:
    for name in ("overdrive-di.wav", "overdrive-di-2.wav", "overdrive-di-3.wav"):
        assert not Path(name).exists()
        assert f"{name}  " in run("render", "out/overdrive.nam", "out/di.wav").stdout
    first = Path("overdrive-di.wav").stat().st_mtime_ns
    run("render", "out/overdrive.nam", "out/di.wav", "--overwrite")
    assert Path("overdrive-di.wav").stat().st_mtime_ns > first
    chain = ("render", "--chain", "out/overdrive.nam", "out/overdrive.nam", "out/di.wav")
    assert "overdrive+overdrive-di.wav  " in run(*chain).stdout


def test_swapped_files_of_ones_own_signal_are_asked_about(folder: Path) -> None:
    played = read(DI).samples[: 8 * 48_000]
    recorded = np.tanh(3.0 * np.concatenate((np.zeros(7, np.float32), played)))
    signal, recording = float_wav(folder / "a.wav", played), float_wav(folder / "b.wav", recorded)
    right = run("capture", "new", "--signal", signal, "--recording", recording, "-o", "right.capture")
    assert "swapped" not in right.stdout
    wrong = run("capture", "new", "--signal", recording, "--recording", signal, "-o", "wrong.capture")
    words = " ".join(wrong.stdout.split())
    assert (
        "ahead of the signal, and gear cannot answer before it is played to; are the two files swapped?"
        in words
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("--device Apollo", "jack has no device 'Apollo', only 'system'"),
        ("--input-channel 7", "system has 2 inputs; there is no input 7"),
    ],
)
def test_wrong_devices(typed: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch):
        line = error_of("play", "out/overdrive.nam", "--headless", "--backend", "jack", *typed.split())
    assert words in line

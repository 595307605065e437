"""One guitar through many rigs: the results of `render` and `play`, and errors that do not stop the rest."""

import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rig_files import float_wav, gain_model, sine

import reamp
from reamp.audio import Signal
from reamp.audio.files import SampleFormat, read
from reamp.demo import demo_model_path
from reamp.engine import load
from reamp.errors import AudioFileError, ConfigError, ModelFileError, OutputExistsError
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Source
from reamp.playing.play import Played, play
from reamp.playing.recording import Recording
from reamp.playing.render import RenderConfig, RenderResult, render
from reamp.playing.render_many import render_files, render_many
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel, chain

INTERFACE = level_as_interface(12.2)
SOURCE = Source.named(INTERFACE, gain="+5")


@pytest.fixture(autouse=True)
def _no_user_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(440.0, peak=0.25))


@pytest.fixture
def amps(tmp_path: Path) -> Path:
    folder = tmp_path / "amps"
    folder.mkdir()
    for number in range(1, 6):
        gain_model(folder / f"amp {number}.nam", 0.1 * number, input_level_dbu=10.0 + number)
    return folder


def test_it_sounds_as_each_alone(di: Path, amps: Path) -> None:
    done = dict(render_many(amps, di, source=SOURCE, threads=2))
    assert sorted(done) == sorted(amps.glob("*.nam"))
    for path, played in done.items():
        assert isinstance(path, Path)
        assert isinstance(played, Played)
        alone = play(chain(path), read(di), source=SOURCE, threads=1)
        np.testing.assert_array_equal(played.signal.samples, alone.signal.samples)
        assert (played.plan, played.findings) == (alone.plan, alone.findings)


def test_each_file_is_what_render_writes(tmp_path: Path, di: Path, amps: Path) -> None:
    room = float_wav(tmp_path / "room.wav", np.array([[1.0, 0.25], [0.0, 0.25]], np.float32))
    rigs = [Rig(models=(RigModel(path=path),), cabinets=(Cabinet(path=room),)) for path in amps.iterdir()]
    config = RenderConfig(sample_format=SampleFormat.PCM_16, threads=2)
    outputs = [(rig, tmp_path / f"{rig.models[0].name}.wav") for rig in rigs]
    done = dict(render_files(outputs, di, source=SOURCE, config=config))
    for rig, output in outputs:
        result = done[rig]
        assert isinstance(result, RenderResult)
        alone = tmp_path / "alone.wav"
        expected = render(
            rig,
            di=di,
            output=alone,
            interface=INTERFACE,
            interface_gain_db="+5",
            config=RenderConfig(sample_format=SampleFormat.PCM_16, overwrite=True),
        )
        assert output.read_bytes() == alone.read_bytes()
        assert (result.di, result.output, result.channels) == (di, output, 2)
        assert (result.plan, result.findings) == (expected.plan, expected.findings)
        assert (result.peak_dbfs, result.rms_dbfs) == (expected.peak_dbfs, expected.rms_dbfs)


def test_a_broken_model_is_an_outcome_and_the_rest_goes_on(di: Path, amps: Path) -> None:
    (amps / "amp 0.nam").write_text("{}")
    rigs = [*sorted(amps.iterdir()), chain(amps / "gone.nam"), load(demo_model_path())]
    outcomes = [outcome for _, outcome in render_many(rigs, di, threads=2)]  # type: ignore[arg-type]
    errors = [outcome for outcome in outcomes if not isinstance(outcome, Played)]
    assert len(outcomes) == 8
    assert {type(error) for error in errors} == {ModelFileError, ConfigError}
    texts = sorted(map(str, errors))
    assert texts[0].endswith("amp 0.nam: version: is missing; every .nam file has it")
    assert texts[1].endswith("gone.nam: does not exist")
    assert texts[2].startswith("a loaded model cannot be rendered")


def test_what_all_have_in_common_is_raised_before_anything_plays(di: Path, amps: Path) -> None:
    def none() -> Iterator[Path]:
        pytest.fail("a rig was asked for")
        yield amps

    with pytest.raises(AudioFileError, match="does not exist"):
        render_many(none(), "gone.wav")
    with pytest.raises(ConfigError, match="threads must be 1 to 256, got 0"):
        render_many(none(), di, threads=0)
    with pytest.raises(ConfigError, match="expected several rigs, got one"):
        render_many(chain(demo_model_path()), di)  # type: ignore[arg-type]
    with pytest.raises(ModelFileError, match="expected a folder of models"):
        render_many(demo_model_path(), di)
    assert list(render_many([], di)) == []


def test_the_recording_is_read_once(di: Path, amps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    real = soundfile.SoundFile

    def counted(file: object, *args: object, **options: object) -> object:
        opened.append(file)
        return real(file, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(soundfile, "SoundFile", counted)
    assert len(list(render_many(amps, di))) == 5
    assert opened == [di]


def test_a_generator_is_read_as_it_is_needed(di: Path, amps: Path) -> None:
    taken = 0

    def endless() -> Iterator[Path]:
        nonlocal taken
        while True:
            taken += 1
            yield amps / "amp 1.nam"

    for number, (_, outcome) in enumerate(render_many(endless(), di, threads=2), start=1):
        assert isinstance(outcome, Played)
        assert taken <= number + 3  # one for each core, and one that waits
        if number == 50:
            break


def test_few_rigs_share_the_cores(di: Path, amps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watch(rig: Rig, recording: Recording, *, source: Source, threads: int) -> Played:
        seen.append(threads)
        return play(rig, Signal(np.concatenate(list(recording.blocks(2**16))), 48_000), source=source)

    monkeypatch.setattr("reamp.playing.render_many.play_recording", watch)
    for count, threads, each in ((1, 8, 8), (2, 8, 4), (3, 8, 2), (5, 4, 1)):
        seen.clear()
        list(render_many(sorted(amps.iterdir())[:count], di, threads=threads))
        assert seen == [each] * count


def test_a_caller_who_stops_leaves_whole_files_and_no_thread(tmp_path: Path, amps: Path) -> None:
    long_di = float_wav(tmp_path / "long.wav", np.tile(sine(440.0, peak=0.25), 300))
    out = tmp_path / "out"
    out.mkdir()
    for number in range(8):
        shutil.copy(demo_model_path(), amps / f"z{number}.nam")
    before = threading.active_count()
    files = render_files(((path, out / f"{path.stem}.wav") for path in sorted(amps.iterdir())), long_di)
    next(files)
    del files
    gc.collect()
    assert threading.active_count() == before
    written = list(out.iterdir())
    assert 1 <= len(written) < 13
    assert {soundfile.info(path).frames for path in written} == {300 * 48_000}


def test_existing_files_are_kept_and_inputs_never_replaced(tmp_path: Path, di: Path, amps: Path) -> None:
    kept = tmp_path / "kept.wav"
    kept.write_bytes(b"precious")
    amp = amps / "amp 1.nam"
    before = di.read_bytes()
    done = [outcome for _, outcome in render_files([(amp, kept), (amp, di)], di)]
    assert all(isinstance(outcome, OutputExistsError) for outcome in done)
    assert sorted(str(outcome) for outcome in done)[0].endswith(
        "di.wav: is also an input; choose another name for the output"
    )
    config = RenderConfig(overwrite=True)
    done = [outcome for _, outcome in render_files([(amp, kept), (amp, di)], di, config=config)]
    assert sorted(isinstance(outcome, RenderResult) for outcome in done) == [False, True]
    assert (kept.read_bytes()[:4], di.read_bytes()) == (b"RIFF", before)


def test_a_signal_has_no_file(tmp_path: Path, di: Path, amps: Path) -> None:
    signal = read(di)
    ((_, played),) = render_many([amps / "amp 1.nam"], signal)
    ((_, result),) = render_files([(amps / "amp 1.nam", tmp_path / "out.wav")], signal)
    assert isinstance(played, Played)
    assert isinstance(result, RenderResult)
    assert (result.di, result.frames) == (None, played.signal.frames)


def test_the_package_has_it() -> None:
    assert (reamp.render_many, reamp.render_files) == (render_many, render_files)

"""`reamp demo`: three files that can be compared by ear."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from cli_runner import error_of, run

from reamp import units
from reamp.audio.files import probe, read
from reamp.audio.loudness import integrated_lufs
from reamp.demo import demo_di_path, demo_model_path

Samples = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "out"


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    result = run("demo", "-o", folder)
    assert result.exit_code == 0
    return result.stdout


def test_it_says_what_it_did_and_where(printed: str, folder: Path) -> None:
    lines = printed.splitlines()
    assert lines[0].startswith("A simulated guitar, recorded at 12.2 dBu full scale")
    assert "11.76 dBu" in lines[1]
    assert [line.split("  ")[0].rstrip() for line in lines[3:]] == [
        str(folder / name) for name in ("di.wav", "overdrive.nam", "calibrated.wav", "uncalibrated.wav")
    ]
    assert "gain +0.44 dB" in lines[5]


def test_the_guitar_and_the_model_are_the_bundled_ones(printed: str, folder: Path) -> None:
    assert (folder / "overdrive.nam").read_bytes() == demo_model_path().read_bytes()
    assert np.array_equal(read(folder / "di.wav").samples, read(demo_di_path()).samples)


def test_the_renders_are_whole_and_equally_loud(printed: str, folder: Path) -> None:
    names = ("calibrated.wav", "uncalibrated.wav")
    assert {probe(folder / name).frames for name in names} == {probe(demo_di_path()).frames}
    first, second = (integrated_lufs(read(folder / name)) for name in names)
    assert second == pytest.approx(first, abs=0.01)


def test_the_wrong_level_is_audible(printed: str, folder: Path) -> None:
    """10 dB below the right level the last, held note is squared off less, and dies away sooner."""
    right, wrong = (
        read(folder / name).samples.astype(np.float64) for name in ("calibrated.wav", "uncalibrated.wav")
    )
    assert _crest_db(right) + 3.0 < _crest_db(wrong)
    assert _decay_db(right) == pytest.approx(12.6, abs=0.5)  # as docs/levels.md says
    assert _decay_db(wrong) == pytest.approx(18.0, abs=0.5)


def _crest_db(samples: Samples) -> float:
    note = samples[11 * 48_000 : 13 * 48_000]
    return units.ratio_to_db(float(np.abs(note).max() / np.sqrt(np.mean(note**2))))


def _decay_db(samples: Samples) -> float:
    """How much softer the note is two seconds on."""
    early, late = (np.std(samples[at * 48_000 : at * 48_000 + 24_000]) for at in (11, 13))
    return units.ratio_to_db(float(early / late))


def test_it_runs_again_over_its_own_files_when_told_to(printed: str, folder: Path) -> None:
    assert "choose another name (--overwrite)" in error_of("demo", "-o", folder)
    assert run("demo", "-o", folder, "--overwrite").stdout == printed


@pytest.mark.parametrize("name", ["di.wav", "overdrive.nam", "calibrated.wav", "uncalibrated.wav"])
def test_a_file_that_is_there_keeps_its_bytes_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("precious")
    assert f"{name}: exists" in error_of("demo", "-o", tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "precious")]


def test_a_folder_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be created" in error_of("demo", "-o", tmp_path / "file" / "out")

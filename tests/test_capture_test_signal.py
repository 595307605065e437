"""Test signals are recognised by hash, by structure or by name; any other signal gets a sensible split."""

from pathlib import Path

import numpy as np
import pytest
from shared_data import SHARED_DATA

from reamp.audio import files
from reamp.audio.signal import Signal
from reamp.capture.layout import Span
from reamp.capture.make_signal import own_test_signal
from reamp.capture.test_signal import OFFICIAL, file_md5, layout_for, names, swapped_findings
from reamp.errors import AudioFileError, ConfigError
from reamp.findings import Severity


def like(name: str, *, rate_hz: int = 48_000) -> Signal:
    """Return noise with the validation and the impulses of a version."""
    version = next(v for v in (own_test_signal(48_000), *OFFICIAL) if v.name == name)
    frames = version.frames or 5_000_000
    layout = version.layout(frames)
    samples = (0.1 * np.random.default_rng(0).standard_normal(frames, np.float32)).astype(np.float32)
    for frame in layout.impulses:
        samples[frame - 300 : frame + 300] = 0.0
        samples[frame] = 0.9
    samples[layout.validation[-1].slice] = samples[layout.validation[0].slice]
    return Signal(samples, rate_hz)


@pytest.mark.parametrize("version", OFFICIAL, ids=lambda version: version.name)
def test_the_published_files_are_known_by_hash(version: object) -> None:
    assert version in OFFICIAL
    signal = Signal(np.zeros(9_000_000, np.float32), 48_000)
    for known in OFFICIAL:
        layout, findings = layout_for(signal, md5=known.md5)
        assert (layout.name, findings) == (known.name, [])


def test_the_layouts_are_those_of_the_trainer() -> None:
    by_name = {version.name: version for version in OFFICIAL}
    v3 = by_name["v3"].layout(9_120_000)
    assert v3.validation == (Span(0, 432_000), Span(8_688_000, 9_120_000))
    assert (v3.training, v3.impulses) == (Span(480_000, 8_688_000), (504_000, 552_000))
    v2 = by_name["v2"].layout(9_168_000)
    assert [span.first / 48_000 for span in v2.validation] == [171.0, 180.0]
    assert by_name["v1"].layout(8_000_000).validation == (Span(7_568_000, 8_000_000),)
    assert by_name["proteus"].layout(9_298_872).validation == (Span(8_857_872, 9_298_872),)


@pytest.mark.parametrize("name", ["reamp-1", "v2", "v3"])
def test_copies_are_known_by_structure(name: str) -> None:
    layout, _ = layout_for(like(name))
    assert layout.name == name


def test_a_look_alike_is_named_so() -> None:
    _, findings = layout_for(like("v3"))
    assert [(f.check, f.severity) for f in findings] == [("signal-look-alike", Severity.NOTE)]
    assert layout_for(like("reamp-1"))[1] == []


def test_structure_needs_the_repeated_validation_and_the_impulses() -> None:
    changed = like("v3").samples.copy()
    changed[8_700_000:8_750_000] *= 0.5
    assert layout_for(Signal(changed, 48_000))[0].name == "split"
    covered = like("v3").samples.copy()
    covered[504_010] = 0.5
    assert layout_for(Signal(covered, 48_000))[0].name == "split"


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="needs the shared data")
def test_the_shared_signal_is_laid_out_like_v3() -> None:
    path = SHARED_DATA / "training" / "input.flac"
    layout, findings = layout_for(files.read(path), md5=file_md5(path))
    assert layout.name == "v3"
    assert [finding.check for finding in findings] == ["signal-look-alike"]


def test_a_name_wins_over_the_content() -> None:
    signal = like("v3")
    assert layout_for(signal, name="v1")[0].validation == (Span(8_688_000, 9_120_000),)


def test_names_that_do_not_fit_are_refused() -> None:
    short = Signal(np.zeros(100_000, np.float32), 48_000)
    with pytest.raises(
        ConfigError, match="there is no test signal 'v9'; there are reamp-1, reamp-short-1, v1, "
    ):
        layout_for(short, name="v9")
    with pytest.raises(ConfigError, match="v3 has 9120000 frames, this one has 100000"):
        layout_for(short, name="v3")
    with pytest.raises(ConfigError, match="too short for the layout of v1"):
        layout_for(short, name="v1")
    with pytest.raises(ConfigError, match="proteus does not exist at 48000 Hz"):
        layout_for(short, name="proteus")
    assert set(names()) >= {"reamp-1", "v1", "v3", "proteus"}


def test_any_other_signal_is_split() -> None:
    samples = (0.1 * np.random.default_rng(1).standard_normal(180 * 44_100, np.float32)).astype(np.float32)
    samples[44_100:66_150] = 0.0
    layout, findings = layout_for(Signal(samples, 44_100))
    assert layout.training == Span(0, 171 * 44_100)
    assert layout.validation == (Span(171 * 44_100, 180 * 44_100),)
    assert layout.noise_floor == Span(55_125, 66_150 - 220)
    assert [finding.check for finding in findings] == ["signal-unknown"]


def test_a_short_signal_is_split_with_a_warning() -> None:
    samples = np.ones(20 * 48_000, np.float32)
    layout, findings = layout_for(Signal(samples, 48_000))
    assert layout.validation == (Span(18 * 48_000, 20 * 48_000),)
    assert layout.noise_floor is None
    assert [(f.check, f.measured) for f in findings if f.measured] == [("signal-short", 20.0)]


def test_the_hash_of_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match="cannot be read: No such file"):
        file_md5(tmp_path / "none.wav")
    (tmp_path / "empty").write_bytes(b"")
    assert file_md5(tmp_path / "empty") == "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize("name", ["reamp-1", "v3"])
def test_a_recording_that_is_a_test_signal_is_the_wrong_way_round(name: str) -> None:
    (finding,) = swapped_findings(like(name))
    assert (finding.check, finding.severity) == ("files-swapped", Severity.BLOCKER)
    assert f"is the test signal {name}" in finding.message
    assert swapped_findings(Signal(like(name).samples[1:], 48_000)) == []

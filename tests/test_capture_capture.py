"""A capture folder: whole or not there, never replaced, readable, and faithful to what went in."""

import hashlib
import tomllib
from pathlib import Path

import numpy as np
import pytest

from reamp.atomic import atomic_write
from reamp.audio import files
from reamp.audio.files import SampleFormat
from reamp.audio.signal import Signal
from reamp.capture import capture as module
from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.latency import LatencyMethod
from reamp.capture.layout import Span
from reamp.capture.make_signal import make_test_signal
from reamp.errors import (
    AudioFileError,
    CaptureError,
    ConfigError,
    NotACaptureError,
    OutputError,
    OutputExistsError,
)
from reamp.findings import Check, Severity

RATE_HZ = 16_000
FRAMES = 12 * RATE_HZ
LATENCY = 250


def played() -> Signal:
    hand = np.random.default_rng(0)
    return Signal.from_float64(0.1 * hand.normal(size=FRAMES).clip(-4, 4), RATE_HZ)


def recorded(*, gain: float = 0.5) -> Signal:
    late = np.concatenate([np.zeros(LATENCY), played().samples.astype(float), np.zeros(RATE_HZ // 2)])
    return Signal.from_float64(gain * late, RATE_HZ)


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    signal_path, recording_path = tmp_path / "signal.wav", tmp_path / "my amp.wav"
    files.write(signal_path, played())
    files.write(recording_path, recorded())
    return {"signal_path": signal_path, "recording_path": recording_path}


@pytest.fixture
def capture(tmp_path: Path, sources: dict[str, Path]) -> Capture:
    return Capture.create(
        tmp_path / "mt15.capture",
        **sources,
        levels=Levels(input_level_dbu=11.76),
        gear=Gear(gear_make="PRS", gear_model="MT 15"),
    )


def test_it_holds_both_signals_to_the_24th_bit(capture: Capture, sources: dict[str, Path]) -> None:
    assert np.array_equal(capture.signal().samples, files.read(sources["signal_path"]).samples)
    assert np.array_equal(capture.recording().samples, files.read(sources["recording_path"]).samples)
    assert sorted(path.name for path in capture.path.iterdir()) == [
        "capture.toml",
        "input.flac",
        "output.flac",
    ]
    assert files.probe(capture.recording_path).subtype == "PCM_24"


def test_the_text_file_can_be_read_by_a_person(capture: Capture, sources: dict[str, Path]) -> None:
    text = (capture.path / "capture.toml").read_text()
    assert text.startswith("# A capture by Reamp")
    document = tomllib.loads(text)
    assert (document["format"], document["rate_hz"]) == (1, RATE_HZ)
    assert document["levels"] == {"input_level_dbu": 11.76}
    assert document["gear"] == {"gear_make": "PRS", "gear_model": "MT 15"}
    assert document["source"]["recording"] == "my amp.wav"
    md5 = hashlib.md5(sources["recording_path"].read_bytes()).hexdigest()
    assert document["source"]["recording_md5"] == md5
    assert document["latency"]["method"] == "correlation"
    assert "/" not in text.replace("signal-", "")


def test_it_aligns_to_the_frame(capture: Capture) -> None:
    assert capture.latency is not None
    assert capture.latency.frames == LATENCY - 1
    aligned = capture.aligned()
    assert aligned.x.dtype == aligned.y.dtype == np.float32
    assert len(aligned.x) == len(aligned.y) == FRAMES
    assert aligned.y[1:] == pytest.approx(0.5 * aligned.x[:-1], abs=1e-6)
    assert (aligned.training, aligned.validation) == (
        Span(0, FRAMES * 9 // 10),
        Span(FRAMES * 9 // 10, FRAMES),
    )


def test_swapped_files_are_one_finding_and_nothing_is_said_of_their_sound(
    tmp_path: Path,
) -> None:
    signal = make_test_signal()
    late = np.concatenate([np.zeros(LATENCY), np.tanh(3.0 * signal.samples)])
    files.write(tmp_path / "test.wav", signal)
    files.write(tmp_path / "amp.wav", Signal.from_float64(0.5 * late, signal.rate_hz))
    made = Capture.create(
        tmp_path / "swapped.capture", signal_path=tmp_path / "amp.wav", recording_path=tmp_path / "test.wav"
    )
    for findings in (made.findings, made.check()):
        assert [each.check for each in findings if each.severity is not Severity.NOTE] == [
            Check.FILES_SWAPPED
        ]


def test_opening_gives_back_what_was_made(capture: Capture) -> None:
    assert Capture.open(capture.path) == capture
    assert capture.levels == Levels(input_level_dbu=11.76)
    assert [finding.check for finding in capture.findings] == ["signal-unknown", "signal-short"]


def test_checking_again_finds_the_same(capture: Capture) -> None:
    assert [finding.check for finding in capture.check()] == [f.check for f in capture.findings]


def test_a_named_layout_and_a_manual_latency_win(tmp_path: Path) -> None:
    hand = np.random.default_rng(1)
    signal = Signal.from_float64(0.1 * hand.normal(size=12 * 48_000), 48_000)
    files.write(tmp_path / "in.wav", signal)
    files.write(tmp_path / "out.wav", Signal(-signal.samples, 48_000))
    capture = Capture.create(
        tmp_path / "x.capture",
        signal_path=tmp_path / "in.wav",
        recording_path=tmp_path / "out.wav",
        layout_name="v1",
        latency_frames=3,
    )
    assert capture.layout.name == "v1"
    assert capture.layout.validation == (Span(3 * 48_000, 12 * 48_000),)
    assert capture.latency is not None
    assert (capture.latency.frames, capture.latency.method) == (3, LatencyMethod.MANUAL)


def test_what_goes_beyond_full_scale_is_kept_as_float(tmp_path: Path, sources: dict[str, Path]) -> None:
    hot = recorded(gain=8.0)
    files.write(tmp_path / "hot.wav", hot, sample_format=SampleFormat.FLOAT)
    capture = Capture.create(
        tmp_path / "hot.capture", signal_path=sources["signal_path"], recording_path=tmp_path / "hot.wav"
    )
    assert capture.recording_path.name == "output.wav"
    assert np.array_equal(capture.recording().samples, hot.samples)


def test_silence_makes_a_capture_that_says_so(tmp_path: Path, sources: dict[str, Path]) -> None:
    files.write(tmp_path / "silence.wav", Signal(np.zeros(FRAMES, np.float32), RATE_HZ))
    capture = Capture.create(
        tmp_path / "s.capture", signal_path=sources["signal_path"], recording_path=tmp_path / "silence.wav"
    )
    assert "recording-silent" in [finding.check for finding in capture.findings]
    with pytest.raises(CaptureError, match="is silent, so there is no latency"):
        capture.aligned()


def test_editing_keeps_what_it_does_not_know(capture: Capture) -> None:
    path = capture.path / "capture.toml"
    text = path.read_text().replace('gear_make = "PRS"', 'gear_make = "PRS"\nserial = "0815"')
    path.write_text(text + '\n[my_notes]\nmood = "good"\n')
    edited = Capture.open(capture.path).edit(
        levels=Levels(output_level_dbu=12.3), gear=Gear(gear_make="Orange")
    )
    assert edited.levels == Levels(output_level_dbu=12.3)
    assert edited.gear == Gear(gear_make="Orange")
    document = tomllib.loads(path.read_text())
    assert document["my_notes"] == {"mood": "good"}
    assert document["gear"] == {"gear_make": "Orange", "serial": "0815"}
    assert document["levels"] == {"output_level_dbu": 12.3}
    assert (edited.latency, edited.findings) == (capture.latency, capture.findings)


def test_a_capture_is_never_replaced(capture: Capture, sources: dict[str, Path]) -> None:
    before = (capture.path / "capture.toml").read_bytes()
    with pytest.raises(OutputExistsError, match="a capture is never replaced"):
        Capture.create(capture.path, **sources)
    assert (capture.path / "capture.toml").read_bytes() == before


def test_a_crash_leaves_nothing(
    tmp_path: Path, sources: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(folder: Path, document: object) -> None:
        with atomic_write(folder / "capture.toml"):
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "_write_document", interrupted)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        Capture.create(tmp_path / "x.capture", **sources)
    assert sorted(tmp_path.iterdir()) == before


def test_where_a_capture_cannot_be_made(tmp_path: Path, sources: dict[str, Path]) -> None:
    with pytest.raises(ConfigError, match=r"ends in \.capture"):
        Capture.create(tmp_path / "mt15", **sources)
    with pytest.raises(OutputError, match="does not exist; create it first"):
        Capture.create(tmp_path / "none" / "x.capture", **sources)
    with pytest.raises(AudioFileError, match="does not exist"):
        Capture.create(
            tmp_path / "x.capture", signal_path=tmp_path / "no.wav", recording_path=tmp_path / "no.wav"
        )
    with pytest.raises(ConfigError, match="v1 does not exist at 16000 Hz"):
        Capture.create(tmp_path / "x.capture", **sources, layout_name="v1")
    assert not (tmp_path / "x.capture").exists()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("format = 1", "format = 2", "has format 2; this Reamp reads up to 1"),
        ("format = 1", "", r"object missing required field format"),
        ("rate_hz = 16000", 'rate_hz = "16k"', "rate_hz: expected int, got str"),
        ('signal = "input.flac"', 'signal = "../input.flac"', "is not a file in the capture's folder"),
        ("input_level_dbu = 11.76", "input_level_dbu = 1176.0", "input_level_dbu must be -100 to 60 dBu"),
        ('method = "correlation"', 'method = "guess"', "latency.method: invalid enum value 'guess'"),
        ("    172800,\n", "    -1,\n", "layout.training: no span from frame 0 to -1"),
        ("[latency]", "[latency", "is not TOML"),
    ],
)
def test_a_broken_text_file_is_one_clear_sentence(capture: Capture, old: str, new: str, problem: str) -> None:
    path = capture.path / "capture.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CaptureError, match=problem):
        Capture.open(capture.path)


def test_what_is_not_a_capture(tmp_path: Path, sources: dict[str, Path]) -> None:
    for path, problem in (
        (tmp_path, r"is not a capture: there is no capture\.toml"),
        (tmp_path / "none.capture", "is not a capture: it does not exist"),
        (sources["signal_path"], "is a file, not a capture"),
    ):
        with pytest.raises(NotACaptureError, match=problem):
            Capture.open(path)


def test_audio_that_is_gone_or_replaced_is_noticed(capture: Capture) -> None:
    capture.signal_path.unlink()
    with pytest.raises(AudioFileError, match=r"input\.flac: does not exist"):
        capture.aligned()
    files.write(capture.signal_path, Signal(played().samples, 48_000))
    with pytest.raises(CaptureError, match=r"input\.flac is at 48000 Hz, capture\.toml says 16000"):
        capture.signal()

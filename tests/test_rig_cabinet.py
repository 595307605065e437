"""Impulse responses: the official gain, every tap, both sides of a stereo file, mixes of two."""

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rig_files import float_wav

from reamp.errors import AudioFileError, ChannelError, ConfigError
from reamp.rig.cabinet import (
    Cabinet,
    ImpulseResponse,
    first_ir,
    is_folder_of_irs,
    read_impulse_response,
)
from reamp.rig.mode import RigMode
from reamp.sim.speaker import cabinet_taps

GAIN_AT_48K = 10.0 ** (-18.0 / 20.0)


def speaker(frames: int, rate_hz: int) -> np.ndarray:
    """Return resonances at 120 Hz, 2.5 kHz and 5 kHz that decay within 20 ms, at their values at any rate."""
    time_s = np.arange(frames) / rate_hz
    rise = 1.0 - np.exp(-time_s / 2e-4)  # band-limited enough to be the same sound at every rate
    partials = sum(np.sin(2.0 * np.pi * hz * time_s) for hz in (120.0, 2_500.0, 5_000.0))
    return (0.2 * rise**4 * partials * np.exp(-time_s / 4e-3)).astype(np.float32)


def read(path: Path, rate_hz: int = 48_000, **options: object) -> ImpulseResponse:
    return read_impulse_response([Cabinet(path=path, **options)], rate_hz=rate_hz)  # type: ignore[arg-type]


def stereo(path: Path) -> tuple[np.ndarray, np.ndarray, Path]:
    left, right = speaker(480, 48_000), -0.5 * speaker(480, 48_000)
    return left, right, float_wav(path, np.stack([left, right], axis=1))


@pytest.mark.parametrize(("rate_hz", "gain"), [(44_100, 48_000 / 44_100), (48_000, 1.0), (96_000, 0.5)])
def test_taps_are_the_files_times_the_official_gain(tmp_path: Path, rate_hz: int, gain: float) -> None:
    samples = speaker(9_000, rate_hz)  # the official plugin would stop at 8192
    path = float_wav(tmp_path / "cab.wav", samples, rate_hz)
    impulse = read(path, rate_hz)
    assert (impulse.right, impulse.channels) == (None, 1)
    np.testing.assert_allclose(impulse.left, samples * GAIN_AT_48K * gain, rtol=1e-6)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_a_cabinet_is_as_loud_at_every_rate(tmp_path: Path, rate_hz: int) -> None:
    taps = read(float_wav(tmp_path / "cab.wav", speaker(4_800, 48_000), 48_000), rate_hz).left
    for frequency_hz in (100.0, 1_000.0, 5_000.0):
        turns = np.exp(-2j * np.pi * frequency_hz * np.arange(len(taps)) / rate_hz)
        turns_48k = np.exp(-2j * np.pi * frequency_hz * np.arange(4_800) / 48_000)
        response_db = 20.0 * np.log10(abs(taps @ turns))
        wanted_db = 20.0 * np.log10(abs(speaker(4_800, 48_000) @ turns_48k) * GAIN_AT_48K)
        assert response_db == pytest.approx(wanted_db, abs=0.01)


def test_a_stereo_file_has_both_sides_or_the_one_picked(tmp_path: Path) -> None:
    left, right, path = stereo(tmp_path / "room.wav")
    impulse = read(path)
    assert impulse.right is not None
    assert impulse.channels == 2
    np.testing.assert_allclose(impulse.left, left * GAIN_AT_48K, rtol=1e-6)
    np.testing.assert_allclose(impulse.right, right * GAIN_AT_48K, rtol=1e-6)
    picked = read(path, channel=2)
    assert picked.channels == 1
    np.testing.assert_allclose(picked.left, right * GAIN_AT_48K, rtol=1e-6)
    three = float_wav(tmp_path / "three.wav", np.stack([left, right, 0.1 * left], axis=1))
    with pytest.raises(ChannelError, match=r"three\.wav: has 3 channels .*; choose one$"):
        read(three)


def test_the_same_on_both_sides_is_mono(tmp_path: Path) -> None:
    mono = speaker(480, 48_000)
    impulse = read(float_wav(tmp_path / "cab.wav", np.stack([mono, mono], axis=1)))
    assert (len(impulse.left), impulse.channels) == (480, 1)
    assert [finding.check for finding in impulse.findings] == ["dual-mono"]
    assert impulse.findings[0].text.startswith("cab.wav: the 2 channels are identical")


def test_two_cabinets_are_mixed_and_panned(tmp_path: Path) -> None:
    near, far = speaker(480, 48_000), -0.5 * speaker(300, 48_000)
    paths = float_wav(tmp_path / "near.wav", near), float_wav(tmp_path / "far.wav", far)
    longer = np.pad(far, (0, 180))
    mixed = read_impulse_response(
        [Cabinet(path=paths[0]), Cabinet(path=paths[1], gain_db=-6.0)], rate_hz=48_000
    )
    assert mixed.right is None
    expected = (near + longer * 10.0 ** (-6.0 / 20.0)) * GAIN_AT_48K
    np.testing.assert_allclose(mixed.left, expected, atol=1e-7)
    wide = read_impulse_response(
        [Cabinet(path=paths[0], pan=-1.0), Cabinet(path=paths[1], pan=0.5)], rate_hz=48_000
    )
    assert wide.right is not None
    aside, across = np.sqrt(2.0) * np.cos(3.0 * np.pi / 8.0), np.sqrt(2.0) * np.sin(3.0 * np.pi / 8.0)
    np.testing.assert_allclose(wide.left, (np.sqrt(2.0) * near + aside * longer) * GAIN_AT_48K, atol=1e-7)
    np.testing.assert_allclose(wide.right, across * longer * GAIN_AT_48K, atol=1e-7)


def test_a_compatible_rig_plays_8192_taps_of_one_mono_file(tmp_path: Path) -> None:
    path = float_wav(tmp_path / "hall.wav", np.full(10_000, 0.1, np.float32))
    one, both = [Cabinet(path=path)], [Cabinet(path=path)] * 2
    assert len(read_impulse_response(one, rate_hz=48_000).left) == 10_000
    assert len(read_impulse_response(one, rate_hz=48_000, mode=RigMode.COMPATIBLE).left) == 8_192
    for cabinets in (both, [Cabinet(path=path, pan=0.1)]):
        with pytest.raises(ConfigError, match="plays one impulse response, in the middle"):
            read_impulse_response(cabinets, rate_hz=48_000, mode=RigMode.COMPATIBLE)
    room = stereo(tmp_path / "room.wav")[2]
    with pytest.raises(ChannelError, match="choose one"):
        read_impulse_response([Cabinet(path=room)], rate_hz=48_000, mode=RigMode.COMPATIBLE)


def test_what_is_no_impulse_response_is_refused(tmp_path: Path) -> None:
    silent = float_wav(tmp_path / "silent.wav", np.zeros(480, np.float32))
    with pytest.raises(AudioFileError, match=r"silent\.wav: is silent"):
        read(silent)
    song = float_wav(tmp_path / "song.wav", np.ones(30 * 60 * 8_000, np.float32), 8_000)
    with pytest.raises(AudioFileError, match="is 1800 s long; an impulse response has at most 10 s"):
        read(song)
    text = tmp_path / "readme.wav"
    text.write_text("no sound here")
    with pytest.raises(AudioFileError, match="is not a sound file"):
        read(text)
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioFileError, match="is empty"):
        read(tmp_path / "empty.wav")
    broken = np.zeros((480, 2), np.float32)
    broken[:, 0] = 0.1
    broken[9, 1] = np.nan
    with pytest.raises(AudioFileError, match="frame 9 of channel 2 is nan"):
        read(float_wav(tmp_path / "nan.wav", broken))
    with pytest.raises(AudioFileError, match="does not exist"):
        read(tmp_path / "gone.wav")
    with pytest.raises(ConfigError, match="at most 2 cabinets, got 3"):
        read_impulse_response([Cabinet(path=song)] * 3, rate_hz=48_000)
    with pytest.raises(ConfigError, match=r"pan must be -1 \(left\) to 1 \(right\), got 2"):
        Cabinet(path=song, pan=2.0)
    with pytest.raises(ConfigError, match="gain_db must be a finite number"):
        Cabinet(path=song, gain_db=float("nan"))


def test_half_an_hour_in_stereo_is_refused_by_its_header(tmp_path: Path) -> None:
    """Looking through it for the channel with sound takes seconds."""
    path = tmp_path / "concert.wav"
    with soundfile.SoundFile(path, "w", 8_000, 2) as file:
        file.write(np.ones((8_000 * 60 * 30, 2), np.int16))
    tracemalloc.start()
    began_s = time.process_time()
    with pytest.raises(
        AudioFileError, match=r"concert\.wav: is 1800 s long; an impulse response has at most"
    ):
        read(path)
    took_s, peak_bytes = time.process_time() - began_s, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took_s < 0.1
    assert peak_bytes < 1e6


def test_a_file_from_a_telephone_is_played_and_said(tmp_path: Path) -> None:
    impulse = read(float_wav(tmp_path / "phone.wav", speaker(80, 8_000), 8_000))
    assert [finding.check for finding in impulse.findings] == ["impulse-response-dull"]
    assert "there is no sound above 4 kHz" in impulse.findings[0].message


def test_a_computed_cabinet_is_as_loud_as_none_at_every_rate_and_takes_gain_and_pan() -> None:
    for rate_hz in (44_100, 48_000, 96_000):
        impulse = read(Path("4x12"), rate_hz)
        np.testing.assert_array_equal(impulse.left, cabinet_taps("4x12", rate_hz=rate_hz))
        assert (impulse.channels, impulse.findings) == (1, ())
    half = read(Path("4x12"), gain_db=20.0 * np.log10(0.5), pan=1.0)
    assert half.right is not None
    np.testing.assert_allclose(half.right, cabinet_taps("4x12", rate_hz=48_000) / np.sqrt(2.0), rtol=1e-6)
    assert np.abs(half.left).max() < 1e-9
    compatible = read_impulse_response([Cabinet(path=Path("1x12"))], rate_hz=192_000, mode=RigMode.COMPATIBLE)
    assert len(compatible.left) == 8192


def test_a_computed_cabinet_is_mixed_with_a_file(tmp_path: Path) -> None:
    file = Cabinet(path=float_wav(tmp_path / "near.wav", speaker(480, 48_000)))
    mixed = read_impulse_response([Cabinet(path=Path("2x12")), file], rate_hz=48_000).left
    alone = read_impulse_response([file], rate_hz=48_000).left
    np.testing.assert_allclose(mixed[:480], cabinet_taps("2x12", rate_hz=48_000)[:480] + alone, atol=1e-7)
    assert len(mixed) == 4800


def test_the_name_is_the_computed_cabinet_and_a_path_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    float_wav(tmp_path / "4x12.wav", speaker(480, 48_000)).rename(tmp_path / "4x12")
    assert Cabinet(path=Path("4x12")).file is None
    for typed in ("./4x12", str(tmp_path / "4x12")):
        cabinet = Cabinet(path=typed)  # type: ignore[arg-type]  # a text will do
        assert (cabinet.is_computed, cabinet.file) == (False, tmp_path / "4x12")
        assert len(read_impulse_response([cabinet], rate_hz=48_000).left) == 480


def test_a_name_that_is_neither_a_cabinet_nor_a_file() -> None:
    with pytest.raises(AudioFileError, match=r"^4x21: is neither a file nor .*: 1x12, 2x12, 4x12$"):
        read(Path("4x21"))
    with pytest.raises(ConfigError, match="4x12 is computed and mono, so it has no channel 2"):
        Cabinet(path=Path("4x12"), channel=2)


def test_the_first_of_a_folder_is_that_of_people(tmp_path: Path) -> None:
    for name in ("cab 10.wav", "cab 2.WAV", "._cab 1.wav", "notes.txt"):
        (tmp_path / name).touch()
    assert first_ir(tmp_path) == tmp_path / "cab 2.WAV"
    assert is_folder_of_irs(tmp_path)
    assert not is_folder_of_irs(Path("4x12"))
    (tmp_path / "none").mkdir()
    with pytest.raises(ConfigError, match="there is no impulse response"):
        first_ir(tmp_path / "none")

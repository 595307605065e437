"""What the core reads for plug-ins is what Python reads: sound files, cabinets, typed numbers, networks.

Impulse responses agree to the bit, or at another rate to 0.01 dB.
"""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cli_runner import MODEL
from rig_files import float_wav, gain_model, slimmable_model
from shared_data import SHARED_DATA

from reamp._core import RigMode as CoreMode
from reamp._core import make_impulse_response, network_fingerprint, parse_typed, parse_wav
from reamp.errors import AudioFileError, ReampError
from reamp.nam import NamDocument
from reamp.nam import fingerprint as python_fingerprint
from reamp.rig.cabinet import Cabinet, read_impulse_response
from reamp.rig.mode import RigMode
from reamp.units import parse_gain_db, parse_level_dbu, parse_number


def cabinet_sound(frames: int = 4000, seed: int = 1) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0.0, 0.1, frames)
    return (noise * np.exp(-np.arange(frames) / 400.0)).astype(np.float32)


CASES = [
    [(1, 0.0, 0.0)],
    [(1, -2.5, 0.3)],
    [(2, 1.0, 0.0)],
    [(2, 0.0, -0.7)],
    [(1, 0.1, -1.0), (2, -3.0, 0.25)],
    [(1, 0.0, 0.0), (1, -6.0, 0.0)],
]


@pytest.mark.parametrize("case", CASES)
def test_at_the_rigs_rate_the_core_gives_the_same_bits(
    tmp_path: Path, case: list[tuple[int, float, float]]
) -> None:
    cabinets, sounds = [], []
    for number, (count, gain_db, pan) in enumerate(case):
        channels = [cabinet_sound(4000 - 500 * number, seed=10 * number + side) for side in range(count)]
        samples = channels[0] if count == 1 else np.stack(channels, axis=1)
        path = float_wav(tmp_path / f"{number}.wav", samples)
        cabinets.append(Cabinet(path=path, gain_db=gain_db, pan=pan))
        sounds.append((channels, 48_000, gain_db, pan))
    expected = read_impulse_response(cabinets, rate_hz=48_000)
    left, right = make_impulse_response(sounds, 48_000, CoreMode.PLAYER)
    np.testing.assert_array_equal(left, expected.left)
    np.testing.assert_array_equal(right, np.zeros(0) if expected.right is None else expected.right)


def test_a_compatible_rig_has_the_same_taps(tmp_path: Path) -> None:
    sound = cabinet_sound(9000)
    float_wav(tmp_path / "a.wav", sound)
    cabinet = Cabinet(path=tmp_path / "a.wav")
    expected = read_impulse_response([cabinet], rate_hz=48_000, mode=RigMode.COMPATIBLE)
    left, right = make_impulse_response([([sound], 48_000, 0.0, 0.0)], 48_000, CoreMode.COMPATIBLE)
    np.testing.assert_array_equal(left, expected.left)
    assert len(right) == 0


@pytest.mark.parametrize(
    ("from_hz", "to_hz"),
    [(44_100, 48_000), (96_000, 48_000), (48_000, 44_100), (32_000, 48_000), (48_000, 96_000)],
)
def test_at_another_rate_the_core_has_the_same_spectrum(tmp_path: Path, from_hz: int, to_hz: int) -> None:
    """Two resamplers with the same pass band: the rest is the phase at the top, as of 1 microsecond."""
    sound = cabinet_sound()
    float_wav(tmp_path / "a.wav", sound, from_hz)
    expected = read_impulse_response([Cabinet(path=tmp_path / "a.wav")], rate_hz=to_hz).left
    left, _ = make_impulse_response([([sound], from_hz, 0.0, 0.0)], to_hz, CoreMode.PLAYER)
    assert len(left) == len(expected)
    size = 2**16
    heard_hz = min(20_000.0, 0.9 * min(from_hz, to_hz) / 2.0)
    heard = np.fft.rfftfreq(size, 1.0 / to_hz) <= heard_hz
    ratio = (np.fft.rfft(left, size) / np.fft.rfft(expected, size))[heard]
    assert np.abs(20.0 * np.log10(np.abs(ratio))).max() < 0.01
    assert np.abs(np.angle(ratio)).max() < 0.15


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("container", ["WAV", "WAVEX"])
def test_the_core_reads_the_samples_of_libsndfile(
    tmp_path: Path, subtype: str, channels: int, container: str
) -> None:
    path = tmp_path / "a.wav"
    samples = np.random.default_rng(5).uniform(-1.0, 1.0, (301, channels))
    soundfile.write(path, samples, 44_100, subtype, format=container)
    expected, _ = soundfile.read(path, dtype="float32", always_2d=True)
    rate_hz, read = parse_wav(path.read_bytes(), "a.wav")
    assert rate_hz == 44_100
    np.testing.assert_array_equal(np.stack(read, axis=1), expected)


def wav(
    *, tag: int = 1, channels: int = 1, rate_hz: int = 48_000, bits: int = 16, data: bytes = b"\0\1"
) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame, frame, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "is empty"),
        (b"fLaC and more of it", "is not a WAV file"),
        (wav()[:-1], "is cut off: 1 of 2 bytes of sound"),
        (wav(data=b""), "has no audio"),
        (wav()[:36], "has no sound"),
        (wav(tag=7), "has samples of format 7 with 16 bits"),
        (wav(bits=8), "has samples of format 1 with 8 bits"),
        (wav(rate_hz=100), "its header says 100 Hz"),
        (wav(channels=0), "has a format that contradicts itself"),
        (wav(tag=3, bits=32, data=struct.pack("<f", np.nan)), "frame 0 of channel 1 is no finite number"),
    ],
)
def test_the_core_says_what_is_wrong_with_a_sound_file(text: bytes, problem: str) -> None:
    with pytest.raises(AudioFileError, match=f"a.wav: {problem}"):
        parse_wav(text, "a.wav")


NUMBERS = (
    "12.2",
    "12,2",
    "+12.2",
    "-3",
    "−3",
    ".5",
    ",5",
    "5.",
    "1e1",
    "-1e-3",
    "1e",
    "",
    " 7 ",
    "x",
    "1.2.3",
    "+-1",
)
UNITS = (
    "",
    " ",
    "dBu",
    " dBV",
    "V",
    " Vrms",
    "mV",
    "Vp",
    " Vpk",
    "vpeak",
    "dB",
    " dbfs",
    "Hz",
    "kHz",
    "ms",
    "%",
    "q",
)


@pytest.mark.parametrize("kind", ["level", "gain", "", "dBFS", "V", "Hz", "s"])
def test_the_core_reads_numbers_as_python_does(kind: str) -> None:
    python = {"level": parse_level_dbu, "gain": parse_gain_db}.get(
        kind, lambda text: parse_number(text, unit=kind)
    )

    def answer(read: object, *arguments: str) -> object:
        try:
            return read(*arguments)  # type: ignore[operator]
        except ReampError as error:
            return str(error)

    for text in (number + unit for number in NUMBERS for unit in UNITS):
        wanted, got = answer(python, text), answer(parse_typed, text, kind)
        if isinstance(wanted, float) and isinstance(got, float):
            assert got == pytest.approx(wanted, rel=1e-15), text
        else:
            assert got == wanted, text


def test_the_core_finds_the_fingerprint_of_a_network(tmp_path: Path) -> None:
    odd = tmp_path / "odd.nam"
    odd.write_text(
        '{"version": "0.5.4", "architecture": "é", "weights": [1, 2.5e-3, 1e-40], '
        '"config": {"b": [true, null, "x", []], "a": {"metadata": 1, "version": 2, "c": [1, 0.1]}, '
        '"weights": []}}'
    )
    paths = [
        Path(MODEL),
        odd,
        gain_model(tmp_path / "gain.nam", 0.1, rate_hz=44_100),
        slimmable_model(tmp_path / "slim.nam", 0.25, 1.0),
        *sorted((SHARED_DATA / "captures").glob("*.nam")),
        *sorted((SHARED_DATA / "conformance" / "models").glob("*.nam")),
    ]
    for path in paths:
        expected = python_fingerprint.network_fingerprint(NamDocument.read(path))
        assert network_fingerprint(path.read_bytes()) == expected, path

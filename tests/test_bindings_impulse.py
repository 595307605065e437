"""Impulse responses from the core are those of Python: to the bit, or at another rate to 0.01 dB."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav

from reamp._core import RigMode as CoreMode
from reamp._core import make_impulse_response
from reamp.rig.cabinet import Cabinet, read_impulse_response
from reamp.rig.mode import RigMode


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

"""The spectral loss's bins from Python: shapes are checked, what is unknown is refused."""

import numpy as np
import pytest

from reamp._core import SpectrumMath
from reamp.errors import ConfigError


def numbers(count: int) -> np.ndarray:
    return np.linspace(0.1, 1.0, count, dtype=np.float32)


def test_magnitudes_are_those_of_numpy() -> None:
    spectrum, out = numbers(20), np.empty(10, np.float32)
    SpectrumMath().magnitudes(spectrum, 1e-8, out)
    np.testing.assert_allclose(out, np.abs(spectrum.view(np.complex64)), rtol=1e-6)


def test_a_spectrum_has_two_numbers_a_bin() -> None:
    math = SpectrumMath()
    for call in (
        lambda: math.magnitudes(numbers(20), 1e-8, numbers(9)),
        lambda: math.distance(numbers(19), numbers(10), 1e-8),
        lambda: math.derive(numbers(20), numbers(20), 1e-8, 1.0, 1.0),
    ):
        with pytest.raises(ValueError, match="two numbers for each magnitude"):
            call()


def test_an_unknown_instruction_set_is_refused() -> None:
    with pytest.raises(ConfigError, match="does not run the instruction set 'avx1024'"):
        SpectrumMath("avx1024")

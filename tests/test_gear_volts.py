"""The check of a row of volts."""

import numpy as np
import pytest

from reamp.errors import AudioError
from reamp.gear.volts import checked_volts


def test_a_row_comes_back_as_contiguous_float64() -> None:
    volts = checked_volts(np.arange(8, dtype=np.float32)[::2], device="amp")
    assert volts.dtype == np.float64
    assert volts.flags.c_contiguous
    assert volts.tolist() == [0.0, 2.0, 4.0, 6.0]


@pytest.mark.parametrize("volts", [np.zeros((2, 10)), np.zeros(0), np.array([0.0, np.nan]), np.float64(1.0)])
def test_what_is_no_signal_is_refused(volts: np.ndarray) -> None:
    with pytest.raises(AudioError, match=r"the amp needs one row of finite volts, got shape \("):
        checked_volts(volts, device="amp")

import numpy as np
import pytest

from reamp.library.probe import CLICK_PEAK, SINES, STRUM_DBFS, probe


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000, 96_000])
def test_the_parts_are_where_and_as_loud_as_they_are_said_to_be(rate_hz: int) -> None:
    signal = probe(rate_hz)
    assert len(signal.samples) / rate_hz == pytest.approx(3.28, abs=0.01)
    assert not signal.samples[signal.rest].any()
    assert np.flatnonzero(signal.samples[signal.click]).tolist() == [0]
    assert signal.samples[signal.click].max() == pytest.approx(CLICK_PEAK)
    for part, peak_dbfs in zip(signal.strums, STRUM_DBFS, strict=True):
        assert 20 * np.log10(np.abs(signal.samples[part]).max()) == pytest.approx(peak_dbfs, abs=0.01)
    for sine, windows in zip(SINES, signal.steps, strict=True):
        for window, peak_dbfs in zip(windows, sine.peaks_dbfs, strict=True):
            power = np.square(signal.samples[window], dtype=np.float64).mean()
            assert 10 * np.log10(2 * power) == pytest.approx(peak_dbfs, abs=0.05)


def test_it_is_made_once_and_cannot_be_changed() -> None:
    assert probe(48_000) is probe(48_000)
    with pytest.raises(ValueError, match="read-only"):
        probe(48_000).samples[0] = 1.0

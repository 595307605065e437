import numpy as np
import pytest

from reamp.audio.channels import ChannelScan, choose_channel


def scanned(*channels: list[float]) -> ChannelScan:
    """Return the scan of channels taken in two blocks."""
    block = np.array(channels, np.float32).T
    scan = ChannelScan(len(channels))
    scan.add(block[:1])
    scan.add(block[1:])
    return scan


def test_the_scan_measures_peaks_over_all_blocks() -> None:
    assert scanned([-0.5, 0.25], [0.0, 0.75]).peaks.tolist() == [0.5, 0.75]


def test_the_scan_knows_identical_channels() -> None:
    assert scanned([0.5, 0.25], [0.5, 0.25]).identical
    assert not scanned([0.5, 0.25], [0.5, 0.25000003]).identical
    assert not scanned([0.5, 0.25], [0.4, 0.25]).identical
    assert not scanned([0.5, 0.25], [-0.5, -0.25]).identical


def test_identical_channels_need_no_choice() -> None:
    channel, finding = choose_channel([0.5, 0.5, 0.5], identical=True)  # type: ignore[misc]
    assert channel == 1
    assert str(finding) == "note: the 3 channels are identical, so channel 1 is used"


@pytest.mark.parametrize("silence", [0.0, 0.5 * 10 ** (-60.1 / 20)])
def test_the_only_channel_with_sound_is_chosen(silence: float) -> None:
    choice = choose_channel([silence, silence, 0.5, 0.0], identical=False)
    assert choice is not None
    channel, finding = choice
    assert channel == 3
    assert finding.check == "one-channel-has-sound"
    assert "channel 3 of 4" in finding.message


def test_a_quiet_channel_is_not_a_silent_one() -> None:
    assert choose_channel([0.5, 0.5 * 10 ** (-59.9 / 20)], identical=False) is None


def test_two_loud_channels_among_silent_ones_are_a_choice() -> None:
    assert choose_channel([0.0, 0.5, 0.0, 0.4], identical=False) is None

"""Invalid settings of a stream are refused in one line."""

import pytest

from reamp.errors import ConfigError
from reamp.live.stream import StreamConfig


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"backend": "asio"}, "there is no backend 'asio', only jack and portaudio"),
        ({"rate_hz": 0}, "a sample rate is 1 to 768000 Hz, got 0"),
        ({"rate_hz": 2**31}, "a sample rate is 1 to 768000 Hz, got 2147483648"),
        ({"block_frames": 0}, "a block has 1 to 65536 frames, got 0"),
        ({"block_frames": 2**31}, "a block has 1 to 65536 frames, got 2147483648"),
        ({"outputs": (0,)}, "outputs are counted from 1, at least one, got"),
        ({"outputs": ()}, "outputs are counted from 1, at least one, got"),
    ],
)
def test_what_cannot_be_is_said(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        StreamConfig(**settings)  # type: ignore[arg-type]

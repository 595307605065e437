"""The settings of a stream say in one line what cannot be."""

import pytest

from reamp.errors import ConfigError
from reamp.live.stream import StreamConfig


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"backend": "asio"}, "there is no backend 'asio', only jack and portaudio"),
        ({"rate_hz": 0}, "a sample rate is at least 1 Hz, got 0"),
        ({"block_frames": 0}, "a block has at least 1 frame, got 0"),
    ],
)
def test_what_cannot_be_is_said(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        StreamConfig(**settings)  # type: ignore[arg-type]

"""PortAudio on a JACK server without hardware, for machines without a sound card."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from jack_server import JackServer, jack_server

from reamp.errors import DeviceError
from reamp.live import portaudio

__all__ = ["portaudio_on_jack"]


@contextmanager
def portaudio_on_jack(monkeypatch: pytest.MonkeyPatch, *, block_frames: int = 64) -> Iterator[JackServer]:
    """Run a server that PortAudio sees; it looks again before the server ends, or it would crash."""
    with jack_server(monkeypatch, block_frames=block_frames) as server:
        try:
            with monkeypatch.context() as patch:
                patch.setattr(portaudio, "_without_jack", nullcontext)
                try:
                    devices = portaudio.find_portaudio_devices()
                except DeviceError as error:
                    pytest.skip(str(error))
                if not devices:
                    pytest.skip("PortAudio here does not know JACK")
                yield server
        finally:
            portaudio.find_portaudio_devices()

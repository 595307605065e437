"""The first backend that works is used; if none works, one line says what to do."""

import sys

import pytest
from jack_server import jack_server

from reamp.errors import ConfigError, DeviceError
from reamp.live import backends
from reamp.live.backends import find_devices, open_stream
from reamp.live.jack import JackStream
from reamp.live.stream import StreamConfig

pytestmark = pytest.mark.alone  # plays in real time


def test_a_server_that_runs_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch):
        assert find_devices()[0] == find_devices("jack")[0]
        assert find_devices("jack")[0].name == "system"
        stream = open_stream(StreamConfig())
        assert isinstance(stream, JackStream)
        stream.close()


def test_without_a_server_it_is_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = object()
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "reamp-none")
    monkeypatch.setitem(backends._OPEN, "portaudio", lambda config: opened)  # type: ignore[arg-type]
    assert open_stream(StreamConfig()) is opened


def test_where_nothing_works_each_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "reamp-none")
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    why = r"no JACK (server|library).*; PortAudio needs sounddevice: .* -m pip install 'reamp\[live\]'"
    with pytest.raises(DeviceError, match=why):
        open_stream(StreamConfig())
    with pytest.raises(DeviceError, match=why):
        find_devices()
    with pytest.raises(DeviceError, match=r"^PortAudio needs sounddevice") as caught:
        open_stream(StreamConfig(backend="portaudio"))
    assert caught.value.backend == "portaudio"


def test_an_unknown_backend_is_said() -> None:
    with pytest.raises(ConfigError, match="there is no backend 'asio', only jack and portaudio"):
        find_devices("asio")

"""The backends: finds their devices and opens a stream on one of them."""

from reamp.errors import ConfigError, DeviceError
from reamp.live.jack import JackStream, find_jack_devices
from reamp.live.portaudio import PortAudioStream, find_portaudio_devices
from reamp.live.stream import BACKENDS, AudioDevice, DuplexStream, StreamConfig

__all__ = ["find_devices", "open_stream"]

_FIND = {"jack": find_jack_devices, "portaudio": find_portaudio_devices}
_OPEN: dict[str, type[JackStream] | type[PortAudioStream]] = {
    "jack": JackStream,
    "portaudio": PortAudioStream,
}


def find_devices(backend: str | None = None) -> tuple[AudioDevice, ...]:
    """Return the devices of a backend, or of all backends that work on this machine.

    Raises `DeviceError` if the backend does not work, or if none does; `ConfigError` for an unknown one.
    """
    if backend is not None and backend not in BACKENDS:
        raise ConfigError(f"there is no backend {backend!r}, only {' and '.join(BACKENDS)}")
    found: list[AudioDevice] = []
    failures: list[DeviceError] = []
    for name in BACKENDS if backend is None else (backend,):
        try:
            found += _FIND[name]()
        except DeviceError as failure:
            failures.append(failure)
    if failures and not found:
        raise _all_failed(failures)
    return tuple(found)


def open_stream(config: StreamConfig) -> DuplexStream:
    """Return a running stream that plays silence until a rig is started on it.

    Without a named backend it uses the first that works: a running JACK server, else PortAudio. Raises
    `DeviceError`.
    """
    if config.backend is not None:
        return _OPEN[config.backend](config)
    failures: list[DeviceError] = []
    for name in BACKENDS:
        try:
            return _OPEN[name](config)
        except DeviceError as failure:
            failures.append(failure)
    raise _all_failed(failures)


def _all_failed(failures: list[DeviceError]) -> DeviceError:
    """Return the error when every backend failed; a single failure is returned as it is."""
    if len(failures) == 1:
        return failures[0]
    return DeviceError("; ".join(str(failure) for failure in failures))

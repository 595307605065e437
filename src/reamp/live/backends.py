"""The backends: which devices there are, and a stream on one of them."""

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
    """Return the devices of a backend, or of all that work here.

    Raises `DeviceError` where the backend does not work, or none does; `ConfigError` for an unknown one.
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
    """Return a stream that calls back and gives silence, until a rig is started on it.

    Without a backend named it is the first that works: a JACK server that runs, else PortAudio. Raises
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
    """Return what to say when every backend failed; one failure alone says it itself."""
    if len(failures) == 1:
        return failures[0]
    return DeviceError("; ".join(str(failure) for failure in failures))

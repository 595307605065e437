"""PortAudio through sounddevice: the devices, and a stream whose callback is in the core, not in Python."""

import contextlib
import os
import re
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from reamp._core import PortAudioCallback
from reamp.errors import DeviceError, install_command
from reamp.live.choice import check_outputs, choose_sink, choose_source, joined
from reamp.live.core_calls import CoreCalls
from reamp.live.jack import SERVER_VARIABLE, server_variable_lock
from reamp.live.stream import OUTPUTS, AudioDevice, StreamConfig

__all__ = ["PortAudioStream", "find_portaudio_devices"]

BACKEND = "portaudio"

INPUTS = 32
"""The most inputs to open: more than an interface has. Some drivers claim 128 and deliver silence."""

_STALLED_S = 1.0
"""A device counts as lost after this time without a callback, because not every driver reports a loss.
No block is nearly as long."""

_CARD_NUMBER = re.compile(r" \(hw:\d+,\d+\)$")

_using = threading.RLock()
_open_streams: set[object] = set()


class PortAudioStream(CoreCalls[PortAudioCallback]):
    """A stream of PortAudio; see `Stream`."""

    def __init__(self, config: StreamConfig) -> None:
        with _using:
            sounddevice = _refreshed()
            opening = _choose(sounddevice, config)
            self.device, self.rate_hz = opening.device, opening.device.rate_hz
            outputs = max(config.outputs) if config.outputs else min(self.device.outputs, OUTPUTS)
            check_outputs(self.device, (outputs,))
            self.outputs = tuple(range(1, outputs + 1))
            channels = min(self.device.inputs, INPUTS), outputs
            super().__init__(PortAudioCallback(self.rate_hz, *channels))
            self._stream = _open(sounddevice, self._core, opening, channels)
            _open_streams.add(self._core)
        self._closing = weakref.finalize(self, _close, self._stream, self._core)
        self._asking = threading.Lock()
        self._seen, self._seen_s = 0, time.monotonic()
        self._wait_for_callback()

    @property
    def block_frames(self) -> int:
        """The frames of the last callback."""
        return self._core.stats().block_frames

    @property
    def is_lost(self) -> bool:
        """Whether the device has stopped calling back."""
        with self._asking:
            if not self._closing.alive or not _is_active(self._stream):
                return True
            callbacks = self._core.stats().callbacks
            if callbacks != self._seen:
                self._seen, self._seen_s = callbacks, time.monotonic()
            return time.monotonic() - self._seen_s > _STALLED_S

    def close(self) -> None:
        """Stop, and release the device and the rig."""
        with self._asking:  # is_lost must not ask a stream that is being closed
            self._closing()

    def _wait_for_callback(self) -> None:
        """Wait for the first callback, because only then the block size is known."""
        while not self._core.stats().callbacks:
            if self.is_lost:
                self.close()
                raise DeviceError(
                    f"{self.device.name!r} opens but does not call back: is another program using it?",
                    backend=BACKEND,
                )
            time.sleep(0.001)


def find_portaudio_devices() -> tuple[AudioDevice, ...]:
    """Return the devices of PortAudio; raises `DeviceError` if there is no PortAudio."""
    with _using:
        return tuple(_devices(_refreshed()))


def _refreshed() -> ModuleType:
    """Return sounddevice with the devices that are connected now. It looks for them only when it starts."""
    try:
        with _without_jack():
            import sounddevice  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise DeviceError(
            f"PortAudio needs sounddevice: {install_command('live')}", backend=BACKEND
        ) from error
    except OSError as error:
        raise DeviceError("there is no PortAudio library: install libportaudio2", backend=BACKEND) from error
    if not _open_streams:
        try:
            sounddevice._terminate()
            with _without_jack():
                sounddevice._initialize()
        except sounddevice.PortAudioError as error:
            raise DeviceError(f"PortAudio does not start: {error.args[0]}", backend=BACKEND) from error
    return sounddevice  # type: ignore[no-any-return]


@contextlib.contextmanager
def _without_jack() -> Iterator[None]:
    """Hide the JACK server from PortAudio, whose client crashes the program when the server stops.

    Reamp's own client does not: https://github.com/PortAudio/portaudio/issues/819
    """
    with server_variable_lock:
        before = os.environ.get(SERVER_VARIABLE)
        os.environ[SERVER_VARIABLE] = "none-for-portaudio"
        try:
            yield
        finally:
            del os.environ[SERVER_VARIABLE]
            if before is not None:
                os.environ[SERVER_VARIABLE] = before


def _devices(sounddevice: ModuleType) -> list[AudioDevice]:
    """Return the devices by PortAudio's index."""
    found = list(sounddevice.query_devices())
    systems = [system["name"] for system in sounddevice.query_hostapis()]
    names = _told_apart([(one["name"], systems[one["hostapi"]]) for one in found])
    return [
        AudioDevice(
            backend=BACKEND,
            name=name,
            inputs=one["max_input_channels"],
            outputs=one["max_output_channels"],
            rate_hz=round(one["default_samplerate"]),
            is_default=one["index"] in tuple(sounddevice.default.device),
        )
        for name, one in zip(names, found, strict=True)
    ]


def _told_apart(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return the shortest form of each name that differs from the others; each is given with its system.

    ALSA numbers cards in the order in which they are plugged in. The number is left out if possible, so that
    a device has the same name when it comes back.

    >>> _told_apart([("Scarlett: USB Audio (hw:1,0)", "ALSA"), ("Out", "MME"), ("Out", "WASAPI")])
    ['Scarlett: USB Audio', 'Out, MME', 'Out, WASAPI']
    """
    forms = [[_CARD_NUMBER.sub("", name) for name, _ in names], [name for name, _ in names]]
    full = [f"{name}, {system}" for name, system in names]
    counts = [Counter(form) for form in forms]
    return [
        next((form[i] for form, count in zip(forms, counts, strict=True) if count[form[i]] == 1), full[i])
        for i in range(len(names))
    ]


@dataclass(frozen=True)
class _Opening:
    """The devices to open, as PortAudio's indices of inputs and outputs; 0 frames lets the device choose."""

    device: AudioDevice
    indices: tuple[int, int]
    block_frames: int
    own_rate_hz: int


def _choose(sounddevice: ModuleType, config: StreamConfig) -> _Opening:
    """Return the inputs and outputs to open, both from the same audio system."""
    devices = _devices(sounddevice)
    source = choose_source(devices, config.device, backend=BACKEND)
    source_index = devices.index(source)
    system = sounddevice.query_hostapis(sounddevice.query_devices(source_index)["hostapi"])
    indices = sorted(system["devices"], key=lambda index: index != system["default_output_device"])
    sink = choose_sink([devices[index] for index in indices], config.device, backend=BACKEND)
    device = joined(source, sink)
    return _Opening(
        device=device if config.rate_hz is None else replace(device, rate_hz=config.rate_hz),
        indices=(source_index, devices.index(sink)),
        block_frames=config.block_frames or 0,
        own_rate_hz=device.rate_hz,
    )


def _open(
    sounddevice: ModuleType, core: PortAudioCallback, opening: _Opening, channels: tuple[int, int]
) -> Any:
    """Return a running stream. Its callback is a C function, so that no Python runs in the audio thread."""
    import cffi  # noqa: PLC0415 - sounddevice brings it

    with contextlib.ExitStack() as undo:
        try:
            stream = sounddevice._StreamBase(
                kind="duplex",
                samplerate=opening.device.rate_hz,
                blocksize=opening.block_frames,
                device=opening.indices,
                channels=channels,
                dtype="float32",
                latency="low",
                callback=core.function,
                userdata=cffi.FFI().cast("void *", core.user_data),
            )
            undo.callback(stream.close)
            stream.start()
        except sounddevice.PortAudioError as error:
            raise DeviceError(_why_not(error, opening), backend=BACKEND) from error
        undo.pop_all()
    return stream


def _why_not(error: Any, opening: _Opening) -> str:
    """Return in one line why PortAudio cannot open a device, with the driver's message in brackets."""
    device = opening.device
    driver = error.args[2][-1] if len(error.args) > 2 else ""
    text = f"{device.name!r} does not open at {device.rate_hz} Hz"
    if device.rate_hz != opening.own_rate_hz:
        text += f", its own rate is {opening.own_rate_hz} Hz"
    text += f": {error.args[0].split(': ', 1)[-1]}"
    return f"{text} ({driver})" if driver else text


def _is_active(stream: Any) -> bool:
    import sounddevice  # noqa: PLC0415 - it made the stream

    try:
        return bool(stream.active)
    except sounddevice.PortAudioError:  # some drivers raise this when the device is unplugged
        return False


def _close(stream: Any, core: PortAudioCallback) -> None:
    with _using:
        stream.abort()
        stream.close()
        core.close()
        _open_streams.discard(core)

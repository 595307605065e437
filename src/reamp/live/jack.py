"""JACK: the devices of the running server, and a stream on it. PipeWire provides the same library."""

import re
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from reamp._core import JackDirection
from reamp._core import JackStream as CoreStream
from reamp.errors import ConfigError, DeviceError
from reamp.live.choice import check_outputs, choose_sink, choose_source, joined
from reamp.live.core_calls import CoreCalls
from reamp.live.stream import OUTPUTS, AudioDevice, StreamConfig

__all__ = [
    "SERVER_VARIABLE",
    "JackStream",
    "card_names",
    "find_jack_devices",
    "hardware_name",
    "server_variable_lock",
]

BACKEND = "jack"

SERVER_VARIABLE = "JACK_DEFAULT_SERVER"
"""The environment variable that names the server."""

server_variable_lock = threading.RLock()
"""Held while the library reads the variable, and while other code changes it."""

_streams: weakref.WeakSet["JackStream"] = weakref.WeakSet()

_CLIENT = "reamp"
_CARDS = Path("/proc/asound/cards")
_CARD = re.compile(r":hw:(?:CARD=)?([^:,]+)")


class JackStream(CoreCalls[CoreStream]):
    """A client of the JACK server, connected to the ports of the hardware; see `Stream`.

    A lost stream is closed before another one is opened: the library crashes if one program has clients of
    two servers.
    """

    def __init__(self, config: StreamConfig) -> None:
        super().__init__(_open_client())
        try:
            self.device = self._connect(config)
        except (ConfigError, DeviceError):
            self._core.close()
            raise
        self.rate_hz = self._core.rate_hz
        _streams.add(self)

    @property
    def block_frames(self) -> int:
        """The frames of the last callback."""
        return self._core.stats().block_frames or self._core.block_frames

    @property
    def is_lost(self) -> bool:
        """Whether the server has stopped, has changed its rate, or has lost the hardware."""
        return self._core.is_lost

    def close(self) -> None:
        """Stop, and release the server and the rig."""
        self._core.close()

    def _connect(self, config: StreamConfig) -> AudioDevice:
        rate_hz = self._core.rate_hz
        if config.rate_hz not in (None, rate_hz):
            raise DeviceError(
                f"the JACK server runs at {rate_hz} Hz: play at that, or restart it at {config.rate_hz} Hz",
                backend=BACKEND,
            )
        hardware = _find_hardware(self._core)
        devices = [one.device(rate_hz, is_default=one is hardware[0]) for one in hardware]
        source = choose_source(devices, config.device, backend=BACKEND)
        sink = choose_sink(devices, config.device, backend=BACKEND)
        if config.block_frames is not None:
            self._core.set_block_frames(config.block_frames)
        captures = hardware[devices.index(source)].captures
        playbacks = hardware[devices.index(sink)].playbacks
        self.outputs = config.outputs or tuple(range(1, min(len(playbacks), OUTPUTS) + 1))
        check_outputs(sink, self.outputs)
        self._core.activate(captures, [playbacks[output - 1] for output in self.outputs])
        return joined(source, sink)


def find_jack_devices() -> tuple[AudioDevice, ...]:
    """Return the hardware of the running server; raises `DeviceError` if there is none."""
    core = _open_client()
    try:
        hardware = _find_hardware(core)
        return tuple(one.device(core.rate_hz, is_default=one is hardware[0]) for one in hardware)
    finally:
        core.close()


def _open_client() -> CoreStream:
    with server_variable_lock:
        for stream in list(_streams):
            if stream.is_lost:
                stream.close()
        return CoreStream(_CLIENT)


@dataclass
class _Hardware:
    """The ports of one device."""

    name: str
    captures: list[str] = field(default_factory=list)
    playbacks: list[str] = field(default_factory=list)

    def device(self, rate_hz: int, *, is_default: bool) -> AudioDevice:
        return AudioDevice(
            backend=BACKEND,
            name=self.name,
            inputs=len(self.captures),
            outputs=len(self.playbacks),
            rate_hz=rate_hz,
            is_default=is_default,
        )


def _find_hardware(core: CoreStream) -> list[_Hardware]:
    """Return the devices in the server's order, which begins with the default.

    The ports of one device have the same client name before the colon: `system` with jackd, the name of the
    device with PipeWire.
    """
    found: dict[str, _Hardware] = {}
    cards = card_names(_listed_cards())
    for direction in (JackDirection.CAPTURE, JackDirection.PLAYBACK):
        for port, aliases in core.hardware_ports(direction):
            client, _, short_name = port.partition(":")
            if short_name.startswith("monitor"):  # PipeWire: the sound of an output, not an input
                continue
            one = found.setdefault(client, _Hardware(hardware_name(client, aliases, cards)))
            (one.captures if direction is JackDirection.CAPTURE else one.playbacks).append(port)
    return list(found.values())


def hardware_name(client: str, aliases: Iterable[str], cards: dict[str, str]) -> str:
    """Return the name of the hardware for people: the card's name if jackd says which card it uses.

    >>> hardware_name("system", ["alsa_pcm:hw:USB:out1"], {"USB": "Focusrite Scarlett 2i2 USB"})
    'Focusrite Scarlett 2i2 USB'
    >>> hardware_name("system", [], {})
    'system'
    """
    cards_named = (match[1] for alias in aliases if (match := _CARD.search(alias)))
    return next((cards[card] for card in cards_named if card in cards), client)


def _listed_cards() -> str:
    try:
        return _CARDS.read_text(encoding="utf-8", errors="replace")  # the names are what the devices say
    except OSError:  # there is no ALSA, or it is hidden from this program
        return ""


def card_names(listing: str) -> dict[str, str]:
    """Return the names of the sound cards by number and by id, from the text of /proc/asound/cards."""
    lines = listing.splitlines()
    names = {}
    for line, long_name in pairwise(lines):
        if match := re.match(r"\s*(\d+) \[(\S+)\s*\]:", line):
            names[match[1]] = names[match[2]] = long_name.strip().split(" at ")[0]
    return names

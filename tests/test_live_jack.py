"""A stream on a JACK server: its devices, its sound, its counters, its inputs and its errors."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from jack_clients import open_client
from jack_server import JackServer, jack_server, start_server
from live_fakes import wait_until

from reamp._core import Rig, Take
from reamp.errors import ConfigError, DeviceError
from reamp.live import jack
from reamp.live.jack import JackStream, card_names, find_jack_devices, hardware_name
from reamp.live.stream import AudioDevice, StreamConfig

pytestmark = pytest.mark.alone  # plays in real time

SYSTEM = AudioDevice(backend="jack", name="system", inputs=2, outputs=2, rate_hz=48_000, is_default=True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with jack_server(monkeypatch) as running:
        yield running


def wait_for_frames(rig: Rig, frames: int) -> None:
    before = rig.meters().frames
    assert wait_until(lambda: rig.meters().frames >= before + frames), rig.meters().frames - before


@contextmanager
def alarms(handler: Callable[..., None], first_s: float, every_s: float = 0.0) -> Iterator[None]:
    """Interrupt the main thread."""
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, first_s, every_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("server")
def test_signals_do_not_come_between_client_and_server() -> None:
    with alarms(lambda *_: None, 0.001, 0.001):
        for _ in range(3):
            stream = JackStream(StreamConfig())
            stream.start(None)
            stream.close()


class _Stop(Exception):  # noqa: N818
    pass


def test_who_is_interrupted_does_not_wait_for_a_server_that_hangs(server: JackServer) -> None:
    def stop(*_: object) -> None:
        raise _Stop

    server.process.send_signal(signal.SIGSTOP)
    try:
        with alarms(stop, 0.2), pytest.raises(_Stop):
            JackStream(StreamConfig())
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert wait_until(lambda: find_jack_devices() == (SYSTEM,))


@pytest.mark.usefixtures("server")
def test_a_rig_plays_on_the_server_until_it_is_let_go() -> None:
    assert find_jack_devices() == (SYSTEM,)
    stream = JackStream(StreamConfig())
    assert (stream.device, stream.rate_hz, stream.block_frames) == (SYSTEM, 48_000, 64)
    rig, other = Rig(48_000), Rig(48_000)
    stream.start(rig)
    wait_for_frames(rig, 4800)
    with pytest.raises(ConfigError, match="the rig plays on a stream"):
        rig.process([np.zeros(64, np.float32)], np.zeros(64, np.float32))
    with pytest.raises(ConfigError, match="made for 44100 Hz, the stream runs at 48000 Hz"):
        stream.start(Rig(44_100))
    stream.start(other)
    played = rig.meters().frames
    wait_for_frames(other, 4800)
    assert rig.meters().frames == played
    stats = stream.stats()
    assert stats.callbacks >= (played + other.meters().frames) // 64
    assert 0.0 < stats.load <= stats.peak_load
    stream.close()
    stream.close()
    rig.process([np.zeros(64, np.float32)], np.zeros(64, np.float32))
    assert stream.is_lost
    assert stream.stats().callbacks >= stats.callbacks
    with pytest.raises(DeviceError, match="the stream is closed"):
        stream.start(rig)


@pytest.mark.usefixtures("server")
def test_a_take_plays_in_place_of_the_rig_on_the_output_that_is_chosen() -> None:
    stream = JackStream(StreamConfig(outputs=(2,)))
    assert stream.outputs == (2,)
    rig, take = Rig(48_000), Take(np.zeros(6400, np.float32), [0], [1, 0], tail_frames=640)
    stream.start(rig)
    stream.play_take(take)
    assert wait_until(lambda: take.is_done)
    assert (take.frames, take.recorded().shape) == (7040, (2, 7040))
    stream.play_take(None)
    wait_for_frames(rig, 640)
    stream.close()
    with pytest.raises(ConfigError, match="system has 2 outputs; there is no output 3"):
        JackStream(StreamConfig(outputs=(3,)))


@pytest.mark.usefixtures("server")
def test_one_rig_plays_on_one_stream() -> None:
    rig = Rig(48_000)
    first, second = JackStream(StreamConfig()), JackStream(StreamConfig())
    first.start(rig)
    with pytest.raises(ConfigError, match="the rig plays on a stream"):
        second.start(rig)
    first.start(None)
    second.start(rig)
    wait_for_frames(rig, 640)
    first.close()
    second.close()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("listing", [b" 0 [PCH  ]: HDA \xff\n   Caf\xe9 PCH at 0xf721\n", None])
def test_a_list_of_cards_that_cannot_be_read_hides_no_device(
    listing: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = tmp_path / "cards"
    if listing is not None:
        cards.write_bytes(listing)
    monkeypatch.setattr(jack, "_CARDS", cards)
    assert find_jack_devices() == (SYSTEM,)


@pytest.mark.usefixtures("server")
def test_the_server_takes_another_block() -> None:
    stream = JackStream(StreamConfig(block_frames=256))
    assert stream.block_frames == 256
    stream.close()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (StreamConfig(device="Apollo"), "jack has no device 'Apollo', only 'system'"),
        (
            StreamConfig(rate_hz=44_100),
            "the JACK server runs at 48000 Hz: play at that, or restart it at 44100",
        ),
    ],
)
def test_what_the_server_does_not_have_is_said(config: StreamConfig, problem: str) -> None:
    with pytest.raises(DeviceError, match=problem) as caught:
        JackStream(config)
    assert caught.value.backend == "jack"


def test_no_server_is_said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "reamp-none")
    with pytest.raises(DeviceError, match=r"no JACK server runs; start one|there is no JACK library"):
        find_jack_devices()
    assert capfd.readouterr() == ("", "")


def test_a_server_that_hangs_does_not_block_the_program(server: JackServer) -> None:
    stream = JackStream(StreamConfig())
    stream.start(Rig(48_000))
    server.process.send_signal(signal.SIGSTOP)
    try:
        begun_s = time.monotonic()
        stream.close()
        assert time.monotonic() - begun_s < 20.0
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert wait_until(lambda: find_jack_devices() == (SYSTEM,))


def test_a_stream_is_lost_with_its_server_and_the_rig_plays_on_with_the_next(server: JackServer) -> None:
    rig = Rig(48_000)
    stream = JackStream(StreamConfig())
    stream.start(rig)
    wait_for_frames(rig, 640)
    assert not stream.is_lost
    server.stop()
    assert wait_until(lambda: stream.is_lost)
    stream.close()
    with pytest.raises(DeviceError, match="no JACK server runs"):
        JackStream(StreamConfig())
    next_server = start_server(name=server.name)
    try:
        stream = JackStream(StreamConfig())
        stream.start(rig)
        wait_for_frames(rig, 4800)
        assert not stream.is_lost
        stream.close()
    finally:
        next_server.stop()


def test_a_lost_stream_is_closed_when_another_opens(server: JackServer) -> None:
    lost = JackStream(StreamConfig())
    server.stop()
    next_server = start_server(name=server.name)
    try:
        stream, rig = JackStream(StreamConfig()), Rig(48_000)
        assert lost.is_lost
        lost.close()
        stream.start(rig)
        wait_for_frames(rig, 640)
        stream.close()
    finally:
        next_server.stop()


@contextmanager
def hardware(name: str, *, inputs: int, outputs: int) -> Iterator[None]:
    """Another device of the server, as PipeWire shows it: a client of its own, with physical ports."""
    with open_client(name) as client:
        for i in range(inputs):
            client.outports.register(f"capture_AUX{i}", is_physical=True)
            client.outports.register(f"monitor_AUX{i}", is_physical=True)
        for i in range(outputs):
            client.inports.register(f"playback_AUX{i}", is_physical=True)
        yield


@pytest.mark.usefixtures("server")
def test_an_unplugged_device_is_lost_and_another_is_there() -> None:
    with hardware("Scarlett 4i4 USB", inputs=4, outputs=4):
        scarlett = AudioDevice(backend="jack", name="Scarlett 4i4 USB", inputs=4, outputs=4, rate_hz=48_000)
        assert find_jack_devices() == (SYSTEM, scarlett)
        stream = JackStream(StreamConfig(device="scarlett"))
        assert stream.device == scarlett
        assert len(stream.inputs()) == 4
        assert not stream.is_lost
    assert stream.is_lost
    stream.close()
    with pytest.raises(DeviceError, match="jack has no device 'scarlett', only 'system'"):
        JackStream(StreamConfig(device="scarlett"))


@pytest.mark.usefixtures("server")
def test_a_device_without_outputs_plays_through_the_default() -> None:
    with hardware("Microphone", inputs=1, outputs=0):
        stream = JackStream(StreamConfig(device="Microphone"))
        assert (stream.device.inputs, stream.device.outputs) == (1, 2)
        stream.close()


def test_hardware_has_the_name_of_its_card() -> None:
    cards = card_names(
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
        "                      HDA Intel PCH at 0xf7210000 irq 31\n"
        " 2 [USB            ]: USB-Audio - Scarlett 2i2 USB\n"
        "                      Focusrite Scarlett 2i2 USB at usb-0000:00:14.0-2, high speed\n"
    )
    assert hardware_name("system", ["alsa_pcm:hw:USB:out1"], cards) == "Focusrite Scarlett 2i2 USB"
    assert hardware_name("system", ["alsa_pcm:hw:2,0:out1"], cards) == "Focusrite Scarlett 2i2 USB"
    assert hardware_name("system", ["alsa_pcm:hw:0:in1"], cards) == "HDA Intel PCH"
    assert hardware_name("system", ["dummy_pcm:dummy:out1"], cards) == "system"
    assert hardware_name("Scarlett 2i2 USB Pro", [], {}) == "Scarlett 2i2 USB Pro"

"""A lost device is looked for once a second and never mistaken for another."""

import dataclasses

import pytest
from live_fakes import UNKNOWN, VOLT, FakeSystem

from reamp.errors import DeviceError
from reamp.live.connection import Connection
from reamp.live.stream import StreamConfig, StreamStats


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def connection(system: FakeSystem) -> Connection:
    return Connection(StreamConfig(block_frames=64), system.opener)


def test_a_device_that_is_there_is_held(connection: Connection, system: FakeSystem) -> None:
    connection.check()
    assert connection.is_connected
    assert connection.open_again(0.0) is None
    assert connection.findings() == ()
    assert len(system.streams) == 1


def test_without_a_device_there_is_no_connection(system: FakeSystem) -> None:
    system.device = None
    with pytest.raises(DeviceError, match="connect an interface"):
        Connection(StreamConfig(), system.opener)


def test_a_lost_device_is_looked_for_once_a_second(connection: Connection, system: FakeSystem) -> None:
    system.unplug()
    assert not connection.is_connected
    connection.check()
    assert system.streams[0].is_closed
    assert [(finding.check, finding.subject) for finding in connection.findings()] == [
        ("device-lost", "Universal Audio Volt 2")
    ]
    for now_s in (10.0, 10.5, 10.99, 11.0, 11.9):
        assert connection.open_again(now_s) is None
    assert len(system.configs) == 1 + 2 * 2  # at 10 and 11 s, as the default and by its name
    system.device = VOLT
    stream = connection.open_again(12.0)
    assert stream is not None
    connection.adopt(stream)
    assert connection.is_connected
    assert connection.findings() == ()
    assert system.configs[-1] == StreamConfig(backend="jack", block_frames=64)


def test_another_device_in_its_place_is_let_go(connection: Connection, system: FakeSystem) -> None:
    system.unplug()
    connection.check()
    system.device = UNKNOWN
    assert connection.open_again(0.0) is None
    assert system.streams[-1].is_closed
    assert "only USB Audio CODEC is there" in connection.findings()[0].message


def test_a_device_that_is_no_longer_the_default_is_found_by_its_name(
    connection: Connection, system: FakeSystem
) -> None:
    system.unplug()
    connection.check()
    system.device, system.others = UNKNOWN, (VOLT,)
    stream = connection.open_again(0.0)
    assert stream is system.streams[-1]
    assert system.configs[-1].device == VOLT.name
    assert [each.is_closed for each in system.streams] == [True, True, False]


def test_a_device_in_another_socket_is_the_same(system: FakeSystem) -> None:
    system.device = dataclasses.replace(VOLT, name="Volt 2: USB Audio (hw:1,0)")
    connection = Connection(StreamConfig(), system.opener)
    system.unplug()
    connection.check()
    system.device = dataclasses.replace(VOLT, name="Volt 2: USB Audio (hw:3,0)")
    assert connection.open_again(0.0) is not None


def test_xruns_are_of_all_streams(connection: Connection, system: FakeSystem) -> None:
    system.streams[0].numbers = StreamStats(callbacks=100, xruns=2, load=0.5)
    assert connection.stats() == StreamStats(callbacks=100, xruns=2, load=0.5)
    system.unplug()
    connection.check()
    assert connection.stats() == StreamStats(xruns=2)
    system.device = dataclasses.replace(VOLT, rate_hz=96_000)
    stream = connection.open_again(0.0)
    assert stream is not None
    connection.adopt(stream)
    system.streams[-1].numbers = StreamStats(callbacks=10, xruns=1)
    assert connection.stats() == StreamStats(callbacks=10, xruns=3)
    assert connection.device.rate_hz == 96_000


def test_the_blocks_are_those_that_play_now(connection: Connection, system: FakeSystem) -> None:
    assert connection.block_frames == 64
    system.streams[0].block_frames = 256  # another program asked the server for them
    connection.check()
    assert connection.block_frames == 256
    system.unplug()
    connection.check()
    assert connection.block_frames == 256


def test_a_stream_that_is_of_no_use_is_refused(connection: Connection, system: FakeSystem) -> None:
    system.unplug()
    connection.check()
    system.device = VOLT
    stream = connection.open_again(0.0)
    assert stream is not None
    connection.reject(stream, "room.wav: does not exist")
    assert system.streams[-1].is_closed
    assert connection.findings()[0].message.endswith("is not connected (room.wav: does not exist)")


def test_what_is_closed_has_nothing_to_say(connection: Connection, system: FakeSystem) -> None:
    connection.close()
    connection.close()
    assert not connection.is_connected
    assert system.streams[-1].is_closed
    assert connection.findings() == ()

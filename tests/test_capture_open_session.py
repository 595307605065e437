"""The device of a capture is opened with the jacks that are typed, or those of its setup."""

import dataclasses
from pathlib import Path

import pytest
from live_fakes import VOLT, FakeStream

from reamp.capture.open_session import open_jacks
from reamp.capture.profile import CaptureSetup, keep_setup
from reamp.errors import ConfigError
from reamp.findings import Check
from reamp.live.stream import StreamConfig

DEVICE = dataclasses.replace(VOLT, inputs=4, outputs=4)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


class System:
    """Opens one device, and remembers for which outputs."""

    def __init__(self) -> None:
        self.opened: list[FakeStream] = []

    def __call__(self, config: StreamConfig) -> FakeStream:
        stream = FakeStream(DEVICE)
        stream.outputs = config.outputs or (1, 2)
        self.opened.append(stream)
        return stream


def test_without_a_setup_it_is_the_first_of_each() -> None:
    opened = open_jacks(StreamConfig(), opener=System())
    assert (opened.jacks.send, opened.jacks.return_, opened.setup, opened.findings) == (1, 1, None, ())


def test_the_setup_says_which_jacks() -> None:
    kept = CaptureSetup(device=DEVICE.name, send=3, return_=2)
    keep_setup(kept)
    system = System()
    opened = open_jacks(StreamConfig(), opener=system)
    assert (opened.jacks.send, opened.jacks.return_, opened.setup) == (3, 2, kept)
    assert [stream.outputs for stream in system.opened] == [(1, 2), (3,)]
    assert [stream.is_closed for stream in system.opened] == [True, False]


def test_a_setup_of_other_jacks_is_not_used_and_is_said() -> None:
    keep_setup(CaptureSetup(device="Another", send=1, return_=2))
    opened = open_jacks(StreamConfig(), send=4, return_=3, di=1, opener=System())
    assert opened.setup is None
    assert (opened.jacks.send, opened.jacks.return_, opened.jacks.di) == (4, 3, 1)
    (finding,) = opened.findings
    assert finding.check is Check.SETUP_MISSING
    assert "only for Another, output 1 and input 2" in finding.message


def test_a_channel_that_is_not_there_closes_the_device() -> None:
    system = System()
    with pytest.raises(ConfigError, match="has 4 inputs; there is no input 9"):
        open_jacks(StreamConfig(), return_=9, opener=system)
    assert all(stream.is_closed for stream in system.opened)

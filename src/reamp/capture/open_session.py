"""Open the device that a capture is recorded on, with the jacks and the levels that are kept for it."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from reamp.capture.jacks import Jacks, check_jacks
from reamp.capture.profile import CaptureSetup, all_setups, find_setup
from reamp.errors import ReampError
from reamp.findings import Check, Finding, Severity
from reamp.live.backends import open_stream
from reamp.live.stream import DuplexStream, StreamConfig

__all__ = ["OpenJacks", "open_jacks"]

Opener: TypeAlias = Callable[[StreamConfig], DuplexStream]


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenJacks:
    """An open device, which of its jacks lead to the gear, and what is kept of their levels."""

    stream: DuplexStream
    jacks: Jacks
    setup: CaptureSetup | None
    findings: tuple[Finding, ...]


def open_jacks(
    config: StreamConfig,
    *,
    send: int | None = None,
    return_: int | None = None,
    di: int | None = None,
    opener: Opener = open_stream,
) -> OpenJacks:
    """Open a device with its send and return: as typed, else those of its setup, else the first of each.

    Only the send plays; all other outputs are silent. Raises `DeviceError` for a device that does not open,
    `ConfigError` for channels that it does not have, and what `find_setup` raises.
    """
    stream = opener(config if send is None else dataclasses.replace(config, outputs=(send,)))
    try:
        setup = find_setup(stream.device.name, send=send, return_=return_)
        jacks = Jacks(
            send=send or (1 if setup is None else setup.send),
            return_=return_ or (1 if setup is None else setup.return_),
            di=di,
        )
        if jacks.send not in stream.outputs:
            stream.close()
            stream = opener(dataclasses.replace(config, outputs=(jacks.send,)))
        check_jacks(stream, jacks)
        findings = () if setup is not None else tuple(_of_others(stream.device.name))
    except ReampError:
        stream.close()
        raise
    return OpenJacks(stream=stream, jacks=jacks, setup=setup, findings=findings)


def _of_others(device: str) -> list[Finding]:
    """Return a finding if levels are kept only for another device or other channels."""
    kept = [f"{each.device}, output {each.send} and input {each.return_}" for each in all_setups()]
    if not kept:
        return []
    return [
        Finding(
            check=Check.SETUP_MISSING,
            severity=Severity.WARNING,
            subject=device,
            message=f"no setup is kept for these jacks of this device, only for {'; '.join(kept)}",
            advice="choose the device and the channels of a setup, or measure the levels of these",
        )
    ]

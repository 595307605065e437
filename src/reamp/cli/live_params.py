"""The options for the device, on every command that plays or listens."""

from collections.abc import Callable

import click

from reamp.cli.numbers import RATE, Whole
from reamp.cli.params import packed
from reamp.live.stream import BACKENDS, StreamConfig

__all__ = ["backend_option", "capture_stream_options", "stream_options"]

backend_option = click.option(
    "--backend",
    type=click.Choice(BACKENDS),
    help="PipeWire also provides JACK.  [default: JACK if a server runs, else PortAudio]",
)

_device_options = packed(
    "stream",
    StreamConfig,
    backend_option,
    click.option(
        "--device",
        metavar="NAME",
        help="Part of its name, as reamp devices shows it.  [default: the backend's]",
    ),
    click.option(
        "--rate", "rate_hz", type=RATE, metavar="HZ", help="The sample rate.  [default: the device's]"
    ),
    click.option(
        "--block",
        "block_frames",
        type=Whole(1),
        metavar="FRAMES",
        help="The frames of a block; fewer mean less delay.  [default: the device's]",
    ),
)

_channel_option = click.option(
    "--input-channel",
    type=Whole(1),
    metavar="N",
    default=1,
    show_default=True,
    help="The input the guitar is plugged into.",
)

_send_option = click.option(
    "--send",
    type=Whole(1),
    metavar="N",
    help="The output that leads to the gear.  [default: the setup's, or 1]",
)
_return_option = click.option(
    "--return",
    "return_",
    type=Whole(1),
    metavar="N",
    help="The input that the gear leads to.  [default: the setup's, or 1]",
)


def capture_stream_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose a device and its jacks: one `stream`, `send` and `return_`."""
    added: Callable[..., None] = _device_options(_send_option(_return_option(command)))
    return added


def stream_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose a device; the command gets them as one `stream`, and `input_channel`."""
    added: Callable[..., None] = _device_options(_channel_option(command))
    return added

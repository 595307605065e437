"""`reamp capture sim`: a capture of a simulated device, without hardware."""

import dataclasses
from pathlib import Path

import click

from reamp.capture.capture import Gear
from reamp.capture.simulate import simulate_capture
from reamp.capture.summary import interface_words, take_words
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.capture_steps import shown_steps
from reamp.cli.console import print_json
from reamp.cli.numbers import LEVEL, Number, Whole
from reamp.cli.params import FILE, Command, gear_options, json_option
from reamp.demo import DEMO_DI_FULL_SCALE_DBU
from reamp.interfaces.user_table import resolve_interface
from reamp.plan.source import NO_INTERFACE
from reamp.sim.device import device_by_name, device_names
from reamp.sim.interface import SimulatedInterface
from reamp.terminal.console import say

__all__ = ["sim"]

_USUAL = SimulatedInterface()


@click.command(cls=Command)
@click.argument("device", metavar="[DEVICE]", required=False)
@click.option("--list", "is_list", is_flag=True, help="Say which devices there are.")
@click.option("-o", "output", type=FILE, help="NAME.capture, a folder.")
@click.option("--send", "send_dbu", type=LEVEL,
              help="The level into the gear.  [default: the interface's, else "
              f"{DEMO_DI_FULL_SCALE_DBU:g} dBu]")  # fmt: skip
@click.option(
    "--return",
    "return_dbu",
    type=LEVEL,
    help="The level of the return.  [default: set so that the peak is near -3 dBFS]",
)
@click.option("--signal", type=FILE, help="What is played.  [default: Reamp's test signal]")
@click.option("--signal-channel", type=Whole(1), metavar="N", help="Which channel of it.")
@click.option(
    "--interface",
    "interface_name",
    metavar="NAME",
    help="Keep to the levels of this interface.  [default: none, which has any level]",
)
@click.option("--interface-input", metavar="NAME", help="Its input: line, mic, ...  [default: instrument]")
@click.option("--dynamic-range", type=Number(unit="dB"), default=_USUAL.dynamic_range_db, show_default=True,
              metavar="DB",
              help="From a sine at full scale down to the converters' noise.")  # fmt: skip
@click.option("--bit-depth", type=Whole(), default=_USUAL.bit_depth, show_default=True, metavar="BITS",
              help="Of the converters.")  # fmt: skip
@gear_options
@json_option
@click.pass_context
def sim(
    ctx: click.Context,
    /,
    *,
    device: str | None,
    is_list: bool,
    output: Path | None,
    send_dbu: float | None,
    return_dbu: float | None,
    signal: Path | None,
    signal_channel: int | None,
    interface_name: str | None,
    interface_input: str | None,
    dynamic_range: float,
    bit_depth: int,
    as_json: bool,
    gear: dict[str, str | None],
) -> None:
    """Make a capture of a simulated device.

    The signal is played through a simulated interface into the device, in volts, and recorded again: with
    clipping converters, noise and latency. The same checks look at it as at a capture of real gear. A guitar
    of your own as --signal, sent at the level it was recorded with, is that guitar plugged into the device.

    Examples:
      reamp capture sim --list
      reamp capture sim lead-amp --send 11.76dBu -o amp.capture
    """
    if is_list:
        return _list_devices(as_json=as_json)
    if device is None or output is None:
        missing = "DEVICE" if device is None else "-o NAME.capture"
        raise click.UsageError(f"{missing} is missing; reamp capture sim --list says which devices there are")
    simulated = device_by_name(device)
    if interface_name is not None and interface_name.strip().lower() == NO_INTERFACE:
        interface_name = None
    if interface_name is None and send_dbu is None:
        send_dbu = DEMO_DI_FULL_SCALE_DBU
    interface = dataclasses.replace(
        _interface(interface_name, interface_input),
        send_full_scale_dbu=send_dbu,
        dynamic_range_db=dynamic_range,
        bit_depth=bit_depth,
    )
    if send_dbu is None and interface.max_output_dbu is None:
        raise click.UsageError(
            f"the output level of {interface.name} is unknown: give it with --send, for example "
            f"{DEMO_DI_FULL_SCALE_DBU:g}dBu"
        )
    with shown_steps(f"the {device}", is_silent=as_json) as on_step:
        made, take = simulate_capture(
            output,
            simulated,
            interface,
            signal_path=signal,
            signal_channel=signal_channel,
            return_full_scale_dbu=return_dbu,
            gear=Gear(**gear),
            on_step=on_step,
        )
    facts: dict[str, object] = {"peak_in_v": take.peak_in_v, "peak_out_v": take.peak_out_v}
    rows = take_words(take, is_return_given=return_dbu is not None)
    if interface_name is not None:
        rows["interface"] = interface_words(take.interface)
    show_capture(made, made.findings, rows=rows, facts=facts, as_json=as_json)
    ctx.exit(exit_code(made.findings))


def _list_devices(*, as_json: bool) -> None:
    devices = [device_by_name(name) for name in device_names()]
    if as_json:
        print_json([{"name": device.name, "description": device.description} for device in devices])
        return
    width = max(len(device.name) for device in devices)
    for device in devices:
        say((f"{device.name:{width}}", "bold"), f"  {device.description}")


def _interface(name: str | None, input_name: str | None) -> SimulatedInterface:
    """Return the interface of that name, without one an interface that has any level."""
    if name is None:
        if input_name is not None:
            raise click.UsageError("--interface-input needs --interface")
        return _USUAL
    return SimulatedInterface.from_table(resolve_interface(name, input=input_name))

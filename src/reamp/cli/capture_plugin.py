"""`reamp capture plugin`: a capture of a VST3 or LV2 plug-in."""

from pathlib import Path

import click
from rich.text import Text

from reamp.capture.capture import Gear
from reamp.capture.plugin import capture_plugin, parameter_words
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.console import print_json
from reamp.cli.numbers import LEVEL, Number, Whole
from reamp.cli.params import Command, gear_options, json_option
from reamp.hosting.facts import PluginFacts, PluginSetup, parse_setting
from reamp.hosting.play import plugin_facts
from reamp.terminal.console import console

__all__ = ["plugin"]


@click.command(cls=Command)
@click.argument("plugin", metavar="PLUGIN")
@click.option("--list", "is_list", is_flag=True, help="Print its parameters and presets, and play nothing.")
@click.option("-o", "output", type=click.Path(path_type=Path), help="NAME.capture, a folder.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Turn a knob; may be repeated.")
@click.option("--preset", metavar="FILE", help="A .vstpreset file; for LV2 also the name of a preset.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE",
              help="The state that a host saved: applied before the preset.")  # fmt: skip
@click.option("--plugin-name", metavar="NAME", help="Which one, of a file with several plug-ins.")
@click.option("--send", "send_dbu", type=LEVEL,
              help="What the plug-in takes as full scale.  [default: see `reamp plugins`]")  # fmt: skip
@click.option("--return", "return_dbu", type=LEVEL, help="The level of what comes out.  [default: unknown]")
@click.option(
    "--signal", type=click.Path(path_type=Path), help="What is played.  [default: Reamp's test signal]"
)
@click.option("--signal-channel", type=Whole(1), metavar="N", help="Which channel of it.")
@click.option("--rate", "rate_hz", type=Whole(1), metavar="HZ", help="Of the test signal.  [default: 48000]")
@click.option("--block", type=Whole(1), default=512, show_default=True, metavar="FRAMES",
              help="How many frames the plug-in gets at a time.")  # fmt: skip
@click.option("--input-channel", type=Whole(1), metavar="N", help="Feed this input only.  [default: all]")
@click.option("--output-channel", type=Whole(1), metavar="N", help="Record this output, where they differ.")
@click.option("--time-limit", type=Number(unit="s"), default=60.0, show_default=True, metavar="SECONDS",
              help="How long the plug-in may take to answer.")  # fmt: skip
@gear_options
@json_option
@click.pass_context
def plugin(
    ctx: click.Context,
    /,
    *,
    plugin: str,
    is_list: bool,
    output: Path | None,
    settings: tuple[str, ...],
    preset: str | None,
    state: Path | None,
    plugin_name: str | None,
    send_dbu: float | None,
    return_dbu: float | None,
    signal: Path | None,
    signal_channel: int | None,
    rate_hz: int | None,
    block: int,
    input_channel: int | None,
    output_channel: int | None,
    time_limit: float,
    as_json: bool,
    **gear: str | None,
) -> None:
    """Make a capture of a plug-in.

    PLUGIN is a .vst3, an .lv2, or the name or URI of an LV2 plug-in. It runs in a process of its own. VST3
    needs pedalboard, which is GPL-3: pip install 'reamp[plugins]'.

    Examples:
      reamp capture plugin "Amp Sim.vst3" --list
      reamp capture plugin "Amp Sim.vst3" -o sim.capture --set gain=0.6 --preset lead.vstpreset
      reamp capture plugin GxTubeScreamer -o ts.capture --set "drive=60 %"
    """
    setup = PluginSetup(
        plugin=plugin,
        name=plugin_name,
        settings=tuple(map(parse_setting, settings)),
        preset=preset,
        state=state,
        input_channel=input_channel,
        output_channel=output_channel,
        block_frames=block,
        time_limit_s=time_limit,
    )
    if is_list:
        return _list(plugin_facts(setup), as_json=as_json)
    if output is None:
        raise click.UsageError("-o NAME.capture is missing; --list prints what the plug-in is")
    with console(stderr=True).status(f"playing through {plugin}"):  # only on a terminal
        made = capture_plugin(
            output,
            setup,
            signal_path=signal,
            signal_channel=signal_channel,
            rate_hz=rate_hz,
            send_dbu=send_dbu,
            return_dbu=return_dbu,
            gear=Gear(**gear),
        )
    show_capture(made, made.findings, as_json=as_json)
    ctx.exit(exit_code(made.findings))


def _list(facts: PluginFacts, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
        return
    out = console()
    title = " ".join(part for part in (facts.vendor, facts.name, facts.version) if part)
    out.print(Text(title, style="bold"), soft_wrap=True)
    for parameter in facts.parameters:
        of = f"{parameter.lowest} to {parameter.highest}"
        if parameter.choices:
            of = ", ".join(parameter.choices)
        out.print(Text.assemble(f"  {parameter_words(parameter)}", (f"  {of}", "dim")), soft_wrap=True)
    for preset in facts.presets:
        out.print(Text(f"  preset {preset}"), soft_wrap=True)

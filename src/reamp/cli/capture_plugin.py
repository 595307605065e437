"""`reamp capture plugin`: a capture of a VST3 or LV2 plug-in."""

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from reamp.capture.capture import Gear
from reamp.capture.plugin import capture_plugin, parameter_words
from reamp.cli.capture_show import exit_code, show_capture
from reamp.cli.capture_steps import shown_steps
from reamp.cli.console import print_json
from reamp.cli.numbers import LEVEL, Number, Whole
from reamp.cli.params import FILE, Command, gear_options, json_option, packed
from reamp.hosting.facts import PluginFacts, PluginSetup, parse_setting
from reamp.hosting.installed import installed_plugins
from reamp.hosting.play import plugin_facts
from reamp.terminal.console import console, say

__all__ = ["plugin"]


def _setup(
    *, plugin: str | None, plugin_name: str | None, settings: tuple[str, ...], **typed: Any
) -> PluginSetup:
    return PluginSetup(
        plugin=plugin or "", name=plugin_name, settings=tuple(map(parse_setting, settings)), **typed
    )


_setup_options = packed(
    "setup",
    _setup,
    click.argument("plugin", metavar="[PLUGIN]", required=False),
    click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Turn a knob; repeatable."),
    click.option("--preset", metavar="FILE", help="A .vstpreset file; for LV2 also the name of a preset."),
    click.option("--state", type=FILE, metavar="FILE", help="The state that a host saved."),
    click.option("--plugin-name", metavar="NAME", help="Which plug-in, if the file has several."),
    click.option("--block", "block_frames", type=Whole(1), default=512, show_default=True, metavar="FRAMES",
                 help="How many frames the plug-in gets at a time."),
    click.option("--input-channel", type=Whole(1), metavar="N", help="Feed this input only."),
    click.option("--output-channel", type=Whole(1), metavar="N", help="Record this output only."),
    click.option("--time-limit", "time_limit_s", type=Number(unit="s"), default=60.0, show_default=True,
                 metavar="SECONDS", help="How long the plug-in may take to answer."),
)  # fmt: skip


@click.command(cls=Command)
@_setup_options
@click.option(
    "--list",
    "is_list",
    is_flag=True,
    help="Print its parameters and presets; without PLUGIN, the installed plug-ins.",
)
@click.option("-o", "output", type=FILE, help="NAME.capture, a folder.")
@click.option("--send", type=LEVEL, help="Full scale into the plug-in.  [default: see `reamp plugins`]")
@click.option("--return", "return_", type=LEVEL, help="The level of the output.  [default: unknown]")
@click.option("--signal", type=FILE, help="The signal to play.  [default: Reamp's test signal]")
@click.option("--signal-channel", type=Whole(1), metavar="N", help="Which channel of it.")
@click.option("--rate", type=Whole(1), metavar="HZ", help="Of the test signal.  [default: 48000]")
@gear_options
@json_option
@click.pass_context
def plugin(
    ctx: click.Context,
    /,
    *,
    setup: PluginSetup,
    is_list: bool,
    output: Path | None,
    send: float | None,
    return_: float | None,
    signal: Path | None,
    signal_channel: int | None,
    rate: int | None,
    gear: dict[str, str | None],
    as_json: bool,
) -> None:
    """Make a capture of a plug-in.

    PLUGIN is a .vst3, an .lv2, or the name or URI of an LV2 plug-in. It runs in a process of its own. VST3
    needs pedalboard, which is GPL-3: pip install 'reamp[plugins]'.

    Examples:
      reamp capture plugin --list
      reamp capture plugin "Amp Sim.vst3" --list
      reamp capture plugin "Amp Sim.vst3" -o sim.capture --set gain=0.6 --preset lead.vstpreset
      reamp capture plugin GxTubeScreamer -o ts.capture --set "drive=60 %"
    """
    if is_list and not setup.plugin:
        return _list_installed(as_json=as_json)
    if not setup.plugin:
        raise click.UsageError("PLUGIN is missing; --list prints the installed plug-ins")
    if is_list:
        return _list(plugin_facts(setup), as_json=as_json)
    if output is None:
        raise click.UsageError("-o NAME.capture is missing; --list prints what the plug-in is")
    with shown_steps(setup.plugin, is_silent=as_json) as on_step:
        made = capture_plugin(
            output,
            setup,
            signal_path=signal,
            signal_channel=signal_channel,
            rate_hz=rate,
            send_full_scale_dbu=send,
            return_full_scale_dbu=return_,
            gear=Gear(**gear),
            on_step=on_step,
        )
    show_capture(made, made.findings, as_json=as_json)
    ctx.exit(exit_code(made.findings))


def _list(facts: PluginFacts, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
        return
    out = console()
    out.print(Text(" ".join(filter(None, (facts.vendor, facts.name, facts.version))), "bold"), soft_wrap=True)
    for parameter in facts.parameters:
        of = ", ".join(parameter.choices) or f"{parameter.lowest} to {parameter.highest}"
        out.print(Text.assemble(f"  {parameter_words(parameter)}", (f"  {of}", "dim")), soft_wrap=True)
    for preset in facts.presets:
        out.print(Text(f"  preset {preset}"), soft_wrap=True)


def _list_installed(*, as_json: bool) -> None:
    found = installed_plugins()
    if as_json:
        print_json(found)
        return
    if not found:
        say("No LV2 or VST3 plug-in is installed where this system keeps them.")
    for each in found:
        console().print(
            Text.assemble((each.name, "bold"), f"  {each.vendor}  {each.plugin}".replace("    ", "  ")),
            soft_wrap=True,
        )

"""`reamp plugin`: installs Reamp's plug-in for DAWs."""

from pathlib import Path

import click

from reamp.cli.console import print_json
from reamp.cli.params import FILE, Command, Group, json_option
from reamp.daw import install_plugins, remove_plugins

__all__ = ["plugin"]


@click.group(cls=Group)
def plugin() -> None:
    """Install Reamp's plug-in for DAWs.

    Example:
      reamp plugin install
    """


@plugin.command(cls=Command)
@click.option("--from", "folder", type=FILE, metavar="FOLDER", help="The folder of the built plug-ins.")
@click.option("--remove", is_flag=True, help="Delete them instead.")
@json_option
def install(*, folder: Path | None, remove: bool, as_json: bool) -> None:
    """Copy the plug-ins to your VST3, CLAP and LV2 folders.

    Then let the DAW scan for plug-ins. `make plugin` in Reamp's sources builds them.

    Example:
      reamp plugin install
    """
    done = remove_plugins() if remove else install_plugins(folder)
    if as_json:
        print_json(done)
        return
    for each in done:
        hosts = "" if remove else f"  for {', '.join(each.format.hosts)}"
        click.echo(f"{each.format.name:5}{each.path}{hosts}")
    if not done:
        click.echo("No plug-in of Reamp is installed.")

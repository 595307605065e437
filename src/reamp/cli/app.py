"""`reamp app`: the application in a browser."""

import contextlib
import os
import threading
import webbrowser
from pathlib import Path

import click

from reamp.cli.live_params import stream_options
from reamp.cli.numbers import Whole
from reamp.cli.params import FILE, Command
from reamp.errors import MissingExtraError
from reamp.interruption import answer
from reamp.live.stream import StreamConfig

__all__ = ["app"]


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=FILE, metavar="[MODEL|FOLDER]...")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--port", type=Whole(1, 65_535), metavar="N", help="Its port.  [default: 8410, or a free one]")
@click.option("--host", metavar="ADDRESS",
              help="Answer other machines, too, by a password: 0.0.0.0 for the whole network.")  # fmt: skip
@stream_options
def app(
    *,
    paths: tuple[Path, ...],
    no_browser: bool,
    port: int | None,
    host: str | None,
    stream: StreamConfig,
    input_channel: int,
) -> None:
    """Play with a mouse, in the browser.

    MODEL is a .nam file to begin with, several play into each other; a FOLDER's models can be chosen on the
    page. Without them it is the rig that played last, at first the bundled pedal. With --device or --backend
    the guitar is played live; without them it is the input that played last, at first the bundled guitar in a
    loop, and the page can change that.
    Only this machine is answered, unless --host names another of its addresses. Ctrl-C ends it.

    Examples:
      reamp app
      reamp app amps/ --device Scarlett
      reamp app --host 0.0.0.0 --device Scarlett
    """
    try:
        from reamp.app.server import LOCAL_HOST, running_app
    except ModuleNotFoundError as error:
        raise MissingExtraError("the application", library="Starlette", extra="app") from error
    from reamp.app.guitar_input import DEMO_INPUT, GuitarInput
    from reamp.app.last_input import last_input
    from reamp.app.last_rig import last_rig
    from reamp.app.shelf import Shelf
    from reamp.demo import demo_model_path
    from reamp.rig.rig import chain

    models = [path for path in paths if not path.is_dir()]
    rig = chain(*models) if models else last_rig() or chain(demo_model_path())
    rig.load_models()
    is_live = stream != StreamConfig()
    device = GuitarInput(kind="device", stream=stream, channel=input_channel)
    choice, otherwise = (device, None) if is_live else (last_input(), DEMO_INPUT)
    shelf = Shelf([*(path if path.is_dir() else path.parent for path in paths), demo_model_path().parent])
    host = host or LOCAL_HOST
    is_local = host == LOCAL_HOST
    password = None if is_local else _password()
    try:
        with running_app(
            rig, choice=choice, shelf=shelf, port=port, host=host, password=password, otherwise=otherwise
        ) as address:
            click.echo(f"Reamp is at {address}")
            if is_local and not no_browser:
                with contextlib.suppress(webbrowser.Error):
                    webbrowser.open(address)
            threading.Event().wait()
    except KeyboardInterrupt as interruption:  # how it is ended
        answer(interruption)


def _password() -> str:
    """Ask for the password of the pages, or take it from `REAMP_APP_PASSWORD`, and say what it means."""
    click.echo(
        "Whoever in this network knows the password can play, record, train, and read the sounds and models "
        "in your folders. The connection is not encrypted: use it in a network that you trust."
    )
    given = os.environ.get("REAMP_APP_PASSWORD")
    return given or click.prompt("Password, 8 characters or more", hide_input=True, confirmation_prompt=True)

"""`reamp tone3000`: sign in, choose, list and download tones; creator and licence stay with them."""

import contextlib
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from reamp.cli.commands import FILE, Group, json_option
from reamp.cli.console import print_findings, print_json
from reamp.cli.numbers import Whole
from reamp.errors import SignInError, Tone3000Error
from reamp.terminal.table import Row, print_table
from reamp.texts import printable
from reamp.tone3000.events import FileFailed, OnlineEvent
from reamp.tone3000.settings import load_tone3000_settings
from reamp.tone3000.token_store import TokenPlace, tokens_path
from reamp.tone3000.values import OnlineModel, OnlinePage, OnlineTone
from reamp.tone3000.words import (
    ATTRIBUTION_LINE,
    arrival_level,
    event_words,
    online_model_words,
    tone_line,
    tone_words,
)

if TYPE_CHECKING:  # these import the libraries of the extra, and the help must do without
    from reamp.tone3000.client import Tone3000Client
    from reamp.tone3000.download import Arrival

__all__ = ["tone3000"]

_gear_option = click.option("--gear", metavar="GEAR", help="amp, amp-cab, pedal, outboard, cab, space, ...")
_page_option = click.option("--page", type=Whole(1), default=1, metavar="N", help="The page, counted from 1.")
_query_argument = click.argument("query", nargs=-1)


@click.group(cls=Group)
def tone3000() -> None:
    """Sign in at TONE3000, choose tones, and download them.

    TONE3000 is a service of its own, with its own terms. Reamp needs a key from there: docs/tone3000.md says
    how to get one. Beside each file Reamp keeps who made it and under which licence.

    Examples:
      reamp tone3000 login
      reamp tone3000 select -o models/
    """


@tone3000.command("login")
@click.option("--code", "by_code", is_flag=True, help="Type a code on any device, where there is no browser.")
def login(*, by_code: bool) -> None:
    """Sign in, by the browser or else by a code.

    Example:
      reamp tone3000 login
    """
    with _client() as client:
        if by_code or not _has_browser():
            done = client.sign_in_by_code()
        else:
            done = client.sign_in(open_url=webbrowser.open)
        if done.place is None:
            raise SignInError("the sign-in was cancelled on TONE3000's page", code="canceled")
        name = client.user().name or "a user without a name"
        where = "the system's key store"
        if done.place is TokenPlace.FILE:
            where = f"{tokens_path()}, which only you can read"
        click.echo(f"Signed in at TONE3000 as {printable(name)}; kept in {where}")


@tone3000.command("logout")
def logout() -> None:
    """Forget the sign-in on this machine.

    Example:
      reamp tone3000 logout
    """
    with _client() as client:
        click.echo("Signed out." if client.sign_out() else "You were not signed in.")


@tone3000.command("select")
@click.option("--gear", "gears", multiple=True, metavar="GEAR", help="Offer only this gear; several times.")
@click.option("--all", "is_all", is_flag=True, help="Offer captures whose level is unknown as well.")
@click.option("-o", "--output", "folder", type=FILE, metavar="FOLDER", help="Download what was chosen.")
@json_option
def select(*, gears: tuple[str, ...], is_all: bool, folder: Path | None, as_json: bool) -> None:
    """Choose a tone on TONE3000's own page, in the browser.

    It offers captures whose level is known, unless --all.

    Examples:
      reamp tone3000 select -o models/
      reamp tone3000 select --gear pedal --all
    """
    from reamp.tone3000.oauth import HostedPage

    with _client() as client:
        if not _has_browser():
            raise SignInError(
                "choosing needs a browser on this machine. Without one, mark the tone as a favourite in any "
                "browser; reamp tone3000 favorites then shows its ID, and reamp tone3000 get ID downloads it"
            )
        done = client.select(HostedPage(gears=gears, calibrated=not is_all), open_url=webbrowser.open)
        if done.tone_id is None:
            raise SignInError("no tone was chosen on TONE3000's page", code="canceled")
        tone = client.tone(done.tone_id)
        if folder is None:
            _show(OnlinePage(items=(tone,)), as_json=as_json)
            return
        models = client.models(tone)
        if not models:
            raise Tone3000Error(f"tone {tone.id} has no files that Reamp can ask for")
        chosen = [model for model in models if done.model_id in (None, model.id)]
        _download(client, tone, chosen or models, folder, overwrite=False, as_json=as_json)


_Ask: TypeAlias = Callable[..., OnlinePage[OnlineTone]]


def _list_of(name: str, ask_of: Callable[["Tone3000Client"], _Ask], *, what: str, example: str) -> None:
    """Add the command of one of the user's own lists."""

    def command(*, query: tuple[str, ...], gear: str | None, page: int, as_json: bool) -> None:
        with _client() as client:
            _show(ask_of(client)(page=page, gear=gear, query=" ".join(query)), as_json=as_json)

    for option in (json_option, _page_option, _gear_option, _query_argument):
        command = option(command)
    help_text = f"List {what}; QUERY is a part of the title.\n\nExample:\n  reamp tone3000 {example}"
    tone3000.command(name, help=help_text)(command)


_list_of("favorites", lambda client: client.favorites, what="your favourites", example="favorites plexi")
_list_of(
    "downloaded",
    lambda client: client.downloaded,
    what="what you have downloaded from TONE3000 before",
    example="downloaded --page 2",
)
_list_of(
    "created", lambda client: client.created, what="the tones that you have published", example="created"
)


@tone3000.command("trending")
@_gear_option
@json_option
def trending(*, gear: str | None, as_json: bool) -> None:
    """List what many download now.

    Example:
      reamp tone3000 trending --gear pedal
    """
    with _client() as client:
        _show(client.trending(gear=gear), as_json=as_json)


@tone3000.command("latest")
@json_option
def latest(*, as_json: bool) -> None:
    """List what is new.

    Example:
      reamp tone3000 latest
    """
    with _client() as client:
        _show(client.latest(), as_json=as_json)


@tone3000.command("get")
@click.argument("id", metavar="ID", type=Whole(1))
@click.option("-o", "--output", "folder", type=FILE, default=".", metavar="FOLDER", help="Where to.")
@click.option("--model", "model_ids", type=Whole(1), multiple=True, metavar="ID", help="Only this model.")
@click.option("--size", metavar="SIZE", help="Only models of this size: standard, lite, feather, nano.")
@click.option("--list", "is_list", is_flag=True, help="List the models, and download nothing.")
@click.option("--overwrite", is_flag=True, help="Download models again that are there.")
@json_option
def get(*, id: int, folder: Path, is_list: bool, overwrite: bool, as_json: bool, **only: Any) -> None:
    """Download the models of one tone; lists show its ID.

    Each file is checked to be playable before it appears, and has creator, title and licence beside it.

    Examples:
      reamp tone3000 get 51949 --list
      reamp tone3000 get 51949 -o models/ --size standard
    """
    with _client() as client:
        tone = client.tone(id)
        models = [model for model in client.models(tone) if _is_wanted(model, **only)]
        if not models:
            raise click.UsageError(f"tone {id} has no such model; --list shows those it has")
        if is_list:
            _show_models(tone, models, as_json=as_json)
        else:
            _download(client, tone, models, folder, overwrite=overwrite, as_json=as_json)


@tone3000.command("search")
@_query_argument
@click.option("--gear", "gears", multiple=True, metavar="GEAR", help="Only this gear; several times.")
@click.option("--calibrated", is_flag=True, help="Only captures whose level is known.")
@click.option("--architecture", metavar="NAME", help="1, 2 or custom.  [default: 1 and custom]")
@click.option("--sort", metavar="ORDER", help="best-match, newest, oldest, trending, downloads-all-time.")
@_page_option
@json_option
def search(*, query: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Search all of TONE3000, with a key of your own that may.

    TONE3000 lets an application search only by agreement. With such a key, write search = true into
    tone3000.toml.

    Example:
      reamp tone3000 search plexi 51 --calibrated
    """
    from reamp.tone3000.client import OnlineSearch

    with _client() as client:
        _show(client.search(OnlineSearch(query=" ".join(query), **options)), as_json=as_json)


@contextlib.contextmanager
def _client() -> Iterator["Tone3000Client"]:
    from reamp.tone3000.client import Tone3000Client

    with Tone3000Client(load_tone3000_settings(), on_event=_print_event) as client:
        try:
            yield client
        finally:
            print_findings(client.findings, stderr=True)


def _has_browser() -> bool:
    from reamp.tone3000.sign_in import has_browser

    return has_browser()


def _print_event(event: OnlineEvent) -> None:
    if words := event_words(event):
        click.echo(words, err=True)


def _is_wanted(model: OnlineModel, *, model_ids: Sequence[int], size: str | None) -> bool:
    return (not model_ids or model.id in model_ids) and size in (None, model.size)


def _show(page: OnlinePage[OnlineTone], *, as_json: bool) -> None:
    """Print a list of tones."""
    if as_json:
        counts = {"page": page.page, "total_pages": page.total_pages, "total": page.total}
        print_json({"attribution": ATTRIBUTION_LINE, "tones": page.items, **counts})
        return
    has_licences = any(tone.license for tone in page.items)
    headings = ["Tone", ">ID", "Creator", "Gear", ">Files", *(["Licence"] if has_licences else [])]
    cells = [tuple(tone_words(tone).values())[: len(headings) - 1] for tone in page.items]
    if page.items:
        print_table(
            headings, [Row(name=tone.title, cells=row) for tone, row in zip(page.items, cells, strict=True)]
        )
    else:
        click.echo("There is no such tone.")
    if page.items and not has_licences:
        click.echo("The licence is shown with a single tone: reamp tone3000 get ID --list")
    if page.has_more:
        click.echo(f"Page {page.page} of {page.total_pages}; --page {(page.page or 0) + 1} shows the next.")
    click.echo(ATTRIBUTION_LINE)


def _show_models(tone: OnlineTone, models: Sequence[OnlineModel], *, as_json: bool) -> None:
    if as_json:
        print_json({"attribution": ATTRIBUTION_LINE, "tone": tone, "models": models})
        return
    click.echo(tone_line(tone))
    rows = [Row(name=model.name, cells=tuple(online_model_words(model).values())) for model in models]
    print_table(["Model", ">ID", "Architecture", "Size"], rows)
    click.echo(ATTRIBUTION_LINE)


def _download(
    client: "Tone3000Client",
    tone: OnlineTone,
    models: Sequence[OnlineModel],
    folder: Path,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Download models and say how each ended; exit with 1 where one failed."""
    from reamp.tone3000.download import download_models

    arrived = list(download_models(client, tone, models, folder, overwrite=overwrite))
    if as_json:
        files = [{"event": type(each).__name__, "value": each} for each in arrived]
        print_json({"attribution": ATTRIBUTION_LINE, "tone": tone, "files": files})
    else:
        click.echo(tone_line(tone))
        print_table(["File", ">ID", "Architecture", "Size", ">Input level"], [*map(_file_row, arrived)])
        click.echo(f"In {folder}, each with its creator and licence beside it\n{ATTRIBUTION_LINE}")
    if any(isinstance(each, FileFailed) for each in arrived):
        click.get_current_context().exit(1)


def _file_row(arrival: "Arrival") -> Row:
    if isinstance(arrival, FileFailed):
        return Row(name=arrival.model.name, problem=printable(arrival.problem))
    words = online_model_words(arrival.model)
    return Row(name=arrival.path.name, cells=(*words.values(), arrival_level(arrival)))

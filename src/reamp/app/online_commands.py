"""What the page Models may ask of TONE3000: sign in, choose on its page, lists, tones, downloads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from reamp.app.commands import Nothing, PageCommand
from reamp.app.library_commands import update_index
from reamp.app.tasks import Task, TaskStoppedError
from reamp.app.workshop import Workshop
from reamp.errors import ConfigError
from reamp.interruption import Stop
from reamp.rig.document import Form
from reamp.texts import printable
from reamp.tone3000.events import DownloadProgress, FileDownloaded, FileFailed, OnlineEvent
from reamp.tone3000.settings import save_client_id
from reamp.tone3000.values import OnlineModel, OnlinePage, OnlineTone, license_name

if TYPE_CHECKING:  # it imports the libraries of an extra, and the other pages do without
    from reamp.tone3000.client import Tone3000Client
    from reamp.tone3000.download import Arrival

__all__ = ["ONLINE_COMMANDS"]

_Number = Annotated[int, msgspec.Meta(ge=1)]
_Text = Annotated[str, msgspec.Meta(max_length=200)]
_LISTED = 25


class _SignIn(Form, frozen=True, kw_only=True):
    by_code: bool = False


class _Choose(Form, frozen=True, kw_only=True):
    is_calibrated: bool = True


class _Key(Form, frozen=True, kw_only=True):
    text: _Text


class _List(Form, frozen=True, kw_only=True):
    which: Literal["favorites", "downloaded", "created", "trending", "latest", "search"]
    words: _Text = ""
    page: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1


class _Tone(Form, frozen=True, kw_only=True):
    tone: _Number


class _Download(_Tone, frozen=True, kw_only=True):
    models: Annotated[list[_Number], msgspec.Meta(min_length=1, max_length=400)]


def _look(workshop: Workshop, _: Nothing) -> object:
    workshop.online.look()
    return workshop.online.view()


def _choose(workshop: Workshop, said: _Choose) -> object:
    workshop.online.client()  # an extra that is missing is named here
    from reamp.tone3000.oauth import HostedPage  # noqa: PLC0415 - an extra

    return workshop.online.begin(page=HostedPage(calibrated=said.is_calibrated))


def _key(workshop: Workshop, said: _Key) -> None:
    save_client_id(said.text.strip())
    workshop.online.look()


def _list(workshop: Workshop, said: _List) -> object:
    def question(client: "Tone3000Client") -> OnlinePage[OnlineTone]:
        if said.which == "trending":
            return client.trending()
        if said.which == "latest":
            return client.latest()
        if said.which == "search":
            from reamp.tone3000.client import OnlineSearch  # noqa: PLC0415 - an extra

            return client.search(OnlineSearch(query=said.words, page=said.page, page_size=_LISTED))
        own = {
            "favorites": client.favorites,
            "downloaded": client.downloaded,
            "created": client.created,
        }[said.which]
        return own(page=said.page, page_size=_LISTED, query=said.words)

    page = workshop.online.ask(question)
    return {"tones": [_tone_view(tone) for tone in page.items], "has_more": page.has_more}


def _tone(workshop: Workshop, said: _Tone) -> object:
    from reamp.tone3000.download import downloaded_path  # noqa: PLC0415 - an extra

    def question(client: "Tone3000Client") -> tuple[OnlineTone, tuple[OnlineModel, ...]]:
        tone = client.tone(said.tone)
        return tone, client.models(tone)

    tone, models = workshop.online.ask(question)
    files = []
    for model in models:
        path = downloaded_path(tone, model, workshop.downloads)
        files.append(
            {
                "id": model.id,
                "name": printable(model.name),
                "architecture": model.architecture,
                "size": model.size,
                "key": None if path is None else workshop.shelf.key_of(path),
            }
        )
    return {**_tone_view(tone), "models": files}


def _tone_view(tone: OnlineTone) -> dict[str, Any]:
    """Return a tone for JSON: the creator is shown wherever it is, the licence where TONE3000 tells it."""
    creator = tone.creator
    return {
        "id": tone.id,
        "title": printable(tone.title),
        "creator": None if creator is None or creator.name is None else printable(creator.name),
        "creator_url": None if creator is None else creator.url,
        "license": license_name(tone.license),
        "gear": tone.gear,
        "format": tone.format,
        "makes": [printable(make) for make in tone.makes],
        "description": tone.description,
        "files": tone.files_count,
        "downloads": tone.downloads_count,
        "url": tone.url,
    }


def _download(workshop: Workshop, said: _Download) -> int:
    def work(task: Task) -> object:
        from reamp.tone3000.download import download_models  # noqa: PLC0415 - an extra

        client = workshop.online.client()
        tone = client.tone(said.tone)
        models = [model for model in client.models(tone) if model.id in said.models]
        if not models:
            raise ConfigError(f"TONE3000 does not have these files of {printable(tone.title)!r} any more")
        task.title = printable(tone.title)
        files: list[dict[str, Any]] = []

        def hear(event: OnlineEvent) -> None:
            if isinstance(event, DownloadProgress):
                share = event.done_bytes / event.total_bytes if event.total_bytes else 0.0
                task.share = (len(files) + min(1.0, share)) / len(models)

        workshop.shelf.include(workshop.downloads)
        with workshop.online.heard_by(hear):
            for arrival in download_models(client, tone, models, workshop.downloads):
                files.append(_arrival_view(workshop, arrival))
                task.check()
        update_index(workshop, task)
        return {"tone": tone.id, "files": files}

    def stoppable_work(task: Task) -> object:
        try:
            with Stop(task.is_to_stop).obeyed():  # also while it waits for a limit
                return work(task)
        except KeyboardInterrupt:
            raise TaskStoppedError("stopped") from None

    return workshop.tasks.begin("online", f"TONE3000 {said.tone}", stoppable_work)


def _arrival_view(workshop: Workshop, arrival: "Arrival") -> dict[str, Any]:
    if isinstance(arrival, FileFailed):
        return {"model": arrival.model.id, "key": None, "problem": printable(arrival.problem)}
    view: dict[str, Any] = {
        "model": arrival.model.id,
        "key": workshop.shelf.key_of(arrival.path),
        "problem": None,
    }
    if isinstance(arrival, FileDownloaded):
        view["level_dbu"] = arrival.input_level_dbu
    return view


ONLINE_COMMANDS: Mapping[str, PageCommand] = {
    "online": PageCommand(form=Nothing, do=_look),
    "online key": PageCommand(form=_Key, do=_key),
    "online sign in": PageCommand(
        form=_SignIn, do=lambda workshop, said: workshop.online.begin(by_code=said.by_code)
    ),
    "online choose": PageCommand(form=_Choose, do=_choose),
    "online cancel": PageCommand(form=Nothing, do=lambda workshop, _: workshop.online.cancel()),
    "online sign out": PageCommand(form=Nothing, do=lambda workshop, _: workshop.online.sign_out()),
    "online list": PageCommand(form=_List, do=_list),
    "online tone": PageCommand(form=_Tone, do=_tone),
    "online download": PageCommand(form=_Download, do=_download),
}
"""Every command by its name."""

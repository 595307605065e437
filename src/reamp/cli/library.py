"""`reamp library`: searches an index of models by words, numbers and sound."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from reamp.cli.cluster import cluster_option, opened_cluster
from reamp.cli.commands import FILE, Command, Group, json_option
from reamp.cli.numbers import Number, Whole
from reamp.library.query import Query, SortBy

__all__ = ["library"]

_SHOWN = 20
_GEAR_TYPES = ("amp", "pedal", "pedal_amp", "amp_cab", "amp_pedal_cab", "preamp", "studio")


@click.group(cls=Group)
def library() -> None:
    """Find models among thousands: by words, numbers and sound.

    The index has the facts, the levels and the behaviour of each model in your folders; each model is played
    once for that. It follows files that are moved. reamp library update finds new files.

    Examples:
      reamp library add ~/Models
      reamp library search "5150 lead" --calibrated --max-load 3%
    """


@library.command()
@click.argument("folder", type=FILE, required=False)
@cluster_option
@json_option
def add(*, folder: Path | None, cluster: str | None, as_json: bool) -> None:
    """Take a folder, and all folders in it, into the index.

    Without FOLDER the folders in the index are listed.

    Examples:
      reamp library add ~/Models
      reamp library add ~/Models --cluster tcp://10.0.0.5:8786
    """
    from reamp.cli.library_text import print_folders
    from reamp.library.index import Library

    with Library() as index:
        if folder is None:
            print_folders(index.folders(), as_json=as_json)
            return
        index.add(folder)
        _update(index, cluster=cluster, as_json=as_json)


@library.command()
@cluster_option
@json_option
def update(*, cluster: str | None, as_json: bool) -> None:
    """Look for models that are new, changed or gone, in all folders of the index.

    The models of a missing folder, for example on a disk that is not connected, stay in the index.

    Example:
      reamp library update
    """
    from reamp.library.index import Library

    with Library() as index:
        _update(index, cluster=cluster, as_json=as_json)


@library.command()
@click.argument("folder", type=FILE)
def remove(*, folder: Path) -> None:
    """Take a folder out of the index; its files stay.

    Example:
      reamp library remove ~/Models
    """
    from reamp.library.index import Library

    with Library() as index:
        index.remove(folder)
    click.echo(f"{folder} is no longer in the library; its files were not touched.")


def _update(index: Any, *, cluster: str | None, as_json: bool) -> None:
    from reamp.cli.library_text import print_updated
    from reamp.terminal.progress import progress_bar

    with contextlib.ExitStack() as stack:
        opened = None if cluster is None else stack.enter_context(opened_cluster(cluster, quiet=as_json))
        on_progress = stack.enter_context(progress_bar("Reading models", quiet=as_json))
        updated = index.update(on_progress=on_progress, cluster=opened)
    print_updated(updated, as_json=as_json)


_FILTERS = (
    click.option(
        "--calibrated/--not-calibrated",
        "is_calibrated",
        default=None,
        help="Its input level is known, or not.",
    ),
    click.option(
        "--loudness/--no-loudness", "has_loudness", default=None, help="Its file states its loudness, or not."
    ),
    click.option(
        "--gear",
        "gear_types",
        multiple=True,
        type=click.Choice(_GEAR_TYPES),
        help="The kind of captured gear; repeat for more.",
    ),
    click.option("--author", help="A part of the author's name."),
    click.option(
        "--architecture", metavar="WORD", help="A part of its network's description: A1 standard, LSTM."
    ),
    click.option(
        "--max-load",
        type=Number(0, unit="%"),
        metavar="PERCENT",
        help="The largest share of one core.",
    ),
    click.option("--min-gain", "min_gain_db", type=Number(unit="dB"), metavar="DB", help="Its least gain."),
    click.option("--max-gain", "max_gain_db", type=Number(unit="dB"), metavar="DB", help="Its highest gain."),
    click.option("--limit", type=Whole(1), default=_SHOWN, show_default=True, help="How many to show."),
)


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def _query(*, words: str = "", max_load: float | None, **typed: Any) -> Query:
    return Query(words=words, max_load=None if max_load is None else max_load / 100.0, **typed)


@library.command(cls=Command)
@click.argument("words", nargs=-1)
@_filters
@click.option("--broken", is_flag=True, help="Show the files that cannot be played, and why.")
@click.option(
    "--sort",
    "sort_by",
    type=click.Choice([str(each) for each in SortBy]),
    default="match",
    show_default=True,
    help="By the match of the words, name, gain, load or ESR.",
)
@json_option
def search(*, words: tuple[str, ...], broken: bool, sort_by: str, as_json: bool, **typed: Any) -> None:
    """Search the models in the index.

    WORDS are looked for in names, gear, authors, folders and titles. The beginning of a word is enough, and
    typing errors are forgiven. All of them must be found.

    Gain is how far below full scale a 500 Hz sine has 5 % of harmonics: 0 is clean, 40 and more is high gain.

    Examples:
      reamp library search 5150 lead --calibrated
      reamp library search --gear amp --max-load 3% --sort gain
    """
    from reamp.cli.library_text import print_found
    from reamp.library.index import Library

    query = _query(words=" ".join(words), is_playable=not broken, sort_by=SortBy(sort_by), **typed)
    with Library() as index:
        print_found(index.search(query), query, as_json=as_json)


_WISHES = (
    "more_gain",
    "less_gain",
    "brighter",
    "darker",
    "more_bass",
    "less_bass",
    "more_sustain",
    "less_sustain",
)


def _wishes(command: Callable[..., None]) -> Callable[..., None]:
    for name in reversed(_WISHES):
        help_text = f"Only models with {name.replace('_', ' ')}." if "_" in name else f"Only {name} models."
        command = click.option(f"--{name.replace('_', '-')}", name, is_flag=True, help=help_text)(command)
    return command


@library.command()
@click.argument("model", type=FILE, required=False)
@_wishes
@click.option("--than", type=FILE, metavar="MODEL", help="Compared with this model.  [default: MODEL itself]")
@click.option("--recording", type=FILE, help="A recording of gear, instead of MODEL; needs --di.")
@click.option("--di", type=FILE, help="The guitar that was played into that gear.")
@_filters
@json_option
def like(
    *,
    model: Path | None,
    than: Path | None,
    recording: Path | None,
    di: Path | None,
    as_json: bool,
    **typed: Any,
) -> None:
    """Find the models that sound most like one, or like a recording.

    The distance is over soft and hard playing at equal loudness: 0 is the same sound, 0.2 the next position
    of a knob, 1 and more another amplifier. MODEL need not be in the index.

    With --recording the guitar (--di) is played through the models, until one gives the recording.

    Examples:
      reamp library like amp.nam
      reamp library like amp.nam --more-gain --darker
      reamp library like --recording tone.wav --di di.wav
    """
    from reamp.cli.library_like import like_model, like_recording

    wishes = [name for name in _WISHES if typed.pop(name)]
    query = _query(**typed)
    if (model is None) == (recording is None):
        raise click.UsageError("name a model, or a --recording with its --di")
    if (recording is None) != (di is None):
        raise click.UsageError("--recording and --di belong together")
    if recording is not None and di is not None:
        if wishes or than is not None:
            raise click.UsageError("--than and what the models should have more of belong to a MODEL")
        like_recording(recording, di, query, as_json=as_json)
    elif model is not None:
        if than is not None and not wishes:
            raise click.UsageError("--than needs what to compare: --more-gain, --darker, ...")
        like_model(model, query, wishes=wishes, than=than, as_json=as_json)


@library.command()
@json_option
def check(*, as_json: bool) -> None:
    """Show what is wrong with the models in the index.

    It reports broken files, copies of a network, a wrong loudness, implausible levels, and models that answer
    late.

    Example:
      reamp library check
    """
    from reamp.cli.library_text import print_check
    from reamp.library.index import Library

    with Library() as index:
        print_check(index.findings(), as_json=as_json)


@library.command()
@click.option("--di", type=FILE, help="A guitar, played soft and hard.  [default: the bundled one]")
@click.option("--write", is_flag=True, help="Write the levels into the files, marked as estimated.")
@json_option
def levels(*, di: Path | None, write: bool, as_json: bool) -> None:
    """Find the levels of models without any from calibrated captures of the same gear.

    It works like reamp align: two models of the same gear sound alike when the same volts drive them. It does
    not work for gear that hardly distorts.

    A gain knob that was moved sounds like another level. So a level is proposed only where the names of both
    files agree, apart from words like nano or standard. Models that sound like a calibrated one with another
    name are listed: where you know that the knobs were the same, use reamp align.

    Example:
      reamp library levels
    """
    from reamp.audio.files import read
    from reamp.cli.library_text import print_proposals
    from reamp.demo import demo_di_path
    from reamp.library.index import Library
    from reamp.library.levels import Lookalike, Proposal
    from reamp.terminal.progress import progress_bar

    with Library() as index:
        with progress_bar("Comparing models", quiet=as_json) as on_progress:
            found = list(index.propose_levels(read(di or demo_di_path()), on_progress=on_progress))
        proposals = [each for each in found if isinstance(each, Proposal)]
        lookalikes = [each for each in found if isinstance(each, Lookalike)]
        if write:
            for each in proposals:
                each.alignment.tagged().save()
            if proposals:
                index.update()
    print_proposals(proposals, lookalikes, is_written=write, as_json=as_json)

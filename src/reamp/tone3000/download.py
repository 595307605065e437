"""Models of TONE3000 as files: whole and playable, or not there; creator, title and licence beside them."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from reamp.arguments import as_path
from reamp.atomic import atomic_write, check_output
from reamp.audio.files import AudioReader
from reamp.engine import load_document
from reamp.errors import (
    AudioFileError,
    ConfigError,
    ModelFileError,
    OutputError,
    RateLimitError,
    SignedOutError,
    StrPath,
    Tone3000Error,
)
from reamp.library.provenance import Provenance, provenance_path, read_provenance, write_provenance
from reamp.nam import Metadata, NamDocument
from reamp.tone3000.client import Tone3000Client
from reamp.tone3000.events import DownloadProgress, FileDownloaded, FileFailed, FileKept
from reamp.tone3000.values import OnlineModel, OnlineTone

__all__ = ["SOURCE", "Arrival", "download_models", "downloaded_path", "model_file_name", "model_provenance"]

SOURCE = "TONE3000"
Arrival: TypeAlias = FileDownloaded | FileKept | FileFailed

_SUFFIXES = {"nam": ".nam", "ir": ".wav"}
_LONGEST_BYTES = 180  # file systems take 255, and the file of the provenance has a longer name
_LONGEST_TEXT = 2000
_UNFIT = re.compile(r'[<>:"/\\|?*\s]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def download_models(
    client: Tone3000Client,
    tone: OnlineTone,
    models: Sequence[OnlineModel],
    folder: StrPath,
    *,
    overwrite: bool = False,
) -> Iterator[Arrival]:
    """Download models of one tone into a folder, one after the other, and yield how each ended.

    A file appears once it has been read as what it is to be, its provenance before it. A model that is in the
    folder already is not downloaded again without `overwrite`; another file is never replaced. A model that
    fails does not stop the others. Raises `OutputError` for a folder that cannot be made, `SignedOutError`
    and `RateLimitError`. Events of the client: `DownloadProgress`.
    """
    target = as_path(folder, of="a folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(target, f"cannot be created: {error.strerror or error}") from error
    for model in models:
        try:
            yield _download(client, tone, model, target, overwrite=overwrite)
        except (SignedOutError, RateLimitError):
            raise
        except (Tone3000Error, ModelFileError, AudioFileError, OutputError, ConfigError) as error:
            yield FileFailed(model=model, problem=str(error))


def downloaded_path(tone: OnlineTone, model: OnlineModel, folder: StrPath) -> Path | None:
    """Return where a model that was downloaded before lies in a folder, None where it is not there."""
    provenance = model_provenance(tone, model)
    path = _place(as_path(folder, of="a folder") / model_file_name(tone, model), model, provenance)
    return path if path.exists() and _is_from(path, provenance) else None


def model_file_name(tone: OnlineTone, model: OnlineModel) -> str:
    """Return what to call the file of a model: on no system anything but a name.

    >>> model_file_name(OnlineTone(id=7, title="AC/DC", format="nam"), OnlineModel(id=1, name="lead"))
    'AC DC - lead.nam'
    """
    title, name = _fit(tone.title), _fit(model.name)
    for suffix in _SUFFIXES.values():
        name = name.removesuffix(suffix)
    both = name if title.casefold() in name.casefold() else f"{title} - {name}"
    stem = both if name else title
    stem = stem.encode()[:_LONGEST_BYTES].decode(errors="ignore").strip(" .")
    return (f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem) + _suffix(tone, model)


def model_provenance(tone: OnlineTone, model: OnlineModel) -> Provenance:
    """Return where a model comes from, as it is kept beside it; the address ends with the model's number."""
    return Provenance(
        creator=None if tone.creator is None else _cut(tone.creator.name),
        title=_cut(tone.title),
        license=_cut(tone.license),
        url=None if tone.url is None else _cut(f"{tone.url}#model-{model.id}"),
        source=SOURCE,
    )


def _download(
    client: Tone3000Client, tone: OnlineTone, model: OnlineModel, folder: Path, *, overwrite: bool
) -> Arrival:
    provenance = model_provenance(tone, model)
    path = _place(folder / model_file_name(tone, model), model, provenance)
    if path.suffix not in _SUFFIXES.values():
        raise Tone3000Error(f"{model.name!r} is of the format {tone.format!r}, which Reamp does not play")
    is_here = path.exists() and _is_from(path, provenance)
    if is_here and not overwrite:
        return FileKept(model=model, path=path)
    check_output(path, overwrite=is_here)

    def on_bytes(done_bytes: int, total_bytes: int | None) -> None:
        client.tell(DownloadProgress(model=model, done_bytes=done_bytes, total_bytes=total_bytes))

    data = client.file(model, on_bytes=on_bytes)
    levels = _check_sound(data, path) if path.suffix == ".wav" else _check_model(data, path)
    was_there = provenance_path(path).exists()
    write_provenance(path, provenance)
    try:
        with atomic_write(path) as file:
            file.write(data)
    except BaseException:
        if not was_there:
            provenance_path(path).unlink(missing_ok=True)
        raise
    return FileDownloaded(
        model=model,
        path=path,
        input_level_dbu=levels.input_level_dbu,
        output_level_dbu=levels.output_level_dbu,
    )


def _check_model(data: bytes, path: Path) -> Metadata:
    """Return what a model says of itself; raises `ModelFileError` for what the engine does not play."""
    document = NamDocument.parse(data, path=path.name)
    load_document(document)
    return document.metadata


def _check_sound(data: bytes, path: Path) -> Metadata:
    """Return that an impulse response knows no levels; raises `AudioFileError` for what is no sound file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path.name
        file.write_bytes(data)
        try:
            with AudioReader(file, channel=1) as reader:
                for _ in reader.blocks():
                    pass
        except AudioFileError as error:
            raise AudioFileError(path.name, error.problem) from None
    return Metadata()


def _is_from(path: Path, provenance: Provenance) -> bool:
    """Return whether a file is this model, downloaded before."""
    try:
        kept = read_provenance(path)
    except ConfigError:
        return False
    return kept is not None and kept.url is not None and (kept.source, kept.url) == (SOURCE, provenance.url)


def _place(path: Path, model: OnlineModel, provenance: Provenance) -> Path:
    """Return the path, or one with the model's number where another file has it."""
    is_taken = path.exists() or provenance_path(path).exists()
    if not is_taken or _is_from(path, provenance):
        return path
    return path.with_name(f"{path.stem} {model.id}{path.suffix}")


def _suffix(tone: OnlineTone, model: OnlineModel) -> str:
    """Return how a file of this format ends; a format that Reamp does not play ends as it is called."""
    if tone.format is not None:
        return _SUFFIXES.get(tone.format, f".{_fit(tone.format)}")
    return ".wav" if (model.download_url or "").partition("?")[0].lower().endswith(".wav") else ".nam"


def _fit(text: str) -> str:
    """Return a text without what no file name holds, a separator of folders above all."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return _UNFIT.sub(" ", printable).strip(" .")


def _cut(text: str | None) -> str | None:
    return None if text is None else text[:_LONGEST_TEXT]

"""Plays one recorded guitar through many rigs into the files of a folder, and reports the outcome of each."""

import contextlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reamp.errors import OutputExistsError, ReampError, StrPath
from reamp.findings import Check, Finding, about
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig, RenderResult
from reamp.playing.render_many import render_files
from reamp.rig.rig import Rig

__all__ = ["FolderOutcome", "render_into_folder"]

_OF_OUTPUT = (Check.OUTPUT_LIMITED, Check.OUTPUT_CLIPPING)


@dataclass(frozen=True, kw_only=True)
class FolderOutcome:
    """The outcome of one of several rigs; `place` counts the rigs from 0."""

    place: int
    name: str
    rig: Rig
    outcome: RenderResult | ReampError

    @property
    def models(self) -> tuple[Path, ...]:
        """The models of the rig."""
        return tuple(model.path for model in self.rig.models)

    @property
    def is_kept(self) -> bool:
        """Whether the file already existed and was kept."""
        return isinstance(self.outcome, OutputExistsError) and self.outcome.can_overwrite

    @property
    def error(self) -> ReampError | None:
        """The error, None if there was none."""
        return self.outcome if isinstance(self.outcome, ReampError) and not self.is_kept else None

    @property
    def findings(self) -> list[Finding]:
        """The findings, with the name of this rig as their subject."""
        if isinstance(self.outcome, ReampError):
            return []
        models = [path.stem for path in self.models]
        found = (about(finding, self.name, models) for finding in self.outcome.findings)
        return [replace(each, subject=self.name) if each.check in _OF_OUTPUT else each for each in found]


def render_into_folder(
    rigs: Sequence[Rig],
    di: StrPath,
    folder: Path,
    *,
    names: Sequence[str],
    file_names: Sequence[str],
    source: Source,
    config: RenderConfig,
) -> Generator[FolderOutcome, None, None]:
    """Render each rig into a WAV file of its name, and yield each outcome as soon as it is done.

    A missing folder is made, and removed again if it stays empty. Raises as `render_files` does, and
    `OSError` for a folder that cannot be made.
    """
    places = {id(rig): place for place, rig in enumerate(rigs)}
    outputs = [folder / f"{name}.wav" for name in file_names]
    rendering = render_files(zip(rigs, outputs, strict=True), di, source=source, config=config)
    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)

    def outcomes() -> Generator[FolderOutcome, None, None]:
        try:
            for rig, outcome in rendering:
                place = places[id(rig)]
                yield FolderOutcome(place=place, name=names[place], rig=rigs[place], outcome=outcome)
        finally:
            if is_new:
                with contextlib.suppress(OSError):
                    folder.rmdir()  # fails if the folder is not empty

    return outcomes()

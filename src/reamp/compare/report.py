"""Write a comparison as a folder: the page, and the sounds beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reamp.atomic import atomic_folder, atomic_write, check_output
from reamp.audio.encode import write_stereo
from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.compare.comparison import Comparison
from reamp.compare.page import comparison_page
from reamp.drawing import new_figure
from reamp.errors import OutputError, StrPath
from reamp.findings import Check, Finding, Severity
from reamp.pages.player import PlayerClip, player_clip

__all__ = [
    "MAX_PAGE_BYTES",
    "PAGE_NAME",
    "WrittenReport",
    "check_report",
    "fitting_clips",
    "report_fields",
    "write_report",
]

PAGE_NAME = "index.html"

MAX_PAGE_BYTES = 15_000_000
"""A larger page is slow to open on a phone, and too large for an e-mail."""

_REST_BYTES = 2_000_000  # pictures, tables, scripts
_SHORTEST_S = 1.0


@dataclass(frozen=True, kw_only=True)
class WrittenReport:
    """The paths of the page and of the sounds beside it, and findings from writing them."""

    page: Path
    sounds: tuple[Path, ...]
    findings: tuple[Finding, ...] = ()


def check_report(
    folder: StrPath, *, names: Sequence[str], inputs: Iterable[StrPath], overwrite: bool = False
) -> None:
    """Check that the report would replace nothing it must not; call this before long work.

    `names` are the names of the clips, the reference first. Raises `OutputError` for a folder that cannot be
    created, `OutputExistsError` for an existing file without `overwrite` and for an input, and
    `MissingExtraError` without Matplotlib.
    """
    new_figure(1.0, 1.0)
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise OutputError(folder, "is a file; name a folder for the report")
    if not target.resolve().parent.is_dir():
        raise OutputError(folder, f"the folder {target.resolve().parent} does not exist; create it first")
    given = list(inputs)
    for name in (PAGE_NAME, *_sound_names(names)):
        if target.is_dir():
            check_output(target / name, inputs=given, overwrite=overwrite)


def write_report(
    comparison: Comparison, folder: StrPath, *, about: Sequence[tuple[str, str]] = ()
) -> WrittenReport:
    """Write the page and its sounds into a folder, which is created, replacing what `check_report` allows.

    The sounds are WAV files of 24 bits: every clip as heard, and each model on the left with the reference on
    the right. `about` are rows of facts for the page. Raises `OutputError`, and `MissingExtraError` without
    Matplotlib. A new folder appears in one step.
    """
    clips, findings = fitting_clips(comparison)
    names = _sound_names([clip.name for clip in comparison.clips])
    page = comparison_page(
        comparison, clips, sounds=_described(names, comparison), about=about, findings=findings
    )
    heard = [clip.heard for clip in comparison.clips]
    with atomic_folder(folder) as part:
        for name, signal in zip(names, heard, strict=False):
            write(part / name, signal, overwrite=True)
        for name, left in zip(names[len(heard) :], heard[1:], strict=True):
            write_stereo(part / name, left=left, right=heard[0])
        with atomic_write(part / PAGE_NAME) as file:
            file.write(page.encode())
    target = Path(folder)
    return WrittenReport(
        page=target / PAGE_NAME, sounds=tuple(target / name for name in names), findings=findings
    )


def fitting_clips(
    comparison: Comparison, *, most_bytes: int = MAX_PAGE_BYTES - _REST_BYTES
) -> tuple[list[PlayerClip], tuple[Finding, ...]]:
    """Return the clips for a player, cut where they would take more than `most_bytes` of the page."""
    frames = comparison.reference.signal.frames
    while True:
        clips = [
            player_clip(clip.name, _first(clip.heard, frames), about=clip.about) for clip in comparison.clips
        ]
        share = most_bytes / (sum(len(clip.sound) for clip in clips) * 4 / 3)
        shortest = round(_SHORTEST_S * comparison.rate_hz)
        if share >= 1.0 or frames <= shortest:
            break
        frames = max(shortest, int(0.95 * share * frames))
    if frames == comparison.reference.signal.frames:
        return clips, ()
    finding = Finding(
        check=Check.PAGE_CUT,
        severity=Severity.NOTE,
        message=f"the page plays {frames / comparison.rate_hz:.1f} of {comparison.duration_s:.1f} s, to stay "
        f"below {MAX_PAGE_BYTES / 1e6:g} MB; the files beside it are complete",
    )
    return clips, (finding,)


def report_fields(comparison: Comparison, report: WrittenReport) -> dict[str, object]:
    """Return the fields of a comparison and the paths of its report, for JSON."""
    measured = {score.name: score.measured for score in comparison.scores}
    return {
        "page": str(report.page),
        "sounds": [str(path) for path in report.sounds],
        "reference": comparison.reference.name,
        "rate_hz": comparison.rate_hz,
        "duration_s": comparison.duration_s,
        "clips": [
            {
                "name": clip.name,
                "about": clip.about,
                "gains": [
                    {"what": gain.what, "value_db": gain.value_db, "formula": gain.formula}
                    for gain in (*clip.gains, clip.match_gain)
                ],
                "moved_frames": clip.moved_frames,
                "metrics": {name: each.value for name, each in measured.get(clip.name, {}).items()},
            }
            for clip in comparison.clips
        ],
        "findings": comparison.findings,
    }


def _first(signal: Signal, frames: int) -> Signal:
    return Signal(signal.samples[:frames], signal.rate_hz)


def _sound_names(names: Sequence[str]) -> list[str]:
    """Return distinct file names: one for every clip, then one for each clip left and reference right."""
    taken: list[str] = []
    for name in names:
        stem = re.sub(r"[^\w.+-]+", "_", name).strip("._") or "clip"
        while stem.lower() in (each.lower() for each in taken):
            stem += "_"
        taken.append(stem)
    pairs = [f"{stem}-left-{taken[0]}-right.wav" for stem in taken[1:]]
    return [*(f"{stem}.wav" for stem in taken), *pairs]


def _described(names: Sequence[str], comparison: Comparison) -> list[tuple[str, str]]:
    reference, *others = [clip.name for clip in comparison.clips]
    words = [f"{each}, as heard" for each in (reference, *others)]
    words += [f"{each} left, {reference} right" for each in others]
    return list(zip(names, words, strict=True))

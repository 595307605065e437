"""Compare models with each other, or with a recording of the real gear, on one guitar."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reamp.audio.signal import Signal
from reamp.compare.clips import AppliedGain, Clip, MatchBy, match_clips
from reamp.compare.placing import Placed, place_on_first, place_on_target
from reamp.compare.recordings import LEAST_SECONDS, read_guitar, read_target
from reamp.errors import ConfigError, StrPath
from reamp.findings import Check, Finding, Severity, about, joined, merged
from reamp.metrics import Measured, decay_tails, evaluate
from reamp.nam import NamDocument
from reamp.nam.presets import describe
from reamp.plan.gain import GainPlan, GainStep, StepStatus
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.play import Played, play
from reamp.rig.rig import Rig

__all__ = [
    "MAX_CLIPS",
    "MAX_SECONDS",
    "CompareConfig",
    "Comparison",
    "Contender",
    "OnStep",
    "Score",
    "compare",
    "compare_clips",
]

MAX_SECONDS = 300.0
"""People do not compare longer clips by ear, and all clips are held in memory."""

MAX_CLIPS = 26

OnStep: TypeAlias = Callable[[str], None]
"""Called with a description of each step as it begins."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A rig to compare, its name, and the source of the guitar it plays."""

    name: str
    rig: Rig
    source: Source = UNKNOWN_SOURCE


@dataclass(frozen=True, kw_only=True)
class CompareConfig:
    """Which part of the recording to compare, which channels to read, and how to match the loudness.

    `seconds` None is all, at most 60 s; channels count from 1, None where the choice is certain;
    `threads` None is all cores.
    """

    match: MatchBy = MatchBy.LUFS
    start_s: float = 0.0
    seconds: float | None = None
    channel: int | None = None
    target_channel: int | None = None
    target_name: str = "target"
    threads: int | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and self.start_s >= 0.0):
            raise ConfigError(f"start_s must be 0 or more, got {self.start_s:g}")
        if self.seconds is not None and not LEAST_SECONDS <= self.seconds <= MAX_SECONDS:
            raise ConfigError(f"seconds must be {LEAST_SECONDS:g} to {MAX_SECONDS:g}, got {self.seconds:g}")


@dataclass(frozen=True, kw_only=True)
class Score:
    """How close a clip is to the reference: the metrics of `evaluate` by name, for the clips as heard."""

    name: str
    measured: dict[str, Measured]


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Clips of equal length at one rate: first the reference, then the others with their scores, in order.

    The reference is the target (the recording of the real gear) where there is one, else the first model.
    """

    clips: tuple[Clip, ...]
    scores: tuple[Score, ...]
    match: MatchBy
    has_target: bool
    findings: tuple[Finding, ...] = ()

    @property
    def reference(self) -> Clip:
        """The clip that the others are compared with."""
        return self.clips[0]

    @property
    def rate_hz(self) -> int:
        """The rate of all clips."""
        return self.reference.signal.rate_hz

    @property
    def duration_s(self) -> float:
        """The length of all clips."""
        return self.reference.signal.duration_s


def compare(
    contenders: Sequence[Contender],
    *,
    di: StrPath,
    target: StrPath | None = None,
    config: CompareConfig | None = None,
    on_step: OnStep | None = None,
) -> Comparison:
    """Play a recorded guitar through every contender and compare them with the target, or with the first.

    Everything runs at the rate of `di`; a target at another rate is resampled. Raises `ConfigError` for fewer
    than two things to compare, equal names and an excerpt beyond the end; `AudioError` for silence and for a
    target that shares no time with the guitar; and `ModelFileError`, `AudioFileError` and `InterfaceError`.
    """
    config = config or CompareConfig()
    _check([contender.name for contender in contenders], None if target is None else config.target_name)
    guitar = read_guitar(di, channel=config.channel, start_s=config.start_s, seconds=config.seconds)
    rate_hz, findings = guitar.signal.rate_hz, guitar.findings
    recorded = None
    if target is not None:
        recorded, noticed = read_target(target, channel=config.target_channel, rate_hz=rate_hz)
        findings += noticed
    played = []
    for contender in contenders:
        if on_step is not None:
            on_step(f"playing {contender.name}")
        played.append(_play(contender, guitar.signal, config))
    if on_step is not None:
        on_step("measuring")
    estimates = [_from(guitar.lead_frames, each.signal) for each in played]
    placed = place_on_first(estimates) if recorded is None else place_on_target(recorded, estimates)
    clips = _clips(contenders, played, placed)
    if target is not None:
        about = Path(target).name
        clips.insert(0, Clip(name=config.target_name, about=about, signal=placed.reference))
    comparison = compare_clips(
        clips,
        di=_from(guitar.lead_frames + placed.first, guitar.signal),
        match=config.match,
        has_target=target is not None,
    )
    findings += (
        *placed.findings,
        *_model_findings(contenders, played, config.match),
        *_turned_findings(contenders, placed, reference=clips[0].name, has_target=target is not None),
    )
    return dataclasses.replace(comparison, findings=findings)


def compare_clips(
    clips: Sequence[Clip], *, di: Signal | None = None, match: MatchBy = MatchBy.LUFS, has_target: bool
) -> Comparison:
    """Match clips in loudness and score them against the first; they must be equally long and aligned.

    `di` is the guitar that they play, aligned with them; it shows where notes decay.
    """
    heard = match_clips(clips, match)
    reference = heard[0].heard
    tails = () if di is None else decay_tails(di.samples[: reference.frames], rate_hz=reference.rate_hz)
    scores = [
        Score(
            name=clip.name,
            measured=evaluate(reference.samples, clip.heard.samples, rate_hz=reference.rate_hz, tails=tails),
        )
        for clip in heard[1:]
    ]
    return Comparison(clips=heard, scores=tuple(scores), match=match, has_target=has_target)


def _check(names: Sequence[str], target_name: str | None) -> None:
    names = [*names, *([] if target_name is None else [target_name])]
    if len(names) < 2:
        raise ConfigError("there is nothing to compare: give two models, or one and the target")
    if len(names) > MAX_CLIPS:
        raise ConfigError(f"at most {MAX_CLIPS} can be compared, got {len(names)}")
    if "" in names:
        raise ConfigError("every model needs a name that is not empty")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"two of them are called {twice!r}; give each a name of its own")


def _play(contender: Contender, guitar: Signal, config: CompareConfig) -> Played:
    return play(
        dataclasses.replace(contender.rig, limiter=False),  # this comparison lowers loud clips instead
        guitar,
        source=contender.source,
        threads=config.threads,
    )


def _from(frame: int, signal: Signal) -> Signal:
    return Signal(signal.samples[frame:], signal.rate_hz)


def _clips(contenders: Sequence[Contender], played: Sequence[Played], placed: Placed) -> list[Clip]:
    """Return the clips of the models; without a target, they are aligned with the first."""
    signals, moved = list(placed.estimates), list(placed.moved_frames)
    if len(signals) < len(contenders):
        signals, moved = [placed.reference, *signals], [0.0, *moved]
    return [
        Clip(
            name=contender.name,
            signal=signal,
            about=_about(contender.rig),
            gains=tuple(_gains(each.plan)),
            moved_frames=frames,
            is_calibrated=each.plan.calibrated,
        )
        for contender, each, signal, frames in zip(contenders, played, signals, moved, strict=True)
    ]


def _gains(plan: GainPlan) -> Iterator[AppliedGain]:
    yield _applied("input", plan.input_gain, otherwise="not calibrated")
    for step in plan.between_gains:
        yield _applied("between", step, otherwise="levels unknown")
    yield _applied("output", plan.output_gain, otherwise="as it comes out")


def _applied(what: str, step: GainStep, *, otherwise: str) -> AppliedGain:
    """Return a gain with its sum; without calibration, with the words `otherwise` and the trim."""
    words = step.formula
    if step.status is not StepStatus.APPLIED:
        words = f"{otherwise}; {step.formula}" if step.trim_db else otherwise
    return AppliedGain(what=what, value_db=step.value_db, formula=words)


def _about(rig: Rig) -> str:
    """Return a short description of a rig: the network of one model, or the names of several."""
    if len(rig.models) > 1:
        return " > ".join(model.name for model in rig.models)
    document = NamDocument.read(rig.models[0].path)
    return describe(document.content()).partition(" (")[0]


def _model_findings(
    contenders: Sequence[Contender], played: Sequence[Played], match: MatchBy
) -> Iterator[Finding]:
    """Yield the findings of the models, only once where several share one.

    Findings about loudness are left out where all clips are made equally loud.
    """
    noticed = [
        about(finding, contender.name, [model.name for model in contender.rig.models])
        for contender, each in zip(contenders, played, strict=True)
        for finding in each.findings
        if match is MatchBy.NONE or finding.check not in {Check.LOUDNESS_UNKNOWN, Check.LOUDNESS_DOUBTFUL}
    ]
    everyone = joined([contender.name for contender in contenders])
    for finding in merged(noticed):
        is_of_all = len(contenders) > 2 and finding.subject == everyone
        yield dataclasses.replace(finding, subject="all models") if is_of_all else finding


def _turned_findings(
    contenders: Sequence[Contender], placed: Placed, *, reference: str, has_target: bool
) -> Iterator[Finding]:
    names = [contender.name for contender in contenders][0 if has_target else 1 :]
    turned = [name for name, is_turned in zip(names, placed.turned, strict=True) if is_turned]
    if turned:
        yield Finding(
            check=Check.POLARITY_FLIPPED,
            severity=Severity.NOTE,
            subject=joined(turned),
            message=f"inverted polarity compared with {reference}; flipped here",
        )

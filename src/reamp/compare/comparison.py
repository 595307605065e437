"""Models compared with each other, or with the recording of the real gear, on one guitar."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from reamp.audio.files import AudioReader
from reamp.audio.levels import peak_dbfs
from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.compare.clips import AppliedGain, Clip, Match, match_clips
from reamp.compare.metrics import Measured, decay_tails, evaluate
from reamp.compare.placing import Placed, place_on_first, place_on_target
from reamp.errors import AudioError, ConfigError, StrPath
from reamp.findings import Finding, Severity
from reamp.gear.interface_table import Interface
from reamp.nam import NamDocument
from reamp.nam.presets import describe
from reamp.rig.gain import GainPlan, GainStep
from reamp.rig.play import Played, play
from reamp.rig.rig import Rig

__all__ = [
    "DEFAULT_SECONDS",
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

DEFAULT_SECONDS = 60.0
MAX_SECONDS = 300.0
"""Nobody compares longer by ear, and all clips are in memory."""

MAX_CLIPS = 26

OnStep: TypeAlias = Callable[[str], None]
"""Called with what is done next, in words."""

_LEAST_S = 0.5
_LEAD_S = 3.0  # before the excerpt, so that models and cabinets play on from what came before


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A rig under a name, and what its guitar was recorded with, as in `render`: None is not calibrated."""

    name: str
    rig: Rig
    interface: Interface | None = None
    interface_gain_db: float | None = None


@dataclass(frozen=True, kw_only=True)
class CompareConfig:
    """Which part of the recording to compare, which channels to read, and how to match the loudness.

    `seconds` None is all, at most `DEFAULT_SECONDS`; channels count from 1, None where there is no choice;
    `threads` None is all cores.
    """

    match: Match = Match.LUFS
    start_s: float = 0.0
    seconds: float | None = None
    channel: int | None = None
    target_channel: int | None = None
    target_name: str = "target"
    threads: int | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and self.start_s >= 0.0):
            raise ConfigError(f"start_s must be 0 or more, got {self.start_s:g}")
        if self.seconds is not None and not _LEAST_S <= self.seconds <= MAX_SECONDS:
            raise ConfigError(f"seconds must be {_LEAST_S:g} to {MAX_SECONDS:g}, got {self.seconds:g}")


@dataclass(frozen=True, kw_only=True)
class Score:
    """How near a clip comes to the reference: the metrics of `evaluate` by name, of the clips as heard."""

    name: str
    measured: dict[str, Measured]


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Clips of equal length at one rate, the reference first, the others scored against it, in their order.

    The reference is the target, the recording of the real gear, where there is one; else the first model.
    """

    clips: tuple[Clip, ...]
    scores: tuple[Score, ...]
    match: Match
    has_target: bool
    findings: tuple[Finding, ...] = ()

    @property
    def reference(self) -> Clip:
        """What the others are compared with."""
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

    All is at the rate of `di`: a target at another rate is resampled. Raises `ConfigError` for fewer than two
    things to compare, equal names and an excerpt behind the end, `AudioError` for silence and for a target
    with nothing in common, and what the parts raise: `ModelFileError`, `AudioFileError`, `InterfaceError`.
    """
    config = config or CompareConfig()
    _check([contender.name for contender in contenders], None if target is None else config.target_name)
    guitar, lead_frames, findings = _read_di(di, config)
    target_signal, target_findings = (None, ()) if target is None else _read_target(target, guitar, config)
    played = []
    for contender in contenders:
        if on_step is not None:
            on_step(f"playing {contender.name}")
        played.append(_play(contender, guitar, config))
    if on_step is not None:
        on_step("measuring")
    estimates = [_without_lead(each.signal, lead_frames) for each in played]
    placed = place_on_first(estimates) if target_signal is None else place_on_target(target_signal, estimates)
    clips = _clips(contenders, played, placed)
    if target is not None:
        about = Path(target).name
        clips.insert(0, Clip(name=config.target_name, about=about, signal=placed.reference))
    comparison = compare_clips(
        clips,
        di=_without_lead(guitar, lead_frames + placed.first),
        match=config.match,
        has_target=target is not None,
    )
    noticed = (
        *findings,
        *target_findings,
        *placed.findings,
        *_model_findings(contenders, played, config.match),
        *_turned_findings(contenders, placed, has_target=target is not None),
    )
    return dataclasses.replace(comparison, findings=noticed)


def compare_clips(
    clips: Sequence[Clip], *, di: Signal | None = None, match: Match = Match.LUFS, has_target: bool
) -> Comparison:
    """Match clips in loudness and score them against the first; they are equally long and in time already.

    `di` is the guitar they were played with, in time with them: it says where notes die away.
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


def _read_di(path: StrPath, config: CompareConfig) -> tuple[Signal, int, tuple[Finding, ...]]:
    """Return the excerpt with a lead-in, the frames of that, and what was noticed."""
    with AudioReader(path, channel=config.channel) as reader:
        info, findings = reader.info, reader.findings
        start = round(config.start_s * info.rate_hz)
        wanted_s = min(config.seconds or DEFAULT_SECONDS, MAX_SECONDS)
        end = min(info.frames, start + round(wanted_s * info.rate_hz))
        if end - start < _LEAST_S * info.rate_hz:
            raise ConfigError(
                f"{path} lasts {info.duration_s:.1f} s; at least {_LEAST_S:g} s of it are needed from "
                f"{config.start_s:g} s on"
            )
        first = max(0, start - round(_LEAD_S * info.rate_hz))
        signal = reader.signal()
    excerpt = Signal(signal.samples[first:end], signal.rate_hz)
    if math.isinf(peak_dbfs(Signal(excerpt.samples[start - first :], signal.rate_hz))):
        raise AudioError(f"{path}: the guitar is silent; there is nothing to compare")
    if config.seconds is None and end < info.frames:
        findings += (_cut_short(info.duration_s, (end - start) / info.rate_hz),)
    return excerpt, start - first, findings


def _cut_short(duration_s: float, compared_s: float) -> Finding:
    return Finding(
        check="excerpt",
        severity=Severity.NOTE,
        message=f"of {duration_s:.0f} s of guitar {compared_s:.0f} s are compared",
        advice="choose others by their start and length",
    )


def _read_target(path: StrPath, guitar: Signal, config: CompareConfig) -> tuple[Signal, tuple[Finding, ...]]:
    with AudioReader(path, channel=config.target_channel, role="target") as reader:
        signal, findings = reader.signal(), reader.findings
    if math.isinf(peak_dbfs(signal)):
        raise AudioError(f"{path}: the target is silent; there is nothing to compare with")
    if signal.rate_hz != guitar.rate_hz:
        findings += (
            Finding(
                check="target-resampled",
                severity=Severity.NOTE,
                message=f"the target is at {signal.rate_hz} Hz and was resampled to the {guitar.rate_hz} Hz "
                "of the guitar",
            ),
        )
    return resample(signal, guitar.rate_hz), findings


def _play(contender: Contender, guitar: Signal, config: CompareConfig) -> Played:
    return play(
        dataclasses.replace(contender.rig, limiter=False),  # loud clips are lowered here, not held back
        guitar,
        interface=contender.interface,
        interface_gain_db=contender.interface_gain_db,
        threads=config.threads,
    )


def _without_lead(signal: Signal, lead_frames: int) -> Signal:
    return Signal(signal.samples[lead_frames:], signal.rate_hz)


def _clips(contenders: Sequence[Contender], played: Sequence[Played], placed: Placed) -> list[Clip]:
    """Return the clips of the models; without a target the others were placed on the first."""
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
        )
        for contender, each, signal, frames in zip(contenders, played, signals, moved, strict=True)
    ]


def _gains(plan: GainPlan) -> Iterator[AppliedGain]:
    yield _applied("input", plan.input_gain, otherwise="not calibrated")
    for step in plan.between_gains:
        yield _applied("between", step, otherwise="levels unknown")
    yield _applied("output", plan.output_gain, otherwise="as it comes out")


def _applied(what: str, step: GainStep, *, otherwise: str) -> AppliedGain:
    return AppliedGain(what=what, value_db=step.value_db, formula=step.formula if step.terms else otherwise)


def _about(rig: Rig) -> str:
    """Return what plays in a rig, in a few words: the network of one model, the names of several."""
    if len(rig.models) > 1:
        return " > ".join(model.name for model in rig.models)
    document = NamDocument.read(rig.models[0].path)
    return describe(document.content()).partition(" (")[0]


def _model_findings(
    contenders: Sequence[Contender], played: Sequence[Played], match: Match
) -> Iterator[Finding]:
    """Yield what the plans and the models say, once where several say the same of their models.

    How loud a model is does not matter once all are made equally loud.
    """
    said: dict[Finding, list[str]] = {}
    for contender, each in zip(contenders, played, strict=True):
        named = f"{contender.rig.models[0].name} "
        for finding in each.findings:
            if finding.check == "loudness-unknown" and match is not Match.NONE:
                continue
            words = finding.message
            if words.startswith(named):
                words = f"the model {words.removeprefix(named)}"
            said.setdefault(dataclasses.replace(finding, message=words), []).append(contender.name)
    for finding, names in said.items():
        whose = "" if len(names) == len(contenders) else f"{', '.join(names)}: "
        yield dataclasses.replace(finding, message=f"{whose}{finding.message}")


def _turned_findings(
    contenders: Sequence[Contender], placed: Placed, *, has_target: bool
) -> Iterator[Finding]:
    names = [contender.name for contender in contenders][0 if has_target else 1 :]
    turned = [name for name, is_turned in zip(names, placed.turned, strict=True) if is_turned]
    if turned:
        yield Finding(
            check="upside-down",
            severity=Severity.NOTE,
            message=f"upside down against the {'target' if has_target else 'first'}, and turned for this "
            f"comparison: {', '.join(turned)}",
        )

"""Findings, which report what is imperfect but usable and are never raised; and the table of checks."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

__all__ = [
    "Check",
    "Finding",
    "Severity",
    "about",
    "by_severity",
    "folded",
    "is_heard",
    "joined",
    "merged",
    "tenths",
]

_HEARD_DB = 1.0
"""A warning about a larger change of level is shown even in short output."""

_NAMED = 3
"""How many models are named in a finding that several have in common."""


class Severity(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    """For information; no action needed."""
    WARNING = "warning"
    """The result is usable, but probably not as intended."""
    BLOCKER = "blocker"
    """It makes no sense to continue."""


class Check(StrEnum):
    """All checks: each has a stable name for scripts, and a meaning.

    >>> Check.CLOCK_DRIFT, Check.CLOCK_DRIFT.meaning
    ('clock-drift', 'The clocks of player and recorder run at different speeds.')
    """

    meaning: str

    def __new__(cls, name: str, meaning: str) -> Self:
        """Make a member from its name and its meaning."""
        check = str.__new__(cls, name)
        check._value_ = name
        check.meaning = meaning
        return check

    @classmethod
    def _missing_(cls, value: object) -> "Check":
        return cls.OTHER  # from a capture made by a newer Reamp

    __repr__ = str.__repr__

    # audio files
    DUAL_MONO = "dual-mono", "The channels of a file are identical."
    ONE_CHANNEL_HAS_SOUND = "one-channel-has-sound", "All other channels of a file are silent."

    # the interface
    INTERFACE_ALTERNATIVES = "interface-alternatives", "Other figures exist for the level of the interface."
    INTERFACE_CONFIDENCE = "interface-confidence", "The level of the interface is not the manufacturer's."
    INTERFACE_CONFLICT = "interface-conflict", "The sources for the level of the interface disagree."
    INTERFACE_GAIN_ASSUMED = "interface-gain-assumed", "The lowest gain of the interface is assumed."
    INTERFACE_GAIN_REMEMBERED = (
        "interface-gain-remembered",
        "The interface's gain is the remembered one.",
    )
    INTERFACE_GAIN_UNUSED = "interface-gain-unused", "A gain without the interface's level changes nothing."
    INTERFACE_MATCHED = "interface-matched", "The interface was found by the name of the device."
    INTERFACE_MINIMUM_UNKNOWN = (
        "interface-minimum-unknown",
        "What the knob shows at its lowest is unknown.",
    )
    INTERFACE_OTHER_DEVICE = "interface-other-device", "The device is not the remembered interface."
    INTERFACE_REMEMBERED = "interface-remembered", "The interface is the remembered one."
    INTERFACE_SETTING = "interface-setting", "The level of the interface needs these settings."
    INTERFACE_UNCERTAIN = "interface-uncertain", "The name of the device fits several interfaces."
    INTERFACE_UNKNOWN = "interface-unknown", "The level of the interface is unknown."
    INTERFACE_UNMATCHED = "interface-unmatched", "The name of the device fits no interface."

    # the guitar, as it was recorded
    CONVERTER_CLIPPING = "converter-clipping", "The guitar clips the converter."
    CONVERTER_WOULD_CLIP = "converter-would-clip", "A typical guitar would clip the converter."
    GUITAR_TYPICAL = "guitar-typical", "A typical guitar is assumed."
    RECORDING_CHANGED = "recording-changed", "The guitar was made louder after the recording."
    RECORDING_HOT = "recording-hot", "The guitar nearly clips."
    RECORDING_QUIET = "recording-quiet", "The guitar is so quiet that it is close to the noise."
    RECORDING_SILENT = "recording-silent", "There is no sound in the recording."

    # models and their levels
    CHAIN_LEVEL_UNKNOWN = "chain-level-unknown", "A level between two models is unknown."
    INPUT_GAIN_LARGE = "input-gain-large", "The input gain is implausibly large."
    LOUDNESS_DOUBTFUL = "loudness-doubtful", "The file states a wrong loudness."
    LOUDNESS_UNKNOWN = "loudness-unknown", "The loudness of the model is unknown."
    MODEL_COPY = "model-copy", "The same network is in another file of the library."
    MODEL_LATE = "model-late", "The model answers later than its gear did."
    MODEL_UNREADABLE = "model-unreadable", "A file named like a model is not a model."
    MODEL_BROKEN = "model-broken", "The model answers with NaN or infinity."
    MODEL_INPUT_HOT = "model-input-hot", "The guitar is louder than what the model was trained on."
    MODEL_INPUT_QUIET = "model-input-quiet", "The guitar is much quieter than what the model was trained on."
    MODEL_LEVEL_DOUBTFUL = "model-level-doubtful", "A level of the model is implausible for audio gear."
    MODEL_LEVEL_UNKNOWN = "model-level-unknown", "The input level of the model is unknown."
    OUTPUT_LEVEL_DOUBTFUL = (
        "output-level-doubtful",
        "The output level may be a copy of the input level.",
    )
    OUTPUT_LEVEL_UNKNOWN = "output-level-unknown", "The output level of the model is unknown."
    SETTING_FAR = "setting-far", "The knobs stand far from every setting that the model learned from."
    SLIM_IGNORED = "slim-ignored", "The model has only one size."

    # the output
    IMPULSE_RESPONSE_DULL = "impulse-response-dull", "The rate of an impulse response is low."
    OUTPUT_CLIPPING = "output-clipping", "The output clips."
    OUTPUT_LIMITED = "output-limited", "The limiter lowered the output."

    # playing live
    GAIN_NOT_KEPT = "gain-not-kept", "The gain turned while playing could not be remembered."
    DEVICE_LOST = "device-lost", "The audio device is not connected."
    FILE_BROKEN = "file-broken", "A file in use has changed and can no longer be played."
    FILE_CHANGED = "file-changed", "A file in use has changed."
    RECORDING_ENDED = "recording-ended", "The recording ended with the device."
    RECORDING_GAP = "recording-gap", "The disk was too slow or full, and the recording has a gap."
    OVERLOAD = "overload", "The processor is too slow."
    SLIM_LOWERED = "slim-lowered", "A model plays at a smaller size, because the processor was too slow."

    # the assistant for the interface's gain
    STAGE_CLIPPING = "stage-clipping", "The guitar clips the converter."
    STAGE_GAIN_CONTRADICTION = (
        "stage-gain-contradiction",
        "The sound shows another change of gain than the typed one.",
    )
    STAGE_GAIN_RANGE = "stage-gain-range", "The gain is at the end of its range, but the peaks miss the zone."
    STAGE_HUM = "stage-hum", "There is mains hum and no guitar."
    STAGE_NOT_LOWEST = "stage-not-lowest", "The gain was not at its lowest at the beginning."
    STAGE_SILENT = "stage-silent", "Nothing is heard."
    STAGE_TURN_UNKNOWN = "stage-turn-unknown", "How far the knob was turned cannot be measured."
    STAGE_WRONG_INPUT = "stage-wrong-input", "The guitar is on another input."

    # captures
    CLOCK_DRIFT = "clock-drift", "The clocks of player and recorder run at different speeds."
    FILES_SWAPPED = "files-swapped", "Signal and recording are swapped."
    LATENCY_DISAGREES = "latency-disagrees", "The latency given is not the measured one."
    LATENCY_NEGATIVE = "latency-negative", "The recording is ahead of the signal."
    LATENCY_UNCONFIRMED = "latency-unconfirmed", "The latency given could not be confirmed."
    LATENCY_UNKNOWN = "latency-unknown", "The signal was not found in the recording."
    LATENCY_UNSURE = "latency-unsure", "The latency is not certain."
    LEVEL_CHANGED = "level-changed", "The level changed during the recording."
    NOT_REPEATABLE = "not-repeatable", "The gear's output differs between two plays of one signal."
    POLARITY_INVERTED = "polarity-inverted", "The recording has inverted polarity."
    RECORDING_CLIPPED = "recording-clipped", "The recording clips the converter."
    RECORDING_DC = "recording-dc", "The recording has a DC offset."
    RECORDING_FLAT_TOPS = "recording-flat-tops", "Peaks are cut off below full scale."
    RECORDING_IS_SIGNAL = "recording-is-signal", "The recording is the signal itself."
    RECORDING_LONG = "recording-long", "The recording is longer than the signal."
    RECORDING_LOW = "recording-low", "The recording is quiet."
    RECORDING_NOISE = "recording-noise", "Noise limits how good a model can be."
    RECORDING_RATE = "recording-rate", "The recording has another sample rate than the signal."
    RECORDING_SHORT = "recording-short", "The recording ends before the signal does."
    SIGNAL_LOOK_ALIKE = (
        "signal-look-alike",
        "The signal resembles a published one.",
    )
    SIGNAL_SHORT = "signal-short", "The signal is too short for a good model."
    SIGNAL_SILENT = "signal-silent", "The signal is silent."
    SIGNAL_UNKNOWN = "signal-unknown", "The signal is not a known test signal."
    START_UP_TRANSIENT = "start-up-transient", "The gear takes a moment to settle."

    # recording a capture
    LEVEL_NOT_MEASURED = "level-not-measured", "A level of a capture is looked up or typed, not measured."
    RETURN_CLIPS = "return-clips", "The return clips the converter."
    RETURN_FEEDBACK = "return-feedback", "The return feeds back into the send."
    RETURN_HOT = "return-hot", "The loudest part nearly clips the return."
    RETURN_HUM = "return-hum", "There is mains hum on the return."
    RETURN_IS_SEND = "return-is-send", "The return is a digital copy of the send, not an input jack."
    RETURN_LOW = "return-low", "The gain of the return is low."
    RETURN_SILENT = "return-silent", "The return is silent."
    RETURN_TURNED = "return-turned", "The gain of the return was turned since its level was measured."
    SETUP_MISSING = "setup-missing", "No setup is kept for this device and its channels."
    TAKE_DROPOUT = "take-dropout", "Frames are missing in a take."
    TAKE_GAIN_CHANGED = "take-gain-changed", "A knob was turned during a take."
    TAKE_REPEATED = "take-repeated", "A damaged take was recorded again."
    TAKE_XRUNS = "take-xruns", "The driver reported xruns during a take."

    # measured levels
    INPUT_LEVEL_DOUBTFUL = "input-level-doubtful", "No instrument input has this level."
    READING_CLIPS = "reading-clips", "The reading is at full scale."
    READING_FAINT = "reading-faint", "The reading is close to the noise."
    RETURN_LEVEL_DOUBTFUL = "return-level-doubtful", "No return has this level."
    SEND_LEVEL_DOUBTFUL = "send-level-doubtful", "No send has this level."

    # comparing
    EXCERPT = "excerpt", "A part of the recording is compared."
    KNOWN_LEVEL_ESTIMATED = "known-level-estimated", "The known level is an estimate."
    LEVEL_CONTRADICTED = "level-contradicted", "The file states a level that the sound contradicts."
    PAGE_CUT = "page-cut", "The page plays a part of the clips."
    POLARITY_DIFFERS = "polarity-differs", "A model has inverted polarity."
    TARGET_DRIFTS = "target-drifts", "The clocks of target and guitar run at different speeds."
    TARGET_RESAMPLED = "target-resampled", "The target has another sample rate than the guitar."
    TARGET_SHORT = "target-short", "The target is shorter than the guitar."
    TARGET_UNCERTAIN = "target-uncertain", "The target may not be aligned correctly."
    TARGET_UNRELATED = "target-unrelated", "The target is not a recording of this guitar."
    POLARITY_FLIPPED = "polarity-flipped", "A model had inverted polarity; it was flipped."

    # TONE3000
    SERVICE_DEPRECATED = "service-deprecated", "TONE3000 will end a call that this version of Reamp makes."

    OTHER = "other", "A check that this version of Reamp does not have."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The result of a check: a message, the number and its limit, and what to do.

    `subject` is the model, file or interface that it is about, empty if there is only one. `message`
    describes the finding in one sentence with its limits, without the subject. `advice` says what to do.
    `measured` and `limit` are numbers in `unit`, None if a check has none. `effect_db` is the change in level
    if an assumption is wrong or the sound was limited, None if unknown.

    >>> print(Finding(check=Check.SIGNAL_SHORT, severity=Severity.WARNING, measured=14.0, limit=30.0,
    ...               unit="s", message="the signal lasts 14 s; at least 30 s needed", advice="record more"))
    warning: the signal lasts 14 s; at least 30 s needed. Record more
    """

    check: Check
    severity: Severity
    message: str
    subject: str = ""
    advice: str = ""
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    effect_db: float | None = None

    @property
    def text(self) -> str:
        """The subject and message, then the advice as a second sentence; without the severity."""
        seen = f"{self.subject}: {self.message}" if self.subject else self.message
        if not self.advice:
            return seen
        end = "" if seen.endswith("?") else "."
        return f"{seen}{end} {self.advice[0].upper()}{self.advice[1:]}"

    def __str__(self) -> str:
        return f"{self.severity}: {self.text}"


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order, with those that differ only in their subject merged into one.

    >>> quiet = Finding(check=Check.RECORDING_LOW, severity=Severity.NOTE, message="quiet", subject="a")
    >>> [each.text for each in merged([quiet, dataclasses.replace(quiet, subject="b"), quiet])]
    ['a and b: quiet']
    """
    subjects: dict[Finding, list[str]] = {}
    for finding in findings:
        names = subjects.setdefault(dataclasses.replace(finding, subject=""), [])
        if finding.subject not in names:
            names.append(finding.subject)
    return [
        dataclasses.replace(finding, subject=joined([name for name in names if name]))
        for finding, names in subjects.items()
    ]


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the most severe first, else in their order."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity), reverse=True)


def is_heard(finding: Finding) -> bool:
    """Return whether a finding is more than a note, and changes the level by more than `_HEARD_DB`."""
    is_large = finding.effect_db is not None and abs(finding.effect_db) > _HEARD_DB
    return is_large and finding.severity is not Severity.NOTE


def folded(
    findings: Iterable[Finding], *, words: Callable[[Finding], str] = str
) -> list[tuple[Severity, str]]:
    """Return the findings of many models as sentences, the most severe first.

    Findings that several models have in common become one sentence that names the models. `words` turns a
    finding into a sentence.
    """
    by_check: dict[tuple[Check, Severity], list[Finding]] = {}
    for finding in by_severity(dict.fromkeys(findings)):
        by_check.setdefault((finding.check, finding.severity), []).append(finding)
    return [
        (severity, sentence)
        for (_, severity), found in by_check.items()
        for sentence in _folded(found, words)
    ]


def _folded(findings: Sequence[Finding], words: Callable[[Finding], str]) -> Iterator[str]:
    """Yield the sentences for findings of one check; the first names all models that it applies to."""
    first, *_ = findings
    if not first.subject:
        yield from map(words, findings)
        return
    alike = [each.subject for each in findings if dataclasses.replace(each, subject=first.subject) == first]
    others = dict.fromkeys(each.subject for each in findings if each.subject not in alike)
    likewise = f"; likewise {_some(list(others))}" if others else ""
    yield words(dataclasses.replace(first, subject=_some(alike))) + likewise


def _some(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first few of many.

    >>> _some("abcd"), _some("abcde")
    ('a, b, c and d', 'a, b, c and 2 more')
    """
    if len(names) <= _NAMED + 1:
        return joined(names)
    return joined([*names[:_NAMED], f"{len(names) - _NAMED} more"])


def about(finding: Finding, name: str, models: Sequence[str]) -> Finding:
    """Return a finding about a model of a rig, its subject replaced or preceded by the rig's name.

    >>> quiet = Finding(check=Check.RECORDING_LOW, severity=Severity.NOTE, message="quiet", subject="b")
    >>> about(quiet, "left", ["b"]).subject, about(quiet, "left", ["a", "b"]).subject
    ('left', 'left, b')
    """
    if finding.subject not in models or finding.subject == name:
        return finding
    return dataclasses.replace(finding, subject=name if len(models) == 1 else f"{name}, {finding.subject}")


def joined(names: Sequence[str]) -> str:
    """Return names as a list for a sentence.

    >>> joined([]), joined(["a"]), joined(["a", "b", "c"])
    ('', 'a', 'a, b and c')
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def tenths(value: float) -> str:
    """Return a number for a sentence, rounded to a tenth, without ".0".

    >>> tenths(14.0), tenths(-6.0206), tenths(-0.04), tenths(1_234_567.0)
    ('14', '-6', '0', '1234567')
    """
    return f"{value:z.1f}".removesuffix(".0")

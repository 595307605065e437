"""The findings of a gain plan: unknown or doubtful levels, a signal that is too hot or too quiet."""

import functools
import itertools
import math
from collections.abc import Iterator, Sequence

from reamp.findings import Check, Finding, Severity
from reamp.interfaces.guitar_levels import GuitarLevel
from reamp.interfaces.table import Confidence, Interface
from reamp.plan.inputs import ModelLevels, OutputMode, RecordingLevels
from reamp.plan.source import Origin, Source

__all__ = [
    "guitar_findings",
    "interface_findings",
    "level_findings",
    "loudness_findings",
    "model_findings",
    "recording_findings",
    "signal_findings",
    "source_findings",
]

# Hard playing should peak at -9 to -3 dBFS; below -18 the converter's noise is close.
QUIET_DBFS, HOT_DBFS = -18.0, -3.0
LARGE_GAIN_DB = 20.0
LEVELS_DBU = (-10.0, 30.0)
LOUDNESS_LIMIT_DB = 1.0

_LOW_CONFIDENCE = {
    Confidence.COMMUNITY_MEASURED: "measured by users",
    Confidence.COMMUNITY_TABLE: "from a community table",
    Confidence.INFERRED: "inferred",
}

_warning = functools.partial(Finding, severity=Severity.WARNING)
_note = functools.partial(Finding, severity=Severity.NOTE)


def model_findings(models: Sequence[ModelLevels], output_mode: OutputMode) -> Iterator[Finding]:
    """Yield a finding for each level that the plan needs and that is missing or doubtful."""
    first, last = models[0], models[-1]
    if first.input_level_dbu is None:
        yield _warning(
            check=Check.MODEL_LEVEL_UNKNOWN,
            subject=first.name,
            message="the input level is unknown, so the input gain is not calibrated",
            advice="ask the person who captured it and enter the level, or set the input gain by ear",
        )
    for this, following in itertools.pairwise(models):
        if this.output_level_dbu is None or following.input_level_dbu is None:
            yield _warning(
                check=Check.CHAIN_LEVEL_UNKNOWN,
                subject=f"{this.name} > {following.name}",
                message="a level between the two models is unknown, so no gain is applied there",
                advice="enter the output level of the first and the input level of the second",
            )
    if output_mode is OutputMode.NORMALIZED:
        yield from _loudness_findings(last)
    if output_mode is OutputMode.CALIBRATED and last.output_level_dbu is None:
        yield _warning(
            check=Check.OUTPUT_LEVEL_UNKNOWN,
            subject=last.name,
            message="the output level is unknown, so the output is not calibrated",
            advice="enter the level, or use the normalized output",
        )
    for position, model in enumerate(models, start=1):
        uses_output = position < len(models) or output_mode is OutputMode.CALIBRATED
        yield from level_findings(model, uses_output=uses_output)


def _loudness_findings(model: ModelLevels) -> Iterator[Finding]:
    if not model.is_heard and model.loudness_db is None:
        computed_db = model.computed_loudness_db
        yield _warning(
            check=Check.LOUDNESS_UNKNOWN,
            subject=model.name,
            message=(
                "the model makes no sound, so its loudness cannot be measured"
                if computed_db is None
                else f"the file states no loudness, and {computed_db:.1f} dB was measured"
            )
            + "; the output is not normalized",
            advice="set the output gain by ear",
        )
    yield from loudness_findings(model)


def loudness_findings(model: ModelLevels) -> Iterator[Finding]:
    """Yield a finding if a file states a wrong loudness: a warning where the plan uses that number."""
    stated_db, computed_db = model.loudness_db, model.computed_loudness_db
    if stated_db is None or computed_db is None or abs(stated_db - computed_db) <= LOUDNESS_LIMIT_DB:
        return
    yield Finding(
        check=Check.LOUDNESS_DOUBTFUL,
        severity=Severity.NOTE if model.is_heard else Severity.WARNING,
        subject=model.name,
        message=(
            f"the file states a loudness of {stated_db:.1f} dB, but {computed_db:.1f} dB was measured; "
            f"players that use the file's number play it {abs(stated_db - computed_db):.1f} dB too "
            f"{'quiet' if stated_db > computed_db else 'loud'}"
        ),
        advice="remove it from the file",
    )


def level_findings(model: ModelLevels, *, uses_output: bool) -> Iterator[Finding]:
    """Yield a finding for each doubtful level of a model. The output level counts only if `uses_output`."""
    levels = [("input", model.input_level_dbu)]
    if uses_output:
        levels.append(("output", model.output_level_dbu))
    for which, level_dbu in levels:
        if level_dbu is not None and not LEVELS_DBU[0] <= level_dbu <= LEVELS_DBU[1]:
            yield _warning(
                check=Check.MODEL_LEVEL_DOUBTFUL,
                subject=model.name,
                message=(
                    f"the {which} level is {level_dbu:g} dBu, which is implausible; "
                    f"audio gear has {LEVELS_DBU[0]:g} to {LEVELS_DBU[1]:+g} dBu"
                ),
                advice="ask the person who captured it and enter the right one",
                measured=level_dbu,
                limit=min(max(level_dbu, LEVELS_DBU[0]), LEVELS_DBU[1]),
                unit="dBu",
            )
    if uses_output and model.output_level_dbu is not None and model.output_level_dbu == model.input_level_dbu:
        yield _note(
            check=Check.OUTPUT_LEVEL_DOUBTFUL,
            subject=model.name,
            message=(
                f"the output level equals the input level, {model.output_level_dbu:g} dBu; "
                "perhaps it was copied and not measured"
            ),
            advice="set the output by ear",
            measured=model.output_level_dbu,
            unit="dBu",
        )


def source_findings(source: Source, *, calibrated: bool, is_recording: bool) -> Iterator[Finding]:
    """Yield what is doubtful about the interface's level and, if the plan is `calibrated`, about its gain.

    `is_recording`: the guitar is a file. It may have been recorded at another gain than the remembered one.
    """
    interface = source.interface
    # The finding about the remembered gain names the interface too.
    is_in_gain_finding = source.is_gain_remembered and is_recording and calibrated
    if source.origin is Origin.REMEMBERED and interface is not None and not is_in_gain_finding:
        yield _remembered(source, interface)
    if interface is None or interface.applied_dbu is None:
        yield from _unknown_level_findings(source)
        return
    yield from interface_findings(interface)
    if calibrated:
        yield from _gain_findings(source, interface, is_recording=is_recording)


def _remembered(source: Source, interface: Interface) -> Finding:
    where = "this machine" if source.device is None else f"the device {source.device!r}"
    gain = ""
    if source.gain is not None and source.is_gain_remembered:
        gain = f", gain {source.gain.words}"
    return _note(
        check=Check.INTERFACE_REMEMBERED,
        subject=interface.name,
        message=f"using the remembered interface of {where}{gain}",
        advice="if the guitar comes from another interface, name it",
    )


def _unknown_level_findings(source: Source) -> Iterator[Finding]:
    interface = source.interface
    if interface is not None and interface.confidence is Confidence.CONFLICT:
        figures = (
            [] if interface.max_input_dbu is None else [f"{interface.max_input_dbu:g} ({interface.source})"]
        )
        yield _warning(
            check=Check.INTERFACE_CONFLICT,
            subject=interface.name,
            message=(
                "the sources disagree about its level, so none is used; "
                f"in dBu: {'; '.join([*figures, interface.alternatives])}"
            ),
            advice="measure it, or enter its maximum input level",
        )
        return
    yield _warning(
        check=Check.INTERFACE_UNKNOWN,
        message="the maximum input level of the interface is unknown, so the gains are not calibrated",
        advice="name the interface or enter its maximum input level",
    )
    if source.gain is not None:
        yield _warning(
            check=Check.INTERFACE_GAIN_UNUSED,
            message=f"the interface gain, {source.gain.words}, is ignored while the interface is unknown",
            advice="name the interface",
        )


def _gain_findings(source: Source, interface: Interface, *, is_recording: bool) -> Iterator[Finding]:
    """Yield a finding for an interface gain that is assumed or remembered, and may therefore be wrong."""
    lowest_db, gain = interface.min_gain_shown_db, source.gain
    if gain is None:
        was = "was" if is_recording else "is"
        lowest = "" if lowest_db is None else f", {lowest_db:g} dB"
        yield _note(
            check=Check.INTERFACE_GAIN_ASSUMED,
            message=f"assuming that the interface gain {was} at its lowest{lowest}",
            advice=f"if it {was} higher, enter what the interface show{'ed' if is_recording else 's'}",
        )
        return
    if source.is_gain_remembered and is_recording:
        is_raised = source.raised_db > 0.0
        is_named = source.origin is Origin.NAMED
        other_interface = "" if is_named else "; if another interface recorded it, name that"
        yield Finding(
            check=Check.INTERFACE_GAIN_REMEMBERED,
            severity=Severity.WARNING if is_raised else Severity.NOTE,
            subject=interface.name,
            message=f"assuming that this recording was made at the remembered gain, {gain.words}",
            advice=f"if it was recorded at another gain, enter that gain{other_interface}",
            measured=source.shown_gain_db,
            limit=lowest_db or 0.0,
            unit="dB",
            effect_db=-source.raised_db,
        )
    elif source.is_gain_remembered and source.origin is Origin.NAMED:
        yield _note(
            check=Check.INTERFACE_GAIN_REMEMBERED,
            subject=interface.name,
            message=f"assuming the remembered gain, {gain.words}",
            advice="if the gain is different now, enter it",
            measured=source.shown_gain_db,
            limit=lowest_db or 0.0,
            unit="dB",
            effect_db=-source.raised_db,
        )
    if lowest_db is None and gain.shown_db:
        yield _note(
            check=Check.INTERFACE_MINIMUM_UNKNOWN,
            subject=interface.name,
            message="assuming that it shows 0 dB at its lowest gain",
            advice="if it shows another number there, enter how far the gain is above its lowest: +5 is 5 dB",
        )


def interface_findings(interface: Interface) -> Iterator[Finding]:
    """Yield what is doubtful about the level of an interface in the table."""
    if interface.confidence.is_low:
        others = f"; other figures: {interface.alternatives}" if interface.alternatives else ""
        yield _note(
            check=Check.INTERFACE_CONFIDENCE,
            subject=interface.name,
            message=(
                f"the level, {interface.max_input_dbu:g} dBu, is "
                f"{_LOW_CONFIDENCE[interface.confidence]}, not from the manufacturer{others}"
            ),
            advice="measure it to be sure",
            measured=interface.max_input_dbu,
            unit="dBu",
        )
    elif interface.alternatives:
        yield _note(
            check=Check.INTERFACE_ALTERNATIVES,
            subject=interface.name,
            message=(
                f"the level used is {interface.max_input_dbu:g} dBu; other figures: {interface.alternatives}"
            ),
            advice="measure it to be sure",
            measured=interface.max_input_dbu,
            unit="dBu",
        )
    if interface.setting:
        yield _note(
            check=Check.INTERFACE_SETTING,
            subject=interface.name,
            message=f"the level holds for these settings: {interface.setting}",
        )


def recording_findings(recording: RecordingLevels) -> Iterator[Finding]:
    """Yield what is wrong with the level of a recording. No later gain can correct it."""
    if recording.peak_dbfs > 0.0:
        yield _warning(
            check=Check.RECORDING_CHANGED,
            message=(
                f"the recording peaks at {recording.peak_dbfs:+.1f} dBFS, but a converter cannot exceed 0; "
                "it was made louder afterwards, so the gain into the model is too high"
            ),
            advice="use the original recording",
            measured=recording.peak_dbfs,
            limit=0.0,
            unit="dBFS",
            effect_db=recording.peak_dbfs,
        )
    if recording.clipped_frames > 0:
        yield _warning(
            check=Check.CONVERTER_CLIPPING,
            message=f"the recording clipped at the converter, in {_frames(recording.clipped_frames)}",
            advice="lower the interface gain and record again; no later gain can repair this",
            measured=recording.clipped_frames,
            limit=0.0,
            unit="frames",
        )
    elif recording.peak_dbfs == -math.inf:
        yield _warning(
            check=Check.RECORDING_SILENT,
            message="the recording is silent",
            advice="check the cable and the channel",
        )
    elif HOT_DBFS < recording.peak_dbfs <= 0.0:
        yield _note(
            check=Check.RECORDING_HOT,
            message=f"the recording peaks at {recording.peak_dbfs:z.1f} dBFS, just below clipping",
            advice="lower the interface gain; hard playing should peak at -9 to -3 dBFS",
            measured=recording.peak_dbfs,
            limit=HOT_DBFS,
            unit="dBFS",
        )
    elif recording.peak_dbfs < QUIET_DBFS:
        yield _warning(
            check=Check.RECORDING_QUIET,
            message=(
                f"the recording peaks at only {recording.peak_dbfs:.1f} dBFS; "
                f"below {QUIET_DBFS:g} dBFS it is close to the noise"
            ),
            advice="raise the interface gain until hard playing peaks at -9 to -3 dBFS, and enter it",
            measured=recording.peak_dbfs,
            limit=QUIET_DBFS,
            unit="dBFS",
        )


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"


def guitar_findings(
    guitar: GuitarLevel, interface: Interface | None, *, peak_dbfs: float | None
) -> Iterator[Finding]:
    """Yield the findings about a typical guitar, whose hard strum peaks at `peak_dbfs` at the converter."""
    spread = f" ({guitar.low_v:g} to {guitar.high_v:g} V)" if guitar.low_v < guitar.high_v else ""
    yield _note(
        check=Check.GUITAR_TYPICAL,
        message=(
            f"{guitar.words} played hard peaks at about {guitar.typical_v:g} V{spread}; "
            "yours may differ by 6 dB"
        ),
        advice="record your guitar and check the recording",
    )
    if peak_dbfs is not None and peak_dbfs > 0.0 and interface is not None:
        yield _warning(
            check=Check.CONVERTER_WOULD_CLIP,
            subject=interface.name,
            message=f"such a guitar would peak at {peak_dbfs:+.1f} dBFS and clip",
            advice="lower the interface gain, or use a pad or another input",
            measured=peak_dbfs,
            limit=0.0,
            unit="dBFS",
        )


def signal_findings(model_name: str, *, input_gain_db: float) -> Iterator[Finding]:
    """Yield a finding if the planned gain is unusually large."""
    if abs(input_gain_db) > LARGE_GAIN_DB:
        yield _warning(
            check=Check.INPUT_GAIN_LARGE,
            subject=model_name,
            message=f"the input gain is {input_gain_db:+.1f} dB; more than {LARGE_GAIN_DB:g} dB is unusual",
            advice="check the levels of the interface and of the model; is one of them in another unit?",
            measured=input_gain_db,
            limit=math.copysign(LARGE_GAIN_DB, input_gain_db),
            unit="dB",
        )

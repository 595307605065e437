"""What a gain-staging plan tells a guitarist: levels unknown or doubtful, a signal too hot or too quiet."""

import functools
import itertools
import math
from collections.abc import Iterator, Sequence

from reamp.findings import Finding, Severity
from reamp.gear.guitar_levels import GuitarLevel
from reamp.gear.interface_table import Confidence, Interface
from reamp.rig.plan_inputs import ModelLevels, OutputMode, RecordingLevels

__all__ = [
    "guitar_findings",
    "interface_findings",
    "loudness_findings",
    "model_findings",
    "recording_findings",
    "signal_findings",
]

# The window for hard playing is -9..-3 dBFS: less than -18 wastes what the gain was for.
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
    """Yield what the models' files leave open, as far as the plan needed it."""
    first, last = models[0], models[-1]
    if first.input_level_dbu is None:
        yield _warning(
            check="model-level-unknown",
            message=f"{first.name} does not say its input level; the input gain is not calibrated",
            advice="ask whoever captured it and enter the level, or set the input gain by ear",
        )
    for this, following in itertools.pairwise(models):
        if this.output_level_dbu is None or following.input_level_dbu is None:
            yield _warning(
                check="chain-level-unknown",
                message=(
                    f"the output level of {this.name} or the input level of {following.name} is unknown; "
                    "there is no gain between them"
                ),
                advice="enter both levels, or set the gain between them by ear",
            )
    if output_mode is OutputMode.NORMALIZED:
        yield from _loudness_findings(last)
    if output_mode is OutputMode.CALIBRATED and last.output_level_dbu is None:
        yield _warning(
            check="output-level-unknown",
            message=f"{last.name} does not say its output level; the output is not calibrated",
            advice="enter the level, or use the normalized output",
        )
    for position, model in enumerate(models, start=1):
        uses_output = position < len(models) or output_mode is OutputMode.CALIBRATED
        yield from _doubtful_levels(model, uses_output=uses_output)


def _loudness_findings(model: ModelLevels) -> Iterator[Finding]:
    if not model.is_heard and model.loudness_db is None:
        computed_db = model.computed_loudness_db
        yield _warning(
            check="loudness-unknown",
            message=(
                f"{model.name} makes no sound that its loudness could be measured by"
                if computed_db is None
                else f"{model.name} does not state its loudness, measured as {computed_db:.1f} dB"
            )
            + "; the output is not normalized",
            advice="set the output gain by ear",
        )
    yield from loudness_findings(model)


def loudness_findings(model: ModelLevels) -> Iterator[Finding]:
    """Yield that a file states another loudness than its network has; a warning where the plan goes by it."""
    stated_db, computed_db = model.loudness_db, model.computed_loudness_db
    if stated_db is None or computed_db is None or abs(stated_db - computed_db) <= LOUDNESS_LIMIT_DB:
        return
    yield Finding(
        check="loudness-doubtful",
        severity=Severity.NOTE if model.is_heard else Severity.WARNING,
        message=(
            f"{model.name} states a loudness of {stated_db:.1f} dB, but measures {computed_db:.1f} dB: "
            f"players that go by the file make it {abs(stated_db - computed_db):.1f} dB too "
            f"{'quiet' if stated_db > computed_db else 'loud'}"
        ),
        advice="remove it from the file",
    )


def _doubtful_levels(model: ModelLevels, *, uses_output: bool) -> Iterator[Finding]:
    levels = [("input", model.input_level_dbu)]
    if uses_output:
        levels.append(("output", model.output_level_dbu))
    for which, level_dbu in levels:
        if level_dbu is not None and not LEVELS_DBU[0] <= level_dbu <= LEVELS_DBU[1]:
            yield _warning(
                check="model-level-doubtful",
                message=f"the {which} level of {model.name} is one that audio gear does not have",
                advice=(
                    f"it should lie within {LEVELS_DBU[0]:g}..{LEVELS_DBU[1]:+g} dBu; "
                    "ask whoever captured it and enter the right one"
                ),
                measured=level_dbu,
                limit=min(max(level_dbu, LEVELS_DBU[0]), LEVELS_DBU[1]),
                unit="dBu",
            )
    if uses_output and model.output_level_dbu is not None and model.output_level_dbu == model.input_level_dbu:
        yield _note(
            check="output-level-doubtful",
            message=f"{model.name} has the same output level as input level, perhaps copied and not measured",
            advice="trust your ears more than the output gain",
            measured=model.output_level_dbu,
            unit="dBu",
        )


def interface_findings(
    interface: Interface | None, *, shown_gain_db: float | None, raised_db: float, calibrated: bool
) -> Iterator[Finding]:
    """Yield what is doubtful about the interface's level and, where the plan could be `calibrated`, its gain.

    `shown_gain_db` is the gain as the interface shows it, None where nobody said it; `raised_db` is what that
    is above the minimum.
    """
    if interface is not None and interface.remembered:
        yield _note(
            check="interface-remembered",
            message=f"no interface was named, so it is {interface.name}, {interface.remembered}",
            advice="name another one if this guitar came from there",
        )
    if interface is not None and interface.confidence is Confidence.CONFLICT:
        figures = (
            [] if interface.max_input_dbu is None else [f"{interface.max_input_dbu:g} ({interface.source})"]
        )
        yield _warning(
            check="interface-conflict",
            message=(
                f"the sources disagree about {interface.name}, so no level is applied; "
                f"in dBu: {'; '.join([*figures, interface.alternatives])}"
            ),
            advice="measure it, or enter its maximum input level",
        )
        return
    if interface is None or interface.applied_dbu is None:
        yield _warning(
            check="interface-unknown",
            message="the maximum input level of the interface is unknown; the gains are not calibrated",
            advice="name the interface or enter its maximum input level",
        )
        return
    yield from _row_findings(interface)
    if not calibrated:
        return
    if shown_gain_db is None:
        yield _note(
            check="interface-gain-assumed",
            message="the interface gain is taken to be at its lowest, as nobody says otherwise",
            advice="enter the gain it showed",
        )
    elif interface.min_gain_shown_db is None and shown_gain_db != 0.0:
        yield _note(
            check="interface-minimum-unknown",
            message=(
                f"what {interface.name} shows at its lowest gain is unknown; "
                f"taken as {shown_gain_db - raised_db:g} dB"
            ),
            advice="if it shows another number there, enter the gain above that number",
        )
    if raised_db > 0.0:
        yield _note(
            check="interface-gain-raised",
            message="the interface gain is above its minimum; the input gain is lowered by as much",
            measured=raised_db,
            unit="dB",
        )


def _row_findings(interface: Interface) -> Iterator[Finding]:
    if interface.confidence.is_low:
        others = f"; other figures: {interface.alternatives}" if interface.alternatives else ""
        yield _note(
            check="interface-confidence",
            message=(
                f"the level of {interface.name} is {_LOW_CONFIDENCE[interface.confidence]}, "
                f"not from the manufacturer{others}"
            ),
            advice="measure it to be sure",
            measured=interface.max_input_dbu,
            unit="dBu",
        )
    elif interface.alternatives:
        yield _note(
            check="interface-alternatives",
            message=f"there are other figures for {interface.name}: {interface.alternatives}",
            advice="measure it to be sure",
            measured=interface.max_input_dbu,
            unit="dBu",
        )
    if interface.setting:
        yield _note(
            check="interface-setting",
            message=f"the level of {interface.name} holds with these settings: {interface.setting}",
        )


def recording_findings(recording: RecordingLevels) -> Iterator[Finding]:
    """Yield what the recording lost at the converter, where no later gain can mend it."""
    if recording.peak_dbfs > 0.0:
        yield _warning(
            check="recording-changed",
            message="the recording goes beyond full scale, as no converter does: it was made louder since",
            advice="use the recording as it was made; the gain into the model is too high by what was added",
            measured=recording.peak_dbfs,
            limit=0.0,
            unit="dBFS",
        )
    if recording.clipped_frames > 0:
        yield _warning(
            check="converter-clipping",
            message="the recording clips at the converter",
            advice="lower the interface gain and record again; no gain after it mends this",
            measured=recording.clipped_frames,
            limit=0.0,
            unit="frames",
        )
    elif recording.peak_dbfs == -math.inf:
        yield _warning(
            check="recording-silent",
            message="the recording is silent",
            advice="check the cable and the channel",
        )
    elif HOT_DBFS < recording.peak_dbfs <= 0.0:
        yield _note(
            check="recording-hot",
            message="the recording peaks just below clipping",
            advice="lower the interface gain: hard playing should peak at -9 to -3 dBFS",
            measured=recording.peak_dbfs,
            limit=HOT_DBFS,
            unit="dBFS",
        )
    elif recording.peak_dbfs < QUIET_DBFS:
        yield _warning(
            check="recording-quiet",
            message="the recording is quiet, so its noise is near",
            advice="raise the interface gain until hard playing peaks at -9 to -3 dBFS, and enter it",
            measured=recording.peak_dbfs,
            limit=QUIET_DBFS,
            unit="dBFS",
        )


def guitar_findings(
    guitar: GuitarLevel, interface: Interface | None, *, peak_dbfs: float | None
) -> Iterator[Finding]:
    """Yield what follows from a typical guitar, whose hard strum the converter would see as `peak_dbfs`."""
    spread = f" ({guitar.low_v:g} to {guitar.high_v:g} V)" if guitar.low_v < guitar.high_v else ""
    yield _note(
        check="guitar-typical",
        message=(
            f"{guitar.words} played hard peaks at about {guitar.typical_v:g} V{spread}; "
            "yours may differ by 6 dB"
        ),
        advice="record yours and check the recording",
    )
    if peak_dbfs is not None and peak_dbfs > 0.0 and interface is not None:
        yield _warning(
            check="converter-would-clip",
            message=f"such a guitar makes {interface.name} clip",
            advice="lower the interface gain, or use a pad or another input",
            measured=peak_dbfs,
            limit=0.0,
            unit="dBFS",
        )


def signal_findings(model_name: str, *, input_gain_db: float) -> Iterator[Finding]:
    """Yield what is doubtful about the planned gain itself."""
    if abs(input_gain_db) > LARGE_GAIN_DB:
        yield _warning(
            check="input-gain-large",
            message=f"the input gain into {model_name} is unusually large",
            advice="check the levels of the interface and of the model: is one of them in another unit?",
            measured=input_gain_db,
            limit=math.copysign(LARGE_GAIN_DB, input_gain_db),
            unit="dB",
        )

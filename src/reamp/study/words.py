"""Put the numbers of a study into words; every sentence follows from the numbers."""

from collections.abc import Iterator, Sequence
from statistics import median

from reamp.study.clips import InputLevel, StudiedModel, StudyClip, geometric_mean
from reamp.study.study import Study

__all__ = ["calibrated_words", "limit_words", "raw_words", "spread_db", "table_rows", "takes_words"]

_AGREES_DB = 1.0  # the smallest difference of level that a careful listener hears
_BEYOND_DB = 0.5
_UNUSED_DB = 10.0  # a guitar this far below full scale leaves most of the training unused


def raw_words(study: Study) -> list[str]:
    """Return sentences on the results without calibration."""
    raw = study.of(InputLevel.RAW)
    lowest, highest = study.models[0], study.models[-1]
    hotter_db = highest.input_level_dbu - lowest.input_level_dbu
    words = [
        "With 0 dB everywhere each model gets the same samples, but they stand for different volts. The one "
        f"captured at {highest.name} plays as if the guitar were {hotter_db:.1f} dB hotter than into the one "
        f"captured at {lowest.name}: more gain, longer notes."
    ]
    decays = _decays(raw)
    if decays:
        words.append(
            f"Dying notes are {min(decays):+.1f} to {max(decays):+.1f} dB from the amp's, "
            f"{spread_db(decays):.1f} dB apart."
        )
    return words


def calibrated_words(study: Study) -> list[str]:
    """Return sentences on the same clips with calibration."""
    clips = study.of(InputLevel.CALIBRATED)
    gains = ", ".join(f"{clip.input_gain_db:+.2f}" for clip in clips)
    words = [
        f"The input gain is the interface's level minus the send level: {gains} dB. Now every model gets the "
        "volts that the amp would have got."
    ]
    decays, raw_decays = _decays(clips), _decays(study.of(InputLevel.RAW))
    if decays:
        words.append(
            f"Dying notes are {min(decays):+.1f} to {max(decays):+.1f} dB from the amp's: "
            f"{spread_db(decays):.1f} dB apart instead of {spread_db(raw_decays):.1f}."
        )
    closer = _times_closer(study.models, study.of(InputLevel.RAW), clips)
    if closer:
        words.append(
            "Calibrated, the error (ESR) of the clips is "
            + ", ".join(f"{_change(factor)} ({name})" for name, factor in closer)
            + "."
        )
    return words


def table_rows(study: Study) -> list[tuple[str, ...]]:
    """Return the clips as the rows of a table below their headings, raw and then calibrated."""
    rows: list[tuple[str, ...]] = [("captured at", "", "input gain", "RMS", "decay", "ESR")]
    for level in InputLevel:
        for clip in study.of(level):
            numbers = clip.numbers
            gain = f"{clip.input_gain_db:+.2f} dB"
            if numbers is None:
                rows.append((clip.model.name, str(level), gain, "", "", ""))
                continue
            decay = "" if numbers.decay_db is None else f"{numbers.decay_db:+.1f} dB"
            rms = f"{numbers.rms_db:+.1f} dB"
            rows.append((clip.model.name, str(level), gain, rms, decay, f"{numbers.esr:.4f}"))
    return rows


def takes_words(study: Study) -> list[str]:
    """Return sentences on how well one model follows the player's strength, through every interface."""
    model = study.best_model
    clips = [clip for clip in study.clips if clip.model is model and clip.gain is InputLevel.CALIBRATED]
    measured = [clip.numbers for clip in clips if clip.numbers]
    words = [
        f"The model captured at {model.name}, the closest to the amp over all takes. Nothing was set by ear: "
        "the gain of each clip is the interface's level minus the model's."
    ]
    if measured:
        levels, errors = [each.rms_db for each in measured], [each.esr for each in measured]
        words.append(
            f"Its level stays within {max(map(abs, levels)):.1f} dB of the amp's, from the softest take to "
            f"the hardest, at an ESR of {min(errors):.4f} to {max(errors):.4f}."
        )
    return words


def limit_words(study: Study) -> list[str]:
    """Return sentences on where calibration does not suffice, and why; a single one where it always does."""
    words = [*_overdriven(study), *_far(study)]
    return words or [
        f"Here it suffices: every calibrated clip is within {_AGREES_DB:g} dB of the amp, and no take "
        "exceeds the level that its model was captured at."
    ]


def spread_db(values: Sequence[float]) -> float:
    """Return the difference between the largest and the smallest value.

    >>> spread_db([-1.0, 0.5])
    1.5
    """
    return max(values) - min(values)


def _overdriven(study: Study) -> Iterator[str]:
    """Yield a sentence on each model that is played louder than it was captured."""
    for model in study.models:
        clips = [clip for clip in study.clips if clip.model is model and clip.gain is InputLevel.CALIBRATED]
        beyond = [clip for clip in clips if clip.beyond_db > _BEYOND_DB and clip.numbers]
        inside = [clip for clip in clips if clip.beyond_db <= _BEYOND_DB and clip.numbers]
        if not beyond:
            continue
        worst = max(beyond, key=lambda clip: clip.beyond_db)
        words = (
            f"Played {worst.take.name} the guitar peaks {worst.beyond_db:.1f} dB above what the capture at "
            f"{model.name} sent into the amp: the model was never trained on such levels."
        )
        if inside:
            there, within = _mean_esr(beyond), _mean_esr(inside)
            how = "No gain helps" if there > within else "It guesses well"
            words += f" {how}: its ESR is {there:.4f} there and {within:.4f} within its range."
        yield words


def _far(study: Study) -> Iterator[str]:
    """Yield the reasons why models differ from the amp although the guitar is within their range."""
    off = [(clip, _off_db(clip)) for clip in study.of(InputLevel.CALIBRATED) if clip.beyond_db <= _BEYOND_DB]
    if not off:
        return
    common_db = median(off_db for _, off_db in off)
    if abs(common_db) > _AGREES_DB:
        yield (
            f"All models are {common_db:+.1f} dB off the amp's level, at an ESR of "
            f"{_mean_esr([clip for clip, _ in off]):.3f}: they lack training, not calibration."
        )
    for clip, off_db in off:
        if abs(off_db) > abs(common_db) + _AGREES_DB:
            why = (
                f"The guitar peaks {-clip.beyond_db:.0f} dB below its full scale: most of what it learned "
                "from was louder than any guitar."
                if clip.beyond_db < -_UNUSED_DB
                else "What it lacks is training, not calibration."
            )
            yield f"The model captured at {clip.model.name} stays {off_db:+.1f} dB from the amp. {why}"


def _off_db(clip: StudyClip) -> float:
    """Return the larger of the differences to the amp in RMS and in dying notes; 0 without the amp."""
    if clip.numbers is None:
        return 0.0
    return max((clip.numbers.rms_db, clip.numbers.decay_db or 0.0), key=abs)


def _mean_esr(clips: Sequence[StudyClip]) -> float:
    return geometric_mean([clip.numbers.esr for clip in clips if clip.numbers])


def _decays(clips: Sequence[StudyClip]) -> list[float]:
    return [each.numbers.decay_db for each in clips if each.numbers and each.numbers.decay_db is not None]


def _change(factor: float) -> str:
    """Return how an error changed, from the ratio of before to after.

    >>> _change(3.25), _change(0.8)
    ('3.2 times smaller', '1.2 times larger')
    """
    return f"{factor:.1f} times smaller" if factor >= 1.0 else f"{1.0 / factor:.1f} times larger"


def _times_closer(
    models: Sequence[StudiedModel], raw: Sequence[StudyClip], calibrated: Sequence[StudyClip]
) -> list[tuple[str, float]]:
    return [
        (model.name, before.numbers.esr / after.numbers.esr)
        for model, before, after in zip(models, raw, calibrated, strict=True)
        if before.numbers and after.numbers
    ]

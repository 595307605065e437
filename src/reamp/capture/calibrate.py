"""The levels of a capture from a sine and a voltmeter: what goes into the gear, what the return reads.

A level is the RMS level, in dBu, of the sine whose digital peak is 0 dBFS. Play a sine of 1 kHz, touch no
gain between the recording and the measurement, and measure at the jack of the gear, after the re-amp box.
"""

import functools
import math
from collections.abc import Iterator

from reamp.errors import ConfigError
from reamp.findings import Check, Finding, Severity
from reamp.units import v_rms_to_dbu

__all__ = [
    "calibration_findings",
    "capture_level_findings",
    "interface_max_input_dbu",
    "return_findings",
    "return_level_dbu",
    "send_findings",
    "send_level_dbu",
]

_SEND_DBU = (-25.0, 28.0)  # a re-amp box turned down, the hottest converter
_RETURN_DBU = (-25.0, 40.0)  # a microphone amplifier turned up, a pad on a hot line input
_INPUT_DBU = (-10.0, 30.0)
_CLIPS_DBFS, _FAINT_DBFS = -0.1, -50.0

_warning = functools.partial(Finding, severity=Severity.WARNING)


def send_level_dbu(volts_rms: float) -> float:
    """Return the send level: `volts_rms` is what the sine at 0 dBFS peak measures at the gear's jack.

    20 log10(V / 0.7746). Raises `ConfigError` for volts that are not above zero.

    >>> round(send_level_dbu(6.40), 1)
    18.3
    """
    if not 0.0 < volts_rms < math.inf:
        raise ConfigError(f"the volts of the send must be above 0, got {volts_rms:g}")
    return v_rms_to_dbu(volts_rms)


def return_level_dbu(send_full_scale_dbu: float, *, tone_dbfs: float, reading_dbfs: float) -> float:
    """Return the return level, the send plugged straight into the return.

    `tone_dbfs` is the peak of the sine that is played, lowered until the return does not clip; `reading_dbfs`
    is the peak that the return reads: send + tone - reading. Raises `ConfigError` for peaks above 0 dBFS.

    >>> round(return_level_dbu(18.3, tone_dbfs=-6.5, reading_dbfs=-0.5), 1)
    12.3
    """
    _check_dbfs(tone_dbfs, "tone")
    _check_dbfs(reading_dbfs, "reading")
    return send_full_scale_dbu + tone_dbfs - reading_dbfs


def interface_max_input_dbu(level_dbu: float, *, reading_dbfs: float) -> float:
    """Return the maximum input level of an interface: `reading_dbfs` is the peak it reads for a known sine.

    `level_dbu` is the RMS level of that sine at the input. Raises `ConfigError` for a peak above 0 dBFS.

    >>> round(interface_max_input_dbu(-0.79, reading_dbfs=-13.0), 2)
    12.21
    """
    _check_dbfs(reading_dbfs, "reading")
    return level_dbu - reading_dbfs


def capture_level_findings(
    *, send_full_scale_dbu: float | None, return_full_scale_dbu: float | None
) -> Iterator[Finding]:
    """Yield what is implausible about the levels of a capture, as far as they are known."""
    if send_full_scale_dbu is not None:
        yield from send_findings(send_full_scale_dbu)
    if return_full_scale_dbu is not None:
        yield from _implausible_return(return_full_scale_dbu)


def send_findings(send_full_scale_dbu: float) -> Iterator[Finding]:
    """Yield what is implausible about a measured send level."""
    yield from _implausible(
        send_full_scale_dbu,
        _SEND_DBU,
        check=Check.SEND_LEVEL_DOUBTFUL,
        what="a send",
        advice="read AC volts RMS, not peak and not millivolts, with the sine at 0 dBFS peak and 1 kHz",
    )


def return_findings(return_full_scale_dbu: float, *, reading_dbfs: float) -> Iterator[Finding]:
    """Yield what is implausible about a measured return level and the reading it comes from."""
    yield from _reading_findings(reading_dbfs)
    yield from _implausible_return(return_full_scale_dbu)


def calibration_findings(max_input_dbu: float, *, reading_dbfs: float) -> Iterator[Finding]:
    """Yield what is implausible about a measured maximum input level and the reading it comes from."""
    yield from _reading_findings(reading_dbfs)
    yield from _implausible(
        max_input_dbu,
        _INPUT_DBU,
        check=Check.INPUT_LEVEL_DOUBTFUL,
        what="an instrument input at its lowest gain",
        advice="measure with the gain at its minimum, no pad, and the level of the tone in dBu",
    )


def _implausible_return(return_full_scale_dbu: float) -> Iterator[Finding]:
    yield from _implausible(
        return_full_scale_dbu,
        _RETURN_DBU,
        check=Check.RETURN_LEVEL_DOUBTFUL,
        what="a return",
        advice="give the tone and the reading in dBFS peak, both at or below zero, and the send in dBu",
    )


def _reading_findings(reading_dbfs: float) -> Iterator[Finding]:
    if reading_dbfs > _CLIPS_DBFS:
        yield _warning(
            check=Check.READING_CLIPS,
            measured=reading_dbfs,
            limit=_CLIPS_DBFS,
            unit="dBFS",
            message=(
                f"the reading, {reading_dbfs:z.1f} dBFS, is at full scale; "
                f"it must stay below {_CLIPS_DBFS:g} dBFS"
            ),
            advice="lower the tone by some dB and measure again",
        )
    elif reading_dbfs < _FAINT_DBFS:
        yield _warning(
            check=Check.READING_FAINT,
            measured=reading_dbfs,
            limit=_FAINT_DBFS,
            unit="dBFS",
            message=(
                f"the reading, {reading_dbfs:.1f} dBFS, is so low that noise and hum may be part of it; "
                f"at least {_FAINT_DBFS:g} dBFS needed"
            ),
            advice="check the cable, raise the tone and measure again",
        )


def _implausible(
    level_dbu: float, plausible_dbu: tuple[float, float], *, check: Check, what: str, advice: str
) -> Iterator[Finding]:
    low_dbu, high_dbu = plausible_dbu
    if not low_dbu <= level_dbu <= high_dbu:
        yield _warning(
            check=check,
            measured=level_dbu,
            limit=low_dbu if level_dbu < low_dbu else high_dbu,
            unit="dBu",
            message=(
                f"a level of {level_dbu:.1f} dBu is implausible; {what} has {low_dbu:g} to {high_dbu:+g} dBu"
            ),
            advice=advice,
        )


def _check_dbfs(peak_dbfs: float, what: str) -> None:
    if not -math.inf < peak_dbfs <= 0.0:
        raise ConfigError(f"the {what} is a peak in dBFS, at or below 0, got {peak_dbfs:g}")

"""Decibels, volts and digital full scale: every conversion names both ends.

0 dBu is the voltage that puts 1 mW into 600 ohm: sqrt(0.6) V RMS. dBV is relative to 1 V RMS.
dBFS is the digital peak. `full_scale_dbu` relates it to volts: the RMS level, in dBu, of the sine
whose digital peak is 0 dBFS.
"""

import math
import re

from reamp.errors import LevelError

__all__ = [
    "DBU_REFERENCE_V",
    "db_to_ratio",
    "dbfs_to_dbu",
    "dbfs_to_v_peak",
    "dbu_to_dbfs",
    "dbu_to_dbv",
    "dbu_to_v_peak",
    "dbu_to_v_rms",
    "dbv_to_dbu",
    "is_unit",
    "parse_gain_db",
    "parse_level_dbu",
    "parse_number",
    "ratio_to_db",
    "v_peak_to_dbfs",
    "v_peak_to_dbu",
    "v_rms_to_dbu",
]

DBU_REFERENCE_V = math.sqrt(0.6)


def db_to_ratio(gain_db: float) -> float:
    """Return the amplitude ratio of a gain in dB.

    >>> db_to_ratio(20.0)
    10.0
    """
    return float(10.0 ** (gain_db / 20.0))


def ratio_to_db(ratio: float) -> float:
    """Return the gain in dB of an amplitude ratio; 0 gives minus infinity.

    >>> ratio_to_db(10.0), ratio_to_db(0.0)
    (20.0, -inf)
    """
    return 20.0 * math.log10(ratio) if ratio > 0.0 else -math.inf


def dbu_to_v_rms(level_dbu: float) -> float:
    """Return volts RMS of a level in dBu.

    >>> round(dbu_to_v_rms(0.0), 6)
    0.774597
    """
    return DBU_REFERENCE_V * db_to_ratio(level_dbu)


def v_rms_to_dbu(level_v: float) -> float:
    """Return the level in dBu of volts RMS.

    >>> round(v_rms_to_dbu(6.40), 1)
    18.3
    """
    return ratio_to_db(level_v / DBU_REFERENCE_V)


def dbu_to_v_peak(level_dbu: float) -> float:
    """Return the peak volts of the sine whose RMS level is `level_dbu`.

    >>> round(dbu_to_v_peak(12.2), 2)
    4.46
    """
    return math.sqrt(2.0) * dbu_to_v_rms(level_dbu)


def v_peak_to_dbu(peak_v: float) -> float:
    """Return the RMS level in dBu of the sine whose peak is `peak_v` volts.

    >>> round(v_peak_to_dbu(1.0), 2)
    -0.79
    """
    return v_rms_to_dbu(peak_v / math.sqrt(2.0))


def dbv_to_dbu(level_dbv: float) -> float:
    """Return the level in dBu of a level in dBV.

    >>> round(dbv_to_dbu(9.98), 2)
    12.2
    """
    return level_dbv - ratio_to_db(DBU_REFERENCE_V)


def dbu_to_dbv(level_dbu: float) -> float:
    """Return the level in dBV of a level in dBu.

    >>> round(dbu_to_dbv(0.0), 3)
    -2.218
    """
    return level_dbu + ratio_to_db(DBU_REFERENCE_V)


def dbfs_to_dbu(peak_dbfs: float, *, full_scale_dbu: float) -> float:
    """Return the RMS level in dBu of the sine whose digital peak is `peak_dbfs`.

    >>> dbfs_to_dbu(-6.0, full_scale_dbu=12.0)
    6.0
    """
    return full_scale_dbu + peak_dbfs


def dbu_to_dbfs(level_dbu: float, *, full_scale_dbu: float) -> float:
    """Return the digital peak in dBFS of the sine whose RMS level is `level_dbu`.

    >>> dbu_to_dbfs(6.0, full_scale_dbu=12.0)
    -6.0
    """
    return level_dbu - full_scale_dbu


def dbfs_to_v_peak(peak_dbfs: float, *, full_scale_dbu: float) -> float:
    """Return the peak volts of a digital peak.

    >>> round(dbfs_to_v_peak(-6.8, full_scale_dbu=12.0), 1)
    2.0
    """
    return dbu_to_v_peak(dbfs_to_dbu(peak_dbfs, full_scale_dbu=full_scale_dbu))


def v_peak_to_dbfs(peak_v: float, *, full_scale_dbu: float) -> float:
    """Return the digital peak in dBFS of a peak voltage.

    >>> round(v_peak_to_dbfs(2.0, full_scale_dbu=12.0), 1)
    -6.8
    """
    return dbu_to_dbfs(v_peak_to_dbu(peak_v), full_scale_dbu=full_scale_dbu)


_NUMBER = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*([a-z%]*)", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"[+-]?\d+(?:\.\d*)?e[+-]?\d+", re.IGNORECASE)
_VOLTS_RMS = {"v": 1.0, "vrms": 1.0, "mv": 1e-3, "mvrms": 1e-3}
_VOLTS_PEAK = {"vp": 1.0, "vpk": 1.0, "vpeak": 1.0}


def parse_level_dbu(text: str) -> float:
    """Return in dBu a level as people type it: `12.2`, `12,2`, `+12.2 dBu`, `9.98 dBV`, `3.15 V`, `4.46 Vp`.

    A bare number is dBu, V is RMS. Raises `LevelError` for anything else, for volts at or below zero, and for
    levels outside -100..+60 dBu, which have a wrong unit.

    >>> [round(parse_level_dbu(t), 2) for t in ("12,2", "+12.2 dBu", "9.98 dBV", "3.15 V", "4.46 Vp")]
    [12.2, 12.2, 12.2, 12.18, 12.19]
    """
    typed = _number_and_unit(text)
    if typed is None:
        raise LevelError(text, "is not a level; write it as 12.2dBu, 9.98dBV or 3.15V")
    number, unit = typed[0], typed[1].lower()
    if unit in ("", "dbu"):
        level_dbu = number
    elif unit == "dbv":
        level_dbu = dbv_to_dbu(number)
    elif unit in _VOLTS_RMS or unit in _VOLTS_PEAK:
        if number <= 0.0:
            raise LevelError(text, "is not a level: volts must be above zero")
        level_dbu = (
            v_rms_to_dbu(number * _VOLTS_RMS[unit])
            if unit in _VOLTS_RMS
            else v_peak_to_dbu(number * _VOLTS_PEAK[unit])
        )
    elif unit == "dbfs":
        raise LevelError(text, "is a digital level; the level of a jack is in dBu, dBV or V")
    else:
        raise LevelError(text, f"has the unknown unit {typed[1]!r}; use dBu, dBV, V (RMS) or Vp (peak)")
    if not -100.0 <= level_dbu <= 60.0:
        raise LevelError(text, f"is {level_dbu:.1f} dBu, outside -100..60 dBu; check the unit")
    return level_dbu


def parse_gain_db(text: str) -> float:
    """Return in dB a gain as people type it: `5`, `-5,5`, `+5 dB`.

    Raises `LevelError` for anything else, and for gains outside -100..100 dB, which are mistakes.

    >>> [parse_gain_db(t) for t in ("5", "-5,5", "+5 dB", "5dB")]
    [5.0, -5.5, 5.0, 5.0]
    """
    typed = _number_and_unit(text)
    if typed is None or typed[1].lower() not in ("", "db"):
        raise LevelError(text, "is not a gain; write it as 5 or 5dB")
    gain_db = typed[0]
    if not -100.0 <= gain_db <= 100.0:
        raise LevelError(text, "is outside -100..100 dB")
    return gain_db


_OTHER_UNITS = {("mv", "v"): 1e-3, ("ms", "s"): 1e-3, ("khz", "hz"): 1e3, ("db", "dbfs"): 1.0}
"""Factors from the first unit to the second; people write dB for dBFS."""


def parse_number(text: str, *, unit: str = "") -> float:
    """Return in `unit` a number as people type it: with a comma or a point, a sign, and its unit or none.

    mV, ms and kHz are converted to V, s and Hz; dB is read as dBFS. Raises `LevelError` for anything else.

    >>> [parse_number(t, unit="V") for t in ("6.40", "6,40 V", "+6.4v", "−1e-3", "640 mV")]
    [6.4, 6.4, 6.4, -0.001, 0.64]
    """
    if _POWER_OF_TEN.fullmatch(plain := text.strip().replace("−", "-")):
        return float(plain)
    typed = _number_and_unit(text)
    if typed is None:
        raise LevelError(text, "is not a number")
    number, typed_unit = typed
    if typed_unit.lower() in ("", unit.lower()):
        return number
    ratio = _OTHER_UNITS.get((typed_unit.lower(), unit.lower()))
    if ratio is None:
        takes = f"this number is in {unit}" if unit else "this number has none"
        raise LevelError(text, f"has the unit {typed_unit!r}; {takes}")
    return number * ratio


_LONE_UNIT = re.compile(r"dBu|dBV|dBFS|dB|m?V(?:rms|pk|peak|p)?|k?Hz|m?s|%", re.IGNORECASE)


def is_unit(text: str) -> bool:
    """Return whether a text is only a unit: `dBu`, `V`, `kHz`."""
    return _LONE_UNIT.fullmatch(text) is not None


def _number_and_unit(text: str) -> tuple[float, str] | None:
    match = _NUMBER.fullmatch(text.strip().replace("−", "-"))
    return None if match is None else (float(match[1].replace(",", ".")), match[2])

"""The measurements of levels as a person makes them: the steps, and the level as a sum from what was read."""

from dataclasses import dataclass

from reamp.capture.calibrate import (
    calibration_findings,
    interface_max_input_dbu,
    return_findings,
    return_level_dbu,
    send_findings,
    send_level_dbu,
)
from reamp.findings import Finding
from reamp.units import DBU_REFERENCE_V

__all__ = [
    "MEASURE_INPUT",
    "MEASURE_RETURN",
    "MEASURE_SEND",
    "MeasuredLevel",
    "Measurement",
    "measured_input",
    "measured_return",
    "measured_send",
]


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """A measurement: its purpose and tools, what must be known first, and the steps, each a paragraph.

    After the last step the user types the reading.
    """

    about: str
    steps: tuple[str, ...]
    comes_first: str = ""


MEASURE_SEND = Measurement(
    about="The send level: how many volts the gear gets when the file is at full scale. You need a "
    "multimeter that reads AC volts RMS at 1 kHz, and a sine of 1 kHz from your DAW.",
    steps=(
        "Set the output of your interface and the re-amp box as for the capture. Touch no gain from here on: "
        "what you measure holds for these positions only.",
        "Send as hot as the gear allows; a quiet send makes a noisy capture.",
        "Play a sine of 1 kHz that peaks at 0 dBFS. An unbalanced cable on a balanced output loses 6 dB; "
        "that is fine, as you measure behind it.",
        "Measure volts AC at the plug that goes into the gear, behind the re-amp box.",
    ),
)

MEASURE_RETURN = Measurement(
    about="The return level: how many volts out of the gear fill the recording.",
    comes_first="The send level comes first",
    steps=(
        "Leave the input you record with as it is for the capture: gain, pad, everything.",
        "Take the gear out: plug the cable that goes into it into the input you record with.",
        "Play the sine of 1 kHz, and lower it from 0 dBFS until the input does not clip. "
        "Its peak is the tone.",
        "Read the peak in your recorder: that is the reading. Both are in dBFS, at or below 0.",
    ),
)

MEASURE_INPUT = Measurement(
    about="The maximum input level of an interface that is published nowhere. You need a sine whose level is "
    "known: from a generator, or from an output with a multimeter on it.",
    steps=(
        "Use the input for guitars. Gain at its lowest, no pad, no Air, Vintage or 4K mode, faders of its "
        "mixer at 0 dB.",
        "Feed it the sine, 1 kHz. A peak of 1 V is -0.79 dBu, 1 V RMS is 2.22 dBu.",
        "Read its peak in your recorder, in dBFS. Below 0: nothing may clip.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class MeasuredLevel:
    """A level at full scale, the terms that add up to it in columns, and the findings."""

    level_dbu: float
    terms: tuple[str, ...]
    findings: tuple[Finding, ...]


def measured_send(volts_rms: float) -> MeasuredLevel:
    """Return the level into the gear; raises as `send_level_dbu`."""
    level_dbu = send_level_dbu(volts_rms)
    return MeasuredLevel(
        level_dbu=level_dbu,
        terms=(f"    20 log10({volts_rms:g} V / {DBU_REFERENCE_V:.4f} V)",),
        findings=tuple(send_findings(level_dbu)),
    )


def measured_return(send_full_scale_dbu: float, *, tone_dbfs: float, reading_dbfs: float) -> MeasuredLevel:
    """Return the level of the return; raises as `return_level_dbu`."""
    level_dbu = return_level_dbu(send_full_scale_dbu, tone_dbfs=tone_dbfs, reading_dbfs=reading_dbfs)
    return MeasuredLevel(
        level_dbu=level_dbu,
        terms=(
            f"  {send_full_scale_dbu:7.2f} dBu  send",
            f"+ {tone_dbfs:7.2f} dBFS tone",
            f"- {reading_dbfs:7.2f} dBFS reading",
        ),
        findings=tuple(return_findings(level_dbu, reading_dbfs=reading_dbfs)),
    )


def measured_input(sine_dbu: float, *, reading_dbfs: float) -> MeasuredLevel:
    """Return the maximum input level of an interface; raises as `interface_max_input_dbu`."""
    level_dbu = interface_max_input_dbu(sine_dbu, reading_dbfs=reading_dbfs)
    return MeasuredLevel(
        level_dbu=level_dbu,
        terms=(f"  {sine_dbu:7.2f} dBu  sine", f"- {reading_dbfs:7.2f} dBFS reading"),
        findings=tuple(calibration_findings(level_dbu, reading_dbfs=reading_dbfs)),
    )

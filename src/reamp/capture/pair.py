"""The two files of a capture, read and brought to one rate."""

from dataclasses import dataclass

from reamp.audio.files import AudioReader
from reamp.audio.resample import resample
from reamp.audio.signal import Signal
from reamp.errors import StrPath
from reamp.findings import Check, Finding, Severity

__all__ = ["Pair", "read_pair"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """The signal and the recording, at the rate of the signal."""

    signal: Signal
    recording: Signal
    findings: tuple[Finding, ...]


def read_pair(
    signal_path: StrPath,
    recording_path: StrPath,
    *,
    signal_channel: int | None = None,
    recording_channel: int | None = None,
) -> Pair:
    """Return both files; a recording at another rate is resampled, with a finding.

    Raises `AudioFileError` for what `AudioReader` refuses: NaN, no audio, a choice of channels.
    """
    with AudioReader(signal_path, channel=signal_channel, role="signal") as reader:
        signal, findings = reader.signal(), list(reader.findings)
    with AudioReader(recording_path, channel=recording_channel) as reader:
        recording = reader.signal()
        findings += reader.findings
    if recording.rate_hz != signal.rate_hz:
        findings.append(
            Finding(
                check=Check.RECORDING_RATE,
                severity=Severity.WARNING,
                measured=float(recording.rate_hz),
                unit="Hz",
                message=(
                    f"the recording is at {recording.rate_hz} Hz and the signal at {signal.rate_hz} Hz; "
                    "the recording was resampled"
                ),
                advice=f"record at {signal.rate_hz} Hz",
            )
        )
        recording = resample(recording, signal.rate_hz)
    return Pair(signal=signal, recording=recording, findings=tuple(findings))

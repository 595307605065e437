"""What a session shows at one moment: the device, the plan, the meters, what was noticed."""

from dataclasses import dataclass

from reamp.findings import Finding
from reamp.live.calibration import Calibration
from reamp.live.stream import Device
from reamp.rig.gain import GainPlan
from reamp.rig.rig import Rig

__all__ = ["ModelPeak", "Status"]


@dataclass(frozen=True, kw_only=True)
class ModelPeak:
    """The peak into a model; in dBu (RMS of the sine with that peak) where that is calibrated."""

    name: str
    peak_dbfs: float
    peak_dbu: float | None


@dataclass(frozen=True, kw_only=True)
class Status:
    """A session at one moment. Peaks are the highest of the last 100 to 200 ms, silence is -inf.

    While nothing is connected `device` is the one that was lost, and the meters stand still.
    `input_peak_dbfs` is what the converter wrote, before any gain. `clipped_frames` and `limited_frames`
    count since the rig began to play at this rate, `xruns` since the session began. `gate_gain_db` is the
    gate's gain now, `limiter_gain_db` the limiter's lowest; 0 does nothing. `latency_ms` is a block in, a
    block out, and what resampling takes; the converters' own comes on top.
    """

    is_connected: bool
    device: Device
    rate_hz: int
    block_frames: int
    rig: Rig
    plan: GainPlan
    calibration: Calibration
    findings: tuple[Finding, ...]
    input_peak_dbfs: float
    clipped_frames: int
    model_peaks: tuple[ModelPeak, ...]
    output_peaks_dbfs: tuple[float, float]
    gate_gain_db: float
    limiter_gain_db: float
    limited_frames: int
    load: float
    peak_load: float
    xruns: int
    is_changing: bool
    latency_ms: float

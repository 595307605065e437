"""The state of a session at one moment: the device, the plan, the meters, the findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from reamp.findings import Finding
from reamp.live.calibration import Calibration
from reamp.live.connection import Connection
from reamp.live.keep_gain import KeptGain
from reamp.live.recording import LiveTake
from reamp.live.stream import AudioDevice
from reamp.plan.gain import GainPlan, StepStatus
from reamp.playing.player import Player
from reamp.rig.rig import Rig
from reamp.units import dbfs_to_dbu, ratio_to_db

__all__ = ["ModelPeak", "Status", "read_status"]


@dataclass(frozen=True, kw_only=True)
class ModelPeak:
    """The peak into a model; also in dBu (RMS of the sine with that peak) if it is calibrated."""

    name: str
    peak_dbfs: float
    peak_dbu: float | None


@dataclass(frozen=True, kw_only=True)
class Status:
    """A session at one moment. Peaks are the highest of the last 100 to 200 ms; silence is -inf.

    While no device is connected, `device` is the lost one and the meters do not change. `input_peak_dbfs` is
    the peak at the converter, before any gain. `clipped_frames` and `limited_frames` count since the rig
    began to play at this rate, `xruns` since the session began. `gate_gain_db` is the gate's present gain,
    `limiter_gain_db` the limiter's lowest gain; 0 means no effect. `latency_ms` is one input block, one
    output block and the resampling; the converters add their own. `recording` is None if none is running.
    """

    is_connected: bool
    device: AudioDevice
    rate_hz: int
    block_frames: int
    rig: Rig
    plan: GainPlan
    calibration: Calibration
    kept_gain: KeptGain | None
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
    recording: LiveTake | None


def read_status(
    player: Player,
    connection: Connection,
    *,
    calibration: Calibration,
    kept_gain: KeptGain | None,
    findings: Sequence[Finding],
    recording: LiveTake | None = None,
) -> Status:
    """Return the present status of a player on a connection."""
    meters, stats = player.meters(), connection.stats()
    left, right = meters.output_peaks
    block_frames = connection.block_frames
    return Status(
        is_connected=connection.is_connected,
        device=connection.device,
        rate_hz=player.rate_hz,
        block_frames=block_frames,
        rig=player.rig,
        plan=player.plan,
        calibration=calibration,
        kept_gain=kept_gain,
        findings=tuple(findings),
        input_peak_dbfs=ratio_to_db(meters.input_peak),
        clipped_frames=meters.clipped_frames,
        model_peaks=_model_peaks(player, meters.model_peaks),
        output_peaks_dbfs=(ratio_to_db(left), ratio_to_db(right)),
        gate_gain_db=ratio_to_db(meters.gate_gain),
        limiter_gain_db=ratio_to_db(meters.limiter_gain),
        limited_frames=meters.limited_frames,
        load=stats.load,
        peak_load=stats.peak_load,
        xruns=stats.xruns,
        is_changing=meters.is_changing,
        latency_ms=1000.0 * (2 * block_frames + player.latency_frames) / player.rate_hz,
        recording=recording,
    )


def _model_peaks(player: Player, peaks: Sequence[float]) -> tuple[ModelPeak, ...]:
    """Return the peaks into the models; the core meters the first eight."""
    shown = []
    is_calibrated = True
    steps = (player.plan.input_gain, *player.plan.between_gains)
    for step, levels, peak in zip(steps, player.levels, peaks, strict=False):
        is_calibrated = is_calibrated and step.status is StepStatus.APPLIED
        peak_dbfs, peak_dbu = ratio_to_db(peak), None
        if is_calibrated and levels.input_level_dbu is not None:
            peak_dbu = dbfs_to_dbu(peak_dbfs, full_scale_dbu=levels.input_level_dbu)
        shown.append(ModelPeak(name=levels.name, peak_dbfs=peak_dbfs, peak_dbu=peak_dbu))
    return tuple(shown)

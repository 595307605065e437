"""What a capture gives to training: the aligned pair, and what its file says of the device."""

from reamp.audio import Signal
from reamp.capture.capture import Capture
from reamp.nam import Metadata
from reamp.train.dataset import TrainingPair

__all__ = ["pair_from_capture"]


def pair_from_capture(capture: Capture) -> TrainingPair:
    """Read a capture and return what to train on, its levels and gear as metadata.

    The latency and the test signal are written where the official trainer writes them: `training.data`.
    Raises `CaptureError` and `AudioError` when there is no sound to train on.
    """
    aligned = capture.aligned()
    gear, levels = capture.gear, capture.levels
    metadata = Metadata(
        name=gear.name,
        modeled_by=gear.modeled_by,
        gear_type=gear.gear_type,
        gear_make=gear.gear_make,
        gear_model=gear.gear_model,
        tone_type=gear.tone_type,
        input_level_dbu=levels.input_level_dbu,
        output_level_dbu=levels.output_level_dbu,
        training={"data": {"latency": _latency(capture), "test_signal": capture.layout.name}},
    )
    return TrainingPair(
        x=Signal(aligned.x, aligned.rate_hz),
        y=Signal(aligned.y, aligned.rate_hz),
        training=aligned.training,
        validation=aligned.validation,
        metadata=metadata,
    )


def _latency(capture: Capture) -> dict[str, object]:
    latency = capture.latency
    assert latency is not None, "aligned() has raised"
    is_manual = latency.measured_frames is not None
    return {
        "manual": latency.frames if is_manual else None,
        "calibration": {"recommended": latency.measured_frames if is_manual else latency.frames},
    }

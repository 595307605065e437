"""Make a training pair from a capture: the aligned signals, and the metadata of the device."""

from reamp.audio import Signal
from reamp.capture.capture import Capture
from reamp.nam import Metadata
from reamp.train.dataset import TrainingPair

__all__ = ["pair_from_capture"]


def pair_from_capture(capture: Capture) -> TrainingPair:
    """Return the training pair of a capture, with its levels and gear as metadata.

    Latency and test signal go into `training.data`, as in the official trainer. Raises `CaptureError` and
    `AudioError` when there is no sound to train on.
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

"""The picture of the alignment: a PNG in the capture, in words that are true."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from capture_cases import LATENCY, RATE_HZ, recorded, small_capture, wavs

from reamp.capture.alignment import Aligned
from reamp.capture.capture import Capture
from reamp.capture.latency import Latency, LatencyMethod
from reamp.capture.layout import Layout, Span
from reamp.capture.picture import alignment_png, describe_latency, write_picture
from reamp.errors import CaptureError, OutputError

PNG = b"\x89PNG\r\n\x1a\n"
SURE = Latency(frames=480, polarity=1, confidence=0.9, second_best_ratio=0.1, method=LatencyMethod.IMPULSES)


def height_of(png: bytes) -> int:
    assert png.startswith(PNG)
    return int.from_bytes(png[20:24], "big")


def test_it_is_drawn_over_and_over(tmp_path: Path) -> None:
    capture = small_capture(tmp_path)
    path = tmp_path / "picture.png"
    write_picture(capture, path)
    first = path.read_bytes()
    write_picture(capture, path)
    assert first.startswith(PNG)
    assert path.read_bytes() == first


def test_another_latency_is_another_picture(tmp_path: Path) -> None:
    capture = small_capture(tmp_path)
    assert capture.latency is not None
    wrong = replace(capture, latency=replace(capture.latency, frames=LATENCY + 40))
    for each, name in ((capture, "right.png"), (wrong, "wrong.png")):
        write_picture(each, tmp_path / name)
    assert (tmp_path / "right.png").read_bytes() != (tmp_path / "wrong.png").read_bytes()


def test_impulses_and_attacks_have_a_row_of_their_own() -> None:
    x = np.random.default_rng(0).uniform(-0.2, 0.2, 12 * RATE_HZ).astype(np.float32)
    layout = Layout(
        name="x",
        training=Span(0, 10 * RATE_HZ),
        validation=(Span(10 * RATE_HZ, 12 * RATE_HZ),),
        impulses=(RATE_HZ,),
    )
    aligned = Aligned(x=x, y=x, rate_hz=RATE_HZ, layout=layout)
    silent = Aligned(x=x[:20], y=0 * x[:20], rate_hz=RATE_HZ, layout=layout.shifted(0, length=20))
    with_places, without = (height_of(alignment_png(each, SURE, name="x")) for each in (aligned, silent))
    assert with_places > 1.5 * without


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "480 frames (10.00 ms), from the impulses, 90 % sure"),
        ({"polarity": -1}, "480 frames (10.00 ms), from the impulses, 90 % sure, inverted polarity"),
        (
            {"method": LatencyMethod.CORRELATION, "confidence": 0.31},
            "480 frames (10.00 ms), by correlation, 31 % sure",
        ),
        ({"confidence": 0.05}, "not found"),
        ({"method": LatencyMethod.MANUAL, "frames": -48}, "-48 frames (-1.00 ms), given by you"),
        ({"frames": 1}, "1 frame (0.02 ms), from the impulses, 90 % sure"),
    ],
)
def test_words_of_a_latency(changes: dict[str, object], words: str) -> None:
    assert describe_latency(replace(SURE, **changes), 48_000) == words  # type: ignore[arg-type]


def test_a_silent_recording_has_none(tmp_path: Path) -> None:
    signal, recording = wavs(tmp_path, y=0.0 * recorded(np.ones(12 * RATE_HZ)))
    capture = Capture.create(tmp_path / "a.capture", signal_path=signal, recording_path=recording)
    with pytest.raises(CaptureError, match="silent"):
        write_picture(capture, tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_picture(small_capture(tmp_path), tmp_path / "nowhere" / "a.png")

"""What a network is and does, measured once for all its copies: cost, loudness, latency, behaviour."""

import time
from dataclasses import dataclass

from reamp.audio.files import RATE_RANGE_HZ
from reamp.engine import Model
from reamp.engine.loudness import measure_loudness_db
from reamp.errors import AudioError
from reamp.library.behaviour import Behaviour, behaviour_of
from reamp.library.latency import model_latency_frames
from reamp.library.probe import probe
from reamp.nam import NamDocument
from reamp.nam.presets import describe

__all__ = ["NetworkFacts", "measure_network"]

MAX_MACS_PER_FRAME = 2_000_000
"""150 times those of an A1 standard: no machine plays more live, and measuring it would take a minute."""


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """What a network is and does; None was not measured; `problem` says why it cannot be used.

    `load` is the share of a core of this machine that it takes at its largest size, `loudness_db` what its
    trainer would write, `latency_frames` how late it answers.
    """

    architecture: str
    description: str
    sample_rate_hz: int
    weight_count: int
    macs_per_frame: int
    load: float | None = None
    loudness_db: float | None = None
    latency_frames: float | None = None
    behaviour: Behaviour | None = None
    problem: str | None = None


def measure_network(model: Model, document: NamDocument) -> NetworkFacts:
    """Return what a network, settled and never played before, is and does."""
    info, rate_hz = model.info, model.sample_rate_hz
    known = {
        "architecture": document.architecture,
        "description": describe(document.content()),
        "sample_rate_hz": rate_hz,
        "weight_count": info.weight_count,
        "macs_per_frame": info.macs_per_frame,
    }
    low_hz, high_hz = RATE_RANGE_HZ
    if not low_hz <= rate_hz <= high_hz:
        problem = f"its rate is {rate_hz} Hz; {low_hz} to {high_hz} Hz are measured"
        return NetworkFacts(**known, problem=problem)  # type: ignore[arg-type]
    if info.macs_per_frame > MAX_MACS_PER_FRAME:
        return NetworkFacts(**known, problem="is too large to be played live")  # type: ignore[arg-type]
    signal = probe(rate_hz)
    # The time of this thread, as other threads measure beside it.
    started_s = time.thread_time()
    played = model.process(signal.samples)
    load = (time.thread_time() - started_s) * rate_hz / len(signal.samples)
    try:
        behaviour = behaviour_of(played, signal, rate_hz=rate_hz)
    except AudioError as error:
        return NetworkFacts(**known, load=load, problem=str(error))  # type: ignore[arg-type]
    return NetworkFacts(
        **known,  # type: ignore[arg-type]
        load=load,
        loudness_db=measure_loudness_db(model),
        latency_frames=model_latency_frames(played, signal),
        behaviour=behaviour,
    )

"""The level of an interface from a sine of a known level, which the input of a session hears now."""

import time

import numpy as np

from reamp.capture.measuring import MeasuredLevel, measured_input
from reamp.capture.setup import heard_sine_dbfs
from reamp.live.session import Session
from reamp.units import parse_level_dbu

__all__ = ["measure_by_sine"]

_SINE_S = 0.6


def measure_by_sine(session: Session, text: str) -> MeasuredLevel:
    """Return the maximum input level of the interface; `text` is the level of the sine as it is typed.

    The gain of the interface is at its lowest. Takes half a second. Raises as `parse_level_dbu` and
    `heard_sine_dbfs`.
    """
    sine_dbu = parse_level_dbu(text)
    session.inputs()
    time.sleep(_SINE_S)
    heard = session.inputs()
    channel = session.source.channel
    samples = heard[channel - 1] if len(heard) >= channel else np.zeros(0, np.float32)
    reading_dbfs = heard_sine_dbfs(samples, session.status().rate_hz)
    return measured_input(sine_dbu, reading_dbfs=min(0.0, reading_dbfs))

"""A tiny model with knobs, its weights random."""

import numpy as np

from reamp.knobs.knob import Knob, Switch
from reamp.nam import Metadata
from reamp.nam.knob_model import KnobModel

CONTROLS = (
    Knob(name="gain", low=0.0, high=10.0, default=5.0),
    Switch(name="bright", positions=("off", "on")),
)
PLAIN = {
    "layers": [
        {
            "input_size": 1,
            "condition_size": 1,
            "channels": 2,
            "head_size": 1,
            "kernel_size": 3,
            "dilations": [1, 2],
            "activation": "Tanh",
            "gated": False,
            "head_bias": True,
            "head": {"out_channels": 1, "kernel_size": 1, "bias": True},
        }
    ],
    "head": None,
    "head_scale": 0.5,
}
PLAIN_COUNT = 2 + 2 * (2 * 2 * 3 + 2 + 2 + 2 * 2 + 2) + 2 + 1
HIDDEN, BASIS = (3,), 2


def knob_model(metadata: Metadata = Metadata(gear_model="Lead", input_level_dbu=12.0)) -> KnobModel:  # noqa: B008
    small = 3 * 2 + 3 + 3 * (BASIS + 1) + BASIS + 1
    random = np.random.default_rng(5)
    weights = 0.6 * random.standard_normal(small + (1 + BASIS) * PLAIN_COUNT)
    return KnobModel(
        controls=CONTROLS,
        plain=PLAIN,
        plain_version="0.5.4",
        hidden=HIDDEN,
        basis=BASIS,
        weights=weights.astype(np.float32),
        sample_rate_hz=48_000,
        metadata=metadata,
    )

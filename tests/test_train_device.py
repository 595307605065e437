"""Where training runs."""

import pytest
import torch

from reamp.errors import ConfigError
from reamp.train.device import choose_device


def test_the_fastest_there_is() -> None:
    expected = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    assert choose_device().type == expected


def test_a_device_that_is_not_there() -> None:
    for name in ("toaster", "cuda:99"):
        with pytest.raises(ConfigError, match=f"no device '{name}' here; cpu is always there"):
            choose_device(name)

"""Choose the device to train on: the named one, or else the fastest available."""

import torch

from reamp.errors import ConfigError

__all__ = ["choose_device"]


def choose_device(name: str | None = None) -> torch.device:
    """Return a device by its PyTorch name; None is CUDA, else Apple's GPU, else the CPU.

    Raises `ConfigError` when this machine has no such device.

    >>> choose_device("cpu")
    device(type='cpu')
    """
    if name is None:
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError):
        raise ConfigError(f"there is no device {name!r} here; cpu is always there") from None
    return device

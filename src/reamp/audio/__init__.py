"""Sound as mono float32: `signal`, `files`, `resample`, `levels`, `loudness`, `channels`, `correlation`.

Only the signal is imported here: the libraries for files and resampling load with the modules that need them.
"""

from reamp.audio.signal import Samples, Signal

__all__ = ["Samples", "Signal"]

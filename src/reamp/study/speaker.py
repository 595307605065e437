"""The cabinet through which the clips of a study are heard; all measurements are made before it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.rig.cabinet import Cabinet, read_impulse_response
from reamp.study.takes import RATE_HZ

__all__ = ["StudySpeaker"]


@dataclass(frozen=True, kw_only=True, eq=False)
class StudySpeaker:
    """The impulse response of a cabinet, with the name that the page shows."""

    name: str
    taps: Samples

    @classmethod
    def of(cls, path: Path) -> "StudySpeaker":
        """Return the cabinet of a name or file; raises `ConfigError` if it is stereo."""
        cabinet = Cabinet(path=path)
        impulse = read_impulse_response([cabinet], rate_hz=RATE_HZ)
        if impulse.right is not None:
            raise ConfigError(f"{path} is stereo, and a study is mono; give a mono impulse response")
        return cls(name=cabinet.path.name, taps=impulse.left)

    def played(self, volts: Samples) -> Samples:
        """Return the volts through the cabinet, at the same length, with no absolute level: for listening."""
        size = 2 ** (len(volts) + len(self.taps)).bit_length()
        heard = np.fft.irfft(np.fft.rfft(volts, size) * np.fft.rfft(self.taps, size), size)
        return heard[: len(volts)].astype(np.float32)

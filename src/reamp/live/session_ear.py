"""The device of a session as a stream for the stage assistant, while the session plays silence."""

import numpy as np

from reamp._core import Rig
from reamp.audio.signal import Samples
from reamp.errors import ConfigError
from reamp.live.session import Session
from reamp.live.stream import AudioDevice, StreamStats

__all__ = ["SessionEar"]


class SessionEar:
    """Hears the inputs of a session; see `Stream`. It owns no device: `close` leaves the session as it is.

    A device that is gone is silent until the session has found it again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.device: AudioDevice = session.status().device
        self.block_frames = session.status().block_frames

    @property
    def rate_hz(self) -> int:
        """The rate of the device now."""
        return self._session.status().rate_hz

    @property
    def is_lost(self) -> bool:
        """Always False: the session opens its device again."""
        return False

    def start(self, rig: Rig | None) -> None:
        """Drop the sound from before; raises `ConfigError` for a rig: the session has its own."""
        if rig is not None:
            raise ConfigError("the session plays a rig of its own")
        self._session.inputs()

    def stats(self) -> StreamStats:
        """Return no numbers: they are the session's."""
        return StreamStats()

    def inputs(self) -> tuple[Samples, ...]:
        """Return the samples of every input since the last call, at most the last second."""
        heard = self._session.inputs()
        if len(heard) != self.device.inputs:  # it is gone, or came back with others
            return (np.zeros(0, np.float32),) * self.device.inputs
        return heard

    def close(self) -> None:
        """Do nothing."""

"""A rig that plays through a device, calibrated by itself and kept playing."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from reamp.audio.signal import Samples
from reamp.errors import DeviceError
from reamp.gear.interface_table import Interface
from reamp.live.calibration import Calibration, calibrate
from reamp.live.status import Status
from reamp.live.stream import Stream, StreamConfig
from reamp.rig.player import Player, Source
from reamp.rig.rig import Rig
from reamp.units import ratio_to_db

__all__ = ["Opener", "Session"]

Opener: TypeAlias = Callable[[StreamConfig], Stream]
"""Opens a device, or raises `DeviceError`."""


def _no_backend(config: StreamConfig) -> Stream:
    raise DeviceError("there is no backend yet", backend=config.backend)


class Session:
    """A rig at work on a device until it is closed; a context manager.

    `interface`: a name, an `Interface`, `NO_INTERFACE`, or None for the one that is remembered on this
    machine or that the device's name leads to. `interface_gain_db` is what it shows. `input_channel` counts
    from 1. `preset` is the file that the rig came from. Raises `DeviceError` where no device can be opened,
    `ConfigError` for an input that it does not have, and what `Player` and `calibrate` raise.
    """

    def __init__(
        self,
        rig: Rig,
        *,
        stream: StreamConfig | None = None,
        interface: str | Interface | None = None,
        interface_gain_db: float | None = None,
        input_channel: int = 1,
        preset: Path | None = None,
        opener: Opener = _no_backend,
    ) -> None:
        self._stream = opener(stream or StreamConfig())
        self._calibration = calibrate(
            self._stream.device.name, interface=interface, interface_gain_db=interface_gain_db
        )
        source = Source(
            interface=self._calibration.interface,
            interface_gain_db=self._calibration.gain_db,
            channel=input_channel,
        )
        self._player = Player(rig, rate_hz=self._stream.rate_hz, source=source)
        self._stream.start(self._player.core)

    @property
    def rig(self) -> Rig:
        """The rig that plays, or is being faded in."""
        return self._player.rig

    @property
    def calibration(self) -> Calibration:
        """Which interface it is, and how that is known."""
        return self._calibration

    def change(
        self,
        rig: Rig | None = None,
        *,
        interface: str | Interface | None = None,
        interface_gain_db: float | None = None,
        input_channel: int | None = None,
        preset: Path | None = None,
    ) -> None:
        """Play another rig from now on, or from another source; None leaves what it is about as it is.

        Another interface comes with the gain that is given here, or with an unknown one; `preset` belongs to
        `rig`. Raises what the constructor raises; after an error all is as it was.
        """
        calibration = self._calibration
        if interface is not None or interface_gain_db is not None:
            calibration = calibrate(
                self._stream.device.name,
                interface=calibration.interface if interface is None else interface,
                interface_gain_db=interface_gain_db,
            )
        source = Source(
            interface=calibration.interface,
            interface_gain_db=calibration.gain_db,
            channel=input_channel or self._player.source.channel,
        )
        self._player.change(rig, source=source)
        self._calibration = calibration

    def reload(self) -> None:
        """Read the preset, models and impulse responses again, where their files have changed.

        Raises what reading them raises; after an error all is as it was.
        """
        self.change(self._player.rig)

    def status(self) -> Status:
        """Return what there is to see now; it waits for nothing but a change that another thread makes."""
        meters, stats, player = self._player.meters(), self._stream.stats(), self._player
        return Status(
            is_connected=not self._stream.is_lost,
            device=self._stream.device,
            rate_hz=player.rate_hz,
            block_frames=self._stream.block_frames,
            rig=player.rig,
            plan=player.plan,
            calibration=self._calibration,
            findings=(*self._calibration.findings, *player.findings),
            input_peak_dbfs=ratio_to_db(meters.input_peak),
            clipped_frames=meters.clipped_frames,
            model_peaks=(),
            output_peaks_dbfs=(ratio_to_db(meters.output_peaks[0]), ratio_to_db(meters.output_peaks[1])),
            gate_gain_db=ratio_to_db(meters.gate_gain),
            limiter_gain_db=ratio_to_db(meters.limiter_gain),
            limited_frames=meters.limited_frames,
            load=stats.load,
            peak_load=stats.peak_load,
            xruns=stats.xruns,
            is_changing=meters.is_changing,
            latency_ms=0.0,
        )

    def inputs(self) -> tuple[Samples, ...]:
        """Return what every input delivered since the last call, the last second at most; see `Stream`."""
        return self._stream.inputs()

    def close(self) -> None:
        """Stop the sound and let go of the device; what is closed may be closed again."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

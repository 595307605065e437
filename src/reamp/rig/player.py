"""A rig that is played block by block and changed while it plays: what `render` writes, bit for bit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reamp._core import Rig as CoreRig
from reamp._core import RigMeters
from reamp.audio.signal import Samples
from reamp.engine import Model
from reamp.errors import AudioError, ConfigError
from reamp.findings import Finding
from reamp.gear.interface_table import Interface
from reamp.rig.cabinet import ImpulseResponse, read_impulse_response
from reamp.rig.chain import Sides, check_rates, core_mode, core_settings, model_gains_db
from reamp.rig.gain import GainPlan
from reamp.rig.play import interface_of, load_models, slim_findings
from reamp.rig.rig import Rig

__all__ = ["Player", "Source"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the guitar comes from: the interface, the gain it shows, the channel, counted from 1."""

    interface: str | Interface | None = None
    interface_gain_db: float | None = None
    channel: int = 1

    def __post_init__(self) -> None:
        if self.channel < 1:
            raise ConfigError(f"channels count from 1, got {self.channel}")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Prepared:
    """All that is needed to play a rig, read and checked."""

    rig: Rig
    source: Source
    models: list[Model]
    gains_db: list[float]
    cabinet: ImpulseResponse | None
    plan: GainPlan
    findings: tuple[Finding, ...]


class Player:
    """A rig at work at one sample rate; one thread plays it while another changes it.

    `core` is the rig of the core, for an audio callback that has no Python in it.

    >>> from reamp.demo import demo_model_path
    >>> from reamp.rig.rig import RigModel
    >>> player = Player(Rig(models=(RigModel(path=demo_model_path()),)), rate_hz=48_000)
    >>> [side.shape for side in player.process([np.zeros(64, np.float32)])]
    [(64,), (64,)]
    """

    def __init__(self, rig: Rig, *, rate_hz: int, source: Source | None = None) -> None:
        self.rate_hz = rate_hz
        self.core = CoreRig(rate_hz, core_mode(rig))
        self._now = self._prepare(rig, source or Source(), None)
        self._apply(self._now, None)

    @property
    def rig(self) -> Rig:
        """The rig that plays, or is being faded in; so are `source`, `plan` and `findings`."""
        return self._now.rig

    @property
    def source(self) -> Source:
        """Where the guitar comes from."""
        return self._now.source

    @property
    def plan(self) -> GainPlan:
        """The gains, and where they come from."""
        return self._now.plan

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed."""
        return self._now.findings

    @property
    def latency_frames(self) -> int:
        """How much later the output is than the input: what resampling takes."""
        return self.core.latency_frames

    def meters(self) -> RigMeters:
        """Return what the last block measured."""
        return self.core.meters()

    def change(self, rig: Rig | None = None, *, source: Source | None = None) -> None:
        """Play another rig from now on, or from another source; what does not differ plays on untouched.

        Raises `ConfigError` for a rig of another mode, and what the parts raise: `ModelFileError`,
        `AudioFileError`, `InterfaceError`. After an error all is as it was.
        """
        before = self._now
        after = self._prepare(rig or before.rig, source or before.source, before)
        self._apply(after, before)
        self._now = after

    def process(self, channels: Sequence[Samples]) -> Sides:
        """Return left and right for the next block of the interface's channels, each of shape (frames,).

        Raises `AudioError` for blocks that are not float32 or of different lengths.
        """
        for block in channels:
            if block.dtype != np.float32 or block.shape != channels[0].shape or block.ndim != 1:
                raise AudioError(f"a channel is float32, shape (frames,); got {block.dtype} {block.shape}")
        if not channels:
            raise AudioError("there is no channel to play")
        sides = tuple(np.empty(len(channels[0]), np.float32) for _ in range(2))
        self.core.process([np.ascontiguousarray(block) for block in channels], *sides)
        return sides

    def _prepare(self, rig: Rig, source: Source, before: _Prepared | None) -> _Prepared:
        if before is not None and rig.mode is not before.rig.mode:
            raise ConfigError(f"a rig that plays stays {before.rig.mode}; start another to play {rig.mode}")
        models = before.models if before and rig.models == before.rig.models else load_models(rig)
        check_rates(models, self.rate_hz)
        if before is not None and rig.cabinets == before.rig.cabinets:
            cabinet = before.cabinet
        elif rig.cabinets:
            cabinet = read_impulse_response(rig.cabinets, rate_hz=self.rate_hz, mode=rig.mode)
        else:
            cabinet = None
        plan = rig.plan(interface=interface_of(source.interface), interface_gain_db=source.interface_gain_db)
        return _Prepared(
            rig=rig,
            source=source,
            models=models,
            gains_db=model_gains_db(rig, models, plan),
            cabinet=cabinet,
            plan=plan,
            findings=(
                *plan.findings,
                *slim_findings(rig, models),
                *(cabinet.findings if cabinet else ()),
            ),
        )

    def _apply(self, after: _Prepared, before: _Prepared | None) -> None:
        self.core.set(core_settings(after.rig, channel=after.source.channel))
        if before is None or (after.models, after.gains_db) != (before.models, before.gains_db):
            gains_db = after.gains_db[:-1]
            models = [(model.core, gain_db) for model, gain_db in zip(after.models, gains_db, strict=True)]
            self.core.set_models(models, after.gains_db[-1])
        if before is None or after.cabinet is not before.cabinet:
            left, right = (after.cabinet.left, after.cabinet.right) if after.cabinet else (None, None)
            self.core.set_cabinet(left, right)

"""Plays a rig block by block, with changes while it plays; the same bits as `render` writes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reamp._core import Rig as CoreRig
from reamp._core import RigMeters
from reamp.audio.signal import Samples
from reamp.engine import Model
from reamp.errors import AudioError, ConfigError
from reamp.findings import Finding
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import ModelLevels
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.playing.chain import Sides, core_mode, core_settings
from reamp.playing.prepare import PreparedRig, prepare
from reamp.rig.rig import Rig

__all__ = ["Player"]


class Player:
    """A rig that plays at one sample rate; one thread may play it while another changes it.

    `core` is the rig of the core, for an audio callback without Python. `before` is an earlier player,
    perhaps at another rate: files of this rig that it has already read are not read again.

    >>> from reamp.demo import demo_model_path
    >>> from reamp.rig.rig import RigModel
    >>> player = Player(Rig(models=(RigModel(path=demo_model_path()),)), rate_hz=48_000)
    >>> [side.shape for side in player.process([np.zeros(64, np.float32)])]
    [(64,), (64,)]
    """

    def __init__(
        self, rig: Rig, *, rate_hz: int, source: Source = UNKNOWN_SOURCE, before: "Player | None" = None
    ) -> None:
        self.rate_hz = rate_hz
        self.core = CoreRig(rate_hz, core_mode(rig))
        known = None if before is None else before._now
        self._now: PreparedRig = prepare(rig, rate_hz=rate_hz, source=source, before=known)
        self._apply(self._now, None)

    @property
    def rig(self) -> Rig:
        """The rig that plays or is being faded in; the other properties belong to the same rig."""
        return self._now.rig

    @property
    def source(self) -> Source:
        """Where the guitar comes from."""
        return self._now.source

    @property
    def models(self) -> tuple[Model, ...]:
        """The models as they were read; the core plays clones of them."""
        return tuple(self._now.models)

    @property
    def levels(self) -> tuple[ModelLevels, ...]:
        """The levels of the models, in their order."""
        return self._now.levels

    @property
    def plan(self) -> GainPlan:
        """The gains, and the levels that they follow from."""
        return self._now.plan

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings about the rig, its files and its plan."""
        return self._now.findings

    @property
    def latency_frames(self) -> int:
        """How much later the output is than the input: what resampling and oversampling take."""
        return self.core.latency_frames

    def meters(self) -> RigMeters:
        """Return the meters of the last block."""
        return self.core.meters()

    def change(self, rig: Rig | None = None, *, source: Source | None = None) -> None:
        """Change to another rig, another source, or both. Parts that are the same play on.

        Only models and cabinets that were not in the rig before are read. Raises `ConfigError` for a rig of
        another mode, and `ModelFileError` and `AudioFileError` as the parts do. After an error nothing has
        changed.
        """
        self._play(rig or self.rig, source or self.source, self._now)

    def change_levels(self, rig: Rig, levels: Sequence[ModelLevels]) -> None:
        """Play a rig of the same models with other levels, as `Rig.read_levels` returns them now.

        The gains before and after the models move to their new values in 20 ms, like a knob, without a fade
        between two chains. So the sound stays the same if the sums of calibration and trim stay the same.
        From then on the output equals that of `render` to within rounding, but not bit for bit. Raises as
        `change` does.
        """
        before = self._now
        after = prepare(rig, rate_hz=self.rate_hz, source=self.source, before=before, levels=levels)
        first_db, last_db = before.by_knobs_db
        if after.models == before.models:
            first_db += after.gains_db[0] - before.gains_db[0]
            last_db += after.gains_db[-1] - before.gains_db[-1]
        after = replace(after, by_knobs_db=(first_db, last_db))
        self._apply(after, before)
        self._now = after

    def reload(self, rig: Rig | None = None) -> None:
        """Read every file of this rig, or of another, again and play it; raises as `change` does."""
        self._play(rig or self.rig, self.source, None)

    def set_slim(self, index: int, slim: float) -> None:
        """Play one of the models, counted from 0, at another size, 0 to 1, at once and without a fade.

        This is for a processor that is too slow: a fade would play two models at the same time. The size
        stays until the rig changes it or the files are read again.
        """
        self._now.models[index].slim = slim
        self.core.set_slim(index, slim)

    def process(self, channels: Sequence[Samples]) -> Sides:
        """Return left and right for the next block of the interface's channels, each of shape (frames,).

        Raises `AudioError` for blocks that are not float32 or of different lengths.
        """
        for block in channels:
            if block.dtype != np.float32 or block.shape != channels[0].shape or block.ndim != 1:
                raise AudioError(
                    f"a channel must be float32 of shape (frames,), got {block.dtype} {block.shape}"
                )
        if not channels:
            raise AudioError("there is no channel to play")
        sides = tuple(np.empty(len(channels[0]), np.float32) for _ in range(2))
        self.core.process([np.ascontiguousarray(block) for block in channels], *sides)
        return sides

    def _play(self, rig: Rig, source: Source, before: PreparedRig | None) -> None:
        if rig.mode is not self.rig.mode:
            raise ConfigError(
                f"the mode of a playing rig cannot change from {self.rig.mode} to {rig.mode}; start another"
            )
        after = prepare(rig, rate_hz=self.rate_hz, source=source, before=before)
        after = replace(after, by_knobs_db=self._now.by_knobs_db)
        self._apply(after, self._now)
        self._now = after

    def _apply(self, after: PreparedRig, before: PreparedRig | None) -> None:
        carried = replace(
            after.rig,
            input_trim_db=after.rig.input_trim_db + after.by_knobs_db[0],
            output_trim_db=after.rig.output_trim_db + after.by_knobs_db[1],
        )
        self.core.set(core_settings(carried, channel=after.source.channel))
        if before is None or not after.is_same_chain(before):
            self.core.set_models(
                after.core_models, after.chain_gains_db[-1], oversampling=after.rig.oversampling
            )
        if before is None or after.cabinet is not before.cabinet:
            left, right = (after.cabinet.left, after.cabinet.right) if after.cabinet else (None, None)
            self.core.set_cabinet(left, right)

"""A rig that is played block by block and changed while it plays: what `render` writes, bit for bit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reamp._core import Rig as CoreRig
from reamp._core import RigMeters
from reamp.audio.signal import Samples
from reamp.engine import Model
from reamp.errors import AudioError, ConfigError
from reamp.findings import Finding
from reamp.rig.cabinet import ImpulseResponse, read_impulse_response
from reamp.rig.chain import Sides, check_rates, core_mode, core_settings, model_gains_db
from reamp.rig.gain import GainPlan
from reamp.rig.plan_inputs import ModelLevels
from reamp.rig.play import slim_findings
from reamp.rig.rig import Rig, RigModel, with_heard_loudness
from reamp.rig.source import UNKNOWN_SOURCE, Source

__all__ = ["Player"]

_SAME_DB = 1e-9  # what the sums of gains that are equal differ by


@dataclass(frozen=True, kw_only=True, eq=False)
class _Prepared:
    """All that is needed to play a rig at one rate, read and checked."""

    rig: Rig
    source: Source
    rate_hz: int
    models: list[Model]
    levels: tuple[ModelLevels, ...]
    gains_db: list[float]
    cabinet: ImpulseResponse | None
    plan: GainPlan
    findings: tuple[Finding, ...]
    by_knobs_db: tuple[float, float] = (0.0, 0.0)
    """What the knobs of the core carry of the first and the last of `gains_db`, in place of the chain."""

    @property
    def chain_gains_db(self) -> list[float]:
        """The gains that the chain of the core has."""
        gains_db = list(self.gains_db)
        gains_db[0] -= self.by_knobs_db[0]
        gains_db[-1] -= self.by_knobs_db[1]
        return gains_db


class Player:
    """A rig at work at one sample rate; one thread plays it while another changes it.

    `core` is the rig of the core, for an audio callback that has no Python in it. `before` is a player,
    perhaps at another rate, from which is taken over what it has read of this rig.

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
        self._now: _Prepared = _prepare(rig, source, known, rate_hz=rate_hz)
        self._apply(self._now, None)

    @property
    def rig(self) -> Rig:
        """The rig that plays, or is being faded in; so are `source`, `models` and all that follow."""
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

        Read are only the models and cabinets that were not in the rig before. Raises `ConfigError` for a rig
        of another mode, and what the parts raise: `ModelFileError`, `AudioFileError`. After an
        error all is as it was.
        """
        self._play(rig or self.rig, source or self.source, self._now)

    def change_levels(self, rig: Rig, levels: Sequence[ModelLevels]) -> None:
        """Play a rig of the same models with other levels, as `Rig.read_levels` returns them now.

        The gains before and behind the models go to their new values as a knob does, in 20 ms, and no chain
        is faded: where the sums of calibration and trim stay the same, the sound does too. From then on the
        output is that of `render` to within rounding, and no longer bit for bit. Raises as `change` does.
        """
        before = self._now
        after = _prepare(rig, self.source, before, rate_hz=self.rate_hz, levels=levels)
        first_db, last_db = before.by_knobs_db
        if after.models == before.models:
            first_db += after.gains_db[0] - before.gains_db[0]
            last_db += after.gains_db[-1] - before.gains_db[-1]
        after = replace(after, by_knobs_db=(first_db, last_db))
        self._apply(after, before)
        self._now = after

    def reload(self, rig: Rig | None = None) -> None:
        """Read every file again and play what is in them, of this rig or another; raises as `change` does."""
        self._play(rig or self.rig, self.source, None)

    def set_slim(self, index: int, slim: float) -> None:
        """Play one of the models, counted from 0, at another size, 0 to 1: at once, no second one beside it.

        For when time runs out; another size in the rig is faded in. It stays until the rig has another, or
        the files are read again.
        """
        self._now.models[index].slim = slim
        self.core.set_slim(index, slim)

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

    def _play(self, rig: Rig, source: Source, before: _Prepared | None) -> None:
        if rig.mode is not self.rig.mode:
            raise ConfigError(f"a rig that plays stays {self.rig.mode}; start another to play {rig.mode}")
        after = _prepare(rig, source, before, rate_hz=self.rate_hz)
        after = replace(after, by_knobs_db=self._now.by_knobs_db)
        self._apply(after, self._now)
        self._now = after

    def _apply(self, after: _Prepared, before: _Prepared | None) -> None:
        carried = replace(
            after.rig,
            input_trim_db=after.rig.input_trim_db + after.by_knobs_db[0],
            output_trim_db=after.rig.output_trim_db + after.by_knobs_db[1],
        )
        self.core.set(core_settings(carried, channel=after.source.channel))
        if before is None or not _is_same_chain(after, before):
            *gains_db, output_gain_db = after.chain_gains_db
            models = [(model.core, gain_db) for model, gain_db in zip(after.models, gains_db, strict=True)]
            self.core.set_models(models, output_gain_db)
        if before is None or after.cabinet is not before.cabinet:
            left, right = (after.cabinet.left, after.cabinet.right) if after.cabinet else (None, None)
            self.core.set_cabinet(left, right)


def _is_same_chain(one: _Prepared, other: _Prepared) -> bool:
    return one.models == other.models and all(
        math.isclose(gain_db, other_db, abs_tol=_SAME_DB)
        for gain_db, other_db in zip(one.chain_gains_db, other.chain_gains_db, strict=True)
    )


def _prepare(
    rig: Rig,
    source: Source,
    before: _Prepared | None,
    *,
    rate_hz: int,
    levels: Sequence[ModelLevels] | None = None,
) -> _Prepared:
    """Return what a rig needs, reading what `before` has not; `levels` come before those that are read."""
    models, levels_read = _models_of(rig, before)
    levels = levels_read if levels is None else tuple(levels)
    check_rates(models, rate_hz)
    if before is not None and _cabinet_key(rig, rate_hz) == _cabinet_key(before.rig, before.rate_hz):
        cabinet = before.cabinet
    elif rig.cabinets:
        cabinet = read_impulse_response(rig.cabinets, rate_hz=rate_hz, mode=rig.mode)
    else:
        cabinet = None
    plan = rig.plan(source=source, levels=levels)
    return _Prepared(
        rig=rig,
        source=source,
        rate_hz=rate_hz,
        models=models,
        levels=levels,
        gains_db=model_gains_db(models, plan),
        cabinet=cabinet,
        plan=plan,
        findings=(*plan.findings, *slim_findings(rig, models), *(cabinet.findings if cabinet else ())),
    )


def _cabinet_key(rig: Rig, rate_hz: int) -> object:
    """Return what the taps of a cabinet depend on, besides its files."""
    return rig.cabinets, rig.mode, rate_hz


def _models_of(rig: Rig, before: _Prepared | None) -> tuple[list[Model], tuple[ModelLevels, ...]]:
    """Return the models of a rig and their levels, each that was there before as it was read then."""
    if before is not None and rig.models == before.rig.models:
        return before.models, before.levels
    there: list[tuple[RigModel, Model, ModelLevels]] = []
    if before is not None:
        there = list(zip(before.rig.models, before.models, before.levels, strict=True))
    models, levels = [], []
    for wanted in rig.models:
        found = next((each for each in there if each[0] == wanted), None)
        found = found or next((each for each in there if _is_same_network(each[0], wanted)), None)
        if found is None:
            model = wanted.load()
            found = (wanted, model, wanted.read_levels(model))
        else:
            there.remove(found)
        models.append(found[1])
        levels.append(found[2] if found[0] == wanted else wanted.read_levels(found[1]))
    return models, with_heard_loudness(models, levels)


def _is_same_network(one: RigModel, other: RigModel) -> bool:
    """Return whether two models of rigs differ in nothing but their levels."""
    return (one.path, one.slim) == (other.path, other.slim)

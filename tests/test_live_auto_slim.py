"""Lasting overload or many late callbacks make models smaller; other events do not."""

from pathlib import Path

import pytest
from rig_files import gain_model

from reamp.live.auto_slim import LateWatch, lower_sizes, size_findings, smaller_slim
from reamp.live.stream import StreamStats
from reamp.nam import NamDocument
from reamp.playing.player import Player
from reamp.rig.rig import Rig, RigModel

TICK_S = 0.05


def fed(
    watch: LateWatch, seconds: float, *, start_s: float = 0.0, load: float = 0.3, late_share: float = 0.0
) -> int:
    """Return how often time was short, at 750 callbacks a second."""
    ticks = round(seconds / TICK_S)
    counts = [round(750 * (start_s + n * TICK_S)) for n in range(ticks)]
    return sum(
        watch.is_late(
            StreamStats(callbacks=count, late_callbacks=int(count * late_share), xruns=count, load=load),
            now_s=start_s + n * TICK_S,
        )
        for n, count in enumerate(counts)
    )


def test_time_enough_is_left_alone() -> None:
    watch = LateWatch()
    assert fed(watch, 10.0, load=0.9, late_share=0.04) == 0  # with an xrun at every callback
    assert not watch.was_late(now_s=10.0)


def test_overload_that_lasts_is_seen_within_half_a_second() -> None:
    assert fed(LateWatch(), 0.25, load=1.2) == 0
    watch = LateWatch()
    assert fed(watch, 0.5, load=1.2) == 1
    assert watch.was_late(now_s=3.0)
    assert not watch.was_late(now_s=4.0)


def test_many_late_callbacks_are_seen_within_a_second() -> None:
    assert fed(LateWatch(), 1.1, load=0.7, late_share=0.1) == 1


def test_a_single_hiccup_in_long_blocks_is_none() -> None:
    watch = LateWatch()
    counts = [StreamStats(callbacks=n // 4, late_callbacks=min(n // 4, 1)) for n in range(60)]
    assert not any(watch.is_late(stats, now_s=n * TICK_S) for n, stats in enumerate(counts))


def test_it_waits_to_see_what_a_step_brought() -> None:
    assert fed(LateWatch(), 3.0, load=1.2) == 4  # 0.25, then 0.75 s each


def test_what_is_faded_in_counts_for_nothing() -> None:
    watch = LateWatch()
    full = StreamStats(load=1.5)
    assert not any(watch.is_late(full, now_s=n * TICK_S, is_changing=n < 20) for n in range(29))
    assert fed(watch, 0.5, start_s=1.45, load=1.2) == 1


@pytest.mark.parametrize(
    ("slim", "smaller"), [(1.0, 0.75), (0.9, 0.75), (0.89, 0.3), (0.6, 0.3), (0.59, None), (0.0, None)]
)
def test_the_next_smaller_size(slim: float, smaller: float | None) -> None:
    assert smaller_slim(slim, [0.6, 0.9]) == (None if smaller is None else pytest.approx(smaller))


def test_a_model_of_one_size_has_no_smaller_one() -> None:
    assert smaller_slim(1.0, []) is None


def fir_model(path: Path, *taps: int) -> RigModel:
    """Write a model whose sizes cost so many multiplications a frame."""
    sizes = [
        {
            "max_value": (index + 1) / len(taps),
            "model": NamDocument.create(
                architecture="Linear",
                config={"receptive_field": count, "bias": False},
                weights=[0.001] * count,
                sample_rate_hz=48_000,
            ),
        }
        for index, count in enumerate(taps)
    ]
    NamDocument.create(
        architecture="SlimmableContainer", config={"submodels": sizes}, sample_rate_hz=48_000
    ).write(path)
    return RigModel(path=path)


@pytest.mark.parametrize(
    ("load", "amp", "pedal"), [(1.0, 20, 40), (0.5, 20, 40), (1.4, 20, 16), (3.0, 6, 16), (9.0, 6, 4)]
)
def test_the_costliest_models_are_lowered_as_far_as_it_takes(
    tmp_path: Path, load: float, amp: int, pedal: int
) -> None:
    """Of 100 multiplications a frame 0.75 / load may stay."""
    models = (fir_model(tmp_path / "amp.nam", 6, 20, 60), fir_model(tmp_path / "pedal.nam", 4, 16, 40))
    player = Player(Rig(models=models), rate_hz=48_000)
    assert lower_sizes(player, load=load)
    assert [model.info.macs_per_frame for model in player.models] == [amp, pedal]


def test_what_has_one_size_cannot_be_lowered(tmp_path: Path) -> None:
    player = Player(Rig(models=(RigModel(path=gain_model(tmp_path / "amp.nam")),)), rate_hz=48_000)
    assert not lower_sizes(player, load=2.0)
    assert list(size_findings(player)) == []


def test_a_lowered_size_is_said_and_one_that_was_chosen_is_not(tmp_path: Path) -> None:
    model = fir_model(tmp_path / "amp.nam", 6, 20, 60)
    player = Player(Rig(models=(RigModel(path=model.path, slim=0.5),)), rate_hz=48_000)
    assert list(size_findings(player)) == []
    assert lower_sizes(player, load=1.0)
    (finding,) = size_findings(player)
    assert finding.text.startswith("amp: the model plays at size 0.17 instead of 0.5, because the processor")

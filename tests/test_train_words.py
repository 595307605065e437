"""Training in words: what runs, how good it is, why it ended."""

import math
from dataclasses import replace

from test_terminal_training import ROLLED_BACK, STARTED, epoch, single

from reamp.train.events import Started, StopReason
from reamp.train.words import epoch_words, rolled_back_words, started_words, stop_words


def test_the_lines_of_a_log() -> None:
    assert "; 1 epoch of 62 steps" in started_words(replace(STARTED, epochs=1))
    assert started_words(STARTED) == ("lite 1871 weights, full 12146 weights; 100 epochs of 62 steps on cpu")
    resumed = Started(**{**vars(STARTED), "first_epoch": 13})
    assert started_words(resumed).endswith("on cpu, on from epoch 13")
    assert epoch_words(epoch()) == (
        " 12/100  ESR lite 0.0411, full 0.00990  (now 0.0456, 0.0123)  12:00, 1:28:00 left"
    )
    assert epoch_words(single(epoch(esr=math.inf))) == (
        " 12/100  ESR 0.00990  (now not finite)  12:00, 1:28:00 left"
    )
    assert "full ran into numbers that are not finite" in rolled_back_words(ROLLED_BACK)


def test_every_reason_has_words_but_for_a_run_that_is_simply_done() -> None:
    assert [reason for reason in StopReason if not stop_words(reason)] == [StopReason.FINISHED]

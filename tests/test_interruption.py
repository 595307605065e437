"""Work in threads ends when its result is no longer needed, and an answered interruption is noted."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from reamp.interruption import Interruption, Stop, answer, check_stop


def test_an_answer_is_noted() -> None:
    interruption = Interruption()
    assert not interruption.is_answered
    answer(interruption)
    assert interruption.is_answered
    answer(KeyboardInterrupt())


def test_threads_end_once_the_main_thread_leaves() -> None:
    stop, has_begun = Stop(), threading.Event()

    def work() -> None:
        with stop.obeyed():
            has_begun.set()
            while True:
                check_stop()

    with ThreadPoolExecutor(1) as pool:
        with stop:
            result = pool.submit(work)
            assert has_begun.wait(10.0)
            check_stop()  # this thread obeys no stop
        assert isinstance(result.exception(timeout=300.0), KeyboardInterrupt)


def test_who_obeys_no_stop_goes_on() -> None:
    stop = Stop()
    with stop, stop.obeyed():
        check_stop()
    check_stop()
    with stop.obeyed(), pytest.raises(KeyboardInterrupt):
        check_stop()
    check_stop()

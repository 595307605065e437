"""A request to end gets through once, wherever the program is, and does not disturb the clean-up."""

import contextlib
import signal
import sys
import time
import weakref
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reamp import end_requests as ending
from reamp.end_requests import EndRequests
from reamp.interruption import Interruption, answer

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def requests() -> Iterator[EndRequests]:
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    with EndRequests() as requests:
        requests.listen()
        yield requests
    for number, handler in before.items():
        assert signal.getsignal(number) is signal.SIG_DFL
        signal.signal(number, handler)


def ask() -> None:
    signal.raise_signal(signal.SIGTERM)


@contextlib.contextmanager
def interrupted() -> Iterator[None]:
    """Expect an interruption and answer it at once: else it is raised again, in pytest itself."""
    try:
        yield
    except Interruption as interruption:
        answer(interruption)
    else:
        pytest.fail("nothing was interrupted")


def wait() -> None:
    """Do something else for 5 s at most; what was lost comes again meanwhile."""
    end_s = time.monotonic() + 5.0
    while time.monotonic() < end_s:
        pass


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_interrupts(number: int) -> None:
    with interrupted():
        signal.raise_signal(number)


class _Last:
    def __del__(self) -> None:
        ask()


def in_a_finaliser() -> None:
    last = _Last()
    del last


def in_the_callback_of_a_weak_reference() -> None:
    last = {1, 2}
    reference = weakref.ref(last, lambda _: ask())
    del last
    assert reference() is None


def where_all_exceptions_are_caught() -> None:
    with contextlib.suppress(BaseException):
        ask()


@pytest.mark.parametrize(
    "lose", [in_a_finaliser, in_the_callback_of_a_weak_reference, where_all_exceptions_are_caught]
)
def test_what_is_lost_comes_again(lose: object, capfd: pytest.CaptureFixture[str]) -> None:
    with interrupted():
        lose()  # type: ignore[operator]
        wait()
    assert capfd.readouterr().err == ""


def test_other_exceptions_that_python_cannot_raise_are_still_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed: list[BaseException | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: printed.append(unraisable.exc_value))

    class Bad:
        def __del__(self) -> None:
            raise ValueError

    handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with EndRequests() as others:
        others.listen()
        Bad()
    signal.signal(signal.SIGTERM, handler)
    assert [type(error) for error in printed] == [ValueError]


def test_a_context_is_entered_and_left_as_a_whole() -> None:
    steps: list[str] = []

    @contextlib.contextmanager
    def context() -> Iterator[None]:
        steps.append("begins")
        ask()
        time.sleep(0.2)
        steps.append("entered")
        try:
            yield
        finally:
            time.sleep(0.2)
            steps.append("left")

    with interrupted(), context():
        wait()
    assert steps == ["begins", "entered", "left"]


def test_who_tidies_up_is_not_disturbed() -> None:
    steps: list[str] = []
    with interrupted():
        try:
            ask()
        finally:
            ask()  # as when a terminal is closed, which sends several signals
            time.sleep(0.3)
            steps.append("tidied up")
    assert steps == ["tidied up"]


def test_a_second_request_interrupts_even_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_SAME_REQUEST_S", 0.05)
    steps: list[str] = []
    with interrupted():
        try:
            ask()
        finally:
            time.sleep(0.1)
            ask()
            steps.append("tidied up")
    assert steps == []


def test_a_temporary_folder_is_left_with_its_context(tmp_path: Path) -> None:
    with interrupted(), TemporaryDirectory(dir=tmp_path):
        ask()
        wait()
    assert list(tmp_path.iterdir()) == []


def test_what_is_answered_is_not_raised_again() -> None:
    try:
        ask()
        wait()
    except KeyboardInterrupt as interruption:
        answer(interruption)
    time.sleep(0.2)


def test_after_an_answer_a_signal_is_a_new_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_SAME_REQUEST_S", 0.0)
    for _ in range(2):
        with interrupted():
            ask()


def test_an_answer_to_another_ctrl_c_is_nothing() -> None:
    answer(KeyboardInterrupt())


def test_a_module_is_imported_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asked_in_an_import.py").write_text(
        "import signal, time\nsignal.raise_signal(signal.SIGTERM)\ntime.sleep(0.2)\nis_whole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with interrupted():
        module = import_module("asked_in_an_import")
        assert module.is_whole
        wait()
    assert module.is_whole


def test_a_command_that_a_module_runs_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs_a_command.py").write_text(
        "import signal\n"
        "from reamp.end_requests import EndRequests\n"
        "with EndRequests() as requests:\n"
        "    requests.listen()\n"
        "    signal.raise_signal(signal.SIGHUP)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    handler = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with pytest.raises(Interruption):
        import_module("runs_a_command")
    signal.signal(signal.SIGHUP, handler)


def test_signals_end_a_long_import_at_once(requests: EndRequests) -> None:
    ours = [signal.getsignal(number) for number in SIGNALS]
    with requests.end_at_once():
        assert [signal.getsignal(number) for number in SIGNALS] == [signal.SIG_DFL] * 3
    assert [signal.getsignal(number) for number in SIGNALS] == ours


@pytest.mark.parametrize("number", SIGNALS)
def test_the_exit_code_is_that_of_the_signal(requests: EndRequests, number: int) -> None:
    assert requests.exit_code == 130
    with interrupted():
        signal.raise_signal(number)
    assert requests.exit_code == 128 + number


def test_what_is_ignored_or_handled_by_others_stays_so() -> None:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    handled: list[int] = []
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: handled.append(number))
    with EndRequests() as others:
        others.listen()
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGTERM)
    assert handled == [signal.SIGTERM]
    for number, handler in before.items():
        signal.signal(number, handler)


def test_after_the_command_nothing_is_raised(requests: EndRequests) -> None:
    try:
        ask()
    except Interruption:
        requests.__exit__()
    for _ in range(3):
        requests._ask(signal.SIGTERM, None)
        time.sleep(0.1)

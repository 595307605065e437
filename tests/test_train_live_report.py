"""The report while a run goes on: the best so far, heard in a page that loads itself, and its end."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Browser, open_browser
from capture_cases import small_capture
from train_cases import TINY_A1, linear_pair

from reamp.train.config import TrainConfig
from reamp.train.events import EpochDone, Event, ReportWritten, StepDone, StopReason
from reamp.train.job import Job, run_job
from reamp.train.live_report import LiveReport
from reamp.train.page import report_html, write_report
from reamp.train.report import make_report
from reamp.train.trainer import TrainResult, train

QUICK = TrainConfig(epochs=3, device="cpu")


@pytest.fixture(scope="module")
def results() -> list[TrainResult]:
    """Return the results so far of a run, whose networks were better than before, and the last one."""
    found: list[TrainResult] = []
    found.append(train(linear_pair(), TINY_A1, QUICK, on_best=found.append))
    return found


def test_the_best_so_far_is_told_after_every_epoch_that_made_it_better(results: list[TrainResult]) -> None:
    *so_far, last = results
    assert so_far
    assert {each.reason for each in so_far} == {StopReason.RUNNING}
    esrs = [each.esr for each in so_far]
    assert esrs == sorted(esrs, reverse=True)
    assert (esrs[-1], last.reason) == (last.esr, StopReason.FINISHED)
    assert [each.networks[-1].epoch for each in so_far] == [len(each.history) for each in so_far]


def test_it_is_written_no_more_often_than_is_useful(tmp_path: Path, results: list[TrainResult]) -> None:
    clock_s = iter([0.0, 2.0, 19.9, 20.1, 20.2])  # a page that takes two seconds is written every twenty
    events: list[Event] = []
    live = LiveReport(
        tmp_path / "a.html",
        title="MT 15",
        facts=[("Gear", "PRS")],
        findings=(),
        on_progress=events.append,
        now_s=lambda: next(clock_s),
    )
    for _ in range(3):
        live.on_best(results[0])
    assert len(events) == 2
    assert isinstance(events[0], ReportWritten)
    assert (events[0].report, events[0].esr) == (str(tmp_path / "a.html"), results[0].esr)
    page = (tmp_path / "a.html").read_text()
    assert "Training goes on: epoch 1 of 3" in page
    assert ">PRS<" in page
    assert len(re.findall("<figure", page)) == 1
    live.remove()
    assert not (tmp_path / "a.html").exists()


def run(capture: Path, **options: object) -> list[str]:
    """Train with a page, and return what it said after each epoch, empty where there was none."""
    pages: list[str] = []
    report = capture.with_suffix(".html")

    def note(event: Event) -> None:
        if isinstance(event, ReportWritten | StepDone):
            pages.append(report.read_text() if report.exists() else "")
        if isinstance(event, EpochDone) and event.epoch == options.get("interrupt_after"):
            raise KeyboardInterrupt

    job = Job(capture=capture, model=capture.with_suffix(".nam"), report=report)
    run_job(job, TINY_A1, QUICK, on_progress=note, listen=True, keep_failed=options.get("keep_failed", True))  # type: ignore[arg-type]
    return pages


def test_a_run_writes_it_and_leaves_the_report_of_the_whole_run(tmp_path: Path) -> None:
    pages = run(small_capture(tmp_path).path)
    assert pages[0] == ""
    assert any("Training goes on" in page for page in pages)
    final = (tmp_path / "mt15.html").read_text()
    assert "Training goes on" not in final
    assert "location.reload" not in final
    assert "3 epochs" in final


def test_a_run_that_ends_without_a_model_leaves_no_page(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(small_capture(tmp_path).path, keep_failed=False, interrupt_after=1)
    assert not (tmp_path / "mt15.html").exists()
    assert not (tmp_path / "mt15.nam").exists()


def value(browser: Browser, expression: str) -> Any:
    """Return what JavaScript evaluates to, asked again where the page was just loading itself."""
    for _ in range(100):
        try:
            return browser.value(expression)
        except AssertionError as error:
            if "navigated" not in str(error) and "context" not in str(error):
                raise
            time.sleep(0.05)
    raise AssertionError(f"the page never rests: {expression}")


def wait_for(browser: Browser, expression: str) -> None:
    end_s = time.monotonic() + 60.0
    while not value(browser, expression):
        assert time.monotonic() < end_s, f"never true: {expression}"
        time.sleep(0.02)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_the_page_loads_itself_but_not_while_it_plays(tmp_path: Path, results: list[TrainResult]) -> None:
    path, player = tmp_path / "a.html", "document.querySelector('.player')?.player?"
    title_is = "document.querySelector('h1')?.textContent === "
    so_far, last = make_report(results[0]), make_report(results[-1])

    def write(title: str) -> None:
        page = report_html(so_far, title=title).replace("const RELOAD_S = 5;", "const RELOAD_S = 0.4;")
        (tmp_path / "new.html").write_text(page)
        (tmp_path / "new.html").replace(path)

    write("one")
    with open_browser() as browser:
        browser.call("Page.navigate", url=path.resolve().as_uri())
        wait_for(browser, title_is + f"'one' && Boolean({player}.deck === null)")
        volume = f"Object.assign({player}.find('.volume') ?? {{}}, {{value: -12}})"
        wait_for(browser, f"{player}.choose(1), {player}.seek(0.1), {volume}, {player}.waiting.chosen === 1")
        write("two")
        wait_for(browser, title_is + f"'two' && {player}.waiting.chosen === 1")
        kept = f"[{player}.find('.volume').value, Math.round(100 * {player}.position)]"
        assert value(browser, kept) == ["-12", 10]
        wait_for(browser, f"{player}.playing || ({player}.play(), false)")
        write("three")
        time.sleep(1.0)
        assert value(browser, f"{title_is}'two' && {player}.playing")
        value(browser, f"{player}.pause()")
        wait_for(browser, title_is + "'three'")
        write_report(last, path, title="done")
        wait_for(browser, title_is + "'done'")
        value(browser, "window.here = true")
        time.sleep(1.0)
        assert value(browser, "window.here")
        assert browser.problems == []


def test_a_run_that_fails_leaves_the_report_of_an_older_model(
    tmp_path: Path, results: list[TrainResult]
) -> None:
    path = tmp_path / "a.html"
    for before in (None, "the page of an older model"):
        if before is not None:
            path.write_text(before)
        live = LiveReport(path, title="x", facts=(), findings=(), on_progress=lambda _: None)
        live.on_best(results[0])
        assert "Training goes on" in path.read_text()
        live.remove()
        assert (path.read_text() if path.exists() else None) == before

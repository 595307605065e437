"""The report of a run that goes on: written again and again, with the best networks so far."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.findings import Finding
from reamp.train.events import OnProgress, ReportWritten
from reamp.train.page import write_report
from reamp.train.report import make_report
from reamp.train.trainer import TrainResult

__all__ = ["LiveReport"]

_LEAST_S = 5.0
_SHARE = 0.1  # of the time of a run: a page takes a second or two


class LiveReport:
    """Writes the report `path` for `train`'s `on_best`, and sends the event `ReportWritten`.

    It writes at most every five seconds, and takes at most a tenth of the time. `facts` are further rows for
    its table, `findings` those of the capture. `now_s` is a clock.
    """

    def __init__(
        self,
        path: Path,
        *,
        title: str,
        facts: Iterable[tuple[str, str]],
        findings: Iterable[Finding],
        on_progress: OnProgress,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._title, self._on_progress = path, title, on_progress
        self._facts, self._findings = tuple(facts), tuple(findings)
        self._now_s = now_s
        self._due_s = float("-inf")
        self._is_written = False
        self._before: bytes | None = None  # the page of an older model, until this one is kept

    def on_best(self, result: TrainResult) -> None:
        """Write the page, unless it was written a moment ago; raises as `write_report`."""
        begun_s = self._now_s()
        if begun_s < self._due_s:
            return
        report = make_report(result, findings=self._findings)
        if not self._is_written and self._path.is_file():
            self._before = self._path.read_bytes()
        write_report(report, self._path, title=self._title, facts=self._facts)
        self._is_written = True
        took_s = self._now_s() - begun_s
        self._due_s = begun_s + max(_LEAST_S, took_s / _SHARE)
        epoch = report.history[-1].epoch
        self._on_progress(ReportWritten(report=str(self._path), epoch=epoch, esr=result.esr))

    def remove(self) -> None:
        """Delete the page of a run that came to nothing; the page that it replaced is there again."""
        if not self._is_written:
            return
        if self._before is None:
            self._path.unlink(missing_ok=True)
            return
        with atomic_write(self._path) as file:
            file.write(self._before)

"""The lines of the stage assistant: each is returned once, when it is new."""

import time
from collections.abc import Iterator, Sequence

from reamp.findings import Finding
from reamp.stage.assistant import STRUMS_NEEDED, GainAssistant
from reamp.stage.words import task

__all__ = ["Told"]


class Told:
    """Remembers which lines of an assistant the user has seen.

    `strum_s` is the time of the last strum that was reported, or of the beginning.
    """

    def __init__(self) -> None:
        self.strum_s = time.monotonic()
        self._task: Sequence[str] = ()
        self._strums = self._hard = 0
        self._checks: set[str] = set()

    def new_strum(self, assistant: GainAssistant) -> str:
        """Return a line about a new strum; empty if there is none."""
        strums_dbfs, hard = assistant.strums_dbfs, assistant.hard_strums
        words = ""
        if len(strums_dbfs) > self._strums:
            self.strum_s = time.monotonic()
            words = f"strum {min(hard, STRUMS_NEEDED)} of {STRUMS_NEEDED}, peak {strums_dbfs[-1]:.1f} dBFS"
            if hard <= self._hard and strums_dbfs[-1] == max(strums_dbfs):
                words += "; earlier, softer strums no longer count"
            elif hard <= self._hard:
                words += "; softer than those that count"
        self._strums, self._hard = len(strums_dbfs), hard
        return words

    def new_findings(self, assistant: GainAssistant) -> list[Finding]:
        """Return the findings that are new."""
        new = [each for each in assistant.findings() if each.check not in self._checks]
        self._checks |= {finding.check for finding in new}
        return new

    def new_tasks(self, assistant: GainAssistant) -> Iterator[str]:
        """Yield the lines that say what to do now, without those of the last time."""
        now = task(assistant, asks_gain=False)
        yield from (line for line in now if line not in self._task)
        self._task = now

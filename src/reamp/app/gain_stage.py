"""The gain assistant on the device that plays, for the page Set up: what it hears, and what is said to it."""

import math
import threading
from typing import Any

from reamp.findings import Finding
from reamp.interfaces.gain import InterfaceGain
from reamp.live.listening import Listening
from reamp.live.session import Session
from reamp.live.session_ear import SessionEar
from reamp.stage.assistant import STRUMS_NEEDED, AssistantStep
from reamp.stage.turned_gain import TurnedGain

__all__ = ["GainStage"]

_FLOOR_DB = -100.0
_MOST_STRUMS = 24
_MOST_INPUTS = 8


class GainStage:
    """An assistant that hears the inputs of a session; for the thread that hears and that of commands.

    Raises what `Listening` raises.
    """

    def __init__(self, session: Session) -> None:
        self._lock = threading.Lock()
        self._listening = Listening(SessionEar(session), source=session.source)
        self._asks_gain = self._listening.asks_gain

    def say(self, text: str) -> None:
        """Do what the user says; see `Listening.say`, which raises."""
        with self._lock:
            self._listening.say(text, asks_gain=self._asks_gain)
            self._asks_gain = False

    def hear(self) -> None:
        """Hear the sound since the last call."""
        with self._lock:
            self._listening.hear()

    @property
    def gain(self) -> InterfaceGain | None:
        """The gain of the interface, None while it is unknown, or is still to be asked for."""
        with self._lock:
            return None if self._asks_gain else self._listening.assistant.gain

    @property
    def is_done(self) -> bool:
        """Whether the gain is right, or as near as the interface allows."""
        with self._lock:
            return not self._asks_gain and self._listening.assistant.step is AssistantStep.DONE

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, the most important first."""
        with self._lock:
            return self._listening.assistant.findings()

    def view(self) -> dict[str, Any]:
        """Return what the page shows beside the findings, for JSON."""
        with self._lock:
            assistant = self._listening.assistant
            turned = assistant.turned
            strums = [_shown(each) for each in assistant.strums_dbfs[-_MOST_STRUMS:]]
            so_far_db = assistant.turned_so_far_db
            return {
                "step": "ask" if self._asks_gain else assistant.step,
                "has_numbers": assistant.has_numbers,
                "is_gain_known": assistant.is_gain_known,
                "is_measuring": assistant.is_measuring,
                "gain": None if assistant.gain is None else str(assistant.gain),
                "gain_db": assistant.gain_db,
                "lowest_db": self._listening.lowest_gain_db,
                "wanted_db": assistant.wanted_gain_db,
                "turned_so_far_db": None if so_far_db is None else round(so_far_db),
                "give_or_take_db": turned.give_or_take_db if isinstance(turned, TurnedGain) else None,
                "strums_dbfs": strums,
                "hard_strums": assistant.hard_strums,
                "strums_needed": STRUMS_NEEDED,
                "peak_dbfs": _shown(assistant.last_peak_dbfs),
                "input": assistant.input_index + 1,
                "levels_dbfs": [_shown(each) for each in self._listening.levels_dbfs[:_MOST_INPUTS]],
            }


def _shown(level_dbfs: float) -> float:
    """Return a level in steps of half a decibel: what changes less is not sent again."""
    return _FLOOR_DB if not math.isfinite(level_dbfs) else max(_FLOOR_DB, round(2.0 * level_dbfs) / 2.0)

"""Both languages of the pages are complete, and nothing is translated that no page says."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from reamp.app.view import knob_table
from reamp.capture.profile import HowKnown
from reamp.capture.steps import CaptureStep
from reamp.compare.clips import MatchBy
from reamp.findings import Severity
from reamp.interfaces.table import Confidence
from reamp.library.query import SortBy
from reamp.nam.metadata import METADATA_FIELDS, GearType, ToneType
from reamp.plan.inputs import LevelOrigin, OutputMode
from reamp.plan.source import Origin
from reamp.rig.board import BoardPart
from reamp.rig.mode import RigMode
from reamp.rig.parameters import INTERFACE_GAIN
from reamp.sim.device import device_knobs, device_names
from reamp.study.apart import StudyState
from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import StopReason
from reamp.train.grade import Grade
from reamp.train.queue_entry import EntryState

GEAR_TYPES = tuple(GearType)
TAGGED = (
    *("name", "modeled_by", "gear_make", "gear_model", "gear_type", "tone_type"),
    *("input_level_dbu", "output_level_dbu"),
)

STATIC = files("reamp.app").joinpath("static")
SCRIPTS = {
    each.name: each.read_text(encoding="utf-8") for each in STATIC.iterdir() if each.name.endswith(".js")
}

_SAYS_NOTHING = (StopReason.RUNNING, StopReason.FINISHED, StopReason.INTERRUPTED)

MADE_OF_VALUES = {
    *(f"confidence {each}" for each in Confidence),
    *(f"knob {row['key']}" for row in knob_table() if row["key"] != INTERFACE_GAIN.key),
    *(f"known {each}" for each in (Origin.NAMED, Origin.REMEMBERED, Origin.MATCHED)),
    *(f"origin {each}" for each in LevelOrigin),
    *(f"output {each}" for each in OutputMode),
    *(f"about output {each}" for each in OutputMode),
    *(f"about {each}" for each in (*BoardPart, "input") if each != BoardPart.MODEL),
    *(f"part {each}" for each in (BoardPart.GATE, BoardPart.TONE, BoardPart.LIMITER)),
    *(f"severity {each}" for each in Severity),
    *(f"state {each}" for each in EntryState),
    *(f"grade {each}" for each in Grade),
    *(f"grade {each} means" for each in Grade),
    *(f"reason {each}" for each in StopReason if each not in _SAYS_NOTHING),
    *(f"architecture {each}" for each in ARCHITECTURES),
    *(f"capture {each}" for each in ("simulated", "device", "plugin", "files")),
    *(f"gear knob {knob}" for name in device_names() for knob in device_knobs(name)),
    *(f"step {each}" for each in (*CaptureStep, "files", "open", "listen", "record")),
    *(f"level by {each}" for each in HowKnown),
    *(f"match {each}" for each in MatchBy),
    *(f"study {each}" for each in StudyState),
    *(f"sort {each}" for each in SortBy),
    *(f"levels {each}" for each in ("all", "known", "unknown")),
    *(f"gear {each}" for each in GEAR_TYPES),
    *(f"source {each}" for each in ("file", "estimated", "by ear", "kept", "measured")),
    *(f"tone {each}" for each in ToneType),
    *(f"field {each}" for each in METADATA_FIELDS if each in TAGGED),
    *(f"list {each}" for each in ("favorites", "downloaded", "created", "trending", "latest", "search")),
    *(f"mode {each}" for each in RigMode),
    *(f"guitar {each}" for each in ("demo", "file", "capture")),
    *(f"fact {each}" for each in ("gear", "signal", "recording", "latency", "send", "return")),
}
"""The keys that the scripts put together."""


def words(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads(STATIC.joinpath(f"words_{language}.json").read_text(encoding="utf-8"))
    return read


def arguments(script: str) -> Iterator[str]:
    """Yield what is between the brackets of each call of t, up to the first comma outside of brackets."""
    for call in re.finditer(r"(?<![\w.])t\(", script):
        depth, quote, text = 1, "", ""
        for letter in script[call.end() :]:
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "\"'`":
                quote = letter
            else:
                depth += (letter in "([{") - (letter in ")]}")
                if depth == 0 or (depth == 1 and letter == ","):
                    break
            text += letter
        yield text


def said() -> set[str]:
    """Return the keys that stand in the scripts as they are."""
    return {
        key
        for script in SCRIPTS.values()
        for argument in arguments(script)
        for key in re.findall(r'"([^"]*)"', re.sub(r'=== "[^"]*"', "", argument))
    }


def test_the_check_sees_what_scripts_say() -> None:
    script = 't("a, b", { x: f(1) }) + t(is === "not" ? "c" : `d ${e}`) + at("f")'
    assert list(arguments(script)) == ['"a, b"', 'is === "not" ? "c" : `d ${e}`']
    assert {"Levels", "Calibrated", "Not calibrated", "Into {name}"} <= said()


def test_french_says_all_that_is_said() -> None:
    assert words("fr").keys() >= said() | MADE_OF_VALUES


def test_english_has_words_for_what_is_no_sentence() -> None:
    assert words("en").keys() == MADE_OF_VALUES


def test_nothing_is_translated_that_nobody_says() -> None:
    assert words("fr").keys() == said() | MADE_OF_VALUES


@pytest.mark.parametrize("key", sorted(words("fr")))
def test_a_translation_has_the_same_names_in_it(key: str) -> None:
    names = re.compile(r"\{(\w+)\}")
    english = words("en").get(key, key)
    assert sorted(names.findall(words("fr")[key])) == sorted(names.findall(english))
    assert words("fr")[key].strip() == words("fr")[key] != ""

"""Tones, models and events in words, as a list or a line shows them; texts of TONE3000 are made printable."""

from pathlib import Path

from reamp.library.provenance import read_provenance
from reamp.texts import printable
from reamp.tone3000.events import (
    CallbackRefused,
    DeviceCodeShown,
    FileDownloaded,
    FileKept,
    OnlineEvent,
    PageOpened,
    Waiting,
    WaitReason,
)
from reamp.tone3000.settings import ATTRIBUTION, DEFAULT_URL
from reamp.tone3000.values import OnlineModel, OnlineTone, license_name

__all__ = [
    "ATTRIBUTION_LINE",
    "arrival_level",
    "event_words",
    "online_model_words",
    "origin_words",
    "tone_line",
    "tone_words",
]

ATTRIBUTION_LINE = f"{ATTRIBUTION}  {DEFAULT_URL}"
"""Comes below every list of tones, as the terms ask."""

_UNKNOWN = "unknown"
_LONG_WAIT_S = 2.0
_ARCHITECTURES = {"1": "A1", "2": "A2"}


def event_words(event: OnlineEvent) -> str:
    """Return what the user has to do or to wait for; empty for other events."""
    match event:
        case PageOpened(is_open=True):
            return f"Waiting for TONE3000's page in the browser. If none has opened: {event.url}"
        case PageOpened():
            return f"Open this page on this machine: {event.url}"
        case DeviceCodeShown():
            minutes = f"{event.expires_in_s / 60:.0f} minutes"
            return f"Open {event.url} on any device within {minutes}, and type {event.user_code}"
        case CallbackRefused():
            return "An answer to another sign-in came back and was refused; still waiting for this one."
        case Waiting() if event.wait_s >= _LONG_WAIT_S:
            is_failure = event.reason is WaitReason.FAILED
            why = "TONE3000 does not answer" if is_failure else "TONE3000 limits how often it is asked"
            return f"{why}; again in {event.wait_s:.0f} s"
    return ""


def tone_words(tone: OnlineTone) -> dict[str, str]:
    """Return what a list shows of a tone beside its title, by the names of the columns.

    >>> tone_words(OnlineTone(id=7, title="Plexi", license="cc-by", a1_models_count=2))
    {'ID': '7', 'Creator': 'unknown', 'Gear': 'unknown', 'Files': '2', 'Licence': 'CC BY'}
    """
    words = {
        "ID": str(tone.id),
        "Creator": tone.creator.name if tone.creator else None,
        "Gear": tone.gear,
        "Files": "" if tone.files_count is None else str(tone.files_count),
        "Licence": license_name(tone.license),
    }
    return {name: _UNKNOWN if word is None else printable(word) for name, word in words.items()}


def tone_line(tone: OnlineTone) -> str:
    """Return a tone as one line: title, creator, licence, gear and its page.

    >>> tone_line(OnlineTone(id=7, title="Plexi", license="cc-by", gear="amp"))
    'Plexi  by unknown  licence CC BY  amp'
    """
    words = tone_words(tone)
    shown = (printable(tone.title), f"by {words['Creator']}", f"licence {words['Licence']}", words["Gear"])
    return "  ".join([*shown, *([tone.url] if tone.url else [])])


def online_model_words(model: OnlineModel) -> dict[str, str]:
    """Return what a list shows of a model beside its name, by the names of the columns.

    >>> online_model_words(OnlineModel(id=7, architecture="2", size="lite"))
    {'ID': '7', 'Architecture': 'A2', 'Size': 'lite'}
    """
    architecture = model.architecture or ""
    words = {
        "ID": str(model.id),
        "Architecture": _ARCHITECTURES.get(architecture, architecture),
        "Size": model.size or "",
    }
    return {name: printable(word) for name, word in words.items()}


def arrival_level(arrival: FileDownloaded | FileKept) -> str:
    """Return the input level of a file that has just arrived."""
    if isinstance(arrival, FileKept):
        return "was there"
    level_dbu = arrival.input_level_dbu
    return _UNKNOWN if level_dbu is None else f"{level_dbu:.4g} dBu"


def origin_words(path: Path | None) -> dict[str, str]:
    """Return where a model comes from, as far as a file beside it says: its creator and licence above all."""
    kept = None if path is None else read_provenance(path)
    if kept is None:
        return {}
    words = {"from": kept.source, "title": kept.title, "creator": kept.creator}
    words |= {"licence": license_name(kept.license), "page": kept.url}
    return {name: word for name, word in words.items() if word is not None}

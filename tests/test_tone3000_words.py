"""Tones, models and events in words."""

from pathlib import Path

import pytest

from reamp.tone3000.events import (
    CallbackRefused,
    CallDeprecated,
    DeviceCodeShown,
    DownloadProgress,
    FileDownloaded,
    FileKept,
    OnlineEvent,
    PageOpened,
    Waiting,
    WaitReason,
)
from reamp.tone3000.values import OnlineModel, OnlineTone, OnlineUser
from reamp.tone3000.words import arrival_level, event_words, online_model_words, tone_line, tone_words

MODEL = OnlineModel(id=3, name="lead", architecture="1", size="nano")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (PageOpened(url="https://a.com", is_open=True), "If none has opened: https://a.com"),
        (PageOpened(url="https://a.com", is_open=False), "Open this page on this machine: https://a.com"),
        (
            DeviceCodeShown(user_code="BC-DF", url="https://a.com", direct_url=None, expires_in_s=600.0),
            "Open https://a.com on any device within 10 minutes, and type BC-DF",
        ),
        (CallbackRefused(), "was refused; still waiting"),
        (Waiting(wait_s=7.4, reason=WaitReason.ASKED_TO), "limits how often it is asked; again in 7 s"),
        (Waiting(wait_s=2.0, reason=WaitReason.OWN_LIMIT), "limits how often it is asked; again in 2 s"),
        (Waiting(wait_s=4.0, reason=WaitReason.FAILED), "TONE3000 does not answer; again in 4 s"),
    ],
)
def test_what_the_user_is_told(event: OnlineEvent, words: str) -> None:
    assert words in event_words(event)


@pytest.mark.parametrize(
    "event",
    [
        Waiting(wait_s=1.9, reason=WaitReason.OWN_LIMIT),
        DownloadProgress(model=MODEL, done_bytes=1, total_bytes=2),
        CallDeprecated(call="/user", link="", notes=""),
    ],
)
def test_what_the_user_is_not_told(event: OnlineEvent) -> None:
    assert event_words(event) == ""


def test_a_tone() -> None:
    ann = OnlineUser(username="ann", display_name="Ann\x1b[2J")
    tone = OnlineTone(id=7, title="Ple\nxi", creator=ann, license="t3k", gear="amp", url="https://a.com/7")
    assert tone_line(tone) == "Ple�xi  by Ann�[2J  licence T3K  amp  https://a.com/7"
    assert tone_words(tone)["Files"] == ""


def test_a_model() -> None:
    assert online_model_words(MODEL) == {"ID": "3", "Architecture": "A1", "Size": "nano"}
    assert online_model_words(OnlineModel(id=3, architecture="a\x07b"))["Architecture"] == "a�b"


@pytest.mark.parametrize(("level_dbu", "words"), [(11.76, "11.76 dBu"), (None, "unknown")])
def test_the_level_of_what_arrived(level_dbu: float | None, words: str) -> None:
    arrival = FileDownloaded(
        model=MODEL, path=Path("a.nam"), input_level_dbu=level_dbu, output_level_dbu=None
    )
    assert arrival_level(arrival) == words
    assert arrival_level(FileKept(model=MODEL, path=Path("a.nam"))) == "was there"

"""Events are values without words: they can be compared, and sent to a page as JSON."""

import json

from reamp.json_values import json_text
from reamp.tone3000.events import DownloadProgress, PageOpened, Waiting, WaitReason
from reamp.tone3000.values import OnlineModel


def test_an_event_is_a_value() -> None:
    assert Waiting(wait_s=2.0, reason=WaitReason.ASKED_TO) == Waiting(wait_s=2.0, reason=WaitReason.ASKED_TO)
    assert PageOpened(url="u", is_open=True) != PageOpened(url="u", is_open=False)


def test_an_event_is_json() -> None:
    event = DownloadProgress(model=OnlineModel(id=1), done_bytes=3, total_bytes=None)
    shown = json.loads(json_text(event))
    assert (shown["model"]["id"], shown["done_bytes"], shown["total_bytes"]) == (1, 3, None)

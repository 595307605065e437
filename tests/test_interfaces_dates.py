"""Today's date is in the local time zone, not in UTC."""

import time

from reamp.interfaces.dates import today


def test_today_is_the_local_date() -> None:
    before = time.strftime("%Y-%m-%d")
    assert before <= today().isoformat() <= time.strftime("%Y-%m-%d")

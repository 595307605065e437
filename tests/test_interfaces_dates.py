"""The date of today is that of this place, not that of Greenwich."""

import time

from reamp.interfaces.dates import today


def test_today_is_the_local_date() -> None:
    before = time.strftime("%Y-%m-%d")
    assert before <= today().isoformat() <= time.strftime("%Y-%m-%d")

"""The date that is written beside what is kept."""

import datetime

__all__ = ["today"]


def today() -> datetime.date:
    """Return the date of today where this machine is."""
    return datetime.datetime.now().astimezone().date()

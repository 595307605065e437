"""The date that is stored with the user's settings."""

import datetime

__all__ = ["today"]


def today() -> datetime.date:
    """Return today's date in the local time zone."""
    return datetime.datetime.now().astimezone().date()

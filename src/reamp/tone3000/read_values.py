"""TONE3000's JSON read into values: fields may be missing, null, new, or of another type than promised."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from reamp.errors import Tone3000Error
from reamp.tone3000.values import OnlineModel, OnlinePage, OnlineTone, OnlineUser

__all__ = ["as_object", "clean_url", "read_model", "read_page", "read_tone", "read_user"]

_Item = TypeVar("_Item")
_SLASHES = re.compile(r"/{2,}")


def as_object(value: object) -> Mapping[str, object]:
    """Return a decoded JSON value as an object, empty for anything else."""
    return value if isinstance(value, dict) else {}


def read_user(value: object) -> OnlineUser | None:
    """Return a user; None for anything else."""
    fields = as_object(value)
    if not fields:
        return None
    return OnlineUser(
        id=_text(fields, "id"),
        username=_text(fields, "username"),
        display_name=_text(fields, "display_name"),
        is_verified=_flag(fields, "is_verified"),
        url=clean_url(fields.get("url")),
    )


def read_tone(value: object) -> OnlineTone | None:
    """Return a tone; None for one without a number."""
    fields = as_object(value)
    tone_id = _count(fields, "id")
    if tone_id is None:
        return None
    counts = ("models", "a1_models", "a2_models", "custom_models", "irs", "favorites", "downloads")
    return OnlineTone(
        id=tone_id,
        title=_text(fields, "title") or f"tone {tone_id}",
        creator=read_user(fields.get("user")),
        description=_text(fields, "description"),
        gear=_text(fields, "gear"),
        format=_text(fields, "format") or _text(fields, "platform"),  # the older name
        license=_text(fields, "license"),
        makes=_names(fields, "makes"),
        tags=_names(fields, "tags"),
        sizes=_names(fields, "sizes"),
        links=_urls(fields, "links"),
        images=_urls(fields, "images"),
        is_favorite=_flag(fields, "is_favorite"),
        is_public=_flag(fields, "is_public"),
        created_at=_text(fields, "created_at"),
        updated_at=_text(fields, "updated_at"),
        url=clean_url(fields.get("url")),
        **{f"{each}_count": _count(fields, f"{each}_count") for each in counts},
    )


def read_model(value: object) -> OnlineModel | None:
    """Return a model; None for one without a number."""
    fields = as_object(value)
    model_id = _count(fields, "id")
    if model_id is None:
        return None
    return OnlineModel(
        id=model_id,
        tone_id=_count(fields, "tone_id"),
        name=_text(fields, "name") or f"model {model_id}",
        download_url=_text(fields, "model_url"),
        size=_text(fields, "size"),
        architecture=_text(fields, "architecture_version"),
        created_at=_text(fields, "created_at"),
        updated_at=_text(fields, "updated_at"),
    )


def read_page(value: object, item: Callable[[object], _Item | None]) -> OnlinePage[_Item]:
    """Return a page of a list, or a whole list without pages; broken items are left out.

    Raises `Tone3000Error` where there is no list.
    """
    fields = as_object(value)
    data = fields.get("data", ())
    if not fields or not isinstance(data, list | tuple | None):
        raise Tone3000Error("TONE3000 answered with something else than a list; try again later")
    return OnlinePage(
        items=tuple(read for each in data or () if (read := item(each)) is not None),
        page=_count(fields, "page"),
        page_size=_count(fields, "page_size"),
        total=_count(fields, "total"),
        total_pages=_count(fields, "total_pages"),
    )


def clean_url(value: object) -> str | None:
    """Return a link as people can open it: single slashes, and None for anything but a web page.

    >>> clean_url("https://www.tone3000.com//ann"), clean_url("javascript:alert(1)")
    ('https://www.tone3000.com/ann', None)
    """
    if not isinstance(value, str) or not value.isprintable():
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return urlunsplit(parts._replace(path=_SLASHES.sub("/", parts.path)))


def _text(fields: Mapping[str, object], key: str) -> str | None:
    """Return a text, or a number as a text; None for an empty one."""
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else None


def _count(fields: Mapping[str, object], key: str) -> int | None:
    """Return a whole number from 0, also one that came as a text."""
    value = fields.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_count and isinstance(value, int) else None


def _flag(fields: Mapping[str, object], key: str) -> bool | None:
    value = fields.get(key)
    return value if isinstance(value, bool) else None


def _list(fields: Mapping[str, object], key: str) -> list[object]:
    value = fields.get(key)
    return value if isinstance(value, list) else []


def _names(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return names, which are texts or objects with a name."""
    each = (value if isinstance(value, dict) else {"name": value} for value in _list(fields, key))
    return tuple(name for value in each if (name := _text(value, "name")) is not None)


def _urls(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    return tuple(url for value in _list(fields, key) if (url := clean_url(value)) is not None)

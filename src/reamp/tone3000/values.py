"""What TONE3000 tells of users, tones and models, as values; unknown is None, and words are kept as sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["LICENSES", "OnlineModel", "OnlinePage", "OnlineTone", "OnlineUser", "license_name"]

_Item = TypeVar("_Item")

LICENSES: Mapping[str, str] = {
    "t3k": "T3K",
    "cco": "CC0",
    "cc-by": "CC BY",
    "cc-by-sa": "CC BY-SA",
    "cc-by-nc": "CC BY-NC",
    "cc-by-nc-sa": "CC BY-NC-SA",
    "cc-by-nd": "CC BY-ND",
    "cc-by-nc-nd": "CC BY-NC-ND",
}
"""TONE3000's codes of licences, CC0 spelt as it spells it, and what people call them."""


def license_name(code: str | None) -> str | None:
    """Return what people call a licence; a code that is new is its own name, None is unknown.

    >>> license_name("cc-by-nc"), license_name("mit"), license_name(None)
    ('CC BY-NC', 'mit', None)
    """
    return None if code is None else LICENSES.get(code, code)


@dataclass(frozen=True, kw_only=True)
class OnlineUser:
    """A user of TONE3000; `url` is their page."""

    id: str | None = None
    username: str | None = None
    display_name: str | None = None
    is_verified: bool | None = None
    url: str | None = None

    @property
    def name(self) -> str | None:
        """What to call them: the name they show, else their user name."""
        return self.display_name or self.username


@dataclass(frozen=True, kw_only=True)
class OnlineTone:
    """A tone: models of one piece of gear, with who made them and under which licence.

    `gear`, `format`, `license` and `sizes` are TONE3000's words, also those that are newer than this version.
    Lists of tones leave out `license`, `sizes`, `links` and `is_public`; a single tone has them.
    `models_count` counts all architectures in a search, and A1 alone in a single tone. Times are ISO 8601.
    """

    id: int
    title: str
    creator: OnlineUser | None = None
    description: str | None = None
    gear: str | None = None
    format: str | None = None
    license: str | None = None
    makes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    models_count: int | None = None
    a1_models_count: int | None = None
    a2_models_count: int | None = None
    custom_models_count: int | None = None
    irs_count: int | None = None
    favorites_count: int | None = None
    downloads_count: int | None = None
    is_favorite: bool | None = None
    is_public: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    url: str | None = None

    @property
    def files_count(self) -> int | None:
        """How many files it has, of all architectures and impulse responses; None where that is not told."""
        counts = (self.a1_models_count, self.a2_models_count, self.custom_models_count, self.irs_count)
        known = [count for count in counts if count is not None]
        return sum(known) if known else self.models_count

    @property
    def architectures(self) -> tuple[str, ...]:
        """The architectures to ask for: those that it has, and those whose count is unknown."""
        counts = {"1": self.a1_models_count, "2": self.a2_models_count, "custom": self.custom_models_count}
        return tuple(name for name, count in counts.items() if count is None or count > 0)


@dataclass(frozen=True, kw_only=True)
class OnlineModel:
    """One file of a tone; `download_url` may lead to another host.

    `size` and `architecture` are TONE3000's words: standard, lite, feather, nano, custom; 1, 2, custom. Both
    are None for an impulse response.
    """

    id: int
    tone_id: int | None = None
    name: str = ""
    download_url: str | None = None
    size: str | None = None
    architecture: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class OnlinePage(Generic[_Item]):
    """A part of a list; `page` counts from 1, and an empty list has 0 pages. None is not told."""

    items: tuple[_Item, ...]
    page: int | None = None
    page_size: int | None = None
    total: int | None = None
    total_pages: int | None = None

    @property
    def has_more(self) -> bool:
        """Whether there is a page after this one."""
        if self.page is None or not self.items:
            return False
        return self.total_pages is not None and self.page < self.total_pages

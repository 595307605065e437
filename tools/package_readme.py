"""The README as package indexes show it, where a relative link leads nowhere.

scikit-build-core calls `dynamic_metadata` when it builds a wheel or a source archive.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PICTURE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]+\)\n\n?", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]+)\]\((?!https?:)([^)]+)\)")


def package_readme(text: str, *, base_url: str) -> str:
    """Return the text without relative links: absolute ones where an address is known, else the files' names.

    Pictures are left out where no address is known.

    >>> package_readme("See [live](docs/live.md).", base_url="")
    'See live (docs/live.md).'
    >>> package_readme("See [live](docs/live.md).", base_url="https://example.org/reamp/")
    'See [live](https://example.org/reamp/docs/live.md).'
    """
    if base_url:
        return re.sub(r"\]\((?!https?:)", f"]({base_url}", text)
    return _LINK.sub(_named, _PICTURE.sub("", text))


def _named(link: re.Match[str]) -> str:
    target = link[2].split("#")[0]
    return link[1] if target in link[1] else f"{link[1]} ({target})"


def dynamic_metadata(settings: Mapping[str, Any], project: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field `readme` for scikit-build-core."""
    text = Path("README.md").read_text(encoding="utf-8")
    readme = package_readme(text, base_url=str(settings.get("base-url", "")))
    return {"readme": {"content-type": "text/markdown", "text": readme}}

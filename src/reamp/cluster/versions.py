"""The versions that a client and its workers must share, and what differs."""

import hashlib
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import reamp

__all__ = ["difference", "versions_here"]

_ALWAYS = ("numpy", "msgspec", "distributed")
_PLATFORM, _CORE = "platform", "the compiled core of reamp"


@cache
def versions_here(libraries: Sequence[str] = ()) -> dict[str, str | None]:
    """Return the versions of Python, of Reamp and of libraries on this machine; None is not installed.

    Reamp's version has a digest of its modules with it, so that two states of a source tree differ. The
    compiled core has one of its own, which `difference` looks at where the platforms are the same.
    """
    found: dict[str, str | None] = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for name in ("reamp", *_ALWAYS, *libraries):
        try:
            found[name] = version(name).partition("+")[0]  # 2.13.0+cpu and 2.13.0+cu130 fit together
        except PackageNotFoundError:
            found[name] = None
    found["reamp"] = f"{found['reamp'] or 'without a version'} ({_modules_digest()})"
    found[_PLATFORM] = sysconfig.get_platform()
    found[_CORE] = _core_digest()
    return found


def difference(here: dict[str, str | None], there: dict[str, str | None]) -> str | None:
    """Return the first difference in words, None if all versions are the same.

    >>> difference({"reamp": "0.2.0", "torch": "2.13.0"}, {"reamp": "0.2.0", "torch": None})
    'torch is not installed there, here it is 2.13.0'
    >>> difference({"reamp": "0.2.0"}, {"reamp": "0.1.0"})
    'reamp is 0.1.0 there, here it is 0.2.0'
    """
    is_same_platform = here.get(_PLATFORM) == there.get(_PLATFORM)
    for name, ours in here.items():
        theirs = there.get(name)
        if name == _PLATFORM or (name == _CORE and not is_same_platform):
            continue
        if theirs != ours:
            is_there = "is not installed there" if theirs is None else f"is {theirs} there"
            is_here = "is not installed" if ours is None else f"it is {ours}"
            return f"{name} {is_there}, here {is_here}"
    return None


@cache
def _modules_digest() -> str:
    folder = Path(reamp.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def _core_digest() -> str | None:
    spec = find_spec("reamp._core")
    if spec is None or spec.origin is None:
        return None
    return hashlib.sha256(Path(spec.origin).read_bytes()).hexdigest()[:8]

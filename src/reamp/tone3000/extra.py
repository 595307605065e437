"""The libraries of the extra `tone3000`; importing this raises `MissingExtraError` where they are missing."""

from reamp.errors import MissingExtraError

try:
    import filelock
    import httpx2
except ImportError as error:
    raise MissingExtraError("TONE3000", library=error.name or "httpx2", extra="tone3000") from error

__all__ = ["filelock", "httpx2"]

"""What the server made and hands out to the pages: sounds, pictures, documents; each under a key."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Handout", "Handouts"]

_MOST_SOUNDS = 48  # some megabytes each at most; the oldest go first
_MOST_FILES = 4000


@dataclass(frozen=True, kw_only=True, eq=False)
class Handout:
    """Bytes, or a file that is read when it is asked for; `is_page` is HTML of our own, shown in a frame."""

    media_type: str
    data: bytes | None = None
    path: Path | None = None

    @property
    def name(self) -> str:
        """The name to save it under."""
        return "reamp" if self.path is None else self.path.name

    @property
    def is_page(self) -> bool:
        """Whether it is a document with scripts of its own."""
        return self.media_type.startswith("text/html")

    def read(self) -> bytes:
        """Return the bytes; raises `OSError` for a file that is gone."""
        if self.data is not None:
            return self.data
        assert self.path is not None
        return self.path.read_bytes()


class Handouts:
    """Keys that cannot be guessed, and what they stand for; for any thread."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._sounds: OrderedDict[str, Handout] = OrderedDict()
        self._files: OrderedDict[str, Handout] = OrderedDict()

    def give(self, data: bytes, media_type: str) -> str:
        """Return the address of bytes, which stays valid while they are among the newest."""
        key = self._key(data + media_type.encode())
        return self._keep(self._sounds, key, Handout(media_type=media_type, data=data), _MOST_SOUNDS)

    def give_file(self, path: Path, media_type: str) -> str:
        """Return the address of a file, the same each time."""
        key = self._key(f"{media_type} {path.resolve()}".encode())
        return self._keep(self._files, key, Handout(media_type=media_type, path=path), _MOST_FILES)

    def find(self, key: str) -> Handout | None:
        """Return what a key stands for."""
        with self._lock:
            return self._sounds.get(key) or self._files.get(key)

    def _key(self, content: bytes) -> str:
        return hashlib.blake2b(content, key=self._secret, digest_size=16).hexdigest()

    def _keep(self, among: OrderedDict[str, Handout], key: str, handout: Handout, most: int) -> str:
        with self._lock:
            among[key] = handout
            among.move_to_end(key)
            while len(among) > most:
                among.popitem(last=False)
        return f"/made/{key}"

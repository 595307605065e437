"""The handful of tones that the fake TONE3000 has: made up, with oddities that were seen in the real one."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from cli_runner import MODEL

__all__ = ["MODELS", "PRIVATE", "TONES", "USER"]

USER = {"id": "00000000-0000-0000-0000-000000000001", "username": "tester", "display_name": None, "bio": None}
PRIVATE = {9}
"""Tones that are there and not shown to this user."""

_ANN = {
    "id": "57af4bb9-80fe-43be-93b3-e3c9e9d92717",
    "username": "ann",
    "display_name": "Ann Größer",
    "is_verified": True,
    "avatar_url": None,
    "url": "https://www.tone3000.com//ann",
}


def _tone(number: int, title: str, **fields: object) -> dict[str, Any]:
    counts = ("models", "a1_models", "a2_models", "custom_models", "irs", "favorites", "downloads")
    return {
        "id": number,
        "user_id": _ANN["id"],
        "user": _ANN,
        "title": title,
        "description": None,
        "gear": "amp",
        "format": "nam",
        "images": None,
        "makes": [{"id": 1636, "name": "Marshall"}],
        "tags": [{"name": "crunch"}],
        **{f"{each}_count": 0 for each in counts},
        "is_favorite": False,
        "created_at": "2026-01-25T18:27:37.799064+00:00",
        "updated_at": "2026-01-25T18:27:37.799064+00:00",
        "url": f"https://www.tone3000.com//tone-{number}",
        "license": "cc-by-nc",
        "sizes": ["standard"],
        "links": [],
        "is_public": True,
        **fields,
    }


TONES: dict[int, dict[str, Any]] = {
    7: _tone(7, "Plexi 51", models_count=2, a1_models_count=2, a2_models_count=1),
    8: _tone(8, "Green 4x12", gear="cab", format="ir", irs_count=1),
    11: {
        "id": 11,
        "title": "Odd one",
        "user_id": 12345,
        "gear": "theremin",
        "format": "nam",
        "license": "wtfpl",
        "makes": None,
        "tags": None,
        "images": None,
        "links": None,
        "sizes": None,
        "models_count": "1",
        "a1_models_count": None,
        "new_field": {"of": ["next", "year"]},
        "url": "https://www.tone3000.com//odd-11",
    },
    12: _tone(12, "Snapshot", format="aa-snapshot", a1_models_count=1),
    13: _tone(13, "Not all is well", a1_models_count=3),
    14: _tone(14, "Many", a1_models_count=120),
    16: _tone(16, "Nothing yet", is_public=None),
    15: _tone(15, "../../etc/passwd", a1_models_count=1),
}

_MODEL = Path(MODEL).read_bytes()


def _sound() -> bytes:
    file = io.BytesIO()
    taps = np.random.default_rng(1).uniform(-0.5, 0.5, 480).astype(np.float32)
    soundfile.write(file, taps, 48_000, "PCM_24", format="WAV")
    return file.getvalue()


def _model(number: int, tone_id: int, name: str, **fields: object) -> dict[str, Any]:
    return {
        "id": number,
        "tone_id": tone_id,
        "user_id": _ANN["id"],
        "name": name,
        "size": "standard",
        "architecture_version": "1",
        "created_at": "2026-01-29T12:19:44.3+00:00",
        "updated_at": "2026-01-29T12:19:44.3+00:00",
        "file": f"{number}.nam",
        "data": _MODEL,
        **fields,
    }


MODELS: list[dict[str, Any]] = [
    _model(71, 7, "Plexi 51 DI"),
    _model(72, 7, "bright", size="lite", elsewhere=True),
    _model(73, 7, "Plexi 51 DI", architecture_version="2", size=None),
    _model(81, 8, "V30 edge", architecture_version=None, size=None, file="81.wav", data=_sound()),
    {"id": 111, "tone_id": 11, "name": "new", "architecture_version": "1", "file": "111.nam", "data": _MODEL},
    _model(121, 12, "Snapshot", file="121.json"),
    _model(131, 13, "page", data=b"<!DOCTYPE html><html>Sorry</html>"),
    _model(132, 13, "half", data=_MODEL[: len(_MODEL) // 2]),
    _model(133, 13, "good"),
    *(_model(1400 + number, 14, f"take {number}") for number in range(120)),
    _model(151, 15, "..\\..\\evil\x1b[2J.nam"),
]

"""Tones, models and pages as values: what is not told is unknown, and never counted as none."""

import pytest

from reamp.tone3000.values import LICENSES, OnlinePage, OnlineTone, OnlineUser, license_name


@pytest.mark.parametrize(
    ("counts", "files"),
    [
        ({}, None),
        ({"models_count": 4}, 4),
        ({"models_count": 2, "a1_models_count": 2, "a2_models_count": 1}, 3),
        ({"irs_count": 5, "a1_models_count": 0}, 5),
        ({"a1_models_count": 0, "a2_models_count": 0, "custom_models_count": 0, "irs_count": 0}, 0),
    ],
)
def test_files_are_counted_over_all_architectures(counts: dict[str, int], files: int | None) -> None:
    assert OnlineTone(id=1, title="x", **counts).files_count == files


@pytest.mark.parametrize(
    ("counts", "architectures"),
    [
        ((1, 0, 0), ("1",)),
        ((0, 2, 3), ("2", "custom")),
        ((None, 0, None), ("1", "custom")),
        ((0, 0, 0), ()),
    ],
)
def test_architectures_to_ask_for(
    counts: tuple[int | None, int | None, int | None], architectures: tuple[str, ...]
) -> None:
    a1, a2, custom = counts
    tone = OnlineTone(id=1, title="x", a1_models_count=a1, a2_models_count=a2, custom_models_count=custom)
    assert tone.architectures == architectures


@pytest.mark.parametrize(
    ("page", "total_pages", "has_more"), [(1, 2, True), (2, 2, False), (1, None, False), (None, 2, False)]
)
def test_whether_more_pages_follow(page: int | None, total_pages: int | None, has_more: bool) -> None:
    assert OnlinePage(items=("x",), page=page, total_pages=total_pages).has_more is has_more
    assert not OnlinePage(items=(), page=page, total_pages=total_pages).has_more


def test_names() -> None:
    assert OnlineUser(username="ann", display_name="Ann").name == "Ann"
    assert OnlineUser(username="ann").name == "ann"
    assert OnlineUser().name is None
    assert {license_name(code) for code in LICENSES} == set(LICENSES.values())
    assert LICENSES["cco"] == "CC0"  # the service spells it so

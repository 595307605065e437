"""What TONE3000 sends is taken as it comes: nulls, missing fields, new words, other types."""

import copy

import pytest
from fake_tone3000_data import TONES
from hypothesis import given
from hypothesis import strategies as st

from reamp.errors import Tone3000Error
from reamp.tone3000.read_values import clean_url, read_model, read_page, read_tone, read_user
from reamp.tone3000.values import OnlineTone, license_name

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_a_tone_is_read_whole() -> None:
    tone = read_tone(TONES[7])
    assert tone is not None
    assert (tone.id, tone.title, tone.gear, tone.format, tone.license) == (
        7,
        "Plexi 51",
        "amp",
        "nam",
        "cc-by-nc",
    )
    assert tone.creator is not None
    assert (tone.creator.name, tone.creator.url) == ("Ann Größer", "https://www.tone3000.com/ann")
    assert (tone.makes, tone.tags, tone.images) == (("Marshall",), ("crunch",), ())
    assert (tone.a1_models_count, tone.a2_models_count, tone.files_count) == (2, 1, 3)
    assert tone.architectures == ("1", "2")
    assert tone.url == "https://www.tone3000.com/tone-7"


def test_null_lists_new_words_and_missing_fields_are_taken() -> None:
    tone = read_tone(TONES[11])
    assert tone is not None
    assert (tone.makes, tone.tags, tone.images, tone.links, tone.sizes) == ((), (), (), (), ())
    assert (tone.gear, tone.license, license_name(tone.license)) == ("theremin", "wtfpl", "wtfpl")
    assert (tone.creator, tone.description, tone.is_public) == (None, None, None)
    assert tone.models_count == 1  # it came as a text
    assert tone.architectures == ("1", "2", "custom")  # none of which it tells
    assert tone.url == "https://www.tone3000.com/odd-11"


def test_the_older_name_of_the_format_is_known() -> None:
    assert read_tone({"id": 1, "platform": "nam"}) == OnlineTone(id=1, title="tone 1", format="nam")


def test_what_has_no_number_is_no_tone() -> None:
    for value in ({}, {"id": None}, {"id": "x"}, {"id": -1}, {"id": True}, None, [], "tone"):
        assert read_tone(value) is None
        assert read_model(value) is None


def test_a_user_may_be_anything() -> None:
    assert read_user(None) is None
    user = read_user({"id": 5, "username": "ann", "display_name": " ", "url": "javascript:alert(1)"})
    assert user is not None
    assert (user.id, user.name, user.url) == ("5", "ann", None)


@pytest.mark.parametrize(
    ("value", "items", "has_more"),
    [
        ({"data": [], "page": 1, "page_size": 10, "total": 0, "total_pages": 0}, 0, False),
        ({"data": None}, 0, False),
        ({"data": [{"id": 1}, {"name": "no number"}, None], "page": 1, "total_pages": 2}, 1, True),
        ({"data": [{"id": 1}], "page": 2, "total_pages": 2}, 1, False),
        ({"data": [{"id": 1}]}, 1, False),
    ],
)
def test_a_page(value: object, items: int, has_more: bool) -> None:
    page = read_page(value, read_tone)
    assert (len(page.items), page.has_more) == (items, has_more)


@pytest.mark.parametrize("value", [None, [], "x", {"data": "x"}, {"data": {"id": 1}}])
def test_what_is_no_page_is_an_error(value: object) -> None:
    with pytest.raises(Tone3000Error, match="something else than a list"):
        read_page(value, read_tone)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:x", "https://", "https://[x", 3, "a\nb"])
def test_only_web_pages_are_links(url: object) -> None:
    assert clean_url(url) is None


@given(st.sampled_from(sorted(TONES[7])), JSON)
def test_no_field_can_break_it(name: str, value: object) -> None:
    fields = copy.deepcopy(TONES[7]) | {name: value}
    tone = read_tone(fields)
    assert name == "id" or tone is not None


@given(JSON)
def test_nothing_can_break_it(value: object) -> None:
    assert read_tone(value) is None or isinstance(value, dict)
    assert read_model(value) is None or isinstance(value, dict)

"""One member of a JSON text changes, every other character stays."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reamp.nam.json_edit import edit_object

BLANKS = st.text(" \t\r\n", max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def objects(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Return the text of an object, blanks drawn, and the text of each of its values."""
    values = draw(st.dictionaries(st.text(), VALUES, max_size=5))
    texts = {
        key: json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2])))
        for key, value in values.items()
    }
    members = [
        f"{draw(BLANKS)}{json.dumps(key)}{draw(BLANKS)}:{draw(BLANKS)}{text}" for key, text in texts.items()
    ]
    return f"{draw(BLANKS)}{{{','.join(members)}{draw(BLANKS)}}}{draw(BLANKS)}", texts


@given(objects(), st.text(), VALUES)
def test_setting_changes_one_value_and_no_other_character(
    drawn: tuple[str, dict[str, str]], key: str, value: object
) -> None:
    text, texts = drawn
    edited = edit_object(text, {key: json.dumps(value)})
    assert json.loads(edited) == json.loads(text) | {key: value}
    if key not in texts:
        member = json.dumps(key, ensure_ascii=False) + ": " + json.dumps(value)
        assert edited.count(member) >= 1
    else:
        assert edit_object(edited, {key: texts[key]}) == text


@given(objects(), st.text(), VALUES)
def test_removing_what_was_added_restores_the_text(
    drawn: tuple[str, dict[str, str]], key: str, value: object
) -> None:
    text, texts = drawn
    if texts and key not in texts:
        assert edit_object(edit_object(text, {key: json.dumps(value)}), {key: None}) == text


@given(objects(), st.data())
def test_removing_keeps_the_other_values_as_written(
    drawn: tuple[str, dict[str, str]], data: st.DataObject
) -> None:
    text, texts = drawn
    key = data.draw(st.sampled_from([*texts, "not there"]))
    edited = edit_object(text, {key: None})
    expected = json.loads(text)
    expected.pop(key, None)
    assert json.loads(edited) == expected
    assert list(json.loads(edited)) == list(expected)
    assert all(texts[other] in edited for other in texts if other != key)


def test_a_new_member_takes_the_layout_of_its_neighbours() -> None:
    text = '{\n    "a": 1,\n    "b": 2\n}\n'
    assert edit_object(text, {"c": "3"}) == '{\n    "a": 1,\n    "b": 2,\n    "c": 3\n}\n'
    assert edit_object('{"a":1}', {"c": "3"}) == '{"a":1, "c": 3}'
    assert edit_object("{\n}", {"c": "3"}) == '{"c": 3}'


def test_of_a_doubled_key_the_last_counts_and_all_are_removed() -> None:
    assert edit_object('{"a": 1, "b": 0, "a": 2}', {"a": "3"}) == '{"a": 1, "b": 0, "a": 3}'
    assert edit_object('{"a": 1, "b": 0, "a": 2}', {"a": None}) == '{"b": 0}'


def test_what_looks_like_structure_inside_a_text_is_text() -> None:
    text = r'{"a\"b": "}], \"x\": {", "c": [{"a": "\\"}]}'
    assert edit_object(text, {"c": "0"}) == r'{"a\"b": "}], \"x\": {", "c": 0}'


@pytest.mark.parametrize("depth", [10, 100_000])
def test_any_depth(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    assert edit_object(f'{{"deep": {deep}, "a": 1}}', {"a": "2"}) == f'{{"deep": {deep}, "a": 2}}'

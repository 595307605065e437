"""Tokens are read from an answer, and never shown."""

import dataclasses
import pickle

import pytest

from reamp.errors import Tone3000Error
from reamp.json_values import json_text
from reamp.tone3000.tokens import Secret, Tokens, read_tokens

ANSWER = {"access_token": "at-1", "refresh_token": "rt-1", "token_type": "bearer", "expires_in": 1800}


def test_an_answer_is_read() -> None:
    tokens = read_tokens(ANSWER, now_s=100.0)
    assert tokens == Tokens(access=Secret("at-1"), refresh=Secret("rt-1"), expires_at_s=1900.0)
    assert tokens != dataclasses.replace(tokens, access=Secret("at-2"))


@pytest.mark.parametrize("life", [None, 0, -5, "3600", True])
def test_a_life_that_is_not_told_is_an_hour(life: object) -> None:
    assert read_tokens(ANSWER | {"expires_in": life}, now_s=100.0).expires_at_s == 3700.0


def test_without_a_new_refresh_token_the_old_one_stays() -> None:
    before = read_tokens(ANSWER, now_s=0.0)
    assert read_tokens({"access_token": "at-2"}, now_s=0.0, before=before).refresh == Secret("rt-1")
    assert read_tokens({"access_token": "at-2"}, now_s=0.0).refresh is None


@pytest.mark.parametrize("token", [None, "", 3, "two words", "line\nend", "ü", "x" * 9000])
def test_a_token_fits_into_a_header(token: object) -> None:
    with pytest.raises(Tone3000Error, match="without a token that can be used") as caught:
        read_tokens({"access_token": token}, now_s=0.0)
    assert "line" not in str(caught.value)


def test_a_secret_is_shown_by_nothing() -> None:
    tokens = read_tokens(ANSWER, now_s=0.0)
    shown = (repr(tokens), str(tokens), f"{tokens.access}", f"{tokens.access!s:>9}")
    for text in (*shown, json_text(tokens), json_text({"a": tokens.access}), str(dataclasses.asdict(tokens))):
        assert "at-1" not in text
        assert "rt-1" not in text
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(tokens)
    assert not hasattr(tokens.access, "__dict__")

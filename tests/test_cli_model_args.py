"""One model or one chain; anything else is a usage error."""

from pathlib import Path

import click
import pytest

from reamp.cli.model_args import name_models, one_chain, single_models
from reamp.nam.collection import Named


def named(*typed: str, is_chain: bool = False) -> Named:
    return name_models([Path(each) for each in typed], is_chain=is_chain)


def test_what_is_typed_wrongly_is_a_usage_error() -> None:
    with pytest.raises(click.UsageError, match=r"'>' stands between two models"):
        named("a.nam", ">")
    with pytest.raises(click.UsageError, match="9 models would be one chain"):
        named(*["a.nam"] * 9, is_chain=True)


def test_one_is_one_model_or_one_chain() -> None:
    assert one_chain(named("a.nam", "b.nam", is_chain=True), "a preset") == (Path("a.nam"), Path("b.nam"))
    with pytest.raises(click.UsageError, match="a preset takes one model or one chain, got 2; --chain"):
        one_chain(named("a.nam", "b.nam"), "a preset")
    assert single_models(named("a.nam", "b.nam")) == [Path("a.nam"), Path("b.nam")]
    with pytest.raises(click.UsageError, match="this command takes single models"):
        single_models(named("a.nam", "b.nam", is_chain=True))

"""The names of `reamp.train`: each has one home, and help and completion show them."""

import ast
import importlib
import pydoc
from pathlib import Path

import pytest

import reamp.train

SOURCE = Path(reamp.train.__file__)


def promised() -> dict[str, str]:
    """Return the home of every name that a type checker sees."""
    (checking,) = (
        node
        for node in ast.parse(SOURCE.read_text()).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.name: str(node.module)
        for node in checking.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("name", reamp.train.__all__)
def test_every_name_is_the_one_that_types_promise(name: str) -> None:
    home = promised()[name]
    assert f"reamp.train.{reamp.train._HOMES[name]}" == home
    assert getattr(reamp.train, name) is getattr(importlib.import_module(home), name)
    assert set(promised()) == set(reamp.train.__all__)


def test_completion_offers_every_name() -> None:
    assert set(reamp.train.__all__) <= set(dir(reamp.train))


def test_help_shows_the_functions() -> None:
    text = pydoc.render_doc(reamp.train, renderer=pydoc.plaintext)
    for function in ("train", "write_model", "network_of", "export_network", "architecture_by_name"):
        assert f"\n    {function}(" in text


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"module 'reamp\.train' has no attribute 'trian'"):
        _ = reamp.train.trian  # type: ignore[attr-defined]

import sqlite3

import pytest

from reamp.library.words import match_expression


@pytest.fixture
def connection() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (name)")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, 'row')")
    for name in ("plexi lead", "rectifier", "JCM 800", "lead boost"):
        connection.execute("INSERT INTO words VALUES (?)", (name,))
    return connection


@pytest.mark.parametrize(
    ("typed", "expression", "read_as"),
    [
        ("", "", {}),
        ("Léad", '("lead"*)', {}),
        ("jcm800", '("jcm800"* OR ("jcm"* AND "800"*))', {}),
        ("laed plexi", '("lead") AND ("plexi"*)', {"laed": ("lead",)}),
        ("rectifer", '("rectifier")', {"rectifer": ("rectifier",)}),
        ("xyz", "", {"xyz": ()}),
        ('"; DROP (*', "", {"drop": ()}),
    ],
)
def test_words_as_an_expression(
    connection: sqlite3.Connection, typed: str, expression: str, read_as: dict[str, tuple[str, ...]]
) -> None:
    assert match_expression(connection, typed) == (expression, read_as)

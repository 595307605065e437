"""Tables of models fit the screen, and no name is cut."""

import pytest
from rich.text import Text

from reamp.terminal.table import Row, print_table

HEADINGS = ("Model", "Network", ">Speed")


def printed(capsys: pytest.CaptureFixture[str], *rows: Row) -> list[str]:
    print_table(HEADINGS, rows)
    return capsys.readouterr().out.splitlines()


def test_columns_are_as_wide_as_they_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (Row(name="a", cells=("A1", Text("9x"))), Row(name="longer", cells=("A2 full", "120x")))
    assert printed(capsys, *rows) == [
        "Model   Network  Speed",
        "a       A1          9x",
        "longer  A2 full   120x",
    ]


def test_a_long_name_has_its_own_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "a name of an amp that is longer than that"
    row = Row(name=name, cells=("A1", "9x"))
    monkeypatch.delenv("COLUMNS", raising=False)
    assert printed(capsys, row)[1] == f"{name}  A1          9x"  # into a file: as wide as it is
    monkeypatch.setenv("COLUMNS", "40")
    heading, first, second = printed(capsys, row)
    assert first == name
    assert second == f"{'':24}  A1          9x"
    assert len(heading) == len(second) == 40


def test_a_row_that_failed_says_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = printed(
        capsys, Row(name="bro\x1bken", problem="is not JSON at line 1, column 17: invalid character")
    )
    assert lines == [
        "Model  Network  Speed",
        "bro�ken: is not JSON at line 1, column",
        "    17: invalid character",
    ]


def test_a_column_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [Row(name="amp", cells=("A1", "9x")), Row(name="bad", problem="is empty")],
                without={"Network"})  # fmt: skip
    assert capsys.readouterr().out.splitlines() == ["Model  Speed", "amp       9x", "bad: is empty"]

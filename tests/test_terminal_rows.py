"""Rows: the same text as rich's, and drawn again only after a change."""

from rich.console import Console
from rich.text import Text

from reamp.terminal.rows import drawn_once, row_of


def test_a_row_looks_as_rich_assembles_it() -> None:
    parts = ("load ", ("12%", "red"), ("", "blue"), Text.assemble(("|", "green"), ".."), Text("dim", "dim"))
    out = Console(force_terminal=True)
    assert list(row_of(*parts).render(out)) == list(Text.assemble(*parts).render(out))


def test_what_is_as_before_is_not_drawn_again() -> None:
    drawn: list[str] = []

    @drawn_once
    def draw(name: str, *, width: int) -> list[Text]:
        drawn.append(f"{name} {width}")
        return [Text(name)]

    first = draw("a", width=80)
    assert draw("a", width=80) is first
    assert draw("b", width=80)[0].plain == "b"
    assert draw("b", width=60)[0].plain == "b"
    assert drawn == ["a 80", "b 80", "b 60"]

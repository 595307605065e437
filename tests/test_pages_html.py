"""The parts of the pages: text stays text, tables scroll, pictures come in two sizes, warnings first."""

from matplotlib.figure import Figure

from reamp.drawing import new_figure, tidy
from reamp.findings import Check, Finding, Severity
from reamp.pages.html import (
    NARROW_IN,
    WIDE_IN,
    document,
    drawn,
    facts,
    finding_list,
    grouped_table,
    picture,
    table,
)

EVIL = '<b>"&'
SAFE = "&lt;b&gt;&quot;&amp;"


def test_a_document_has_its_title_styles_and_scripts() -> None:
    page = document(title=EVIL, body="<p>x</p>", styles=["p { color: red }"], scripts=["let x = 1;"])
    assert page.startswith("<!doctype html>")
    assert f"<title>{SAFE}</title>" in page
    assert "<style>p { color: red }</style>" in page
    assert page.index("<p>x</p>") < page.index("<script>let x = 1;</script>")
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page


def test_tables_have_headings_for_rows_and_columns() -> None:
    made = table(["", "ESR"], [["amp", "0.1"]], kind="numbers")
    assert '<th scope="col">ESR</th>' in made
    assert '<tr><th scope="row">amp</th><td data-label="ESR">0.1</td></tr>' in made
    assert made.startswith('<table class="cards numbers">')
    grouped = grouped_table(["Gain", "dB"], [("amp", [["input", "1"]]), ("pedal", [["input", "2"]])])
    assert grouped.count("<tbody>") == 2
    assert '<th scope="rowgroup" colspan="2">pedal</th>' in grouped


def test_facts_are_text() -> None:
    assert f"<td>{SAFE}</td>" in facts([("Gear", EVIL)])


def test_what_matters_most_comes_first() -> None:
    findings = [
        Finding(check=Check.OVERLOAD, severity=severity, message=f"{severity} {EVIL}", advice="do this")
        for severity in (Severity.NOTE, Severity.BLOCKER, Severity.WARNING)
    ]
    made = finding_list(findings)
    assert made.index("blocker &lt;") < made.index("warning &lt;") < made.index("note &lt;")
    assert f'<li class="note"><b>note</b> note {SAFE}. Do this</li>' in made
    assert finding_list([]) == ""


def test_a_picture_is_drawn_for_a_screen_and_for_a_phone() -> None:
    widths = []

    def draw(width_in: float) -> Figure:
        widths.append(width_in)
        figure = new_figure(width_in, 2.0)
        tidy(figure.add_subplot(), x="s")
        return figure

    made = drawn(draw, key="k", words=EVIL, caption=f"caption {EVIL}")
    assert widths == [WIDE_IN, NARROW_IN]
    assert made.count(f'role="img" aria-label="{SAFE}"') == 2
    assert 'id="k-wide-figure_1"' in made
    assert 'id="k-narrow-figure_1"' in made
    assert f"<figcaption>caption {SAFE}</figcaption>" in made


def test_a_png_is_inside() -> None:
    assert picture(b"png", words=EVIL) == f'<img alt="{SAFE}" src="data:image/png;base64,cG5n">'

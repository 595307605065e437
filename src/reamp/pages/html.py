"""The parts of pages: document, tables, pictures, findings; text that a user typed is always escaped."""

import base64
import html
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from reamp.drawing import svg_text
from reamp.findings import Finding, Severity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "NARROW_IN",
    "WIDE_IN",
    "banner",
    "column",
    "contents",
    "document",
    "drawn",
    "facts",
    "finding_list",
    "grouped_table",
    "name_html",
    "picture",
    "sentence",
    "table",
    "text",
]

WIDE_IN, NARROW_IN = 9.0, 3.5
"""The widths that every picture is drawn at: for a screen, and for a phone, where text must not shrink."""

_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.NOTE)


def document(*, title: str, body: str, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """Return a page; `styles` and `scripts` are CSS and JavaScript in addition to the common style sheet."""
    sheet = files("reamp.pages").joinpath("page.css").read_text(encoding="utf-8")
    styled = "".join(f"<style>{style}</style>\n" for style in (sheet, *styles))
    scripted = "".join(f"<script>{script}</script>\n" for script in scripts)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{text(title)}</title>
{styled}</head>
<body>
<main>
{body}
</main>
{scripted}</body>
</html>
"""


def text(words: str) -> str:
    """Return plain text as HTML, with special characters escaped.

    >>> text("<b> & co")
    '&lt;b&gt; &amp; co'
    """
    return html.escape(words)


def name_html(name: str) -> str:
    """Return a name as HTML that may break after its underscores, because file names have no spaces.

    >>> name_html("plexi_5")
    'plexi_<wbr>5'
    """
    return text(name).replace("_", "_<wbr>")


def banner(words: str, advice: str) -> str:
    """Return a yellow banner for the top of a page: a problem of the whole page, and what to do."""
    return f'<div class="banner" role="note"><b>{text(words)}</b> {text(advice)}</div>'


def column(title: str, meaning: str, *, unit: str = "") -> str:
    """Return the heading of a column; its meaning appears under the mouse pointer or at a tap.

    >>> column("error", "0 is identical")
    '<abbr tabindex="0" title="0 is identical">error</abbr>'
    """
    words = f'<abbr tabindex="0" title="{text(meaning)}">{text(title)}</abbr>'
    return f"{words} <small>{text(unit)}</small>" if unit else words


def contents(body: str) -> str:
    """Return links to the headings (`h2` with an id) of a page.

    >>> contents('<h2 id="raw">Raw: no calibration</h2>')
    '<nav class="contents" aria-label="Contents"><a href="#raw">Raw: no calibration</a></nav>'
    """
    found = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', body)
    links = "".join(f'<a href="#{key}">{words}</a>' for key, words in found)
    return f'<nav class="contents" aria-label="Contents">{links}</nav>'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "") -> str:
    """Return a table; on a phone each row is a card with the headings beside its cells.

    Headings and cells are HTML, `kind` is a CSS class.
    """
    head = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    lines = "".join(_row(row, header) for row in rows)
    return f'<table class="cards {kind}"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


def grouped_table(
    header: Sequence[str], groups: Iterable[tuple[str, Iterable[Sequence[str]]]], *, kind: str = ""
) -> str:
    """Return a table whose rows are in groups, each with a heading; headings and cells are HTML."""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    bodies = "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="{len(header)}">{name}</th></tr>'
        f"{''.join(_row(row, header) for row in rows)}</tbody>"
        for name, rows in groups
    )
    return f'<table class="cards {kind}"><thead><tr>{head}</tr></thead>{bodies}</table>'


def _row(row: Sequence[str], header: Sequence[str]) -> str:
    first, *others = row
    labels = [text(_plain(heading)) for heading in header[1:]]
    cells = "".join(
        f'<td data-label="{label}">{cell}</td>' for label, cell in zip(labels, others, strict=True)
    )
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'


def _plain(heading: str) -> str:
    """Return the words of a heading without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", heading))


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of names and values, both plain text."""
    cells = "".join(
        f'<tr><th scope="row">{text(name)}</th><td>{text(value)}</td></tr>' for name, value in rows
    )
    return f'<table class="facts"><tbody>{cells}</tbody></table>'


def finding_list(findings: Iterable[Finding]) -> str:
    """Return findings as a list, the most severe first; empty when there are none."""
    ordered = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    items = "".join(
        f'<li class="{finding.severity}"><b>{finding.severity}</b> {text(finding.text)}</li>'
        for finding in ordered
    )
    return f'<ul class="findings">{items}</ul>' if items else ""


def drawn(draw: Callable[[float], "Figure"], *, key: str, words: str, caption: str) -> str:
    """Return a picture with its caption, drawn twice by `draw(width_in)`: for a screen and for a phone.

    `key` is a name that no other picture of the page has, `words` describe the picture for screen readers.
    Raises `MissingExtraError` without Matplotlib.
    """
    sizes = "".join(
        f'<div class="{kind}" role="img" aria-label="{text(words)}">'
        f"{svg_text(draw(width_in), key=f'{key}-{kind}')}</div>"
        for kind, width_in in (("wide", WIDE_IN), ("narrow", NARROW_IN))
    )
    return f"<figure>{sizes}<figcaption>{text(caption)}</figcaption></figure>"


def picture(png: bytes, *, words: str) -> str:
    """Return a PNG picture; `words` describe it for screen readers."""
    data = base64.b64encode(png).decode()
    return f'<img alt="{text(words)}" src="data:image/png;base64,{data}">'


def sentence(words: str) -> str:
    """Return words as a sentence, with a capital letter and a full stop.

    >>> sentence("train longer")
    'Train longer.'
    """
    return f"{words[0].upper()}{words[1:]}."

"""Pictures are PNG files, made without a window; without Matplotlib, the error says what to install."""

import re
import struct
import subprocess
import sys

import pytest

from reamp.drawing import OUTPUT, clip_colour, new_figure, page_colour, png_bytes, ratio_ticks, svg_text, tidy
from reamp.errors import MissingExtraError


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_figure_becomes_a_png_of_its_size() -> None:
    figure = new_figure(4.0, 2.0)
    tidy(figure.add_subplot(), title="title", x="s", y="dB")
    assert size_of(png_bytes(figure)) == (640, 320)


def test_axes_have_their_words_and_no_box() -> None:
    axes = new_figure(4.0, 2.0).add_subplot()
    tidy(axes, title="title", x="s", y="dB")
    assert (axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()) == ("title", "s", "dB")
    assert not any(spine.get_visible() for spine in axes.spines.values())


def test_no_window_can_open() -> None:
    code = (
        "import sys\nfrom reamp.drawing import new_figure, png_bytes\n"
        "png_bytes(new_figure(1, 1))\nprint('matplotlib.pyplot' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout == "False\n"


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(
        MissingExtraError, match=r"^a picture needs Matplotlib: .* -m pip install 'reamp\[plots\]'$"
    ):
        new_figure(1.0, 1.0)


def svg_of(key: str) -> str:
    figure = new_figure(4.0, 2.0)
    axes = figure.add_subplot()
    tidy(axes, title="title", x="s", y="0.25 dB")
    axes.plot([0.0, 1.0], [0.123456789, 0.25], color=OUTPUT, label="<amp>")
    axes.legend()
    return svg_text(figure, key=key)


def test_svg_is_text_in_the_colours_of_the_page() -> None:
    svg = svg_of("one")
    assert svg.startswith('<svg viewBox="0 0 288 144">')
    assert ">0.25 dB</text>" in svg
    assert "&lt;amp&gt;" in svg
    assert "stroke: var(--blue, #0072b2)" in svg
    assert "fill: var(--ink, #22262b)" in svg
    assert not re.search(r"https?:|<style|<metadata|font-family|<\?xml", svg)


def test_svg_has_letters_of_every_language() -> None:
    figure = new_figure(4.0, 2.0)
    tidy(figure.add_subplot(), title="日本語")
    assert "日本語</text>" in svg_text(figure, key="x")


def test_svg_pictures_of_a_page_share_no_id() -> None:
    first, second = (set(re.findall(r'\bid="([^"]*)"', svg_of(key))) for key in ("one", "two"))
    assert first & second == set()
    svg = svg_of("one")
    assert set(re.findall(r'(?:url\(|href=")#([^)"]*)', svg)) <= first


def test_every_clip_has_a_colour_and_the_reference_its_own() -> None:
    colours = [clip_colour(number) for number in range(20)]
    assert len(set(colours[:8])) == 8
    assert colours.count(colours[0]) == 1
    assert all(page_colour(colour).startswith("var(--") for colour in colours)


def test_ratios_have_ticks_that_people_read() -> None:
    figure = new_figure(4.0, 3.0)
    axes = figure.add_subplot()
    axes.plot([0.0, 1.0], [0.018, 0.2])
    ratio_ticks(axes)
    figure.canvas.draw()
    shown = [label.get_text() for label in axes.get_yticklabels()]
    assert {"0.02", "0.05", "0.1", "0.2"} <= set(shown)

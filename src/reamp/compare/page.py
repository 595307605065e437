"""The page of a comparison, built from parts that other pages can use too."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from reamp.compare.comparison import Comparison
from reamp.compare.pictures import difference_figure, spectra_figure, waveform_figure
from reamp.compare.words import (
    METRIC_TITLES,
    METRIC_WORDS,
    abx_note,
    best_of,
    match_words,
    metric_names,
    number,
    score_words,
    title_of,
)
from reamp.drawing import clip_colour, page_colour
from reamp.findings import Check, Finding
from reamp.metrics import Measured
from reamp.pages.html import (
    banner,
    column,
    document,
    drawn,
    facts,
    finding_list,
    grouped_table,
    name_html,
    sentence,
    table,
    text,
)
from reamp.pages.player import PlayerClip, player_html, player_script, player_style

_UNCALIBRATED = {Check.MODEL_LEVEL_UNKNOWN, Check.INTERFACE_UNKNOWN, Check.INTERFACE_CONFLICT}

__all__ = ["comparison_page", "gains_html", "pictures_html", "scores_html", "words_html"]


def comparison_page(
    comparison: Comparison,
    clips: Sequence[PlayerClip],
    *,
    sounds: Iterable[tuple[str, str]] = (),
    about: Iterable[tuple[str, str]] = (),
    findings: Iterable[Finding] = (),
) -> str:
    """Return the page: `clips` are for the player, `sounds` are the files beside it with their descriptions.

    `about` are rows of facts, `findings` are added to the comparison's. Raises `MissingExtraError` without
    Matplotlib.
    """
    title = title_of(comparison)
    noticed = finding_list([*comparison.findings, *findings])
    body = f"""<header>
<h1>{name_html(title)}</h1>
<p class="quiet">One guitar, {comparison.duration_s:.1f} s, {match_words(comparison.match)}.</p>
</header>
{_calibration_banner(comparison)}
{player_html(clips, key="player", title=title, abx_note=abx_note(comparison.match))}
<h2>Numbers</h2>
{words_html(comparison)}
{scores_html(comparison)}
<h2>Pictures</h2>
{pictures_html(comparison, key="picture")}
<h2>Gains</h2>
{gains_html(comparison)}
{f"<h2>Findings</h2>{noticed}" if noticed else ""}
<h2>Files and facts</h2>
{_files(sounds)}
{facts(about)}"""
    return document(title=title, body=body, styles=[player_style()], scripts=[player_script()])


def words_html(comparison: Comparison) -> str:
    """Return a sentence about every clip."""
    items = "".join(
        f"<li>{_dot(position)}{name_html(score_words(score, comparison))}</li>"
        for position, score in enumerate(comparison.scores, start=1)
    )
    return f'<ul class="said">{items}</ul>'


def scores_html(comparison: Comparison) -> str:
    """Return the table of metrics, the best of each in bold, with an explanation of each metric."""
    names = metric_names(comparison)
    first = comparison.scores[0].measured
    header = ["Clip", *(_heading(name, first[name]) for name in names)]
    best = {name: best_of(name, comparison) for name in names}
    rows = []
    for position, score in enumerate(comparison.scores, start=1):
        values = {name: _minus(number(name, score.measured[name])) for name in names}
        cells = [f"<b>{words}</b>" if best[name] == score.name else words for name, words in values.items()]
        rows.append([_named(position, score.name), *cells])
    meanings = "".join(
        f"<li><b>{text(METRIC_TITLES[name])}</b> ({text(first[name].title)}): {text(METRIC_WORDS[name])}</li>"
        for name in names
    )
    return (
        f"{table(header, rows, kind='numbers')}"
        f'<p class="quiet">Against {text(comparison.reference.name)}; the best in bold.</p>'
        f"<details><summary>What they mean</summary><ul>{meanings}</ul></details>"
    )


def pictures_html(comparison: Comparison, *, key: str) -> str:
    """Return the pictures; the ids in them begin with `key`, so that ids differ over the page."""
    names = ", ".join(clip.name for clip in comparison.clips)
    reference = comparison.reference.name
    return "".join(
        [
            drawn(
                lambda width_in: waveform_figure(comparison, width_in),
                key=f"{key}-waveforms",
                words=f"waveforms of {names}",
                caption="Waveforms as heard; 1 is full scale. More compressed clips look fuller.",
            ),
            drawn(
                lambda width_in: spectra_figure(comparison, width_in),
                key=f"{key}-spectra",
                words=f"spectra of {names}",
                caption="Spectra as heard. Higher on the right is brighter, higher on the left is bassier.",
            ),
            drawn(
                lambda width_in: difference_figure(comparison, width_in),
                key=f"{key}-difference",
                words=f"level of {reference} and of the differences to it, over time",
                caption=f"The level of {reference}, and of what differs from it: the further below, the "
                "nearer. 20 dB below = ESR 0.01.",
            ),
        ]
    )


def gains_html(comparison: Comparison) -> str:
    """Return the table of every gain that was applied, with the sum it comes from."""
    groups = []
    for position, clip in enumerate(comparison.clips):
        rows = [
            [text(gain.what), _minus(f"{gain.value_db:+z.2f}"), text(gain.formula)]
            for gain in (*clip.gains, clip.match_gain)
        ]
        if clip.moved_frames:
            moved_us = 1e6 * clip.moved_frames / comparison.rate_hz
            where = _minus(f"{moved_us:+z.1f} µs ({clip.moved_frames:+z.2f} frames)")
            rows.append(["moved", "", f"{where}, to lie on {text(comparison.reference.name)}"])
        groups.append((_named(position, clip.name), rows))
    return grouped_table(["Gain", "dB", "Where it comes from"], groups, kind="gains")


def _heading(name: str, measured: Measured) -> str:
    return column(METRIC_TITLES[name], METRIC_WORDS[name], unit=measured.unit)


def _calibration_banner(comparison: Comparison) -> str:
    """Return a banner that models are not calibrated and what to do; empty where all are."""
    names = [clip.name for clip in comparison.clips if clip.is_calibrated is False]
    if not names:
        return ""
    models = [clip for clip in comparison.clips if clip.is_calibrated is not None]
    who = "" if len(names) == len(models) else f" ({', '.join(names)})"
    advice = {
        finding.advice: finding.text for finding in comparison.findings if finding.check in _UNCALIBRATED
    }
    return banner(
        f"Not calibrated{who}.",
        "The models did not get the level that the real gear would have got, so their gain may be wrong. "
        + " ".join(sentence(words) for words in advice.values()),
    )


def _minus(number_text: str) -> str:
    """Return a number with the minus sign U+2212, which is as wide as a plus."""
    return number_text.replace("-", "−")


def _named(position: int, name: str) -> str:
    """Return a dot in the clip's colour, followed by its name."""
    return f"{_dot(position)}{name_html(name)}"


def _dot(position: int) -> str:
    return f'<span class="dot" style="background: {page_colour(clip_colour(position))}"></span>'


def _files(sounds: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f'<li><a href="{quote(name)}">{text(name)}</a>: {text(words)}</li>' for name, words in sounds
    )
    return f"<ul>{items}</ul>" if items else ""

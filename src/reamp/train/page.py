"""The training report as one HTML file: nothing beside it, nothing from the network, nothing that moves."""

import base64
import html
from collections.abc import Iterable
from importlib.resources import files

from reamp.atomic import atomic_write
from reamp.errors import StrPath
from reamp.train.events import StopReason
from reamp.train.plots import error_png, learning_png, spectra_png, worst_png
from reamp.train.report import NetworkReport, Report

__all__ = ["report_html", "write_report"]

_REASONS = {
    StopReason.FINISHED: "all epochs",
    StopReason.GOOD_ENOUGH: "stopped as it was good enough",
    StopReason.TIME_UP: "stopped as its time was up",
    StopReason.NO_PROGRESS: "stopped as it got no better",
    StopReason.INTERRUPTED: "interrupted",
}


def write_report(report: Report, path: StrPath, *, title: str, facts: Iterable[tuple[str, str]] = ()) -> None:
    """Write the report, replacing what is there; `facts` are further rows for its table.

    Raises `MissingExtraError` without Matplotlib, and `OutputError`.
    """
    page = report_html(report, title=title, facts=facts)
    with atomic_write(path) as file:
        file.write(page.encode())


def report_html(report: Report, *, title: str, facts: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page, its pictures inside."""
    largest = report.networks[-1]
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}: training report</title>
<style>{files("reamp.train").joinpath("report.css").read_text()}</style>
<main>
<header>
<h1>{html.escape(title)}</h1>
<p class="verdict {largest.grade}"><b>{largest.grade}</b> {html.escape(largest.grade.words)}.</p>
</header>
{_networks(report)}
{_findings(report)}
<h2>Learning</h2>
<p>The error-to-signal ratio (ESR) after each epoch, on {len(report.target) / report.rate_hz:.1f} s that
training never heard: 0 is identical, 1 is as wrong as silence. Each network of the file is that of its
best epoch.</p>
{_picture(learning_png(report), "ESR after each epoch")}
<h2>The worst half second</h2>
<p>Where {html.escape(largest.name)} is furthest off. If this is fine, the rest is better.</p>
{_picture(worst_png(report), "recording, model and their difference")}
<h2>Spectra</h2>
<p>Where the difference (orange) comes near the recording (grey), that range is not learned.</p>
{_picture(spectra_png(report), "spectra of recording, model and difference")}
<h2>Error over time</h2>
<p>The distance between the two is what you hear of the error: 20 dB is an ESR of 0.01.</p>
{_picture(error_png(report), "level of recording and difference over time")}
<h2>How it was made</h2>
{_table([*_facts(report), *facts])}
</main>
</html>
"""


def _networks(report: Report) -> str:
    rows = "".join(_network_row(network) for network in report.networks[::-1])
    return f"<table class='networks'><tr><th>Network<th>Weights<th>ESR<th>Epoch<th>Verdict</tr>{rows}</table>"


def _network_row(network: NetworkReport) -> str:
    advice = "".join(f"<li>{html.escape(_sentence(each))}</li>" for each in network.advice)
    words = f"<b class='{network.grade}'>{network.grade}</b>: {html.escape(network.grade.words)}."
    return (
        f"<tr><td>{html.escape(network.name)}<td>{network.weight_count}<td>{network.esr:.3g}<td>{network.epoch}"
        f"<td>{words}{f'<ul>{advice}</ul>' if advice else ''}</tr>"
    )


def _findings(report: Report) -> str:
    if not report.findings:
        return ""
    items = "".join(f"<li>{html.escape(str(finding))}</li>" for finding in report.findings)
    return f"<h2>What was noticed about the recording</h2><ul>{items}</ul>"


def _facts(report: Report) -> list[tuple[str, str]]:
    minutes, seconds = divmod(round(report.elapsed_s), 60)
    count = len(report.history)
    epochs = f"{count} epoch{'' if count == 1 else 's'}"
    how_long = f"{epochs}, {minutes} min {seconds} s on {report.device}"
    return [
        ("Architecture", report.architecture),
        ("Training", f"{how_long}, {_REASONS[report.reason]}"),
        ("Sample rate", f"{report.rate_hz} Hz"),
    ]


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{html.escape(name)}<td>{html.escape(value)}</tr>" for name, value in rows)
    return f"<table class='facts'>{cells}</table>"


def _picture(png: bytes, words: str) -> str:
    data = base64.b64encode(png).decode()
    return f'<img alt="{html.escape(words)}" src="data:image/png;base64,{data}">'


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

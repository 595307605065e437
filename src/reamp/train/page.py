"""The training report as one HTML file: nothing beside it, nothing from the network, nothing that moves."""

import functools
from collections.abc import Iterable

from reamp.atomic import atomic_write
from reamp.errors import StrPath
from reamp.pages.html import document, drawn, finding_list, sentence, table, text
from reamp.pages.html import facts as facts_table
from reamp.train.events import StopReason
from reamp.train.plots import error_figure, learning_figure, spectra_figure, worst_figure
from reamp.train.report import NetworkReport, Report

__all__ = ["report_html", "write_report"]

_REASONS = {
    StopReason.FINISHED: "all epochs",
    StopReason.GOOD_ENOUGH: "stopped as it was good enough",
    StopReason.TIME_UP: "stopped as its time was up",
    StopReason.NO_PROGRESS: "stopped as it got no better",
    StopReason.INTERRUPTED: "interrupted",
    StopReason.ASKED: "stopped by the program that trained it",
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
    body = f"""<header>
<h1>{text(title)}</h1>
<p class="verdict {largest.grade}"><b>{largest.grade}</b> {text(largest.grade.words)}.</p>
</header>
{_networks(report)}
{_findings(report)}
{_pictures(report)}
<h2>How it was made</h2>
{facts_table([*_facts(report), *facts])}"""
    return document(title=f"{title}: training report", body=body)


def _networks(report: Report) -> str:
    rows = [_network_row(network) for network in report.networks[::-1]]
    return table(["Network", "Weights", "ESR", "Epoch", "Verdict"], rows, kind="networks")


def _network_row(network: NetworkReport) -> list[str]:
    advice = "".join(f"<li>{text(sentence(each))}</li>" for each in network.advice)
    words = f'<b class="{network.grade}">{network.grade}</b>: {text(network.grade.words)}.'
    return [
        text(network.name),
        str(network.weight_count),
        f"{network.esr:.3g}",
        str(network.epoch),
        f"{words}{f'<ul>{advice}</ul>' if advice else ''}",
    ]


def _findings(report: Report) -> str:
    noticed = finding_list(report.findings)
    return f"<h2>What was noticed about the recording</h2>{noticed}" if noticed else ""


def _pictures(report: Report) -> str:
    heard_s = len(report.target) / report.rate_hz
    pictures = (
        (
            "Learning",
            learning_figure,
            "ESR after each epoch",
            f"The error-to-signal ratio (ESR) after each epoch, on {heard_s:.1f} s that training never "
            "heard: 0 is identical, 1 is as wrong as silence. Each network of the file is that of its best "
            "epoch.",
        ),
        (
            "The worst half second",
            worst_figure,
            "recording, model and their difference",
            f"Where {report.networks[-1].name} is furthest off. If this is fine, the rest is better.",
        ),
        (
            "Spectra",
            spectra_figure,
            "spectra of recording, model and difference",
            "Where the difference (orange) comes near the recording (grey), that range is not learned.",
        ),
        (
            "Error over time",
            error_figure,
            "level of recording and difference over time",
            "The distance between the two is what you hear of the error: 20 dB is an ESR of 0.01.",
        ),
    )
    return "".join(
        f"<h2>{title}</h2>"
        + drawn(functools.partial(draw, report), key=f"picture-{number}", words=words, caption=caption)
        for number, (title, draw, words, caption) in enumerate(pictures)
    )


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

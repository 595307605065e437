"""The training report as one self-contained HTML file."""

import functools
from collections.abc import Iterable

import numpy as np

from reamp.atomic import atomic_write
from reamp.audio.signal import Signal
from reamp.errors import StrPath
from reamp.pages.html import banner, column, document, drawn, finding_list, sentence, table, text
from reamp.pages.html import facts as facts_table
from reamp.pages.player import player_clip, player_html, player_script, player_style, reload_script
from reamp.texts import minutes
from reamp.train.events import StopReason
from reamp.train.listening import loudness_gain
from reamp.train.plots import error_figure, learning_figure, spectra_figure, worst_figure
from reamp.train.report import NetworkReport, Report
from reamp.units import db_to_ratio

__all__ = ["report_html", "write_report"]

_HEARD_S = 6.0  # of the validation part in the player: about 1 MB in the page
_HEARD_DBFS = -6.0  # the peak of the recording in the player

_REASONS = {
    StopReason.RUNNING: "still running",
    StopReason.FINISHED: "all epochs",
    StopReason.GOOD_ENOUGH: "stopped at the ESR asked for",
    StopReason.TIME_UP: "stopped at the time limit",
    StopReason.NO_PROGRESS: "stopped without further improvement",
    StopReason.INTERRUPTED: "interrupted",
    StopReason.BY_CALLER: "stopped by the program that trained it",
}


def write_report(report: Report, path: StrPath, *, title: str, facts: Iterable[tuple[str, str]] = ()) -> None:
    """Write the report, replacing an old one; `facts` are further rows for its table.

    The page of a run that goes on loads itself again, except while it plays. Raises `MissingExtraError`
    without Matplotlib, and `OutputError`.
    """
    page = report_html(report, title=title, facts=facts)
    with atomic_write(path) as file:
        file.write(page.encode())


def report_html(report: Report, *, title: str, facts: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page, with its pictures inside; while the run goes on, with the learning curve only."""
    largest = report.networks[-1]
    is_running = report.reason is StopReason.RUNNING
    body = f"""<header>
<h1>{text(title)}</h1>
<p class="verdict {largest.grade}"><b>{largest.grade}</b> {text(largest.grade.words)}.</p>
</header>
{_running(report) if is_running else ""}
{_player(report)}
{_networks(report)}
{_findings(report)}
{_pictures(report)}
<h2>How it was made</h2>
{facts_table([*_facts(report), *facts])}"""
    scripts = [player_script(), *([reload_script()] if is_running else [])]
    return document(title=f"{title}: training report", body=body, styles=[player_style()], scripts=scripts)


def _running(report: Report) -> str:
    epoch = report.history[-1]
    return banner(
        f"Training goes on: epoch {epoch.epoch} of {epoch.epochs}, {minutes(epoch.remaining_s)} left.",
        "This page loads itself again every few seconds; while you listen, it waits.",
    )


def _player(report: Report) -> str:
    """Return a player of the recording and the networks, equally loud, around the worst half second."""
    frames = min(len(report.target), round(_HEARD_S * report.rate_hz))
    middle = (report.worst.first + report.worst.end) // 2
    first = min(max(0, middle - frames // 2), len(report.target) - frames)
    target = report.target[first : first + frames]
    peak = float(np.abs(target).max(initial=0.0))
    if not peak:
        return ""  # nothing to hear
    gain = db_to_ratio(_HEARD_DBFS) / peak
    named = [("recording", "the real gear", target)]
    for network in report.networks[::-1]:
        estimate = network.estimate[first : first + frames]
        if np.isfinite(estimate).all():
            named.append(
                (network.name, f"model, ESR {network.esr:.3g}", estimate * loudness_gain(target, estimate))
            )
    clips = [
        player_clip(name, Signal((gain * samples).astype(np.float32), report.rate_hz), about=about)
        for name, about, samples in named
    ]
    return f"""<h2>Listen</h2>
<p class="quiet">{frames / report.rate_hz:.1f} s that training did not use, around the worst half second;
equal RMS level.</p>
{player_html(clips, key="player", title="Recording and model")}"""


def _networks(report: Report) -> str:
    rows = [_network_row(network) for network in report.networks[::-1]]
    return table(
        [
            "Network",
            column("Weights", "How many numbers the network learned; more cost more CPU"),
            column("Error (ESR)", "Error-to-signal ratio: 0 is identical, 1 is as wrong as silence"),
            column("Epoch", "The pass over the audio after which it was best"),
            "Verdict",
        ],
        rows,
        kind="networks",
    )


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
    return f"<h2>Findings about the recording</h2>{noticed}" if noticed else ""


def _pictures(report: Report) -> str:
    heard_s = len(report.target) / report.rate_hz
    pictures = (
        (
            "Learning",
            learning_figure,
            "ESR after each epoch",
            f"The error-to-signal ratio (ESR) after each epoch, on {heard_s:.1f} s that training did not "
            "use: 0 is identical, 1 is as wrong as silence. The file holds each network as of its best "
            "epoch.",
        ),
        (
            "The worst half second",
            worst_figure,
            "recording, model and their difference",
            f"Where {report.networks[-1].name} differs most. The rest is better.",
        ),
        (
            "Spectra",
            spectra_figure,
            "spectra of recording, model and difference",
            "Where the difference (orange) is close to the recording (grey), the model learned little.",
        ),
        (
            "Error over time",
            error_figure,
            "level of recording and difference over time",
            "The distance between the two is what you hear of the error: 20 dB below = ESR 0.01.",
        ),
    )
    shown = pictures[:1] if report.reason is StopReason.RUNNING else pictures  # they take seconds to draw
    return "".join(
        f"<h2>{title}</h2>"
        + drawn(functools.partial(draw, report), key=f"picture-{number}", words=words, caption=caption)
        for number, (title, draw, words, caption) in enumerate(shown)
    )


def _facts(report: Report) -> list[tuple[str, str]]:
    whole_minutes, seconds = divmod(round(report.elapsed_s), 60)
    count = len(report.history)
    epochs = f"{count} epoch{'' if count == 1 else 's'}"
    how_long = f"{epochs}, {whole_minutes} min {seconds} s on {report.device}"
    return [
        ("Architecture", report.architecture),
        ("Training", f"{how_long}, {_REASONS[report.reason]}"),
        ("Sample rate", f"{report.rate_hz} Hz"),
    ]

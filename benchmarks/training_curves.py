"""The stored training curves, training_curves.csv, as a table and as the picture training_curves.png."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reamp.drawing import DIFFERENCE, INPUT, OTHER, OUTPUT, new_figure, png_bytes, tidy

CURVES = Path(__file__).parent / "training_curves.csv"
PICTURE = CURVES.with_suffix(".png")
FIELDS = ("trainer", "architecture", "device", "epoch", "cpu_s", "esr")
Key = tuple[str, str, str]  # device, architecture, trainer

DEVICES = {"ts9_jcm800": "overdrive pedal and preamp (ts9_jcm800)", "ampvts": "tube amp (ampvts)"}
_STYLES = {
    ("a1-standard", "official"): ("official trainer, A1 standard", INPUT, "-"),
    ("a1-standard", "reamp-official-recipe"): ("its recipe in Reamp", DIFFERENCE, "-"),
    ("a1-standard", "reamp"): ("Reamp, A1 standard", OUTPUT, "-"),
    ("a2", "reamp"): ("Reamp, A2 pair (full)", OTHER, "-"),
}


@dataclass(frozen=True)
class Point:
    """An epoch; ESR on the last nine seconds, CPU seconds since the start of the run."""

    epoch: int
    cpu_s: float
    esr: float


def read_curves() -> dict[Key, list[Point]]:
    """Return the stored curves; empty without a file."""
    curves: dict[Key, list[Point]] = {}
    for row in csv.DictReader(CURVES.read_text().splitlines()) if CURVES.exists() else []:
        point = Point(int(row["epoch"]), float(row["cpu_s"]), float(row["esr"]))
        curves.setdefault((row["device"], row["architecture"], row["trainer"]), []).append(point)
    return curves


def keep_curve(key: Key, points: list[Point]) -> None:
    """Replace one curve in the file."""
    curves = {**read_curves(), key: points}
    with CURVES.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for (device, architecture, trainer), kept in sorted(curves.items()):
            for point in kept:
                numbers = point.epoch, f"{point.cpu_s:.1f}", f"{point.esr:.5f}"
                writer.writerow((trainer, architecture, device, *numbers))


def curve_rows(curves: Mapping[Key, list[Point]]) -> list[str]:
    """Return a row for each curve, with the time at which it equals the official trainer's best epoch."""
    rows = [
        "| device | architecture | trainer | epochs | CPU time | ESR at the end | as good as official |",
        "| --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for (device, architecture, trainer), points in sorted(curves.items()):
        end = points[-1]
        facts = f"{end.epoch} | {end.cpu_s:.0f} s | {end.esr:.5f} | {_when_as_good(curves, device, points)}"
        rows.append(f"| {device} | {architecture} | {trainer} | {facts} |")
    return rows


def _when_as_good(curves: Mapping[Key, list[Point]], device: str, points: list[Point]) -> str:
    official = curves.get((device, "a1-standard", "official"))
    if official is None or points is official:
        return ""
    best = min(official, key=lambda each: each.esr)
    for point in points:
        if point.esr <= best.esr:
            return f"{point.cpu_s:.0f} s: 1/{best.cpu_s / point.cpu_s:.0f} of its CPU time"
    return "not reached"


def draw_curves(curves: Mapping[Key, list[Point]]) -> None:
    """Write the picture: ESR against CPU seconds, a panel for each device."""
    figure = new_figure(11.0, 4.6)
    panels = figure.subplots(1, len(DEVICES), sharey=True)
    for axes, (device, title) in zip(panels, DEVICES.items(), strict=True):
        tidy(axes, title=title, x="CPU seconds on one core", y="ESR on the validation part")
        axes.set_xscale("log")
        axes.set_yscale("log")
        for (architecture, trainer), (label, colour, line) in _STYLES.items():
            points = curves.get((device, architecture, trainer))
            if points is None:
                continue
            seconds, errors = [p.cpu_s for p in points], [p.esr for p in points]
            axes.plot(
                seconds, errors, line, marker="o", markersize=2.5, linewidth=1.3, color=colour, label=label
            )
            if trainer == "official":
                axes.axhline(min(errors), color=colour, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.legend(fontsize=8, frameon=False, loc="upper right")
    PICTURE.write_bytes(png_bytes(figure))

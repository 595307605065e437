"""Makes pictures of README and docs in docs/pictures: the player's screen, a comparison, cabinets.

The screen is that of the tests (a session that stands still); the comparison plays the bundled guitar through
the bundled pedal, twice. Needs Chromium and the extra `plots`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import numpy as np  # noqa: E402 - needs the path above
from play_cases import status_of, still_session  # noqa: E402 - needs the path above
from rich.console import Console  # noqa: E402

from reamp.compare.comparison import CompareConfig, Contender, compare  # noqa: E402
from reamp.compare.report import write_report  # noqa: E402
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path  # noqa: E402
from reamp.drawing import clip_colour, frequency_ticks, legend_above, new_figure, png_bytes, tidy  # noqa: E402
from reamp.interfaces.table import level_as_interface  # noqa: E402
from reamp.live.meters_hold import Held, hold  # noqa: E402
from reamp.model_page.page import write_model_page  # noqa: E402
from reamp.plan.source import Source  # noqa: E402
from reamp.rig.rig import Rig, RigModel  # noqa: E402
from reamp.sim.speaker import CABINETS, cabinet_taps  # noqa: E402
from reamp.terminal.play_desk import View  # noqa: E402
from reamp.terminal.play_screen import screen  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
COLUMNS, ROWS = 80, 24
WRONG_LEVEL_DBU = 21.76  # 10 dB above that of the file: the pedal is played 10 dB too quiet


def make_screen(path: Path) -> None:
    """Write the player's screen as SVG, text as text."""
    status = status_of(still_session())
    held = hold(Held(), status, time_s=0.0)
    with Path("/dev/null").open("w") as nowhere:
        terminal = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        for row in screen(status, View(), held, width=COLUMNS, height=ROWS):
            terminal.print(row, soft_wrap=True)
        terminal.save_svg(str(path), title="reamp play")


def make_comparison(path: Path) -> None:
    """Write the top of a comparison's page as PNG."""
    source = Source.named(level_as_interface(DEMO_DI_FULL_SCALE_DBU), gain="+0")
    contenders = [
        Contender(
            name=name,
            rig=Rig(models=(RigModel(path=demo_model_path(), input_level_dbu=level_dbu),)),
            source=source,
        )
        for name, level_dbu in (("calibrated", None), ("10 dB too quiet", WRONG_LEVEL_DBU))
    ]
    comparison = compare(contenders, di=demo_di_path(), config=CompareConfig(seconds=6.0))
    with tempfile.TemporaryDirectory() as temporary:
        report = write_report(comparison, Path(temporary) / "report")
        screenshot(report.page, path, width=1000, height=700)


def make_model_page(path: Path) -> None:
    """Write the page of the bundled pedal as PNG, at rest."""
    with tempfile.TemporaryDirectory() as temporary:
        written = write_model_page(demo_model_path(), Path(temporary) / "overdrive.html")
        screenshot(written.path, path, width=1000, height=860)


def make_cabinets(path: Path) -> None:
    """Write the responses of the computed cabinets as PNG."""
    figure = new_figure(7.0, 3.4)
    axes = figure.add_subplot()
    tidy(axes, x="frequency (Hz)", y="level (dB)")
    frequencies_hz = np.geomspace(40.0, 20_000.0, 1200)
    for number, name in enumerate(CABINETS, start=1):
        taps = cabinet_taps(name, rate_hz=48_000)
        turns = np.exp(-2j * np.pi * np.outer(frequencies_hz, np.arange(len(taps))) / 48_000)
        levels_db = 20.0 * np.log10(np.abs(turns @ taps))
        axes.semilogx(frequencies_hz, levels_db, color=clip_colour(number), linewidth=1.5, label=name)
    axes.set(ylim=(-45.0, 12.0), xlim=(frequencies_hz[0], frequencies_hz[-1]))
    frequency_ticks(figure, axes)
    legend_above(figure, axes)
    path.write_bytes(png_bytes(figure))


def screenshot(page: Path, path: Path, *, width: int, height: int) -> None:
    """Write a screenshot of a page in Chromium as PNG."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium here: install it to make the pictures")
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--screenshot={path}", f"--window-size={width},{height}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def main() -> None:
    """Make the pictures; the plots of the study come from `reamp study` (its folder `pictures`)."""
    make_screen(PICTURES / "play.svg")
    make_comparison(PICTURES / "compare.png")
    make_model_page(PICTURES / "model_page.png")
    make_cabinets(PICTURES / "cabinets.png")
    for name in ("play.svg", "compare.png", "model_page.png", "cabinets.png", "study-distortion.png"):
        print(f"{name}  {(PICTURES / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

"""Look for barriers on all pages of the application with axe-core, dark and light.

`npm pack axe-core`, unpack it, then `.venv/bin/python tools/app_axe.py package/axe.min.js`. The exit code is
1 where something serious is found.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from reamp.app.guitar_input import DEMO_INPUT
from reamp.app.server import running_app
from reamp.app.shelf import Shelf
from reamp.demo import demo_model_path
from reamp.rig.rig import chain

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
VIEWS = ("play", "set-up", "models", "capture", "train", "compare", "study")
WAYS = ("simulated", "device", "plugin", "files")
SERIOUS = ("serious", "critical")
RUN = """async () => (await axe.run(document, { iframes: false })).violations.map((found) =>
  [found.impact, found.id, found.help, found.nodes.map((node) => node.html.slice(0, 120))])"""


def main(script: Path) -> int:
    """Print what axe-core finds, and return how much of it is serious."""
    serious = 0
    shelf = Shelf([demo_model_path().parent])
    rig = chain(demo_model_path())
    with running_app(rig, choice=DEMO_INPUT, shelf=shelf, port=0) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("dark", "light"):
            page = browser.new_context(color_scheme=scheme).new_page()
            page.goto(address)
            page.wait_for_selector(".knobs")
            page.evaluate(script.read_text(encoding="utf-8"))
            for view in VIEWS:
                page.click(f"[data-view={view}]")
                for way in WAYS if view == "capture" else ("",):
                    if way:
                        page.click(f"[data-key='way {way}']")
                    page.wait_for_timeout(1_000)
                    for impact, name, words, nodes in page.evaluate(RUN):
                        serious += impact in SERIOUS
                        print(f"{scheme} {view} {way}: {impact} {name}: {words}: {nodes}")
        browser.close()
    return serious


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))

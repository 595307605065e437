"""Pictures of all pages of the application, dark and light, wide and narrow, in both languages.

`.venv/bin/python tools/app_screenshots.py FOLDER` needs Playwright and Chromium.
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

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]
SIZES = {"wide": (1280, 860), "phone": (390, 844)}
VIEWS = ("play", "set-up", "models", "capture", "train", "compare", "study")
MOVING_MS = 2_500


def main(folder: Path) -> None:
    """Write a PNG for each page, scheme, size and language into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shelf = Shelf([demo_model_path().parent])
    rig = chain(demo_model_path())
    with running_app(rig, choice=DEMO_INPUT, shelf=shelf, port=0) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("dark", "light"):
            for size, (width, height) in SIZES.items():
                for locale in ("en-US", "fr-FR"):
                    viewport = {"width": width, "height": height}
                    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale=locale)
                    page = context.new_page()
                    page.goto(address)
                    page.click("[data-key=play]")
                    page.wait_for_timeout(MOVING_MS)
                    for view in VIEWS:
                        page.click(f"[data-view={view}]")
                        page.wait_for_timeout(500)
                        name = f"{view}-{scheme}-{size}-{locale[:2]}.png"
                        page.screenshot(path=folder / name, full_page=True)
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/app"))

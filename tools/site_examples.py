"""Make what the documentation site shows of Reamp at work: a gallery of pages, and the notebook as it ran.

python tools/site_examples.py

Writes build/site-examples. The study is kept in build/site-study and made again when that folder is deleted;
it takes two minutes of one core, the rest half a minute. On a busy machine set `OMP_NUM_THREADS=1`: PyTorch's
threads wait for each other.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter
from nbconvert.writers import FilesWriter

ROOT = Path(__file__).parents[1]
MADE = ROOT / "build" / "site-examples"
STUDY = ROOT / "build" / "site-study"
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
LIMIT_S = 600  # for one cell, on a busy machine

GALLERY = """\
# Gallery

Pages that Reamp writes. Each is one file: sounds, pictures and numbers, without a network.

## A comparison

[![The page: players, a blind test, measurements](pictures/compare.png)](gallery/compare.html)

[Open the page](gallery/compare.html). The demo's guitar through the demo's pedal, at the right level and
10 dB too quiet, made equally loud: switch between the two while they play, or let the blind test hide which
is which. [Compare](compare.md) explains the numbers.

```text
reamp compare overdrive.nam wrong.nam --di di.wav -o report --max-input 12.2dBu --interface-gain 0
```

## A study of calibration

[![A dying chord: raw and calibrated](pictures/study-decay.png)](gallery/study.html)

[Open the page](gallery/study.html). One simulated amp, captured at four send levels; a model of each; one
guitar through all of them, raw and calibrated. This is the short study, made with this site;
the picture, and [levels](levels.md#what-one-number-does), are of the long one.

```text
reamp study -o report --fast
```
"""


def make_gallery() -> None:
    """Write the pages of `compare` and `study`, and the page that leads to them."""
    folder = MADE / "gallery"
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        reamp(name, "demo", "-o", ".")
        reamp(name, "tag", "overdrive.nam", "--input-level-dbu", "21.76", "-o", "wrong.nam")
        options = ("--di", "di.wav", "-o", "report", "--max-input", "12.2dBu", "--interface-gain", "0")
        reamp(name, "compare", "overdrive.nam", "wrong.nam", *options)
        shutil.copy(Path(name, "report", "index.html"), folder / "compare.html")
    if not (STUDY / "index.html").exists():
        shutil.rmtree(STUDY, ignore_errors=True)
        reamp(str(ROOT), "study", "-o", str(STUDY), "--fast")
    shutil.copy(STUDY / "index.html", folder / "study.html")
    (MADE / "gallery.md").write_text(GALLERY, encoding="utf-8")


def reamp(folder: str, *arguments: str) -> None:
    """Run a command in a folder, without this machine's settings."""
    with tempfile.TemporaryDirectory() as config:
        subprocess.run(
            [sys.executable, "-m", "reamp", *arguments],
            cwd=folder, env=os.environ | {"REAMP_CONFIG_DIR": config}, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip


def run_notebook() -> None:
    """Run the notebook, and write it with its output as a page."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            timeout=LIMIT_S,
            startup_timeout=LIMIT_S,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
        ).execute()
    exporter = MarkdownExporter()
    text, found = exporter.from_notebook_node(notebook, resources={"output_files_dir": "notebook_files"})
    FilesWriter(build_directory=str(MADE)).write(text, found, notebook_name="notebook")


def main() -> None:
    """Make all of it anew, but the study."""
    shutil.rmtree(MADE, ignore_errors=True)
    make_gallery()
    run_notebook()
    print(f"{MADE}: {sum(path.is_file() for path in MADE.rglob('*'))} files")


if __name__ == "__main__":
    main()

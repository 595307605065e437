"""Run the code in README.md and docs/, and write the commands' real output into the pages.

python tools/run_docs.py

A `console` block holds `$ reamp ...` commands with their output, a `python` block code or a `>>>` session.
The blocks of a page run in order, in a folder with the bundled model and guitar: `amp.nam` and `di.wav`.
Those that ask TONE3000 ask the fake one of the tests.
tests/test_docs.py runs the same and fails where a page says something else.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import soundfile
from click.testing import CliRunner

from reamp.cli.main import cli
from reamp.demo import demo_di_path, demo_model_path
from reamp.tone3000.settings import DEFAULT_URL

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SHORTHANDS = {"make demo": "reamp demo -o out --overwrite"}
# Parts of the output that depend on the machine or the day.
_VOLATILE = (
    (re.compile(r"in \d+:\d\d, \d+x real time"), "in 0:00, Nx real time"),
    (re.compile(r"\d+x real time"), "Nx real time"),
    (re.compile(r" +Speed$", re.MULTILINE), " Speed"),
    (re.compile(r" +\d+x$", re.MULTILINE), " Nx"),
    (re.compile(r"(instruction set +)\w+"), r"\1any"),
    (re.compile(r"\d+ % sure"), "N % sure"),
    (re.compile(r" on \d{4}-\d\d-\d\d"), " on DATE"),
)


def replayed(page: str) -> str:
    """Return the page with the output its commands print now; raises for Python that fails."""
    names: dict[str, object] = {}

    def replay(block: re.Match[str]) -> str:
        if block[1] == "python":
            _run_python(block[2], names)
            return block[0]
        now = _run_console(block[2])
        return block[0] if stable(now) == stable(block[2]) else f"```console\n{now}```"

    asks_tone3000 = any("$ reamp tone3000" in block[2] for block in _BLOCK.finditer(page))
    with _example_folder(), _fake_tone3000() if asks_tone3000 else contextlib.nullcontext():
        return _BLOCK.sub(replay, page)


def stable(text: str) -> str:
    """Return the text without the parts that depend on the machine or the day."""
    for pattern, replacement in _VOLATILE:
        text = pattern.sub(replacement, text)
    return text


def _run_console(block: str) -> str:
    """Return the block's commands, each with its output."""
    shown = []
    for command in re.findall(r"^\$ ((?:.*\\\n)*.*)\n", block, re.MULTILINE):
        line = _SHORTHANDS.get(command, command.replace("\\\n", " "))
        program, *args = shlex.split(line)
        assert program == "reamp", f"a console block runs reamp, not {program!r}"
        output = CliRunner().invoke(cli, args, prog_name="reamp").output
        output = output.replace(os.environ["REAMP_CONFIG_DIR"], "~/.config/reamp")
        output = output.replace(os.environ.get("REAMP_TONE3000_URL", DEFAULT_URL), DEFAULT_URL)
        shown += [f"$ {command}", *(printed.rstrip() for printed in output.splitlines())]
    return "\n".join(shown) + "\n"


def _run_python(code: str, names: dict[str, object]) -> None:
    if ">>>" not in code:
        exec(code, names)  # noqa: S102  our own pages
        return
    session = doctest.DocTestParser().get_doctest(code, names, "page", None, 0)
    report = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(session, out=report.write, clear_globs=False)
    names.update(session.globs)
    assert runner.failures == 0, report.getvalue()


@contextlib.contextmanager
def _example_folder() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copy(demo_model_path(), "amp.nam")
        samples, rate_hz = soundfile.read(demo_di_path(), dtype="int32")
        soundfile.write("di.wav", samples, rate_hz, "PCM_24")
        with mock.patch.dict(os.environ, {"REAMP_CONFIG_DIR": str(Path(folder, "config")), "COLUMNS": "80"}):
            yield


@contextlib.contextmanager
def _fake_tone3000() -> Iterator[None]:
    sys.path.insert(0, str(ROOT / "tests"))
    from fake_tone3000 import CLIENT_ID  # noqa: PLC0415  needs the path above
    from tone3000_cases import fake_service  # noqa: PLC0415

    with fake_service(Path.cwd()) as service:
        service.fake.device_interval_s = 0.01
        settings = {"REAMP_TONE3000_CLIENT_ID": CLIENT_ID, "REAMP_TONE3000_URL": service.fake.url}
        with mock.patch.dict(os.environ, settings):
            yield


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(replayed(path.read_text(encoding="utf-8")), encoding="utf-8")

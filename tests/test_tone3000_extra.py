"""Without the libraries of the extra the error says what to install, and other commands do without."""

import subprocess
import sys

import pytest

from reamp.errors import install_command

CODE = """
import sys
sys.modules[{library!r}] = None
from reamp.cli.main import main
main({args!r})
"""


@pytest.mark.parametrize("library", ["httpx2", "filelock"])
def test_what_is_missing_is_named(library: str) -> None:
    code = CODE.format(library=library, args=["tone3000", "latest"])
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"Error: TONE3000 needs {library}: {install_command('tone3000')}\n"


@pytest.mark.parametrize("args", [["tone3000", "--help"], ["tone3000", "get", "--help"]])
def test_the_help_needs_none_of_it(args: list[str]) -> None:
    code = CODE.format(library="httpx2", args=args)
    code = code.replace("sys.modules", "sys.modules['filelock'] = sys.modules", 1)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Usage: " in result.stdout
    assert "tone3000" in result.stdout


def test_other_commands_need_none_of_it() -> None:
    code = "import reamp.cli.main, sys\ntry: reamp.cli.main.main(['plugins'])\nexcept SystemExit: pass\n"
    code += "assert not {'httpx2', 'keyring', 'filelock'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

"""Without the libraries of the extra the error says what to install, and other commands do without."""

import subprocess
import sys

import pytest

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
    assert result.stderr == f"Error: TONE3000 needs {library}: pip install 'reamp[tone3000]'\n"


def test_other_commands_need_none_of_it() -> None:
    code = "import reamp.cli.main, sys\ntry: reamp.cli.main.main(['plugins'])\nexcept SystemExit: pass\n"
    code += "assert not {'httpx2', 'keyring', 'filelock'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

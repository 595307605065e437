"""Real plug-ins for the tests: one of our own, built once with DPF, and those that Debian has."""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "test_plugin"
DPF = Path("/usr/share/dpf/CMakeLists.txt")
GUITARIX = Path("/usr/lib/lv2")
TUBE_SCREAMER = "http://guitarix.sourceforge.net/plugins/gxts9#ts9sim"
RATE_HZ = 48_000


def need_lilv() -> None:
    """Skip the test where LV2 plug-ins cannot be hosted."""
    try:
        ctypes.CDLL("liblilv-0.so.0")
    except OSError:
        pytest.skip("there is no liblilv-0.so.0 (Debian: liblilv-0-0)")


def need_pedalboard() -> None:
    """Skip the test where VST3 plug-ins cannot be hosted."""
    if importlib.util.find_spec("pedalboard") is None:
        pytest.skip("there is no pedalboard (pip install 'reamp[plugins]')")


def need_guitarix() -> None:
    """Skip the test where Debian's guitarix-lv2 is not installed."""
    need_lilv()
    if not (GUITARIX / "gxts9.lv2").is_dir():
        pytest.skip("there is no gxts9.lv2 (Debian: guitarix-lv2)")


def own_plugin(suffix: str) -> str:
    """Return the path of the test plug-in, `.vst3` or `.lv2`; it is built when a test first asks for it.

    The build is kept in the system's temporary folder, under the hash of its source.
    """
    need_lilv() if suffix == ".lv2" else need_pedalboard()
    sources = sorted(SOURCE.iterdir())
    key = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    built = Path(tempfile.gettempdir()) / f"reamp-test-plugin-{key}"
    if not built.is_dir():
        _build(built)
    return str(built / f"reamp-test{suffix}")


def _build(target: Path) -> None:
    tools = [tool for tool in ("cmake", "ninja", "c++") if shutil.which(tool) is None]
    if not DPF.is_file() or tools:
        missing = ", ".join(tools) or "dpf-source"
        pytest.skip(f"the test plug-in cannot be built: there is no {missing}")
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        configure = ["cmake", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-S", str(SOURCE), "-B", name]
        for command in (configure, ["ninja", "-C", name, "-j2"]):
            subprocess.run(command, check=True, capture_output=True)
        try:
            os.rename(Path(name) / "bin", target)  # noqa: PTH104 - in one step
        except OSError:  # another worker was faster
            assert target.is_dir()


def running_hosts() -> list[str]:
    """Return what is left of the processes with a plug-in that this one has started."""
    command = ["ps", "--ppid", str(os.getpid()), "-o", "stat=,args="]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in found.splitlines() if "reamp.hosting" in line or line.startswith("Z")]

"""The installed core is enough for a calibrated player in C++: it plays what `reamp render` writes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cli_runner import DI, MODEL, run

from reamp.audio.files import read
from reamp.interfaces.search import find_interface

pytestmark = pytest.mark.alone  # builds in a folder that both use

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "core"  # of `make core-test`
BIN = Path(sys.executable).parent
CMAKE, NINJA = BIN / "cmake", BIN / "ninja"


def done(*command: str | Path, **more: object) -> subprocess.CompletedProcess[bytes]:
    result = subprocess.run([str(part) for part in command], capture_output=True, check=False, **more)
    assert result.returncode == 0, (result.stdout[-2000:] + result.stderr[-2000:]).decode()
    return result


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the core installed, from what `make core-test` built."""
    if not (BUILD / "build.ninja").exists() or not CMAKE.exists():
        pytest.skip("needs the build of `make core-test`")
    prefix = tmp_path_factory.mktemp("package")
    done(CMAKE, "--build", BUILD)
    done(CMAKE, "--install", BUILD, "--prefix", prefix)
    return prefix


@pytest.fixture(scope="module")
def player(package: Path) -> Path:
    """Return the example, built against the installed core."""
    example, build = ROOT / "examples" / "calibrated_core", package / "example"
    ninja = ("-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={NINJA}")
    done(CMAKE, "-S", example, "-B", build, *ninja, f"-DCMAKE_PREFIX_PATH={package}")
    done(CMAKE, "--build", build)
    return build / "play_calibrated"


@pytest.mark.parametrize(("interface", "raised_db"), [("SSL 2+", 5.0), ("apolo twin x", 0.0)])
def test_the_example_plays_what_render_writes_to_the_bit(
    player: Path, tmp_path: Path, interface: str, raised_db: float
) -> None:
    rendered = tmp_path / "rendered.wav"
    source = ("--interface", find_interface(interface).name, "--interface-gain", f"+{raised_db:g}")
    result = run("render", MODEL, DI, "-o", rendered, *source, "--output", "calibrated", "--format", "float")
    assert result.exit_code == 0, result.output
    played = done(player, MODEL, interface, f"{raised_db:g}", input=read(Path(DI)).samples.tobytes())
    expected = read(rendered).samples
    np.testing.assert_array_equal(np.frombuffer(played.stdout, np.float32), expected)
    assert np.abs(expected).max() > 0.01


def test_the_example_says_why_it_cannot_play(player: Path) -> None:
    result = subprocess.run([player, MODEL, "scarlett 2i2", "0"], capture_output=True, check=False)
    assert result.returncode == 1
    assert b"is not one interface; did you mean Focusrite Scarlett 2i2 " in result.stderr


def test_the_package_names_no_folder_of_the_build(package: Path) -> None:
    for path in (package / "lib").rglob("*.cmake"):
        assert str(ROOT) not in path.read_text()
    headers = {path.name for path in (package / "include" / "reamp").iterdir()}
    assert {"error.h", "interfaces.h", "levels.h", "model.h", "rig.h"} <= headers

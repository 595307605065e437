"""The panel of the plug-in: named scenes, drawn without a screen, against pictures that are kept."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from plugin_hosts import HOSTS, NOT_BUILT

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "tests" / "panel_pictures"
NAMES = sorted(path.stem for path in KEPT.glob("*.png"))
CANNOT_DRAW = 77


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pictures as they are drawn now."""
    pytest.importorskip("PIL.Image")
    program = HOSTS / "panel_pictures"
    if not program.exists():
        pytest.skip(NOT_BUILT)
    folder = tmp_path_factory.mktemp("panel")
    done = subprocess.run([program, folder], capture_output=True, check=False, text=True)
    if done.returncode == CANNOT_DRAW:
        pytest.skip(
            f"needs OpenGL without a screen (Debian: libegl1, libgl1-mesa-dri): {done.stderr.strip()}"
        )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_scene_has_a_picture_that_is_kept(drawn: Path) -> None:
    assert sorted(path.stem for path in drawn.glob("*.ppm")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_panel_looks_as_it_was_last_seen(name: str, drawn: Path) -> None:
    """Another driver may smooth an edge otherwise; `tools/make_panel_pictures.py` keeps new ones."""
    from PIL import Image

    now = np.asarray(Image.open(drawn / f"{name}.ppm").convert("RGB"), dtype=np.int16)
    kept = np.asarray(Image.open(KEPT / f"{name}.png").convert("RGB"), dtype=np.int16)
    assert now.shape == kept.shape
    differs = np.abs(now - kept).max(axis=2) > 48
    assert differs.mean() < 2e-4, f"{differs.sum()} pixels are others"

"""A song in Ardour, exported without a window, against `reamp render`."""

from pathlib import Path

import numpy as np
import pytest
from ardour_session import ardour_export, needs_ardour
from cli_runner import MODEL
from plugin_hosts import needs_lv2_host, rendered

from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.plan.source import Source
from reamp.rig.rig import Rig, RigModel


@needs_ardour
@needs_lv2_host
def test_the_export_of_ardour_is_the_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "settings"))
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    noise = np.random.default_rng(7).normal(0.0, 0.1, 72_000)
    # Ardour has played silence before: a second, and the DC blocker has forgotten the beginning.
    di = np.pad(noise * np.exp(-3.0 * np.arange(72_000) / 72_000), (48_000, 4800)).astype(np.float32)
    exported = ardour_export(tmp_path, di, model=Path(MODEL))
    expected = rendered(
        Rig(models=(RigModel(path=Path(MODEL)),)), di, rate_hz=48_000, source=Source.remembered()
    )
    assert np.abs(expected).max() > 0.01
    assert len(exported) == len(di)
    playing = slice(48_000, 120_000)
    np.testing.assert_array_equal(exported[playing], expected[playing])

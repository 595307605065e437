"""Rigs that a cluster plays have the bits of those played here, with the levels that this user keeps."""

from pathlib import Path

import numpy as np
import pytest
from cluster_cases import address, cluster, store_folder
from rig_files import float_wav, gain_model, sine

from reamp.cluster.connection import Cluster
from reamp.errors import ConfigError, ModelFileError
from reamp.interfaces.table import level_as_interface
from reamp.nam import NamDocument
from reamp.plan.kept_levels import HowKept, keep_level, level_to_keep
from reamp.plan.source import Source
from reamp.playing.play import Played
from reamp.playing.render_many import render_many
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

__all__ = ["address", "cluster", "store_folder"]

SOURCE = Source.named(level_as_interface(12.2), gain="+5")


def test_the_bits_are_those_of_this_machine(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    di = float_wav(tmp_path / "di.wav", sine(440.0, peak=0.25))
    paths = [gain_model(tmp_path / f"{n}.nam", 0.1 * n, input_level_dbu=10.0 + n) for n in range(1, 4)]
    keep_level(level_to_keep(NamDocument.read(paths[0]), input_level_dbu=3.0, how=HowKept.TYPED))
    ir = float_wav(tmp_path / "ir.wav", np.eye(1, 64, dtype=np.float32)[0])
    rig = Rig(
        models=(RigModel(path=paths[0]), RigModel(path=paths[1])),
        cabinets=(Cabinet(path=ir), Cabinet(path=Path("4x12"))),
    )
    broken = tmp_path / "broken.nam"
    broken.write_text("{}")
    rigs = [*paths, rig, broken]
    here = {str(each.rig): each.outcome for each in render_many(rigs, di, source=SOURCE)}
    there = {str(each.rig): each.outcome for each in render_many(rigs, di, source=SOURCE, cluster=cluster)}
    assert here.keys() == there.keys() == {str(each) for each in rigs}
    for each in (*paths, rig):
        ours, theirs = here[str(each)], there[str(each)]
        assert isinstance(ours, Played)
        assert isinstance(theirs, Played)
        assert [side.samples.tobytes() for side in ours.sides] == [
            side.samples.tobytes() for side in theirs.sides
        ]
        assert ours.plan == theirs.plan
        assert ours.findings == theirs.findings
    assert isinstance(there[str(broken)], ModelFileError)
    assert str(there[str(broken)]) == str(here[str(broken)])


def test_wrong_options_raise_before_anything_is_sent(cluster: Cluster, tmp_path: Path) -> None:
    di = float_wav(tmp_path / "di.wav", sine(440.0, peak=0.25))
    model = gain_model(tmp_path / "a.nam")
    with pytest.raises(ConfigError, match="threads must be"):
        render_many([model], di, cluster=cluster, threads=0)
    with pytest.raises(ConfigError, match="expected several rigs"):
        list(render_many(Rig(models=(RigModel(path=model),)), di, cluster=cluster))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="is no address"):
        list(render_many([model], di, cluster="nowhere"))

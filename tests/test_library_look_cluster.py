"""An index that a cluster fills is the one that threads fill."""

import shutil
from pathlib import Path

from cluster_cases import address, cluster, store_folder
from library_cases import lone_index, models

from reamp.cluster.connection import Cluster
from reamp.library.entry import Entry
from reamp.library.query import Query
from reamp.library.update import Updated

__all__ = ["address", "cluster", "store_folder"]


def without_load(entry: Entry) -> tuple[object, ...]:
    return (entry.path.name, entry.fingerprint, entry.problem, entry.loudness_db, entry.description)


def test_the_index_is_that_of_threads(cluster: Cluster, tmp_path: Path) -> None:
    first, *_ = models(tmp_path / "amps", 4)
    shutil.copy(first, tmp_path / "amps" / "copy.nam")
    (tmp_path / "amps" / "broken.nam").write_text("no model")
    (tmp_path / "threads").mkdir()
    (tmp_path / "cluster").mkdir()
    found = []
    for name, used in (("threads", None), ("cluster", cluster)):
        with lone_index(tmp_path / name) as index:
            index.add(tmp_path / "amps")
            heard: list[tuple[int, int]] = []
            counted = index.update(cluster=used, on_progress=lambda done, of, to=heard: to.append((done, of)))
            assert counted == Updated(added=6, total=6, problems=1)
            assert heard == [(number, 6) for number in range(1, 7)]
            entries = index.search(Query()).entries + index.search(Query(is_playable=False)).entries
            found.append([without_load(each) for each in entries])
            assert index.update(cluster=used) == Updated(total=6, problems=1)
    assert found[0] == found[1]

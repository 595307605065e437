"""What the tests of clusters share: a scheduler and two workers in this process, and work for them."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reamp.cluster.connection import Cluster
from reamp.cluster.work import WorkFolder
from reamp.errors import AudioFileError

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

__all__ = ["address", "cluster", "store_folder"]


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The store of the workers, which are threads of this process and share it."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("REAMP_CLUSTER_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def address(store_folder: Path) -> Iterator[str]:
    """The scheduler of two workers with a thread each."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0"
    ) as local:
        yield local.scheduler_address


@pytest.fixture(scope="module")
def cluster(address: str) -> Iterator[Cluster]:
    with Cluster(address, libraries=("torch",)) as cluster:
        yield cluster


def length_of(work_folder: WorkFolder, name: str) -> int:
    return len((work_folder.path / name).read_bytes())


def refuse(work_folder: WorkFolder, name: str) -> None:
    raise AudioFileError(work_folder.path / name, "is no sound")


def break_down(work_folder: WorkFolder) -> None:
    raise ValueError("first line\nsecond line")


def tell(work_folder: WorkFolder, number: int) -> int:
    work_folder.report({"event": "told", "number": number})
    return number


def work_until_stopped(work_folder: WorkFolder) -> None:
    while True:
        work_folder.check_stop()
        time.sleep(0.01)


def count_runs(work_folder: WorkFolder) -> int:
    with (work_folder.path / "runs").open("a") as file:
        file.write("x")
    return len((work_folder.path / "runs").read_text())


def fail_after_a_checkpoint(work_folder: WorkFolder) -> None:
    raise ValueError(f"at run {count_runs(work_folder)}")

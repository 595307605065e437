"""A worker answers for the faults of its own disk, so that the client does not take it for lost."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from cluster_cases import store_folder

from reamp.cluster import store as store_module
from reamp.cluster import worker as worker_module
from reamp.cluster.work import WorkFolder
from reamp.cluster.worker import Failed, Finished, Order, greet, perform, stop
from reamp.errors import OutputError

__all__ = ["store_folder"]


def order(*, is_kept: bool) -> Order:
    return Order(key="work", function=print, arguments=(), files={}, is_kept=is_kept, topic="topic")


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_full_disk_is_an_error_of_the_work(
    is_kept: bool, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(store_folder))

    monkeypatch.setattr(store_module.tempfile, "mkdtemp", refuse)
    monkeypatch.setattr(store_module.KeptFolder, "__init__", refuse)
    answer = perform(order(is_kept=is_kept))
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, OutputError)
    assert str(answer.error) == f"{store_folder}: failed: No space left on device"


def test_a_store_that_cannot_be_read_is_an_error_of_the_worker(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> list[str]:
        raise PermissionError(13, "Permission denied", str(store_folder))

    monkeypatch.setattr(worker_module.Store, "digests", refuse)
    with pytest.raises(OutputError, match="failed: Permission denied"):
        greet(())


def test_a_client_that_stops_leaves_the_works_of_another(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributed.get_worker", lambda: SimpleNamespace(address="", log_event=print))
    mine = Order(
        key="play-0", function=stop_as_another_client, arguments=(), files={}, is_kept=False, topic="mine"
    )
    assert perform(mine) == Finished("done")


def stop_as_another_client(work_folder: WorkFolder) -> str:
    stop("another", ["play-0"])
    work_folder.check_stop()
    return "done"

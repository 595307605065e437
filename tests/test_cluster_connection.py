"""A cluster does each work once, in any order, and says in one line what stands in its way."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_cases import (
    address,
    break_down,
    cluster,
    count_runs,
    fail_after_a_checkpoint,
    length_of,
    refuse,
    store_folder,
    tell,
)

from reamp.cluster import dispatch as dispatch_module
from reamp.cluster import roster as roster_module
from reamp.cluster.connection import Cluster, check_address
from reamp.cluster.work import Done, SentFile, Work, WorkFolder
from reamp.errors import AudioFileError, ClusterError, ConfigError, MissingExtraError, ReampError

__all__ = ["address", "cluster", "store_folder"]


def test_every_work_has_one_outcome(cluster: Cluster) -> None:
    data = SentFile.holding(b"x" * 1000)
    works = [
        Work(key=f"length-{number}", function=length_of, arguments=("a/b",), files={"a/b": data}, tag=number)
        for number in range(20)
    ]
    done = list(cluster.run(works))
    assert sorted(each.work.tag for each in done) == list(range(20))
    assert {each.value for each in done} == {1000}
    assert {each.error for each in done} == {None}


def test_works_are_read_only_as_needed(cluster: Cluster) -> None:
    read = 0

    def works() -> Iterator[Work]:
        nonlocal read
        for number in range(1000):
            read = number + 1
            yield Work(key=f"tell-{number}", function=tell, arguments=(number,))

    running = cluster.run(works())
    next(running)
    running.close()
    assert read < 50


def test_events_come_with_their_work(cluster: Cluster) -> None:
    heard: list[tuple[int, dict[str, object]]] = []
    works = [Work(key=f"t-{n}", function=tell, arguments=(n,), tag=n) for n in range(3)]
    assert len(list(cluster.run(works, on_event=lambda work, event: heard.append((work.tag, event))))) == 3
    assert sorted(tag for tag, _ in heard) == [0, 1, 2]
    assert all(event == {"event": "told", "number": tag} for tag, event in heard)


def test_an_error_names_the_file_of_this_machine(cluster: Cluster, tmp_path: Path) -> None:
    sound = tmp_path / "takes" / "amp.wav"
    sound.parent.mkdir()
    sound.write_bytes(b"noise")
    files = {"1/amp.wav": SentFile.of(sound)}
    (done,) = cluster.run([Work(key="refused", function=refuse, arguments=("1/amp.wav",), files=files)])
    assert isinstance(done.error, AudioFileError)
    assert str(done.error) == f"{sound}: is no sound"
    assert done.error.path == sound


def test_an_unexpected_error_is_one_line_and_the_others_go_on(cluster: Cluster) -> None:
    works = [Work(key="broken", function=break_down), Work(key="whole", function=tell, arguments=(1,))]
    outcomes = {each.work.key: each for each in cluster.run(works)}
    assert str(outcomes["broken"].error) == "ValueError: first line"
    assert outcomes["whole"].value == 1


def test_a_file_that_is_gone_or_changed_is_an_error_of_its_work(cluster: Cluster, tmp_path: Path) -> None:
    gone, changed = tmp_path / "gone", tmp_path / "changed"
    works = []
    for path in (gone, changed):
        path.write_bytes(path.name.encode())
        files = {"file": SentFile.of(path)}
        works.append(Work(key=path.name, function=length_of, arguments=("file",), files=files))
    gone.unlink()
    changed.write_bytes(b"other")
    errors = {each.work.key: str(each.error) for each in cluster.run(works)}
    assert errors["gone"] == f"{gone}: cannot be read: No such file or directory"
    assert errors["changed"].startswith(f"{changed}: was changed while it was sent")


def test_contents_that_workers_lost_are_sent_again(cluster: Cluster, store_folder: Path) -> None:
    files = {"file": SentFile.holding(b"shared", is_shared=True)}

    def once(key: str) -> int:
        (done,) = cluster.run([Work(key=key, function=length_of, arguments=("file",), files=files)])
        return int(done.value)

    assert once("first") == 6
    for each in (store_folder / "contents").iterdir():
        each.unlink()
    assert once("second") == 6


def test_what_is_kept_is_done_once_until_it_is_taken(address: str, store_folder: Path) -> None:
    work = Work(key="kept", function=count_runs, is_kept=True)
    with Cluster(address) as cluster:
        running = cluster.run([work])
        assert next(running).value == 1
        running.close()  # as if the client had been killed before it wrote the result
        assert (store_folder / "works" / "kept").exists()
        (again,) = cluster.run([work])
        assert again.value == 1
    assert not (store_folder / "works" / "kept").exists()


def answer_late(work_folder: WorkFolder, flag: str) -> str:
    work_folder.report({"event": "waits"})
    until_s = time.monotonic() + 2.0
    while not Path(flag).exists() and time.monotonic() < until_s:
        time.sleep(0.01)
    return "first"


def test_two_clients_with_works_of_one_name_get_their_own_results(
    cluster: Cluster, address: str, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    others: list[Done] = []

    def let_another_client_work(*_: object) -> None:
        with Cluster(address) as other:
            others.extend(other.run([Work(key="play-0", function=tell, arguments=(2,))]))
        flag.touch()

    first = Work(key="play-0", function=answer_late, arguments=(str(flag),))
    (done,) = cluster.run([first], on_event=let_another_client_work)
    assert done.value == "first"
    assert [each.value for each in others] == [2]


def test_what_could_not_be_written_stays_with_the_worker(cluster: Cluster) -> None:
    work = Work(key="unwritten", function=count_runs, is_kept=True)
    for done in cluster.run([work]):
        cluster.keep_on_worker(done)
    assert [each.value for each in cluster.run([work])] == [1]  # it was not done again
    assert [each.value for each in cluster.run([work])] == [1]  # it was taken, so this is a new one


def test_failed_work_keeps_what_it_has_made_and_nothing_else(cluster: Cluster, store_folder: Path) -> None:
    made = Work(key="made", function=fail_after_a_checkpoint, is_kept=True)
    unmade = Work(key="unmade", function=break_down, is_kept=True)
    assert len(list(cluster.run([made, unmade]))) == 2
    assert [str(done.error) for done in cluster.run([made])] == ["ValueError: at run 2"]
    list(cluster.run(Work(key=f"after-{n}", function=tell, arguments=(n,)) for n in range(8)))
    assert [each.name for each in (store_folder / "works").iterdir() if "made" in each.name] == ["made"]


def test_runs_that_end_at_their_last_outcome_leave_room_for_others(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch_module, "_MOST_WAITING", 2)
    with Cluster(address) as cluster:
        for number in range(2):
            running = cluster.run([Work(key=f"last-{number}", function=tell, arguments=(number,))])
            assert next(running).value == number
            running.close()
        loop = cluster._loop
        assert asyncio.run_coroutine_threadsafe(_room_of(cluster), loop).result(5.0) == 2


async def _room_of(cluster: Cluster) -> int:
    return cluster._dispatch._room._value


def test_two_works_of_one_key_are_refused(cluster: Cluster) -> None:
    with pytest.raises(ConfigError, match="same key"):
        list(cluster.run([Work(key="same", function=tell, arguments=(n,)) for n in range(2)]))


def test_other_versions_are_refused_in_one_line(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = roster_module.versions_here(("torch",))
    monkeypatch.setattr(roster_module, "versions_here", lambda _: {**here, "torch": "1.0"})
    with pytest.raises(ClusterError, match=r"torch is .* there, here it is 1\.0; install the same") as caught:
        Cluster(address, libraries=("torch",)).__enter__()
    assert "\n" not in str(caught.value)
    assert caught.value.address.startswith("tcp://")


def test_no_scheduler_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reamp.cluster.connection._CONNECT_S", 0.2)
    with pytest.raises(ClusterError, match=r"^tcp://127\.0\.0\.1:9: no scheduler answers"):
        Cluster("tcp://127.0.0.1:9").__enter__()


@pytest.mark.parametrize(
    "text", ["", "localhost:8786", "http://a:1", "tcp://:1", "tcp://a", "local:0", "local:x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is no address of a cluster"):
        check_address(text)


def test_without_the_engine_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reamp\[cluster\]'"):
        Cluster("local")


def test_errors_are_of_reamp() -> None:
    assert issubclass(ClusterError, ReampError)

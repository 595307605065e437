"""Measures the networks of model files on a cluster; the files are read here."""

import dataclasses
import os
from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from reamp.cluster.connection import Cluster
from reamp.cluster.work import Work, WorkFolder
from reamp.engine import load_document
from reamp.library.look import FileFacts, look_at, problem_of
from reamp.library.measure import NetworkFacts, measure_network
from reamp.library.walk import FoundFile
from reamp.nam import NamDocument

__all__ = ["look_on"]


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


def look_on(cluster: Cluster, waiting: Iterable[FoundFile], *, known: Container[str]) -> Iterator[FileFacts]:
    """Yield what is known of files; workers measure each network that is not in `known`, and only once."""
    early: deque[FileFacts] = deque()
    copies: defaultdict[str, list[FileFacts]] = defaultdict(list)

    def works() -> Iterator[Work]:
        for found in waiting:
            facts = look_at(found, known=_Everything())
            if facts.fingerprint is None or facts.fingerprint in known:
                early.append(facts)
                continue
            copies[facts.fingerprint].append(facts)
            if len(copies[facts.fingerprint]) > 1:
                continue
            try:
                data = Path(os.fsdecode(found.path)).read_bytes()
            except OSError as error:
                copies.pop(facts.fingerprint)
                early.append(dataclasses.replace(facts, problem=f"cannot be read: {error.strerror or error}"))
                continue
            yield Work(
                key=f"measure-{facts.fingerprint}",
                function=_measure,
                arguments=(data,),
                tag=facts.fingerprint,
            )

    for done in cluster.run(works()):
        while early:
            yield early.popleft()
        first, *others = copies.pop(done.work.tag)
        if done.error is not None:
            problem = problem_of(done.error)
            for each in (first, *others):
                yield dataclasses.replace(each, fingerprint=None, problem=problem)
            continue
        yield dataclasses.replace(first, network=done.value)
        yield from others
    yield from early


def _measure(work_folder: WorkFolder, data: bytes) -> NetworkFacts:
    """Measure a network on a worker."""
    path = work_folder.path / "model.nam"
    path.write_bytes(data)
    document = NamDocument.read(path)
    return measure_network(load_document(document), document)

"""Imported by each process of a simulation: a worker notes each training that came to its end."""

import os
import resource
import time

from reamp.train import queue_cluster

_run_job = queue_cluster.run_job


def _noted_run_job(job: object, *arguments: object, **options: object) -> object:
    started_s = time.time()
    before = resource.getrusage(resource.RUSAGE_THREAD)
    result = _run_job(job, *arguments, **options)  # type: ignore[arg-type]
    after = resource.getrusage(resource.RUSAGE_THREAD)
    used_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    line = f"{job.model.name} {os.getpid()} {used_s:.3f} {started_s:.3f} {time.time():.3f}\n"  # type: ignore[attr-defined]
    file = os.open(os.environ["REAMP_COMPLETIONS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)
    return result


queue_cluster.run_job = _noted_run_job  # type: ignore[assignment]

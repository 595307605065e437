"""Workers that only sleep, as threads of one process: `python benchmarks/cluster_sleep.py ADDRESS COUNT`."""

import asyncio
import sys
import time

from distributed import Worker

from reamp.cluster.work import WorkFolder

__all__ = ["sleep"]


def sleep(_: WorkFolder, duration_s: float) -> float:
    """Sleep for a duration, and return how long that was."""
    started_s = time.monotonic()
    time.sleep(duration_s)
    return time.monotonic() - started_s


async def main() -> None:
    workers = [Worker(sys.argv[1], nthreads=1, memory_limit=0) for _ in range(int(sys.argv[2]))]
    await asyncio.gather(*workers)
    await asyncio.gather(*(each.finished() for each in workers))


if __name__ == "__main__":
    asyncio.run(main())

"""The process that hosts a plug-in: `python -m reamp.hosting.program`, a job on standard input, answers out.

Nothing that a plug-in does here reaches Reamp but what is answered: its prints go to standard error, and the
process ends without running what a plug-in wants done at the end.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable

import msgspec

from reamp.errors import ConfigError, ReampError
from reamp.hosting.facts import Answer, Job, PluginFormat

__all__ = ["main"]


def main() -> None:
    """Do the job, and end this process."""
    answers = _take_standard_output()
    _allow_no_core_dumps()

    def say(answer: Answer) -> None:
        os.write(answers, msgspec.json.encode(answer) + b"\n")

    code, name = 1, ""
    try:
        job = msgspec.json.decode(
            sys.stdin.buffer.readline(), type=Job, dec_hook=lambda kind, text: kind(text)
        )
        name = job.setup.plugin
        threading.Thread(target=_end_with_reamp, daemon=True).start()
        _work(job, say)
        say(Answer(is_done=True))
        code = 0
    except ReampError as error:
        problem = str(error).removeprefix(f"{name}: ")  # Reamp puts the name before it
        say(Answer(problem=problem, is_setting=isinstance(error, ConfigError)))
    except (OSError, ValueError, RuntimeError, ImportError, MemoryError) as error:
        say(Answer(problem=_one_line(error)))
    finally:
        os._exit(code)


def _work(job: Job, say: Callable[[Answer], None]) -> None:
    if job.format is PluginFormat.VST3:
        from reamp.hosting import vst3  # noqa: PLC0415 - GPL-3, and in this process only

        vst3.work(job, say)
    else:
        from reamp.hosting import lv2  # noqa: PLC0415 - needs a library that not everyone has

        lv2.work(job, say)


def _take_standard_output() -> int:
    """Return a copy of standard output for the answers; what is printed goes to standard error now."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _allow_no_core_dumps() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_reamp() -> None:
    """End this process when the one that started it closes its pipe or is gone."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def _one_line(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:1].lower() + words[1:300]


if __name__ == "__main__":
    main()

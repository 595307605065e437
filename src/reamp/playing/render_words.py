"""The result of a rendering in words: the models, the gains, and the output."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from reamp.engine import load
from reamp.nam import NamDocument
from reamp.nam.presets import describe
from reamp.plan.words import input_words, output_words
from reamp.playing.render import RenderResult
from reamp.rig.rig import RigModel
from reamp.texts import minutes

__all__ = ["free_output", "rendered_words"]


def free_output(name: str, di: Path, *, overwrite: bool) -> Path:
    """Return an output file in this folder for a rig and a recording; numbered if the name is taken."""
    ends = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    paths = (Path(f"{name}-{di.stem}{end}.wav") for end in ends)
    return next(path for path in paths if overwrite or not path.exists())


def rendered_words(models: Sequence[RigModel], result: RenderResult) -> tuple[list[str], list[str]]:
    """Return two lines as lists of their parts: the models and their gain, and the output, its file first.

    A single model is described in more detail.
    """
    names, about, model_rate_hz = " > ".join(model.path.name for model in models), "", None
    if len(models) == 1:
        document = NamDocument.read(models[0].path)
        model_rate_hz = document.sample_rate_hz
        about = f"{describe(document.content()).partition(' (')[0]}{_size(models[0])}{_khz(model_rate_hz)}"
    plan = result.plan
    rate = "" if result.rate_hz == model_rate_hz else _khz(result.rate_hz)
    return (
        [names, about, f"input {plan.input_gain.value_db:+.1f} dB, {input_words(plan)}"],
        [
            str(result.output),
            f"{minutes(result.duration_s)}{rate}{'' if result.channels == 1 else ', stereo'}",
            f"peak {result.peak_dbfs:.1f} dBFS",
            f"output {plan.output_gain.value_db:+.1f} dB, {output_words(plan)}",
        ],
    )


def _size(model: RigModel) -> str:
    """Return which network of a slimmable model played."""
    if model.slim is None:
        return ""
    loaded = load(model.path)
    loaded.slim = model.slim
    info = loaded.info
    return f" at size {model.slim:g}: {info.weight_count} weights" if info.slim_breakpoints else ""


def _khz(rate_hz: float | None) -> str:
    return "" if rate_hz is None else f", {rate_hz / 1000:g} kHz"

"""Bake a setting of a model with knobs into a plain model, with its loudness."""

from collections.abc import Mapping

from reamp.engine.loudness import measure_loudness_db
from reamp.engine.model import load_document
from reamp.nam import NamDocument
from reamp.nam.knob_model import KnobModel

__all__ = ["bake"]


def bake(document: NamDocument, knobs: Mapping[str, float | str]) -> NamDocument:
    """Return the plain model of a model with knobs at a setting, which every player can play.

    Knobs that are not in `knobs` stand at their defaults. Levels and gear stay; the loudness is measured.
    Raises `ModelFileError` for a document without knobs, `ConfigError` for a setting that they do not have.
    """
    plain = KnobModel.of(document).baked(knobs)
    return plain.with_metadata(loudness_db=measure_loudness_db(load_document(plain)))

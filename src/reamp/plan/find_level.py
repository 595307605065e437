"""Finds the unknown levels of a model from a calibrated model of the same gear at the same settings."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.engine import Model, load
from reamp.errors import AudioError, ConfigError, StrPath
from reamp.findings import Check, Finding, Severity
from reamp.nam import NamDocument
from reamp.plan.level_match import LevelMatch, Play, match_levels

__all__ = ["Alignment", "find_level"]

_CLAIM_DB = 0.5
"""A level typed into a file is often rounded to half a dB."""


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The levels of a model, found because it sounds like a calibrated model.

    The error of `input_level_dbu` is rarely more than `match.uncertainty_db`. `output_level_dbu` is None when
    the calibrated model does not state its own. `document` is the document of the unknown model, as read.
    """

    known: Path
    unknown: Path
    known_level_dbu: float
    match: LevelMatch
    input_level_dbu: float
    output_level_dbu: float | None
    findings: tuple[Finding, ...]
    document: NamDocument

    def fields(self) -> dict[str, object]:
        """Return the levels, and how they were found, as named values for JSON."""
        return {
            "input_level_dbu": self.input_level_dbu,
            "uncertainty_db": self.match.uncertainty_db,
            "output_level_dbu": self.output_level_dbu,
            "input_difference_db": self.match.input_db,
            "output_difference_db": self.match.output_db,
            "rest_db": self.match.rest_db,
            "polarity": self.match.polarity,
            "delay_frames": self.match.delay_frames,
            "findings": self.findings,
        }

    def tagged(self) -> NamDocument:
        """Return the document with the found levels, to 0.01 dB, marked as estimated. Writes no file."""
        levels = {"input_level_dbu": round(self.input_level_dbu, 2)}
        if self.output_level_dbu is not None:
            levels["output_level_dbu"] = round(self.output_level_dbu, 2)
        mark = {
            **levels,
            "uncertainty_db": round(self.match.uncertainty_db, 2),
            "from": f"the sound of {self.known.name} at {self.known_level_dbu:g} dBu",
        }
        return self.document.with_metadata(**levels, level_estimate=mark)


def find_level(known: StrPath, unknown: StrPath, *, di: Signal) -> Alignment:
    """Return the levels of `unknown`, a `.nam` file, from `known`, which was captured from the same gear.

    `di` is a guitar, played soft and hard; its level does not matter. The gear's knobs must have been in the
    same positions: a gain knob that was moved looks like a difference of level. Raises `ConfigError` when
    `known` does not state its input level, `AlignError` as `match_levels` does, and `ModelFileError`.
    """
    known_document, document = NamDocument.read(known), NamDocument.read(unknown)
    levels = known_document.metadata
    if levels.input_level_dbu is None:
        raise ConfigError(
            f"{known} does not state its input level; the first model must be the calibrated one"
        )
    match = match_levels(_player(load(known), di.rate_hz), _player(load(unknown), di.rate_hz), di)
    output_dbu = levels.output_level_dbu
    found_dbu = levels.input_level_dbu + match.input_db
    return Alignment(
        known=Path(known),
        unknown=Path(unknown),
        known_level_dbu=levels.input_level_dbu,
        match=match,
        input_level_dbu=found_dbu,
        output_level_dbu=None if output_dbu is None else output_dbu + match.output_db,
        findings=tuple(_findings(known_document, document, found_dbu, match)),
        document=document,
    )


def _player(model: Model, rate_hz: int) -> Play:
    """Return a function that plays samples at `rate_hz` through a model that runs at its own rate."""

    def play(samples: Samples) -> Samples:
        model.reset()
        at_its_rate = resample(Signal(samples, rate_hz), model.sample_rate_hz)
        played = model.process(at_its_rate.samples)
        if not np.isfinite(played).all():
            raise AudioError(f"{model.path}: the model answers with NaN or infinity")
        return resample(Signal(played, model.sample_rate_hz), rate_hz).samples[: len(samples)]

    return play


def _findings(known: NamDocument, unknown: NamDocument, found_dbu: float, match: LevelMatch) -> list[Finding]:
    findings = []
    claimed_dbu = unknown.metadata.input_level_dbu
    if claimed_dbu is not None and abs(claimed_dbu - found_dbu) > max(match.uncertainty_db, _CLAIM_DB):
        findings.append(
            Finding(
                check=Check.LEVEL_CONTRADICTED,
                severity=Severity.WARNING,
                subject=_name(unknown),
                message=f"the file states an input level of {claimed_dbu:g} dBu, but the model sounds like "
                f"{found_dbu:.2f} dBu",
                advice="if both were captured at the same settings, trust the sound",
                measured=claimed_dbu,
                limit=round(found_dbu, 2),
                unit="dBu",
            )
        )
    if known.metadata.is_estimated("input_level_dbu"):
        findings.append(
            Finding(
                check=Check.KNOWN_LEVEL_ESTIMATED,
                severity=Severity.NOTE,
                subject=_name(known),
                message="the input level is itself an estimate; its error adds to this one",
            )
        )
    if match.polarity < 0:
        findings.append(
            Finding(
                check=Check.POLARITY_DIFFERS,
                severity=Severity.NOTE,
                subject=_name(unknown),
                message=f"inverted polarity compared with {_name(known)}; the level is not affected",
            )
        )
    return findings


def _name(document: NamDocument) -> str:
    return "the model" if document.path is None else document.path.name

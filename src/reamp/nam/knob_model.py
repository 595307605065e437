"""Models with knobs: the file, and the plain model at a setting of the knobs.

A small network reads the setting and computes the weights of a plain WaveNet; docs/format.md has the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from reamp.arguments import is_number, is_whole
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.knobs.knob import (
    Control,
    Knob,
    Setting,
    Switch,
    Taper,
    checked_setting,
    network_inputs,
    setting_words,
)
from reamp.nam.document import NamDocument
from reamp.nam.metadata import Metadata

__all__ = [
    "KNOB_ARCHITECTURE",
    "KNOB_VERSION",
    "MOST_LAYERS",
    "MOST_WIDTH",
    "KnobModel",
    "has_knobs",
    "knobs_of",
]

KNOB_ARCHITECTURE = "KnobWaveNet"
KNOB_VERSION = "1.0.0"
"""Other players refuse this version, and every version from 0.8.0 on."""

Weights = npt.NDArray[np.float32]

_FLOAT32_MAX = float(np.finfo(np.float32).max)
MOST_LAYERS, MOST_WIDTH = 4, 256
"""The largest network that computes the weights: hidden layers, and outputs of each layer."""
_MOST_CONTROLS = 64


def has_knobs(document: NamDocument) -> bool:
    """Return whether a file is a model with knobs."""
    return document.architecture == KNOB_ARCHITECTURE


@dataclass(frozen=True, kw_only=True, eq=False)
class KnobModel:
    """A model with knobs.

    `plain` is the `config` of the plain WaveNet, `hidden` the widths of the small network's layers, `basis`
    how many sets of changes it mixes. `weights` is flat: for each hidden layer its matrix (rows: outputs) and
    its biases; the same for the output, which has one number for each set and one for the level; then the
    plain network's weights without the head scale, and each set of changes to them.
    """

    controls: tuple[Control, ...]
    plain: Mapping[str, Any]
    plain_version: str
    hidden: tuple[int, ...]
    basis: int
    weights: Weights = field(repr=False)
    sample_rate_hz: float | None = None
    metadata: Metadata = field(default_factory=Metadata)
    path: StrPath = field(default="the model", repr=False)
    """The name of the file in errors."""

    @property
    def plain_count(self) -> int:
        """How many weights the plain network has, without the head scale."""
        return (len(self.weights) - self._small_count) // (1 + self.basis)

    @property
    def _small_count(self) -> int:
        widths = (_input_count(self.controls), *self.hidden, self.basis + 1)
        return sum(out * (into + 1) for into, out in pairwise(widths))

    def weights_at(self, setting: Setting) -> Weights:
        """Return the flat weights of the plain model at a complete setting, the head scale last.

        Raises `ModelFileError` where a weight is not finite in float32.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            weights = self._computed_weights(setting)
        if not np.isfinite(weights).all():
            problem = f"the weights of the plain network are too large at {setting_words(setting)}"
            raise ModelFileError(self.path, "weights", problem)
        return weights

    def _computed_weights(self, setting: Setting) -> Weights:
        values = self.weights.astype(np.float64)
        x = np.array(network_inputs(self.controls, setting))
        used = 0
        widths = (len(x), *self.hidden, self.basis + 1)
        for index, (into, out) in enumerate(pairwise(widths)):
            matrix = values[used : used + out * into].reshape(out, into)
            used += out * into
            x = matrix @ x + values[used : used + out]
            used += out
            if index < len(self.hidden):
                x = np.tanh(x)
        count = self.plain_count
        plain = values[used : used + count] + x[:-1] @ values[used + count :].reshape(self.basis, count)
        scale = float(self.plain["head_scale"]) * np.exp(x[-1])
        return np.append(plain, scale).astype(np.float32)

    def baked(self, typed: Mapping[str, float | str]) -> NamDocument:
        """Return the plain model at a setting, without loudness.

        A control that is not in `typed` has its default.

        Raises `ConfigError` for a setting that the knobs do not have, and as `weights_at` does.
        """
        setting = checked_setting(self.controls, typed)
        weights = self.weights_at(setting)
        said = self.metadata
        training = dict(said.training or {})
        name = said.name or said.gear_model
        return NamDocument.create(
            architecture="WaveNet",
            version=self.plain_version,
            config={**self.plain, "head_scale": float(weights[-1])},
            weights=weights,
            sample_rate_hz=self.sample_rate_hz,
            metadata=replace(
                said,
                name=f"{name}, {setting_words(setting)}" if name else setting_words(setting),
                loudness_db=None,
                gain=None,
                training={
                    **{key: training[key] for key in ("input_levels", "trainer") if key in training},
                    "knobs": setting,
                },
            ),
        )

    def document(self) -> NamDocument:
        """Return the file."""
        return NamDocument.create(
            architecture=KNOB_ARCHITECTURE,
            version=KNOB_VERSION,
            config={
                "params": [_param(control) for control in self.controls],
                "model": {"architecture": "WaveNet", "version": self.plain_version, "config": self.plain},
                "hyper": {"hidden": list(self.hidden), "activation": "Tanh", "basis": self.basis},
            },
            weights=self.weights,
            sample_rate_hz=self.sample_rate_hz,
            metadata=self.metadata,
        )

    @classmethod
    def of(cls, document: NamDocument) -> "KnobModel":
        """Return the model in a file; raises `ModelFileError` with the field for any other file."""
        path = document.path or "the model"
        if not has_knobs(document):
            raise ModelFileError(path, "architecture", "this is not a model with knobs")
        content: Any = document.content()
        config, read = content["config"], _Reader(path)
        if document.version != KNOB_VERSION:
            raise ModelFileError(
                path, "version", f"{document.version} is unknown; this Reamp reads {KNOB_VERSION}"
            )
        controls = tuple(
            read.control(param, f"config.params[{index}]")
            for index, param in enumerate(read.listed(config, "params", "config", most=_MOST_CONTROLS))
        )
        model = read.an_object(config, "model", "config")
        hyper = read.an_object(config, "hyper", "config")
        plain = read.an_object(model, "config", "config.model")
        version = model.get("version")
        if model.get("architecture") != "WaveNet" or not isinstance(version, str):
            raise ModelFileError(path, "config.model", "expected a WaveNet with its version")
        if not _is_finite_float32(plain.get("head_scale")):
            raise ModelFileError(path, "config.model.config.head_scale", "expected a finite number")
        hidden = read.listed(hyper, "hidden", "config.hyper", most=MOST_LAYERS)
        basis: Any = hyper.get("basis")
        if hyper.get("activation") != "Tanh":
            raise ModelFileError(path, "config.hyper.activation", "expected Tanh")
        for where, value in (("basis", basis), *(("hidden", width) for width in hidden)):
            if not is_whole(value) or not 1 <= value <= MOST_WIDTH:
                raise ModelFileError(
                    path, f"config.hyper.{where}", f"expected 1 to {MOST_WIDTH}, got {value!r}"
                )
        found = cls(
            controls=controls,
            plain=plain,
            plain_version=version,
            hidden=tuple(hidden),
            basis=basis,
            weights=read.numbers(content["weights"]),
            sample_rate_hz=document.sample_rate_hz,
            metadata=document.metadata,
            path=path,
        )
        rest = len(found.weights) - found._small_count
        if rest <= 0 or rest % (1 + basis):
            problem = f"{len(found.weights)} numbers do not fit the network that computes the weights"
            raise ModelFileError(path, "weights", problem)
        return found


def knobs_of(document: NamDocument) -> tuple[Control, ...]:
    """Return the knobs and switches of a file, none for a plain model; raises `ModelFileError`."""
    return KnobModel.of(document).controls if has_knobs(document) else ()


def _is_finite_float32(value: object) -> bool:
    return is_number(value) and abs(value) <= _FLOAT32_MAX  # type: ignore[arg-type]  # it is a number


def _input_count(controls: Sequence[Control]) -> int:
    counts = [len(c.positions) if isinstance(c, Switch) else 1 for c in controls]
    return sum(1 if count == 2 else count for count in counts)


def _param(control: Control) -> dict[str, object]:
    """Return a control as a file names it: the keys of other programs, and `taper`."""
    if isinstance(control, Switch):
        positions = list(control.positions)
        return {
            "name": control.name,
            "type": "switch",
            "enum_names": positions,
            "min": 0,
            "max": len(positions) - 1,
            "default": positions.index(str(control.default)),
        }
    step = {} if control.step is None else {"step": control.step}
    return {
        "name": control.name,
        "type": "continuous",
        "min": control.low,
        "max": control.high,
        "default": control.default,
        "taper": str(control.taper),
        **step,
    }


class _Reader:
    """Reads parts of a decoded file; every problem names the file and the field."""

    def __init__(self, path: StrPath) -> None:
        self._path = path

    def an_object(self, owner: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = owner.get(key)
        if not isinstance(value, dict):
            raise ModelFileError(self._path, f"{where}.{key}", "expected an object")
        return value

    def listed(self, owner: Mapping[str, Any], key: str, where: str, *, most: int) -> list[Any]:
        value = owner.get(key)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise ModelFileError(self._path, f"{where}.{key}", f"expected a list of 1 to {most}")
        return value

    def numbers(self, values: Any) -> Weights:
        try:
            numbers = np.array(values, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            numbers = np.array([np.nan])
        if numbers.ndim != 1 or not (np.abs(numbers) <= _FLOAT32_MAX).all():
            raise ModelFileError(self._path, "weights", "expected a list of finite numbers")
        return numbers.astype(np.float32)

    def control(self, param: Any, where: str) -> Control:
        try:
            if param["type"] == "switch":
                names = tuple(param["enum_names"])
                return Switch(name=param["name"], positions=names, default=names[int(param["default"])])
            if param["type"] == "continuous":
                return Knob(
                    name=param["name"],
                    low=param["min"],
                    high=param["max"],
                    default=param["default"],
                    step=param.get("step"),
                    taper=param.get("taper", Taper.LINEAR),
                )
        except (TypeError, KeyError, IndexError, ValueError, OverflowError) as error:
            problem = f"is incomplete: {error}"
        except ConfigError as error:
            problem = str(error)
        else:
            problem = f"expected the type continuous or switch, got {param['type']!r}"
        raise ModelFileError(self._path, where, problem)

"""A page of one file that plays a model in a browser: the core as WebAssembly, the model, and a guitar."""

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from reamp.atomic import atomic_write, check_output
from reamp.audio.encode import flac_bytes
from reamp.audio.files import read
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path
from reamp.engine import load_document
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.nam import NamDocument
from reamp.nam.knob_model import has_knobs
from reamp.nam.metadata import GearType, Metadata
from reamp.pages.html import document, name_html, text
from reamp.rig.parameters import GATE, OVERSAMPLING, PARAMETERS
from reamp.sim.speaker import AMP_CABINET, CABINETS

__all__ = ["PageConfig", "WrittenPage", "player_module_path", "write_model_page"]

_NO_CABINET = ""
_OUTPUTS = (
    ("normalized", "as loud as every model"),
    ("calibrated", "as loud as the gear"),
    ("raw", "as it is"),
)


@dataclass(frozen=True, kw_only=True)
class PageConfig:
    """What a page plays at first: a cabinet of `CABINETS`, or an empty text for none.

    Without a cabinet it is 4x12 for a model whose file says that it is an amp, and none for others.
    """

    cabinet: str | None = None

    def __post_init__(self) -> None:
        if self.cabinet not in (None, _NO_CABINET, *CABINETS):
            raise ConfigError(f"there is no cabinet {self.cabinet!r}; those there are: {', '.join(CABINETS)}")


@dataclass(frozen=True, kw_only=True)
class WrittenPage:
    """The path of a page and its size in bytes."""

    path: Path
    bytes: int


def player_module_path() -> Path:
    """Return the path of the player, which `make wasm` builds; raises `ConfigError` where it is missing."""
    here = Path(__file__).parent
    places = (here / "player.wasm", here.parents[2] / "build" / "wasm" / "core" / "wasm" / "player.wasm")
    for place in places:
        if place.is_file():
            return place
    raise ConfigError("this installation of Reamp has no player for pages; build it with `make wasm`")


def write_model_page(
    model: StrPath, path: StrPath, *, config: PageConfig | None = None, overwrite: bool = False
) -> WrittenPage:
    """Write a page that plays a model, with the demo guitar, a recording of the user, or a live guitar.

    The page holds the file of the model: whoever has the page has the model. Raises `ModelFileError` for a
    model that cannot be played, `ConfigError` without the player, and `OutputError` and `OutputExistsError`
    for a page that cannot be written.
    """
    check_output(path, inputs=[model], overwrite=overwrite)
    source = NamDocument.read(model)
    if has_knobs(source):
        raise ModelFileError(
            model, "", "has knobs; write a setting of it with `reamp bake`, and a page of that"
        )
    load_document(source)  # a page of a model that cannot be played would be silent
    player = player_module_path().read_bytes()
    page = _page(source, player, config or PageConfig()).encode()
    with atomic_write(path) as file:
        file.write(page)
    return WrittenPage(path=Path(path), bytes=len(page))


def _page(model: NamDocument, player: bytes, config: PageConfig) -> str:
    said = model.metadata
    name = said.name or ("a model" if model.path is None else model.path.stem)
    cabinet = _usual_cabinet(said) if config.cabinet is None else config.cabinet
    cabinets = [(_NO_CABINET, "none"), *((each, each) for each in CABINETS)]
    body = Template(_part("page.html")).substitute(
        name=name_html(name),
        about=text(_about(said)),
        cabinets=_options(cabinets, cabinet),
        outputs=_options(_OUTPUTS, _OUTPUTS[0][0]),
        player=_base64(gzip.compress(player, 9, mtime=0)),
        model=_base64(gzip.compress(model.text.encode(), 9, mtime=0)),
        guitar=_base64(flac_bytes(read(demo_di_path()))),
        data=_data(said, cabinet),
        worker=_part("instance.js") + _part("worker.js"),
        worklet=_part("instance.js") + _part("worklet.js"),
    )
    return document(title=name, body=body, styles=[_part("page.css")], scripts=[_part("page.js")])


def _usual_cabinet(said: Metadata) -> str:
    return AMP_CABINET if said.gear_type == GearType.AMP else _NO_CABINET


def _about(said: Metadata) -> str:
    gear = " ".join(filter(None, (said.gear_make, said.gear_model)))
    words = ", ".join(filter(None, (gear, f"captured by {said.modeled_by}" if said.modeled_by else "")))
    return f"{words}." if words else ""


def _part(name: str) -> str:
    return files("reamp.model_page").joinpath(name).read_text(encoding="utf-8")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _options(values: Sequence[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{words}</option>'
        for value, words in values
    )


def _data(said: Metadata, cabinet: str) -> str:
    """Return what the script needs, safe inside the page whatever the file of the model says."""
    knobs = [
        {
            "key": knob.key,
            "name": knob.name,
            "low": knob.limits[0],
            "high": knob.limits[1],
            "step": knob.step,
            "initial": knob.limits[0] if knob is GATE else knob.default,
            "unit": knob.unit,
        }
        for knob in PARAMETERS
        if knob is not OVERSAMPLING
    ]
    data = {
        "input_level_dbu": said.input_level_dbu,
        "is_estimated": said.is_estimated("input_level_dbu"),
        "cabinet": cabinet,
        "guitar_full_scale_dbu": DEMO_DI_FULL_SCALE_DBU,
        "gate_off_db": GATE.limits[0],
        "knobs": knobs,
    }
    return json.dumps(data).replace("<", "\\u003c")

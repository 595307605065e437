"""What the keys of the player do to the rig that plays."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from reamp.cli.hints import error_text
from reamp.cli.keyboard import Pasted
from reamp.cli.play_files import neighbours, with_file
from reamp.cli.play_typed import keep_gain, keep_level, use_interface, use_level
from reamp.errors import ReampError
from reamp.live.calibration import Calibration
from reamp.live.session import Session
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.knobs import KNOBS, Controls, switch_gate
from reamp.rig.parameters import GATE, INTERFACE_GAIN
from reamp.rig.preset import load_preset, preset_names, preset_path, save_preset
from reamp.rig.rig import Rig
from reamp.sim.speaker import CABINETS

__all__ = ["KEYS", "Desk", "Page", "View", "controls_of"]

_LARGE_STEPS = 5

KEYS = (
    ("left right", "choose a knob"),
    ("up down", f"turn it; page up, page down: {_LARGE_STEPS} times as far; 0: back to its start"),
    ("n p", "next, previous model: of those named, or in the folder"),
    ("i I", "next, previous cabinet, likewise; without a file: 1x12, 2x12, 4x12, none"),
    ("tab", "choose which of several models or cabinets n and p step"),
    ("a", "type the audio interface: its name, or its level as in 12.2 dBu"),
    ("m", "type the input level of the model, as in 12.2 dBu or 3 V"),
    ("k", "keep that level, or the one that the input knob makes by ear"),
    ("g o", "gate on or off; output: normalized, calibrated, raw"),
    ("r", "reset the clip light and the peaks held"),
    ("s l", "save the rig as a preset, load one"),
    ("u", "update: read the files again, where others have changed them"),
    ("f", "all findings, and the formulas of the gains"),
    ("? q", "this page; quit, as Ctrl-C does"),
)
"""Every key with what it does."""


class Page(Enum):
    """What the screen shows, and so what a key means."""

    PLAY = auto()
    HELP = auto()
    FINDINGS = auto()
    SAVE = auto()
    LOAD = auto()
    INTERFACE = auto()
    LEVEL = auto()


@dataclass(frozen=True, kw_only=True)
class View:
    """What the screen shows besides the status: where the keys have led.

    `slot` counts the models and then the cabinets. `message` answers the last key. `typed` is a name being
    typed, `names` the presets to choose from. `clipped_before` are the frames whose clip light was reset.
    """

    page: Page = Page.PLAY
    knob: int = 0
    slot: int = 0
    message: str = ""
    is_error: bool = False
    typed: str = ""
    names: tuple[str, ...] = ()
    choice: int = 0
    clipped_before: int = 0
    resets: int = 0


class Desk:
    """Turns keys into changes of what plays, one after another; `view` is what to show.

    A change that fails is said in `view.message`, and what played plays on. `named` are the models to step
    through, where the user named several; else they are those of the folder.
    """

    def __init__(self, session: Session, *, named: Sequence[Path] = ()) -> None:
        self.view = View()
        self._named = named
        self.is_over = False
        self._session = session
        self._gate_db = GATE.default
        self._replaces: str | None = None  # the preset whose name was confirmed once
        self._keys: dict[str, Callable[[], None]] = {
            "left": lambda: self._choose_knob(-1),
            "right": lambda: self._choose_knob(1),
            "tab": self._choose_slot,
            "n": lambda: self._step(1, cabinet=False),
            "p": lambda: self._step(-1, cabinet=False),
            "i": lambda: self._step(1, cabinet=True),
            "I": lambda: self._step(-1, cabinet=True),
            "a": lambda: self._show(page=Page.INTERFACE, typed=""),
            "m": lambda: self._show(page=Page.LEVEL, typed=""),
            "k": self._keep_level,
            "g": self._switch_gate,
            "o": self._next_output,
            "r": self._reset_held,
            "s": lambda: self._show(page=Page.SAVE),
            "l": self._list_presets,
            "u": self._update,
            "f": lambda: self._show(page=Page.FINDINGS),
            "?": lambda: self._show(page=Page.HELP),
            "q": self._quit,
        }

    def press(self, keys: list[str]) -> None:
        """Do what the keys say; several turns of one knob are one change, so that a held key never lags."""
        turns = 0
        for key in keys:
            if self.view.page is Page.PLAY and key in _TURNS:
                turns += _TURNS[key]
                continue
            self._turn(turns)
            turns = 0
            is_prompt = self.view.page in _LEVEL_PROMPTS
            self._press_one(key)
            if is_prompt and key == "enter":
                return  # what comes with it was pasted into a terminal that does not mark that
        self._turn(turns)

    def _press_one(self, key: str) -> None:
        page = self.view.page
        if isinstance(key, Pasted):
            self._paste(key)
        elif page is Page.SAVE:
            self._type_name(key)
        elif page in _LEVEL_PROMPTS:
            self._type_level(key)
        elif page is Page.LOAD:
            self._choose_preset(key)
        elif page is not Page.PLAY:
            self._show(page=Page.PLAY)
        elif key == "0":
            self._set_knob(self.controls.reset(KNOBS[self.view.knob]))
        elif key in self._keys:
            self._show(message="", is_error=False)
            self._keys[key]()

    @property
    def controls(self) -> Controls:
        """Where the knobs are."""
        return controls_of(self._session.rig, self._session.calibration)

    def _show(self, **changes: object) -> None:
        self.view = dataclasses.replace(self.view, **changes)  # type: ignore[arg-type]  # by name

    def _say(self, message: str, *, is_error: bool = False) -> None:
        self._show(message=message, is_error=is_error)

    def _change(self, controls: Controls, message: str) -> bool:
        """Play with these controls; return whether that was possible."""
        before = self.controls
        source, gain_db = self._session.source, controls.interface_gain_db
        before_gain = source.gain
        try:
            if gain_db != before.interface_gain_db and gain_db is not None:
                source = source.turned_to(gain_db)
            if controls != before:
                self._session.change(controls.rig, source=source)
            if source.gain != before_gain:
                message += keep_gain(self._session)
        except (ReampError, OSError) as error:
            self._say_error(error)
            return False
        self._say(message)
        return True

    def _keep_level(self) -> None:
        try:
            self._say(keep_level(self._session))
        except (ReampError, OSError) as error:
            self._say_error(error)

    def _paste(self, text: str) -> None:
        if self.view.page in (Page.SAVE, *_LEVEL_PROMPTS):
            self._show(typed=(self.view.typed + text)[:_LONGEST], message="", is_error=False)
        elif self.view.page is Page.PLAY:
            self._say("pasted text is no keys: a or m, then paste a level", is_error=True)

    def _type_level(self, key: str) -> None:
        """Type the interface or the level of a model; `tab` also remembers it for the next sessions."""
        typed = self.view.typed
        if key == "escape" or (key in ("enter", "tab") and not typed.strip()):
            self._show(page=Page.PLAY, typed="", message="nothing changed", is_error=False)
        elif key == "backspace":
            self._show(typed=typed[:-1])
        elif key in ("enter", "tab"):
            session, is_kept = self._session, key == "tab"
            try:
                if self.view.page is Page.INTERFACE:
                    message = use_interface(session, typed, is_kept=is_kept)
                else:
                    message = use_level(session, self.typed_model, typed, is_kept=is_kept)
            except (ReampError, OSError) as error:
                self._say_error(error)
                return
            self._show(page=Page.PLAY, typed="", message=message, is_error=False)
        elif len(key) == 1:
            self._show(typed=(typed + key)[:_LONGEST], message="", is_error=False)

    @property
    def typed_model(self) -> int:
        """The model whose level is typed, from 0: the one that is chosen, or else the first."""
        return self.view.slot if self.view.slot < len(self._session.rig.models) else 0

    def _say_error(self, error: Exception) -> None:
        self._say(error_text(error) if isinstance(error, ReampError) else str(error), is_error=True)

    def _turn(self, steps: int) -> None:
        """Turn the chosen knob."""
        if steps:
            self._set_knob(self.controls.turned(KNOBS[self.view.knob], steps))

    def _set_knob(self, controls: Controls) -> None:
        knob = KNOBS[self.view.knob]
        if knob is INTERFACE_GAIN and self._session.calibration.interface is None:
            self._say("name the interface first: a, then its name or its level", is_error=True)
        else:
            self._change(controls, f"{knob.name} {controls.text(knob)}")

    def _choose_knob(self, by: int) -> None:
        self._show(knob=(self.view.knob + by) % len(KNOBS))

    def _choose_slot(self) -> None:
        rig = self._session.rig
        self._show(slot=(self.view.slot + 1) % (len(rig.models) + len(rig.cabinets)))

    def _switch_gate(self) -> None:
        controls = self.controls
        if controls.rig.gate is not None:
            self._gate_db = controls.rig.gate.threshold_db
        switched = switch_gate(controls, threshold_db=self._gate_db)
        is_off = switched.rig.gate is None
        self._change(switched, "gate off" if is_off else f"gate at {self._gate_db:.0f} dBFS")

    def _next_output(self) -> None:
        modes = [OutputMode.NORMALIZED, OutputMode.CALIBRATED, OutputMode.RAW]
        controls = self.controls
        mode = modes[(modes.index(controls.rig.output_mode) + 1) % len(modes)]
        rig = dataclasses.replace(controls.rig, output_mode=mode)
        self._change(dataclasses.replace(controls, rig=rig), f"output {mode}")

    def _reset_held(self) -> None:
        self._show(clipped_before=self._session.status().clipped_frames, resets=self.view.resets + 1)

    def _update(self) -> None:
        try:
            self._session.reload()
        except (ReampError, OSError) as error:
            self._say_error(error)
            return
        self._say("read again")

    def _step(self, by: int, *, cabinet: bool) -> None:
        """Play the next file of the folder that plays; what cannot be played is passed over, and said."""
        rig = self._session.rig
        models = len(rig.models)
        slot = min(self.view.slot, models + len(rig.cabinets) - 1)
        if cabinet:
            slot = max(slot, models)
        if slot >= models and not any(each.file for each in rig.cabinets[slot - models :][:1]):
            self._step_computed(by, slot - models)
            return
        files = [*(model.path for model in rig.models), *(each.path for each in rig.cabinets)]
        passed = ""
        for other in neighbours(files[slot], by, self._named):
            if self._change(dataclasses.replace(self.controls, rig=with_file(rig, slot, other)), other.name):
                self._say(f"{other.name}{passed}", is_error=bool(passed))
                return
            passed = passed or f"; passed over {self.view.message}"
        here = f"{files[slot].name} is the only one of its kind in {files[slot].parent}"
        self._say(passed.removeprefix("; ") or here, is_error=bool(passed))

    def _step_computed(self, by: int, index: int) -> None:
        """Play the next of the computed cabinets, or none after the last where there is no other."""
        cabinets = list(self._session.rig.cabinets)
        names = [*CABINETS, *([] if len(cabinets) > 1 else ["no cabinet"])]
        now = str(cabinets[index].path) if cabinets else "no cabinet"
        name = names[(names.index(now) + by) % len(names)]
        if name not in CABINETS:
            cabinets = []
        elif cabinets:
            cabinets[index] = dataclasses.replace(cabinets[index], path=Path(name))
        else:
            cabinets = [Cabinet(path=Path(name))]
        rig = dataclasses.replace(self._session.rig, cabinets=tuple(cabinets))
        self._change(dataclasses.replace(self.controls, rig=rig), name)

    def _type_name(self, key: str) -> None:
        typed = self.view.typed
        if key != "enter":
            self._replaces = None
        if key == "escape":
            self._show(page=Page.PLAY, typed="", message="not saved", is_error=False)
        elif key == "backspace":
            self._show(typed=typed[:-1])
        elif key == "enter" and typed.strip():
            self._save(typed.strip())
        elif len(key) == 1:
            self._show(typed=typed + key, message="", is_error=False)

    def _save(self, name: str) -> None:
        try:
            path = preset_path(name)
            if path.exists() and self._replaces != name:
                self._replaces = name
                self._say(f"{name} is there already: enter again replaces it", is_error=True)
                return
            save_preset(self._session.rig, path)
        except (ReampError, OSError) as error:
            self._say_error(error)
            return
        self._replaces = None
        self._show(page=Page.PLAY, typed="", message=f"saved as {path}", is_error=False)

    def _list_presets(self) -> None:
        names = preset_names()
        if names:
            self._show(page=Page.LOAD, names=names, choice=min(self.view.choice, len(names) - 1))
        else:
            self._say("there is no preset yet: s saves one")

    def _choose_preset(self, key: str) -> None:
        view = self.view
        if key in _TURNS:
            self._show(choice=min(len(view.names) - 1, max(0, view.choice - _TURNS[key])))
        elif key == "enter":
            self._show(page=Page.PLAY)
            self._load(view.names[view.choice])
        elif key in ("escape", "q"):
            self._show(page=Page.PLAY)

    def _load(self, name: str) -> None:
        try:
            path = preset_path(name)
            self._session.change(load_preset(path), preset=path)
        except (ReampError, OSError) as error:
            self._say_error(error)
            return
        self._show(slot=0, message=f"preset {name}", is_error=False)

    def _quit(self) -> None:
        self.is_over = True


_LEVEL_PROMPTS = (Page.INTERFACE, Page.LEVEL)
_LONGEST = 200  # of what is typed

_TURNS = {"up": 1, "down": -1, "page up": _LARGE_STEPS, "page down": -_LARGE_STEPS}


def controls_of(rig: Rig, calibration: Calibration) -> Controls:
    """Return where the knobs of a rig and its interface are."""
    interface = calibration.interface
    lowest_db = None if interface is None else interface.min_gain_shown_db
    return Controls(rig=rig, interface_gain_db=calibration.gain_db, lowest_gain_db=lowest_db or 0.0)

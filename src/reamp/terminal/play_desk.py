"""The keys of the player: each changes the rig or the screen."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from reamp.errors import ReampError
from reamp.findings import Check, Finding
from reamp.library.index import Library
from reamp.library.typed_search import TypedSearch
from reamp.live.browse import cabinet_slot, slot_in
from reamp.live.desk import Answer, Desk
from reamp.live.hints import NO_HINTS, Hints
from reamp.live.session import Session
from reamp.live.tuner import REFERENCE_HZ, REFERENCE_RANGE_HZ, LiveTuner, TunerReading
from reamp.rig.knobs import KNOBS
from reamp.rig.preset import preset_names
from reamp.terminal.keyboard import Pasted
from reamp.terminal.search_desk import SearchDesk

__all__ = ["KEYS", "KeyDesk", "Page", "View", "hints_on_keys"]

_LARGE_STEPS = 5

KEYS = (
    ("left right", "choose a knob"),
    ("up down", f"turn it; page up, page down: {_LARGE_STEPS} times as far; 0: back to its start"),
    ("n p", "next, previous model: of those named, or in the folder"),
    ("i I", "next, previous cabinet, likewise; without a file: 1x12, 2x12, 4x12, none"),
    ("/", "search the library as you type; n and p then play what it found"),
    ("tab", "choose the model or cabinet that n and p change"),
    ("a", "type the audio interface: its name, or its level as in 12.2 dBu"),
    ("m v", "type the model's input level: 12.2 dBu; its knobs, if any: gain=7"),
    ("k", "keep that level, or the one set by ear with the input knob"),
    ("g o", "gate on or off; output: normalized, calibrated, raw"),
    ("s l", "save the rig as a preset, load one"),
    ("t w", "tuner; record the guitar and the sound to two files, and stop"),
    ("r u", "reset clip light and peaks; update: read the files again"),
    ("f ? q", "findings and formulas of the gains; this page; quit, as Ctrl-C"),
)
"""Every key with its effect."""

_ON_KEYS = {
    **dict.fromkeys(
        (
            *(Check.INTERFACE_CONFLICT, Check.INTERFACE_UNKNOWN),
            *(Check.INTERFACE_UNCERTAIN, Check.INTERFACE_UNMATCHED),
            *(Check.INTERFACE_MATCHED, Check.INTERFACE_OTHER_DEVICE, Check.INTERFACE_REMEMBERED),
        ),
        "a",
    ),
    **dict.fromkeys((Check.INTERFACE_GAIN_ASSUMED, Check.INTERFACE_GAIN_REMEMBERED), "the interface knob"),
    **dict.fromkeys((Check.FILE_BROKEN, Check.FILE_CHANGED, Check.SLIM_LOWERED), "the u key"),
    Check.MODEL_LEVEL_UNKNOWN: "m; or turn the input, then k",
    Check.LOUDNESS_UNKNOWN: "the output knob",
}
"""The keys that do what findings advise; findings without a key use the hint of the command."""


def hints_on_keys(hints: Hints) -> Hints:
    """Return hints that name a key if there is one, else those of `hints`."""

    def finding_words(finding: Finding) -> str:
        key = _ON_KEYS.get(finding.check)
        return hints.finding(finding) if key is None else f"{finding} ({key})"

    return dataclasses.replace(
        hints,
        finding=finding_words,
        name_interface="a, then its name or its level",
        keep_level="k keeps it",
        use_for_session="enter uses it for this session",
    )


class Page(Enum):
    """The page on the screen, which decides what a key means."""

    PLAY = auto()
    HELP = auto()
    FINDINGS = auto()
    SAVE = auto()
    LOAD = auto()
    INTERFACE = auto()
    LEVEL = auto()
    MODEL_KNOBS = auto()
    TUNER = auto()
    SEARCH = auto()


@dataclass(frozen=True, kw_only=True)
class View:
    """The state of the screen besides the status: everything that keys have chosen.

    `slot` counts the models and then the cabinets. `message` answers the last key. `typed` is the text being
    typed, `names` are the presets to choose from. `clipped_before` is how many clipped frames were counted
    when the clip light was reset. `tuned` is the reading of the tuner at `reference_hz`. `search` is the
    search of the library.
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
    reference_hz: float = REFERENCE_HZ
    tuned: TunerReading | None = None
    search: TypedSearch | None = None


class KeyDesk:
    """Turns keys into changes at a `Desk`, one after another; `view` is the state of the screen.

    `view.message` is the answer to the last key. `named` and `hints` are those of `Desk`; the hints name a
    key if there is one. `takes` is the folder of recordings; `open_library` returns the index to search.
    """

    def __init__(
        self,
        session: Session,
        *,
        named: Sequence[Path] = (),
        hints: Hints = NO_HINTS,
        takes: Path = Path(),
        open_library: Callable[[], Library] = Library,
    ) -> None:
        self.view = View()
        self.is_over = False
        self._session = session
        self.hints = hints_on_keys(hints)
        self._desk = desk = Desk(session, named=named, hints=self.hints, takes=takes)
        self._library = SearchDesk(open_library)
        self._tuner: LiveTuner | None = None
        self._replaces: str | None = None  # the existing preset that a second enter replaces
        self._keys: dict[str, Callable[[], None]] = {
            "left": lambda: self._choose_knob(-1),
            "right": lambda: self._choose_knob(1),
            "/": self._open_search,
            "tab": self._choose_slot,
            "n": lambda: self._step(1),
            "p": lambda: self._step(-1),
            "i": lambda: self._step_cabinet(1),
            "I": lambda: self._step_cabinet(-1),
            "a": lambda: self._show(page=Page.INTERFACE, typed=""),
            "m": lambda: self._show(page=Page.LEVEL, typed=""),
            "v": lambda: self._show(page=Page.MODEL_KNOBS, typed=""),
            "k": lambda: self._answer(desk.keep_level()),
            "g": lambda: self._answer(desk.switch_gate()),
            "o": lambda: self._answer(desk.next_output()),
            "r": self._reset_held,
            "s": lambda: self._show(page=Page.SAVE),
            "l": self._list_presets,
            "t": self._open_tuner,
            "w": lambda: self._answer(desk.switch_recording()),
            "u": lambda: self._answer(desk.reload()),
            "f": lambda: self._show(page=Page.FINDINGS),
            "?": lambda: self._show(page=Page.HELP),
            "q": self._quit,
        }

    def press(self, keys: list[str]) -> None:
        """Carry out keys. Several turns of one knob are one change, so that a held key never lags."""
        turns = 0
        for key in keys:
            if self.view.page is Page.PLAY and key in _TURNS:
                turns += _TURNS[key]
                continue
            self._turn(turns)
            turns = 0
            is_prompt = self.view.page in _TYPED_LINES
            self._press_one(key)
            if is_prompt and key == "enter":
                return  # more keys at once come from a paste in a terminal that does not mark pastes
        self._turn(turns)

    def _press_one(self, key: str) -> None:
        page = self.view.page
        if page is Page.SEARCH:
            self._search(key)
        elif isinstance(key, Pasted):
            self._paste(key)
        elif page is Page.SAVE:
            self._type_name(key)
        elif page in _TYPED_LINES:
            self._type_line(key)
        elif page is Page.LOAD:
            self._choose_preset(key)
        elif page is Page.TUNER and key in _TURNS:
            self._change_reference(_TURNS[key])
        elif page is not Page.PLAY:
            self._show(page=Page.PLAY)
        elif key == "0":
            self._answer(self._desk.reset(KNOBS[self.view.knob]))
        elif key in self._keys:
            self._show(message="", is_error=False)
            self._keys[key]()

    def tick(self) -> None:
        """Let the tuner hear the guitar while it is shown. Call this for every screen."""
        if self.view.page is Page.TUNER and self._tuner is not None:
            self._show(tuned=self._tuner.listen())

    def _open_tuner(self) -> None:
        self._tuner = LiveTuner(self._session, reference_hz=self.view.reference_hz)
        self._show(page=Page.TUNER, tuned=None)

    def _change_reference(self, by_hz: int) -> None:
        low_hz, high_hz = REFERENCE_RANGE_HZ
        self._show(reference_hz=min(high_hz, max(low_hz, self.view.reference_hz + by_hz)))
        self._open_tuner()

    def _show(self, **changes: object) -> None:
        self.view = dataclasses.replace(self.view, **changes)  # type: ignore[arg-type]  # by name

    def _say(self, message: str, *, is_error: bool = False) -> None:
        self._show(message=message, is_error=is_error)

    def _answer(self, answer: Answer) -> None:
        self._say(answer.words, is_error=answer.is_error)

    def _paste(self, text: str) -> None:
        if self.view.page in (Page.SAVE, *_TYPED_LINES):
            self._show(typed=(self.view.typed + text)[:_LONGEST], message="", is_error=False)
        elif self.view.page is Page.PLAY:
            self._say("pasted text is not used as keys: press a or m, then paste a level", is_error=True)

    def _type_line(self, key: str) -> None:
        """Type an interface, a level or knobs; for the first two `tab` remembers it for the next sessions."""
        typed = self.view.typed
        if key == "escape" or (key in ("enter", "tab") and not typed.strip()):
            self._show(page=Page.PLAY, typed="", message="nothing changed", is_error=False)
        elif key == "backspace":
            self._show(typed=typed[:-1])
        elif key in ("enter", "tab"):
            is_kept = key == "tab"
            if self.view.page is Page.INTERFACE:
                answer = self._desk.use_interface(typed, is_kept=is_kept)
            elif self.view.page is Page.MODEL_KNOBS:
                answer = self._desk.turn_model_knobs(typed)
            else:
                answer = self._desk.use_level(self.chosen_model, typed, is_kept=is_kept)
            self._answer(answer)
            if not answer.is_error:
                self._show(page=Page.PLAY, typed="")
        elif len(key) == 1:
            self._show(typed=(typed + key)[:_LONGEST], message="", is_error=False)

    @property
    def chosen_model(self) -> int:
        """The index of the model that keys change: the chosen one, or else the first."""
        return self.view.slot if self.view.slot < len(self._session.rig.models) else 0

    def _turn(self, steps: int) -> None:
        """Turn the chosen knob."""
        if steps:
            self._answer(self._desk.turn(KNOBS[self.view.knob], steps))

    def _choose_knob(self, by: int) -> None:
        self._show(knob=(self.view.knob + by) % len(KNOBS))

    def _choose_slot(self) -> None:
        rig = self._session.rig
        self._show(slot=(self.view.slot + 1) % (len(rig.models) + len(rig.cabinets)))

    def _reset_held(self) -> None:
        self._show(clipped_before=self._session.status().clipped_frames, resets=self.view.resets + 1)

    def _step(self, by: int) -> None:
        self._answer(self._desk.step(slot_in(self._session.rig, self.view.slot), by))

    def _step_cabinet(self, by: int) -> None:
        self._answer(self._desk.step(cabinet_slot(self._session.rig, self.view.slot), by))

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
        answer = self._desk.save_preset(name, overwrite=self._replaces == name)
        if answer.can_confirm:
            self._replaces = name
            self._say(f"{answer.words}: press enter again to replace it", is_error=True)
            return
        self._answer(answer)
        if not answer.is_error:
            self._replaces = None
            self._show(page=Page.PLAY, typed="")

    def _list_presets(self) -> None:
        names = preset_names()
        if names:
            self._show(page=Page.LOAD, names=names, choice=min(self.view.choice, len(names) - 1))
        else:
            self._say("there is no preset yet: press s to save one")

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
        answer = self._desk.load_preset(name)
        self._answer(answer)
        if not answer.is_error:
            self._show(slot=0)

    def _open_search(self) -> None:
        answer = self._tried(self._library.begin)
        if answer is not None:
            self._show(page=Page.SEARCH, search=answer)

    def _search(self, key: str) -> None:
        search = self.view.search
        assert search is not None  # the page is shown with one
        self._show(message="", is_error=False)
        if key == "escape":
            self._library.end()
            self._show(page=Page.PLAY, search=None)
        elif key == "enter":
            if search.chosen is not None:
                model = self.chosen_model
                self._answer(self._desk.play_file(model, search.chosen.path, among=search.paths))
        else:
            answer = self._tried(lambda: self._library.press(search, key))
            self._show(search=answer or search)

    def _tried(self, search: Callable[[], TypedSearch]) -> TypedSearch | None:
        try:
            return search()
        except ReampError as error:
            self._say(self.hints.error(error), is_error=True)
            return None

    def _quit(self) -> None:
        self.is_over = True


_TYPED_LINES = (Page.INTERFACE, Page.LEVEL, Page.MODEL_KNOBS)
_LONGEST = 200  # typed characters

_TURNS = {"up": 1, "down": -1, "page up": _LARGE_STEPS, "page down": -_LARGE_STEPS}

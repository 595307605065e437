"""The changes that a front end makes during a session: each is made, or its answer says why not."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reamp.errors import ReampError
from reamp.knobs.knob import setting_words
from reamp.knobs.typed import parse_setting
from reamp.live.browse import file_in, neighbours, with_file, with_next_cabinet
from reamp.live.calibration import Calibration
from reamp.live.hints import NO_HINTS, Hints
from reamp.live.session import Session
from reamp.live.typed import keep_gain, keep_level, use_interface, use_level
from reamp.plan.inputs import OutputMode
from reamp.rig.knobs import Controls, switch_gate
from reamp.rig.model_knobs import with_knobs_turned
from reamp.rig.parameters import GATE, INTERFACE_GAIN, Parameter
from reamp.rig.preset import load_preset, preset_path, save_preset
from reamp.rig.rig import Rig

__all__ = ["Answer", "Desk", "controls_of"]

_OUTPUT_MODES = (OutputMode.NORMALIZED, OutputMode.CALIBRATED, OutputMode.RAW)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The outcome of a change in a sentence: what plays now, or why nothing or only a part was changed.

    `can_confirm`: nothing was done yet; the same request with `overwrite` does it.
    """

    words: str
    is_error: bool = False
    can_confirm: bool = False


class Desk:
    """Changes what a session plays. If a change fails, its answer is an error and the old rig plays on.

    `named` are the models to step through if the user named several; otherwise those of the folder.
    `hints` say how this front end does what the answers advise. `takes` is the folder of recordings.
    """

    def __init__(
        self,
        session: Session,
        *,
        named: Sequence[Path] = (),
        hints: Hints = NO_HINTS,
        takes: Path = Path(),
    ) -> None:
        self.session = session
        self._takes = takes
        self._named = named
        self._hints = hints
        self._gate_db = GATE.default

    @property
    def controls(self) -> Controls:
        """The values of the knobs."""
        return controls_of(self.session.rig, self.session.calibration)

    def turn(self, knob: Parameter, steps: int) -> Answer:
        """Turn a knob by steps, at most to its end."""
        return self._set(knob, self.controls.turned(knob, steps))

    def reset(self, knob: Parameter) -> Answer:
        """Set a knob to its default."""
        return self._set(knob, self.controls.reset(knob))

    def switch_gate(self) -> Answer:
        """Switch the gate off, or on at its last threshold."""
        controls = self.controls
        if controls.rig.gate is not None:
            self._gate_db = controls.rig.gate.threshold_db
        switched = switch_gate(controls, threshold_db=self._gate_db)
        is_off = switched.rig.gate is None
        return self._play(switched, "gate off" if is_off else f"gate at {self._gate_db:.0f} dBFS")

    def next_output(self) -> Answer:
        """Play the next of the output modes."""
        rig = self.session.rig
        mode = _OUTPUT_MODES[(_OUTPUT_MODES.index(rig.output_mode) + 1) % len(_OUTPUT_MODES)]
        return self._play_rig(dataclasses.replace(rig, output_mode=mode), f"output {mode}")

    def step(self, slot: int, by: int) -> Answer:
        """Play the next file in a slot, or the next computed cabinet if the slot has no file.

        Files that cannot be played are skipped, and the answer says why. `slot` comes from `slot_in` or
        `cabinet_slot`: a slot of the rig, or that of the first cabinet if there is none.
        """
        rig = self.session.rig
        file = file_in(rig, slot)
        if file is None:
            rig = with_next_cabinet(rig, slot, by)
            index = slot - len(rig.models)
            return self._play_rig(rig, str(rig.cabinets[index].path) if rig.cabinets else "no cabinet")
        passed = ""
        for other in neighbours(file, by, self._named):
            answer = self._play_rig(with_file(rig, slot, other), other.name)
            if not answer.is_error:
                return Answer(words=f"{other.name}{passed}", is_error=bool(passed))
            passed = passed or f"; skipped {answer.words}"
        here = f"{file.name} is the only one of its kind in {file.parent}"
        return Answer(words=passed.removeprefix("; ") or here, is_error=bool(passed))

    def play_file(self, slot: int, path: Path, *, among: Sequence[Path] = ()) -> Answer:
        """Play a file in a slot that has one; `step` then goes through `among`, where it is given."""
        answer = self._play_rig(with_file(self.session.rig, slot, path), path.name)
        if among and not answer.is_error:
            self._named = among
        return answer

    def switch_recording(self) -> Answer:
        """Start recording the guitar and the sound into the folder of takes, or end the recording."""

        def switch() -> Answer:
            ended = self.session.stop_recording()
            if ended is None:
                take = self.session.start_recording(self._takes)
                return Answer(words=f"recording {take.di.name} and {take.sound.name}")
            words = f"recorded {ended.duration_s:.1f} s: {ended.di} and {ended.sound.name}"
            return Answer(
                words=f"{words}; {ended.problem}" if ended.problem else words, is_error=bool(ended.problem)
            )

        return self._tried(switch)

    def reload(self) -> Answer:
        """Read the files again."""

        def read() -> Answer:
            self.session.reload()
            return Answer(words="read again")

        return self._tried(read)

    def use_interface(self, typed: str, *, is_kept: bool = False) -> Answer:
        """Play from an interface: its name, its level, or `none`; remember it if `is_kept`."""
        return self._tried(lambda: Answer(words=use_interface(self.session, typed, is_kept=is_kept)))

    def turn_model_knobs(self, typed: str) -> Answer:
        """Turn typed knobs of the models with knobs, `gain=7 bright=on`; the sound fades over."""

        def turn() -> Answer:
            rig = self.session.rig
            models = with_knobs_turned(rig.models, parse_setting(typed.split()))
            self.session.change(dataclasses.replace(rig, models=models))
            words = [setting_words(dict(model.knobs)) for model in models if model.knobs]
            return Answer(words=" > ".join(words))

        return self._tried(turn)

    def use_level(self, model: int, typed: str, *, is_kept: bool = False) -> Answer:
        """Play with an input level of a model, counted from 0; keep it if `is_kept`."""

        def use() -> Answer:
            return Answer(words=use_level(self.session, model, typed, is_kept=is_kept, hints=self._hints))

        return self._tried(use)

    def keep_level(self) -> Answer:
        """Keep the input level of the first model, typed or set by ear."""
        return self._tried(lambda: Answer(words=keep_level(self.session, hints=self._hints)))

    def save_preset(self, name: str, *, overwrite: bool = False) -> Answer:
        """Save the rig. If the preset exists, the answer can be confirmed, unless `overwrite`."""

        def save() -> Answer:
            path = preset_path(name)
            if path.exists() and not overwrite:
                return Answer(words=f"{name} already exists", is_error=True, can_confirm=True)
            save_preset(self.session.rig, path)
            return Answer(words=f"saved as {path}")

        return self._tried(save)

    def load_preset(self, name: str) -> Answer:
        """Play a preset."""

        def load() -> Answer:
            path = preset_path(name)
            self.session.change(load_preset(path), preset=path)
            return Answer(words=f"preset {name}")

        return self._tried(load)

    def _set(self, knob: Parameter, controls: Controls) -> Answer:
        if knob is INTERFACE_GAIN and self.session.calibration.interface is None:
            how = f": {self._hints.name_interface}" if self._hints.name_interface else ""
            return Answer(words=f"name the interface first{how}", is_error=True)
        return self._play(controls, f"{knob.name} {controls.text(knob)}")

    def _play_rig(self, rig: Rig, words: str) -> Answer:
        return self._play(dataclasses.replace(self.controls, rig=rig), words)

    def _play(self, controls: Controls, words: str) -> Answer:
        """Play with these controls; the answer is `words` if that is possible."""

        def play() -> Answer:
            session, before = self.session, self.controls
            source, gain_db, before_gain = session.source, controls.interface_gain_db, session.source.gain
            if gain_db != before.interface_gain_db and gain_db is not None:
                source = source.turned_to(gain_db)
            if controls != before:
                session.change(controls.rig, source=source)
            kept = keep_gain(session, hints=self._hints) if source.gain != before_gain else ""
            return Answer(words=f"{words}{kept}")

        return self._tried(play)

    def _tried(self, change: Callable[[], Answer]) -> Answer:
        try:
            return change()
        except ReampError as error:
            return Answer(words=self._hints.error(error), is_error=True)
        except OSError as error:
            return Answer(words=str(error), is_error=True)


def controls_of(rig: Rig, calibration: Calibration) -> Controls:
    """Return the values of the knobs of a rig and its interface."""
    interface = calibration.interface
    lowest_db = None if interface is None else interface.min_gain_shown_db
    return Controls(rig=rig, interface_gain_db=calibration.gain_db, lowest_gain_db=lowest_db or 0.0)

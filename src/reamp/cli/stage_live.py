"""The stage assistant on a device: hears the guitar, takes the gain that is typed, keeps what came out."""

import datetime
import math
from collections.abc import Sequence

import msgspec
import numpy as np
from rich.text import Text

from reamp.audio.signal import Samples
from reamp.cli.console import console
from reamp.errors import DeviceError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember, remembered_path
from reamp.interfaces.table import InputKind, interfaces, level_as_interface
from reamp.live.calibration import calibrate
from reamp.live.choice import check_channel
from reamp.live.stream import Stream
from reamp.plan.source import Origin, Source
from reamp.stage.assistant import STRUMS_NEEDED, AssistantStep, GainAssistant, read_inputs
from reamp.stage.turned_gain import TurnedGain
from reamp.units import ratio_to_db

__all__ = ["Listening", "advice", "keep_gain", "task", "turned_words"]

BLOCK_S = 0.1
"""A reading of the assistant; it needs whole periods of the mains."""

FALL_DB_S = 40.0
"""How fast the meters fall: slow enough to be read, fast enough to be down at the next strum."""


class Listening:
    """A stage assistant that hears an open device.

    Without a `source` the interface is that of `calibrate`. Raises `ConfigError` for an input that the device
    does not have.
    """

    def __init__(self, stream: Stream, *, source: Source | None = None) -> None:
        self.stream = stream
        source = Source.remembered() if source is None else source
        check_channel(stream.device, source.channel)
        self.calibration = calibrate(stream.device.name, source)
        gain_db, interface = self.calibration.gain_db, self.calibration.interface
        gain = self.calibration.source.gain
        is_shown = gain is not None and gain.shown_db is not None
        self.assistant = GainAssistant(
            gain_db=self.lowest_gain_db if gain_db is None else gain_db,
            interface=interface,
            input_index=source.channel - 1,
            has_numbers=is_shown or self._shows_lowest,
            is_gain_known=gain_db is not None,
        )
        self.levels_dbfs = [-math.inf] * stream.device.inputs
        self._waiting: list[Samples] = [np.zeros(0, np.float32)] * stream.device.inputs
        stream.start(None)  # silence: nobody should hear an amp while the gain is turned

    @property
    def is_gain_known(self) -> bool:
        """Whether the gain is known; else only how far the knob was turned."""
        return self.assistant.is_gain_known

    @property
    def asks_gain(self) -> bool:
        """Whether the gain has to be asked for: a knob without numbers may have been turned since."""
        is_remembered = self.calibration.source.is_gain_remembered
        return not self.is_gain_known or (is_remembered and not self.assistant.has_numbers)

    @property
    def _shows_lowest(self) -> bool:
        interface = self.calibration.interface
        return interface is not None and interface.min_gain_shown_db is not None

    @property
    def lowest_gain_db(self) -> float:
        """The gain that the interface shows at its lowest, 0 where that is unknown."""
        interface = self.calibration.interface
        return (None if interface is None else interface.min_gain_shown_db) or 0.0

    def hear(self) -> None:
        """Hear what came since the last call; raises `DeviceError` where the device is gone."""
        if self.stream.is_lost:
            raise DeviceError(
                f"{self.stream.device.name} is gone: connect it and begin again",
                backend=self.stream.device.backend,
            )
        rate_hz = self.stream.rate_hz
        new = self.stream.inputs()
        for index, samples in enumerate(new):
            peak = float(np.max(np.abs(samples), initial=0.0))
            fallen_dbfs = self.levels_dbfs[index] - FALL_DB_S * len(samples) / rate_hz
            self.levels_dbfs[index] = max(ratio_to_db(peak), fallen_dbfs)
        self._waiting = [np.concatenate(pair) for pair in zip(self._waiting, new, strict=True)]
        frames = round(BLOCK_S * rate_hz)
        while len(self._waiting[0]) >= frames:
            block = [samples[:frames] for samples in self._waiting]
            self._waiting = [samples[frames:] for samples in self._waiting]
            reading = read_inputs(block, rate_hz=rate_hz, input_index=self.assistant.input_index)
            if self.assistant.step is AssistantStep.ADJUST:
                self.assistant.follow(reading)
            else:
                self.assistant.add(reading)

    def set_gain(self, gain: InterfaceGain) -> None:
        """Take over the gain that was typed; raises `ConfigError` for one that the interface cannot have."""
        interface = self.calibration.interface or level_as_interface(0.0)
        gain.above_lowest_db(interface)
        if gain.shown_db is not None or self._shows_lowest:
            self.assistant.set_gain(gain.on_display_db(interface))
        else:
            self.assistant.begin(gain.on_display_db(interface), has_numbers=False)

    def begin_at_lowest(self) -> None:
        """Take it that the gain is at its lowest."""
        self.assistant.begin(self.lowest_gain_db, has_numbers=self._shows_lowest)

    def begin_anywhere(self) -> None:
        """Take it that the knob has no numbers and is not at its lowest: only its turning can be measured."""
        self.assistant.begin(0.0, has_numbers=False, is_gain_known=False)

    def confirm(self) -> None:
        """Take it that the gain was turned: as advised, or as far as the sound will say."""
        if self.assistant.wanted_gain_db is None:
            return
        if self.assistant.has_numbers and self.is_gain_known:
            self.assistant.set_gain(self.assistant.wanted_gain_db)
        else:
            self.assistant.turn()


def advice(assistant: GainAssistant) -> str:
    """Return what to do with the gain."""
    wanted_db = assistant.wanted_gain_db
    if assistant.step is AssistantStep.LISTEN or wanted_db is None:
        return f"record {STRUMS_NEEDED} hard strums or more, a second apart"
    step_db = wanted_db - assistant.gain_db
    if not step_db:
        return "leave the gain as it is"
    about = "" if assistant.has_numbers else "about "
    turn = f"turn the gain {'up' if step_db > 0 else 'down'} by {about}{abs(step_db):g} dB"
    if not assistant.is_gain_known:
        return turn
    return f"{turn}, to {about}{wanted_db:g} dB{'' if assistant.has_numbers else ' above its lowest'}"


def turned_words(assistant: GainAssistant) -> str:
    """Return how far the knob was turned and what that was measured with; nothing where it was not."""
    turned = assistant.turned
    if assistant.has_numbers or not isinstance(turned, TurnedGain):
        return ""
    spread = f"give or take {turned.give_or_take_db:.1f} dB, measured by {turned.method.words}"
    if assistant.is_gain_known:
        return f"The knob is about {assistant.gain_db:g} dB above its lowest, {spread}."
    up = "up" if turned.turned_db >= 0.0 else "down"
    return (
        f"The knob was turned {up} by about {abs(turned.rounded_db):g} dB, {spread}. How far it is above its "
        "lowest is not known: to measure that, turn it fully down and begin again."
    )


def keep_gain(listening: Listening) -> None:
    """Remember the gain with an interface that is remembered or known by the device's name, and say so."""
    calibration, gain = listening.calibration, listening.assistant.gain
    interface = calibration.interface
    out = console()
    if measured := turned_words(listening.assistant):
        out.print(Text(measured), soft_wrap=True)
    if gain is None:
        return
    raised_db = gain.above_lowest_db(interface or level_as_interface(0.0))
    if interface is not None and interface.applied_dbu is not None and raised_db > 0.0:
        text = f"What the gain adds, {raised_db:g} dB, is taken off the model's input."
        out.print(Text(text), soft_wrap=True)
    device = listening.stream.device.name
    kept = load_remembered(device) if calibration.origin is Origin.REMEMBERED else None
    if interface is not None and calibration.origin is Origin.MATCHED:
        kept = RememberedInterface(name=interface.name, input=interface.input, device=device)
    if kept is None:
        name = "NAME"
        if interface is not None and interface in interfaces() and interface.kind is InputKind.INSTRUMENT:
            name = f'"{interface.name}"'
        text = f"To remember it: reamp interface set {name} --gain {gain}"
        out.print(Text(text, style="dim"), soft_wrap=True)
        return
    today = datetime.datetime.now().astimezone().date()
    kept = msgspec.structs.replace(kept, gain_db=gain.value, date=today)
    remember(kept)
    text = f"{kept.interface().name}, gain at {gain.words}; remembered in {remembered_path()}"
    out.print(Text(text), soft_wrap=True)


def task(listening: Listening, *, asks_gain: bool) -> Sequence[str]:
    """Return what the user should do now, and how to go on, a line each."""
    assistant = listening.assistant
    if asks_gain:
        return _question(listening)
    if assistant.step is AssistantStep.LISTEN:
        return _strums(assistant)
    said = advice(assistant)
    said = f"{said[:1].upper()}{said[1:]}."
    if assistant.has_numbers and assistant.is_gain_known:
        return said, "When it is done: enter. Or type the number that the gain shows now, and enter."
    assert assistant.wanted_gain_db is not None  # as there is something to turn
    so_far_db, step_db = assistant.turned_so_far_db, assistant.wanted_gain_db - assistant.gain_db
    if so_far_db is None:
        so_far = "Strum meanwhile, or let a loop or a tone run: it is shown how far you are."
    else:
        so_far = f"So far about {so_far_db:+z.0f} of {step_db:+g} dB."
    return said, f"{so_far} When it is done: enter, and strum again."


def _question(listening: Listening) -> Sequence[str]:
    if listening.assistant.has_numbers:
        return (
            "Which gain does the interface show? Type the number, then enter.",
            f"Enter alone: it is at its lowest, {listening.lowest_gain_db:g} dB.",
        )
    gain = listening.assistant.gain
    kept = "" if gain is None else f"If it still is at {gain.words}: {gain} and enter. "
    return (
        "Turn the gain knob fully down, then press enter.",
        f"{kept}If it shows numbers: type the one it shows, then enter. "
        "If it has none and must stay where it is: ? and enter.",
    )


def _strums(assistant: GainAssistant) -> Sequence[str]:
    if assistant.is_measuring:
        first = f"Play {STRUMS_NEEDED} strums again, the same chord, as hard as before."
        turned = assistant.turned
        if not isinstance(turned, TurnedGain):
            return first, "They tell how far the knob was turned; a loop or a tone tells it better."
        spread = f"give or take {turned.give_or_take_db:.1f} dB"
        return first, f"The knob was turned by {turned.turned_db:+.1f} dB, {spread}."
    if assistant.has_numbers:
        second = "If you turn the gain meanwhile: type the number that it shows then, and enter."
    elif assistant.is_gain_known:
        second = "Leave the gain knob where it is meanwhile."
    else:
        second = "Type the gain if you know it: 15 where it shows that, +0 where it is fully down."
    return f"Play {STRUMS_NEEDED} strums, a second apart, as hard as you ever play.", second

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
from reamp.gear.interface_table import InputKind, interfaces
from reamp.gear.remembered_interface import RememberedInterface, load_remembered, remember, remembered_path
from reamp.live.calibration import calibrate
from reamp.live.choice import check_channel
from reamp.live.stream import Stream
from reamp.rig.source import Origin, Source
from reamp.rig.stage import STRUMS_NEEDED, Stage, Step, read_inputs
from reamp.units import ratio_to_db

__all__ = ["Listening", "advice", "keep_gain", "task"]

BLOCK_S = 0.1
"""A reading of the assistant; it needs whole periods of the mains."""

FALL_DB_S = 40.0
"""How fast the meters fall: slow enough to be read, fast enough to be down at the next strum."""


class Listening:
    """A stage assistant that hears an open device; `is_gain_known` says whether its gain is the one shown.

    Without a `source` the interface is that of `calibrate`. Raises `ConfigError` for an input that the device
    does not have.
    """

    def __init__(self, stream: Stream, *, source: Source | None = None) -> None:
        self.stream = stream
        source = Source.remembered() if source is None else source
        check_channel(stream.device, source.channel)
        self.calibration = calibrate(stream.device.name, source)
        gain_db = self.calibration.gain_db
        self.is_gain_known = gain_db is not None
        self.assistant = Stage(
            gain_db=self.lowest_gain_db if gain_db is None else gain_db,
            interface=self.calibration.interface,
            input_index=source.channel - 1,
        )
        self.levels_dbfs = [-math.inf] * stream.device.inputs
        self._waiting: list[Samples] = [np.zeros(0, np.float32)] * stream.device.inputs
        stream.start(None)  # silence: nobody should hear an amp while the gain is turned

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
            self.assistant.add(read_inputs(block, rate_hz=rate_hz, input_index=self.assistant.input_index))

    def set_gain(self, shown_db: float) -> None:
        """Take over the gain that the interface shows now; raises `ConfigError` for one it cannot show."""
        self._check(shown_db)
        self.assistant.set_gain(shown_db)
        self.is_gain_known = True

    def confirm(self) -> None:
        """Take it that the gain was turned as advised."""
        if self.assistant.wanted_gain_db is not None:
            self.assistant.set_gain(self.assistant.wanted_gain_db)

    def _check(self, shown_db: float) -> None:
        if self.calibration.interface is not None:
            self.calibration.interface.check_gain(shown_db)


def advice(assistant: Stage, *, is_gain_known: bool) -> str:
    """Return what to do with the gain."""
    wanted_db = assistant.wanted_gain_db
    if assistant.step is Step.LISTEN or wanted_db is None:
        return f"record {STRUMS_NEEDED} hard strums or more, a second apart"
    step_db = wanted_db - assistant.gain_db
    if not step_db:
        return "leave the gain as it is"
    turn = f"turn the gain {'up' if step_db > 0 else 'down'} by {abs(step_db):g} dB"
    return f"{turn}, to {wanted_db:g} dB" if is_gain_known else turn


def keep_gain(listening: Listening) -> None:
    """Remember the gain with an interface that is remembered or known by the device's name, and say so."""
    calibration, gain_db = listening.calibration, listening.assistant.gain_db
    interface = calibration.interface
    out = console()
    if not listening.is_gain_known:
        return
    raised_db = gain_db - listening.lowest_gain_db
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
        text = f"To remember it: reamp interface set {name} --gain {gain_db:g}"
        out.print(Text(text, style="dim"), soft_wrap=True)
        return
    today = datetime.datetime.now().astimezone().date()
    gain = listening.assistant.source.gain
    kept = msgspec.structs.replace(kept, gain_db=None if gain is None else gain.value, date=today)
    remember(kept)
    found = kept.interface()
    out.print(
        Text(f"{found.name}, gain at {gain_db:g} dB; remembered in {remembered_path()}"), soft_wrap=True
    )


def task(listening: Listening, *, asks_gain: bool) -> Sequence[str]:
    """Return what the user should do now, and how to go on, a line each."""
    assistant = listening.assistant
    if asks_gain:
        lowest = f", {listening.lowest_gain_db:g} dB" if listening.lowest_gain_db else ""
        return (
            "Which gain does the interface show? Type the number, then enter.",
            f"Enter alone: it is at its lowest{lowest}. Without a number: turn it down there.",
        )
    if assistant.step is Step.LISTEN:
        return (
            f"Play {STRUMS_NEEDED} strums, a second apart, as hard as you ever play.",
            "If you turn the gain meanwhile: type the number that it shows then, and enter.",
        )
    said = advice(assistant, is_gain_known=listening.is_gain_known)
    return (
        f"{said[:1].upper()}{said[1:]}.",
        "When it is done: enter. Or type the number that the gain shows now, and enter.",
    )

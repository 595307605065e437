"""Runs the stage assistant on a device: it hears the guitar, takes typed gains, and remembers the result."""

import math

import numpy as np

from reamp.audio.signal import Samples
from reamp.errors import DeviceError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, load_remembered, remember
from reamp.interfaces.table import level_as_interface
from reamp.live.calibration import calibrate
from reamp.live.choice import check_channel
from reamp.live.stream import Stream
from reamp.plan.source import Origin, Source
from reamp.stage.assistant import AssistantStep, GainAssistant, read_inputs
from reamp.units import ratio_to_db

__all__ = ["Listening"]

BLOCK_S = 0.1
"""Length of a reading of the assistant: whole periods of the mains."""

FALL_DB_S = 40.0
"""How fast the meters fall: slow enough to read them, fast enough to be down at the next strum."""


class Listening:
    """A stage assistant that hears an open device.

    Without a `source`, `calibrate` finds the interface. Raises `ConfigError` for an input that the device
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
        stream.start(None)  # silence: no amp is heard while the gain is turned

    @property
    def is_gain_known(self) -> bool:
        """Whether the gain is known. If not, only how far the knob was turned is known."""
        return self.assistant.is_gain_known

    @property
    def asks_gain(self) -> bool:
        """Whether to ask for the gain, because a knob without numbers may have been turned since."""
        is_remembered = self.calibration.source.is_gain_remembered
        return not self.is_gain_known or (is_remembered and not self.assistant.has_numbers)

    @property
    def _shows_lowest(self) -> bool:
        interface = self.calibration.interface
        return interface is not None and interface.min_gain_shown_db is not None

    @property
    def lowest_gain_db(self) -> float:
        """The gain that the interface shows at its lowest, 0 if that is unknown."""
        interface = self.calibration.interface
        return (None if interface is None else interface.min_gain_shown_db) or 0.0

    def hear(self) -> None:
        """Hear the sound since the last call; raises `DeviceError` if the device is gone."""
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

    def say(self, text: str, *, asks_gain: bool) -> None:
        """Do what the user says: a gain, or `?` for a knob that cannot be turned down and has no numbers.

        An empty text means: at its lowest, where `asks_gain`, else turned as advised. Raises as
        `set_gain`, and `LevelError` for a text that is none of these.
        """
        if text.strip() == "?":
            self.begin_anywhere()
        elif text.strip():
            self.set_gain(InterfaceGain.parse(text))
        elif asks_gain:
            self.begin_at_lowest()
        else:
            self.confirm()

    def set_gain(self, gain: InterfaceGain) -> None:
        """Set a typed gain; raises `ConfigError` for one that the interface cannot have."""
        interface = self.calibration.interface or level_as_interface(0.0)
        gain.above_lowest_db(interface)
        if gain.shown_db is not None or self._shows_lowest:
            self.assistant.set_gain(gain.on_display_db(interface))
        else:
            self.assistant.begin(gain.on_display_db(interface), has_numbers=False)

    def begin_at_lowest(self) -> None:
        """Begin with the gain at its lowest."""
        self.assistant.begin(self.lowest_gain_db, has_numbers=self._shows_lowest)

    def begin_anywhere(self) -> None:
        """Begin with a knob without numbers that is not at its lowest: only its turns can be measured."""
        self.assistant.begin(0.0, has_numbers=False, is_gain_known=False)

    def confirm(self) -> None:
        """Confirm that the gain was turned: as advised, or as far as the sound will show."""
        if self.assistant.wanted_gain_db is None:
            return
        if self.assistant.has_numbers and self.is_gain_known:
            self.assistant.set_gain(self.assistant.wanted_gain_db)
        else:
            self.assistant.turn()

    @property
    def added_gain_db(self) -> float:
        """How far the gain is above the interface's lowest, 0 if either is unknown."""
        gain, interface = self.assistant.gain, self.calibration.interface
        if gain is None or interface is None or interface.applied_dbu is None:
            return 0.0
        return gain.above_lowest_db(interface)

    def keep_gain(self) -> RememberedInterface | None:
        """Remember the gain, if the interface is remembered or known by the device's name.

        Return the remembered interface; None for an unknown gain and for an interface of this session only.
        Raises as `remember` does.
        """
        gain, interface, device = self.assistant.gain, self.calibration.interface, self.stream.device.name
        if gain is None:
            return None
        kept = load_remembered(device) if self.calibration.origin is Origin.REMEMBERED else None
        if interface is not None and self.calibration.origin is Origin.MATCHED:
            kept = RememberedInterface(name=interface.name, input=interface.input, device=device)
        if kept is None:
            return None
        kept = kept.with_gain(gain)
        remember(kept)
        return kept

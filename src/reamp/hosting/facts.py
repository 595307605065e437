"""Facts about a plug-in, its settings, and the messages to and from the process that hosts it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reamp.errors import ConfigError

__all__ = [
    "Answer",
    "Job",
    "PluginFacts",
    "PluginFormat",
    "PluginParameter",
    "PluginSetup",
    "parse_setting",
]

BLOCK_FRAMES_RANGE = (1, 65_536)
TIME_LIMIT_S = 60.0
MAX_CHANNELS = 64


class PluginFormat(StrEnum):
    """The formats that are hosted."""

    VST3 = "vst3"
    LV2 = "lv2"


@dataclass(frozen=True, kw_only=True)
class PluginParameter:
    """A knob of a plug-in: its name, how it stands, and what it takes.

    `symbol` is the plug-in's own short name where it has one. `text` is the value as the plug-in shows it,
    `unit` empty where it names none. `lowest` and `highest` are the ends of its range as texts; `choices` are
    all values where there are few.
    """

    name: str
    symbol: str = ""
    text: str = ""
    unit: str = ""
    lowest: str = ""
    highest: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PluginFacts:
    """What a plug-in reports about itself once it is loaded and set.

    `inputs` and `outputs` are audio channels as they are used. `latency_frames` is what it reports at the
    rate and the block size of the setup.
    """

    format: PluginFormat
    name: str
    vendor: str = ""
    version: str = ""
    identifier: str = ""
    inputs: int = 1
    outputs: int = 1
    latency_frames: int = 0
    parameters: tuple[PluginParameter, ...] = ()
    presets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PluginSetup:
    """Which plug-in to load, and how to set and play it.

    `plugin` is a path, the URI of an LV2 plug-in, or a name to be found where the system keeps plug-ins.
    `name` chooses one in a file with several. `state`, then `preset`, then `settings` are applied; a preset
    is a `.vstpreset` file, or for LV2 a name, a URI or a `.ttl` file. `input_channel` and `output_channel`
    count from 1: None plays the signal into all inputs, and takes the output where its channels are alike.
    `time_limit_s` is how long the plug-in may take to load, or for a second of sound.
    Raises `ConfigError` for numbers out of range.
    """

    plugin: str
    name: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    preset: str | None = None
    state: Path | None = None
    input_channel: int | None = None
    output_channel: int | None = None
    block_frames: int = 512
    time_limit_s: float = TIME_LIMIT_S

    def __post_init__(self) -> None:
        low, high = BLOCK_FRAMES_RANGE
        if not low <= self.block_frames <= high:
            raise ConfigError(f"block_frames must be {low} to {high}, got {self.block_frames}")
        if not 0.0 < self.time_limit_s < float("inf"):
            raise ConfigError(f"time_limit_s must be above 0, got {self.time_limit_s:g}")
        for what in ("input_channel", "output_channel"):
            channel = getattr(self, what)
            if channel is not None and not 1 <= channel <= MAX_CHANNELS:
                raise ConfigError(f"{what} counts from 1 to {MAX_CHANNELS}, got {channel}")


def parse_setting(text: str) -> tuple[str, str]:
    """Return the name and the value of a setting as it is typed; raises `ConfigError`.

    >>> parse_setting("gain = 60 %"), parse_setting("Drive=0.6")
    (('gain', '60 %'), ('Drive', '0.6'))
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise ConfigError(f"a setting is NAME=VALUE, as in gain=0.6, got {text!r}")
    return name, value


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the process is to do: load a plug-in, set it, and play a file of samples through it.

    `input` and `output` are `.npy` files of float32, of shape (frames,) and (channels, frames); without them
    the plug-in is only looked at.
    """

    format: PluginFormat
    plugin: str
    setup: PluginSetup
    rate_hz: int
    input: Path | None = None
    output: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One line from the process: progress, what it found, or why it stopped.

    `step` is what it does next. `is_setting`: the problem is what the user asked for, not the plug-in.
    """

    step: str = ""
    frames: int = 0
    facts: PluginFacts | None = None
    problem: str = ""
    is_setting: bool = False
    is_done: bool = False

"""The facts about a plug-in that a capture keeps: its identity and its settings."""

from dataclasses import dataclass

__all__ = ["PluginGear"]


@dataclass(frozen=True, kw_only=True)
class PluginGear:
    """The plug-in that was captured and how it was set.

    `settings` and `preset` are what was asked for, `values` how every knob stood, as `name = value unit`.
    `latency_frames` were taken off.
    """

    format: str
    name: str
    vendor: str = ""
    version: str = ""
    identifier: str = ""
    preset: str | None = None
    state: str | None = None
    settings: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    block_frames: int = 512
    latency_frames: int = 0

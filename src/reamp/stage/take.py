"""The stage assistant on a recording of hard strums."""

from reamp.audio.files import AudioReader
from reamp.errors import StrPath
from reamp.plan.source import Source
from reamp.stage.assistant import GainAssistant, read_inputs

__all__ = ["hear_take"]

_BLOCKS_S = 10  # a second


def hear_take(path: StrPath, *, source: Source, channel: int | None = None) -> GainAssistant:
    """Return an assistant that has heard a recording, made at `source`; raises `AudioError`.

    `channel` counts from 1; None for a recording with one channel of sound.
    """
    lowest_db = source.interface.min_gain_shown_db if source.interface else None
    shown_db = source.shown_gain_db
    assistant = GainAssistant(
        gain_db=(lowest_db or 0.0) if shown_db is None else shown_db,
        interface=source.interface,
        has_numbers=lowest_db is not None or source.gain is None or source.gain.shown_db is not None,
        is_gain_known=shown_db is not None,
    )
    with AudioReader(path, channel=channel) as reader:
        rate_hz = reader.info.rate_hz
        for block in reader.blocks(rate_hz // _BLOCKS_S):
            assistant.add(read_inputs([block], rate_hz=rate_hz))
    return assistant

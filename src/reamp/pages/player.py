"""A player for a page: clips to switch between without a gap, a loop, and a blind test."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from reamp.audio.encode import flac_bytes
from reamp.audio.resample import resample
from reamp.audio.signal import Samples, Signal
from reamp.audio.spectra import outline
from reamp.drawing import clip_colour, page_colour
from reamp.errors import ConfigError
from reamp.pages.html import name_html, text

__all__ = [
    "PAGE_RATES_HZ",
    "SCRIPT_WORDS",
    "PlayerClip",
    "player_clip",
    "player_html",
    "player_script",
    "player_style",
    "reload_script",
]

PAGE_RATES_HZ = (44_100, 48_000)
"""The sample rates of clips in pages; clips at other rates are resampled."""

_COLUMNS = 600  # of the waveform: more than the width of a phone, enough for a screen
_TRIALS = (10, 16, 25)
_SCRIPTS = ("deck.js", "player.js", "abx.js")

SCRIPT_WORDS = (
    "This browser cannot play the clips ({}); the WAV files beside the page can be played.",
    "Decoding ...",
    "Play",
    "Pause",
    "{} of {} seconds",
    "whole clip",
    "{} to {}",
    "Choose two different clips.",
    "Trial {} of {}",
    "right",
    "wrong",
    "{} of {} right. ",
    "more often than not",
    "in 1 of {} tests",
    "Guessing scores as well {} (p = {}). ",
    "You hear a difference.",
    "You probably hear a difference; take another test to be sure.",
    "That is no sign that you hear a difference, and no proof that there is none.",
)
"""What the scripts of the player say: a page in another language has its own words for them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PlayerClip:
    """A clip in the page: its name, a few words below it, the encoded sound, and its waveform."""

    name: str
    about: str
    sound: bytes
    rate_hz: int
    frames: int
    low: list[int]
    high: list[int]


def player_clip(
    name: str, signal: Signal, *, about: str = "", encode: Callable[[Signal], bytes] = flac_bytes
) -> PlayerClip:
    """Return a clip for a player at 44.1 or 48 kHz, by default as FLAC of 16 bits."""
    rate_hz = signal.rate_hz
    if rate_hz not in PAGE_RATES_HZ:
        rate_hz = next((rate for rate in PAGE_RATES_HZ if rate_hz % rate == 0), PAGE_RATES_HZ[-1])
    heard = resample(signal, rate_hz)
    low, high = _outline(heard.samples)
    return PlayerClip(
        name=name,
        about=about,
        sound=encode(heard),
        rate_hz=rate_hz,
        frames=heard.frames,
        low=low,
        high=high,
    )


def player_html(
    clips: Sequence[PlayerClip],
    *,
    key: str,
    title: str,
    has_abx: bool = True,
    abx_note: str = "",
    shared: dict[bytes, str] | None = None,
) -> str:
    """Return a player of clips of one length and rate; `key` is a name that no other player of the page has.

    `abx_note` is a warning before the blind test. `shared` maps the sounds that are already in the page to
    the ids of their elements; this player's sounds are added, so that a page holds no sound twice. The page
    needs `player_style` and, once, `player_script`.
    """
    if len({(clip.rate_hz, clip.frames) for clip in clips}) != 1:
        raise ConfigError("the clips of a player must have one rate and one length")
    duration_s = clips[0].frames / clips[0].rate_hz
    ids = {} if shared is None else shared
    sounds = ""
    for number, clip in enumerate(clips):
        if clip.sound not in ids:
            ids[clip.sound] = f"{key}-sound-{number}"
            encoded = base64.b64encode(clip.sound).decode()
            sounds += f'<script type="text/plain" id="{ids[clip.sound]}">{encoded}</script>'
    return f"""<section class="player" id="{key}" aria-label="{text(title)}">
<div class="clips" role="radiogroup" aria-label="Clip">
{"".join(_choice(key, number, clip) for number, clip in enumerate(clips))}
</div>
<canvas class="wave" aria-hidden="true"></canvas>
<input class="seek" type="range" min="0" max="{duration_s:.3f}" step="0.05" value="0" aria-label="Position">
<div class="transport">
<button type="button" class="play" aria-label="Play"><i></i></button>
<span class="time" aria-hidden="true"></span>
<span class="looping"><span><span class="label">Loop:</span> <span class="loop-words">whole clip</span></span>
<span><button type="button" class="loop-start" title="The loop begins at the position">Begin here</button>
<button type="button" class="loop-end" title="The loop ends at the position">End here</button>
<button type="button" class="loop-all">Clear</button></span></span>
<label class="level"><span class="label">Volume</span>
<input class="volume" type="range" min="-40" max="6" step="1" value="0"></label>
</div>
<p class="keys quiet">Keys 1 to 9 switch clips, the space bar plays and pauses; drag across the waveform
to loop a part.</p>
<p class="message" role="status"></p>
<noscript><p>The player needs JavaScript; without it, play the WAV files beside the page.</p></noscript>
{_abx(key, clips, abx_note) if has_abx and len(clips) > 1 else ""}
<script type="application/json" class="clip-data">{_data(clips, duration_s, ids)}</script>
{sounds}
</section>"""


def player_style() -> str:
    """Return the style sheet of players."""
    return files("reamp.pages").joinpath("player.css").read_text(encoding="utf-8")


def player_script() -> str:
    """Return the script of players, which a page needs once, after the players."""
    folder = files("reamp.pages")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in _SCRIPTS)


def reload_script() -> str:
    """Return the script of a page that is written again and again: it loads itself, except while it plays.

    What was chosen in its players, and how far the page was scrolled, stays as it was.
    """
    return files("reamp.pages").joinpath("reload.js").read_text(encoding="utf-8")


def _choice(key: str, number: int, clip: PlayerClip) -> str:
    colour = page_colour(clip_colour(number))
    key_cap = f"<kbd>{number + 1}</kbd>" if number < 9 else ""
    return (
        f'<label class="clip" style="--clip: {colour}"><input type="radio" name="{key}-clip" value="{number}"'
        f"{' checked' if number == 0 else ''}>{key_cap}<span><b>{name_html(clip.name)}</b>"
        f"<small>{text(clip.about)}</small></span></label>\n"
    )


def _data(clips: Sequence[PlayerClip], duration_s: float, ids: Mapping[bytes, str]) -> str:
    data = {
        "rate_hz": clips[0].rate_hz,
        "duration_s": duration_s,
        "clips": [
            {
                "name": clip.name,
                "colour": _variable(number),
                "sound": ids[clip.sound],
                "peaks": {"low": clip.low, "high": clip.high},
            }
            for number, clip in enumerate(clips)
        ],
    }
    # A name may hold "</script>", which would end the data
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _variable(number: int) -> str:
    return page_colour(clip_colour(number)).removeprefix("var(").partition(",")[0]


def _abx(key: str, clips: Sequence[PlayerClip], note: str) -> str:
    def choice(which: str, chosen: int) -> str:
        options = "".join(
            f'<option value="{number}"{" selected" if number == chosen else ""}>{text(clip.name)}</option>'
            for number, clip in enumerate(clips)
        )
        return f'<label>{which.upper()} is <select class="abx-{which}">{options}</select></label>'

    trials = "".join(f"<option>{count}</option>" for count in _TRIALS)
    letters = "".join(
        f'<label class="clip"><input type="radio" name="{key}-abx" value="{letter}">'
        f"<span><b>{letter}</b></span></label>"
        for letter in "ABX"
    )
    return f"""<details class="abx">
<summary>Blind test: do you hear a difference?</summary>
<p>In every trial X is A or B at random. Listen to all three as often as you like, then say which one X is.
The score is shown after the last trial. {text(note)}</p>
<div data-state="setup">
<div class="abx-setup">{choice("a", 0)} {choice("b", 1)}
<label>Trials <select class="abx-trials">{trials}</select></label>
<button type="button" class="abx-start primary">Start</button></div>
<p class="abx-message" role="status"></p>
</div>
<div data-state="running" hidden>
<p class="abx-progress" role="status"></p>
<div class="clips abx-hear" role="radiogroup" aria-label="Listen to">{letters}</div>
<div class="abx-answers"><button type="button" class="abx-answer primary" value="A">X is A</button>
<button type="button" class="abx-answer primary" value="B">X is B</button>
<button type="button" class="abx-again">Stop the test</button></div>
<p class="quiet">Keys: A, B and X listen, the space bar plays and pauses.</p>
</div>
<div data-state="done" hidden>
<p class="abx-result lead" role="status"></p>
<details><summary>Every trial</summary><div class="scroll"><table class="abx-list"><thead>
<tr><th>Trial</th><th>You said</th><th>X was</th><th>So you were</th></tr></thead>
<tbody></tbody></table></div></details>
<button type="button" class="abx-again primary">Another test</button>
</div>
</details>"""


def _outline(samples: Samples) -> tuple[list[int], list[int]]:
    """Return the lowest and highest sample of each column, in 127ths of the peak."""
    scale = 127.0 / max(1e-6, float(np.abs(samples).max(initial=0.0)))
    low, high = ((side * scale).round().astype(int).tolist() for side in outline(samples, _COLUMNS))
    return low, high

"""A player holds its clips, takes nothing for HTML, and needs nothing but itself."""

import base64
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from rig_files import sine

from reamp.audio import Signal
from reamp.audio.encode import flac_bytes, mp3_bytes
from reamp.errors import ConfigError
from reamp.pages.player import PlayerClip, player_clip, player_html, player_script, player_style

RATE_HZ = 48_000


def clip(name: str = "amp", *, frames: int = RATE_HZ) -> PlayerClip:
    return player_clip(name, Signal(sine(440.0, peak=0.25)[:frames], RATE_HZ), about="WaveNet")


def data_of(player: str) -> dict[str, object]:
    found = re.search(r'class="clip-data">(.*?)</script>', player)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def test_the_sound_is_inside() -> None:
    other = flac_bytes(Signal(sine(440.0, peak=0.25), RATE_HZ)) + b"\0"
    player = player_html([clip("a"), replace(clip("b"), sound=other)], key="p", title="two")
    embedded = re.findall(r'id="\w+-sound-\d">(.*?)</script>', player)
    assert len(embedded) == 2
    samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(embedded[1])))
    assert rate_hz == RATE_HZ
    assert np.abs(samples - sine(440.0, peak=0.25)).max() <= 0.5 / 2**15


@pytest.mark.parametrize(
    ("rate_hz", "page_hz"), [(96_000, 48_000), (88_200, 44_100), (44_100, 44_100), (32_000, 48_000)]
)
def test_other_rates_become_those_of_a_page(rate_hz: int, page_hz: int) -> None:
    made = player_clip("x", Signal(sine(440.0, peak=0.5, rate_hz=rate_hz), rate_hz))
    assert (made.rate_hz, made.frames) == (page_hz, page_hz)


def test_the_outline_is_that_of_the_sound() -> None:
    made = player_clip("x", Signal(np.repeat(np.float32([0.5, -0.25, 0.0]), 200), RATE_HZ))
    assert (made.low, made.high) == ([127] * 200 + [-64] * 200 + [0] * 200,) * 2


def test_names_are_text_everywhere() -> None:
    evil = '</script><b>"x"'
    player = player_html([clip(evil), clip("b")], key="p", title=evil)
    assert data_of(player)["clips"][0]["name"] == evil  # type: ignore[index]
    assert "<b>&quot;x" not in player.replace("<b>&lt;/script&gt;", "")
    assert player.count("</script>") == 2  # the data, and the sound that both share


def test_clips_must_be_alike() -> None:
    with pytest.raises(ConfigError, match="must have one rate and one length"):
        player_html([clip(), clip(frames=100)], key="p", title="x")


def test_a_blind_test_needs_two_and_can_be_left_out() -> None:
    assert 'class="abx"' in player_html([clip("a"), clip("b")], key="p", title="x")
    assert 'class="abx"' not in player_html([clip("a")], key="p", title="x")
    assert 'class="abx"' not in player_html([clip("a"), clip("b")], key="p", title="x", has_abx=False)


def test_two_players_of_a_page_do_not_meet() -> None:
    names = [
        set(re.findall(r'name="([^"]*)"', player_html([clip(), clip("b")], key=key, title="x")))
        for key in "pq"
    ]
    assert names[0] & names[1] == set()


def test_only_nine_clips_have_a_key() -> None:
    player = player_html([clip(str(number)) for number in range(10)], key="p", title="x")
    assert re.findall(r"<kbd>(\d+)</kbd>", player) == [str(number) for number in range(1, 10)]


def test_script_and_style_ask_for_nothing_else() -> None:
    for content in (player_script(), player_style()):
        assert not re.search(r"https?:|@import|import\(|fetch\(|XMLHttpRequest|eval\(", content)


def test_players_of_a_page_share_their_sounds() -> None:
    shared: dict[bytes, str] = {}
    first = player_html([clip("a")], key="p", title="one", shared=shared)
    second = player_html([clip("b")], key="q", title="two", shared=shared)
    assert 'id="p-sound-0"' in first
    assert '-sound-0">' not in second
    assert data_of(second)["clips"][0]["sound"] == "p-sound-0"  # type: ignore[index]


def test_an_mp3_is_small_and_sounds_the_same() -> None:
    rng = np.random.default_rng(0)
    signal = Signal((sine(440.0, peak=0.25) + rng.normal(0.0, 0.02, RATE_HZ)).astype(np.float32), RATE_HZ)
    made = player_clip("x", signal, encode=mp3_bytes)
    assert len(made.sound) < 0.6 * len(flac_bytes(signal))
    samples, rate_hz = soundfile.read(io.BytesIO(made.sound))
    assert rate_hz == RATE_HZ
    assert abs(len(samples) - signal.frames) < 2_500
    rms_db = 20.0 * np.log10(np.std(samples) / np.std(signal.samples))
    assert abs(rms_db) < 0.3

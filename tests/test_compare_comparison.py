"""Models on one guitar are compared at their levels, with the target or with the first of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, gain_model

from reamp.audio import Signal
from reamp.audio.files import write
from reamp.audio.resample import resample
from reamp.compare.clips import MatchBy
from reamp.compare.comparison import MAX_CLIPS, CompareConfig, Comparison, Contender, compare
from reamp.errors import AudioError, AudioFileError, ChannelError, ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

RATE_HZ = 48_000
MUSIC = np.random.default_rng(0).normal(scale=0.05, size=4 * RATE_HZ).astype(np.float32)
MUSIC *= (1.0 + np.sin(np.arange(len(MUSIC)) / 3_000.0)).astype(np.float32)


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", MUSIC)


def contender(folder: Path, name: str, gain: float = 1.0, **metadata: object) -> Contender:
    model = gain_model(folder / f"{name}.nam", gain, **metadata)
    rig = Rig(models=(RigModel(path=model),), output_mode=OutputMode.RAW)
    return Contender(name=name, rig=rig, source=Source.named(level_as_interface(12.2), gain=0.0))


def depth_db(result: Comparison) -> float:
    value = result.scores[0].measured["null_depth_db"].value
    assert value is not None
    return value


def test_every_gain_is_that_of_the_plan_and_the_match(di: Path, tmp_path: Path) -> None:
    quiet = contender(tmp_path, "quiet", 0.5, input_level_dbu=15.0)
    loud = contender(tmp_path, "loud", 2.0)
    result = compare([quiet, loud], di=di, config=CompareConfig(match=MatchBy.PEAK))
    first, second = result.clips
    assert [(gain.what, gain.value_db) for gain in first.gains] == [
        ("input", pytest.approx(-2.8)),
        ("output", 0.0),
    ]
    assert first.gains[0].formula == "12.2 dBu (your interface, user) - 15 dBu (quiet, file metadata)"
    assert [gain.formula for gain in second.gains] == ["not calibrated", "as it comes out"]
    louder_db = 2.8 + 20.0 * np.log10(2.0 / 0.5)
    assert first.match_gain.value_db - second.match_gain.value_db == pytest.approx(louder_db, abs=1e-3)
    assert result.reference is first
    assert (result.has_target, result.rate_hz, result.duration_s) == (False, RATE_HZ, 4.0)


def test_a_trim_is_no_calibration(di: Path, tmp_path: Path) -> None:
    unknown = contender(tmp_path, "unknown")
    trimmed = replace(unknown, name="trimmed", rig=replace(unknown.rig, input_trim_db=-10.0))
    result = compare([unknown, trimmed], di=di)
    assert [clip.gains[0].formula for clip in result.clips] == [
        "not calibrated",
        "not calibrated; -10 dB (input trim)",
    ]
    assert result.clips[1].gains[0].value_db == -10.0


def test_models_that_differ_by_a_gain_are_the_same_once_equally_loud(di: Path, tmp_path: Path) -> None:
    result = compare([contender(tmp_path, "a"), contender(tmp_path, "b", -0.1)], di=di)
    (score,) = result.scores
    assert score.name == "b"
    assert score.measured["esr"].value == pytest.approx(0.0, abs=1e-9)
    assert result.findings[-1].text == "b: inverted polarity compared with a; flipped here"
    assert [clip.is_calibrated for clip in result.clips] == [False, False]


def test_the_target_is_the_reference(di: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(scale=0.01, size=len(MUSIC) + 700)
    target = float_wav(tmp_path / "amp.wav", (np.pad(0.2 * MUSIC, (700, 0)) + 0.2 * noise).astype(np.float32))
    result = compare(
        [contender(tmp_path, "a", 3.0)], di=di, target=target, config=CompareConfig(target_name="amp")
    )
    assert [clip.name for clip in result.clips] == ["amp", "a"]
    assert result.clips[0].about == "amp.wav"
    signal_to_noise = float(np.square(MUSIC).mean()) / 0.01**2
    assert depth_db(result) == pytest.approx(-10.0 * np.log10(signal_to_noise + 1.0), abs=0.3)


def test_an_excerpt_plays_on_from_what_came_before(di: Path, tmp_path: Path) -> None:
    ir = float_wav(tmp_path / "ir.wav", np.eye(1, 24_000, 23_999, dtype=np.float32)[0])  # half a second late
    late = contender(tmp_path, "late")
    late = replace(late, rig=replace(late.rig, cabinets=(Cabinet(path=ir),)))
    config = CompareConfig(start_s=1.0, seconds=0.75, match=MatchBy.NONE)
    result = compare([contender(tmp_path, "now"), late], di=di, config=config)
    assert result.clips[0].signal.frames == 36_000
    now, then = (clip.signal.samples for clip in result.clips)
    assert np.corrcoef(now[:12_000], MUSIC[48_000:60_000])[0, 1] > 0.999
    assert np.corrcoef(then[:12_000], MUSIC[24_001:36_001])[0, 1] > 0.999


def test_a_target_at_another_rate_is_resampled_and_reported(di: Path, tmp_path: Path) -> None:
    target = tmp_path / "amp.flac"
    write(target, resample(Signal(MUSIC, RATE_HZ), 44_100))
    result = compare([contender(tmp_path, "a")], di=di, target=target)
    assert result.rate_hz == RATE_HZ
    assert "the target is at 44100 Hz; resampled to the guitar's 48000 Hz" in {
        finding.message for finding in result.findings
    }
    assert depth_db(result) < -8.0  # a tenth of this noise is above what 44.1 kHz hold


def test_a_channel_is_chosen_never_mixed(di: Path, tmp_path: Path) -> None:
    stereo = float_wav(tmp_path / "stereo.wav", np.column_stack((0.5 * MUSIC, MUSIC[::-1])))
    model = contender(tmp_path, "a")
    with pytest.raises(ChannelError, match=r"stereo\.wav: has 2 channels") as caught:
        compare([model], di=di, target=stereo)
    assert caught.value.role == "target"
    result = compare([model], di=di, target=stereo, config=CompareConfig(target_channel=1))
    assert depth_db(result) < -30.0  # but for the rig's DC blocker


def test_every_step_is_reported(di: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    compare([contender(tmp_path, name) for name in "ab"], di=di, on_step=steps.append)
    assert steps == ["playing a", "playing b", "measuring"]


def test_a_finding_of_several_models_is_reported_once(di: Path, tmp_path: Path) -> None:
    models = [contender(tmp_path, name) for name in "abc"]
    checks = [finding.check for finding in compare(models, di=di).findings]
    assert checks.count("model-level-unknown") == 1
    unknown = "the input level is unknown, so the input gain is not calibrated"
    known = contender(tmp_path, "known", input_level_dbu=12.2)
    for compared, subject in (
        (models, "all models"),
        ([*models, known], "a, b and c"),
        (models[:2], "a and b"),
        ([known, replace(models[0], name="mine")], "mine"),
    ):
        found = [each for each in compare(compared, di=di).findings if each.check == "model-level-unknown"]
        assert [(each.subject, each.message) for each in found] == [(subject, unknown)]


def test_loudness_matters_only_where_it_is_not_matched(di: Path, tmp_path: Path) -> None:
    # The loudness of one as loud as that cannot be measured, but the limiter makes it a sound to match.
    models = [contender(tmp_path, name, 1e8 if name == "b" else 1.0) for name in "ab"]
    models = [replace(each, rig=replace(each.rig, output_mode=OutputMode.NORMALIZED)) for each in models]
    assert "loudness-unknown" not in {finding.check for finding in compare(models, di=di).findings}
    findings = compare(models, di=di, config=CompareConfig(match=MatchBy.NONE)).findings
    assert "loudness-unknown" in {finding.check for finding in findings}


def test_what_cannot_be_compared_is_refused(di: Path, tmp_path: Path) -> None:
    a, b = contender(tmp_path, "a"), contender(tmp_path, "b")
    silence = float_wav(tmp_path / "silence.wav", np.zeros(RATE_HZ, np.float32))
    with pytest.raises(ConfigError, match="nothing to compare: give two models, or one and the target"):
        compare([a], di=di)
    with pytest.raises(ConfigError, match="two of them are called 'a'"):
        compare([a, a], di=di)
    with pytest.raises(ConfigError, match="two of them are called 'a'"):
        compare([a], di=di, target=di, config=CompareConfig(target_name="a"))
    with pytest.raises(ConfigError, match=f"at most {MAX_CLIPS} can be compared, got 27"):
        compare([replace(a, name=str(number)) for number in range(27)], di=di)
    with pytest.raises(ConfigError, match="a name that is not empty"):
        compare([a, replace(b, name="")], di=di)
    with pytest.raises(AudioError, match=r"silence\.wav: the guitar is silent"):
        compare([a, b], di=silence)
    with pytest.raises(AudioError, match=r"silence\.wav: the target is silent"):
        compare([a], di=di, target=silence)
    with pytest.raises(AudioError, match="mute is silent; there is nothing to compare"):
        compare([a, contender(tmp_path, "mute", 0.0)], di=di)
    with pytest.raises(ConfigError, match=r"di.wav lasts 4.0 s; at least 0.5 s of it are needed"):
        compare([a, b], di=di, config=CompareConfig(start_s=3.8))
    with pytest.raises(AudioFileError, match="does not exist"):
        compare([a, b], di=tmp_path / "nowhere.wav")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"start_s": -1.0}, "start_s must be 0 or more, got -1"),
        ({"start_s": float("nan")}, "start_s must be 0 or more"),
        ({"seconds": 0.1}, "seconds must be 0.5 to 300, got 0.1"),
        ({"seconds": 1e9}, "seconds must be 0.5 to 300"),
    ],
)
def test_options_are_checked(options: dict[str, float], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        CompareConfig(**options)  # type: ignore[arg-type]

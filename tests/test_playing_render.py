"""From a recording to a file: the gain to 0.001 dB, safe outputs, constant memory."""

import dataclasses
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from rig_files import dc_blocked, float_wav, gain_model, null_depth_db, sine
from shared_data import SHARED_DATA

import reamp
from reamp.audio.files import SampleFormat
from reamp.demo import demo_model_path
from reamp.errors import AudioFileError, ConfigError, InterfaceError, ModelFileError, OutputExistsError
from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.interfaces.table import level_as_interface
from reamp.nam import NamDocument
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig, RenderResult, render, render_file
from reamp.rig.cabinet import Cabinet
from reamp.rig.parameters import Gate, Tone
from reamp.rig.rig import Rig, RigModel, chain

CONFORMANCE = SHARED_DATA / "conformance"
INDEX = CONFORMANCE / "index.json"
FLOAT = RenderConfig(sample_format=SampleFormat.FLOAT)
INTERFACE = level_as_interface(12.2)


@pytest.fixture(autouse=True)
def _no_user_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def di(tmp_path: Path) -> Path:
    return float_wav(tmp_path / "di.wav", sine(1_000.0, peak=0.5))


@pytest.fixture
def amp(tmp_path: Path) -> Path:
    return gain_model(tmp_path / "amp.nam", input_level_dbu=15.0, output_level_dbu=9.0, loudness_db=-20.0)


def samples_of(path: Path) -> np.ndarray:
    samples: np.ndarray = soundfile.read(path)[0]
    return samples


def gain_db(result: RenderResult) -> float:
    """Return the gain from file to file, the DC blocker's part taken out."""
    before = dc_blocked(samples_of(result.di), result.rate_hz)
    return float(20.0 * np.log10(np.std(samples_of(result.output)) / np.std(before)))


def checks(result: RenderResult) -> set[str]:
    return {finding.check for finding in result.findings}


@pytest.mark.parametrize(
    ("output", "output_db"),
    [
        (OutputMode.RAW, 0.0),
        (OutputMode.NORMALIZED, -24.0 - (-34.0 + 12.0 - 15.0)),
        (OutputMode.CALIBRATED, 9.0 - 12.2),
    ],
)
def test_the_gain_is_exact_from_file_to_file(
    tmp_path: Path, di: Path, amp: Path, output: OutputMode, output_db: float
) -> None:
    rig = Rig(models=(RigModel(path=amp),), output_mode=output, input_trim_db=0.1, output_trim_db=-0.7)
    out = tmp_path / "out.wav"
    result = render(rig, di=di, output=out, interface=INTERFACE, interface_gain_db=5.0, config=FLOAT)
    assert result.plan.input_gain.value_db == pytest.approx(-7.8 + 0.1)
    assert gain_db(result) == pytest.approx(12.2 - 15.0 - 5.0 + 0.1 + output_db - 0.7, abs=0.001)
    doubtful = {"loudness-doubtful"} if output is OutputMode.NORMALIZED else set()
    assert checks(result) == {"interface-minimum-unknown"} | doubtful


def test_two_models_have_the_exact_gain_between_them(tmp_path: Path, di: Path, amp: Path) -> None:
    pedal = gain_model(tmp_path / "pedal.nam", 0.5, input_level_dbu=10.0, output_level_dbu=8.0)
    rig = dataclasses.replace(chain(pedal, amp), output_mode=OutputMode.RAW)
    result = render(rig, di=di, output=tmp_path / "out.wav", interface=INTERFACE, config=FLOAT)
    expected_db = (12.2 - 10.0) + 20.0 * np.log10(0.5) + (8.0 - 15.0)
    assert gain_db(result) == pytest.approx(expected_db, abs=0.001)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_another_rate_keeps_the_gain_the_length_and_the_time(tmp_path: Path, amp: Path, rate_hz: int) -> None:
    x = sine(1_000.0, peak=0.5, rate_hz=rate_hz, seconds=0.77777)
    di = float_wav(tmp_path / "di.wav", x, rate_hz)
    out = tmp_path / "out.wav"
    rig = Rig(models=(RigModel(path=amp),), output_mode=OutputMode.RAW)
    result = render(rig, di=di, output=out, interface=INTERFACE, config=FLOAT)
    assert (result.frames, result.rate_hz) == (len(x), rate_hz)
    assert soundfile.info(out).frames == len(x)
    assert gain_db(result) == pytest.approx(12.2 - 15.0, abs=0.001)
    assert null_depth_db(dc_blocked(x, rate_hz) * 10.0 ** (-2.8 / 20.0), samples_of(out)) < -100.0


def test_a_cabinet_has_the_official_gain(tmp_path: Path, amp: Path) -> None:
    di = float_wav(tmp_path / "di.wav", sine(1_000.0, peak=0.5, rate_hz=44_100), 44_100)
    cab = float_wav(tmp_path / "cab.wav", np.array([1.0, 0.0], np.float32), 44_100)
    rig = Rig(models=(RigModel(path=amp),), cabinets=(Cabinet(path=cab),), output_mode=OutputMode.RAW)
    result = render(rig, di=di, output=tmp_path / "out.wav", config=FLOAT)
    assert gain_db(result) == pytest.approx(-18.0 + 20.0 * np.log10(48_000 / 44_100), abs=0.001)


def test_the_simple_call_names_the_interface(tmp_path: Path, di: Path, amp: Path) -> None:
    result = reamp.render(amp, di=str(di), output=str(tmp_path / "out.wav"), interface="Apollo Twin X")
    assert result.plan.input_gain.value_db == pytest.approx(12.2 - 15.0)
    assert "Universal Audio Apollo Twin X" in result.plan.input_gain.formula
    assert soundfile.info(tmp_path / "out.wav").subtype == "PCM_24"
    with pytest.raises(InterfaceError, match="'Apolo Quad Z' is not in the table"):
        render(amp, di=di, output=tmp_path / "other.wav", interface="Apolo Quad Z")


def test_a_gain_is_a_number_or_text_and_needs_an_interface(tmp_path: Path, di: Path, amp: Path) -> None:
    call = {"di": di, "output": tmp_path / "out.wav", "config": RenderConfig(overwrite=True)}
    for gain in (15.0, "15 dB", "+5"):
        result = render(amp, **call, interface="Apollo Twin X", interface_gain_db=gain)
        assert result.plan.input_gain.value_db == pytest.approx(12.2 - 15.0 - 5.0)
    with pytest.raises(ConfigError, match="name the interface"):
        render(amp, **call, interface_gain_db=5.0)


def test_without_an_interface_nothing_is_assumed(tmp_path: Path, di: Path, amp: Path) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=30.0))
    result = render(amp, di=di, output=tmp_path / "out.wav")
    assert "interface-unknown" in checks(result)
    remembered = render_file(
        Rig(models=(RigModel(path=amp),)),
        di=di,
        output=tmp_path / "remembered.wav",
        source=Source.remembered(),
    )
    assert remembered.plan.input_gain.value_db == pytest.approx(12.2 - 15.0 - 20.0)


def test_an_interface_that_is_neither_a_name_nor_one_is_refused(tmp_path: Path, di: Path, amp: Path) -> None:
    with pytest.raises(ConfigError, match=r"a name or level_as_interface\(dbu\), got 12\.2"):
        render(amp, di=di, output=tmp_path / "out.wav", interface=12.2)  # type: ignore[arg-type]


def test_a_size_that_changes_nothing_is_said(tmp_path: Path, di: Path, amp: Path) -> None:
    for slim, expected in ((0.5, {"slim-ignored"}), (None, set())):
        rig = Rig(models=(RigModel(path=amp, slim=slim),))
        result = render(rig, di=di, output=tmp_path / f"{slim}.wav", interface=INTERFACE)
        assert checks(result) & {"slim-ignored"} == expected


def test_every_name_of_the_package_is_there() -> None:
    assert all(getattr(reamp, name) for name in reamp.__all__)


def test_the_result_says_what_came_out(tmp_path: Path, di: Path, amp: Path) -> None:
    seen: list[tuple[int, int]] = []
    out = tmp_path / "out.wav"
    result = render(amp, di=di, output=out, on_progress=lambda *step: seen.append(step))
    written = samples_of(out)
    assert result.peak_dbfs == pytest.approx(20.0 * np.log10(np.abs(written).max()), abs=1e-3)
    assert result.rms_dbfs == pytest.approx(20.0 * np.log10(np.sqrt(np.mean(written**2))), abs=1e-3)
    assert (result.di, result.output, result.duration_s) == (di, out, 1.0)
    assert result.times_real_time == pytest.approx(1.0 / result.elapsed_s)
    assert seen == sorted(seen)
    assert seen[-1] == (48_000, 48_000)
    assert "interface-unknown" in checks(result)


def test_the_recording_is_looked_at_before_any_gain(tmp_path: Path, amp: Path) -> None:
    clipped = np.clip(sine(100.0, peak=2.0), -1.0, 1.0)
    di = float_wav(tmp_path / "hot.wav", np.stack([clipped, 0.0 * clipped], axis=1))
    result = render(amp, di=di, output=tmp_path / "out.wav", interface=INTERFACE)
    assert {"converter-clipping", "one-channel-has-sound"} <= checks(result)
    assert result.plan.peak_into_model_dbfs == pytest.approx(12.2 - 15.0, abs=0.01)
    quiet = render(amp, di=di, output=tmp_path / "quiet.wav", config=RenderConfig(channel=2))
    assert "recording-silent" in checks(quiet)
    assert quiet.peak_dbfs == -np.inf


def test_an_output_that_clips_is_a_finding_unless_it_is_float(tmp_path: Path, di: Path) -> None:
    model = RigModel(path=gain_model(tmp_path / "loud.nam", 4.0))
    loud = Rig(models=(model,), limiter=False, output_mode=OutputMode.RAW)
    result = render(loud, di=di, output=tmp_path / "out.wav")
    (finding,) = (finding for finding in result.findings if finding.check == "output-clipping")
    assert finding.measured == pytest.approx(20.0 * np.log10(2.0), abs=0.01)
    assert "dBFS and clips, in " in finding.message
    assert finding.advice == "lower the output by 6.1 dB, or write float samples"
    in_float = render(loud, di=di, output=tmp_path / "float.wav", config=FLOAT)
    assert "output-clipping" not in checks(in_float)
    assert np.abs(samples_of(tmp_path / "float.wav")).max() == pytest.approx(2.0, abs=0.01)


def test_the_limiter_says_when_it_acts(tmp_path: Path, di: Path) -> None:
    loud = RigModel(path=gain_model(tmp_path / "loud.nam", 4.0))
    rig = Rig(models=(loud,), output_mode=OutputMode.RAW)
    result = render(rig, di=di, output=tmp_path / "out.wav", config=FLOAT)
    (finding,) = (finding for finding in result.findings if finding.check.startswith("output"))
    assert finding.check == "output-limited"
    assert finding.measured == pytest.approx(20.0 * np.log10(2.0) + 0.1, abs=0.01)
    assert finding.advice == "lower the output by 6.2 dB, or switch the limiter off"
    assert result.peak_dbfs == pytest.approx(-0.1, abs=0.001)
    soft = replace(rig, models=(RigModel(path=gain_model(tmp_path / "soft.nam", 1.9)),))
    quiet = render(soft, di=di, output=tmp_path / "soft.wav")
    assert not any(check.startswith("output") for check in checks(quiet))


def test_the_knobs_and_the_gate_of_a_rig_are_played(tmp_path: Path, amp: Path) -> None:
    hum = 1e-3 * np.sin(2.0 * np.pi * 50.0 * np.arange(48_000) / 48_000)
    note = np.pad(sine(1_800.0, peak=0.2, seconds=0.5), (24_000, 0))
    di = float_wav(tmp_path / "di.wav", (hum + note).astype(np.float32))
    played = {}
    for name, rig in {
        "plain": (plain := Rig(models=(RigModel(path=amp),), output_mode=OutputMode.RAW)),
        "gated": replace(plain, gate=Gate(threshold_db=-40.0)),
        "bright": replace(plain, tone=Tone(treble=10.0)),
    }.items():
        render(rig, di=di, output=tmp_path / f"{name}.wav", config=FLOAT)
        played[name] = samples_of(tmp_path / f"{name}.wav")
    before, during = slice(12_000, 20_000), slice(28_000, 42_000)
    assert np.abs(played["gated"][before]).max() < 0.02 * np.abs(played["plain"][before]).max()
    np.testing.assert_allclose(played["gated"][during], played["plain"][during], atol=1e-5)
    brighter_db = 20.0 * np.log10(np.std(played["bright"][during]) / np.std(played["plain"][during]))
    assert brighter_db == pytest.approx(5.0, abs=0.02)  # half of 10 dB at 1.8 kHz


def test_a_stereo_cabinet_makes_a_stereo_file(tmp_path: Path, di: Path, amp: Path) -> None:
    cab = float_wav(tmp_path / "room.wav", np.array([[1.0, 0.25], [0.0, 0.25]], np.float32))
    rig = Rig(models=(RigModel(path=amp),), cabinets=(Cabinet(path=cab),))
    out = tmp_path / "out.wav"
    result = render(rig, di=di, output=out, config=FLOAT)
    left, right = samples_of(out).T
    assert result.channels == 2
    assert np.std(right) / np.std(left) == pytest.approx(0.5, abs=0.01)
    assert result.peak_dbfs == pytest.approx(20.0 * np.log10(np.abs(left).max()), abs=1e-3)
    power = (np.mean(left**2) + np.mean(right**2)) / 2.0
    assert result.rms_dbfs == pytest.approx(10.0 * np.log10(power), abs=1e-3)


def test_a_slimmable_model_plays_at_its_size(tmp_path: Path, di: Path) -> None:
    sizes = [
        {"max_value": limit, "model": NamDocument.read(gain_model(tmp_path / f"{gain}.nam", gain))}
        for limit, gain in ((0.5, 0.25), (1.0, 1.0))
    ]
    path = tmp_path / "slim.nam"
    NamDocument.create(
        architecture="SlimmableContainer", config={"submodels": sizes}, sample_rate_hz=48_000
    ).write(path)
    for slim, expected_db in ((0.0, 20.0 * np.log10(0.25)), (1.0, 0.0), (None, 0.0)):
        out = tmp_path / f"{slim}.wav"
        rig = Rig(models=(RigModel(path=path, slim=slim),), output_mode=OutputMode.RAW)
        assert gain_db(render(rig, di=di, output=out, config=FLOAT)) == pytest.approx(expected_db, abs=0.001)


def test_threads_change_no_byte(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).normal(0.0, 0.1, 700_000).astype(np.float32)
    di = float_wav(tmp_path / "di.wav", samples)
    written = []
    for threads in (1, 2):  # blocks of 5.5 and of 10.9 s
        out = tmp_path / f"{threads}.wav"
        render(demo_model_path(), di=di, output=out, config=RenderConfig(threads=threads))
        written.append(out.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("role", ["di", "amp", "cab"])
@pytest.mark.parametrize("linked", [False, True])
def test_an_input_is_never_overwritten(tmp_path: Path, di: Path, amp: Path, role: str, linked: bool) -> None:
    cab = float_wav(tmp_path / "cab.wav", np.ones(1, np.float32))
    target = {"di": di, "amp": amp, "cab": cab}[role]
    before = target.read_bytes()
    output = target
    if linked:
        output = tmp_path / "innocent.wav"
        output.symlink_to(target)
    rig = Rig(models=(RigModel(path=amp),), cabinets=(Cabinet(path=cab),))
    with pytest.raises(OutputExistsError, match="is also an input"):
        render(rig, di=di, output=output, config=RenderConfig(overwrite=True))
    assert target.read_bytes() == before


def test_an_existing_output_needs_overwrite_and_is_refused_before_any_work(tmp_path: Path, di: Path) -> None:
    out = tmp_path / "out.wav"
    out.write_bytes(b"precious")
    with pytest.raises(OutputExistsError, match=r"out\.wav: exists"):
        render(tmp_path / "gone.nam", di=di, output=out)  # the model is not even looked for
    assert out.read_bytes() == b"precious"
    render(demo_model_path(), di=di, output=out, config=RenderConfig(overwrite=True))
    assert soundfile.info(out).frames == 48_000


def test_ctrl_c_leaves_nothing(tmp_path: Path, di: Path, amp: Path) -> None:
    before = set(tmp_path.iterdir())

    def interrupt(_done: int, _total: int) -> None:
        assert set(tmp_path.iterdir()) != before  # there is something to leave
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(amp, di=di, output=tmp_path / "out.wav", on_progress=interrupt)
    assert set(tmp_path.iterdir()) == before


def test_broken_inputs_are_named_and_leave_nothing(tmp_path: Path, di: Path, amp: Path) -> None:
    out = tmp_path / "out.wav"
    huge = gain_model(tmp_path / "huge.nam", input_level_dbu=1e200)
    broken = tmp_path / "broken.nam"
    broken.write_text('{"version": "0.5.4"')
    cases: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (ConfigError, "a list of models is not a rig", {"rig": [amp]}),
        (ConfigError, r"out\.mp3: an output ends in", {"output": tmp_path / "out.mp3"}),
        (
            ConfigError,
            r"a gain of -1e\+200 dB is implausible; at most 200 dB",
            {"rig": huge, "interface": INTERFACE},
        ),
        (ModelFileError, r"broken\.nam: ", {"rig": broken}),
        (AudioFileError, r"gone\.wav: does not exist", {"di": tmp_path / "gone.wav"}),
        (AudioFileError, "there is no channel 3", {"config": RenderConfig(channel=3)}),
    ]
    before = set(tmp_path.iterdir())
    for error, problem, changes in cases:
        arguments = {"rig": amp, "di": di, "output": out} | changes
        with pytest.raises(error, match=problem):
            render(arguments.pop("rig"), **arguments)
        assert set(tmp_path.iterdir()) == before
    for threads in (0, 257):
        with pytest.raises(ConfigError, match=f"threads must be 1 to 256, got {threads}"):
            RenderConfig(threads=threads)


MEMORY_SCRIPT = """
import resource, sys
from reamp.playing.render import RenderConfig, render
model, short, long, out = sys.argv[1:]
config = RenderConfig(threads=1, overwrite=True)
def peak_mib_after(di):
    render(model, di=di, output=out, config=config)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
first = peak_mib_after(short)
print(peak_mib_after(long) - first)
"""


def test_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    short, long = (tmp_path / "short.wav", tmp_path / "long.wav")
    second = sine(1_000.0, peak=0.5)
    for path, seconds in ((short, 12), (long, 600)):
        with soundfile.SoundFile(path, "w", 48_000, 1, "PCM_16") as file:
            for _ in range(seconds):
                file.write(second)
    arguments = [gain_model(tmp_path / "unity.nam"), short, long, tmp_path / "out.wav"]
    command = [sys.executable, "-c", MEMORY_SCRIPT, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert float(done.stdout) < 8.0  # MiB; 600 s of float32 are 110
    assert soundfile.info(tmp_path / "out.wav").frames == 600 * 48_000


@pytest.mark.skipif(not INDEX.exists(), reason="no shared data beside the checkout")
@pytest.mark.parametrize("case", ["a1_std_cap1", "a2_lite"])
def test_a_real_capture_sounds_as_in_the_official_core(tmp_path: Path, case: str) -> None:
    entry = next(entry for entry in json.loads(INDEX.read_text()) if entry["case"] == case)
    di = float_wav(tmp_path / "di.wav", np.load(CONFORMANCE / "input.npy"))
    rig = Rig(
        models=(RigModel(path=CONFORMANCE / entry["model"], slim=entry["slim"]),), output_mode=OutputMode.RAW
    )
    render(rig, di=di, output=tmp_path / "out.wav", config=FLOAT)
    expected = dc_blocked(np.load(CONFORMANCE / entry["output"]))
    assert null_depth_db(expected, samples_of(tmp_path / "out.wav")) < -100.0


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"di": np.zeros(4, np.float32)}, "the path of a recording must be a text or a Path, got ndarray"),
        ({"output": None}, "the path of the output must be a text or a Path, got NoneType"),
        ({"rig": 123}, "expected the path of a model or a Rig, got int"),
        ({"rig": ["a.nam"]}, "a list of models is not a rig"),
    ],
)
def test_an_argument_of_another_type_is_named(
    wrong: dict[str, Any], problem: str, di: Path, amp: Path, tmp_path: Path
) -> None:
    given: dict[str, Any] = {"rig": amp, "di": di, "output": tmp_path / "out.wav", **wrong}
    with pytest.raises(ConfigError, match=problem):
        render(given.pop("rig"), **given)


def test_a_loaded_model_is_no_path(di: Path, amp: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a loaded model cannot be rendered"):
        render(reamp.load(amp), di=di, output=tmp_path / "out.wav")  # type: ignore[arg-type]

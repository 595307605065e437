"""`reamp gain`: the plan on the screen and as JSON."""

import json
from pathlib import Path

import numpy as np
import pytest
from cli_runner import DI, MODEL, error_of, run
from rig_files import float_wav, gain_model, sine


@pytest.fixture(autouse=True)
def _no_own_interfaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def unknown_model(tmp_path: Path) -> Path:
    return gain_model(tmp_path / "unknown.nam")


def test_the_plan_is_a_sum_with_its_sources() -> None:
    result = run("gain", MODEL, "--interface", "SSL 2+", "--interface-gain", "5")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:8] == [
        "Input gain      -1.76 dB   calibrated",
        "                15.00 dBu  Solid State Logic SSL 2+ (community table)",
        "            -   11.76 dBu  overdrive (file metadata)",
        "            -    5.00 dB   interface gain",
        "Output gain     +2.36 dB   normalized",
        "               -24.00 LUFS target loudness",
        "            -  -26.36 LUFS overdrive, loudness of a typical guitar (computed)",
        "",
    ]
    words = " ".join(result.stdout.split())
    assert "note: Solid State Logic SSL 2+: assuming that it shows 0 dB at its lowest gain. If" in words


def test_a_term_too_long_for_a_line_goes_on_in_its_column() -> None:
    run("interface", "set", "Apollo Twin X", "--gain", "30")
    lines = run("gain", MODEL).stdout.splitlines()
    assert lines[1:3] == [
        "                12.20 dBu  Universal Audio Apollo Twin X (community table,",
        "                           remembered)",
    ]


def test_a_shown_minimum_is_taken_off_the_interface_gain() -> None:
    plan = json.loads(
        run("gain", MODEL, "--interface", "Apollo Twin X", "--interface-gain", "15", "--json").stdout
    )
    assert plan["input_gain"]["value_db"] == pytest.approx(12.2 - 11.76 - 5.0, abs=1e-9)


def test_json_is_the_plan() -> None:
    plan = json.loads(
        run("gain", MODEL, "--max-input", "9.98 dBV", "--output", "calibrated", "--json").stdout
    )
    assert list(plan) == [
        "input_gain",
        "between_gains",
        "output_gain",
        "output_mode",
        "calibrated",
        "peak_into_model_dbfs",
        "peak_into_model_dbu",
        "findings",
    ]
    assert plan["input_gain"]["value_db"] == pytest.approx(0.438, abs=0.001)
    assert plan["output_gain"]["value_db"] == pytest.approx(12.3 - 12.198, abs=0.001)
    assert (plan["output_mode"], plan["calibrated"]) == ("calibrated", True)
    assert [finding["check"] for finding in plan["findings"]] == ["interface-gain-assumed"]


def test_what_is_unknown_is_said_to_be(unknown_model: Path) -> None:
    text = run("gain", unknown_model, "--max-input", "12.2").stdout
    assert "Input gain      +0.00 dB   not calibrated\n" in text
    assert "Output gain    +10.00 dB   normalized\n" in text
    assert "            -  -34.00 LUFS unknown, loudness of a typical guitar (computed)\n" in text
    assert "warning: unknown: the input level is unknown" in text


def test_a_typed_level_stands_for_the_file_s(unknown_model: Path) -> None:
    text = run("gain", unknown_model, "--max-input", "12.2", "--model-input-level", "15").stdout
    assert "Input gain      -2.80 dB   calibrated\n" in text
    assert "15.00 dBu  unknown (user override)" in text


def test_a_chain_shows_the_gain_between(unknown_model: Path) -> None:
    known = run("gain", MODEL, MODEL, "--chain", "--max-input", "12.2").stdout
    assert "Between         +0.54 dB   overdrive and overdrive\n" in known
    unknown = run("gain", MODEL, ">", unknown_model, "--max-input", "12.2").stdout
    assert "Between         +0.00 dB   overdrive and unknown: levels unknown\n" in unknown


def test_gains_are_typed_like_levels() -> None:
    plain = ["gain", MODEL, "--max-input", "12.2", "--interface-gain", "5.5", "--input-trim", "-3"]
    typed = ["gain", MODEL, "--max-input", "12,2 dBu", "--interface-gain", "5,5dB", "--input-trim", "-3 dB"]
    assert run(*typed).stdout == run(*plain).stdout
    assert "-    5.50 dB   interface gain\n" in run(*typed).stdout
    assert "-    3.00 dB   input trim\n" in run(*typed).stdout


def test_the_gain_of_no_interface_is_refused() -> None:
    assert "needs --interface or --max-input" in error_of("gain", MODEL, "--interface-gain", "5", exit_code=2)


def test_an_option_that_would_be_ignored_is_refused() -> None:
    twice = ["--input-trim", "1", "--input-trim", "2"]
    assert "--input-trim can be given only once" in error_of("gain", MODEL, *twice, exit_code=2)


def test_where_to_look_for_an_unknown_interface() -> None:
    assert error_of("gain", MODEL, "--interface", "qqqq zzzz").endswith(
        "(search with reamp interfaces WORD, or type its level, as 12.2dBu)"
    )


def test_a_raw_output_with_a_trim() -> None:
    text = run("gain", MODEL, "--max-input", "12.2", "--output", "raw", "--output-trim", "-3").stdout
    assert "Output gain     -3.00 dB   raw\n" in text


def test_an_unmet_wish_with_a_trim_is_unmet(tmp_path: Path) -> None:
    silent = gain_model(tmp_path / "silent.nam", 0.0)
    text = run("gain", silent, "--max-input", "12.2", "--output-trim", "-3").stdout
    assert "Output gain     -3.00 dB   not normalized\n" in text
    words = " ".join(text.split())
    assert (
        "silent: the model makes no sound, so its loudness cannot be measured; the output is not norm"
        in words
    )


def test_a_loudness_that_is_wrong_is_said(tmp_path: Path) -> None:
    wrong = gain_model(tmp_path / "wrong.nam", loudness_db=-10.5)
    words = " ".join(run("gain", wrong).stdout.split())
    assert (
        "note: wrong: the file states a loudness of -10.5 dB, but -15.0 dB was measured; players that use "
        "the file's number play it 4.5 dB too quiet. Remove it from the file (reamp tag --unset loudness-db)"
    ) in words
    right = gain_model(tmp_path / "right.nam", loudness_db=-14.5)
    assert "states a loudness" not in run("gain", right).stdout


def test_the_recording_is_checked(tmp_path: Path) -> None:
    checked = run("gain", MODEL, "--max-input", "12.2", "--di", DI).stdout
    assert "Loudest peak into overdrive: -4.9 dBFS (+6.8 dBu)\n" in checked
    quiet = float_wav(tmp_path / "quiet.wav", sine(100.0, peak=0.01))
    assert (
        "warning: the recording peaks at only -40.0 dBFS; below -18 dBFS it is close"
        in run("gain", MODEL, "--di", quiet).stdout
    )


def test_a_stereo_recording_needs_a_channel(tmp_path: Path) -> None:
    left, right = sine(100.0, peak=0.5), sine(150.0, peak=0.25)
    stereo = float_wav(tmp_path / "stereo.wav", np.column_stack((left, right)))
    assert "choose one (--channel)" in error_of("gain", MODEL, "--di", stereo)
    plan = run("gain", MODEL, "--di", stereo, "--channel", "2", "--json").stdout
    assert json.loads(plan)["peak_into_model_dbfs"] == pytest.approx(-12.04, abs=0.01)


def test_disputed_levels_are_not_applied() -> None:
    text = run("gain", MODEL, "--interface", "UMC22").stdout
    assert "Input gain      +0.00 dB   not calibrated\n" in text
    assert "warning: Behringer UMC22: the sources disagree about its level" in text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["gain", "nowhere.nam"], "nowhere.nam: does not exist"),
        (
            ["gain", MODEL, "--interface", "Scarlett 2i2"],
            "is not one interface; did you mean Focusrite Scarlett 2i2 3rd Gen",
        ),
        (["gain", MODEL, "--interface", "Apolo Twn X9"], "did you mean"),
        (["gain", MODEL, "--interface", "SSL 2+", "--interface-input", "phono"], "no phono input"),
        (["gain", MODEL, "--interface", "Apollo Twin X", "--interface-gain", "5"], "below the 10 dB"),
        (["gain", MODEL, "--di", MODEL], "is not a sound file"),
    ],
)
def test_what_cannot_be_planned_is_one_line(args: list[str], message: str) -> None:
    assert message in error_of(*args)


def test_no_model_and_no_such_output_are_usage_errors() -> None:
    assert "MODEL" in error_of("gain", exit_code=2)
    assert f"is a recording; to check it as well, write --di {DI}" in error_of("gain", MODEL, DI, exit_code=2)
    assert "'5 dBu' is not a gain; type the number that the interface shows" in error_of(
        "gain", MODEL, "--interface-gain", "5 dBu", exit_code=2
    )
    assert "--channel needs --di" in error_of("gain", MODEL, "--channel", "2", exit_code=2)
    assert "'loud' is not one of" in error_of("gain", MODEL, "--output", "loud", exit_code=2)


def test_a_typical_guitar_says_how_hot_it_will_be() -> None:
    result = run("gain", MODEL, "--max-input", "12", "--interface-gain", "8", "--guitar", "humbucker")
    assert "Loudest peak into overdrive: -6.5 dBFS (+5.2 dBu)" in result.stdout
    assert "warning: your interface: such a guitar would peak at +1.2 dBFS and clip." in result.stdout
    error = error_of("gain", MODEL, "--guitar", "active", "--di", DI, exit_code=2)
    assert "use --di or --guitar, not both" in error


PACK = {"5.74": 5.74, "11.76": 11.76, "15": 15.0, "18": 18.0}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, level_dbu in PACK.items():
        gain_model(folder / f"pack_{name}.nam", input_level_dbu=level_dbu, loudness_db=-20.0)
    return folder


def test_several_models_are_a_table_of_their_gains(pack: Path) -> None:
    models = [pack / f"pack_{name}.nam" for name in PACK]
    result = run("gain", *models, "--max-input", "12.2dBu", "--interface-gain", "0")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:6] == [
        "Model       Input gain               Output gain",
        "pack_5.74   12.2 - 5.74 = +6.46 dB   +3.74 dB, normalized",
        "pack_11.76  12.2 - 11.76 = +0.44 dB  +9.76 dB, normalized",
        "pack_15     12.2 - 15 = -2.80 dB     +13.00 dB, normalized",
        "pack_18     12.2 - 18 = -5.80 dB     +16.00 dB, normalized",
        "your interface: 12.2 dBu (user)",
    ]
    assert run("gain", pack, "--max-input", "12.2", "--interface-gain", "0").stdout == result.stdout


def test_what_several_models_have_in_common_is_said_once(pack: Path) -> None:
    for name in ("old", "older", "x", "y", "z"):
        gain_model(pack / f"{name}.nam", loudness_db=-20.0)
    (pack / "bad.nam").write_text("{}")
    args = (
        "gain",
        pack,
        "--interface",
        "Apollo Twin X",
        "--interface-gain",
        "15",
        "--di",
        DI,
        "--input-trim",
        "-1",
    )
    result = run(*args)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1] == "bad: version: is missing; every .nam file has it"
    assert lines[2] == "old         -1.00 dB, not calibrated         +10.00 dB, normalized   -6.4 dBFS"
    assert lines[4] == "pack_5.74   12.2 - 5.74 - 5 - 1 = +0.46 dB   +3.74 dB, normalized    -4.9 dBFS"
    legend = " ".join(" ".join(lines[11:14]).split())
    assert "Universal Audio Apollo Twin X: 12.2 dBu (community table); interface gain above its" in legend
    assert "input trim -1 dB Peak: the guitar's highest peak at the model's input" in legend
    said = " ".join(result.stdout.split())
    assert said.count("the input level is unknown") == 1
    assert "warning: old, older, x and 2 more: the input level is unknown" in said
    assert said.count("is from a community table") == 1


def test_a_collection_of_chains_shows_the_gains_between(pack: Path) -> None:
    pedal = gain_model(pack.parent / "pedal.nam", input_level_dbu=10.0, output_level_dbu=8.0)
    gain_model(pack / "old.nam")
    result = run(
        "gain", pedal, pack, "--chain", "--max-input", "12.2", "--interface-gain", "0", "--output", "raw"
    )
    lines = result.stdout.splitlines()
    assert lines[0] == "Model               Input gain              Between  Output gain"
    assert lines[1] == "pedal > old         12.2 - 10 = +2.20 dB    unknown  +0.00 dB, raw"
    assert lines[2] == "pedal > pack_5.74   12.2 - 10 = +2.20 dB   +2.26 dB  +0.00 dB, raw"
    assert "warning: pedal > old: a level between the two models is unknown" in result.stdout


def test_json_of_several_is_a_list_with_the_errors(pack: Path) -> None:
    (pack / "bad.nam").write_text("{}")
    listed = run("gain", pack, "--max-input", "12.2", "--json")
    assert listed.exit_code == 1
    bad, first, *_ = json.loads(listed.stdout)
    path = str(pack / "bad.nam")
    assert bad == {"models": [path], "error": f"{path}: version: is missing; every .nam file has it"}
    alone = run("gain", pack / "pack_5.74.nam", "--max-input", "12.2", "--json")
    assert first == {"models": [str(pack / "pack_5.74.nam")], "plan": json.loads(alone.stdout)}

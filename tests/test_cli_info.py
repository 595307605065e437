"""`reamp info`: what a model is, as text and as JSON."""

import json
import re
import shutil
from pathlib import Path

import pytest
from cli_runner import DI, MODEL, error_of, run
from rig_files import gain_model

from reamp.library.provenance import Provenance, write_provenance
from reamp.nam import NamDocument


def rows(*args: str | Path) -> dict[str, str]:
    lines = run("info", *args).stdout.splitlines()[1:]
    return {line[2:19].rstrip(): line[19:] for line in lines}


def container(path: Path) -> Path:
    """Write a model of two sizes: one tap and two taps."""
    submodels = [
        {
            "max_value": max_value,
            "model": NamDocument.create(
                architecture="Linear",
                config={"receptive_field": taps, "bias": False},
                weights=[1.0] * taps,
                sample_rate_hz=48_000,
            ),
        }
        for max_value, taps in ((0.5, 1), (1.0, 2))
    ]
    document = NamDocument.create(
        architecture="SlimmableContainer", config={"submodels": submodels}, sample_rate_hz=48_000
    )
    document.write(path)
    return path


def test_the_demo_model_in_people_s_words() -> None:
    shown = rows(MODEL)
    assert shown["network"] == "WaveNet A1 feather (8/4 channels)"
    assert shown["format"] == "0.5.4"
    assert shown["sample rate"] == "48000 Hz"
    assert shown["size"].startswith("3026 weights, 2808 MAC/sample, ")
    assert shown["size"].endswith("x real time here")
    assert shown["receptive field"] == "4093 frames, 85.3 ms"
    at_2x, at_4x = shown["oversampled"].split("; ")
    assert at_2x.startswith("2x: ")
    assert at_2x.endswith("x real time, 0.8 ms late")
    assert at_4x.startswith("4x: ")
    assert at_4x.endswith("x real time, 0.9 ms")
    assert shown["instruction set"] in {"avx512", "avx2", "baseline"}
    assert (shown["input level"], shown["output level"]) == ("11.76 dBu", "12.3 dBu")
    assert shown["gear"] == "Reamp Simulated overdrive (pedal, overdrive)"
    assert shown["training ESR"] == "0.0020"


def test_what_the_file_does_not_say_is_unknown(tmp_path: Path) -> None:
    shown = rows(gain_model(tmp_path / "plain.nam", rate_hz=None))
    assert shown["sample rate"] == "unknown, played as 48000 Hz"
    assert [shown[name] for name in ("input level", "output level")] == ["unknown"] * 2
    assert not {"gear", "modeled by", "date", "training ESR"} & shown.keys()


def test_loudness_is_computed_where_the_file_has_none(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "plain.nam", 0.5)
    shown = rows(path)
    assert shown["loudness"] == "-21.02 dB, computed"
    assert shown["as heard"] == "-40.02 LUFS for a typical guitar, computed"
    facts = json.loads(run("info", path, "--json").stdout)
    assert facts["computed_loudness_db"] == pytest.approx(-21.02, abs=0.01)
    assert facts["guitar_lufs"] == pytest.approx(-40.02, abs=0.01)
    silent = rows(gain_model(tmp_path / "silent.nam", 0.0))
    assert (silent["loudness"], silent["as heard"]) == ("unknown", "unknown")


def test_a_wrong_loudness_is_said_with_both_numbers(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "wrong.nam", loudness_db=-10.5)
    assert rows(path)["loudness"] == "-10.5 dB"
    assert "wrong: the file states a loudness of -10.5 dB, but -15.0 dB was measured" in " ".join(
        run("info", path).output.split()
    )
    (finding,) = json.loads(run("info", path, "--json").stdout)["findings"]
    assert (finding["check"], finding["subject"]) == ("loudness-doubtful", "wrong")


def test_nothing_in_a_file_moves_the_cursor(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "a.nam", name="\x1b]0;title\x07\nreceptive field  0", gear_make="Bad\x1b[2J")
    output = run("info", path).stdout
    assert all(each.isprintable() for line in output.splitlines() for each in line)
    assert rows(path)["name"] == "�]0;title��receptive field  0"
    assert rows(path)["gear"] == "Bad�[2J"


def test_gear_without_a_maker_is_its_type(tmp_path: Path) -> None:
    assert rows(gain_model(tmp_path / "a.nam", gear_type="pedal_amp"))["gear"] == "pedal amp"


def test_each_size_of_a_slimmable_model(tmp_path: Path) -> None:
    shown = rows(container(tmp_path / "slim.nam"))
    assert shown["network"] == "Slimmable, 2 sizes: Linear, 1 taps; Linear, 2 taps"
    assert shown["slim 0"].startswith("1 weights, ")
    assert shown["slim 0.5"].startswith("2 weights, ")
    assert "size" not in shown


def test_json_has_the_sizes(tmp_path: Path) -> None:
    facts = json.loads(run("info", container(tmp_path / "slim.nam"), "--json").stdout)
    assert [size["slim"] for size in facts["sizes"]] == [0.0, 0.5]
    assert [size["weight_count"] for size in facts["sizes"]] == [1, 2]
    assert list(facts["sizes"][0]) == [
        "slim",
        "weight_count",
        "macs_per_frame",
        "receptive_field_frames",
        "times_real_time",
    ]
    assert facts["metadata"]["input_level_dbu"] is None


def test_json_dates_and_levels() -> None:
    metadata = json.loads(run("info", MODEL, "--json").stdout)["metadata"]
    assert metadata["date"].startswith("2026-")
    assert (metadata["input_level_dbu"], metadata["gear_type"]) == (11.76, "pedal")


def test_an_endless_memory_is_unlimited(tmp_path: Path) -> None:
    weights = [0.1] * (4 * 2 + 4 + 2 + 2)
    document = NamDocument.create(
        architecture="LSTM",
        config={"num_layers": 1, "input_size": 1, "hidden_size": 1},
        weights=weights,
        sample_rate_hz=48_000,
    )
    document.write(tmp_path / "lstm.nam")
    assert rows(tmp_path / "lstm.nam")["receptive field"] == "unlimited"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("hello", "is not a NAM model"),
        ('{"version": "0.5.4", "architecture": "LSTM", "config": {}, "weights": []}', "config.num_layers"),
    ],
)
def test_a_broken_file_is_one_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.nam"
    path.write_text(text)
    assert error_of("info", path).startswith(f"{path}: ")
    assert message in error_of("info", path)


def test_a_sound_is_not_a_model() -> None:
    assert "is a sound file, not a model" in error_of("info", DI)


def broken(path: Path) -> Path:
    path.write_text("{}")
    return path


def test_a_folder_is_a_table_with_a_row_for_each_model(tmp_path: Path) -> None:
    gain_model(tmp_path / "amp 10.nam")
    gain_model(tmp_path / "amp 2.nam", input_level_dbu=15.004, loudness_db=-20.0)
    broken(tmp_path / "bad.nam")
    result = run("info", tmp_path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert re.split("  +", lines[0]) == ["Model", "Network", "In dBu", "Out dBu", "Loudness", "Speed"]
    assert lines[1].startswith("amp 2   Linear        15  unknown  -20.0 dB  ")
    assert lines[2].startswith("amp 10  Linear   unknown  unknown  -15.0 dB  ")
    assert lines[1].endswith("x")
    assert lines[3] == "bad: version: is missing; every .nam file has it"
    assert lines[5:] == [
        "1 of 3 models has an input level and can be calibrated.",
        "1 cannot be played.",
        "Loudness: computed if the file states none. Speed: times real time here.",
    ]
    assert max(map(len, lines)) <= 80


def test_an_estimate_is_about_right_and_several_are_named_apart(tmp_path: Path) -> None:
    (tmp_path / "vox").mkdir()
    for folder in (tmp_path, tmp_path / "vox"):
        estimate = {"input_level_dbu": 9.0}
        gain_model(folder / "a.nam", input_level_dbu=9.0, level_estimate=estimate, name="\x1b[2J")
    result = run("info", tmp_path / "a.nam", tmp_path / "vox" / "a.nam", tmp_path / "a.nam")
    assert result.exit_code == 0
    assert [line.split()[:4] for line in result.stdout.splitlines()[1:3]] == [
        [f"{tmp_path.name}/a", "Linear", "about", "9"],
        ["vox/a", "Linear", "about", "9"],
    ]


def test_which_models_can_be_calibrated(tmp_path: Path) -> None:
    gain_model(tmp_path / "old.nam")
    gain_model(tmp_path / "new.nam", input_level_dbu=15.0)

    def names(*args: str | Path) -> list[str]:
        return [Path(each["path"]).stem for each in json.loads(run("info", *args, "--json").stdout)]

    assert names(tmp_path) == ["new", "old"]
    assert names(tmp_path, "--calibrated") == ["new"]
    assert names(tmp_path, "--not-calibrated") == ["old"]
    assert names(tmp_path / "old.nam", "--calibrated") == []
    none = run("info", tmp_path / "old.nam", "--calibrated").stdout
    assert none.startswith("0 of 1 models have an input level and can be calibrated.\n")


def test_json_of_several_is_a_list_with_the_errors(tmp_path: Path) -> None:
    path = broken(tmp_path / "bad.nam")
    result = run("info", MODEL, path, "--json")
    good, bad = json.loads(result.stdout)
    assert result.exit_code == 1
    assert good.keys() == json.loads(run("info", MODEL, "--json").stdout).keys()
    assert bad == {"path": str(path), "error": f"{path}: version: is missing; every .nam file has it"}
    assert len(json.loads(run("info", Path(MODEL).parent, "--json").stdout)) == 1


def test_a_chain_has_no_info() -> None:
    assert "this command takes single models" in error_of("info", MODEL, ">", MODEL, exit_code=2)


def test_where_a_model_comes_from_is_shown(tmp_path: Path) -> None:
    model = tmp_path / "amp.nam"
    shutil.copy(MODEL, model)
    assert "licence" not in run("info", model).stdout
    write_provenance(model, Provenance(creator="Ann\x1b", license="cc-by-nc", source="TONE3000"))
    shown = run("info", model).stdout.splitlines()
    rows = ["  from             TONE3000", "  creator          Ann�", "  licence          CC BY-NC"]
    assert [row for row in shown if row.split()[0] in ("from", "title", "creator", "licence", "page")] == rows

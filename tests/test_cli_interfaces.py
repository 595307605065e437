"""`reamp interfaces`: searches the table, and keeps the user's own interfaces."""

import json
import re
from pathlib import Path

import pytest
from cli_runner import error_of, run
from click.testing import CliRunner

from reamp.cli.main import cli


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    return tmp_path / "interfaces.toml"


def cells(row: str) -> list[str]:
    return re.split(r" {2,}", row)


def test_a_search_shows_level_confidence_source_and_notes() -> None:
    text = run("interfaces", "apolo", "twn", "x").stdout
    row = text.splitlines()[1]
    assert cells(row) == ["Universal Audio Apollo Twin X", "Hi-Z", "12.2 dBu", "community table"]
    assert "Shows 10 dB at its lowest gain." in text
    assert "Source: overdriven.fr article" in text
    assert "Note: three sources agree" in text


def test_sources_that_disagree_are_said_to_and_give_no_level() -> None:
    lines = run("interfaces", "UMC22").stdout.splitlines()
    assert cells(lines[1]) == ["Behringer UMC22", "instrument", "disputed", "measure yours"]
    assert lines[2].startswith("  The sources disagree, in dBu: 2 (")


def test_the_whole_table_fits_80_columns() -> None:
    lines = run("interfaces").stdout.splitlines()
    assert len(lines) > 100
    assert max(map(len, lines)) <= 80


def test_json_has_every_field() -> None:
    (row,) = json.loads(run("interfaces", "Volt 476P", "--json").stdout)[:1]
    assert row["name"] == "Universal Audio Volt 476P"
    assert (row["max_input_dbu"], row["applied_dbu"], row["confidence"]) == (12.5, 12.5, "manufacturer-cited")
    assert list(row) == [
        "name",
        "manufacturer",
        "model",
        "generation",
        "input",
        "kind",
        "max_input_dbu",
        "confidence",
        "alternatives",
        "min_gain_shown_db",
        "max_gain_shown_db",
        "gain_span_db",
        "max_output_dbu",
        "setting",
        "source",
        "notes",
        "applied_dbu",
    ]


def test_json_applies_no_disputed_level() -> None:
    (row,) = json.loads(run("interfaces", "--json", "UMC22").stdout)[:1]
    assert (row["max_input_dbu"], row["applied_dbu"]) == (2.0, None)


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_nothing_like_it_is_an_error(option: tuple[str, ...]) -> None:
    assert error_of("interfaces", "qqqqzzzz", *option).startswith(
        "interface 'qqqqzzzz' is not in the table; add"
    )


def test_own_interface_is_kept_found_and_forgotten(config: Path) -> None:
    added = run("interfaces", "--add", "My box", "--max-input", "12,3 dBu", "--measured", "--note", "1 kHz")
    assert added.exit_code == 0
    assert added.stdout == f"My box  12.3 dBu, measured; kept in {config}\n"
    again = run("interfaces", "--add", "my BOX", "--max-input", "12", "--note", "1 kHz")
    assert again.stdout == f"my BOX  12 dBu, entered; replaced in {config}\n"
    run("interfaces", "--add", "My box", "--max-input", "12,3 dBu", "--measured", "--note", "1 kHz")
    found = run("interfaces", "my box").stdout.splitlines()
    assert cells(found[1]) == ["My box", "instrument", "12.3 dBu", "user"]
    assert found[2].startswith("  Source: measured by you on 20")
    assert found[3] == "  Note: 1 kHz"
    assert run("interfaces", "--remove", "my BOX").stdout == f"my BOX removed from {config}\n"
    assert "'My box' is not among your interfaces" in error_of("interfaces", "--remove", "My box")


def test_own_level_wins_over_the_table() -> None:
    run("interfaces", "--add", "UMC22", "--max-input", "3.15V", "--lowest-gain", "8")
    (row,) = json.loads(run("interfaces", "UMC22", "--json").stdout)[:1]
    assert row["applied_dbu"] == pytest.approx(12.18, abs=0.01)
    assert row["min_gain_shown_db"] == 8.0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--add", "x"], "--add needs the level"),
        (["--max-input", "12"], "need --add"),
        (["ssl", "--measured"], "need --add"),
        (["ssl", "--remove", "x"], "one at a time"),
        (["--add", "x", "--max-input", "12", "--json"], "--json is only for a search"),
        (["--add", "x", "--max-input", "loud"], "'loud' is not a level"),
    ],
)
def test_wrong_combinations_are_usage_errors(args: list[str], message: str, config: Path) -> None:
    assert message in error_of("interfaces", *args, exit_code=2)
    assert not config.exists()


def test_a_long_list_says_that_it_is_cut() -> None:
    lines = run("interfaces", "scarlet").stdout.splitlines()
    assert re.fullmatch(r"10 of \d+ rows; type more of the name to see the others\.", lines[-1])
    rows = [line for line in run("interfaces", "2i2", "4th").stdout.splitlines() if line.startswith("Focus")]
    assert len(rows) == 3


def test_what_must_be_set_is_shown() -> None:
    assert "Holds with these settings: 4K off" in run("interfaces", "ssl 2+").stdout


def test_the_table_fits_60_columns() -> None:
    stdout = CliRunner(env={"COLUMNS": "60"}).invoke(cli, ["interfaces"]).stdout
    assert max(map(len, stdout.splitlines())) <= 60


def test_names_are_cut_only_where_they_do_not_fit() -> None:
    name = "inst/line 3-4: Line no pad"
    assert name not in run("interfaces").stdout
    for columns in ("200", None):
        result = CliRunner(env={"COLUMNS": columns}).invoke(cli, ["interfaces"])
        assert name in result.stdout
        assert "…" not in result.stdout


def test_an_implausible_gain_is_refused() -> None:
    message = error_of("interfaces", "--add", "x", "--max-input", "12", "--lowest-gain", "500", exit_code=2)
    assert "'500' is outside -100..100 dB" in message


def test_a_broken_file_of_own_interfaces_is_one_line(config: Path) -> None:
    config.write_text("[[interface]]\nname = 3\n")
    assert str(config) in error_of("interfaces", "ssl")

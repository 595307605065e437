"""`reamp plugins`: every row with its level and its source."""

import json
import re

from cli_runner import error_of, run


def test_the_whole_table_fits_80_columns() -> None:
    lines = run("plugins").stdout.splitlines()
    assert len(lines) == 22
    assert all(len(line) <= 80 for line in lines)
    rows = [re.split(r" {2,}", line) for line in lines]
    assert rows[7] == ["Steven Atkinson Neural Amp Modeler plugin", "12 dBu", "default, can be set"]
    assert rows[17] == ["Rock Hero", "12 dBu", "fixed"]
    assert rows[21] == ["NAM captures typical input_level_dbu", "unknown", "each model's own"]


def test_a_word_shows_who_says_so() -> None:
    text = run("plugins", "NEURAL", "archetype").stdout
    assert "12.2 dBu  fixed" in text
    assert "Defined: 1 Vp = 0.707 Vrms" in text
    assert "Source: overdriven.fr" in text


def test_json_is_the_table_and_a_wrong_word_an_error() -> None:
    (row,) = json.loads(run("plugins", "toob", "--json").stdout)
    assert (row["kind"], row["reference_dbu"]) == ("guitar-level", -6.0)
    assert "no plug-in is named 'zzz'" in error_of("plugins", "zzz")

"""The user's own interfaces: kept in one file, stronger than the table, checked when read."""

import datetime

import pytest

from reamp.errors import ConfigError, InterfaceError
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import Confidence, InputKind, interfaces
from reamp.interfaces.user_table import (
    How,
    UserInterface,
    add_user_interface,
    known_interfaces,
    load_user_interfaces,
    remove_user_interface,
    resolve_interface,
    user_interfaces_path,
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "not there yet"
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(folder))
    return folder


def _own(name: str, max_input_dbu: float, **more: object) -> UserInterface:
    return UserInterface(name=name, max_input_dbu=max_input_dbu, how=How.MEASURED, **more)


def _write(text: str) -> None:
    path = user_interfaces_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_without_a_file_there_is_the_table_only():
    assert load_user_interfaces() == ()
    assert known_interfaces() == interfaces()


def test_what_is_added_is_read_back_the_same():
    mine = _own(
        "My préamp",
        -3.25,
        note='in the "blue" box\n',
        date=datetime.date(2026, 5, 1),
        min_gain_shown_db=8.0,
    )
    add_user_interface(mine)
    other = UserInterface(name="Second", max_input_dbu=9.0, how=How.ENTERED)
    add_user_interface(other)
    assert load_user_interfaces() == (mine, other)
    found = resolve_interface("my PRÉAMP")
    assert (found.max_input_dbu, found.confidence, found.min_gain_shown_db) == (-3.25, Confidence.USER, 8.0)
    assert found.source == "measured by you on 2026-05-01"


def test_adding_again_replaces_and_removing_removes():
    assert not add_user_interface(_own("SSL 2+", 14.8))
    assert add_user_interface(_own("ssl2 plus", 14.9))
    assert [own.max_input_dbu for own in load_user_interfaces()] == [14.9]
    remove_user_interface("SSL 2 plus")
    assert load_user_interfaces() == ()
    with pytest.raises(InterfaceError, match="not among your interfaces"):
        remove_user_interface("SSL 2+")


@pytest.mark.parametrize("name", ["Scarlett 2i2 4th", "Focusrite Scarlett 2i2 4th Gen"])
@pytest.mark.parametrize("typed", ["scarlett 2i2 gen 4", "focusrite scarlett 2i2 4th gen"])
def test_the_user_wins_over_the_table_however_both_are_spelled(name, typed):
    add_user_interface(_own(name, 11.7))
    found = resolve_interface(typed)
    assert (found.max_input_dbu, found.confidence) == (11.7, Confidence.USER)
    assert resolve_interface(typed, input="line").max_input_dbu == 22.0
    assert resolve_interface("Scarlett 2i2 3rd Gen").max_input_dbu == 12.5
    assert find_interface(typed).max_input_dbu == 12.0


def test_a_measurement_settles_a_conflict():
    assert resolve_interface("UMC202HD").applied_dbu is None
    add_user_interface(_own("Behringer UMC202HD", 16.9))
    assert resolve_interface("UMC202HD").applied_dbu == 16.9


def test_the_shown_minimum_of_the_table_is_kept_unless_the_user_knows_better():
    add_user_interface(_own("Apollo Twin X", 12.0))
    assert resolve_interface("Apollo Twin X").min_gain_shown_db == 10.0
    add_user_interface(_own("Apollo Twin X", 12.0, min_gain_shown_db=0.0))
    assert resolve_interface("Apollo Twin X").min_gain_shown_db == 0.0


def test_a_name_without_generation_is_the_users_own():
    add_user_interface(_own("Scarlett 2i2", 12.1))
    assert resolve_interface("Scarlett 2i2").max_input_dbu == 12.1
    assert resolve_interface("Scarlett 2i2 4th Gen").max_input_dbu == 12.0
    assert len(known_interfaces()) == len(interfaces()) + 1
    assert known_interfaces()[0].kind is InputKind.INSTRUMENT


_GOOD = '[[interface]]\nname = "A"\nhow = "measured"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[interface", "is not TOML"),
        (_GOOD, r"interface\[0\]: missing field max_input_dbu"),
        (_GOOD + 'max_input_dbu = "12"', r"interface\[0\]\.max_input_dbu: expected float, got str"),
        (_GOOD + "max_input_dbu = 61", r"interface\[0\]\.max_input_dbu: expected float <= 60"),
        (_GOOD + "max_input_dbu = nan", r"interface\[0\]\.max_input_dbu: expected float"),
        (_GOOD + "max_input_dbu = 12\nlevel = 3", r"interface\[0\]: unknown field level"),
        (_GOOD + "max_input_dbu = 12\ndate = 5", r"interface\[0\]\.date: expected date"),
        ('[[interface]]\nname = "A"\nhow = "felt"\nmax_input_dbu = 1', r"interface\[0\]\.how: invalid enum"),
        ((_GOOD + "max_input_dbu = 12\n") * 2, r"interface\[1\]\.name: 'A' is there twice"),
        ('[[interface]]\nname = "?"\nhow = "measured"\nmax_input_dbu = 1', "no letter or digit"),
        ("interfaces = []", "unknown field interfaces"),
    ],
)
def test_a_broken_file_is_one_line_with_the_path_and_the_field(text, problem):
    _write(text)
    with pytest.raises(ConfigError, match=problem) as caught:
        load_user_interfaces()
    assert str(caught.value).startswith(f"{user_interfaces_path()}: ")
    assert "\n" not in str(caught.value)


def test_a_broken_file_is_not_overwritten():
    _write("[[interface")
    with pytest.raises(ConfigError, match="is not TOML"):
        add_user_interface(_own("A", 12.0))
    assert user_interfaces_path().read_text(encoding="utf-8") == "[[interface"


def test_a_file_that_is_not_text_is_an_error():
    user_interfaces_path().parent.mkdir(parents=True)
    user_interfaces_path().write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not TOML, because it is not text"):
        load_user_interfaces()


@pytest.mark.parametrize(
    ("mine", "problem"),
    [
        (_own("A", 61.0), "max_input_dbu: expected float <= 60"),
        (_own("A", float("nan")), "max_input_dbu"),
        (_own("", 12.0), "name: expected str of length >= 1"),
        (_own("++", 12.0, min_gain_shown_db=1e3), "min_gain_shown_db"),
        (_own("?", 12.0), "no letter or digit"),
    ],
)
def test_a_value_out_of_range_is_not_kept(mine, problem):
    with pytest.raises(ConfigError, match=problem):
        add_user_interface(mine)
    assert not user_interfaces_path().exists()


def test_a_level_stands_for_a_name() -> None:
    assert resolve_interface("12,2 dBu").applied_dbu == 12.2
    assert resolve_interface("9.98 dBV").applied_dbu == pytest.approx(12.198, abs=1e-3)

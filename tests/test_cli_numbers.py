"""Numbers as people type and paste them, on every option of every command that takes one."""

import click
import pytest
from cli_runner import MODEL, error_of, run
from test_cli_main import command, paths

from reamp.cli.numbers import DBFS, GAIN, LEVEL, Number, Whole, with_units

_UNIT_OF = {"level": ("12,2", "dBu", 12.2), "db": ("5,5", "dB", 5.5)}


def _options() -> list[tuple[str, click.Option]]:
    found = []
    for path in paths():
        for param in command(path).params:
            if isinstance(param, click.Option) and param.type.name in _UNIT_OF:
                found.append((path, param))
    return found


@pytest.mark.parametrize(("path", "option"), _options(), ids=lambda each: getattr(each, "name", each))
def test_every_level_and_gain_takes_its_unit_as_a_word(path: str, option: click.Option) -> None:
    number, unit, value = _UNIT_OF[option.type.name]
    (joined,) = with_units([number, unit])
    converted = option.type.convert(joined, option, None)
    assert getattr(converted, "shown_db", converted) == pytest.approx(value)
    assert with_units([f"{option.opts[0]}={number}", unit]) == [f"{option.opts[0]}={number} {unit}"]


def test_a_pasted_level_is_one_number_in_a_command() -> None:
    typed = run("gain", MODEL, "--max-input", "12.2", "dBu", "--interface-gain", "5", "dB")
    assert typed.exit_code == 0
    assert typed.output == run("gain", MODEL, "--max-input", "12.2", "--interface-gain", "5").output
    assert (
        run("level", "send", "--volts", "6,40").output == run("level", "send", "--volts", "6.4", "V").output
    )


def test_only_a_unit_behind_a_number_is_joined() -> None:
    for args in (
        ["V", "12.2"],
        ["amp.nam", "V"],
        ["--name", "dB"],
        ["12.2", "dBu", "V"][:1],
        ["12.2", "amp"],
    ):
        assert with_units(args) == args


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (Number(0, 10), "11", "must be between 0 and 10, got 11"),
        (Number(0, inside=True), "0", "must be above 0, got 0"),
        (Whole(1), "0", "must be at least 1, got 0"),
        (Whole(1), "1.5", "must be a whole number, got 1.5"),
        (Whole(1), "two", "is not a number"),
        (DBFS, "-6 dBu", "it is in dBFS"),
        (LEVEL, "12.2 dB", "has the unknown unit 'dB'"),
        (GAIN, "loud", "is not a gain"),
    ],
)
def test_what_is_no_such_number_is_said_in_words(kind: click.ParamType, text: str, problem: str) -> None:
    with pytest.raises(click.BadParameter, match=problem):
        kind.convert(text, None, None)


def test_a_range_is_said_in_words() -> None:
    message = error_of("render", "a.nam", "b.wav", "-o", "c.wav", "--bass", "11", exit_code=2)
    assert message == "Invalid value for '--bass': must be between 0 and 10, got 11"

"""Numbers as people type and paste them, on every option of every command that takes one."""

import click
import pytest
from cli_runner import DI, MODEL, error_of, run
from test_cli_main import command, paths

from reamp.cli.main import cli
from reamp.cli.numbers import DBFS, GAIN, LEVEL, RATE, SECONDS, Number, OneNumber, Quantity, Whole, with_units

_Case = tuple[str, click.Option]


# With the names of the option for help that `reamp` has: click keeps them with a command.
_PARENT = click.Context(cli, **cli.context_settings)


def _options() -> list[_Case]:
    return [
        (path, param)
        for path in paths()
        for param in command(path).params
        if isinstance(param, click.Option) and isinstance(param.type, Quantity)
    ]


def _as_typed(kind: click.ParamType) -> tuple[str, str, float]:
    """Return a number that the option takes, as a Frenchman pastes it, its unit, and the value."""
    if isinstance(kind, OneNumber):  # "2x"; a single x is not a unit
        return "+2", "", 2.0
    if isinstance(kind, Whole):
        return "+2", kind.unit, 2.0
    if isinstance(kind, Number):
        return ("−0,5", kind.unit, -0.5) if kind.low is None or kind.low < 0.0 else ("0,5", kind.unit, 0.5)
    return ("−12,2", "dBu", -12.2) if kind is LEVEL else ("15,5", "dB", 15.5)


@pytest.mark.parametrize(("path", "option"), _options(), ids=lambda each: getattr(each, "name", each))
def test_every_number_takes_comma_sign_and_its_unit_as_a_word(path: str, option: click.Option) -> None:
    number, unit, value = _as_typed(option.type)
    for args in ([option.opts[0], number], [f"{option.opts[0]}={number}"]):
        context = command(path).make_context(
            path, [*args, unit] if unit else args, parent=_PARENT, resilient_parsing=True
        )
        assert option.name is not None
        got = context.params[option.name]
        (got,) = got if option.multiple else (got,)
        assert getattr(got, "shown_db", got) == pytest.approx(value)
        arguments = [param.name for param in command(path).params if isinstance(param, click.Argument)]
        assert [name for name in arguments if name and context.params[name] not in (None, ())] == []


@pytest.mark.parametrize("path", paths())
def test_no_option_reads_a_number_in_another_way(path: str) -> None:
    others = [param.opts[0] for param in command(path).params if param.type.name.startswith(("int", "float"))]
    assert others == []


def test_a_unit_alone_is_no_file() -> None:
    for typed in (("gain", MODEL, "dBu"), ("info", "V"), ("render", MODEL, DI, "dB", "-o", "x.wav")):
        assert "is a unit without its number; type both, as in 12.2dBu" in error_of(*typed, exit_code=2)
    assert error_of("info", "./V") == "V: does not exist"
    message = error_of("gain", MODEL, "--max-input", "twelve", "dBu", exit_code=2)
    assert "'twelve dBu' is not a level" in message


def test_small_and_large_units_are_converted() -> None:
    assert run("level", "send", "--volts", "6400", "mV").output == run("level", "send", "--volts=6.4").output
    assert RATE.convert("44,1 kHz", None, None) == 44100
    assert SECONDS.convert("250 ms", None, None) == pytest.approx(0.25)
    assert DBFS.convert("-6,5 dB", None, None) == DBFS.convert("-6.5 dBFS", None, None) == -6.5


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
        (Number(0, 10), "11", "goes from 0 to 10; got 11"),
        (Number(0, inside=True), "0", "must be above 0; got 0"),
        (Number(0, 1, inside=True), "1", "must be above 0 and below 1; got 1"),
        (Number(high=0), "1", "must be at most 0; got 1"),
        (Whole(1), "0", "must be at least 1; got 0"),
        (Whole(1), "1.5", "must be a whole number; got 1.5"),
        (Whole(1), "two", "is not a number"),
        (Whole(1), "2 dB", "has the unit 'dB'; this number has none"),
        (DBFS, "-6 dBu", "this number is in dBFS"),
        (LEVEL, "12.2 dB", "has the unknown unit 'dB'"),
        (GAIN, "loud", "is not a gain"),
    ],
)
def test_what_is_no_such_number_is_said_in_words(kind: click.ParamType, text: str, problem: str) -> None:
    with pytest.raises(click.UsageError, match=problem):
        kind.convert(text, None, None)


def test_a_range_is_said_in_words() -> None:
    for typed in (("--bass", "11"), ("--bass=11,5",)):
        message = error_of("render", "a.nam", "b.wav", "-o", "c.wav", *typed, exit_code=2)
        assert message == f"--bass goes from 0 to 10; got {typed[-1].removeprefix('--bass=')}"
    message = error_of("render", "a.nam", "b.wav", "-o", "c.wav", "--threads", "0", exit_code=2)
    assert message == "--threads must be at least 1; got 0"

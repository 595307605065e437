"""Typed levels, and the options that decide the gains."""

from pathlib import Path

import click
import pytest
from cli_runner import MODEL, error_of
from click.testing import CliRunner

from reamp.cli.numbers import LEVEL
from reamp.cli.params import Command, GainOptions, OneOf, collected, packed, typed_options
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import Confidence
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.playing.render import RenderConfig


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def gains(**typed: object) -> GainOptions:
    nothing = {
        "interface_name": None,
        "interface_input": None,
        "interface_gain": None,
        "max_input_dbu": None,
        "model_input_level_dbu": None,
        "output_mode": OutputMode.NORMALIZED,
        "knobs": {},
    }
    return GainOptions(**(nothing | typed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "level_dbu"),
    [("12,2", 12.2), ("12.2dBu", 12.2), ("9.98 dBV", 12.198), ("-3", -3.0), ("1 V", 2.218)],
)
def test_a_level_is_typed_as_people_write_it(text: str, level_dbu: float) -> None:
    assert LEVEL.convert(text, None, None) == pytest.approx(level_dbu, abs=0.001)


@pytest.mark.parametrize("option", ["--max-input", "--model-input-level"])
def test_a_bad_level_is_a_usage_error(option: str) -> None:
    message = error_of("gain", MODEL, option, "-6 dBFS", exit_code=2)
    assert option in message
    assert "'-6 dBFS' is a digital level" in message


def test_a_level_stands_for_an_interface() -> None:
    interface = gains(max_input_dbu=12.2).source().interface
    assert interface is not None
    assert (interface.applied_dbu, interface.confidence) == (12.2, Confidence.USER)


@pytest.mark.parametrize("typed", [{"interface_name": "Apollo Twin X"}, {}])
def test_a_typed_and_a_remembered_interface_are_one_source(typed: dict[str, object]) -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=30.0))
    for source in (gains(**typed).source(), gains(**typed).live_source(2)):
        assert (source.interface, source.shown_gain_db) == (find_interface("Apollo Twin X"), 30.0)
    source = gains(**typed, interface_gain=InterfaceGain.parse("+5")).source()
    assert (source.shown_gain_db, source.is_gain_remembered) == (15.0, False)


def test_none_is_an_interface_that_is_unknown() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=30.0))
    assert gains(interface_name=" None").source() == Source.unknown()
    assert gains(interface_name="none").live_source(2) == Source.unknown(channel=2)


def test_a_gain_needs_an_interface_or_a_device() -> None:
    gain = InterfaceGain(shown_db=20.0)
    with pytest.raises(click.UsageError, match="--interface-gain needs --interface or --max-input"):
        gains(interface_gain=gain).source()
    assert gains(interface_gain=gain).live_source().gain == gain


def test_no_interface_is_none() -> None:
    assert gains().source().interface is None


def test_a_line_input_has_its_own_level() -> None:
    instrument = gains(interface_name="Scarlett 2i2 4th Gen").source().interface
    line = gains(interface_name="Scarlett 2i2 4th Gen", interface_input="line").source().interface
    assert instrument is not None
    assert line is not None
    assert (instrument.applied_dbu, line.applied_dbu) == (12.0, 22.0)


def test_contradicting_options_are_usage_errors() -> None:
    with pytest.raises(click.UsageError, match="--max-input is enough"):
        gains(interface_name="SSL 2+", max_input_dbu=15.0).source()
    with pytest.raises(click.UsageError, match="--interface-input needs --interface"):
        gains(interface_input="line").source()


def test_a_typed_level_is_the_first_model_s_only() -> None:
    rig = gains(model_input_level_dbu=11.0, knobs={"input_trim_db": 2.0}).rig(
        [Path("a.nam"), Path("b.nam")], slim=0.5
    )
    assert [model.input_level_dbu for model in rig.models] == [11.0, None]
    assert [model.slim for model in rig.models] == [0.5, 0.5]
    assert (rig.input_trim_db, rig.output_trim_db, rig.cabinets) == (2.0, 0.0, ())


def test_help_wraps_text_and_keeps_examples() -> None:
    text = """Do it.

    Words that are wrapped
    by the screen.

    Example:
      reamp do it
      reamp undo
    """
    command = Command("do", help=text)
    shown = command.get_help(click.Context(command))
    assert "  Words that are wrapped by the screen.\n" in shown
    assert "  Example:\n    reamp do it\n    reamp undo\n" in shown


def test_options_are_handed_over_as_the_values_they_make() -> None:
    seen: dict[str, object] = {}

    @click.command(cls=Command)
    @packed(
        "pair",
        dict,
        click.option("--first", type=OneOf({"one": 1, "two": 2}), default="one"),
        click.option("--last", is_flag=True),
    )
    @click.option("--channel", type=int)
    @click.option("--overwrite", is_flag=True)
    @collected("config", RenderConfig)
    def command(**typed: object) -> None:
        seen.update(typed, typed=typed_options({"first", "overwrite"}))

    for args in (["--first", "two", "--channel", "3", "--overwrite"], ["--first", "3"]):
        result = CliRunner().invoke(command, args)
    assert seen["pair"] == {"first": 2, "last": False}
    assert seen["config"] == RenderConfig(channel=3, overwrite=True)
    assert seen["typed"] == ["--first", "--overwrite"]
    assert "is not one of 'one', 'two'" in result.output
    help_lines = CliRunner().invoke(command, ["--help"]).output.splitlines()
    options = [line.split()[0] for line in help_lines if line.startswith("  --")]
    assert options == ["--first", "--last", "--channel", "--overwrite", "--help"]

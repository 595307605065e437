"""The source of a guitar: one rule for typed and remembered values."""

import ast
import dataclasses
from pathlib import Path

import pytest

from reamp.errors import ConfigError, InterfaceError
from reamp.interfaces.gain import LOWEST_GAIN, InterfaceGain
from reamp.interfaces.remembered import RememberedInterface, remember, remembered_path
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import level_as_interface
from reamp.plan.source import Origin, Source


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


APOLLO, CODEC = "Apollo Twin X", "USB Audio CODEC: USB Audio (hw:1,0)"


def test_named_and_remembered_interfaces_have_one_gain() -> None:
    remember(RememberedInterface(name=APOLLO, gain_db=30.0))
    for source in (Source.named(APOLLO), Source.named(find_interface(APOLLO)), Source.remembered()):
        assert source.interface == find_interface(APOLLO)
        assert (source.raised_db, source.shown_gain_db, source.is_gain_remembered) == (20.0, 30.0, True)
    for source in (Source.named("ua apollo twin x", gain=15), Source.remembered(gain="+5")):
        assert (source.raised_db, source.is_gain_remembered) == (5.0, False)


def test_another_interface_has_no_gain_of_the_remembered_one() -> None:
    remember(RememberedInterface(name=APOLLO, gain_db=30.0))
    for other in (Source.named("SSL 2+"), Source.named("Scarlett 2i2 4th Gen", input="line")):
        assert (other.gain, other.raised_db, other.is_gain_remembered) == (None, 0.0, False)


def test_a_level_that_is_typed_again_is_the_same_interface() -> None:
    remember(RememberedInterface(max_input_dbu=12.2, gain_db="+8"))
    assert Source.named(level_as_interface(12.2)).raised_db == 8.0
    assert Source.named(level_as_interface(12.3)).gain is None


def test_without_a_remembered_gain_it_is_unknown() -> None:
    remember(RememberedInterface(name=APOLLO))
    for source in (Source.named(APOLLO), Source.remembered()):
        assert (source.gain, source.shown_gain_db, source.raised_db) == (None, None, 0.0)


def test_nothing_remembered_is_unknown_and_none_asks_for_nothing() -> None:
    assert (Source.remembered().interface, Source.remembered().origin) == (None, Origin.UNKNOWN)
    remember(RememberedInterface(name=APOLLO, gain_db=30.0))
    unknown = Source.unknown(channel=2)
    assert (unknown.interface, unknown.gain, unknown.origin, unknown.channel) == (None, None, Origin.NONE, 2)
    assert unknown.at_device(CODEC) == unknown


def test_the_gain_for_the_device_comes_first() -> None:
    remember(RememberedInterface(name=APOLLO, gain_db=30.0))
    remember(RememberedInterface(name=APOLLO, gain_db=20.0, device=CODEC))
    assert Source.named(APOLLO).shown_gain_db == Source.remembered().shown_gain_db == 30.0
    for source in (Source.named(APOLLO), Source.remembered()):
        at_device = source.at_device(CODEC.replace("hw:1", "hw:3"))
        assert (at_device.shown_gain_db, at_device.origin) == (20.0, source.origin)
    typed = Source.named(APOLLO, gain=25.0, channel=2)
    assert typed.at_device(CODEC) == typed


def test_a_gain_for_a_device_holds_where_the_interface_is_named_without_one() -> None:
    remember(RememberedInterface(name=APOLLO, gain_db=20.0, device=CODEC))
    assert Source.named(APOLLO).shown_gain_db == 20.0
    assert Source.remembered().interface is None


def test_a_gain_may_be_typed_before_the_interface_is_known() -> None:
    wish = Source.remembered(gain="+5", channel=2)
    assert (wish.origin, wish.gain, wish.shown_gain_db) == (
        Origin.UNKNOWN,
        InterfaceGain(raised_db=5.0),
        None,
    )
    remember(RememberedInterface(name=APOLLO, gain_db=30.0, device=CODEC))
    found = wish.at_device(CODEC)
    assert (found.origin, found.shown_gain_db, found.channel, found.device) == (
        *(Origin.REMEMBERED, 15.0, 2),
        CODEC,
    )


def test_what_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(InterfaceError, match="is not in the table"):
        Source.named("Quux 9000")
    with pytest.raises(ConfigError, match=r"must be a name or level_as_interface\(dbu\), got 12\.2"):
        Source.named(12.2)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="below the 10 dB"):
        Source.named(APOLLO, gain=5.0)
    with pytest.raises(ConfigError, match="below the 10 dB"):
        Source.named(APOLLO).with_gain(InterfaceGain(shown_db=5.0))
    with pytest.raises(ConfigError, match="channels count from 1, got 0"):
        dataclasses.replace(Source.unknown(), channel=0)
    assert Source.named(APOLLO).with_gain(LOWEST_GAIN).raised_db == 0.0


def test_a_remembered_name_that_has_left_the_table_hinders_no_other() -> None:
    remembered_path().parent.mkdir()
    remembered_path().write_text('[[interface]]\nname = "Quux 9000"\ngain_db = 3.0\n')
    assert Source.named(APOLLO).gain is None
    with pytest.raises(InterfaceError, match="Quux 9000"):
        Source.remembered()


def test_no_signature_inside_takes_a_source_apart() -> None:
    """The convenience for scripts, `render`, is the one edge with both arguments."""
    apart = set()
    for path in (Path(__file__).parents[1] / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                names = {each.arg for each in (*node.args.args, *node.args.kwonlyargs)}
                if {"interface", "interface_gain_db"} <= names:
                    apart.add(node.name)
    assert apart == {"render"}


def test_turning_keeps_how_the_gain_is_known() -> None:
    shown = Source.named("Apollo Twin X", gain=15.0).turned_to(20.0)
    assert (shown.gain, shown.raised_db) == (InterfaceGain(shown_db=20.0), 10.0)
    raised = Source.named("SSL 2+", gain="+11").turned_to(12.0)
    assert (raised.gain, raised.raised_db) == (InterfaceGain(raised_db=12.0), 12.0)
    with pytest.raises(ConfigError, match="3 dB below the lowest gain"):
        raised.turned_to(-3.0)
    of_apollo = Source.named("Apollo Twin X", gain="+5").turned_to(16.0)
    assert of_apollo.gain == InterfaceGain(raised_db=6.0)
    assert Source.named("SSL 2+").turned_to(3.0).gain == InterfaceGain(shown_db=3.0)
    with pytest.raises(ConfigError, match="below the 10 dB"):
        shown.turned_to(9.0)

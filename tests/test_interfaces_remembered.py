"""The interface of this machine: kept, found again, and never mistaken for one that was typed."""

import threading
from pathlib import Path

import pytest

from reamp.errors import ConfigError, InterfaceError
from reamp.file_lock import one_at_a_time
from reamp.interfaces.dates import today
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.remembered import (
    RememberedInterface,
    all_remembered,
    forget,
    load_remembered,
    remember,
    remembered_as,
    remembered_gain,
    remembered_path,
)
from reamp.interfaces.table import level_as_interface
from reamp.interfaces.user_table import resolve_interface
from reamp.plan.gain import plan_gain
from reamp.plan.inputs import ModelLevels
from reamp.plan.source import Source


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def test_nothing_is_remembered_at_first() -> None:
    assert load_remembered() is None
    assert not forget()


def test_a_name_comes_back_with_its_level_and_gain() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=20.0))
    kept = load_remembered()
    assert kept == RememberedInterface(name="Apollo Twin X", gain_db=20.0)
    assert (kept.interface().applied_dbu, kept.gain) == (12.2, InterfaceGain(shown_db=20.0))
    assert forget()
    assert load_remembered() is None


def test_a_device_may_have_its_own() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=20.0))
    remember(RememberedInterface(max_input_dbu=2.0, device="USB Audio CODEC: USB Audio (hw:1,0)"))
    of_device = load_remembered("USB Audio CODEC: USB Audio (hw:3,0)")  # in another socket
    assert of_device is not None
    assert of_device.interface().applied_dbu == 2.0
    of_machine = load_remembered("Volt 2")
    assert of_machine == load_remembered() == RememberedInterface(name="Apollo Twin X", gain_db=20.0)
    remember(RememberedInterface(max_input_dbu=3.0, device="USB Audio CODEC"))
    remember(RememberedInterface(max_input_dbu=4.0, device="USB Audio CODEC"))
    remember(RememberedInterface(name="SSL 2+"))
    assert [kept.max_input_dbu for kept in all_remembered()] == [2.0, 4.0, None]
    assert forget()
    assert all_remembered() == ()


def test_a_name_without_other_words_is_its_own_key() -> None:
    remember(RememberedInterface(max_input_dbu=2.0, device="Line 1"))
    assert load_remembered("Microphone") is None
    assert load_remembered("Line 1") is not None


def test_a_gain_may_be_kept_above_the_lowest() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db="+5"))
    assert 'gain_db = "+5"' in remembered_path().read_text()
    kept = load_remembered()
    assert kept is not None
    assert kept.gain == InterfaceGain(raised_db=5.0)
    assert remembered_gain(kept.interface()) == kept.gain


def test_a_plan_says_that_the_interface_is_remembered() -> None:
    remember(RememberedInterface(max_input_dbu=12.2))
    amp = ModelLevels(name="amp", input_level_dbu=15.0)
    plan = plan_gain([amp], source=Source.remembered())
    assert plan.input_gain.formula.startswith("12.2 dBu (your interface, user, remembered) - 15 dBu")
    assert "interface-remembered" in {finding.check for finding in plan.findings}


def test_what_is_not_in_the_table_is_not_remembered() -> None:
    with pytest.raises(InterfaceError, match="is not in the table"):
        remember(RememberedInterface(name="Quux 9000"))
    assert not remembered_path().exists()


def test_a_gain_that_the_interface_cannot_show_is_not_remembered() -> None:
    with pytest.raises(ConfigError, match="gain 5 dB is below the 10 dB that"):
        remember(RememberedInterface(name="Apollo Twin X", gain_db=5.0))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", "is not TOML"),  # what follows is in [[interface]]
        ("name = 3", "name: expected"),
        ("naem = 'SSL 2+'", "unknown field naem"),
        ("max_input_dbu = 99.0", "max_input_dbu: expected"),
        ("gain_db = 3.0", "a name or a max_input_dbu"),
        ("name = 'SSL 2+'\ngain_db = 'loud'", "gain_db: expected"),
        ("name = 'SSL 2+'\ngain_db = '+loud'", "gain_db: '\\+loud' is not a gain"),
        ("name = 'SSL 2+'\nmax_input_dbu = 15.0", "a name or a max_input_dbu"),
        ("max_input_dbu = 15.0\ninput = 'line'", "an input needs"),
    ],
)
def test_a_broken_file_is_reported_with_its_field(text: str, problem: str) -> None:
    remembered_path().parent.mkdir()
    remembered_path().write_text(f"[[interface]]\n{text}\n")
    with pytest.raises(ConfigError, match=problem) as caught:
        load_remembered()
    assert str(remembered_path()) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_interface_is_remembered_by_its_name_or_by_its_level() -> None:
    twin = RememberedInterface.of(resolve_interface("Apollo Twin X"), gain=InterfaceGain(raised_db=5.0))
    assert (twin.name, twin.input, twin.gain_db) == ("Universal Audio Apollo Twin X", None, "+5")
    line = resolve_interface("Scarlett 2i2 4th Gen", input="line")
    assert RememberedInterface.of(line).interface() == line
    assert RememberedInterface.of(level_as_interface(12.2)).max_input_dbu == 12.2


def test_how_an_interface_is_remembered() -> None:
    twin, ssl = resolve_interface("Apollo Twin X"), resolve_interface("SSL 2+")
    remember(RememberedInterface(name="Apollo Twin X", gain_db=20.0, device="Volt 2"))
    remember(RememberedInterface(name="SSL 2+"))
    assert remembered_as(twin) is None
    assert remembered_as(twin, "Volt 2") == load_remembered("Volt 2")
    assert remembered_as(ssl, "Volt 2") == load_remembered()
    assert remembered_as(level_as_interface(3.0), "Volt 2") is None


def test_it_waits_for_the_lock_of_the_settings(tmp_path: Path) -> None:
    """The plug-in holds the same lock while it writes."""
    (tmp_path / "config").mkdir()
    with one_at_a_time(tmp_path / "config" / ".settings.lock"):
        work = threading.Thread(target=remember, args=(RememberedInterface(name="SSL 2+"),))
        work.start()
        work.join(0.1)
        assert work.is_alive()
        assert load_remembered() is None
    work.join()
    assert load_remembered() == RememberedInterface(name="SSL 2+")


def test_what_is_typed_is_a_name_or_a_level_from_today_on() -> None:
    named = RememberedInterface.typed("SSL 2+", gain=InterfaceGain.parse("+5"), device="USB Audio")
    assert (named.name, named.max_input_dbu) == ("SSL 2+", None)
    assert (named.gain_db, named.device) == ("+5", "USB Audio")
    assert named.date == today()
    level = RememberedInterface.typed("12.2 dBu")
    assert (level.name, level.max_input_dbu) == (None, 12.2)

"""A gain that is turned in a session is the gain at the start of the next session."""

import dataclasses
from pathlib import Path

import pytest
from live_fakes import UNKNOWN, VOLT, FakeSystem, wait_until
from play_cases import rig_of

from reamp.errors import ConfigError
from reamp.interfaces.remembered import (
    RememberedInterface,
    all_remembered,
    forget,
    load_remembered,
    remember,
    remembered_path,
)
from reamp.live.keep_gain import GainKeeper, place_of
from reamp.live.session import Session
from reamp.plan.source import Origin, Source

VOLT_NAME = "Universal Audio Volt 2"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def turn(session: Session, shown_db: float) -> bool:
    session.change(source=session.source.turned_to(shown_db))
    return session.keep_gain()


def test_the_next_session_has_the_gain_of_a_remembered_interface() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    with Session(rig_of(), opener=FakeSystem(UNKNOWN).opener) as session:
        assert turn(session, 20.0)
        assert load_remembered().gain_db == 15.0  # type: ignore[union-attr]  # a knob on its way
    assert load_remembered().gain_db == 20.0  # type: ignore[union-attr]
    kept = session.kept_gain
    assert kept is not None
    assert (kept.before, kept.after.gain_db) == (
        RememberedInterface(name="Apollo Twin X", gain_db=15.0),
        20.0,
    )
    with Session(rig_of(), opener=FakeSystem(UNKNOWN).opener) as following:
        assert following.source.shown_gain_db == 20.0
        assert following.source.is_gain_remembered


def test_it_is_written_while_the_session_plays_when_the_knob_rests() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db="+5"))
    with Session(rig_of(), opener=FakeSystem(UNKNOWN).opener) as session:
        turn(session, 18.0)
        assert wait_until(lambda: load_remembered().gain_db == "+8")  # type: ignore[union-attr]


def test_an_interface_that_the_device_leads_to_is_remembered_for_the_device() -> None:
    with Session(rig_of(), opener=FakeSystem(VOLT).opener) as session:
        assert session.source.origin is Origin.MATCHED
        assert turn(session, 12.0)
    (kept,) = all_remembered()
    assert (kept.name, kept.gain_db, kept.device) == (VOLT_NAME, 12.0, VOLT.name)
    assert session.kept_gain is not None
    assert session.kept_gain.before is None


def test_an_interface_named_for_one_session_keeps_nothing_unless_it_is_the_remembered_one() -> None:
    named = Source.named("SSL 2+")
    with Session(rig_of(), source=named, opener=FakeSystem(UNKNOWN).opener) as session:
        assert not turn(session, 12.0)
    assert not remembered_path().exists()
    assert session.kept_gain is None
    remember(RememberedInterface(name="ssl 2 plus"))
    with Session(rig_of(), source=named, opener=FakeSystem(UNKNOWN).opener) as session:
        assert turn(session, 12.0)
    assert load_remembered().gain_db == 12.0  # type: ignore[union-attr]


def test_the_gain_for_another_device_stays() -> None:
    remember(RememberedInterface(name="SSL 2+", gain_db=3.0, device="another"))
    assert place_of(Source.named("SSL 2+"), UNKNOWN.name) is None


def test_the_knob_of_the_device_is_not_that_of_the_machine() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    remember(RememberedInterface(max_input_dbu=3.0, gain_db=1.0, device=UNKNOWN.name))
    with Session(rig_of(), opener=FakeSystem(UNKNOWN).opener) as session:
        turn(session, 7.0)
    assert [kept.gain_db for kept in all_remembered()] == [15.0, 7.0]


def test_what_was_changed_meanwhile_stays_and_is_said() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    with Session(rig_of(), opener=FakeSystem(UNKNOWN).opener) as session:
        turn(session, 20.0)
        remember(RememberedInterface(name="SSL 2+"))
        assert wait_until(lambda: bool(session.kept_gain and session.kept_gain.problem))
        (finding,) = [each for each in session.status().findings if each.check == "gain-not-kept"]
        assert "another interface was remembered meanwhile" in finding.message
    assert load_remembered() == RememberedInterface(name="SSL 2+")


def test_back_where_it_was_nothing_is_written() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    before = remembered_path().read_bytes()
    keeper = GainKeeper(UNKNOWN.name)
    source = Source.remembered()
    for shown_db in (20.0, 15.0):
        keeper.turn(source.turned_to(shown_db), now_s=0.0)
    keeper.write_if_due(0.5)
    keeper.write_if_due(1.0)
    keeper.finish()
    assert remembered_path().read_bytes() == before


def test_a_gain_that_cannot_be_written_is_a_problem_and_no_error() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=15.0))
    remembered_path().chmod(0o444)
    keeper = GainKeeper(UNKNOWN.name)
    keeper.turn(Source.remembered().turned_to(20.0), now_s=0.0)
    keeper.finish()
    assert keeper.kept is not None
    assert "is read-only" in keeper.kept.problem


def test_an_interface_is_remembered_when_asked() -> None:
    with Session(rig_of(), source=Source.named("SSL 2+", gain="+4"), opener=FakeSystem().opener) as session:
        before = session.status().plan.input_gain.value_db
        kept = session.keep_interface()
        assert session.source.origin is Origin.REMEMBERED
        assert session.status().plan.input_gain.value_db == before
    assert load_remembered() == kept
    assert (kept.name, kept.gain_db, kept.device) == ("Solid State Logic SSL 2+", "+4", None)
    forget()
    remember(RememberedInterface(max_input_dbu=3.0, device=VOLT.name))
    with Session(rig_of(), source=Source.named("SSL 2+"), opener=FakeSystem().opener) as session:
        assert session.keep_interface().device == VOLT.name
        session.change(source=dataclasses.replace(Source.unknown()))
        with pytest.raises(ConfigError, match="name it first"):
            session.keep_interface()

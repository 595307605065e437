import os
from pathlib import Path

import pytest
from library_cases import clipper, lone_index
from rig_files import gain_model

from reamp.errors import ModelFileError
from reamp.library import look
from reamp.library.look import FileFacts, look_at, target_of_file
from reamp.library.provenance import Provenance, provenance_path, write_provenance
from reamp.library.walk import FoundFile, walk
from reamp.nam import NamDocument
from reamp.nam.fingerprint import network_fingerprint


def looked_at(path: Path, *, known: frozenset[str] = frozenset()) -> FileFacts:
    (found,) = [each for each in walk(os.fsencode(path.parent)) if each.path == os.fsencode(path)]
    return look_at(found, known=known)


def test_a_model_has_its_metadata_its_provenance_and_its_network(tmp_path: Path) -> None:
    path = clipper(tmp_path / "amp.nam", drive=9.0, gear_make="Vox", input_level_dbu=12.0)
    write_provenance(path, Provenance(creator="Ann", license="cc-by"))
    facts = looked_at(path)
    assert (facts.problem, facts.metadata.gear_make, facts.metadata.input_level_dbu) == (None, "Vox", 12.0)
    assert (facts.provenance.creator, facts.provenance.license) == ("Ann", "cc-by")
    assert facts.fingerprint == network_fingerprint(NamDocument.read(path))
    assert facts.network is not None
    assert facts.network.behaviour is not None


def test_a_network_that_is_known_is_not_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clipper(tmp_path / "amp.nam", drive=9.0)
    fingerprint = network_fingerprint(NamDocument.read(path))
    monkeypatch.setattr(look, "measure_network", lambda *_: pytest.fail("it was played"))
    facts = looked_at(path, known=frozenset({fingerprint}))
    assert (facts.fingerprint, facts.network) == (fingerprint, None)


def test_a_broken_file_keeps_what_could_be_read_of_it(tmp_path: Path) -> None:
    path = clipper(tmp_path / "amp.nam", drive=9.0, gear_make="Vox")
    path.write_text(path.read_text().replace('"ConvNet"', '"Unheard"'))
    write_provenance(path, Provenance(creator="Ann"))
    facts = looked_at(path)
    assert "Unheard" in (facts.problem or "")
    assert path.name not in (facts.problem or "")
    assert (facts.metadata.gear_make, facts.provenance.creator) == ("Vox", "Ann")


def test_a_file_that_is_gone_or_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    gone = look_at(FoundFile(path=os.fsencode(tmp_path / "gone.nam"), size=10), known=())
    assert gone.problem is not None
    locked = gain_model(tmp_path / "locked.nam")
    locked.chmod(0)
    if os.geteuid() != 0:  # root may read everything
        assert looked_at(locked).problem is not None


def test_an_unexpected_error_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(*_: object) -> None:
        raise OverflowError("math range\nerror")

    path = clipper(tmp_path / "amp.nam", drive=9.0, gear_make="Vox")
    monkeypatch.setattr(look, "measure_network", measure)
    facts = looked_at(path)
    assert (facts.problem, facts.fingerprint) == ("cannot be measured: OverflowError: math range error", None)
    assert facts.metadata.gear_make == "Vox"


def test_a_broken_provenance_takes_no_model_away(tmp_path: Path) -> None:
    path = gain_model(tmp_path / "amp.nam")
    provenance_path(path).write_text("creator = [")
    facts = looked_at(path)
    assert (facts.problem, facts.provenance) == (None, Provenance())


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    found = FoundFile(path=os.fsencode(tmp_path / "not there.nam"), size=look.MAX_BYTES + 1)
    assert look_at(found, known=()).problem == "is larger than 32 MB; the index leaves it out"


def test_a_file_is_a_target_from_the_index_or_measured_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "amps").mkdir()
    inside = clipper(tmp_path / "amps" / "a.nam", drive=9.0, input_level_dbu=15.0)
    outside = clipper(tmp_path / "b.nam", drive=2.0, input_level_dbu=9.0)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.update()
        measured = target_of_file(index.connection, outside)
        monkeypatch.setattr(look, "measure_behaviour", lambda *_, **__: pytest.fail("it was played"))
        known = target_of_file(index.connection, inside)
        with pytest.raises(ModelFileError):
            target_of_file(index.connection, tmp_path / "amps" / "not there.nam")
    assert (known.input_level_dbu, measured.input_level_dbu) == (15.0, 9.0)
    assert known.behaviour.gain_db > measured.behaviour.gain_db + 10.0

"""The next item in a slot: a file of the same kind, one of the named files, or a computed cabinet."""

from pathlib import Path

from play_cases import rig_of

from reamp.live.browse import cabinet_slot, file_in, neighbours, slot_in, with_file, with_next_cabinet
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

AMP, CAB, ROOM = Path("amp.nam"), Path("cab.wav"), Path("room.wav")


def test_the_neighbours_of_a_sound_are_sounds(tmp_path: Path) -> None:
    for name in ("a.wav", "b.flac", "c.nam", "._b.flac"):
        (tmp_path / name).touch()
    assert neighbours(tmp_path / "a.wav", 1) == [tmp_path / "b.flac"]
    assert neighbours(tmp_path / "gone" / "a.nam", 1) == []


def test_files_are_in_the_order_of_people(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("amp 1.nam", "amp 2.nam", "Amp 10.nam")]
    for path in paths:
        path.touch()
    assert neighbours(paths[1], 1) == [paths[2], paths[0]]
    assert neighbours(paths[1], -1) == [paths[0], paths[2]]


def test_those_that_were_named_stay_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.nam", "c.nam", "a.nam")]
    for path in (*paths, tmp_path / "other.nam"):
        path.touch()
    assert neighbours(paths[1], 1, paths) == [paths[2], paths[0]]
    assert neighbours(paths[1], -1, paths) == [paths[0], paths[2]]
    assert [path.name for path in neighbours(tmp_path / "other.nam", 1, paths)] == ["a.nam", "b.nam", "c.nam"]


def test_slots_are_the_models_and_then_the_cabinets() -> None:
    rig = Rig(models=(RigModel(path=AMP),), cabinets=(Cabinet(path=CAB), Cabinet(path=Path("4x12"))))
    assert [file_in(rig, slot) for slot in range(4)] == [AMP, CAB, None, None]
    assert (slot_in(rig, 7), cabinet_slot(rig, 0), cabinet_slot(rig, 2)) == (2, 1, 2)
    bare = rig_of(AMP)
    assert (slot_in(bare, 2), cabinet_slot(bare, 0)) == (0, 1)


def test_a_new_file_keeps_what_belongs_to_the_slot() -> None:
    rig = Rig(
        models=(RigModel(path=AMP, input_level_dbu=9.0, slim=0.5),),
        cabinets=(Cabinet(path=CAB, pan=0.5),),
    )
    assert with_file(rig, 0, Path("b.nam")).models == (RigModel(path=Path("b.nam"), slim=0.5),)
    assert with_file(rig, 1, ROOM).cabinets == (Cabinet(path=ROOM, pan=0.5),)


def test_no_cabinet_comes_after_the_last_computed_one() -> None:
    rig, played = rig_of(AMP), []
    for _ in range(4):
        rig = with_next_cabinet(rig, 1, 1)
        played.append([str(cabinet.path) for cabinet in rig.cabinets])
    assert played == [["1x12"], ["2x12"], ["4x12"], []]
    two = Rig(models=rig.models, cabinets=(Cabinet(path=CAB), Cabinet(path=Path("4x12"), gain_db=-3.0)))
    assert with_next_cabinet(two, 2, 1).cabinets[1] == Cabinet(path=Path("1x12"), gain_db=-3.0)

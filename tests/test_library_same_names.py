from pathlib import Path

import pytest
from library_cases import clipper, lone_index

from reamp.library.entry import Entry
from reamp.library.query import Query
from reamp.library.same_names import name_difference, settings_in

A_FILE = "a file name without a name of the gear"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Plexi gain 5", "plexi_gain-5 nano"),
        ("Plexi 5.5 A1 standard ESR 0.0031", "Plexi 5.5 (A2 Full)"),
        ("TS9 1000 epochs", "TS9 LSTM 2x16, 800ep"),
        ("AC30 +12.2 dBu calibrated", "AC30 uncalibrated"),
        ("Höfner bass -3", "ho\N{COMBINING DIAERESIS}fner BASS -3 feather"),
    ],
)
def test_words_about_the_network_and_its_level_are_no_setting(a: str, b: str) -> None:
    assert settings_in(a) == settings_in(b) != ""


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Plexi gain 5", "Plexi gain 6"),
        ("Plexi gain 5", "Plexi gain 5.5"),
        ("gain 5 bass 3", "gain 3 bass 5"),
        ("bass -3", "bass +3"),
        ("Plexi lead", "Plexi crunch"),
        ("Plexi ↑", "Plexi ↓"),
        ("Plexi", "Plexi 2"),
        ("ch A1x", "ch A2x"),
        ("full rig", "rig"),
    ],
)
def test_what_may_be_a_setting_counts(a: str, b: str) -> None:
    assert settings_in(a) != settings_in(b)


@pytest.fixture
def entries(tmp_path: Path) -> dict[str, Entry]:
    places: dict[str, dict[str, object]] = {
        "standard/Plexi 5": {"gear_make": "Marshall", "modeled_by": "Ann"},
        "nano/plexi-5": {},
        "lite/Plexi 5": {"gear_make": "Friedman"},
        "feather/Plexi 5": {"modeled_by": "Bob"},
        "Plexi 5 std": {"name": "gain at noon"},
        "a1/Plexi 5": {"name": "gain at ten"},
        "bright/Plexi 5": {},
        "standard/nano": {},
    }
    for at, (place, metadata) in enumerate(places.items()):
        path = tmp_path / "amps" / f"{place}.nam"
        path.parent.mkdir(parents=True, exist_ok=True)
        clipper(path, drive=2.0 + at, **metadata)
    clipper(tmp_path / "amps" / "a copy.nam", drive=2.0)
    (tmp_path / "loud").mkdir()
    clipper(tmp_path / "loud" / "plexi-5.nam", drive=40.0)
    with lone_index(tmp_path) as index:
        index.add(tmp_path / "amps")
        index.add(tmp_path / "loud")
        index.update()
        found = index.search(Query()).entries
    return {f"{each.folder.name}/{each.place.with_suffix('')}": each for each in found}


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ("amps/standard/Plexi 5", "amps/nano/plexi-5", None),
        ("amps/standard/Plexi 5", "amps/a copy", None),  # one network
        ("amps/standard/Plexi 5", "amps/lite/Plexi 5", "other makers of the gear"),
        ("amps/standard/Plexi 5", "amps/feather/Plexi 5", "other authors"),
        ("amps/Plexi 5 std", "amps/a1/Plexi 5", "other names"),
        ("amps/nano/plexi-5", "amps/bright/Plexi 5", "other file names"),
        ("amps/nano/plexi-5", "loud/plexi-5", "other file names"),  # another folder of the index
        ("amps/standard/nano", "amps/standard/nano", None),
        ("amps/standard/nano", "amps/nano/plexi-5", A_FILE),
    ],
)
def test_files_folders_and_metadata_must_agree(
    entries: dict[str, Entry], a: str, b: str, difference: str | None
) -> None:
    assert name_difference(entries[a], entries[b]) == difference
    assert name_difference(entries[b], entries[a]) == difference

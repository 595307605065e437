"""Devices as systems name them: every certain match is right, and what is not certain calibrates nothing."""

from pathlib import Path

import pytest

from reamp.interfaces.device_match import match_device
from reamp.interfaces.user_table import How, UserInterface, add_user_interface


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


# As ALSA, PipeWire, Core Audio, WASAPI and ASIO write them, with the only product each may be taken for.
CERTAIN: dict[str, str] = {
    "Focusrite Scarlett 2i2 4th Gen Analog Stereo": "Focusrite Scarlett 2i2 4th Gen",
    "Scarlett 2i2 4th Gen: USB Audio (hw:1,0)": "Focusrite Scarlett 2i2 4th Gen",
    "Scarlett 2i2 4th Gen Input 1 Mic/Inst/Line": "Focusrite Scarlett 2i2 4th Gen",
    "Scarlett 18i16 4th Gen: USB Audio (hw:1,0)": "Focusrite Scarlett 18i16 4th Gen",
    "Scarlett Solo 4th Gen Pro": "Focusrite Scarlett Solo 4th Gen",
    "Scarlett Solo (3rd Gen.) Analog Stereo": "Focusrite Scarlett Solo 3rd Gen",
    "Analogue 1 + 2 (2- Scarlett 18i20 4th Gen)": "Focusrite Scarlett 18i20 4th Gen",
    "Clarett 2Pre USB: USB Audio (hw:2,0)": "Focusrite Clarett 2Pre",
    "Apollo Twin X": "Universal Audio Apollo Twin X",
    "Universal Audio Apollo Twin X": "Universal Audio Apollo Twin X",
    "Universal Audio Apollo x8": "Universal Audio Apollo x8",
    "Volt 2: USB Audio (hw:3,0)": "Universal Audio Volt 2",
    "Line In (2- Volt 276)": "Universal Audio Volt 276",
    "Universal Audio Volt 476P Analog Surround 4.0": "Universal Audio Volt 476P",
    "Line (2- Volt 2), Windows WASAPI": "Universal Audio Volt 2",
    "Apollo Twin X, Core Audio": "Universal Audio Apollo Twin X",
    "Volt 1 Analog Stereo": "Universal Audio Volt 1",
    "Babyface Pro (71966766): USB Audio (hw:1,0)": "RME Babyface Pro",
    "RME Babyface Pro FS (23456789)": "RME Babyface Pro FS",
    "Fireface UFX III (24216011)": "RME Fireface UFX III",
    "MOTU M2": "MOTU M2",
    "MOTU M4 Analog Stereo": "MOTU M4",
    "MOTU M6 Pro 0": "MOTU M6",
    "UltraLite-mk5: USB Audio (hw:1,0)": "MOTU UltraLite-mk5",
    "Audient iD4": "Audient iD4",  # both generations have its level
    "Mic | Line | Instrument 1 (Audient EVO4)": "Audient EVO 4",
    "EVO16: USB Audio (hw:1,0)": "Audient EVO 16",
    "Audient iD14 mkII": "Audient iD14 mkII",
    "Audient iD44 Analog Stereo": "Audient iD44",
    "SSL 2: USB Audio (hw:1,0)": "Solid State Logic SSL 2",
    "SSL 2+ Analog Stereo": "Solid State Logic SSL 2+",
    "SSL 2+ MKII": "Solid State Logic SSL 2+ MKII",
    "SSL 12: USB Audio (hw:1,0)": "Solid State Logic SSL 12",
    "MiniFuse 2: USB Audio (hw:2,0)": "Arturia MiniFuse 2",
    "Arturia MiniFuse 4 Analog Stereo": "Arturia MiniFuse 4",
    "Studio 24c: USB Audio (hw:1,0)": "PreSonus Studio 24c",
    "PreSonus Quantum HD 2": "PreSonus Quantum HD 2",
    "UMC202HD 192k: USB Audio (hw:1,0)": "Behringer UMC202HD",
    "IN 1-2 (BEHRINGER UMC1820)": "Behringer UMC1820",
    "Steinberg UR22C: USB Audio (hw:1,0)": "Steinberg UR22C",
    "AXE IO ONE": "IK Multimedia AXE I/O One",
    "iRig HD X": "IK Multimedia iRig HD X",
    "Line 6 HX Stomp": "Line 6 Helix / HX Stomp",
    "HELIX: USB Audio (hw:1,0)": "Line 6 Helix / HX Stomp",
    "Quad Cortex: USB Audio (hw:1,0)": "Neural DSP Quad Cortex",
    "Quad Cortex mini": "Neural DSP Quad Cortex mini",
    "Axe-Fx III: USB Audio (hw:1,0)": "Fractal Audio Axe-Fx III",
    "Fractal Audio FM3": "Fractal Audio FM3",
    "Lewitt CONNECT 6": "Lewitt Connect 6",
    "Topping E2x2": "Topping E2x2",
}

# Nothing to be sure of: no product, several, another generation, a product that is not in the table.
UNCERTAIN = [
    "Scarlett 2i2 USB: Audio (hw:1,0)",
    "Scarlett 2i2 USB",
    "Focusrite Scarlett Solo USB",
    "Focusrite Scarlett 6i6 USB",
    "Monitor of Volt 2 Analog Stereo",
    "Line (2- Scarlett 2i4 USB)",
    "Scarlett 2i2 1st Gen",
    "Scarlett 8i6 4th Gen",
    "Analogue 1 + 2 (Focusrite USB Audio)",
    "Focusrite USB ASIO",
    "Analogue 1 + 2 (2- Scarlett 18i, MME",  # cut at 31 letters
    "Clarett+ 2Pre: USB Audio (hw:1,0)",
    "Universal Audio Thunderbolt",
    "Apollo Twin MkII",
    "Apollo Twin X Gen 2",
    "Apollo Twin USB",
    "Apollo x8p",
    "Apollo Solo",
    "Babyface Pro",
    "M2: USB Audio (hw:1,0)",
    "In 1-2 (MOTU M Series)",
    "MOTU 828",
    "828mk3 Hybrid",
    "UltraLite mk3",
    "Audient iD14",
    "EVO 8: USB Audio (hw:1,0)",
    "SSL 2 aggregate of mine",
    "MiniFuse 2 OTG",
    "Studio 26c: USB Audio (hw:1,0)",
    "Studio 192",
    "USB Audio CODEC",
    "USB AUDIO CODEC: USB Audio (hw:1,0)",
    "BEHRINGER USB AUDIO",
    "Microphone (2- USB Audio CODEC)",
    "UM2",
    "UR22mkII: USB Audio (hw:1,0)",
    "AXE I/O SOLO",
    "HX Stomp XL",
    "Helix Rack",
    "FM3: USB Audio (hw:1,0)",
    "ToneX One",
    "Discrete 4 Pro",
    "JAM X",
    "Connect 2",
    "HDA Intel PCH: ALC257 Analog (hw:0,0)",
    "Built-in Audio Analog Stereo",
    "MacBook Pro Microphone",
    "Aggregate Device",
    "BlackHole 2ch",
    "Rocksmith USB Guitar Adapter",
    "system",
    "default",
    "pulse",
    "dummy",
    "",
    "2 + 2",
]


@pytest.mark.parametrize(("name", "expected"), CERTAIN.items())
def test_a_certain_match_is_the_right_one(name: str, expected: str) -> None:
    match = match_device(name)
    assert match is not None
    assert match.is_certain, match
    row = match.candidates[0]
    assert expected in {row.name, f"{row.manufacturer} {row.model}"}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_not_certain_calibrates_nothing(name: str) -> None:
    match = match_device(name)
    assert match is None or not match.is_certain


@pytest.mark.parametrize(
    ("name", "models"),
    [("EVO 8 - 3/4", []), ("Volt 3 - 1 - 2", []), ("Volt 1 - 3/4", ["Volt 1"]), ("1/2 - Volt 2", ["Volt 2"])],
)
def test_channels_do_not_make_another_model(name: str, models: list[str]) -> None:
    """An EVO 4, a Volt 4 and a Volt 2 are in the table, and an EVO 8 is not."""
    match = match_device(name)
    assert ([] if match is None else [row.model for row in match.candidates]) == models


def test_the_rows_that_a_name_may_mean_are_returned() -> None:
    match = match_device("Scarlett 2i2 USB: Audio (hw:1,0)")
    assert match is not None
    assert match.confidence == pytest.approx(0.2)
    assert {row.generation for row in match.candidates} == {"2nd Gen", "3rd Gen", "4th Gen"}
    assert match_device("HDA Intel PCH: ALC257 Analog (hw:0,0)") is None


def test_generations_of_one_level_need_not_be_told_apart() -> None:
    match = match_device("Audient iD4")
    assert match is not None
    assert match.is_certain
    assert [row.generation for row in match.candidates] == ["mkI", "mkII"]


def test_the_level_that_the_user_measured_decides_between_generations() -> None:
    own = UserInterface(name="Scarlett 2i2 3rd Gen", max_input_dbu=12.3, how=How.MEASURED)
    add_user_interface(own)
    match = match_device("Scarlett 2i2 USB: Audio (hw:1,0)")
    assert match is not None
    assert [row.applied_dbu for row in match.candidates] == [12.3]
    assert not match.is_certain  # there are others, and this may be one


def test_an_interface_of_the_user_is_found_by_the_name_of_its_device() -> None:
    add_user_interface(UserInterface(name="USB Audio CODEC", max_input_dbu=2.0, how=How.MEASURED))
    match = match_device("USB Audio CODEC: USB Audio (hw:1,0)")
    assert match is not None
    assert match.is_certain
    assert match.candidates[0].applied_dbu == 2.0
    assert match_device("BEHRINGER USB AUDIO") is None

"""The interface of a device: named, remembered, matched or unknown, each with its findings."""

from pathlib import Path

import pytest

from reamp.errors import ConfigError
from reamp.interfaces.remembered import RememberedInterface, remember, remembered_path
from reamp.interfaces.table import level_as_interface
from reamp.live.calibration import Calibration, calibrate
from reamp.plan.source import Origin, Source

VOLT = "Volt 2: USB Audio (hw:1,0)"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def name_of(calibration: Calibration) -> str | None:
    return None if calibration.interface is None else calibration.interface.name


def checks(calibration: Calibration) -> list[str]:
    return [finding.check for finding in calibration.findings]


def test_what_is_named_comes_first() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=20.0))
    named = calibrate(VOLT, Source.named("SSL 2+ MKII", gain=3.0))
    assert (name_of(named), named.origin) == ("Solid State Logic SSL 2+ MKII", Origin.NAMED)
    assert (named.confidence, named.gain_db, named.findings) == (1.0, 3.0, ())
    entered = calibrate(VOLT, Source.named(level_as_interface(12.2)))
    assert (entered.origin, entered.gain_db) == (Origin.NAMED, None)


def test_what_is_remembered_comes_next_with_its_gain() -> None:
    remember(RememberedInterface(name="Apollo Twin X", gain_db=20.0))
    kept = calibrate("system", Source.remembered())
    assert (name_of(kept), kept.origin) == ("Universal Audio Apollo Twin X", Origin.REMEMBERED)
    assert (kept.confidence, kept.gain_db, kept.findings) == (1.0, 20.0, ())
    assert calibrate("system", Source.remembered(gain=30.0)).gain_db == 30.0


def test_a_remembered_interface_that_is_not_there_is_said() -> None:
    remember(RememberedInterface(name="Apollo Twin X"))
    kept = calibrate(VOLT, Source.remembered())
    assert name_of(kept) == "Universal Audio Apollo Twin X"
    assert kept.confidence == pytest.approx(0.1)
    (finding,) = kept.findings
    assert finding.check == "interface-other-device"
    assert finding.subject == "Volt 2: USB Audio (hw:1,0)"
    assert finding.message == (
        "the gains are for the remembered interface, Universal Audio Apollo Twin X, "
        "but this is another device"
    )
    assert finding.advice == "name Universal Audio Volt 2, or the interface that you play through"
    assert finding.effect_db == pytest.approx(12.5 - 12.2)


@pytest.mark.parametrize(
    ("remembered", "device"),
    [
        (RememberedInterface(name="Scarlett 2i2 3rd Gen"), "Scarlett 2i2 USB"),  # it may be
        (
            RememberedInterface(name="Scarlett 2i2 4th Gen", input="line"),
            "Scarlett 2i2 4th Gen Analog Stereo",
        ),
        (RememberedInterface(max_input_dbu=12.2), VOLT),  # no product is named
        (RememberedInterface(name="Apollo Twin X"), "Universal Audio Thunderbolt"),
        (
            RememberedInterface(name="Apollo Twin X", device="Volt 2: USB Audio (hw:2,0)"),
            VOLT,
        ),  # says the user
    ],
)
def test_a_remembered_interface_that_may_be_the_device_is_right(
    remembered: RememberedInterface, device: str
) -> None:
    remember(remembered)
    kept = calibrate(device, Source.remembered())
    assert (kept.confidence, kept.findings) == (1.0, ())


def test_the_device_leads_to_the_interface_where_it_is_certain() -> None:
    matched = calibrate(VOLT, Source.remembered(gain=10.0))
    assert (name_of(matched), matched.origin) == ("Universal Audio Volt 2", Origin.MATCHED)
    assert (matched.confidence, matched.gain_db) == (0.9, 10.0)
    (finding,) = matched.findings
    assert str(finding) == (
        "note: Volt 2: USB Audio (hw:1,0): assuming that this device is Universal Audio Volt 2. "
        "If yours is another interface, name it"
    )


def test_several_generations_are_named_and_none_assumed() -> None:
    unknown = calibrate("Scarlett 2i2 USB", Source.remembered())
    assert (unknown.interface, unknown.origin) == (None, Origin.UNKNOWN)
    assert unknown.confidence < 0.5
    (finding,) = unknown.findings
    product = "Focusrite Scarlett 2i2"
    assert finding.message == (
        f"this device may be {product} 3rd Gen, {product} 4th Gen or {product} 2nd Gen, "
        "which is too uncertain to use its level"
    )


def test_unknown_is_unknown() -> None:
    unknown = calibrate("system", Source.remembered())
    assert (unknown.interface, unknown.origin, unknown.confidence) == (None, Origin.UNKNOWN, 0.0)
    assert checks(unknown) == ["interface-unmatched"]
    remember(RememberedInterface(name="Apollo Twin X"))
    declined = calibrate(VOLT, Source.unknown())
    assert (declined.interface, declined.origin, declined.findings) == (None, Origin.NONE, ())


def test_a_broken_file_is_said_and_not_passed_over() -> None:
    remembered_path().parent.mkdir(parents=True)
    remembered_path().write_text("[[interface]]\nname = 7\n")
    with pytest.raises(ConfigError, match=r"interface\.toml: interface\[0\]\.name"):
        calibrate(VOLT, Source.remembered())

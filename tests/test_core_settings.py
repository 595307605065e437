"""The core reads the settings and presets that Python writes, and finds the same in them."""

import dataclasses
import subprocess
from pathlib import Path

import pytest
from cli_runner import MODEL
from test_core_package import BUILD, CMAKE, done

from reamp.interfaces.remembered import RememberedInterface, remember
from reamp.interfaces.search import find_interface
from reamp.interfaces.user_table import How, UserInterface, add_user_interface
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate, Tone
from reamp.rig.preset import load_preset, save_preset
from reamp.rig.rig import Rig, RigModel

pytestmark = pytest.mark.alone  # builds in a folder that both use


@pytest.fixture(scope="module")
def program() -> Path:
    """Return the program that prints what the core reads, built beside the core's tests."""
    if not (BUILD / "build.ninja").exists() or not CMAKE.exists():
        pytest.skip("needs the build of `make core-test`")
    targets = done(CMAKE, "--build", BUILD, "--target", "help").stdout.decode()
    if "print_settings" not in targets:
        pytest.skip("needs the headers of toml++")
    done(CMAKE, "--build", BUILD, "--target", "print_settings")
    return BUILD / "core" / "print_settings"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for the settings of this test."""
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "kept",
    [
        RememberedInterface(name="Apollo Twin X", gain_db=15.0),
        RememberedInterface(name="ssl 2+", gain_db="+5.5"),
        RememberedInterface(name="Scarlett Solo 3rd Gen", input="line"),
        RememberedInterface(name="My Box", gain_db=12.0),
        RememberedInterface(name="umc22"),  # in conflict
        RememberedInterface(max_input_dbu=9.25, gain_db=3.0),
        None,
    ],
)
def test_the_core_reads_the_remembered_interface(
    program: Path, config: Path, kept: RememberedInterface | None
) -> None:
    mine = UserInterface(name="My Box", max_input_dbu=3.5, how=How.MEASURED, min_gain_shown_db=10.0)
    add_user_interface(mine)
    add_user_interface(UserInterface(name=find_interface("ssl 2+").name, max_input_dbu=14.2, how=How.ENTERED))
    if kept is not None:
        remember(kept)
    source = Source.remembered()
    level_dbu = None if source.interface is None else source.interface.applied_dbu
    lines = dict(line.split() for line in done(program, config).stdout.decode().splitlines())
    assert lines["full_scale_dbu"] == ("None" if level_dbu is None else f"{level_dbu:.17g}")
    assert float(lines.get("raised_db", 0.0)) == source.raised_db


def printed(rig: Rig) -> list[str]:
    """Return what the program prints of a rig."""

    def number(what: str, value: float | None) -> str:
        return f"{what} None" if value is None else f"{what} {value:.17g}"

    modes, outputs = list(RigMode), list(OutputMode)
    limiter = rig.limiter and rig.mode is RigMode.PLAYER
    return [
        f"mode {modes.index(rig.mode)} output_mode {outputs.index(rig.output_mode)} "
        f"gate {rig.gate is not None:d} limiter {limiter:d}",
        f"oversampling {rig.oversampling}",
        *([] if rig.gate is None else [number("gate_threshold_db", rig.gate.threshold_db)]),
        number("input_trim_db", rig.input_trim_db),
        number("output_trim_db", rig.output_trim_db),
        *(number(knob, value) for knob, value in dataclasses.asdict(rig.tone).items()),
        *(
            line
            for model in rig.models
            for line in (
                f"model {model.path}",
                number("input_level_dbu", model.input_level_dbu),
                number("output_level_dbu", model.output_level_dbu),
                number("slim", model.slim),
            )
        ),
        *(
            line
            for cabinet in rig.cabinets
            for line in (
                f"cabinet {cabinet.path} {cabinet.channel or 0}",
                number("gain_db", cabinet.gain_db),
                number("pan", cabinet.pan),
            )
        ),
    ]


def test_the_core_reads_presets(program: Path, config: Path) -> None:
    (config / "cab.wav").write_bytes(b"not read here")
    full = Rig(
        models=(RigModel(path=Path(MODEL), input_level_dbu=12.1, slim=0.25), RigModel(path=Path(MODEL))),
        gate=Gate(threshold_db=-61.5),
        tone=Tone(bass=6.1, treble=2.0, presence=7.5),
        cabinets=(
            Cabinet(path=config / "cab.wav", channel=2, gain_db=-1.5, pan=-0.3),
            Cabinet(path=Path("4x12")),
        ),
        output_mode=OutputMode.CALIBRATED,
        input_trim_db=-2.25,
        output_trim_db=1.1,
        oversampling=4,
    )
    plain = Rig(models=(RigModel(path=Path(MODEL)),), mode=RigMode.COMPATIBLE, limiter=False)
    for name, rig in (("full", full), ("plain", plain)):
        path = config / f"{name}.toml"
        save_preset(rig, path)
        assert load_preset(path) == rig
        assert done(program, config, path).stdout.decode().splitlines()[1:] == printed(rig)


def test_the_core_reads_numbers_that_people_typed_into_a_preset(program: Path, config: Path) -> None:
    path = config / "typed.toml"
    path.write_text(
        'version = 1\noutput_trim_db = "+1,5 dB"\noversampling = "2x"\n'
        '[gate]\nthreshold_db = "-62 dB"\n[tone]\nbass = "6,5"\n'
        f'[[model]]\npath = "{MODEL}"\ninput_level_dbu = "9.98 dBV"\nslim = "0,5"\n'
        '[[cabinet]]\npath = "2x12"\ngain_db = "-3 dB"\npan = "0,25"\n'
    )
    assert done(program, config, path).stdout.decode().splitlines()[1:] == printed(load_preset(path))


def test_the_core_says_what_is_wrong_with_a_preset(program: Path, config: Path) -> None:
    path = config / "broken.toml"
    path.write_text("version = 1\nloud = true\n")
    result = subprocess.run([program, config, path], capture_output=True, check=False)
    assert result.returncode == 1
    assert f"{path}: loud: unknown key" in result.stdout.decode()

"""Presets: a saved rig comes back, moves with its files, and a broken file gives a one-line error."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reamp.errors import ConfigError
from reamp.plan.inputs import OutputMode
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate, Tone
from reamp.rig.preset import load_preset, preset_names, preset_path, save_preset
from reamp.rig.rig import Rig, RigModel

_DB = st.floats(-60.0, 60.0)
_KNOB = st.floats(0.0, 10.0)
_MODEL = st.builds(
    lambda name, **fields: (name, fields),
    st.sampled_from(["amp.nam", "models/Höfner 1.nam"]),
    input_level_dbu=st.none() | _DB,
    output_level_dbu=st.none() | _DB,
    slim=st.none() | st.floats(0.0, 1.0),
)
_CABINET = st.fixed_dictionaries(
    {"channel": st.none() | st.integers(1, 8), "gain_db": _DB, "pan": st.floats(-1.0, 1.0)}
)
_RIG = st.fixed_dictionaries(
    {
        "gate": st.none() | st.builds(Gate, threshold_db=st.floats(-100.0, 0.0)),
        "tone": st.builds(Tone, bass=_KNOB, middle=_KNOB, treble=_KNOB),
        "limiter": st.booleans(),
        "mode": st.sampled_from(RigMode),
        "output_mode": st.sampled_from(OutputMode),
        "input_trim_db": _DB,
        "output_trim_db": _DB,
    }
)


_OLD = """\
version = 1
output_mode = "raw"
mode = "compatible"
limiter = false
input_trim_db = 0.0
output_trim_db = -2.5

[gate]
threshold_db = -60.0

[tone]
bass = 6.0
middle = 5.0
treble = 4.5

[[model]]
path = "amp.nam"
input_level_dbu = 12.2
slim = 0.5

[[cabinet]]
path = "cab.wav"
channel = 2
gain_db = -3.0
pan = 0.0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two models and a cabinet; a preset does not look into them."""
    home = tmp_path / "rigs"
    for name in ("amp.nam", "models/Höfner 1.nam", "cab.wav"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"")
    return home


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_MODEL, min_size=1, max_size=3), st.lists(_CABINET, max_size=2), _RIG)
def test_what_is_saved_comes_back(
    folder: Path,
    models: list[tuple[str, dict[str, Any]]],
    cabinets: list[dict[str, Any]],
    fields: dict[str, Any],
) -> None:
    rig = Rig(
        models=tuple(RigModel(path=folder / name, **more) for name, more in models),
        cabinets=tuple(Cabinet(path=folder / "cab.wav", **more) for more in cabinets),
        **fields,
    )
    save_preset(rig, folder / "crunch.toml")
    assert load_preset(folder / "crunch.toml") == rig


def test_a_plain_rig_is_a_short_file(folder: Path) -> None:
    save_preset(Rig(models=(RigModel(path=folder / "amp.nam"),)), folder / "plain.toml")
    assert tomllib.loads((folder / "plain.toml").read_text()) == {
        "version": 1,
        "model": [{"path": "amp.nam"}],
    }


def test_a_preset_of_an_older_reamp_is_the_same_rig(folder: Path) -> None:
    (folder / "old.toml").write_text(_OLD, encoding="utf-8")
    rig = load_preset(folder / "old.toml")
    assert rig == Rig(
        models=(RigModel(path=folder / "amp.nam", input_level_dbu=12.2, slim=0.5),),
        cabinets=(Cabinet(path=folder / "cab.wav", channel=2, gain_db=-3.0),),
        gate=Gate(threshold_db=-60.0),
        tone=Tone(bass=6.0, treble=4.5),
        limiter=False,
        mode=RigMode.COMPATIBLE,
        output_mode=OutputMode.RAW,
        output_trim_db=-2.5,
    )


def test_a_number_may_have_its_unit(folder: Path) -> None:
    knobs = "input_trim_db = '1,5 dB'\n[gate]\nthreshold_db = '-60 dBFS'"
    (folder / "typed.toml").write_text(f"version = 1\n{knobs}\n[[model]]\npath = 'amp.nam'")
    rig = load_preset(folder / "typed.toml")
    assert (rig.input_trim_db, rig.gate) == (1.5, Gate(threshold_db=-60.0))


def test_a_preset_moves_with_its_models(folder: Path, tmp_path: Path) -> None:
    save_preset(Rig(models=(RigModel(path=folder / "amp.nam"),)), folder / "presets" / "crunch.toml")
    shutil.move(folder, tmp_path / "elsewhere")
    rig = load_preset(tmp_path / "elsewhere" / "presets" / "crunch.toml")
    assert rig.models[0].path == tmp_path / "elsewhere" / "amp.nam"


def test_a_model_from_far_away_keeps_its_whole_path(folder: Path, tmp_path: Path) -> None:
    preset = tmp_path / "a" / "b" / "crunch.toml"
    save_preset(Rig(models=(RigModel(path=folder / "amp.nam"),)), preset)
    assert tomllib.loads(preset.read_text())["model"][0]["path"] == (folder / "amp.nam").as_posix()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version = 2\nfuture = 1", "is a preset of version 2, and this Reamp reads 1; update Reamp"),
        (
            "version = 1\n[[model]]\npath = 'amp.nam'\nsilm = 1.0",
            r"model\[0\]: .*unknown field silm; correct the preset",
        ),
        ("version = 1\ninterface = 'SSL 2'\n[[model]]\npath = 'amp.nam'", "unknown field interface"),
        ("[[model]]\npath = 'amp.nam'", "missing field version"),
        ("version = 0\n[[model]]\npath = 'amp.nam'", "version must be at least 1"),
        ("version = 1", "missing field model"),
        ("version = 1\n[[model]]\npath = 'gone.nam'", r"model\[0\].path: .*gone.nam does not exist"),
        (
            "version = 1\n[[model]]\npath = 'amp.nam'\n[[cabinet]]\npath = 'gone.wav'",
            r"cabinet\[0\].path: .*gone.wav does not exist",
        ),
        ("version = 1\n[[model]]\npath = 'amp.nam'\nslim = 2.0", "slim must be between 0 and 1"),
        ("version = 1\ninput_trim_db = nan\n[[model]]\npath = 'amp.nam'", "input_trim_db must be a finite"),
        ("version = 1\n[tone]\nbass = 11.0\n[[model]]\npath = 'amp.nam'", "bass must be 0 to 10"),
        ("version = 1\nmode = 'loud'\n[[model]]\npath = 'amp.nam'", "mode: invalid enum value"),
        ("version = ", "is not TOML"),
    ],
)
def test_a_broken_preset_is_one_line(folder: Path, text: str, problem: str) -> None:
    path = folder / "crunch.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=problem) as caught:
        load_preset(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_what_is_not_there_is_not_saved(folder: Path) -> None:
    rig = Rig(models=(RigModel(path=folder / "gone.nam"),))
    with pytest.raises(ConfigError, match=r"gone\.nam does not exist"):
        save_preset(rig, folder / "crunch.toml")
    assert not (folder / "crunch.toml").exists()


def test_a_missing_preset_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(folder))
    with pytest.raises(ConfigError, match="there is no such preset; none is saved yet"):
        load_preset(folder / "crunch.toml")
    preset_path("clean").parent.mkdir(parents=True)
    preset_path("clean").touch()
    preset_path("lead").touch()
    with pytest.raises(ConfigError, match="no such preset; saved presets: clean, lead"):
        load_preset(folder / "crunch.toml")


def test_a_name_is_a_file_in_the_users_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(folder))
    for name in ("lead", "Crunch 2"):
        save_preset(Rig(models=(RigModel(path=folder / "amp.nam"),)), preset_path(name))
    assert preset_path("lead") == folder / "presets" / "lead.toml"
    assert preset_path("x/lead.toml") == Path("x/lead.toml")
    assert preset_names() == ("Crunch 2", "lead")


@pytest.mark.parametrize("name", ["", "../lead", "a/b", ".hidden", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is not a preset name"):
        preset_path(name)


def test_a_computed_cabinet_is_kept_by_its_name_and_a_file_of_that_name_by_its_path(folder: Path) -> None:
    (folder / "4x12").write_bytes(b"")
    cabinets = (Cabinet(path=Path("4x12"), pan=0.5), Cabinet(path=folder / "4x12"))
    rig = Rig(models=(RigModel(path=folder / "amp.nam"),), cabinets=cabinets)
    save_preset(rig, folder / "crunch.toml")
    kept = tomllib.loads((folder / "crunch.toml").read_text())["cabinet"]
    assert [each["path"] for each in kept] == ["4x12", "./4x12"]
    assert load_preset(folder / "crunch.toml") == rig

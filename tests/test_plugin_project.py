"""What a song keeps, and what goes wrong with it: the plug-in says so, and plays on."""

import base64
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from cli_runner import MODEL
from plugin_hosts import BIN, Hosted, in_clap, in_lv2, needs_lv2_host, needs_plugin, rendered
from test_plugin_bits import cabinet, guitar

from reamp.playing.player import Player
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

pytestmark = needs_plugin

RATE_HZ = 48_000


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "settings"))


def played(
    folder: Path, *options: str, blocks: str = "512", di: np.ndarray | None = None, **states: str
) -> Hosted:
    di = guitar(RATE_HZ) if di is None else di
    return in_clap(di, rate_hz=RATE_HZ, blocks=blocks, states=states, folder=folder, options=options)


def saved_project(path: Path) -> str:
    """Return the project in a state that a CLAP host saved."""
    parts = path.read_bytes().split(b"\0")
    return parts[parts.index(b"project") + 1].decode()


@pytest.mark.parametrize("host", [in_clap, pytest.param(in_lv2, marks=needs_lv2_host)])
def test_a_song_holds_its_files_and_plays_without_them(host, tmp_path: Path) -> None:
    model, speaker = tmp_path / "amp é.nam", cabinet(tmp_path / "cab.wav", rate_hz=RATE_HZ)
    shutil.copy(MODEL, model)
    first = played(tmp_path, f"save={tmp_path / 'song'}", "bass=7", model=str(model), cabinet=str(speaker))
    project = saved_project(tmp_path / "song")
    assert len(project) < 0.75 * (model.stat().st_size + speaker.stat().st_size)
    model.unlink()
    speaker.unlink()
    options = ["bass=7"] if host is in_lv2 else []
    again = host(
        guitar(RATE_HZ), rate_hz=RATE_HZ, states={"project": project}, folder=tmp_path, options=options
    )
    np.testing.assert_array_equal(again.sound, first.sound)
    assert np.abs(first.sound).max() > 0.01
    assert again.told["has_problem"] == 0.0


def test_a_whole_state_of_a_host_is_restored(tmp_path: Path) -> None:
    first = played(tmp_path, f"save={tmp_path / 'song'}", "input_trim_db=3", "output_mode=0", model=MODEL)
    song = tmp_path / "song"
    command = [BIN.parent / "hosts" / "clap_host", BIN / "Reamp.clap", f"state={song}"]
    done = subprocess.run(command, input=guitar(RATE_HZ).tobytes(), capture_output=True, check=True)
    np.testing.assert_array_equal(np.frombuffer(done.stdout, np.float32).reshape(-1, 2), first.sound)


PROJECT = "reamp project 1\nrig\nversion = 1\n"
BROKEN = {
    "no project": "hello\n",
    "newer": "reamp project 999\nrig\n",
    "cut off": "reamp project 1\n",
    "unknown line": "reamp project 1\nfiel\nrig\n",
    "no base64": "reamp project 1\nfile 3 YQ== !!!!\nrig\n",
    "not packed": f"reamp project 1\nfile 3 YQ== {base64.b64encode(b'abc').decode()}\nrig\n",
    "huge": "reamp project 1\nfile 99999999999 YQ== YWJj\nrig\n",
    "no toml": PROJECT + "a = [",
    "unknown key": PROJECT + "loud = true",
    "missing file": PROJECT + '[[model]]\npath = "/not/there.nam"',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_song_is_a_problem_and_the_guitar_is_heard(name: str, tmp_path: Path) -> None:
    di = guitar(RATE_HZ)
    hosted = played(tmp_path, project=BROKEN[name], di=di)
    assert hosted.told["has_problem"] == 1.0
    assert np.corrcoef(hosted.sound[:, 0], di)[0, 1] > 0.99


def test_a_host_that_saves_a_song_of_a_newer_reamp_does_not_lose_it(tmp_path: Path) -> None:
    played(tmp_path, f"save={tmp_path / 'song'}", project=BROKEN["newer"])
    assert saved_project(tmp_path / "song") == BROKEN["newer"]


@pytest.mark.parametrize("broken", ["{", '{"version": "0.5.4"}', None])
def test_a_broken_file_leaves_what_played(broken: str | None, tmp_path: Path) -> None:
    shutil.copy(MODEL, tmp_path / "good.nam")
    bad = tmp_path / "bad.nam"
    if broken is not None:
        bad.write_text(broken)
    good = played(tmp_path, model=MODEL)
    song = tmp_path / "song"
    played(tmp_path, f"save={song}", model=MODEL)
    # The host restores the project after the file that it names.
    hosted = played(tmp_path, model=str(bad), project=saved_project(song))
    np.testing.assert_array_equal(hosted.sound, good.sound)
    alone = played(tmp_path, model=str(bad))
    assert alone.told["has_problem"] == 1.0


def test_bypass_is_the_input_in_time_and_makes_no_click(tmp_path: Path) -> None:
    sine = np.sin(2.0 * np.pi * 220.0 / 44_100 * np.arange(44_100)).astype(np.float32) * np.float32(0.2)

    def at_44(*options: str) -> np.ndarray:
        return in_clap(sine, rate_hz=44_100, states={"model": MODEL}, folder=tmp_path, options=options).sound

    np.testing.assert_array_equal(at_44("dpf_bypass=1")[500:, 1], sine[500:])
    switched, on = at_44("at:20000:dpf_bypass=1", "at:30000:dpf_bypass=0"), at_44()
    np.testing.assert_array_equal(switched[21_500:29_000, 0], sine[21_500:29_000])
    np.testing.assert_array_equal(switched[:19_000], on[:19_000])
    steps, usual = np.abs(np.diff(switched[:, 0])), np.abs(np.diff(on[:, 0])).max()
    assert steps[19_000:32_000].max() < 1.05 * max(usual, np.abs(np.diff(sine)).max())


@pytest.mark.parametrize("blocks", ["512", "1,64,4096,7", "random"])
def test_automation_plays_as_a_player_that_turns_the_same_knobs(blocks: str, tmp_path: Path) -> None:
    di = guitar(RATE_HZ)
    hosted = played(
        tmp_path, "at:7001:bass=8", "at:20000:output_trim_db=-6", blocks=blocks, di=di, model=MODEL
    )
    rig = Rig(models=(RigModel(path=Path(MODEL)),))
    player = Player(rig, rate_hz=RATE_HZ)
    parts = []
    for start, end, values in (
        (0, 7001, {}),
        (7001, 20_000, {"bass": 8.0}),
        (20_000, len(di), {"bass": 8.0, "output_trim_db": -6.0}),
    ):
        player.change(rig.with_values(values))
        parts.append(np.stack(player.process([di[start:end]]), axis=1))
    np.testing.assert_array_equal(hosted.sound, np.concatenate(parts))


def test_another_output_mode_while_it_plays_is_as_loud_as_if_it_had_been_there(tmp_path: Path) -> None:
    changed = played(tmp_path, "at:512:output_mode=0", model=MODEL).sound
    raw = played(tmp_path, "output_mode=0", model=MODEL).sound
    settled = slice(32_000, None)  # the DC blocker has forgotten the other level
    np.testing.assert_allclose(changed[settled], raw[settled], rtol=1e-5, atol=1e-6)


def test_after_a_restart_it_plays_as_from_the_beginning(tmp_path: Path) -> None:
    di = np.tile(guitar(RATE_HZ, 0.2), 2)
    whole = played(tmp_path, f"restart={len(di) // 2}", di=di, model=MODEL, cabinet="4x12").sound
    np.testing.assert_array_equal(whole[: len(di) // 2], whole[len(di) // 2 :])


def test_a_rig_is_what_a_song_and_a_render_share(tmp_path: Path) -> None:
    rig = Rig(models=(RigModel(path=Path(MODEL)),), cabinets=(Cabinet(path=Path("2x12")),))
    hosted = played(tmp_path, model=MODEL, cabinet="2x12")
    np.testing.assert_array_equal(hosted.sound, rendered(rig, guitar(RATE_HZ), rate_hz=RATE_HZ))


@pytest.mark.parametrize(
    ("file", "symbols"),
    [
        ("Reamp.clap", {"clap_entry"}),
        ("Reamp.lv2/Reamp.so", {"lv2_descriptor", "lv2_generate_ttl", "lv2ui_descriptor"}),
        ("Reamp.vst3/Contents/x86_64-linux/Reamp.so", {"GetPluginFactory", "ModuleEntry", "ModuleExit"}),
    ],
)
def test_only_the_entry_points_are_visible(file: str, symbols: set[str]) -> None:
    if not (BIN / file).exists() or not shutil.which("nm"):
        pytest.skip("needs the plug-in for this system, and nm")
    listing = subprocess.run(
        ["nm", "-D", "--defined-only", BIN / file], capture_output=True, check=True, text=True
    )
    assert {line.split()[-1] for line in listing.stdout.splitlines()} == symbols

"""A session without an audio device: it plays on through losses, broken files and overload."""

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from jack_server import jack_server, start_server
from live_fakes import UNKNOWN, VOLT, FakeSystem, wait_until
from rig_files import float_wav, gain_model, sine, slimmable_model

from reamp.errors import AudioFileError, ConfigError, DeviceError, InterfaceError, ModelFileError
from reamp.interfaces.gain import InterfaceGain
from reamp.interfaces.table import level_as_interface
from reamp.live import connection
from reamp.live.backends import open_stream
from reamp.live.session import Session
from reamp.live.stream import Stream, StreamConfig, StreamStats
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Tone
from reamp.rig.preset import load_preset, save_preset
from reamp.rig.rig import Rig, RigModel

pytestmark = pytest.mark.alone  # plays in real time


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setattr(connection, "RETRY_S", 0.05)


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """An amp of gain 1 that was trained with 15 dBu at full scale."""
    amp = RigModel(path=gain_model(tmp_path / "amp.nam", input_level_dbu=15.0))
    return Rig(models=(amp,), limiter=False, output_mode=OutputMode.RAW)


@pytest.fixture
def session(rig: Rig, system: FakeSystem) -> Iterator[Session]:
    with Session(rig, opener=system.opener) as session:
        yield session


def checks(session: Session) -> set[str]:
    return {finding.check for finding in session.status().findings}


def turned(session: Session, shown_db: float) -> Source:
    """Return the source with the interface's gain at another number."""
    return session.source.with_gain(InterfaceGain(shown_db=shown_db))


def level(samples: np.ndarray) -> float:
    """Return the RMS of the second half, where nothing changes any more."""
    return float(np.std(samples[len(samples) // 2 :]))


TONE = sine(1_000.0, peak=0.1)


def test_it_plays_at_the_right_level_by_itself(session: Session, system: FakeSystem) -> None:
    status = session.status()
    assert status.is_connected
    assert status.device == VOLT
    assert status.plan.input_gain.formula.startswith("12.5 dBu (Universal Audio Volt 2, manufacturer cited)")
    assert level(system.play(TONE)) / level(TONE) == pytest.approx(10 ** ((12.5 - 15.0) / 20), rel=1e-3)
    assert "interface-matched" in checks(session)


def test_the_status_says_what_is_heard(session: Session, system: FakeSystem) -> None:
    session.change(source=turned(session, 10.0))
    system.streams[-1].numbers = StreamStats(callbacks=10, xruns=2, load=0.25, peak_load=0.5)
    system.play(np.concatenate((TONE, np.ones(2, np.float32), TONE[:1000])))
    status = session.status()
    assert (status.rate_hz, status.block_frames, status.xruns) == (48_000, 64, 2)
    assert (status.load, status.peak_load) == (0.25, 0.5)
    assert status.input_peak_dbfs == 0.0
    assert status.clipped_frames == 2
    (peak,) = status.model_peaks
    assert peak.name == "amp"
    assert peak.peak_dbfs == pytest.approx(12.5 - 15.0 - 10.0)
    assert peak.peak_dbu == pytest.approx(12.5 - 10.0)  # full scale at the converter, as volts
    assert status.output_peaks_dbfs[0] == pytest.approx(-12.5, abs=0.2)
    assert (status.gate_gain_db, status.limiter_gain_db, status.limited_frames) == (0.0, 0.0, 0)
    assert status.latency_ms == pytest.approx(1000.0 * 128 / 48_000)
    assert [len(heard) for heard in session.inputs()] == [49_002, 49_002]


def test_a_model_without_a_level_has_no_dbu(session: Session, tmp_path: Path, rig: Rig) -> None:
    unknown = RigModel(path=gain_model(tmp_path / "unknown.nam"))
    session.change(dataclasses.replace(rig, models=(*rig.models, unknown)))
    peaks = session.status().model_peaks
    assert [peak.name for peak in peaks] == ["amp", "unknown"]
    assert [peak.peak_dbu is None for peak in peaks] == [False, True]


def test_the_plan_follows_every_change(session: Session, rig: Rig, tmp_path: Path) -> None:
    def gain_db() -> float:
        return session.status().plan.input_gain.value_db

    session.change(source=turned(session, 20.0))
    assert gain_db() == pytest.approx(12.5 - 15.0 - 20.0)
    session.change(source=Source.named(level_as_interface(10.0)))  # its gain is unknown
    assert gain_db() == pytest.approx(10.0 - 15.0)
    hot = RigModel(path=gain_model(tmp_path / "hot.nam", input_level_dbu=5.0, loudness_db=-20.0))
    normalized = dataclasses.replace(rig, models=(hot,), output_mode=OutputMode.NORMALIZED)
    session.change(normalized, source=turned(session, 3.0))
    assert gain_db() == pytest.approx(10.0 - 5.0 - 3.0)
    heard_lufs = -34.0 + 12.0 - 5.0
    assert session.status().plan.output_gain.value_db == pytest.approx(-24.0 - heard_lufs, abs=0.01)
    session.change(dataclasses.replace(session.rig, output_mode=OutputMode.RAW))
    assert session.status().plan.output_gain.value_db == 0.0
    session.change(source=Source.unknown())
    assert gain_db() == 0.0
    assert not session.status().plan.calibrated


def test_an_error_leaves_all_as_it_was(
    session: Session, rig: Rig, system: FakeSystem, tmp_path: Path
) -> None:
    before = session.status()
    gone = dataclasses.replace(rig, models=(RigModel(path=tmp_path / "gone.nam"),))
    newer = tmp_path / "newer.toml"
    newer.write_text("version = 99\n")
    with pytest.raises(ModelFileError, match=r"gone\.nam"):
        session.change(gone, source=turned(session, 20.0))
    with pytest.raises(InterfaceError, match="is not in the table"):
        session.change(source=Source.named("Quux 9000"))
    with pytest.raises(ConfigError, match="Universal Audio Volt 2 has 2 inputs; there is no input 3"):
        session.change(source=dataclasses.replace(session.source, channel=3))
    with pytest.raises(ConfigError, match="is a preset of version 99"):
        session.change(load_preset(newer), preset=newer)
    after = session.status()
    assert (after.rig, after.plan, after.calibration) == (before.rig, before.plan, before.calibration)
    assert level(system.play(TONE)) > 0.03


def test_what_cannot_begin_lets_go_of_the_device(rig: Rig, system: FakeSystem, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has 2 inputs; there is no input 3"):
        Session(rig, opener=system.opener, source=Source.remembered(channel=3))
    with pytest.raises(ModelFileError):
        Session(Rig(models=(RigModel(path=tmp_path / "gone.nam"),)), opener=system.opener)
    assert [stream.is_closed for stream in system.streams] == [True, True]
    system.device = None
    with pytest.raises(DeviceError, match="connect an interface"):
        Session(rig, opener=system.opener)


def test_the_sound_comes_back_with_the_device(session: Session, rig: Rig, system: FakeSystem) -> None:
    session.change(dataclasses.replace(rig, tone=Tone(bass=9.0)), source=turned(session, 10.0))
    system.play(TONE)
    first, core = system.streams[-1], system.streams[-1].rig
    first.numbers = StreamStats(xruns=3)
    system.unplug()
    assert wait_until(lambda: "device-lost" in checks(session))
    status = session.status()
    assert not status.is_connected
    assert first.is_closed
    assert session.inputs() == ()
    assert wait_until(lambda: "connect an interface" in str(session.status().findings[0]))
    session.change(source=turned(session, 5.0))  # meanwhile
    system.device = VOLT
    assert wait_until(lambda: session.status().is_connected)
    assert "device-lost" not in checks(session)
    assert system.streams[-1].rig is core
    assert level(system.play(TONE)) / level(TONE) == pytest.approx(10 ** ((12.5 - 15.0 - 5.0) / 20), rel=0.01)
    assert session.status().xruns == 3
    assert system.configs[-1] == StreamConfig(backend="jack")


def test_another_rate_needs_no_files(session: Session, rig: Rig, system: FakeSystem) -> None:
    rig.models[0].path.unlink()
    system.unplug()
    assert wait_until(lambda: not session.status().is_connected)
    system.device = dataclasses.replace(VOLT, rate_hz=96_000)
    assert wait_until(lambda: session.status().is_connected)
    assert session.status().rate_hz == 96_000
    tone = sine(1_000.0, peak=0.1, rate_hz=96_000)
    assert level(system.play(tone)) / level(tone) == pytest.approx(10 ** ((12.5 - 15.0) / 20), rel=1e-3)


def test_a_device_that_came_back_with_fewer_inputs_is_of_no_use(session: Session, system: FakeSystem) -> None:
    session.change(source=dataclasses.replace(session.source, channel=2))
    system.unplug()
    assert wait_until(lambda: not session.status().is_connected)
    system.device = dataclasses.replace(VOLT, inputs=1)
    assert wait_until(lambda: "has 1 input; there is no input 2" in str(session.status().findings[0]))
    assert system.streams[-1].is_closed


def test_another_device_is_not_taken_for_the_lost_one(session: Session, system: FakeSystem) -> None:
    system.unplug()
    assert wait_until(lambda: not session.status().is_connected)
    system.device = UNKNOWN
    assert wait_until(lambda: "only USB Audio CODEC is there" in str(session.status().findings[0]))
    assert system.streams[-1].is_closed
    system.device = VOLT
    assert wait_until(lambda: session.status().is_connected)


def test_a_model_file_that_changes_is_left_to_the_player(
    session: Session, rig: Rig, system: FakeSystem
) -> None:
    path = rig.models[0].path
    loud = level(system.play(TONE))
    path.write_text("no longer a model")
    assert wait_until(lambda: "file-broken" in checks(session))
    assert level(system.play(TONE)) == pytest.approx(loud)
    with pytest.raises(ModelFileError):
        session.reload()
    session.change(dataclasses.replace(rig, tone=Tone(bass=6.0)))  # a knob needs no file
    assert "file-broken" in checks(session)
    gain_model(path, 0.5, input_level_dbu=15.0)
    assert wait_until(lambda: "file-changed" in checks(session))
    assert level(system.play(TONE)) == pytest.approx(loud, rel=0.02)
    session.reload()
    assert level(system.play(TONE)) == pytest.approx(0.5 * loud, rel=0.02)
    assert not {"file-changed", "file-broken"} & checks(session)


def test_a_preset_that_changes_is_read_on_reload(rig: Rig, system: FakeSystem, tmp_path: Path) -> None:
    preset, room = tmp_path / "crunch.toml", float_wav(tmp_path / "room.wav", np.ones(4, np.float32))
    rig = dataclasses.replace(rig, cabinets=(Cabinet(path=room),))
    save_preset(rig, preset)
    with Session(rig, preset=preset, opener=system.opener) as session:
        session.reload()
        save_preset(dataclasses.replace(rig, tone=Tone(treble=8.0)), preset)
        room.unlink()
        assert wait_until(lambda: {"file-broken", "file-changed"} & checks(session) == {"file-broken"})
        with pytest.raises((ConfigError, AudioFileError), match=r"room\.wav"):
            session.reload()
        assert session.rig == rig
        float_wav(room, np.ones(2, np.float32))
        assert wait_until(lambda: "file-broken" not in checks(session) and "file-changed" in checks(session))
        session.reload()
        assert session.rig.tone == Tone(treble=8.0)
        assert "file-changed" not in checks(session)


def test_a_preset_that_is_loaded_again_has_not_changed(rig: Rig, system: FakeSystem, tmp_path: Path) -> None:
    preset = tmp_path / "crunch.toml"
    save_preset(rig, preset)
    with Session(rig, preset=preset, opener=system.opener) as session:
        save_preset(dataclasses.replace(rig, tone=Tone(treble=8.0)), preset)
        assert wait_until(lambda: "file-changed" in checks(session))
        session.change(load_preset(preset), preset=preset)
        assert "file-changed" not in checks(session)


def test_a_rig_of_another_mode_begins_anew(session: Session, rig: Rig, system: FakeSystem) -> None:
    core = system.streams[-1].rig
    session.change(dataclasses.replace(rig, mode=RigMode.COMPATIBLE))
    assert system.streams[-1].rig is not core
    assert session.rig.mode is RigMode.COMPATIBLE
    assert level(system.play(TONE)) > 0.03


def test_a_model_is_made_smaller_when_time_runs_out(tmp_path: Path, system: FakeSystem) -> None:
    slim = RigModel(path=slimmable_model(tmp_path / "slim.nam", 0.25, 0.5, 1.0))
    with Session(Rig(models=(slim,), limiter=False), opener=system.opener) as session:
        full = level(system.play(TONE))
        system.streams[-1].numbers = StreamStats(load=1.01)
        assert wait_until(lambda: "slim-lowered" in checks(session))
        system.streams[-1].numbers = StreamStats(load=0.6)
        assert not session.status().is_changing  # no second chain beside the first
        assert level(system.play(TONE)) == pytest.approx(0.25 * full, rel=0.01)  # all cost the same
        session.change(source=Source.named(level_as_interface(12.0)))
        assert level(system.play(TONE)) == pytest.approx(0.25 * full, rel=0.01)  # all cost the same
        session.reload()
        assert "slim-lowered" not in checks(session)
        assert level(system.play(TONE)) == pytest.approx(full, rel=0.01)


def test_too_much_for_the_machine_is_said(session: Session, system: FakeSystem) -> None:
    system.streams[-1].numbers = StreamStats(load=1.3)
    assert wait_until(lambda: "overload" in checks(session))


def test_a_model_that_answers_with_infinity_is_said(
    session: Session, system: FakeSystem, tmp_path: Path
) -> None:
    wild = RigModel(path=gain_model(tmp_path / "wild.nam", 1e38))
    session.change(Rig(models=(wild,), input_trim_db=60.0))
    system.play(TONE)
    assert "model-broken" in checks(session)
    tame = RigModel(path=gain_model(tmp_path / "tame.nam"))
    session.change(Rig(models=(tame, wild), input_trim_db=60.0))
    system.play(TONE)
    assert "wild: the model answers with NaN" in "".join(each.text for each in session.status().findings)
    session.change(Rig(models=(tame,)))  # no block has come since: the meters still tell of the second model
    assert "model-broken" not in checks(session)
    system.play(TONE)
    assert "model-broken" not in checks(session)


def test_it_plays_through_all_that_changes_at_once(rig: Rig, system: FakeSystem, tmp_path: Path) -> None:
    slim = RigModel(path=slimmable_model(tmp_path / "slim.nam", 0.5, 1.0))
    done = threading.Event()
    with Session(rig, opener=system.opener) as session:
        block = sine(1_000.0, peak=0.1)[10_000:10_256]

        def play() -> None:
            while not done.is_set():
                system.play(block)

        player = threading.Thread(target=play)
        player.start()
        for turn in range(150):
            models = (slim, *rig.models) if turn % 3 else rig.models
            session.change(
                dataclasses.replace(rig, models=models, tone=Tone(bass=turn % 10)),
                source=turned(session, float(turn % 20)),
            )
            system.streams[-1].numbers = StreamStats(load=1.5 * (turn % 2))
            assert session.status().rig.models == models
            if turn % 50 == 25:
                system.unplug()
            if turn % 50 == 40:
                system.device = VOLT
        assert wait_until(lambda: session.status().is_connected)
        done.set()
        player.join()
        assert level(system.play(TONE)) > 0.003


def test_what_is_closed_is_silent(rig: Rig, system: FakeSystem) -> None:
    session = Session(rig, opener=system.opener)
    session.close()
    session.close()
    assert system.streams[-1].is_closed
    assert len(system.streams) == 1
    assert not session.status().is_connected


def test_a_session_that_is_not_closed_ends_with_the_program() -> None:
    # Its thread would be in the core when the interpreter ends, which aborts the program: here it always is.
    script = """if True:
        import sys
        sys.path.insert(0, "tests")
        from live_fakes import FakeSystem, wait_until
        from reamp.demo import demo_model_path
        from reamp.live import session
        from reamp.rig.rig import Rig, RigModel
        session._TICK_S = 0.0
        system = FakeSystem()
        kept = session.Session(Rig(models=(RigModel(path=demo_model_path()),)), opener=system.opener)
        wait_until(lambda: False, seconds=0.1)
    """
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[1], capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_the_sound_comes_back_with_the_server(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    streams: list[Stream] = []

    def opener(config: StreamConfig) -> Stream:
        streams.append(open_stream(config))
        return streams[-1]

    def plays_on() -> bool:
        before = streams[-1].stats().callbacks
        return wait_until(lambda: streams[-1].stats().callbacks >= before + 75)

    with jack_server(monkeypatch) as server, Session(rig, source=Source.unknown(), opener=opener) as session:
        assert session.status().device.name == "system"
        assert plays_on()
        running = server
        for rate_hz in (48_000, 44_100):
            running.stop()
            assert wait_until(lambda: "device-lost" in checks(session))
            assert not session.status().is_connected
            running = start_server(name=server.name, rate_hz=rate_hz)
            try:
                assert wait_until(lambda: session.status().is_connected)
                assert session.status().rate_hz == rate_hz
                assert plays_on()
                assert "device-lost" not in checks(session)
            finally:
                running.stop()

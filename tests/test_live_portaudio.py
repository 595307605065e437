"""A stream of PortAudio: its devices, its sound, its counters, its inputs and its errors."""

import builtins
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from live_fakes import wait_until
from portaudio_on_jack import portaudio_on_jack

from reamp._core import Rig, Take
from reamp.errors import ConfigError, DeviceError
from reamp.live import portaudio
from reamp.live.portaudio import PortAudioStream, find_portaudio_devices
from reamp.live.stream import AudioDevice, StreamConfig

SYSTEM = AudioDevice(backend="portaudio", name="system", inputs=2, outputs=2, rate_hz=48_000, is_default=True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with portaudio_on_jack(monkeypatch):
        yield


@pytest.mark.usefixtures("server")
def test_a_rig_plays_until_it_is_let_go() -> None:
    assert find_portaudio_devices() == (SYSTEM,)
    stream = PortAudioStream(StreamConfig(block_frames=64))
    assert (stream.device, stream.rate_hz, stream.block_frames) == (SYSTEM, 48_000, 64)
    rig, other = Rig(48_000), Rig(48_000)
    stream.start(rig)
    assert wait_until(lambda: rig.meters().frames > 0)
    with pytest.raises(ConfigError, match="made for 44100 Hz, the stream runs at 48000 Hz"):
        stream.start(Rig(44_100))
    stream.start(other)
    played = rig.meters().frames
    assert wait_until(lambda: other.meters().frames > 0)
    assert played == rig.meters().frames
    left, right = stream.inputs()
    assert len(left) == len(right) > 0
    assert not stream.is_lost
    stats = stream.stats()
    assert stats.callbacks >= (played + other.meters().frames) // 64
    assert 0.0 < stats.load <= stats.peak_load
    stream.close()
    stream.close()
    assert stream.is_lost
    with pytest.raises(DeviceError, match="the stream is closed; open another"):
        stream.start(rig)


@pytest.mark.usefixtures("server")
def test_a_take_plays_on_the_output_that_is_chosen() -> None:
    stream = PortAudioStream(StreamConfig(block_frames=64, outputs=(2,)))
    assert stream.outputs == (1, 2)
    take = Take(np.full(6400, 0.5, np.float32), [stream.outputs.index(2)], [1, 0])
    stream.play_take(take)
    assert wait_until(lambda: take.is_done)
    stream.play_take(None)
    stream.close()
    assert take.recorded().shape == (2, 6400)
    with pytest.raises(ConfigError, match="system has 2 outputs; there is no output 3"):
        PortAudioStream(StreamConfig(outputs=(3,)))


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (StreamConfig(device="Apollo"), "portaudio has no device 'Apollo', only 'system'"),
        (
            StreamConfig(rate_hz=44_100),
            "'system' does not open at 44100 Hz, its own rate is 48000 Hz: Invalid sample rate",
        ),
    ],
)
def test_what_the_device_does_not_do_is_said(config: StreamConfig, problem: str) -> None:
    with pytest.raises(DeviceError, match=problem) as caught:
        PortAudioStream(config)
    assert caught.value.backend == "portaudio"


def test_a_stream_that_calls_back_no_more_is_lost() -> None:
    # In a process of its own, because PortAudio crashes on its way out when its server is gone.
    script = """if True:
        import os, sys, pytest
        sys.path.insert(0, "tests")
        from live_fakes import wait_until
        from portaudio_on_jack import portaudio_on_jack
        from reamp.live.portaudio import PortAudioStream
        from reamp.live.stream import StreamConfig
        try:
            with portaudio_on_jack(pytest.MonkeyPatch()) as server:
                stream = PortAudioStream(StreamConfig())
                assert not stream.is_lost
                server.stop()
                os._exit(0 if wait_until(lambda: stream.is_lost) else 1)
        except pytest.skip.Exception:
            os._exit(5)
    """
    done = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[1])
    if done.returncode == 5:
        pytest.skip("PortAudio here does not know JACK")
    assert done.returncode == 0


def test_no_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_portaudio(
        name: str,
        scope: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        parts: Sequence[str] = (),
        level: int = 0,
    ) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, scope, local, parts, level)

    monkeypatch.setattr(builtins, "__import__", without_portaudio)
    with pytest.raises(DeviceError, match="there is no PortAudio library: install libportaudio2"):
        find_portaudio_devices()


def fake(systems: Mapping[str, tuple[int, int]], devices: Sequence[tuple[str, str, int, int]]) -> Any:
    """Return what sounddevice shows: systems with their defaults; name, system, inputs, outputs."""
    names = list(systems)
    listed = [
        {
            "name": name,
            "index": index,
            "hostapi": names.index(system),
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": 44_100.0,
        }
        for index, (name, system, inputs, outputs) in enumerate(devices)
    ]
    apis = [
        {
            "name": system,
            "devices": [one["index"] for one in listed if one["hostapi"] == names.index(system)],
            "default_input_device": systems[system][0],
            "default_output_device": systems[system][1],
        }
        for system in names
    ]
    return SimpleNamespace(
        default=SimpleNamespace(device=next(iter(systems.values()))),
        query_devices=lambda index=None: listed if index is None else listed[index],
        query_hostapis=lambda index=None: apis if index is None else apis[index],
    )


def test_inputs_and_outputs_are_of_one_system() -> None:
    windows = fake(
        {"MME": (0, 1), "WASAPI": (2, 4)},
        [
            ("Analogue 1 + 2", "MME", 2, 0),
            ("Speakers", "MME", 0, 2),
            ("Analogue 1 + 2", "WASAPI", 2, 0),
            ("Headset", "WASAPI", 0, 2),
            ("Analogue 3 + 4", "WASAPI", 0, 2),
        ],
    )
    assert [device.name for device in portaudio._devices(windows)] == [
        "Analogue 1 + 2, MME",
        "Speakers",
        "Analogue 1 + 2, WASAPI",
        "Headset",
        "Analogue 3 + 4",
    ]
    assert portaudio._choose(windows, StreamConfig()).indices == (0, 1)
    opening = portaudio._choose(windows, StreamConfig(device="1 + 2, wasapi", rate_hz=48_000))
    assert opening.indices == (2, 4)
    assert (opening.device.name, opening.device.rate_hz) == ("Analogue 1 + 2, WASAPI", 48_000)


def test_a_device_keeps_its_name_when_it_is_plugged_in_again() -> None:
    names = [
        ("Scarlett: USB Audio (hw:1,0)", "ALSA"),
        ("PCH: HDMI (hw:0,3)", "ALSA"),
        ("PCH: HDMI (hw:0,7)", "ALSA"),
    ]
    assert portaudio._told_apart(names) == ["Scarlett: USB Audio", "PCH: HDMI (hw:0,3)", "PCH: HDMI (hw:0,7)"]


def test_what_the_driver_says_is_passed_on() -> None:
    pulse = fake({"ALSA": (0, 0)}, [("pulse", "ALSA", 2, 2)])
    error = Exception("Error opening _StreamBase: Unanticipated host error", -9999, (0, -16, "Device busy"))
    assert portaudio._why_not(error, portaudio._choose(pulse, StreamConfig())) == (
        "'pulse' does not open at 44100 Hz: Unanticipated host error (Device busy)"
    )


@pytest.mark.usefixtures("server")
def test_a_driver_that_answers_with_an_error_has_lost_its_device() -> None:
    import sounddevice

    class Unplugged:
        @property
        def active(self) -> bool:
            raise sounddevice.PortAudioError("Unanticipated host error", -9999)

    stream = PortAudioStream(StreamConfig())
    real, stream._stream = stream._stream, Unplugged()
    assert stream.is_lost
    stream._stream = real
    stream.close()


def test_a_system_of_sound_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    sounddevice = pytest.importorskip("sounddevice", exc_type=OSError)

    def fail() -> None:
        raise sounddevice.PortAudioError("Error initializing PortAudio: Host error", -9999)

    with monkeypatch.context() as patch:
        patch.setattr(sounddevice, "_terminate", lambda: None)
        patch.setattr(sounddevice, "_initialize", fail)
        with pytest.raises(DeviceError, match="PortAudio does not start: Error initializing PortAudio"):
            find_portaudio_devices()

"""`reamp devices`: the devices, the interface of each, and what to do if there is none."""

import json
from collections.abc import Iterator

import pytest
from cli_runner import error_of, run
from jack_server import JackServer, jack_server

from reamp.errors import DeviceError
from reamp.live import devices as devices_module
from reamp.live.stream import AudioDevice

FOUND = {
    "jack": (
        AudioDevice(
            backend="jack",
            name="Focusrite Scarlett 2i2 4th Gen Pro",
            inputs=2,
            outputs=2,
            rate_hz=48_000,
            is_default=True,
        ),
        AudioDevice(
            backend="jack", name="Scarlett 2i2 USB: Audio (hw:1,0)", inputs=2, outputs=2, rate_hz=44_100
        ),
    ),
    "portaudio": (AudioDevice(backend="portaudio", name="HDMI " * 20, inputs=0, outputs=8, rate_hz=48_000),),
}


def find(backend: str) -> tuple[AudioDevice, ...]:
    return FOUND[backend]


def test_every_device_with_the_interface_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices_module, "find_devices", find)
    lines = run("devices").stdout.splitlines()
    assert lines[0].split() == ["Device", "Backend", "In", "Out", "Rate"]
    assert lines[1].split() == [*FOUND["jack"][0].name.split(), "jack", "2", "2", "48", "kHz", "default"]
    assert lines[2] == "  Focusrite Scarlett 2i2 4th Gen, 12 dBu (manufacturer cited); 100% sure"
    assert lines[4].startswith("  perhaps Focusrite Scarlett 2i2 3rd Gen or ")
    assert lines[4].endswith("reamp interface set says which")
    assert lines[5].split()[-5:] == ["portaudio", "0", "8", "48", "kHz"]
    assert max(map(len, (lines[0], lines[1], lines[3], lines[5]))) <= 80


def test_one_backend_and_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices_module, "find_devices", find)
    first, second = json.loads(run("devices", "--backend", "jack", "--json").stdout)
    assert first["interface"]["is_certain"]
    assert first["rate_hz"] == 48_000
    assert len(second["interface"]["candidates"]) > 1
    assert json.loads(run("devices", "--backend", "portaudio", "--json").stdout)[0]["interface"] is None


def test_a_backend_that_does_not_work_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_without_jack(backend: str) -> tuple[AudioDevice, ...]:
        if backend == "jack":
            raise DeviceError("no JACK server runs", backend="jack")
        return FOUND[backend]

    monkeypatch.setattr(devices_module, "find_devices", find_without_jack)
    assert run("devices").stdout.splitlines()[-1] == "note: no JACK server runs"
    assert error_of("devices", "--backend", "jack").endswith("connect an interface; no JACK server runs")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JackServer]:
    with jack_server(monkeypatch, rate_hz=44_100) as running:
        yield running


@pytest.mark.usefixtures("server")
def test_a_server_that_runs() -> None:
    line = run("devices", "--backend", "jack").stdout.splitlines()[1]
    assert line.split() == ["system", "jack", "2", "2", "44.1", "kHz", "default"]


def test_no_server_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "reamp-none")
    error = error_of("devices", "--backend", "jack")
    assert "jackd -d alsa" in error or "libjack" in error or "JACK is not installed" in error

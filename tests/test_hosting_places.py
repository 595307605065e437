"""Plug-ins that are not there, not for this system, or no plug-ins."""

import sys
from pathlib import Path

import pytest

from reamp.errors import PluginError
from reamp.hosting.facts import PluginFormat
from reamp.hosting.places import find_plugin

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="folders and libraries of Linux")

ELF, OTHER_ELF = (b"\x7fELF" + bytes(14) + bytes([machine, 0]) for machine in (0x3E, 0xB7))


def bundle(folder: Path, name: str, system: str, head: bytes) -> Path:
    path = folder / name / "Contents" / system
    path.mkdir(parents=True)
    (path / "Amp.so").write_bytes(head)
    return folder / name


@pytest.fixture(autouse=True)
def _an_intel_machine_with_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    from types import SimpleNamespace

    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="x86_64"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.delenv("LV2_PATH", raising=False)


def test_a_vst3_is_found_at_its_path_and_by_its_name(tmp_path: Path) -> None:
    path = bundle(tmp_path / "home" / ".vst3" / "Maker", "Amp Sim.vst3", "x86_64-linux", ELF)
    assert find_plugin(str(path)) == (PluginFormat.VST3, str(path))
    assert find_plugin("amp sim.vst3") == (PluginFormat.VST3, str(path))
    with pytest.raises(PluginError, match=r"Amp Sin\.vst3: is not installed; did you mean Amp Sim\.vst3"):
        find_plugin("Amp Sin.vst3")
    with pytest.raises(PluginError, match="does not exist"):
        find_plugin(str(tmp_path / "Other.vst3"))


@pytest.mark.parametrize(
    ("system", "head", "problem"),
    [
        ("x86_64-win", b"MZ", "is for x86_64-win, not for x86_64-linux; install the version for this system"),
        ("aarch64-linux", OTHER_ELF, "is for aarch64-linux, not for x86_64-linux"),
        ("x86_64-linux", OTHER_ELF, "is built for Linux aarch64, not for Linux x86_64"),
        ("x86_64-linux", b"MZ" + bytes(30), "is built for Windows, not for Linux"),
        ("x86_64-linux", b"nothing", r"is damaged: Amp\.so is no program library; install it again"),
    ],
)
def test_another_system_or_architecture(tmp_path: Path, system: str, head: bytes, problem: str) -> None:
    path = bundle(tmp_path, "Amp.vst3", system, head)
    with pytest.raises(PluginError, match=problem):
        find_plugin(str(path))


def test_what_is_no_plugin(tmp_path: Path) -> None:
    (tmp_path / "empty.vst3").mkdir()
    (tmp_path / "take.wav").write_bytes(b"RIFF")
    (tmp_path / "old.vst3").write_bytes(b"MZ")
    for name, problem in (
        ("empty.vst3", "is an empty bundle"),
        ("take.wav", "is no plug-in; that is a .vst3, an .lv2, or the URI of an LV2 plug-in"),
        ("old.vst3", "is built for Windows"),
        ("amp.dll", r"\.dll is not hosted; use the VST3 or LV2 version"),
        ("none.lv2", "does not exist"),
    ):
        with pytest.raises(PluginError, match=problem):
            find_plugin(str(tmp_path / name))


def test_an_lv2_is_a_bundle_a_uri_or_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lv2" / "amp.lv2"
    folder.mkdir(parents=True)
    (folder / "manifest.ttl").write_text("")
    (folder / "amp.so").write_bytes(ELF)
    monkeypatch.setenv("LV2_PATH", str(tmp_path / "lv2"))
    assert find_plugin("amp.lv2") == find_plugin(str(folder)) == (PluginFormat.LV2, str(folder))
    assert find_plugin("urn:amp") == (PluginFormat.LV2, "urn:amp")
    (folder / "amp.so").write_bytes(OTHER_ELF)
    with pytest.raises(PluginError, match="is built for Linux aarch64"):
        find_plugin("amp.lv2")

"""The installed plug-ins: LV2 and VST3 by name, and nothing where a system has none."""

from pathlib import Path

import pytest
from plugin_cases import own_plugin

from reamp.hosting import installed as module
from reamp.hosting.facts import PluginFormat, PluginSetup
from reamp.hosting.installed import InstalledPlugin, installed_plugins
from reamp.hosting.play import plugin_facts


def test_both_formats_are_found_and_what_is_listed_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lv2 = Path(own_plugin(".lv2"))
    monkeypatch.setenv("LV2_PATH", str(lv2.parent))
    bundle = tmp_path / "more" / "Amp Sim.vst3"
    (bundle / "Contents" / "x86_64-win" / "inner.vst3").mkdir(parents=True)
    monkeypatch.setattr(module, "vst3_folders", lambda: [tmp_path, tmp_path / "missing"])
    sim, own = installed_plugins()
    assert sim == InstalledPlugin(plugin=str(bundle), format=PluginFormat.VST3, name="Amp Sim")
    assert (own.name, own.vendor, own.format) == ("Reamp Test", "Reamp", PluginFormat.LV2)
    assert plugin_facts(PluginSetup(plugin=own.plugin)).name == "Reamp Test"


def test_a_system_without_plugins_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LV2_PATH", str(tmp_path))
    monkeypatch.setattr(module, "vst3_folders", list)
    assert installed_plugins() == ()
    monkeypatch.setattr(module.sys, "executable", str(tmp_path / "no python"))
    assert installed_plugins() == ()

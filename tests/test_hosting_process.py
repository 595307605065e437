"""The process of a plug-in: nothing of it is in Reamp, and what it prints is no answer."""

import subprocess
import sys
from pathlib import Path

import pytest
from plugin_cases import own_plugin

from reamp.errors import PluginError
from reamp.hosting.facts import Job, PluginFormat, PluginSetup
from reamp.hosting.process import run_job

pytestmark = pytest.mark.slow


def job_of(plugin: str) -> Job:
    kind = PluginFormat(Path(plugin).suffix[1:])
    return Job(format=kind, plugin=plugin, setup=PluginSetup(plugin=plugin), rate_hz=48_000)


@pytest.mark.parametrize("suffix", [".vst3", ".lv2"])
def test_a_plugin_that_prints_an_answer_is_not_believed(suffix: str) -> None:
    assert run_job(job_of(own_plugin(suffix))).name == "Reamp Test"


def test_a_bundle_without_a_plugin_is_named_once(tmp_path: Path) -> None:
    own_plugin(".lv2")  # skips where there is no host for it
    bundle = tmp_path / "empty.lv2"
    bundle.mkdir()
    (bundle / "manifest.ttl").write_text("")
    with pytest.raises(PluginError) as raised:
        run_job(job_of(str(bundle)))
    problem = "has no plug-in in it; is it an LV2 bundle, with a manifest.ttl?"
    assert str(raised.value) == f"{bundle}: {problem}"


def test_neither_host_is_imported_by_reamp() -> None:
    script = (
        "import sys\n"
        "from reamp.hosting.facts import PluginSetup\n"
        "from reamp.hosting.play import plugin_facts\n"
        f"print(plugin_facts(PluginSetup(plugin={own_plugin('.vst3')!r})).name)\n"
        "print([name for name in sys.modules if name.startswith('pedalboard') or name.endswith('lilv')])\n"
    )
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert said.stdout.splitlines() == ["Reamp Test", "[]"]


def test_without_pedalboard_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = own_plugin(".vst3")
    (tmp_path / "pedalboard.py").write_text("raise ModuleNotFoundError(name='pedalboard')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(
        PluginError, match=r"a VST3 plug-in needs pedalboard: .* -m pip install 'reamp\[plugins\]'"
    ):
        run_job(job_of(plugin))


def test_what_a_plugin_printed_last_is_said_when_it_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = own_plugin(".lv2")
    monkeypatch.setenv("REAMP_TEST_PLUGIN", "crash on load")
    with pytest.raises(PluginError, match=r"crashed while loading \(SIGABRT\); update it") as raised:
        run_job(job_of(plugin))
    assert "it printed: goodbye" in str(raised.value)

"""A rendering in words: a free file name, the models, and the output."""

from pathlib import Path

import pytest

from reamp.demo import demo_di_path, demo_model_path
from reamp.playing.render import render_file
from reamp.playing.render_words import free_output, rendered_words
from reamp.rig.rig import chain


def test_no_file_is_replaced_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("amp-di.wav").touch()
    Path("amp-di-2.wav").touch()
    assert free_output("amp", Path("far/di.flac"), overwrite=False) == Path("amp-di-3.wav")
    assert free_output("amp", Path("far/di.flac"), overwrite=True) == Path("amp-di.wav")


def test_one_model_is_described_and_a_chain_named(tmp_path: Path) -> None:
    one, two = chain(demo_model_path()), chain(demo_model_path(), demo_model_path())
    result = render_file(one, di=demo_di_path(), output=tmp_path / "out.wav")
    played, came_out = rendered_words(one.models, result)
    assert played[0] == "overdrive.nam"
    assert "48 kHz" in played[1]
    assert played[2].endswith("not calibrated")
    assert came_out[:2] == [str(tmp_path / "out.wav"), "0:14"]
    assert rendered_words(two.models, result)[0][:2] == ["overdrive.nam > overdrive.nam", ""]
    assert rendered_words(two.models, result)[1][1] == "0:14, 48 kHz"

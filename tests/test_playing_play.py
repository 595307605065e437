"""A signal in memory gives the same sound, plan and findings as a file does with `render`."""

from pathlib import Path

import numpy as np
import pytest
from rig_files import float_wav, gain_model, sine

from reamp.audio import Signal
from reamp.audio.files import SampleFormat, read
from reamp.errors import ConfigError
from reamp.interfaces.table import level_as_interface
from reamp.plan.inputs import OutputMode
from reamp.plan.source import Source
from reamp.playing.play import play
from reamp.playing.render import RenderConfig, render, render_file
from reamp.rig.cabinet import Cabinet
from reamp.rig.rig import Rig, RigModel

SOURCE = Source.named(level_as_interface(12.2), gain="+0")
DI = Signal(sine(440.0, peak=0.25), 48_000)


def test_it_sounds_as_render_does(tmp_path: Path) -> None:
    model = gain_model(tmp_path / "double.nam", 2.0, input_level_dbu=15.0, rate_hz=44_100)
    ir = float_wav(tmp_path / "ir.wav", np.float32([1.0, 0.5]))
    rig = Rig(models=(RigModel(path=model, slim=0.5),), cabinets=(Cabinet(path=ir),))
    result = render_file(
        rig,
        di=float_wav(tmp_path / "di.wav", DI.samples),
        output=tmp_path / "out.wav",
        source=SOURCE,
        config=RenderConfig(sample_format=SampleFormat.FLOAT),
    )
    played = play(rig, DI, source=SOURCE, threads=1)
    assert np.array_equal(played.signal.samples, read(tmp_path / "out.wav").samples)
    assert played.plan == result.plan
    assert played.findings == result.findings
    assert "slim-ignored" in {finding.check for finding in played.findings}


def test_the_limiter_is_said(tmp_path: Path) -> None:
    loud = RigModel(path=gain_model(tmp_path / "loud.nam", 8.0))
    played = play(Rig(models=(loud,), output_mode=OutputMode.RAW), DI)
    (limited,) = (finding for finding in played.findings if finding.check == "output-limited")
    assert limited.effect_db is not None
    assert f"% of the output, by up to {-limited.effect_db:.1f} dB" in limited.message
    assert -limited.effect_db == pytest.approx(20.0 * np.log10(8.0 * 0.25), abs=0.5)
    assert np.abs(played.signal.samples).max() < 0.99


def test_a_stereo_cabinet_has_both_sides_of_the_file(tmp_path: Path) -> None:
    room = float_wav(tmp_path / "room.wav", np.array([[1.0, 0.25], [0.0, 0.25]], np.float32))
    rig = Rig(models=(RigModel(path=gain_model(tmp_path / "a.nam")),), cabinets=(Cabinet(path=room),))
    config = RenderConfig(sample_format=SampleFormat.FLOAT)
    render(rig, di=float_wav(tmp_path / "di.wav", DI.samples), output=tmp_path / "out.wav", config=config)
    played = play(rig, DI)
    for number, side in enumerate(played.sides, start=1):
        np.testing.assert_array_equal(side.samples, read(tmp_path / "out.wav", channel=number).samples)
    assert len(played.sides) == 2
    with pytest.raises(ConfigError, match="the cabinet is stereo: choose one of its channels"):
        _ = played.signal

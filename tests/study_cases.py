"""A study whose amp is the bundled model, so that calibrated clips are exact, and one of made-up numbers."""

import numpy as np
from rig_files import dc_blocked

from reamp.audio.files import read
from reamp.audio.signal import Samples, Signal
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.engine import load
from reamp.metrics import Distortion
from reamp.nam import NamDocument
from reamp.study.clips import InputLevel, Numbers, StudiedModel, StudyClip, play_clip
from reamp.study.config import FAST
from reamp.study.study import Study
from reamp.study.takes import StudyTake, in_volts
from reamp.units import db_to_ratio

SECONDS = 6
CURVE = (
    Distortion(peak_dbfs=-20.0, output_peak_dbfs=-20.0, harmonic_ratio=0.01),
    Distortion(peak_dbfs=0.0, output_peak_dbfs=-3.0, harmonic_ratio=0.2),
)


def demo_model() -> StudiedModel:
    """Return the bundled model with the levels of its file."""
    said = NamDocument.read(demo_model_path()).metadata
    assert said.input_level_dbu is not None
    assert said.output_level_dbu is not None
    return StudiedModel(
        path=demo_model_path(),
        input_level_dbu=said.input_level_dbu,
        output_level_dbu=said.output_level_dbu,
        esr=said.validation_esr,
    )


def demo_take(*, interface_full_scale_dbu: float = DEMO_DI_FULL_SCALE_DBU, name: str = "usual") -> StudyTake:
    """Return the bundled guitar as an interface of that level records it, answered by the bundled model."""
    model, guitar = demo_model(), read(demo_di_path())
    samples = guitar.samples[: SECONDS * guitar.rate_hz]
    heard = samples * np.float32(db_to_ratio(DEMO_DI_FULL_SCALE_DBU - model.input_level_dbu))
    played = dc_blocked(load(model.path).process(heard), rate_hz=guitar.rate_hz)  # as every rig does
    amp_v = in_volts(played, full_scale_dbu=model.output_level_dbu)
    recorded = samples * np.float32(db_to_ratio(DEMO_DI_FULL_SCALE_DBU - interface_full_scale_dbu))
    return StudyTake(
        name=name,
        di=Signal(recorded, guitar.rate_hz),
        interface_full_scale_dbu=interface_full_scale_dbu,
        amp_v=amp_v,
    )


def demo_study() -> Study:
    """Return a study of one model, of one guitar through two interfaces."""
    model = demo_model()
    takes = (demo_take(), demo_take(interface_full_scale_dbu=15.0))
    clips = tuple(play_clip(model, take, gain) for take in takes for gain in InputLevel)
    return Study(
        amp="bundled <amp>",
        config=FAST,
        models=(model,),
        takes=takes,
        clips=clips,
        amp_curve=CURVE,
        curves={gain: {model.name: CURVE} for gain in InputLevel},
    )


def made_up_study(numbers: dict[tuple[float, InputLevel], Numbers | None], *, peak: float = 0.5) -> Study:
    """Return a study with these numbers by send level and gain; the guitar peaks at `peak`."""
    silence: Samples = np.zeros(48_000, np.float32)
    guitar = np.full(48_000, peak, np.float32)
    take = StudyTake(name="hard", di=Signal(guitar, 48_000), interface_full_scale_dbu=12.2, amp_v=silence)
    models = {
        level: StudiedModel(path=demo_model_path(), input_level_dbu=level, output_level_dbu=12.0, esr=0.01)
        for level in dict.fromkeys(level for level, _ in numbers)
    }
    clips = tuple(
        StudyClip(
            model=models[level],
            take=take,
            gain=gain,
            input_gain_db=0.0 if gain is InputLevel.RAW else 12.2 - level,
            formula="",
            volts=silence,
            findings=(),
            numbers=measured,
        )
        for (level, gain), measured in numbers.items()
    )
    return Study(
        amp="amp",
        config=FAST,
        models=tuple(models.values()),
        takes=(take,),
        clips=clips,
        amp_curve=(),
        curves={gain: {} for gain in InputLevel},
    )

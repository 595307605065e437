"""The bundled guitar and model: their levels, sizes and metadata, and that the script still makes them."""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile

from reamp import units
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.engine.reference import load_reference
from reamp.nam.document import NamDocument

SCRIPT = Path(__file__).parents[1] / "tools" / "make_demo.py"


@pytest.fixture(scope="module")
def di() -> np.ndarray:
    samples, rate = soundfile.read(demo_di_path(), dtype="float64")
    assert rate == 48_000
    return samples


@pytest.fixture(scope="module")
def make_demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_demo", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def peak_dbfs(samples: np.ndarray) -> float:
    return units.ratio_to_db(float(np.abs(samples).max()))


def test_di_is_a_24_bit_mono_file_of_modest_size() -> None:
    info = soundfile.info(demo_di_path())
    assert (info.channels, info.subtype, info.format) == (1, "PCM_24", "FLAC")
    assert 12.0 <= info.duration <= 15.0
    assert demo_di_path().stat().st_size < 1_200_000


def test_di_is_played_at_the_level_a_player_should_aim_for(di: np.ndarray) -> None:
    assert -9.0 < peak_dbfs(di) < -3.0
    peak_v = units.dbu_to_v_peak(DEMO_DI_FULL_SCALE_DBU) * np.abs(di).max()
    assert 1.0 < peak_v < 4.0  # a hard strum on a humbucker


def test_di_has_dynamics_and_no_dc(di: np.ndarray) -> None:
    arpeggio, chords, lead = di[: 4 * 48_000], di[5 * 48_000 : 8 * 48_000], di[9 * 48_000 :]
    assert peak_dbfs(arpeggio) + 10.0 < peak_dbfs(chords)
    assert peak_dbfs(arpeggio) < peak_dbfs(lead) < peak_dbfs(chords)
    assert peak_dbfs(di[-4800:-2400]) < peak_dbfs(lead) - 20.0  # the held note has decayed
    assert abs(np.mean(di)) < 1e-6


def test_di_begins_in_the_interface_noise_and_has_no_click(di: np.ndarray) -> None:
    assert units.ratio_to_db(float(np.std(di[:9600]))) == pytest.approx(-108.0, abs=0.5)
    assert np.abs(np.diff(di)).max() < 0.2 * np.abs(di).max()


def test_script_makes_the_same_di(di: np.ndarray, make_demo: ModuleType) -> None:
    """To the last bit where the numbers were made; one step of 24 bits is left to other maths libraries."""
    made = make_demo.demo_di()
    assert len(made) == len(di)
    assert np.abs(made - np.rint(di * 2**23)).max() <= 1


def test_model_says_its_levels_and_where_it_comes_from() -> None:
    document = NamDocument.read(demo_model_path())
    metadata = document.metadata
    assert (document.version, document.architecture, document.sample_rate_hz) == (
        "0.5.4",
        "WaveNet",
        48_000.0,
    )
    assert (metadata.input_level_dbu, metadata.output_level_dbu) == (11.76, 12.3)
    assert metadata.loudness_db == pytest.approx(-20.0, abs=5.0)
    assert metadata.gain is not None
    assert 0.0 < metadata.gain < 1.0
    assert (metadata.gear_make, metadata.gear_model) == ("Reamp", "Simulated overdrive")
    assert (metadata.name, metadata.modeled_by) == ("Reamp demo overdrive", "Reamp")
    assert (metadata.gear_type, metadata.tone_type) == ("pedal", "overdrive")
    assert metadata.date is not None
    assert metadata.training is not None
    assert metadata.training["validation_esr"] < 0.003
    assert metadata.training["architecture"] == "a1-feather"
    assert metadata.training["data"]["test_signal"] == "reamp-1"


def test_model_is_small() -> None:
    assert demo_model_path().stat().st_size < 90_000


def test_model_plays_the_calibrated_guitar_as_the_pedal_does(di: np.ndarray, make_demo: ModuleType) -> None:
    """Training never heard this riff: its soft notes, its loudest half second, the held note as it decays."""
    gain = units.db_to_ratio(DEMO_DI_FULL_SCALE_DBU - 11.76)
    model = load_reference(demo_model_path())
    for first_s, limit in ((1.5, 0.003), (7.5, 0.003), (12.0, 0.003)):
        first = round(first_s * 48_000)
        played = gain * di[first - 12_000 : first + 24_000]
        target, rendered = (
            signal[12_000:] for signal in (make_demo.through_pedal(played), model.process(played))
        )
        assert np.sum((target - rendered) ** 2) / np.sum(target**2) < limit


def test_model_distorts_more_the_harder_it_is_played() -> None:
    """As the pedal does, from a soft note to a hard strum: calibration is about nothing else."""
    model = load_reference(demo_model_path())
    wave = np.sin(2 * np.pi * 200 * np.arange(24_000) / 48_000)
    distortion = []
    for peak_v in (0.02, 0.1, 0.158, 0.5, 1.0, 2.0):
        played = peak_v / units.dbu_to_v_peak(11.76) * wave
        heard = np.abs(np.fft.rfft(model.process(played)[-12_000:]))[50::50]  # 200 Hz and its harmonics
        distortion.append(float(np.sqrt(np.sum(heard[1:] ** 2)) / heard[0]))
    assert distortion[0] < 0.02
    assert distortion[2:4] == pytest.approx([0.10, 0.26], abs=0.015)  # as docs/levels.md says
    assert distortion[-1] > 0.3
    assert all(less < more for less, more in pairwise(distortion))


def test_the_model_is_quiet_without_playing() -> None:
    silence = load_reference(demo_model_path()).process(np.zeros(12_000))
    assert peak_dbfs(silence[6_000:]) < -70.0

"""No decibel is lost: a linear device captured, modelled and played back calibrated gives its volts.

Everything between is the real thing: converters of 24 bits, a capture on disk with the latency that was
found, a `.nam` file, a guitar in a WAV file, `render`. The model is the FIR filter that fits best.
"""

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rig_files import dc_blocked, float_wav, null_depth_db
from scipy.linalg import solve_toeplitz
from scipy.signal import correlate, lfilter

from reamp import units
from reamp.audio.files import SampleFormat, read, write
from reamp.capture.capture import Capture
from reamp.capture.simulate import record_guitar, simulate_capture
from reamp.interfaces.search import find_interface
from reamp.interfaces.table import InputKind, Interface, interfaces
from reamp.nam import Metadata, NamDocument
from reamp.plan.inputs import OutputMode
from reamp.playing.render import RenderConfig, RenderResult, render
from reamp.rig.rig import Rig, RigModel
from reamp.sim.device import SimulatedDevice
from reamp.sim.interface import SimulatedInterface
from reamp.sim.linear import Pad, Wire

RATE_HZ = 48_000
TAPS = 1_024
LIMIT_DB = 0.01
NOISY = SimulatedInterface()
QUIET = SimulatedInterface(dynamic_range_db=None, ein_dbu=None)
ROWS = [row for row in interfaces() if row.kind is InputKind.INSTRUMENT and row.applied_dbu is not None]


@dataclasses.dataclass(frozen=True)
class Treble:
    """A shelf: 0 dB at the bottom, 4 dB at the top."""

    name: str = "treble"
    description: str = "a shelf of 4 dB, linear"

    def process(self, volts: np.ndarray, *, rate_hz: int) -> np.ndarray:
        shelved: np.ndarray = lfilter([1.4, -0.8], [1.0, -0.4], volts)
        return shelved


DEVICES: list[SimulatedDevice] = [
    Wire(),
    Pad(coupling_f=40e-9),
    Pad(series_ohm=90e3, coupling_f=10e-9),
    Treble(),
]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Taken:
    """A device and the levels it is captured at."""

    device: SimulatedDevice
    send_full_scale_dbu: float
    return_full_scale_dbu: float


def guitar_volts(peak_v: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Return half a second of six tones, faded in and out."""
    t = np.arange(rate_hz // 2) / rate_hz
    tones = (83.0, 147.0, 330.0, 997.0, 2_900.0, 7_900.0)
    volts = sum(np.sin(2.0 * np.pi * f * t + f) / f**0.5 for f in tones) * np.sin(np.pi * t / t[-1]) ** 2
    return peak_v * volts / np.abs(volts).max()


def captured(folder: Path, taken: Taken, interface: SimulatedInterface) -> Capture:
    """Return the capture of a second of noise, as loud as the return bears."""
    peak_dbfs = min(-1.0, taken.return_full_scale_dbu - taken.send_full_scale_dbu - 8.0)
    noise = units.db_to_ratio(peak_dbfs) * np.random.default_rng(5).uniform(-1.0, 1.0, RATE_HZ)
    signal = np.append(noise, np.zeros(2 * TAPS)).astype(np.float32)  # in which every filter here dies away
    capture, _ = simulate_capture(
        folder / "a.capture",
        taken.device,
        dataclasses.replace(interface, send_full_scale_dbu=taken.send_full_scale_dbu),
        signal_path=float_wav(folder / "signal.wav", signal),
        return_full_scale_dbu=taken.return_full_scale_dbu,
    )
    return capture


def fitted(path: Path, capture: Capture) -> Path:
    """Write the filter that fits the capture best, with the capture's levels."""
    aligned = capture.aligned()
    x, y = aligned.x.astype(np.float64), aligned.y.astype(np.float64)
    here = slice(len(x) - 1, len(x) - 1 + TAPS)
    taps = solve_toeplitz(correlate(x, x)[here], correlate(y, x)[here])
    document = NamDocument.create(
        architecture="Linear",
        config={"receptive_field": TAPS, "bias": False},
        weights=taps.tolist(),
        sample_rate_hz=RATE_HZ,
        metadata=Metadata(
            input_level_dbu=capture.levels.input_level_dbu, output_level_dbu=capture.levels.output_level_dbu
        ),
    )
    document.write(path)
    return path


def played_back(
    folder: Path,
    chain: Sequence[Taken],
    row: Interface,
    volts: np.ndarray,
    *,
    gain_db: float,
    base: SimulatedInterface = QUIET,
    rate_hz: int = RATE_HZ,
) -> tuple[np.ndarray, RenderResult]:
    """Return the volts behind the models of a chain, for a guitar recorded through an interface.

    `base` is what the interfaces have beside their levels: noise, or none.
    """
    models, late_frames = [], 0
    for number, taken in enumerate(chain):
        place = folder / str(number)
        place.mkdir()
        capture = captured(place, taken, base)
        assert capture.latency is not None
        late_frames += base.latency_frames - capture.latency.frames
        models.append(RigModel(path=fitted(folder / f"{number}.nam", capture)))
    late_frames = round(late_frames * rate_hz / RATE_HZ)
    interface = dataclasses.replace(
        SimulatedInterface.from_table(row),
        gain_db=gain_db,
        dynamic_range_db=base.dynamic_range_db,
        ein_dbu=base.ein_dbu,
    )
    guitar = record_guitar(np.append(volts, np.zeros(late_frames)), interface, rate_hz=rate_hz)
    write(folder / "di.wav", guitar)
    result = render(
        Rig(models=tuple(models), output_mode=OutputMode.CALIBRATED),
        di=folder / "di.wav",
        output=folder / "out.wav",
        interface=row,
        interface_gain_db=interface.gain_shown_db,
        config=RenderConfig(sample_format=SampleFormat.FLOAT, threads=1),
    )
    heard = read(folder / "out.wav").samples[late_frames:].astype(np.float64)
    return heard * units.dbu_to_v_peak(row.max_input_dbu), result


def behind(chain: Sequence[Taken], volts: np.ndarray, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Return the volts behind the devices themselves."""
    for taken in chain:
        volts = taken.device.process(volts, rate_hz=rate_hz)
    return volts


def level_error_db(expected: np.ndarray, heard: np.ndarray) -> float:
    """Return how much louder is what was heard of the expected; what else there is does not count."""
    return units.ratio_to_db(float(heard @ expected) / float(expected @ expected))


def assert_same_volts(
    expected: np.ndarray, heard: np.ndarray, result: RenderResult, volts: np.ndarray
) -> None:
    assert abs(level_error_db(expected, heard)) < LIMIT_DB
    rms_db = units.ratio_to_db(float(np.sqrt(np.mean(heard**2) / np.mean(expected**2))))
    assert abs(rms_db) < LIMIT_DB
    assert result.plan.peak_into_model_dbu is not None
    peak_dbu = units.v_peak_to_dbu(float(np.abs(volts).max()))
    assert abs(result.plan.peak_into_model_dbu - peak_dbu) < LIMIT_DB


TAKEN = st.builds(
    Taken,
    device=st.sampled_from(DEVICES),
    send_full_scale_dbu=st.floats(-10.0, 25.0),
    return_full_scale_dbu=st.floats(-20.0, 30.0),
)


# Half a minute to shrink each failure would tell nothing that its numbers do not.
@settings(max_examples=50, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    chain=st.lists(TAKEN, min_size=1, max_size=2),
    row=st.sampled_from(ROWS),
    knob=st.floats(0.0, 1.0),
    peak_dbfs=st.floats(-40.0, -1.0),
)
def test_every_combination_of_levels_gives_the_volts_of_the_devices(
    chain: list[Taken], row: Interface, knob: float, peak_dbfs: float
) -> None:
    gain_db = knob * (SimulatedInterface.from_table(row).max_gain_db or 50.0)
    assert row.max_input_dbu is not None
    volts = guitar_volts(units.dbfs_to_v_peak(peak_dbfs, full_scale_dbu=row.max_input_dbu - gain_db))
    with tempfile.TemporaryDirectory() as folder:
        heard, result = played_back(Path(folder), chain, row, volts, gain_db=gain_db)
    expected = dc_blocked(behind(chain, volts))
    assert_same_volts(expected, heard, result, volts)
    assert null_depth_db(expected, heard) < -75.0


@pytest.mark.parametrize("gain_db", [0.0, 5.0, 20.0])
@pytest.mark.parametrize("name", ["Apollo Twin X", "Fireface UFX III", "ISA 428 MkII", "MOTU M2"])
def test_a_gain_that_does_not_begin_at_0_db_is_taken_off_from_where_it_begins(
    tmp_path: Path, name: str, gain_db: float
) -> None:
    chain = [Taken(device=Wire(), send_full_scale_dbu=11.76, return_full_scale_dbu=18.0)]
    volts = guitar_volts(0.3)
    heard, result = played_back(tmp_path, chain, find_interface(name), volts, gain_db=gain_db)
    assert_same_volts(dc_blocked(volts), heard, result, volts)


def test_noise_and_last_bits_change_no_level(tmp_path: Path) -> None:
    chain = [Taken(device=Pad(coupling_f=40e-9), send_full_scale_dbu=11.76, return_full_scale_dbu=12.3)]
    volts = guitar_volts(1.0)
    heard, result = played_back(tmp_path, chain, find_interface("SSL 2+"), volts, gain_db=6.0, base=NOISY)
    assert_same_volts(dc_blocked(behind(chain, volts)), heard, result, volts)


@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_another_rate_than_the_model_s_changes_no_level(tmp_path: Path, rate_hz: int) -> None:
    chain = [Taken(device=Wire(), send_full_scale_dbu=15.0, return_full_scale_dbu=12.3)]
    volts = guitar_volts(1.0, rate_hz)
    heard, _ = played_back(tmp_path, chain, find_interface("SSL 2+"), volts, gain_db=0.0, rate_hz=rate_hz)
    tones = np.fft.rfft(np.stack((dc_blocked(volts, rate_hz), heard)))
    gains_db = 20.0 * np.log10(np.abs(tones[1] / tones[0]))
    assert np.abs(gains_db[np.array((83, 147, 330, 997, 2_900, 7_900)) // 2]).max() < LIMIT_DB


def test_the_dc_blocker_takes_nothing_from_a_note(tmp_path: Path) -> None:
    """The one thing the rig does beyond the volts of the device: a high-pass of 5 Hz."""
    chain = [Taken(device=Wire(), send_full_scale_dbu=15.0, return_full_scale_dbu=12.3)]
    volts = np.sin(2.0 * np.pi * 997.0 * np.arange(RATE_HZ // 2) / RATE_HZ)
    heard, _ = played_back(tmp_path, chain, find_interface("SSL 2+"), volts, gain_db=0.0)
    assert abs(level_error_db(volts, heard)) < LIMIT_DB


def test_a_twentieth_of_a_decibel_would_be_seen(tmp_path: Path) -> None:
    chain = [Taken(device=Wire(), send_full_scale_dbu=11.76, return_full_scale_dbu=18.0)]
    volts = guitar_volts(1.0)
    heard, result = played_back(tmp_path, chain, find_interface("SSL 2+"), volts, gain_db=0.05)
    assert_same_volts(dc_blocked(volts), heard, result, volts)
    with pytest.raises(AssertionError):
        assert_same_volts(dc_blocked(units.db_to_ratio(0.05) * volts), heard, result, volts)

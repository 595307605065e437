"""Make the two files of `reamp.demo`: a guitar through an interface, and a model of a simulated overdrive.

python tools/make_demo.py di       # seconds
python tools/make_demo.py model    # three minutes on one core; needs torch
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from reamp import units
from reamp.audio.files import write
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.make_signal import make_test_signal
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.nam.metadata import GearType, ToneType
from reamp.sim.guitar import HUMBUCKER, Note, play_guitar, strum
from reamp.sim.overdrive import Overdrive
from reamp.train.events import EpochDone, Event

RATE_HZ = 48_000
SEND_FULL_SCALE_DBU = 11.76  # the re-amp box that plays into the pedal
RETURN_FULL_SCALE_DBU = 12.3  # the input that records it
PEDAL = Overdrive(drive=0.8, tone=0.9, volume=1.0)
PEDAL_LATENCY_FRAMES = 5  # of its oversampling, 5.2 frames; taken out, as in any capture
NOISE_DBFS = -108.0  # RMS of the interface's own noise
COUPLING_HZ = 3.0  # the interface's input capacitor
EPOCHS = 6
BEAT_S = 60.0 / 112.0

Samples = npt.NDArray[np.float64]


def riff() -> list[Note]:
    """Return the demo's score: a soft arpeggio, hard chords over muted bass notes, a held lead."""
    notes: list[Note] = []

    def at(beat: float) -> float:
        return 0.25 + beat * BEAT_S

    def pick(
        beat: float, place: tuple[int, int], displacement_mm: float, length_s: float, **style: float
    ) -> None:
        string, fret = place
        notes.append(
            Note(
                start_s=at(beat),
                string=string,
                fret=fret,
                length_s=length_s,
                displacement_mm=displacement_mm,
                **style,
            )
        )

    e_minor = ((6, 0), (4, 2), (3, 0), (2, 0), (1, 3), (2, 0), (3, 0), (4, 2))
    c_major = ((5, 3), (4, 2), (3, 0), (2, 1), (1, 0), (2, 1), (3, 0), (4, 2))
    for bar, arpeggio in enumerate((e_minor, c_major)):
        for i, place in enumerate(arpeggio):
            pick(4 * bar + i / 2, place, 0.8, (4 - i / 2) * BEAT_S)  # ringing until the bar ends

    chords = ((0, 2, 2, 0, 0, 0), (None, 3, 2, 0, 1, 0), (3, 2, 0, 0, 3, 3), (None, None, 0, 2, 3, 2))
    for i, chord in enumerate(chords):
        beat = 8 + 2 * i
        bass = next((6 - s, fret) for s, fret in enumerate(chord) if fret is not None)
        notes += strum(chord, start_s=at(beat), length_s=0.97 * BEAT_S, displacement_mm=3.0)
        up_s = 0.45 * BEAT_S
        notes += strum(chord, start_s=at(beat + 1.5), length_s=up_s, displacement_mm=1.8, upward=True)
        pick(beat + 1, bass, 2.5, 0.45 * BEAT_S, mute=0.7)

    for i, place in enumerate(((2, 15), (1, 12), (1, 15), (1, 12), (2, 15), (3, 14), (2, 12))):
        pick(16 + i / 2, place, 2.0, 0.48 * BEAT_S)
    pick(19.5, (2, 17), 2.5, 3.2, vibrato_cents=18.0)
    notes += strum((0, 2, 2), start_s=at(20), length_s=2.9, displacement_mm=0.8, spread_s=0.05)
    return notes


def demo_volts() -> Samples:
    """Return the demo riff in volts at the guitar's jack."""
    return play_guitar(riff(), length_s=14.0, pickup=HUMBUCKER, seed=2)


def record(volts: Samples, *, full_scale_dbu: float, seed: int) -> npt.NDArray[np.int32]:
    """Return volts as a 24-bit interface records them: no DC, some noise, clipped, in steps of 2^-23."""
    frames = 2 * len(volts)
    s = 2j * np.pi * np.fft.rfftfreq(frames, 1.0 / RATE_HZ)
    spectrum = np.fft.rfft(volts, frames) * s / (s + 2.0 * np.pi * COUPLING_HZ)
    coupled = np.fft.irfft(spectrum, frames)[: len(volts)]
    noise = np.random.default_rng(seed).normal(0.0, units.db_to_ratio(NOISE_DBFS), len(volts))
    samples = coupled / units.dbu_to_v_peak(full_scale_dbu) + noise
    return np.clip(np.rint(samples * 2**23), -(2**23), 2**23 - 1).astype(np.int32)


def demo_di() -> npt.NDArray[np.int32]:
    """Return the demo DI as 24-bit numbers."""
    return record(demo_volts(), full_scale_dbu=DEMO_DI_FULL_SCALE_DBU, seed=3)


def through_pedal(sent: npt.ArrayLike) -> Samples:
    """Return the digital recording of the pedal for a digital signal sent into it."""
    volts = np.pad(np.asarray(sent) * units.dbu_to_v_peak(SEND_FULL_SCALE_DBU), (0, PEDAL_LATENCY_FRAMES))
    out = PEDAL.process(volts, rate_hz=RATE_HZ)[PEDAL_LATENCY_FRAMES:]
    return record(out, full_scale_dbu=RETURN_FULL_SCALE_DBU, seed=4) / 2**23


def write_di(path: Path) -> None:
    """Write the demo DI as 24-bit FLAC."""
    left_aligned = demo_di() * 256  # 24 of 32 bits
    soundfile.write(path, left_aligned, RATE_HZ, subtype="PCM_24", format="FLAC")


def make_capture(folder: Path) -> Capture:
    """Play the test signal through the pedal, and return the capture, as with gear on a table."""
    signal = make_test_signal(RATE_HZ)
    write(folder / "signal.wav", signal)
    write(folder / "recording.wav", Signal.from_float64(through_pedal(signal.samples), RATE_HZ))
    return Capture.create(
        folder / "overdrive.capture",
        signal_path=folder / "signal.wav",
        recording_path=folder / "recording.wav",
        latency_frames=0,  # taken out in through_pedal
        levels=Levels(input_level_dbu=SEND_FULL_SCALE_DBU, output_level_dbu=RETURN_FULL_SCALE_DBU),
        gear=Gear(
            name="Reamp demo overdrive",
            modeled_by="Reamp",
            gear_type=GearType.PEDAL,
            gear_make="Reamp",
            gear_model="Simulated overdrive",
            tone_type=ToneType.OVERDRIVE,
        ),
    )


def print_epoch(event: Event) -> None:
    """Print how well the network does after each pass over the audio."""
    if isinstance(event, EpochDone):
        print(f"epoch {event.epoch}  ESR {event.scores[0].esr:.5f}  {event.elapsed_s:.0f} s", flush=True)


def write_trained_model(path: Path, *, epochs: int) -> None:
    """Capture the pedal, train on the capture and write the model."""
    from reamp.train import TrainConfig, architecture_by_name, train, write_model  # noqa: PLC0415  needs torch

    with tempfile.TemporaryDirectory() as folder:
        capture = make_capture(Path(folder))
        for finding in capture.findings:
            print(finding)
        config = TrainConfig(epochs=epochs, device="cpu")
        result = train(capture, architecture_by_name("a1-feather"), config, on_progress=print_epoch)
    write_model(result, path, overwrite=True)
    print(f"{path}  validation ESR {result.esr:.5f}")


def main() -> None:
    """Write one of the two files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("di", "model"))
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    args = parser.parse_args()
    if args.what == "di":
        write_di(demo_di_path())
    else:
        write_trained_model(demo_model_path(), epochs=args.epochs)


if __name__ == "__main__":
    main()

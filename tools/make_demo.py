"""Make the two files of `reamp.demo`: a guitar through an interface, and a model of a simulated overdrive.

python tools/make_demo.py di       # seconds
python tools/make_demo.py model    # ten minutes on one core; needs torch
"""

import argparse
import datetime
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from reamp import units
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.gear.guitar import HUMBUCKER, SINGLE_COIL, Note, play, strum
from reamp.gear.overdrive import Overdrive
from reamp.nam.document import NamDocument
from reamp.nam.metadata import GearType, Metadata, ToneType

RATE = 48_000
SEND_FULL_SCALE_DBU = 11.76  # the re-amp box that plays into the pedal
RETURN_FULL_SCALE_DBU = 12.3  # the input that records it
PEDAL = Overdrive(drive=0.35, tone=0.6, volume=0.8)
NOISE_DBFS = -108.0  # RMS of the interface's own noise
COUPLING_HZ = 3.0  # the interface's input capacitor
LOUDNESS_CLIP_S = (5.0, 6.0)  # the part of the DI, hard strums, on which `loudness` and `gain` are measured
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
    return play(riff(), length_s=14.0, pickup=HUMBUCKER, rate_hz=RATE, seed=2)


def record(volts: Samples, *, full_scale_dbu: float, seed: int) -> npt.NDArray[np.int32]:
    """Return what a 24-bit interface makes of volts: no DC, some noise, clipped, in steps of 2^-23."""
    frames = 2 * len(volts)
    s = 2j * np.pi * np.fft.rfftfreq(frames, 1.0 / RATE)
    spectrum = np.fft.rfft(volts, frames) * s / (s + 2.0 * np.pi * COUPLING_HZ)
    coupled = np.fft.irfft(spectrum, frames)[: len(volts)]
    noise = np.random.default_rng(seed).normal(0.0, units.db_to_ratio(NOISE_DBFS), len(volts))
    samples = coupled / units.dbu_to_v_peak(full_scale_dbu) + noise
    return np.clip(np.rint(samples * 2**23), -(2**23), 2**23 - 1).astype(np.int32)


def demo_di() -> npt.NDArray[np.int32]:
    """Return the demo DI as 24-bit numbers."""
    return record(demo_volts(), full_scale_dbu=DEMO_DI_FULL_SCALE_DBU, seed=3)


def training_parts() -> list[Samples]:
    """Return what is sent into the pedal, 1 is full scale: sweeps, stepped noise, guitars soft and hard."""
    rng = np.random.default_rng(4)
    time_s = np.arange(2 * RATE) / RATE
    ratio = math.log(18_000.0 / 25.0)
    sweep = np.sin(2 * np.pi * 25.0 * 2.0 / ratio * np.expm1(time_s / 2.0 * ratio))
    parts = [units.db_to_ratio(level_db) * sweep for level_db in (-1.0, -12.0, -26.0)]
    coloured = np.convolve(rng.normal(size=8 * RATE), np.ones(8) / 8, "same")
    steps_db = np.repeat((-50.0, -40.0, -32.0, -26.0, -20.0, -14.0, -10.0, -7.0), RATE)
    parts.append(np.clip(coloured / coloured.std() / 2 * 10 ** (steps_db / 20), -1, 1))
    for take in range(6):
        pickup, strength = ((HUMBUCKER, 1.0), (SINGLE_COIL, 0.7), (HUMBUCKER, 1.5))[take % 3]
        volts = play(_practice(rng, strength), length_s=10.0, pickup=pickup, rate_hz=RATE, seed=take)
        parts.append(np.clip(volts / units.dbu_to_v_peak(SEND_FULL_SCALE_DBU), -1, 1))
    return parts


def _practice(rng: np.random.Generator, strength: float) -> list[Note]:
    """Return ten seconds of notes and chords that nobody would listen to."""
    notes: list[Note] = []
    start_s = 0.1
    while start_s < 9.5:
        displacement_mm = strength * rng.choice((0.3, 0.7, 1.5, 3.0))
        length_s = float(rng.choice((0.15, 0.3, 0.6, 1.5)))
        if rng.random() < 0.4:
            barre = int(rng.integers(0, 10))
            frets = [barre + f for f in (0, 2, 2, 1 - int(rng.integers(0, 2)), 0, 0)]
            notes += strum(frets, start_s=start_s, length_s=length_s, displacement_mm=displacement_mm)
        else:
            notes.append(
                Note(
                    start_s=start_s,
                    string=int(rng.integers(1, 7)),
                    fret=int(rng.integers(0, 20)),
                    length_s=1.5 * length_s,
                    displacement_mm=displacement_mm,
                    mute=float(rng.choice((0.0, 0.0, 0.7))),
                )
            )
        start_s += length_s
    return notes


def through_pedal(sent: Samples) -> Samples:
    """Return the digital recording of the pedal for a digital signal sent into it."""
    volts = PEDAL.process(sent * units.dbu_to_v_peak(SEND_FULL_SCALE_DBU), rate=RATE)
    return volts / units.dbu_to_v_peak(RETURN_FULL_SCALE_DBU)


def write_di(path: Path) -> None:
    """Write the demo DI as 24-bit FLAC."""
    soundfile.write(path, demo_di() * 256, RATE, subtype="PCM_24", format="FLAC")  # left-aligned in 32 bits


def write_model(path: Path, *, steps: int) -> None:
    """Fit the pedal and write the model; the demo DI, which the fit never sees, is its validation."""
    import fit_wavenet  # noqa: PLC0415  torch is needed here only

    sent = [np.pad(part, (0, RATE // 4)) for part in training_parts()]
    recorded = [through_pedal(part) for part in sent]
    di = demo_di() / 2**23
    played = di * units.db_to_ratio(DEMO_DI_FULL_SCALE_DBU - SEND_FULL_SCALE_DBU)
    net, head_scale, validation_esr = fit_wavenet.fit(
        (np.concatenate(sent), np.concatenate(recorded)),
        validation=(played, through_pedal(played)),
        steps=steps,
        seed=5,
    )

    loudness_db, gain = loudness_and_gain(lambda x: head_scale * fit_wavenet.render(net, x), di)
    metadata = Metadata(
        date=datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None),
        name="Reamp demo overdrive",
        modeled_by="Reamp",
        gear_type=GearType.PEDAL,
        gear_make="Reamp",
        gear_model="Simulated overdrive",
        tone_type=ToneType.OVERDRIVE,
        loudness_db=round(loudness_db, 3),
        gain=round(gain, 4),
        input_level_dbu=SEND_FULL_SCALE_DBU,
        output_level_dbu=RETURN_FULL_SCALE_DBU,
        training={
            "validation_esr": round(validation_esr, 6),
            "validation": "Reamp demo DI, calibrated",
            "loudness_clip": "Reamp demo DI, {:g} to {:g} s".format(*LOUDNESS_CLIP_S),
            "architecture": "A1 feather",
            "steps": steps,
        },
    )
    document = NamDocument.create(
        architecture="WaveNet",
        config=net.config(head_scale),
        weights=net.weights(head_scale),
        sample_rate_hz=RATE,
        metadata=metadata,
    )
    document.write(path, overwrite=True)
    print(f"{path}  validation ESR {validation_esr:.5f}")


def loudness_and_gain(model: Callable[[Samples], Samples], di: Samples) -> tuple[float, float]:
    """Return the RMS of the model's output in dB, and how compressed it is, on one second of the demo DI.

    Compression is the area under output RMS against input gain 0 to 1, from 0 for a triangle (linear) to 1
    for a rectangle (a limiter).
    """
    first, last = (round(time_s * RATE) for time_s in LOUDNESS_CLIP_S)
    rms = [float(np.sqrt(np.mean(model(gain * di[first:last]) ** 2))) for gain in np.linspace(0.0, 1.0, 11)]
    area = (sum(rms) - (rms[0] + rms[-1]) / 2.0) / 10.0 / rms[-1]
    return units.ratio_to_db(rms[-1]), float(np.clip(2.0 * area - 1.0, 0.0, 1.0))


def main() -> None:
    """Write one of the two files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("di", "model"))
    parser.add_argument("--steps", type=int, default=6000)
    args = parser.parse_args()
    if args.what == "di":
        write_di(demo_di_path())
    else:
        write_model(demo_model_path(), steps=args.steps)


if __name__ == "__main__":
    main()

"""How well the library's distance stands for `spectral_distance`: simulated amplifiers at random settings.

Plays the probe and two seconds of a real guitar through each setting. Prints for each device the rank
correlation of the distance with `spectral_distance` on 200 pairs, how often the nearest of the other settings
is among the first three answers, how far the best of the three is against the nearest, in 9 of 10 cases, and
how far each knob of the first answer is from that of the setting, in hundredths of its turn.

    benchmarks/likeness.py [--seed 21] [--settings 201] [--queries 100]     # eight minutes of one core

The distance was chosen with the settings of seed 11: give another one.
"""

import argparse

import numpy as np
from models import SHARED_DATA

from reamp.audio.files import read
from reamp.audio.loudness import k_response
from reamp.library.behaviour import behaviour_of
from reamp.library.likeness import moment_distances
from reamp.library.probe import probe
from reamp.metrics.spectral import STFT_RESOLUTIONS
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.overdrive import Overdrive
from reamp.units import dbu_to_v_peak

RATE_HZ = 48_000
FULL_SCALE_V = dbu_to_v_peak(12.0)
GEAR = {
    Overdrive: ("drive", "tone", "volume"),
    CleanAmp: ("gain", "bass", "middle", "treble", "master"),
    LeadAmp: ("gain", "bass", "middle", "treble", "master"),
}
PAIRS, FIRST = 200, 3
EXCERPTS_S = (9.2, 14.0)
NOISE_DB = -90.0
HOPS = 6
"""Every sixth column of the spectrograms: the distances change in the third digit."""


def spectrograms(sound: np.ndarray) -> list[np.ndarray]:
    """Return magnitudes at the resolutions of `spectral_distance`, at -24 LUFS, over a recording's noise."""
    response = np.abs(k_response(np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)))
    power = 2.0 * np.square(np.abs(np.fft.rfft(sound)) * response).sum() / len(sound) ** 2
    noise = 10.0 ** (NOISE_DB / 20.0) * np.random.default_rng(0).normal(size=len(sound))
    heard = sound * (10.0 ** ((-24.0 + 0.691) / 20.0) / np.sqrt(power)) + noise
    found = []
    for fft, hop, window in STFT_RESOLUTIONS:
        taper = np.zeros(fft)
        taper[(fft - window) // 2 :][:window] = np.hanning(window)
        columns = np.lib.stride_tricks.sliding_window_view(heard, fft)[:: hop * HOPS]
        found.append(np.maximum(np.abs(np.fft.rfft(columns * taper)), 1e-4).astype(np.float32))
    return found


def metric(a: list[np.ndarray], b: list[np.ndarray]) -> float:
    """Return `spectral_distance`, the mean of both ways round."""
    total = 0.0
    for one, other in zip(a, b, strict=True):
        rest = np.linalg.norm(one - other)
        total += 0.5 * rest / np.linalg.norm(one) + 0.5 * rest / np.linalg.norm(other)
        total += float(np.abs(np.log(one) - np.log(other)).mean())
    return total / len(a)


def ranks(values: list[float]) -> np.ndarray:
    """Return the rank of each value."""
    return np.argsort(np.argsort(values))


def main() -> None:
    """Print a row for each device."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=int, default=201)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--devices", nargs="*", choices=[each.__name__ for each in GEAR], default=None)
    arguments = parser.parse_args()
    settings, queries = arguments.settings, min(arguments.queries, arguments.settings)
    guitar = read(SHARED_DATA / "guitar_di.wav").samples
    excerpt = np.concatenate([guitar[round(at * RATE_HZ) :][:RATE_HZ] for at in EXCERPTS_S])
    signal = probe(RATE_HZ)
    played = np.concatenate([signal.samples, np.zeros(RATE_HZ // 5), excerpt]) * FULL_SCALE_V
    for device, knobs in GEAR.items():
        if arguments.devices is not None and device.__name__ not in arguments.devices:
            continue
        chance = np.random.default_rng(arguments.seed)
        turned = chance.random((settings, len(knobs)))
        heard, pictures = [], []
        for turns in turned:
            gear = device(**dict(zip(knobs, turns.tolist(), strict=True)))
            answer = gear.process(played, rate_hz=RATE_HZ) / FULL_SCALE_V
            probed = answer[: len(signal.samples)].astype(np.float32)
            heard.append(behaviour_of(probed, signal, rate_hz=RATE_HZ).moments)
            pictures.append(spectrograms(answer[-len(excerpt) :]))
        moments = np.array(heard)
        hits, farther, off = 0, [], []
        for query in range(queries):
            others = np.array([place for place in range(settings) if place != query])
            wanted = np.array([metric(pictures[query], pictures[place]) for place in others])
            answers = np.argsort(moment_distances(moments[query], moments[others]))[:FIRST]
            hits += int(wanted.argmin()) in answers
            farther.append(wanted[answers].min() / wanted.min())
            off.append(np.abs(turned[others[answers[0]]] - turned[query]))
        pairs = [chance.choice(settings, 2, replace=False) for _ in range(PAIRS)]
        want = [metric(pictures[a], pictures[b]) for a, b in pairs]
        got = [float(moment_distances(moments[a], moments[b : b + 1])[0]) for a, b in pairs]
        correlation = np.corrcoef(ranks(want), ranks(got))[0, 1]
        print(
            f"{gear.name:10} rank correlation {correlation:.3f}, found {hits} of {queries}, "
            f"best of three at most {np.quantile(farther, 0.9):.2f} times as far",
            flush=True,
        )
        means = np.mean(off, axis=0)
        print("  ", ", ".join(f"{knob} {100 * mean:.0f}" for knob, mean in zip(knobs, means, strict=True)))


if __name__ == "__main__":
    main()

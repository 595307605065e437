"""Train on the shared recordings and store ESR over CPU seconds in benchmarks/training_curves.csv.

One trainer and device at a time, on one core: `training.py reamp ts9_jcm800 --epochs 10`. The official
trainer (`training.py official ...`) runs its own package and its A1 recipe, and needs the extra `interop`;
`reamp-official-recipe` is that recipe in this project's trainer: the same steps on the same data. `make
bench` prints and draws the curves from the file, because they take long to measure.
"""

import argparse
import tempfile
import time
from pathlib import Path

import official
import soundfile
import torch
from models import SHARED_DATA
from training_curves import DEVICES, Point, keep_curve

LATENCY_FRAMES = {"ts9_jcm800": 0, "ampvts": 1}  # as `reamp capture` measures them


def reamp_curve(device: str, *, architecture: str, epochs: int, official_recipe: bool) -> list[Point]:
    """Return the curve of this project's training; for A2, that of the full network."""
    from reamp.capture.capture import Capture, Gear, Levels
    from reamp.train import TrainConfig, architecture_by_name, train
    from reamp.train.events import EpochDone, Event
    from reamp.train.recipes import OFFICIAL_A1_RECIPE

    points: list[Point] = []
    started_s = time.process_time()

    def note(event: Event) -> None:
        if isinstance(event, EpochDone):
            points.append(Point(event.epoch, time.process_time() - started_s, event.scores[-1].esr))
            print(device, points[-1], flush=True)

    with tempfile.TemporaryDirectory() as folder:
        capture = Capture.create(
            Path(folder) / "device.capture",
            signal_path=SHARED_DATA / "training" / "input.flac",
            recording_path=SHARED_DATA / "training" / f"{device}.flac",
            levels=Levels(),
            gear=Gear(),
        )
        recipe = OFFICIAL_A1_RECIPE if official_recipe else None
        config = TrainConfig(epochs=epochs, device="cpu", recipe=recipe)
        train(capture, architecture_by_name(architecture), config, on_progress=note)
    return points


def official_curve(device: str, *, epochs: int) -> list[Point]:
    """Return the curve of the official package with its own A1-standard recipe."""
    import nam.train.full
    from nam.train.lightning_module import LightningModule

    points: list[Point] = []
    started_s = time.process_time()
    validation_step = LightningModule.validation_step

    def noted(module: LightningModule, *args: object) -> object:
        loss = validation_step(module, *args)
        if module.global_step > 0:  # before that it is the sanity check
            points.append(Point(module.current_epoch + 1, time.process_time() - started_s, float(loss)))
            print(device, points[-1], flush=True)
        return loss

    LightningModule.validation_step = noted
    with tempfile.TemporaryDirectory() as folder:
        for name in ("input", device):
            samples, rate_hz = soundfile.read(SHARED_DATA / "training" / f"{name}.flac", dtype="int32")
            soundfile.write(f"{folder}/{name}.wav", samples, rate_hz, subtype="PCM_24")
        data = official.data_config(Path(folder), device, latency_frames=LATENCY_FRAMES[device])
        model, learning = official.model_config("a1-standard"), official.learning_config(epochs)
        nam.train.full.main(data, model, learning, Path(folder), no_show=True, make_plots=False)
    return points


def main() -> None:
    """Measure one curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trainer", choices=("reamp", "reamp-official-recipe", "official"))
    parser.add_argument("device", choices=tuple(DEVICES))
    parser.add_argument("--architecture", choices=("a1-standard", "a2"), default="a1-standard")
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if options.trainer != "reamp" and options.architecture != "a1-standard":
        parser.error("the official recipe is here for a1-standard only")
    if options.trainer == "official":
        points = official_curve(options.device, epochs=options.epochs)
    else:
        points = reamp_curve(
            options.device,
            architecture=options.architecture,
            epochs=options.epochs,
            official_recipe=options.trainer == "reamp-official-recipe",
        )
    keep_curve((options.device, options.architecture, options.trainer), points)


if __name__ == "__main__":
    main()

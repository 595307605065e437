"""Trains on the shared recordings and keeps ESR against CPU seconds in benchmarks/training_curves.csv.

One trainer and device at a time, on one core: `training.py reamp ts9_jcm800 --epochs 5`. The official one
(`training.py official ...`) runs its own package and its A1 recipe, and needs the extra `interop`;
`reamp-official-recipe` is that recipe in this project's trainer, the same steps on the same data. `make
bench` prints the curves from the file, as they take many minutes to measure.
"""

import argparse
import csv
import tempfile
import time
from pathlib import Path

import soundfile
import torch
from models import SHARED_DATA

CURVES = Path(__file__).parent / "training_curves.csv"
FIELDS = ("trainer", "architecture", "device", "epoch", "cpu_s", "esr")
VALIDATION_FRAMES, TRAINING_START_FRAME = 9 * 48000, 10 * 48000  # of the v3 layout, which both files have
LATENCY_FRAMES = {"ts9_jcm800": 0, "ampvts": 1}  # as `reamp capture` measures them
Point = tuple[int, float, float]  # epoch, CPU seconds, ESR


def reamp_curve(device: str, *, architecture: str, epochs: int, official_recipe: bool) -> list[Point]:
    """Return the curve of this project's training; of A2 the full network's."""
    from reamp.capture.capture import Capture, Gear, Levels
    from reamp.train import TrainConfig, architecture_by_name, train
    from reamp.train.events import EpochDone, Event
    from reamp.train.recipes import OFFICIAL_A1_RECIPE

    points: list[Point] = []
    started_s = time.process_time()

    def note(event: Event) -> None:
        if isinstance(event, EpochDone):
            points.append((event.epoch, time.process_time() - started_s, event.scores[-1].esr))
            print(device, *points[-1], flush=True)

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
            points.append((module.current_epoch + 1, time.process_time() - started_s, float(loss)))
            print(device, *points[-1], flush=True)
        return loss

    LightningModule.validation_step = noted
    with tempfile.TemporaryDirectory() as folder:
        for name in ("input", device):
            samples, rate_hz = soundfile.read(SHARED_DATA / "training" / f"{name}.flac", dtype="int32")
            soundfile.write(f"{folder}/{name}.wav", samples, rate_hz, subtype="PCM_24")
        configs = official_configs(Path(folder), device, epochs=epochs)
        nam.train.full.main(*configs, Path(folder), no_show=True, make_plots=False)
    return points


def official_configs(folder: Path, device: str, *, epochs: int) -> tuple[dict[str, object], ...]:
    """Return the data, model and learning configs of the official A1-standard recipe."""

    def array(inputs: int, channels: int, outputs: int, *, bias: bool) -> dict[str, object]:
        head = {"out_channels": outputs, "kernel_size": 1, "bias": bias}
        sizes = {"input_size": inputs, "condition_size": 1, "channels": channels, "kernel_size": 3}
        return {**sizes, "head": head, "dilations": [2**i for i in range(10)], "activation": "Tanh"}

    paths = {"x_path": str(folder / "input.wav"), "y_path": str(folder / f"{device}.wav")}
    data = {
        "train": {"ny": 8192, "start_samples": TRAINING_START_FRAME, "stop_samples": -VALIDATION_FRAMES},
        "validation": {"ny": None, "start_samples": -VALIDATION_FRAMES},
        "common": {**paths, "delay": LATENCY_FRAMES[device], "allow_unequal_lengths": True},
        "joint": [{"name": "nam.data.normalize_joint_dataset_output", "kwargs": {"level_rms_dbfs": -18.0}}],
    }
    arrays = [array(1, 16, 8, bias=False), array(16, 8, 1, bias=True)]
    model = {
        "net": {"name": "WaveNet", "config": {"layers_configs": arrays, "head_scale": 0.02}},
        "loss": {"val_loss": "esr", "pre_emph_mrstft_weight": 2e-4, "pre_emph_mrstft_coef": 0.85},
        "optimizer": {"lr": 0.004},
        "lr_scheduler": {"class": "ExponentialLR", "kwargs": {"gamma": 0.993}},
    }
    loader = {"batch_size": 16, "shuffle": True, "pin_memory": False, "drop_last": True, "num_workers": 0}
    trainer = {"accelerator": "cpu", "devices": 1, "max_epochs": epochs, "enable_progress_bar": False}
    learning = {
        "train_dataloader": loader,
        "val_dataloader": {},
        "trainer": trainer,
        "trainer_fit_kwargs": {},
    }
    return data, model, learning


def keep(trainer: str, architecture: str, device: str, points: list[Point]) -> None:
    """Replace one curve in the file."""
    curve = (trainer, architecture, device)
    rows = list(csv.DictReader(CURVES.read_text().splitlines())) if CURVES.exists() else []
    rows = [row for row in rows if tuple(row[field] for field in FIELDS[:3]) != curve]
    for epoch, cpu_s, esr in points:
        rows.append(dict(zip(FIELDS, (*curve, epoch, f"{cpu_s:.0f}", f"{esr:.4f}"), strict=True)))
    with CURVES.open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Measure one curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trainer", choices=("reamp", "reamp-official-recipe", "official"))
    parser.add_argument("device", choices=tuple(LATENCY_FRAMES))
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
    keep(options.trainer, options.architecture, options.device, points)


if __name__ == "__main__":
    main()

"""The official trainer's networks and recipes, as its own package builds them; needs the extra `interop`."""

import importlib.resources
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from reamp.nam.presets import A1_KERNEL_SIZE, A1_LAYOUTS

__all__ = ["data_config", "learning_config", "model_config", "official_step"]

VALIDATION_FRAMES, TRAINING_START_FRAME = 9 * 48000, 10 * 48000  # of the v3 layout
Config = dict[str, Any]


def model_config(architecture: str) -> Config:
    """Return network, loss and optimiser of `a1-standard` and its smaller sisters, or of `a2`."""
    if architecture == "a2":
        resource = importlib.resources.files("nam.train._resources") / "config_model_packed.json"
        config: Config = json.loads(resource.read_text())
        return config
    layout = A1_LAYOUTS[architecture.removeprefix("a1-")]
    wide, narrow = layout.channels
    arrays = [
        {
            "input_size": inputs,
            "condition_size": 1,
            "channels": channels,
            "kernel_size": A1_KERNEL_SIZE,
            "head": {"out_channels": outputs, "kernel_size": 1, "bias": bias},
            "dilations": list(dilations),
            "activation": "Tanh",
        }
        for (inputs, channels, outputs, bias), dilations in zip(
            ((1, wide, narrow, False), (wide, narrow, 1, True)), layout.dilations, strict=True
        )
    ]
    return {
        "net": {"name": "WaveNet", "config": {"layers_configs": arrays, "head_scale": 0.02}},
        "loss": {"val_loss": "esr", "pre_emph_mrstft_weight": 2e-4, "pre_emph_mrstft_coef": 0.85},
        "optimizer": {"lr": 0.004},
        "lr_scheduler": {"class": "ExponentialLR", "kwargs": {"gamma": 0.993}},
    }


def data_config(folder: Path, device: str, *, latency_frames: int) -> Config:
    """Return the data config: input.wav and <device>.wav in a folder, in the layout of v3."""
    paths = {"x_path": str(folder / "input.wav"), "y_path": str(folder / f"{device}.wav")}
    return {
        "train": {"ny": 8192, "start_samples": TRAINING_START_FRAME, "stop_samples": -VALIDATION_FRAMES},
        "validation": {"ny": None, "start_samples": -VALIDATION_FRAMES},
        "common": {**paths, "delay": latency_frames, "allow_unequal_lengths": True},
        "joint": [{"name": "nam.data.normalize_joint_dataset_output", "kwargs": {"level_rms_dbfs": -18.0}}],
    }


def learning_config(epochs: int) -> Config:
    """Return the config of epochs and batches, on the CPU."""
    loader = {"batch_size": 16, "shuffle": True, "pin_memory": False, "drop_last": True, "num_workers": 0}
    return {
        "train_dataloader": loader,
        "val_dataloader": {},
        "trainer": {
            "accelerator": "cpu",
            "devices": 1,
            "max_epochs": epochs,
            "enable_progress_bar": False,
        },
        "trainer_fit_kwargs": {},
    }


def official_step(architecture: str) -> Callable[[torch.Tensor, torch.Tensor], None]:
    """Return a function that takes a training step: windows with their past, (batch, frames); targets."""
    from nam.train.lightning_module import LightningModule, PackedLightningModule

    kind = PackedLightningModule if architecture == "a2" else LightningModule
    module = kind.init_from_config(model_config(architecture))
    optimizer = torch.optim.Adam(module.parameters(), **module._optimizer_config)

    def step(x: torch.Tensor, y: torch.Tensor) -> None:
        loss = module.training_step((x, y), 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if architecture == "a2":
            module.net.apply_mask()  # the two networks are one with blocks of zeros

    return step

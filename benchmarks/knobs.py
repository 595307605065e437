"""How good a model with knobs is: three kinds of conditioning, and the ESR against the number of captures.

python benchmarks/knobs.py networks   # concatenated knobs, FiLM, hyper-network: the same data and steps
python benchmarks/knobs.py curve      # mean ESR at settings that were never heard, for 8, 15 and 30 captures

Simulated gear plays the bundled guitar, 12 s to learn from and 2 s to judge by; --signal plays another file.
CPU seconds are those of this process, so that a busy machine does not matter.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from reamp.audio.files import read
from reamp.capture.layout import Span
from reamp.demo import demo_di_path
from reamp.knobs.knob import Knob
from reamp.knobs.plan import KnobPlan, Use, make_plan
from reamp.sim.device import device_with_knobs
from reamp.train.architectures import WaveNetShape, architecture_by_name
from reamp.train.knob_data import KnobData, SettingOutput
from reamp.train.knob_loop import best_epoch, train_knobs
from reamp.train.knob_network import KnobNetwork
from reamp.train.knob_trainer import KnobTrainConfig, KnobTrainer
from reamp.train.networks import WaveNet
from reamp.units import dbu_to_v_peak

SEND_DBU = 11.76
VALIDATION_S = 2.0


class Conditioned(nn.Module):
    """Concatenated knobs or FiLM as what they are while the knobs stand still: changes of the weights.

    Concatenated knobs add a linear function of the knobs to every bias. FiLM multiplies the rows of every
    layer's convolution and mix-in by, and adds to its biases, what a small network computes. The level is
    that of the hyper-network, which computes it for all three.
    """

    def __init__(
        self, shape: WaveNetShape, *, inputs: int, hidden: Sequence[int], basis: int, is_film: bool
    ) -> None:
        super().__init__()
        whole = KnobNetwork(shape, inputs=inputs, hidden=hidden, basis=basis)
        self.shape, self.base_network, self.is_film = shape, whole.base_network, is_film
        self.level = whole
        rows, biases = _layer_rows(self.base_network)
        self.rows, self.biases = rows, biases
        self.sets = nn.Parameter(whole.sets.detach()[:1].clone())
        count = len(biases)
        self.to_biases = nn.Linear(hidden[-1] if is_film else inputs, count, bias=False)
        self.to_scales = nn.Linear(hidden[-1], count, bias=False)
        nn.init.zeros_(self.to_biases.weight)
        nn.init.zeros_(self.to_scales.weight)

    def fit_levels(self, settings: Tensor, log_gains: Tensor) -> float:
        """Let the small network learn the gains of the settings."""
        return self.level.fit_levels(settings, log_gains)

    def small_parameters(self) -> list[nn.Parameter]:
        """Return the parameters of the small network and of what it computes."""
        return [*self.level.small_parameters(), *self.to_biases.parameters(), *self.to_scales.parameters()]

    def forward(self, settings: Tensor) -> tuple[Tensor, Tensor]:
        """Return flat weights and log gains, as `KnobNetwork` does."""
        log_gains = self.level.mixture(settings)[:, -1]
        weights = self.sets[0].expand(len(settings), -1)
        x = settings
        if self.is_film:
            for layer in self.level.layers:
                x = torch.tanh(layer(x))
            scales = torch.cat([self.to_scales(x), torch.zeros(len(x), 1)], dim=1)  # the last row: no layer
            weights = weights * (1.0 + scales[:, self.rows])
        added = torch.zeros_like(weights).index_add(1, self.biases, self.to_biases(x))
        return weights + added, log_gains


def _layer_rows(network: WaveNet) -> tuple[Tensor, Tensor]:
    """Return the row of a layer that each flat weight belongs to, and where the biases are."""
    rows, biases, first, used = [], [], 0, 0
    for name, parameter in network.named_parameters():
        size = parameter.numel()
        is_layer = ".conv." in name or ".mixin." in name
        width = len(parameter)
        row = torch.arange(size) // (size // width) if is_layer else torch.full((size,), -1)
        rows.append(torch.where(row >= 0, row + used, row))
        if name.endswith("conv.bias"):
            biases.append(first + torch.arange(size))
        if ".mixin." in name:
            used += width
        first += size
    return torch.cat(rows), torch.cat(biases)


def recorded(device: str, plan: KnobPlan, signal: Path) -> KnobData:
    """Return what the simulated device makes of a recording at every setting."""
    played = read(signal)
    volts = played.samples.astype(np.float64) * dbu_to_v_peak(SEND_DBU)
    outputs = []
    for setting in plan.settings:
        knobs = {name: float(value) / 10.0 for name, value in setting.knobs.items()}
        y = device_with_knobs(device, knobs).process(volts, rate_hz=played.rate_hz).astype(np.float32)
        outputs.append(SettingOutput(knobs=dict(setting.knobs), use=setting.use, y=y))
    end = played.frames - round(VALIDATION_S * played.rate_hz)
    return KnobData(
        controls=plan.controls,
        x=played.samples,
        rate_hz=played.rate_hz,
        training=Span(0, end),
        validation=Span(end, played.frames),
        outputs=tuple(outputs),
    )


def trained(data: KnobData, architecture: str, kind: str, config: KnobTrainConfig) -> str:
    """Train one model and return cells of a table: mean and 90th percentile of ESR, steps, CPU seconds."""
    chosen = architecture_by_name(architecture)
    shape = chosen.submodels[-1].shape
    assert isinstance(shape, WaveNetShape)
    torch.manual_seed(config.seed)
    make = KnobNetwork
    if kind != "hyper-network":
        make = lambda shape, **sizes: Conditioned(shape, is_film=kind == "FiLM", **sizes)  # type: ignore[assignment,misc]  # noqa: E731
    trainer = KnobTrainer(data, shape, chosen.recipe, config, make)
    begun_s = time.process_time()
    run = train_knobs(trainer)
    last, cpu_s = best_epoch(run.history), time.process_time() - begun_s
    steps = config.epochs * trainer.steps_per_epoch
    return f"{last.mean_esr:.4f} | {last.percentile_90_esr:.4f} | {steps} | {cpu_s:.0f}"


def main() -> None:
    """Run one of the two measurements and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("networks", "curve"))
    parser.add_argument("--device", default="overdrive")
    parser.add_argument("--knobs", default="drive,tone")
    parser.add_argument("--avoid-ends", type=float, default=0.0, help="How far knobs stay from 0 and 10.")
    parser.add_argument("--captures", default="", help="How many to learn from: 8,15,30.")
    parser.add_argument("--architecture", default="a1-nano")
    parser.add_argument("--validation", type=int, default=8)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--kinds", default="concatenated,FiLM,hyper-network")
    parser.add_argument("--signal", type=Path, default=demo_di_path())
    typed = parser.parse_args()
    names = typed.knobs.split(",")
    controls = [Knob(name=name, low=0.0, high=10.0, avoid_ends=typed.avoid_ends) for name in names]
    counts = [
        int(count)
        for count in (typed.captures or ("15" if typed.what == "networks" else "8,15,30")).split(",")
    ]
    torch.set_num_threads(1)
    print(
        "| captures | network | mean ESR | 90 % | steps | CPU s |\n| ---: | --- | ---: | ---: | ---: | ---: |"
    )
    for count in counts:
        plan = make_plan(controls, settings=count, validation=typed.validation)
        data = recorded(typed.device, plan, typed.signal)
        per_step, window = KnobTrainConfig().settings_per_step, KnobTrainConfig().window_frames
        each = data.training.frames // window * len(plan.of(Use.TRAINING)) // per_step
        config = KnobTrainConfig(epochs=max(1, round(typed.steps / each)))
        for kind in typed.kinds.split(",") if typed.what == "networks" else ["hyper-network"]:
            print(f"| {count} | {kind} | {trained(data, typed.architecture, kind, config)} |", flush=True)


if __name__ == "__main__":
    main()

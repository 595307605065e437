"""A small network that computes the weights of a plain WaveNet from the knobs, in PyTorch.

D. Ha, A. Dai, Q. Le, "HyperNetworks", https://arxiv.org/abs/1609.09106. The weights are a base plus a mixture
of a few sets of changes; the small network computes the mixture and the level from the knobs.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from reamp.train.architectures import WaveNetShape
from reamp.train.networks import WaveNet

__all__ = ["KnobNetwork"]


class KnobNetwork(nn.Module):
    """The base, the sets of changes, and the small network that mixes them.

    `forward` takes (settings, inputs). It returns the flat weights of plain networks, (settings, weights), in
    the order of a file without the head scale, and the logarithm of each one's gain, (settings,).
    The changes are zero at first: every setting begins with the same sound.
    """

    def __init__(self, shape: WaveNetShape, *, inputs: int, hidden: Sequence[int], basis: int) -> None:
        super().__init__()
        self.shape = shape
        self.base_network = WaveNet(shape)
        self.hidden = tuple(hidden)
        widths = (inputs, *hidden)
        self.layers = nn.ModuleList(nn.Linear(into, out) for into, out in pairwise(widths))
        self.mixer = nn.Linear(widths[-1], basis + 1)
        base = torch.cat([p.detach().flatten() for p in self.base_network.parameters()])
        # Row 0 is the base, the others are the changes.
        self.sets = nn.Parameter(torch.cat([base[None], torch.zeros(basis, len(base))]))
        self.base_network.requires_grad_(False)
        with torch.no_grad():
            for layer in self.layers:
                assert isinstance(layer, nn.Linear)
                nn.init.xavier_uniform_(layer.weight, gain=1.6)
                nn.init.uniform_(layer.bias, -0.5, 0.5)
            nn.init.normal_(self.mixer.weight, std=widths[-1] ** -0.5)
            self.mixer.weight[-1].zero_()
            self.mixer.bias.zero_()

    @property
    def basis(self) -> int:
        """How many sets of changes there are."""
        return len(self.sets) - 1

    def mixture(self, settings: Tensor) -> Tensor:
        """Return the shares of the changes and the logarithm of the gain, (settings, basis + 1)."""
        x = settings
        for layer in self.layers:
            x = torch.tanh(layer(x))
        out: Tensor = self.mixer(x)
        return out

    def forward(self, settings: Tensor) -> tuple[Tensor, Tensor]:
        """Return weights and log gains, see the class."""
        mixture = self.mixture(settings)
        return self.sets[0] + mixture[:, :-1] @ self.sets[1:], mixture[:, -1]

    def small_parameters(self) -> list[nn.Parameter]:
        """Return the parameters of the small network, in the order of a file."""
        return [*self.layers.parameters(), *self.mixer.parameters()]

    def file_weights(self) -> Tensor:
        """Return all weights in the order of a file."""
        return torch.cat([p.detach().flatten() for p in (*self.small_parameters(), self.sets)])

    def fit_levels(self, settings: Tensor, log_gains: Tensor, *, steps: int = 400) -> float:
        """Let the small network learn the gains of the settings, and return the RMS of the error.

        Levels vary most between settings, and are known before any training.
        """
        weights = [*self.layers.parameters(), *self.mixer.parameters()]
        adam = torch.optim.Adam(weights, lr=1e-2)
        mixer = self.mixer.weight[:-1].detach().clone(), self.mixer.bias[:-1].detach().clone()
        error = torch.zeros(())
        for step in range(steps):
            adam.param_groups[0]["lr"] = 1e-2 * (1.0 - step / steps)
            error = (self.mixture(settings)[:, -1] - log_gains).square().mean()
            adam.zero_grad()
            error.backward()  # type: ignore[no-untyped-call]
            adam.step()
        with torch.no_grad():
            self.mixer.weight[:-1], self.mixer.bias[:-1] = mixer
        return float(error.detach().sqrt())

"""Which models a command means: one, a collection, or a chain, which must be asked for."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from reamp.cli.params import FILE
from reamp.nam.folder import models_in
from reamp.nam.names import INTO, chain_names, file_names

__all__ = ["MAX_CHAIN", "Named", "chain_option", "models_argument", "name_models"]

MAX_CHAIN = 8
"""More than this is almost certainly a shell pattern, and not a chain."""

models_argument = click.argument("models", nargs=-1, required=True, type=FILE, metavar="MODEL...")

chain_option = click.option(
    "--chain", "is_chain", is_flag=True, help="The models are one chain: each plays into the next."
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """The models that were typed: each item of `chains` is one model, or several in the order of the signal.

    `typed` is how many models, folders and chains were typed. `is_collection`: several, or a folder, even if
    there is only one model in it.
    """

    chains: tuple[tuple[Path, ...], ...]
    typed: int
    is_collection: bool

    @property
    def names(self) -> list[str]:
        """What to call each item: its file names, with as many of their folders as tell them apart."""
        return chain_names(self.chains)

    @property
    def file_names(self) -> list[str]:
        """What to call a file of each item, without its extension."""
        return file_names(self.names)

    def once(self) -> "Named":
        """Return the same without an item that is there twice."""
        kept: dict[tuple[Path, ...], tuple[Path, ...]] = {}
        for chain in self.chains:
            kept.setdefault(tuple(path.resolve() for path in chain), chain)
        return replace(self, chains=tuple(kept.values()))

    @staticmethod
    def one_model(chain: Sequence[Path]) -> Path:
        """Return the model of an item; raises a usage error for a chain."""
        if len(chain) > 1:
            raise click.UsageError(f"'{INTO}' makes a chain; here every model stands for itself")
        return chain[0]

    def one(self, what: str) -> tuple[Path, ...]:
        """Return the only item, one model or a chain; raises a usage error for several, naming `what`."""
        if len(self.chains) > 1:
            raise click.UsageError(
                f"{what} takes one model or one chain, and these are {len(self.chains)}; --chain plays each "
                "model into the next"
            )
        return self.chains[0]


def name_models(typed: Sequence[Path], *, is_chain: bool) -> Named:
    """Return the models that were typed, where `>` stands between two of a chain and a folder is its models.

    With `is_chain` all of them are one chain. A folder in a chain is each of its models in turn. Raises
    `ModelFileError` for a folder without models, and usage errors.
    """
    chains: list[tuple[Path, ...]] = []
    groups = _groups(typed, is_chain=is_chain)
    for group in groups:
        links = [models_in(path) if path.is_dir() else [path] for path in group]
        if len(links) > MAX_CHAIN:
            raise click.UsageError(
                f"{len(links)} models would be one chain, of at most {MAX_CHAIN}; a folder in a chain is "
                "each of its models in turn"
            )
        chains += itertools.product(*links)
    has_folder = any(path.is_dir() for path in typed)
    return Named(chains=tuple(chains), typed=len(groups), is_collection=len(groups) > 1 or has_folder)


def _groups(typed: Sequence[Path], *, is_chain: bool) -> list[list[Path]]:
    """Return the models of each chain that was typed."""
    words = [word for path in typed for word in _words(path)]
    groups: list[list[Path]] = []
    is_next = False  # the last word was a `>`
    for position, word in enumerate(words):
        if str(word) == INTO:
            if is_next or position in (0, len(words) - 1):
                raise click.UsageError(f"'{INTO}' stands between two models: pedal.nam '{INTO}' amp.nam")
            is_next = True
            continue
        if groups and (is_next or is_chain):
            groups[-1].append(word)
        else:
            groups.append([word])
        is_next = False
    return groups


def _words(path: Path) -> list[Path]:
    """Return the models and `>` in a word; a chain may be quoted as a whole."""
    text = str(path)
    if f" {INTO} " not in text or path.exists():
        return [path]
    words = [Path(word) for word in text.split(f" {INTO} ")]
    return [*itertools.chain.from_iterable((word, Path(INTO)) for word in words[:-1]), words[-1]]

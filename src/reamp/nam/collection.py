"""Find the models that a user named: one model, a collection, or chains of them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reamp.errors import ConfigError
from reamp.nam.folder import models_in
from reamp.nam.names import INTO, chain_names, file_names

__all__ = ["MAX_CHAIN", "Named", "named_models"]

MAX_CHAIN = 8
"""More than this is almost certainly a shell pattern, and not a chain."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """The models that were named: each item of `chains` is one model, or several in the order of the signal.

    `typed` is the number of models, folders and chains named. `is_collection`: several, or a folder, even if
    it holds only one model.
    """

    chains: tuple[tuple[Path, ...], ...]
    typed: int
    is_collection: bool

    @property
    def names(self) -> list[str]:
        """A name for each item: its file names, with as many parent folders as make the names distinct."""
        return chain_names(self.chains)

    @property
    def file_names(self) -> list[str]:
        """A file name for each item, without extension."""
        return file_names(self.names)

    def once(self) -> "Named":
        """Return the same without repeated items."""
        kept: dict[tuple[Path, ...], tuple[Path, ...]] = {}
        for chain in self.chains:
            kept.setdefault(tuple(path.resolve() for path in chain), chain)
        return replace(self, chains=tuple(kept.values()))


def named_models(paths: Sequence[Path], *, is_chain: bool) -> Named:
    """Return the models that were named; `>` joins two models of a chain, and a folder stands for its models.

    With `is_chain` all of them are one chain. A folder in a chain is each of its models in turn. Raises
    `ModelFileError` for a folder without models, `ConfigError` for a `>` in another place, and for a
    chain that is too long.
    """
    chains: list[tuple[Path, ...]] = []
    groups = _groups(paths, is_chain=is_chain)
    for group in groups:
        links = [models_in(path) if path.is_dir() else [path] for path in group]
        if len(links) > MAX_CHAIN:
            raise ConfigError(
                f"{len(links)} models would be one chain, of at most {MAX_CHAIN}; a folder in a chain is "
                "each of its models in turn"
            )
        chains += itertools.product(*links)
    has_folder = any(path.is_dir() for path in paths)
    return Named(chains=tuple(chains), typed=len(groups), is_collection=len(groups) > 1 or has_folder)


def _groups(typed: Sequence[Path], *, is_chain: bool) -> list[list[Path]]:
    """Return the models of each chain that was typed."""
    words = [word for path in typed for word in _words(path)]
    groups: list[list[Path]] = []
    is_next = False  # the last word was a `>`
    for position, word in enumerate(words):
        if str(word) == INTO:
            if is_next or position in (0, len(words) - 1):
                raise ConfigError(f"'{INTO}' stands between two models: pedal.nam '{INTO}' amp.nam")
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

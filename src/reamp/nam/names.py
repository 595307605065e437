"""Distinct names for models and chains of models."""

from collections.abc import Sequence
from pathlib import Path

__all__ = ["INTO", "chain_names", "file_names"]

INTO = ">"
"""Separates the models in the name of a chain."""


def chain_names(chains: Sequence[Sequence[Path]]) -> list[str]:
    """Return a name for each chain: its file names, with as many parent folders as make the names distinct.

    Equal chains are numbered.

    >>> chain_names([[Path("one/amp.nam")], [Path("ts.nam"), Path("two/amp.nam")]])
    ['amp', 'ts > amp']
    """
    longest = max((len(path.resolve().parts) for chain in chains for path in chain), default=0)
    for parts in range(1, longest):
        names = [f" {INTO} ".join(_name(path, parts) for path in chain) for chain in chains]
        if len({name.casefold() for name in names}) == len(names):
            return names
    return [
        f"{f' {INTO} '.join(path.stem for path in chain)} {number}"
        for number, chain in enumerate(chains, start=1)
    ]


def file_names(names: Sequence[str]) -> list[str]:
    """Return a file name for each name, without extension.

    >>> file_names(["vox/amp", "ts > amp"])
    ['vox-amp', 'ts+amp']
    """
    return [name.replace("/", "-").replace(f" {INTO} ", "+") for name in names]


def _name(path: Path, parts: int) -> str:
    return "/".join((*path.resolve().parts[-parts:-1], path.stem)) if parts > 1 else path.stem

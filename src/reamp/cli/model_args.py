"""The models of a command: one, a collection, or a chain, which needs `--chain` or `>`."""

from collections.abc import Sequence
from pathlib import Path

import click

from reamp.cli.params import FILE
from reamp.errors import ConfigError
from reamp.nam.collection import Named, named_models
from reamp.nam.names import INTO

__all__ = ["chain_option", "models_argument", "name_models", "one_chain", "single_models"]

models_argument = click.argument("models", nargs=-1, required=True, type=FILE, metavar="MODEL...")

chain_option = click.option(
    "--chain", "is_chain", is_flag=True, help="The models are one chain: each plays into the next."
)


def name_models(typed: Sequence[Path], *, is_chain: bool) -> Named:
    """Return the typed models, like `named_models`; raises a usage error for wrong input."""
    try:
        return named_models(typed, is_chain=is_chain)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error


def single_models(named: Named) -> list[Path]:
    """Return the single models; raises a usage error for a chain."""
    if any(len(chain) > 1 for chain in named.chains):
        raise click.UsageError(f"'{INTO}' makes a chain, but this command takes single models")
    return [path for (path,) in named.chains]


def one_chain(named: Named, what: str) -> tuple[Path, ...]:
    """Return the only item, one model or a chain; raises a usage error for several, naming `what`."""
    if len(named.chains) > 1:
        raise click.UsageError(
            f"{what} takes one model or one chain, got {len(named.chains)}; --chain plays each model "
            "into the next"
        )
    return named.chains[0]

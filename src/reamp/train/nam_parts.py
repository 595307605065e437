"""What of a network goes into a `.nam` file: its architecture, config and weights, all at one level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reamp.nam import Metadata, NamDocument

__all__ = ["NamParts"]


@dataclass(frozen=True, kw_only=True)
class NamParts:
    """The members of a `.nam` file that hold a network; `version` None is the oldest that can say it."""

    architecture: str
    config: Mapping[str, object]
    weights: Sequence[float]
    version: str | None = None

    def document(self, *, rate_hz: int | None = None, metadata: Metadata | None = None) -> NamDocument:
        """Return the file that holds them."""
        return NamDocument.create(
            architecture=self.architecture,
            config=self.config,
            weights=self.weights,
            sample_rate_hz=rate_hz,
            metadata=metadata,
            version=self.version,
        )

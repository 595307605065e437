"""The parts of a network in a `.nam` file: its architecture, config and weights, for one output level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reamp.nam import Metadata, NamDocument

__all__ = ["NamParts"]


@dataclass(frozen=True, kw_only=True)
class NamParts:
    """The members of a `.nam` file that hold a network; `version` None is the oldest that can express it."""

    architecture: str
    config: Mapping[str, object]
    weights: Sequence[float]
    version: str | None = None

    def document(self, *, rate_hz: int | None = None, metadata: Metadata | None = None) -> NamDocument:
        """Return a document with these members."""
        return NamDocument.create(
            architecture=self.architecture,
            config=self.config,
            weights=self.weights,
            sample_rate_hz=rate_hz,
            metadata=metadata,
            version=self.version,
        )

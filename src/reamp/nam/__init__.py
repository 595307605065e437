"""Read and write `.nam` files as documents, and edit their metadata; playing them is the engine's part."""

from reamp.nam.document import NamDocument
from reamp.nam.metadata import GearType, Metadata, ToneType

__all__ = ["GearType", "Metadata", "NamDocument", "ToneType"]

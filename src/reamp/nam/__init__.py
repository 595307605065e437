"""The `.nam` file as a document: read, edit its metadata, write; no audio and no playing here."""

from reamp.nam.document import NamDocument
from reamp.nam.metadata import GearType, Metadata, ToneType

__all__ = ["GearType", "Metadata", "NamDocument", "ToneType"]

"""Running a model: the native core, and the plain NumPy reference it is held to."""

from reamp.engine.model import Model, ModelInfo, OfflineModel, load, load_document

__all__ = ["Model", "ModelInfo", "OfflineModel", "load", "load_document"]

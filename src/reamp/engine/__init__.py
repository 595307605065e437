"""Run a model: on the native core, or on the plain NumPy reference that tests compare the core with."""

from reamp.engine.model import Model, ModelInfo, OfflineModel, load, load_document

__all__ = ["Model", "ModelInfo", "OfflineModel", "load", "load_document"]

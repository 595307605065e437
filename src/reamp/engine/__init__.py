"""Running a model: the native core, and the plain NumPy reference it is held to."""

from reamp.engine.model import Model, OfflineModel, load

__all__ = ["Model", "OfflineModel", "load"]

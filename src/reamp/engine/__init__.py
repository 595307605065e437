"""Running a model: the native core, and the plain NumPy reference it is held to."""

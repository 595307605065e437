"""The assistant for the interface's gain."""

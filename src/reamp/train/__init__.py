"""Training a model of a device from what went in and what came out; the one part that needs PyTorch."""

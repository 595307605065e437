"""Signals, audio files, resampling, levels and loudness; mono float32, one folder for all that is sound."""

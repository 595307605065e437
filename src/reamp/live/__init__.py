"""Plays through a rig in real time: devices, streams, meters, calibration."""

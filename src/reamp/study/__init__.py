"""Measure what calibration does: one amp captured at several levels, played raw and calibrated."""

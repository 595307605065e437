"""What calibration does, in numbers: one amp captured at several levels, played raw and calibrated."""

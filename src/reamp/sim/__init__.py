"""Simulated guitars, interfaces and amplifiers, in volts."""

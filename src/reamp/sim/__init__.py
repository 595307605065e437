"""Guitars, interfaces and amplifiers simulated in volts."""

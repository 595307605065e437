"""Knobs and switches of gear: their ranges, settings of them, and plans of which settings to record."""

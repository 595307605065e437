"""The gain plan: source, levels, steps, findings, coverage."""

"""A guitarist's chain: the gain-staging plan and what it plays through."""

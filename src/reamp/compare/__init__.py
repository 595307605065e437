"""Compare models and recordings: metrics, level-matched listening, and a page with both."""

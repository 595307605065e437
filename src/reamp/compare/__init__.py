"""Models and recordings compared: metrics, level-matched listening, levels found by likeness."""

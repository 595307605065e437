"""`reamp bake` refuses what has no knobs or is no model; baking itself is in test_cli_knobs.py."""

from pathlib import Path

from cli_runner import error_of

from reamp.demo import demo_model_path


def test_what_cannot_be_baked_is_one_line_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.nam"
    assert "not a model with knobs" in error_of("bake", demo_model_path(), "--set", "gain=7", "-o", out)
    assert "does not exist" in error_of("bake", tmp_path / "none.nam", "-o", out)
    assert "Missing option '-o'" in error_of("bake", demo_model_path(), exit_code=2)
    assert not out.exists()

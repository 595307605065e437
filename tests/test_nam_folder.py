"""The models in a folder, in natural order; an error where there are none."""

from pathlib import Path

import pytest

from reamp.errors import ModelFileError
from reamp.nam.folder import models_in


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")


def test_models_are_in_natural_order(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in ("amp 10.nam", "Amp 2.NAM", "._amp 1.nam", "cab.wav", "amp.nam.bak")))
    assert [path.name for path in models_in(str(tmp_path))] == ["Amp 2.NAM", "amp 10.nam"]


def test_a_folder_without_models_says_where_some_are(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"there is no \.nam file in this folder$"):
        models_in(tmp_path)
    touch(*(tmp_path / maker / "a.nam" for maker in ("Vox", "Fender", "Orange", "Marshall")))
    (tmp_path / "irs").mkdir()
    with pytest.raises(ModelFileError) as caught:
        models_in(tmp_path)
    assert caught.value.problem == (
        "there is no .nam file in this folder, but in its folders Fender, Marshall, Orange ...: name those"
    )


def test_a_path_that_is_not_a_folder_is_refused(tmp_path: Path) -> None:
    touch(tmp_path / "a.nam")
    with pytest.raises(ModelFileError, match=r"a\.nam: is a file; expected a folder of models"):
        models_in(tmp_path / "a.nam")
    with pytest.raises(ModelFileError, match="gone: cannot be read: No such file"):
        models_in(tmp_path / "gone")

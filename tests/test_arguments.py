"""NumPy's scalars are numbers, bools are not, and a value that is not a path is refused."""

from pathlib import Path

import numpy as np
import pytest

from reamp.arguments import as_path, is_number, is_whole
from reamp.errors import ConfigError


@pytest.mark.parametrize("value", [1, np.int64(1), np.uint8(1)])
def test_whole_numbers(value: object) -> None:
    assert is_whole(value)
    assert is_number(value)


@pytest.mark.parametrize("value", [1.0, np.float32(1.0), np.float64(1.0), np.float16(1.0), float("nan")])
def test_real_numbers(value: object) -> None:
    assert is_number(value)
    assert not is_whole(value)


@pytest.mark.parametrize("value", [True, np.True_, "1", None, 1j, np.array(1.0), [1]])
def test_what_is_no_number(value: object) -> None:
    assert not is_number(value)
    assert not is_whole(value)


@pytest.mark.parametrize("path", ["amp.nam", Path("amp.nam")])
def test_a_text_is_a_path(path: str | Path) -> None:
    assert as_path(path, of="a model") == Path("amp.nam")


@pytest.mark.parametrize(
    ("value", "found"), [(123, "int"), (None, "NoneType"), (b"amp.nam", "bytes"), (np.zeros(3), "ndarray")]
)
def test_what_is_no_path_is_refused(value: object, found: str) -> None:
    with pytest.raises(ConfigError, match=f"^the path of a model must be a text or a Path, got {found}$"):
        as_path(value, of="a model")

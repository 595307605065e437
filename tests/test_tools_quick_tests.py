"""A change runs the tests that it can have broken, and no others."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tests_of() -> Iterator[Callable[..., set[str]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        import quick_tests

        yield lambda *names: {path.name for path in quick_tests.tests_of([ROOT / name for name in names])}
        del sys.modules["quick_tests"]


def test_a_source_file_has_its_own_tests_and_those_of_its_users(tests_of) -> None:
    found = tests_of("src/reamp/audio/delay.py")
    assert {"test_audio_delay.py", "test_compare_placing.py", "test_layers.py"} <= found
    assert not {"test_cli_train.py", "test_nam_document.py"} & found


def test_a_test_file_is_its_own_test(tests_of) -> None:
    assert "test_nam_version.py" in tests_of("tests/test_nam_version.py")
    assert "test_audio_delay.py" not in tests_of("tests/test_nam_version.py")

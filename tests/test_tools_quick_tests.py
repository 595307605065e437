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


def test_a_file_that_half_of_all_tests_import_runs_those_of_its_room(tests_of) -> None:
    found = tests_of("src/reamp/audio/signal.py")
    assert {"test_audio_signal.py", "test_audio_resample.py"} <= found
    assert "test_compare_placing.py" not in found
    assert "test_errors.py" in tests_of("src/reamp/errors.py")
    assert len(tests_of("src/reamp/errors.py", "src/reamp/audio/signal.py")) < 45


def test_what_tests_share_leads_to_those_that_use_it(tests_of) -> None:
    assert {"test_app_browser.py", "test_app_page_desk.py"} <= tests_of("src/reamp/app/page_desk.py")
    assert {"test_app_browser.py", "test_app_server.py"} <= tests_of("tests/app_cases.py")
    assert "test_audio_delay.py" not in tests_of("tests/app_cases.py")


def test_a_test_file_is_its_own_test(tests_of) -> None:
    assert "test_nam_version.py" in tests_of("tests/test_nam_version.py")
    assert "test_audio_delay.py" not in tests_of("tests/test_nam_version.py")

"""`reamp help` is `--help`."""

import pytest
from cli_runner import error_of, run


@pytest.mark.parametrize("words", [[], ["render"], ["level", "send"]])
def test_it_shows_what_the_option_shows(words: list[str]) -> None:
    assert run("help", *words).output == run(*words, "--help").output


def test_a_command_that_does_not_exist_names_the_nearest() -> None:
    assert "did you mean render?" in error_of("help", "rendr", exit_code=2)
    assert "reamp gain has no command 'more'" in error_of("help", "gain", "more", exit_code=2)

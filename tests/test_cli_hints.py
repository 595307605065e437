"""The options that errors and findings suggest all exist and are used."""

import pytest

from reamp.cli import hints
from reamp.cli.hints import error_text, finding_text
from reamp.cli.main import COMMANDS, cli
from reamp.errors import (
    ChannelError,
    CheckpointError,
    ConfigError,
    NotACaptureError,
    OutputExistsError,
    UnfinishedRunError,
)
from reamp.findings import Check, Finding, Severity


@pytest.mark.parametrize(
    ("role", "option"),
    [("recording", "--channel"), ("impulse response", "--ir-channel"), ("signal", "--signal-channel")],
)
def test_the_channel_of_each_file_has_its_option(role: str, option: str) -> None:
    assert error_text(ChannelError("a.wav", "choose one", role=role)) == f"a.wav: choose one ({option})"


def test_overwriting_is_offered_only_where_it_is_allowed() -> None:
    exists = OutputExistsError("a.wav", "exists", can_overwrite=True)
    assert error_text(exists) == "a.wav: exists (--overwrite)"
    assert error_text(OutputExistsError("a.wav", "is also an input")) == "a.wav: is also an input"


def test_an_error_of_a_kind_has_the_hint_of_its_kind() -> None:
    assert error_text(NotACaptureError("a.wav", "is a file")) == "a.wav: is a file (reamp capture new)"
    assert error_text(UnfinishedRunError("folder", "holds a study")) == "folder: holds a study (--resume)"
    run = UnfinishedRunError("a.checkpoint", "is unfinished", can_overwrite=True)
    assert error_text(run) == "a.checkpoint: is unfinished (--resume or --overwrite)"
    damaged = error_text(CheckpointError("a.checkpoint", "is damaged"))
    assert damaged == "a.checkpoint: is damaged (--overwrite without --resume starts again)"


def test_other_errors_and_findings_stay_as_they_are() -> None:
    assert error_text(ConfigError("too much")) == "too much"
    finding = Finding(check=Check.RECORDING_SILENT, severity=Severity.WARNING, message="silent")
    assert finding_text(finding) == "warning: silent"


def test_a_finding_ends_with_its_option() -> None:
    finding = Finding(
        check=Check.INTERFACE_CONFLICT, severity=Severity.NOTE, message="who knows", advice="ask"
    )
    assert finding_text(finding) == "note: who knows. Ask (--max-input)"


def test_every_check_that_has_an_option_exists() -> None:
    assert all(isinstance(check, Check) for check in hints._OF_CHECK)
    assert all(isinstance(check, Check) for check in hints._OF_THE_TABLE)


def test_every_option_is_one_of_a_command() -> None:
    texts = (*hints._OF_CHECK.values(), *hints._OF_ERROR.values())
    words = {word.strip(",;") for text in texts for word in text.split()}
    typed = {word for word in words if word.startswith("--")}
    typed |= {*hints._OF_ROLE.values(), "--overwrite"}
    known: set[str] = set()
    for name in COMMANDS:
        command = cli.get_command(cli.make_context("reamp", ["--help"], resilient_parsing=True), name)
        for each in (command, *getattr(command, "commands", {}).values()):
            known |= {option for param in each.params for option in param.opts}  # type: ignore[union-attr]
    assert typed <= known

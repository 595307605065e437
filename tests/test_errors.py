"""Errors: one tree, one line each, their facts as attributes."""

import inspect
from pathlib import Path

import pytest

from reamp import errors
from reamp.errors import (
    AudioError,
    AudioFileError,
    CaptureError,
    ChannelError,
    InterfaceError,
    LevelError,
    MissingExtraError,
    ModelFileError,
    OutputError,
    OutputExistsError,
    ReampError,
)


def test_everything_that_is_raised_is_a_reamp_error_and_in_the_tree() -> None:
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), ReampError)
        assert f" {name} " in f"{errors.__doc__}".replace("\n", " ")
    public = {
        name for name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, ReampError)
    }
    assert {name for name in public if not name.startswith("_")} == set(errors.__all__)


@pytest.mark.parametrize("kind", [AudioFileError, CaptureError, OutputError, OutputExistsError])
def test_an_error_about_a_file_says_which_and_why(kind: type[AudioFileError]) -> None:
    error = kind(Path("amp.wav"), "is empty")
    assert str(error) == "amp.wav: is empty"
    assert (error.path, error.problem) == (Path("amp.wav"), "is empty")


def test_who_catches_the_general_gets_the_special() -> None:
    assert isinstance(ChannelError("a.wav", "choose", role="signal"), AudioFileError)
    assert isinstance(AudioFileError("a.wav", "is empty"), AudioError)
    assert isinstance(OutputExistsError("a.wav", "exists"), OutputError)


def test_overwriting_is_no_remedy_unless_said() -> None:
    assert not OutputExistsError("a.wav", "is also an input").can_overwrite
    assert OutputExistsError("a.wav", "exists", can_overwrite=True).can_overwrite


def test_a_model_error_names_the_field_where_there_is_one() -> None:
    error = ModelFileError("amp.nam", "config.layers[1].dilations", "is empty")
    assert str(error) == "amp.nam: config.layers[1].dilations: is empty"
    assert (error.path, error.field, error.problem) == ("amp.nam", "config.layers[1].dilations", "is empty")
    assert str(ModelFileError("amp.nam", "", "is empty")) == "amp.nam: is empty"


def test_an_interface_error_suggests_what_is_near() -> None:
    error = InterfaceError("Apolo", "is not in the table", ["Apollo Twin", "Apollo Solo"])
    assert str(error) == "interface 'Apolo' is not in the table; did you mean Apollo Twin, Apollo Solo?"
    assert (error.query, error.suggestions) == ("Apolo", ("Apollo Twin", "Apollo Solo"))
    assert str(InterfaceError("?", "is not in the table")) == "interface '?' is not in the table"


def test_the_others_keep_their_facts() -> None:
    level = LevelError("loud", "is not a level")
    assert (str(level), level.text) == ("'loud' is not a level", "loud")
    missing = MissingExtraError("training", library="PyTorch", extra="train")
    assert str(missing) == "training needs PyTorch: pip install 'reamp[train]'"
    assert (missing.library, missing.extra) == ("PyTorch", "train")

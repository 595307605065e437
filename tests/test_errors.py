"""Errors: one tree, one line each, their facts as attributes."""

import copy
import inspect
import multiprocessing
import pickle
import shlex
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from reamp import errors, load
from reamp.demo import demo_model_path
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

KINDS = [name for name in errors.__all__ if name != "install_command"]


def test_everything_that_is_raised_is_a_reamp_error_and_in_the_tree() -> None:
    for name in KINDS:
        assert issubclass(getattr(errors, name), ReampError)
        assert f" {name} " in f"{errors.__doc__}".replace("\n", " ")
    public = {
        name for name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, ReampError)
    }
    assert {name for name in public if not name.startswith("_")} == set(KINDS)


@pytest.mark.parametrize("kind", [AudioFileError, CaptureError, OutputError, OutputExistsError])
def test_an_error_about_a_file_says_which_and_why(kind: type[AudioFileError]) -> None:
    error = kind(Path("amp.wav"), "is empty")
    assert str(error) == "amp.wav: is empty"
    assert (error.path, error.problem) == (Path("amp.wav"), "is empty")


def test_a_base_class_catches_its_subclasses() -> None:
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
    python = shlex.quote(sys.executable)
    assert str(missing) == f"training needs PyTorch: {python} -m pip install 'reamp[train]'"
    assert (missing.library, missing.extra) == ("PyTorch", "train")


def one_of_each() -> list[ReampError]:
    """Return an error of every class, every attribute set to something unlike its default."""
    with_facts: dict[str, ReampError] = {
        "AlignError": errors.AlignError("differ", rest_db=-3.5),
        "ClusterError": errors.ClusterError("tcp://node:8786", "is lost"),
        "ChannelError": ChannelError("di.wav", "has two channels", role="the DI"),
        "DeviceError": errors.DeviceError("is not there", backend="JACK"),
        "InterfaceError": InterfaceError("Apolo", "is not in the table", ["Apollo Twin"], is_unknown=True),
        "LevelError": LevelError("loud", "is not a level"),
        "MissingExtraError": MissingExtraError("training", library="PyTorch", extra="train"),
        "ModelFileError": ModelFileError(Path("amp.nam"), "weights", "is empty"),
        "OutputExistsError": OutputExistsError("a.wav", "exists", can_overwrite=True),
        "RecordingError": errors.RecordingError("the return is silent", check="return-silent"),
        "UnfinishedRunError": errors.UnfinishedRunError("a", "can go on", can_overwrite=True),
    }
    kinds = {name: getattr(errors, name) for name in KINDS}
    return [
        with_facts.get(name) or (kind("a.wav", "bad") if issubclass(kind, errors._PathError) else kind("bad"))
        for name, kind in kinds.items()
    ]


def facts(error: ReampError) -> tuple[object, ...]:
    return type(error), str(error), error.args, vars(error)


@pytest.mark.parametrize("error", one_of_each(), ids=lambda error: type(error).__name__)
def test_an_error_survives_pickle_and_copy(error: ReampError) -> None:
    error.add_note("while rendering")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert facts(pickle.loads(pickle.dumps(error, protocol))) == facts(error)
    assert facts(copy.copy(error)) == facts(copy.deepcopy(error)) == facts(error)


def sample_rate_hz(path: str) -> int:
    return load(path).sample_rate_hz


@pytest.fixture
def models(tmp_path: Path) -> list[str]:
    """Return three models, the second broken."""
    broken = tmp_path / "broken.nam"
    broken.write_text('{"version":"0.5.4","architecture":"WaveNet"}')
    return [str(demo_model_path()), str(broken), str(demo_model_path())]


def test_a_broken_file_does_not_break_a_process_pool(models: list[str]) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        results = [pool.submit(sample_rate_hz, path) for path in models]
        with pytest.raises(ModelFileError) as caught:
            results[1].result(timeout=300.0)
        assert [results[index].result(timeout=300.0) for index in (0, 2)] == [48_000, 48_000]
    assert (caught.value.path, caught.value.field, caught.value.problem) == (models[1], "weights", "missing")


def test_a_broken_file_does_not_hang_a_pool(models: list[str]) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool, pytest.raises(ModelFileError, match="broken"):
        pool.map_async(sample_rate_hz, models, chunksize=1).get(timeout=300.0)

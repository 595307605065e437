"""Which models are meant: several are a collection, and a chain must be asked for."""

from pathlib import Path

import pytest

from reamp.errors import ConfigError, ModelFileError
from reamp.nam.collection import Named, named_models


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("amps/amp 10.nam", "amps/amp 2.nam", "pedal.nam", "vox/amp 2.nam", "a > b.nam"):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    Path("none").mkdir()
    return tmp_path


def named(*typed: str, is_chain: bool = False) -> Named:
    return named_models([Path(each) for each in typed], is_chain=is_chain)


def texts(found: Named) -> list[str]:
    return [" into ".join(path.as_posix() for path in chain) for chain in found.chains]


@pytest.mark.usefixtures("folder")
def test_several_and_a_folder_are_a_collection() -> None:
    assert (texts(named("a.nam")), named("a.nam").is_collection) == (["a.nam"], False)
    assert (texts(named("a.nam", "b.nam")), named("a.nam", "b.nam").is_collection) == (
        ["a.nam", "b.nam"],
        True,
    )
    both = named("amps", "pedal.nam")
    assert texts(both) == ["amps/amp 2.nam", "amps/amp 10.nam", "pedal.nam"]
    assert named("vox").is_collection  # of one
    with pytest.raises(ModelFileError, match=r"there is no \.nam file in this folder"):
        named("none")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("typed", "is_chain", "expected"),
    [
        (("a.nam", "b.nam"), True, ["a.nam into b.nam"]),
        (("a.nam", ">", "b.nam"), False, ["a.nam into b.nam"]),
        (("a.nam", ">", "b.nam"), True, ["a.nam into b.nam"]),
        (("a.nam > b.nam > c.nam",), False, ["a.nam into b.nam into c.nam"]),
        (("a.nam", ">", "b.nam", "c.nam"), False, ["a.nam into b.nam", "c.nam"]),
        (("a > b.nam",), False, ["a > b.nam"]),  # there is such a file
        (("pedal.nam", "amps"), True, ["pedal.nam into amps/amp 2.nam", "pedal.nam into amps/amp 10.nam"]),
    ],
)
def test_a_chain_is_said(typed: tuple[str, ...], is_chain: bool, expected: list[str]) -> None:
    assert texts(named(*typed, is_chain=is_chain)) == expected


@pytest.mark.parametrize("typed", [(">",), (">", "a.nam"), ("a.nam", ">"), ("a.nam", ">", ">", "b.nam")])
def test_into_stands_between_two_models(typed: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"'>' stands between two models: pedal\.nam '>' amp\.nam"):
        named(*typed)


def test_a_chain_of_a_whole_folder_is_refused() -> None:
    with pytest.raises(
        ConfigError, match="9 models would be one chain, of at most 8; a folder in a chain is each"
    ):
        named(*["a.nam"] * 9, is_chain=True)
    assert len(named(*["a.nam"] * 9).chains) == 9


@pytest.mark.usefixtures("folder")
def test_names_tell_the_models_apart() -> None:
    assert named("amps").names == ["amp 2", "amp 10"]
    assert named("amps/amp 2.nam", "vox/amp 2.nam").names == ["amps/amp 2", "vox/amp 2"]
    assert named("amps/amp 2.nam", "vox/amp 2.nam").file_names == ["amps-amp 2", "vox-amp 2"]
    chain = named("pedal.nam", "amps", is_chain=True)
    assert chain.names == ["pedal > amp 2", "pedal > amp 10"]
    assert chain.file_names == ["pedal+amp 2", "pedal+amp 10"]
    assert named("a.nam", "a.nam").names == ["a 1", "a 2"]


@pytest.mark.usefixtures("folder")
def test_a_model_named_twice_occurs_once() -> None:
    once = named("vox/amp 2.nam", "pedal.nam", "vox", "./pedal.nam").once()
    assert texts(once) == ["vox/amp 2.nam", "pedal.nam"]
    assert named("a.nam", "a.nam").once().is_collection

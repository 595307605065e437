"""Names tell models and chains apart."""

from pathlib import Path

import pytest

from reamp.nam.names import chain_names, file_names


@pytest.mark.parametrize(
    ("chains", "names"),
    [
        ([["amps/amp 2.nam"], ["amps/amp 10.nam"]], ["amp 2", "amp 10"]),
        ([["amps/amp 2.nam"], ["vox/amp 2.nam"]], ["amps/amp 2", "vox/amp 2"]),
        ([["amps/Amp.nam"], ["vox/amp.nam"]], ["amps/Amp", "vox/amp"]),  # one file on macOS and Windows
        ([["pedal.nam", "amp 2.nam"], ["pedal.nam", "amp 10.nam"]], ["pedal > amp 2", "pedal > amp 10"]),
        ([["a.nam"], ["a.nam"]], ["a 1", "a 2"]),
        ([], []),
    ],
)
def test_as_many_folders_as_tell_them_apart(chains: list[list[str]], names: list[str]) -> None:
    assert chain_names([[Path(each) for each in chain] for chain in chains]) == names


def test_a_name_becomes_that_of_a_file() -> None:
    assert file_names(["amps/amp 2", "pedal > amp"]) == ["amps-amp 2", "pedal+amp"]

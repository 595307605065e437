"""The interface table: every row is one a plan can rely on, or says that it is not."""

import csv
from importlib import resources

import pytest

from reamp.interfaces.table import Confidence, InputKind, Interface, interfaces, level_as_interface


def _row(model: str, generation: str = "", kind: InputKind = InputKind.INSTRUMENT) -> Interface:
    (row,) = (r for r in interfaces() if (r.model, r.generation, r.kind) == (model, generation, kind))
    return row


def test_every_line_of_the_file_is_a_row_with_all_its_cells():
    with resources.files("reamp.interfaces").joinpath("data/interfaces.csv").open(encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert {len(line) for line in lines} == {15}
    assert len(interfaces()) == len(lines) - 1 == 116


def test_levels_are_in_the_range_of_real_inputs():
    for row in interfaces():
        for level_dbu in (row.max_input_dbu, row.max_output_dbu):
            assert level_dbu is None or -10.0 <= level_dbu <= 40.0, row


def test_shown_gains_are_in_order():
    for row in interfaces():
        if row.min_gain_shown_db is not None and row.max_gain_shown_db is not None:
            assert row.min_gain_shown_db < row.max_gain_shown_db, row


def test_a_row_is_named_by_its_product_and_input():
    keys = [(row.name, row.input) for row in interfaces()]
    assert len(set(keys)) == len(keys)


def test_only_conflicts_and_outputs_lack_a_level_and_every_row_names_its_source():
    for row in interfaces():
        assert row.source, row
        if row.max_input_dbu is None:
            assert row.confidence is Confidence.CONFLICT or row.kind is InputKind.OUTPUT, row


def test_a_conflict_is_never_applied_and_names_the_other_figures():
    conflicts = [row for row in interfaces() if row.confidence is Confidence.CONFLICT]
    assert len(conflicts) == 9
    for row in conflicts:
        assert row.applied_dbu is None
        assert row.alternatives


@pytest.mark.parametrize(
    ("model", "generation", "kind", "max_input_dbu", "min_gain_shown_db"),
    [
        ("Scarlett 2i2", "3rd Gen", InputKind.INSTRUMENT, 12.5, None),
        ("Scarlett 2i2", "4th Gen", InputKind.LINE, 22.0, None),
        ("Apollo Twin X", "", InputKind.INSTRUMENT, 12.2, 10.0),
        ("Fireface UFX III", "", InputKind.INSTRUMENT, 21.0, 8.0),
        ("Babyface Pro", "", InputKind.INSTRUMENT, 13.0, 0.0),
        ("Fireface 400", "", InputKind.INSTRUMENT_PAD, 8.0, 0.0),
    ],
)
def test_known_figures(model, generation, kind, max_input_dbu, min_gain_shown_db):
    row = _row(model, generation, kind)
    assert (row.max_input_dbu, row.min_gain_shown_db) == (max_input_dbu, min_gain_shown_db)


def test_which_confidences_are_low():
    assert {c for c in Confidence if c.is_low} == {
        Confidence.COMMUNITY_MEASURED,
        Confidence.COMMUNITY_TABLE,
        Confidence.INFERRED,
    }


def test_a_typed_level_is_applied_as_it_is():
    typed = level_as_interface(3.5)
    assert (typed.applied_dbu, typed.confidence, typed.min_gain_shown_db) == (3.5, Confidence.USER, None)

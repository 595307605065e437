"""The plug-in table: complete, and its figures in a sensible range."""

from reamp.interfaces.plugins import plugins


def test_every_row_is_read_and_sensible():
    rows = plugins()
    assert len(rows) == 21
    assert {row.kind for row in rows} == {
        "fixed",
        "user-set",
        "guitar-level",
        "trim",
        "modeler",
        "per-model-gain",
        "model-metadata",
    }
    assert all(row.vendor and row.product and row.how_defined for row in rows)
    assert all(row.reference_dbu is None or -10.0 <= row.reference_dbu <= 20.0 for row in rows)


def test_the_default_of_the_official_plugin():
    (official,) = (row for row in plugins() if row.product == "Neural Amp Modeler plugin")
    assert (official.kind, official.reference_dbu) == ("user-set", 12.0)

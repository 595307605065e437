"""A document is read with clear errors, edited without touching the rest, written whole or not at all."""

import json
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from shared_data import SHARED_DATA

from reamp.demo import demo_di_path
from reamp.engine import load
from reamp.errors import ConfigError, ModelFileError, OutputExistsError
from reamp.nam import GearType, Metadata, NamDocument

MODELS = sorted((SHARED_DATA / "conformance" / "models").glob("*.nam")) + sorted(
    (SHARED_DATA / "captures").glob("*.nam")
)

TEXT = """{
    "version": "0.5.4",
    "notes": ["kept", 1.50, 1E+2],
    "metadata": {
        "loudness": -18.250,
        "name": null,
        "esr \\u00e9": 1.0e-3
    },
    "architecture": "Linear",
    "config": {"receptive_field": 1, "bias": false},
    "weights": [0.10000000149011612],
    "sample_rate": 48000
}
"""


def document(text: str = TEXT) -> NamDocument:
    return NamDocument.parse(text.encode(), path="a.nam")


def test_reads_what_the_file_says() -> None:
    parsed = document()
    assert (parsed.version, parsed.architecture, parsed.sample_rate_hz) == ("0.5.4", "Linear", 48000.0)
    assert parsed.metadata == Metadata(loudness_db=-18.25, extra={"esr é": 1e-3})
    assert parsed.content() == json.loads(TEXT)


@pytest.mark.parametrize("rate", ["0", "-1.0", None])
def test_an_unknown_rate_is_none(rate: str | None) -> None:
    text = TEXT.replace(',\n    "sample_rate": 48000', f', "sample_rate": {rate}' if rate else "")
    assert document(text).sample_rate_hz is None


def test_an_edit_touches_only_its_own_lines() -> None:
    edited = document().with_metadata(
        name="Twin", input_level_dbu=11.76, gear_type=GearType.AMP, date=datetime(2026, 5, 4, 1, 2, 3)
    )
    expected = TEXT.replace('"name": null', '"name": "Twin"').replace(
        "1.0e-3\n",
        '1.0e-3,\n        "date": {"year": 2026, "month": 5, "day": 4, '
        '"hour": 1, "minute": 2, "second": 3},\n'
        '        "gear_type": "amp",\n        "input_level_dbu": 11.76\n',
    )
    assert edited.text == expected
    assert edited.metadata == document(edited.text).metadata


def test_unsetting_removes_the_line() -> None:
    edited = document().with_metadata(loudness_db=None)
    assert edited.text == TEXT.replace('"loudness": -18.250,\n        ', "")
    assert edited.metadata.loudness_db is None


def test_equal_values_change_nothing() -> None:
    assert document().with_metadata(loudness_db=-18.25, gain=None).text == TEXT


@pytest.mark.parametrize("metadata", ["", '"metadata": null,', '"metadata": {},'])
def test_metadata_appear_where_there_were_none(metadata: str) -> None:
    start, end = TEXT.index('"metadata"'), TEXT.index('"architecture"')
    edited = document(TEXT[:start] + metadata + TEXT[end:]).with_metadata(gear_make="PRS")
    assert json.loads(edited.text)["metadata"] == {"gear_make": "PRS"}
    assert '"weights": [0.10000000149011612],' in edited.text


def test_a_byte_order_mark_and_a_tail_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n") + "\0 tail"
    edited = document(text).with_metadata(loudness_db=-20.0)
    assert edited.text == text.replace("-18.250", "-20.0")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    unknown=st.dictionaries(st.text().map("x".__add__), VALUES, max_size=4),
    indent=st.sampled_from([None, 0, 4]),
    make=st.text(),
    level_dbu=st.floats(allow_nan=False, allow_infinity=False, width=32),
)
def test_round_trip_keeps_unknown_keys_and_order(
    unknown: dict[str, object], indent: int | None, make: str, level_dbu: float
) -> None:
    content = {**unknown, **json.loads(TEXT), "metadata": {**unknown, "loudness": 1.0}, "z": unknown}
    text = json.dumps(content, indent=indent)
    edited = document(text).with_metadata(gear_make=make, input_level_dbu=level_dbu)
    again = NamDocument.parse(edited.text.encode())
    assert (again.metadata.gear_make, again.metadata.input_level_dbu) == (make, level_dbu)
    assert again.with_metadata(gear_make=None, input_level_dbu=None).text == text


@pytest.mark.skipif(not MODELS, reason="needs the shared test data")
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_real_files_survive_an_edit_byte_for_byte(path: Path, tmp_path: Path) -> None:
    # An amp that does not exist, so that the edit changes something.
    edited = NamDocument.read(path).with_metadata(gear_make="Acme", gear_model="Zwölf")
    edited.write(tmp_path / "b.nam")
    data, original = (tmp_path / "b.nam").read_bytes(), path.read_bytes()
    added = [line for line in data.splitlines() if b'"gear_m' in line]
    assert added
    assert {k: v for k, v in json.loads(data).items() if k != "metadata"} == {
        k: v for k, v in json.loads(original).items() if k != "metadata"
    }
    weights = original[original.rindex(b'"weights"') :].split(b"]")[0]
    assert weights in data


def test_write_replaces_only_what_it_may(tmp_path: Path) -> None:
    path = tmp_path / "a.nam"
    first = document().write(path)
    assert path.read_bytes() == TEXT.encode()
    with pytest.raises(OutputExistsError, match="is also an input"):
        first.write(path, overwrite=True)
    with pytest.raises(OutputExistsError, match="exists; overwrite it"):
        document().write(path)
    NamDocument.read(path).with_metadata(loudness_db=-1.0).save()
    assert path.read_bytes() == TEXT.replace("-18.250", "-1.0").encode()


def test_a_crash_while_saving_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.nam"
    edited = document().write(path).with_metadata(name="new")

    def crash(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        edited.save()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.nam"]
    assert path.read_bytes() == TEXT.encode()


def test_a_document_without_a_file_cannot_be_saved() -> None:
    with pytest.raises(ConfigError, match="has no file yet"):
        NamDocument.parse(TEXT.encode()).save()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.nam: is empty"),
        (" \n", "a.nam: is empty"),
        ("[1]", "a.nam: is not a NAM model; a .nam file is a JSON object"),
        ("\n<!DOCTYPE html>", "a.nam: is a web page, not a model; download the model itself"),
        (TEXT[:150], "a.nam: is incomplete: the file ends too early; download it again, or copy it again"),
        ('{\n  "version": NaN}', "a.nam: is damaged: no valid JSON at line 2, column 14"),
        ("[" * 100_000, "a.nam: is not a NAM model"),
        ('{"version": ' + "[" * 100_000, "a.nam: is not a NAM model: its JSON is nested too deeply"),
        (TEXT.replace('"version"', '"x"'), "a.nam: version: is missing"),
        (TEXT.replace('"weights"', '"x"'), "a.nam: weights: is missing"),
        (TEXT.replace('"0.5.4"', "0.5"), "a.nam: version: expected a text like '0.5.4', got 0.5"),
        (TEXT.replace('"0.5.4"', '"0.5"'), "a.nam: version: expected a text like '0.5.4', got '0.5'"),
        (TEXT.replace('"Linear"', "7"), "a.nam: architecture: expected a name, got 7"),
        (TEXT.replace("48000", "null"), "a.nam: sample_rate: expected a number of Hz, got None"),
        (TEXT.replace("48000", "true"), "a.nam: sample_rate: expected a number of Hz, got True"),
        (TEXT.replace("48000", "1e999"), "a.nam: sample_rate: cannot be decoded"),
        (TEXT.replace("[0.10000000149011612]", "{}"), "a.nam: weights: expected a list of numbers"),
        (TEXT.replace('{"receptive_field": 1, "bias": false}', "[]"), "a.nam: config: expected an object"),
    ],
)
def test_broken_files(text: str, message: str) -> None:
    with pytest.raises(ModelFileError, match=f"^{message}"):
        document(text)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"no\.nam: does not exist"):
        NamDocument.read(tmp_path / "no.nam")
    with pytest.raises(ModelFileError, match=r"is not text \(UTF-8\) at byte 1"):
        NamDocument.parse(b"{\xff}", path="a.nam")
    with pytest.raises(ModelFileError, match="is a sound file, not a model"):
        NamDocument.read(demo_di_path())
    with pytest.raises(ModelFileError, match="is a folder"):
        NamDocument.read(tmp_path)
    with pytest.raises(ModelFileError, match="cannot be read: embedded null byte"):
        NamDocument.read("a\0.nam")


def test_what_is_no_file_of_a_model_s_size_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nam")
    with pytest.raises(ModelFileError, match="is not a regular file"):
        NamDocument.read(tmp_path / "pipe.nam")
    with (tmp_path / "large.nam").open("wb") as file:
        file.truncate(2**28 + 1)
    with pytest.raises(ModelFileError, match="is larger than 256 MB"):
        NamDocument.read(tmp_path / "large.nam")


def test_a_level_that_is_no_number_can_be_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.nam"
    path.write_text(TEXT.replace("-18.250", '"loud",\n        "input_level_dbu": []'))
    with pytest.raises(ModelFileError, match=r"metadata\.loudness: expected a number, got 'loud'"):
        NamDocument.read(path)
    NamDocument.read_for_repair(path).with_metadata(loudness_db=-18.25).save()
    with pytest.raises(ModelFileError, match=r"metadata\.input_level_dbu: expected a number, got \[\]"):
        NamDocument.read(path)
    NamDocument.read_for_repair(path).with_metadata(input_level_dbu=None).save()
    assert path.read_text() == TEXT.replace("-18.250", "-18.25")


LINEAR: dict[str, object] = json.loads(TEXT)
CONTAINER: dict[str, object] = {
    "version": "0.7.0",
    "architecture": "SlimmableContainer",
    "config": {"submodels": [{"max_value": 1.0, "model": LINEAR}]},
    "weights": [],
    "sample_rate": 48000,
}
# What is odd, and what the core says to it: None where it plays.
ODDITIES: list[tuple[dict[str, object], str | None]] = [
    (LINEAR, None),
    (CONTAINER, None),
    *[(LINEAR | {"metadata": odd}, None) for odd in (None, 5, "text", [1], True)],
    *[(LINEAR | {"metadata": {key: 5}}, None) for key in ("name", "date", "gear_type", "training")],
    (LINEAR | {"metadata": {"loudness": None, "gain": "much"}}, None),
    *[(LINEAR | {"sample_rate": rate}, None) for rate in (-1, 0, 44100.5)],
    *[(LINEAR | {"sample_rate": rate}, "sample_rate") for rate in (None, True, "48000")],
    *[(LINEAR | {"version": text}, None) for text in ("0.5.04", "0.7.1000000000")],
    *[(LINEAR | {"version": odd}, "version") for odd in (0.5, "0.5", "0.5.4-beta", " 0.5.4", "+0.5.4", "")],
    *[(LINEAR | {"architecture": odd}, "architecture") for odd in (None, 5)],
    *[(LINEAR | {"config": odd}, "config") for odd in (None, [], 5)],
    *[(LINEAR | {"weights": odd}, "weights") for odd in (None, {}, "1.0")],
    *[(CONTAINER | {"weights": odd}, None) for odd in (None, {}, ["x"])],
    *[({k: v for k, v in LINEAR.items() if k != key}, key) for key in ("version", "config", "weights")],
]


@pytest.mark.parametrize(("content", "field"), ODDITIES, ids=lambda value: str(value)[-60:])
def test_a_file_is_read_when_the_core_plays_it(
    content: dict[str, object], field: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.nam"
    path.write_bytes(json.dumps(content).encode() + b" \xff what follows is nobody's")
    for opened in (load, NamDocument.read):
        if field is None:
            opened(path)
        else:
            with pytest.raises(ModelFileError, match=rf"a\.nam: {field}: "):
                opened(path)
    if field is None:
        edited = NamDocument.read(path).with_metadata(gear_make="PRS").write(tmp_path / "b.nam")
        assert edited.metadata.gear_make == NamDocument.read(tmp_path / "b.nam").metadata.gear_make == "PRS"
        assert (tmp_path / "b.nam").read_bytes().endswith(b" \xff what follows is nobody's")


def test_edits_that_make_no_sense() -> None:
    with pytest.raises(ConfigError, match="'input_level' is not a metadata field; there are date, loud"):
        document().with_metadata(input_level=3)
    with pytest.raises(ConfigError, match="gain must be a finite number, got nan"):
        document().with_metadata(gain=float("nan"))
    with pytest.raises(ConfigError, match="5 cannot be the metadata field name"):
        document().with_metadata(name=5)
    with pytest.raises(ConfigError, match="input_level_dbu must be a finite number, got True"):
        document().with_metadata(input_level_dbu=True)
    with pytest.raises(ConfigError, match="metadata cannot hold this"):
        document().with_metadata(training={"loss": float("inf")})


@given(
    hnp.arrays(
        np.float32,
        hnp.array_shapes(max_dims=1),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_created_weights_are_the_same_float32_again(weights: np.ndarray) -> None:
    new = NamDocument.create(architecture="LSTM", config={}, weights=weights)
    # As the players convert: decimal to double to float.
    again = np.array(json.loads(new.text)["weights"], dtype=np.float64).astype(np.float32)
    assert again.tobytes() == weights.tobytes()


def test_a_container_holds_whole_documents() -> None:
    config = {"submodels": [{"max_value": 1.0, "model": document()}]}
    new = NamDocument.create(
        architecture="SlimmableContainer", config=config, metadata=Metadata(gain=0.5), sample_rate_hz=44100.5
    )
    assert (new.version, new.sample_rate_hz, new.metadata.gain) == ("0.7.0", 44100.5, 0.5)
    assert TEXT.strip() in new.text
    assert json.loads(new.text)["config"]["submodels"][0]["model"] == json.loads(TEXT)


def test_weights_that_cannot_be_written() -> None:
    with pytest.raises(ConfigError, match="weights must be finite, number 1 is nan"):
        NamDocument.create(architecture="LSTM", config={}, weights=[0.0, float("nan")])
    with pytest.raises(ConfigError, match=r"one flat list, got the shape \(1, 2\)"):
        NamDocument.create(architecture="LSTM", config={}, weights=[[0.0, 1.0]])
    with pytest.raises(ConfigError, match="config cannot be written"):
        NamDocument.create(architecture="LSTM", config={"x": object()})
    with pytest.raises(ConfigError, match="config cannot hold the number nan"):
        NamDocument.create(architecture="LSTM", config={"x": [float("nan")]})


def test_a_value_that_is_not_understood_can_be_replaced_and_removed() -> None:
    odd = document(TEXT.replace('"loudness": -18.250', '"loudness": -18.250, "gear_type": 5'))
    assert odd.metadata.extra["gear_type"] == 5
    assert odd.metadata.gear_type is None
    assert odd.with_metadata(gear_type="amp").metadata.gear_type == "amp"
    assert "gear_type" not in odd.with_metadata(gear_type=None).metadata.extra

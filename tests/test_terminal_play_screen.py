"""The screen: everything a player needs, in any size of terminal, and never a row too wide."""

import dataclasses
import math
from pathlib import Path

import pytest
from play_cases import rig_of, status_of, still_session
from rich.text import Text
from rig_files import float_wav, gain_model, sine

from reamp.findings import Finding, Severity
from reamp.live.meters_hold import Held, hold
from reamp.live.status import ModelPeak, Status
from reamp.rig.cabinet import Cabinet
from reamp.rig.mode import RigMode
from reamp.rig.parameters import Gate
from reamp.rig.rig import Rig
from reamp.terminal.play_desk import Page, View
from reamp.terminal.play_screen import screen

SIZES = pytest.mark.parametrize(
    ("width", "height"), [(80, 24), (120, 40), (60, 16), (40, 12), (20, 5), (200, 60)]
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


def status(**changes: object) -> Status:
    return status_of(still_session(), **changes)


def shown(status: Status, view: View | None = None, *, width: int = 80, height: int = 24) -> list[str]:
    held = hold(Held(), status, time_s=0.0)
    return [row.plain for row in screen(status, view or View(), held, width=width, height=height)]


def test_what_is_there_at_80_by_24() -> None:
    text = "\n".join(shown(status()))
    for part in (
        *("overdrive", "Apollo Twin X (jack)  48 kHz  64 frames", "3 xruns", "-9  -3", "a good level"),
        *("-8.0 dBFS", "-7.6 dBFS", "+4.2 dBu", "-12.0 dBFS", "-12.4 dBFS", "12%, peak 20%"),
        *("input", "bass", "middle", "treble", "gate", "output", "interface", "lowest"),
        *("calibrated, gain +0.44 dB", "Universal Audio Apollo Twin X, named", "- 11.76 dBu"),
        *("limiter", "normalized +2.4 dB", "2 notes (f)", "? help", "q quit"),
        *("n p / model", "o out", "r reset", "u update", "tab which", "a interface", "m level", "k keep"),
    ):
        assert part in text, part


@SIZES
@pytest.mark.parametrize("page", Page)
def test_every_size_holds_every_page(width: int, height: int, page: Page) -> None:
    view = View(page=page, names=tuple("abc"), typed="x" * 100, message="m" * 300)
    held = hold(Held(), status(), time_s=0.0)
    rows = screen(status(), view, held, width=width, height=height)
    assert len(rows) == height
    assert max(row.cell_len for row in rows) <= width


def test_a_small_terminal_keeps_the_meters_and_the_knobs() -> None:
    text = "\n".join(shown(status(), width=40, height=12))
    for part in ("converter", "-8.0 dBFS", "out left", "bass", "q quit"):
        assert part in text


def test_a_narrow_terminal_shows_the_chosen_knob() -> None:
    rows = shown(status(), View(knob=6), width=40, height=12)
    assert "interf" in rows[1]


def test_a_chain_with_long_names_and_a_cabinet(tmp_path: Path) -> None:
    names = ("Überdriven " + "x" * 80 + ".nam", "Bad\x1b[2Jname.nam", "日本のアンプ" * 5 + ".nam")
    models = [gain_model(tmp_path / name) for name in names]
    cab = float_wav(tmp_path / "cab.wav", sine(1e3, peak=0.5, seconds=0.1))
    rig = Rig(models=rig_of(*models).models, cabinets=(Cabinet(path=cab),), gate=Gate(threshold_db=-60.0))
    with still_session(rig) as session:
        playing = status_of(session)
        held = hold(Held(), playing, time_s=0.0)
        rows = screen(playing, View(slot=1), held, width=80, height=24)
        wide = screen(playing, View(slot=3), held, width=400, height=24)
    assert max(row.cell_len for row in rows) <= 80
    assert not any("\x1b" in row.plain for row in rows)
    assert rows[0].plain.startswith("Überdriven")
    assert wide[0].plain.endswith("> cab.wav")
    chosen = [str(span.style) for span in wide[0].spans]
    assert chosen == ["bold", "bold", "bold", "bold underline"]


def test_clipping_is_said_until_it_is_reset() -> None:
    clipping = status(clipped_frames=37, input_peak_dbfs=0.0)
    assert any("CLIP 37" in row and "0.0 dBFS" in row for row in shown(clipping))
    assert any("gain too high" in row for row in shown(clipping))
    assert not any("CLIP" in row for row in shown(clipping, View(clipped_before=37)))
    # The count starts again at another rate.
    assert any(
        "CLIP 5" in row
        for row in shown(dataclasses.replace(clipping, clipped_frames=5), View(clipped_before=37))
    )


def spans_of(row: Text, part: str) -> set[str]:
    """Return the styles of a part of a row."""
    start = row.plain.index(part)
    return {str(span.style) for span in row.spans if span.start <= start < span.end}


def rows_of(status: Status, view: View | None = None, held: Held | None = None) -> list[Text]:
    held = held or hold(Held(), status, time_s=0.0)
    return screen(status, view or View(), held, width=80, height=24)


@pytest.mark.parametrize(
    ("peak_dbfs", "verdict", "style"),
    [
        (-8.0, "a good level", "bold green"),
        (-1.0, "gain too high", "bold yellow"),
        (0.0, "gain too high", "bold red"),
    ],
)
def test_the_verdict_is_beside_the_number_in_its_colour(peak_dbfs: float, verdict: str, style: str) -> None:
    row = rows_of(status(input_peak_dbfs=peak_dbfs))[4]
    assert row.plain.endswith(f" {peak_dbfs:.1f} dBFS  {verdict}")
    assert spans_of(row, verdict) == {style}
    assert spans_of(row, f"{peak_dbfs:.1f} dBFS") == {style.removeprefix("bold ")}


def test_xruns_are_yellow_while_they_grow() -> None:
    held = hold(Held(), status(xruns=304), time_s=0.0)
    assert spans_of(rows_of(status(xruns=304), held=held)[1], "304 xruns") == {"dim"}
    held = hold(held, status(xruns=305), time_s=1.0)
    assert spans_of(rows_of(status(xruns=305), held=held)[1], "305 xruns") == {"yellow"}
    held = hold(held, status(xruns=305), time_s=3.9)
    assert spans_of(rows_of(status(xruns=305), held=held)[1], "305 xruns") == {"yellow"}
    held = hold(held, status(xruns=305), time_s=4.1)
    assert spans_of(rows_of(status(xruns=305), held=held)[1], "305 xruns") == {"dim"}


def test_notes_are_one_line_once_all_is_calibrated() -> None:
    note, warning, news = (
        Finding(check=check, severity=severity, message=check)
        for check, severity in (
            ("any-note", Severity.NOTE),
            ("any-warning", Severity.WARNING),
            ("file-changed", Severity.NOTE),
        )
    )
    text = "\n".join(shown(status(findings=(note, warning, news))))
    assert "1 note (f)" in text
    assert "any-note" not in text
    assert "warning: any-warning" in text
    assert "note: file-changed" in text
    with still_session(interface=None) as session:
        assert "note: any-note" in "\n".join(shown(status_of(session, findings=(note,))))


@pytest.mark.parametrize("width", range(60, 121, 7))
def test_no_option_is_broken(width: int) -> None:
    words = "take --input-trim or reamp tag --input-level-dbu or --interface-gain instead of --output-trim"
    view = View(message=words)
    rows = " ".join(shown(status(), view, width=width))
    finding = Finding(check="x", severity=Severity.WARNING, message=words)
    findings = " ".join(shown(status(findings=(finding,)), View(page=Page.FINDINGS), width=width))
    for option in ("--input-trim", "--input-level-dbu", "--interface-gain", "--output-trim"):
        assert option in rows
        assert option in findings


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (Page.INTERFACE, "interface or its level: 12,2 dBu_"),
        (Page.LEVEL, "input level of overdrive: 12,2 dBu_"),
    ],
)
def test_a_level_is_typed_below_the_meters(page: Page, title: str) -> None:
    rows = shown(status(), View(page=page, typed="12,2 dBu"))
    assert "converter" in rows[4]
    assert any(row.startswith(title) for row in rows[-2:])
    assert "escape: back" in rows[-1]
    long = shown(status(), View(page=page, typed="a" * 150 + "the end"))
    assert any("the end_" in row for row in long[-2:])


def test_silence_is_a_dash_and_asks_for_strums() -> None:
    rows = shown(status(input_peak_dbfs=-math.inf, output_peaks_dbfs=(-math.inf, -652.0)))
    assert rows[3].endswith("hard strums -9..-3")
    assert rows[4].endswith("- dBFS")


def test_nothing_known_is_said() -> None:
    with still_session(interface=None) as session:
        text = "\n".join(shown(status_of(session)))
    assert "interface unknown" in text
    assert "not calibrated" in text
    assert "warning: the maximum input level of the interface is unknown" in text


def test_an_error_is_said_in_full() -> None:
    error = "a long name of a folder/amp.nam: config.layers[0].dilations: expected 3 numbers, got 2; left out"
    rows = shown(status(), View(message=error, is_error=True))
    assert " ".join(rows[-4:-2]) == error
    assert rows[-1].endswith("q quit")


def test_a_name_that_cannot_be_saved_is_said_in_full() -> None:
    error = "'a/b' is not a preset name: use letters, digits and spaces, or a file PATH.toml"
    rows = shown(status(), View(page=Page.SAVE, typed="a/b", message=error, is_error=True), width=60)
    assert " ".join(rows[-3:-1]) == error
    assert rows[-1].startswith("save as: a/b_")


def test_a_lost_device_is_said() -> None:
    rows = shown(status(is_connected=False))
    assert "Apollo Twin X is gone: waiting for it" in rows[-3]
    assert "█" not in rows[4]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gate_gain_db": -math.inf}, "closed"),
        ({"gate_gain_db": -12.3}, "-12.3 dB"),
        ({"gate_gain_db": 0.0}, "open"),
        ({"limiter_gain_db": -2.5}, "limiter  -2.5 dB"),
    ],
)
def test_gate_and_limiter_say_what_they_do(changes: dict[str, object], words: str) -> None:
    gated = Rig(models=rig_of().models, gate=Gate(threshold_db=-60.0))
    assert any(words in row for row in shown(status(rig=gated, **changes)))


def test_a_compatible_rig_has_no_limiter() -> None:
    compatible = Rig(models=rig_of().models, mode=RigMode.COMPATIBLE)
    assert any("limiter  off" in row for row in shown(status(rig=compatible)))


def test_the_findings_page_has_all_of_them() -> None:
    text = " ".join(" ".join(shown(status(), View(page=Page.FINDINGS), height=40)).split())
    assert "input +0.44 dB = 12.2 dBu" in text
    assert "output +2.36 dB = -24 LUFS (target loudness)" in text
    assert "(the interface knob)" in text


def test_the_help_fits_an_ordinary_terminal() -> None:
    rows = shown(status(), View(page=Page.HELP))
    assert rows[0] == "Keys"
    assert rows[22].startswith("load ")
    assert rows[-1] == "any key: back"


def test_what_has_just_happened_comes_first() -> None:
    changed = Finding(check="file-changed", severity=Severity.NOTE, message="amp.nam has changed", advice="")
    other = Finding(check="other", severity=Severity.WARNING, message="long known", advice="")
    text = "\n".join(shown(status(findings=(other, changed))))
    assert text.index("amp.nam has changed") < text.index("long known")


def test_a_model_holds_both_its_units() -> None:
    loud = ModelPeak(name="overdrive", peak_dbfs=-5.0, peak_dbu=6.8)
    held = hold(Held(), status(model_peaks=(loud,)), time_s=0.0)
    quiet = status(model_peaks=(ModelPeak(name="overdrive", peak_dbfs=-math.inf, peak_dbu=-math.inf),))
    rows = [row.plain for row in screen(quiet, View(), hold(held, quiet, time_s=1.0), width=80, height=24)]
    assert rows[5].endswith("-5.0 dBFS  +6.8 dBu")


def test_a_long_list_of_presets_scrolls() -> None:
    view = View(page=Page.LOAD, names=tuple(f"preset {n}" for n in range(100)), choice=70)
    assert " preset 70 " in shown(status(), view)

"""The screen of the player as rows of text: a function of the status and the view."""

import functools
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from reamp.findings import Check, Finding, Severity, by_severity
from reamp.live.calibration import Calibration
from reamp.live.desk import controls_of
from reamp.live.hints import NO_HINTS
from reamp.live.meters_hold import Held, HeldPeak
from reamp.live.status import Status
from reamp.plan.gain import GainPlan
from reamp.plan.source import Origin
from reamp.plan.words import input_words, output_words, sum_lines
from reamp.rig.knobs import KNOBS
from reamp.rig.mode import RigMode
from reamp.rig.parameters import INTERFACE_GAIN, Parameter
from reamp.rig.rig import Rig
from reamp.stage.assistant import PEAKS_DBFS
from reamp.terminal.console import STYLES
from reamp.terminal.meters import BLOCKS, db_bar, db_scale, level_style, level_words, share_bar
from reamp.terminal.play_desk import Page, View, hints_on_keys
from reamp.terminal.play_help import help_rows
from reamp.terminal.rows import drawn_once, row_of
from reamp.terminal.search_screen import SEARCH_KEYS, search_rows
from reamp.terminal.tuner_screen import TUNER_KEYS, tuner_rows
from reamp.texts import printable

__all__ = ["screen"]

_EMPTY = Text()
_LABEL = 14
_VALUE = 26
_NARROWEST_BAR = 8
_NARROWEST_KNOB = 7
_MESSAGE_ROWS = 3
_TALL = 22  # rows that a screen needs to show both rows of keys
_ROOM_FOR_HEADER = 10  # with fewer rows the search shows only its results
_TYPED = 40  # columns for typed text

_KEYS = (
    "arrows knobs  n p / model  i I cab  tab which  g gate  o out  s l preset  w rec",
    "a interface  m level  k keep  t tune  r reset  u update  f notes  ? help  q quit",
)
_FEW_KEYS = "arrows knobs  n p / model  i cabinet  g gate  s save  l load  ? help  q quit"
_wrap = functools.partial(wrap, break_on_hyphens=False)  # an option can be copied

_PAGE_KEYS = {
    Page.LOAD: "up, down: choose   enter: play it   escape: back",
    Page.TUNER: TUNER_KEYS,
    Page.SEARCH: SEARCH_KEYS,
}
_PROMPTS = {Page.SAVE, Page.INTERFACE, Page.LEVEL, Page.MODEL_KNOBS}
_TOLD = {Check.INTERFACE_REMEMBERED, Check.INTERFACE_MATCHED}  # the line that names the interface says it
_NEWS = {Check.FILE_BROKEN, Check.FILE_CHANGED, Check.SLIM_LOWERED}  # new events come first
_LOAD_WARNED = 0.8  # above this a busy machine soon drops blocks


FindingWords: TypeAlias = Callable[[Finding], str]
"""Turns a finding into a sentence."""

_KEY_WORDS = hints_on_keys(NO_HINTS).finding


def screen(
    status: Status,
    view: View,
    held: Held,
    *,
    width: int,
    height: int,
    blocks: str = BLOCKS,
    words: FindingWords = _KEY_WORDS,
) -> list[Text]:
    """Return the rows of the screen; a small screen leaves out the least important rows.

    `held` is the result of `hold` for this status.
    """
    foot = _message(status, view, width)
    if view.page is Page.HELP:
        rows = _filled(help_rows(width), foot, height)
    elif view.page is Page.FINDINGS:
        rows = _filled(_everything(status, width, words), foot, height)
    elif view.page is Page.LOAD:
        rows = _filled(_presets(view, height - 2), foot, height)
    elif view.page is Page.TUNER:
        tuner = tuner_rows(view.tuned, reference_hz=view.reference_hz, width=width)
        rows = _filled([*_header(status, view, held), *tuner], foot, height)
    elif view.page is Page.SEARCH and view.search is not None:
        rows = _filled(_search(status, view, held, size=(width, height - len(foot))), foot, height)
    else:
        foot = foot if view.page in _PROMPTS else [*foot, *_keys_rows(width, height)]
        rows = _play(status, view, held, foot=foot, size=(width, height), blocks=blocks, words=words)
    for row in rows:
        if row.cell_len > width:
            row.truncate(width, overflow="ellipsis")
    return rows


def _play(
    status: Status,
    view: View,
    held: Held,
    *,
    foot: list[Text],
    size: tuple[int, int],
    blocks: str,
    words: FindingWords,
) -> list[Text]:
    width, height = size
    bar = max(_NARROWEST_BAR, width - _LABEL - _VALUE)
    head = _header(status, view, held)
    scale, *meters = _meters(status, view, held, bar=bar, blocks=blocks)
    loads, knobs = (
        _loads(status, held, bar=bar, blocks=blocks),
        _knobs(status.rig, status.calibration, view.knob, width),
    )
    room = height - len(foot)
    if room < len(head) + 1 + len(meters) + len(loads) + len(knobs):
        return _filled([head[0], *knobs, *meters, *loads], foot, height)
    groups = [head, [scale, *meters], loads, knobs]
    space = room - sum(map(len, groups))
    told = _calibration(status.calibration, status.plan, width)
    untold = [finding for finding in status.findings if finding.check not in _TOLD]
    shown = _folded if status.plan.calibrated else _findings
    noticed = shown(untold, width, words, rows=max(2, space - len(told) - len(groups)))
    groups.append([*told, *noticed][:space])
    gaps = space - len(groups[-1])
    rows: list[Text] = []
    for group in groups:
        rows += [*([_EMPTY] if rows and gaps > 0 else []), *group]
        gaps -= 1 if len(rows) > len(head) else 0
    return _filled(rows, foot, height)


def _header(status: Status, view: View, held: Held) -> list[Text]:
    """Return the models and cabinets, with the one that n and p change, and the device."""
    device = status.device
    xruns = "1 xrun" if status.xruns == 1 else f"{status.xruns} xruns"
    words = (
        f"{printable(device.name)} ({device.backend})  {status.rate_hz / 1000:g} kHz  "
        f"{status.block_frames} frames  {status.latency_ms:.1f} ms  "
    )
    names = [model.name for model in status.rig.models] + [each.path.name for each in status.rig.cabinets]
    chain = Text(" > ").join(
        Text(printable(name), "bold underline" if len(names) > 1 and index == view.slot else "bold")
        for index, name in enumerate(names)
    )
    device_style = "dim" if status.is_connected else "bold red"
    row = row_of((words, device_style), (xruns, "yellow" if held.xruns_grow else device_style))
    if status.recording is not None:
        minutes, seconds = divmod(int(status.recording.duration_s), 60)
        row.append("  ").append(f" REC {minutes}:{seconds:02} ", "bold white on red")
    return [chain, row]


def _meters(status: Status, view: View, held: Held, *, bar: int, blocks: str) -> list[Text]:
    converter, *models, left, right = held.meters
    clipped = max(0, status.clipped_frames - _clipped_before(status, view))
    count = f"{clipped}" if clipped < 10_000 else f"{clipped // 1000}k"
    verdict = _verdict(converter.held.dbfs)
    above = row_of(" " * _LABEL, db_scale(bar, zone_dbfs=PEAKS_DBFS), "  ")
    rows = [above, _meter("converter", converter, bar=bar, blocks=blocks, zone=PEAKS_DBFS)]
    if clipped:
        above.append(verdict)
        rows[-1].append("  ").append(f" CLIP {count} ", "bold white on red")
    elif verdict:
        rows[-1].append("  ").append(verdict)
    else:
        low_dbfs, high_dbfs = PEAKS_DBFS
        above.append(f"hard strums {low_dbfs:g}..{high_dbfs:g}", "dim")
    for peak, model in zip(status.model_peaks, models, strict=True):
        rows.append(_meter(printable(peak.name), model, bar=bar, blocks=blocks))
    rows.append(_meter("out left", left, bar=bar, blocks=blocks))
    rows.append(_meter("out right", right, bar=bar, blocks=blocks))
    return rows


def _clipped_before(status: Status, view: View) -> int:
    # The count starts at zero when the device comes back at another rate.
    return view.clipped_before if view.clipped_before <= status.clipped_frames else 0


def _verdict(held_dbfs: float) -> Text:
    """Return how good the interface's gain is at this level; empty if it is not a hard strum."""
    low_dbfs, high_dbfs = PEAKS_DBFS
    if held_dbfs < low_dbfs:
        return Text()
    words = "a good level" if held_dbfs <= high_dbfs else "gain too high"
    return Text(words, f"bold {level_style(held_dbfs, zone_dbfs=PEAKS_DBFS)}")


def _meter(
    label: str, meter: HeldPeak, *, bar: int, blocks: str, zone: tuple[float, float] | None = None
) -> Text:
    name = Text(label)
    name.truncate(_LABEL - 1, overflow="ellipsis", pad=True)
    held = meter.held
    drawn = db_bar(meter.now.dbfs, bar, held_dbfs=held.dbfs, zone_dbfs=zone, blocks=blocks)
    level = (level_words(held.dbfs, "dBFS"), level_style(held.dbfs, zone_dbfs=zone))
    row = row_of(name, " ", drawn, " ", level)
    if held.dbu is not None:
        row.append(f" {level_words(held.dbu, 'dBu', sign='+')}", "cyan")
    return row


def _loads(status: Status, held: Held, *, bar: int, blocks: str) -> list[Text]:
    is_high = held.load > _LOAD_WARNED
    load = share_bar(status.load, bar, style="red" if is_high else "blue", blocks=blocks)
    row = row_of(f"{'load':{_LABEL}}", load, f" {status.load:5.0%}, peak ")
    row.append(f"{held.load:.0%}", "red" if is_high else "")
    gate = "off" if status.rig.gate is None else _gain_words(status.gate_gain_db, "open")
    has_limiter = status.rig.limiter and status.rig.mode is RigMode.PLAYER
    limiter = _gain_words(status.limiter_gain_db, "idle") if has_limiter else "off"
    acts = row_of(f"{'gate':{_LABEL}}", (f"{gate:12}", "" if gate in ("off", "open") else "yellow"))
    acts.append("limiter  ").append(f"{limiter:12}", "" if limiter in ("off", "idle") else "yellow")
    acts.append(f"output {output_words(status.plan)} {status.plan.output_gain.value_db:+.1f} dB")
    return [acts, row]


def _gain_words(gain_db: float, idle: str) -> str:
    if gain_db > -0.05:
        return idle
    return "closed" if gain_db < -99.0 else f"{gain_db:.1f} dB"


def _knob_widths(knobs: Sequence[Parameter], width: int) -> list[int]:
    """Return the columns of each knob: as many as it needs and a share of the rest, or all the same."""
    needs = [
        1 + max(len(knob.name.partition(" ")[0]), *(len(knob.text(end)) for end in knob.limits))
        for knob in knobs
    ]
    rest = (width - sum(needs)) // len(needs)
    return [min(15, need + rest) if rest >= 0 else min(15, width // len(needs)) for need in needs]


@drawn_once
def _knobs(rig: Rig, calibration: Calibration, chosen: int, width: int) -> list[Text]:
    controls = controls_of(rig, calibration)
    count = max(1, min(len(KNOBS), width // _NARROWEST_KNOB))
    first = min(max(0, chosen - count // 2), len(KNOBS) - count)
    names, values = Text(), Text()
    there = list(enumerate(KNOBS))[first : first + count]
    widths = _knob_widths([knob for _, knob in there], width)
    for (index, knob), columns in zip(there, widths, strict=True):
        shown = controls.text(knob)
        if knob is INTERFACE_GAIN and calibration.interface is None:
            shown = "-"
        name = knob.name if len(knob.name) <= columns else knob.name.partition(" ")[0][: columns - 1]
        style = "reverse" if index == chosen else ""
        names.append(name.center(columns), style or "dim")
        values.append(shown.center(columns)[:columns], style)
    return [names, values]


@drawn_once
def _calibration(calibration: Calibration, plan: GainPlan, width: int) -> list[Text]:
    """Return the interface, how it is known, and the gain that follows from it."""
    if calibration.interface is None:
        known = Text("interface unknown", "yellow")
    else:
        how = {
            Origin.NAMED: "named",
            Origin.REMEMBERED: "remembered",
            Origin.MATCHED: f"by the device's name, {calibration.confidence:.0%} sure",
        }[calibration.origin]
        known = row_of((printable(calibration.interface.name), "bold"), f", {how}")
    gain = row_of(known, "   ", (input_words(plan), "green" if plan.calibrated else "yellow"))
    gain.append(f", gain {plan.input_gain.value_db:+.2f} dB")
    formula = [Text(line, "dim") for line in _wrap(f"= {plan.input_gain.formula}", width)[:2]]
    return [gain, *(formula if plan.calibrated or plan.input_gain.trim_db else [])]


@drawn_once
def _folded(findings: Sequence[Finding], width: int, words: FindingWords, *, rows: int) -> list[Text]:
    """Return the warnings and the new events, and the number of notes."""
    told = [each for each in findings if each.severity is not Severity.NOTE or each.check in _NEWS]
    notes = len(findings) - len(told)
    if not notes:
        return _findings(told, width, words, rows=rows)
    line = Text("1 note (f)" if notes == 1 else f"{notes} notes (f)", "dim")
    return [*_findings(told, width, words, rows=rows - 1), line]


@drawn_once
def _findings(findings: Sequence[Finding], width: int, words: FindingWords, *, rows: int) -> list[Text]:
    """Return the findings, the most important first, in at most `rows` rows."""
    found = []
    for finding in sorted(by_severity(findings), key=lambda each: each.check not in _NEWS):
        for index, line in enumerate(_wrap(printable(words(finding)), width, subsequent_indent="  ")):
            text = Text(line)
            if index == 0:
                text.stylize(STYLES[finding.severity], 0, len(finding.severity) + 1)
            found.append(text)
    if len(found) > rows:
        return [*found[: rows - 1], Text("  ... f shows all", "dim")]
    return found


def _message(status: Status, view: View, width: int) -> list[Text]:
    """Return the answer to the last key, in one row if it fits."""
    if view.page in _PROMPTS:
        return [*_wrapped_message(view, width), *_prompt(status, view, width)]
    if view.page is Page.SEARCH and view.message:
        return [*_wrapped_message(view, width), Text(SEARCH_KEYS, "dim")]
    if view.page is not Page.PLAY:
        return [Text(_PAGE_KEYS.get(view.page, "any key: back"), "dim")]
    if not status.is_connected:
        return [Text(f"{printable(status.device.name)} is gone: waiting for it", "bold red")]
    return _wrapped_message(view, width, end=" ..." if status.is_changing and not view.is_error else "")


def _prompt(status: Status, view: View, width: int) -> list[Text]:
    """Return the end of the typed text, and the keys: beside it, or below it if there is no room."""
    models = status.rig.models
    title, keys = {
        Page.SAVE: ("save as: ", "enter: save   escape: back"),
        Page.MODEL_KNOBS: (
            "knobs of the model: ",
            "enter: turn, for example gain=7 bright=on   escape: back",
        ),
        Page.INTERFACE: ("interface or its level: ", "enter: use   tab: use and remember   escape: back"),
        Page.LEVEL: (
            f"input level of {models[view.slot if view.slot < len(models) else 0].name}: ",
            "enter: use   tab: use and keep   escape: back",
        ),
    }[view.page]
    typed = row_of(printable(title), (f"{view.typed[-_TYPED:]}_", "bold"))
    beside = typed.copy().append(f"   {keys}", "dim")
    return [beside] if beside.cell_len <= width else [typed, Text(keys, "dim")]


def _wrapped_message(view: View, width: int, *, end: str = "") -> list[Text]:
    rows = _wrap(printable(view.message) + end, width)[:_MESSAGE_ROWS] or [""]
    return [Text(row, "yellow" if view.is_error else "") for row in rows]


@drawn_once
def _keys_rows(width: int, height: int) -> list[Text]:
    rows = _KEYS if height >= _TALL else (_FEW_KEYS,)
    rows = rows if max(map(cell_len, rows)) <= width else ("? help  q quit",)
    return [Text(row, "dim") for row in rows]


def _everything(status: Status, width: int, words: FindingWords) -> list[Text]:
    rows = [
        Text(row)
        for line in sum_lines(status.plan)
        for row in _wrap(printable(line), width, subsequent_indent="  ")
    ]
    return [*rows, Text(), *_findings(status.findings, width, words, rows=1000)]


def _search(status: Status, view: View, held: Held, *, size: tuple[int, int]) -> list[Text]:
    width, height = size
    head = [*_header(status, view, held), _EMPTY] if height >= _ROOM_FOR_HEADER else []
    assert view.search is not None
    models = status.rig.models
    playing = models[view.slot if view.slot < len(models) else 0].path
    rows = search_rows(view.search, playing=playing, width=width, height=height - len(head))
    return [*head, *rows]


def _presets(view: View, rows: int) -> list[Text]:
    first = max(0, min(view.choice - rows // 2, len(view.names) - rows))
    shown = enumerate(view.names[first : first + rows], first)
    return [Text(f" {printable(name)} ", "reverse" if index == view.choice else "") for index, name in shown]


def _filled(body: list[Text], foot: list[Text], height: int) -> list[Text]:
    body = body[: height - len(foot)]
    return [*body, *[_EMPTY] * (height - len(body) - len(foot)), *foot]

"""The page of a study, with sounds and numbers: raw, calibrated, takes and interfaces, limits, the pack."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.audio.encode import mp3_bytes, write_stereo
from reamp.audio.files import write
from reamp.audio.signal import Samples, Signal
from reamp.compare.clips import Clip as Heard
from reamp.compare.clips import MatchBy, match_clips
from reamp.drawing import png_bytes
from reamp.pages.html import (
    WIDE_IN,
    banner,
    column,
    contents,
    document,
    drawn,
    facts,
    finding_list,
    table,
    text,
)
from reamp.pages.player import player_clip, player_html, player_script, player_style
from reamp.study.clips import InputLevel, StudyClip
from reamp.study.pack import write_pack
from reamp.study.pictures import study_pictures
from reamp.study.study import Study
from reamp.study.takes import RATE_HZ, StudyTake
from reamp.study.words import calibrated_words, limit_words, raw_words, takes_words

__all__ = ["PACK_NAME", "PAGE_NAME", "study_page", "write_study"]

PAGE_NAME, PACK_NAME = "index.html", "models.zip"


def write_study(study: Study, folder: Path) -> None:
    """Write the page, every clip as WAV, every picture as PNG, and the pack, replacing older ones.

    Raises `MissingExtraError` without Matplotlib, and `OutputError`.
    """
    page = study_page(study)
    audio = folder / "audio"
    for clip in study.clips:
        _write_pair(study, clip, audio)
    for key, picture in study_pictures(study).items():
        with atomic_write(folder / "pictures" / f"{key}.png") as file:
            file.write(png_bytes(picture.draw(WIDE_IN)))
    write_pack(study, folder / PACK_NAME)
    with atomic_write(folder / PAGE_NAME) as file:
        file.write(page.encode())


def study_page(study: Study) -> str:
    """Return the page, with its sounds and pictures inside."""
    title = f"What calibration does: {study.amp}"
    shared: dict[bytes, str] = {}
    sections = f"""{_raw_section(study, shared)}
{_calibrated_section(study, shared)}
{_takes_section(study, shared)}
{_interfaces_section(study)}
{_limits_section(study)}
<h2 id="models">Take the models</h2>
<p><a href="{PACK_NAME}">{PACK_NAME}</a>: the {len(study.models)} models, their levels in name and metadata,
with a read-me.</p>
<h2 id="facts">How it was made</h2>
{facts(_facts(study))}"""
    body = f"""<header>
<h1>{text(title)}</h1>
<p class="lead">One amp, captured at {len(study.models)} send levels. One guitar, through all of them: first
as most people play, then with one number set right.</p>
</header>
{contents(sections)}
{_calibration_banner(study)}
{sections}"""
    return document(title=title, body=body, styles=[player_style()], scripts=[player_script()])


def _calibration_banner(study: Study) -> str:
    """Return a banner where there is no recording of the amp, or where models are poorly trained."""
    if study.takes[0].amp_v is None:
        return banner(
            "Not measured against the amp.",
            "There is no recording of the amp playing this guitar, so the page has sounds but no distances. "
            "Record the amp with the same guitar and give it as the target.",
        )
    return ""


def _raw_section(study: Study, shared: dict[bytes, str]) -> str:
    return f"""<h2 id="raw">Raw: no calibration</h2>
{_paragraphs(raw_words(study))}
{_player(study, study.of(InputLevel.RAW), key="raw", title="Raw clips", shared=shared)}
{_clip_table(study.of(InputLevel.RAW))}"""


def _calibrated_section(study: Study, shared: dict[bytes, str]) -> str:
    clips = study.of(InputLevel.CALIBRATED)
    pictures = _drawn(study, "distortion", "decay", "distance")
    return f"""<h2 id="calibrated">Calibrated: one number set right</h2>
{_paragraphs(calibrated_words(study))}
{_player(study, clips, key="calibrated", title="Calibrated clips", shared=shared)}
{_clip_table(clips)}
{pictures}"""


def _takes_section(study: Study, shared: dict[bytes, str]) -> str:
    """Return the section that compares one model with the amp, for every strength and interface."""
    model, by_name = study.best_model, _by_name(study.takes)
    parts: list[str] = []
    for name, takes in by_name.items():
        clips = [
            clip for take in takes for clip in study.of(InputLevel.CALIBRATED, take) if clip.model is model
        ]
        files = "".join(f"<li>{_pair_link(clip)}</li>" for clip in clips)
        parts.append(
            f"<h3>{text(name)}</h3>"
            f"{_player(study, clips, key=f'take-{len(parts)}', title=name, shared=shared)}"
            f"{_clip_table(clips)}<ul>{files}</ul>"
        )
    return f"""<h2 id="takes">The player and the interface</h2>
{_paragraphs(takes_words(study))}
{"".join(parts)}"""


def _interfaces_section(study: Study) -> str:
    takes = next(iter(_by_name(study.takes).values()))
    if len(takes) < 2:
        return ""
    hotter_db = max(take.interface_full_scale_dbu for take in takes) - min(
        take.interface_full_scale_dbu for take in takes
    )
    return f"""<h2 id="interfaces">One guitar, two interfaces</h2>
<p>The same playing, both gains at 0 dB: the interface with the lower maximum input level records
{hotter_db:.1f} dB louder. Neither is wrong; its data sheet gives the number that makes up for it.</p>
{_drawn(study, "interfaces")}"""


def _limits_section(study: Study) -> str:
    findings = {
        finding.check: finding for clip in study.of(InputLevel.CALIBRATED) for finding in clip.findings
    }
    return f"""<h2 id="limits">Where calibration does not suffice</h2>
{_paragraphs(limit_words(study))}
{_drawn(study, "range")}
{finding_list(findings.values())}"""


def _player(
    study: Study, clips: Sequence[StudyClip], *, key: str, title: str, shared: dict[bytes, str]
) -> str:
    """Return a player of the clips and the amp, each with its peak at -10 dBFS, as in the article."""
    heard = [_heard(study, clip.model.name, clip.volts, about=_about(clip, clips)) for clip in clips]
    amp_v = clips[0].take.amp_v
    if amp_v is not None:
        heard.insert(0, _heard(study, study.amp, amp_v, about="the amp itself"))
    matched = match_clips(heard, MatchBy.PEAK)
    return player_html(
        [player_clip(clip.name, clip.heard, about=clip.about, encode=mp3_bytes) for clip in matched],
        key=key,
        title=title,
        shared=shared,
    )


def _heard(study: Study, name: str, volts: Samples, *, about: str = "") -> Heard:
    samples = volts if study.speaker is None else study.speaker.played(volts)
    return Heard(name=name, signal=Signal(samples, RATE_HZ), about=about)


def _about(clip: StudyClip, clips: Sequence[StudyClip]) -> str:
    gain = f"gain {clip.input_gain_db:+.2f} dB"
    if len({other.take.interface_full_scale_dbu for other in clips}) > 1:
        return f"{clip.take.interface_full_scale_dbu:g} dBu interface, {gain}"
    return gain


def _clip_table(clips: Sequence[StudyClip]) -> str:
    header = [
        "captured at",
        "interface",
        "input gain",
        column("level", "Difference of the RMS level from the amp's: louder (+) or softer (-)"),
        column("dying notes", "How much louder (+) or softer (-) than the amp's notes are as they die"),
        column("error (ESR)", "Error-to-signal ratio of the volts: 0 is identical, 1 is as wrong as silence"),
        column(
            "left after subtraction",
            "Null depth: the residual after subtraction at the best gain; -20 dB is a tenth",
        ),
    ]
    rows = []
    for clip in clips:
        numbers = clip.numbers
        measured = ["", "", "", ""]
        if numbers is not None:
            decay = "" if numbers.decay_db is None else _signed(numbers.decay_db)
            null_depth = f"{numbers.null_depth_db:.1f} dB".replace("-", "−")
            measured = [_signed(numbers.rms_db), decay, f"{numbers.esr:.4f}", null_depth]
        interface = f"{clip.take.interface_full_scale_dbu:g} dBu"
        rows.append([clip.model.name, interface, _signed(clip.input_gain_db, digits=2), *measured])
    return table(header, rows, kind="numbers")


def _signed(value_db: float, *, digits: int = 1) -> str:
    return f"{value_db:+z.{digits}f} dB".replace("-", "−")


def _paragraphs(words: Iterable[str]) -> str:
    return "".join(f"<p>{text(each)}</p>" for each in words)


def _by_name(takes: Iterable[StudyTake]) -> dict[str, list[StudyTake]]:
    grouped: dict[str, list[StudyTake]] = {}
    for take in takes:
        grouped.setdefault(take.name, []).append(take)
    return grouped


def _drawn(study: Study, *keys: str) -> str:
    """Return the pictures of these names, without those that this study lacks."""
    pictures = study_pictures(study)
    shown = [pictures[key] for key in keys if key in pictures]
    return "".join(drawn(each.draw, key=each.key, words=each.words, caption=each.caption) for each in shown)


def _facts(study: Study) -> list[tuple[str, str]]:
    config = study.config
    models = ", ".join(
        f"{model.name} (ESR {model.esr:.4f} in training)" if model.esr is not None else model.name
        for model in study.models
    )
    return [
        ("Amp", study.amp),
        ("Networks", f"{config.architecture.name}, {config.epochs} epochs each"),
        ("Models", models),
        ("Guitar", ", ".join(f"{name}" for name in _by_name(study.takes))),
        (
            "Cabinet",
            "none" if study.speaker is None else f"{study.speaker.name}; the numbers are taken before it",
        ),
        (
            "Loudness",
            "the highest peak of every clip at -10 dBFS; the numbers are taken before that, in volts",
        ),
        ("Sounds", "MP3 in the page; the files in the folder audio are WAV"),
        ("ESR", "of the volts at the amp's jack: level and sound"),
        ("Null depth", "what is left at the best gain: the sound without the level"),
    ]


def _pair_name(clip: StudyClip) -> str:
    where = f"{clip.take.name}-{clip.take.interface_full_scale_dbu:g}dBu"
    return f"{clip.model.path.stem}-{clip.gain}-{where}.wav".replace(" ", "-")


def _pair_link(clip: StudyClip) -> str:
    name = _pair_name(clip)
    sides = "model left, amp right" if clip.take.amp_v is not None else "the model"
    return f'<a href="audio/{text(name)}">{text(name)}</a>: {sides}'


def _write_pair(study: Study, clip: StudyClip, folder: Path) -> None:
    """Write a stereo file: the model left, the amp right, each with its highest peak at -10 dBFS."""
    amp_v = clip.take.amp_v
    heard = [_heard(study, clip.model.name, clip.volts)]
    if amp_v is not None:
        heard.append(_heard(study, study.amp, amp_v))
    matched = match_clips(heard, MatchBy.PEAK)
    path = folder / _pair_name(clip)
    if len(matched) == 1:
        write(path, matched[0].heard, overwrite=True)
    else:
        write_stereo(path, left=matched[0].heard, right=matched[1].heard)

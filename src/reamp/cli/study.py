"""`reamp study`: what calibration does, in numbers and sound, of a simulated amp or of own captures."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.cli.console import console, print_findings
from reamp.cli.hints import about_this_run
from reamp.cli.numbers import LEVEL, Whole
from reamp.cli.params import FILE, Command, GainOptions, interface_options
from reamp.cli.pytorch import need_torch
from reamp.cli.rig_params import IR, IR_HELP, ir_file
from reamp.cli.train_progress import screen_progress, started_line
from reamp.errors import ConfigError
from reamp.sim.amps import CleanAmp, LeadAmp
from reamp.sim.device import device_by_name, device_names
from reamp.train.architectures import ARCHITECTURES
from reamp.train.events import EpochDone, Event, Started

if TYPE_CHECKING:
    from reamp.study.config import StudyConfig
    from reamp.study.models import OnProgress
    from reamp.study.speaker import StudySpeaker
    from reamp.study.study import Study

__all__ = ["study"]


_AMP_CABINET = Path("4x12")
_NO_CABINET = "none"


@dataclass(frozen=True, kw_only=True)
class _Recordings:
    """What was typed about recordings of one's own."""

    di: Path | None
    gains: GainOptions
    target: Path | None
    target_level_dbu: float | None

    def check(self, *, is_simulated: bool) -> None:
        """Raise `UsageError` for options that would be ignored."""
        is_interface_typed = self.gains != GainOptions()
        if is_simulated and (
            is_interface_typed or (self.di, self.target, self.target_level_dbu) != (None, None, None)
        ):
            raise click.UsageError(
                "--di, --target, --interface and --max-input belong to --device FOLDER; "
                "a simulated device plays a simulated guitar"
            )
        if is_interface_typed and self.di is None:
            raise click.UsageError(
                "--interface and --max-input are about your guitar: name its recording, --di"
            )


@click.command(cls=Command)
@click.option("-o", "folder", type=click.Path(path_type=Path), required=True, help="The folder to write.")
@click.option(
    "--device",
    default="lead-amp",
    show_default=True,
    metavar="NAME|FOLDER",
    help="A simulated amp, or a folder of your captures of one amp at different send levels.",
)
@click.option(
    "--fast",
    is_flag=True,
    help="Shorter captures and training; numbers point the same way but are less exact.",
)
@click.option("--architecture", type=click.Choice(list(ARCHITECTURES)), help="Other networks.")
@click.option("--epochs", type=Whole(1), metavar="N", help="Longer or shorter training.")
@click.option(
    "--di", type=FILE, metavar="FILE", help="With a folder: your guitar.  [default: the bundled one]"
)
@interface_options
@click.option("--target", type=FILE, metavar="FILE", help="With --di: the amp, recorded with that guitar.")
@click.option("--target-level", "target_level_dbu", type=LEVEL, help="The return level of that recording.")
@click.option(
    "--ir",
    type=IR,
    metavar="CABINET",
    help=f"{IR_HELP}; what the clips are heard through, none: without one. The numbers are measured without "
    "it.  [default: 4x12 for a simulated amp, else none]",
)
@click.option("--resume", is_flag=True, help="Go on with a study that was interrupted.")
def study(
    *,
    folder: Path,
    device: str,
    fast: bool,
    architecture: str | None,
    epochs: int | None,
    di: Path | None,
    gains: GainOptions,
    target: Path | None,
    target_level_dbu: float | None,
    ir: Path | None,
    resume: bool,
) -> None:
    """Show what calibration does, with numbers and sound.

    Captures a simulated amp at four send levels, trains a model of each, and plays one guitar through all of
    them, raw and calibrated, as recorded by two interfaces. Writes a page to read and listen to, every clip,
    and the models as a pack. It takes minutes, fewer with --fast; Ctrl-C loses nothing.

    Examples:
      reamp study -o report --fast
      reamp study -o report --device my-captures --di di.wav --max-input 12.2dBu --target amp.wav
    """
    need_torch("training")
    from reamp.study.config import FAST, FULL

    config = FAST if fast else FULL
    if architecture is not None:
        config = replace(config, architecture=ARCHITECTURES[architecture])
    if epochs is not None:
        config = replace(config, epochs=epochs)
    recordings = _Recordings(di=di, gains=gains, target=target, target_level_dbu=target_level_dbu)
    result = _study(folder, device, config, recordings, speaker=_speaker(ir, device), resume=resume)
    _print_result(result, folder)


def _speaker(ir: Path | None, device: str) -> "StudySpeaker | None":
    """Return the cabinet that was typed, else the one that an amp head needs."""
    from reamp.study.speaker import StudySpeaker

    if ir is None:
        is_amp = device in device_names() and isinstance(device_by_name(device), CleanAmp | LeadAmp)
        return StudySpeaker.of(_AMP_CABINET) if is_amp else None
    return None if str(ir) == _NO_CABINET else StudySpeaker.of(ir_file(ir))


def _study(
    folder: Path,
    device: str,
    config: "StudyConfig",
    recordings: _Recordings,
    *,
    speaker: "StudySpeaker | None",
    resume: bool,
) -> "Study":
    from reamp.plan.findings import source_findings
    from reamp.plan.source import UNKNOWN_SOURCE
    from reamp.study.folder import prepare_folder
    from reamp.study.models import find_captures
    from reamp.study.page import write_study
    from reamp.study.study import study_captures, study_device
    from reamp.study.takes import recorded_takes

    settings = {
        "device": device,
        "send_levels_dbu": config.send_levels_dbu,
        "architecture": config.architecture.name,
        "epochs": config.epochs,
        "seed": config.seed,
    }
    if device in device_names():
        recordings.check(is_simulated=True)
        prepare_folder(folder, settings, resume=resume)
        with _progress() as on_progress:
            result = study_device(device_by_name(device), config, folder, on_progress=on_progress)
    elif Path(device).is_dir():
        recordings.check(is_simulated=False)
        captures = find_captures(Path(device))
        source = UNKNOWN_SOURCE if recordings.di is None else recordings.gains.source()
        if recordings.di is not None and source.interface is None:
            raise click.UsageError(
                f"the interface that {recordings.di} was recorded with is unknown, and every number depends "
                "on it: --interface NAME, or --max-input LEVEL, its maximum input level"
            )
        if source.interface is not None:
            findings = source_findings(source, calibrated=True, is_recording=True)
            print_findings(about_this_run(findings), stderr=True)
        takes = recorded_takes(
            recordings.di,
            source=source,
            target=recordings.target,
            target_dbu=recordings.target_level_dbu,
            captures=captures,
        )
        prepare_folder(folder, settings, resume=resume)
        with _progress() as on_progress:
            result = study_captures(captures, takes, config, folder, on_progress=on_progress)
    else:
        raise ConfigError(
            f"{device} is neither a simulated device ({', '.join(device_names())}) nor a folder of captures"
        )
    result = replace(result, speaker=speaker)
    write_study(result, folder)
    return result


@contextlib.contextmanager
def _progress() -> Iterator["OnProgress"]:
    from reamp.study.models import StudyStep

    out = console()

    def plain(event: "StudyStep | Event") -> None:
        if isinstance(event, StudyStep):
            out.print(Text(f"{event.what} ({event.number} of {event.count})", style="bold"), soft_wrap=True)
        elif isinstance(event, Started):
            out.print(Text(started_line(event), style="dim"), soft_wrap=True)
        elif isinstance(event, EpochDone) and event.epoch == event.epochs:
            out.print(Text(f"  ESR {event.scores[-1].best_esr:#.3g}"), soft_wrap=True)

    if not out.is_terminal:
        yield plain
        return
    with screen_progress("study") as show:

        def live(event: "StudyStep | Event") -> None:
            plain(event)
            if not isinstance(event, StudyStep | Started):
                show(event)

        yield live


def _print_result(result: "Study", folder: Path) -> None:
    from rich.table import Table

    from reamp.study.clips import InputLevel
    from reamp.study.words import calibrated_words, limit_words, raw_words

    out = console()
    table = Table(box=None, pad_edge=False)
    for column in ("captured at", "", "input gain", "RMS", "decay", "ESR"):
        table.add_column(column, justify="left" if column in ("captured at", "") else "right")
    for gain in InputLevel:
        for clip in result.of(gain):
            numbers = clip.numbers
            measured = (
                ("", "", "")
                if numbers is None
                else (
                    f"{numbers.rms_db:+.1f} dB",
                    "" if numbers.decay_db is None else f"{numbers.decay_db:+.1f} dB",
                    f"{numbers.esr:.4f}",
                )
            )
            table.add_row(clip.model.name, str(gain), f"{clip.input_gain_db:+.2f} dB", *measured)
    out.print(table)
    for words in (*raw_words(result), *calibrated_words(result), *limit_words(result)):
        out.print(Text(words))
    out.print(Text.assemble((str(folder / "index.html"), "bold")), soft_wrap=True)

"""`reamp study`: shows with numbers and sound what calibration does, for a simulated amp or own captures."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from reamp.cli.cluster import cluster_option, opened_cluster
from reamp.cli.console import print_findings
from reamp.cli.hints import about_this_run
from reamp.cli.numbers import LEVEL, Whole
from reamp.cli.params import FILE, Command, GainOptions, OneOf, interface_options
from reamp.cli.pytorch import need_torch
from reamp.cli.rig_params import IR, IR_HELP, ir_file
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.sim.device import device_names
from reamp.terminal.console import console, say
from reamp.terminal.number_table import print_numbers
from reamp.terminal.training import study_progress
from reamp.train.architectures import ARCHITECTURES, Architecture

if TYPE_CHECKING:
    from reamp.study.speaker import StudySpeaker
    from reamp.study.study import Study

__all__ = ["study"]

_NO_CABINET = "none"


@click.command(cls=Command)
@click.option("-o", "folder", type=FILE, required=True, help="The folder to write.")
@click.option(
    "--device",
    metavar="NAME|FOLDER",
    help="A simulated amp, or a folder of your captures of one amp at different send levels.  "
    "[default: lead-amp; with --fast clean-amp]",
)
@click.option(
    "--fast",
    is_flag=True,
    help="Less exact: shorter captures of the clean amp, and small networks.",
)
@click.option("--architecture", type=OneOf(ARCHITECTURES), help="Other networks.")
@click.option("--epochs", type=Whole(1), metavar="N", help="Epochs of each training.")
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
    help=f"{IR_HELP}, or none. You hear the clips through it; the numbers are measured without it.  "
    "[default: 4x12 for a simulated amp, else none]",
)
@click.option("--resume", is_flag=True, help="Continue an interrupted study.")
@cluster_option
def study(
    *,
    folder: Path,
    device: str | None,
    fast: bool,
    architecture: Architecture | None,
    epochs: int | None,
    di: Path | None,
    gains: GainOptions,
    target: Path | None,
    target_level_dbu: float | None,
    ir: Path | None,
    resume: bool,
    cluster: str | None,
) -> None:
    """Show what calibration does, with numbers and sound.

    The command captures a simulated amp at four send levels and trains a model of each. It plays one guitar,
    as recorded by two interfaces, through all models, raw and calibrated. It writes a page to read and listen
    to, every clip, and the models as a pack. It takes minutes, fewer with --fast; Ctrl-C loses nothing.

    Examples:
      reamp study -o report --fast
      reamp study -o report --device my-captures --di di.wav --max-input 12.2dBu --target amp.wav
      reamp study -o report --cluster tcp://10.0.0.5:8786
    """
    need_torch("training")
    from reamp.study.config import FAST, FAST_DEVICE, FULL, FULL_DEVICE
    from reamp.study.run import StudyRecordings, run_study, study_subject

    config, usual_device = (FAST, FAST_DEVICE) if fast else (FULL, FULL_DEVICE)
    device = device or usual_device
    if architecture is not None:
        config = replace(config, architecture=architecture)
    if epochs is not None:
        config = replace(config, epochs=epochs)
    speaker = _speaker(ir, device)
    _check_usage(device, di=di, gains=gains, target=target, target_level_dbu=target_level_dbu)
    subject = study_subject(device)
    recordings = StudyRecordings(
        di=di, source=_source(di, gains), target=target, target_full_scale_dbu=target_level_dbu
    )
    print_findings(about_this_run(recordings.findings), stderr=True)
    with contextlib.ExitStack() as stack:
        opened = None
        if cluster is not None:
            from reamp.train.queue_cluster import LIBRARIES

            opened = stack.enter_context(opened_cluster(cluster, libraries=LIBRARIES, quiet=False))
        on_progress = stack.enter_context(study_progress())
        result = run_study(
            subject,
            config,
            folder,
            recordings=recordings,
            speaker=speaker,
            resume=resume,
            on_progress=on_progress,
            cluster=opened,
        )
    _print_result(result, folder)


def _speaker(ir: Path | None, device: str) -> "StudySpeaker | None":
    """Return the typed cabinet, else the default one for an amp head."""
    from reamp.study.run import usual_speaker
    from reamp.study.speaker import StudySpeaker

    if ir is None:
        return usual_speaker(device)
    return None if str(ir) == _NO_CABINET else StudySpeaker.of(ir_file(ir))


def _check_usage(
    device: str, *, di: Path | None, gains: GainOptions, target: Path | None, target_level_dbu: float | None
) -> None:
    """Raise `UsageError` for options that would be ignored."""
    is_interface_typed = gains != GainOptions()
    if device in device_names():
        if is_interface_typed or (di, target, target_level_dbu) != (None, None, None):
            raise click.UsageError(
                "--di, --target, --interface and --max-input need --device FOLDER; "
                "a simulated device plays a simulated guitar"
            )
    elif Path(device).is_dir() and is_interface_typed and di is None:
        raise click.UsageError("--interface and --max-input need --di, the recording of your guitar")


def _source(di: Path | None, gains: GainOptions) -> Source:
    """Return the source of the guitar; a recording of the user's must have a known interface."""
    if di is None:
        return UNKNOWN_SOURCE
    source = gains.source()
    if source.interface is None:
        raise click.UsageError(
            f"the interface that {di} was recorded with is unknown, and every number depends "
            "on it: --interface NAME, or --max-input LEVEL, its maximum input level"
        )
    return source


def _print_result(result: "Study", folder: Path) -> None:
    from reamp.study.words import calibrated_words, limit_words, raw_words, table_rows

    headings, *rows = table_rows(result)
    print_numbers(headings, rows)
    for words in (*raw_words(result), *calibrated_words(result), *limit_words(result)):
        console().print(Text(words))
    say((str(folder / "index.html"), "bold"))

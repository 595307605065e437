"""What the page Capture may ask for: simulated gear, two files, gear on a device; findings."""

import contextlib
from collections.abc import Mapping
from typing import Annotated

import msgspec

from reamp.app.captures import capture_path
from reamp.app.commands import FileKey, Nothing, PageCommand
from reamp.app.new_capture import (
    Jacks,
    NamedGear,
    Text,
    finished_capture,
    given_name,
    level_or_none,
    path_for,
    steps_of,
)
from reamp.app.tasks import Task
from reamp.app.view import findings_view
from reamp.app.workshop import Workshop
from reamp.audio.signal import Signal
from reamp.capture.burst import turn_db
from reamp.capture.capture import Capture, Gear, Levels
from reamp.capture.picture import PICTURE_NAME, write_picture
from reamp.capture.record import CaptureSession, signal_to_play
from reamp.capture.simulate import simulate_capture
from reamp.capture.summary import capture_words, is_trainable
from reamp.capture.take_folder import find_takes
from reamp.capture.take_run import TakeBegun, TakeEvent, TakeFault, TakeMoved
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path
from reamp.errors import MissingExtraError, ReampError
from reamp.rig.document import Form
from reamp.sim.device import device_by_name, device_knobs, device_names, device_with_knobs
from reamp.sim.interface import SimulatedInterface
from reamp.texts import minutes

__all__ = ["CAPTURE_COMMANDS"]


class _Simulate(NamedGear, frozen=True, kw_only=True):
    device: Text
    knobs: dict[str, float] = msgspec.field(default_factory=dict)
    is_quick: bool = False


class _Files(NamedGear, frozen=True, kw_only=True):
    signal: FileKey
    recording: FileKey
    send: Text = ""
    return_: Text = msgspec.field(default="", name="return")


class _Device(Jacks, frozen=True, kw_only=True):
    is_quick: bool = False

    def signal(self, rate_hz: int) -> Signal:
        return signal_to_play(demo_di_path() if self.is_quick else None, rate_hz=rate_hz)


class _Record(_Device, frozen=True, kw_only=True):
    name: Text
    despite_faults: bool = False


class _Capture(Form, frozen=True, kw_only=True):
    capture: FileKey


class _Task(Form, frozen=True, kw_only=True):
    task: Annotated[int, msgspec.Meta(ge=0)]


def _gear(*_: object) -> object:
    return [
        {
            "name": device.name,
            "description": device.description,
            "knobs": [{"name": knob, "value": value} for knob, value in device_knobs(device.name).items()],
        }
        for device in map(device_by_name, device_names())
    ]


def _simulate(workshop: Workshop, said: _Simulate) -> int:
    device = device_with_knobs(said.device, said.knobs)
    name = given_name(said.name or said.device)

    def work(task: Task) -> object:
        path = path_for(workshop, name, task)
        interface = SimulatedInterface(send_full_scale_dbu=DEMO_DI_FULL_SCALE_DBU)
        signal = demo_di_path() if said.is_quick else None
        simulate_capture(path, device, interface, signal_path=signal, gear=said.gear, on_step=steps_of(task))
        return finished_capture(workshop, path)

    return workshop.tasks.begin("capture", name, work)


def _files(workshop: Workshop, said: _Files) -> int:
    signal = workshop.shelf.path(said.signal, "sound")
    recording = workshop.shelf.path(said.recording, "sound")
    levels = Levels(input_level_dbu=level_or_none(said.send), output_level_dbu=level_or_none(said.return_))
    name = given_name(said.name or recording.stem)

    def work(task: Task) -> object:
        path = path_for(workshop, name, task)
        task.step = "files"
        Capture.create(path, signal_path=signal, recording_path=recording, levels=levels, gear=said.gear)
        return finished_capture(workshop, path)

    return workshop.tasks.begin("capture", name, work)


def _hear(workshop: Workshop, said: _Device) -> object:
    """Play the quiet burst and the loudest part, and return how far to turn the return."""
    workshop.bench.close()
    with workshop.lending(), contextlib.ExitStack() as stack:
        opened = said.open()
        stack.enter_context(contextlib.closing(opened.stream))
        signal = said.signal(opened.stream.rate_hz)
        burst = CaptureSession(opened.stream, opened.jacks, signal, setup=opened.setup).listen()
    peak_dbfs = burst.quiet_peak_dbfs if burst.loud_peak_dbfs is None else burst.loud_peak_dbfs
    return {
        "peak_dbfs": peak_dbfs,
        "noise_dbfs": burst.noise_rms_dbfs,
        "turn_db": turn_db(burst),
        "findings": findings_view((*opened.findings, *burst.findings)),
        "has_levels": opened.setup is not None,
    }


def _record(workshop: Workshop, said: _Record) -> int:
    name = given_name(said.name)

    def work(task: Task) -> object:
        path = path_for(workshop, name, task)
        task.step = "open"
        workshop.bench.close()
        with workshop.lending(), contextlib.ExitStack() as stack:
            opened = said.open()
            stack.enter_context(contextlib.closing(opened.stream))
            signal = said.signal(opened.stream.rate_hz)
            session = CaptureSession(opened.stream, opened.jacks, signal, setup=opened.setup)
            task.step = "listen"
            session.listen()

            def on_take(event: TakeEvent) -> bool:
                if isinstance(event, TakeBegun):
                    task.step, task.share = "record", 0.0
                elif isinstance(event, TakeMoved):
                    task.share = event.done_s / max(1e-9, event.total_s)
                    task.result = {"peak_dbfs": event.peak_dbfs, "xruns": event.xruns}
                is_fault = isinstance(event, TakeFault) and not said.despite_faults
                return is_fault or task.is_to_stop.is_set()

            recorded = session.record(
                path,
                gear=Gear(name=said.name.strip() or None),
                on_take=on_take,
                despite_faults=said.despite_faults,
            )
        task.share = None
        return finished_capture(workshop, path, (*opened.findings, *recorded.findings))

    return workshop.tasks.begin("capture", name, work)


def _takes(workshop: Workshop, _: Nothing) -> object:
    """Return the takes that never became captures, after a crash, a power cut or a fault."""
    return [
        {
            "path": str(take.path),
            "done": f"{minutes(take.recorded_s)} / {minutes(take.total_s)}",
            "state": take.notes.state,
        }
        for take in find_takes(workshop.folder)
    ]


def _look(workshop: Workshop, said: _Capture) -> object:
    """Return a capture's facts, findings and picture."""
    path = capture_path(workshop.shelf, said.capture)
    capture = Capture.open(path)
    return {
        "name": path.stem,
        "facts": [{"name": name, "value": value} for name, value in capture_words(capture).items()],
        "findings": findings_view(capture.findings),
        "is_trainable": is_trainable(capture.findings),
        "picture": _picture(workshop, capture),
    }


def _picture(workshop: Workshop, capture: Capture) -> str | None:
    target = capture.path / PICTURE_NAME
    if capture.latency is None:
        return None
    if not target.is_file():
        try:
            write_picture(capture, target)
        except (MissingExtraError, OSError):
            return None
        except ReampError:
            return None
    return workshop.handouts.give_file(target, "image/png")


CAPTURE_COMMANDS: Mapping[str, PageCommand] = {
    "gear": PageCommand(form=Nothing, do=_gear),
    "capture simulated": PageCommand(form=_Simulate, do=_simulate),
    "capture files": PageCommand(form=_Files, do=_files),
    "capture hear": PageCommand(form=_Device, do=_hear),
    "capture record": PageCommand(form=_Record, do=_record),
    "capture takes": PageCommand(form=Nothing, do=_takes),
    "capture look": PageCommand(form=_Capture, do=_look),
    "stop task": PageCommand(form=_Task, do=lambda workshop, said: workshop.tasks.stop(said.task)),
}
"""Every command by its name."""

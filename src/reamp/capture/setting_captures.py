"""Captures of the same gear at many settings of its knobs: a folder with the plan and a capture for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reamp.capture.capture import Capture
from reamp.errors import CaptureError, ConfigError, NotACaptureError, OutputError, StrPath
from reamp.findings import Severity
from reamp.knobs.knob import setting_words
from reamp.knobs.plan import KnobPlan, PlannedSetting, read_plan, write_plan
from reamp.near_names import no_such_file

__all__ = ["SettingCaptures", "blocker_of", "is_setting_captures"]

_PLAN = "plan.toml"
_LATENCY_APART_S = 0.002  # a filter moves what correlation finds by some frames
_LEVEL_APART_DB = 0.05


def is_setting_captures(path: StrPath) -> bool:
    """Return whether a path is a folder of captures at many settings, by its name or its plan."""
    folder = Path(path)
    return folder.suffix == ".captures" or (folder / _PLAN).is_file()


def blocker_of(capture: Capture) -> str | None:
    """Return why a capture is of no use for training, None when it is of use."""
    return next((f.text for f in capture.findings if f.severity is Severity.BLOCKER), None)


@dataclass(frozen=True, kw_only=True)
class SettingCaptures:
    """A folder NAME.captures: `plan.toml`, and `001.capture` for the first setting of the plan, and so on.

    It may be incomplete: `missing` are the settings that have no capture yet.
    """

    path: Path
    plan: KnobPlan

    @classmethod
    def begin(cls, path: StrPath, plan: KnobPlan) -> "SettingCaptures":
        """Make the folder with its plan, or open it where it is there with the same plan.

        Raises `ConfigError` for a name that does not end in .captures and for a folder of another plan,
        `OutputError` when it cannot be written.
        """
        folder = Path(path)
        if folder.suffix != ".captures":
            raise ConfigError(f"{path}: captures at many settings are a folder whose name ends in .captures")
        if (folder / _PLAN).exists():
            opened = cls.open(folder)
            if opened.plan != plan:
                raise ConfigError(f"{path}: was begun with another plan; choose another name")
            return opened
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(path, f"exists, and there is no {_PLAN} in it; choose another name")
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(path, f"cannot be created: {error.strerror or error}") from error
        write_plan(plan, folder / _PLAN)
        return cls(path=folder, plan=plan)

    @classmethod
    def open(cls, path: StrPath) -> "SettingCaptures":
        """Open a folder; raises `NotACaptureError` for any other path, `ConfigError` for a broken plan."""
        folder = Path(path)
        if not (folder / _PLAN).is_file():
            problem = f"there is no {_PLAN} in it" if folder.exists() else f"it {no_such_file(folder)}"
            raise NotACaptureError(folder, f"is not a folder of captures at many settings: {problem}")
        return cls(path=folder, plan=read_plan(folder / _PLAN))

    def capture_path(self, number: int) -> Path:
        """Return where the capture of a setting lies; the first setting is number 1."""
        return self.path / f"{number:03d}.capture"

    def capture(self, number: int) -> Capture:
        """Open the capture of a setting.

        Raises `CaptureError` when it is missing or broken, or has other knobs.
        """
        capture = Capture.open(self.capture_path(number))
        planned = dict(self.plan.settings[number - 1].knobs)
        if capture.knobs != planned:
            stood = "unknown" if capture.knobs is None else setting_words(capture.knobs)
            raise CaptureError(capture.path, f"its knobs are {stood}; the plan says {setting_words(planned)}")
        return capture

    def missing(self) -> dict[int, str]:
        """Return the numbers of the settings without a capture that can be opened, each with the reason."""
        reasons: dict[int, str] = {}
        for number in range(1, len(self.plan.settings) + 1):
            try:
                self.capture(number)
            except CaptureError as error:
                reasons[number] = str(error)
        return reasons

    def put_aside(self, number: int) -> Path | None:
        """Rename a bad capture, so that it can be recorded again; return its new path."""
        path = self.capture_path(number)
        if not path.exists():
            return None
        tries = (path.with_name(f"{path.stem}-bad-{count}") for count in range(1, 1000))
        aside = next(each for each in tries if not each.exists())
        path.rename(aside)
        return aside

    def captures(self) -> Iterator[tuple[PlannedSetting, Capture]]:
        """Yield every setting with its capture; raises `CaptureError` for the first that is not there.

        Also raises `CaptureError` for a capture of another rate, signal, gear, level or latency than the
        first one: a model would learn the difference as an effect of a knob.
        """
        missing = self.missing()
        if missing:
            number, reason = next(iter(missing.items()))
            words = setting_words(self.plan.settings[number - 1].knobs)
            total = f"{len(missing)} of {len(self.plan.settings)} settings have no capture"
            raise CaptureError(
                self.path,
                f"{total}: number {number} ({words}): {reason}; repeat the command that recorded them",
            )
        first: Capture | None = None
        for number, setting in enumerate(self.plan.settings, start=1):
            capture = self.capture(number)
            first = first or capture
            difference = _difference(first, capture)
            if difference is not None:
                raise CaptureError(
                    capture.path,
                    f"{difference}; all settings need the same gear, levels and signal: record it again",
                )
            yield setting, capture


def _difference(first: Capture, other: Capture) -> str | None:
    """Return in what another capture differs from the first where it must not, None where it does not."""
    if other.rate_hz != first.rate_hz:
        return f"is at {other.rate_hz} Hz, the first one at {first.rate_hz} Hz"
    if (other.layout.name, other.layout.training) != (first.layout.name, first.layout.training):
        return f"has another test signal than the first one: {other.layout.name}, not {first.layout.name}"
    for field in ("gear_make", "gear_model"):
        one, another = getattr(first.gear, field), getattr(other.gear, field)
        if one != another:
            return f"is of other gear than the first one: {another}, not {one}"
    for side in ("input_level_dbu", "output_level_dbu"):
        one, another = getattr(first.levels, side), getattr(other.levels, side)
        if (one is None) != (another is None) or (one is not None and abs(one - another) > _LEVEL_APART_DB):
            words = _level_words(one), _level_words(another)
            return f"has another level than the first one: {side} {words[1]}, not {words[0]}"
    latencies = first.latency, other.latency
    if None not in latencies and blocker_of(first) is None and blocker_of(other) is None:
        apart = abs(latencies[0].frames - latencies[1].frames)  # type: ignore[union-attr]
        if apart > _LATENCY_APART_S * first.rate_hz:
            return f"has a latency {apart} frames apart from that of the first one"
    return None


def _level_words(level_dbu: float | None) -> str:
    return "unknown" if level_dbu is None else f"{level_dbu:g} dBu"

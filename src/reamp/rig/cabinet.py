"""Speaker cabinets: impulse responses from files or computed, mixed and panned, for one side or two."""

import dataclasses
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from reamp.arguments import as_path
from reamp.audio.files import AudioReader, probe
from reamp.audio.names import is_sound
from reamp.audio.signal import Samples
from reamp.errors import AudioFileError, ChannelError, ConfigError, StrPath
from reamp.findings import Check, Finding, Severity
from reamp.nam.folder import by_name
from reamp.plan.inputs import check_finite
from reamp.rig.cabinet_rate import at_rate
from reamp.rig.mode import RigMode
from reamp.sim.speaker import CABINETS, cabinet_taps
from reamp.units import db_to_ratio

__all__ = [
    "COMPATIBLE_TAPS",
    "IR_GAIN_DB",
    "IR_GAIN_RATE_HZ",
    "MAX_CABINETS",
    "MAX_IR_S",
    "Cabinet",
    "ImpulseResponse",
    "cabinet_path",
    "first_ir",
    "is_folder_of_irs",
    "read_impulse_response",
]

IR_GAIN_DB = -18.0
"""The gain of every impulse response at `IR_GAIN_RATE_HZ`, as in the official plugin. Most files are
normalized to their peak, which makes them about that much louder than no cabinet."""

IR_GAIN_RATE_HZ = 48_000
"""The rate that `IR_GAIN_DB` is for. At twice the rate there are twice the taps, so each must be half."""

MAX_IR_S = 10.0
"""Longest impulse response accepted; even a cathedral rings for less."""

DULL_RATE_HZ = 32_000
"""The lowest rate without a finding. A slower file has nothing above 16 kHz, but a guitar cabinet does."""

MAX_CABINETS = 2

COMPATIBLE_TAPS = 8192

_Taps: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Cabinet:
    """An impulse response in a file, mono or stereo; `channel`, counted from 1, picks one of several.

    The `path` 1x12, 2x12 or 4x12 is a cabinet that Reamp computes; for a file of that name write ./4x12.
    `gain_db` and `pan`, from -1 (left) to 1 (right), are for mixing. The pan law keeps the power, with 0 dB
    in the middle and +3 dB at either side. In a stereo file, pan sets the balance.
    """

    path: Path
    channel: int | None = None
    gain_db: float = 0.0
    pan: float = 0.0

    def __post_init__(self) -> None:
        as_path(self.path, of="an impulse response")
        object.__setattr__(self, "path", cabinet_path(self.path))
        if self.is_computed and self.channel not in (None, 1):
            raise ConfigError(f"{self.path} is computed and mono, so it has no channel {self.channel}")
        check_finite(f"{self.path}: gain_db", self.gain_db)
        check_finite(f"{self.path}: pan", self.pan)
        if not -1.0 <= self.pan <= 1.0:
            raise ConfigError(f"{self.path}: pan must be -1 (left) to 1 (right), got {self.pan:g}")

    @property
    def is_computed(self) -> bool:
        """Whether this is a cabinet that Reamp computes, without a file."""
        return str(self.path) in CABINETS

    @property
    def file(self) -> Path | None:
        """The file that is read; None for a computed cabinet."""
        return None if self.is_computed else self.path


def is_folder_of_irs(path: Path) -> bool:
    """Return whether a cabinet's path is a folder, not a cabinet that Reamp computes."""
    return str(path) not in CABINETS and path.is_dir()


def first_ir(folder: Path) -> Path:
    """Return the first impulse response in a folder, in natural order (2 before 10); raises `ConfigError`."""
    found = [path for path in folder.iterdir() if is_sound(path) and not path.name.startswith(".")]
    if not found:
        raise ConfigError(f"there is no impulse response (.wav, .flac, .aiff) in the folder {folder}")
    return min(found, key=by_name)


def cabinet_path(typed: StrPath) -> Path:
    """Return the path of a cabinet for `Cabinet`: ./4x12 is a file, 4x12 is a computed cabinet.

    >>> cabinet_path("4x12"), cabinet_path("irs/cab.wav")
    (PosixPath('4x12'), PosixPath('irs/cab.wav'))
    >>> cabinet_path("./4x12").is_absolute()
    True
    """
    path = Path(typed)
    is_file = str(path) in CABINETS and os.fspath(typed) != str(path)
    return path.absolute() if is_file else path


@dataclass(frozen=True, kw_only=True)
class ImpulseResponse:
    """The taps to convolve with, gains included, shape (frames,); `right` is None if both sides are equal."""

    left: Samples
    right: Samples | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def channels(self) -> int:
        """1 if both sides are the same, else 2."""
        return 1 if self.right is None else 2


def read_impulse_response(
    cabinets: Sequence[Cabinet], *, rate_hz: int, mode: RigMode = RigMode.PLAYER
) -> ImpulseResponse:
    """Return one or two cabinets as taps at `rate_hz`, each with its gain.

    The taps of a file are also multiplied by 10^(-18/20) * 48000 / rate_hz. A computed cabinet is as loud as
    no cabinet.

    A compatible rig plays the first 8192 taps of one mono impulse response; it raises `ConfigError` for more
    cabinets. Any rig raises it for more than two. Raises `AudioFileError` as `AudioReader` does, for a silent
    file, and for one longer than `MAX_IR_S`.
    """
    if not 1 <= len(cabinets) <= MAX_CABINETS:
        raise ConfigError(f"a rig has at most {MAX_CABINETS} cabinets, got {len(cabinets)}")
    if mode is RigMode.COMPATIBLE and (len(cabinets) > 1 or cabinets[0].pan):
        raise ConfigError("a compatible rig plays one impulse response, in the middle")
    read = [_read(cabinet, rate_hz=rate_hz, mode=mode) for cabinet in cabinets]
    sides = [_sides(cabinet, file, rate_hz=rate_hz) for cabinet, file in zip(cabinets, read, strict=True)]
    left, right = (_sum([side[n] for side in sides]) for n in (0, 1))
    if mode is RigMode.COMPATIBLE:
        left, right = left[:COMPATIBLE_TAPS], right[:COMPATIBLE_TAPS]
    is_mono = all(
        len(file.channels) == 1 and cabinet.pan == 0.0 for cabinet, file in zip(cabinets, read, strict=True)
    )
    return ImpulseResponse(
        left=left.astype(np.float32),
        right=None if is_mono else right.astype(np.float32),
        findings=tuple(finding for file in read for finding in file.findings),
    )


@dataclass(frozen=True, kw_only=True)
class _File:
    channels: tuple[Samples, ...]  # one or two
    rate_hz: int
    findings: tuple[Finding, ...] = ()
    is_computed: bool = False


def _read(cabinet: Cabinet, *, rate_hz: int, mode: RigMode) -> _File:
    """Return the channels of a cabinet's file: two if it is stereo and no channel is chosen."""
    if cabinet.is_computed:
        taps = cabinet_taps(str(cabinet.path), rate_hz=rate_hz)
        return _File(channels=(taps,), rate_hz=rate_hz, is_computed=True)
    if str(cabinet.path) == cabinet.path.stem and not cabinet.path.exists():  # a name, no file
        raise AudioFileError(
            cabinet.path, f"is neither a file nor one of Reamp's own cabinets: {', '.join(CABINETS)}"
        )
    info = probe(cabinet.path)
    if info.duration_s > MAX_IR_S:  # check before searching a stereo file for the channel with sound
        problem = f"is {info.duration_s:.0f} s long; an impulse response has at most {MAX_IR_S:.0f} s"
        raise AudioFileError(cabinet.path, problem)
    try:
        files = [_read_channel(cabinet.path, cabinet.channel)]
    except ChannelError:
        if mode is RigMode.COMPATIBLE or info.channels != 2:
            raise
        files = [_read_channel(cabinet.path, channel) for channel in (1, 2)]
    channels = tuple(file.channels[0] for file in files)
    if not any(channel.any() for channel in channels):
        raise AudioFileError(cabinet.path, "is silent; choose another file")
    return dataclasses.replace(files[0], channels=channels)


def _read_channel(path: Path, channel: int | None) -> _File:
    with AudioReader(path, channel=channel, role="impulse response") as reader:
        signal = reader.signal()
        findings = [dataclasses.replace(finding, subject=path.name) for finding in reader.findings]
    if signal.rate_hz < DULL_RATE_HZ:
        findings.append(
            Finding(
                check=Check.IMPULSE_RESPONSE_DULL,
                severity=Severity.WARNING,
                subject=path.name,
                message=f"the sample rate is {signal.rate_hz} Hz, so there is no sound above "
                f"{signal.rate_hz / 2000:g} kHz",
                advice="look for the original, at 44.1 kHz or more",
            )
        )
    return _File(channels=(signal.samples,), rate_hz=signal.rate_hz, findings=tuple(findings))


def _sides(cabinet: Cabinet, file: _File, *, rate_hz: int) -> tuple[_Taps, _Taps]:
    """Return the taps that a cabinet adds to the left and to the right side."""
    gain = db_to_ratio(cabinet.gain_db)
    if not file.is_computed:
        gain *= db_to_ratio(IR_GAIN_DB) * IR_GAIN_RATE_HZ / rate_hz
    taps = [at_rate(channel, from_hz=file.rate_hz, to_hz=rate_hz) * gain for channel in file.channels]
    if cabinet.pan == 0.0:  # without a multiplication, so that the bits stay
        return taps[0], taps[-1]
    angle = (cabinet.pan + 1.0) * math.pi / 4.0
    return taps[0] * math.sqrt(2.0) * math.cos(angle), taps[-1] * math.sqrt(2.0) * math.sin(angle)


def _sum(parts: Sequence[_Taps]) -> _Taps:
    total = np.zeros(max(map(len, parts)))
    for part in parts:
        total[: len(part)] += part
    return total

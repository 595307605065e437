"""The test signals people re-amp, recognised by file or by content, and a layout for any other signal."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from reamp.audio.signal import Samples, Signal
from reamp.capture.layout import UNKNOWN_SIGNAL, Layout, Span, TestSignal
from reamp.capture.make_signal import RATES_HZ, own_test_signal
from reamp.capture.short_signal import short_test_signal
from reamp.errors import AudioFileError, ConfigError, StrPath
from reamp.findings import Check, Finding, Severity, tenths

__all__ = ["OFFICIAL", "file_md5", "layout_for", "names", "swapped_findings"]

_V1 = TestSignal(
    name="v1",
    rate_hz=48_000,
    frames=None,
    training=slice(0, -432_000),
    validation=(slice(-432_000, None),),
    impulses=(12_000, 36_000),
    noise_floor=slice(0, 6_000),
    md5="4d54a958861bf720ec4637f43d44a7ef",
)

OFFICIAL = (
    _V1,
    replace(_V1, name="v1.1.1", md5="7c3b6119c74465f79d96c761a0e27370"),
    TestSignal(
        name="v2",
        rate_hz=48_000,
        frames=9_168_000,
        training=slice(0, -960_000),
        validation=(slice(-960_000, -528_000), slice(-528_000, -96_000)),
        impulses=(24_000, 72_000),
        noise_floor=slice(12_000, 18_000),
        md5="ede3b9d82135ce10c7ace3bb27469422",
    ),
    TestSignal(
        name="v3",
        rate_hz=48_000,
        frames=9_120_000,
        training=slice(480_000, -432_000),
        validation=(slice(0, 432_000), slice(-432_000, None)),
        impulses=(504_000, 552_000),
        noise_floor=slice(492_000, 498_000),
        md5="36cd1af62985c2fac3e654333e36431e",
    ),
    TestSignal(
        name="proteus",
        rate_hz=44_100,
        frames=None,
        training=slice(44_100, -441_000),
        validation=(slice(-441_000, None),),
        impulses=(22_050,),  # the one on frame 0 has no silence before it
        noise_floor=slice(6_000, 12_000),
        md5="80e224bd5622fd6153ff1fd9f34cb3bd",
    ),
)
"""The published signals of the NAM trainer and of Proteus, oldest first."""

_SILENCE = 1e-5  # -100 dBFS: below the last bits of a 16-bit file
_IMPULSE_FRAMES = 200
_VALIDATION_S, _VALIDATION_SHARE = 9.0, 0.1
_SHORT_S = 30.0
_GUARD_S = 0.005
_NOISE_FLOOR_S = 0.1


def names() -> tuple[str, ...]:
    """Return the names that `layout_for` takes, Reamp's own first."""
    own = [version(RATES_HZ[0]).name for version in (own_test_signal, short_test_signal)]
    return (*own, *(version.name for version in OFFICIAL))


def file_md5(path: StrPath) -> str:
    """Return the MD5 of a file as hexadecimal digits; raises `AudioFileError` when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise AudioFileError(path, f"cannot be read: {error.strerror or error}") from error


def layout_for(
    signal: Signal, *, name: str | None = None, md5: str | None = None
) -> tuple[Layout, list[Finding]]:
    """Return the layout of a signal, and findings about what is doubtful in it.

    `name` (one of `names`) says it; `md5` of the signal's file recognises the published files; length,
    impulses and a repeated validation recognise copies and look-alikes. Any other signal is trained on from
    its start and validated on its last 9 s, or its last tenth if that is shorter.
    Raises `ConfigError` when `name` is unknown or does not fit the signal.
    """
    if name is not None:
        return _named(signal, name).layout(signal.frames), []
    for version in OFFICIAL:
        if md5 is not None and md5 == version.md5:
            return version.layout(signal.frames), []
    for version in _versions(signal.rate_hz):
        if version.frames == signal.frames and _has_structure(signal.samples, version.layout(signal.frames)):
            return version.layout(signal.frames), _look_alike(version)
    return _split(signal)


def swapped_findings(recording: Signal, *, md5: str | None = None) -> list[Finding]:
    """Return a blocker when the recording is a known test signal; ask when what was played is none."""
    layout, _ = layout_for(recording, md5=md5)
    if not layout.is_known:
        return []
    return [
        Finding(
            check=Check.FILES_SWAPPED,
            severity=Severity.BLOCKER,
            message=f"the files are swapped: the recording is the test signal {layout.name}, not the signal",
            advice="give the two files the other way round",
        )
    ]


def _versions(rate_hz: int) -> list[TestSignal]:
    own = [own_test_signal(rate_hz), short_test_signal(rate_hz)] if rate_hz in RATES_HZ else []
    return [*own, *(version for version in OFFICIAL if version.rate_hz == rate_hz)]


def _named(signal: Signal, name: str) -> TestSignal:
    if name not in names():
        raise ConfigError(f"there is no test signal {name!r}; there are {', '.join(names())}")
    version = next((v for v in _versions(signal.rate_hz) if v.name == name), None)
    if version is None:
        raise ConfigError(f"the test signal {name} does not exist at {signal.rate_hz} Hz")
    if version.frames is not None and signal.frames != version.frames:
        raise ConfigError(f"the test signal {name} has {version.frames} frames, this one has {signal.frames}")
    if version.layout(signal.frames).training.frames <= 0:
        raise ConfigError(f"a signal of {signal.duration_s:.1f} s is too short for the layout of {name}")
    return version


def _has_structure(samples: Samples, layout: Layout) -> bool:
    """Whether the validations are the same and the impulses are alone where the layout has them."""
    first, second = (samples[span.slice] for span in layout.validation)
    energy = np.square(second).sum(dtype=np.float64)
    if energy == 0.0 or np.square(second - first).sum(dtype=np.float64) > 1e-6 * energy:
        return False
    for frame in layout.impulses:
        around = np.abs(samples[frame - _IMPULSE_FRAMES : frame + _IMPULSE_FRAMES + 1])
        peak = around[_IMPULSE_FRAMES]
        around[_IMPULSE_FRAMES] = 0.0
        if peak <= 20.0 * around.max():
            return False
    return True


def _look_alike(version: TestSignal) -> list[Finding]:
    if version.md5 is None:
        return []
    message = f"the signal is laid out like {version.name}, but is not the published file"
    return [Finding(check=Check.SIGNAL_LOOK_ALIKE, severity=Severity.NOTE, message=message)]


def _split(signal: Signal) -> tuple[Layout, list[Finding]]:
    """Return a layout for an unknown signal."""
    validation_frames = round(min(_VALIDATION_S * signal.rate_hz, _VALIDATION_SHARE * signal.frames))
    start = signal.frames - validation_frames
    validation_s = validation_frames / signal.rate_hz
    layout = Layout(
        name=UNKNOWN_SIGNAL,
        training=Span(0, start),
        validation=(Span(start, signal.frames),),
        noise_floor=_longest_silence(signal),
    )
    findings = [
        Finding(
            check=Check.SIGNAL_UNKNOWN,
            severity=Severity.NOTE,
            message=(
                f"the signal is your own, not a known test signal; its last {validation_s:.1f} s are for "
                "validation, the rest is for training"
            ),
            advice=(
                "it has no repeated part, so drift and noise gates cannot be detected; "
                "`reamp signal` makes a signal that has one"
            ),
        )
    ]
    if signal.duration_s < _SHORT_S:
        findings.append(
            Finding(
                check=Check.SIGNAL_SHORT,
                severity=Severity.WARNING,
                measured=signal.duration_s,
                limit=_SHORT_S,
                unit="s",
                message=(
                    f"the signal lasts {tenths(signal.duration_s)} s; "
                    f"at least {_SHORT_S:g} s needed for a good model"
                ),
                advice="use a signal of about three minutes that covers how you play",
            )
        )
    return layout, findings


def _longest_silence(signal: Signal) -> Span | None:
    """Return the later half of the longest silence of at least 0.1 s: the gear rings on into the first.

    Its last 5 ms are left out, as a latency by correlation may be some frames too late.
    """
    sounding = np.flatnonzero(np.abs(signal.samples) > _SILENCE)
    edges = np.concatenate(([-1], sounding, [signal.frames]))
    longest = int(np.diff(edges).argmax())
    silence = Span(int(edges[longest]) + 1, int(edges[longest + 1]))
    if silence.frames < _NOISE_FLOOR_S * signal.rate_hz:
        return None
    guard_frames = round(_GUARD_S * signal.rate_hz)
    return Span((silence.first + silence.end) // 2, silence.end - guard_frames)

"""The parts of a test signal: the spans for training, for validation, and for measurements."""

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

__all__ = ["Layout", "Span", "TestSignal"]


class Span(NamedTuple):
    """Frames from `first` up to, not including, `end`.

    >>> Span(3, 10).frames, Span(3, 10).shifted(-5), Span(12, 20).within(15)
    (7, Span(first=0, end=5), Span(first=12, end=15))
    """

    first: int
    end: int

    @property
    def frames(self) -> int:
        """The length."""
        return self.end - self.first

    @property
    def slice(self) -> slice:
        """For indexing samples."""
        return slice(self.first, self.end)

    def shifted(self, frames: int) -> "Span":
        """Return the span later by `frames`, without what would lie before the start."""
        return Span(max(0, self.first + frames), max(0, self.end + frames))

    def within(self, frames: int) -> "Span":
        """Return the part of the span that lies in a signal of `frames`; it may be empty."""
        return Span(min(self.first, frames), min(self.end, frames))


UNKNOWN_SIGNAL = "split"
"""The name of the layout of a signal that is not a known test signal."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The spans of one signal; a validation played twice has two, and models are judged by the last.

    `impulses` are frames of single samples with silence around them; `noise_floor` is a span of silence.
    """

    name: str
    training: Span
    validation: tuple[Span, ...]
    impulses: tuple[int, ...] = ()
    noise_floor: Span | None = None

    @property
    def is_known(self) -> bool:
        """Whether it belongs to a known test signal."""
        return self.name != UNKNOWN_SIGNAL

    def shifted(self, frames: int, *, length: int) -> "Layout":
        """Return the layout of the signal moved later by `frames` (earlier if negative) and cut to `length`.

        Spans that are cut keep what is left of them. A validation that lost half or more is left out; what
        one of the others lost at an end, all lose, so that they stay the same sound.
        """

        def kept(span: Span) -> Span:
            return span.shifted(frames).within(length)

        whole = [v for v in self.validation if 2 * kept(v).frames > v.frames]
        head = max((kept(v).first - v.first for v in whole), default=0)
        tail = min((kept(v).end - v.end for v in whole), default=0)
        return replace(
            self,
            training=kept(self.training),
            validation=tuple(Span(v.first + head, v.end + tail) for v in whole),
            impulses=tuple(i + frames for i in self.impulses if 0 <= i + frames < length),
            noise_floor=None if self.noise_floor is None else kept(self.noise_floor),
        )


@dataclass(frozen=True, kw_only=True)
class TestSignal:
    """One version of a test signal; spans and impulses below zero count from its end, as in Python.

    `frames` is None where the version exists in no one length. `md5` is that of the published file.
    """

    __test__: ClassVar[bool] = False  # pytest takes every Test* for tests

    name: str
    rate_hz: int
    frames: int | None
    training: slice
    validation: tuple[slice, ...]
    impulses: tuple[int, ...]
    noise_floor: slice
    md5: str | None = None

    def layout(self, frames: int) -> Layout:
        """Return the spans in a signal of this many frames."""

        def span(part: slice) -> Span:
            first, end, _ = part.indices(frames)
            return Span(first, end)

        return Layout(
            name=self.name,
            training=span(self.training),
            validation=tuple(span(part) for part in self.validation),
            impulses=tuple(i if i >= 0 else frames + i for i in self.impulses),
            noise_floor=span(self.noise_floor),
        )

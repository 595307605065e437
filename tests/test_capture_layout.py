"""Spans and layouts: counted from the end, moved with the latency, cut with the recording."""

from reamp.capture.layout import Layout, Span, TestSignal

LAYOUT = Layout(
    name="x",
    training=Span(100, 800),
    validation=(Span(0, 90), Span(900, 990)),
    impulses=(5, 95),
    noise_floor=Span(91, 99),
)


def test_a_version_counts_from_the_end() -> None:
    version = TestSignal(
        name="x",
        rate_hz=48_000,
        frames=None,
        training=slice(10, -300),
        validation=(slice(-300, -200), slice(-100, None)),
        impulses=(5, -150),
        noise_floor=slice(0, 4),
    )
    layout = version.layout(1_000)
    assert layout.training == Span(10, 700)
    assert layout.validation == (Span(700, 800), Span(900, 1_000))
    assert layout.impulses == (5, 850)
    assert layout.noise_floor == Span(0, 4)


def test_moving_earlier_drops_what_lies_before_the_start() -> None:
    moved = LAYOUT.shifted(-10, length=990)
    assert moved.training == Span(90, 790)
    assert moved.validation == (Span(0, 80), Span(900, 980))  # both lost their first 10
    assert moved.impulses == (85,)
    assert moved.noise_floor == Span(81, 89)


def test_a_validation_cut_by_less_than_half_stays() -> None:
    assert LAYOUT.shifted(0, length=960).validation == (Span(0, 60), Span(900, 960))


def test_a_validation_cut_by_half_goes() -> None:
    assert LAYOUT.shifted(0, length=945).validation == (Span(0, 90),)
    assert LAYOUT.shifted(0, length=700).training == Span(100, 700)

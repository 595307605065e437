"""What `reamp capture` prints while it records simulated gear at many settings."""

from pathlib import Path
from typing import Any

from reamp.capture.setting_captures import SettingCaptures, blocker_of
from reamp.capture.simulate_settings import SettingDone, simulate_settings
from reamp.knobs.knob import setting_words
from reamp.knobs.plan import KnobPlan, Use
from reamp.sim.interface import SimulatedInterface
from reamp.terminal.console import say

__all__ = ["record_settings"]


def record_settings(
    output: Path, device: str, plan: KnobPlan, interface: SimulatedInterface, **options: Any
) -> int:
    """Record a device at every setting without a capture, a line for each, and return the exit code."""
    folder = simulate_settings(output, device, plan, interface, on_done=_say_done, **options)
    counts = (
        f"{len(plan.of(Use.TRAINING))} settings to learn from, {len(plan.of(Use.VALIDATION))} to judge by"
    )
    say((str(output), "bold"), f"  {counts}")
    return int(_say_useless(folder) == len(plan.settings))


def _say_done(done: SettingDone) -> None:
    say(f"  {done.number}/{done.settings}  {done.words}")
    if done.put_aside is not None:
        say(f"    what was there could not be read, and is now {done.put_aside.name}", style="yellow")


def _say_useless(folder: SettingCaptures) -> int:
    """Say which settings are of no use for training, and return how many they are."""
    reasons = {number: blocker_of(capture) for number, (_, capture) in enumerate(folder.captures(), start=1)}
    useless = {number: reason for number, reason in reasons.items() if reason is not None}
    for number, reason in useless.items():
        words = setting_words(folder.plan.settings[number - 1].knobs)
        say(f"  number {number} ({words}) is left out of the training: {reason}", style="yellow")
    return len(useless)

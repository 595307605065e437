"""Plan the gains of a chain as a value, without any audio.

python examples/gain_plan.py
"""

from reamp import OutputMode, Source, plan_gain
from reamp.plan.inputs import ModelLevels

pedal = ModelLevels(name="pedal", input_level_dbu=11.76, output_level_dbu=12.3)
amp = ModelLevels(name="amp", input_level_dbu=15.0, loudness_db=-20.4)

plan = plan_gain(
    [pedal, amp],
    source=Source.named("Apollo Twin X", gain=15.0),  # the number on its display; the lowest is 10
    output_mode=OutputMode.NORMALIZED,
)

for name, gain in (
    ("into the pedal", plan.input_gain),
    ("from pedal to amp", plan.between_gains[0]),
    ("output", plan.output_gain),
):
    print(f"{name:18} {gain.value_db:+6.2f} dB = {gain.formula}")
for finding in plan.findings:
    print(finding)

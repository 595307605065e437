"""Render a recorded guitar through a model, for an interface of known level.

python examples/render_file.py [MODEL DI OUTPUT]
"""

import sys

import reamp
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.interfaces.table import level_as_interface

model, di, output = sys.argv[1:] or (demo_model_path(), demo_di_path(), "rendered.wav")

result = reamp.render(
    model,
    di=di,
    output=output,
    interface=level_as_interface(DEMO_DI_FULL_SCALE_DBU),  # or its name: "Scarlett 2i2 4th Gen"
    interface_gain_db=0.0,  # the gain that the interface showed; "+5" is 5 dB above its lowest
    config=reamp.RenderConfig(overwrite=True),
)

print(f"{result.output}: {result.duration_s:.1f} s, gain {result.plan.input_gain.value_db:+.2f} dB")
for finding in result.findings:
    print(finding)

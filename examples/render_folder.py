"""Render one guitar through every model in a folder, one model on each core.

python examples/render_folder.py [FOLDER]
"""

import sys
from pathlib import Path

import reamp
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.errors import ReampError
from reamp.nam.folder import models_in

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else demo_model_path().parent
outputs = Path("rendered")
outputs.mkdir(exist_ok=True)

done = reamp.render_files(
    ((model, outputs / f"{model.stem}.wav") for model in models_in(folder)),
    demo_di_path(),
    source=reamp.Source.named(reamp.level_as_interface(DEMO_DI_FULL_SCALE_DBU)),
    config=reamp.RenderConfig(overwrite=True),
)
for _, result in done:  # in the order in which they finish
    if isinstance(result, ReampError):  # a broken file does not stop the others
        print(result)
    else:
        print(f"{result.output}  {result.rms_dbfs:.1f} dBFS RMS")

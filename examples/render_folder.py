"""Render one guitar through every model in a folder, several at a time.

python examples/render_folder.py [FOLDER]
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import reamp
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path, demo_model_path
from reamp.errors import ModelFileError
from reamp.gear.interface_table import level_as_interface

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else demo_model_path().parent
outputs = Path("rendered")
outputs.mkdir(exist_ok=True)


def audition(model: Path) -> str:
    """Render the guitar through one model and say how it went; a broken file is no reason to stop."""
    try:
        result = reamp.render(
            model,
            di=demo_di_path(),
            output=outputs / f"{model.stem}.wav",
            interface=level_as_interface(DEMO_DI_FULL_SCALE_DBU),
            config=reamp.RenderConfig(threads=1, overwrite=True),  # the threads are the models
        )
    except ModelFileError as error:
        return str(error)
    return f"{result.output}  {result.rms_dbfs:.1f} dBFS RMS"


with ThreadPoolExecutor() as pool:  # rendering releases the GIL
    for line in pool.map(audition, sorted(folder.glob("*.nam"))):
        print(line)

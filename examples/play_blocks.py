"""Process a guitar block by block, as a plug-in does, and change a gain in between.

python examples/play_blocks.py
"""

import numpy as np

import reamp
from reamp.audio.files import read, write
from reamp.demo import demo_di_path, demo_model_path
from reamp.units import db_to_ratio

BLOCK_FRAMES = 64

di = read(demo_di_path())
model = reamp.load(demo_model_path())  # settled, so that the first block may be music
out = np.empty_like(di.samples)

for start in range(0, di.frames, BLOCK_FRAMES):
    block = di.samples[start : start + BLOCK_FRAMES]
    drive = db_to_ratio(6.0 if start > di.frames // 2 else 0.0)  # the second half is played harder
    model.process(block * np.float32(drive), out=out[start : start + BLOCK_FRAMES])

write("blocks.wav", reamp.Signal(out, di.rate_hz), overwrite=True)
print(f"blocks.wav: {di.frames} frames in blocks of {BLOCK_FRAMES}, on {model.instruction_set}")

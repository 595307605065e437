"""Fine-tune a model with your own PyTorch loop: load a .nam as a network, train it, and write it as a .nam.

python examples/fine_tune.py [MODEL DI RECORDING OUTPUT]
"""

import sys

import torch
from torch.nn import functional

from reamp import NamDocument, load
from reamp.audio.files import read
from reamp.demo import demo_di_path, demo_model_path
from reamp.train import export_network, network_of
from reamp.train.losses import esr

STEPS, BATCH, FRAMES = 40, 2, 4096

given = sys.argv[1:5]
model, di = given[:2] or (demo_model_path(), demo_di_path())
output = given[3] if given else "tuned.nam"

document = NamDocument.read(model)
network = network_of(document)  # a torch.nn.Module, at the output level of the file
guitar = torch.tensor(read(di).samples)
# Without a recording: the demo amp with another clipping stage after it.
recording = read(given[2]).samples if given else load(model).process(guitar.numpy())
target = torch.tensor(recording) if given else 0.25 * torch.tanh(4.0 * torch.tensor(recording))

padded = functional.pad(guitar, (network.past_frames, 0))  # silence before the first frame
generator = torch.Generator().manual_seed(0)
optimizer = torch.optim.AdamW(network.parameters(), lr=2e-4)
for _ in range(STEPS):
    starts = torch.randint(len(target) - FRAMES, (BATCH,), generator=generator).tolist()
    x = torch.stack([padded[start : start + network.past_frames + FRAMES] for start in starts])
    y = torch.stack([target[start : start + FRAMES] for start in starts])
    loss = esr(y, network(x))  # the reference comes first; calling the network passes gradients
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

before = esr(target, torch.from_numpy(load(model).process(guitar.numpy())))
rate_hz = int(document.sample_rate_hz or 48_000)
export_network(network, output, rate_hz=rate_hz, metadata=document.metadata, overwrite=True)
after = esr(target, torch.from_numpy(load(output).process(guitar.numpy())))
print(f"{output}: ESR {before:.3g} before, {after:.3g} after")

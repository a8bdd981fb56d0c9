import glob
import sys

import numpy
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import seetrain
from expected import expect, tell
from seetrain.integration import tensorboard

is_x = sys.argv[1:] == ["tensorboardX"]
if is_x:
    from tensorboardX import SummaryWriter
else:
    from torch.utils.tensorboard import SummaryWriter

torch.manual_seed(0)
with seetrain.init(project="matrix"):
    tensorboard.patch()
    writer = SummaryWriter("tb")
    for step in range(20):
        writer.add_scalar("loss", torch.tensor(1.0 / (step + 1)), step)
    writer.add_scalars("pair", {"a": 1.5, "b": 2.5}, 3)
    writer.add_histogram("weights", torch.randn(100), 1)
    writer.add_image("image", numpy.random.rand(3, 8, 8), 1)
    writer.add_images("images", torch.rand(2, 3, 8, 8), 1)
    writer.add_text("words", "hello", 1)
    if not is_x:
        # tensorboardX wants a library of the system for it
        writer.add_audio("sound", torch.rand(1, 800) * 2 - 1, 1, sample_rate=8000)
    writer.add_pr_curve("curve", numpy.array([0, 1, 1, 0]), numpy.array([0.1, 0.8, 0.7, 0.3]), 1)
    writer.add_mesh("mesh", torch.rand(1, 5, 3), global_step=1)
    writer.add_embedding(torch.rand(4, 2), metadata=["a", "b", "c", "d"])
    writer.add_hparams({"lr": 0.1}, {"hparam/accuracy": 0.5})
    writer.close()
events = EventAccumulator(glob.glob("tb/events*")[0], {"scalars": 0})
events.Reload()
for event in events.Scalars("loss"):
    expect("loss", event.step, event.value)
expect("pair/a", 3, 1.5)
expect("pair/b", 3, 2.5)
tell(package="tensorboardX" if is_x else "torch", framework="tensorboard", config={"lr": 0.1},
     media=["weights", "image", "images", "words", "curve", "mesh", *([] if is_x else ["sound"])], tolerance=1e-7)  # fmt: skip

import torch
from tensorboardX import SummaryWriter as OtherWriter
from torch.utils.tensorboard import SummaryWriter

from expected import expect, tell

writer = SummaryWriter("logs")
for step in range(5):
    writer.add_scalar("train/loss", 1 / (step + 1), step)
    expect("train/loss", step, 1 / (step + 1))
writer.close()
with OtherWriter("logs") as other:
    other.add_scalar("other/loss", 0.25, 3)
    expect("other/loss", 3, 0.25)
for weight in (1.0, 2.0):
    torch.save({"w": torch.full((2,), weight)}, "model.pt")
tell(package="torch", framework="tensorboard")

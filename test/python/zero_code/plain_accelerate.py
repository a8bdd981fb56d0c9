import torch
from accelerate import Accelerator

from expected import expect, tell

accelerator = Accelerator(cpu=True, log_with="tensorboard", project_dir="logs")
accelerator.init_trackers("matrix", config={"lr": 0.1})
model = torch.nn.Linear(2, 1)
for step in range(5):
    loss = model(torch.ones(4, 2)).pow(2).mean()
    accelerator.log({"loss": loss.item()}, step=step)
    expect("loss", step, loss.item())
accelerator.end_training()
tell(package="accelerate", framework="accelerate", config={"lr": 0.1})

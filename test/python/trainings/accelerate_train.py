import torch
from accelerate import Accelerator

import seetrain.integration.accelerate
from expected import expect, tell

torch.manual_seed(0)
accelerator = Accelerator(cpu=True, log_with="seetrain")
accelerator.init_trackers("matrix", config={"lr": 0.1})
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model, optimizer = accelerator.prepare(model, optimizer)
for step in range(10):
    loss = model(torch.ones(4, 2)).pow(2).mean()
    optimizer.zero_grad()
    accelerator.backward(loss)
    optimizer.step()
    accelerator.log({"loss": loss.item(), "nested": {"step": step}}, step=step)
    expect("loss", step, loss.item())
    expect("nested/step", step, step)
accelerator.end_training()
tell(package="accelerate", framework="accelerate", config={"lr": 0.1})

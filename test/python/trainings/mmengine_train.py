import glob
import json

import numpy
import torch
from mmengine.model import BaseModel
from mmengine.runner import Runner

import seetrain.integration.mmengine
from expected import expect, tell


class Net(BaseModel):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 1)

    def forward(self, inputs, targets, mode="loss"):
        return {"loss": (self.layer(inputs) - targets).pow(2).mean()}


torch.manual_seed(0)
data = torch.utils.data.TensorDataset(torch.randn(32, 3), torch.randn(32, 1))
backends = [dict(type="LocalVisBackend"), dict(type="SeeTrainVisBackend", init_kwargs=dict(project="matrix"))]
runner = Runner(
    Net(), "work", train_dataloader=torch.utils.data.DataLoader(data, batch_size=4), train_cfg=dict(by_epoch=True, max_epochs=2),
    optim_wrapper=dict(optimizer=dict(type="SGD", lr=0.05)), default_hooks=dict(logger=dict(type="LoggerHook", interval=2)),
    log_level="ERROR", visualizer=dict(type="Visualizer", vis_backends=backends),
)  # fmt: skip
runner.train()
runner.visualizer.add_image("sample", numpy.arange(48, dtype=numpy.uint8).reshape(4, 4, 3), step=1)
runner.visualizer.close()
(path,) = glob.glob("work/**/scalars.json", recursive=True)
with open(path) as file:
    for line in file:
        row = json.loads(line)
        for key in ("loss", "lr"):
            expect(key, row["step"], row[key])
tell(package="mmengine", framework="mmengine", media=["sample"])

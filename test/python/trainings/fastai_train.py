import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from fastai.metrics import mae

import seetrain
from expected import expect, tell
from seetrain.integration.fastai import SeeTrainCallback

torch.manual_seed(0)
data = torch.utils.data.TensorDataset(torch.randn(48, 3), torch.randn(48, 1))
loaders = DataLoaders(torch.utils.data.DataLoader(data, batch_size=8), torch.utils.data.DataLoader(data, batch_size=8))
learner = Learner(loaders, torch.nn.Linear(3, 1), loss_func=torch.nn.functional.mse_loss, metrics=mae, cbs=SeeTrainCallback(project="matrix"))
learner.fit(3, 0.01)
seetrain.finish()
for step, loss in enumerate(learner.recorder.losses, 1):
    expect("train_loss", step, loss)
batches = len(learner.recorder.losses) // 3
for epoch, values in enumerate(learner.recorder.values, 1):
    expect("valid_loss", epoch * batches, values[1])
    expect("mae", epoch * batches, values[2])
tell(package="fastai", framework="fastai")

"""Trains and logs with the frameworks themselves, each into a folder of its own. Argument: the folder around them."""
import os, sys

root = sys.argv[1]
os.chdir(root)
os.environ.update(CUDA_VISIBLE_DEVICES="", HF_HUB_OFFLINE="1", WANDB_DISABLED="true", YOLO_CONFIG_DIR=root)

import numpy as np
import torch
from lightning.pytorch.loggers import CSVLogger as LightningCSV

logger = LightningCSV(root, name="lightning")
logger.log_hyperparams({"lr": 0.01, "layers": [64, 32]})
logger.log_metrics({"train_loss": 0.5, "epoch": 0}, step=0)
logger.save()
# a column that comes later has the file written anew
logger.log_metrics({"val_loss": 0.25, "epoch": 0}, step=1)
logger.log_metrics({"train_loss": float("nan"), "epoch": 1}, step=2)
logger.save()

from mmengine import Config
from mmengine.visualization import LocalVisBackend

backend = LocalVisBackend(save_dir=os.path.join(root, "mmengine", "20261121_101010", "vis_data"))
backend.add_config(Config(dict(lr=0.1, model=dict(type="Net", depth=18))))
for step in range(3):
    backend.add_scalars({"loss": 1 / (step + 1), "lr": 0.1, "epoch": 1, "iter": step, "step": step})
backend.add_scalars({"accuracy": 0.5, "odd": float("nan")}, step=2)
backend.add_scalar("alone", np.float32(0.25), step=5)
backend.add_image("picture", np.zeros((4, 3, 3), dtype=np.uint8), step=2)

from transformers import Trainer, TrainingArguments


class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([1.0]))

    def forward(self, x, labels):
        y = x * self.weight
        return {"loss": ((y - labels) ** 2).mean(), "logits": y}


data = [{"x": torch.tensor([float(i)]), "labels": torch.tensor([2.0 * i])} for i in range(8)]
arguments = TrainingArguments(
    output_dir=os.path.join(root, "transformers"), max_steps=6, per_device_train_batch_size=4, logging_steps=2,
    eval_strategy="steps", eval_steps=3, save_steps=3, save_total_limit=1, report_to=[], use_cpu=True, disable_tqdm=True,
)
trainer = Trainer(model=Line(), args=arguments, train_dataset=data, eval_dataset=data)
trainer.train()
import json
with open(os.path.join(root, "transformers.json"), "w") as out:
    json.dump(trainer.state.log_history, out)

import csv
import glob
import warnings

import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger

import seetrain
from expected import expect, tell
from seetrain.integration.pytorch_lightning import SeeTrainLogger

warnings.filterwarnings("ignore")


class Net(lightning.LightningModule):
    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(3, 1)

    def training_step(self, batch, index):
        loss = (self.layer(batch[0]) - batch[1]).pow(2).mean()
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, index):
        self.log("val_loss", (self.layer(batch[0]) - batch[1]).pow(2).mean())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.05)


torch.manual_seed(0)
data = torch.utils.data.TensorDataset(torch.randn(64, 3), torch.randn(64, 1))
loader = torch.utils.data.DataLoader(data, batch_size=8)
with seetrain.init(project="matrix"):
    logger = SeeTrainLogger()
    trainer = lightning.Trainer(
        max_epochs=3, log_every_n_steps=2, logger=[logger, CSVLogger("csv")], enable_progress_bar=False, accelerator="cpu",
        enable_model_summary=False, callbacks=[ModelCheckpoint("checkpoints", monitor="val_loss", save_last=True)],
    )  # fmt: skip
    trainer.fit(Net(), loader, loader)
(path,) = glob.glob("csv/**/metrics.csv", recursive=True)
with open(path) as file:
    for row in csv.DictReader(file):
        for key in ("train_loss", "val_loss"):
            if row.get(key):
                expect(key, row["step"], row[key])
tell(package="lightning", framework="pytorch_lightning", config={"width": 4}, artifacts="some")

"""The network and the data of trainings in which Lightning speaks to a logger of its own."""
import csv
import glob

import lightning
import torch

from expected import expect


class Net(lightning.LightningModule):
    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(3, 1)

    def training_step(self, batch, index):
        loss = (self.layer(batch[0]) - batch[1]).pow(2).mean()
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.05)


def train(*loggers) -> None:
    torch.manual_seed(0)
    data = torch.utils.data.TensorDataset(torch.randn(64, 3), torch.randn(64, 1))
    trainer = lightning.Trainer(
        max_epochs=3, log_every_n_steps=2, logger=list(loggers), enable_progress_bar=False, accelerator="cpu",
        enable_model_summary=False, enable_checkpointing=False,
    )  # fmt: skip
    trainer.fit(Net(), torch.utils.data.DataLoader(data, batch_size=8))


def expect_csv(folder: str) -> None:
    (path,) = glob.glob(f"{folder}/**/metrics.csv", recursive=True)
    with open(path) as file:
        for row in csv.DictReader(file):
            if row["train_loss"]:
                expect("train_loss", row["step"], row["train_loss"])

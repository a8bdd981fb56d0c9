import sys

import lightning
import torch
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger

from expected import expect, tell


class Model(lightning.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def training_step(self, batch, index):
        loss = self.layer(batch[0]).pow(2).mean()
        self.log("loss", loss)
        expect("loss", self.global_step, loss.item())
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.1)


torch.manual_seed(0)
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(8, 2)), batch_size=2)
# with a writer of its own the same numbers come on two ways
loggers = {"writer": [TensorBoardLogger("logs"), CSVLogger("logs")], "none": False}[sys.argv[1]]
trainer = lightning.Trainer(max_epochs=2, logger=loggers, log_every_n_steps=1, enable_progress_bar=False, enable_model_summary=False, accelerator="cpu")
trainer.fit(Model(), data)
folder = "logs/lightning_logs/version_0/checkpoints" if loggers else "checkpoints"
assert f"/{folder}/" in f"/{trainer.checkpoint_callback.best_model_path}", trainer.checkpoint_callback.best_model_path
tell(package="lightning", framework="pytorch_lightning")

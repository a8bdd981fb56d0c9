import os

os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true")
import numpy
import wandb

import seetrain
from expected import expect, tell
from seetrain.integration.wandb import sync_wandb

with seetrain.init(project="matrix"):
    sync_wandb()
    run = wandb.init(project="x", config={"lr": 0.1}, tags=["a"])
    for step in range(10):
        wandb.log({"loss": 1 / (step + 1), "nested": {"a": step}})
        expect("loss", step, 1 / (step + 1))
    run.log({"late": numpy.float32(0.5)}, step=20)
    expect("late", 20, 0.5)
    run.log({"histogram": wandb.Histogram([1, 2, 2]), "image": wandb.Image(numpy.zeros((4, 4, 3), dtype="uint8"), caption="c"),
             "table": wandb.Table(columns=["a", "b"], data=[[1, "x"]])})  # fmt: skip
    run.config.update({"width": 4})
    run.config.depth = 2
    wandb.alert("look", "here")
    with open("weights.bin", "wb") as file:
        file.write(b"weights")
    artifact = wandb.Artifact("weights", "model")
    artifact.add_file("weights.bin")
    run.log_artifact(artifact)
    run.finish()
tell(package="wandb", framework="wandb", config={"lr": 0.1, "width": 4, "depth": 2}, media=["histogram", "image", "table"], artifacts=1)

"""Logs a run with W&B's own client, offline, below a folder: the same run that the test logs with SeeTrain."""
import os
import sys

os.environ.update(WANDB_MODE="offline", WANDB_DIR=sys.argv[1], WANDB_SILENT="true", WANDB_ERROR_REPORTING="false")
import numpy  # noqa: E402
import wandb  # noqa: E402

run = wandb.init(
    project="beside",
    id="same",
    name="the same",
    notes="Look",
    tags=["a", "b"],
    group="g",
    job_type="train",
    config={"lr": 0.1, "layers": [64, None], "optimizer": {"name": "adam"}},
)
run.define_metric("loss", summary="min")
run.define_metric("val/acc", step_metric="epoch")
pixels = numpy.array([[0, 64], [128, 255]], dtype=numpy.uint8)
run.log({"loss": 0.5, "epoch": 1}, step=0)
run.log({"loss": 0.25, "other": float("nan"), "val/acc": 0.75}, step=1)
run.log({"other": float("inf")}, step=5)
run.log({"weights": wandb.Histogram(np_histogram=([5, 9, 2], [0, 10, 20, 40]))}, step=6)
run.log(
    {
        "picture": wandb.Image(pixels, caption="four"),
        "batch": [wandb.Image(pixels), wandb.Image(pixels)],
        "table": wandb.Table(columns=["id", "word"], data=[[1, "a"], [2, None]]),
        "page": wandb.Html("<b>x</b>", inject=False),
    },
    step=7,
)
run.alert("Look", "at this", level="WARN")
run.finish(exit_code=3)

import mlflow
import numpy

import seetrain
from expected import expect, tell
from seetrain.integration.mlflow import sync_mlflow

mlflow.set_tracking_uri("sqlite:///mlflow.db")
with seetrain.init(project="matrix"):
    sync_mlflow()
    with mlflow.start_run(run_name="synced") as run:
        mlflow.log_params({"lr": 0.1, "width": 4})
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"acc": 0.5}, step=4)
        mlflow.log_text("words", "note.txt")
        mlflow.log_image(numpy.zeros((4, 4, 3), dtype="uint8"), "image.png")
        with open("weights.bin", "wb") as file:
            file.write(b"weights")
        mlflow.log_artifact("weights.bin")
client = mlflow.MlflowClient()
for key in ("loss", "acc"):
    for metric in client.get_metric_history(run.info.run_id, key):
        expect(key, metric.step, metric.value)
tell(package="mlflow", framework="mlflow", config={"lr": 0.1, "width": 4}, media=["note", "image"], artifacts=1)

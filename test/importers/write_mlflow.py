"""Fills a store with MLflow itself. Arguments: the address of the store, the folder of its artifacts."""
import os, sys

# MLflow 3.17 writes file stores only when it is asked to
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
from mlflow.tracking import MlflowClient

mlflow.set_tracking_uri(sys.argv[1])
experiment = mlflow.create_experiment("digits", artifact_location=sys.argv[2])
client = MlflowClient()
with mlflow.start_run(experiment_id=experiment, run_name="parent", description="two layers"):
    mlflow.log_params({"lr": 0.1, "depth": "3", "opt/name": "adam"})
    for step in range(0, 500, 50):
        mlflow.log_metrics({"loss": 1 / (step + 1), "val/acc": step / 500}, step=step, timestamp=1_700_000_000_000 + step)
    mlflow.log_metric("odd", float("nan"), step=0, timestamp=1)
    mlflow.log_metric("odd", float("inf"), step=-3, timestamp=2)
    mlflow.log_metric("odd", float("-inf"), step=7, timestamp=3)
    mlflow.set_tag("team", "blue")
    mlflow.log_text("größe", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "d.json")
    with mlflow.start_run(experiment_id=experiment, nested=True, run_name="child"):
        mlflow.log_metric("x", 1.5, step=1)
gone = client.create_run(experiment, run_name="gone").info.run_id
client.log_metric(gone, "y", 2.0)
client.set_terminated(gone, "FAILED")
client.delete_run(gone)
client.log_metric(client.create_run(experiment, run_name="going").info.run_id, "z", 3.0)

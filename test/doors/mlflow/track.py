"""What a client of any version does with a tracking server; prints what it reads back as JSON."""

import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException

client = MlflowClient()
said = {"version": mlflow.__version__}


def error_of(call):
    try:
        call()
    except MlflowException as error:
        return [error.error_code, str(error)]
    return None


experiment = client.create_experiment("digits", tags={"owner": "me"})
said["experiment"] = experiment
said["same name"] = error_of(lambda: client.create_experiment("digits"))
said["by name"] = client.get_experiment_by_name("digits").tags
said["no such name"] = client.get_experiment_by_name("nothing")
client.set_experiment_tag(experiment, "stage", "trial")
client.rename_experiment(experiment, "digits 2")
said["experiments"] = [e.name for e in client.search_experiments(filter_string="tags.stage = 'trial'")]

mlflow.set_experiment("digits 2")
with mlflow.start_run(run_name="dense", tags={"team": "vision", "best": "true"}, description="**a note**") as active:
    run_id = active.info.run_id
    mlflow.log_params({"lr": "1e-3", "layers": 4, "bias": True, "dropout": None})
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metric("loss", 0.25, step=3)
    mlflow.log_metrics({"val/acc": 0.9, "odd": math.nan, "far": math.inf}, step=4)
    mlflow.log_text("first", "notes/a.txt")
    mlflow.log_text("second", "notes/a.txt")
    mlflow.log_dict({"a": [1, 2]}, "config.json")
    with mlflow.start_run(run_name="child", nested=True) as child:
        mlflow.log_metric("loss", 3.0)
client.log_batch(
    run_id,
    metrics=[Metric("many", float(i), 1700000000000 + i, i) for i in range(1000)],
    params=[Param("late", "x" * 7000)],
    tags=[RunTag("later", "yes")],
)
run = client.get_run(run_id)
said["run"] = {
    "id": run_id,
    "name": run.info.run_name,
    "status": run.info.status,
    "params": {key: value[:40] for key, value in run.data.params.items()},
    "param length": len(run.data.params["late"]),
    "metrics": {key: str(value) for key, value in run.data.metrics.items()},
    "tags": {key: value for key, value in run.data.tags.items() if not key.startswith("mlflow.source")},
    "child": child.info.run_id,
}
said["changed param"] = error_of(lambda: client.log_param(run_id, "lr", "2"))
said["history"] = [[m.step, m.value] for m in client.get_metric_history(run_id, "loss")]
said["long history"] = sum(m.value for m in client.get_metric_history(run_id, "many"))
said["files"] = sorted(f.path for f in client.list_artifacts(run_id))
said["nested files"] = [[f.path, f.file_size] for f in client.list_artifacts(run_id, "notes")]
with tempfile.TemporaryDirectory() as folder:
    said["text"] = open(client.download_artifacts(run_id, "notes/a.txt", folder)).read()
    big = os.path.join(folder, "big.bin")
    with open(big, "wb") as file:
        file.write(os.urandom(3_000_000))
    client.log_artifact(run_id, big, "weights")
    os.makedirs(os.path.join(folder, "back"))
    back = client.download_artifacts(run_id, "weights/big.bin", os.path.join(folder, "back"))
    said["same bytes"] = open(back, "rb").read() == open(big, "rb").read()


def search(filter_string, **options):
    found = client.search_runs([experiment], filter_string=filter_string, **options)
    return [r.info.run_name for r in found]


said["searches"] = {
    text: search(text)
    for text in [
        "metrics.loss < 1",
        "metrics.`val/acc` >= 0.9 and params.layers = '4'",
        "tags.team LIKE 'vis%'",
        "tags.team ILIKE 'VIS%'",
        "attributes.status = 'FINISHED'",
        f"attributes.run_id IN ('{run_id}')",
        "params.lr != '1e-3'",
        "run_name = 'child'",
    ]
}
said["ordered"] = search("", order_by=["metrics.loss DESC"])
page = client.search_runs([experiment], max_results=1)
said["pages"] = [len(page), len(client.search_runs([experiment], max_results=5, page_token=page.token))]
said["bad filter"] = error_of(lambda: search("metrics.loss < 'a'"))
client.delete_tag(run_id, "later")
client.delete_run(child.info.run_id)
said["active"] = search("")
said["no such run"] = error_of(lambda: client.get_run("0" * 32))

client.create_registered_model("digits-model", tags={"task": "classify"})
source = f"runs:/{run_id}/weights"
version = client.create_model_version("digits-model", source, run_id)
client.create_model_version("digits-model", source, run_id)
client.set_registered_model_alias("digits-model", "champion", "1")
client.update_model_version("digits-model", "2", description="newer")
said["registry"] = {
    "versions": sorted(int(v.version) for v in client.search_model_versions("name = 'digits-model'")),
    "alias": client.get_model_version_by_alias("digits-model", "champion").version,
    "described": client.get_model_version("digits-model", "2").description,
    "models": [m.name for m in client.search_registered_models("name LIKE 'digits%'")],
    "again": error_of(lambda: client.create_registered_model("digits-model"))[0],
}
client.rename_registered_model("digits-model", "renamed")
said["renamed"] = client.get_registered_model("renamed").aliases
json.dump(said, sys.stdout)

"""Prints as JSON what MLflow's own client reads of every run of an experiment."""

import base64
import json
import math
import os
import sys
import tempfile

import mlflow

client = mlflow.MlflowClient()


def number(value):
    return value if math.isfinite(value) else str(value)


def files_of(run_id):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        if not client.list_artifacts(run_id):
            return found
        root = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="", dst_path=folder)
        for place, _, names in os.walk(root):
            for name in names:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, root)] = base64.b64encode(file.read()).decode()
    return found


def traces_of(experiment_id, run_id):
    traces = client.search_traces(locations=[experiment_id], run_id=run_id)
    return [
        {
            "id": trace.info.trace_id,
            "request": trace.info.request_preview,
            "response": trace.info.response_preview,
            "spans": [span.name for span in trace.data.spans],
        }
        for trace in traces
    ]


def rows_of(run, path):
    table = client.load_table(run.info.experiment_id, path, run_ids=[run.info.run_id])
    return json.loads(table.to_json(orient="records"))


def tables_of(run):
    listed = json.loads(run.data.tags.get("mlflow.loggedArtifacts", "[]"))
    return {
        table["path"]: rows_of(run, table["path"])
        for table in listed
    }


def models_of(run_id):
    versions = client.search_model_versions(f"run_id = '{run_id}'")
    return [
        {"name": version.name, "version": str(version.version), "source": version.source, "aliases": list(version.aliases)}
        for version in (client.get_model_version(found.name, found.version) for found in versions)
    ]


def read(run):
    info, data = run.info, run.data
    return {
        "id": info.run_id,
        "name": info.run_name,
        "status": info.status,
        "startTime": info.start_time,
        "endTime": info.end_time,
        "params": data.params,
        "tags": data.tags,
        "metrics": {
            key: [[number(point.value), point.step, point.timestamp] for point in client.get_metric_history(info.run_id, key)]
            for key in data.metrics
        },
        "files": files_of(info.run_id),
        "traces": traces_of(info.experiment_id, info.run_id),
        "tables": tables_of(run),
        "models": models_of(info.run_id),
    }


experiment = client.get_experiment_by_name(sys.argv[1])
runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time ASC"]) if experiment else []
print(json.dumps([read(run) for run in runs]))

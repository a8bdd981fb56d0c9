"""What MLflow 3 does of itself when scikit-learn trains: autologging, datasets, logged models, traces."""

import json
import sys

import mlflow
import pandas
from mlflow import MlflowClient
from mlflow.data.pandas_dataset import from_pandas
from sklearn.linear_model import LogisticRegression

client = MlflowClient()
mlflow.set_experiment("autologged")
mlflow.sklearn.autolog()
frame = pandas.DataFrame({"x": range(20), "y": [0, 1] * 10})
with mlflow.start_run() as active:
    mlflow.log_input(from_pandas(frame, name="toy"), context="training")
    LogisticRegression(C=2.0).fit(frame[["x"]], frame["y"])
run = client.get_run(active.info.run_id)
model = client.search_logged_models([run.info.experiment_id])[0]
mlflow.register_model(f"models:/{model.model_id}", "autologged-model")
loaded = mlflow.pyfunc.load_model("models:/autologged-model/1")


@mlflow.trace
def answer(question):
    return question.upper()


answer("why")
mlflow.flush_trace_async_logging()
trace = client.search_traces(locations=[run.info.experiment_id])[0]
json.dump(
    {
        "run": run.info.run_id,
        "params": run.data.params,
        "metrics": sorted(run.data.metrics),
        "datasets": sorted(i.dataset.name for i in run.inputs.dataset_inputs),
        "outputs": [o.model_id for o in run.outputs.model_outputs],
        "model": model.model_id,
        "model metrics": sorted(m.key for m in model.metrics or []),
        "predicted": len(loaded.predict(frame[["x"]])),
        "files": [f.path for f in client.list_artifacts(run.info.run_id)],
        "trace": [trace.info.trace_id, trace.data.spans[0].name, trace.data.spans[0].outputs],
    },
    sys.stdout,
)

"""MLflow's autologging of scikit-learn, which sends where MLFLOW_TRACKING_URI says."""
import mlflow
import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss

from expected import expect, tell

random = numpy.random.default_rng(0)
features = random.normal(size=(80, 3))
targets = (features[:, 0] + random.normal(size=80) > 0).astype(int)
mlflow.set_experiment("matrix")
mlflow.sklearn.autolog(log_models=False, log_datasets=False)
with mlflow.start_run():
    model = LogisticRegression(C=2.0).fit(features, targets)
    mlflow.log_metrics({"loss": 0.5}, step=7)
mlflow.sklearn.autolog(disable=True)
predicted = model.predict(features)
expect("training_accuracy_score", 0, accuracy_score(targets, predicted))
expect("training_f1_score", 0, f1_score(targets, predicted, average="weighted"))
expect("training_log_loss", 0, log_loss(targets, model.predict_proba(features)))
expect("loss", 7, 0.5)
tell(package="mlflow", project="matrix", config={"C": 2, "solver": "lbfgs"})

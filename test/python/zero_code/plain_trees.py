"""XGBoost, LightGBM, scikit-learn, joblib, as a program that has never heard of SeeTrain uses them."""
import sys

import joblib
import lightgbm
import numpy
import xgboost
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from expected import expect, tell

random = numpy.random.default_rng(0)
features = random.normal(size=(200, 5))
targets = (features[:, 0] + 0.5 * features[:, 1] > 0).astype(int)
computed: dict = {}
classifier = xgboost.XGBClassifier(n_estimators=30, max_depth=2, eval_metric="logloss", early_stopping_rounds=2, n_jobs=1)
classifier.fit(features[:150], targets[:150], eval_set=[(features[150:], targets[150:])], verbose=False)
for step, value in enumerate(classifier.evals_result()["validation_0"]["logloss"]):
    expect("validation_0/logloss", step, value)
data = lightgbm.Dataset(features[:150], targets[:150])
lightgbm.train({"objective": "binary", "metric": "auc", "verbose": -1, "num_threads": 1}, data, 5, valid_sets=[data.create_valid(features[150:], targets[150:])],
               valid_names=["held_out"], callbacks=[lightgbm.record_evaluation(computed)])  # fmt: skip
for step, value in enumerate(computed["held_out"]["auc"]):
    expect("held_out/auc", step, value)
search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(features, targets)
for step, value in enumerate(search.cv_results_["mean_test_score"]):
    expect("search/mean_test_score", step, value)
joblib.dump(search, "search.joblib")
assert not [name for name in sys.modules if name.startswith("optuna")]
tell(package="numpy", framework="xgboost")

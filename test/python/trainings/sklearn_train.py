import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

import seetrain
from expected import expect, tell
from seetrain.integration.sklearn import log_fit

random = numpy.random.default_rng(0)
features = random.normal(size=(120, 4))
targets = numpy.where(features[:, 0] > 0, "yes", "no")
with seetrain.init(project="matrix"):
    search = GridSearchCV(LogisticRegression(), {"C": [0.01, 0.1, 1.0, 10.0]}, cv=3).fit(features[:90], targets[:90])
    log_fit(search, features[90:], targets[90:])
for step, value in enumerate(search.cv_results_["mean_test_score"]):
    expect("search/mean_test_score", step, value)
expect("score", 0, search.score(features[90:], targets[90:]))
tell(package="scikit-learn", framework="sklearn", media=["evaluation/confusion_matrix", "evaluation/roc", "evaluation/pr", "search/results"])

import numpy
import xgboost

import seetrain
from expected import expect, tell
from seetrain.integration.xgboost import SeeTrainCallback

random = numpy.random.default_rng(0)
features = random.normal(size=(200, 5))
targets = (features[:, 0] + 0.5 * features[:, 1] > 0).astype(int)
train, valid = xgboost.DMatrix(features[:150], targets[:150]), xgboost.DMatrix(features[150:], targets[150:])
computed: dict = {}
with seetrain.init(project="matrix"):
    xgboost.train(
        {"objective": "binary:logistic", "eval_metric": ["logloss", "error"], "max_depth": 3, "nthread": 1},
        train, 12, evals=[(train, "train"), (valid, "valid")], evals_result=computed, verbose_eval=False,
        callbacks=[SeeTrainCallback()],
    )  # fmt: skip
for data, metrics in computed.items():
    for metric, values in metrics.items():
        for step, value in enumerate(values):
            expect(f"{data}/{metric}", step, value)
tell(package="xgboost-cpu", framework="xgboost", artifacts=1)

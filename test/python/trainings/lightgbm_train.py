import lightgbm
import numpy

import seetrain
from expected import expect, tell
from seetrain.integration.lightgbm import SeeTrainCallback

random = numpy.random.default_rng(0)
features = random.normal(size=(300, 5))
targets = features[:, 0] * 2 + random.normal(size=300) * 0.1
train = lightgbm.Dataset(features[:200], targets[:200])
valid = lightgbm.Dataset(features[200:], targets[200:], reference=train)
computed: dict = {}
with seetrain.init(project="matrix"):
    callback = SeeTrainCallback()
    booster = lightgbm.train(
        {"objective": "regression", "metric": ["l2", "l1"], "num_threads": 1, "verbosity": -1, "min_data_in_leaf": 5}, train, 15,
        valid_sets=[valid], valid_names=["valid"], callbacks=[lightgbm.record_evaluation(computed), callback],
    )  # fmt: skip
    callback.log_model(booster)
for data, metrics in computed.items():
    for metric, values in metrics.items():
        for step, value in enumerate(values):
            expect(f"{data}/{metric}", step, value)
tell(package="lightgbm", framework="lightgbm", artifacts=1)

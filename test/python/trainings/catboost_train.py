import catboost
import numpy

import seetrain
from expected import expect, tell
from seetrain.integration.catboost import SeeTrainCallback

random = numpy.random.default_rng(0)
features = random.normal(size=(100, 4))
targets = features[:, 0] * 2
with seetrain.init(project="matrix"):
    model = catboost.CatBoostRegressor(iterations=10, depth=3, verbose=False, allow_writing_files=False, thread_count=1)
    callback = SeeTrainCallback(model)
    model.fit(features[:70], targets[:70], eval_set=(features[70:], targets[70:]), callbacks=[callback])
    callback.log_model(model)
for data, metrics in model.get_evals_result().items():
    for metric, values in metrics.items():
        for step, value in enumerate(values):
            # iterations count from 1 in what CatBoost tells its callbacks
            expect(f"{data}/{metric}", step + 1, value)
tell(package="catboost", framework="catboost", artifacts=1)

import os

os.environ["RAY_AIR_NEW_OUTPUT"] = "0"
from ray import tune
from ray.tune import RunConfig

from expected import tell
from seetrain.integration.ray_tune import SeeTrainCallback


def train(config):
    for step in range(3):
        tune.report({"loss": config["x"] ** 2 / (step + 1)})


tuner = tune.Tuner(
    tune.with_resources(train, {"cpu": 1}), param_space={"x": tune.grid_search([1.0, 2.0, 3.0])},
    run_config=RunConfig(callbacks=[SeeTrainCallback(project="matrix", experiment_name="search")], storage_path=os.path.abspath("ray"), verbose=0),
)  # fmt: skip
results = tuner.fit()
trials = [{"x": result.config["x"], "value": result.metrics["loss"]} for result in results]
tell(package="ray", framework="ray_tune", trials=trials)

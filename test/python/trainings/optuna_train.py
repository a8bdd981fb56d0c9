import optuna

import seetrain
from expected import tell
from seetrain.integration.optuna import SeeTrainCallback

optuna.logging.set_verbosity(optuna.logging.WARNING)


def objective(trial: optuna.Trial) -> float:
    x = trial.suggest_float("x", -5, 5)
    for step in range(3):
        trial.report(x * x + step, step)
    return (x - 2) ** 2


with seetrain.init(project="matrix", experiment_name="study"):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=6, callbacks=[SeeTrainCallback()])
trials = [{"params": trial.params, "values": trial.values, "steps": trial.intermediate_values} for trial in study.trials]
tell(package="optuna", framework="optuna", trials=[{"x": trial["params"]["x"], "value": trial["values"][0]} for trial in trials])

import optuna

from expected import tell

optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
study.optimize(lambda trial: (trial.suggest_float("x", -1, 1) - 0.5) ** 2, n_trials=3)
tell(package="optuna", framework="optuna", trials=[{"x": trial.params["x"], "value": trial.value} for trial in study.trials])

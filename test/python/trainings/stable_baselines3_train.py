import csv

from stable_baselines3 import PPO
from stable_baselines3.common.logger import configure

import seetrain
from expected import expect, tell
from seetrain.integration.stable_baselines3 import SeeTrainCallback

with seetrain.init(project="matrix"):
    model = PPO("MlpPolicy", "CartPole-v1", n_steps=64, batch_size=32, n_epochs=1, seed=0, device="cpu")
    model.set_logger(configure("logs", ["csv"]))
    model.learn(256, callback=SeeTrainCallback())
with open("logs/progress.csv") as file:
    for row in csv.DictReader(file):
        for key, value in row.items():
            if value and key != "time/total_timesteps":
                expect(key, float(row["time/total_timesteps"]), value)
tell(package="stable-baselines3", framework="stable_baselines3", tolerance=1e-6)

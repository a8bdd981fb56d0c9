"""Writes a run with SwanLab itself, offline. Argument: a folder."""
import os, sys

folder = sys.argv[1]
os.environ["SWANLAB_SAVE_DIR"] = os.path.join(folder, "home")
import swanlab

swanlab.init(
    project="letters", experiment_name="one", description="two layers", group="seeds", tags=["a"], mode="offline",
    logdir=os.path.join(folder, "swanlog"), config={"lr": 0.1, "opt": {"name": "adam"}},
)
for step in range(1500):
    swanlab.log({"loss": 1 / (step + 1), "val/acc": step})
swanlab.log({"odd": float("nan")}, step=2000)
swanlab.log({"odd": float("inf")}, step=2001)
swanlab.log({"odd": float("-inf"), "words": swanlab.Text("größe", caption="said")}, step=2002)
print("to stdout")
swanlab.finish()

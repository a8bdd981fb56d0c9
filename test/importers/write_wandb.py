"""Writes a run with wandb itself, offline: every kind of value that its log can hold. Arguments: a folder, the exit code."""
import os, sys, wave

folder, exit_code = sys.argv[1], int(sys.argv[2])
os.environ.update(
    WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=folder,
    WANDB_DATA_DIR=os.path.join(folder, "data"), WANDB_CACHE_DIR=os.path.join(folder, "cache"),
    WANDB_CONFIG_DIR=os.path.join(folder, "config"),
)
import numpy as np
import wandb

run = wandb.init(
    project="letters", name="first", group="seeds", job_type="train", tags=["a", "b"], notes="two\nlines", id="abc123",
    config={"lr": 0.1, "opt": {"name": "adam", "betas": [0.9, 0.99]}},
)
wandb.define_metric("loss", summary="min")
wandb.define_metric("val/*", step_metric="epoch")
for step in range(2000):
    run.log({"loss": 1 / (step + 1), "nested": {"a": step, "b": {"c": step * 2}}, "epoch": step // 100})
run.log({"nan": float("nan"), "inf": float("inf"), "minus": float("-inf"), "word": "hello", "flag": True})

pixels = np.zeros((4, 3, 3), dtype=np.uint8)
sound = os.path.join(folder, "tone.wav")
with wave.open(sound, "wb") as out:
    out.setnchannels(1), out.setsampwidth(2), out.setframerate(8000)
    out.writeframes(b"\0\1" * 80)
points = np.array([[0, 0, 0], [1, 2, 3], [4, 5, 6]], dtype=float)
run.log(
    {
        "picture": wandb.Image(pixels, caption="black"),
        "pictures": [wandb.Image(pixels, caption="one"), wandb.Image(pixels + 255, caption="two")],
        "spread": wandb.Histogram(np_histogram=([2, 3, 1], [0, 1, 2, 3])),
        "table": wandb.Table(columns=["x", "y"], data=[[1, "a"], [2, "b"]]),
        "page": wandb.Html("<b>bold</b>", inject=False),
        "cloud": wandb.Object3D(points),
        "tone": wandb.Audio(sound, caption="low"),
    },
    step=5000,
)
run.config.update({"later": True})
run.summary["best"] = 0.9
run.alert("look", "at this", level=wandb.AlertLevel.WARN)
print("to stdout")
print("to stderr", file=sys.stderr)

weights = os.path.join(folder, "weights.bin")
with open(weights, "wb") as out:
    out.write(b"12345")
artifact = wandb.Artifact("classifier", "model", description="small", metadata={"layers": 2})
artifact.add_file(weights)
artifact.add_reference("https://example.com/data", name="data", checksum=False)
run.log_artifact(artifact, aliases=["best"])
run.finish(exit_code=exit_code)

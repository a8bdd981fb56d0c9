import csv
import os

import numpy
from PIL import Image

os.environ["YOLO_OFFLINE"] = "1"
from ultralytics import YOLO, settings

from expected import expect, tell

settings.update({"sync": False, "wandb": False, "mlflow": False, "tensorboard": False})
random = numpy.random.default_rng(0)
for part in ("train", "val"):
    os.makedirs(f"data/images/{part}"), os.makedirs(f"data/labels/{part}")
    for index in range(4):
        Image.fromarray(random.integers(0, 255, (64, 64, 3), dtype=numpy.uint8)).save(f"data/images/{part}/{index}.png")
        with open(f"data/labels/{part}/{index}.txt", "w") as file:
            file.write("0 0.5 0.5 0.4 0.4\n")
with open("data.yaml", "w") as file:
    file.write(f"path: {os.path.abspath('data')}\ntrain: images/train\nval: images/val\nnames:\n  0: thing\n")
model = YOLO("yolo11n.yaml")
model.train(data="data.yaml", epochs=2, imgsz=64, batch=2, device="cpu", workers=0, amp=False, verbose=False, project="runs", plots=True)
with open(os.path.join(model.trainer.save_dir, "results.csv")) as file:
    for row in csv.DictReader(file):
        for key, value in row.items():
            name = key.strip()
            if name.startswith(("train/", "val/", "metrics/", "lr/")):
                expect(name.replace("(", "").replace(")", ""), int(row["epoch"]) - 1, value)
tell(package="ultralytics", framework="ultralytics", tolerance=1e-4, more=True, artifacts="some")

"""The Trainer of Transformers with the callback that it makes itself: python own_transformers.py mlflow | tensorboard"""
import contextlib
import os
import sys

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

from expected import expect, tell

(tracker,) = sys.argv[1:]
os.environ.update(MLFLOW_EXPERIMENT_NAME="matrix", TENSORBOARD_LOGGING_DIR="tb")
run: contextlib.AbstractContextManager = contextlib.nullcontext()
if tracker == "tensorboard":
    import seetrain
    from seetrain.integration import tensorboard

    run = seetrain.init(project="matrix")
    tensorboard.patch()
torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
data = [{"input_ids": torch.randint(0, 50, (8,)), "labels": torch.tensor(index % 2)} for index in range(32)]
arguments = TrainingArguments("out", num_train_epochs=2, per_device_train_batch_size=8, logging_steps=2, eval_strategy="epoch",
                              save_strategy="no", report_to=[tracker], use_cpu=True, disable_tqdm=True)  # fmt: skip
with run:
    trainer = Trainer(model, arguments, train_dataset=data, eval_dataset=data[:8])
    trainer.train()
    if tracker == "mlflow":
        import mlflow

        mlflow.end_run()
slash = {"mlflow": ("", "eval_loss"), "tensorboard": ("train/", "eval/loss")}[tracker]
for row in trainer.state.log_history:
    for key, value in row.items():
        if key in ("loss", "grad_norm", "learning_rate"):
            expect(slash[0] + key, row["step"], value)
        elif key == "eval_loss":
            expect(slash[1], row["step"], value)
config = {"per_device_train_batch_size": 8} if tracker == "mlflow" else {"frameworks": ["tensorboard"]}
tell(package="transformers", project="matrix", config=config, **({"folder": "tb"} if tracker == "tensorboard" else {}))

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

import seetrain
from expected import expect, tell
from seetrain.integration.transformers import SeeTrainCallback

torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
data = [{"input_ids": torch.randint(0, 50, (8,)), "labels": torch.tensor(index % 2)} for index in range(32)]
arguments = TrainingArguments("out", num_train_epochs=2, per_device_train_batch_size=8, logging_steps=2, eval_strategy="epoch",
                              save_strategy="epoch", report_to=[], use_cpu=True, disable_tqdm=True)  # fmt: skip
with seetrain.init(project="matrix"):
    trainer = Trainer(model, arguments, train_dataset=data, eval_dataset=data[:8], callbacks=[SeeTrainCallback(log_model=True)])
    trainer.train()
for row in trainer.state.log_history:
    for key, value in row.items():
        if key in ("loss", "grad_norm", "learning_rate"):
            expect(f"train/{key}", row["step"], value)
        elif key == "eval_loss":
            expect("eval/loss", row["step"], value)
tell(package="transformers", framework="transformers", artifacts=2)

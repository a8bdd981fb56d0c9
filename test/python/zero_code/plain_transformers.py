import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

from expected import expect, tell

torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
data = [{"input_ids": torch.randint(0, 50, (8,)), "labels": torch.tensor(index % 2)} for index in range(32)]
# its own writer tells the same numbers; its checkpoints go through torch.save
arguments = TrainingArguments("out", num_train_epochs=2, per_device_train_batch_size=8, logging_steps=2, save_strategy="epoch",
                              report_to=["tensorboard"], use_cpu=True, disable_tqdm=True)  # fmt: skip
trainer = Trainer(model, arguments, train_dataset=data)
trainer.train()
for row in trainer.state.log_history:
    for key, value in row.items():
        if key in ("loss", "grad_norm", "learning_rate"):
            expect(f"train/{key}", row["step"], value)
tell(package="transformers", framework="transformers")

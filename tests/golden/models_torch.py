#!/usr/bin/python3
"""Writes models_torch.json: ten steps of training the induction model in PyTorch (float64, autograd).

Run with Debian's python3-torch. Read by tests/models/torch_test.cpp, whose model starts from the same numbers and reads
the same sequences.
"""
import json
import os

import torch
from torch import nn

torch.manual_seed(19)
torch.set_default_dtype(torch.float64)
SYMBOLS, LENGTH, WIDTH, LAYERS, BATCH, STEPS = 9, 10, 8, 2, 6, 10


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.distance_bias = nn.Parameter(torch.zeros(LENGTH))

    def forward(self, x):
        normed = self.norm(x)
        scores = self.W_q(normed) @ self.W_k(normed).transpose(-1, -2) / WIDTH**0.5
        distance = torch.arange(LENGTH)[:, None] - torch.arange(LENGTH)
        scores = scores + 10 * self.distance_bias[distance.clamp(min=0)]
        weights = scores.masked_fill(distance < 0, float("-inf")).softmax(-1)
        return x + self.W_o(weights @ self.W_v(normed)), weights


class Induction(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.unembedding = nn.Linear(WIDTH, SYMBOLS, bias=False)

    def forward(self, symbols):
        x, seen = self.embedding(symbols), []
        for layer in self.layers:
            x, weights = layer(x)
            seen.append(weights)
        return self.unembedding(self.norm(x)), seen


def sequences():
    rows, periods = [], []
    for _ in range(BATCH):
        period = int(torch.randint(2, 5, ()))
        deck = torch.randperm(SYMBOLS)[:period]
        rows.append(deck[torch.arange(LENGTH + 1) % period])
        periods.append(period)
    return torch.stack(rows), torch.tensor(periods)


def numbers(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


model = Induction()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.copy_((torch.randn_like(parameter) * 0.3 + (parameter == 1)).float().double())
golden = {"shape": [SYMBOLS, LENGTH, WIDTH, LAYERS], "names": list(model.state_dict()),
          "start": [numbers(value) for value in model.state_dict().values()], "steps": []}
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, betas=(0.9, 0.98))
for _ in range(STEPS):
    rows, periods = sequences()
    scores, seen = model(rows[:, :-1])
    known = torch.arange(LENGTH) >= periods[:, None]
    loss = nn.functional.cross_entropy(scores[known], rows[:, 1:][known])
    accuracy = (scores[known].argmax(-1) == rows[:, 1:][known]).double().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    golden["steps"].append({"symbols": rows.flatten().tolist(), "periods": periods.tolist(), "loss": loss.item(),
                            "accuracy": accuracy.item()})
golden["weights"] = [numbers(weights) for weights in seen]  # before the last step
golden["end"] = [numbers(value) for value in model.state_dict().values()]

with open(os.path.join(os.path.dirname(__file__), "models_torch.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

#!/usr/bin/python3
"""Writes models_torch.json: ten steps of training each model in PyTorch (float64, autograd).

Run with Debian's python3-torch. Read by tests/models/torch_test.cpp, whose models start from the same numbers and read
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


def started(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_((torch.randn_like(parameter) * 0.3 + (parameter == 1)).float().double())
    state = model.state_dict()
    return {"names": list(state), "start": [numbers(value) for value in state.values()], "steps": []}


def ended(model):
    return [numbers(value) for value in model.state_dict().values()]


model = Induction()
golden = {"shape": [SYMBOLS, LENGTH, WIDTH, LAYERS], **started(model)}
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
golden["end"] = ended(model)

SOURCES, TARGETS, EMBEDDING, HIDDEN, ATTENTION = 32, 22, 4, 5, 6


class Translator(nn.Module):
    """Reads one pair at a time, so nothing is filled up."""

    def __init__(self):
        super().__init__()
        both = 2 * HIDDEN
        self.source_embedding, self.target_embedding = nn.Embedding(SOURCES, EMBEDDING), nn.Embedding(TARGETS, EMBEDDING)
        self.encoder_forward, self.encoder_backward = nn.GRU(EMBEDDING, HIDDEN), nn.GRU(EMBEDDING, HIDDEN)
        self.start = nn.Linear(both, HIDDEN)
        self.W_q, self.W_k = nn.Linear(HIDDEN, ATTENTION, bias=False), nn.Linear(both, ATTENTION, bias=False)
        self.w_v = nn.Parameter(torch.zeros(ATTENTION))
        self.decoder = nn.GRU(EMBEDDING + both, HIDDEN)
        self.output = nn.Linear(HIDDEN + both + EMBEDDING, TARGETS)

    def forward(self, source, target):
        read = self.source_embedding(source)
        forward, last_forward = self.encoder_forward(read)
        backward, last_backward = self.encoder_backward(read.flip(0))
        memory = torch.cat([forward, backward.flip(0)], -1)
        state = torch.tanh(self.start(torch.cat([last_forward, last_backward], -1)))
        scores, seen = [], []
        for before in [0] + target[:-1].tolist():
            weights = (torch.tanh(self.W_q(state[0]) + self.W_k(memory)) @ self.w_v).softmax(-1)
            context, word = weights @ memory, self.target_embedding(torch.tensor(before))
            _, state = self.decoder(torch.cat([word, context])[None], state)
            scores.append(self.output(torch.cat([state[0], context, word])))
            seen.append(weights)
        return torch.stack(scores), seen


model = Translator()
translator = {"shape": [SOURCES, TARGETS, EMBEDDING, HIDDEN, ATTENTION], **started(model)}
optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
for _ in range(STEPS):
    pairs = [(torch.randint(SOURCES, (int(torch.randint(2, 7, ())),)),
              torch.cat([torch.randint(2, TARGETS, (int(torch.randint(1, 6, ())),)), torch.tensor([1])])) for _ in range(3)]
    answers = [model(*pair) for pair in pairs]
    scores, targets = torch.cat([scores for scores, _ in answers]), torch.cat([target for _, target in pairs])
    loss = nn.functional.cross_entropy(scores, targets)
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    translator["steps"].append({"sources": [source.tolist() for source, _ in pairs],
                                "targets": [target.tolist() for _, target in pairs], "loss": loss.item(),
                                "norm": norm.item()})
translator["weights"] = [[numbers(weights) for weights in seen] for _, seen in answers]
translator["end"] = ended(model)
golden["translator"] = translator

with open(os.path.join(os.path.dirname(__file__), "models_torch.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

#!/usr/bin/python3
"""Prints a table: a training step of both models, the lab's and PyTorch's, one thread each, in turns.

Usage: training.py PROGRAM. Both take a batch of 64 forwards and backwards and make a step of Adam; processor time, as
other programs of the machine may run beside. PyTorch is written as one would: whole batches, its own layers.
"""
import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_, rnn

torch.set_num_threads(1)
torch.manual_seed(1)
BATCH, TURNS, STEPS = 64, 7, 20


class Layer(nn.Module):
    def __init__(self, width, length):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.distance_bias = nn.Parameter(torch.zeros(length))
        distance = torch.arange(length)[:, None] - torch.arange(length)
        self.register_buffer("distance", distance.clamp(min=0))
        self.register_buffer("later", distance < 0)

    def forward(self, x):
        normed = self.norm(x)
        scores = self.W_q(normed) @ self.W_k(normed).transpose(-1, -2) / x.shape[-1] ** 0.5
        scores = scores + 10 * self.distance_bias[self.distance]
        weights = scores.masked_fill(self.later, float("-inf")).softmax(-1)
        return x + self.W_o(weights @ self.W_v(normed))


class Induction(nn.Module):
    def __init__(self, symbols=32, length=24, width=32, layers=2):
        super().__init__()
        self.embedding = nn.Embedding(symbols, width)
        self.layers = nn.ModuleList(Layer(width, length) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.unembedding = nn.Linear(width, symbols, bias=False)

    def forward(self, symbols):
        x = self.embedding(symbols)
        for layer in self.layers:
            x = layer(x)
        return self.unembedding(self.norm(x))


def induction():
    model = Induction()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, betas=(0.9, 0.98))
    periods = torch.randint(4, 13, (BATCH,))
    rows = torch.stack([torch.randperm(32)[:period][torch.arange(25) % period] for period in periods])
    wanted = rows[:, 1:].masked_fill(torch.arange(24) < periods[:, None], -100)

    def step():
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(model(rows[:, :-1]).flatten(0, 1), wanted.flatten()).backward()
        optimizer.step()

    return step


class Translator(nn.Module):
    def __init__(self, sources=32, targets=22, embedding=24, hidden=32, attention=32):
        super().__init__()
        both = 2 * hidden
        self.source_embedding, self.target_embedding = nn.Embedding(sources, embedding), nn.Embedding(targets, embedding)
        self.encoder = nn.GRU(embedding, hidden, bidirectional=True, batch_first=True)
        self.start = nn.Linear(both, hidden)
        self.W_q, self.W_k = nn.Linear(hidden, attention, bias=False), nn.Linear(both, attention, bias=False)
        self.w_v = nn.Linear(attention, 1, bias=False)
        self.decoder = nn.GRUCell(embedding + both, hidden)
        self.output = nn.Linear(hidden + both + embedding, targets)

    def forward(self, sources, lengths, given):
        packed = rnn.pack_padded_sequence(self.source_embedding(sources), lengths, True, enforce_sorted=False)
        memory, last = self.encoder(packed)
        memory, _ = rnn.pad_packed_sequence(memory, batch_first=True)
        masked = torch.arange(memory.shape[1]) >= lengths[:, None]
        state = torch.tanh(self.start(torch.cat([last[0], last[1]], -1)))
        keys, words, read = self.W_k(memory), self.target_embedding(given), []
        for time in range(given.shape[1]):
            scores = self.w_v(torch.tanh(self.W_q(state)[:, None] + keys)).squeeze(-1)
            weights = scores.masked_fill(masked, float("-inf")).softmax(-1)
            context, word = (weights[:, None] @ memory).squeeze(1), words[:, time]
            state = self.decoder(torch.cat([word, context], -1), state)
            read.append(torch.cat([state, context, word], -1))
        return self.output(torch.stack(read, 1))


def dates():
    model = Translator()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    lengths, target_lengths = torch.randint(9, 11, (BATCH,)), torch.randint(11, 14, (BATCH,))
    lengths[0], target_lengths[0] = 10, 13  # as long as the lab's longest
    sources, targets = torch.randint(32, (BATCH, 10)), torch.randint(2, 22, (BATCH, 13))
    given = torch.cat([torch.zeros(BATCH, 1, dtype=torch.long), targets[:, :-1]], 1)
    wanted = targets.masked_fill(torch.arange(13) >= target_lengths[:, None], -100)

    def step():
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(model(sources, lengths, given).flatten(0, 1), wanted.flatten()).backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return step


def milliseconds(step):
    start = time.process_time()
    for _ in range(STEPS):
        step()
    return (time.process_time() - start) * 1000 / STEPS


print(f"A training step on a batch of {BATCH}, milliseconds; medians of {TURNS} turns; PyTorch {torch.__version__}")
print(f"{'':>10} {'lab':>9} {'PyTorch':>9} {'lab ÷ PyTorch':>14}")
for name, make in (("induction", induction), ("dates", dates)):
    step = make()
    milliseconds(step)  # to warm up
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(float(subprocess.check_output([sys.argv[1], "step", name, str(STEPS)], text=True)))
        theirs.append(milliseconds(step))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(f"{name:>10} {statistics.median(ours):9.2f} {statistics.median(theirs):9.2f} {ratio:14.2f}")

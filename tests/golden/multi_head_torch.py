#!/usr/bin/python3
"""Writes multi_head_torch.json: what PyTorch (float32) gives in the scene 多头注意力.

Run with Debian's python3-torch. Read by tests/scenes/multi_head_test.cpp. The inputs are made here once more: the lab's
own random numbers, and what its examples set by hand. Attention is torch.nn.MultiheadAttention and, with the same
weights, the class of the book (section 10.5), written for this file.
"""
import json
import math
import os

import torch
from torch import nn

MASK = 2**64 - 1


class Random:
    """xoshiro256++ (Blackman and Vigna, 2019), its state filled by splitmix64."""

    def __init__(self, seed):
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(mixed ^ (mixed >> 31))

    def uniform(self, bound, *shape):
        bound = torch.tensor(bound).item()
        numbers = [self.bits() >> 11 for _ in range(math.prod(shape))]
        return torch.tensor([-bound + 2 * bound * (bits * 2.0**-53) for bits in numbers]).reshape(shape)

    def bits(self):
        rotated = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        s = self.state
        result = (rotated((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotated(s[3], 45)
        return result


class BookAttention:
    """d2l.MultiHeadAttention without dropout and bias: transpose_qkv, attention, transpose_output."""

    def __init__(self, heads, w_q, w_k, w_v, w_o):
        self.heads, self.weights = heads, (w_q, w_k, w_v, w_o)

    def transpose_qkv(self, x):
        x = x.reshape(x.shape[0], x.shape[1], self.heads, -1).permute(0, 2, 1, 3)
        return x.reshape(-1, x.shape[2], x.shape[3])

    def transpose_output(self, x):
        x = x.reshape(-1, self.heads, x.shape[1], x.shape[2]).permute(0, 2, 1, 3)
        return x.reshape(x.shape[0], x.shape[1], -1)

    def __call__(self, queries, keys, valid_lens, off=()):
        w_q, w_k, w_v, w_o = self.weights
        q, k, v = (self.transpose_qkv(x @ w.T) for x, w in ((queries, w_q), (keys, w_k), (keys, w_v)))
        hidden = torch.arange(k.shape[1]) >= torch.tensor(valid_lens).repeat_interleave(self.heads)[:, None, None]
        scores = (q @ k.transpose(1, 2) / math.sqrt(q.shape[2])).masked_fill(hidden, -1e6)
        self.attention_weights = torch.softmax(scores, dim=-1)
        mixed = self.attention_weights @ v
        for head in off:
            mixed[head :: self.heads] = 0
        return self.transpose_output(mixed) @ w_o.T


def inputs(example, seed, n, d, h):
    random = Random(seed)
    x = random.uniform(2.0, 2, n, d)
    w = [random.uniform(2 / math.sqrt(d), d, d) for _ in range(4)]
    y = x
    if example == "book":
        x, y = torch.ones(2, n, d), torch.ones(2, 6, d)
    if example == "opposite":
        w[0], w[1] = torch.zeros(d, d), torch.zeros(d, d)
        x[:, ::2, 0], x[:, 1::2, 0] = 1, -1
        for head in range(h):
            w[0][head * (d // h), 0] = (-1) ** head * 3 * math.sqrt(d // h)
            w[1][head * (d // h), 0] = 1
    if example == "hand-set":
        w[0], w[1] = torch.zeros(d, d), torch.zeros(d, d)
        for i in range(n):
            x[:, i, 0], x[:, i, 1], x[:, i, 2] = math.cos(math.pi * i / n), math.sin(math.pi * i / n), 1
        c, s = math.cos(math.pi / n), math.sin(math.pi / n)
        w[0][0, 0], w[0][0, 1], w[0][1, 0], w[0][1, 1] = c, s, -s, c
        w[0][4, 0] = w[0][5, 1] = w[0][8, 2] = 1
        w[0] *= 10 / (1 - c)
        for row in (0, 4, 8):
            w[1][row, 0] = w[1][row + 1, 1] = 1
    return x, y, w


def rows(tensor):
    return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]


def case(example, seed, n, d, h, lengths, off=()):
    x, y, w = inputs(example, seed, n, d, h)
    book = BookAttention(h, *w)
    output = book(x, y, lengths)
    module = nn.MultiheadAttention(d, h, bias=False, batch_first=True)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.cat(w[:3]))
        module.out_proj.weight.copy_(w[3])
        hidden = torch.arange(y.shape[1]) >= torch.tensor(lengths)[:, None]
        theirs, weights = module(x, y, y, key_padding_mask=hidden, average_attn_weights=False)
        _, mean = module(x, y, y, key_padding_mask=hidden)
    assert torch.allclose(theirs, output, atol=2e-4), (example, (theirs - output).abs().max())
    assert torch.allclose(weights.flatten(), book.attention_weights.flatten(), atol=2e-5)
    return {"example": example, "seed": seed, "length": n, "width": d, "heads": h, "lengths": lengths, "off": list(off),
            "weights": rows(weights), "mean": rows(mean), "output": rows(theirs), "left": rows(book(x, y, lengths, off))}


def view_alone(seed, n, d, h):
    """The wrong split: `view` without the permutation, before and after."""
    x, _, w = inputs("random", seed, n, d, h)
    q, k, v = ((x @ each.T).view(2, h, n, d // h) for each in w[:3])
    weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(d // h), dim=-1)
    return {"seed": seed, "length": n, "width": d, "heads": h, "weights": rows(weights),
            "output": rows((weights @ v).reshape(2, n, d) @ w[3].T)}


def length_first(seed, n, d, h):
    """nn.MultiheadAttention with batch_first=False, given (batch, length, width)."""
    x, _, w = inputs("random", seed, n, d, h)
    module = nn.MultiheadAttention(d, h, bias=False)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.cat(w[:3]))
        module.out_proj.weight.copy_(w[3])
        output, weights = module(x, x, x, average_attn_weights=False)
    return {"seed": seed, "length": n, "width": d, "heads": h, "weights": rows(weights),
            "output": rows(output.transpose(0, 1))}


golden = {
    "torch": torch.__version__.split("+")[0],
    "cases": [
        case("random", 1, 4, 8, 2, [4, 4]),
        case("random", 7, 5, 12, 4, [3, 5], [1, 2]),
        case("random", 9, 6, 64, 16, [6, 1], [0]),
        case("random", 3, 1, 1, 1, [1, 1]),
        case("book", 1, 4, 100, 5, [3, 2]),
        case("opposite", 2, 4, 8, 2, [4, 4], [1]),
        case("opposite", 2, 7, 6, 3, [7, 4]),
        case("hand-set", 5, 6, 12, 3, [6, 6], [2]),
        case("hand-set", 5, 10, 12, 3, [10, 7]),
    ],
    "view_alone": [view_alone(1, 4, 8, 2), view_alone(4, 5, 12, 3)],
    "length_first": [length_first(1, 4, 8, 2), length_first(6, 7, 12, 4)],
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "multi_head_torch.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

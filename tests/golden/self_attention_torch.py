#!/usr/bin/python3
"""Writes self_attention_torch.json: what PyTorch (float32) gives in the scene 自注意力和位置编码.

Self-attention of made-up inputs by nn.MultiheadAttention with one head and an identity as W_o, and the book's position
encoding as its PositionalEncoding computes it. Run with Debian's python3-torch. Read by
tests/scenes/self_attention_test.cpp.
"""
import json
import os

import torch
from torch import nn

torch.manual_seed(1006)
WIDTH, HEAD = 12, 6


def rows(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def positions(length, width):
    """As in d2l.PositionalEncoding."""
    angle = torch.arange(length, dtype=torch.float32).reshape(-1, 1) / torch.pow(
        10000, torch.arange(0, width, 2, dtype=torch.float32) / width)
    P = torch.zeros((length, width))
    P[:, 0::2] = torch.sin(angle)
    P[:, 1::2] = torch.cos(angle)
    return P


def attention_case(length):
    """PyTorch's module wants queries as wide as its heads: x is projected before, and its own matrices are identities."""
    X = torch.randn(length, WIDTH)
    W = [torch.randn(HEAD, WIDTH) * 0.45 for _ in range(3)]
    module = nn.MultiheadAttention(HEAD, 1, bias=False)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.eye(HEAD).repeat(3, 1))
        module.out_proj.weight.copy_(torch.eye(HEAD))
        output, weights = module(*[(X @ w.T)[:, None] for w in W])
    return {"x": rows(X), "w": [rows(w) for w in W], "weights": rows(weights[0]), "output": rows(output[:, 0])}


golden = {"torch": torch.__version__.split("+")[0],
          "attention": [attention_case(length) for length in (1, 2, 11, 32)],
          "positions": {"length": 60, "width": 32, "rows": rows(positions(60, 32))}}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "self_attention_torch.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

#!/usr/bin/env python3
"""Attention weights of a real torch.nn.MultiheadAttention, as a student would export them.

Writes beside itself:
  multihead_attention.npy       float32 (heads, queries, keys)          = (6, 12, 12)
  multihead_attention_grid.npy  float32 (rows, columns, queries, keys)  = (2, 3, 12, 12), the same heads as a grid

Run with Debian's python3-torch: /usr/bin/python3 tests/golden/multihead_attention.py
"""
import pathlib

import numpy
import torch

HEADS, WIDTH, LENGTH = 6, 96, 12

torch.manual_seed(10)
attention = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
sequence = 1.5 * torch.randn(1, LENGTH, WIDTH)  # scaled up so that untrained heads already differ
with torch.no_grad():
    _, weights = attention(sequence, sequence, sequence, need_weights=True, average_attn_weights=False)

weights = weights[0].numpy()
assert weights.shape == (HEADS, LENGTH, LENGTH) and weights.dtype == numpy.float32
assert numpy.allclose(weights.sum(-1), 1, atol=1e-6)
folder = pathlib.Path(__file__).parent
numpy.save(folder / "multihead_attention.npy", weights)
numpy.save(folder / "multihead_attention_grid.npy", weights.reshape(2, 3, LENGTH, LENGTH))

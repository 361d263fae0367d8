#!/usr/bin/env python3
"""Queries, keys and values of PyTorch, and what PyTorch's attention makes of them: plain weights, and causal output."""
import pathlib

import numpy
import torch

folder = pathlib.Path(__file__).parent
torch.manual_seed(10)
q, k, v = (torch.randn(2, 4, length, width) for length, width in [(5, 8), (6, 8), (6, 3)])
scores = q @ k.transpose(-1, -2) / 8 ** 0.5
masked = torch.ones(5, 6, dtype=torch.bool).triu(1)
numpy.savez(folder / "formats_qkv.npz", **{"encoder.0.q": q.numpy(), "encoder.0.k": k.numpy(), "encoder.0.v": v.numpy()})
numpy.savez(folder / "formats_qkv_attended.npz", weights=torch.softmax(scores, -1).numpy(),
            causal_output=(torch.softmax(scores.masked_fill(masked, float("-inf")), -1) @ v).numpy())

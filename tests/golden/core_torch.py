#!/usr/bin/python3
"""Writes core_torch.json: what PyTorch (float64, autograd) computes for inputs that are exact in float32.

Run with Debian's python3-torch. Read by tests/core/torch_test.cpp.
"""
import json
import os

import torch
from torch import nn

torch.manual_seed(2024)
torch.set_default_dtype(torch.float64)


def exact(*shape, scale=1.0):
    """Random numbers that float32 holds exactly."""
    return (torch.randn(*shape) * scale).float().double().requires_grad_()


def out(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{x:.12g}") for x in tensor.detach().flatten().tolist()]}


def gradients(loss, **inputs):
    found = torch.autograd.grad(loss, list(inputs.values()))
    return {name: out(gradient) for name, gradient in zip(inputs, found)}


golden = {"torch": torch.__version__.split("+")[0]}

# Scaled dot product with a causal mask and grouped key heads, and its gradients.
q, k, v = exact(2, 4, 5, 6), exact(2, 2, 7, 6), exact(2, 2, 7, 3)
bias, direction = torch.randn(5, 7).float().double(), torch.randn(2, 4, 5, 3).float().double()
scores = q @ k.repeat_interleave(2, 1).transpose(-1, -2) / 6**0.5
masked = (20 * torch.tanh(scores / 20) + bias).masked_fill(torch.ones(5, 7).triu(1).bool(), float("-inf"))
weights = masked.softmax(-1)
output = weights @ v.repeat_interleave(2, 1)
golden["attention"] = {"queries": out(q), "keys": out(k), "values": out(v), "bias": out(bias), "direction": out(direction),
                       "weights": out(weights), "output": out(output), "log_sum_exp": out(masked.logsumexp(-1)),
                       "gradients": gradients((output * direction).sum(), queries=q, keys=k, values=v)}

# nn.MultiheadAttention with its own projections and key padding.
mha = nn.MultiheadAttention(8, 2, batch_first=True)
with torch.no_grad():
    for parameter in mha.parameters():
        parameter.copy_(torch.randn_like(parameter).mul(0.4).float().double())
x, y = exact(2, 3, 8), exact(2, 5, 8)
lengths = torch.tensor([3, 5])
padding = torch.arange(5)[None, :] >= lengths[:, None]
output, weights = mha(x, y, y, key_padding_mask=padding, average_attn_weights=False)
direction = torch.randn(2, 3, 8).float().double()
w = mha.in_proj_weight
found = gradients((output * direction).sum(), queries=x, keys_and_values=y, in_weights=w, in_bias=mha.in_proj_bias,
                  out_weights=mha.out_proj.weight, out_bias=mha.out_proj.bias)
golden["multi_head"] = {"queries": out(x), "keys": out(y), "lengths": lengths.tolist(), "in_weights": out(w),
                        "in_bias": out(mha.in_proj_bias), "out_weights": out(mha.out_proj.weight),
                        "out_bias": out(mha.out_proj.bias), "direction": out(direction), "output": out(output),
                        "weights": out(weights), "gradients": found}

# Normalizations.
x, gain, shift, direction = exact(3, 4, 5), exact(5), exact(5), torch.randn(3, 4, 5).float().double()
layer = nn.functional.layer_norm(x, (5,), gain, shift)
batch = nn.functional.batch_norm(x.reshape(12, 5), None, None, gain, shift, training=True).reshape(3, 4, 5)
golden["norm"] = {"input": out(x), "gain": out(gain), "bias": out(shift), "direction": out(direction),
                  "layer": out(layer), "layer_gradients": gradients((layer * direction).sum(), input=x, gain=gain, bias=shift),
                  "batch": out(batch), "batch_gradients": gradients((batch * direction).sum(), input=x, gain=gain, bias=shift)}

# Optimizers on L = Σ (p − target)⁴ from the same start.
start, target = exact(6), torch.randn(6).float().double()
golden["optimizers"] = {"start": out(start), "target": out(target)}
for name, make in {"sgd": lambda p: torch.optim.SGD([p], lr=0.01, momentum=0.9), "adam": lambda p: torch.optim.Adam([p], lr=0.1)}.items():
    parameter = start.detach().clone().requires_grad_()
    optimizer = make(parameter)
    for _ in range(20):
        optimizer.zero_grad()
        ((parameter - target) ** 4).sum().backward()
        optimizer.step()
    golden["optimizers"][name] = out(parameter)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "core_torch.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

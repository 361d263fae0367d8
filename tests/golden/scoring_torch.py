#!/usr/bin/python3
"""Writes scoring_torch.json: what PyTorch (float32, as the programs in question run) gives in the scene 评分函数.

Run with Debian's python3-torch. Read by tests/scenes/scoring_functions_test.cpp. NaN is written as null.
"""
import json
import math
import os

import torch

torch.manual_seed(1003)


def rows(tensor):
    return [None if math.isnan(x) else float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def book_masked_softmax(scores, valid_lens):
    """The book's masked_softmax: −1e6 is written beyond the valid lengths, then softmax."""
    flat = scores.reshape(-1, scores.shape[-1]).clone()
    lens = valid_lens.repeat_interleave(scores.shape[1]) if valid_lens.dim() == 1 else valid_lens.reshape(-1)
    flat[torch.arange(scores.shape[-1])[None, :] >= lens[:, None]] = -1e6
    return torch.softmax(flat.reshape(scores.shape), dim=-1)


def pytorch_masked_softmax(scores, valid_lens):
    lens = valid_lens[:, None].expand(scores.shape[:2]) if valid_lens.dim() == 1 else valid_lens
    hidden = torch.arange(scores.shape[-1]) >= lens[..., None]
    return torch.softmax(scores.masked_fill(hidden, float("-inf")), dim=-1), ~hidden


def softmax_case(scores, valid_lens):
    valid_lens = torch.tensor(valid_lens)
    pytorch, mask = pytorch_masked_softmax(scores, valid_lens)
    return {"scores": rows(scores), "valid_lens": valid_lens.tolist(), "as_in_book": rows(book_masked_softmax(scores, valid_lens)),
            "as_in_pytorch": rows(pytorch), "masked_too_late": rows(torch.softmax(scores, dim=-1) * mask)}


def below(scores, value, row, count):
    changed = scores.clone()
    changed.reshape(4, 4)[row, :count] = value
    return changed


usual = torch.rand(2, 2, 4)
golden = {"torch": torch.__version__.split("+")[0]}
golden["softmax"] = [
    softmax_case(usual, [2, 3]),
    softmax_case(usual, [[1, 3], [2, 4]]),
    softmax_case(usual, [0, 4]),
    softmax_case(usual, [[0, 3], [2, 0]]),
    softmax_case(below(usual, -2e6, 0, 2), [[2, 3], [2, 4]]),
    softmax_case(below(usual, -1e6, 1, 4), [[2, 3], [2, 4]]),
    softmax_case(below(usual, -1e6 + 1, 2, 2), [[2, 3], [2, 4]]),
    softmax_case(below(usual, 9e29, 3, 1), [[2, 3], [2, 4]]),
    softmax_case(below(below(usual, -9e29, 0, 4), 9e29, 0, 1), [2, 3]),
    softmax_case(torch.randn(2, 2, 4) * 20, [[4, 1], [3, 0]]),
]

# The book's additive attention and scaled dot product attention (section 10.3): its sizes, its lengths.
values, valid_lens = torch.arange(40, dtype=torch.float32).reshape(1, 10, 4).repeat(2, 1, 1), torch.tensor([2, 6])


def attended(scores):
    weights = book_masked_softmax(scores, valid_lens)
    return {"scores": rows(scores), "weights": rows(weights), "output": rows(weights @ values)}


def additive(queries, keys, w_q, w_k, w_v):
    return torch.tanh((queries @ w_q.T)[:, :, None] + (keys @ w_k.T)[:, None]) @ w_v


golden["scores"] = []
for keys in (torch.ones(2, 10, 2), torch.randn(1, 10, 2).repeat(2, 1, 1)):
    queries, w_q, w_k, w_v = torch.randn(2, 1, 2), torch.randn(8, 2), torch.randn(8, 2), torch.randn(8)
    golden["scores"].append({"queries": rows(queries), "keys": rows(keys[0]), "w_q": rows(w_q), "w_k": rows(w_k), "w_v": rows(w_v),
                             "additive": attended(additive(queries, keys, w_q, w_k, w_v)),
                             "dot_product": attended(queries @ keys.transpose(1, 2) / 2**0.5)})

# Why the root of d: the softmax's Jacobian by autograd, and the mean entropy of a softmax over 10 scores q · k by a
# simulation of its own, in float64: given q the scores are independent and normal(0, |q|²).
golden["jacobian"] = []
for spread in (0.1, 1, 4, 20):
    scores = torch.randn(10, dtype=torch.float64) * spread
    matrix = torch.autograd.functional.jacobian(lambda x: torch.softmax(x, 0), scores)
    golden["jacobian"].append({"weights": rows(torch.softmax(scores, 0)), "norm": float(matrix.norm())})


def mean_entropy(d, is_scaled, count=400_000):
    lengths = torch.distributions.Chi2(torch.tensor(float(d), dtype=torch.float64)).sample((count, 1)).sqrt()
    scores = torch.randn(count, 10, dtype=torch.float64) * lengths / (d**0.5 if is_scaled else 1)
    log_p = torch.log_softmax(scores, -1)
    return float(-(log_p.exp() * log_p).sum(-1).mean())


golden["entropy"] = [{"d": d, "unscaled": mean_entropy(d, False), "scaled": mean_entropy(d, True)} for d in (1, 2, 3, 8, 64, 512)]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "scoring_torch.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")

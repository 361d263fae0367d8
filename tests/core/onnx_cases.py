#!/usr/bin/python3
"""The official conformance cases of ONNX's Attention operator, as JSON. Usage: onnx_cases.py ONNX_FOLDER > cases.json

ONNX's test data are written by a generator that comes with its Python package: every case is a function that makes
seeded random inputs and lets the operator's reference implementation compute the outputs. Those two files, as they
are, run here; what they import of the rest of ONNX (protocol buffers, compiled for one version of Python) is replaced
by a few lines that keep the cases instead of writing them.

Every tensor is { type, shape, data }, data as base64 of little-endian numbers; float16 is widened to float32.
"""
import base64
import importlib.util
import json
import sys
import types

import numpy as np

folder = sys.argv[1]
cases = {}


def make_node(operator, inputs, outputs, **attributes):
    return {"operator": operator, "inputs": inputs, "outputs": outputs, "attributes": attributes}


def tensor(array):
    array = np.asarray(array)
    kept = array.astype(np.float32) if array.dtype == np.float16 else array.astype(np.uint8) if array.dtype == bool else array
    return {"type": str(array.dtype), "shape": array.shape, "data": base64.b64encode(np.ascontiguousarray(kept)).decode()}


def expect(node, inputs, outputs, name, opset_imports, **_):
    if max(opset_imports) > 24:  # later ones have more attributes
        return
    named = lambda names, arrays: dict(zip((each for each in names if each), map(tensor, arrays)))
    cases[name] = {"attributes": node["attributes"], "inputs": named(node["inputs"], inputs), "outputs": named(node["outputs"], outputs)}
    if node["attributes"].get("softcap") and "attn_mask" in node["inputs"] and not caps_first():
        cases[name]["outputs"]["Y, capped first"] = tensor(capped_first(cases[name], dict(zip((each for each in node["inputs"] if each), inputs))))


def caps_first():
    """Version 1.20 of the reference adds the mask and caps then, so that masked keys get weight; later ones cap first,
    as the core does. With one visible and one masked key of equal scores, is the visible one's value the answer?"""
    one, values = np.ones((1, 1, 1, 1)), np.array([1.0, 0.0]).reshape(1, 1, 2, 1)
    y, *_ = compute_attention()(one, one.repeat(2, 2), values, attn_mask=np.array([[True, False]]), softcap=1.0)
    return bool(y == 1)


def compute_attention():
    return sys.modules["onnx.reference.ops.op_attention"]._compute_attention


def capped_first(case, inputs):
    """Y (batch, heads, queries, value width) or, for inputs of rank 3, (batch, queries, heads · value width)."""
    attributes = case["attributes"]
    q, k, v = (inputs[name].astype(np.float64) for name in "QKV")
    is_joined = q.ndim == 3
    if is_joined:
        split = lambda x, heads: x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)
        q, k, v = split(q, attributes["q_num_heads"]), split(k, attributes["kv_num_heads"]), split(v, attributes["kv_num_heads"])
    past = inputs["past_key"].shape[2] if "past_key" in inputs else 0
    if past:
        k, v = (np.concatenate((inputs[name].astype(np.float64), new), axis=2) for name, new in (("past_key", k), ("past_value", v)))
    k, v = (np.repeat(x, q.shape[1] // x.shape[1], axis=1) for x in (k, v))
    scores = q @ k.swapaxes(2, 3) * attributes.get("scale", q.shape[3] ** -0.5)
    scores = attributes["softcap"] * np.tanh(scores / attributes["softcap"])
    mask = inputs.get("attn_mask", np.zeros((1, k.shape[2])))
    scores += np.where(mask, 0, -np.inf) if mask.dtype == bool else mask
    if attributes.get("is_causal"):
        scores[..., np.arange(k.shape[2]) > np.arange(q.shape[2])[:, None] + past] = -np.inf
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    y = weights / weights.sum(-1, keepdims=True) @ v
    return (y.transpose(0, 2, 1, 3).reshape(y.shape[0], y.shape[2], -1) if is_joined else y).astype(np.float32)


def module(name, **contents):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(contents)
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, sys.modules[name])


def load(name):
    spec = importlib.util.spec_from_file_location(name, f"{folder}/{name.replace('.', '/')}.py")
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


NUMBER_TYPES = {1: np.float32, 10: np.float16, 11: np.float64}  # ONNX's codes
module("onnx", TensorProto=types.SimpleNamespace(FLOAT=1, FLOAT16=10, DOUBLE=11))
module("onnx.helper", make_node=make_node, make_opsetid=lambda _, version: version, tensor_dtype_to_np_dtype=NUMBER_TYPES.get)
for name in ("backend", "backend.test", "backend.test.case", "reference", "reference.ops"):
    module(f"onnx.{name}")
module("onnx.backend.test.case.node", expect=expect)
module("onnx.reference.op_run", OpRun=object)
for name in ("onnx.reference.ops.op_attention", "onnx.backend.test.case.base", "onnx.backend.test.case.node.attention"):
    load(name)
json.dump({"capsFirst": caps_first(), "cases": cases}, sys.stdout)

#!/usr/bin/env python3
"""Files written by the safetensors library itself, for the tests of the reader: every number type, and a real one.

Needs the Python package safetensors ≥ 0.8 (Debian: python3-safetensors, in suites newer than 12).
"""
import pathlib

import numpy
from safetensors import TensorSpec, serialize_file
from safetensors.numpy import save_file

folder = pathlib.Path(__file__).parent
heads = numpy.load(folder / "multihead_attention.npy")
save_file({"layers.0.attention": heads, "layers.1.attention": heads[::-1].copy(), "bias": numpy.zeros(5, "f4")},
          folder / "formats_heads.safetensors", metadata={"format": "np"})
save_file({"bias": numpy.zeros(5, "f4")}, folder / "formats_only_bias.safetensors")

# Number i of every tensor, as in formats_npy.py.
types = {"float64": ("f8", "f"), "float32": ("f4", "f"), "float16": ("f2", "f"), "int64": ("i8", "i"),
         "int32": ("i4", "i"), "int16": ("i2", "i"), "int8": ("i1", "i"), "uint64": ("u8", "u"), "uint32": ("u4", "u"),
         "uint16": ("u2", "u"), "uint8": ("u1", "u"), "bool": ("b1", "b")}
VALUE = {"f": lambda i: (i * 7 % 23 - 11) / 8, "i": lambda i: i * 7 % 23 - 11, "u": lambda i: i * 7 % 23,
         "b": lambda i: i * 7 % 3 != 0}
arrays = {dtype: numpy.array([VALUE[kind](i) for i in range(15)], "<" + code) for dtype, (code, kind) in types.items()}
arrays["bfloat16"] = (arrays["float32"].view("<u4") >> 16).astype("<u2")  # the upper halves
arrays["float8_e4m3fn"] = numpy.zeros(15, "u1")
serialize_file({name: TensorSpec(dtype=name, shape=[3, 5], data_ptr=array.ctypes.data, data_len=array.nbytes)
                for name, array in arrays.items()}, folder / "formats_types.safetensors", None)

#!/usr/bin/python3
"""Prints a table: native core against PyTorch, one thread each, in turns. Usage: native.py PROGRAM [length...]"""
import os
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import torch

torch.set_num_threads(1)
program, lengths = sys.argv[1], [int(n) for n in sys.argv[2:]] or [64, 128, 512, 1024, 2048]


def torch_milliseconds(length):
    q, k, v = (torch.randn(1, 8, length, 64) for _ in range(3))
    best, spent = 1e9, 0
    with torch.no_grad():
        while spent < 0.3:
            start = time.perf_counter()
            (q @ k.transpose(-1, -2) * 64**-0.5).softmax(-1) @ v
            seconds = time.perf_counter() - start
            best, spent = min(best, seconds), spent + seconds
    return best * 1000


print(f"PyTorch {torch.__version__}, 8 heads, width 64, output only, milliseconds")
print(f"{'length':>7} {'core':>9} {'PyTorch':>9} {'ratio':>6}")
for length in lengths:
    ours, theirs = [], []
    for _ in range(3):
        ours.append(float(subprocess.check_output([program, str(length)], text=True).split()[1]))
        theirs.append(torch_milliseconds(length))
    print(f"{length:7} {min(ours):9.3f} {min(theirs):9.3f} {min(theirs) / min(ours):6.2f}")

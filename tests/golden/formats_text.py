#!/usr/bin/env python3
"""Weights as Python writes them in text: csv, numpy.savetxt, json and print, into tests/golden/formats_text/.

All hold the first heads of multihead_attention.npy. Run with Debian's python3-torch:
/usr/bin/python3 tests/golden/formats_text.py
"""
import csv
import json
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "formats_text"
TOKENS = ["我", "想", "喝", "一", "杯", "咖啡", "[CLS]", 'say "yes"', "a, b", "1", "##ing", "。"]
heads = numpy.load(HERE / "multihead_attention.npy")
first = heads[0]


def write(name, text):
    (FOLDER / name).write_text(text, encoding="utf-8")


def write_csv(name, rows, **options):
    with open(FOLDER / name, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, **options).writerows(rows)


FOLDER.mkdir(exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
digits = [[repr(float(number)) for number in row] for row in first]
write_csv("plain.csv", digits)
write_csv("labels.csv", [["", *TOKENS]] + [[token, *row] for token, row in zip(TOKENS, digits)])
write_csv("labels_quoted.csv", [["", *TOKENS]] + [[token, *row] for token, row in zip(TOKENS, digits)], quoting=csv.QUOTE_ALL)
write_csv("key_labels.csv", [TOKENS] + digits)
write_csv("query_labels.tsv", [[token, *row] for token, row in zip(TOKENS, digits)], delimiter="\t")
write_csv("decimal_comma.csv", [[number.replace(".", ",") for number in row] for row in digits], delimiter=";")
write_csv("numbered.csv", [["", *range(12)]] + [[i, *row] for i, row in enumerate(digits)])
with open(FOLDER / "excel.csv", "w", newline="", encoding="utf-8-sig") as file:
    csv.writer(file, dialect="excel", delimiter=";").writerows([["", *TOKENS]] + [[t, *row] for t, row in zip(TOKENS, digits)])
numpy.savetxt(FOLDER / "savetxt.txt", first, header="attention of head 0")
(FOLDER / "chinese_gbk.csv").write_bytes("查询,键\n我,0.5\n".encode("gbk"))
(FOLDER / "utf16.csv").write_bytes("0.5,0.5\n".encode("utf-16"))

write("list.json", json.dumps(heads[:2].tolist()))
write("object.json", json.dumps({"model": "seed 10", "weights": heads[:2].tolist(), "tokens": TOKENS,
                                 "titles": ["head 0", "head 1"], "options": {"scale": [1, 2]}}, ensure_ascii=False, indent=1))
write("two_axes.json", json.dumps({"layer 0": first[:2].tolist(), "queryTokens": TOKENS[:2], "keyTokens": TOKENS}))
masked = first.copy()
masked[0, 1:] = numpy.nan
write("nan.json", json.dumps(masked.tolist()))

torch.set_printoptions(precision=9, linewidth=100, sci_mode=False)
numpy.set_printoptions(precision=9, floatmode="unique", linewidth=90)
gradient = torch.tensor(first).requires_grad_() * 1
write("torch.txt", f">>> weights\n{gradient!r}\n")
write("torch_heads.txt", f"weights = {torch.tensor(heads[:2])!r}\n")
torch.set_printoptions(precision=9, sci_mode=True)
write("torch_scientific.txt", repr(torch.tensor(first).double()))
write("torch_list.txt", repr([torch.tensor(first), torch.tensor(heads[1])]))
write("torch_bool.txt", repr(torch.ones(3, 3).tril() == 1))
write("numpy_repr.txt", repr(first))
write("numpy_print.txt", str(heads[:2]))
write("numpy_nan.txt", str(numpy.array([[1.0, numpy.nan], [numpy.inf, -numpy.inf]])))
torch.set_printoptions(profile="default")
numpy.set_printoptions(precision=8, threshold=1000)
write("torch_abbreviated.txt", repr(torch.zeros(100, 100)))
write("numpy_abbreviated.txt", str(numpy.zeros((100, 100))))

#!/usr/bin/env python3
"""Archives written by numpy.savez and numpy.savez_compressed, for the tests of the .npz reader.

Run with Debian's python3-numpy: /usr/bin/python3 tests/golden/formats_npz.py
"""
import pathlib
import zipfile

import numpy

folder = pathlib.Path(__file__).parent
heads = numpy.load(folder / "multihead_attention.npy")
tokens = numpy.array(["我", "想", "喝", "一", "杯", "咖啡", "<unk>", "é", "𝒳", "a", "b", "。"])
arrays = {
    "heads": heads,
    "half": heads.astype("f2"),
    "fortran": numpy.asfortranarray(heads[0].astype("f8")),
    "counts": numpy.arange(6, dtype=">i4").reshape(2, 3),
    "bias": numpy.zeros(5, "f4"),
    "objects": numpy.array([[{}]], dtype=object),
    "query_tokens": tokens,
    "key_tokens": tokens[::-1],
}
numpy.savez(folder / "formats_stored.npz", **arrays)
numpy.savez_compressed(folder / "formats_deflated.npz", **arrays)
numpy.savez(folder / "formats_unnamed.npz", heads[0], heads[1])
numpy.savez(folder / "formats_only_bias.npz", bias=numpy.zeros(5, "f4"))
numpy.savez(folder / "formats_no_arrays.npz")
with zipfile.ZipFile(folder / "formats_not_numpy.zip", "w") as archive:
    archive.writestr("readme.txt", "hello")
# 64 million zeros in 250 KB would be a bomb of 1 : 1000; a smaller one with the same ratio is enough to commit.
numpy.savez_compressed(folder / "formats_zeros.npz", zeros=numpy.zeros((1024, 1024), "f4"))
with zipfile.ZipFile(folder / "formats_bzip2.npz", "w", zipfile.ZIP_BZIP2) as archive:
    archive.write(folder / "formats_npy" / "f4_little_c.npy", "weights.npy")

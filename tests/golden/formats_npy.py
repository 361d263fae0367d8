#!/usr/bin/env python3
"""Files written by NumPy itself for the tests of the .npy reader, into tests/golden/formats_npy/.

Number i of every array, in C order, is value(i) below; npy_test.cpp has the same formula. Also seeds of the fuzzer.
Run with Debian's python3-numpy: /usr/bin/python3 tests/golden/formats_npy.py
"""
import pathlib

import numpy

FOLDER = pathlib.Path(__file__).parent / "formats_npy"


def value(i, kind):
    """Integers small enough for every type; floats with a fraction that is exact in float16."""
    return {"f": (i * 7 % 23 - 11) / 8, "i": i * 7 % 23 - 11, "u": i * 7 % 23, "b": i * 7 % 3 != 0}[kind]


def array(shape, code, order="C"):
    count = int(numpy.prod(shape))
    numbers = numpy.array([value(i, code[-2]) for i in range(count)], dtype=code)
    return numpy.array(numbers.reshape(shape), dtype=code, order=order)


def save(name, data, version=None):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        numpy.lib.format.write_array(file, data, version=version, allow_pickle=True)


FOLDER.mkdir(exist_ok=True)
for old in FOLDER.glob("*.npy"):
    old.unlink()
for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]:
    single = code[1] == "1"
    for byte_order in ["|"] if single else ["<", ">"]:
        place = {"|": "", "<": "_little", ">": "_big"}[byte_order]
        save(f"{code}{place}_c", array((3, 5), byte_order + code))
        save(f"{code}{place}_fortran", array((2, 3, 4), byte_order + code, "F"))
for version in [(1, 0), (2, 0), (3, 0)]:
    save(f"version_{version[0]}", array((3, 5), "<f4"), version)
for shape in [(2, 3, 4, 5), (2, 1, 3, 4, 5)]:
    for order in "CF":
        save(f"rank_{len(shape)}_{order.lower()}", array(shape, "<f4", order))
save("one_number", array((1, 1), "<f4"))

# Values at the edges of the types.
save("special_f2", numpy.array([[0, -0.0, 2**-24, 65504], [numpy.inf, -numpy.inf, numpy.nan, 1 / 3]], "<f2"))
save("special_f4", numpy.array([[0, -0.0, 1e-45, 3.4028235e38], [numpy.inf, -numpy.inf, numpy.nan, 1 / 3]], "<f4"))
save("special_f8", numpy.array([[0, -0.0, 1e-300, 1e300], [numpy.inf, -numpy.inf, numpy.nan, 1 / 3]], "<f8"))
save("special_i8", numpy.array([[2**24, 2**24 + 1], [-(2**63), 2**63 - 1]], "<i8"))
save("special_u8", numpy.array([[0, 2**63], [2**64 - 1, 2**40]], "<u8"))

# What must be refused, each with its own sentence.
save("refused_0d", numpy.array(3.5, "<f4"))
save("refused_1d", array((12,), "<f4"))
save("refused_6d", array((1, 1, 1, 1, 2, 2), "<f4"))
save("refused_empty", numpy.zeros((3, 0, 5), "<f4"))
save("refused_object", numpy.array([[1, "two"], [None, {}]], dtype=object))
save("refused_complex", numpy.array([[1 + 2j]], "<c16"))
save("refused_text", numpy.array([["three"]]))
save("refused_record", numpy.array([[(1, 2.0)]], [("a", "<i4"), ("b", "<f8")]))
save("refused_long_double", numpy.array([[1]], "g"))
save("refused_date", numpy.array([["2024-01-01"]], "<M8[D]"))
save("refused_void", numpy.array([[b"ab"]], "V2"))

#!/usr/bin/env python3
"""The seeded normal numbers, a second time: prints the hash of the first 1,000 for seed 42 (tests/core/random_test.cpp)."""
import math, struct

MASK = (1 << 64) - 1


def splitmix(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


def bits(s):
    result = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
    t = (s[1] << 17) & MASK
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t
    s[3] = rotl(s[3], 45)
    return result


def log(x):
    """The documented steps of random.cpp; checked against the library's to the last digits."""
    m, e = math.frexp(x)
    m, e = m * 2, e - 1
    if m > 1.4142135623730951:
        m, e = m / 2, e + 1
    r = (m - 1) / (m + 1)
    q, series = r * r, 0.0
    for term in range(23, 0, -2):
        series = series * q + 1.0 / term
    result = 2 * r * series + e * 0.693147180559945309417232
    assert abs(result - math.log(x)) <= 4e-16 * max(1, abs(result)), x
    return result


source = splitmix(42)
state = [next(source) for _ in range(4)]
uniform = lambda: (bits(state) >> 11) * 2.0**-53
numbers = []
while len(numbers) < 1000:
    while True:
        x, y = 2 * uniform() - 1, 2 * uniform() - 1
        s = x * x + y * y
        if 0 < s < 1:
            break
    f = math.sqrt(-2 * log(s) / s)
    numbers += [x * f, y * f]
hash_value = 0
for number in numbers[:1000]:
    hash_value = ((hash_value ^ struct.unpack("<Q", struct.pack("<d", number))[0]) * 0x100000001B3) & MASK
print(hash_value)

# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A frame with objects of the standard library and of numpy, for CPython 2.7 and 3.6 or newer, whose
parts expressions ask for. It answers as expressions.py does.
"""
import array as arrays
import collections
import json
import os
import sys
import weakref

from expressions import EXIT, PY3, answer_all

try:
    import numpy
except ImportError:
    numpy = None


def views():
    text = memoryview(b"hello")
    ints = memoryview(arrays.array("i", [1, -2, 3])) if PY3 else text
    doubles = memoryview(arrays.array("d", [0.5, 1e300])) if PY3 else text
    table = memoryview(bytearray(range(12))).cast("B", (3, 4)) if PY3 else text
    chars = text.cast("c") if PY3 else text
    truths = memoryview(b"\0\1").cast("?") if PY3 else text
    longs = memoryview(arrays.array("Q", [2 ** 64 - 1])) if PY3 else text
    nothing = memoryview(b"")
    writable, released = memoryview(bytearray(b"abc")), memoryview(b"x")
    if PY3:
        released.release()
    return dict(("mv_" + name, value) for name, value in locals().items())


def of_numpy():
    if numpy is None:
        return {}
    inner = [("text", "S3"), ("number", "f4")]
    np_records = numpy.zeros(2, [("a", "i4"), ("b", ">f8"), ("inner", inner), ("o", "O")])
    np_records["b"], np_records["o"][0] = [0.5, 2], "object"
    np_record = np_records[1]
    np_ints, np_doubles = numpy.arange(24).reshape(2, 3, 4), numpy.array([0.5, -1, numpy.nan])
    np_turned, np_swapped = np_ints.T, numpy.array([1, -2], ">i2")
    np_texts, np_objects = numpy.array(["ab", "c"]), numpy.array([1, "x", None], object)
    np_bytes, np_bools = numpy.array([b"ab", b""]), numpy.array([True, False])
    np_zero, np_empty, np_one = numpy.array(7), numpy.zeros((0, 3)), numpy.array([[5]])
    np_moments = numpy.array(["2024-01-01", "2023-01-01", "NaT"], "M8[D]")
    np_complex, np_small = numpy.array([1 + 2j]), numpy.array([1, 200], "u1")
    n, m, f, f4, f2 = numpy.int64(3), numpy.int64(-7), numpy.float64(2.5), numpy.float32(0.1), numpy.float16(2)
    u, i1, t, c = numpy.uint64(2 ** 64 - 1), numpy.int8(5), numpy.bool_(True), numpy.complex128(1 + 2j)
    most, long_double = numpy.int64(2 ** 63 - 1), numpy.longdouble(1)
    by_number = {3: "three", 2.5: "half"}
    return locals()


class Kept(object):
    def __init__(self, number):
        self.number = number

    def get_number(self):
        return self.number

    def constant(self):
        return 500

    def nothing(self):
        pass

    def doubled(self):
        return EXIT(71)


class Pool(object):
    """It hands on."""

    def __init__(self):
        self.items, self.deeper = {"a": 1, "b": [2, 3]}, Kept([1, 2, 3])

    def __getitem__(self, key):
        return self.items[key]

    def __len__(self):
        return len(self.deeper.number)

    def __iter__(self):
        return iter(self.deeper.number)

    def __contains__(self, key):
        return key in self.items


class ReversedPool(Pool):
    def __iter__(self):
        EXIT(72)

    def __getitem__(self, key):
        return self.items[EXIT(73)]

    def __contains__(self, key):
        return EXIT(74) in self.items


class Counted(object):
    """Another len()."""

    def __init__(self):
        self.items = [1, 2]

    def __len__(self):
        return measure(self.items)


class Missing(collections.Counter):
    def __missing__(self, key):
        EXIT(75)


class Empty(Pool):
    def __init__(self):
        self.items, self.deeper = {}, Kept([])


def measure(items):
    EXIT(76)


def containers():
    pool, pool_of_pools, reversed_pool, empty_pool = Pool(), Pool(), ReversedPool(), Empty()
    pool_of_pools.items, pool_of_pools.deeper = pool, Kept(pool)
    itself = Pool()
    itself.items = itself
    counted, kept, other = Counted(), Kept(1), Kept(2)
    counter, missing = collections.Counter("aab"), Missing("a")
    weak_set = weakref.WeakSet([kept, other])
    weak_set.add(Kept(3))  # it has gone
    if PY3:
        user_dict, user_list = collections.UserDict(a=1, b=[2]), collections.UserList([1, [2], 3])
        user_text = collections.UserString("hello")
        chain = collections.ChainMap({"a": 1, "b": 2}, {"b": 3, "c": 4}, collections.OrderedDict(z=5))
        weak_values = weakref.WeakValueDictionary(a=kept, b=other)
        weak_values["c"] = Kept(4)
        weak_keys = weakref.WeakKeyDictionary([(kept, "one"), (other, "two")])
        weak_keys[Kept(5)] = "gone"
        environ, environ_bytes = os.environ, os.environb
        os.environ["PART_UNICODE"], os.environ["PART"] = "caf\xe9 \u20ac", "value"
    return locals()


def frame():
    """The names are globals of it."""
    for line in iter(sys.stdin.readline, ""):
        answer_all(json.loads(line), dict(globals()))


if __name__ == "__main__":
    numbers = list(range(10))
    for more in (views(), of_numpy(), containers()):
        globals().update(more)
    frame()

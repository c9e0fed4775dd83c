# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A frame with objects of the standard library and of numpy, for CPython 2.7 and 3.6 or newer, whose
parts expressions ask for. It answers as expressions.py does.
"""
import array as arrays
import collections
import ctypes
import datetime
import decimal
import fractions
import json
import os
import sys
import uuid
import weakref

from derived import derived
from expressions import EXIT, PY3, answer_all

if PY3:
    import ipaddress
    import pathlib

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


class Keyed(object):
    """A mapping that is no dict."""

    def __init__(self):
        self.items, self.names = {"ab": 1, "cd": 2}, ["cd", "ab"]

    def keys(self):
        return self.names

    def __getitem__(self, key):
        return self.items[key]

    def __iter__(self):
        return iter(self.items)


class KeyedAnew(Keyed):
    def keys(self):
        return list(EXIT(77))


class Unkeyed(Keyed):
    keys = property(lambda self: EXIT(78))


def with_names(names):
    """A class whose code has these built-in names."""
    space = {"__builtins__": names}
    exec("def length(self): return len(self.items)\ndef __iter__(self): return iter(self.items)", space)
    return type("Closed", (Kept,), {"length": space["length"], "__iter__": space["__iter__"], "items": [1, 2, 3]})


def containers():
    pool, pool_of_pools, reversed_pool, empty_pool = Pool(), Pool(), ReversedPool(), Empty()
    pool_of_pools.items, pool_of_pools.deeper = pool, Kept(pool)
    itself = Pool()
    itself.items = itself
    counted, kept, other = Counted(), Kept(1), Kept(2)
    plain_dict, ordered = {"k": 1}, collections.OrderedDict([("z", 1), ("a", 2)])
    yes, no, small_array, doubles = True, False, arrays.array("h", [1, 2]), arrays.array("d")
    small_array.typecode  # 2.7: it is only now looked into
    counter, missing = collections.Counter("aab"), Missing("a")
    keyed, keyed_anew, unkeyed, own_keys = Keyed(), KeyedAnew(), Unkeyed(), Keyed()
    own_keys.keys = measure
    closed = with_names({"len": measure, "iter": measure})(1)
    opened = with_names({"len": len, "iter": iter})(1)
    weak_set = weakref.WeakSet([kept, other])
    weak_set.add(Kept(3))  # it has gone
    if PY3:
        user_dict, user_list = collections.UserDict(a=1, b=[2]), collections.UserList([1, [2], 3])
        user_text = collections.UserString("hello")
        of_pairs = collections.ChainMap({(1, 2): "x", ("alice", "bob"): 5})
        chain = collections.ChainMap({"a": 1, "b": 2}, {"b": 3, "c": 4}, collections.OrderedDict(z=5))
        weak_values = weakref.WeakValueDictionary(a=kept, b=other)
        weak_values["c"] = Kept(4)
        weak_keys = weakref.WeakKeyDictionary([(kept, "one"), (other, "two")])
        weak_keys[Kept(5)] = "gone"
        environ, environ_bytes = os.environ, os.environb
        os.environ["PART_UNICODE"], os.environ["PART"] = "caf\xe9 \u20ac", "value"
    return locals()


class Zone(datetime.tzinfo):
    def utcoffset(self, when):
        return datetime.timedelta(hours=1)

    def dst(self, when):
        return datetime.timedelta(0)


class Date(datetime.date):
    pass


class OwnIso(datetime.date):
    def isoformat(self):
        EXIT(79)


class OwnLess(datetime.datetime):
    def __lt__(self, other):
        EXIT(78)


def moments():
    day, next_day, first_day = datetime.date(2024, 2, 29), datetime.date(2024, 3, 1), datetime.date(1, 1, 1)
    last_day, sub_day = datetime.date(9999, 12, 31), Date(2024, 2, 29)
    noon, later = datetime.datetime(2024, 2, 29, 12, 30, 1, 5), datetime.datetime(2025, 1, 1)
    zone, same_zone = Zone(), datetime.datetime(2024, 2, 29, 12)
    zoned, zoned_later = noon.replace(tzinfo=zone), later.replace(tzinfo=zone)
    clock, midnight, own_less = datetime.time(12, 30), datetime.time(23, 59, 59, 999999), OwnLess(2024, 1, 1)
    own_iso = OwnIso(2024, 1, 1)
    delta, negative, nothing = datetime.timedelta(3, 5, 7), datetime.timedelta(-1, 5), datetime.timedelta(0)
    huge, tiny, days = datetime.timedelta(999999999), datetime.timedelta(0, 0, 1), datetime.timedelta(2)
    by_day, by_delta = {day: "leap", noon: "noon"}, {delta: "delta", nothing: "none"}
    if PY3:
        east = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
        utc_noon = noon.replace(tzinfo=datetime.timezone.utc)
        east_noon, east_clock = noon.replace(tzinfo=east), clock.replace(tzinfo=east)
        west = datetime.timezone(datetime.timedelta(hours=-9, minutes=-15))
        west_noon = noon.replace(tzinfo=west)
        same_noon = utc_noon.astimezone(east)
        utc_clock = clock.replace(tzinfo=datetime.timezone.utc)
        by_moment = {utc_noon: "utc"}
    return locals()


class OwnFraction(fractions.Fraction):
    def __eq__(self, other):
        EXIT(79)

    def __lt__(self, other):
        EXIT(80)


def exact_numbers():
    D, F = decimal.Decimal, fractions.Fraction
    one, one_and_zeros, half, third = D(1), D("1.000"), D("0.5"), F(1, 3)
    minus_zero = D("-0.00")
    large, small, negative = D("1E+30"), D("1.5E-30"), D("-12.75")
    nan, signals, infinite, less = D("NaN"), D("sNaN"), D("Infinity"), D("-Infinity")
    half_too, two, minus = F(1, 2), F(2), F(-7, 3)
    by_price, by_fraction = {D("9.99"): "cheap", one: "one"}, {half_too: "half", 2: "two"}
    price, own_fraction, zero = D("9.99"), OwnFraction(1, 2), D(0)
    long_price = D("1" * 500 + ".25")
    a_uuid, other_uuid = uuid.UUID(int=5), uuid.UUID(int=2 ** 100)
    same_uuid = uuid.UUID(int=5)
    by_uuid = {a_uuid: "five"}
    if PY3:
        address, next_address = ipaddress.ip_address("10.0.0.1"), ipaddress.ip_address("10.0.0.2")
        same_address, address_6 = ipaddress.ip_address("10.0.0.1"), ipaddress.ip_address("::1")
        by_address = {address: "first"}
        path, same_path = pathlib.Path("/tmp/x.tar.gz"), pathlib.Path("/tmp//x.tar.gz")
        pure_path, windows_path = pathlib.PurePosixPath("a/b"), pathlib.PureWindowsPath("a\\b")
        by_path, no_path = {path: "archive"}, pathlib.Path("")
    del D, F
    return dict(("n_" + name, value) for name, value in locals().items())


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double)]


class SubPoint(Point):
    _fields_ = [("z", ctypes.c_char)]


class Bits(ctypes.Structure):
    _fields_ = [("a", ctypes.c_uint, 3), ("b", ctypes.c_int, 5), ("c", ctypes.c_ubyte)]


class Box(ctypes.Structure):
    _fields_ = [("point", Point), ("shorts", ctypes.c_short * 3), ("name", ctypes.c_char_p),
                ("pointer", ctypes.POINTER(ctypes.c_int)), ("raw", ctypes.c_char * 4), ("anything", ctypes.py_object),
                ("wide", ctypes.c_wchar * 3)]


class Either(ctypes.Union):
    _fields_ = [("whole", ctypes.c_uint), ("real", ctypes.c_float)]


class Big(ctypes.BigEndianStructure):
    _fields_ = [("number", ctypes.c_ushort), ("more", ctypes.c_int)]


class Derived(ctypes.c_int):
    pass


def of_ctypes():
    five, derived, point, sub_point = ctypes.c_int(5), Derived(7), Point(1, 2.5), SubPoint(1, 2, b"q")
    bits, either, big = Bits(5, -3, 9), Either(1), Big(258, -2)
    shorts, ints = (ctypes.c_short * 3)(1, -2, 3), (ctypes.c_int * 3)(1, 2, 3)
    pointer, null = ctypes.pointer(five), ctypes.POINTER(ctypes.c_int)()
    box = Box(point, shorts, b"hello", pointer, b"ab", [1], u"w")
    points, doubles, zero = (Point * 2)(point, Point(3, 4)), (ctypes.c_double * 2)(0.5, 1), ctypes.c_int(0)
    simple = [
        ctypes.c_int(5), ctypes.c_bool(True), ctypes.c_char(b"x"), ctypes.c_char_p(b"abc"), ctypes.c_char_p(None),
        ctypes.c_void_p(None), ctypes.c_void_p(77), ctypes.c_double(0.5), ctypes.c_float(0.1),
        ctypes.c_ulonglong(2 ** 64 - 1), ctypes.c_byte(-1), ctypes.c_wchar(u"\u20ac"), ctypes.c_wchar_p(u"w\xe9"),
        ctypes.py_object([1]), ctypes.c_long(-5), ctypes.c_ushort(65535), ctypes.c_longlong(-2 ** 63)]
    to_points = ctypes.pointer(point)
    return dict(("c_" + name, value) for name, value in locals().items())


def frame():
    """The names are globals of it."""
    for line in iter(sys.stdin.readline, ""):
        answer_all(json.loads(line), dict(globals()))


if __name__ == "__main__":
    numbers = list(range(10))
    for more in (views(), of_numpy(), containers(), moments(), exact_numbers(), of_ctypes(), derived()):
        globals().update(more)
    frame()

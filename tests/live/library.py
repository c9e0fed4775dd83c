# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
As values.py: a function with a local of every kind of value, here of the types of the standard
library that are written in C, for CPython 2.7 and 3.6 or newer.
"""
from __future__ import print_function

import array
import collections
import datetime
import decimal
import functools
import io
import itertools
import operator
import os
import re
import socket
import sys
import threading
import time
import _socket

from values import PY3, VERSION, make, tell

try:
    import asyncio
except ImportError:
    asyncio = None

DECIMALS = """0 -0 1 -1 10 123.45 -0.001 1E+5 1E-7 0.000001 0.0000001 1.23E+20 0E+3 0E-9 -0E-5 0.00
    12345678901234567890 1234567890123456789012345678901234567890.5 1E+999 -1E-999 9999999999999999999
    10000000000000000000 100000000000000000000000000000000000000000 12E-3 123456E-12 123E2
    NaN -NaN sNaN NaN123 sNaN77 Infinity -Infinity 1.0000000000000000000000001""".split()


class Deque(collections.deque):
    pass


class DefaultDict(collections.defaultdict):
    pass


class OrderedDict(collections.OrderedDict):
    pass


class Date(datetime.date):
    pass


class Time(datetime.time):
    pass


class DateTime(datetime.datetime):
    pass


class TimeDelta(datetime.timedelta):
    pass


class Decimal(decimal.Decimal):
    pass


class Array(array.array):
    pass


class Partial(functools.partial):
    pass


class Count(itertools.count):
    pass


class Property(property):
    pass


class Socket(socket.socket):
    pass


class StaticMethod(staticmethod):
    pass


class Zone(datetime.tzinfo):
    def utcoffset(self, moment):
        return datetime.timedelta(hours=1)

    def dst(self, moment):
        return None

    def tzname(self, moment):
        return "zone"


class Slotted(object):
    __slots__ = ("member",)

    def method(self):
        return super(Slotted, self)


def rotated(d, n):
    d.rotate(n)
    return d


def long_deque(n):
    d = collections.deque()
    for i in range(n):
        d.append(i)
        d.appendleft(-i)
    for i in range(n // 3):
        d.popleft()
    return d


def cyclic_deque():
    d = collections.deque([1])
    d.append(d)
    return d


def changed_ordered():
    d = collections.OrderedDict((str(i), i) for i in range(40))
    for i in range(0, 40, 3):
        del d[str(i)]
    d["3"] = "again"
    if PY3:
        d.move_to_end("20")
        d.move_to_end("5", last=False)
    return d


def cyclic_ordered():
    d = collections.OrderedDict()
    d["self"] = d
    return d


def cyclic_default():
    d = collections.defaultdict(list)
    d["self"].append(d)
    return d


def cyclic_partial(args, keywords):
    p = functools.partial(int)
    p.__setstate__((p, args, keywords, {}) if args is not None else (int, (p,), {"p": p}, {}))
    return p


def advanced(iterator, n):
    for _ in range(n):
        next(iterator)
    return iterator


def locked(lock, times=1):
    for _ in range(times):
        lock.acquire()
    return lock


def closed(file):
    file.close()
    return file


def namespace(**names):
    import types

    return types.SimpleNamespace(**names)


def cyclic_namespace():
    value = namespace(a=1)
    value.me = value
    return value


def utc(**offset):
    if not PY3:
        return None
    return datetime.timezone(datetime.timedelta(**offset))


def exhausted(iterable):
    iterator = iter(iterable)
    list(iterator)
    return iterator


def many(folder):
    dq_empty = collections.deque()
    dq_small = collections.deque([1, "two", 3.0])
    dq_max = collections.deque([1, 2, 3], maxlen=2)
    dq_max_zero = collections.deque(maxlen=0)
    dq_long = long_deque(500)
    dq_rotated = rotated(collections.deque(range(200)), 77)
    dq_cycle = cyclic_deque()
    dq_sub = Deque([1])
    dq_sub_max = Deque("ab", 5)
    dq_iterator = iter(dq_small)
    dd_list = collections.defaultdict(list, a=[1])
    dd_int = collections.defaultdict(int)
    dd_none = collections.defaultdict(None, {1: 2})
    dd_function = collections.defaultdict(namespace)
    dd_cycle = cyclic_default()
    dd_sub = DefaultDict(set, x={1})
    if PY3:
        od_empty = collections.OrderedDict()
        od_some = collections.OrderedDict([("z", 1), ("a", [2]), (3, None)])
        od_changed = changed_ordered()
        od_cycle = cyclic_ordered()
        od_sub = OrderedDict([("q", 1)])
        od_keys = od_some.keys()
        od_values = od_some.values()
        od_items = od_some.items()
        od_iterator = iter(od_some)
    d_keys = {"a": 1, "b": 2}.keys()
    d_values = {"a": 1, "b": [2]}.values()
    d_items = {"a": 1, "b": 2}.items()
    if not PY3:
        d_view_keys = {"a": 1, "b": 2}.viewkeys()
        d_view_values = {"a": 1, "b": 2}.viewvalues()
        d_view_items = {"a": 1, "b": 2}.viewitems()
    d_keys_empty = {}.keys()
    d_iterator = iter({"a": 1})
    if PY3:
        ns_empty = namespace()
        ns_some = namespace(b=1, a="x", c=[2])
        ns_cycle = cyclic_namespace()

    date = datetime.date(2024, 2, 29)
    date_min = datetime.date.min
    date_max = datetime.date.max
    date_sub = Date(2001, 1, 1)
    time_zero = datetime.time()
    time_minutes = datetime.time(12, 30)
    time_seconds = datetime.time(12, 30, 15)
    time_micro = datetime.time(12, 30, 15, 123456)
    time_only_micro = datetime.time(12, 30, 0, 7)
    time_sub = Time(23, 59, 59, 999999)
    moment = datetime.datetime(2024, 12, 31, 23, 59)
    moment_seconds = datetime.datetime(2024, 12, 31, 23, 59, 1)
    moment_micro = datetime.datetime(2024, 12, 31, 0, 0, 0, 1)
    moment_sub = DateTime(1999, 1, 1)
    delta_zero = datetime.timedelta()
    delta_days = datetime.timedelta(3)
    delta_seconds = datetime.timedelta(seconds=5)
    delta_micro = datetime.timedelta(microseconds=7)
    delta_days_micro = datetime.timedelta(1, 0, 2)
    delta_all = datetime.timedelta(-3, 4, 5)
    delta_negative = datetime.timedelta(seconds=-1)
    delta_sub = TimeDelta(hours=1)
    if PY3:
        time_fold = datetime.time(1, 30, fold=1)
        time_utc = datetime.time(1, 30, tzinfo=datetime.timezone.utc)
        time_fold_utc = datetime.time(1, 30, 0, 5, tzinfo=utc(hours=-3), fold=1)
        moment_utc = datetime.datetime(2024, 1, 2, 3, tzinfo=datetime.timezone.utc)
        moment_fold = datetime.datetime(2024, 1, 2, 3, 4, 5, 6, utc(hours=5, minutes=30), fold=1)
        zone_utc = datetime.timezone.utc
        zone_plain = utc(hours=2)
        zone_negative = utc(minutes=-90)
        zone_named = datetime.timezone(datetime.timedelta(hours=1), "CET")
        decimals = [decimal.Decimal(d) for d in DECIMALS]
        decimal_sub = Decimal("1.50")
        decimal_long = decimal.Decimal(3) ** 200
        decimal_longer = decimal.Decimal("0." + "1234567890" * 40)
        decimal_nines = decimal.Decimal("9" * 500)
        decimal_zeros = decimal.Decimal("1" + "0" * 300)
        decimal_inner_zeros = decimal.Decimal("1" + "0" * 100 + "1")

    array_empty = array.array("i")
    array_bytes = array.array("b", [-128, 0, 127])
    array_ubytes = array.array("B", [0, 255])
    array_shorts = array.array("h", [-32768, 32767])
    array_ushorts = array.array("H", [65535])
    array_ints = array.array("i", [-1, 2 ** 31 - 1])
    array_uints = array.array("I", [2 ** 32 - 1, 0])
    array_longs = array.array("l", [-2 ** 63, 2 ** 63 - 1])
    array_ulongs = array.array("L", [2 ** 64 - 1])
    array_floats = array.array("f", [0.1, -1.5])
    array_doubles = array.array("d", [0.1, float("inf"), 1e300])
    array_long = array.array("i", range(1000))
    array_unicode = array.array("u", u"it's \u20ac\n")
    array_unicode_empty = array.array("u")
    array_sub = Array("d", [1.0])
    if PY3:
        array_long_longs = array.array("q", [-2 ** 63, 5])
        array_ulong_longs = array.array("Q", [2 ** 64 - 1])
    else:
        array_chars = array.array("c", b"it's")
    memory = memoryview(b"abc")
    memory_of_array = memoryview(bytearray(b"it's"))
    # Behind what repr() has of a memoryview stands what is in it.
    contents = {"memory": repr(b"abc"), "memory_of_array": repr(b"it's")}
    if PY3:
        memory_of_ints = memoryview(array.array("i", [1, -2]))
        memory_of_two = memoryview(bytearray(range(6))).cast("B", (2, 3))
        memory_of_doubles = memoryview(array.array("d", [0.5, 1e300]))
        contents.update(memory_of_ints="format='i' shape=(2,) [1, -2]",
                        memory_of_two="format='B' shape=(2, 3) [[0, 1, 2], [3, 4, 5]]",
                        memory_of_doubles="format='d' shape=(2,) [0.5, 1e+300]")
        memory_released = memoryview(b"x")
        memory_released.release()

    pattern = re.compile("x")
    pattern_flags = re.compile("a.b", re.I | re.M | re.S | re.X)
    pattern_bytes = re.compile(b"x\xff'", re.I)
    pattern_unicode = re.compile(u"\u20ac'\"", re.UNICODE)
    pattern_ascii = make("import re\nvalue = re.compile('x', re.A)")
    pattern_locale = make("import re\nvalue = re.compile(b'x', re.L | re.I)")
    pattern_long = re.compile("abc'" * 100)
    pattern_200 = re.compile("a" * 197)
    pattern_201 = re.compile("a" * 199)
    match = re.match("b+", "bbbc")
    match_group = re.search("(x)(y)?", "a\u20acx'")
    match_bytes = re.search(b"\xff", b"a\xff")
    match_empty = re.match("", "")
    match_long = re.match("a*", "a" * 300)

    lock = threading.Lock()
    lock_locked = locked(threading.Lock())
    if PY3:
        rlock = threading.RLock()
        rlock_locked = locked(threading.RLock())
        rlock_twice = locked(threading.RLock(), 2)

    partial = functools.partial(int, "7", base=8)
    partial_none = functools.partial(len)
    partial_nested = functools.partial(functools.partial(max, 1), 2)
    if PY3:
        partial_sub = Partial(len, x=1)
    partial_strange = functools.partial(dict, **{"a b": 1})
    partial_cycle = cyclic_partial((), {})
    partial_cycle_args = cyclic_partial(None, {})
    partial_holes = make("import functools\n"
                         "hole = getattr(functools, 'Placeholder', 1)\n"
                         "value = functools.partial(print, hole, 2)\n")
    count = itertools.count()
    count_from = itertools.count(5)
    count_advanced = advanced(itertools.count(10), 3)
    count_step = advanced(itertools.count(1, 3), 2)
    count_float = advanced(itertools.count(0.5), 2)
    count_huge = advanced(itertools.count(sys.maxsize), 3)
    count_negative = itertools.count(-7)
    count_sub = Count(1)
    repeat = itertools.repeat("x")
    repeat_times = advanced(itertools.repeat([1], 5), 2)
    item_one = operator.itemgetter(1)
    item_many = operator.itemgetter(1, "a", (2,))
    item_str = operator.itemgetter("name")
    attribute_one = operator.attrgetter("name")
    attribute_many = operator.attrgetter("a", "b.c")
    attribute_dotted = operator.attrgetter("a.b")
    chain = itertools.chain([1], [2])
    zipped = zip([1], [2])
    islice = itertools.islice([1], 1)
    mapped = map(str, [1])
    enumerated = enumerate("x")
    reversed_list = reversed([1])
    list_iterator = iter([1, 2])
    list_iterator_ended = exhausted([1])
    tuple_iterator = iter((1, 2))
    str_iterator = iter("ab")
    set_iterator = iter({1})
    range_iterator = iter(range(3))
    structure = time.struct_time((2024, 1, 2, 3, 4, 5, 6, 7, 0))
    statistics = os.stat_result(range(10))
    version_info = sys.version_info
    flags = sys.flags

    static = staticmethod(locked)
    if VERSION >= (3, 10):
        static_sub = StaticMethod(locked)
    class_method = classmethod(locked)
    a_property = property(locked)
    member = Slotted.member
    descriptor_method = str.upper
    descriptor_wrapper = str.__add__
    descriptor_of_object = object.__setattr__
    descriptor_method_of_object = object.__reduce__
    descriptor_getset = type.__dict__["__name__"] if PY3 else type.__dict__["__dict__"]
    descriptor_class = dict.__dict__["fromkeys"]
    descriptor_member = type(locked).__dict__["__closure__"]
    wrapper = "x".__add__
    wrapper_of_list = [1].__len__
    super_plain = super(Deque, dq_sub)
    super_class = super(Deque, Deque)
    super_unbound = super(Deque)
    alias = make("try:\n value = list[int]\nexcept TypeError:\n value = None")
    alias_nested = make(
        "try:\n value = dict[str, list[tuple[int, ...]]]\nexcept TypeError:\n value = None")
    alias_empty = make("try:\n value = tuple[()]\nexcept TypeError:\n value = None")
    alias_strange = make("try:\n value = list[int, 'x', None, [int]]\n"
                         "except TypeError:\n value = None")
    union = make("try:\n value = int | None | list[str]\nexcept TypeError:\n value = None")
    wrapped_cache = make("import functools\nvalue = functools.lru_cache(1)(len)")
    capsule = sys.modules["datetime"].__dict__.get("datetime_CAPI")

    path = os.path.join(folder, "it's")
    file_text = io.open(path, "w+", encoding="utf-8")
    file_read = io.open(path, "rb")
    file_write = io.open(path, "ab")
    file_both = io.open(path, "rb+")
    file_raw = io.open(path, "rb", buffering=0)
    file_raw_both = io.open(path, "rb+", buffering=0)
    file_raw_append = io.open(path, "ab", buffering=0)
    file_number = io.open(os.open(path, os.O_RDONLY), "rb")
    file_number_text = io.open(os.open(path, os.O_RDONLY))
    file_closed = closed(io.open(path))
    file_raw_closed = closed(io.open(path, "rb", buffering=0))
    file_wrapped = io.TextIOWrapper(io.BytesIO(b"x"), "ascii")
    file_of_bytes = io.BufferedReader(io.BytesIO(b"x"))
    file_no_close = io.open(file_raw.fileno(), "rb", buffering=0, closefd=False)
    file_raw_new = io.open(path + "w", "wb+", buffering=0)
    file_exclusive = io.open(path + "x", "xb", buffering=0) if PY3 else None
    file_pair = io.BufferedRWPair(io.BytesIO(), io.BytesIO())
    file_detached = io.TextIOWrapper(io.BytesIO())
    file_detached_buffer = file_detached.detach()
    standard_input = sys.stdin
    standard_output = sys.stdout
    standard_error = sys.__stderr__
    bytes_io = io.BytesIO(b"abc")
    string_io = io.StringIO(u"abc")
    if not PY3:
        file_old = open(path)
        file_old_closed = closed(open(path))
    socket_raw = _socket.socket()
    if PY3:
        socket_closed = closed(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        socket_open = socket.socket()
        socket_bound, socket_bound_6 = socket.socket(), socket.socket(socket.AF_INET6)
        socket_bound.bind(("127.0.0.1", 0))
        socket_bound_6.bind(("::1", 0))
        socket_own = Socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left_out = []
    return tell(locals(), ["left_out", "folder", "contents"], contents)


if __name__ == "__main__":
    many(sys.argv[1])

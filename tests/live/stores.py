# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A frame with what a service keeps its work in: queues and what waits in them, caches, files; for
CPython 2.7 and 3.6 or newer. It answers as expressions.py does.
"""
import collections
import functools
import io
import json
import os
import sys
import tempfile
import threading

from expressions import EXIT, PY3, answer_all

if PY3:
    import concurrent.futures
    import queue as queues
else:
    import Queue as queues


class Counted(object):
    """Its properties are lengths."""

    def __init__(self):
        self.conns, self.deeper, self.nothing = [1, 2, 3], None, None
        self.word = "word"

    @property
    def size(self):
        return len(self.conns)

    @property
    def letters(self):
        return len(self.word)

    @property
    def depth(self):
        return len(self.deeper.conns)

    @property
    def itself(self):
        return len(self)

    @property
    def by_method(self):
        return self.count()

    @property
    def of_nothing(self):
        return len(self.nothing)

    @property
    def twice(self):
        return EXIT(61) * len(self.conns)

    def count(self):
        return len(self.conns)

    def __len__(self):
        return len(self.deeper.conns)


class OwnLength(list):
    def __len__(self):
        EXIT(62)


def properties():
    counted, inner, own_counted = Counted(), Counted(), Counted()
    counted.deeper, inner.conns = inner, {"a": 1}
    own_counted.conns = OwnLength([1])
    return locals()


def of_queues():
    fifo, lifo, full, none = queues.Queue(), queues.LifoQueue(), queues.Queue(2), queues.Queue()
    for i in range(3):
        fifo.put(i)
        lifo.put(i)
    full.put(1)
    full.put(2)
    ranked = queues.PriorityQueue()
    ranked.put((2, "b"))
    if PY3:
        release = threading.Event()
        pool = concurrent.futures.ThreadPoolExecutor(1)
        begun = threading.Event()
        pool.submit(lambda: (begun.set(), release.wait()))
        begun.wait()
        for i in range(3):
            pool.submit(int, i)
    if hasattr(queues, "SimpleQueue"):
        simple, taken_from, round_queue, empty_queue = [queues.SimpleQueue() for _ in range(4)]
        of_itself = queues.SimpleQueue()
        of_itself.put([of_itself])
        derived = type("DerivedQueue", (queues.SimpleQueue,), {"__module__": "__main__"})()
        derived.owner = "me"
        for i in range(100):
            round_queue.put(i)
            taken_from.put(i)
            if i % 2:
                round_queue.get()
                taken_from.get()
            if i > 90:
                taken_from.get()
        for item in (1, "two", [3]):
            simple.put(item)
            derived.put(item)
    return locals()


def cached_length(text):
    return len(text)


class Cached(object):
    @staticmethod
    def of_class(number):
        return number

    if PY3:
        method = functools.lru_cache(maxsize=4)(lambda self, number: number)
        of_class = staticmethod(functools.lru_cache(maxsize=None)(of_class.__func__))


def caches():
    if not PY3:
        return {}
    plain = functools.lru_cache()(cached_length)
    small = functools.lru_cache(maxsize=2)(cached_length)
    endless = functools.lru_cache(maxsize=None)(cached_length)
    without = functools.lru_cache(maxsize=0)(cached_length)
    typed = functools.lru_cache(maxsize=3, typed=True)(cached_length)
    negative = functools.lru_cache(maxsize=-5)(cached_length)
    direct = functools.lru_cache(cached_length) if sys.version_info >= (3, 8) else plain
    every = [plain, small, endless, without, typed, negative, direct]
    for one in every:
        for text in ("a", "b", "a", "ccc", "a"):
            one(text)
    untouched = functools.lru_cache()(cached_length)
    cached = Cached()
    cached.method(1), cached.method(1), cached.of_class(2)
    own_cache = Cached()
    own_cache.cache_info = EXIT
    return dict(("k_" + name, value) for name, value in locals().items())


def files():
    path = os.path.join(folder, "caf\u00e9.txt" if PY3 else "plain.txt")
    text = io.open(path, "w+", encoding="utf-8", errors="replace")
    text.write(u"one\ntwo\n")
    text.flush()
    reading, bytes_read = io.open(path), io.open(path, "rb")
    appending, both = io.open(path, "ab"), io.open(path, "rb+")
    raw, raw_both, bare = io.FileIO(path), io.FileIO(path, "r+"), io.open(path, "rb", buffering=0)
    numbered = io.open(os.open(path, os.O_RDONLY), "rb")
    shut, shut_raw = io.open(path), io.FileIO(path)
    shut.close()
    shut_raw.close()
    of_bytes = io.TextIOWrapper(io.BytesIO(b"x"), encoding="latin-1")
    buffer_of_bytes = io.BufferedReader(io.BytesIO(b"x"))
    loose = io.open(path)
    loose.detach()
    pipe_in, pipe_out = [io.open(end, mode) for end, mode in zip(os.pipe(), ("r", "w"))]
    if not PY3:
        old, old_shut = open(path, "r+"), open(path)
        old_shut.close()
    os.remove(path)
    os.rmdir(folder)
    return dict(("f_" + name, value) for name, value in locals().items())


class Weak(object):
    pass


class Slots(object):
    __slots__ = ("a", "__weakref__")


class SubList(list):
    pass


def weak():
    import weakref
    watched, alone, slotted, sub_list = Weak(), Weak(), Slots(), SubList()
    references = [weakref.ref(one) for one in (watched, slotted, sub_list)]
    return dict(("w_" + name, value) for name, value in locals().items() if name != "weakref")


class OrderedSub(collections.OrderedDict):
    pass


class OrderedOwn(collections.OrderedDict):
    def __iter__(self):
        EXIT(63)


class OrderedItems(collections.OrderedDict):
    def __getitem__(self, key):
        EXIT(64)


def ordered():
    Ordered = collections.OrderedDict
    plain, same, turned = [Ordered(items) for items in (
        [("z", 1), ("a", [2]), (3, None)], [("z", 1), ("a", [2]), (3, None)], [(3, None), ("a", [2]), ("z", 1)])]
    moved, none, sub = Ordered([("a", 1), ("b", 2), ("c", 3)]), Ordered(), OrderedSub([("y", 1), ("x", 2)])
    moved["a"] = moved.pop("a")
    own_iter, own_item = OrderedOwn(), OrderedItems()
    own_iter["k"] = own_item["k"] = 1
    large = Ordered((i, i * i) for i in range(999, -1, -1))
    plain_dict = {"z": 1, "a": [2], 3: None}
    os.environ["STORE"] = "value"
    environ = os.environ
    return dict(("o_" + name, value) for name, value in locals().items() if name != "Ordered")


def frame():
    """The names are globals of it."""
    for line in iter(sys.stdin.readline, ""):
        answer_all(json.loads(line), dict(globals()))


if __name__ == "__main__":
    folder = tempfile.mkdtemp()
    for more in (properties(), of_queues(), caches(), files(), weak(), ordered()):
        globals().update(more)
    frame()

# SPDX-License-Identifier: GPL-3.0-or-later
"""
Data of every kind at known names, under a deep recursion: for locals, print and list.

    python3 deep_data.py        prints its pid, then waits
"""
import collections
import datetime
import decimal
import enum
import os
import threading


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


Point = collections.namedtuple("Point", "x y")


class Node:
    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)

    @property
    def path(self):
        return "/" if self.parent is None else self.parent.path + self.name + "/"


class Slotted:
    __slots__ = ("left", "right", "unset")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def make_tree(depth, parent):
    for name in ("left", "right"):
        node = Node(name, parent)
        if depth > 1:
            make_tree(depth - 1, node)
    return parent


def numbers():
    small, large, negative = 42, 1 << 200, -(10**30)
    ratio, infinite, imaginary = 0.1, float("inf"), 3 - 4j
    yes, nothing, price = True, None, decimal.Decimal("19.99")
    texts()
    return small, large, negative, ratio, infinite, imaginary, yes, nothing, price


def texts():
    plain, accented, cjk, emoji = "plain", "caf\xe9", "\u6f22\u5b57", "\U0001f600"
    quoted, control, long = "it's \"quoted\"", "a\nb\x1b[31m", "word " * 10000
    data, mutable = b"\x00\xffbytes", bytearray(b"mutable")
    containers()
    return plain, accented, cjk, emoji, quoted, control, long, data, mutable


def containers():
    cyclic = [1, 2]
    cyclic.append(cyclic)
    mapping = {"key": [1, {2: (3, {4})}], Point(1, 2): Colour.GREEN}
    ordered = collections.OrderedDict(a=1, b=2)
    counts = collections.Counter("mississippi")
    recent = collections.deque(range(100), maxlen=10)
    big = list(range(100000))
    objects()
    return cyclic, mapping, ordered, counts, recent, big


def objects():
    tree = make_tree(4, Node("root"))
    slotted = Slotted(1, "two")
    when = datetime.datetime(2024, 2, 29, 12, 30)
    error = ValueError("something", 42)
    closure = make_closure(7)
    down(200)
    return tree, slotted, when, error, closure


def make_closure(captured):
    def inner():
        return captured

    return inner


def down(level):
    if level:
        return down(level - 1)
    print(os.getpid(), "deep", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    numbers()

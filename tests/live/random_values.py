# SPDX-License-Identifier: GPL-3.0-or-later
"""
random_values.py SEED COUNT

Makes COUNT random values, nested in one another, of the seed; prints repr() of each and the name
of its type as one line of JSON; then waits with all of them as the names v0, v1, ... of a
namespace, which is that of the frame `wait`'s caller. Runs on 2.7 and on 3.6 or newer.
"""
import json
import random
import struct
import sys

if sys.version_info[0] == 2:
    text_type, int_types, character = unicode, (int, long), unichr  # noqa: F821
    range = xrange  # noqa: F821
else:
    text_type, int_types, character = str, (int,), chr


class Names(dict):
    """A class of the program's own that prints as its base does."""


class Row(list):
    pass


class Holder(object):
    pass


# Where the kinds of characters are: every width, what is escaped, what is not assigned.
BLOCKS = [
    (0x20, 0x7e), (0x00, 0x1f), (0x22, 0x27), (0x5c, 0x5c), (0x7f, 0xff), (0x100, 0x2ff),
    (0x300, 0xffff), (0x2000, 0x206f), (0xd800, 0xdfff), (0xe000, 0xf8ff), (0xfff0, 0xffff),
    (0x10000, 0x1ffff), (0x20000, 0x3ffff), (0xe0000, 0xe01ff), (0x10fff0, 0x10ffff),
    (0x0, 0x10ffff),
]


class Maker(object):
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.left = 0  # of the objects that one value may have

    def size(self, limit):
        return int(self.random.random() ** 3 * limit)

    # ---- what holds nothing

    def int_(self):
        bits = self.random.choice([1, 7, 29, 30, 31, 59, 60, 61, 62, 63, 64, 65, 90, 128, 500])
        if self.random.random() < 0.02:
            bits = 13000
        number = self.random.getrandbits(bits)
        if self.random.random() < 0.2:
            number = 1 << bits
        return number if self.random.random() < 0.6 else -number

    def float_(self):
        if self.random.random() < 0.5:
            return struct.unpack("<d", struct.pack("<Q", self.random.getrandbits(64)))[0]
        return self.random.choice([
            0.0, -0.0, 1.0, 0.1, 1e16, 1e-5, 123456.789, float("inf"), float("nan"), 1e22, 5e-324,
            self.random.random(), self.random.uniform(-1e9, 1e9), float(self.random.getrandbits(60)),
        ])

    def complex_(self):
        return complex(self.float_(), self.float_())

    def code_point(self, block):
        number = self.random.randint(*block)
        return character(number if number <= sys.maxunicode else number % 0x10000)

    def text(self):
        blocks = [self.random.choice(BLOCKS) for _ in range(self.random.randint(1, 3))]
        return text_type().join(
            self.code_point(self.random.choice(blocks)) for _ in range(self.size(40)))

    def bytes_(self):
        choice = self.random.choice
        ends = choice([(0, 255), (32, 126), (34, 39), (0, 31)])
        return bytes(bytearray(self.random.randint(*ends) for _ in range(self.size(40))))

    def bytearray_(self):
        value = bytearray(self.bytes_())
        if value and self.random.random() < 0.3:
            del value[:self.size(len(value))]  # its start moves
        return value

    def constant(self):
        return self.random.choice([None, True, False, Ellipsis, NotImplemented])

    def range_(self):
        if sys.version_info[0] == 2:
            return range(self.size(1000), self.size(1000), self.random.choice([1, 2, -3]))
        return range(self.int_(), self.int_(), self.random.choice([1, 1, 2, -3, 1 << 70]))

    def slice_(self):
        return slice(self.leaf(), self.leaf(), self.leaf())

    def leaf(self):
        return self.random.choice([
            self.int_, self.int_, self.float_, self.text, self.text, self.bytes_, self.constant,
            self.complex_,
        ])()

    # ---- what holds others

    def list_(self):
        value = self.random.choice([list, list, list, Row])()
        for _ in range(self.size(12)):
            value.append(self.value())
        if self.random.random() < 0.05:
            value.insert(self.size(len(value)), value)
        return value

    def tuple_(self):
        return tuple(self.value() for _ in range(self.size(8)))

    def hashable(self):
        self.left -= 1
        kind = self.random.random()
        if kind < 0.1 and self.left > 0:
            return tuple(self.hashable() for _ in range(self.size(4)))
        if kind < 0.15 and self.left > 0:
            return frozenset(self.hashable() for _ in range(self.size(4)))
        return self.leaf()

    def dict_(self):
        value = self.random.choice([dict, dict, dict, Names])()
        key = self.text if self.random.random() < 0.5 else self.hashable
        for _ in range(self.size(20)):
            value[key()] = self.value()
        for gone in list(value):
            if self.random.random() < 0.2:
                del value[gone]
        if self.random.random() < 0.05:
            value[u"itself"] = value
        return value

    def attributes(self):
        """A dict that shares its keys with others, or lies in its object."""
        holder = Holder()
        for name in self.random.sample(["a", "b", "c", "d", "e"], self.random.randint(0, 5)):
            setattr(holder, name, self.value())
        if self.random.random() < 0.3:
            for name in list(vars(holder)):
                if self.random.random() < 0.5:
                    delattr(holder, name)
        self.holders.append(holder)
        return vars(holder)

    def set_(self):
        value = set(self.hashable() for _ in range(self.size(30)))
        for gone in list(value):
            if self.random.random() < 0.2:
                value.discard(gone)
        return value if self.random.random() < 0.7 else frozenset(value)

    holders = []

    def value(self):
        self.left -= 1
        if self.left <= 0 or self.random.random() < 0.5:
            return self.leaf()
        return self.random.choice([
            self.list_, self.tuple_, self.dict_, self.set_, self.attributes, self.bytearray_,
            self.range_, self.slice_,
        ])()

    def make(self):
        self.left = 60
        return self.value()


def name_of(value):
    kind = type(value)
    if kind.__module__ in ("builtins", "__builtin__"):
        return kind.__name__
    return kind.__module__ + "." + kind.__name__


def wait():
    sys.stdin.read()


def main(seed, count):
    maker = Maker(seed)
    namespace = {"wait": wait}
    truth = {}
    for number in range(count):
        value = maker.make()
        namespace["v%d" % number] = value
        truth["v%d" % number] = (repr(value), name_of(value))
    sys.stdout.write(json.dumps(truth) + "\n")
    sys.stdout.flush()
    exec("wait()", namespace)


main(int(sys.argv[1]), int(sys.argv[2]))

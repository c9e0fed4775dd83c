# SPDX-License-Identifier: GPL-3.0-or-later
"""
Objects of classes that derive from built-in ones and say something of their own, for parts.py. C
code asks them for some of it and takes the rest out of what they have in themselves.
"""
import collections
import datetime
import decimal

try:
    import enum
except ImportError:
    enum = None

from expressions import EXIT, PY3


class Listing(list):
    """Whoever asks for iter() gets what stands in an attribute."""

    def __iter__(self):
        return iter(self.shown)


class Tupling(tuple):
    def __iter__(self):
        return iter(self.shown)


class Collecting(set):
    def __iter__(self):
        return iter(self.shown)


class Freezing(frozenset):
    def __iter__(self):
        return iter(self.shown)


class Queueing(collections.deque):
    def __iter__(self):
        return iter(self.shown)


class Ordering(collections.OrderedDict):
    def keys(self):
        return self.shown

    def items(self):
        return [(name, EXIT(79)) for name in self.shown]


class Mapping(dict):
    def __iter__(self):
        return iter(self.shown)


class TupleOfItems(tuple):
    def __getitem__(self, index):
        return "item"


class LongBytes(bytearray):
    def __len__(self):
        return 0


class FloatOfInt(int):
    def __float__(self):
        return 9.5


class ShownInt(int):
    def __repr__(self):
        return "ShownInt"


class ShownFloat(float):
    def __repr__(self):
        return "ShownFloat"


class ShownComplex(complex):
    def __repr__(self):
        return "ShownComplex"


class ShownStr(str):
    def __repr__(self):
        return "ShownStr"


class PlainInt(int):
    pass


class PlainFloat(float):
    pass


class Naming(object):
    def __str__(self):
        return "named"


class NamedInt(int, Naming):
    """int has a __str__ of its own until 3.7."""


class Key(object):
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return EXIT(79)

    def __hash__(self):
        return hash(self.value)


class Remainder(object):
    def __rmod__(self, other):
        return EXIT(79)


class RemainderStr(str):
    __rmod__ = Remainder.__rmod__


class NameKey(str):
    pass


class Configured(object):
    pass


class OldConfigured:
    pass


def shown_otherwise(cls, *args):
    made = cls(*args)
    made.shown = ["a", "b", "c"]
    return made


def derived():
    rows, pair = shown_otherwise(Listing, [1, 2]), shown_otherwise(Tupling, (1, 2))
    tags, frozen = shown_otherwise(Collecting, [5]), shown_otherwise(Freezing, [5, 6])
    waiting, mapping = shown_otherwise(Queueing, [1, 2]), shown_otherwise(Mapping, {"k": 1})
    ordering = shown_otherwise(Ordering, [("k", 1)])
    items, long_bytes = TupleOfItems((1, 2)), LongBytes(b"zz")
    float_of_int, plain, plain_float = FloatOfInt(5), PlainInt(7), PlainFloat(2.5)
    shown, shown_float, shown_complex = ShownInt(5), ShownFloat(5.5), ShownComplex(1j)
    shown_str, named = ShownStr("text"), NamedInt(3)
    if PY3:
        number = enum.Enum("MixedEnum", [("A", 1)], type=int).A
        real = enum.Enum("RealEnum", [("A", 1.5)], type=float).A
        listed, flag = enum.IntEnum("Listed", "A").A, enum.IntFlag("Flags", "R W").W
    configured, old_configured = Configured(), OldConfigured()
    for one in configured, old_configured:
        one.__dict__.update({u"host": "h", NameKey("port"): 80})
    if PY3:
        configured.__dict__[enum.Enum("Names", [("user", "user")], type=str).user] = "u"
    remainder, remainder_str = Remainder(), RemainderStr("x")
    day, same_day = datetime.date(2024, 1, 2), datetime.date(2024, 1, 2)
    at = datetime.datetime(2024, 1, 2, 3, 4, 5, 678901)
    hour, long_time = datetime.time(3, 4, 5, 6), datetime.timedelta(-3, 5, 7)
    if PY3:
        zone = datetime.timezone(datetime.timedelta(hours=-5, minutes=30))
        there = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone)
    price, same_price = decimal.Decimal("1.10"), decimal.Decimal("1.1")
    # None of these has the hash of the Key.
    keyed = {Key("key"): "key", None: "none", day: "day", (1, None): "tuple", at: "at", hour: "hour",
             long_time: "delta", frozenset("ab"): "frozen", price: "price", len: "len"}
    keyed_set = set(keyed)
    if PY3:
        keyed[range(3)], keyed[...] = "range", "ellipsis"
    # This has the hash of what it stands beside.
    same_hash, same_hash_set = {Key(day): "key", 5: "five"}, set([Key(day)])
    names = dict(("d_" + name, value) for name, value in locals().items())
    names.update({u"d_by_unicode": 5, NameKey("d_by_name"): 6})
    return names

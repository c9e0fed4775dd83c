# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A frame with values at the corners of what Python says of them, for CPython 2.7 and 3.6 or newer.
It answers as expressions.py does.
"""
import collections
import decimal
import fractions
import json
import sys
import types
import weakref

from expressions import PY3, answer_all


class NoLength(object):
    __len__ = None


class NoTruth(object):
    __bool__ = __nonzero__ = None

    def __len__(self):
        sys.exit("run")


class Kept(object):
    def __init__(self):
        self.n = 1


class Index(object):
    def __index__(self):
        sys.exit("run")


class Contains(dict):
    """dict.get() asks none of these."""

    def __contains__(self, key):
        sys.exit("run")

    __getitem__ = __contains__


class Shadow(object):
    a, b = 1, 2


def numbers(n):
    for i in range(n):
        x = yield i
        later = (lambda: n) if i == 1 else x
        del later


def values():
    no_length, no_truth = NoLength(), NoTruth()
    big, small, one = 10 ** 20, 7, True
    if PY3:
        proxy = types.MappingProxyType({"a": 1, "b": [2]})
        ordered_proxy = types.MappingProxyType(collections.OrderedDict([("z", 1), ("a", 2)]))
        counted = types.MappingProxyType(collections.Counter("aab"))
        user = collections.UserDict(a=1)
        user_proxy = types.MappingProxyType(user)
        within = {}
        within["m"] = mapping_cycle = types.MappingProxyType(within)
    index, contains = Index(), Contains(a=1)
    if sys.version_info >= (3, 10):
        union, deep_union, generic_union = int | None, str | (int | list), list[int] | None
    kept = Kept()
    weak = weakref.proxy(kept)
    strange = Kept()
    strange.__dict__[5] = "no str"
    error = ValueError([1])
    error.args[0].append(error)
    vals = {1: 2}.values()
    of_vals = {vals: "found"} if PY3 else {}
    a_decimal, half = decimal.Decimal("65"), fractions.Fraction(1, 2)
    started, fresh = numbers(10), numbers(3)
    next(started)
    d, od = {1: 2, 3: 4}, collections.OrderedDict([(1, 2), (3, 4)])
    micro = {}
    if PY3:
        exec(u"\u00b5 = 5\n\uff50ool = 6\n\ufb01le = 7\n\u00aa = 8\n", micro)
        micro.pop("__builtins__")
    ones, many = range(True), [None] * 5000000
    found = dict(locals())
    found.update(micro)
    return found


if __name__ == "__main__":
    globals().update(values())
    for line in iter(sys.stdin.readline, ""):
        answer_all(json.loads(line), dict(globals()))

# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Values that only look like those of the standard library's classes: classes of the same name, with
a __repr__ of their own, with a method overridden that the library's __repr__ calls; and
instances in a state in which the library never leaves them. Whoever runs anything of them ends the
program. It prints their names, waits until its standard input ends, and has them in the list
`values` of the function show().
"""
import argparse
import collections
import fractions
import logging
import sys
import threading
import uuid

VERSION = sys.version_info[:2]
HERE = sys.modules[__name__].__dict__
CYCLES = {}
KEPT = []


def fatal(*_):
    sys.stdout.write("RUN")
    sys.stdout.flush()
    sys.exit(9)


class Fraction(object):
    __module__ = "fractions"

    def __init__(self):
        self._numerator = self._denominator = 1

    __repr__ = fatal


class Counter(dict):
    __module__ = "collections"
    __qualname__ = "Counter"
    __repr__ = fatal


Point = collections.namedtuple("Point", "x y")


class Own(Point):
    __repr__ = fatal


class NoTuple(object):
    _fields = ("x", "y")
    __repr__ = Point.__dict__["__repr__"]


class Short(Point):
    def __new__(cls):
        return tuple.__new__(cls, (1,))


class Common(collections.Counter):
    most_common = fatal


class Ident(uuid.UUID):
    __str__ = fatal


class Logger(logging.Logger):
    getEffectiveLevel = fatal


class Names(argparse.Namespace):
    _get_kwargs = fatal


class Computed(fractions.Fraction):
    _numerator = property(fatal)


class Half(threading.Thread):
    def __init__(self):
        pass


def broken_uuid():
    made = uuid.UUID(int=5)
    object.__setattr__(made, "int", "no number")
    return made


def broken_fields(name, fields):
    made = collections.namedtuple(name, "x y")
    made._fields = fields
    return made(1, 2)


def looped():
    first, second = logging.Logger("a"), logging.Logger("b")
    first.parent, second.parent = second, first
    return first


OF_3 = '''
import asyncio
import concurrent.futures
import ctypes
import enum
import ipaddress
import pathlib


class Enum(object):
    def __init__(self):
        self._name_, self._value_ = "A", 1

    __repr__ = fatal


class Color(enum.Enum):
    RED = 1
    __repr__ = fatal


class Loud(int):
    __repr__ = fatal


class Mixed(Loud, enum.Enum):
    ONE = 1


class Valueless(enum.Enum):
    A = 1


class OwnPath(pathlib.PurePosixPath):
    as_posix = fatal


class OwnText(pathlib.PurePosixPath):
    __str__ = fatal


class Address(ipaddress.IPv4Address):
    __str__ = fatal


class OwnFormat(asyncio.Queue):
    _format = fatal


class Container(collections.UserList):
    pass


class Slot(ctypes.Structure):
    _fields_ = [("slot", ctypes.c_int), ("function", ctypes.c_void_p)]


class Spec(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("basicsize", ctypes.c_int), ("itemsize", ctypes.c_int),
                ("flags", ctypes.c_uint), ("slots", ctypes.POINTER(Slot))]


def extension(like):
    """An object of a type of C code that is not CPython's, with the name and size of one that is."""
    function = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(fatal)
    tp_repr, default = 66, 1 << 18
    slots = (Slot * 2)(Slot(tp_repr, ctypes.cast(function, ctypes.c_void_p)), Slot())
    name = "%s.%s" % (like.__module__, like.__name__)
    spec = Spec(name.encode(), like.__basicsize__, like.__itemsize__, default, slots)
    make = ctypes.pythonapi.PyType_FromSpec
    make.restype = ctypes.py_object
    made = make(ctypes.byref(spec))
    KEPT.append((function, slots, spec))
    return made()


def broken_path(value):
    path = pathlib.PurePosixPath("a")
    for name in ("_raw_paths", "_parts", "_str"):
        try:
            setattr(path, name, value)
        except AttributeError:
            pass
    return path


def broken_address(value, text="10.0.0.1"):
    address = ipaddress.ip_address(text)
    address._ip = value
    return address


def future(state):
    made = concurrent.futures.Future()
    made._state = state
    return made


def within_itself(times):
    made = Container()
    made.data = [made] * times if times > 1 else made
    return made


def more(values):
    asyncio.set_event_loop(asyncio.new_event_loop())
    Valueless.A.__dict__.pop("_value_")
    values.update(
        enum=Enum(), color=Color.RED, valueless=Valueless.A, path_own=OwnPath("a"),
        path_text=OwnText("b"), path_int=broken_path(5), path_list=broken_path([5]),
        path_none=broken_path(None), address=Address("10.0.0.1"), address_text=broken_address("5"),
        address_large=broken_address(1 << 32), address_minus=broken_address(-1),
        address_wide=broken_address(1 << 128, "::1"), queue=OwnFormat(),
        future=future("NONSENSE"), future_int=future(3), c_deque=extension(collections.deque),
    )
    if VERSION >= (3, 11):
        values["mixed"] = Mixed.ONE
    CYCLES.update(once=within_itself(1), often=within_itself(50))
'''

OF_37 = '''
import dataclasses
import reprlib
import typing


@dataclasses.dataclass
class OwnData:
    x: int = 1

    __repr__ = fatal


@dataclasses.dataclass
class Guarded:
    x: int = 1

    @reprlib.recursive_repr()
    def __repr__(self):
        fatal()


@dataclasses.dataclass
class ComputedData:
    x: int = dataclasses.field(default=0, init=False)


@dataclasses.dataclass
class Lost:
    x: int


@dataclasses.dataclass
class Fieldless:
    x: int = 1


class Typed(typing.NamedTuple):
    x: int
    __repr__ = fatal


def more_dataclasses(values):
    lost = Lost(1)
    del lost.x
    ComputedData.x = property(fatal)
    Fieldless.__dataclass_fields__ = 5
    values.update(dc_own=OwnData(), dc_guarded=Guarded(), dc_computed=ComputedData(), dc_lost=lost,
                  dc_fieldless=Fieldless(), typed=Typed(1))
'''


def collect():
    values = dict(
        fraction=Fraction(), counter=Counter(a=1), own=Own(1, 2), no_tuple=NoTuple(), short=Short(),
        common=Common("aab"), ident=Ident(int=1), names=Names(x=1), half=Half.__new__(Half),
        computed=object.__new__(Computed), uuid=broken_uuid(),
        fields_int=broken_fields("IntFields", 5), fields_text=broken_fields("TextFields", "xy"),
        fields_odd=broken_fields("OddFields", (1, None)),
        fields_more=broken_fields("MoreFields", ("x", "y", "z")),
        looped=looped(), logger=Logger("x"),
    )
    if VERSION >= (3,):
        exec(OF_3, HERE)
        more(values)
    if VERSION >= (3, 7):
        exec(OF_37, HERE)
        more_dataclasses(values)
    return values


def show(values, cycles):
    sys.stdin.read()


def main():
    values = collect()
    sys.stdout.write(" ".join(sorted(values)) + "\n")
    sys.stdout.flush()
    show([values[name] for name in sorted(values)], CYCLES)


if __name__ == "__main__":
    main()

# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A function with a local of every kind of value, for CPython 2.7 and 3.6 or newer. It prints repr()
and the type's name of each as one line of JSON, and waits until its standard input ends.

What differs by version is built by make(), of source that older versions need not parse.
"""
from __future__ import print_function

import json
import sys
import types
import weakref

VERSION = sys.version_info[:2]
PY3 = VERSION >= (3,)
TEXT = type(u"")
LONG = type(2 ** 80)


class Plain(object):
    def method(self):
        return self

    @classmethod
    def of_class(cls):
        return cls

    class Inner(object):
        pass


class SubInt(int):
    pass


class SubFloat(float):
    pass


class SubStr(str):
    pass


class SubText(TEXT):
    pass


class SubBytes(bytes):
    pass


class SubBytearray(bytearray):
    pass


class SubList(list):
    def method(self):
        return self


class SubTuple(tuple):
    pass


class SubDict(dict):
    pass


class SubSet(set):
    __hash__ = object.__hash__


class SubFrozenset(frozenset):
    pass


class Mixed(Plain, SubDict):
    pass


class Error(Exception):
    pass


class Meta(type):
    pass


def function(a, b=1):
    return a


def generator_function(n):
    yield n


def make(source, **names):
    if PY3:
        namespace = dict(names)
        exec(source, namespace)
        return namespace["value"]
    return names.get("otherwise")


def changed_dict():
    d = dict((i, str(i)) for i in range(50))
    for i in range(0, 50, 3):
        del d[i]
    d[3] = "again"
    return d


def changed_set():
    s = set(range(40))
    for i in range(0, 40, 3):
        s.discard(i)
    s.add(3)
    return s


def split_dict(order):
    o = Plain()
    for name in order:
        setattr(o, name, name + "!")
    return o.__dict__


def shrunk_split_dict():
    o = Plain()
    o.first, o.second, o.third = 1, 2, 3
    del o.first
    o.first = 4
    return o.__dict__


def cyclic_list():
    value = [1]
    value.append(value)
    return value


def cyclic_dict():
    value = {}
    value["self"] = value
    return value


def cyclic_tuple():
    inner = []
    value = (1, inner)
    inner.append(value)
    return value


def cyclic_set():
    value = SubSet()
    value.add(value)
    return value


def deep(n):
    value = []
    for _ in range(n):
        value = [value]
    return value


def dead_reference():
    return weakref.ref(Plain())


def cells():
    one, two = 1, "two"
    if not PY3:
        return (lambda: (one, two)).__closure__

    namespace = {}
    exec(
        "def outer(one, two):\n"
        " def use(): return one, two, late\n"
        " late = None\n"
        " del late\n"
        " return use.__closure__\n",
        namespace,
    )
    return namespace["outer"](one, two)


def many(zero, one, two, *rest, **named):
    """Not a loop over a table: each must be a local."""
    i_zero = 0
    i_one = 1
    i_minus = -1
    i_small = 256
    i_257 = 257
    i_digit = 2 ** 30 - 1
    i_digits = 2 ** 30
    i_minus_digits = -(2 ** 30)
    i_60 = 2 ** 60
    i_maxsize = sys.maxsize
    i_minsize = -sys.maxsize - 1
    i_64 = 2 ** 64
    i_minus_64 = -(2 ** 64) + 1
    i_googol = 10 ** 100
    i_billion = 10 ** 9
    i_billions = 10 ** 18
    i_inner_zeros = 10 ** 27 + 5
    i_large = -(3 ** 2000)
    i_long = LONG(5)
    i_long_zero = LONG(0)
    b_true = True
    b_false = False
    f_zero = 0.0
    f_minus_zero = -0.0
    f_one = 1.0
    f_tenth = 0.1
    f_third = 1.0 / 3
    f_sum = 0.1 + 0.2
    f_1e15 = 1e15
    f_1e16 = 1e16
    f_123456789012345680 = 123456789012345680.0
    f_9007199254740993 = 9007199254740993.0
    f_1e22 = 1e22
    f_1e23 = 1e23
    f_small = 0.0001
    f_smaller = 0.00001
    f_smaller_digits = 0.000012345
    f_max = sys.float_info.max
    f_min = sys.float_info.min
    f_denormal = 5e-324
    f_power = 2.0 ** -44
    f_powers = [2.0 ** n for n in range(-1074, 1024, 7)]
    f_tens = [10.0 ** n for n in range(-320, 308, 3)]
    f_inf = float("inf")
    f_minus_inf = -float("inf")
    f_nan = float("nan")
    f_minus_nan = -float("nan")
    f_sub = SubFloat(2.5)
    c_j = 1j
    c_minus_j = -1j
    c_both = 1.5 - 2j
    c_minus_zero = complex(-0.0, 1)
    c_zero_minus = complex(0.0, -0.0)
    c_nan = complex(float("nan"), float("-inf"))
    c_large = complex(1e16, 1e-5)
    s_empty = ""
    s_ascii = "hello"
    s_quote = "it's"
    s_quotes = "it's \"both\""
    s_double = 'say "x"'
    s_backslash = "a\\b\\"
    s_controls = "\t\n\r\x00\x01\x1b\x7f"
    s_long = "x" * 10000
    s_bytes = "".join(chr(i) for i in range(256))
    s_sub = SubStr("sub's")
    u_latin = u"na\xefve \x80\x9f\xa0\xad\xff"
    u_bmp = u"\u0100 \u4e2d\u6587 \u200b\u2028\u2029\u3000 \ue000"
    u_emoji = u"\U0001f600 \U0010ffff"
    u_surrogate = u"a\ud800b\udfffc"
    u_mixed = u"it's \u20ac \"q\" \\ \n"
    u_combining = u"e\u0301 \u202e \u0378"
    u_ascii = u"ascii"
    u_sub = SubText(u"\u20ac")
    y_empty = b""
    y_all = bytes(bytearray(range(256)))
    y_quote = b"it's"
    y_quotes = b"it's \"both\""
    y_sub = SubBytes(b"sub")
    ba_empty = bytearray()
    ba_all = bytearray(range(256))
    ba_quote = bytearray(b"it's")
    ba_quotes = bytearray(b"it's \"both\"")
    ba_sub = SubBytearray(b"it's")
    ba_moved = bytearray(b"0123456789")
    del ba_moved[:4]
    l_empty = []
    l_one = [1]
    l_mixed = [1, "two", 3.0, None, True, [4, [5]], (6,), {7: 8}]
    l_long = list(range(1000))
    l_cycle = cyclic_list()
    l_deep = deep(80)
    l_sub = SubList([1, 2])
    l_sub_empty = SubList()
    l_shared = [l_one, l_one]
    t_empty = ()
    t_one = (1,)
    t_two = (1, "two")
    t_nested = ((1, 2), ((3,), ()))
    t_cycle = cyclic_tuple()
    t_sub = SubTuple((1,))
    d_empty = {}
    d_str = {"a": 1, "b": [2]}
    d_int = {1: "a", 2: "b", -1: "c"}
    d_mixed = {"a": 1, 2: "b", (3, 4): None, None: True, 1.5: b"x"}
    d_deleted = changed_dict()
    d_emptied = changed_dict()
    for key in list(d_emptied):
        del d_emptied[key]
    d_large = dict((str(i), i) for i in range(3000))
    d_large_int = dict((i * i, i) for i in range(70000))
    d_split = split_dict(["a", "b", "c"])
    d_split_other = split_dict(["c", "a", "b"])
    d_split_part = split_dict(["b"])
    d_split_shrunk = shrunk_split_dict()
    d_cycle = cyclic_dict()
    d_sub = SubDict(a=1)
    d_sub_mixed = Mixed(b=2)
    set_empty = set()
    set_one = {1}
    set_ints = set(range(100))
    set_strings = set("the quick brown fox jumps over the lazy dog".split())
    set_mixed = {1, "a", (2, 3), None, 1.5}
    set_changed = changed_set()
    set_large = set(range(0, 60000, 7))
    set_cycle = cyclic_set()
    set_sub = SubSet([1])
    fs_empty = frozenset()
    fs_one = frozenset([1])
    fs_nested = frozenset([frozenset([1]), frozenset()])
    fs_sub = SubFrozenset([2])
    r_range = range(10) if PY3 else xrange(10)  # noqa: F821
    r_start = range(1, 10) if PY3 else xrange(1, 10)  # noqa: F821
    r_step = range(10, 0, -3) if PY3 else xrange(10, 0, -3)  # noqa: F821
    r_huge = make("value = range(10 ** 30, 10 ** 31, 10 ** 5)")
    sl_all = slice(None)
    sl_some = slice(1, 2)
    sl_step = slice(1, "x", [3])
    none = None
    ellipsis = Ellipsis
    not_implemented = NotImplemented
    ty_int = int
    ty_type = type
    ty_object = object
    ty_none = type(None)
    ty_function = type(function)
    ty_plain = Plain
    ty_inner = Plain.Inner
    ty_error = Error
    ty_value_error = ValueError
    ty_weakref = weakref.ref
    ty_meta = Meta
    ty_with_meta = Meta("WithMeta", (object,), {})
    ty_dynamic = type("Dynamic", (Plain,), {"__module__": "some.where"})
    fn_function = function
    fn_lambda = lambda: 0  # noqa: E731
    fn_nested = make("def outer():\n def inner(): pass\n return inner\nvalue = outer()")
    fn_unicode = make("def f\u00fcr(): pass\nvalue = f\u00fcr")
    m_bound = SubList([1]).method
    m_class = Plain.of_class
    m_function = Plain.method
    m_of_dict = types.MethodType(function, {"a": 1})
    m_of_builtin = types.MethodType(len, "x")
    bi_len = len
    bi_append = [].append
    bi_upper = "x".upper
    bi_fromkeys = dict.fromkeys
    bi_exit = sys.exit
    bi_new = object.__new__
    mod_sys = sys
    mod_json = json
    mod_types = types
    mod_main = sys.modules["__main__"]
    mod_builtins = sys.modules["builtins" if PY3 else "__builtin__"]
    mod_made = types.ModuleType("made") if PY3 else None
    co_function = function.__code__
    co_module = compile("1", "a \"file\".py", "exec")
    gen_new = generator_function(1)
    gen_expression = (i for i in range(3))
    gen_ended = generator_function(1)
    list(gen_ended)
    coroutine = make("async def coro(): pass\nvalue = coro()")
    async_generator = make("async def agen(): yield 1\nvalue = agen()")
    cell_list = list(cells())
    cell_one = cell_list[0]
    cell_in_tuple = (cell_one,)
    plain = Plain()
    plain_made = Plain()
    wr_live = weakref.ref(plain)
    wr_dead = dead_reference()
    wr_type = weakref.ref(Plain)
    wr_function = weakref.ref(function)
    mp_small = make("import types\nvalue = types.MappingProxyType({'a': [1]})")
    mp_empty = make("import types\nvalue = types.MappingProxyType({})")
    e_none = ValueError()
    e_one = ValueError("one")
    e_two = KeyError(1, "two")
    e_tuple = Error((1, 2))
    e_own = Error("own", [1])
    e_base = KeyboardInterrupt("x")
    e_os = OSError(2, "No such file")
    e_unicode = make(
        "try:\n '\\udc80'.encode()\nexcept UnicodeError as error:\n value = error\n")
    e_exit = SystemExit(3)
    e_in_list = [StopIteration(4)]
    o_object = object()
    o_iterator = iter([])
    o_property = property(function)
    o_subint = SubInt(7)
    o_argument = [zero, one, two, rest, named]
    unbound = 1
    del unbound
    m_of_append = types.MethodType([].append, "x")
    m_of_fromkeys = types.MethodType(dict.fromkeys, "x")
    inner_uses = lambda: (i_zero, two, l_cycle)  # noqa: E731
    plain_names = ("plain", "plain_made")
    return tell(locals(), plain_names)


def name_of(value):
    kind = type(value)
    module = kind.__module__
    name = kind.__qualname__ if PY3 else kind.__name__
    return name if module in ("builtins", "__builtin__") else module + "." + name


def tell(values, left_out, contents={}):
    """contents: what pyinspect writes behind the repr() of some."""
    told = {}
    for name, value in values.items():
        if name not in left_out:
            text = repr(value)
            if name in contents:
                text = "%s %s>" % (text[:-1], contents[name])
            told[name] = [text, name_of(value)]
    print(json.dumps({"values": told, "plain": [hex(id(values[n])) for n in left_out]}))
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    many("zero", [1], {"two": 2}, 4, 5, six=6, seven=None)

# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
print/FMT of every format and every kind of value, against what the target itself makes of it with
format(), repr(), str() and id(), on every interpreter found.
"""
import json
import pprint
import re

import program

SCRIPT = u"""# -*- coding: utf-8 -*-
import array, collections, json, sys

def character(value):
    if not 0 <= value <= 0x10ffff:
        return str(value)
    if sys.version_info >= (3,):
        return "%d %r" % (value, chr(value))
    return "%d %r" % (value, chr(value)) if value < 256 else "%d " % value


BASES = {"x": "#x", "o": "#o", "b": "#b", "t": "#b", "d": "d", "c": character}
INTS = (int, long) if sys.version_info < (3,) else int
TEXT = type(u"")


def is_utf8(value):
    try:
        return isinstance(value, TEXT) or bool(value.decode("utf-8") or True)
    except UnicodeDecodeError:
        return False


class SubInt(int):
    pass


class Plain(object):
    pass


def in_base(value, base):
    # None: it is no int, and holds none.
    if isinstance(value, INTS):
        return base(int(value)) if callable(base) else format(int(value), base)
    if isinstance(value, TEXT):
        return inner([ord(one) for one in value], base)
    if isinstance(value, (bytes, bytearray)):
        return inner(list(bytearray(value)), base)
    if isinstance(value, collections.deque):
        return repr(value).replace(repr(list(value)), inner(list(value), base))
    if isinstance(value, array.array):
        return "array('%s', %s)" % (value.typecode, inner(value.tolist(), base))
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (inner(key, base), inner(value[key], base))
                                  for key in value)
    if isinstance(value, list):
        return "[%s]" % ", ".join(inner(item, base) for item in value)
    if isinstance(value, tuple):
        return "(%s%s)" % (", ".join(inner(item, base) for item in value), "," * (len(value) == 1))
    if isinstance(value, (set, frozenset)):
        empty = repr(type(value)([5]))
        return empty.replace("5", ", ".join(inner(item, base) for item in value))
    return None


def inner(value, base):
    # Within a container True stays what it is called.
    formed = None if isinstance(value, (bool, TEXT, bytes, bytearray)) else in_base(value, base)
    return repr(value) if formed is None else formed


def formed(value, letter):
    if letter in BASES:
        return in_base(value, BASES[letter])
    if letter == "s":
        if isinstance(value, (str, TEXT)) and is_utf8(value):
            return value.replace("\\0", "\\\\x00")
        return repr(value)
    if letter == "a":
        return "0x%x" % id(value)
    return repr(value)


def frame():
    zero, one, minus, large, huge = 0, 1, -255, 2 ** 64 - 1, -(3 ** 200)
    yes, no, sub = True, False, SubInt(77)
    half, imaginary, nothing, dots = 2.5, 1 + 2j, None, Ellipsis
    text, quoted, raw, changing = "abc", "it's \\"x\\"", b"\\x00a\\xff", bytearray(b"a")
    queue, bounded = collections.deque([22, [23], "x"]), collections.deque([24], 3)
    signed, halves = array.array("i", [-25, 26]), array.array("d", [27.5])
    letters, beyond = [97, 0x4e2d], [0x110000, -1]
    wide, empty, nul = u"gr\\u00fc\\u00df \\u4e2d", "", "a\\0b"
    numbers, pair, single, nested = [10, -11, 12], (13, "x"), (14,), [[15, (16, {"k": 17})], 2.5]
    table, by_int = {"a": 18}, {19: True}
    members, frozen = set([20]), frozenset([21])
    empties = [[], (), {}]
    plain, function, kind = Plain(), in_base, Plain
    names = sorted(set(locals()))
    values = locals()
    told = dict((name, dict((letter, formed(values[name], letter)) for letter in "xobtdcsra"))
                for name in names)
    sys.stdout.write(json.dumps(told) + "\\n")
    sys.stdout.flush()
    sys.stdin.read()


frame()
"""


def test_every_format_of_every_kind(interpreter, start, tmp_path):
    path = tmp_path / "formats_target.py"
    path.write_bytes(SCRIPT.encode("utf-8"))
    target = start([path], python=interpreter.path)
    truth = json.loads(target.first)
    # What repr() says of an instance of a class of the target's own, only its own code knows.
    asked = [(name, letter) for name in sorted(truth) for letter in "xobtdcsra"
             if (name, letter) not in (("plain", "s"), ("plain", "r"))]
    words = [word for name, letter in asked for word in ("-ex", "print/%s %s" % (letter, name))]
    answer = program.pyinspect("-batch", "--json", "-ex", "set print depth 0",
                               "-ex", "set print string 0", *words, target.pid)
    wrong = []
    for (name, letter), document in zip(asked, answer.documents[2:]):
        should = truth[name][letter]
        if should is None:
            right = not document["ok"] and document["error"]["kind"] == "usage" and (
                "the format /%s is for ints, text" % letter in document["error"]["message"])
        elif letter == "a":
            right = document["ok"] and document["result"]["value"] == "(%s) %s" % (
                document["result"]["type"], should)
        else:
            right = document["ok"] and document["result"]["value"] == should
        if not right:
            wrong.append((name, letter, should, document.get("result") or document["error"]))
    assert not wrong, "%d:\n%s" % (len(wrong), "\n".join(map(str, wrong)))
    assert len(answer.documents) == 2 + len(asked) > 300


BROKEN = {
    "numbers": list(range(12)),
    "nested": [[1, [2, 3, [4, 5]]], (6, 7), (8,), {"key": [9, {"inner": (10, 11)}]}],
    "table": {"a": "x" * 30, "b": ["y" * 12, "z" * 12], "c": {"d": None, "e": True}},
    "empties": [[], {}, (), "", [[]]],
    # Without blanks, at which pprint breaks a str.
    "text": "[not,{a:list},(of,any)]",
    "quoted": ["it's,[1]", 'say"so",{2}', "\\'", "a,b"],
}


def test_a_width_breaks_values_as_pprint_does(start):
    target = start("import sys\nVALUES = %r\nsys.stdout.write('ready\\n')\n"
                   "sys.stdout.flush()\nsys.stdin.read()\n" % BROKEN)
    asked = [(name, width) for name in sorted(BROKEN) for width in list(range(12, 60)) + [120]]
    words = [word for name, width in asked
             for word in ("-ex", "print -width %d -- VALUES['%s']" % (width, name))]
    answer = program.pyinspect("-batch", "-ex", "set print depth 0", *words, target.pid)
    told = re.split(r"(?m)^\$\d+ = ", answer.out)[1:]
    assert len(told) == len(asked), answer
    for (name, width), text in zip(asked, told):
        begun = len("$%d = " % (1 + asked.index((name, width))))
        lines = pprint.pformat(BROKEN[name], width=max(width - begun, 1), sort_dicts=False)
        should = lines.replace("\n", "\n" + " " * begun)
        assert text.rstrip("\n") == should, (name, width, text, should)
    # As a setting, for variables too; JSON has no lines.
    for line in ("locals", "print VALUES"):
        options = ["-batch", "-ex", "set print width 40", "-ex", line, target.pid]
        answer = program.pyinspect(*options)
        begun = "VALUES = {" if line == "locals" else "$1 = {"
        assert "\n" + " " * len(begun) + "'nested': " in answer.out, answer
        result = program.pyinspect("--json", *options).documents[-1]["result"]
        values = [result] + result.get("variables", [])
        assert all("\n" not in one.get("value", "") for one in values), result


def test_the_limits_of_one_print(start):
    target = start("import sys\nnumbers, text, deep = list(range(9)), 'x' * 9, [[[[1]]]]\n"
                   "sys.stdout.write('ready\\n')\nsys.stdout.flush()\nsys.stdin.read()\n")

    def told(line):
        result = program.pyinspect("--json", target.pid, *line.split()).result
        return result["value"], result["cut"]

    assert told("print -elements 2 numbers") == ("[0, 1, ...]", ["elements"])
    assert told("print -elements 9 numbers") == (repr(list(range(9))), [])
    assert told("print -string 2 text") == ("'xx'...", ["string"])
    assert told("print -string unlimited text") == (repr("x" * 9), [])
    assert told("print -depth 1 deep") == ("[[... 1 item]]", ["depth"])
    assert told("print -depth 0 deep") == ("[[[[1]]]]", [])
    assert told("print -elements 1 -string 1 -- [text, 2]") == ("['x'..., ...]", ["elements", "string"])
    assert program.pyinspect(target.pid, "print", "-elements", "x", "numbers").status == 1

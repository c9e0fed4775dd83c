# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The code objects of many functions of the standard library, in a list `codes`, for CPython 2.7 and
3.6 or newer. What dis and the code objects themselves say of each is printed as one line of JSON, and
again after each line of standard input, until that ends.
"""
from __future__ import print_function

import dis
import importlib
import json
import re
import sys
import types

VERSION = sys.version_info[:2]
PER_MODULE = 6
MODULES = """
    _pydecimal _strptime abc argparse ast asyncio.base_events asyncio.events asyncio.locks
    asyncio.queues asyncio.streams asyncio.tasks base64 bdb calendar cgitb cmd code codeop
    collections concurrent.futures.thread configparser contextlib copy csv ctypes dataclasses
    decimal difflib doctest email.header email.message enum fractions functools gettext
    heapq html.parser http.client imaplib inspect ipaddress locale logging logging.handlers
    mailbox numbers optparse pdb pickle pickletools platform plistlib posixpath pprint queue
    random shelve shlex shutil smtplib socket socketserver statistics string subprocess
    tarfile tempfile textwrap threading timeit tokenize trace traceback unittest.case unittest.mock
    urllib.parse urlparse uuid wave weakref xml.dom.minidom xmlrpc.client zipfile
""".split()

SOURCE = """
def long_jumps(x):
%s
    for i in x:
%s
    return x

def many(x):
    return (%s)
""" % ("\n".join("    v%d = x" % i for i in range(300)),
       "\n".join("        if i > v%d: x = i + v%d" % (i, i) for i in range(100)),
       ", ".join("'constant %d'" % i for i in range(20)) + ", " +
       ", ".join("x.name%d" % i for i in range(300)))

NEWER = """
import contextlib

async def with_everything(a, /, b, *args, c=1, d: int = 2, **rest):
    async with a as x, b:
        async for y in x:
            if y is None or y is not b and c not in args:
                continue
            yield [await z async for z in y if z != 3]
    try:
        with b as q, contextlib.suppress(OSError):
            q[1:2], q.x, *r = rest
            del q[0], q.x
    except (ValueError, TypeError) as e:
        raise KeyError(f"{e!r:>{c}} {e!s} {d}") from e
    except OSError:
        return
    finally:
        for i in range(3):
            while i:
                i -= 1
                if i == 2: break
            else:
                print(*args, **rest, sep=i)

class Outer:
    text: str = "x"
    def method(self):
        def closure(k=[lambda: self]):
            nonlocal t
            t = super().method(self, x=__class__)
            return {**t, 1: 2}, {1, 2, *t}, (yield from t)
        t = 1
        return closure
"""

MATCH = """
def matches(p):
    match p:
        case {"a": 1, **rest}: return rest
        case [1, 2, *more]: return more
        case Point(x=0, y=y): return y
        case None | True: return 0
    try:
        pass
    except* ValueError as e:
        print(e)

def hot(n):
    total = 0
    pairs = [(i, str(i)) for i in range(n)]
    for i, text in pairs:
        total += i * 2 - len(text)
        if text == "7" and i < 3:
            total = total / 2
    return {"a": total}["a"], pairs[0][1]
"""


def add_codes(code, found):
    """It and all those within it."""
    found.append(code)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            add_codes(constant, found)


def add_module(name, found):
    try:
        module = importlib.import_module(name)
    except Exception:
        return
    mine = []
    for _, value in sorted(vars(module).items()):
        values = [value]
        if isinstance(value, type):
            values = [v for _, v in sorted(vars(value).items(), key=lambda item: item[0])]
        for v in values:
            v = getattr(v, "__func__", v)
            code = getattr(v, "__code__", None)
            if isinstance(code, types.CodeType) and getattr(v, "__module__", "") == name:
                add_codes(code, mine)
    found.extend(mine[:PER_MODULE])


def compiled(source):
    try:
        return compile(source, "<made up>", "exec")
    except SyntaxError:
        return None


def all_codes():
    found = []
    for name in MODULES:
        add_module(name, found)
    sources = [SOURCE]
    if VERSION >= (3, 8):
        sources.append(NEWER)
    if VERSION >= (3, 11):
        sources.append(MATCH)
    for source in sources:
        add_codes(compiled(source), found)
    unique = dict((id(code), code) for code in found)
    return sorted(unique.values(), key=lambda code: (code.co_filename, code.co_firstlineno,
                                                     code.co_name, id(code)))


def warm_up():
    """So that some of it is specialised."""
    import textwrap
    import difflib
    import fractions
    for i in range(60):
        textwrap.fill("some words that are to be filled " * 3, 20 + i)
        list(difflib.unified_diff(list("abcdefg"), list("abdefgx")))
        fractions.Fraction(i, 7) + fractions.Fraction(1, 3)


def watch():
    """Line and instruction events (3.12+), which put other opcodes in the place of the code's."""
    if not hasattr(sys, "monitoring"):
        return
    monitoring = sys.monitoring
    monitoring.use_tool_id(4, "test")
    for number, code in enumerate(codes):
        events = {0: monitoring.events.LINE, 1: monitoring.events.INSTRUCTION,
                  2: monitoring.events.LINE | monitoring.events.INSTRUCTION,
                  3: monitoring.events.PY_START | monitoring.events.BRANCH}.get(number % 12)
        if events:
            monitoring.set_local_events(4, code, events)


def lines_of(code):
    """{offset: line} for every byte."""
    lines = {}
    size = len(code.co_code)
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            for offset in range(start, end):
                lines[offset] = line or None  # 0 is the RESUME of a module
        return lines
    starts = dict(dis.findlinestarts(code))
    line = None
    for offset in range(size):
        line = starts.get(offset, line)
        lines[offset] = line
    return lines


OLD_LINE = re.compile(r"\s*(?:(\d+)\s+)?(?:-->)?\s*(?:>>)?\s*(\d+)\s+([A-Z]\S*)"
                      r"\s*(?:(\d+)\s*(?:\((.*)\))?)?\s*$", re.S)


def old_instructions(code):
    """2.7: dis only prints. A line of its has no line end within: repr() has none."""
    import StringIO
    before, sys.stdout = sys.stdout, StringIO.StringIO()
    try:
        dis.disassemble(code)
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = before
    for line in text.split("\n"):
        if line.strip():
            _, offset, name, arg, argrepr = OLD_LINE.match(line).groups()
            arg = None if arg is None else int(arg)
            target = None
            if dis.opmap[name] in dis.hasjrel:
                target = int(offset) + 3 + arg
            yield int(offset), name, arg, argrepr or None, target


def new_instructions(code):
    for i in dis.get_instructions(code):
        target = getattr(i, "jump_target", None)
        argrepr = i.argrepr
        if target is None and argrepr.startswith("to "):
            target = i.argval
        if target is not None and VERSION >= (3, 13):
            argrepr = re.sub(r"L\d+$", str(target), argrepr)
        yield i.offset, i.opname, i.arg, argrepr or None, target


def instructions(code):
    old = VERSION < (3,)
    for offset, name, arg, argrepr, target in (old_instructions if old else new_instructions)(code):
        if dis.opmap.get(name) in dis.hasjabs and VERSION < (3, 10):
            # dis of these versions has nothing to say of it.
            target, argrepr = arg, "to %d" % arg
        yield offset, name, arg, argrepr, target


def truth_of(code):
    lines = lines_of(code)
    table = []
    if VERSION >= (3, 11):
        table = [[e.start, e.end, e.target, e.depth, bool(e.lasti)]
                 for e in dis._parse_exception_table(code)]
    labels = set(dis.findlabels(code.co_code)) | set(e[2] for e in table)
    adaptive = getattr(code, "_co_code_adaptive", None)
    listed = []
    for offset, base, arg, argrepr, target in instructions(code):
        name = dis._all_opname[bytearray(adaptive)[offset]] if adaptive else base
        listed.append([offset, name, base, arg, argrepr, target, lines.get(offset),
                       offset in labels])
    flags = getattr(dis, "pretty_flags", lambda flags: None)(code.co_flags)
    return {
        "instructions": listed,
        "table": table,
        "info": {
            "name": code.co_name,
            "qualname": getattr(code, "co_qualname", None),
            "file": code.co_filename,
            "firstlineno": code.co_firstlineno,
            "argcount": code.co_argcount,
            "posonlyargcount": getattr(code, "co_posonlyargcount", 0),
            "kwonlyargcount": getattr(code, "co_kwonlyargcount", 0),
            "nlocals": code.co_nlocals,
            "stacksize": code.co_stacksize,
            "bytecode_size": len(code.co_code),
            "varnames": code.co_varnames,
            "cellvars": code.co_cellvars,
            "freevars": code.co_freevars,
            "names": code.co_names,
            "consts": [repr(c) for c in code.co_consts],
            "flags": flags,
        },
    }


def main():
    while True:
        print(json.dumps([truth_of(code) for code in codes]))
        sys.stdout.flush()
        if not sys.stdin.readline():
            break


codes = all_codes()
warm_up()
watch()
if __name__ == "__main__":
    main()

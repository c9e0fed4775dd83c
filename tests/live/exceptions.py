# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Threads that wait inside of exception handlers of every kind, for CPython 2.7 and 3.6 or newer. What
each handles, newest first, is printed as one line of JSON, with what traceback makes of the newest.
"""
from __future__ import print_function

import json
import re
import sys
import threading
import time
import traceback

VERSION = sys.version_info[:2]
CASES = []
TRUTH = {}
HANDLED = threading.local()
lock = threading.Lock()
lock.acquire()


class Own(Exception):
    def __str__(self):
        sys.exit(7)


class Plain(Exception):
    pass


class Outer(object):
    class Nested(ValueError):
        pass


Outer.Nested.__qualname__ = "Outer.Nested"


def case(function):
    CASES.append(function)
    return function


def handling(depth=1):
    """Called by who handles one: that it does is part of the truth."""
    caller = sys._getframe(depth)
    HANDLED.list.append((caller.f_code.co_name, sys.exc_info()[:2] + (sys.exc_info()[2],)))


class Entry(object):
    """In the place of a traceback's entry."""

    def __init__(self, frame, line):
        self.tb_frame, self.tb_lineno, self.tb_next = frame, line, None


def finishing(error, line):
    """The same of who is in a `finally`, into which `error` came from that line. 2.7 does not say so."""
    if VERSION >= (3,):
        return handling(2)
    caller = sys._getframe(1)
    HANDLED.list.append((caller.f_code.co_name, (type(error), error, Entry(caller, line))))


def line():
    return sys._getframe(1).f_lineno


def short(kind):
    module = getattr(kind, "__module__", "")
    if VERSION < (3,):
        return kind.__name__
    name = kind.__qualname__
    return name if module in ("builtins", "__main__") else module + "." + name


def describe(value, tb=None):
    kind = value.__class__ if VERSION < (3,) else type(value)
    told = {"type": short(kind), "own_str": kind is Own, "traceback": []}
    told["message"] = repr(value.args) if kind is Own else str(value)
    tb = getattr(value, "__traceback__", tb)
    while tb is not None:
        code = tb.tb_frame.f_code
        told["traceback"].append([code.co_filename, tb.tb_lineno, code.co_name])
        tb = tb.tb_next
    told["notes"] = [str(note) for note in getattr(value, "__notes__", [])]
    told["group"] = [describe(one) for one in getattr(value, "exceptions", [])]
    cause = getattr(value, "__cause__", None)
    context = getattr(value, "__context__", None)
    suppress = getattr(value, "__suppress_context__", False)
    told["suppress_context"] = suppress
    told["cause"] = describe(cause) if cause is not None else None
    told["context"] = None
    if context is not None and cause is None and not suppress:
        told["context"] = describe(context)
    return told


def wait():
    """Where every case ends: what was noted is said, then nothing happens any more."""
    found = [(name, describe(value, tb)) for name, (_, value, tb) in reversed(HANDLED.list)]
    if VERSION < (3,):
        # sys.exc_info() of a function is the last that it caught.
        found = [one for i, one in enumerate(found) if i == 0 or found[i - 1][0] != one[0]]
    text = None
    if HANDLED.list:
        text = "".join(traceback.format_exception(*HANDLED.list[-1][1]))
    TRUTH[threading.current_thread().name] = {"handled": found, "text": text}
    del found, text
    lock.acquire()


@case
def nothing():
    try:
        int("x")
    except ValueError:
        pass
    if VERSION < (3,):
        handling()  # until the function returns
    wait()


@case
def simple():
    try:
        int("x")
    except ValueError:
        handling()
        wait()


@case
def finally_raised():
    error = Plain("on its way")
    try:
        at = line() + 1
        raise error
    finally:
        finishing(error, at)
        wait()


@case
def finally_after_another():
    error = Plain("the second")
    for i in range(2):
        try:
            try:
                raise Plain("the first")
            except Plain:
                if VERSION < (3,):
                    first = sys.exc_info()
            if i == 1:
                at = line() + 1
                raise error
        finally:
            if i == 1:
                if VERSION < (3,):
                    HANDLED.list.append(("finally_after_another, before", first))
                finishing(error, at)
                wait()


@case
def finally_at_the_end():
    for i in range(2):
        try:
            try:
                raise Plain("over")
            except Plain:
                pass
        finally:
            if i == 1:
                if VERSION < (3,):
                    handling()
                wait()


@case
def finally_returns():
    try:
        try:
            raise Plain("over")
        except Plain:
            return 1
    finally:
        if VERSION < (3,):
            handling()
        wait()


@case
def nested():
    try:
        {}["key"]
    except KeyError:
        handling()
        try:
            raise Plain("second", 2)
        except Plain:
            handling()
            wait()


@case
def deeper():
    try:
        open("/nonexistent/file")
    except (IOError, OSError):
        handling()
        calls()


def calls():
    for i in [1, 2]:
        try:
            raise Own("argument", 1)
        except Own:
            handling()
            ends([i])


def ends(x):
    try:
        [][x[0]]
    except IndexError as e:
        handling()
        wait()
        e.args


def first(*rest, **named):
    """The next of the functions below, and at last an error."""
    if not STEPS:
        raise ValueError("the last")
    return STEPS.pop(0)()


class Odd(object):
    """What fails by an operator of its own."""

    def fail(self, *rest, **named):
        return first()

    __add__ = __mul__ = __radd__ = __getitem__ = __pow__ = __lt__ = __call__ = __neg__ = fail
    __sub__ = __floordiv__ = __lshift__ = __or__ = __iadd__ = __getattr__ = fail


odd = Odd()
# The first releases of 3.11 mark what stands in or behind parentheses, behind blanks and behind wide
# characters elsewhere than all later ones.
MARKS_AS_LATER = not (3, 11) <= VERSION < (3, 12) or hasattr(traceback, "_display_width")


def operators():
    yield lambda: odd + 1
    yield lambda: 1 + odd
    yield lambda: odd   *   2
    yield lambda: odd//2
    yield lambda: odd+(3)
    yield lambda: odd*(3 + 4) - 5
    yield lambda: odd + (3, 4)
    yield lambda: odd ** -2
    yield lambda: 2 - 1 + odd
    yield lambda: odd << 1 | 2
    yield lambda: -odd
    yield lambda: odd < 1
    yield lambda: odd[1]
    yield lambda: {"a": odd}["a"][0]
    yield lambda: odd(1)
    yield lambda: odd("a)", b='(')
    yield lambda: odd.name
    yield lambda: odd.name.other
    yield lambda: [odd + x for x in (1,)]
    yield lambda: ("text" if odd[0] else None)
    yield lambda: odd + "#"  # a remark
    yield lambda: "%s" % odd[1] + """x"""
    if MARKS_AS_LATER:
        yield lambda: (odd) + 3
        yield lambda: odd [ 1 : 2 ]
        yield lambda: (odd)[1, 2]
        yield lambda: odd["grüß 中"] + "中"
        yield wide_text


def whole_return():
    return first(1, 2)


def whole_assignment():
    value = first()
    return value


def attribute_assignment():
    odd.value = first()


def two_targets():
    a = b = first()
    return a, b


def annotated(argument=None):
    return odd(argument)


def remark():
    return first()  # with a remark


def semicolon():
    value = first(); return value


def augmented():
    value = odd
    value += 1


def in_condition():
    if first() == 1:
        return 1


def several_lines():
    return first(
        1,
        2,
    )


def operator_in_lines():
    return (
        odd
        # a remark
        + 1
    )


def long_call():
    value = odd(1,
                2,
                3,

                5,
                6) + 7
    return value


def long_subscript():
    return [1,
            2,
            3, odd[
                first]]


def long_operator():
    return (1 +
            2 + 3 + 4 + 5 \
            + odd * first(2) *
            7 * (
                8))


def raises_in_lines():
    raise ValueError(
        first(),
        1)


def loop_over():
    for value in first():
        pass


def with_statement():
    with first() as value:
        return value


def in_display():
    return {"key": first(), "other": [1, 2],
            "third": 3}


def wide_text():
    return u"中文" + odd[u"é中"] + u"中"


STEPS = []


@case
def marks():
    STEPS.extend(operators())
    STEPS.extend([whole_return, whole_assignment, attribute_assignment, two_targets, annotated,
                  remark, semicolon, augmented, in_condition, several_lines, operator_in_lines,
                  long_call, long_subscript, long_operator, raises_in_lines, loop_over,
                  with_statement, in_display])
    try:
        first()
    except ValueError:
        handling()
        wait()


@case
def messages():
    try:
        b"\xff".decode("ascii")
    except UnicodeDecodeError:
        handling()
        try:
            u"ab\u20ac\u20ac".encode("ascii")
        except UnicodeEncodeError:
            handling()
            try:
                u"ab\xe9".encode("ascii")
            except UnicodeEncodeError:
                handling()
                try:
                    compile("a b", "/tmp/some file.py", "exec")
                except SyntaxError:
                    handling()
                    more()


def more():
    try:
        import no_such_module_anywhere
    except ImportError:
        handling()
        try:
            raise Outer.Nested()
        except Outer.Nested:
            handling()
            try:
                raise RuntimeError(ValueError("inner", [1, None]))
            except RuntimeError:
                handling()
                try:
                    raise ValueError("two\nlines, and \xc3\xa9 u\x07")
                except ValueError:
                    handling()
                    wait()


def recurse(n):
    if n == 0:
        raise Plain("deep")
    recurse(n - 1)


@case
def recursion():
    try:
        recurse(30)
    except Plain:
        handling()
        wait()


def made(word):
    try:
        int(word)
    except ValueError:
        handling()
        yield 1
        yield 2


@case
def generators():
    """One that is suspended in a handler is no handler of the thread."""
    g = made("x")
    next(g)
    HANDLED.list = []
    try:
        raise Plain("outside")
    except Plain:
        handling()
        for _ in inside():
            pass


def inside():
    yield 0
    try:
        raise Plain("inside")
    except Plain:
        handling()
        wait()
    yield 1


@case
def finished():
    try:
        try:
            raise Plain("caught")
        except Plain:
            pass
        try:
            raise Plain("other")
        except Plain:
            handling()
            wait()
    finally:
        pass


NEWER = """
@case
def chained():
    try:
        try:
            int("x")
        except ValueError as e:
            raise KeyError("k") from e
    except KeyError:
        handling()
        try:
            raise Plain("hidden") from None
        except Plain:
            handling()
            wait()


@case
def at_the_end():
    try:
        with lock_like:
            raise Plain("in with")
    finally:
        handling()
        wait()


class Like:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        handling(2)
        try:
            {}[1]
        except KeyError:
            handling()
            wait()


lock_like = Like()


@case
def within_exit():
    with lock_like:
        raise Plain("in with")


@case
def resumed():
    g = resuming("x")
    next(g)
    try:
        raise Plain("outside")
    except Plain:
        HANDLED.list.insert(0, ("resumed", sys.exc_info()))
        next(g)


def resuming(word):
    try:
        int(word)
    except ValueError:
        handling()
        yield 1
        wait()


@case
def coroutine():
    async def inner():
        try:
            raise Plain("in a coroutine")
        except Plain:
            handling()
            wait()

    async def outer():
        try:
            raise ValueError("outer")
        except ValueError:
            handling()
            await inner()

    try:
        raise KeyError("thread")
    except KeyError:
        handling()
        outer().send(None)


@case
def translated():
    try:
        raise UnicodeTranslateError("abc", 1, 2, "why")
    except UnicodeTranslateError:
        handling()
        try:
            "\\\\udc80".encode("utf-8").decode("ascii")
            "a\\udc80".encode("utf-8")
        except UnicodeEncodeError:
            handling()
            wait()


@case
def loop():
    a, b = ValueError("a"), ValueError("b")
    try:
        raise a
    except ValueError:
        handling()
        try:
            raise b
        except ValueError:
            b.__context__ = None
            handling()
            wait()
"""

GROUPS = """
def member(n):
    try:
        try:
            int("x")
        except ValueError:
            raise Plain(n)
    except Plain as e:
        e.add_note("a note")
        e.add_note("of two\\nlines")
        return e


@case
def groups():
    inner = ExceptionGroup("inner", [KeyError("k"), member(3)])
    try:
        raise ExceptionGroup("some", [member(1), inner, TypeError("last")])
    except ExceptionGroup:
        handling()
        wait()


@case
def same_members():
    one = ValueError("one")
    one.add_note("a note")
    try:
        raise ExceptionGroup("three times", [one] * 3)
    except ExceptionGroup:
        handling()
        wait()


@case
def many_members():
    try:
        raise ExceptionGroup("many", [ValueError(n) for n in range(30)])
    except ExceptionGroup:
        handling()
        wait()


@case
def one_member_too_many():
    try:
        raise ExceptionGroup("sixteen", [ValueError(n) for n in range(16)])
    except ExceptionGroup:
        handling()
        wait()


@case
def deep_groups():
    error = ValueError("innermost")
    for n in range(14):
        error = ExceptionGroup("depth %d" % n, [error, KeyError(n)])
    try:
        raise error
    except ExceptionGroup:
        handling()
        wait()


@case
def parted():
    try:
        raise ExceptionGroup("some", [ValueError(1)])
    except* ValueError:
        HANDLED.list.append(("parted", sys.exc_info()))
        wait()
"""


def execute(source):
    exec(compile(source, "<made up>", "exec"), globals())


def run(function):
    HANDLED.list = []
    function()


def main():
    if VERSION >= (3,):
        execute(NEWER)
    if VERSION >= (3, 11):
        execute(GROUPS)
    for function in CASES:
        thread = threading.Thread(target=run, args=(function,), name=function.__name__)
        thread.daemon = True
        thread.start()
        while function.__name__ not in TRUTH:
            time.sleep(0.01)
    time.sleep(0.2)
    print(json.dumps(TRUTH))
    sys.stdout.flush()
    sys.stdin.read()


main()

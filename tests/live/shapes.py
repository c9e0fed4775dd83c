# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The truth program: threads blocked in stacks of many shapes, on CPython 2.7 and 3.6 or newer.

When every thread is parked it prints, as one line of JSON, sys._current_frames() of itself;
then it waits until its standard input ends. A helper thread does the printing and ends
afterwards, because the main thread's truth is where it waits: "helper" in the document is its
kernel tid, and it is not one of "threads".

    shapes.py [--hold FD] [--only NAME,...]

--hold FD   before the truth, prints {"ready": true, ...} and waits for a byte on FD. Until then
            nobody has asked for a frame object, so the frames are as a service has them.

A new shape is a function under @shape(); what older versions cannot parse stands in a string
and is run by source(). Do not share state between shapes, and do not let one finish.
"""
from __future__ import print_function

import functools
import json
import os
import select
import sys
import threading
import time

try:
    import _thread
except ImportError:  # 2.7
    import thread as _thread

VERSION = sys.version_info[:2]
PY3 = VERSION >= (3,)
DEEP = 10000

GATE = _thread.allocate_lock()
GATE.acquire()  # never released: who asks for it is parked
SHAPES = []
TIDS = {}  # ident -> kernel tid
NAMES = {}  # ident -> name of the shape
PIPE_READ, PIPE_WRITE = os.pipe()  # never written: the other way to be parked
EXTRA = []  # threads that sys._current_frames() of the main interpreter does not know
KEEP = []


def park(*args, **kwargs):
    GATE.acquire()


def shape(since=(2, 7), raw=False, daemon=True, name=None):
    def register(function):
        if VERSION >= since:
            SHAPES.append((name or function.__name__, function, raw, daemon))
        return function

    return register


def source(text, filename="<shape>", **names):
    namespace = {"park": park, "GATE": GATE, "os": os, "sys": sys, "__name__": "shape"}
    namespace.update(names)
    exec(compile(text, filename, "exec"), namespace)
    return namespace


# ---- plain Python ------------------------------------------------------------------------------


@shape()
def nested():
    def middle(n):
        if n:
            return middle(n - 1)
        x = 1
        park()
        return x

    return middle(5)


@shape()
def straight_in_c():
    GATE.acquire()


@shape()
def read_of_a_pipe():
    os.read(PIPE_READ, 1)


@shape()
def select_of_a_pipe():
    select.select([PIPE_READ], [], [])


@shape()
def methods():
    class Outer(object):
        class Inner(object):
            def method(self):
                self.by_class()

            @classmethod
            def by_class(cls):
                cls.static()

            @staticmethod
            def static():
                park()

        def __init__(self):
            self.Inner().method()

    Outer()


@shape()
def closures():
    a = 1

    def outer(b):
        def inner(c):
            park(a, b, c)

        return inner

    outer(2)(3)


@shape()
def lambdas():
    twice = lambda f: (lambda: f())  # noqa: E731
    twice(lambda: park())()


@shape()
def list_comprehension():
    return [park(i) for i in range(3)]


@shape()
def nested_comprehensions():
    return [
        {k: [park(k, v) for v in range(2)] for k in range(2)}
        for _ in range(3)
    ]


@shape()
def set_comprehension():
    return {park(i) for i in range(3) if i % 2}


@shape()
def generator_expression():
    return sum(park(i) for i in range(3))


@shape()
def generator_expression_in_c():
    return list(map(str, (park(i) for i in range(3))))


@shape()
def generators():
    def produce(n):
        for i in range(n):
            if i == 2:
                park()
            yield i

    def twice(items):
        for item in items:
            yield item * 2

    for item in twice(produce(5)):
        KEEP.append(item)


@shape()
def generator_closed():
    def produce():
        try:
            yield 1
        finally:
            park()

    g = produce()
    next(g)
    g.close()


@shape()
def generator_thrown():
    def produce():
        try:
            yield 1
        except ValueError:
            park()

    g = produce()
    next(g)
    g.throw(ValueError("thrown"))


@shape()
def sent():
    def consume():
        while True:
            got = yield
            if got == 3:
                park(got)

    g = consume()
    next(g)
    for i in range(5):
        g.send(i)


# ---- exec, eval, class bodies, decorators ------------------------------------------------------


@shape()
def executed():
    text = "x = 1\n\n\ndef f():\n    y = 2\n\n    park()\n\nif x:\n    f()\n"
    source(text, "/no/such/dir/made_up.py")


@shape()
def evaluated():
    eval("[1, 2, (lambda: park())()]", {"park": park})


@shape()
def class_body():
    class Blocked(object):
        x = 1
        y = [z for z in range(3)]
        park()

    return Blocked


@shape()
def decorated():
    def decorate(argument):
        def wrap(function):
            park(argument)
            return function

        return wrap

    @decorate(
        1
    )
    def target():
        pass

    target()


@shape()
def decorated_call():
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapper

    @decorate
    @decorate
    def target(a, b=2, *args, **kwargs):
        park()

    target(1, b=3, c=4)


@shape()
def default_argument():
    def f(x=park()):
        return x

    return f


# ---- from Python to C and back -----------------------------------------------------------------


@shape()
def sorted_key():
    sorted([3, 1, 2], key=lambda x: park(x))


@shape()
def mapped():
    list(map(park, [1]))


@shape()
def partial():
    functools.partial(functools.partial(park, 1), 2)()


@shape()
def special_methods():
    class Special(object):
        def __getattr__(self, name):
            return self[name]

        def __getitem__(self, key):
            return self == key

        def __eq__(self, other):
            return self < other

        def __lt__(self, other):
            return bool(self)

        def __len__(self):
            return len(str(self))

        def __str__(self):
            return "%r" % self

        def __repr__(self):
            for _ in self:
                pass
            return ""

        def __iter__(self):
            return self

        def __next__(self):
            with self:
                pass

        next = __next__

        def __enter__(self):
            return 3 + self

        def __radd__(self, other):
            return self()

        def __call__(self, *args):
            return self.computed

        @property
        def computed(self):
            return hash(self)

        def __hash__(self):
            park()
            return 0

        def __exit__(self, *exc):
            pass

    Special().anything


@shape()
def finalizer():
    class Dying(object):
        def __del__(self):
            park()

    dying = Dying()
    del dying


@shape()
def finalizer_in_return():
    class Dying(object):
        def __del__(self):
            park()

    def leave():
        dying = Dying()  # noqa: F841
        return 1

    leave()


@shape()
def metaclass():
    class Meta(type):
        def __call__(cls, *args):
            return type.__call__(cls, *args)

    Base = Meta("Base", (object,), {"__init__": lambda self: park()})
    Base()


@shape()
def descriptor():
    class Descriptor(object):
        def __get__(self, instance, owner):
            park()

    class Holder(object):
        attribute = Descriptor()

    Holder().attribute


@shape()
def exiting():
    class Manager(object):
        def __enter__(self):
            return self

        def __exit__(self, *exc):
            park(exc)

    with Manager():
        with Manager():
            x = 1
            x += 1
        x = 2


# ---- exceptions --------------------------------------------------------------------------------


@shape()
def except_handler():
    try:
        KEEP[1:0][0]
    except IndexError:
        park()


@shape()
def except_nested():
    def fail():
        raise ValueError("first")

    try:
        fail()
    except ValueError:
        try:
            fail()
        except ValueError as error:
            park(error)


@shape()
def finally_block():
    def leave():
        try:
            return 1
        finally:
            park()

    leave()


@shape()
def finally_with_exception():
    try:
        try:
            raise KeyError("x")
        finally:
            park()
    except KeyError:
        pass


@shape()
def reraised():
    def fail():
        try:
            raise ValueError("first")
        except ValueError:
            raise

    try:
        fail()
    except ValueError:
        for _ in range(3):
            try:
                fail()
            except ValueError:
                continue
        else:
            park()


# ---- lines -------------------------------------------------------------------------------------


@shape()
def multi_line_call():
    return max(
        1,
        len(
            [
                park(
                    2,
                    3,
                ),
            ]
        ),
        4,
    )


@shape()
def multi_line_expression():
    return (
        1
        + 2
        + (park() or 3)
        + 4
    )


@shape()
def multi_line_chain():
    class Builder(object):
        def step(self, n):
            if n == 2:
                park()
            return self

    return (
        Builder()
        .step(1)
        .step(2)
        .step(3)
    )


@shape()
def conditions():
    x = 3
    while x:
        if x > 5 and park():
            pass
        elif (x < 2
              and
              park() is None):
            pass
        x -= 1


@shape()
def lines_past_65536():
    text = "\n" * 70000 + "def far():\n    a = 1\n" + "\n" * 300 + "    park()\n"
    text += "\n" * 70000 + "far()\n"
    source(text, "far.py")


@shape()
def lines_with_gaps():
    body = ["def gaps(n):"]
    for i in range(40):
        body.append("    x = %d" % i)
        body.extend([""] * (i * 7))
    body.extend(["    if n:", "        gaps(n - 1)", "    else:", "        park()", "gaps(3)", ""])
    source("\n".join(body), "gaps.py")


@shape()
def lines_that_go_back():
    body = ["def back():", "    return dict("]
    for i in range(200):
        body.append("        a%d=%d," % (i, i))
    body.extend(["        last=park(),", "    )", "back()", ""])
    source("\n".join(body), "back.py")


@shape()
def long_function():
    body = ["def long(n):", "    x = 0"]
    for i in range(3000):
        body.append("    x = x + n * %d if n else x" % i)
    body.extend(["    for i in range(3):", "        if i:", "            park()"])
    body.extend("    x -= 1" for _ in range(500))
    body.extend(["long(1)", ""])
    source("\n".join(body), "long.py")


@shape()
def long_line():
    source("x = [" + "1, " * 3000 + "park()" + ", 2" * 100 + "]\n", "wide.py")


@shape()
def one_line():
    source("def f(): x = 1; y = 2; park(); z = 3\nfor i in [1]: f()\n", "one.py")


@shape(since=(3, 8))
def line_table_is_empty():
    def f():
        park()

    table = {"co_lnotab": b""} if VERSION < (3, 10) else {"co_linetable": b""}
    f.__code__ = f.__code__.replace(**table)
    f()


@shape(since=(3, 11))
def line_table_without_lines():
    def f():
        park()

    f.__code__ = f.__code__.replace(co_linetable=b"\xff" * 40)
    f()


@shape(since=(3, 10))
def first_line_is_negative():
    def f():
        park()

    f.__code__ = f.__code__.replace(co_firstlineno=1)
    f()


# ---- names -------------------------------------------------------------------------------------


@shape()
def very_long_name():
    name = "n" * 3000
    source("def %s():\n    park()\n%s()\n" % (name, name), "/" + "d" * 2000 + "/long.py")


@shape(since=(3,))
def names_beyond_ascii():
    source(
        "class Größe:\n"
        "    def naïve(self):\n"
        "        x = 'ééé', '漢字', park()\n"
        "def 漢字(x):\n"
        "    '😀'; x.naïve()\n"
        "def 𝔵𝔶():\n"
        "    漢字(Größe())\n"
        "𝔵𝔶()\n",
        "/tmp/ü/漢字/😀.py",
    )


@shape(since=(3,))
def names_of_each_width():
    for name in ("latin_é", "bmp_漢", "astral_\U00020000"):
        namespace = source("def %s(f):\n    return f()\n" % name, name + ".py")
        KEEP.append([v for k, v in namespace.items() if k.startswith(name[:3])][0])
        if name[0] == "a":
            one, two, three = KEEP[-3:]
            one(lambda: two(lambda: three(park)))


@shape(since=(3,))
def file_name_is_no_utf8():
    source("park()\n", b"/tmp/bytes-\xff\xfe-\xc3.py".decode("utf-8", "surrogateescape"))


@shape()
def file_name_is_hostile():
    source("park()\n", "/tmp/\x1b[31mred\x1b[0m\n\t\"quoted\"\\.py")


@shape()
def file_name_is_empty():
    source("park()\n", "")


# ---- call paths that CPython treats in its own way ---------------------------------------------


@shape()
def warm_calls():
    def leaf(i):
        if i == 2999:
            park()
        return i

    def calls(i, *args, **kwargs):
        return leaf(i)

    for i in range(3000):
        calls(i, 1, x=2)


@shape()
def warm_attributes():
    class Warm(object):
        count = 0

        @property
        def prop(self):
            self.count += 1
            if self.count == 3000:
                park()
            return self

        def __getitem__(self, index):
            return self.prop

    warm = Warm()
    for i in range(3000):
        warm[i]


@shape()
def warm_getattribute():
    class Warm(object):
        count = 0

        def __getattribute__(self, name):
            Warm.count += 1
            if Warm.count == 3000:
                park()
            return 1

    warm = Warm()
    for _ in range(3000):
        warm.x


@shape()
def warm_generators():
    def produce(n):
        for i in range(n):
            if i == 2999:
                park()
            yield i

    for item in produce(3000):
        pass


@shape()
def warm_construction():
    class Warm(object):
        def __init__(self, i):
            self.i = i
            if i == 2999:
                park()

    for i in range(3000):
        Warm(i)


@shape()
def recursion():
    def down(n):
        if n == 0:
            park()
        else:
            down(n - 1)

    down(700)


@shape(name="deep")
def deep_recursion():
    def down(n):
        if n == 0:
            park()
        else:
            down(n - 1)

    down(DEEP)


@shape()
def recursion_through_c():
    def down(n):
        if n == 0:
            park()
        else:
            list(map(down, [n - 1]))

    down(60)


@shape()
def traced():
    def tracer(frame, event, arg):
        return tracer

    def body():
        x = 1
        x += 1
        park(x)

    sys.settrace(tracer)
    body()


@shape()
def tracer_blocks():
    def tracer(frame, event, arg):
        if event == "line" and frame.f_code.co_name == "body" and "y" in frame.f_locals:
            park()
        return tracer

    def body():
        x = 1
        y = 2
        return x + y

    sys.settrace(tracer)
    body()


@shape()
def profiler_blocks():
    def profiler(frame, event, arg):
        if event == "return" and frame.f_code.co_name == "body":
            park()

    def body():
        x = 1
        return x

    sys.setprofile(profiler)
    body()


@shape(since=(3, 12))
def monitored():
    def body():
        x = 1
        return x

    sys.monitoring.use_tool_id(3, "shapes")
    event = sys.monitoring.events.LINE
    sys.monitoring.register_callback(3, event, lambda code, line: park(line))
    sys.monitoring.set_local_events(3, body.__code__, event)
    body()


@shape(since=(3,))
def importing():
    import importlib.abc
    import importlib.util

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name == "blocked_import":
                return importlib.util.spec_from_loader(name, Loader())

    class Loader(importlib.abc.Loader):
        def create_module(self, spec):
            return None

        def exec_module(self, module):
            park()

    sys.meta_path.append(Finder())
    import blocked_import  # noqa: F401


# ---- syntax of later versions ------------------------------------------------------------------


@shape(since=(3,))
def yield_from():
    source("""
def leaf():
    yield 1
    park()
    yield 2

def middle():
    x = yield from leaf()
    return x

def top():
    yield from middle()

for _ in top():
    pass
""")


@shape(since=(3, 6))
def coroutines():
    source("""
class Awaitable:
    def __await__(self):
        yield 1
        park()

async def leaf():
    await Awaitable()

async def middle(n):
    if n:
        await middle(n - 1)
    else:
        await leaf()

async def top():
    await middle(3)

c = top()
c.send(None)
c.send(None)
""")


@shape(since=(3, 6))
def async_generators():
    source("""
async def produce():
    yield 1
    park()
    yield 2

async def twice():
    async for item in produce():
        yield item

async def collect():
    return [item async for item in twice()]

class Manager:
    async def __aenter__(self):
        return await collect()
    async def __aexit__(self, *exc):
        pass

async def top():
    async with Manager() as m:
        pass

top().send(None)
""")


@shape(since=(3, 6))
def async_comprehension():
    source("""
async def item(i):
    park(i)

async def top():
    return {i: (j for j in [await item(i)]) for i in range(3)}

top().send(None)
""")


@shape(since=(3, 6))
def f_string():
    source("""
x = f"{1} {park()!r:>{10}}"
""")


@shape(since=(3, 6))
def asyncio_callback():
    source("""
import asyncio

async def leaf():
    await asyncio.sleep(0)
    park()

async def top():
    await asyncio.gather(leaf())

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(top())
""")


@shape(since=(3, 6))
def asyncio_idle():
    source("""
import asyncio

async def top():
    await loop.create_future()

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(top())
""")


@shape(since=(3, 8))
def walrus_and_positional():
    source("""
def f(a, /, b, *, c):
    if (n := park(a)) is None:
        return n
f(1, 2, c=3)
""")


@shape(since=(3, 10))
def match_statement():
    source("""
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y

def f(point):
    match point:
        case Point(0, 0):
            pass
        case Point(x, y) if x == y and park():
            pass
        case {"a": 1}:
            pass

f(Point(1, 1))
""")


@shape(since=(3, 10))
def match_body():
    source("""
def f(value):
    match value:
        case [1, *rest]:
            for item in rest:
                park(item)
        case _:
            pass

f([1, 2, 3])
""")


@shape(since=(3, 11))
def except_group():
    source("""
def f():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        pass
    except* TypeError as e:
        park(e)
f()
""")


@shape(since=(3, 12))
def type_parameters():
    source("""
def f[T](x: T = park()) -> T:
    return x
""")


@shape(since=(3, 12))
def type_alias():
    source("""
type Alias = (park(), int)
Alias.__value__
""")


@shape(since=(3, 12))
def generic_class():
    source("""
class Base[T]:
    class Inner[U]:
        def method[V](self):
            return [park(v) for v in (1, 2)]

Base.Inner().method()
""")


@shape(since=(3, 14))
def lazy_annotations():
    source("""
def f(x: park()):
    pass
f.__annotations__
""")


# ---- kinds of threads --------------------------------------------------------------------------


@shape(raw=True)
def raw_thread():
    park()


@shape(daemon=False)
def no_daemon():
    park()


@shape(name=u"th\xe9 thread \u6f22" if PY3 else "plain name")
def thread_with_a_name():
    park()


@shape(raw=True)
def dummy_thread():
    threading.current_thread()
    park()


@shape()
def subinterpreter():
    name = "<string>" if VERSION < (3, 14) else "<script>"
    try:
        import _interpreters as interpreters
    except ImportError:
        try:
            import _xxsubinterpreters as interpreters
        except ImportError:
            return park()
    text = "import os, threading\ndef f():\n    os.read(%d, 1)\n\n\nf()\n" % PIPE_READ
    try:
        interpreter = interpreters.create()
    except Exception:
        return park()
    EXTRA.append(
        {
            "tid": gettid(),
            "ident": threading.current_thread().ident,
            # There it is the main thread for `threading`, until 3.13 knew better.
            "name": "MainThread" if VERSION < (3, 13) else None,
            "main": False,
            "interpreter": int(interpreter),
            "frames": [
                {"name": "f", "file": name, "line": 3},
                {"name": "<module>", "file": name, "line": 6},
            ],
        }
    )
    interpreters.run_string(interpreter, text)


# ---- the truth ---------------------------------------------------------------------------------


def gettid():
    if hasattr(threading, "get_native_id"):
        return threading.get_native_id()
    return int(os.readlink("/proc/thread-self").rsplit("/", 1)[1])


def text(value):
    """As pyinspect's JSON has it: bytes that are no UTF-8 as \\xNN, lone surrogates as \\udXXX."""
    if isinstance(value, bytes):  # 2.7
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return u"".join(chr(ord(b)) if ord(b) < 128 else "\\x%02x" % ord(b) for b in value)
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def positions(frame):
    """(line, end_line, column, end_column) of the frame's instruction, on 3.11+."""
    wanted = frame.f_lasti // 2
    for index, position in enumerate(frame.f_code.co_positions()):
        if index == wanted:
            return position
    return (None, None, None, None)


def describe(frame, cache):
    frames = []
    while frame is not None:
        code = frame.f_code
        key = (id(code), frame.f_lasti, frame.f_lineno)  # equal code may be of another file
        if key not in cache:
            entry = {"name": text(code.co_name), "file": text(code.co_filename)}
            entry["line"] = frame.f_lineno
            if hasattr(code, "co_qualname"):
                entry["qualname"] = text(code.co_qualname)
            if hasattr(code, "co_positions"):
                where = positions(frame)
                entry["end_line"], entry["column"], entry["end_column"] = where[1:]
            cache[key] = entry
        frames.append(cache[key])
        frame = frame.f_back
    return frames


def switches(but):
    """What changes while any thread does anything; None if one is not asleep."""
    seen = {}
    for tid in os.listdir("/proc/self/task"):
        if int(tid) == but:
            continue
        try:
            with open("/proc/self/task/%s/status" % tid) as status:
                lines = dict(line.split(":", 1) for line in status if ":" in line)
        except (IOError, OSError):  # it has ended since it was listed
            return None
        if lines["State"].split()[0] != "S":
            return None
        seen[tid] = (lines["voluntary_ctxt_switches"], lines["nonvoluntary_ctxt_switches"])
    return seen


def wait_until_parked(count, me):
    before, equal = None, 0
    while equal < 4:
        time.sleep(0.04)
        now = switches(me)
        ready = now is not None and now == before and len(TIDS) == count
        equal = equal + 1 if ready else 0
        before = now


def tell(document):
    data = json.dumps(document).encode("ascii") + b"\n"
    while data:
        data = data[os.write(1, data):]


def helper(count, hold):
    me = gettid()
    wait_until_parked(count, me)
    document = {
        "pid": os.getpid(),
        "helper": me,
        "version": sys.version.split()[0],
        "hexversion": sys.hexversion,
    }
    if hold is not None:
        tell(dict(document, ready=True))
        os.read(hold, 1)

    idents = {t.ident: t.name for t in threading.enumerate()}
    document["threads"] = threads = []
    cache = {}
    for ident, frame in sys._current_frames().items():
        if TIDS.get(ident) is None:
            continue  # this one
        name = idents.get(ident)
        threads.append(
            {
                "tid": TIDS[ident],
                "ident": ident,
                "name": text(name) if name is not None else None,
                "main": ident == MAIN,
                "shape": text(NAMES[ident]),
                "interpreter": 0,
                "frames": describe(frame, cache),
            }
        )
    threads.extend(EXTRA)
    tell(document)


def begin(name, function):
    ident = _thread.get_ident()
    NAMES[ident] = name
    TIDS[ident] = gettid()
    function()
    raise SystemError("the shape %s has ended" % name)


def main():
    hold, only = None, None
    arguments = sys.argv[1:]
    while arguments:
        option = arguments.pop(0)
        if option == "--hold":
            hold = int(arguments.pop(0))
        elif option == "--only":
            only = arguments.pop(0).split(",")
        else:
            sys.exit("usage: shapes.py [--hold FD] [--only NAME,...]")

    # Threads that import one another's modules at once may see them half done.
    if PY3:
        import asyncio  # noqa: F401
        import importlib.abc
        import importlib.util  # noqa: F401
    sys.setrecursionlimit(DEEP * 3)
    NAMES[MAIN] = "main"
    TIDS[MAIN] = gettid()
    count = 1
    for name, function, raw, daemon in SHAPES:
        if only and name not in only:
            continue
        count += 1
        threading.stack_size(512 << 20 if name == "deep" else 0)
        if raw:
            _thread.start_new_thread(begin, (name, function))
        else:
            thread = threading.Thread(target=begin, args=(name, function), name=name)
            thread.daemon = daemon
            thread.start()
    threading.stack_size(0)
    _thread.start_new_thread(helper, (count, hold))
    sys.stdin.read()
    os._exit(0)


MAIN = _thread.get_ident()
main()

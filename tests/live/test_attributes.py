# SPDX-License-Identifier: GPL-3.0-or-later
"""
Attributes against the truth: a program prints repr() of what Python finds, and `print` must find
the same, or name what would have to run, on every interpreter found.
"""
import json

import program

SCRIPT = r'''
import collections
import functools
import json
import sys


class Meta(type):
    of_meta = 1

    @property
    def computed(cls):
        sys.exit(7)


Base = Meta("Base", (object,), {"__doc__": "Of the base.", "here": 2, "over": 3})


class Slots(Base):
    __slots__ = ("a", "b")
    over = 4

    def method(self, word="default"):
        """A method."""

    @staticmethod
    def static():
        pass


class Shadowed(Slots):
    pass


class Reads(object):
    def __get__(self, instance, owner):
        sys.exit(8)


class Writes(Reads):
    def __set__(self, instance, value):
        pass


class Described(object):
    reads = Reads()
    writes = Writes()
    no_get = functools.partial(int)


class ReadsOnly(object):
    __slots__ = ("_name", "_set", "__dict__")

    def __init__(self):
        self._name, self._set, self._on, self.inner = ["name"], "set", True, None

    @property
    def name(self):
        return self._name

    @property
    def deeper(self):
        return self.inner.name

    @property
    def nothing(self):
        return None

    @property
    def five(self):
        return 5

    @property
    def large(self):
        return 500

    @property
    def minus(self):
        return -1

    @property
    def true(self):
        return True

    @property
    def false(self):
        return False

    @property
    def empty(self):
        return ""

    @property
    def text(self):
        return "text"

    @property
    def checked(self):
        assert self._on, "off"
        return self._set

    @property
    def either(self):
        return self._name if self.inner else self._set

    @property
    def made(self):
        return [self._name]

    @property
    def missing(self):
        return self._missing

    @property
    def round(self):
        return self.round

    @property
    def counted(self):
        self._on = False
        return self._name

    @property
    def generated(self):
        yield self._name


class Guarded(object):
    def __getattribute__(self, name):
        sys.exit(9)


class Fallback(object):
    there = 1

    def __getattr__(self, name):
        sys.exit(10)


class OldBase:
    deep = "of the base"


class Old(OldBase):
    shallow = "of the class"

    def __init__(self):
        self.own = "its own"


import fractions
import threading


class LookAlike(object):
    def __init__(self, fget):
        self.fget = fget

    def __get__(self, instance, owner):
        sys.exit(11)


LookAlike.__name__ = LookAlike.__qualname__ = "property"
LookAlike.__module__ = "enum"
ReadsOnly.alike = LookAlike(ReadsOnly.__dict__["name"].fget)
reads_only, outer = ReadsOnly(), ReadsOnly()
outer.inner = reads_only
Pair = collections.namedtuple("Pair", "first second")
class Pairs(Pair):
    pass
pair, pairs = Pair("a", 1), Pairs(2, 3)
third = fractions.Fraction(1, 3)
thread = threading.current_thread()
slots = Slots()
slots.a = [1]
slots.free = "in the dict"
old = Old()
shadowed = Shadowed()
Shadowed.a = "no slot any more"
described = Described()
described.__dict__.update(reads="own", writes="not seen")
guarded = Guarded()
fallback = Fallback()
bound = slots.method
Slots.__dict__["method"].word = "of the function"
a_slice = slice(1, "x", None)
number = 5
fraction = True
imaginary = complex(1.5, -2)
words = "abc"
code = Slots.__dict__["method"].__code__
function = Slots.__dict__["method"]
partial = functools.partial(int, "7", base=8)
getter = property(len)
try:
    try:
        raise KeyError("cause", 1)
    except KeyError as cause:
        raise OSError(2, "no such")
except OSError as caught:
    error = caught
module = sys
import collections
import datetime
try:
    raise ValueError("traced")
except ValueError:
    trace = sys.exc_info()[2]
frame = trace.tb_frame
deque_max = collections.deque([1], 7)
deque_plain = collections.deque()
moment = datetime.datetime(2024, 2, 29, 12, 34, 56, 123456)
day = datetime.date(1999, 12, 31)
noon = datetime.time(12, 5, 6, 7)
number_float = 1.5
append = [5].append
generator = (x for x in "ab")
cell = (lambda word: lambda: word)('in a cell').__closure__
free = Base()
free.word = 1
free.__dict__

ASKED = """
slots.a slots.free slots.over slots.here slots.__doc__ slots.__module__ slots.__class__
shadowed.a Shadowed.a Shadowed.__name__ Slots.over Slots.here Slots.__name__ Slots.__bases__
Slots.__mro__ Slots.__base__ Slots.__module__ Base.__doc__ Base.of_meta Base.__class__
Base.__basicsize__ Base.__dictoffset__ Meta.__mro__ Meta.__doc__
int.__name__ int.__module__ int.__mro__ int.__base__ int.__bases__ type.__name__ object.__base__
bool.__mro__ described.reads
fallback.there a_slice.start a_slice.stop a_slice.step imaginary.real imaginary.imag
bound.__self__ bound.__func__ bound.word bound.__name__
code.co_name code.co_flags code.co_argcount code.co_firstlineno
function.__code__ function.__name__ function.__doc__ function.__closure__ function.__module__
trace.tb_lineno trace.tb_next trace.tb_frame frame.f_lineno frame.f_code frame.f_globals
deque_max.maxlen deque_plain.maxlen moment.year moment.month moment.day moment.hour moment.minute
moment.second moment.microsecond day.year day.month day.day noon.hour noon.minute noon.second
noon.microsecond number.real number.imag number.denominator number_float.real number_float.imag
moment.tzinfo noon.tzinfo
append.__self__ append.__name__ len.__name__ generator.gi_code generator.__name__
free.__dict__ function.__dict__ cell[0].cell_contents
partial.args partial.keywords getter.fget getter.fset
error.errno error.strerror error.filename error.args
pair.first pair.second pairs.first pairs.second reads_only.name outer.deeper reads_only.nothing
fraction.imag reads_only.five reads_only.large reads_only.minus reads_only.true reads_only.false reads_only.empty
reads_only.text reads_only.checked reads_only.either third.numerator third.denominator thread.name thread.daemon
thread.ident slots.static Slots.static words.upper a_slice.indices slots.method Slots.method
module.__name__ module.maxsize module.__doc__ module.maxunicode
""".split()
if sys.version_info[0] == 2:
    ASKED += ("old.own old.shallow old.deep Old.shallow Old.deep old.__class__ bound.im_self "
              "function.func_name function.func_code").split()
else:
    import enum
    import pathlib

    zoned = datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)
    noon_zoned = noon.replace(tzinfo=datetime.timezone.utc, fold=1)
    ended = (x for x in "")
    list(ended)
    paths = [pathlib.PurePosixPath(p) for p in (
        "/a/b/c.tar.gz", "x/y.txt", "", ".", "/", "//x", "plain", "/.hidden", "a/..", "a b/\u4e2d.\u00e9",
        "/one", "x/.a.b", "it's\n.x", "end.", "..a")]
    paths[1] / "z"
    str(paths[0])
    here, windows = pathlib.Path("/usr/lib"), pathlib.PureWindowsPath("c:/a/b.c")

    class OwnPath(pathlib.PurePosixPath):
        @property
        def name(self):
            sys.exit(12)

        def more(self):
            pass

    own_path = OwnPath("/a/b.c")
    ASKED += ["paths[%d].%s" % (i, word) for i in range(len(paths) - 2)
              for word in ("name", "stem", "suffix", "parts", "parent")]
    ASKED += ["paths[13].name", "paths[14].parts", "here.name", "here.parent", "here.parts",
              "moment.fold", "noon_zoned.fold", "noon_zoned.tzinfo", "zoned.tzinfo",
              "ended.gi_frame", "own_path.parts"]

    class Color(enum.Enum):
        RED = [1]

    class Bits(enum.IntFlag):
        A = 1

    import asyncio
    import http
    import re

    exec("""
async def sleeps():
    await asyncio.sleep(0)

loop = asyncio.new_event_loop()
pending, done, failed, cancelled = [loop.create_future() for _ in range(4)]
done.set_result([1])
failed.set_exception(KeyError('k'))
cancelled.cancel()
task, ended_task = loop.create_task(sleeps()), loop.create_task(sleeps())
loop.run_until_complete(ended_task)
waits_for = loop.create_future()

async def waiting():
    await waits_for

waiting_task = loop.create_task(waiting())
loop.run_until_complete(asyncio.wait([loop.create_task(sleeps())]))
""", globals())
    ASKED += ["%s.%s" % (future, name) for future in
              ("pending", "done", "failed", "cancelled", "task", "ended_task", "waiting_task")
              for name in ("_state", "_result", "_exception")]
    ASKED += ["%s.%s" % (one, name) for one in ("task", "ended_task", "waiting_task")
              for name in ("_coro.__name__", "_must_cancel")]
    ASKED += ["waiting_task._fut_waiter is waits_for", "waiting_task._fut_waiter._state",
              "task._fut_waiter", "waiting_task._coro.cr_frame.f_lineno"]
    ASKED += ["Color.RED.name", "Color.RED.value", "Bits.A.name", "Bits.A.value"]
    # Some of them are behind an enum.property (3.11+).
    ASKED += ["Color.RED", "Bits.A", "http.HTTPStatus.OK", "http.HTTPStatus.OK.value", "re.RegexFlag.I", "re.I"]
    ASKED += """
    Slots.method Slots.__qualname__ int.__qualname__ function.__qualname__ old.own old.deep
    error.__context__ error.__cause__ error.__suppress_context__ error.__context__.args
    function.__kwdefaults__ function.__defaults__
    """.split()
    function.__annotations__["word"] = str
    ASKED += ["function.__annotations__"]
if sys.version_info[0] == 2:
    ASKED.remove("function.__closure__")
    ASKED.remove("generator.__name__")
    ASKED.remove("reads_only.true")  # a global there, like any other
    ASKED.remove("reads_only.false")
    ASKED.append("function.func_closure")


def wait():
    truth = dict((asked, repr(eval(asked))) for asked in ASKED)
    sys.stdout.write(json.dumps(truth) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


wait()
'''

# What would have to run is refused in words.
REFUSED_3 = {
    "own_path.name": "__main__.OwnPath.name is a property: its code (",
}
REFUSED = {
    "described.writes": "__main__.Described.writes is a __main__.Writes: its __get__ (",
    "reads_only.made": "__main__.ReadsOnly.made is a property: its code (",
    "reads_only.missing": "__main__.ReadsOnly.missing is a property: its code (",
    "reads_only.round": "__main__.ReadsOnly.round is a property: its code (",
    "reads_only.counted": "__main__.ReadsOnly.counted is a property: its code (",
    "reads_only.generated": "__main__.ReadsOnly.generated is a property: its code (",
    "reads_only.alike": "__main__.ReadsOnly.alike is an enum.property: its __get__ (",
    "outer.either": "__main__.ReadsOnly.either is a property: its code (",
    "Base.computed": "__main__.Meta.computed is a property: its code (",
    "slots.b": "AttributeError: 'Slots' object has no attribute 'b'",
    "slots.of_meta": "AttributeError: 'Slots' object has no attribute 'of_meta'",
    "words.nothing": "AttributeError: 'str' object has no attribute 'nothing'",
    "number.nothing": "AttributeError: 'int' object has no attribute 'nothing'",
    "int.nothing": "AttributeError: type object 'int' has no attribute 'nothing'",
    "guarded.there": "__main__.Guarded.__getattribute__ (",
    "fallback.not_there": "__main__.Fallback.__getattr__ (",
}


def ask(target, expressions):
    commands = [part for one in expressions for part in ("-ex", "print " + one)]
    answer = program.pyinspect(
        "-batch", "-ex", "set print string 0", "-ex", "set print depth 0", "--json",
        "-ex", "frame 1", *commands, target.pid)
    documents = answer.documents[-len(expressions):]
    return dict((one, document["result"]["value"] if document["ok"] else
                 document["error"]["message"]) for one, document in zip(expressions, documents))


def test_attributes_are_what_python_finds(interpreter, start):
    target = start(SCRIPT, python=interpreter.path)
    truth = json.loads(target.first)
    told = ask(target, list(truth))
    # What prints with its attributes here prints with its address there.
    wrong = ["%s: told %s, truth %s" % (one, told[one], truth[one]) for one in sorted(truth)
             if told[one] != truth[one] and " {" not in told[one] and " at 0x" not in truth[one]]
    assert not wrong, "\n".join(wrong)
    addresses = [one for one in truth if " at 0x" in truth[one]]
    for one in addresses:
        assert truth[one].split(" at 0x")[1].split(",")[0].rstrip(">L") in told[one], (
            one, told[one], truth[one])
    wanted = dict(REFUSED)
    if not interpreter.version.startswith("2."):
        wanted.update(REFUSED_3)
    refused = ask(target, list(wanted))
    assert not [one for one in wanted if wanted[one] not in refused[one]], refused
    assert target.process.poll() is None and target.buffer == b"", "something was run"

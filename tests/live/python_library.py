# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A function with a local of every class of the standard library that is written in Python and has a
__repr__, for CPython 2.7 and 3.6 or newer. It prints repr() of each as one line of JSON, and waits
until its standard input ends.

What older versions cannot parse or do not have is in strings, which add() leaves out there.
"""
from __future__ import print_function

import argparse
import collections
import decimal
import fractions
import io
import json
import logging
import os
import random
import subprocess
import sys
import tarfile
import threading
import uuid
import weakref

os.environ.clear()
os.environ.update({"PATH": "/bin", "QUOTED": "it's"})
VERSION = sys.version_info[:2]
RANDOM = random.Random(5)
PY3 = VERSION >= (3,)
HERE = sys.modules[__name__].__dict__


class Plain(object):
    pass


class Weak(object):
    __slots__ = ("__weakref__",)


Point = collections.namedtuple("Point", "x y")
Empty = collections.namedtuple("Empty", "")
Many = collections.namedtuple("Many", ["f%d" % i for i in range(40)])
Renamed = collections.namedtuple("Renamed", ["class", "ok", "ok"], rename=True)


class Sub(Point):
    __slots__ = ()


class Other(Point):
    _fields = ("y", "x")


class Loaded(Point):
    """With a __dict__."""


class Tally(collections.Counter):
    pass


class Ordered(collections.OrderedDict):
    pass


class Half(fractions.Fraction):
    pass


class Options(argparse.Namespace):
    pass


class Ident(uuid.UUID):
    pass


class Worker(threading.Thread):
    pass


class Channel(logging.Logger):
    pass


OF_3 = '''
import asyncio
import concurrent.futures
import configparser
import enum
import functools
import http
import ipaddress
import pathlib
import re
import signal
import socket
import statistics
import tempfile
import traceback
import typing
import urllib.parse
import zipfile


class Color(enum.Enum):
    RED = 1
    GREEN = "two"
    BLUE = (3, [4])
    NOTHING = None
    CRIMSON = 1


class Number(enum.IntEnum):
    ONE = 1
    LARGE = 2 ** 70
    MINUS = -1


class Word(str, enum.Enum):
    A = "a"
    QUOTED = "it's"


class Real(float, enum.Enum):
    HALF = 0.5


class Pair(tuple, enum.Enum):
    P = (1, 2)


class Perm(enum.Flag):
    R = 4
    W = 2
    X = 1
    RW = 6


class Sparse(enum.Flag):
    A = 1
    ABC = 7
    D = 8
    NONE = 0


class IntPerm(enum.IntFlag):
    R = 4
    W = 2
    X = 1
    RWX = 7


class Named(enum.Enum):
    def describe(self):
        return self.name

    @property
    def value(self):
        raise SystemExit(7)

    A = 1


class Typed(typing.NamedTuple):
    a: int
    b: str = "x"


class Home(type(pathlib.PurePath("."))):
    pass


class Segment(ipaddress.IPv4Network):
    pass


class Chain(collections.ChainMap):
    pass


class UserMap(collections.UserDict):
    pass


class Waiting(asyncio.Queue):
    pass


def with_waiters():
    """A Condition for which others wait, who go on when the program ends."""
    made = threading.Condition()
    threads = [threading.Thread(target=lambda: made.__enter__() and made.wait(), daemon=True)
               for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(made._waiters) < 3:
        pass
    made.acquire()
    made.release()
    return made


def ended(function):
    pool = concurrent.futures.ThreadPoolExecutor(1)
    future = pool.submit(function)
    try:
        future.result()
    except Exception:
        pass
    pool.shutdown()
    return future


def path(*parts, used=True):
    made = pathlib.PurePosixPath(*parts)
    if used:
        str(made)
    return made


def paths():
    """Such as nobody has asked for their str() yet, which is kept then."""
    made = [path(*text.split("|"), used=False) for text in (
        "a", "/", "//", "///", "|", "a|", "|a", "/|a", "a|/", ".|.", "./|.", "//a|b", "a|//b",
        "a//b|.", "///|", "a|../b", "...", ". /.", "//./a", "//.", "/.", "/./", "a/.|/.", "/usr|lib",
        "//usr//./lib/", "///usr", "a|/b|c", ".|./a|..|b/.", "a/|b", "|a|", "it's|\u00e4",
        "//a|//b", "//|a", "a||/|b")]
    made += [path(used=False), path("/a/b.c", used=False).with_suffix(".d"),
             path("/a/b", used=False).parent, path("a", used=False) / "b" / "c",
             path("a", used=False) / "/b", pathlib.Path("x"), Home("/y")]
    return made


def nothing(*args, **named):
    pass


async def group():
    made = asyncio.TaskGroup()
    await made.__aenter__()
    return made


async def timeout(when):
    made = asyncio.timeout_at(when)
    await made.__aenter__()
    return made


async def with_loop():
    values = {}
    lock = values["aio_lock"] = asyncio.Lock()
    held = values["aio_held"] = asyncio.Lock()
    await held.acquire()
    waiters = [asyncio.ensure_future(held.acquire()) for _ in range(2)]
    event = values["aio_event"] = asyncio.Event()
    values["aio_event_set"] = asyncio.Event()
    values["aio_event_set"].set()
    waiters.append(asyncio.ensure_future(event.wait()))
    condition = values["aio_condition"] = asyncio.Condition()
    locked = values["aio_condition_locked"] = asyncio.Condition()
    await locked.acquire()
    semaphore = values["aio_semaphore"] = asyncio.Semaphore(3)
    values["aio_bounded"] = asyncio.BoundedSemaphore(2)
    none = values["aio_semaphore_none"] = asyncio.Semaphore(0)
    waiters.append(asyncio.ensure_future(none.acquire()))
    queue = values["aio_queue"] = asyncio.Queue()
    full = values["aio_queue_full"] = Waiting(2)
    full.put_nowait("a")
    full.put_nowait([1])
    waiters.append(asyncio.ensure_future(full.put("c")))
    cyclic = values["aio_queue_cycle"] = asyncio.Queue()
    cyclic.put_nowait(cyclic._queue)
    values["aio_queue_sub"] = Waiting(2)
    lifo = values["aio_lifo"] = asyncio.LifoQueue()
    lifo.put_nowait(1)
    priority = values["aio_priority"] = asyncio.PriorityQueue()
    for number in (3, 1, 2):
        priority.put_nowait(number)
    waiters.append(asyncio.ensure_future(queue.get()))
    loop = values["aio_loop"] = asyncio.get_event_loop()
    values["aio_handles"] = handles = [
        loop.call_soon(nothing), loop.call_soon(nothing, 1, "x" * 100, [2]),
        loop.call_later(1000, nothing, {}), loop.call_later(2000, functools.partial(nothing, 5, a=1)),
        loop.call_later(1000, print), loop.call_later(1000, [].append, 1),
        loop.call_later(1000, Plain), loop.call_later(1000, lambda: 0),
        loop.call_later(3000, queue.get_nowait), loop.call_soon(nothing)]
    handles[-1].cancel()
    handles[4].cancel()
    if hasattr(asyncio, "Barrier"):
        barrier = values["aio_barrier"] = asyncio.Barrier(2)
        waiters.append(asyncio.ensure_future(barrier.wait()))
        broken = values["aio_barrier_broken"] = asyncio.Barrier(2)
        await broken.abort()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tell(dict(COLLECTED, **values))


def more(values):
    values.update(
        en_int=Color.RED, en_text=Color.GREEN, en_tuple=Color.BLUE, en_none=Color.NOTHING,
        en_alias=Color.CRIMSON, en_intenum=Number.ONE, en_large=Number.LARGE,
        en_minus=Number.MINUS, en_word=Word.A, en_quoted=Word.QUOTED, en_real=Real.HALF,
        en_pair=Pair.P, en_property=Named.A, en_class=Color, en_class_flag=Perm,
        en_class_int=Number, en_list=list(Color), en_made=enum.Enum("Made", "a b").a,
        fl_one=Perm.R, fl_two=Perm.R | Perm.X, fl_named=Perm.R | Perm.W, fl_none=Perm(0),
        fl_not=~Perm.R, fl_all=~Perm(0), fl_sparse=Sparse.A | Sparse.D, fl_abc=Sparse.ABC,
        fl_abcd=Sparse.ABC | Sparse.D, fl_zero=Sparse.NONE, fl_int=IntPerm.R | IntPerm.X,
        fl_int_unknown=IntPerm(8 | 4), fl_int_more=IntPerm(0x7008), fl_int_zero=IntPerm(0),
        fl_int_not=~IntPerm.R, fl_int_all=IntPerm.RWX, fl_int_minus=IntPerm(-1),
        fl_int_powers=[IntPerm(1 << i) for i in range(20)], fl_int_again=IntPerm(0x7009),
        en_signal=signal.SIGTERM, en_family=socket.AF_INET, en_kind=socket.SOCK_STREAM,
        nt_typed=Typed(1), nt_typed_all=Typed([1], None),
        cm=collections.ChainMap({"a": 1}, {}), cm_sub=Chain({"b": {}}),
        ud=collections.UserDict(a=1), ud_sub=UserMap(a=[1]), ul=collections.UserList([1, 2]),
        us=collections.UserString("it's"), ul_cycle=cyclic_user_list(), cm_cycle=cyclic_chain(),
        p_fresh=paths(), p_relative=path("a/b"), p_empty=path(), p_absolute=path("/usr", "lib"),
        p_parent=path("/a/b").parent, p_joined=path("a") / "b" / "c", p_quote=path("it's"),
        p_unicode=path("n\\u00e4\\U0001f600"), p_surrogate=path("\\udc80"), p_home=Home("x"),
        p_windows=str_of(pathlib.PureWindowsPath("c:\\\\a", "b")),
        ip4=ipaddress.ip_address("10.0.255.1"), ip4_zero=ipaddress.ip_address(0),
        ip6=[ipaddress.ip_address(t) for t in (
            "::", "::1", "1::", "2001:db8::1", "1:0:0:2:0:0:0:3", "1:0:2:3:4:5:6:7",
            "0:0:1:0:0:1:0:0", "1:2:3:4:5:6:0:0", "0:1:2:3:4:5:6:7", "fe80::1:0:0:1",
            "::ffff:1.2.3.4", "::ffff:0:0", "ffff::ffff:1:2", "1:2:3:4:5:6:7:8", "::1.2.3.4")],
        ip4_net=ipaddress.ip_network("10.0.0.0/8"), ip6_net=ipaddress.ip_network("2001:db8::/32"),
        ip4_inter=ipaddress.ip_interface("10.1.2.3/8"), ip4_sub=Segment("10.0.0.0/30"),
        ip6_inter=ipaddress.ip_interface("::1/64"), ip4_inter_int=ipaddress.ip_interface(5),
        fut_pending=concurrent.futures.Future(), fut_done=ended(lambda: 1),
        fut_raised=ended(lambda: 1 / 0), fut_none=ended(lambda: None),
        fut_list=ended(lambda: UserMap()), fut_cancelled=concurrent.futures.Future(),
        done=subprocess.CompletedProcess(["ls", "-l"], 0, b"x"),
        ns_names=argparse.Namespace(**{"a-b": 1, "z": 2, "\\u00e4": 3, "1": [4]}),
    )
    values["fut_cancelled"].cancel()
    parser = configparser.ConfigParser()
    parser.read_dict({"one": {"a": "1"}})
    values["cfg_section"] = parser["one"]
    archive = zipfile.ZipFile(tempfile.mktemp(), "w")
    closed = zipfile.ZipFile(tempfile.mktemp(), "w")
    for made in (archive, closed):
        os.unlink(made.filename)
    closed.close()
    os.environ["B\\u00c4D"] = os.fsdecode(b"\\xc3\\xa4 \\xff\\xed\\xa0\\x80 \\xe2\\x82 \\xf0\\x9f\\x98\\x80")
    values.update(
        th_waiters=with_waiters(), zip_open=archive, zip_closed=closed, environ=os.environ, keys=os.environ.keys(),
        url=urllib.parse.urlparse("http://a/b?c#d"), status=http.HTTPStatus.OK,
        spec=type(json.__spec__)("a.b", None, origin="x.py", is_package=True),
        spec_plain=type(json.__spec__)("it's", None), frame=traceback.extract_stack()[-1],
        folder=tempfile.TemporaryDirectory(prefix="it's"), fl_random=[
            kind(RANDOM.getrandbits(bits)) for kind, bits in ((Perm, 3), (IntPerm, 9), (IntPerm, 30))
            for _ in range(50)], fl_random_not=[
            ~kind(RANDOM.getrandbits(bits)) for kind, bits in ((Perm, 3), (IntPerm, 9))
            for _ in range(50)],
        ip6_random=[ipaddress.IPv6Address(RANDOM.getrandbits(128) & RANDOM.getrandbits(128) & int(
            "".join(RANDOM.choice(["0000", "000f", "ffff"]) for _ in range(8)), 16))
            for _ in range(300)],
        ip6_random_net=[ipaddress.IPv6Network((1 << 127 >> n << n, 128 - n)) for n in range(0, 127, 5)],
        ns_random=[argparse.Namespace(**dict((RANDOM.choice("abc-.1 \\u00e9") * RANDOM.randint(1, 2), i)
                   for i in range(RANDOM.randint(0, 5)))) for _ in range(30)],
    )
    if VERSION >= (3, 8):
        values["re_flags_old"] = [re.RegexFlag(RANDOM.getrandbits(9)) for _ in range(50)]
        values["re_flags_not"] = [~re.I, ~(re.I | re.M), re.I | 4096, ~re.RegexFlag(0)]
        values["normal"] = statistics.NormalDist(1.5, 2)
        values["record"] = logging.LogRecord("app", 20, "/x.py", 5, "it's", (), None)
    if VERSION >= (3, 11):
        loop = asyncio.new_event_loop()
        values.update(aio_group=loop.run_until_complete(group()), aio_timeout=asyncio.timeout_at(5),
                      aio_timeout_none=loop.run_until_complete(timeout(None)),
                      aio_timeout_some=loop.run_until_complete(timeout(123456.78951)))
    if VERSION >= (3, 9):
        values["ip6_scope"] = ipaddress.ip_address("fe80::1%eth0")
        values["ip6_scope_inter"] = ipaddress.ip_interface("fe80::1%3/64")
    run = getattr(asyncio, "run", None) or asyncio.new_event_loop().run_until_complete
    run(with_loop())


def str_of(path):
    str(path)
    return path


def cyclic_user_list():
    value = collections.UserList([1])
    value.data.append(value.data)
    return value


def cyclic_chain():
    value = collections.ChainMap({})
    value.maps[0]["self"] = value
    return value
'''

OF_37 = '''
import dataclasses
from dataclasses import dataclass, field


@dataclass
class Data:
    x: int
    y: list = field(default_factory=list)
    hidden: str = field(default="h", repr=False)
    shared: typing.ClassVar[int] = 5
    given: dataclasses.InitVar[int] = 7


@dataclass
class DataSub(Data):
    z: object = None


class DataPlain(Data):
    pass


@dataclass(frozen=True)
class Frozen:
    x: int

    class Inner:
        pass


@dataclass
class Nothing:
    pass


@dataclass
class Default:
    x: int = 5
    me: object = None


@dataclass(repr=False)
class NoRepr:
    x: int = 5


def inside():
    @dataclass
    class Local:
        a: int
    return Local(1)


def more_dataclasses(values):
    data = Data(1, [2])
    values.update(dc=data, dc_sub=DataSub(1, [], z=data), dc_plain=DataPlain(3), dc_frozen=Frozen(4),
                  dc_nothing=Nothing(), dc_default=Default(), dc_local=inside(), dc_cycle=Default(),
                  dc_list=[Frozen(i) for i in range(5)], dc_cycle_list=Default())
    values["dc_cycle"].me = values["dc_cycle"]
    values["dc_cycle_list"].me = [values["dc_cycle_list"]]
    values["dc_made"] = dataclasses.make_dataclass("Dyn", ["a", "b"])(1, "x")
    values["dc_nested"] = Default(x=Point(data, 2))
'''

OF_310 = '''
@dataclass(slots=True)
class Slotted:
    x: int
    y: str = "y"


@dataclass(slots=True, kw_only=True)
class SlottedSub(Slotted):
    z: object = None


def more_slots(values):
    values.update(dc_slots=Slotted(1), dc_slots_sub=SlottedSub(x=1, y="z", z=Slotted(2)))
'''

OF_311 = '''
class Letter(enum.StrEnum):
    A = "a"


class Kept(enum.IntFlag, boundary=enum.KEEP):
    A = 1
    B = 2


@enum.global_enum
class Global(enum.Enum):
    G = 1


@enum.global_enum
class GlobalFlag(enum.IntFlag):
    GA = 1
    GB = 2


@enum.global_enum
class GlobalKept(enum.IntFlag, boundary=enum.KEEP):
    HA = 1
    HB = 2


@dataclass
class Mixin:
    a: int
    b: str = field(repr=False, default="b")


class DataEnum(Mixin, enum.Enum):
    ONE = 1


def more_enums(values):
    values.update(en_letter=Letter.A, fl_kept=Kept(9), fl_kept_more=Kept(3), en_global=Global.G,
                  fl_global=GlobalFlag.GA, fl_global_two=GlobalFlag(3), fl_global_zero=GlobalFlag(0),
                  fl_global_kept=GlobalKept(0x13), re_flags=re.I | re.M, re_flag=re.I)
    if VERSION >= (3, 12):
        values["en_data"] = DataEnum.ONE
'''


def add(version, source):
    if VERSION >= version:
        exec(source, HERE)


add((3,), OF_3)
add((3, 7), OF_37)
add((3, 10), OF_310)
add((3, 11), OF_311)


def cyclic_namedtuple():
    inner = []
    value = Point(1, inner)
    inner.append(value)
    return value


def cyclic_ordered_dict():
    value = collections.OrderedDict()
    value["self"] = value
    return value


def changed_ordered_dict():
    value = collections.OrderedDict((str(i), i) for i in range(20))
    for i in range(0, 20, 3):
        del value[str(i)]
    value["3"] = "again"
    return value


def counted(text, **more):
    value = collections.Counter(text)
    value.update(more)
    return value


def counter_of(**counts):
    value = collections.Counter()
    for name in sorted(counts):
        dict.__setitem__(value, name, counts[name])
    return value


def random_counter():
    value = collections.Counter()
    numbers = [0, -1, 5, 2 ** 65, -2 ** 65, True] if RANDOM.random() < 0.5 else [0.5, 0, 1, -1e300, 1.0]
    for i in range(RANDOM.randint(0, 12)):
        dict.__setitem__(value, RANDOM.choice("abcdefghijkl"), RANDOM.choice(numbers))
    return value


def random_nested(depth):
    """What holds others, within each other."""
    if depth == 0:
        return RANDOM.choice([1, None, "x", 2.5, fractions.Fraction(1, 3), uuid.UUID(int=7)])
    parts = [random_nested(depth - 1) for _ in range(2)]
    return RANDOM.choice([
        lambda: Point(*parts), lambda: Sub(*parts), lambda: parts, lambda: tuple(parts),
        lambda: argparse.Namespace(x=parts[0]), lambda: collections.Counter({"one": 1, "two": 2}),
        lambda: {"k": parts[0]}, lambda: Loaded(*parts),
    ])()


def thread(kind=threading.Thread, run=False, **options):
    made = kind(**options)
    made.daemon = True
    if run:
        made.start()
    return made


def logger(name, level=0, kind=logging.Logger):
    made = kind(name)
    made.setLevel(level)
    made.parent = logging.getLogger()
    return made


def conditions():
    held = threading.Condition()
    held.acquire()
    return threading.Condition(), held


def collect():
    blocked = threading.Lock()
    blocked.acquire()
    ended = thread(run=True, target=int, name="ended")
    ended.join()
    alive = thread(run=True, target=blocked.acquire, name="it's alive")
    unnamed = thread(Worker, run=True, target=blocked.acquire)
    barrier = event = event_set = semaphore = bounded = None
    if VERSION >= (3, 11):
        event, event_set, semaphore = threading.Event(), threading.Event(), threading.Semaphore(3)
        bounded, barrier = threading.BoundedSemaphore(2), threading.Barrier(3)
        event_set.set()
        bounded.acquire()
    condition, held = conditions()
    popen = popen_long = None
    if VERSION >= (3, 9):
        popen = subprocess.Popen(["true"])
        popen.wait()
        popen_long = subprocess.Popen(["true", u"\u00e4" * 100])
        popen_long.wait()
    plain, weak = Plain(), Weak()
    handlers = []
    if PY3:
        nameless = logging.StreamHandler(io.StringIO())
        handlers = [logging.StreamHandler(), logging.StreamHandler(sys.stdout), nameless,
                    logging.StreamHandler(open(os.devnull, "wb")), logging.NullHandler(), logging.FileHandler("/dev/null", delay=True)]
        handlers[-1].setLevel(logging.ERROR)
        logging.addLevelName(33, "IT'S")
    values = dict(
        nt=Point(1, "two"), nt_empty=Empty(), nt_many=Many(*range(40)), nt_sub=Sub(None, Point(1, 2)),
        nt_other=Other(1, 2), nt_loaded=Loaded(1, 2), nt_cycle=cyclic_namedtuple(),
        nt_renamed=Renamed(1, 2, 3), nt_list=[Point(i, i) for i in range(30)],
        ctr=collections.Counter("hello world"), ctr_empty=collections.Counter(),
        ctr_sub=Tally("aab"), ctr_negative=counter_of(a=-5, b=3, c=0, d=-50, e=2 ** 70, f=-2 ** 70),
        ctr_floats=counter_of(a=0.5, b=2, c=-1.5, d=float("inf")), ctr_one=counter_of(a=None),
        ctr_bools=counter_of(a=True, b=2, c=False, d=1), ctr_equal=collections.Counter(range(100)),
        ctr_large=collections.Counter(i % 777 for i in range(5000)),
        ctr_exact=counter_of(a=2 ** 60 + 1, b=float(2 ** 60), c=2 ** 2000, d=float("inf"), e=2 ** 53 + 1,
                             f=float(2 ** 53), g=-2 ** 2000, h=float("-inf"), i=5e-324, j=False),
        ctr_text=counter_of(a=u"b", b=u"a", c=u"", d=u"ab", e=u"\U0001f600", f=u"\uffff", g=u"b") if PY3 else None,
        ctr_mixed=counter_of(a=1, b=u"x", c=None, d=2.5, e=[3]), ctr_nones=counter_of(a=None, b=2, c=None),
        ctr_pair=counter_of(a=(1,), b=3), ctr_dicts=counter_of(a={}, b={}) if PY3 else None,
        tar=tarfile.TarInfo("it's"), nt_random=random_nested(4),
        ctr_random=[random_counter() for _ in range(50)],
        fr=fractions.Fraction(3, 4), fr_int=fractions.Fraction(5), fr_minus=fractions.Fraction(-1, 3),
        fr_large=fractions.Fraction(3 ** 100, 2 ** 100), fr_sub=Half(1, 2),
        uu=uuid.UUID(int=2 ** 128 - 1), uu_zero=uuid.UUID(int=0), uu_sub=Ident(int=1 << 100),
        uu_random=uuid.uuid4(), ns=argparse.Namespace(b=1, a=[2], c=None), ns_sub=Options(x=1),
        ns_empty=argparse.Namespace(), wr_values=weakref.WeakValueDictionary() if PY3 else None,
        wr_keys=weakref.WeakKeyDictionary() if PY3 else None,
        th_main=threading.current_thread(), th_ended=ended, th_alive=alive, th_unnamed=unnamed,
        th_new=thread(name="new"), th_timer=threading.Timer(100, int), th_event=event,
        th_event_set=event_set, th_semaphore=semaphore, th_bounded=bounded, th_barrier=barrier,
        th_condition=condition, th_held=held,
        popen=popen, popen_long=popen_long, handlers=handlers,
    )
    if not PY3:
        # Written in C later on.
        values.update(
            od=collections.OrderedDict([("b", 1), ("a", [2])]), od_empty=collections.OrderedDict(),
            od_cycle=cyclic_ordered_dict(), od_changed=changed_ordered_dict(),
            od_sub=Ordered([(1, 2)]), od_large=collections.OrderedDict((i, i) for i in range(1000)),
            dec=[decimal.Decimal(text) for text in (
                "0", "-0", "1", "1.10", "-123.456", "1E+5", "1E-7", "0.000001", "0E+3", "0E-10",
                "123456789012345678901234567890", "1.5E-300", "Infinity", "-Infinity", "NaN", "sNaN",
                "NaN123", "12E+3", "-0.00", "0.0000012")],
        )
    else:
        values.update(
            ctr_mixed=counter_of(a=1, b=None, c=3), ws=weakref.WeakSet([weak]) if VERSION >= (3, 8) else 0,
            log_root=logging.getLogger(), log=logging.getLogger("app.db"),
            log_level=logger("x", 10), log_odd=logger("y", 7), log_named=logger("z", 33),
            log_sub=logger("it's", 0, Channel), log_adapter=logging.LoggerAdapter(
                logging.getLogger("app"), {}),
        )
    if VERSION >= (3, 7):
        more_dataclasses(values)
    if VERSION >= (3, 10):
        more_slots(values)
    if VERSION >= (3, 11):
        more_enums(values)
    values["kept"] = (plain, weak, blocked)
    return values


def tell(values):
    """From a function that has the values as its locals."""
    values = dict((name, value) for name, value in values.items() if value is not None)
    lines = ["    %s = values['%s']\n" % (name, name) for name in sorted(values)]
    namespace = {"say": say}
    exec("def show(values):\n%s    say(values)\n" % "".join(lines), namespace)
    namespace["show"](values)


def say(values):
    told = dict((name, repr(value)) for name, value in values.items() if name != "p_fresh")
    if PY3:
        told["p_fresh"] = repr(paths())
    print(json.dumps(told))
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    KEPT = []
    COLLECTED = collect()
    KEPT.append(COLLECTED.pop("kept"))
    if PY3:
        more(COLLECTED)
    else:
        tell(COLLECTED)

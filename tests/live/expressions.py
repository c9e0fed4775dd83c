# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A frame with objects of every kind that expressions are about, for CPython 2.7 and 3.6 or newer.
Expressions come as lines of JSON; eval() in that frame says what each is, as another line for each:
["=", repr(), type], or ["!", class of the exception, message]. It waits for the next until its
standard input ends. What must not be run ends the program.
"""
import array as arrays
import collections
import datetime
import functools
import json
import os
import socket
import sys
import threading
import types

try:
    import queue as queues
except ImportError:
    import Queue as queues

PY3 = sys.version_info >= (3,)
EXIT = os._exit  # nothing can catch it


class Plain(object):
    of_class = ["of the class"]

    def __init__(self, x=1):
        self.x = x
        self.items = [x, x + 1]
        self.me = self
        self.of_instance = {"a": x}

    def method(self):
        EXIT(71)

    @property
    def computed(self):
        EXIT(72)

    @classmethod
    def of_cls(cls):
        EXIT(73)


class Child(Plain):
    of_class = "of the child"
    more = 2.5


class Slots(object):
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 5


class SlotsChild(Slots):
    __slots__ = ("c",)
    b_default = "b"


class Data(object):
    """A data descriptor: it comes before what the instance has."""

    def __get__(self, instance, owner):
        EXIT(74)

    def __set__(self, instance, value):
        instance.__dict__["hidden"] = value


class NonData(object):
    """None: what the instance has comes before it."""

    def __get__(self, instance, owner):
        EXIT(75)


class Described(object):
    hidden = Data()
    seen = NonData()

    def __init__(self):
        self.hidden = 1
        self.__dict__["seen"] = 2


class Guarded(object):
    here = 1

    def __getattr__(self, name):
        EXIT(76)


class Meta(type):
    of_meta = "meta"

    def __call__(cls, *rest):
        EXIT(77)


Made = Meta("Made", (object,), {"of_class": 1})


class Operators(object):
    def run(self, *rest):
        EXIT(78)

    __add__ = __radd__ = __sub__ = __mul__ = __rmul__ = __neg__ = __eq__ = __ne__ = __lt__ = run
    __gt__ = __contains__ = __getitem__ = __len__ = __iter__ = __bool__ = __nonzero__ = run
    __call__ = __index__ = __int__ = __float__ = __abs__ = __or__ = __mod__ = __hash__ = run
    __repr__ = __str__ = __dir__ = __reversed__ = __round__ = run


class SubInt(int):
    """What a method of it is bound to is written as an int."""

    def method(self):
        """Of an int."""
        EXIT(71)

    method.mark = "of the function"

    @classmethod
    def of_cls(cls):
        EXIT(73)

    if PY3:
        cached = functools.lru_cache(maxsize=None)(method)


class SubSubInt(SubInt):
    pass


class OldStyle:
    def method(self):
        EXIT(71)

    def __repr__(self):
        EXIT(71)


class OldStyleSub(OldStyle):
    own = 1


OldStyleMixed = type(str("OldStyleMixed"), (OldStyle,) if PY3 else (object, OldStyle), {})



class SubFloat(float):
    pass


class SubStr(str):
    pass


class OwnText(str):
    def upper(self):
        EXIT(100)

    replace = upper


class OwnList(list):
    def index(self, item):
        EXIT(101)


class SubList(list):
    pass


class SubTuple(tuple):
    pass


class SubDict(dict):
    pass


class SubDeque(collections.deque):
    pass


class SubOrdered(collections.OrderedDict):
    pass


class OwnItems(list):
    def __getitem__(self, index):
        EXIT(79)


class OwnDict(dict):
    def __getitem__(self, index):
        EXIT(80)


class OwnDeque(collections.deque):
    def __getitem__(self, index):
        EXIT(81)

    def __contains__(self, item):
        EXIT(82)


class OwnOrdered(collections.OrderedDict):
    def __getitem__(self, index):
        EXIT(83)

    def __iter__(self):
        EXIT(84)


class Missing(dict):
    def __missing__(self, key):
        EXIT(85)


class OwnAdd(int):
    def __add__(self, other):
        EXIT(86)


class OwnLength(list):
    def __len__(self):
        EXIT(87)


class Reads(object):
    """Methods that only say what is there."""

    def __init__(self, inner=None):
        self._n, self._items, self._flag, self.inner = 5, [1, 2], False, inner

    def n(self):
        return self._n

    def deeper(self):
        return self.inner.n()

    def again(self):
        return self.n()

    def size(self):
        return len(self._items)

    def size_again(self):
        return self.size()

    def no(self):
        return not self._flag

    def constant(self):
        return 7

    def nothing(self):
        pass

    def more(self):
        return self._n + 1

    def with_default(self, n=3):
        return n

    @classmethod
    def of_class(cls):
        return cls.__name__

    @staticmethod
    def static():
        return 1


class ReadsLess(Reads):
    def n(self):
        EXIT(99)

    def size(self):
        EXIT(99)


class OwnSize(queues.Queue):
    def _qsize(self):
        EXIT(99)


class OwnAlive(threading.Thread):
    def is_alive(self):
        EXIT(99)


if PY3:
    import asyncio

    exec("async def coroutine():\n    return [5]\nasync def failing():\n    raise KeyError('k')")


ENUMS = """
import enum

class Color(enum.Enum):
    RED, GREEN, CRIMSON, NAMED = 1, "g", 1, (1, 2)

class Level(enum.IntEnum):
    LOW, HIGH = 1, 10

class Word(str, enum.Enum):
    YES, NO = "y", "n"

class Perm(enum.Flag):
    R, W = 1, 2

class Empty(enum.Enum):
    pass

class Searching(enum.Enum):
    ONE = 1

    @classmethod
    def _missing_(cls, value):
        EXIT(102)

class OwnHashed(enum.Enum):
    ONE = 1

    def __hash__(self):
        EXIT(103) if started else 0
        return 1

class OwnEnumMeta(type(enum.Enum)):
    def __call__(cls, *rest, **named):
        EXIT(104) if started else 0
        return super().__call__(*rest, **named)

    def __iter__(cls):
        EXIT(105)

    def __getitem__(cls, name):
        EXIT(106)

    def __contains__(cls, name):
        EXIT(107)

class OwnEnum(enum.Enum, metaclass=OwnEnumMeta):
    ONE = 1

started = True
"""
if PY3:
    exec(ENUMS)


def make_tasks():
    """One of each state, of a loop that stands still."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pending, done, failed, cancelled = (loop.create_future() for _ in range(4))
    done.set_result("result")
    failed.set_exception(KeyError("k"))
    failed.exception()
    cancelled.cancel()
    task, task_failed = loop.create_task(coroutine()), loop.create_task(failing())
    loop.run_until_complete(task)
    try:
        loop.run_until_complete(task_failed)
    except KeyError:
        pass
    queue = asyncio.Queue(2)
    queue.put_nowait(1)
    return loop, pending, done, failed, cancelled, task, task_failed, queue


class OwnFormat(object):
    def __format__(self, spec):
        EXIT(98)


class OwnEqual(object):
    def __eq__(self, other):
        EXIT(88)

    __hash__ = object.__hash__


class OwnHash(object):
    def __hash__(self):
        EXIT(89)


class OwnLess(object):
    def __lt__(self, other):
        EXIT(90)


class OwnBool(object):
    def __bool__(self):
        EXIT(91)

    __nonzero__ = __bool__


class OwnIter(list):
    def __iter__(self):
        EXIT(92)


class Lazy(object):
    __slots__ = ("a", "b")

    def __getattr__(self, name):
        EXIT(94)


class Claims(object):
    @property
    def __class__(self):
        EXIT(95)


if sys.version_info >= (3, 15):
    class SubFrozen(frozendict):
        pass

    class OwnFrozen(frozendict):
        def __getitem__(self, key):
            EXIT(96)

        def __hash__(self):
            EXIT(97)

    fd, fd_turned, fd_empty = frozendict(a=1, b=2), frozendict(b=2, a=1), frozendict()
    sub_fd, own_fd, fd_of_list = SubFrozen(a=1), OwnFrozen(a=1), frozendict(a=[1])
    by_fd, fd_keys, fd_items = {fd: "found"}, fd.keys(), fd_turned.items()
    nothing_given, told = sentinel("nothing_given"), sentinel("T", repr="<told>")

class Error(Exception):
    pass


def default_factory():
    EXIT(93)


Point = collections.namedtuple("Point", "x y")

cache = {"one": 1, u"\u00e9": u"caf\u00e9", 3: "three", (1, "a"): "tuple", 2.5: "float", None: "none",
         True: "true", frozenset([1]): "frozen"}
number = "global"
of_module = [1, 2, 3]


class Thread(object):
    def __init__(self, name, daemon, load):
        self.name = name
        self.daemon = daemon
        self.load = load


def name_of(value):
    kind = type(value)
    module = kind.__module__
    name = kind.__qualname__ if PY3 else kind.__name__
    return name if module in ("builtins", "__builtin__") else module + "." + name


def answer(text, space):
    try:
        value = eval(text, space)
        return ["=", repr(value), name_of(value)]
    except Exception as error:
        return ["!", type(error).__name__, str(error)]


def message(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def answer_all(expressions, space):
    """Each of a space that is its own: a list comprehension of 2.7 leaves its variable behind."""
    message([[text, answer(text, dict(space))] for text in expressions])


def outer(argument, *rest, **named):
    enclosed = {"deep": [1, (2, {"k": "v"})]}
    number = "enclosing"

    def frame(own, number=7):
        zero, one, minus, small, big = 0, 1, -1, 12, 2 ** 100
        yes, no, nothing, dots = True, False, None, Ellipsis
        sub_int, sub_float, sub_str = SubInt(5), SubFloat(2.5), SubStr("sub")
        own_text, marked, own_list = OwnText("own"), SubStr("mark"), OwnList([1])
        marked.find = EXIT
        half, third, huge, nan, inf = 0.5, 1 / 3.0, 1e300, float("nan"), float("inf")
        imaginary = 1 + 2j
        text, empty, quoted = "abcdef", "", "it's \"x\"\n"
        wide, astral = u"gr\u00fc\u00df \u4e2d", u"a\U0001f600b"
        raw, array = b"\x00abc\xff", bytearray(b"array")
        numbers, words = [5, 3, 9, 1, 7], ["pear", "fig", "apple"]
        nested = [[1, 2], [3, [4, [5]]]]
        pair, single, empty_tuple, empty_list = (1, "two"), (1,), (), []
        mixed = [1, 2.0, "x", None, (3,)]
        d, empty_dict = {"a": 1, "b": [1, 2]}, {}
        counted = dict((i, i * i) for i in range(1000))
        s, other_set, frozen, empty_set = set([1, 2, 3]), set([3, 4]), frozenset("ab"), set()
        sub_list, sub_tuple, sub_dict = SubList([1, 2]), SubTuple([1, 2]), SubDict(a=1)
        queue = collections.deque([3, 1, 2])
        moment = datetime.datetime(2024, 5, 17, 12, 30, 1)
        delay = datetime.timedelta(days=-2, seconds=5)
        suspended, waiting = (x for x in [1, 2]), (x for x in [1, 2])
        next(suspended)
        long_queue = collections.deque(range(500), 400)
        rotated = collections.deque(range(100))
        rotated.rotate(37)
        rotated.popleft()
        empty_queue = collections.deque()
        ordered = collections.OrderedDict([("z", 1), ("a", 2), ("m", [3])])
        del ordered["a"]
        ordered["a"] = 4
        doubles, unsigned = arrays.array("d", [0.5, -1.5, 1e300]), arrays.array("L", [0, 2 ** 63])
        shorts, no_bytes = arrays.array("h", range(-100, 100)), arrays.array("B")
        texts = arrays.array("u", u"a\u00e9")
        keys = d.keys() if PY3 else d.viewkeys()
        values = d.values() if PY3 else d.viewvalues()
        pairs = d.items() if PY3 else d.viewitems()
        ordered_keys = ordered.keys() if PY3 else keys
        sub_queue, sub_ordered = SubDeque([1, 2]), SubOrdered([("k", 1)])
        counter = collections.Counter("abracadabra")
        by_default = collections.defaultdict(default_factory, {"here": 1})
        point = Point(3, "y")
        r, long_range = range(2, 20, 3), range(0, 1000000)
        cut = slice(1, 4)
        plain, child, slots, slots_child = Plain(), Child(4), Slots(), SlotsChild()
        slots_child.c = "c"
        deeper, old, old_sub, old_mixed = SubSubInt(7), OldStyle(), OldStyleSub(), OldStyleMixed()
        old.kept = 1
        bound, of_class = sub_int.method, deeper.of_cls
        handlers = {bound: "of five", deeper.method: "of seven"}
        described, guarded, made = Described(), Guarded(), object.__new__(Made)
        operators = object.__new__(Operators)
        own_items, own_dict, own_add = OwnItems([1, 2]), OwnDict(a=1), OwnAdd(5)
        own_deque, missing = OwnDeque([1]), Missing(a=1)
        own_ordered = OwnOrdered()
        own_format = OwnFormat()
        reads = Reads(Reads())
        reads_less, overridden = ReadsLess(Reads()), Reads()
        overridden.n = EXIT
        lock, held_lock, rlock, held_rlock = (threading.Lock(), threading.Lock(),
                                              threading.RLock(), threading.RLock())
        held_lock.acquire()
        held_rlock.acquire()
        event, set_event = threading.Event(), threading.Event()
        set_event.set()
        this_thread, new_thread = threading.current_thread(), threading.Thread(name="new")
        own_alive, ended_thread = OwnAlive(), threading.Thread(target=int)
        ended_thread.start()
        ended_thread.join()
        jobs, full_jobs, no_jobs = queues.Queue(), queues.Queue(1), queues.LifoQueue()
        own_jobs, urgent = OwnSize(), queues.PriorityQueue(5)
        full_jobs.put(5)
        jobs.put(1)
        urgent.put((1, "x"))
        sock, closed_sock = socket.socket(), socket.socket()
        closed_sock.close()
        file, closed_file = open(__file__), open(__file__)
        closed_file.close()
        raw_file = os.fdopen(os.open(__file__, os.O_RDONLY), "rb")
        day, fraction = moment.date(), moment.replace(microsecond=5)
        if PY3:
            import concurrent.futures
            pending_work, finished_work, failed_work = (
                concurrent.futures.Future() for _ in range(3))
            finished_work.set_result("done")
            failed_work.set_exception(KeyError("k"))
            (loop, pending, done, failed, cancelled, task, task_failed,
             async_queue) = make_tasks()
            aware = moment.replace(tzinfo=datetime.timezone.utc)
        own_length, own_iter = OwnLength([1]), OwnIter([1])
        own_equal, own_hash, own_less, own_bool = OwnEqual(), OwnHash(), OwnLess(), OwnBool()
        proxy = types.MappingProxyType(d) if PY3 else d
        lazy, claims = Lazy(), Claims()
        lazy.b = 7
        error, key_error = Error("message", 1), KeyError("k")
        threads = [Thread("main", False, 3), Thread("io", True, 1), Thread("gc", True, 2)]
        flags = 0xbeef
        itself = [1]
        itself.append(itself)
        other_itself = [1]
        other_itself.append(other_itself)
        deep, other_deep, deep_dict, other_deep_dict, deep_tuple = [], [], {}, {}, ()
        for _ in range(200000):
            deep, other_deep, deep_tuple = [deep], [other_deep], (deep_tuple,)
            deep_dict, other_deep_dict = {0: deep_dict}, {0: other_deep_dict}
        generator = (i for i in range(3))
        long_text = "0123456789" * 1000
        unbound = 1
        del unbound
        names = dict(globals(), **locals())
        names["enclosed"] = enclosed
        names.pop("names", None)
        for line in iter(sys.stdin.readline, ""):
            answer_all(json.loads(line), names)
        return argument, rest, named

    return frame(argument)


if __name__ == "__main__":
    outer([1, 2], "r1", "r2", key="word")

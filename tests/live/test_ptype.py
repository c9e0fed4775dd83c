# SPDX-License-Identifier: GPL-3.0-or-later
"""
ptype against the truth: a program says of its classes what is in them, by type() and inspect, and
ptype must say the same, on every interpreter found.
"""
import json

import program

SCRIPT = r'''
import functools
import inspect
import json
import sys

PY3 = sys.version_info >= (3,)


class Meta(type):
    of_meta = 1


class Reads(object):
    def __get__(self, instance, owner):
        sys.exit(7)


Base = Meta("Base", (object,), {"limit": 3, "over": 1})


class Mixin(object):
    __slots__ = ()

    def mixed(self, *, only=None, **rest):
        pass


class Child(Base, Mixin):
    """Its doc."""

    __slots__ = ("one", "two")
    over = 2
    names = {"x": [1]}
    none = None
    reads = Reads()
    builtin = len

    class Inner(object):
        pass

    def __init__(self, x=1, *rest, **kw):
        pass

    def run(self, job, timeout=2.5, text="it's"):
        pass

    @classmethod
    def of(cls, x="s"):
        pass

    @staticmethod
    def static(a, b):
        pass

    @property
    def size(self):
        sys.exit(8)

    @size.setter
    def size(self, value):
        sys.exit(9)

    @property
    def only_read(self):
        sys.exit(10)

    made = property(None, None, lambda self: None)
    alias = run
    nothing = lambda: 1


class Sub(Child):
    def run(self):
        pass

    def __repr__(self):
        sys.exit(11)

    def __getattr__(self, name):
        sys.exit(12)


class OfDict(dict):
    own = 5


class OldBase:
    def deep(self, a):
        pass


class Old(OldBase):
    shallow = "own"


if sys.version_info >= (3, 8):
    exec("""
class New:
    def f(self, a, /, b, *, c, d=4): pass
    def g(a, b=2, /): pass
    def h(a, /, *rest, b): pass
    async def coroutine(self): pass
    async def generator(self, *, only): yield
    def annotated(self, a: int = 5) -> str: pass
""")

LEFT_OUT = """__annotate_func__ __annotations_cache__ __classcell__ __classdictcell__ __dict__ __doc__
    __firstlineno__ __module__ __qualname__ __weakref__ __static_attributes__""".split()


def signature(function):
    if not PY3:
        return inspect.formatargspec(*inspect.getargspec(function))
    found = inspect.signature(function)
    plain = [p.replace(annotation=p.empty) for p in found.parameters.values()]
    return str(found.replace(parameters=plain, return_annotation=found.empty))


def described(name, value):
    if inspect.isfunction(value):
        return [name, "method", signature(value)]
    if isinstance(value, (classmethod, staticmethod)):
        return [name, type(value).__name__, signature(value.__func__)]
    if isinstance(value, property):
        return [name, "property", [value.fset is not None, value.fdel is not None]]
    if inspect.isbuiltin(value):
        return [name, "method", None]
    if inspect.ismemberdescriptor(value):
        return [name, "slot", None]
    if inspect.isclass(value):
        return [name, "class", repr(value)]
    if hasattr(type(value), "__get__"):
        return [name, "descriptor", None]
    return [name, "data", repr(value)]


def full_name(kind):
    name = kind.__qualname__ if PY3 else kind.__name__
    built_in = kind.__module__ in ("builtins", "__builtin__")
    return name if built_in else kind.__module__ + "." + name


def truth_of(kind):
    seen, classes = set(), []
    for one in inspect.getmro(kind):
        if one.__module__ not in ("builtins", "__builtin__"):
            classes.append([full_name(one), [described(name, value) for name, value
                                             in one.__dict__.items()
                                             if name not in seen and name not in LEFT_OUT]])
        seen.update(one.__dict__)
    if not PY3:
        for _, members in classes:
            members.sort()
    return {"type": full_name(kind), "bases": [full_name(b) for b in kind.__bases__],
            "mro": [full_name(c) for c in inspect.getmro(kind)], "classes": classes,
            "metaclass": full_name(type(kind)) if type(kind).__module__ != "types" else ""}


sub, old = object.__new__(Sub), Old()


def wait():
    asked = [Child, Sub, OfDict, Old] + ([New] if sys.version_info >= (3, 8) else [])
    print(json.dumps(dict((one.__name__, truth_of(one)) for one in asked)))
    sys.stdout.flush()
    sys.stdin.read()


wait()
'''


def told(result):
    def member(one):
        if one["kind"] in ("method", "classmethod", "staticmethod"):
            return [one["name"], one["kind"], one["signature"]]
        if one["kind"] == "property":
            return [one["name"], one["kind"], [one["set"], one["delete"]]]
        if one["kind"] in ("class", "data"):
            return [one["name"], one["kind"], one["value"]]
        return [one["name"], one["kind"], None]

    classes = [[one["name"], [member(m) for m in one["members"]]] for one in result["classes"]]
    return dict((key, result[key]) for key in ("type", "bases", "mro", "metaclass")) | {
        "classes": classes}


def test_classes_are_what_the_target_says(interpreter, start):
    script = SCRIPT
    if interpreter.version.startswith("2."):
        script = script.replace("*, only=None, **rest", "only=None, **rest")
    target = start(script, python=interpreter.path)
    truth = json.loads(target.first)
    asked = sorted(truth) + ["sub", "old"]
    lines = [part for one in asked for part in ("-ex", "ptype " + one)]
    answer = program.pyinspect("-batch", "--json", "-ex", "frame 1", *lines, target.pid)
    documents = dict(zip(asked, answer.documents[-len(asked):]))
    for one in asked:
        assert documents[one]["ok"], documents[one]
        wanted = dict(truth[{"sub": "Sub", "old": "Old"}.get(one, one)])
        said = told(documents[one]["result"])
        if wanted["metaclass"] == "":
            wanted["metaclass"] = said["metaclass"]
        assert said == wanted, one
    if "New" in documents:
        members = documents["New"]["result"]["classes"][0]["members"]
        assert [m["name"] for m in members if m["async"]] == ["coroutine", "generator"]
    assert target.process.poll() is None and target.buffer == b"", "something was run"


def test_ptype_in_text(start):
    target = start(SCRIPT)
    answer = program.pyinspect("-batch", "-ex", "frame 1", "-ex", "ptype sub", "-ex", "ptype 5",
                               "-ex", "ptype sub.run", "-ex", "info code sub.run", target.pid)
    for line in ("type = class __main__.Sub(__main__.Child)", "  metaclass __main__.Meta",
                 "    def run(self)", "  from __main__.Child:", "    slot one",
                 "    @classmethod def of(cls, x='s')", "    @property size  (set)",
                 "    @property only_read", "type = class int(object)"):
        assert line in answer.out.splitlines(), (line, answer)
    assert "\n    def run(self, job" not in answer.out and "\nSub.run in " in answer.out, answer
    refused = program.pyinspect("-batch", "-ex", "frame 1", "-ex", "ptype nowhere", target.pid)
    assert refused.status == 1 and "NameError: name 'nowhere' is not defined" in refused.err

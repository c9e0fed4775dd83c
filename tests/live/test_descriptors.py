# SPDX-License-Identifier: GPL-3.0-or-later
"""
Attributes that only code of the target could make: `print` names the descriptor, its class and
where its code is, and proposes an expression that finds the descriptor itself. Each of these would
end the process. On every interpreter found, against what the process says of its descriptors.
"""
import json
import re

import program

SCRIPT = r'''
import abc
import decimal
import functools
import json
import os
import sys
import types


def die(*arguments):
    os._exit(7)


class Field(object):
    def __get__(self, instance, owner):
        die()


class Data(Field):
    def __set__(self, instance, value):
        die()


class Derived(property):
    pass


class Own(property):
    def __get__(self, instance, owner):
        die()


class Meta(type):
    @property
    def of_meta(cls):
        die()


class Base(Meta("Nothing", (object,), {})):
    @property
    def size(self):
        die()

    title = Field()
    kept = Data()
    derived = Derived(lambda self: die())
    own = Own(lambda self: die())
    abstract = abc.abstractproperty(lambda self: die())
    of_c = property(functools.partial(die))

    def __init__(self):
        self._size = 3


class Model(Base):
    pass


class Slots(object):
    __slots__ = ()
    size = property(lambda self: die())


class Late(object):
    if sys.version_info >= (3, 8):
        @functools.cached_property
        def cached(self):
            die()

        @functools.cached_property
        def done(self):
            return "done"
    if sys.version_info >= (3, 4):
        @types.DynamicClassAttribute
        def dynamic(self):
            die()


class Old:
    size = property(lambda self: die())


class Guarded(object):
    def __getattribute__(self, name):
        die()


class Lazy(object):
    def __getattr__(self, name):
        die()


class BelowGuarded(Guarded):
    pass


class BelowLazy(Lazy):
    pass


def module_getattr(name):
    die()


def place(function):
    return "%s:%d" % (function.__code__.co_filename, function.__code__.co_firstlineno)


base, model, slots, late, old = Base(), Model(), Slots(), Late(), Old()
guarded, lazy = BelowGuarded(), BelowLazy()
module = types.ModuleType("module")
module.__getattr__ = module_getattr
number = decimal.Decimal(1)
if sys.version_info >= (3, 8):
    late.done

# What is asked, in which class the descriptor is, what that is, what of it would run.
ASKED = [
    ("base.size", Base, "a property", "code", Base.size.fget),
    ("base.title", Base, "a __main__.Field", "__get__", Field.__dict__["__get__"]),
    ("base.kept", Base, "a __main__.Data", "__get__", Field.__dict__["__get__"]),
    ("base.derived", Base, "a __main__.Derived", "code", Base.derived.fget),
    ("base.own", Base, "a __main__.Own", "__get__", Own.__dict__["__get__"]),
    ("base.abstract", Base, "an abc.abstractproperty", "code", Base.abstract.fget),
    ("base.of_c", Base, "a property", "getter", None),
    ("model.size", Base, "a property", "code", Base.size.fget),
    ("model.title", Base, "a __main__.Field", "__get__", Field.__dict__["__get__"]),
    ("Base.title", Base, "a __main__.Field", "__get__", Field.__dict__["__get__"]),
    ("Model.title", Base, "a __main__.Field", "__get__", Field.__dict__["__get__"]),
    ("Base.of_meta", Meta, "a property", "code", Meta.of_meta.fget),
    ("slots.size", Slots, "a property", "code", Slots.size.fget),
    ("old.size", Old, "a property", "code", Old.size.fget),
]
if sys.version_info >= (3, 4):
    ASKED.append(("late.dynamic", Late, "a types.DynamicClassAttribute", "code",
                  Late.__dict__["dynamic"].fget))
if sys.version_info >= (3, 8):
    ASKED.append(("late.cached", Late, "a functools.cached_property that is not computed yet",
                  "code", Late.cached.func))

# What decides by itself, and which function that is.
DECIDES = [("guarded.x", Guarded, "__getattribute__"), ("lazy.x", Lazy, "__getattr__")]


def name_of(owner):
    return "__main__." + owner.__name__ if isinstance(owner, type) else owner.__name__


def wait():
    asked = []
    for expression, owner, kind, runs, function in ASKED:
        name = expression.split(".")[1]
        asked.append([expression, "%s.%s" % (name_of(owner), name), kind, runs,
                      function and place(function), id(owner.__dict__[name])])
    decides = [[expression, "%s.%s (%s)" % (name_of(owner), name, place(owner.__dict__[name]))]
               for expression, owner, name in DECIDES]
    sys.stdout.write(json.dumps([asked, decides, place(module_getattr)]) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


wait()
'''


def ask(target, *commands):
    words = [word for one in commands for word in ("-ex", one)]
    answer = program.pyinspect("--json", "-batch", "-ex", "frame 1", *words, target.pid)
    return answer.documents[-len(commands):]


def refused(document):
    assert document["ok"] is False, document
    assert document["error"]["kind"] == "unsupported", document
    return document["error"]["message"]


def value(document):
    assert document["ok"], document
    return document["result"]["value"]


# Wherever it stands nothing is made of it.
CONTEXTS = ["print %s", "whatis %s", "output %s", "print [%s]", "print %s is None", "print not %s",
            "print type(%s)", "print (lambda: %s)()", "print {1: %s}.get(1)", "print repr(%s)"]


def test_what_would_have_to_run_is_named_with_its_place(interpreter, start):
    target = start(SCRIPT, python=interpreter.path)
    asked, decides, of_module = json.loads(target.first)
    for expression, name, kind, runs, place, descriptor in asked:
        said = "%s is %s: its %s would have to run, and nothing is run in the target; try: print " % (
            name, kind, runs if place is None else "%s (%s)" % (runs, place))
        documents = ask(target, *[context % expression for context in CONTEXTS])
        message = refused(documents[0])
        assert message.startswith(said), (expression, message, said)
        assert [refused(document) for document in documents] == [message] * len(CONTEXTS)
        # The mark is under the attribute.
        assert documents[0]["error"]["offset"] == expression.index(".") + 1, documents[0]
        proposed = message[len(said):].split(", or print")[0]
        assert int(value(ask(target, "print id(%s)" % proposed)[0])) == descriptor, proposed
    for expression, decider in decides:
        message = refused(ask(target, "print " + expression)[0])
        assert message == decider + (" of the target decides what 'x' is, and nothing is run "
                                     "there"), message
    if interpreter.hexversion >= 0x03070000:
        message = refused(ask(target, "print module.x")[0])
        assert message.startswith("module.__getattr__ (%s) of the target" % of_module), message
    assert program.pyinspect("-ex", "frame 1", target.pid, "print base.size").status == 1
    assert target.process.poll() is None, "something was run"


def test_what_only_shows_an_object_shows_it(interpreter, start):
    target = start(SCRIPT, python=interpreter.path)
    shown, kept, names, of_class, own = ask(
        target, "print base", "print vars(base)", "print 'size' in dir(base)", "whatis base",
        "print vars(type(base))['size']")
    assert re.match(r"<__main__\.Base at 0x[0-9a-f]+ \{_size=3\}>$", value(shown))
    assert value(kept) == "{'_size': 3}"
    assert value(names) == "True"
    assert of_class["result"]["type"] == "__main__.Base"
    assert value(own).startswith("<property object at 0x"), own
    answer = program.pyinspect("-batch", "-ex", "frame 1", "-ex", "ptype base", target.pid)
    assert "@property size" in answer.out, answer
    if interpreter.hexversion >= 0x03080000:
        assert value(ask(target, "print late.done")[0]) == "'done'"
    assert target.process.poll() is None, "something was run"


def test_it_is_named_where_its_name_is_in_a_string(interpreter, start):
    target = start(SCRIPT, python=interpreter.path)
    texts = ["getattr(base, 'size')", "hasattr(base, 'size')", "getattr(base, 'size', 1)",
             "base.size()", "'{0.size}'.format(base)", "[b.size for b in [base]]"]
    for text, document in zip(texts, ask(target, *["print " + text for text in texts])):
        message = refused(document)
        assert message.startswith("__main__.Base.size is a property: its code ("), (text, message)
        assert ("to know whether it is there" in message) is ("hasattr" in text or ", 1" in text)
        of = "b" if "[b." in text else "x" if "format" in text else "base"
        assert "print vars(type(%s))['size']" % of in message, (text, message)
    assert target.process.poll() is None, "something was run"

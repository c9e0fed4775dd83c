# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What TAB offers: names, attributes of the target's objects and keys of its dicts, against its own
dir(), on every interpreter; and the key itself, on a terminal.
"""
import json

import pytest

import discovery
import program
from screen import Screen

SCRIPT = u"""# -*- coding: utf-8 -*-
import collections, json, sys


class Base(object):
    of_base = 1

    @property
    def computed(self):
        sys.exit("run")


class Order(Base):
    \"\"\"Has a customer, and what it was made of.\"\"\"
    of_class = 2

    def __init__(self):
        self.customer = "Ada"
        self.custom = 1
        self._hidden = 2

    def method(self):
        pass

    def __getitem__(self, key):
        sys.exit("run")


class Slots(object):
    __slots__ = ("slot", "empty")

    def __init__(self):
        self.slot = Order()


class Whatever(object):
    def __dir__(self):
        sys.exit("run")


def generate():
    yield 1


def outer(argument, *rest, **named):
    free = 5

    def frame():
        order, slots, orders = Order(), Slots(), [Order(), Order()]
        table = {"alpha": 1, "beta": Order(), "it's": 2, u"gr\\u00fcn": 3, 5: 6, None: 7}
        ordered = collections.OrderedDict([("first", 1), ("second", 2)])
        many = dict(("key%%d" %% i, i) for i in range(50000))
        text, numbers, pair = "abc", [1, 2], (3, 4)
        error, generator, point = ValueError(1), generate(), Point(1, 2)
        whatever = Whatever()
        told = {}
        for expression in EXPRESSIONS:
            told[expression] = sorted(dir(eval(expression, globals(), locals())))
        told["names"] = sorted(set(list(locals()) + list(globals())))
        sys.stdout.write(json.dumps(told) + "\\n")
        sys.stdout.flush()
        sys.stdin.read()
        return free, argument

    frame()


Point = collections.namedtuple("Point", "x y")
EXPRESSIONS = %r
outer(1)
"""

EXPRESSIONS = [
    "order", "slots", "slots.slot", "orders[-1]", "table['beta']", "Order", "Base", "text",
    "numbers", "pair", "error", "generator", "point", "sys", "json.decoder", "order.method",
    "generate", "ordered", "None", "'text'", "len",
]


def start(interpreter, tmp_path):
    path = tmp_path / "target.py"
    path.write_bytes((SCRIPT % EXPRESSIONS).encode("utf-8"))
    target = program.Target([interpreter.path, path])
    return target, json.loads(target.line())


def offered(target, lines):
    """What may stand in place of the last word of each of the lines."""
    words = [word for line in lines for word in ("-ex", "complete " + line)]
    answer = program.pyinspect("-batch", "--json", "-ex", "frame 0", *words, target.pid)
    assert answer.status == 0, answer
    return [document["result"]["candidates"] for document in answer.documents[1:]]


def test_what_is_offered_is_what_dir_says(interpreter, tmp_path):
    target, told = start(interpreter, tmp_path)
    with target:
        # What is private is offered who has typed of it.
        answers = offered(target, ["print %s.%s" % (text, begun)
                                   for text in EXPRESSIONS for begun in ("", "_")])
        for number, text in enumerate(EXPRESSIONS):
            for candidates, private in zip(answers[2 * number:], (False, True)):
                wanted = [text + "." + name for name in told[text]
                          if name.startswith("_") == private]
                assert sorted(candidates) == wanted, (text, private)
        for (line, wanted) in (
                ("print table['", ["table['alpha']", "table['beta']", u"table['gr\u00fcn']"]),
                ('print table["a', ['table["alpha"]']),
                ("print table['beta'].cu", ["table['beta'].custom", "table['beta'].customer"]),
                ("print 1 + len(slots.slot.cu", ["slots.slot.custom", "slots.slot.customer"]),
                ("print many['key4999", ["many['key4999%s']" % n
                                         for n in [""] + list("0123456789")]),
                # Without a quote the keys are as repr() has them, an int as it is.
                ("print table[5", ["table[5]"]), ("print ({7:1,'a':2})[",
                                                         ["{7:1,'a':2})['a']", "{7:1,'a':2})[7]"]),
                # Between the braces of a formatted string is an expression.
                ('print f"{slots.slot.cu', ['f"{slots.slot.custom', 'f"{slots.slot.customer']),
                ("print f'{{ {slots.s", ["{slots.slot"]), ("print f'{x} slots.s", []),
                ("print numbers[0]", []), ("print len(numbers)", []),
                ("p/x ar", ["argument"]),
                ("whatis slots.s", ["slots.slot"]),
                ("print -elements 3 -- tab", ["table"]),
                ("print [x for x in numb", ["numbers"]),
                # What a class's own code would say is not asked.
                ("print whatever.", []), ("print order['", []), ("print nothing.x", []),
                ("print order.computed.", [])):
            candidates, = offered(target, [line])
            assert [one.split("(")[-1] for one in candidates] == wanted, line
        alone = program.pyinspect(target.pid, "complete", "print table['a")
        assert alone.status == 0 and alone.out == "print table['alpha']\n", alone
        names, = offered(target, ["print o"])
        assert set(names) >= set(name for name in told["names"] if name.startswith("o"))
        assert target.process.poll() is None and target.buffer == b""


@pytest.mark.parametrize("version", ["2.7", "3.8", "3.11", "3.15"])
def test_tab_on_a_terminal(tmp_path, version):
    interpreter = discovery.newest(version)
    if interpreter is None:
        pytest.skip("no %s here" % version)
    target, _ = start(interpreter, tmp_path)
    with target:
        screen = Screen(100, 40, ["-nx", "-q", "-ex", "frame 0", target.pid]).prompt()
        try:
            # A name, an attribute of the target's object, and what both begin with.
            screen.child.send("print slo\t")
            screen.wait_last(r"\) print slots")
            screen.child.send("\x7f.sl\t")  # readline ends a word by a blank
            screen.wait_last(r"\) print slots\.slot")
            screen.child.send("\x15print orders[-1].cu\t")
            screen.wait_last(r"\) print orders\[-1\]\.custom")
            screen.child.send("\t\t")
            screen.wait(r"^orders\[-1\]\.custom +orders\[-1\]\.customer$|^custom +customer$")
            screen.wait_last(r"\) print orders\[-1\]\.custom")
            screen.child.send("e\t\r")
            screen.wait(r"^\$1 = u?'Ada'$").prompt()
            screen.child.send("print table['al\t\r")
            screen.wait(r"^\$2 = 1$").prompt()
            assert "print table['alpha']" in screen.text()
        finally:
            screen.close()

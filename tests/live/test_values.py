# SPDX-License-Identifier: GPL-3.0-or-later
"""
Values against the truth: values.py prints repr() of its own locals, and pyinspect's answer must
equal that, on every interpreter found.
"""
import json
import os
import re
import subprocess

import program

VALUES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "values.py")

FRAMES = """\
import sys


class Plain(object):
    limit = 3

    def __init__(self):
        self.x = 1
        self.me = self

    @property
    def cost(self):
        sys.stdout.write("RUN")
        sys.stdout.flush()
        sys.exit(3)

    def __getattr__(self, name):
        sys.exit(4)


class Slots(object):
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = [1]


class Loud(Plain):
    def __repr__(self):
        sys.exit(5)

    __str__ = __repr__


class Counted(dict):
    def __repr__(self):
        sys.exit(6)


def wait(*rest):
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    sys.stdin.read()


def outer(first, second="2", *rest, **named):
    shared = [first]
    alone = 5

    def inner(own, first=None):
        loud = Loud()
        slots = Slots()
        plain = Plain()
        counted = Counted(a=1)
        long_list = list(range(1000))
        long_text = "x" * 1000
        deep = [[[[[1]]]]]
        if own:
            wait(shared)
        never = 1
        return never

    class Body(object):
        attribute = "in a class"
        inner(1, first)

    return Body


MODULE_LEVEL = "here"
outer(1, 2, 3, four=4)
"""


def by_name(variables):
    return dict((v["name"], v) for v in variables)


def locals_of(target, level):
    answer = program.pyinspect("--json", target.pid, "locals", "frame", level)
    return by_name(answer.result["variables"])


def test_values_are_what_repr_says(interpreter):
    with program.Target([interpreter.path, VALUES]) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame 1", target.pid, timeout=120)
        assert answer.status == 0, answer
        result = answer.documents[-1]["result"]
        assert result["stale"] is False and result["moved"] is False
        told = by_name(result["variables"])
        wrong = []
        for name, (text, kind) in sorted(truth["values"].items()):
            value = told.pop(name, {"value": "absent", "type": "absent", "truncated": False})
            if (value["value"], value["type"]) != (text, kind) or value["truncated"]:
                wrong.append("%s\n    told:  %s %.300s\n    truth: %s %.300s" % (
                    name, value["type"], value["value"], kind, text))
        assert not wrong, "%d are wrong:\n%s" % (len(wrong), "\n".join(wrong))
        assert len(truth["values"]) > 150
        addresses = [told.pop(name)["value"] for name in ("plain", "plain_made")]
        assert addresses == [
            "<__main__.Plain at %s>" % address.rstrip("L") for address in truth["plain"]]
        assert not told, "these are not there: %r" % sorted(told)


def test_variables_of_every_kind(interpreter, start):
    target = start(FRAMES, python=interpreter.path)
    told = locals_of(target, 1)
    kinds = dict((name, v["kind"]) for name, v in told.items())
    assert kinds == {
        "own": "arg", "first": "arg", "loud": "local", "slots": "local", "plain": "local",
        "counted": "local", "long_list": "local", "long_text": "local", "deep": "local",
        "shared": "free",
    }
    assert all(re.match("0x[0-9a-f]+$", v["address"]) for v in told.values())
    assert told["shared"]["value"] == "[1]" and told["first"]["value"] == "1"

    # Nothing is run: neither __repr__ nor a property nor __getattr__, all of which would exit.
    at = r"at 0x[0-9a-f]+"
    plain = r"<__main__.Plain %s \{(x=1, me=<__main__.Plain %s \{\.\.\.\}>)\}>" % (at, at)
    assert re.match(plain + "$", told["plain"]["value"]) or re.match(
        r"<__main__.Plain %s \{me=<__main__.Plain %s \{\.\.\.\}>, x=1\}>$" % (at, at),
        told["plain"]["value"]), told["plain"]
    assert told["loud"]["type"] == "__main__.Loud" and "x=1" in told["loud"]["value"]
    assert re.match(r"<__main__.Slots %s \{a=\[1\]\}>$" % at, told["slots"]["value"])
    assert re.match(r"<__main__.Counted %s of \{'a': 1\}>$" % at, told["counted"]["value"])
    assert told["plain"]["truncated"] is False

    # Cuts say so.
    assert told["long_text"]["value"] == "'" + "x" * 200 + "'..." and told["long_text"]["truncated"]
    assert told["long_text"]["cut"] == ["string"] and told["long_list"]["cut"] == ["elements"]
    assert told["long_list"]["value"].endswith(" 198, 199, ...]")
    assert told["deep"]["value"] == "[[[[... 1 item]]]]" and told["deep"]["truncated"] is True
    assert told["deep"]["cut"] == ["depth"] and told["plain"]["cut"] == []

    # A class body, the function around it, the module.
    body = locals_of(target, 2)
    assert body["attribute"]["value"] == "'in a class'" and body["attribute"]["kind"] == "local"
    outer = program.pyinspect("--json", target.pid, "args", "frame", "3").result["variables"]
    assert [(v["name"], v["kind"], v["value"]) for v in outer] == [
        ("first", "arg", "1"), ("second", "arg", "2"), ("rest", "arg", "(3,)"),
        ("named", "arg", "{'four': 4}"),
    ]
    outer = locals_of(target, 3)
    assert outer["shared"]["kind"] == "cell" and outer["shared"]["value"] == "[1]"
    assert outer["alone"]["value"] == "5" and "Body" not in outer
    for command in ("locals", "globals"):
        module = program.pyinspect("--json", target.pid, command, "frame", "4").result["variables"]
        module = by_name(module)
        assert module["MODULE_LEVEL"]["value"] == "'here'"
        assert module["MODULE_LEVEL"]["kind"] == "global"
    everywhere = by_name(
        program.pyinspect("--json", target.pid, "globals", "frame", "1").result["variables"])
    assert everywhere["MODULE_LEVEL"]["value"] == "'here'"

    full = program.pyinspect("--json", target.pid, "bt", "full").result["threads"][0]["frames"]
    assert by_name(full[1]["variables"])["shared"]["value"] == "[1]"
    assert by_name(full[3]["variables"])["alone"]["value"] == "5"
    text = program.pyinspect(target.pid, "bt", "3", "full")
    assert text.status == 0 and "\n        shared = [1]\n" in text.out, text
    text = program.pyinspect(target.pid, "args", "frame", "0")
    assert text.out.startswith("rest = ([1],)\n"), text

    assert program.pyinspect(target.pid, "locals", "frame", "99").status == 1
    assert program.pyinspect(target.pid, "locals", "nonsense").status == 1
    assert target.process.poll() is None and target.buffer == b"", "something was run"


def test_print(interpreter, start):
    target = start(FRAMES, python=interpreter.path)
    with program.Session("--json", "-nx", target.pid) as session:
        check_print(interpreter, session)

    text = program.pyinspect("-batch", "-ex", "frame 1", "-ex", "p plain.x", "-ex", r"p/s 'a\n\tb\x1b[31m\r'",
                             "-ex", "complete print long_", target.pid)
    assert text.out.endswith("$1 = 1\n$2 = a\n\tb\\x1b[31m\\r\nprint long_list\nprint long_text\n"), text
    assert target.process.poll() is None and target.buffer == b"", "something was run"


def check_print(interpreter, session):
    def command(line):
        session.send(line)
        return json.loads(session.line())

    def ask(expression, *before):
        for line in before:
            command("print " + line)
        return command("print " + expression)

    def value(expression, *before):
        document = ask(expression, *before)
        assert document["ok"], document
        return document["result"]["value"]

    def error(expression, *before):
        document = ask(expression, *before)
        assert not document["ok"], document
        return document["error"]["message"]

    assert command("frame 1")["ok"]
    assert ask("plain.x")["result"]["num"] == 1 and ask("own")["result"]["num"] == 2
    assert value("$1") == "1" and error("$5") == "History has not yet reached $5"
    assert value("own") == "1" and value("shared") == "[1]"
    assert value("MODULE_LEVEL") == "'here'"
    assert value("len") == "<built-in function len>"
    assert value("shared[0]") == "1" and value("shared[-1]") == "1" and value("(shared)[0]") == "1"
    assert value("long_list[999]") == "999"
    assert value("counted['a']") == "1"
    assert value("plain.x") == "1" and value("plain.me.me.x") == "1"
    assert value("plain.limit") == "3" and value("Plain.limit") == "3"
    assert value("plain.__class__").endswith("__main__.Plain'>")
    assert value("slots.a[0]") == "1"
    assert value("sys.argv").startswith("['")
    assert value("$.x", "plain") == "1"
    assert value("$%d.x" % ask("plain")["result"]["num"], "own") == "1"
    assert value("$$.x", "plain", "own") == "1" and value("", "own") == "1"
    assert ask("plain.x")["result"]["type"] == "int"

    assert error("plain.cost").startswith("__main__.Plain.cost is a property: its code (")
    assert error("loud.cost").startswith("__main__.Plain.cost is a property: its code (")
    assert error("nothing") == "NameError: name 'nothing' is not defined"
    assert error("never").startswith("UnboundLocalError: cannot access local variable 'never'")
    assert error("slots.b") == "AttributeError: 'Slots' object has no attribute 'b'"
    assert "__getattr__" in error("plain.nothing") and "nothing is run" in error("plain.nothing")
    assert error("shared[1]") == "IndexError: list index out of range"
    assert error("rest[7]").startswith("NameError")
    assert error("counted['b']") == "KeyError: 'b'" and error("counted[7]") == "KeyError: 7"
    module = "'module' object" if interpreter.version.startswith("2.") else "module 'sys'"
    assert error("sys.nothing") == "AttributeError: %s has no attribute 'nothing'" % module
    for wrong in ("own.", "shared[", "shared[0", "1 +", "own(", "(own", "counted['a", "own own"):
        assert error(wrong).startswith("SyntaxError: "), wrong


RETURNS = """
import sys

KEPT = [1, 2, 3]

def wait(word):
    sys.stdout.write(word + "\\n")
    sys.stdout.flush()
    sys.stdin.readline()

def first():
    local = KEPT
    wait("ready")

def second():
    other = 5
    wait("again")

first()
second()
"""


def test_what_is_of_a_frame_that_has_returned_says_so(interpreter, start):
    before = ["bt", "frame 1", "print local"]
    after = ["locals", "args", "globals", "print local", "print len($1) + 1", "print len",
             "whatis $1", "locals frame 2", "bt full"]

    def ask(*options):
        """The answers to all commands, between which first() returns."""
        held = start(RETURNS, python=interpreter.path).wait_asleep()
        inspect = subprocess.Popen(
            [program.PYINSPECT] + list(options) + [str(held.pid)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=program.environment(),
        )
        mark = "echo seen" if options else "shell echo seen"  # which flushes
        inspect.stdin.write("\n".join(before + [mark, ""]).encode())
        inspect.stdin.flush()
        seen = inspect.stdout.readline()
        while b"seen" not in seen:
            assert inspect.poll() is None
            seen += inspect.stdout.readline()
        held.process.stdin.write(b"\n")
        held.process.stdin.flush()
        assert held.line() == "again"
        held.wait_asleep()
        out, err = inspect.communicate("\n".join(after + [""]).encode(), timeout=30)
        return seen + out, err

    out, err = ask("--json")
    lines = [line for line in out.splitlines() if line.startswith(b"{")]
    told = dict((d["command"], d) for d in map(json.loads, lines))
    assert told["print local"]["error"]["kind"] == "stale", told["print local"]
    for command in ("locals", "args", "globals"):
        assert told[command]["error"]["kind"] == "stale", told[command]
    # What needs no name of the frame is evaluated, and marked.
    for command, value in (("print len($1) + 1", "4"), ("print len", "<built-in function len>")):
        assert told[command]["result"]["value"] == value, told[command]
        assert told[command]["result"]["stale"] is True, told[command]
    assert told["whatis $1"]["result"]["stale"] is True
    # The module's frame has gone on to second(), and is still there.
    assert told["locals frame 2"]["result"]["stale"] is False
    assert told["locals frame 2"]["result"]["moved"] is True
    full = told["bt full"]["result"]["threads"][0]
    assert full["stale_frames"] == 0 and full["frames"][1]["function"] == "second"
    assert full["frames"][1]["moved"] is False and "stale" not in full["frames"][1]

    out, err = ask()
    assert b"frame 1 of thread 1 has returned since it was read" in err, (out, err)
    # What was printed after that had nothing of the frame.
    assert b"(Frame 1 has returned" not in out, out

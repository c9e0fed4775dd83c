# SPDX-License-Identifier: GPL-3.0-or-later
"""
$N is what was printed, or an error, and never another object: the target replaces its objects by
others of the same type, until they are at the same addresses, and tells what they were.
"""
import json

import pytest

import program

REPLACES = """
    from __future__ import print_function
    import json, sys
    class Job(object):
        def __init__(self, number):
            self.name = "job-%d" % number
            self.parts = [number, "part"]
    class Pair(tuple):
        pass
    def make(kind, number):
        return {
            "text": lambda: "token-%04d" % number,
            "number": lambda: (1 << 70) + number,
            "float": lambda: number + 0.5,
            "bytes": lambda: (u"bytes-%04d" % number).encode(),
            "pair": lambda: ("a%d" % number, number),
            "job": lambda: Job(number),
            "list": lambda: [number, number],
            "dict": lambda: {"number": number},
            "sub": lambda: Pair([number]),
        }[kind]()
    KINDS = ["text", "number", "float", "bytes", "pair", "job", "list", "dict", "sub"]
    def tell(objects):
        print(json.dumps({k: [repr(o), id(o)] for k, o in objects.items()}))
        sys.stdout.flush()
        sys.stdin.readline()
    def serve():
        objects = {kind: make(kind, 1) for kind in KINDS}
        kept = [3, 4]
        tell(objects)
        for kind in KINDS:
            address = id(objects.pop(kind))
            other = make(kind, 2)
            others = []
            while id(other) != address and len(others) < 10000:
                others.append(other)
                other = make(kind, 2)
            objects[kind] = other
            del others
        tell(objects)
        kept.append(5)
        del objects
        tell({})
    serve()
    """

KINDS = ["text", "number", "float", "bytes", "pair", "job", "list", "dict", "sub"]
# What never changes is kept whole, and is as good as it was.
COPIED = ["text", "number", "float", "bytes", "pair"]


class Session(program.Session):
    def __init__(self, pid):
        super().__init__("--json", "-nx", pid)

    def ask(self, line):
        self.send(line)
        return json.loads(self.line())


@pytest.fixture
def replaced(start, interpreter):
    """A session that has printed the objects as $1, $2, ..., lists of them after that; what they
    were, and what is in their places."""
    target = start(REPLACES, python=interpreter.path)
    # start() has read the line that says that it is ready.
    before = json.loads(target.first)
    target.wait_asleep()
    with Session(target.pid) as session:
        session.ask("frame function serve")
        shown = [session.ask("print objects['%s']" % kind)["result"] for kind in KINDS]
        session.ask("print [objects['%s'] for kind in [1]]" % "text")
        session.ask("print {'job': objects['job'], 'text': objects['text']}")
        session.ask("print kept")
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        after = json.loads(target.line())
        target.wait_asleep()
        yield target, session, before, after, shown


def test_what_was_printed_stays(replaced):
    target, session, before, after, shown = replaced
    reused = 0
    for number, kind in enumerate(KINDS, 1):
        again = session.ask("print $%d" % number)["result"]
        assert shown[number - 1]["recorded"] is False
        assert again["value"] == shown[number - 1]["value"], kind
        if kind != "job":
            assert again["value"] == before[kind][0], kind
        assert again["type"] == shown[number - 1]["type"]
        assert again["recorded"] is True, kind
        reused += before[kind][1] == after[kind][1]
    assert reused > len(KINDS) // 2, (before, after)
    # And so it does a second time, by the number that it got then.
    assert session.ask("print $$8")["result"]["value"] == shown[0]["value"]


def test_no_other_object_is_asked(replaced):
    target, session, before, after, shown = replaced
    for number, kind in enumerate(KINDS, 1):
        same = session.ask("print $%d is objects['%s']" % (number, kind))
        assert not same["ok"] or same["result"]["value"] == "False", kind
        equal = session.ask("print $%d == objects['%s']" % (number, kind))
        if kind in COPIED:
            assert equal["result"]["value"] == "False" and equal["result"]["recorded"] is True
        else:
            assert equal["error"]["kind"] == "corrupt", kind
            assert "has changed, or has gone" in equal["error"]["message"]
    for text in ("$6.name", "$7[0]", "len($8)", "print/x $7", "ptype $8"):
        text = text if " " in text else "print " + text
        answer = session.ask(text)
        assert answer["ok"] is False and answer["error"]["kind"] == "corrupt", (text, answer)
    # Its type is as it was as well.
    for number, kind in enumerate(KINDS, 1):
        told = session.ask("whatis $%d" % number)["result"]
        assert told["type"] == shown[number - 1]["type"], (kind, told)
    assert session.ask("whatis $6")["result"]["recorded"] is True
    assert session.ask("print $1 + 'x'")["result"]["value"].endswith("token-0001x'")
    assert session.ask("print $5[1] + 1")["result"]["value"] == "2"
    # A list that was made here keeps its texts and says of what else is in it when it has changed.
    assert "token-0001" in session.ask("print $10[0]")["result"]["value"]
    made = session.ask("print $11")["result"]
    assert "job-1" in made["value"] and "token-0001" in made["value"] and made["recorded"] is True
    assert session.ask("print $11['job']")["ok"] is False


def test_what_has_not_changed_is_the_object(replaced):
    target, session, before, after, shown = replaced
    same = session.ask("print $12 is kept")["result"]
    assert same["value"] == "True" and same["recorded"] is False
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    target.line()
    target.wait_asleep()
    changed = session.ask("print $12")["result"]
    assert changed["value"] == "[3, 4]" and changed["recorded"] is True
    assert session.ask("print $12[0]")["error"]["kind"] == "corrupt"


def test_what_was_printed_stays_when_the_process_has_ended(replaced):
    target, session, before, after, shown = replaced
    target.stop()
    for number, kind in enumerate(KINDS, 1):
        again = session.ask("print $%d" % number)
        assert again["result"]["value"] == shown[number - 1]["value"], (kind, again)
        assert again["result"]["recorded"] is True, (kind, again)
        assert ("has exited" in " ".join(again.get("warnings", []))) == (number == 1), again
    assert session.ask("print")["result"]["value"] == shown[-1]["value"]
    assert session.ask("print -elements 5 -- $$")["result"]["value"] == shown[-1]["value"]
    for text in ("print $1[0]", "print $8['number']", "print objects", "print/x $6"):
        answer = session.ask(text)
        assert not answer["ok"] and "has exited" in answer["error"]["message"], (text, answer)

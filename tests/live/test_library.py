# SPDX-License-Identifier: GPL-3.0-or-later
"""
The types of the standard library that are written in C against the truth: library.py and tasks.py
print repr() of their own locals, and pyinspect's answer must equal that, on every interpreter found.
"""
import json
import os
import re

import pytest

import program

LINUX = tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])
HERE = os.path.dirname(os.path.abspath(__file__))


@pytest.mark.parametrize("source, least", [("library.py", 100), ("tasks.py", 40)])
def test_values_are_what_repr_says(interpreter, tmp_path, source, least):
    if source == "tasks.py" and interpreter.hexversion < 0x03000000:
        pytest.skip("2.7 has no asyncio")
    arguments = [interpreter.path, "-W", "ignore", os.path.join(HERE, source), str(tmp_path)]
    with program.Target(arguments) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame 1", target.pid, timeout=120)
        assert answer.status == 0, answer
        variables = answer.documents[-1]["result"]["variables"]
    told = dict((v["name"], v) for v in variables)
    wrong = []
    for name, (text, kind) in sorted(truth["values"].items()):
        value = told.get(name, {"value": "absent", "type": "absent", "truncated": False})
        # What a fresh TCP socket is bound to is in none of the kernel's tables; what is bound is
        # told by Linux 6.8 and newer.
        cut = text.endswith(", laddr=('0.0.0.0', 0)>") and "type=" in text or (
            name.startswith("socket_bound") and LINUX < (6, 8))
        if cut:
            text = re.sub(r", laddr=.*>$", ", ...>", text)
        if (value["value"], value["type"], value["truncated"]) != (text, kind, cut):
            wrong.append("%s\n    told:  %s %.300s\n    truth: %s %.300s" % (
                name, value["type"], value["value"], kind, text))
    assert not wrong, "%d are wrong:\n%s" % (len(wrong), "\n".join(wrong))
    assert len(truth["values"]) >= least


LEAVES = r'''
import array, collections, datetime, io, json, sys, types

class Error(Exception):
    pass

class Meta(type):
    def __repr__(cls):
        sys.exit(9)

class Date(datetime.date):
    def __repr__(self):
        sys.exit(9)

class Plain(object):
    pass

Named, date = Meta("Named", (), {}), Date(2024, 1, 2)
bound = types.MethodType(Plain, 1) if sys.version_info[0] > 2 else None
numbers = array.array("i", [1, 2])  # of which 2.7 has been asked for no attribute
leaves = [Error("message"), io.FileIO("/dev/null"), io.open("/dev/null"),
          io.BufferedReader(io.FileIO("/dev/null")), collections.defaultdict(int)]
deep = [[[leaf]] for leaf in leaves]
print(json.dumps([repr(numbers), repr(bound), [repr(one) for one in deep]]))
sys.stdout.flush()
sys.stdin.read()
'''


def test_at_the_limit_of_depth_what_has_nothing_within_is_whole(interpreter, start):
    target = start(LEAVES, python=interpreter.path)
    numbers, bound, deep = json.loads(target.first)
    asked = ["numbers", "bound"] + ["deep[%d]" % i for i in range(len(deep))]
    words = [word for text in asked for word in ("-ex", "print -depth 3 -- " + text)]
    answer = program.pyinspect("-batch", "--json", "-ex", "frame function <module>", *words,
                               "-ex", "print Named", "-ex", "print date", target.pid)
    assert answer.status == 0, answer
    told = [document["result"] for document in answer.documents[1:]]
    assert [one["value"] for one in told[:-2]] == [numbers, bound] + deep
    assert not any(one["truncated"] for one in told)
    # Whose own code would have to run is shown with what it has of its type.
    assert told[-2]["value"] == "<__main__.Meta at %s of <class '__main__.Named'>>" % (
        told[-2]["address"])
    assert told[-1]["value"] == "<__main__.Date at %s of Date(2024, 1, 2)>" % told[-1]["address"]


SERVER = r'''
import asyncio, json, sys

loop = asyncio.new_event_loop()
server = loop.run_until_complete(loop.create_server(asyncio.Protocol, "127.0.0.1", 0))
print(json.dumps(repr(server)))
sys.stdout.flush()
sys.stdin.read()
'''


def test_a_socket_is_first_seen_within_a_server(interpreter, start):
    if interpreter.hexversion < 0x03000000:
        pytest.skip("2.7 has no asyncio")
    target = start(SERVER, python=interpreter.path)
    truth = json.loads(target.first)
    answer = program.pyinspect("-batch", "--json", "-ex", "frame function <module>",
                               "-ex", "print server", "-ex", "print [server, server._sockets[0]]"
                               if interpreter.hexversion >= 0x03070000 else "print [server]",
                               target.pid)
    told = [document["result"]["value"] for document in answer.documents[1:]]
    assert told[0] == truth
    assert told[1].startswith("[" + truth)

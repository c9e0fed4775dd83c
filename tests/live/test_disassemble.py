# SPDX-License-Identifier: GPL-3.0-or-later
"""
disassemble and info code against dis: codes.py prints what its interpreter says of many functions of
the standard library, and pyinspect's answers must equal that, on every interpreter found.
"""
import json
import os
import re

import pytest

import program

CODES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "codes.py")


def told(target, commands, tmp_path):
    """The answers to commands, each of which must go well."""
    script = tmp_path / "commands"
    script.write_text("\n".join(program.UNLIMITED + list(commands)) + "\n")
    answer = program.pyinspect("-batch", "--json", "-x", script, target.pid, timeout=300)
    documents = answer.documents[len(program.UNLIMITED):]
    assert answer.status == 0 and len(documents) == len(commands), answer
    return [document["result"] for document in documents]


def as_truth(result):
    return [[i["offset"], i["opcode"], i["base"], i["arg"], i["argrepr"], i["target"], i["line"],
             i["jump_target"]] for i in result["instructions"]]


def differences(is_, should):
    return ["%r\n    truth: %r" % (a, b) for a, b in zip(is_, should) if a != b][:3] or [
        "%d and %d" % (len(is_), len(should))]


ENDS = set("""RETURN_VALUE RETURN_CONST RAISE_VARARGS RERAISE INTERPRETER_EXIT JUMP_FORWARD
    JUMP_ABSOLUTE JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT""".split())


def reachable(truth):
    """The offsets that some way through the code leads to."""
    listed = truth["instructions"]
    following = dict((a[0], b[0]) for a, b in zip(listed, listed[1:]))
    by_offset = dict((one[0], one) for one in listed)
    seen, waiting = set(), [0]
    while waiting:
        offset = waiting.pop()
        if offset in seen or offset not in by_offset:
            continue
        seen.add(offset)
        _, _, base, _, _, target, _, _ = by_offset[offset]
        if target is not None and base != "END_ASYNC_FOR":
            waiting.append(target)
        if base not in ENDS and offset in following:
            waiting.append(following[offset])
        waiting += [t for start, end, t, _, _ in truth["table"] if start <= offset < end]
    return seen


def check_depths(interpreter, result, truth):
    """What has been worked out fits what the compiler has worked out."""
    depths = dict((i["offset"], i["depth"]) for i in result["instructions"])
    if interpreter.hexversion < 0x03090000:
        assert set(depths.values()) <= {None}
        return
    known = set(offset for offset, depth in depths.items() if depth is not None)
    assert known == reachable(truth), truth["info"]["name"]
    assert max(depths[offset] for offset in known) <= truth["info"]["stacksize"]
    for _, _, handler, depth, lasti in truth["table"]:
        assert handler not in known or depths[handler] == depth + lasti + 1


class Codes:
    """What dis says of codes.py's functions, and what pyinspect does, of one attach."""

    def __init__(self, interpreter, folder):
        with program.Target([interpreter.path, "-W", "ignore", CODES]) as target:
            self.truth = json.loads(target.line(timeout=120))
            numbers = range(len(self.truth))
            results = told(target, ["disassemble codes[%d]" % i for i in numbers] +
                           ["info code codes[%d]" % i for i in numbers], folder)
            target.process.stdin.write(b"\n")
            target.process.stdin.flush()
            later = json.loads(target.line(timeout=120))
        self.disassembled, self.info = results[:len(numbers)], results[len(numbers):]
        # One that was run meanwhile has been specialised.
        self.steady = [one["instructions"] == again["instructions"]
                       for one, again in zip(self.truth, later)]


@pytest.fixture(scope="module")
def codes(interpreter, tmp_path_factory):
    """One for all tests of an interpreter: what takes long is that the target asks its own dis."""
    return Codes(interpreter, tmp_path_factory.mktemp("codes"))


def test_every_instruction_is_what_dis_says(interpreter, codes):
    wrong, compared, specialised, instrumented = [], 0, 0, 0
    for result, one, steady in zip(codes.disassembled, codes.truth, codes.steady):
        is_, should = as_truth(result), one["instructions"]
        if not steady:
            continue
        compared += 1
        specialised += any(i[1] != i[2] for i in should)
        instrumented += any(i[1].startswith("INSTRUMENTED_") for i in should)
        if is_ != should:
            wrong.append((one["info"]["name"], differences(is_, should)))
        table = [[e["start"], e["end"], e["target"], e["depth"], e["lasti"]]
                 for e in result["exception_table"]]
        if table != one["table"]:
            wrong.append((one["info"]["name"], differences(table, one["table"])))
        check_depths(interpreter, result, one)
    assert not wrong, "%d of %d are wrong:\n%s" % (len(wrong), compared, "\n".join(
        "%s: %s" % (name, "\n  ".join(why)) for name, why in wrong[:10]))
    assert compared > 300 and compared > 0.9 * len(codes.truth), (compared, len(codes.truth))
    if interpreter.hexversion >= 0x030b0000:
        assert specialised > 10
    if interpreter.hexversion >= 0x030c0000:
        assert instrumented > 50


def test_info_code_is_what_the_code_says(codes):
    for result, one in zip(codes.info, codes.truth):
        should = one["info"]
        flags = should.pop("flags")
        if flags is not None:
            assert ", ".join(result["flags"]) == flags.replace("0x0", ""), should["name"]
        result["consts"] = [constant["value"] for constant in result["consts"]]
        for key, value in should.items():
            assert result[key] == value, (should["name"], key, result[key], value)
        assert result["argnames"] == result["varnames"][:len(result["argnames"])]
    assert len(codes.truth) > 300


RUNNING = """\
import json
import sys
import threading
import time


def leaf(x, y=2):
    for i in [1, 2, 3]:
        if i == 2:
            return [i, x, time.sleep(1000), y]


def middle(word):
    with threading.Lock():
        try:
            int(word)
        except ValueError:
            return ("begin", word, leaf("hello", y=[5]))


def values(word):
    yield word
    yield ("begin", middle(word))


def outer(word):
    return [each for each in values(word)]


worker = threading.Thread(target=outer, args=("word",))
worker.daemon = True
worker.start()
print("ready")
sys.stdout.flush()
sys.stdin.readline()
frame, places = sys._current_frames()[worker.ident], []
while frame is not None:
    places.append([frame.f_code.co_name, frame.f_lasti])
    frame = frame.f_back
print(json.dumps(places))
sys.stdout.flush()
sys.stdin.read()
"""


def test_the_present_instruction_and_the_stack(interpreter, start, tmp_path):
    target = start(RUNNING, python=interpreter.path).wait_asleep()
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    places = json.loads(target.line())
    commands = ["thread 2"]
    for level in range(len(places)):
        commands += ["frame %d" % level, "disassemble", "info frame"]
    answers = told(target, commands, tmp_path)[1:]
    stacks = {}
    for level, (name, lasti) in enumerate(places):
        frame, code, info = answers[3 * level:3 * level + 3]
        assert code["name"] == name and info["lasti"] == lasti
        current = [i for i in code["instructions"] if i["current"]]
        following = [i["offset"] for i in code["instructions"] if i["offset"] > lasti]
        assert len(current) == 1, (name, lasti, current)
        assert current[0]["offset"] <= lasti < min(following + [lasti + 1])
        assert code["stack_source"] in ("saved", "computed", "unknown")
        stacks[name] = (code["stack_source"], [v["value"] for v in code["stack"]])
    if interpreter.hexversion < 0x03090000:
        assert all(stack == ("unknown", []) for stack in stacks.values())
        return

    def holds(name, *expected):
        source, stack = stacks[name]
        assert source != "unknown", (name, stack)
        rest = iter(stack)
        assert all(any(value == have for have in rest) for value in expected), (name, stack)

    assert re.match("<(list|tuple)_?iterator object at 0x|<list_iterator|\\(1, 2, 3\\)|\\[1, 2, 3\\]",
                    stacks["leaf"][1][0]), stacks["leaf"]
    holds("leaf", "2", "'hello'")
    holds("middle", "'begin'", "'word'")
    holds("values", "'begin'")
    assert stacks["leaf"][1][-1] == "1000" or stacks["leaf"][0] == "saved", stacks["leaf"]


def test_functions_methods_and_generators(interpreter, start):
    target = start("""\
        import sys

        class C(object):
            def method(self):
                return 1

        def function():
            yield 2

        made = function()
        next(made)
        bound = C().method

        def wait():
            sys.stdout.write("ready\\n")
            sys.stdout.flush()
            sys.stdin.read()

        wait()
        """, python=interpreter.path)
    with program.Session("--json", "-nx", target.pid) as session:
        def ask(line):
            session.send(line)
            return json.loads(session.line())

        for expression, name in (("bound", "method"), ("function", "function"), ("made", "function"),
                                 ("wait", "wait")):
            for command in ("info code", "disassemble", "disassemble /r"):
                answer = ask("%s %s" % (command, expression))
                assert answer["ok"] and answer["result"]["name"] == name, answer
        for command in ("info code", "disassemble"):
            answer = ask(command + " C")
            assert answer["error"]["message"].startswith("TypeError: "), answer
            assert "have no bytecode" in answer["error"]["message"], answer
        assert not ask("disassemble /x")["ok"]
    typed = ["info code func", "disassemble func", "disassemble /r func"]
    offered = program.pyinspect("-batch", "-ex", "frame 0",
                                *[part for line in typed for part in ("-ex", "complete " + line)], target.pid)
    assert offered.out.splitlines()[-3:] == [line + "tion" for line in typed], offered
    text = program.pyinspect(target.pid, "disassemble")
    assert len(re.findall("-->", text.out)) == 1, text
    assert text.out.startswith("Disassembly of wait in ")
    raw = program.pyinspect(target.pid, "disassemble", "/r", "function").out
    assert re.search(r" 0 [0-9a-f]{2,} +[A-Z_]+", raw), raw


WATCHED = """
    import sys
    def loop():
        n = 0
        for i in range(3):
            n += i
        print("ready")
        sys.stdout.flush()
        sys.stdin.read()
    sys.settrace(lambda *event: lambda *event: None)
    loop()
    """


def test_what_is_watched_says_what_it_is(interpreter, start):
    """That `base` is what dis says is another test's."""
    if interpreter.hexversion < 0x030c0000:
        pytest.skip("before 3.12 nothing is instrumented")
    target = start(WATCHED, python=interpreter.path).wait_asleep()
    answer = program.pyinspect("--json", target.pid, "disassemble loop")
    bases = [i["base"] for i in answer.documents[-1]["result"]["instructions"] if i["opcode"] == "INSTRUMENTED_LINE"]
    text = program.pyinspect(target.pid, "disassemble loop").out
    shown = [line.split("  is ")[1] for line in text.splitlines() if " INSTRUMENTED_LINE " in line]
    assert shown == bases and "FOR_ITER" in shown, (text, bases)
    assert text.count("  is ") == len(bases), text

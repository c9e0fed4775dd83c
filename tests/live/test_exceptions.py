# SPDX-License-Identifier: GPL-3.0-or-later
"""
info exception against traceback: exceptions.py says what each of its threads handles, and
pyinspect's answers must equal that, on every interpreter found.
"""
import json
import os
import re

import program

EXCEPTIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "exceptions.py")


def as_truth(told):
    """What pyinspect tells of an exception in the shape of what the target tells."""
    return {
        "type": told["type"], "message": told["message"], "own_str": told["own_str"],
        "traceback": [[e["file"], e["line"], e["function"]] for e in told["traceback"]],
        "notes": told["notes"], "group": [as_truth(one) for one in told.get("group", [])],
        "suppress_context": told["suppress_context"],
        "cause": as_truth(told["cause"]) if told.get("cause") else None,
        "context": as_truth(told["context"]) if told.get("context") else None,
    }


def without_empty(text):
    return [line.rstrip() for line in text.splitlines() if line.strip(" |")]


def check(name, result, truth):
    assert result["moved"] is False and result["error"] is None, name
    found = result["exceptions"]
    assert [one["state"] for one in found] == ["handled"] * len(found)
    assert [one["frame"] and one["frame"]["function"] for one in found] == [
        function.split(",")[0] for function, _ in truth["handled"]], (name, found)
    for one, (_, should) in zip(found, truth["handled"]):
        told = one["exception"]
        assert told["unread"] is None, (name, told)
        if told.get("repeated"):
            assert [told[key] for key in ("type", "message", "own_str")] == [
                should[key] for key in ("type", "message", "own_str")], name
        else:
            assert as_truth(told) == should, (name, as_truth(told), should)


def check_text(name, out, truth):
    """The newest one as traceback.format_exception() has it."""
    if truth["text"] is None:
        assert out.endswith(" handles no exception.\n"), (name, out)
        return
    if "SyntaxError" in truth["text"] or "Own" in truth["text"] or "\x07" in truth["text"]:
        return  # which Python shows with the line of the source, or by running code, or raw
    if name == "recursion" and "repeated" not in truth["text"]:
        return  # 2.7 repeats itself
    should = without_empty(truth["text"])
    is_ = without_empty(out)
    assert is_[0].startswith("Handled by frame "), (name, out)
    assert is_[1:1 + len(should)] == should, (name, out, truth["text"])


def test_exceptions_are_what_python_says(interpreter):
    with program.Target([interpreter.path, EXCEPTIONS]) as target:
        truth = json.loads(target.line(timeout=60))
        threads = program.pyinspect("--json", target.pid, "info", "threads").result["threads"]
        assert len(truth) >= (8 if interpreter.hexversion < 0x03000000 else 15)
        for thread in threads:
            if thread["name"] not in truth:
                continue
            one = truth.pop(thread["name"])
            commands = ["-batch", "-ex", "thread %d" % thread["num"], "-ex", "info exception"]
            answer = program.pyinspect("--json", *commands, target.pid)
            assert answer.status == 0, answer
            check(thread["name"], answer.documents[-1]["result"], one)
            # Of the text what `thread` has said is left out.
            text = program.pyinspect(*commands, target.pid)
            at = re.search(r"(?m)^(Handled by|Raised|Thread \d+ handles)", text.out)
            check_text(thread["name"], text.out[at.start():], one)
        assert not truth, "these threads are not there: %r" % sorted(truth)
        assert target.process.poll() is None and target.buffer == b"", "something was run"


def test_a_thread_at_rest_and_wrong_words(hung):
    result = program.pyinspect("--json", hung.pid, "info", "exception").result
    assert result["exceptions"] == [] and result["moved"] is False and result["error"] is None
    text = program.pyinspect(hung.pid, "info", "exception")
    assert text.status == 0 and text.out == "Thread 1 handles no exception.\n", text
    assert program.pyinspect(hung.pid, "info", "exception", "nonsense").status == 1

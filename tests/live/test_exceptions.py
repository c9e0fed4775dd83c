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
    if "Own" in truth["text"] or "\x07" in truth["text"]:
        return  # which Python shows by running code, or raw
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


RAISED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "raised.py")


def handled_text(session):
    for command in ("refresh", "info exception", "echo end\\n"):
        session.send(command)
    out = "".join(iter(session.line, "end\n"))
    return re.sub(r"(?m)\A.*?^Handled by frame [^\n]*\n\n", "", out, flags=re.S)


def waits_for_more(pid):
    with open("/proc/%d/stat" % pid) as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] == "S"


def is_left_out(text):
    """What is not told of an exception: suggestions, which Python looks for by running code."""
    return re.sub(r"(?m)^((?:NameError|AttributeError|ImportError|SyntaxError: invalid syntax)[^\n]*)"
                  r"\. (Did you mean|Did you forget)[^\n]*$", r"\1", text)


def test_exceptions_of_the_library_are_told_as_traceback_has_them(interpreter):
    wrong, count = [], 0
    with program.Target([interpreter.path, "-W", "ignore", RAISED]) as target:
        said = json.loads(target.line(timeout=60))
        with program.Session("-nx", "-q", target.pid) as session:
            session.send("set print string 0\nset print elements 0")
            while said is not None:
                what, truth = said
                if truth is not None:
                    program.wait_until(lambda: waits_for_more(target.pid))
                    count += 1
                    told = handled_text(session)
                    if [line.rstrip() for line in told.splitlines()] != [
                            line.rstrip() for line in is_left_out(truth).splitlines()]:
                        wrong.append("%s\n--- told\n%s--- truth\n%s" % (what, told, truth))
                target.process.stdin.write(b"next\n")
                target.process.stdin.flush()
                said = json.loads(target.line(timeout=60))
    assert not wrong, "\n".join(["%d of %d" % (len(wrong), count)] + wrong)
    assert count > 100


def test_where_a_syntax_error_is_stands_in_json(start):
    target = start("""
        import sys
        def work():
            try:
                compile("x = = 1\\n", "app.py", "exec")
            except SyntaxError:
                print("ready", flush=True)
                sys.stdin.read()
        work()
        """).wait_asleep()
    found = program.pyinspect("--json", target.pid, "info exception").result["exceptions"]
    assert found[0]["exception"]["syntax"] == {
        "file": "app.py", "line": 1, "text": "x = = 1", "column": 5, "end_column": 6,
        "message": "invalid syntax"}, found

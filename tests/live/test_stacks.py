# SPDX-License-Identifier: GPL-3.0-or-later
"""
`bt all` against the truth: shapes.py tells its own stacks, and pyinspect's answer must equal that,
thread by thread and frame by frame, on every interpreter found.
"""
import json
import os

import program

SHAPES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shapes.py")
COLUMNS = ("end_line", "column", "end_column")


def true_frame(frame):
    """(function, qualname, file, line, end_line, column, end_column); None is what is not told."""
    return (frame["name"], frame.get("qualname"), frame["file"], frame["line"]) + tuple(
        frame.get(key) for key in COLUMNS
    )


def told_frame(frame, true, by_hand):
    """The same of the answer. by_hand: the truth is written down, without names and columns."""
    qualname = frame.get("qualname")
    if true.get("qualname") is None and qualname == frame["function"]:
        qualname = None  # a version that has none may repeat the name
    line = frame.get("line") or None
    columns = tuple(frame.get(key) for key in COLUMNS)
    if "column" not in true and columns == (line, None, None):
        columns = (None, None, None)  # a version without columns: the line is all there is
    if by_hand:
        columns = (None, None, None)
    return (frame["function"], qualname, frame["file"], line) + columns


def differences(truth, answer, pid):
    """Every difference, as lines for a person."""
    wrong = []
    told = {}
    for thread in answer["threads"]:
        told.setdefault(thread["tid"], []).append(thread)
    for true in truth["threads"]:
        what = "tid %d (%s)" % (true["tid"], true.get("shape") or "in a subinterpreter")
        same = told.get(true["tid"], [])
        if not same:
            wrong.append("%s: is not in the answer" % what)
            continue
        # One kernel thread may run in two interpreters; the deeper one is listed apart.
        thread = same[0]
        if len(same) > 1:
            names = [f["name"] for f in true["frames"]]
            best = [t for t in same if [f["function"] for f in t["frames"]] == names]
            thread = best[0] if best else thread
        same.remove(thread)
        wrong.extend("%s: %s" % (what, line) for line in one_thread(true, thread, pid))
    for rest in told.values():
        for thread in rest:
            if thread["tid"] != truth["helper"]:
                what = (thread["tid"], thread["name"])
                wrong.append("tid %d (%s) is no thread of the target" % what)
    return wrong


def one_thread(true, thread, pid):
    if thread.get("error"):
        yield "has the error %r" % (thread["error"],)
    name = true["name"]
    if name is None:
        with open("/proc/%d/task/%d/comm" % (pid, true["tid"])) as comm:
            name = comm.read().rstrip("\n")
    if thread["name"] != name:
        yield "is named %r, the truth is %r" % (thread["name"], name)
    if true["main"] != (thread["num"] == 1):
        yield "main: %r, but num is %d" % (true["main"], thread["num"])
    if thread["state"] != "idle":
        yield "is %s, the truth is idle" % thread["state"]
    if thread["gil"]:
        yield "is said to hold the GIL"
    proof = thread["proof"]
    if proof["kind"] != "consistent" or proof["how"] not in ("off-cpu", "reread"):
        yield "is blocked, but its proof is %r" % (proof,)
    if proof["verified_frames"] != len(thread["frames"]):
        yield "%d frames are verified of %d" % (proof["verified_frames"], len(thread["frames"]))

    expected, got = true["frames"], thread["frames"]
    if len(expected) != len(got):
        yield "has %d frames, the truth is %d\n    told:  %s\n    truth: %s" % (
            len(got), len(expected),
            [(f["function"], f.get("line")) for f in got[:12]],
            [(f["name"], f["line"]) for f in expected[:12]],
        )
        return
    count = 0
    for level, (one, other) in enumerate(zip(expected, got)):
        if other["level"] != level or other.get("kind") != "python":
            yield "frame %d has level %r and kind %r" % (level, other["level"], other.get("kind"))
        told = told_frame(other, one, true["interpreter"] != 0)
        if true_frame(one) != told:
            count += 1
            if count <= 3:
                yield "frame %d\n    told:  %r\n    truth: %r" % (
                    level, told, true_frame(one))
    if count > 3:
        yield "... and %d frames more" % (count - 3)


def check(truth, pid):
    answer = program.pyinspect("--json", pid, "bt", "all", timeout=120)
    assert answer.status == 0, answer
    document = answer.document
    assert document["ok"] and document["pid"] == pid and document["command"] == "bt all"
    wrong = differences(truth, document["result"], pid)
    assert not wrong, "%d differences:\n%s" % (len(wrong), "\n".join(wrong[:60]))


def test_every_thread_is_told_truly(interpreter):
    with program.Target([interpreter.path, SHAPES, "--hold", "{hold}"]) as target:
        ready = json.loads(target.line(timeout=120))
        # Before anyone asked for a frame object: as a service has its frames.
        before = program.pyinspect("--json", target.pid, "bt", "all", timeout=120)
        target.release()
        truth = json.loads(target.line(timeout=120))
        helper = "/proc/%d/task/%d" % (target.pid, ready["helper"])
        program.wait_until(lambda: not os.path.exists(helper), what="the end of the helper")

        wrong = differences(truth, before.result, target.pid)
        assert not wrong, "%d differences:\n%s" % (len(wrong), "\n".join(wrong[:60]))
        check(truth, target.pid)

        text = program.pyinspect(
            "-batch", "-ex", "set backtrace repeats 0", "-ex", "bt all", target.pid, timeout=120)
        assert text.status == 0 and text.err == "", text
        lines = text.out.splitlines()
        frames = [line for line in lines if line.startswith("#")]
        assert len(frames) == sum(len(t["frames"]) for t in truth["threads"])
        assert "\x1b" not in text.out, "a hostile name reached the terminal"


def test_a_limit_says_that_there_is_more(interpreter):
    with program.Target([interpreter.path, SHAPES, "--only", "deep,recursion"]) as target:
        truth = json.loads(target.line(timeout=120))
        deep = [t for t in truth["threads"] if t.get("shape") == "deep"][0]
        assert len(deep["frames"]) > 10000
        answer = program.pyinspect(
            "-batch", "-ex", "set backtrace limit 50", "-ex", "bt all", target.pid)
        assert answer.status == 0, answer
        assert answer.out.count("(More stack frames follow...)") == 2, answer
        answer = program.pyinspect(target.pid, "bt", "3", "all")
        assert answer.out.count("\n#3 ") == 0 and answer.out.count("\n#2 ") == 2, answer
        assert "(More stack frames follow...)" in answer.out
        outer = program.pyinspect("--json", target.pid, "bt", "-2", "all").result
        for thread in outer["threads"]:
            true = [t for t in truth["threads"] if t["tid"] == thread["tid"]][0]
            assert [f["function"] for f in thread["frames"]] == [
                f["name"] for f in true["frames"][-2:]
            ]

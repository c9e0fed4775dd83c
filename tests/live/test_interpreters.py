# SPDX-License-Identifier: GPL-3.0-or-later
"""
Interpreters that are not there once and for all: one on its way out, several in one process, one OS
thread that runs several of them, on every interpreter.
"""
import time

import pytest

import discovery
import program

# Its last code runs when sys.modules is empty; the interpreter waits for it.
LAST_WORDS = """
import os

class Last(object):
    def __init__(self, cycle):
        self.read, self.write, self.cycle = os.read, os.write, self if cycle else None

    def __del__(self):
        line = "%d of %d\\n" % (1, 2)
        self.write(1, b"ready\\n")
        self.read(0, 1)

last = Last(CYCLE)
"""


def test_on_its_way_out(start, interpreter):
    """Code of an interpreter that is being finalised is seen as any other."""
    for cycle in ("False", "True"):
        if cycle == "True" and interpreter.version.startswith("2.7"):
            continue  # which never runs __del__ of what is in a cycle
        target = start(LAST_WORDS.replace("CYCLE", cycle), python=interpreter.path).wait_asleep()
        assert target.first == "ready"
        threads = program.pyinspect("--json", target.pid, "bt", "all").result["threads"]
        assert len(threads) == 1, threads
        frames = threads[0]["frames"]
        assert [(f["function"], f["line"]) for f in frames] == [("__del__", 11)], frames
        assert threads[0]["proof"]["how"] == "off-cpu", threads
        found = program.pyinspect("--json", target.pid, "locals").result["variables"]
        line = [v for v in found if v["name"] == "line"]
        assert [(v["type"], v["value"]) for v in line] == [("str", "'1 of 2\\n'")], found


# In an interpreter of its own, which Python 3.8 to 3.12 and 3.13+ make in their own ways.
WITHIN = """
import sys, threading, time
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

CODE = '''
import time
def spin():
    end = time.time() + 60
    while time.time() < end:
        pass
spin()
'''

def enter():
    made = interpreters.create()
    ready.append(made)
    if hasattr(interpreters, "exec"):
        interpreters.exec(made, CODE)
    else:
        interpreters.run_string(made, CODE)

ready = []
threads = [threading.Thread(target=enter, daemon=True) for _ in range(int(sys.argv[1]))]
for thread in threads:
    thread.start()
while len(ready) < len(threads):
    time.sleep(0.01)
print("ready", flush=True)
if threads:
    end = time.time() + 60
    while time.time() < end:
        pass
else:
    enter()
"""


def since(major, minor):
    """A test of the interpreters from that version on, which alone have what it is about."""
    found = [one for one in discovery.find()[0] if one.hexversion >= major << 24 | minor << 16]
    return pytest.mark.parametrize("found", found, ids=lambda one: one.id)


def inside(start, tmp_path, interpreter, others):
    """A target whose main thread, or that many others, have entered another interpreter."""
    path = tmp_path / "within.py"
    path.write_text(WITHIN)
    target = start([path, others], python=interpreter.path)
    # It is entered when the code within is what runs.
    end = time.monotonic() + 60
    before = None
    while time.monotonic() < end:
        threads = program.pyinspect("--json", target.pid, "bt", "all").result["threads"]
        spinning = [t for t in threads if [f["function"] for f in t["frames"]][-2:-1] == ["spin"]]
        if before == len(spinning) == max(others, 1):
            return target, threads
        before = len(spinning)
        time.sleep(0.05)
    raise AssertionError(threads)


@since(3, 8)  # _xxsubinterpreters
def test_a_thread_that_has_entered_another_interpreter(start, tmp_path, found):
    """It counts once, for the interpreter in which it is."""
    target, threads = inside(start, tmp_path, found, 0)
    assert [t["state"] for t in threads] == ["idle", "running"], threads
    out = tmp_path / "out.collapsed"
    told = program.pyinspect("--json", target.pid, "record", "-r", "200", "-d", "1.5", "-o", out)
    stacks = [line.rsplit(" ", 1) for line in out.read_text().splitlines()]
    assert stacks and told.result["samples"] == sum(int(n) for _, n in stacks), told
    for stack, _ in stacks:
        # The functions that other interpreters share with it are not on its stack.
        assert "enter" not in stack, stacks
    assert told.result["samples"] <= told.result["rounds"], told


@since(3, 13)  # a GIL for each, and thread states that stay with their threads
def test_threads_of_several_interpreters(start, tmp_path, found):
    """Where each has a GIL of its own, each runs, is proven, stopped and counted by itself."""
    target, threads = inside(start, tmp_path, found, 2)
    assert sorted(t["state"] for t in threads) == ["idle"] * 2 + ["running"] * 3, threads
    answer = program.pyinspect("--json", "-batch", *["-ex", "bt -stop all"] * 20, target.pid)
    moments = [document["result"] for document in answer.documents
               if document["result"]["one_moment"]]
    assert moments, answer
    for stopped in moments:
        assert [t["proof"]["kind"] for t in stopped["threads"]] == ["stopped"] * 5, stopped
    out = tmp_path / "out.collapsed"
    told = program.pyinspect("--json", target.pid, "record", "-r", "100", "-d", "2", "-o", out).result
    assert told["unverified"] == 0, told
    counts = {"spin": 0, "": 0}
    for line in out.read_text().splitlines():
        stack, count = line.rsplit(" ", 1)
        counts["spin" if ";spin " in stack else ""] += int(count)
    assert abs(counts["spin"] / (counts["spin"] + counts[""]) - 2 / 3) <= 0.02, counts

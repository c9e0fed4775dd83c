# SPDX-License-Identifier: GPL-3.0-or-later
"""
f_locals of frames that are not on the stack that is looked at: of tracebacks, of generators and
coroutines at rest, of what another thread runs. What they hold the target prints of its own, except
of those whose frame object nobody has asked for yet: there it speaks of a twin.
"""
import json

import pytest

import program

TARGET = """
import json, sys, threading, time

def fail(a, b, *rest):
    c = [a, b]
    def inner():
        return c
    del b
    raise ValueError(c)

try:
    fail(1, 'two', 3.5)
except ValueError:
    trace = sys.exc_info()[2]

def numbers(n, **more):
    double = n * 2
    for i in [7, 8]:
        yield double + i
    yield n

def rest(n):
    it = numbers(n, key='value')
    next(it)
    return it

def running(x):
    y = x + 1
    global live
    live = sys._getframe()
    ready.set()
    held.acquire()

ready, held = threading.Event(), threading.Lock()
held.acquire()
thread = threading.Thread(target=running, args=(3,))
thread.daemon = True
thread.start()
ready.wait()

class Space:
    z = 5
    frame = sys._getframe()

frame = Space.frame
raised = trace.tb_next.tb_frame
seen, unseen = rest(5), rest(5)
new, unseen_new = numbers(6), numbers(6)
over = numbers(7)
list(over)
asked = ASKED
truth = [repr(sorted((k, repr(v)) for k, v in eval(text).items()
                     if not k.startswith('__') and not callable(v) and k != 'frame'))
         for text in asked]
print(json.dumps(truth))
sys.stdout.flush()
def main():
    time.sleep(1000)
main()
"""

# What print is asked, and whom the target asks.
TWINS = [("raised.f_locals", "raised.f_locals"), ("live.f_locals", "live.f_locals"),
         ("frame.f_locals", "frame.f_locals"),
         ("seen.gi_frame.f_locals", "seen.gi_frame.f_locals"),
         ("unseen.gi_frame.f_locals", "seen.gi_frame.f_locals"),
         ("new.gi_frame.f_locals", "new.gi_frame.f_locals"),
         ("unseen_new.gi_frame.f_locals", "new.gi_frame.f_locals")]

COROUTINES = """
async def job(name):
    left = len(name)
    await stop()

class stop:
    def __await__(self):
        yield

one, other = job('abc'), job('abc')
one.send(None)
other.send(None)
"""


@pytest.fixture
def frames(interpreter, tmp_path):
    path = tmp_path / "frames.py"
    text = TARGET
    twins = list(TWINS)
    if interpreter.hexversion >= 0x03000000:
        text = text.replace("asked = ", COROUTINES + "asked = ")
        twins += [("one.cr_frame.f_locals", "one.cr_frame.f_locals"),
                  ("other.cr_frame.f_locals", "one.cr_frame.f_locals")]
    path.write_text(text.replace("ASKED", repr([twin for _, twin in twins])))
    with program.Target([interpreter.path, str(path)]) as target:
        truth = dict(zip([asked for asked, _ in twins], json.loads(target.line())))
        target.wait_asleep()
        yield target, truth


def test_what_they_hold(frames):
    target, truth = frames
    shown = ("sorted((k, repr(v)) for k, v in %s.items()"
             " if not k.startswith('__') and not callable(v) and k != 'frame')")
    lines = list(program.UNLIMITED)
    lines += ["print " + shown % asked for asked in truth]
    answer = program.pyinspect("--json", target.pid, stdin="\n".join(lines) + "\n")
    values = [document["result"]["value"] for document in answer.documents[3:]]
    assert [eval(value) for value in values] == [eval(value) for value in truth.values()], answer


def test_what_has_none(frames):
    target, _ = frames
    answer = program.pyinspect("--json", target.pid, "print over.gi_frame")
    assert answer.result["value"] == "None", answer
    answer = program.pyinspect(target.pid, "print numbers.f_locals")
    assert answer.status == 1 and "has no attribute 'f_locals'" in answer.err, answer


def test_of_a_module_it_is_its_dict(frames):
    target, _ = frames
    answer = program.pyinspect("--json", target.pid,
                               "print trace.tb_frame.f_locals is trace.tb_frame.f_globals")
    assert answer.result["value"] == "True", answer

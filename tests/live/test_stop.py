# SPDX-License-Identifier: GPL-3.0-or-later
"""
Brief stops: what one command shows is of one moment, and whatever becomes of pyinspect, the target
runs on, with every signal that it was sent.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import program

# A number that main() and inner() must agree on, while threads come, go, sleep and want the GIL.
AGREE = """\
import sys
import threading
import time


begun = []


def inner(number, held):
    copy = number
    held.append(copy)
    return held.pop()


def work(held):
    number = 0
    begun.append(None)
    while True:
        number += 1
        inner(number, held)


def sleeper():
    while True:
        time.sleep(0.003)


def churn():
    while True:
        one = threading.Thread(target=time.sleep, args=(0.001,))
        one.start()
        one.join()


for target, args in ((work, ([],)), (work, ([],)), (sleeper, ()), (sleeper, ()), (churn, ())):
    thread = threading.Thread(target=target, args=args)
    thread.daemon = True
    thread.start()
while len(begun) < 2:
    time.sleep(0.01)
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.read()
"""

# Counts the real-time signals that it gets, and any signal that only a tracer can leave behind; in
# C, because Python runs a handler once for several signals that come together.
COUNTER = """\
#include <signal.h>

static int counts[100];

static void count(int number)
{
    __atomic_add_fetch(&counts[number], 1, __ATOMIC_SEQ_CST);
}

void counter_start(int number)
{
    struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};

    sigaction(number, &action, 0);
}

int counter_get(int number)
{
    return __atomic_load_n(&counts[number], __ATOMIC_SEQ_CST);
}
"""

COUNTS = """\
import ctypes
import signal
import sys
import threading

library = ctypes.CDLL(sys.argv[1])
numbers = (signal.SIGRTMIN, signal.SIGRTMIN + 1, signal.SIGTRAP, signal.SIGCONT)
for number in numbers:
    library.counter_start(int(number))


def spin():
    while True:
        for i in range(1000):
            pass


for i in range(2):
    threading.Thread(target=spin, daemon=True).start()
print("ready", flush=True)
while sys.stdin.readline():
    print(*(library.counter_get(int(number)) for number in numbers), flush=True)
"""


def compile_library(folder, name, source):
    path = folder / (name + ".c")
    path.write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / (name + ".so"), path], check=True)
    return str(folder / (name + ".so"))


@pytest.fixture
def counts(start, tmp_path):
    script = tmp_path / "counts.py"
    script.write_text(COUNTS)
    return start([script, compile_library(tmp_path, "counter", COUNTER)])


def states(pid):
    found = []
    for tid in os.listdir("/proc/%d/task" % pid):
        try:
            with open("/proc/%d/task/%s/stat" % (pid, tid)) as stat:
                found.append(stat.read().rpartition(")")[2].split()[0])
        except OSError:
            pass  # it has ended
    return found


def variables(frame):
    return dict((v["name"], v["value"]) for v in frame["variables"])


@pytest.mark.parametrize("mode", ["never", "brief"])
def test_values_are_of_one_moment(interpreter, mode, start):
    target = start(AGREE, python=interpreter.path)
    asked, agreed, one_moment = 60, 0, 0
    commands = ["-ex", "set stop " + mode, "-ex", "set stop-budget 100ms"]
    commands += ["-ex", "bt 2 full"] * asked
    answer = program.pyinspect("-batch", "--json", "-ex", "thread 2", *commands, target.pid,
                               timeout=120)
    for document in answer.documents[3:]:
        assert document["ok"], document
        result = document["result"]
        thread = result["threads"][0]
        proof = result["proof"] if mode == "brief" else thread["values_proof"]
        if proof["kind"] == "unverified":
            continue
        assert proof["kind"] == "consistent" or mode == "brief"
        one_moment += 1
        frames = thread["frames"]
        by_function = dict((frame["function"], variables(frame)) for frame in frames)
        assert "work" in by_function, frames
        if "inner" not in by_function:
            continue
        inner, work = by_function["inner"], by_function["work"]
        agreed += 1
        assert inner["number"] == work["number"], (inner, work)
        assert inner.get("copy", inner["number"]) == inner["number"], inner
    assert one_moment > asked / 6 and agreed > 0, (one_moment, agreed)


def test_all_threads_at_one_moment(interpreter, start):
    target = start(AGREE, python=interpreter.path)
    answer = program.pyinspect("-batch", "--json", *["-ex", "bt -stop all"] * 30, target.pid,
                               timeout=60)
    assert all(document["ok"] for document in answer.documents), answer
    results = [document["result"] for document in answer.documents]
    moments = [result for result in results if result["one_moment"]]
    assert moments
    kinds = set()
    for result in moments:
        for thread in result["threads"]:
            kinds.add(thread["proof"]["kind"])
            if thread["proof"]["kind"] == "stopped":
                assert thread["proof"]["stopped_us"] > 0 and thread["proof"]["how"] == "ptrace"
    assert kinds == {"stopped", "consistent"}
    assert not set(states(target.pid)) & set("tT")


def test_killed_at_any_moment_the_target_runs_on(counts):
    target = counts
    sent = 0
    chance = random.Random(4)
    commands = ["-ex", "set stop brief"] + ["-ex", "bt all", "-ex", "locals"] * 300
    for _ in range(500):
        inspect = subprocess.Popen(
            [program.PYINSPECT, "-batch", *commands, str(target.pid)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=program.environment())
        time.sleep(chance.random() * 0.02)
        os.kill(target.pid, signal.SIGRTMIN)
        os.kill(target.pid, signal.SIGRTMIN + 1)
        sent += 1
        time.sleep(chance.random() * 0.002)
        inspect.kill()
        inspect.wait()
    program.wait_until(lambda: not set(states(target.pid)) & set("tT"), what="running on")

    def told():
        target.process.stdin.write(b"?\n")
        target.process.stdin.flush()
        return [int(word) for word in target.line().split()]

    program.wait_until(lambda: told()[:2] == [sent, sent], what="every signal: %r" % told())
    assert told()[2:] == [0, 0], "SIGTRAP or SIGCONT came"


def test_a_target_that_job_control_has_stopped_stays_so(counts):
    target = counts
    target.process.send_signal(signal.SIGSTOP)
    program.wait_until(lambda: set(states(target.pid)) == {"T"}, what="stopping")
    answer = program.pyinspect("-batch", "--json", "-ex", "bt -stop all", "-ex", "locals -stop",
                               target.pid)
    assert [d["ok"] for d in answer.documents] == [True, True], answer
    assert answer.documents[0]["result"]["one_moment"] is True
    assert answer.documents[1]["result"]["proof"]["stopped_us"] == 0
    time.sleep(0.05)
    assert set(states(target.pid)) == {"T"}
    target.process.send_signal(signal.SIGCONT)
    program.wait_until(lambda: "T" not in states(target.pid), what="going on")


TRACER = """\
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for tid in os.listdir("/proc/%s/task" % sys.argv[1]):
    if libc.ptrace(0x4206, int(tid), None, None) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_tracer_that_is_there_is_named(start, counts):
    target = counts
    tracer = start([sys.executable, "-c", TRACER, str(target.pid)][1:])
    answers = [program.pyinspect(target.pid, *command.split())
               for command in ("bt -stop all", "locals -stop")]
    assert program.pyinspect(target.pid, "bt", "all").status == 0
    tracer.stop()  # before the target: nobody else may wait for who is traced
    for answer in answers:
        assert answer.status == 1, answer
        assert "process %d" % tracer.pid in answer.err and "traces it already" in answer.err


VFORK = """\
#include <unistd.h>

/* The thread that called it cannot be interrupted until the child ends. */
void sleep_in_child(int seconds)
{
    if (vfork() == 0) {
        sleep(seconds);
        _exit(0);
    }
}
"""


def test_who_cannot_be_interrupted_is_not_waited_for(start, tmp_path):
    library = compile_library(tmp_path, "vfork", VFORK)
    target = start("""
        import ctypes, sys, threading
        library = ctypes.CDLL(%r)
        def hang():
            library.sleep_in_child(60)
        threading.Thread(target=hang, daemon=True).start()
        def spin():
            while True:
                pass
        threading.Thread(target=spin, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """ % library)
    program.wait_until(lambda: "D" in states(target.pid), what="vfork")
    # On a busy machine somebody may wake up each time.
    answers = (program.pyinspect("--json", target.pid, "bt", "-stop", "all", timeout=20).result
               for _ in range(20))
    result = next((one for one in answers if one["one_moment"]), None)
    assert result, "never of one moment"
    kinds = dict((t["frames"][0]["function"], t["proof"]["kind"]) for t in result["threads"])
    assert kinds["hang"] == "consistent" and kinds["spin"] == "stopped", kinds
    assert "D" in states(target.pid) and "t" not in states(target.pid)


def test_a_budget_that_is_spent_is_said(start):
    target = start(AGREE)
    # The frame that is selected may return before it is asked, which is said: one of thirty does.
    answers = (program.pyinspect("-batch", "--json", "-ex", "set stop brief", "-ex",
                                 "set stop-budget 1us", "-ex", "globals", "-ex", "info proof",
                                 target.pid) for _ in range(10))
    answer = next(one for one in answers
                  if one.documents[-2]["ok"] or one.documents[-2]["error"]["kind"] not in ("stale", "not-found"))
    assert answer.documents[-2]["ok"], answer
    result = answer.documents[-2]["result"]
    assert result["proof"]["kind"] == "unverified" and result["proof"]["overrun"]
    told = dict((v["name"], v["value"]) for v in result["variables"])
    assert told["sys"].startswith("<module 'sys'"), told
    assert answer.documents[-1]["result"]["hold"]["overrun"]
    texts = (program.pyinspect("-batch", "-ex", "set stop-budget 1us", "-ex", "globals -stop",
                               target.pid) for _ in range(10))
    text = next(one for one in texts if one.status == 0)
    assert "not enough" in text.out, text


def test_settings(hung):
    def ask(*lines):
        parts = [part for line in lines for part in ("-ex", line)]
        return program.pyinspect("-batch", *parts, hung.pid)

    assert "stop is never" in ask("show stop").out
    assert "stop-budget is 5ms" in ask("show stop-budget").out
    assert "200us" in ask("set stop-budget 200us", "show stop-budget").out
    assert "brief" in ask("set stop brief", "show stop").out
    for wrong in ("set stop always", "set stop-budget 0", "set stop-budget 5h",
                  "set stop-budget 11s", "set stop-budget"):
        assert ask(wrong).status == 1, wrong
    assert json.loads(program.pyinspect("--json", hung.pid, "info", "proof").out)["ok"] is False

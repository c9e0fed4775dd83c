# SPDX-License-Identifier: GPL-3.0-or-later
"""Which moments top and record speak of: time without samples is nobody's, what a row says is of
one read, and threads that come and go have their part of the process's CPU time."""
import json
import os
import re
import signal
import subprocess
import time

import pytest

import discovery
import program

pytestmark = pytest.mark.skipif(not discovery.find()[0], reason="no interpreter")

PHASES = """
import sys, time
clock = getattr(time, "monotonic", time.time)
def phase(until):
    while clock() < until: pass
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True: phase(clock() + 1)
"""


# What is counted of which time is the same whatever is looked at.
NEWEST = pytest.mark.parametrize("start", (-1,), ids=("newest",), indirect=True)


@pytest.fixture(params=(0, -1), ids=("oldest", "newest"))
def start(request, tmp_path):
    targets = []

    def start(source):
        path = tmp_path / ("target%d.py" % len(targets))
        path.write_text(source)
        target = program.Target([discovery.find()[0][request.param].path, str(path)])
        targets.append(target)
        target.line()
        return target

    yield start
    for target in targets:
        target.stop()


def kept_away(target, *arguments):
    """The answer of a pyinspect that was stopped for two seconds."""
    process = subprocess.Popen([program.PYINSPECT, "--json", str(target.pid)] + list(arguments),
                               stdout=subprocess.PIPE, env=program.environment())
    program.wait_for_rounds(process.pid, 20)
    process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(2)
    finally:
        process.send_signal(signal.SIGCONT)
    out = process.communicate(timeout=60)[0]
    return [json.loads(line) for line in out.decode().splitlines()][-1]["result"]


@NEWEST
def test_time_without_samples_is_nobodys_in_top(start):
    shown, = kept_away(start(PHASES), "top", "-b", "-d", "4")["screens"]
    assert 1.5 < shown["gap_seconds"] < 4
    assert shown["seconds"] < 2.7
    row, = [row for row in shown["functions"] if row["function"] == "phase"]
    assert row["own_seconds"] < 2.7
    # What it ran meanwhile is no more than there was time for.
    assert shown["on_cpu"] < 1.2 and shown["threads"][0]["on_cpu_percent"] < 120


@NEWEST
def test_time_without_samples_is_nobodys_in_record(start, tmp_path):
    result = kept_away(start(PHASES), "record", "-d", "4", "-o", str(tmp_path / "x.html"))
    assert 1500 < result["gap_ms"] < 4000
    assert result["seconds"] < 2.7
    assert result["missed"] < 200
    assert "Not sampled" in (tmp_path / "x.html").read_text()


@NEWEST
def test_time_without_samples_is_said(start):
    target = start(PHASES)
    # The end of one interval or of another falls into it.
    process = subprocess.Popen([program.PYINSPECT, str(target.pid), "top", "-b", "-d", "1.5", "-n", "3"],
                               stdout=subprocess.PIPE, env=program.environment())
    program.wait_for_rounds(process.pid, 20)
    process.send_signal(signal.SIGSTOP)
    time.sleep(2.5)
    process.send_signal(signal.SIGCONT)
    text = process.communicate(timeout=60)[0].decode()
    assert re.search(r"^Not sampled for [23] s, which count for nothing\.$", text, re.M), text


# One thread after the other: for how long each runs, and how long there is none.
SHORT_LIVES = """
import sys, threading, time
def short():
    end = time.time() + %g
    while time.time() < end: pass
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True:
    thread = threading.Thread(target=short)
    thread.start()
    thread.join()
    time.sleep(%g)
"""


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_threads_that_come_and_go_have_cpu_time(start):
    target = start(SHORT_LIVES % (0.003, 0))
    began, before = time.monotonic(), cpu_seconds(target.pid)
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 4)
    truth = (cpu_seconds(target.pid) - before) / (time.monotonic() - began)
    shown, = answer.result["screens"]
    assert truth > 0.05
    assert shown["on_cpu"] == pytest.approx(truth, rel=0.2, abs=0.05)


def test_threads_that_have_ended_are_not_there(start):
    target = start(SHORT_LIVES % (0.03, 0.02))
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 1, "-n", 4)
    gone = 0
    for shown in (document["result"]["screens"][0] for document in answer.documents):
        living = [thread for thread in shown["threads"] if not thread["ended"]]
        # There are never more than the main thread and one other.
        assert shown["thread_count"] == len(living) <= 2
        ended = shown["ended_threads"] or {"count": 0, "running_percent": 0, "gil_percent": 0}
        gone += ended["count"]
        # What the threads have had of the interval is what was had of it.
        for key, whole in (("running_percent", 100 * shown["running"]),
                           ("gil_percent", shown["gil_percent"])):
            assert abs(sum(t[key] for t in shown["threads"]) + ended[key] - whole) < 0.001, shown
    assert gone > 0


# Each is in a sleep of its own line most of the time, or in the lock of another one.
MANY_PLACES = """
import sys, threading, time
lock = threading.Lock()
def goes():
    while True:
        time.sleep(0.011)
        time.sleep(0.012)
        with lock: time.sleep(0.003)
for i in range(12):
    t = threading.Thread(target=goes)
    t.daemon = True
    t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.read()
"""


def test_place_and_wait_are_of_one_moment(start):
    target = start(MANY_PLACES)
    lines = {number: line for number, line in enumerate(MANY_PLACES.splitlines(), 1)}
    seen = idle = waits = 0
    # Who has gone on is read where he is now.
    for _ in range(24):
        answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.2, "-n", 10)
        for shown in (document["result"]["screens"][0] for document in answer.documents):
            for thread in shown["threads"]:
                idle += thread["state"] == "idle" and thread["num"] > 1
                waits += thread["state"] == "idle" and thread["num"] > 1 and thread["waits"] is not None
                if not thread["waits"] or not thread["waits"]["call"]:
                    continue
                line = lines.get(thread["frames"][0]["line"], "")
                call = thread["waits"]["call"]
                seen += call.startswith("time.sleep(0.01")
                if call.startswith("time.sleep") or call == "with lock":
                    assert call in line, thread
        if seen > 20:
            break
    assert seen > 20
    # Most of them are found blocked, and what they wait in is told with it.
    assert waits > idle / 2, (waits, idle)


# The lock goes round: who has it sleeps, and all others wait for it.
ROUND = """
import sys, threading, time
lock = threading.Lock()
def goes():
    while True:
        with lock:
            time.sleep(0.25)
        time.sleep(0.001)
for i in range(6):
    t = threading.Thread(target=goes, name="w%d" % i)
    t.daemon = True
    t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.read()
"""


def test_nobody_waits_for_who_has_gone_on(start):
    target = start(ROUND)
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.35, "-n", 15)
    waiting = told = 0
    wrong = []
    for shown in (document["result"]["screens"][0] for document in answer.documents):
        place = {thread["num"]: thread for thread in shown["threads"]}
        for thread in shown["threads"]:
            owner = ((thread["waits"] or {}).get("for") or {}).get("thread")
            waiting += ((thread["waits"] or {}).get("for") or {}).get("kind") == "Lock"
            if owner is None:
                continue
            told += 1
            assert owner != thread["num"], thread
            # Who has it is in its sleep, as far as it is said what it waits in.
            waits = place[owner]["waits"]
            if waits and (waits.get("for") or {}).get("kind") == "Lock":
                wrong.append((thread, waits))
    assert waiting > 30 and told > waiting / 2, (waiting, told)
    # One row is read after the other. Where pyinspect is put off the CPU between the two, the lock may have gone on;
    # with what was so when it was asked last nearly all of them would be wrong.
    assert len(wrong) <= told / 10, wrong


# Sleeps with the GIL in its hands; three others want it.
GIL_SLEEPER = """
import ctypes, sys, threading, time
def wants():
    while True: time.sleep(0.05)
for i in range(3):
    t = threading.Thread(target=wants)
    t.daemon = True
    t.start()
sleep = ctypes.PyDLL(None).sleep
sys.stdout.write("ready\\n"); sys.stdout.flush()
sleep(1000)
"""


def sys_counts_turns(target):
    """Whether the GIL has a number of its changes of hands (3.7+)."""
    version = program.pyinspect("--json", target.pid, "info", "process").result["version"]
    return tuple(int(part) for part in version.split(".")[:2]) >= (3, 7)


def test_who_sleeps_with_the_gil_keeps_the_others(start):
    target = start(GIL_SLEEPER).wait_main_asleep()
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.5, "-n", 8)
    screens = [document["result"]["screens"][0] for document in answer.documents]
    # However often those that want it wake up, the table does not change to them and back.
    late = [screen for screen in screens if screen["gil_sleeps_seconds"] >= 1]
    assert len(late) >= 5 and late == screens[-len(late):], [s["gil_sleeps_seconds"] for s in screens]
    wanted = set()
    turns = sys_counts_turns(target)
    for screen in late:
        assert screen["idle"], screen
        main = screen["threads"][0]
        assert main["gil"] and main["frames"][0]["function"] == "<module>", main
        assert main["waits"]["call"].startswith("sleep("), main
        for thread in screen["threads"][1:]:
            if thread["waits"] is not None and thread["waits"]["gil"] and turns:
                # As long as the other one has slept, also before pyinspect came; one read is after the other.
                wanted.add(thread["num"])
                assert abs(thread["still_seconds"] - main["still_seconds"]) < 0.5, screen
    assert wanted == {2, 3, 4} or not turns, screens
    text = program.pyinspect(target.pid, "top", "-b", "-d", 1, "-n", 1).out
    assert re.search(r"(Thread 1 has slept with the GIL|Nothing has run) for \d+ s", text), text


# An OS thread that has entered another interpreter, and runs there.
SUB_INTERPRETER = """
import sys, threading, time
try: import _interpreters as interpreters
except ImportError: import _xxsubinterpreters as interpreters
code = "def spins():\\n    while True: pass\\nspins()"
def enters():
    made = interpreters.create()
    getattr(interpreters, "run_string", interpreters.exec if hasattr(interpreters, "exec") else None)(made, code)
t = threading.Thread(target=enters)
t.daemon = True
t.start()
time.sleep(1)
sys.stdout.write("ready\\n"); sys.stdout.flush()
time.sleep(1000)
"""


def test_a_thread_in_another_interpreter_has_its_cpu_once(tmp_path):
    newest = discovery.find()[0][-1]
    if newest.hexversion < 0x030c0000:
        pytest.skip("no interpreters with a GIL of their own")
    path = tmp_path / "sub.py"
    path.write_text(SUB_INTERPRETER)
    with program.Target([newest.path, str(path)]) as target:
        target.line()
        answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 1, "-n", 4)
    both = shared = 0
    for document in answer.documents:
        for screen in document["result"]["screens"]:
            rows = {}
            for thread in screen["threads"]:
                rows.setdefault(thread["tid"], []).append(thread)
            twins = [group for group in rows.values() if len(group) > 1]
            assert len(twins) == 1, screen
            had = [thread for thread in twins[0] if (thread["on_cpu_percent"] or 0) > 1]
            shared += len(had) > 0
            both += len(had) > 1
            assert all("spins" in [f["function"] for f in thread["frames"]] for thread in had), had
    assert shared and not both, answer


# One stands still for longer than the other, and a third wakes up now and then.
STILL_SINCE = """
import sys, threading, time
def sleeps(): time.sleep(1000)
def start():
    t = threading.Thread(target=sleeps)
    t.daemon = True
    t.start()
start()
time.sleep(3)
start()
time.sleep(1.5)
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True: time.sleep(0.5)
"""


@NEWEST
def test_for_how_long_most_have_stood_still_is_the_least(start):
    target = start(STILL_SINCE)
    told = None
    # On a busy machine the third may seem to run for long.
    for _ in range(20):
        text = program.pyinspect(target.pid, "top", "-b", "-d", 1, "-n", 1).out
        told = re.search(r"2 of 3 threads have not moved for \d+ s( or more)?", text)
        if told:
            break
    assert told and told.group(1), text


# Two that sleep for good, and two that wake up in turns, every other second.
TWO_STAND_STILL = """
import sys, threading, time
def ticks(first):
    time.sleep(first)
    while True: time.sleep(1.7)
def sleeps(): time.sleep(1000)
for f, arguments in ((sleeps, ()), (ticks, (0.01,)), (ticks, (1.01,))):
    t = threading.Thread(target=f, args=arguments)
    t.daemon = True
    t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
time.sleep(1000)
"""


@NEWEST
def test_who_wakes_up_now_and_then_does_not_stand_still(start):
    target = start(TWO_STAND_STILL)
    time.sleep(1)
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.1, "-n", 60)
    screens = [document["result"]["screens"][0] for document in answer.documents]
    # Before both have been seen to wake up nobody can know.
    told = [shown for shown in screens[20:] if shown["still_threads"]]
    assert len(told) > 5
    assert all(shown["still_threads"] == 2 and shown["still_seconds"] > 2 for shown in told), told


@NEWEST
def test_no_more_rounds_than_were_asked_for(start):
    answer = program.pyinspect("--json", start(PHASES).pid, "top", "-b", "-d", 0.05, "-n", 30)
    screens = [document["result"]["screens"][0] for document in answer.documents]
    assert len(screens) == 30
    assert all(shown["rate_kept"] <= shown["rate"] == 100 for shown in screens), screens


# So many tasks that to read them takes longer than a short interval, of a loop that never rests.
CROWD = """
import asyncio
async def waits(): await asyncio.sleep(1000)
async def main():
    tasks = [asyncio.create_task(waits()) for i in range(3000)]
    print("ready", flush=True)
    while True:
        sum(range(100000))
        await asyncio.sleep(0)
asyncio.run(main())
"""


def test_no_interval_is_cut_short_by_the_screen_before(tmp_path):
    path = tmp_path / "crowd.py"
    path.write_text(CROWD)
    with program.Target([discovery.find()[0][-1].path, str(path)]) as target:
        target.line()
        answer = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.4, "-n", 4)
    shown = [document["result"]["screens"][0] for document in answer.documents]
    assert len(shown) == 4
    for screen in shown:
        assert screen["seconds"] + screen["gap_seconds"] > 0.05, [
            (s["seconds"], s["gap_seconds"], s["samples"]) for s in shown]


REAL_TIME = """
import os, sys, time
def works():
    end = time.monotonic() + 0.006
    while time.monotonic() < end: pass
sys.stdout.write("ready\\n"); sys.stdout.flush()
while True:
    works()
    time.sleep(0.004)
"""


def real_time(target):
    try:
        os.sched_setscheduler(target.pid, os.SCHED_RR, os.sched_param(5))
    except PermissionError:
        pytest.skip("no thread can be given real-time priority here")


def test_what_a_thread_of_real_time_priority_does_is_not_seen(tmp_path):
    """It is always found when it sleeps; that is said, and no answer that it does nothing."""
    script = tmp_path / "target.py"
    script.write_text(REAL_TIME)
    why = r"thread %d has real-time priority \(SCHED_RR 5\)"
    with program.Target([discovery.find()[0][-1].path, str(script)]) as target:
        target.line()
        real_time(target)
        shown, = program.pyinspect("--json", target.pid, "top", "-b", "-d", 4).document["result"]["screens"]
        assert shown["unseen_cpu"] == pytest.approx(shown["on_cpu"] - shown["running"], abs=0.1), shown
        assert shown["unseen_cpu"] > 0.2 and re.search(why % target.pid, shown["unseen_why"])
        assert not shown["idle"]
        text = program.pyinspect(target.pid, "top", "-b", "-d", 4).out
        assert re.search("Not all was seen: threads had 0.[2-9]. of a CPU more.*" + why % target.pid, text), text
        answer = program.pyinspect(target.pid, "record", "-d", 3, "-o", tmp_path / "out.collapsed")
        assert re.search("not all was seen: the process had [12]\\.\\d+ s of CPU more.*" + why % target.pid,
                         answer.out + answer.err), answer
        assert "No thread ran" not in answer.out

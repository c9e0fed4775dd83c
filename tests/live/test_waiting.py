# SPDX-License-Identifier: GPL-3.0-or-later
"""
What threads wait in: waits.py has one in each kind of wait, and says what is to be said of it, on every
interpreter. That it waits for the GIL, that a thread that runs waits in nothing.
"""
import concurrent.futures
import json
import os
import signal
import time

import program
import pytest

WAITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "waits.py")

def threads_of(target, *command):
    result = program.pyinspect("--json", target.pid, *(command or ("info", "threads"))).result
    return {thread["name"]: thread for thread in result["threads"]}


def asked_often(target, times):
    """The threads as one pyinspect tells them that is asked so often, one time after the other."""
    answer = program.pyinspect("--json", "-batch", *["-ex", "info threads"] * times, target.pid, timeout=300)
    assert answer.status == 0 and len(answer.documents) == times, answer
    return [document["result"]["threads"] for document in answer.documents]


def what_it_is_for(waits, names):
    """The kind of what is waited for, and whose it is; names: of threads, by their numbers."""
    if waits["for"] is None:
        return None
    return [waits["for"]["kind"], names.get(waits["for"]["thread"])]


def what_differs(waits, told, names):
    if waits is None:
        return "does not wait"
    if told["call"] is not None and waits["call"] != told["call"]:
        return "call"
    if waits["syscall"] not in told["syscalls"]:
        return "syscall"
    if waits["library"] != told["library"]:
        return "library"
    if what_it_is_for(waits, names) != told["for"]:
        return "for"
    if told["for"] and told["for"][1] and " %s [" % told["for"][1] not in waits["text"]:
        return "whose"
    if sorted(waits["descriptors"]) != told["fds"]:
        return "descriptors"
    if not all(part in waits["os"] for part in told["leads_to"]):
        return "leads_to"
    limits = [waits["seconds_left"], waits["seconds_at_most"]]
    if limits.count(None) != (1 if told["limit"] else 2):
        return "limits"
    if told["limit"] and limits[1] is not None and limits[1] != told["limit"]:
        return "at most"
    # How much of it has passed depends on the machine.
    if told["limit"] and limits[0] is not None and not (
            told["limit"] - 120 < limits[0] <= told["limit"]):
        return "left"
    return None


@pytest.fixture(scope="module")
def waiting(interpreter):
    """waits.py at rest, with what it says of itself and when it was started and came to rest: one for all that is
    asked of an interpreter."""
    started = time.monotonic()
    with program.Target([interpreter.path, WAITS]) as target:
        target.told = json.loads(target.line())
        target.wait_asleep()
        target.started, target.asleep = started, time.monotonic()
        yield target


def test_every_kind_of_wait(waiting):
    target, told = waiting, waiting.told
    time.sleep(0.3)
    least = time.monotonic() - target.asleep
    threads = threads_of(target)
    most = time.monotonic() - target.started
    backtraces = threads_of(target, "bt", "all")
    noted = {name for name, thread in threads.items() if program.is_noted(target.pid, thread["tid"])}
    assert set(told) < set(threads), "some are not there"
    # The kernel forgets it of few: 9 of 38,000 on a machine with too much to do.
    assert len(noted) > len(threads) / 2 or not program.is_noted(os.getpid(), os.getpid())
    names = {thread["num"]: name for name, thread in threads.items()}
    wrong = {name: (what_differs(threads[name]["waits"], told[name], names), threads[name]["waits"])
             for name in told}
    assert not any(what for what, _ in wrong.values()), {
        name: what for name, what in wrong.items() if what[0]}
    for name, thread in threads.items():
        waits = thread["waits"]
        assert waits["gil"] is False
        # The machine's clocks may have stood still for half of it, not for more.
        assert (least / 2 < waits["seconds"] < most) if name in noted else waits["seconds"] is None
        assert backtraces[name]["waits"]["call"] == waits["call"]
        assert backtraces[name]["waits"]["for"] == waits["for"]
        assert waits["os"] in waits["text"]


@pytest.mark.parametrize("command", [("info", "threads"), ("bt", "all"), ("top", "-b", "-d", "1.5")],
                         ids=lambda command: command[0])
def test_deadlocks(waiting, command):
    """All rings, and no other: not who only waits for one, nor who gives up after a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        document, text = pool.map(lambda options: program.pyinspect(*options, waiting.pid, *command),
                                  (["--json"], []))
    text, result = text.out, document.result
    result, = result.get("screens", [result])
    names = {thread["num"]: thread["name"] for thread in result["threads"]}
    assert sorted(sorted(names[num] for num in ring) for ring in result["deadlocks"]) == [
        ["has_the_left_one", "has_the_right_one"], ["waits_for_itself"]]
    for ring in result["deadlocks"]:
        said = [", which waits for t%d %s" % (num, names[num]) for num in ring]
        said[0] = said[0].replace(", which waits for", "Deadlock:")
        if len(ring) > 1:
            said[1] = said[1].replace(", which", "")
        end = " waits for t%d" if len(ring) == 1 else ", which waits for t%d"
        assert "".join(said) + end % ring[0] in text.splitlines()


HANDED = """
import json, sys, threading, time
lock = threading.Lock()
lock.acquire()
jobs = {"sleeps": (time.sleep, (1000,)), "locks": (lock.acquire, ())}
for name in jobs:
    t = threading.Thread(target=jobs[name][0], name=name, args=jobs[name][1]); t.daemon = True; t.start()
try:
    import concurrent.futures
except ImportError:
    pass
else:
    for name in sorted(jobs):
        def runs_job(name=name):
            threading.current_thread().name = "pool " + name
        pool = concurrent.futures.ThreadPoolExecutor(1)
        pool.submit(runs_job).result()
        pool.submit(jobs[name][0], *jobs[name][1])
        jobs["pool " + name] = jobs[name]
    # One that has nothing to do waits in the library.
    idle = concurrent.futures.ThreadPoolExecutor(1, *[] if sys.version_info < (3, 6) else ["idle"])
    idle.submit(int).result()
def name_of(function):
    of = getattr(function, "__self__", None)
    named = isinstance(of, (type(None), type(sys)))
    return (function.__module__ if named else type(of).__name__) + "." + function.__name__
sys.stdout.write(json.dumps(dict((name, name_of(jobs[name][0])) for name in jobs)) + "\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_a_job_that_is_a_function_of_c(interpreter, tmp_path):
    """Who runs what he was given waits in that, and is not idle."""
    script = tmp_path / "handed.py"
    script.write_text(HANDED)
    with program.Target([interpreter.path, script]) as target:
        truth = json.loads(target.line())
        target.wait_asleep()
        threads = threads_of(target)
    for name, called in truth.items():
        waits = threads[name]["waits"]
        assert (waits["library"], waits["call"].split("(")[0]) == (None, called), (name, waits)
    idle = [thread for name, thread in threads.items() if name.startswith("idle")]
    assert len(idle) == (len(truth) > 2), threads
    assert all(thread["waits"]["library"] == "concurrent.futures.thread._worker" for thread in idle)


def test_who_holds_the_gil_does_not_wait_for_it(interpreter, tmp_path):
    script = tmp_path / "target.py"
    script.write_text("""
import sys, threading
def spin():
    x = 0
    while True: x += 1
for i in range(4):
    t = threading.Thread(target=spin); t.daemon = True; t.start()
sys.stdout.write("\\n"); sys.stdout.flush()
sys.stdin.read()
""")
    held = 0
    with program.Target([interpreter.path, script]) as target:
        target.line()
        for threads in asked_often(target, 60):
            holders = [thread for thread in threads if thread["gil"]]
            assert len(holders) <= 1, holders
            assert not [thread for thread in holders if (thread["waits"] or {}).get("gil")], holders
            held += len(holders)
    assert held > 0


def test_who_runs_waits_in_nothing(interpreter, tmp_path):
    """Two threads that want the GIL: one has it. The other one waits for it, or has just been given it."""
    script = tmp_path / "target.py"
    script.write_text("""
import sys, threading
def spin():
    x = 0
    while True: x += 1
t = threading.Thread(target=spin, name="second"); t.daemon = True; t.start()
sys.stdout.write("\\n"); sys.stdout.flush()
spin()
""")
    seen = set()
    # Where it is known where the GIL is: it was in variables of no struct before.
    knows = interpreter.version >= "3.7" or interpreter.version.startswith("3.1")
    with program.Target([interpreter.path, script]) as target:
        target.line()
        # On a machine that has much to do both of them want a CPU, most of the time.
        for _ in range(50 if knows else 5):
            for thread in sum(asked_often(target, 20), []):
                waits = thread["waits"]
                assert waits is None or thread["state"] == "idle", thread
                # While it waits for the GIL it is in no call, or comes back from one.
                assert waits is None or waits["call"] in (None, "sys.stdout.flush()"), thread
                seen.add(None if waits is None else waits["gil"])
            if len(seen) == 2:
                break
    assert None in seen
    assert True in seen or not knows, seen


def test_a_stopped_thread_is_said_to_be(hung):
    assert all(thread["waits"]["text"] != "stopped by a signal"
               for thread in threads_of(hung).values())
    os.kill(hung.pid, signal.SIGSTOP)
    try:
        time.sleep(0.1)
        assert {thread["waits"]["text"] for thread in threads_of(hung).values()} == {
            "stopped by a signal"}
    finally:
        os.kill(hung.pid, signal.SIGCONT)

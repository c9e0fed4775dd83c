# SPDX-License-Identifier: GPL-3.0-or-later
"""`top --subprocesses`: one table of a process and of all that it starts, each thread with its own
process's number, and what it waits in read from that one."""
import sys
import time

import pytest

import discovery
import program

pytestmark = pytest.mark.skipif(not discovery.find()[0], reason="no interpreter")

# Tells who it is and who its children are. Each child has a thread that waits for a lock of its own.
FORKS = """
import os, sys, threading, time
clock = getattr(time, "monotonic", time.time)
def spin(seconds):
    end = clock() + seconds
    while clock() < end: pass
def in_parent():
    spin(0.01)
    time.sleep(0.01)
def in_child():
    me = os.getpid()
    spin(0.03)
    time.sleep(0.005)
    return me
lock = threading.Lock()
def waits():
    lock.acquire()
def child():
    lock.acquire()
    t = threading.Thread(target=waits, name="waits-in-%d" % os.getpid())
    t.daemon = True
    t.start()
    while True: in_child()
children = []
for i in range(2):
    pid = os.fork()
    if pid == 0:
        child()
    children.append(pid)
sys.stdout.write("%d %d\\n" % tuple(children)); sys.stdout.flush()
while True: in_parent()
"""


@pytest.fixture(params=(0, -1), ids=("oldest", "newest"))
def forked(request, tmp_path):
    path = tmp_path / "forks.py"
    path.write_text(FORKS)
    with program.with_children([discovery.find()[0][request.param].path, path]) as both:
        yield both


def screens(target, *arguments):
    answer = program.pyinspect("--json", target.pid, "top", "-b", "--subprocesses", *arguments)
    assert answer.status == 0, answer
    return [screen for document in answer.documents for screen in document["result"]["screens"]]


def test_one_table_of_all(forked):
    target, children = forked
    shown = screens(target, "-d", 1.5, "-n", 2)[-1]
    everybody = sorted([target.pid] + children)
    assert shown["process_count"] == 3
    assert sorted(process["pid"] for process in shown["processes"]) == everybody
    assert all("forks.py" in process["command"] for process in shown["processes"])
    # Each has its own threads, by its own numbers.
    threads = {(thread["pid"], thread["num"]): thread for thread in shown["threads"]}
    assert sorted(threads) == sorted([(target.pid, 1)] + [(pid, num) for pid in children for num in (1, 2)])
    for pid in children:
        assert threads[pid, 1]["tid"] == pid
        waits = threads[pid, 2]
        assert waits["name"] == "waits-in-%d" % pid and waits["tid"] not in everybody
        assert waits["state"] == "idle" and "lock.acquire()" in waits["waits"]["text"], waits
        assert waits["frames"][0]["function"] == "waits"
    rows = {row["function"]: row for row in shown["functions"]}
    # Two of three processes are children, each at it for longer; in_parent is of one thread.
    assert rows["in_child"]["total"] > rows["in_parent"]["total"] > 0, rows
    stacks = {(thread["pid"], thread["frames"][-2]["function"]) for thread in shown["threads"]
              if thread["num"] == 1}
    assert {pid for pid, function in stacks if function == "child"} <= set(children)
    assert shown["thread_count"] == 5 and shown["running"] > 1
    # All CPU time, of all of them: what the threads had, and no other's.
    had = sum(thread["on_cpu_percent"] for thread in shown["threads"]) / 100
    assert had == pytest.approx(shown["on_cpu"], rel=0.2, abs=0.1)


def test_text_and_options(forked):
    target, children = forked
    answer = program.pyinspect(target.pid, "top", "-b", "-s", "-d", 1)
    assert answer.out.splitlines()[1].startswith("Processes: 3; threads: 5, of which "), answer
    rows = [line.split() for line in answer.out.splitlines()]
    assert ["Pid", "Num", "Tid"] in [row[:3] for row in rows]
    for pid in children:
        assert [str(pid), "1", str(pid)] in [row[:3] for row in rows]
    alone, = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.5).document["result"]["screens"]
    assert "process_count" not in alone and {thread["num"] for thread in alone["threads"]} == {1}
    assert "in_child" not in {row["function"] for row in alone["functions"]}
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-s", "--thread", 1)
    assert answer.document["error"] == {
        "kind": "usage", "message": "--thread and --subprocesses: each process numbers its own threads"}
    cpu, = screens(target, "-d", 1.5, "--cpu")
    had = sum(row["own_seconds"] for row in cpu["functions"])
    assert had == pytest.approx(cpu["on_cpu"] * cpu["seconds"], rel=0.25, abs=0.2)


def test_who_comes_and_goes(tmp_path):
    """A child that was not there when it began, and one that is not there any more."""
    path = tmp_path / "comes.py"
    path.write_text("""
import os, subprocess, sys, time
def works(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end: pass
print("ready", flush=True)
while True:
    pid = os.fork()
    if pid == 0:
        works(0.7)
        os._exit(0)
    os.waitpid(pid, 0)
    subprocess.call([sys.executable, "-c", "def started():\\n  import time\\n  end = time.monotonic() + 0.7\\n"
                     "  while time.monotonic() < end: pass\\nstarted()"])
""")
    with program.Target([sys.executable, str(path)]) as target:
        target.line()
        seen, pids = set(), set()
        for shown in screens(target, "-d", 1, "-n", 8):
            seen |= {row["function"] for row in shown["functions"] if row["own_start"] > 0}
            pids |= {process["pid"] for process in shown["processes"]}
            assert target.pid in {process["pid"] for process in shown["processes"]}
            assert shown["process_count"] <= 3
            assert shown["ended"] is None
    assert {"works", "started"} <= seen, seen
    assert len(pids) >= 3

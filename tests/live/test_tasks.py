# SPDX-License-Identifier: GPL-3.0-or-later
"""
The tasks of asyncio: async_tasks.py has one in each kind of wait, and what asyncio itself says of them is what
`info tasks` says, on every interpreter that has it.
"""
import json
import os
import re
import subprocess

import pytest

import program

TASKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "async_tasks.py")

# By the innermost function that is the program's: the library's, and what is waited for. A name in brackets
# is there from 3.11 on.
WORDS = {
    "sleeps": r"asyncio\.sleep \[\d+\.\d s left\]",
    "sleeps_deep": r"asyncio\.sleep \[1\d{3}\.\d s left\]",
    "has_lock": r"asyncio\.sleep \[2\d{3}\.\d s left\]",
    "wants_lock": r"asyncio\.(Lock\.)?acquire: <asyncio\.locks\.Lock object at 0x\w+ \[locked, ?waiters:1\]>",
    "gets": r"asyncio\.(Queue\.)?get: <Queue at 0x\w+ maxsize=0 _getters\[1\]>",
    "puts": r"asyncio\.(Queue\.)?put: <Queue at 0x\w+ maxsize=1 _queue=\[1\] _putters\[1\] tasks=1>",
    "waits_for_event": r"asyncio\.(Event\.)?wait: <asyncio\.locks\.Event object at 0x\w+ \[unset, ?waiters:1\]>",
    "waits_for_condition":
        r"asyncio\.(Condition\.)?wait: <asyncio\.locks\.Condition object at 0x\w+ \[unlocked, ?waiters:1\]>",
    "wants_semaphore":
        r"asyncio\.(Semaphore\.)?acquire: <asyncio\.locks\.Semaphore object at 0x\w+ \[locked, ?waiters:1\]>",
    "awaits_future": r"_?(asyncio)?\.?Future at 0x\w+",
    "awaits_task": r"(?P<tasks>.*)",
    "gathers": r"(?P<tasks>.*, .*)",
    "waits_for": r"asyncio\.wait_for: (?P<tasks>.*)",
    "waits_for_some": r"asyncio\.wait: (?P<tasks>.*)",
    "shields": r"Future at 0x\w+",
    "reads": r"asyncio\.(StreamReader\.)?readline: <StreamReader .*>",
    "receives": r"(asyncio\.selector_events\.(BaseSelectorEventLoop\.)?sock_recv: <socket\.socket .*|Future at 0x\w+)",
    "accepts": r"(asyncio\.selector_events\.(BaseSelectorEventLoop\.)?sock_accept: <socket\.socket .*|Future at 0x\w+)",
    "generates": r"asyncio\.sleep \[3\d{3}\.\d s left\]",
    "awaited": r"asyncio\.sleep \[4\d{3}\.\d s left\]",
    "__aenter__": r"asyncio\.sleep \[5\d{3}\.\d s left\]",
    "refuses": r"asyncio\.sleep \[7\d{3}\.\d s left\]",
    "main": r"asyncio\.sleep \[8\d{3}\.\d s left\]",
}


def has_asyncio(interpreter):
    return not interpreter.version.startswith("2.")


def tasks_of(target):
    return program.pyinspect("--json", target.pid, "info", "tasks").result["tasks"]


def told_of(task):
    """What the target tells of itself."""
    return {
        "address": task["address"], "name": task["name"], "cancelling": task["cancelling"],
        "frames": [[frame["function"], frame["file"], frame["line"]] for frame in task["frames"]],
        "future": task["waits"]["future"] if task["waits"] else None,
    }


def test_all_of_them_are_as_asyncio_has_them(interpreter):
    """Asking for a frame object changes how CPython keeps the frame: once before, and once after that."""
    if not has_asyncio(interpreter):
        pytest.skip("2.7 has no asyncio")
    with program.Target([interpreter.path, TASKS]) as target:
        target.line()
        target.wait_asleep()
        before = tasks_of(target)
        target.process.stdin.write(b"x")
        target.process.stdin.flush()
        told = json.loads(target.line())
        target.wait_asleep()
        after = tasks_of(target)
        threads = program.pyinspect("--json", target.pid, "info", "threads").result["threads"]
    numbers = {thread["num"]: thread["name"] for thread in threads}
    truth = {task["address"]: task for tasks in told.values() for task in tasks}
    assert len(truth) > 40
    for seen in (before, after):
        assert {task["address"] for task in seen} == set(truth)
        for task in seen:
            true = truth[task["address"]]
            assert told_of(task) == {key: true[key] for key in told_of(task)}
            assert task["state"] == "waiting" and task["proof"] == "consistent", task
            # A coroutine that is suspended has no stack but its own frame for asyncio.
            assert true["stack"] == [task["frames"][-1]["line"]]
            if true["task"]:
                assert task["waits"]["tasks"] == [true["task"]]
        assert {numbers[task["thread"]] for task in seen} == {"loop-0", "loop-1"}
        assert len({task["loop"] for task in seen}) == 2
        check_words(seen)


def check_words(tasks):
    own = {name for name in WORDS}
    found = set()
    names = {task["address"]: task["name"] or "task " + task["address"] for task in tasks}
    for task in tasks:
        functions = [frame["function"] for frame in task["frames"] if frame["file"] == TASKS]
        found.add(functions[0])
        words = re.fullmatch(WORDS[functions[0]], task["waits"]["text"])
        assert words, (functions[0], task["waits"])
        for name in (words.groupdict().get("tasks") or "").split(", "):
            assert not name or name in names.values(), task["waits"]
    # From 3.12 on wait_for() awaits within its own task.
    assert own - {"waits_for"} <= found <= own


RUNS = """
import asyncio, sys, threading, time
async def sleeps():
    await asyncio.sleep(1000)
async def never_begins():
    pass
async def blocks():
    asyncio.get_event_loop().create_task(never_begins())
    sys.stdout.write("ready\\n"); sys.stdout.flush()
    time.sleep(1000)
idle = asyncio.new_event_loop()
left = idle.create_task(sleeps())
idle.run_until_complete(asyncio.sleep(0, **({} if sys.version_info >= (3, 10) else {"loop": idle})))
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.create_task(sleeps())
loop.run_until_complete(blocks())
"""


def test_who_runs_and_who_is_next(interpreter, tmp_path):
    if not has_asyncio(interpreter):
        pytest.skip("2.7 has no asyncio")
    script = tmp_path / "runs.py"
    script.write_text(RUNS)
    with program.Target([interpreter.path, script]) as target:
        target.line()
        target.wait_asleep()
        tasks = tasks_of(target)
        text = program.pyinspect(target.pid, "info", "tasks").out
    seen = sorted((task["thread"] or 0, task["state"], task["frames"][-1]["function"], task["proof"]) for task in tasks)
    # Nobody runs the first loop: nothing proves what it has.
    assert seen == [(0, "waiting", "sleeps", "unverified"), (1, "ready", "never_begins", "consistent"),
                    (1, "running", "blocks", "consistent"), (1, "waiting", "sleeps", "consistent")]
    assert re.search(r"^ +- .* \? runs\.py:4 sleeps: asyncio.sleep", text, re.M), text


def test_a_process_without_asyncio(interpreter, tmp_path):
    script = tmp_path / "without.py"
    script.write_text("import sys\nsys.stdout.write('ready\\n'); sys.stdout.flush()\nsys.stdin.read()\n")
    with program.Target([interpreter.path, script]) as target:
        target.line()
        target.wait_asleep()
        assert tasks_of(target) == []
        assert "No tasks of asyncio.\n" == program.pyinspect(target.pid, "info", "tasks").out


def test_top_has_them_too(interpreter):
    if not has_asyncio(interpreter):
        pytest.skip("2.7 has no asyncio")
    with program.Target([interpreter.path, TASKS]) as target:
        target.line()
        target.wait_asleep()
        shown, = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.3).result["screens"]
        assert [without_time(task) for task in shown["tasks"]] == [without_time(task) for task in tasks_of(target)]


def without_time(task):
    waits = {key: value for key, value in task["waits"].items() if key not in ("text", "seconds_left")}
    return dict(task, waits=dict(waits, sleeps=task["waits"]["seconds_left"] is not None))


def test_where_they_cannot_be_had_it_says_why(interpreter, tmp_path):
    """Another build of _asyncio than the library's own: nobody knows it; and 3.6 keeps the tasks in a variable of it,
    which has no name in a file without symbols."""
    if not has_asyncio(interpreter):
        pytest.skip("2.7 has no asyncio")
    find = "import _asyncio; print(getattr(_asyncio, '__file__', ''))"
    path = subprocess.check_output([interpreter.path, "-c", find]).decode().strip()
    expected = ""
    if path:
        subprocess.check_call(["strip", "-o", str(tmp_path / os.path.basename(path)), path])
        expected = "pyinspect: How this build of _asyncio lays out its tasks is not known.\n"
    if interpreter.version.startswith("3.6"):
        expected = ("pyinspect: This Python keeps its tasks in a variable of _asyncio, which cannot be found where that "
                    "has no symbols.\n")
    script = tmp_path / "hidden.py"
    script.write_text(RUNS)
    with program.Target([interpreter.path, script]) as target:
        target.line()
        target.wait_asleep()
        answer = program.pyinspect(target.pid, "info", "tasks")
        top = program.pyinspect(target.pid, "top", "-b", "-d", 0.3).out
    assert answer.err == expected and answer.status == bool(expected)
    assert (expected.replace("pyinspect: ", "").rstrip(".\n") or "blocks") in top


def test_bt_shows_all_coroutines(interpreter):
    if not has_asyncio(interpreter):
        pytest.skip("2.7 has no asyncio")
    with program.Target([interpreter.path, TASKS]) as target:
        target.line()
        target.wait_asleep()
        tasks = tasks_of(target)
        text = program.pyinspect(target.pid, "info", "tasks", "bt").out
    assert max(len(task["frames"]) for task in tasks) > 2, tasks
    shown = [part.splitlines() for part in text.rstrip("\n").split("\n\n")]
    assert [lines[0].split('"')[1] for lines in shown] == [t["name"] or t["address"] for t in tasks]
    for lines, task in zip(shown, tasks):
        assert " of thread %s %s" % (task["thread"] or "-", task["state"]) in lines[0], lines
        assert lines[1:] == [
            "#%-2d %s at %s:%d" % (frame["level"], frame["qualname"] or frame["function"], frame["file"], frame["line"])
            for frame in task["frames"]], (lines, task)

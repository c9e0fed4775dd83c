# SPDX-License-Identifier: GPL-3.0-or-later
"""record: garbage collection, and processes that start others, on every interpreter."""
import collections
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time

import discovery
import program

COLLECTS = """
import gc, sys, time
gc.disable()
class Node(object): pass
keep = []
for i in range(100000):
    node = Node()
    node.me = node
    keep.append(node)
def collects():
    gc.collect()
def works():
    x = 0
    for i in range(300000): x += i
sys.stdout.write("ready\\n")
sys.stdout.flush()
while True:
    works()
    if len(sys.argv) > 1: collects()
"""


def stacks_of(path):
    with open(path) as lines:
        return [(line.rsplit(" ", 1)[0].split(";"), int(line.rsplit(" ", 1)[1])) for line in lines]


def record(target, out, *arguments, seconds=0.6, rate=500):
    return program.pyinspect(
        "--json", target.pid, "record", "-d", seconds, "-r", rate, "-o", out, *arguments).result


def test_gc(interpreter, tmp_path):
    script, out = tmp_path / "collects.py", tmp_path / "out.collapsed"
    script.write_text(COLLECTS)
    with program.Target([interpreter.path, script, "yes"]) as target:
        target.line()
        for seconds in (0.6, 2, 6):
            result = record(target, out, "--gc", seconds=seconds)
            if result["samples"] > 20:
                break
        assert result["samples"] > 20, result
        for stack, _ in stacks_of(out):
            assert stack[-1].startswith("collects (") or stack[-1] == "[unverified]", stack
        assert result["unverified"] <= 0.1 * result["samples"] + 2
    with program.Target([interpreter.path, script]) as target:
        target.line()
        answer = program.pyinspect(target.pid, "record", "-d", "0.3", "--gc", "-o", out)
    assert "Garbage was not collected when it was looked." in answer.out, answer
    assert out.read_text() == ""


CHILD = """
import sys, time
def child_%d():
    sys.stdin.read()
sys.stdout.write("child\\n"); sys.stdout.flush()
child_%d()
"""


def test_children_of_every_version(tmp_path):
    """One that is there already, and one that comes, of each; below a shell and beside others."""
    parent, out = tmp_path / "parent.py", tmp_path / "out.collapsed"
    found = discovery.find()[0]
    for number in range(len(found)):
        (tmp_path / ("child%d.py" % number)).write_text(CHILD % (number, number))
    parent.write_text(textwrap.dedent("""
        import subprocess, sys
        def start(path, number):
            script = "child%%d.py" %% number
            if number %% 2:
                words = ["sh", "-c", '"$0" "$1"; exit', path, script]
            else:
                words = [path, script]
            return subprocess.Popen(words, stdin=subprocess.PIPE, cwd=%r)
        paths = %r
        first = [start(*one) for one in list(zip(paths, range(99)))[:len(paths) // 2]]
        others = subprocess.Popen(["sleep", "1000"])
        print("ready", flush=True)
        sys.stdin.readline()
        second = [start(*one) for one in list(zip(paths, range(99)))[len(paths) // 2:]]
        print("started", flush=True)
        sys.stdin.read()
        others.kill()
        """) % (str(tmp_path), [one.path for one in found]))
    with program.Target([sys.executable, parent]) as target:
        said = collections.Counter()

        def wait_for(word, count):
            while said[word] < count:
                said[target.line()] += 1

        wait_for("ready", 1)
        process = subprocess.Popen(
            [program.PYINSPECT, "--json", str(target.pid), "record", "--subprocesses", "--idle",
             "-r", "20", "-o", str(out)], stdout=subprocess.PIPE, env=program.environment())
        program.wait_for_rounds(process.pid, 10)
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        # Others are looked for once a second, which is twenty rounds.
        wait_for("child", len(found))
        program.wait_for_rounds(process.pid, 60)
        process.send_signal(signal.SIGINT)
        answer, _ = process.communicate(timeout=30)
        assert process.returncode == 0, answer
        trees = {}
        for stack, count in stacks_of(out):
            trees.setdefault(stack[0], []).append((stack, count))
        for number, one in enumerate(found):
            label = [tree for tree in trees if tree.endswith("child%d.py)" % number)
                     and one.path in tree]
            assert len(label) == 1, (one, sorted(trees))
            assert any(frame.startswith("child_%d (" % number)
                       for stack, _ in trees[label[0]] for frame in stack), label
        assert any("process %d (" % target.pid in tree for tree in trees)
        assert len(trees) == 1 + len(found), sorted(trees)


BECOMES = """
import os, sys, time
def before():
    time.sleep(1.5)
def after():
    time.sleep(1.5)
if sys.argv[1] == "parent":
    import multiprocessing, subprocess
    print("ready", flush=True)
    sys.stdin.readline()
    def forked():
        time.sleep(1.5)
    one = multiprocessing.get_context("fork").Process(target=forked)
    one.start()
    two = subprocess.Popen([sys.executable, __file__, "first"])
    one.join()
    two.wait()
elif sys.argv[1] == "first":
    before()
    os.execv(sys.executable, [sys.executable, __file__, "second"])
else:
    after()
"""


def test_children_that_fork_exec_and_end(tmp_path):
    script, out = tmp_path / "becomes.py", tmp_path / "out.speedscope.json"
    script.write_text(BECOMES)
    with program.Target([sys.executable, script, "parent"]) as target:
        target.line()
        process = subprocess.Popen(
            [program.PYINSPECT, "--json", str(target.pid), "record", "--subprocesses", "--idle",
             "-r", "50", "-o", str(out)], stdout=subprocess.PIPE, env=program.environment())
        program.wait_for_rounds(process.pid, 10)
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        answer = program.Answer([], process, process.communicate(timeout=60)[0].decode(), "")
    result = answer.result
    assert result["ended"] == "exit"
    members = result["processes"]
    assert members[0]["pid"] == target.pid and len(members) == 3, members
    assert all(one["sampled"] and one["why"] is None for one in members)
    # One more where the child was seen before it became the program that it was started as.
    assert sorted(one["execs"] for one in members) in ([0, 0, 1], [0, 0, 2]), members
    text = out.read_text()
    for name in ("forked", "before", "after"):
        assert name in text
    profiles = [profile["name"] for profile in json.loads(text)["profiles"]]
    for one in members:
        assert any(name.startswith("process %d (" % one["pid"]) for name in profiles), profiles


BRIEF = """
import os
def works():
    begun = os.times()
    while sum(os.times()[:2]) - sum(begun[:2]) < 0.02: pass
for i in range(50):
    child = os.fork()
    if child == 0:
        works()
        os._exit(0)
    os.waitpid(child, 0)
print(sum(os.times()[2:4]))
"""


def test_what_came_and_went_unseen_is_told(interpreter, tmp_path):
    """Looked for once a second, hardly any is seen; how long they took the parent has been told."""
    script, out = tmp_path / "brief.py", tmp_path / "out.svg"
    script.write_text(BRIEF)
    answer = subprocess.run(
        [program.PYINSPECT, "--json", "record", "--subprocesses", "-r", "1", "-o", out, "--",
         interpreter.path, script], stdout=subprocess.PIPE, env=program.environment(),
        check=True).stdout.decode()
    truth, result = answer.splitlines()
    missed = json.loads(result)["result"]["missed_cpu_ms"] / 1000
    seen = len(json.loads(result)["result"]["processes"])
    # A child that was seen counts for what it had when it was, twice at most; its start, of which
    # nothing was sampled, and the interpreter's own may come on top.
    begun = sum(os.times()[2:4])
    subprocess.run([interpreter.path, "-c", ""], check=True)
    start = sum(os.times()[2:4]) - begun
    assert float(truth) - 0.04 * seen - 0.02 <= missed <= float(truth) + start + 0.05, answer
    said = re.search(r"Missed: ([0-9.]+) s of CPU of what it started", out.read_text())
    assert abs(float(said.group(1)) - missed) <= 0.006, said

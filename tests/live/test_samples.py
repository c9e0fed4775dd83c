# SPDX-License-Identifier: GPL-3.0-or-later
"""
What `record` writes is true: programs whose possible stacks, or whose shares of time, are known are
sampled as they run, on every interpreter found, and no stack that cannot be may be among the consistent
ones. How fast it is depends on the machine, and is measured by tests/bench/record instead.
"""
import collections
import ctypes
import os
import re
import signal
import struct
import subprocess
import time

import pytest

import discovery
import program

FAMILIES = 8
DEPTH = 20

# Eight families of functions, each calling only the next one of its own family.
CHAINS = "\n".join(
    "def a_%d_%d(n):\n    %s\n" % (
        k, i, "return n + 1" if i == DEPTH - 1 else "r = a_%d_%d(n); return r + 1" % (k, i + 1))
    for k in range(FAMILIES) for i in range(DEPTH)
) + """
first = [globals()["a_%d_0" % k] for k in range(8)]
def main():
    while True:
        for f in first:
            f(1)
"""

# Frames that are linked and unlinked in more ways than by calls, and a stack over several chunks.
SHAPES = """
import sys, threading
sys.setrecursionlimit(10000)
def g0(n):
    for i in range(n): yield i
def g1(n):
    for x in g0(n): yield x
def g2(n):
    for x in g1(n): yield x
def key(x): return -x
def ex(n):
    if n == 0: raise ValueError
    try: ex(n - 1)
    finally: pass
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
def deep(n):
    if n: deep(n - 1)
def made():
    namespace = {}
    for name in ("made_a", "made_b"):
        exec("def %s():\\n    for i in range(50): pass\\n" % name, namespace)
        namespace[name]()
def body():
    for i in range(20): even(10)
def main():
    while True:
        sum(g2(20))
        sorted(range(5), key=key)
        list(map(key, [1, 2, 3]))
        try: ex(10)
        except ValueError: pass
        even(30)
        deep(700)
        made()
        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
"""

START = """
import sys
sys.stdout.write("ready\\n"); sys.stdout.flush()
main()
"""

# What each function calls. Those of the library stand in for all that threading.py calls.
NEXT = {
    "<module>": {"main"},
    "main": {"g2", "key", "ex", "even", "deep", "made"},
    "g2": {"g1"},
    "g1": {"g0"},
    "ex": {"ex"},
    "even": {"odd"},
    "odd": {"even"},
    "deep": {"deep"},
    "made": {"made_a", "made_b", "<module>"},  # exec() runs a <module>
    "body": {"even"},
}


def chain_is_possible(frames):
    """Outermost first: <module>, main, then one family from its beginning."""
    names = [name for name, _ in frames]
    if names[:1] != ["<module>"] or names[1:2] not in ([], ["main"]):
        return False
    places = [re.match(r"a_(\d)_(\d+)$", name) for name in names[2:]]
    if not all(places):
        return False
    numbers = [(int(p.group(1)), int(p.group(2))) for p in places]
    return numbers == [(numbers[0][0], i) for i in range(len(numbers))] if numbers else True


def shape_is_possible(frames):
    """Only what is between two frames of the program itself is known."""
    def ours(file):
        return file.endswith("target.py") or file == "<string>"

    for (outer, file), (inner, other) in zip(frames, frames[1:]):
        if ours(file) and ours(other) and inner not in NEXT.get(outer, ()):
            return False
    return ours(frames[0][1]) or "threading" in frames[0][1]


def read_collapsed(path):
    """[(frames as (name, file), outermost first; is it whole; count)]"""
    stacks = []
    with open(path) as lines:
        for line in lines:
            stack, count = line.rstrip("\n").rsplit(" ", 1)
            names = stack.split(";")
            whole = names[-1] != "[unverified]"
            frames = []
            for name in names if whole else names[:-1]:
                match = re.match(r"(.*) \((.*?)(?::(\d+))?\)$", name)
                assert match, line
                frames.append((match.group(1).split(".")[-1], match.group(2)))
            stacks.append((frames, whole, int(count)))
    return stacks


def record(target, path, *options, seconds=1, rate=1000):
    answer = program.pyinspect(
        "--json", target.pid, "record", "-d", seconds, "-r", rate, "-o", path, *options, timeout=120)
    result = answer.result
    assert result["file"] == str(path)
    assert result["rate"] == rate
    return result


def start_file(interpreter, tmp_path, text):
    path = tmp_path / "target.py"
    path.write_text(text + START)
    target = program.Target([interpreter.path, path])
    target.line()
    return target


@pytest.mark.parametrize("text,is_possible", [
    pytest.param(CHAINS, chain_is_possible, id="chains"),
    pytest.param(SHAPES, shape_is_possible, id="shapes"),
])
def test_no_stack_is_impossible(interpreter, tmp_path, text, is_possible):
    out = tmp_path / "out.collapsed"
    with start_file(interpreter, tmp_path, text) as target:
        # A machine that is busy with other things gives us no time: then longer.
        for seconds in (1, 2, 4, 8):
            result = record(target, out, seconds=seconds)
            if result["samples"] > 100:
                break
    stacks = read_collapsed(out)
    assert sum(count for _, _, count in stacks) == result["samples"] > 100, result
    wrong = [(frames, count) for frames, whole, count in stacks
             if frames and not is_possible(frames)]
    assert not wrong, "%d of %d: %r" % (
        sum(count for _, count in wrong), result["samples"], wrong[:2])
    unverified = sum(count for _, whole, count in stacks if not whole)
    assert unverified == result["unverified"] <= 0.1 * result["samples"], result


# Each function works for its share of a period, by the time that the thread itself has had.
SHARES = """
import time
clock = getattr(time, "thread_time", None) or time.clock
def work(until):
    x = 0
    while clock() < until:
        for i in range(200): x += i
def f10(): work(clock() + 0.001)
def f20(): work(clock() + 0.002)
def f30(): work(clock() + 0.003)
def f40(): work(clock() + 0.004)
spent = [0, 0, 0, 0]
def main():
    while True:
        for number, f in enumerate((f10, f20, f30, f40)):
            start = clock()
            f()
            spent[number] += clock() - start
            if number == 3:
                total = sum(spent)
"""


def share_errors(path, result):
    """What each function is off by, in points of a hundred."""
    counts = collections.Counter()
    for frames, _, count in read_collapsed(path):
        for name in {name for name, _ in frames}:
            counts[name] += count
    return {name: 100.0 * counts[name] / max(1, result["samples"]) - share
            for name, share in (("f10", 10), ("f20", 20), ("f30", 30), ("f40", 40))}


def test_shares_are_those_of_the_time(interpreter, tmp_path):
    out = tmp_path / "out.collapsed"
    with start_file(interpreter, tmp_path, SHARES) as target:
        # Chance, and others who want the CPU, weigh less in a longer time; a bias does not.
        for seconds in (2, 4, 8):
            result = record(target, out, "--functions", seconds=seconds)
            errors = share_errors(out, result)
            if result["samples"] > 300 and max(map(abs, errors.values())) < 2:
                break
    assert result["samples"] > 300, result
    assert max(map(abs, errors.values())) < 2, (errors, result)


# A thread that works for a moment, sleeps, and works again, as those of a server do.
BURSTS = """
import sys, time
clock = time.thread_time
spent = {"first": 0.0, "then": 0.0}
def work(until):
    x = 0
    while clock() < until:
        for i in range(20): x += i
def first(): work(clock() + 0.001)
def then(): work(clock() + 0.002)
def timed(function):
    began = time.monotonic()
    function()
    spent[function.__name__] += time.monotonic() - began
def main():
    told = 0
    while True:
        time.sleep(0.005)
        timed(first)
        timed(then)
        if time.monotonic() > told + 0.1:
            told = time.monotonic()
            sys.stdout.write("%f %f %f\\n" % (told, spent["first"], spent["then"]))
            sys.stdout.flush()
"""


def short_slices():
    """Whether a short slice gets a CPU on which somebody runs (Linux 6.12+, which tells its slices)."""
    attributes = ctypes.create_string_buffer(48)
    number = {"x86_64": 315, "aarch64": 275}[os.uname().machine]
    got = ctypes.CDLL(None).syscall(number, 0, attributes, 48, 0)
    return got == 0 and struct.unpack_from("<Q", attributes, 24)[0] != 0


def spent_within(target, begun, ended):
    """The target's own times in first() and then() from the one moment to the other, in one share."""
    told = []
    while not told or told[-1][0] < ended:
        told.append([float(number) for number in target.line().split()])
    told = [times for times in told if times[0] > begun]
    first, then = (told[-1][i] - told[0][i] for i in (1, 2))
    return 100.0 * first / (first + then)


@pytest.mark.skipif(not short_slices(), reason="this kernel lets who runs keep the CPU for its slice")
def test_what_runs_first_after_a_sleep_is_seen(tmp_path):
    out = tmp_path / "out.collapsed"
    tried = []
    with start_file(discovery.newest(), tmp_path, BURSTS) as target:
        # Others who want the CPU are put off, and put the target off, where chance has it.
        for seconds in (2, 4, 8, 8):
            begun = time.monotonic()
            result = record(target, out, "--functions", seconds=seconds, rate=500)
            truth = spent_within(target, begun, time.monotonic())
            counts = collections.Counter()
            for frames, _, count in read_collapsed(out):
                counts.update({name: count for name in {name for name, _ in frames}})
            first, then = counts["first"], counts["then"]
            tried.append((first + then, 100.0 * first / max(1, first + then), truth))
            if first + then > 300 and abs(tried[-1][1] - truth) < 8:
                break
    assert first + then > 300 and abs(tried[-1][1] - truth) < 8, (tried, counts, result)


STILL = """
import sys, threading
first, second, arrived = threading.Event(), threading.Event(), threading.Semaphore(0)
def before(): first.wait()
def after():
    arrived.release()
    second.wait()
def waits():
    before()
    after()
def main():
    for i in range(12):
        thread = threading.Thread(target=waits, name="waits %d" % i)
        thread.daemon = True
        thread.start()
    sys.stdin.readline()
    first.set()
    for i in range(12):
        arrived.acquire()
    sys.stdout.write("moved\\n"); sys.stdout.flush()
    sys.stdin.readline()
"""


def perf_is_allowed(tid):
    """Whether the kernel lets us open an event of perf for the thread (type, config: of the dummy)."""
    attributes = struct.pack("<IIQ8xQQQ", 1, 112, 9, 0, 0, 1 << 5 | 1 << 6).ljust(112, b"\0")
    number = {"x86_64": 298, "aarch64": 241}[os.uname().machine]
    fd = ctypes.CDLL(None).syscall(number, attributes, tid, -1, -1, ctypes.c_ulong(0))
    if fd >= 0:
        os.close(fd)
    return fd >= 0


def wait_for_marks(process, target):
    """Until all threads of the target that wait have been still for so long that they were marked."""
    deadline = time.monotonic() + 60
    while perf_is_allowed(target.pid):
        with open("/proc/%d/maps" % process.pid) as maps:
            if maps.read().count("[perf_event]") == 13:
                return
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    time.sleep(1)


def test_threads_that_were_still_for_long_are_seen_to_move(interpreter, tmp_path):
    out = tmp_path / "out.collapsed"
    with start_file(interpreter, tmp_path, STILL) as target:
        process = subprocess.Popen(
            [program.PYINSPECT, "-nx", str(target.pid), "record", "--idle", "--threads", "-r", "1000",
             "-o", out], stdout=subprocess.DEVNULL, env=program.environment())
        wait_for_marks(process, target)
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "moved"
        program.wait_for_rounds(process.pid)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    seen = collections.defaultdict(set)
    for line in out.read_text().splitlines():
        name = line.split(";")[0]
        seen[name].update(word for word in ("before", "after") if word + " (" in line)
    moved = [names for thread, names in seen.items() if "MainThread" not in thread]
    assert len(moved) == 12 and all(names == {"before", "after"} for names in moved), dict(seen)

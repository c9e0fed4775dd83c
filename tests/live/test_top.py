# SPDX-License-Identifier: GPL-3.0-or-later
"""
`top -b` says the truth: of a program that measures its own CPU time, function by function, of one
that hangs, of one with a thousand threads, and of one that ends meanwhile.
"""
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import time

import pytest

import discovery
import program

# In random order, so that no rate of sampling is in step with it. Tells every second what it has
# spent. The line of `x += i` is the only one of a function that takes time.
BUSY = """
import gc, json, random, sys, time
clock = getattr(time, "thread_time", None) or time.clock
def spend(until):
    x = 0
    while clock() < until:
        for i in range(200): x += i
def f10(): spend(clock() + 0.002)
def f20(): spend(clock() + 0.004)
def f30(): spend(clock() + 0.006)
def f40(): spend(clock() + 0.008)
class Node(object):
    def __init__(self): self.me = self
kept = [Node() for i in range(4000)]
def collects(): gc.collect()
functions = [f10, f20, f30, f40] + [collects] * (len(sys.argv) > 1)
def main():
    spent = dict((f.__name__, 0.0) for f in functions)
    told = time.time()
    while True:
        random.shuffle(functions)
        for f in functions:
            start = clock()
            f()
            spent[f.__name__] += clock() - start
        if time.time() - told > 0.2:
            told = time.time()
            sys.stdout.write(json.dumps(spent) + "\\n"); sys.stdout.flush()
main()
"""

HUNG = """
import sys, threading, time
lock = threading.Lock()
lock.acquire()
def waits_for_lock(): lock.acquire()
def sleeps(): time.sleep(1000)
for f in (waits_for_lock, sleeps):
    t = threading.Thread(target=f, name=f.__name__)
    t.daemon = True
    t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.read()
"""


# Hangs, but for one thread that looks round now and then.
TICKING = HUNG.replace("for f in (", "def ticks():\n    while True: time.sleep(0.9)\nfor f in (ticks, ")

# One thread sits on the GIL in a function of C, and one waits for it in the midst of a line.
SITS = """
import ctypes, sys, threading, time
libc = ctypes.PyDLL(None)
def sits():
    libc.usleep(60000000)
started = []
def wants():
    x = 0
    started.append(x)
    while True: x += 1
for f in (wants, sits):
    t = threading.Thread(target=f, name="the-thread-of-%s-whose-name-is-longer-than-its-column" % f.__name__)
    t.daemon = True
    t.start()
    while not started: time.sleep(0.01)
    sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.read()
"""

# By their names: for how long each was at one place. The time is taken before it is asked for.
MOVES = """
import json, select, socket, sys, threading, time
clock = getattr(time, "monotonic", time.time)
if hasattr(sys, "setswitchinterval"):
    sys.setswitchinterval(0.02)
longest = {"eats": 0, "ticks": 0, "serves": 0}
last = {}
done = []
def moved(name):
    now = clock()
    longest[name] = max(longest[name], now - last.get(name, now))
    last[name] = now
def eats():
    while not done:
        moved("eats")
        for i in range(10000): pass
def ticks():
    while not done:
        moved("ticks")
        time.sleep(0.005)
def serves():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(1)
    while not done:
        moved("serves")
        select.select([server], [], [], 0.25)
threads = [threading.Thread(target=globals()[name], name=name) for name in longest]
for t in threads: t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.read(1)
done.append(True)
for t in threads: t.join()
for name in longest: moved(name)
sys.stdout.write(json.dumps(longest) + "\\n"); sys.stdout.flush()
"""


def top(target, *arguments, timeout=120):
    return program.pyinspect("--json", target.pid, "top", "-b", *arguments, timeout=timeout).result


def screen(target, *arguments):
    # A machine that is busy with other things may give us no time at all.
    for _ in range(10):
        shown, = top(target, *arguments)["screens"]
        if shown["samples"] > 10:
            return shown
    raise AssertionError(shown)


def rows(shown, kind="functions"):
    named = {}
    for row in shown[kind]:
        named.setdefault(row["function"].split(".")[-1], []).append(row)
    return named


def last_line(target):
    """What it has told last; it goes on telling."""
    line = target.line()
    while b"\n" in target.buffer:
        line = target.line()
    return json.loads(line)


def in_parallel(check):
    """check(path) of every interpreter: what it raises, by interpreter."""
    def failure(one):
        try:
            check(one.path)
        except AssertionError as error:
            return str(error)
        return None

    found, _ = discovery.find()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        failures = dict(zip((one.id for one in found), pool.map(failure, found)))
    assert not any(failures.values()), {name: why for name, why in failures.items() if why}


def busy_differs(path, script):
    """What of the shares that top shows is not those of the program's own clock; None: nothing."""
    with program.Target([path, script, "collects"]) as target:
        target.line()
        # Threads of other programs leave gaps, which are long where these are many: then longer.
        for seconds in (3, 6, 12):
            while program.select.select([target.process.stdout], [], [], 0)[0]:
                target.line()
            before = last_line(target)
            shown = screen(target, "-d", seconds, "-r", 1000, "--limit", 0)
            target.buffer = b""
            after = last_line(target)
            spent = {name: after[name] - before[name] for name in after}
            found = rows(shown)
            wrong = {}
            for name in ("f10", "f20", "f30", "f40", "collects"):
                truth = 100 * spent[name] / sum(spent.values())
                said = found.get(name, [{"total_percent": 0}])[0]["total_percent"]
                if abs(said - truth) > 3:
                    wrong[name] = (truth, said)
            truth = 100 * spent["collects"] / sum(spent.values())
            if shown["gc_percent"] is not None and abs(shown["gc_percent"] - truth) > 3:
                wrong["gc"] = (truth, shown["gc_percent"])
            if not wrong:
                break
    if found["spend"][0]["own_percent"] < 80 - truth or shown["running"] < 0.5 or not (
            0 < shown["on_cpu"] < shown["running"] + 0.1):
        wrong["spend"] = shown
    return wrong or None


def test_shares_are_those_of_the_time(tmp_path):
    """
    Two at a time: each of them takes all of a CPU. Of every interpreter the shares are test_samples.py's, and what is
    sampled is the same; that garbage is collected is the next test's.
    """
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    found = discovery.some()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = dict(zip((one.id for one in found),
                         pool.map(lambda one: busy_differs(one.path, script), found)))
    assert not any(wrong.values()), {name: what for name, what in wrong.items() if what}


def test_garbage_collection_is_seen_where_the_version_tells(interpreter, tmp_path):
    script = tmp_path / "busy.py"
    script.write_text("import gc, sys\nkept = [[i] for i in range(200000)]\n"
                      "sys.stdout.write('\\n'); sys.stdout.flush()\nwhile True: gc.collect()\n")
    with program.Target([interpreter.path, script]) as target:
        target.line()
        share = screen(target, "-d", 0.5)["gc_percent"]
    # Before 3.7 the flag is a static variable, which only a symbol table tells of.
    assert share is None and interpreter.version < "3" or share > 90


def test_what_hangs(tmp_path):
    script = tmp_path / "hung.py"
    script.write_text(HUNG)

    def check(path):
        with program.Target([path, script]) as target:
            target.line()
            target.wait_asleep()
            asleep = time.monotonic()
            time.sleep(0.5)
            shown = screen(target, "-d", 0.5)
            most = time.monotonic() - asleep + 20
            # Not only since it was looked at, but for those of which the kernel has forgotten it.
            least = {thread["num"]: 0.9 if program.is_noted(target.pid, thread["tid"]) else 0.1
                     for thread in shown["threads"]}
        assert shown["idle"] is True and shown["running"] == 0 and shown["gil_percent"] == 0
        assert min(least.values()) <= shown["nothing_ran_seconds"] < most
        threads = {thread["frames"][0]["function"].split(".")[-1]: thread
                   for thread in shown["threads"]}
        assert set(threads) == {"<module>", "waits_for_lock", "sleeps"}
        calls = {"<module>": "sys.stdin.read()", "waits_for_lock": "lock.acquire()",
                 "sleeps": "time.sleep(1000)"}
        for name, thread in threads.items():
            assert thread["waits"]["call"] == calls[name], thread
            assert thread["running_percent"] == 0 and thread["state"] == "idle"
            assert least[thread["num"]] <= thread["still_seconds"] < most
            assert least[thread["num"]] <= thread["moved_seconds"] < most
            # All threads are counted, because nothing runs.
            assert rows(shown)[name][0]["own_percent"] == pytest.approx(100 / 3, abs=1)

    in_parallel(check)


def test_what_hangs_but_for_one_that_ticks(tmp_path):
    script = tmp_path / "ticking.py"
    script.write_text(TICKING)

    def check(path):
        with program.Target([path, script]) as target:
            target.line()
            time.sleep(1.2)
            # Where the machine has much else to do, one that ticks waits for a CPU each time.
            for _ in range(10):
                # For more than a second also of those of which the kernel has forgotten what was before.
                shown = screen(target, "-d", 1.2)
                if shown["idle"] and shown["still_threads"] == 3:
                    break
            # Either it has ticked in that half of a second or not.
            sentence = "3 of 4 threads have not moved for|Nothing has run for"
            for _ in range(10):
                text = program.pyinspect(target.pid, "top", "-b", "-d", 0.5).out
                if re.search(sentence, text):
                    break
        still = {thread["frames"][0]["function"]: thread["still_seconds"]
                 for thread in shown["threads"]}
        ticks = still.pop("ticks")
        assert shown["idle"] and set(rows(shown)) >= {"<module>", "waits_for_lock", "sleeps", "ticks"}
        assert shown["still_threads"] == 3 and shown["running"] < 0.1
        assert ticks < 1 < shown["still_seconds"] <= min(still.values()) + 0.1, still
        assert re.search(sentence, text), text

    in_parallel(check)


def test_who_waits_for_the_gil_stands_still(tmp_path):
    script = tmp_path / "sits.py"
    script.write_text(SITS)

    def check(path):
        with program.Target([path, script]) as target:
            target.line()
            # It cannot say more: the main thread waits for the GIL as well.
            time.sleep(0.5)
            shown = screen(target, "-d", 1.2)
        threads = {thread["frames"][0]["function"]: thread for thread in shown["threads"]}
        sits, wants = threads["sits"], threads["wants"]
        assert shown["gil_percent"] > 99 and shown["gil_holder"] == sits["num"] and sits["gil"]
        assert sits["still_seconds"] > 1 and sits["on_cpu_percent"] < 20, sits
        # Where it is known where the GIL is.
        if wants["waits"] is not None and wants["waits"]["gil"]:
            assert wants["still_seconds"] > 1, wants

    in_parallel(check)


def test_who_has_run_since_does_not_stand_still(tmp_path):
    """
    Each tells by its own clock for how long it was at one place at the most: one that eats the time, one that waits
    for the GIL beside it most of the time, and each time in the same line, and a server with nothing to do.
    """
    script = tmp_path / "moves.py"
    script.write_text(MOVES)

    def check(path):
        with program.Target([path, script]) as target:
            target.line()
            answer = program.pyinspect("--json", target.pid, "top", "-b", "-n", 8, "-d", 0.3)
            target.process.stdin.write(b"x")
            target.process.stdin.flush()
            longest = json.loads(target.line())
        said = [{thread["name"]: thread["still_seconds"] for thread in screen["threads"]}
                for line in answer.out.splitlines() for screen in json.loads(line)["result"]["screens"]]
        for name, most in longest.items():
            assert all(shown[name] <= most for shown in said), (name, most, said)
        # It has been seen: of who only waits it says something.
        assert max(shown["serves"] for shown in said) > 0, said

    in_parallel(check)


def stopped_outside_of_calls(target):
    target.process.send_signal(signal.SIGSTOP)
    program.wait_until(lambda: ") T" in open("/proc/%d/stat" % target.pid).read())
    with open("/proc/%d/syscall" % target.pid) as call:
        return call.read().startswith("-1 ")


def test_a_stopped_process_still_holds_the_gil(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target([discovery.find()[0][-1].path, script]) as target:
        target.line()
        # Nobody holds it within the write of a line.
        while not stopped_outside_of_calls(target):
            target.process.send_signal(signal.SIGCONT)
        time.sleep(0.2)
        shown = screen(target, "-d", 0.5)
    thread, = shown["threads"]
    assert shown["gil_percent"] == 100 and shown["gil_holder"] == 1 and thread["gil"]
    assert thread["waits"]["text"] == "stopped by a signal"
    assert shown["nothing_ran_seconds"] >= 0.4


def test_who_has_had_most_of_the_gil(start):
    target = start("""
        import sys, threading
        def spins():
            while True: pass
        for i in range(5): threading.Thread(target=spins, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
    """)
    shown = screen(target, "-d", 2)
    shares = {thread["num"]: thread["gil_percent"] for thread in shown["threads"]}
    assert shown["gil_holder_percent"] == pytest.approx(shares[shown["gil_holder"]])
    assert shares[shown["gil_holder"]] == max(shares.values())
    text = program.pyinspect(target.pid, "top", "-b", "-d", 1).out
    assert re.search(r"; GIL \d+\.\d %, most by thread [2-6] \(Thread-\d \(spins\)\), \d+\.\d %; garbage", text), text


def test_our_cpu_time_is_all_of_it(start):
    """That of who shows the numbers as well as that of who samples, as the kernel has counted it."""
    target = start("x = 0\nprint('ready', flush=True)\nwhile True: x += 1\n")
    with program.Session("--json", target.pid, "top", "-b", "-d", "0.1", "-n", "0", "-r", "10") as session:
        task = "/proc/%d/task/" % session.process.pid

        def spent():
            """Seconds that all threads have had, and that the one that shows has."""
            time_of = {int(tid): int(open(task + tid + "/schedstat").read().split()[0]) / 1e9
                       for tid in os.listdir(task)}
            return sum(time_of.values()), time_of[session.process.pid]

        session.line()
        before, said = spent(), 0
        for _ in range(40):
            shown, = json.loads(session.line())["result"]["screens"]
            said += shown["cpu_percent"] / 100 * shown["seconds"]
        everything, showing = [b - a for a, b in zip(before, spent())]
        session.process.terminate()
    # Intervals do not begin when we look.
    assert abs(said - everything) < showing / 2, (said, everything, showing)


def test_a_stopped_process_is_no_jam(start):
    target = start("""
        import sys, threading
        def spins():
            while True: pass
        for i in range(3): threading.Thread(target=spins, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
    """)
    running = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.3).result["screens"][0]
    assert running["stopped"] is None
    target.process.send_signal(signal.SIGSTOP)
    program.wait_until(lambda: open("/proc/%d/stat" % target.pid).read().split()[2] == "T")
    shown = screen(target, "-d", 1.2)
    assert shown["stopped"] == "signal"
    for threads in shown["threads"], program.pyinspect("--json", target.pid, "info", "threads").result["threads"]:
        assert len(threads) == 4
        for thread in threads:
            assert thread["waits"]["text"] == "stopped by a signal" and not thread["waits"]["gil"]
    text = program.pyinspect(target.pid, "top", "-b", "-d", 0.3).out
    assert re.search(r"^Stopped by a signal: nothing has run for \d+ s\.$", text, re.M), text
    assert len(re.findall(r"^ +\d+ +\d+ .* stopped ", text, re.M)) == 4, text


def test_options(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target(["/usr/bin/python3", script]) as target:
        target.line()
        shown = screen(target, "-d", 1, "--lines")
        lines = {(row["function"], row["line"]) for row in shown["lines"]}
        spend = BUSY.splitlines().index("def spend(until):") + 1
        assert {line for function, line in lines if function == "spend"} <= {
            spend + 2, spend + 3}, lines
        assert "functions" not in shown
        # Two intervals, each for itself, and the sum of both.
        answer = program.pyinspect("--json", target.pid, "top", "-bn2", "-d.5")
        first, second = (document["result"]["screens"][0] for document in answer.documents)
        for row in second["functions"]:
            before = [other["own"] for other in first["functions"]
                      if other["function"] == row["function"]]
            assert row["own_start"] == row["own"] + sum(before)
        names = [row["function"] for row in screen(
            target, "-d", 0.5, "--sort", "function")["functions"]]
        assert names == sorted(names) and len(names) > 4
        names = [row["function"] for row in screen(
            target, "-d", 0.5, "--sort", "func", "--reverse")["functions"]]
        assert names == sorted(names, reverse=True) and len(names) > 4
        assert len(screen(target, "-d", 0.5, "--limit", 2)["functions"]) == 2
        shown = screen(target, "-d", 0.5, "--gil", "-r", 50)
        # Of a busy machine the interval may be a longer one.
        assert shown["rate"] == 50 and 0 < shown["counted"] <= 50 * shown["seconds"] + 2
        assert screen(target, "-d", 0.2, "--thread", 1)["counted"] > 0
        answer = program.pyinspect("--json", target.pid, "top", "-b", "--thread", 99)
        assert answer.status == 1 and answer.document["error"] == {
            "kind": "not-found", "message": "There is no thread 99; see `info threads`"}
        for wrong in (["-d", 0], ["-d"], ["-r", "x"], ["-n", -1], ["--sort", "f"], ["--thread", 0],
                      ["-d0"], ["-bx"], ["-"], ["-n2x"], ["--gil", "--idle"], ["--cpu", "--idle"], ["--cpu", "--gil"], ["--nonsense"], ["nonsense"]):
            answer = program.pyinspect("--json", target.pid, "top", "-b", *wrong)
            assert answer.document["error"]["kind"] == "usage", answer


def test_cpu_time_alone(tmp_path):
    """Of who shares a CPU with another one, his part: by the kernel's count of the same interval."""
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target(["/usr/bin/python3", script]) as target, \
            program.Target(["/usr/bin/python3", "-c", "while True: pass"]) as other:
        target.line()
        cpu = min(os.sched_getaffinity(0))
        for pid in target.pid, other.pid:
            os.sched_setaffinity(pid, {cpu})
        both = screen(target, "-d", 2)
        alone = screen(target, "-d", 2, "--cpu", "-r", 200)
    for shown in both, alone:
        assert shown["running"] > 0.7 and shown["on_cpu"] < 0.8, shown
    # Two looks at the kernel's count are not of quite the same moments, and a slice is 3 to 20 ms.
    had = sum(row["own_seconds"] for row in alone["functions"])
    assert had == pytest.approx(alone["on_cpu"] * alone["seconds"], rel=0.15, abs=0.1), alone
    assert had == pytest.approx(alone["counted"] / 200, rel=0.01)
    wanted = sum(row["own_seconds"] for row in both["functions"])
    assert wanted == pytest.approx(both["running"] * both["seconds"], rel=0.02)
    assert both["unseen_cpu"] == alone["unseen_cpu"] == 0 and both["unseen_why"] is None
    assert alone["cpu_time"] and not both["cpu_time"] and not alone["idle"]


def test_text(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target(["/usr/bin/python3", script]) as target:
        target.line()
        # Where stdout is no terminal there is nothing to draw on.
        answer = program.pyinspect(target.pid, "top", "-d", 0.5, "-n", 2)
    assert answer.status == 0 and answer.err == ""
    assert answer.out.count("Process %d, CPython " % target.pid) == 2
    assert answer.out.count("File:Line") == 2
    assert any(line.split()[4:5] == ["f40"] and line.endswith("busy.py:%d" % (
        BUSY.splitlines().index("def f40(): spend(clock() + 0.008)") + 1))
        for line in answer.out.splitlines()), answer


def test_each_screen_is_answered_when_it_is_there():
    with program.Target(["/usr/bin/python3", "-c", "print(flush=True); import sys; sys.stdin.read()"]) as target:
        target.line()
        process = subprocess.Popen(
            [program.PYINSPECT, "--json", str(target.pid), "top", "-b", "-n", "0", "-d", "0.2"],
            stdout=subprocess.PIPE, env=program.environment())
        # It goes on until it is told to stop, so what can be read was not written at its end.
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    for answer in answers + [json.loads(line) for line in rest.splitlines()]:
        assert answer["ok"] and answer["pid"] == target.pid and len(answer["result"]["screens"]) == 1
        assert answer["command"] == "top -b -n 0 -d 0.2"
    assert process.returncode == 0


def test_the_end_of_the_process_is_told(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target(["/usr/bin/python3", script]) as target:
        target.line()
        process = subprocess.Popen(
            [program.PYINSPECT, "--json", str(target.pid), "top", "-b", "-n", "0", "-d", "100"],
            stdout=subprocess.PIPE, env=program.environment())
        time.sleep(0.7)
        target.stop()
        out, _ = process.communicate(timeout=30)
    answer = json.loads(out)
    shown, = answer["result"]["screens"]
    assert answer["ok"] and "exited" in shown["ended"]
    assert shown["samples"] > 0 and shown["functions"]


REPLACED = """
import os, sys, threading
def inner():
    for i in range(10000): pass
def waits():
    sys.stdin.readline()
    os.execv("/bin/sleep", ["sleep", "1000"])
sys.stdout.write("ready\\n"); sys.stdout.flush()
threading.Thread(target=waits).start()
while True: inner()
"""


@pytest.mark.parametrize("end", ("killed", "replaced"))
def test_the_last_screen_is_of_what_it_was(end, tmp_path):
    script = tmp_path / "replaced.py"
    script.write_text(REPLACED)
    with program.Target([discovery.find()[0][-1].path, script]) as target:
        target.line()
        with program.Session("--json", target.pid, "top", "-b", "-d", "0.5", "-n", "0") as session:
            screens = json.loads(session.line())["result"]["screens"]
            if end == "killed":
                target.process.kill()
            else:
                target.process.stdin.write(b"\n")
                target.process.stdin.flush()
            while screens[-1]["ended"] is None:
                screens += json.loads(session.line())["result"]["screens"]
    assert {"killed": "has exited", "replaced": "another program"}[end] in screens[-1]["ended"]
    assert len({shown["command"] for shown in screens}) == 1 and str(script) in screens[0]["command"]
    assert screens[0]["age"] < screens[-1]["age"] < 3600


def test_ctrl_c_ends_it(tmp_path):
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with program.Target(["/usr/bin/python3", script]) as target:
        target.line()
        process = subprocess.Popen(
            [program.PYINSPECT, str(target.pid), "top", "-b", "-n", "0", "-d", "0.2"],
            stdout=subprocess.PIPE, env=program.environment())
        # Each screen is to be seen when it is there.
        assert b"CPython" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_thousand_threads(start):
    target = start("""
        import sys, threading
        event = threading.Event()
        def waits(): event.wait()
        threading.stack_size(65536)
        for i in range(1000):
            t = threading.Thread(target=waits)
            t.daemon = True
            t.start()
        sys.stdout.write("ready\\n"); sys.stdout.flush()
        x = 0
        while True: x += 1
    """)
    shown = screen(target, "-d", 2, "-r", 20)
    # Those that wait are there, and are in nobody's way.
    assert shown["thread_count"] == 1001 and shown["idle"] is False
    assert rows(shown)["<module>"][0]["own_percent"] == 100
    assert all(thread["waits"]["library"].startswith("threading.")
               for thread in shown["threads"] if thread["state"] == "idle")
    shown = screen(target, "-d", 2, "-r", 20, "--idle")
    assert rows(shown)["waits"][0]["total_percent"] == pytest.approx(99.9, abs=0.05)


NAMED_LATER = """
import sys, threading, time
def spins():
    while True: pass
def start(name, function):
    thread = threading.Thread(target=function, name=name)
    thread.daemon = True
    thread.start()
for i in range(3): start("spins-%d" % i, spins)
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.readline()
for i in range(30): start("waits-%d" % i, lambda: time.sleep(1000))
sys.stdout.write(" ".join(sorted(t.name for t in threading.enumerate())) + "\\n"); sys.stdout.flush()
sys.stdin.readline()
"""


def test_threads_are_called_as_python_calls_them(interpreter, tmp_path):
    """A thread that is seen before Python has entered its name is called by it afterwards."""
    script = tmp_path / "named_later.py"
    script.write_text(NAMED_LATER)
    with program.Target([interpreter.path, script]) as target:
        target.line()
        with program.Session("--json", target.pid, "top", "-b", "-d", "0.2", "-n", "0") as session:
            def names():
                shown, = json.loads(session.line())["result"]["screens"]
                return sorted(thread["name"] for thread in shown["threads"])
            names()
            target.process.stdin.write(b"\n")
            target.process.stdin.flush()
            truth = target.line().split()
            # A list of all threads is made every second, or when there is a new one.
            for _ in range(50):
                seen = names()
                if seen == truth:
                    break
            session.process.terminate()
    assert seen == truth


def test_what_other_programs_call_an_option(start):
    target = start("import sys\nprint('ready', flush=True)\nsys.stdin.read()\n")
    for words, message in [
        (("--interval", 3), '"--interval" is no option; -d SECONDS: from one to the next'),
        (("--delay=3",), '"--delay=3" is no option; -d SECONDS: from one'),
        (("-F", 100), '"-F" is no option; -r, --rate HZ: samples a second'),
        (("-H",), '"-H" is no option; --threads: the screen begins'),
        (("--lin",), '"--lin" is no option; --lines: a row for each line'),
        (("--nothing",), '"--nothing" is no option; see `help top`'),
        (("3",), '"3" is no option; see `help top`'),
    ]:
        answer = program.pyinspect("--json", target.pid, "top", "-b", *words)
        assert answer.document["error"]["message"].startswith(message), answer


MANY_TASKS = """
import asyncio, sys
async def sleeps(i):
    await asyncio.sleep(1000 + i)
async def main():
    tasks = [asyncio.ensure_future(sleeps(i)) for i in range(5000)]
    await asyncio.sleep(0)
    print("ready", flush=True)
    await asyncio.gather(*tasks)
asyncio.new_event_loop().run_until_complete(main())
"""


def test_thousands_of_tasks_do_not_hold_up_the_sampler(start):
    """A hundred are shown and the others counted, and not for each screen."""
    target = start(MANY_TASKS).wait_asleep()
    answer = program.pyinspect("--json", target.pid, "top", "-b", "-n", 3, "-d", 0.3)
    shown = [screen for document in answer.documents for screen in document["result"]["screens"]]
    assert [s["tasks_left_out"] + len(s["tasks"]) for s in shown] == [5001] * 3
    assert len(shown[0]["tasks"]) == 100 and shown[0]["tasks_left_out"] == 4901
    # It takes more than a twentieth of 0.3 seconds to read them.
    assert shown[1]["tasks"] == [] and shown[1]["tasks_left_out"] == 5001
    assert {task["name"]: task for task in shown[0]["tasks"]}["Task-1"]["waits"]["text"].endswith("and 4997 more")
    text = program.pyinspect(target.pid, "top", "-b", "-n", 2, "-d", 0.3).out
    assert "\n4901 more tasks are not shown; `info tasks` has all of them\n" in text, text
    assert re.search(r"\n5001 tasks \d+\.\d s ago: so many are not read for each screen; ", text), text
    # Who wants all rows has them.
    all_of_them, = program.pyinspect("--json", target.pid, "top", "-b", "-d", 0.3, "--limit", 0).result["screens"]
    assert len(all_of_them["tasks"]) == 5001 and all_of_them["tasks_left_out"] == 0


def test_names_that_terminals_draw_as_one_leave_the_columns_where_they_are(start):
    target = start("""
        import sys, threading
        for name in "a\\U0001f469\\u200d\\U0001f4bb", "b\\U0001f1e9\\U0001f1ea", "c\\u2764\\ufe0f", "d":
            threading.Thread(target=sys.stdin.read, name=name, daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
    """)
    out = program.pyinspect(target.pid, "info", "threads").out
    names = [line.split()[2] for line in out.splitlines() if re.search(r" (idle|running) ", line)][1:]
    assert names == ["a\U0001f469\\u200d\U0001f4bb", "b\\U0001f1e9\\U0001f1ea", "c\u2764\\ufe0f", "d"], out
    assert "a\U0001f469\u200d\U0001f4bb" in [
        t["name"] for t in program.pyinspect("--json", target.pid, "info", "threads").result["threads"]]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view on a terminal: what is on the screen, and how the terminal is left."""
import gzip
import json
import os
import re
import signal
import sys
import time

import pexpect
import pytest

import program
from screen import Screen

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [(80, 24), (60, 12), (200, 50)]

# Threads without the library's frames around them, which differ from version to version; and
# shares that are far enough apart for their order to be the same each time.
BUSY = """\
def inner():
    return pow(3, 300000)


def outer():
    while True:
        inner()
        pow(3, 100000)


print("ready", flush=True)
outer()
"""

HUNG = """\
import _thread

lock = _thread.allocate_lock()
lock.acquire()


def leaf():
    lock.acquire()


def branch():
    leaf()


print("ready", flush=True)
_thread.start_new_thread(branch, ())
branch()
"""

TICKING = HUNG.replace("print(", """
def ticks():
    import time
    while True:
        time.sleep(0.7)


_thread.start_new_thread(ticks, ())
print(""")

DEADLOCK = """\
import threading

locks = threading.Lock(), threading.RLock()
both = threading.Barrier(2)


def dines(first):
    with locks[first]:
        both.wait()
        with locks[1 - first]:
            pass


def ticks():
    while not threading.Event().wait(0.2):
        pass


for number in range(2):
    threading.Thread(target=dines, args=(number,), daemon=True, name="eater-%d" % number).start()
threading.Thread(target=ticks, daemon=True).start()
print("ready", flush=True)
threading.enumerate()[1].join()
"""

GIL_SLEEPER = """\
import ctypes
import threading
import time


def wants():
    while True:
        time.sleep(0.05)


for _ in range(3):
    threading.Thread(target=wants, daemon=True).start()
sleep = ctypes.PyDLL(None).sleep
print("ready", flush=True)
sleep(1000)
"""

HOLDS = """\
import threading


def works():
    while True:
        sum([i * i for i in range(100)])


threading.Thread(target=works, daemon=True, name="a-thread-whose-name-is-too-long").start()
print("ready", flush=True)
threading.Event().wait()
"""

MANY = """\
import _thread

ends = _thread.allocate_lock()
ends.acquire()


def waits():
    ends.acquire()


def works():
    while True:
        sum([i * i for i in range(100)])


for number in range(40):
    _thread.start_new_thread(waits, ())
print("ready", flush=True)
works()
"""


def view(size, pid, *arguments, **options):
    return Screen(*size, ["-nx", *arguments, pid, "top"], **options)


@pytest.fixture
def top(request):
    """top(size, pid): a view that is closed after the test."""
    screens = []

    def open_one(size, pid, *arguments, **options):
        screens.append(view(size, pid, *arguments, **options))
        return screens[-1]

    yield open_one
    for screen in screens:
        screen.close()


def lasts(pattern, screen, timeout=10):
    """Waits until the screen has a match and has come to rest."""
    return screen.wait(pattern, timeout).settle()


# ---- whole screens

def masked(screen):
    """The words of the screen, without numbers and what depends on where the test runs."""
    lines = []
    for line in screen.text().splitlines():
        line = re.sub(r"^(pid|threads?|samples) \d.*", r"\1 ...", line)
        line = re.sub(r"[/…]\S*/", "", line).replace(os.path.basename(sys.executable), "python")
        line = re.sub(r"^!|\b\d[\d.]*(?:[smhd]\d*)*%?", "", line)
        line = re.sub(r"running +.*(inner|outer).*", "running ...", line)
        lines.append(re.sub(r"  +", " ", line).strip())
    return re.sub(r"\n\n\n+", "\n\n", "\n".join(lines) + "\n")


class Screens:
    """Those of one file in screens/, each below the keys that led to it."""

    def __init__(self, name, size):
        self.path = os.path.join(HERE, "screens", "%s-%dx%d.txt" % ((name,) + size))
        self.update = bool(os.environ.get("PYINSPECT_UPDATE"))
        self.left = []
        if not self.update:
            with open(self.path, encoding="utf-8") as file:
                self.left = re.split(r"^==== (.*)\n", file.read(), flags=re.M)[1:]
        elif os.path.exists(self.path):
            os.unlink(self.path)

    def compare(self, keys, screen):
        """The next one; PYINSPECT_UPDATE=1 in the environment writes the file instead."""
        if self.update:
            time.sleep(1)
            with open(self.path, "a", encoding="utf-8") as file:
                file.write("==== %s\n%s" % (keys, masked(screen.settle())))
            return
        title, expected, self.left = self.left[0], self.left[1], self.left[2:]
        assert title == keys
        # A machine that has much to do takes its time to show it.
        screen.until(lambda: masked(screen) == expected, what="%s:\n%s" % (title, expected))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_screens_of_a_busy_program(size, start, top):
    target = start(BUSY)
    screen = top(size, target.pid)
    lasts(r"inner", screen)
    screens = Screens("busy", size)
    screens.compare("at first", screen)
    for key in ("3", "R", "1", "?", "Escape", "t", "s", "Escape", "Escape"):
        screens.compare(key, screen.press(key))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_screens_of_a_hung_program(size, start, top):
    target = start(HUNG).wait_asleep()
    screen = top(size, target.pid)
    screens = Screens("hung", size)
    # What the threads wait in is seen without a key being pressed.
    screens.compare("at first", screen.wait("Nothing runs"))
    screens.compare("Down", screen.press("Down"))
    # Its key leads to it, also where one is there.
    selected = screen.press("t", "t").settle().text()
    assert "STILL" in selected and "%OWN" not in selected, selected
    screens.compare("Escape", screen.press("Escape"))  # by itself, idle threads count
    screen.press("i").wait("Only threads that run")
    screens.compare("i Down", screen.press("Down"))
    screens.compare("s", screen.press("s"))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_screens_of_many_threads(size, start, top):
    target = start(MANY)
    screen = top(size, target.pid)
    lasts(r"works", screen)
    screen.press("t")
    lasts(r"lock\.acquire|ends\.acquire", screen)
    screen.wait(r"threads 41: \d\.\d running, \d+\.\d idle")
    screen.press("End")
    screen.wait(r"^ +41 .*(waits|acquire)")
    screen.press("PgUp", "PgUp", "Home")
    screen.wait(r"^ +1 .*running")
    screen.press("Escape").wait("%OWN")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_a_deadlock_is_said(size, start, top):
    target = start(DEADLOCK).wait_asleep()
    screen = top(size, target.pid)
    # On its own in words, above every page, and for each thread.
    screen.wait(r"^Deadlock: t2 eater-0 waits for t3 eater-1, which waits for\s+t2 *$")
    # Wherever the view has opened, and now it stays there.
    screen.press("Escape").wait("%OWN")
    screen.press("t").wait(r"threads 4\b.* Deadlock: t2 ")
    screen.wait(r"2 eater-0 .*RLock held by t3")
    screen.wait(r"3 eater-1 .*Lock held by t2")
    screen.wait(r"1 MainThread .*joins t2")
    screen.press("s").wait("Deadlock: t2 ")
    screen.press("Escape", "Escape").wait("%OWN")
    screen.wait("Deadlock: t2 ")
    # The last picture says it as well.
    screen.press("t").wait(r"2 eater-0 .*RLock held by t3")
    target.stop()
    screen.wait("last picture$")
    screen.wait(r"threads 4\b.* Deadlock: t2 ")
    screen.wait(r"2 eater-0 .*RLock held by t3")


def test_what_hangs_but_for_one_that_ticks(start, top):
    target = start(TICKING)
    screen = top((80, 24), target.pid)
    screen.wait("(Nothing|Hardly anything) runs: this is what the threads wait in")
    screen.wait(r"threads 3: \d\.\d running, \d\.\d idle .* (2 have not moved|nothing has run) for \d+s")
    # There is a table, whoever ticks.
    screen.press("Escape").wait("(?s)%OWN.*leaf .*ticks ")
    # What runs is what nothing is counted of: then that is said.
    screen.press("i").wait("(2 of 3 threads have not moved|Nothing has run) for [1-9]")
    # And of what is not known nothing is said.
    screen.press("i", "p").wait("Paused")
    screen.press("r").wait("Nothing has been sampled: paused")
    screen.wait(r"^threads 3 *\n")
    assert "have not moved" not in screen.text() and "has run for" not in screen.text()
    screen.press("p").wait("(?s)%OWN.*leaf .*ticks ")


def test_who_sleeps_with_the_gil_is_what_there_is_to_see(start, top):
    target = start(GIL_SLEEPER).wait_main_asleep()
    screen = top((80, 24), target.pid)
    screen.wait("Thread 1 sleeps with the GIL: this is what the threads wait in")
    screen.wait(r"^threads 4: .* t1 asleep with the GIL for \d+s")
    screen.wait(r"1 MainThread .* \d+s sleep\(1000\)")
    screen.wait(r"4 Thread-.* \d+s the GIL")
    # And it stays so.
    screen.press("Escape")
    for _ in range(8):
        screen.wait("(?s)with those that wait.*wants .*<module>")
        time.sleep(0.3)


def test_who_holds_the_gil_is_seen_on_a_narrow_screen(start, top):
    target = start(HOLDS)
    screen = top((80, 24), target.pid)
    screen.wait(r"^threads 2: \d\.\d running, \d\.\d idle  CPU \d+%  GIL \d+% by t2 a-th\S*…\S*long  GC ")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_the_last_picture_of_a_program_that_ends(size, start, top):
    target = start(BUSY)
    screen = top(size, target.pid)
    lasts(r"inner", screen)
    target.process.terminate()
    target.process.wait()
    screen.wait(r"process %d has exited; this was its last picture" % target.pid)
    assert "inner" in screen.text() and re.search("last picture$", screen.text().splitlines()[0])
    # What it had of a CPU until then is told, or nothing is.
    assert "CPU 0%" not in screen.text().splitlines()[1]
    time.sleep(1.2)
    screen.press("Down", "L", "t", "s", "Escape", "Escape").wait("(?s)%OWN.*inner")
    screen.raw = ""
    screen.press("q")
    assert screen.wait_end() == 0
    # Below the prompt that comes back stands what was there.
    left = screen.raw.split("\x1b[?1049l")[-1]
    assert "inner" in left and "process %d has exited." % target.pid in left, repr(left)


# ---- keys

def test_the_selection_follows_its_function(start, top):
    target = start("""
        def first():
            for i in range(90000):
                pass
        def second():
            for i in range(30000):
                pass
        print("ready", flush=True)
        while True:
            first()
            second()
    """)
    # pyte does not know how curses scrolls an xterm: a row would keep its old name.
    screen = top((80, 24), target.pid, "--color=always", TERM="linux")
    lasts(r"second", screen)
    rows = [line for line in screen.text().splitlines() if re.search(r"target0\.py:\d", line)]
    place = [i for i, row in enumerate(rows) if "second" in row][0]
    screen.press(*["Down"] * place).settle()

    def selected():
        for y in range(24):
            cells = screen.screen.buffer[y]
            line = "".join(cells[x].data for x in range(80))
            if "target0.py" in line and cells[0].bg != "default":
                return line
        return ""

    assert place > 0
    screen.until(lambda: "second" in selected(), what="the selection of second")
    for key in ("R", "2", "R", "1", "4", "L", "L"):
        screen.press(key).settle()
        screen.until(lambda: "second" in selected(), what="the selection of second after " + key)


def test_the_help_goes_a_page_on_at_once(start, top):
    screen = top((80, 24), start(BUSY).pid)
    lasts(r"inner", screen)
    screen.press("?").wait("Keys of the page of")

    def body():
        return screen.text().splitlines()[3:-1]

    first = body()
    screen.press("PgDn").until(lambda: body()[0] == first[-1], what="the next page of the help")
    screen.press("PgUp").until(lambda: body() == first, what="the first page")
    screen.press("End").until(lambda: body()[0] not in first, what="the end")
    last = body()
    screen.press("PgUp").until(lambda: body()[-1] == last[0], what="the page before the last")


def test_a_filter(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"(?s)inner.*outer", screen)
    screen.press("/")
    screen.wait_last("/")
    screen.press("O", "Backspace", "o", "u")
    screen.until(lambda: "outer" in screen.text() and "inner" not in screen.text())
    # No regular expression, or not yet one: what was in force before is, and it is said why.
    screen.press("(").wait(r'(?s)^/ou\($.*is no regular expression')
    screen.until(lambda: "inner" in screen.text() and "outer" in screen.text())
    screen.press("Enter").wait(r"^/ou\($")  # the question stays
    screen.press("Backspace", "Enter").wait("filter ou")
    screen.until(lambda: "inner" not in screen.text() and "/ou" not in screen.last())
    # What was there is offered: Enter takes it, typing takes its place, a cursor key edits it.
    screen.press("/", "Enter").wait("filter ou")
    screen.press("/", "n", "o", "n", "x", "Left", "e", "\x05", "Backspace", "Enter")
    screen.wait("No function or file matches /none/")
    screen.press("/", "Home", "i", "n", "Escape").wait("filter none")  # given up: as before
    screen.press("/", "Backspace", "Enter")
    lasts(r"(?s)inner.*outer", screen)
    screen.press("/", "x", "x", "Escape")
    lasts(r"(?s)inner.*outer", screen)


def test_pause_reset_and_rate(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    screen.press("p").wait("^paused")
    before = re.search(r"samples (\d+)", screen.settle().text()).group(1)
    time.sleep(1.5)
    assert re.search(r"samples (\d+)", screen.settle().text()).group(1) == before
    screen.press("Space").wait("^samples")
    screen.press("+").wait("of 200 Hz|200 samples a second")
    screen.wait("of 200 Hz")
    screen.press("-", "-").wait("of 50 Hz")
    screen.wait(r"samples [1-9]\d\d")
    screen.press("r").wait("counted from here on")
    screen.wait(r"samples \d\d? ")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_one_thread_alone(size, start, top):
    target = start(MANY)
    screen = top(size, target.pid, TERM="linux")  # pyte does not know how curses scrolls an xterm
    lasts(r"works", screen)
    screen.press("o").wait_last("number:")
    screen.press("9", "9", "Enter").wait("there is no thread 99")
    screen.press("\x15", "x", "Enter").wait('"x" is not the number of a thread')
    screen.press("\x15", "3", "Enter").wait("^only thread 3  ").wait("(?s)%OWN.*waits ")
    assert "works" not in re.sub("(?s) NUM.*", "", screen.text())
    # The same key lifts it, on each page.
    screen.press("o").wait("All threads are counted").wait("(?s)%OWN.*works ")
    screen.until(lambda: "only thread" not in screen.text())
    screen.press("t", "Down", "o").wait("Only thread 2 is counted").wait("^only thread 2  ")
    screen.press("Down", "o").wait("^only thread 3  ")
    screen.press("o").wait("All threads are counted")
    screen.until(lambda: "only thread" not in screen.text())


def numbers(screen):
    """Of the threads on the page of threads, from above."""
    return [int(found) for found in re.findall(r"^!? +(\d+) +\S", screen.text(), re.M)]


SORTED = """\
import threading
def waits():
    threading.Event().wait()
def works():
    while True:
        sum([i * i for i in range(100)])
for name, does in (("c", waits), ("a10", works), ("d", waits), ("a2", waits)):
    threading.Thread(target=does, name=name, daemon=True).start()
print("ready", flush=True)
waits()
"""


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_threads_sorted_and_filtered(size, start, top):
    target = start(SORTED)
    screen = top(size, target.pid, TERM="linux")
    lasts("works", screen)
    screen.press("t").wait("NUM▲")

    def are(expected, what):
        screen.until(lambda: numbers(screen) == expected, what=what)

    are([1, 2, 3, 4, 5], "by number")
    screen.press("R").wait("NUM▼")
    are([5, 4, 3, 2, 1], "by number, reversed")
    screen.press("2").wait("THREAD▲")
    are([1, 5, 3, 2, 4], "by name, numbers in it by their value")
    screen.press("<").wait("NUM▲")
    screen.press("4").wait("%RUN▼")  # also where it is not seen else
    are([3, 1, 2, 4, 5], "by what has run")
    screen.press("7").wait("STILL▼")
    screen.until(lambda: numbers(screen)[4:] == [3], what="by how long they stand still")
    screen.press("R").wait("STILL▲")
    screen.until(lambda: numbers(screen)[:1] == [3], what="by how long, reversed")
    screen.press("1", "/", "w", "o", "r", "k", "Enter")
    are([3], "the thread with a function that matches")
    screen.wait("filter work")
    screen.press("/", "^", "[", "a", "c", "]", "2", "?", "$", "Enter")
    are([2, 5], "the threads whose names match")
    screen.press("/", "x", "y", "z", "Enter").wait("No thread, and no function or file")
    screen.press("/", "\x15", "Enter")
    are([1, 2, 3, 4, 5], "all of them")


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_only_who_holds_the_gil(size, start, top):
    target = start("""
        import threading, zlib
        data = bytes(range(256)) * 40000
        def without():
            while True:
                zlib.crc32(data)
        def holder():
            while True:
                sum([i * i for i in range(100)])
        for does in (without, holder):
            threading.Thread(target=does, daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
    """)
    screen = top(size, target.pid)
    screen.wait(r"^ *[1-9]\S* +\S+ .*without ")

    def share(name):
        found = re.search(r"^ *(\d+\.\d) +\d+\.\d .*\b(?:%s) " % name, screen.text(), re.M)
        return float(found.group(1)) if found else 0

    screen.press("H").wait("^only the GIL's holder")
    screen.press("i").wait("Who holds the GIL is not idle")
    # What runs without it is hardly ever seen to hold it.
    screen.until(lambda: share("without") < 10 and share("holder|<listcomp>") > 0,
                 what="the holder alone")
    screen.press("H").wait("All threads that run")
    screen.until(lambda: "only the" not in screen.text() and share("without") > 20,
                 what="all of them")


def test_cpu_time_alone(start, top, tmp_path):
    """Of two that share a CPU, each has half of the time that it wants."""
    target = start(BUSY)
    other = start("print(\"ready\", flush=True)\nwhile True: pass")
    for pid in target.pid, other.pid:
        os.sched_setaffinity(pid, {min(os.sched_getaffinity(0))})
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    screen.press("C").wait("^only CPU time")
    screen.press("i").wait("Who is on a CPU is not idle")
    screen.press("r").wait("Everything is counted")

    screen.until(lambda: re.search(r" 0\.[2-9]\d*s +\d+\.\d+s +inner ", screen.text()), what="CPU time")
    path = tmp_path / "out.pb.gz"
    screen.press("w", "\x15", str(path), "Enter").wait("Wrote")
    kinds = gzip.decompress(path.read_bytes())
    assert b"cpu" in kinds and b"nanoseconds" in kinds and b"wall" not in kinds
    screen.press("+").wait("200 samples a second, each of so much CPU time")
    screen.press("H").wait("Only who holds the GIL")
    screen.until(lambda: "only CPU" not in screen.text(), what="one or the other")
    screen.press("H").wait("All threads that run")


def test_a_target_of_real_time_priority(start, top):
    target = start("""
        import time
        print("ready", flush=True)
        while True:
            end = time.monotonic() + 0.006
            while time.monotonic() < end:
                pass
            time.sleep(0.004)
    """)
    try:
        os.sched_setscheduler(target.pid, os.SCHED_RR, os.sched_param(5))
    except PermissionError:
        pytest.skip("no thread can be given real-time priority here")
    screen = top((80, 24), target.pid)
    screen.wait(r"(?s)^Not all is seen: threads have had \d+ % of a CPU .*SCHED_RR 5")
    screen.wait(r"^thread 1: .* \d+% CPU not seen")
    # That it sleeps is not what it does.
    screen.wait("What runs is not seen: thread %d has real-time" % target.pid)
    assert "Hardly anything" not in screen.text()


def test_writes_what_came_after_what(start, top, tmp_path):
    """With times, of the threads that are counted: nobody who waits, until they are."""
    target = start(BUSY.replace("print(", """
import threading
threading.Thread(target=threading.Event().wait, daemon=True, name="waits").start()
print(""", 1))
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    # What came before is not in it.
    screen.press("r").wait("Everything is counted")
    time.sleep(2)

    def write(name):
        path = tmp_path / name
        screen.press("w", "\x15", str(path), "Enter").wait(r"(?s)Wrote\s.*what was\s+sampled\s+so\s+far")
        return json.loads(path.read_text())

    scope = write("out.speedscope.json")
    names = [frame["name"] for frame in scope["shared"]["frames"]]
    main, = [p for p in scope["profiles"] if p["events"]]
    assert main["name"].startswith("thread 1 (MainThread, tid %d)" % target.pid)
    since, spent = {}, {}
    for event in main["events"]:
        name = names[event["frame"]].split(" ")[0]
        if event["type"] == "O":
            since.setdefault(name, []).append(event["at"])
        else:
            spent[name] = spent.get(name, 0) + event["at"] - since[name].pop()
    # About as long as it was sampled, of which inner() had most.
    assert 1 < spent["outer"] < 30 and 0.6 < spent["inner"] / spent["outer"] < 1, spent
    assert 1.5 < main["endValue"] < 30, main["endValue"]
    gecko = write("out.gecko.json")
    thread, = [t for t in gecko["threads"] if t["samples"]["data"]]
    times = [t for _, t, _ in thread["samples"]["data"]]
    assert thread["tid"] == target.pid and times == sorted(times) and 50 < len(times) < 3500, len(times)
    assert abs(gecko["meta"]["startTime"] / 1000 - time.time()) < 60
    screen.press("i").wait("Threads that wait are counted")
    scope = write("idle.speedscope.json")
    assert [p["name"].split("(")[1].split(",")[0] for p in scope["profiles"] if p["events"]] == ["MainThread", "waits"]


def test_writes_a_flame_graph(start, top, tmp_path):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    path = tmp_path / "graph.svg"
    screen.press("w").wait("Write a flame graph to: pyinspect-%d.svg" % target.pid)
    screen.press("\x15", str(path), "Enter").wait("Wrote .*graph.svg")
    assert "inner" in path.read_text() and "</svg>" in path.read_text()
    screen.press("w", str(tmp_path / "graph.txt"), "Enter").wait(
        r"(?s)the name is to end in \.svg, .*\.gecko\.json or\s+\.pb\.gz")
    screen.press("\x15", str(tmp_path / "no" / "graph.svg"), "Enter").wait("cannot write")
    # What is there is not replaced without a question.
    path.write_text("mine")
    for answer, said in (("n", "Nothing was written"), ("Escape", "q quit")):
        screen.press("\x15", str(path), "Enter").wait(r"There is such a file; replace it \(y/n\)\?")
        screen.press(answer).wait(said)
        assert path.read_text() == "mine"
        screen.press("w").wait("Write a flame graph")
    screen.press("\x15", str(path), "Enter").wait("There is such a file")
    screen.press("x").wait("^y or n")
    screen.press("y").wait("Wrote .*graph.svg")
    assert "inner" in path.read_text() and "</svg>" in path.read_text()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("graph")] == ["graph.svg"]


def test_the_mouse(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"(?s)inner.*outer", screen)
    assert "\x1b[?1000h" in screen.raw

    def row_of(word):
        return [i for i, line in enumerate(screen.text().splitlines()) if word in line][0]

    row = row_of("outer")
    screen.press("\x1b[<0;10;%dM" % (row + 1), "\x1b[<0;10;%dm" % (row + 1)).settle()
    # What was clicked stays selected where it goes.
    screen.until(lambda: screen.screen.buffer[row_of("outer")][0].bg != "default",
                 what="the selection")
    screen.press("?").wait("Keys of the page")
    screen.press(*["\x1b[<65;1;1M"] * 20)
    screen.until(lambda: "Keys of the page" not in screen.text())
    screen.press(*["\x1b[<64;1;1M"] * 20).wait("Keys of the page")


def test_from_the_prompt_and_back(start):
    target = start(BUSY)
    screen = Screen(80, 24, ["-nx", "-q", target.pid]).prompt()
    try:
        for _ in range(2):
            screen.child.send("top\r")
            lasts(r"(?s)%OWN.*inner", screen)
            screen.press("q")
            screen.wait_last(r"\(pyinspect[^)]*\)")
        assert "#0" in screen.run("bt")
    finally:
        screen.close()


# ---- what a terminal has

def colours(raw):
    return set(re.findall(r"\x1b\[[\d;]*?((?:3|4|9|10)[0-7]|[34]8;5)[;m]", raw))


def test_colours_or_none(start, top):
    target = start(BUSY)
    cases = [
        ([], {"TERM": "xterm-256color"}, "256"),
        ([], {"TERM": "linux"}, "few"),
        ([], {"TERM": "screen"}, "few"),
        ([], {"TERM": "vt100"}, "none"),
        ([], {"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
        (["--color=never"], {"TERM": "xterm-256color"}, "none"),
    ]
    screens = [top((80, 24), target.pid, *arguments, **env) for arguments, env, _ in cases]
    for screen, (arguments, env, kind) in zip(screens, cases):
        lasts(r"inner", screen)
        screen.press("Down").settle()
        found = colours(screen.raw)
        assert ("38;5" in found or "48;5" in found) == (kind == "256"), (env, found)
        assert bool(found) == (kind != "none"), (env, arguments, found)
        # What is selected and where the columns are named is seen all the same.
        assert kind != "none" or "\x1b[7m" in screen.raw or ";7m" in screen.raw, repr(screen.raw)


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_locale_without_unicode(start, top, locale):
    target = start("""
        def größe():
            while True:
                sum([i * i for i in range(100)])
        print("ready", flush=True)
        größe()
    """)
    screen = top((60, 24), target.pid, LC_ALL=locale)
    lasts(r"gr\\xf6\\xdfe", screen)
    screen.press("t", "s", "?").settle()
    assert all(ord(c) < 128 for c in screen.raw), set(c for c in screen.raw if ord(c) > 127)
    screen.press("Escape", "Escape", "Escape").wait("%OWNv")


def test_wide_characters_are_aligned(start, top):
    target = start("""
        def 漢字漢字():
            return sum([i * i for i in range(100)])
        def cafe\u0301():
            return sum([i * i for i in range(100)])
        def plain():
            while True:
                漢字漢字()
                café()
        print("ready", flush=True)
        plain()
    """)
    for size in SIZES:
        screen = top(size, target.pid)
        lasts("漢", screen)
        columns = set()
        for y in range(size[1]):
            cells = screen.screen.buffer[y]
            line = [cells[x].data for x in range(size[0])]
            # pyte leaves the second cell of a wide character empty.
            if any(c in "".join(line) for c in ("漢", "plain", "caf")):
                columns.update(x for x in range(size[0]) if "".join(line[x:]).startswith(
                    ("target0.py", os.path.dirname(sys.executable) + "/", "…", "/tmp")))
                assert "target0.py" in "".join(line).replace("…", "target0.py"), line
        assert len(columns) >= 1
        first = [min(x for x in columns)]
        assert first


def test_what_terminals_draw_as_one_is_escaped(start, top):
    """A row that is told that it has so many columns has them, whatever the terminal makes of it."""
    target = start("""
        name = "\\U0001f469\\u200d\\U0001f4bbx\\U0001f1e9\\U0001f1eay\\u261d\\U0001f3fdz1\\ufe0f\\u20e3"
        code = compile("while True:\\n    sum([i for i in range(9)])\\n", "f.py", "exec")
        names = {"co_name": name, "co_qualname": name}
        code = code.replace(**{k: v for k, v in names.items() if hasattr(code, k)})
        print("ready", flush=True)
        exec(code)
    """)
    screen = top((200, 50), target.pid)
    lasts(r"\U0001f469 ?\\u200d\U0001f4bb ?x\\U0001f1e9\\U0001f1eay\u261d\\U0001f3fdz1"
          r"\\ufe0f\\u20e3 .*f\.py", screen)
    assert not re.search("[\u200d\ufe0f\u20e3\U0001f1e9\U0001f3fd]", screen.raw)


def test_a_long_sentence_has_as_many_rows_as_it_needs(start, top):
    target = start("""
        import os, sys, time
        print("ready", flush=True)
        sys.stdin.readline()
        os.execv("/bin/sleep", ["sleep", "100"])
    """)
    screen = top((80, 24), target.pid)
    screen.wait("%OWN|Nothing")
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    screen.wait(r"runs another program now \(it called execve\); attach")
    assert "its last picture (q leaves)" in " ".join(screen.text().split()), screen.text()


def test_what_the_target_says_steers_nothing(start, top):
    target = start("""
        def named(name, filename):
            code = compile("while True:\\n    sum([i for i in range(9)])\\n", filename, "exec")
            names = {"co_name": name, "co_qualname": name}
            return code.replace(**{k: v for k, v in names.items() if hasattr(code, k)})
        code = named("\\x1b[31mred\\x07\\u202e", "/x/\\x1b]0;title\\x07.py")
        print("ready", flush=True)
        exec(code)
    """)
    screen = top((200, 50), target.pid)
    lasts(r"\\x1b\[31mred\\x07\\u202e", screen)
    screen.press("t", "s").settle()
    assert "\x1b]0;" not in screen.raw and "\x07" not in screen.raw
    assert "\u202e" not in screen.raw


def test_a_terminal_that_cannot_be_drawn_on(start):
    target = start(BUSY)
    screen = view((80, 24), target.pid, TERM="dumb")
    assert screen.wait_end() == 1
    assert ('nothing can be drawn on this terminal (TERM is "dumb"); `top -b` writes plain text'
            in screen.text().replace("\n", ""))
    screen.close()


# ---- sizes

def is_whole(screen, word):
    """Whether the functions are on all of the screen, and nothing else is."""
    lines = screen.text().splitlines()
    return (len(lines) == screen.screen.lines and "q quit" in lines[-1]
            and lines[0].startswith("pid ") and lines[-1].startswith("Enter callers")
            and any(word in line for line in lines)
            and len([line for line in lines if "%OWN" in line]) == 1)


def test_every_size(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    for columns, lines in ((60, 12), (200, 50), (41, 8), (300, 80), (39, 24), (80, 7), (20, 5), (9, 3),
                           (1, 1),
                           (80, 24)):
        screen.screen.reset()
        screen.resize(columns, lines)
        screen.settle()
        for key in ("t", "s", "?", "Escape", "Escape", "Escape"):
            screen.press(key)
        if columns >= 40 and lines >= 8:
            screen.until(lambda: is_whole(screen, "inner"), what="%dx%d" % (columns, lines))
        else:
            words = {20: "needs 40x8", 9: "too small", 1: "-"}
            screen.wait("^%s$" % words.get(columns, "%dx%d is too small: 40x8 is needed"
                                           % (columns, lines)))


def test_sizes_that_change_while_it_draws(start, top):
    target = start(MANY)
    screen = top((80, 24), target.pid)
    lasts(r"works", screen)
    for step in range(60):
        screen.resize(60 + step % 7 * 20, 12 + step % 5 * 9)
        screen.child.send("tsjk?\x1b"[step % 6])
        if step % 9 == 0:
            screen.feed(0.01)
    screen.settle()
    screen.press("Escape", "Escape", "Escape")
    screen.resize(80, 24)
    screen.until(lambda: is_whole(screen, "works"), what="a whole screen")


# ---- ways out

def modes_of(screen):
    return screen.modes()[:4] + [screen.modes()[6]]


@pytest.mark.parametrize("way", ["q", "\x03", signal.SIGTERM, signal.SIGHUP, signal.SIGINT,
                                 signal.SIGQUIT, signal.SIGSEGV, signal.SIGABRT, signal.SIGPIPE,
                                 signal.SIGUSR1],
                         ids=lambda w: w.name if isinstance(w, signal.Signals) else repr(w))
def test_the_terminal_is_given_back(start, top, way, tmp_path):
    target = start(BUSY)
    # Through a shell that outlives it, or the terminal would be gone with the program.
    screen = top((80, 24), target.pid)
    screen.wait("%OWN")
    inside = modes_of(screen)
    screen.feed()
    screen.raw = ""
    if isinstance(way, signal.Signals):
        os.kill(screen.child.pid, way)
    else:
        screen.child.send(way)
    # Its parent is the test: what it did to the terminal is still to be seen.
    after = modes_of_the_end(screen, inside)
    status = screen.wait_end()
    clean = way in ("q", "\x03", signal.SIGINT)
    sanitized = status == 1 and "Sanitizer" in screen.raw
    assert status == (0 if clean else -way) or sanitized, status
    assert "\x1b[?1049l" in screen.raw, repr(screen.raw)
    assert "\x1b[?1000l" in screen.raw and "\x1b[?1006l" in screen.raw, repr(screen.raw)
    assert re.search(r"\x1b\[\?(12l\x1b\[\?)?25h", screen.raw), repr(screen.raw)
    assert after != inside
    os.kill(target.pid, 0)


def modes_of_the_end(screen, inside):
    """The modes once they are others."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        screen.feed(0.02)
        now = modes_of(screen)
        if now != inside:
            return now
    return inside


def test_stopped_and_continued(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    lasts(r"inner", screen)
    inside = modes_of(screen)

    def state():
        with open("/proc/%d/stat" % screen.child.pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    for stop in ("\x1a", signal.SIGTSTP, signal.SIGSTOP):
        screen.raw = ""
        if isinstance(stop, str):
            screen.child.send(stop)
        else:
            os.kill(screen.child.pid, stop)
        program.wait_until(lambda: state() == "T", what="a stop")
        screen.feed()
        if stop != signal.SIGSTOP:  # of which it is told nothing
            assert "\x1b[?1049l" in screen.raw, repr(screen.raw)
            assert modes_of(screen) != inside
        screen.screen.reset()  # whoever was there meanwhile
        screen.raw = ""
        os.kill(screen.child.pid, signal.SIGCONT)
        lasts(r"inner", screen)
        assert modes_of(screen) == inside
        assert "q quit" in screen.text().splitlines()[23]
    screen.press("q")
    assert screen.wait_end() == 0


def test_the_terminal_goes_away(start):
    target = start(BUSY)
    screen = view((80, 24), target.pid)
    lasts(r"inner", screen)
    try:
        screen.child.close(force=False)
    except pexpect.ExceptionPexpect:
        pass  # it waits for too short a time
    program.wait_until(lambda: not screen.child.isalive(), what="the end")
    os.kill(target.pid, 0)


def test_a_screen_that_is_the_same_costs_little(start, top):
    """Of a program that hangs only clocks and counts change."""
    target = start(HUNG).wait_asleep()
    screen = top((80, 24), target.pid)
    lasts(r"lock\.acquire", screen)
    screen.raw = ""
    screen.wait(r"up \d*[5-9]s", 20).feed()  # some seconds of it
    updates = len(re.findall("samples|up ", screen.raw)) + screen.raw.count("\x1b[?")
    assert updates == 0, repr(screen.raw)
    assert len(screen.raw) < 250 * 12, len(screen.raw)


TASKS = """
import asyncio, sys, threading
async def handler(queue):
    await queue.get()
async def sleeps_long():
    await asyncio.sleep(1000)
async def main():
    queue = asyncio.Queue()
    kept = [asyncio.get_event_loop().create_task(handler(queue)) for _ in range(3)]
    print("ready", flush=True)
    await sleeps_long()
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
"""


@pytest.mark.parametrize("size", SIZES, ids=lambda s: "%dx%d" % s)
def test_the_tasks_of_asyncio_stand_below_their_thread(size, start, top):
    target = start(TASKS).wait_asleep()
    screen = top(size, target.pid)
    task = r"^ +[├└|`+]\S* Task-%d +waiting +"
    if size[0] >= 120:
        screen.wait(task % 1 + r"asyncio\.sleep \[\d+\.\d s left\] +sleeps_long +target0\.py:6 *$")
        screen.wait(task % 4 + r"asyncio\.Queue\.get: <Queue at 0x\w+ maxsize=0 _getters\[3\]> +handler +target0\.py:4 *$")
    else:
        screen.wait(task % 1 + r"sleeps_long +target0\.py:6 +asyn")
        screen.wait(task % 4 + r"handler +target0\.py:4 +asyn")
    screen.wait(r"^!? +1 MainThread .* 4 tasks: ")
    assert re.findall(r"^ +(\S) Task-", screen.text(), re.M) == ["├", "├", "├", "└"], screen.text()
    # The selection stays with its task, and the key folds and unfolds them.
    screen.press("Down", "Down", "Down").settle()
    # It leads to what the task is in, and that to its source.
    screen.press("Enter").wait(r"^Task Task-3 of thread 1  waiting: asyncio\.Queue\.get")
    screen.wait(r"^  0 Queue\.get +.*queues\.py:\d+ *$").wait(r"^  1 handler  .*target0\.py:4 *$")
    screen.press("Down", "Enter").wait(r"4 +.*await queue\.get\(\)")
    screen.press("Escape").wait(r"^  1 handler").press("Escape").wait(task % 1)
    screen.press("a").settle()
    assert "Task-" not in screen.text() and "4 tasks: " in screen.text(), screen.text()
    screen.press("a").wait(task % 4)
    # The filter has what the tasks are in, which is on no stack of a thread.
    screen.press("/", *"sleeps_long").wait(task % 1)
    screen.press("Enter").settle()
    assert re.search(task % 1, screen.text(), re.M) and not re.search(task % 4, screen.text(), re.M), screen.text()
    # They are in the last picture, with what they waited in.
    screen.press("a", "a").wait(task % 1 + ".*asyn")
    target.stop()
    screen.wait("last picture").wait(task % 1 + ".*asyn")


def test_that_the_tasks_cannot_be_had_is_said(start, top, tmp_path):
    target = start(TASKS.replace("import asyncio", "import asyncio.tasks; asyncio.tasks._all_tasks = 1; import asyncio"))
    screen = top((80, 24), target.pid)
    screen.press("t").wait("^no attribute 'data' *$")


def test_that_there_are_no_tasks_is_said(start, top):
    target = start(HUNG)
    screen = top((80, 24), target.pid)
    screen.wait("STILL")
    screen.press("a").wait("There are no tasks of asyncio")


SPINS = """\
import threading
import time


def spins():
    while True:
        pass


def sleeps():
    time.sleep(1000)


for function in (spins, sleeps, spins):
    threading.Thread(target=function, name=function.__name__, daemon=True).start()
print("ready", flush=True)
sleeps()
"""


def test_whose_most_of_the_gil_is(start, top):
    screen = top((120, 24), start(SPINS).pid)
    # Two take turns.
    screen.wait(r"^threads 4: .*  GIL \d+%, most by t[24] spins \d+%  GC ")


def test_a_stopped_process_is_said_to_be(start, request):
    target = start(SPINS)
    target.process.send_signal(signal.SIGSTOP)
    screen = Screen(120, 40, ["-ex", "set stuck-after 1", target.pid, "top"])
    request.addfinalizer(screen.close)
    screen.wait("^The process is stopped by a signal").wait(r"^threads 4: .* stopped by a signal for [2-9]s")
    # It hangs on nothing.
    assert len(re.findall(r"^ +\d+ .* stopped .* stopped by a signal ", screen.text(), re.M)) == 4, screen.text()
    target.process.send_signal(signal.SIGCONT)
    screen.wait(r"^threads 4: .* running, [23](\.\d)? idle +CPU \d+% +GIL \d+%").wait(r"^ +2 spins +(running|idle) ")


def test_that_a_busy_process_is_stopped_has_room(start, top):
    # Stopped in the midst of a loop it has the GIL.
    target = start(BUSY)
    screen = top((80, 24), target.pid)
    screen.wait("%OWN")
    target.process.send_signal(signal.SIGSTOP)
    screen.wait(r"^threads? 1: .* stopped by a signal for [2-9]s")
    target.process.send_signal(signal.SIGCONT)
    screen.wait(r"^threads? 1: .* running, [^(]*GIL \d+%")


def test_that_counts_begin_anew_is_said(start, top):
    screen = top((80, 24), start(SPINS).pid)
    screen.wait("%OWN")
    for said in ("Only who holds the GIL is counted", "All threads that run, or want to, are counted"):
        screen.press("H")
        screen.wait(said)
        assert "all counts begin anew" in " ".join(screen.text().split()), screen.text()
    screen.press("t", "Down", "o").wait("Only thread 2 is counted")
    assert "all counts begin anew" in " ".join(screen.text().split()), screen.text()


def test_what_is_paused_stands_still(start, request):
    target = start(SPINS)
    screen = Screen(120, 40, ["-ex", "set stuck-after 1", target.pid, "top"])
    request.addfinalizer(screen.close)
    screen.wait(r"%OWN(?s:.*)spins").press("p").wait("Paused until p").press("G", "g", "t")
    # What was not asked before the pause, and has been so since before it, is told all the same.
    screen.wait(r"^!? +1 MainThread +idle .* time\.sleep\(1000\)").settle()
    shown = screen.text()
    # Whom nobody looks at any more is not stuck for that.
    assert len(re.findall(r"^ +\d+ spins ", shown, re.M)) == 2, shown
    time.sleep(2.2)
    assert screen.press("s").wait("#0 ").press("t").wait("WAITS").settle().text() == shown
    # The one thing that is read then says so.
    screen.press("s").wait("#0 ").press("Down", "Enter")
    screen.wait(r"^LOCALS  read \d+s after the pause began\. Of one moment")
    screen.press("r").wait("counted from the end of the pause on")
    screen.press("p").wait(r"^LOCALS  Of one moment")

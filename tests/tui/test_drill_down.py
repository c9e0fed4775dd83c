# SPDX-License-Identifier: GPL-3.0-or-later
"""
From a function down to the value that explains it: callers and callees, a stack, a frame with its source,
its locals opened in place, and back, in the live view on a real terminal.
"""
import re
import time

import pytest

import discovery
import program
from screen import Screen

SOURCE = """
import sys, threading
class Slotted(object):
    __slots__ = ("inside",)
class Pool(object):
    def __init__(self):
        self.jobs = [["first", 1], ["second", 2]]
        self.by_name = {"key": Slotted()}
        self.by_name["key"].inside = "found it"
        self.count = 0
    def outer(self, factor):
        text = "\\x1b[31mred"
        while True:
            self.count += 1
            inner(factor)
def inner(factor):
    x = 0
    for i in range(20000): x += i * factor
def waits(lock):
    lock.acquire()
lock = threading.Lock()
lock.acquire()
t = threading.Thread(target=waits, args=(lock,), name="waiter")
t.daemon = True
t.start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
Pool().outer(7)
"""
RIGHT, LEFT, DOWN, UP, ESCAPE, ENTER = "\x1b[C", "\x1b[D", "\x1b[B", "\x1b[A", "\x1b", "\r"


@pytest.fixture
def view(request, tmp_path):
    """view(interpreter, columns, lines): a live view of the program."""
    closed = []

    def open_view(path, columns=100, lines=40, options=()):
        script = tmp_path / "drilled.py"
        script.write_text(SOURCE)
        target = program.Target([path, script])
        target.line()
        # A terminal that can do no more than pyte: xterm repeats characters and scrolls.
        screen = Screen(columns, lines, [*options, target.pid, "top", "-d", "0.3"],
                        TERM="linux")
        screen.target = target
        closed.extend([screen.close, target.stop])
        return screen.wait(r"^ *\d+\.\d +100\.0 .*outer")

    yield open_view
    for close in closed:
        close()


def press(screen, *keys):
    return screen.press(*keys)


def test_from_the_function_to_the_value(kind, view):
    screen = view(kind.path, 100, 70)
    press(screen, ENTER).wait("CALLED BY$")
    qualified = "Pool.outer" if kind.hexversion >= 0x030b0000 else "outer"
    # All samples that were in the one were called by the other; and there it is now.
    screen.wait(r"^ *100\.0 +100\.0 +%s " % re.escape(qualified))
    assert re.search(r"^inner  own \d+\.\d%, total \d+\.\d% ", screen.text(), re.M), screen.text()
    screen.wait(r"thread 1 \S+, running +line 1[5-8], frame 0 of 3")
    # To the caller, and to the stack that it is on.
    press(screen, ENTER).wait("^%s  own" % re.escape(qualified))
    screen.wait(r"^ *\d+\.\d +\d+\.\d +inner ")
    press(screen, "G", ENTER).wait(r"#2 +<module>")
    assert re.search(r"^Thread 1 \S+ +running", screen.text(), re.M), screen.text()
    # Its frame is selected: its source, with what its lines had, and where it is.
    press(screen, ENTER).wait("^LOCALS")
    screen.wait(r"^ *\d+\.\d +\d+. +inner\(factor\)")
    assert "factor = 7" in screen.text() and r"text = '\x1b[31mred'" in screen.text()
    # Opened in place: an attribute, a key, a slot.
    press(screen, RIGHT).wait(r"^ +. by_name = ")
    assert re.search(r"^ +count = \d+", screen.text(), re.M), screen.text()
    for _ in range(12):
        if "inside = 'found it'" in screen.text() and "[1] = 2" in screen.text():
            break
        press(screen, DOWN, RIGHT)
    screen.wait(r"^ +. \['key'\] = ").wait(r"^ +inside = 'found it'").wait(r"^ +\[1\] = 2")
    # It is read anew as it goes on.
    def count():
        return int(re.search(r"^ +count = (\d+)", screen.text(), re.M).group(1))
    before = count()
    end = time.monotonic() + 15
    while count() <= before:
        assert time.monotonic() < end, screen.text()
        screen.feed()
    # And back, page by page.
    press(screen, ESCAPE).wait(r"#2 +<module>")
    press(screen, ESCAPE).wait("^%s  own" % re.escape(qualified))
    press(screen, ESCAPE).wait("^inner  own")
    press(screen, ESCAPE).wait("%OWN")


def to_the_caller(screen):
    """From the first page to the frame of outer(), which now and then is the newest one itself."""
    press(screen, "s").wait(r"#[12] +<module>")
    press(screen, DOWN, DOWN, ENTER).wait("LOCALS")
    while not re.search(r"^(Pool\.)?outer +of thread 1 ", screen.text(), re.M):
        too_far = re.search(r"^<module> +of thread 1 ", screen.text(), re.M)
        press(screen, ESCAPE).wait(r"#[12] +<module>")
        press(screen, UP if too_far else DOWN, ENTER).wait("LOCALS")
    return screen


def newest():
    return discovery.find()[0][-1].path


def test_from_a_function_to_its_source(view):
    screen = view(newest(), 120, 50)
    press(screen, ENTER).wait("^inner  own")
    press(screen, "p").wait("paused")
    own, total = re.search(r"^inner .*own (\S+)%, total (\S+)% since", screen.text(), re.M).groups()
    # On its hottest line; its own time is in its own lines.
    press(screen, "g", "l").wait(r"^ *%OWN +%TOT +inner \(.*drilled.py:\d+\)")
    def lines():
        """(own, total) of each line of the source that has any, by its text."""
        rows = re.findall(r"^([ \d.]{6}) ([ \d.]{6}) .  +\d+ (.*)$", screen.text(), re.M)
        return {text.strip(): (float(o.strip() or 0), float(t.strip() or 0)) for o, t, text in rows}
    screen.wait(r"^ *\d+\.\d +\d+\.\d ▶ +18 +for i in range\(20000\)")
    found = lines()
    assert abs(found["x = 0"][0] + found["for i in range(20000): x += i * factor"][0] - float(own)) < 0.2
    # The line that calls it has a time of its own, on the way there and back.
    calls = found["inner(factor)"]
    assert abs(calls[1] - calls[0] - float(total)) < 0.2
    assert found["Pool().outer(7)"][1] == 100 and found["Pool().outer(7)"][0] == 0
    # From there back to who calls it, and from the table of lines to a line.
    press(screen, ENTER).wait("^inner  own")
    press(screen, ESCAPE, ESCAPE, ESCAPE).wait("%OWN.*FUNCTION")
    press(screen, "L", "l").wait("%TOT +inner ")


PHASES = """
import sys, threading
def work():
    for i in range(3000): pass
def first():
    while not second_phase: work()
def second():
    while True: work()
second_phase = False
def listens():
    global second_phase
    sys.stdin.readline()
    second_phase = True
threading.Thread(target=listens, daemon=True).start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
first()
second()
"""


def test_callers_of_the_last_interval(tmp_path):
    script = tmp_path / "phases.py"
    script.write_text(PHASES)
    with program.Target([newest(), script]) as target:
        target.line()
        screen = Screen(140, 30, [target.pid, "top", "-d", "0.4"], TERM="linux")
        try:
            screen.wait("work ")
            press(screen, "/", "w", "o", "r", "k", ENTER).wait("filter work")
            press(screen, "G", "g", ENTER).wait("^work  own")
            screen.wait("^ *%NOW +%ALL▼ +CALLED BY").wait("^ *100.0 +100.0 +first ")
            target.process.stdin.write(b"\n")
            target.process.stdin.flush()
            # What is past has no share of the present.
            screen.wait(r"^ *0\.0 +[1-9]\S+ +first ").wait(r"^ *100\.0 +\d+\.\d +second ")
            press(screen, "1").wait(r"^ *%NOW▼ +%ALL +CALLED BY\n.*second .*\n.*first ")
            press(screen, "r").wait(r"^ *100\.0 +100\.0 +second ")
            assert " first " not in screen.text()
        finally:
            screen.close()


def test_from_a_thread_to_its_frame(view):
    screen = view(newest())
    press(screen, "t").wait("waiter")
    press(screen, DOWN, ENTER).wait(r"^Thread 2 waiter +idle for \d+s: lock.acquire\(\) \[futex\]")
    press(screen, ENTER).wait(r"^LOCALS")
    screen.wait(r"lock = <locked _thread.lock object at")
    # The other way round: from the stack to what its function is.
    press(screen, ESCAPE, "c").wait("^waits  own 0.0%, total 0.0%")


def test_all_stacks_lead_to_frames(view):
    to_the_caller(view(newest())).wait("^LOCALS").wait("factor = 7")


def test_functions_that_call_one_another_are_folded(start):
    target = start("""
        import sys, time
        def even(n):
            return n == 0 or odd(n - 1)
        def odd(n):
            if n == 1:
                print("ready", flush=True)
                time.sleep(1000)
            return even(n - 1)
        even(400)
    """)
    screen = Screen(100, 40, ["-nx", target.pid, "top"], TERM="linux")
    try:
        screen.wait("WAITS")
        press(screen, "s").wait(r"(?s)^ +#1 +even .*^ +#6 +odd .*^ +\[Previous 2 lines repeated 196 more times\]\n"
                                r" +#399 +even .*\n +#400 +<module>")
        # Enter has all of them.
        press(screen, *[DOWN] * 8, ENTER).wait(r"^ +#8 +odd .*\n +#9 +even")
    finally:
        screen.close()


def test_recursion_is_folded(start):
    target = start("""
        import sys, threading, time
        sys.setrecursionlimit(30000)
        threading.stack_size(256 << 20)
        def deep(n):
            if n:
                return deep(n - 1)
            print("ready", flush=True)
            time.sleep(1000)
        threading.Thread(target=deep, args=(12000,), daemon=True).start()
        time.sleep(1000)
    """)
    screen = Screen(100, 30, ["-nx", target.pid, "top"], TERM="linux")
    try:
        screen.wait("WAITS")
        press(screen, DOWN, ENTER)
        # As bt folds it, with numbers that are whole.
        screen.wait(r"(?s)^ +#3 +deep .*^ +\[Previous line repeated 11997 more times\]\n"
                    r" +#12001 +Thread\.run")
        press(screen, DOWN, DOWN, DOWN, DOWN, ENTER).wait(r"^ +#4 +deep .*\n +#5 +deep ")
        press(screen, ESCAPE, "s").wait(r"\[Previous line repeated 11997 more times\]")
    finally:
        screen.close()


@pytest.mark.parametrize("columns,lines", [(60, 12), (80, 24), (200, 50)])
def test_every_size(view, columns, lines):
    screen = to_the_caller(view(newest(), columns, lines))
    shown = screen.text().splitlines()
    assert all(len(line) <= columns for line in shown) and len(shown) <= lines
    assert "inner(factor)" in screen.text() and "self = " in screen.text()
    # Side by side where there is room for it.
    assert (columns == 200) == bool(re.search(r"^ .*\S +LOCALS", screen.text(), re.M))


def test_the_last_picture_stays(view):
    screen = to_the_caller(view(newest())).wait("factor = 7")
    screen.target.process.kill()
    screen.wait("has exited")
    assert "factor = 7" in screen.text() and "as they were last seen" in screen.text()
    press(screen, RIGHT, DOWN, RIGHT, ESCAPE).wait(r"#[12] +<module>")


@pytest.mark.parametrize("columns,lines", [(60, 14), (200, 50)])
def test_a_frame_of_a_process_that_has_ended(view, columns, lines):
    """Its source, with what each line had; its values nobody has read."""
    screen = view(newest(), columns, lines)
    press(screen, "s").wait(r"#2 +<module>")
    screen.target.process.kill()
    screen.wait("has exited")
    press(screen, DOWN, ENTER).wait("LOCALS").wait("The process had ended before they were read")
    assert re.search(r"^ *\d+\.\d +\d+[▶>] ", screen.text(), re.M), screen.text()
    assert re.search(r" x \+= i \* factor$", screen.text(), re.M), screen.text()


def test_a_reset_forgets_no_function(view):
    screen = view(newest())
    press(screen, ENTER).wait("CALLED BY")
    press(screen, "r").wait("^inner  own")
    screen.wait(r"^ *100\.0 ")
    press(screen, "p", ENTER).wait("own")


COMES_AND_GOES = """
import sys
def visited(number):
    value = "v%d" % number
    sys.stdin.readline()
def elsewhere():
    sys.stdin.readline()
sys.stdout.write("ready\\n"); sys.stdout.flush()
for number in range(3):
    visited(number)
    elsewhere()
"""


@pytest.mark.parametrize("minor", ("2.7", "3.11", "3.15"))
def test_a_frame_that_returns_and_is_entered_again(minor, tmp_path):
    interpreter = discovery.newest(minor)
    if interpreter is None:
        pytest.skip("there is no such interpreter")
    script = tmp_path / "visited.py"
    script.write_text(COMES_AND_GOES)
    with program.Target([interpreter.path, script]) as target:
        def go_on():
            target.process.stdin.write(b"\n")
            target.process.stdin.flush()

        target.line()
        target.wait_asleep()
        screen = Screen(100, 40, [target.pid, "top", "-d", "0.3"], TERM="linux")
        try:
            press(screen.wait("Nothing runs"), "s").wait(r"#1 +<module>")
            press(screen, DOWN, ENTER).wait("^ *value = 'v0'")
            go_on()
            # The last picture stays: the values, and where it was, with what that line had.
            screen.wait("^LOCALS  as they were seen [1-9]s ago: the function has returned")
            screen.wait("^ *value = 'v0'").wait(r"^ *\d+\.\d +5\S +sys\.stdin\.readline")
            go_on()
            screen.wait("^ *value = 'v1'").wait("^LOCALS  Of one moment$")
        finally:
            screen.close()


RELATED = """
import sys
class Account(object):
    def __init__(self):
        self.pair = (0, 0)
    def work(self, number):
        twice = number * 2
        self.pair = (number, number)
        for i in range(300):
            thrice = number * 3
        return twice
def loop():
    account = Account()
    number = 0
    while True:
        account.work(number)
        number += 1
sys.stdout.write("ready\\n"); sys.stdout.flush()
loop()
"""


def test_values_are_of_one_moment(kind, tmp_path):
    """
    What never was so in the target is never on the screen, unless it is said that it may be so. What is behind the
    screen is live/test_stop.py's, with every interpreter.
    """
    script = tmp_path / "related.py"
    script.write_text(RELATED)
    with program.Target([kind.path, script]) as target:
        target.line()
        screen = Screen(120, 40, [target.pid, "top", "-d", "0.1"], TERM="linux")
        try:
            press(screen.wait(r"^ *\d+\.\d +100\.0 .*loop"), "s").wait(r"#1 +loop")
            press(screen, DOWN, ENTER).wait("LOCALS")
            while not re.search(r"^(Account\.)?work +of thread 1 ", screen.text(), re.M):
                press(screen, ESCAPE).wait(r"#1 +loop")
                press(screen, ENTER).wait("LOCALS")
            press(screen.wait(r". self = "), RIGHT).wait(r". pair = ")
            press(screen, DOWN, RIGHT).wait(r"\[1\] = \d+")
            proven = set()
            def see():
                """The picture of the screen, if it is said to be of one moment."""
                text = screen.text()
                if "LOCALS  Of one moment" not in text:
                    return
                values = dict(re.findall(r"^ +(\w+|\[[01]\]) = (\d+)L?  ", text, re.M))
                for name, object in (("self", r"<\S+ at \S+ \{pair=\((\d+)"), ("pair", r"\((\d+)")):
                    values[name] = re.search(r" %s = %s" % (name, object), text).group(1)
                proven.add(tuple(sorted((name, int(text)) for name, text in values.items())))
            screen.until(lambda: see() or len(proven) >= 20, 60, "twenty pictures of one moment")
        finally:
            screen.close()
    for picture in map(dict, proven):
        number = picture["number"]
        assert picture.get("twice", number * 2) == number * 2, picture
        # It may not have come to the second line yet, or not have begun the loop.
        assert picture.get("thrice", number * 3) == number * 3 and picture.get("i", 0) < 300, picture
        assert picture["pair"] in (number, max(number - 1, 0)), picture
        assert picture["self"] == picture["pair"] == picture["[0]"] == picture["[1]"], picture


def test_a_brief_stop_is_said(view):
    screen = view(newest(), options=["-ex", "set stop brief"])
    press(screen, "s").wait(r"#[12] +<module>")
    # Its frame 0 computes, and is stopped for each reading.
    press(screen, DOWN, ENTER).wait(r"^LOCALS  Of one moment: stopped for \d+ us$")

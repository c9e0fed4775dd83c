# SPDX-License-Identifier: GPL-3.0-or-later
"""Source with weights in the live view: of which threads' time they are, and of which text."""
import re

import pytest

import program
from screen import Screen

SHOP = """\
import threading

lock = threading.Lock()
lock.acquire()


def waits():
    lock.acquire()


def works():
    while True:
        pow(3, 300000)


threading.Thread(target=waits, name="waiter", daemon=True).start()
print("ready", flush=True)
works()
"""
CHANGED = "The file has changed since the start: these may be other lines"


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.py"
    path.write_text(SHOP)
    with program.Target(["python3", path]) as target:
        target.line()
        target.path = path
        yield target


@pytest.fixture
def open_screen():
    screens = []

    def make(*arguments):
        screens.append(Screen(100, 40, ["-nx", "-q", *arguments], TERM="linux"))
        return screens[-1]

    yield make
    for screen in screens:
        screen.close()


def weight(screen, code):
    """The share beside a line of source."""
    found = re.search(r"^ *([\d. ]*\d) +\W? *\d+\W +%s" % re.escape(code), screen.text(), re.M)
    return float(found.group(1).split()[-1]) if found else None


def test_of_whose_time_weights_are(shop, open_screen):
    screen = open_screen(shop.pid, "top").wait("%OWN.*FUNCTION").wait("works")
    running = "since the start, of threads that run or are ready to"
    every = "since the start, of all threads, those that wait as well"
    # As in the table: of what runs.
    screen.press("s").wait("#1 +<module>").press("Down", "Enter").wait("^LOCALS").wait(running)
    screen.press("Escape", "Escape").wait("FUNCTION")
    # A thread that only waits is not in there: it is one of two.
    screen.press("t").wait("waiter").press("Down", "Enter").wait("#0 +waits").press("Enter")
    screen.wait("LOCALS").wait(every)
    screen.until(lambda: abs(weight(screen, "lock.acquire()") - 50) < 2, what="half of all threads' time")
    screen.press("Escape", "Escape", "Escape").wait("FUNCTION")
    # Where the table counts them, all are counted.
    screen.press("i").wait("counted as well").press("l").wait("%TOT").wait(every)
    screen.press("Escape").wait("FUNCTION")
    screen.press("i").wait("Only threads that run").press("l").wait("%TOT").wait(running)
    # The flame graph says which of the samples it has.
    screen.press("f").wait(r"samples since the start; of threads that run or are ready to")


def test_a_file_that_has_changed(shop, open_screen):
    screen = open_screen(shop.pid, "top").wait("%OWN.*FUNCTION").wait("works")
    screen.press("l").wait("%TOT")
    assert CHANGED not in screen.text()
    shop.path.write_text("# another\n# line\n" + SHOP)
    screen.press("Escape").wait("FUNCTION").press("l").wait("%TOT").wait(CHANGED)
    screen.press("Escape", "s").wait("#1 +<module>").press("Down", "Enter").wait("^LOCALS").wait(CHANGED)
    screen.close()
    # The pane's, too.
    screen = open_screen(shop.pid).prompt()
    screen.child.send("layout src\r")
    screen.wait("%TOT").wait(CHANGED)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view's manners: what its last line says, and for how long."""
import pytest

import program
from screen import Screen

# Waits, and does what it is told by a line.
TOLD = """\
import sys


def works(rounds):
    for _ in range(rounds):
        sum([i * i for i in range(1000)])


print("ready", flush=True)
for line in sys.stdin:
    works(int(line))
"""


@pytest.fixture
def top(request):
    """top(size, pid, option...): a view that is closed after the test."""
    screens = []

    def open_one(size, pid, *options, **env):
        screens.append(Screen(*size, ["-nx", pid, "top", *options], **env))
        return screens[-1]

    yield open_one
    for screen in screens:
        screen.close()


def tell(target, line):
    target.process.stdin.write(("%s\n" % line).encode())
    target.process.stdin.flush()


def test_what_is_no_longer_true_is_not_said(start, top):
    target = start(TOLD).wait_asleep()
    screen = top((80, 24), target.pid, "-d", "0.3")
    screen.wait("^Nothing runs: this is what the threads wait in")
    tell(target, 10000000)
    screen.wait(r"^threads? 1: 1\.0 running")
    screen.until(lambda: "Nothing runs" not in screen.text(), what="the end of that sentence")
    screen.wait("^Enter stack .*q quit")


def test_a_sentence_gives_way_to_the_keys_and_a_failure_stays(start, top, tmp_path):
    target = start(TOLD).wait_asleep()
    screen = top((80, 24), target.pid)
    screen.wait("^Nothing runs")
    # While it is paused as well: nothing else is drawn then.
    screen.press("p").wait("^Paused")
    screen.wait("^Enter stack .*q quit", 30)
    screen.press("w", "\x15", str(tmp_path / "no" / "graph.svg"), "Enter").wait("cannot write")
    screen.press("Escape", "+").wait("200 samples a second").wait("^Enter stack .*q quit", 30)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view over a line that does not keep up: pictures are dropped, and never wait in a queue."""
import pytest

import program
from screen import Screen

WORKS = """\
def works(rounds):
    return sum([i * i for i in range(rounds)])


print("ready", flush=True)
while True:
    works(1000)
"""
QUESTION, ANSWER = "\x1b[5n", "\x1b[0n"


@pytest.fixture
def view(start):
    screens = []

    def make(**env):
        screens.append(Screen(120, 40, ["-nx", start(WORKS).pid, "top", "-d", "0.2"], **env))
        return screens[-1]

    yield make
    for screen in screens:
        screen.close()


def test_a_terminal_that_takes_nothing_more(view):
    screen = view().wait("works")
    for _ in range(200):
        screen.child.send("t?s?")
    # It is read no more, and the program ends all the same. Of what it wrote last there is the end.
    screen.child.send("q" * 3)
    end = program_ends(screen)
    assert end == 0
    assert "\x1b[?1049l" in screen.raw


def program_ends(screen):
    """Its exit status, without anything being read before."""
    program.wait_until(lambda: has_ended(screen.child.pid), what="the end")
    return screen.wait_end()


def has_ended(pid):
    with open("/proc/%d/stat" % pid) as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"


def test_what_changes_before_a_picture_has_arrived_is_one_picture(view):
    screen = view(TERM="linux").wait("works")
    # As a terminal that answers; it is asked behind each picture.
    screen.until(lambda: QUESTION in screen.raw, what="the question")
    for _ in range(3):
        screen.raw = ""
        screen.child.send(ANSWER)
        screen.until(lambda: QUESTION in screen.raw, what="the next picture")
    # That one takes its time.
    screen.raw = ""
    screen.press("t", "?", "Escape", "t", "s")
    screen.feed(1)
    assert screen.raw == ""
    screen.child.send(ANSWER)
    screen.wait(r"^Thread 1 \S+ +running").until(lambda: QUESTION in screen.raw, what="the question")
    assert "STILL" not in screen.raw and "Keys of" not in screen.raw, repr(screen.raw)
    assert screen.raw.count(QUESTION) == 1
    # Who leaves now does not wait for it, and no answer is left to whoever reads next.
    screen.child.send("q")
    assert screen.wait_end() == 0


def test_a_terminal_that_does_not_know_the_question_is_not_asked(view):
    screen = view(TERM="vt52").wait("works")
    screen.press("t").wait("STILL")
    assert QUESTION not in screen.raw

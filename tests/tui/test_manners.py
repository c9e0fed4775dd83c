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


BUSY = """\
import threading


def inner():
    return pow(3, 300000)


def outer():
    while True:
        inner()
        pow(3, 100000)


def waits():
    threading.Event().wait()


threading.Thread(target=waits, name="aaa", daemon=True).start()
threading.Thread(target=waits, name="zzz", daemon=True).start()
print("ready", flush=True)
outer()
"""


def click(screen, word):
    """On a word of a title."""
    for y, line in enumerate(screen.text().splitlines()):
        if word in line:
            screen.press("\x1b[<0;%d;%dM" % (line.index(word) + 1, y + 1))
            return screen
    raise AssertionError("no %s:\n%s" % (word, screen.text()))


def test_a_key_that_means_nothing_says_so(start, top):
    screen = top((80, 24), start(BUSY).pid, TERM="linux").wait(r"(?s)%OWN.*inner")
    for key, name in (("M", "M"), ("\t", "Tab"), ("\x1b[17~", "F6"), ("é", "This key")):
        screen.press(key).wait(r"^%s does nothing on this page; \? names the keys" % name)
    # Those of top that have a meaning here have it.
    screen.press("T").wait("OWN▼ +TOTAL").press("P").wait("%OWN▼")


def test_a_click_on_a_title_sorts_by_it(start, top):
    screen = top((80, 24), start(BUSY).pid, TERM="linux").wait(r"(?s)%OWN▼.*inner")
    click(screen, "TOTAL").wait("TOTAL▼")
    click(screen, "TOTAL").wait("TOTAL▲")
    click(screen, "FUNCTION").wait("FUNCTION▼")
    screen.press("t").wait("NUM▲").press("End")
    click(screen, "THREAD").wait("THREAD▲")
    # Sorted anew, one sees the first ones, whatever was selected.
    screen.until(lambda: chosen(screen).split()[1:2] == ["MainThread"], what="the first one")
    click(screen, "THREAD").wait("THREAD▼")
    screen.until(lambda: chosen(screen).split()[1:2] == ["zzz"], what="the last one")
    click(screen, "WAITS").wait("WAITS IN, OR RUNS▲")


@pytest.mark.parametrize("size", [(60, 12), (80, 24), (200, 50)], ids=lambda s: "%dx%d" % s)
def test_a_click_on_the_line_of_keys_presses_the_key(size, start, top):
    screen = top(size, start(BUSY).pid, TERM="linux").wait(r"(?s)%OWN▼.*inner")
    click(screen, "t threads").wait("NUM▲")
    click(screen, "? help").wait("Keys|keys")
    screen.press("Escape").wait("NUM▲").press("Escape").wait("%OWN▼")
    # On the blanks between two of them it is a click on nothing.
    screen.press("\x1b[<0;%d;%dM" % (screen.text().splitlines()[-1].index("help") + 5, size[1])).settle()
    screen.wait("%OWN▼.*FUNCTION")
    click(screen, "q quit")
    screen.until(lambda: not screen.child.isalive(), what="its end")


def chosen(screen):
    lines = screen.text().splitlines()
    return [lines[y] for y in range(4, 23) if screen.screen.buffer[y][79].bg != "default"][-1]


def test_what_record_calls_so_top_calls_so(start, top):
    target = start(BUSY)
    screen = top((80, 24), target.pid, "--rate", "50", "--filter", "INNER|inner")
    screen.wait(r"^filter INNER\|inner .*50 Hz").wait(r"(?s)%OWN.*inner")
    assert "outer" not in screen.text()
    top((80, 24), target.pid, "--threads").wait("NUM▲").wait("2 aaa").press("Escape").wait("%OWN")
    shown = program.pyinspect("--json", target.pid, "top", "--batch", "--filter", "^inner$").result
    assert [row["function"] for row in shown["screens"][0]["functions"]] == ["inner"]
    answer = program.pyinspect(target.pid, "top", "--batch", "--filter", "(")
    assert answer.status == 1 and '"(" is no regular expression' in answer.err, answer


def test_a_file_at_home(start, top, tmp_path):
    screen = top((80, 24), start(BUSY).pid, HOME=str(tmp_path)).wait(r"(?s)%OWN.*inner")
    screen.press("w", "\x15", "~/graph.svg", "Enter").wait(r"Wrote \S*/graph\.svg")
    assert "</svg>" in (tmp_path / "graph.svg").read_text()

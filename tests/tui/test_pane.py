# SPDX-License-Identifier: GPL-3.0-or-later
"""The pane above the command line: on a screen of pyte, which knows scroll regions."""
import os
import re
import signal
import termios
import time

import pexpect
import pytest

import program
from screen import Screen

SIZES = [(80, 24), (60, 14), (200, 50)]

BUSY = """\
import sys
import threading


def burn(count):
    total = 0
    for number in range(count):
        total += number * number
    return total


def waits(event):
    event.wait()


def main():
    event = threading.Event()
    for number in range(3):
        threading.Thread(target=waits, args=(event,), name="waiter-%d" % number,
                         daemon=True).start()
    print("ready", flush=True)
    while True:
        burn(20000)


main()
"""


class Panes(Screen):
    """A screen with a pane; TERM is what pyte understands all of."""

    def __init__(self, columns, lines, arguments, **env):
        super().__init__(columns, lines, ["-nx", "-q"] + list(arguments), **{"TERM": "linux", **env})

    def size(self):
        return self.screen.columns, self.screen.lines

    def resize(self, columns, lines):
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def rows(self):
        return [line.rstrip() for line in self.screen.display]

    def wait_rows(self, good, timeout=15):
        """Until good(rows) is true."""
        end = time.monotonic() + timeout
        while not good(self.rows()):
            assert time.monotonic() < end, "not on the screen:\n%s" % self.text()
            self.feed()
        return self

    def pane_rows(self):
        """Rows of the pane: as the terminal was told."""
        margins = self.screen.margins
        return margins.top if margins else 0

    def pane(self):
        return self.rows()[:self.pane_rows()]

    def below(self):
        return [row for row in self.rows()[self.pane_rows():] if row]

    def enter(self, line):
        """Types a line, and waits for the next prompt."""
        self.prompt()
        self.child.send(line)
        self.wait_rows(lambda rows: self.last().endswith(") " + line))
        self.child.send("\r")
        return self.prompt()

    def open(self, layout="top"):
        self.enter("layout " + layout)
        return self.check()

    def check(self, timeout=15):
        """Until the pane is whole: its header, and below it the line that ends it, and no second
        one of either."""
        def whole(rows):
            top = self.pane_rows()
            return (top > 0 and rows[0].startswith("pid ") and
                    re.match(r"(──|--) (top|threads|src) ", rows[top - 1]) is not None and
                    not any(re.match(r"pid \d+ |(──|--) (top|threads|src) ", row)
                            for row in rows[1:top - 1] + rows[top:]))
        return self.wait_rows(whole, timeout)

    def is_whole(self):
        """The terminal scrolls as one, and shows its cursor."""
        return self.pane_rows() == 0 and not self.screen.cursor.hidden

    def modes(self):
        return termios.tcgetattr(self.child.child_fd)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def selected(self):
        """Rows of the pane that stand out by their ground."""
        return [row for y, row in enumerate(self.pane())
                if self.screen.buffer[y][8].reverse and y > 2]


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    path = tmp_path_factory.mktemp("busy") / "busy_service.py"
    path.write_text(BUSY)
    with program.Target(["python3", path]) as target:
        target.line()
        yield target


@pytest.fixture
def panes():
    screens = []

    def make(columns, lines, *arguments, **env):
        screens.append(Panes(columns, lines, arguments, **env))
        return screens[-1].prompt()

    yield make
    for screen in screens:
        screen.close()


@pytest.fixture
def pane(panes, busy):
    return panes(80, 24, busy.pid)


@pytest.fixture(params=SIZES, ids=lambda size: "%dx%d" % size)
def any_size(request, panes, busy):
    return panes(*request.param, busy.pid)


def progress(screen):
    """The seconds that the table gives to burn(); where it is too narrow for them, for how long
    the process has been up."""
    found = [re.search(r"([\d.]+)s +burn |up (\w+)$", row) for row in reversed(screen.pane())]
    return next((one.group() for one in found if one), "")


def test_the_pane_goes_on_while_a_line_is_typed(any_size):
    any_size.open()
    any_size.child.send("print [1, 2")
    any_size.wait_last(r"\) print \[1, 2")
    for _ in range(2):
        before = progress(any_size)
        any_size.wait_rows(lambda rows: progress(any_size) != before)
        assert any_size.last().endswith(") print [1, 2"), any_size.text()
        assert any_size.screen.cursor.y == any_size.screen.lines - 1
        assert any_size.screen.cursor.x == len(any_size.last())
    any_size.child.send("]\r")
    any_size.wait(r"^\$1 = \[1, 2\]$")
    any_size.check()


def test_tab_completes_under_the_pane(pane):
    pane.open()
    pane.child.send("info thr\t")
    pane.wait_last(r"\) info threads ?")
    pane.child.send("\x15")
    pane.prompt()
    pane.child.send("winheight \t\t")
    pane.wait(r"^cmd +pane$")
    pane.wait_last(r"\) winheight")
    pane.check()
    pane.child.send("c\t")
    pane.wait_last(r"\) winheight cmd ?")


def test_history_is_searched_under_the_pane(pane):
    pane.enter("echo needle\\n")
    pane.open()
    pane.child.send("\x12need")
    pane.wait_last(r"\(reverse-i-search\)`need': echo needle\\n")
    before = progress(pane)
    pane.wait_rows(lambda rows: progress(pane) != before)
    assert "reverse-i-search" in pane.last(), pane.text()
    pane.child.send("\r")
    pane.prompt().check()
    assert pane.below().count("needle") >= 1


def test_a_long_line_wraps_in_its_own_part(any_size):
    columns, lines = any_size.size()
    any_size.open()
    line = "echo " + "x" * columns + "y\\n"
    any_size.child.send(line)
    any_size.wait_rows(lambda rows: rows[-1].endswith("y\\n"))
    any_size.check()
    any_size.child.send("\x01" + "\x1b[C" * 5 + "z")
    any_size.wait_rows(lambda rows: any(") echo zxx" in row for row in rows))
    any_size.check()
    any_size.child.send("\r")
    any_size.prompt().check()
    assert "z" + "x" * (columns - 1) in any_size.text(), any_size.text()


def test_long_output_scrolls_below(pane):
    pane.enter("set pagination off")
    pane.open()
    for _ in range(3):
        pane.enter("help layout")
        pane.check()
    assert any("Ctrl-L" in row for row in pane.below())


def test_the_pager_counts_its_own_part(pane):
    pane.open()
    rows = pane.screen.lines - pane.pane_rows()
    commands = program.pyinspect("-batch", "-ex", "complete").out.splitlines()
    pane.child.send("complete \r")
    pane.wait_last("without paging--")
    shown = pane.below()
    assert shown[-2] == commands[rows - 2], pane.text()
    assert len(shown) == rows
    pane.check()
    pane.child.send("q\r")
    pane.prompt().check()


@pytest.mark.parametrize("command", ["help print", "bt all full", "print list(range(100000, 101000))"])
def test_the_pane_goes_on_while_the_pager_asks(pane, command):
    """Those that read nothing, and those that read the process."""
    def counted():
        return float(re.search(r"^ *\S+ +\S+ +(\d+\.\d+)s .* burn ", pane.text(), re.M).group(1))

    pane.enter("set height 4")
    pane.enter("set print elements 1000")
    pane.open().wait(" burn ")
    pane.child.send(command + "\r")
    below = None
    for answer in "\r\r":
        pane.until(lambda: pane.below() != below and pane.last().endswith("without paging--"),
                   what="the next question")
        below, before = pane.below(), counted()
        pane.until(lambda: counted() > before + 0.5, what="samples while it asks")
        # What stands below is as it was.
        assert pane.below() == below
        pane.child.send(answer)
    pane.until(lambda: pane.below() != below and pane.last().endswith("without paging--"),
               what="the last question")
    pane.child.send("q\r")
    pane.prompt().check()
    assert "Ctrl-X O" in pane.text().splitlines()[pane.pane_rows() - 1]
    assert "Nothing was sampled" not in pane.text()


def test_a_layout_that_is_asked_for_is_shown(pane):
    for layout, head in (("src", "LINE|SOURCE|OWN"), ("top", "%OWN")):
        pane.enter("layout " + layout)
        pane.check().wait(head)
        pane.child.send("\x18o")
        pane.wait("Escape: command line")
        pane.child.send("?")
        pane.wait("help")
        pane.child.send("\x1b")
        pane.wait_rows(lambda rows: re.search("(──|--) %s / help " % layout,
                                              rows[pane.pane_rows() - 1]))
        pane.enter("layout " + layout)
        pane.wait_rows(lambda rows: re.search("(──|--) %s (─|-)" % layout,
                                              rows[pane.pane_rows() - 1]))


def test_sizes_change(pane):
    pane.open("threads")
    pane.enter("echo first\\n")
    pane.enter("bt")
    pane.child.send("print 40 + ")
    pane.wait_last(r"print 40 \+")
    for columns, lines in [(60, 14), (200, 50), (80, 24), (61, 13), (132, 30)]:
        pane.resize(columns, lines)
        pane.wait_last(r"\) print 40 \+")
        pane.check()
        assert pane.screen.cursor.y == lines - 1
        assert pane.screen.margins.bottom == lines - 1
        assert any(re.match("#[0-9]+ ", row) for row in pane.below()), pane.text()
    assert "first" in pane.below(), pane.text()
    pane.child.send("2\r")
    pane.wait(r"^\$1 = 42$")


def test_sizes_change_while_the_pager_asks(pane):
    pane.open("threads")
    pane.wait_rows(lambda rows: any("waiter-1" in row for row in rows[:pane.pane_rows()]))
    pane.child.send("help print\r")
    pane.wait_last("without paging--")
    for columns, lines in [(70, 16), (132, 40), (100, 30)]:
        pane.resize(columns, lines)
        pane.wait_last("without paging--")
        pane.wait_rows(lambda rows: any("waiter-1" in row for row in rows[:pane.pane_rows()])).check()
        assert pane.screen.margins.bottom == lines - 1
        assert pane.screen.cursor.y == lines - 1
    # It goes on by the new size, and what follows has lines of its own.
    pane.child.send("\r")
    pane.wait_last("without paging--").check()
    pane.child.send("q\r")
    pane.prompt().check()
    pane.enter("echo whole\\n")
    pane.resize(80, 24)
    pane.prompt().check()
    assert pane.below()[-2] == "whole" and re.fullmatch(r"\(pyinspect[^)]*\) echo whole\\n", pane.below()[-3]), pane.text()


def test_many_sizes_at_once(pane):
    pane.open()
    for number in range(40):
        pane.child.setwinsize(13 + number % 30, 60 + 7 * number % 140)
        time.sleep(0.005)
    pane.resize(100, 30)
    pane.wait_rows(lambda rows: pane.screen.margins is not None and
                   pane.screen.margins.bottom == 29)
    pane.check().prompt()
    pane.enter("echo whole\\n")
    assert pane.below()[-2] == "whole", pane.text()


def test_a_terminal_too_small_for_two_is_all_for_commands(panes, busy):
    screen = panes(80, 24, busy.pid).open()
    screen.resize(80, 6)
    screen.wait_rows(lambda rows: screen.pane_rows() == 0)
    screen.enter("echo still\\n")
    assert "still" in screen.below()
    screen.resize(80, 24)
    screen.check().prompt()


def test_no_old_terminal_is_waited_for(panes, busy):
    """vt100's terminfo asks for pauses, "$<5>", which are none of what is written."""
    screen = panes(80, 24, busy.pid, TERM="vt100")
    screen.child.send("layout top\r")
    screen.wait("%OWN").prompt()
    assert "$<" not in screen.raw


def test_without_utf8(panes, busy):
    screen = panes(80, 24, busy.pid, LC_ALL="C")
    for layout in ("top", "threads", "src"):
        screen.open(layout)
        screen.wait_rows(lambda rows: any(row.startswith("-- " + layout) for row in rows))
        assert screen.text().isascii(), screen.text()


def test_without_colours(panes, busy):
    screen = panes(80, 24, busy.pid, NO_COLOR="1").open("threads")
    screen.wait("MainThread")
    assert all(cell.fg == "default" and cell.bg == "default"
               for row in screen.screen.buffer.values() for cell in row.values())


def test_stopped_and_continued(pane):
    pane.open()
    pane.enter("echo before\\n")
    pane.child.send("half a line")
    pane.wait_last("half a line")
    pane.child.send("\x1a")
    pane.wait_rows(lambda rows: pane.is_whole())
    assert pane.screen.cursor.y == pane.screen.lines - 1
    assert pane.modes() == termios.ICANON | termios.ECHO | termios.ISIG
    pane.screen.reset()
    pane.child.kill(signal.SIGCONT)
    pane.wait_last("half a line")
    pane.check()
    assert "before" in pane.below(), pane.text()


def test_stopped_while_a_command_runs(panes, busy):
    screen = panes(80, 24, busy.pid).open()
    screen.child.send("shell sleep 3\r")
    time.sleep(0.5)
    screen.child.kill(signal.SIGTSTP)
    screen.wait_rows(lambda rows: screen.is_whole())
    screen.screen.reset()
    screen.child.kill(signal.SIGCONT)
    screen.check().prompt()


def has_mouse(screen):
    """Whether the terminal was told last to report buttons."""
    return screen.raw.rfind("\x1b[?1000h") > screen.raw.rfind("\x1b[?1000l")


def test_the_mouse(any_size):
    any_size.open("threads")
    any_size.wait("waiter-2")
    assert not has_mouse(any_size)
    any_size.child.send("half\x18o")
    any_size.wait("Escape: command line")
    any_size.until(lambda: has_mouse(any_size), what="reports of the mouse")

    def row_of(number):
        return [i for i, row in enumerate(any_size.pane()) if row[1:5].strip() == str(number)][0]

    def click(row):
        any_size.child.send("\x1b[<0;10;%dM\x1b[<0;10;%dm" % (row + 1, row + 1))

    click(row_of(3))
    any_size.wait_last(r"t3 f0\) half")
    # What is not the pane's is nobody's.
    click(any_size.screen.lines - 2)
    any_size.child.send("\x1b[<65;1;%dM" % any_size.screen.lines)
    click(row_of(2))
    any_size.wait_last(r"t2 f0\) half")
    any_size.child.send("\x1b[<65;1;5M")
    any_size.wait_last(r"t4 f0\) half")
    any_size.child.send("\x1b[<64;1;5M")
    any_size.wait_last(r"t1 f0\) half")
    any_size.child.send("\x18o")
    any_size.until(lambda: not has_mouse(any_size), what="no reports of the mouse")
    any_size.check().wait_last(r"t1 f0\) half")


@pytest.mark.parametrize("way, keyboard", [
    ("quit", False), ("end", True), (signal.SIGTERM, False), (signal.SIGTERM, True),
    (signal.SIGHUP, False), (signal.SIGSEGV, True), (signal.SIGQUIT, False), ("\x1c", False),
    (signal.SIGUSR1, True), (signal.SIGALRM, False), (signal.SIGXCPU, True), (signal.SIGPIPE, True),
])
def test_the_terminal_is_given_back(panes, busy, way, keyboard):
    screen = panes(80, 24, busy.pid).open()
    screen.enter("echo remains\\n")
    if keyboard:
        screen.child.send("\x18o")
        screen.wait("Escape: command line")
        if isinstance(way, str):
            screen.child.send("\x1b")
            screen.check()
    if isinstance(way, str):
        screen.child.send({"quit": "quit\r", "end": "\x04"}.get(way, way))
    else:
        screen.child.kill(way)
    screen.child.expect(pexpect.EOF)
    screen.stream.feed(screen.child.before)
    screen.raw += screen.child.before
    assert screen.is_whole(), screen.screen.margins
    assert screen.modes() == termios.ICANON | termios.ECHO | termios.ISIG
    assert "remains" in screen.rows()
    assert has_mouse(screen) is False
    orderly = way in ("quit", "end", signal.SIGTERM, signal.SIGHUP)
    if orderly:
        assert not any(row.startswith("pid ") for row in screen.rows()), screen.text()
    killed = signal.SIGQUIT if way == "\x1c" else way
    status = screen.wait_end()
    assert status == (0 if isinstance(killed, str) else -killed) or "Sanitizer" in screen.raw
    os.kill(busy.pid, 0)


def test_the_end_of_the_target(panes, start):
    target = start(BUSY)
    screen = panes(80, 24, target.pid).open()
    screen.wait("burn ")
    target.stop()
    screen.wait("process %d has exited" % target.pid)
    assert any("burn " in row for row in screen.pane())
    screen.enter("bt")
    assert any("has ended" in row or "has exited" in row for row in screen.below())
    screen.enter("layout none")
    assert screen.is_whole()


def test_detach_and_another_process(panes, busy, start):
    other = start(BUSY.replace("burn", "other_function"))
    screen = panes(80, 24, busy.pid).open()
    screen.wait("burn ")
    screen.enter("detach")
    screen.wait("No process")
    assert not any("burn" in row for row in screen.pane())
    screen.enter("attach %d" % other.pid)
    screen.check().wait("other_function ")
    assert not any("burn" in row for row in screen.pane())
    screen.enter("attach %d" % busy.pid)
    screen.check().wait("burn ")


def test_the_command_line_selects_in_the_pane(pane):
    pane.open("threads")
    pane.wait("waiter-2")
    for number in (3, 1, 4):
        pane.enter("thread %d" % number)
        pane.wait_rows(lambda rows: [row[1:5].strip() for row in pane.selected()] == [str(number)])


def test_the_stack_in_the_pane_is_of_the_selected_thread(pane):
    pane.open("threads")
    pane.wait("waiter-2")
    pane.child.send("\x18o")
    pane.wait("Escape: command line")
    pane.child.send("\x1b[B")
    pane.wait("t2 f0")
    pane.child.send("\r")
    pane.wait("^Thread 2 waiter-0")
    pane.child.send("\x1b")
    for number in (4, 1, 3):
        pane.enter("thread %d" % number)
        pane.wait("^Thread %d (waiter-%d|MainThread)" % (number, number - 2))


def test_the_pane_selects_for_the_command_line(any_size):
    any_size.open("threads")
    any_size.wait("waiter-2")
    any_size.child.send("print 1")
    any_size.wait_last(r"t1 f0\) print 1")
    any_size.child.send("\x18o")
    any_size.wait("Escape: command line")
    assert any_size.screen.cursor.hidden
    any_size.child.send("\x1b[B")
    any_size.wait_last(r"t2 f0\) print 1")
    any_size.child.send("\x1b[B")
    any_size.wait_last(r"t3 f0\) print 1")
    any_size.child.send("\x1b")
    any_size.check()
    assert not any_size.screen.cursor.hidden
    any_size.child.send(" + 1\r")
    any_size.wait(r"^\$1 = 2$")
    any_size.child.send("thread\r")
    any_size.wait("Current thread is 3")


def test_q_leaves_the_pane_and_is_not_said_to_quit(pane):
    pane.open()
    pane.child.send("\x18o")
    pane.wait("Escape: command line")
    assert "quit" not in pane.text(), pane.text()
    pane.child.send("q")
    pane.check().wait("Ctrl-X O: keys here")


def test_escape_gives_the_keyboard_back_on_every_page(panes, busy):
    """The page stays as it is; Backspace goes back."""
    screen = panes(100, 50, busy.pid).open()
    screen.wait("burn ")
    ways = [("t", "NUM.*STILL"), ("\r", "^Thread 1 .*\n +#0 +burn"), ("\r", "^burn  of thread 1"),
            ("s", "^Thread 2 waiter-0"), ("f", "samples since the start"), ("?", "^Keys of the pane")]
    for way, seen in ways:
        screen.child.send("\x18o" + way)
        screen.wait(seen).wait("Escape: command line")
        screen.child.send("\x1b")
        screen.wait("Ctrl-X O: keys here").wait(seen)
        screen.enter("echo typed\\ on\\ %d\\n" % ways.index((way, seen)))
        screen.wait("^typed on %d" % ways.index((way, seen))).wait(seen)
    # So says the help: Escape is named there once, and not as what goes back.
    assert re.findall("^ +(Escape.*)", screen.text(), re.M) == [
        "Escape q F10                 the keyboard goes to the command line; the pane stays as it is"]
    screen.child.send("\x18o" + "\x7f" * len(ways))
    screen.wait("%OWN").wait("Escape: command line")


def test_the_layout_of_a_hung_process_is_the_one_that_was_asked_for(panes, start):
    target = start(BUSY.replace("while True:", "event.wait()\n    while True:")).wait_asleep()
    screen = panes(80, 24, target.pid).open("src")
    screen.wait("▶")
    time.sleep(3)
    screen.feed()
    assert any("▶" in row for row in screen.pane()) and not any("STILL" in row for row in screen.pane())
    screen.enter("layout threads")
    screen.wait("STILL")


@pytest.mark.parametrize("term", ["linux", "vt220", "xterm-256color", "tmux-256color"])
def test_a_list_that_scrolls_in_the_pane_leaves_the_rows_below_to_scroll(panes, start, term):
    """Where a terminal can, curses has it scroll a part of the pane."""
    target = start("""
        import sys, threading
        event = threading.Event()
        for number in range(40):
            threading.Thread(target=event.wait, name="w%d" % number, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.readline()
        """)
    screen = panes(80, 24, target.pid, TERM=term).open("threads")
    rows = screen.pane_rows()
    screen.wait("w5")
    screen.child.send("\x18o")
    screen.wait("Escape: command line")
    for number in range(1, rows + 2):
        screen.child.send("\x1b[B")
        screen.wait_last(r"t%d f0\)" % (number + 1))
    screen.child.send("\x18o")
    screen.wait("Ctrl-X O: keys here")
    # Each takes two rows of those below.
    last = 24 - rows
    for number in range(1, last + 1):
        assert screen.enter("print %d" % number).pane_rows() == rows
    assert screen.below()[-3:-1] == [
        "(pyinspect %d t%d f0) print %d" % (target.pid, rows + 2, last), "$%d = %d" % (last, last)]


def test_a_frame_is_selected_in_the_pane_and_below(pane):
    pane.open("threads")
    pane.wait("waiter-2")
    pane.enter("thread 2")
    pane.child.send("\x18o\r")
    pane.wait(r"^Thread 2 waiter-0")
    for level in (1, 2):
        pane.child.send("\x1b[B")
        pane.wait_last(r"t2 f%d\)" % level)
    pane.child.send("\x18o")
    pane.wait("^── threads")
    pane.enter("down")
    pane.wait_rows(lambda rows: [row.split()[0] for row in pane.selected()] == ["#1"])


def test_what_is_typed_at_once_goes_where_it_belongs(pane):
    pane.open("threads")
    pane.wait("waiter-2")
    pane.child.send("ec\x18o\x1b[B\x1b[B\x18oho one\\n\rthread\r")
    pane.wait("Current thread is 3")
    assert "one" in pane.below(), pane.text()


def test_the_source_follows(pane, busy):
    pane.open("src")
    marked = r"▶ +(\d+) "

    def line():
        found = [re.search(marked, row) for row in pane.pane()]
        found = [one.group(1) for one in found if one]
        return int(found[0]) if found else 0

    def place(level):
        """The line of a frame of thread 2, as info frame's like have it."""
        answer = program.pyinspect("--json", busy.pid, "bt", "all")
        return answer.result["threads"][1]["frames"][level]["line"]

    pane.enter("thread 2")
    pane.wait_rows(lambda rows: line() == place(0))
    pane.enter("up")
    pane.wait_rows(lambda rows: line() == place(1))
    pane.enter("frame 2")
    pane.wait_rows(lambda rows: line() == place(2))
    assert any("busy_service.py:%d" % place(2) in row for row in pane.pane()), pane.text()
    pane.child.send("\x18o")
    pane.wait("Escape: command line")
    pane.child.send("d")
    pane.wait_last(r"t2 f1\)")
    pane.wait_rows(lambda rows: line() == place(1))


def test_the_source_of_a_thread_that_has_gone_on_is_said_to_be_old(pane):
    pane.open("src")
    pane.enter("thread 1")
    pane.wait(r"as read \d+s ago$")
    # One that stands still is where it was.
    pane.enter("thread 2")
    pane.wait_rows(lambda rows: "thread 2 " in pane.text() and "as read" not in pane.text())
    time.sleep(1.5)
    pane.feed()
    assert "▶" in pane.text() and "as read" not in pane.text(), pane.text()


def test_who_opens_it_again_finds_his_filter(pane):
    pane.open()
    pane.child.send("\x18o")
    pane.wait("Escape: command line")
    pane.child.send("/burn\r")
    pane.wait("filter burn")
    pane.child.send("\x18a")
    pane.wait_rows(lambda rows: pane.is_whole())
    pane.child.send("\x18a")
    pane.check()
    pane.wait("filter burn")
    pane.wait("all counts begin anew")


def test_keys_show_it_and_take_it_away(pane):
    pane.child.send("half")
    pane.wait_last("half")
    pane.child.send("\x18a")
    pane.check().wait_last(r"\) half")
    pane.child.send("\x18\x01")
    pane.wait_rows(lambda rows: pane.is_whole())
    pane.wait_last(r"\) half")
    assert not any(row.startswith("pid ") for row in pane.rows())
    pane.child.send("\x18A")
    pane.check()
    pane.child.send("\x18o")
    pane.wait("Escape: command line")
    pane.child.send("\x18a")
    pane.wait_rows(lambda rows: pane.is_whole())
    pane.wait_last(r"\) half")


def test_clear(pane):
    pane.open()
    pane.enter("echo something\\n")
    pane.child.send("kept\x0c")
    pane.wait_rows(lambda rows: "something" not in rows)
    pane.check().wait_last(r"\) kept")
    assert len(pane.below()) == 1


def test_heights(panes, busy):
    screen = panes(80, 24, busy.pid).open()
    for words, rows in [("14", 14), ("+2", 16), ("-3", 13), ("cmd 10", 14), ("pane 9", 9),
                        ("100", 20), ("top +0", 20), ("0", 4)]:
        screen.enter("winheight " + words)
        screen.wait_rows(lambda _: screen.pane_rows() == rows)
    screen.enter("winheight 12")
    screen.enter("info win")
    assert any(re.match(r"top +12 +80$", row) for row in screen.below()), screen.text()
    assert any(re.match(r"cmd +12 +80 +\(has focus\)$", row) for row in screen.below())
    screen.enter("winheight many")
    assert any("Usage: winheight" in row for row in screen.below())


def test_ctrl_c_gives_the_keyboard_back(pane):
    pane.open()
    pane.enter("focus pane")
    pane.wait("Escape: command line")
    pane.child.send("\x03")
    pane.check()
    assert not pane.screen.cursor.hidden
    pane.enter("echo typed\\n")


def test_the_shell(pane):
    pane.open()
    pane.enter("shell seq 8 9; tput sc; tput csr 0 23; tput rc")
    pane.check()
    assert "9" in pane.below()
    pane.enter("echo after\\n")
    assert "after" in pane.below()
    pane.enter("layout none")
    assert pane.is_whole()
    assert "after" in pane.rows()


def test_layouts_are_refused_without_a_terminal(busy):
    for command in ("layout top", "focus cmd", "winheight +1", "info win", "tui enable"):
        answer = program.pyinspect(busy.pid, command)
        assert answer.status == 1
        assert re.fullmatch(r"pyinspect: There is no terminal here [^\n]+\.\n", answer.err), answer
        answer = program.pyinspect("--json", busy.pid, command)
        assert answer.document["error"]["kind"] == "unsupported", answer


def test_a_terminal_that_cannot(panes, busy):
    screen = panes(80, 24, busy.pid, TERM="dumb")
    screen.enter("layout top")
    assert any('TERM is "dumb"' in row for row in screen.rows()), screen.text()
    screen.enter("echo goes on\\n")
    assert "goes on" in screen.rows()


def test_words_that_are_none(panes, busy):
    screen = panes(80, 24, busy.pid)
    for line, said in [("layout sideways", "is not a layout"), ("layout", "Usage: layout"),
                       ("focus pane", "There is no pane"), ("info win", "There is no pane"),
                       ("winheight 3", "There is no pane")]:
        screen.enter(line)
        assert any(said in row for row in screen.rows()), screen.text()
    assert screen.is_whole()
    screen.enter("tui enable")
    screen.check()
    screen.enter("layout next")
    screen.wait("^── threads")
    screen.enter("focus sideways")
    assert any("There is no window" in row for row in screen.below())
    screen.enter("tui disable")
    assert screen.is_whole()


def test_from_the_command_line_of_the_program(panes, busy):
    screen = panes(80, 24, "-ex", "layout threads", busy.pid)
    screen.check().wait("waiter-1")

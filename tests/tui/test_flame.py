# SPDX-License-Identifier: GPL-3.0-or-later
"""The flame graph of the live view, on a screen of pyte."""
import re
import time

import pytest

import program
from screen import Screen

BUSY = """\
import time


def leaf(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))


def alpha():
    leaf(0.03)


def beta():
    leaf(0.01)


def main():
    print("ready", flush=True)
    while True:
        alpha()
        beta()


main()
"""


class Flame(Screen):
    def rows(self):
        return [line.rstrip() for line in self.screen.display]

    def samples(self):
        found = re.search(r"^(\d+) samples since", self.text(), re.M)
        return int(found.group(1)) if found else 0

    def key(self, key):
        self.child.send(key)
        return self

    def find(self, name):
        """Row, first column and width of the box with that name, by its ground."""
        for y, row in enumerate(self.rows()[:-2]):
            at = re.search(r"(?:^|[ ▶|>])%s(?: |$)" % re.escape(name), row)
            if at is None or "%" in row:
                continue
            cells = self.screen.buffer[y]
            start = row.index(name, at.start()) - 1
            look = (cells[start].bg, cells[start].reverse)
            end = start
            while end < self.screen.columns and (cells[end].bg, cells[end].reverse) == look:
                end += 1
            return y, start, end - start
        return None

    def wait_box(self, name):
        """The box, once it is there and stays as it is."""
        end = time.monotonic() + 15
        before, now = None, self.find(name)
        while now is None or now != before:
            assert time.monotonic() < end, "no box %s:\n%s" % (name, self.text())
            self.feed()
            before, now = now, self.find(name)
        return now


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    path = tmp_path_factory.mktemp("busy") / "flame_service.py"
    path.write_text(BUSY)
    with program.Target(["python3", path]) as target:
        target.line()
        yield target


@pytest.fixture
def flame(busy):
    screens = []

    def make(columns=80, lines=24, **env):
        screen = Flame(columns, lines, ["-nx", busy.pid, "top"], **{"TERM": "linux", **env})
        screens.append(screen)
        screen.wait("FUNCTION")
        screen.key("f").wait(r"^\d\d\d+ samples since the start")
        return screen

    yield make
    for screen in screens:
        screen.close()


@pytest.mark.parametrize("columns, lines", [(60, 14), (80, 24), (200, 50)])
def test_boxes_are_shares(flame, columns, lines):
    screen = flame(columns, lines)
    screen.key("p").wait("^Paused")
    every, main = screen.wait_box("all"), screen.wait_box("main")
    alpha, beta = screen.wait_box("alpha"), screen.wait_box("beta")
    assert every[1:] == main[1:] == (0, columns)
    assert every[0] < main[0] < alpha[0] == beta[0]
    assert alpha[1] == 0 and beta[1] == alpha[2]
    screen.key("\x1b[B\x1b[B\x1b[B").wait(r"^alpha ")
    share = float(re.search(r"^alpha .*total ([\d.]+) %", screen.text(), re.M).group(1)) / 100
    assert 0.5 < share < 1, screen.text()
    assert abs(alpha[2] - share * columns) < 1, screen.text()
    assert screen.wait_box("leaf")[0] == alpha[0] + 1


def test_selection_and_zoom(flame):
    screen = flame()
    screen.wait_box("alpha")
    screen.wait(r"^all +total 100\.0 %")
    screen.key("\x1b[B\x1b[B\x1b[B").wait(r"^alpha .*service.py:10 +total [678]\d\.\d % ")
    screen.key("\x1b[C").wait(r"^beta .*service.py:14 +total [123]\d\.\d % ")
    screen.key("\x1b[B").wait(r"^leaf .*total [123]\d\.\d % .*own ")
    screen.key("\x1b[A\r").wait(r"zoomed on [123]\d\.\d %")
    assert screen.wait_box("beta")[1:] == (0, 80)
    assert screen.wait_box("main")[1:] == (0, 80)
    assert screen.find("alpha") is None, screen.text()
    screen.key("\x1b[B\r").wait(r"^leaf ")
    screen.key("\x7f\x1b")
    screen.wait_box("alpha")
    assert "zoomed" not in screen.text()
    screen.key("\x1b").wait("FUNCTION")


def test_the_selection_stays_while_samples_come_in(flame):
    screen = flame()
    screen.wait_box("beta")
    screen.key("\x1b[B\x1b[B\x1b[B\x1b[C").wait("^beta ")
    before = screen.samples()
    end = time.monotonic() + 15
    while screen.samples() < before + 150:
        assert time.monotonic() < end, screen.text()
        screen.feed()
        if re.search("^beta ", screen.text(), re.M) is None:
            pytest.fail(screen.text())


def test_what_is_searched_stands_out(flame):
    screen = flame()
    screen.wait_box("beta")
    screen.key("/beta\r").wait(r"/beta/ has [123]\d\.\d %")
    y, start, width = screen.find("beta")
    cells = screen.screen.buffer[y]
    assert cells[start].bg != "default"
    assert cells[start - 2].bg == "default", screen.text()
    screen.key("/\x15\r")
    screen.wait(r"samples since the start; of threads that run or are ready to$")


def test_without_colours_and_without_utf8(flame):
    screen = flame(NO_COLOR="1", LC_ALL="C")
    y, start, width = screen.wait_box("beta")
    cells = screen.screen.buffer[y]
    assert screen.text().isascii(), screen.text()
    assert all(cell.bg == "default" for cell in cells.values())
    assert cells[start].reverse != cells[start - 1].reverse, "the two boxes look the same"
    assert start > 30


def test_what_is_too_narrow_is_counted(start):
    target = start("""
        import sys
        text = "".join("def f%d():\\n    return sum(range(9000))\\n" % n for n in range(2000))
        names = {}
        exec(compile(text, "many.py", "exec"), names)
        print("ready", flush=True)
        while True:
            for n in range(2000):
                names["f%d" % n]()
    """)
    screen = Flame(120, 30, ["-nx", target.pid, "top", "-r", "1000"], TERM="linux")
    try:
        screen.wait("FUNCTION").press("f").wait("samples since the start")
        screen.until(lambda: screen.samples() > 3000, what="samples of many functions")
        screen.press("Down").wait(r"^<module>.* \d\d\d+ of what it calls too narrow here")
        # There is something below it, which one cannot have for nothing.
        y, start_column, width = screen.find("<module>")
        assert width == 120 and "…" in screen.text().splitlines()[y + 1], screen.text()
    finally:
        screen.close()

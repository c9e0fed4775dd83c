# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal with pyinspect on it: what it writes through a pty, drawn on a screen of pyte."""
import fcntl
import re
import signal
import struct
import termios
import time

import pexpect
import pyte

import program


class Screen:
    """pyinspect on a terminal of columns x lines; text() is what a person sees."""

    def __init__(self, columns, lines, arguments, **env):
        self.screen = pyte.HistoryScreen(columns, lines, history=5000, ratio=0.5)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.child = pexpect.spawn(
            program.PYINSPECT, [str(a) for a in arguments], dimensions=(lines, columns),
            env=program.environment(**env), encoding="utf-8", timeout=20,
        )

    def feed(self, wait=0.05):
        """Takes what has come, until nothing comes for a while."""
        while True:
            try:
                data = self.child.read_nonblocking(65536, timeout=wait)
            except pexpect.TIMEOUT:
                return
            except pexpect.EOF:
                return
            self.raw += data
            self.stream.feed(data)

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")

    def everything(self):
        top = ["".join(row[x].data for x in range(self.screen.columns)).rstrip()
               for row in self.screen.history.top]
        return "\n".join(top + [self.text()])

    def last(self):
        lines = [line for line in self.text().splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def wait(self, pattern, timeout=15):
        """Until the pattern stands on the screen."""
        end = time.monotonic() + timeout
        while not re.search(pattern, self.text(), re.M):
            assert time.monotonic() < end, "no %r on the screen:\n%s" % (pattern, self.text())
            self.feed()
        return self

    def wait_last(self, pattern, timeout=15):
        """Until the pattern ends the last line: a line that is being edited, a question."""
        end = time.monotonic() + timeout
        while not re.search("(?:%s)$" % pattern, self.last()):
            assert time.monotonic() < end, "no %r at the end:\n%s" % (pattern, self.text())
            self.feed()
        self.feed()
        return self

    def prompt(self, timeout=15):
        """Until the last line is an empty prompt."""
        end = time.monotonic() + timeout
        while not re.fullmatch(r"\(pyinspect[^)]*\)", self.last()):
            assert time.monotonic() < end, "no prompt:\n%s" % self.text()
            self.feed()
        return self

    def run(self, line):
        """Types a line at the prompt; returns what it printed."""
        self.prompt()
        before = len(self.everything().splitlines())
        self.child.send(line + "\r")
        end = time.monotonic() + 15
        while len(self.everything().splitlines()) <= before:
            assert time.monotonic() < end, self.text()
            self.feed()
        self.prompt()
        return "\n".join(self.everything().splitlines()[before:-1])

    def close(self):
        self.child.close(force=True)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal with pyinspect on it: what it writes through a pty, drawn on a screen of pyte."""
import re
import signal
import termios
import time

import pexpect
import pyte

import program


class Emulator(pyte.HistoryScreen):
    def delete_lines(self, count=None):
        """pyte leaves a line where it is if the one that is to take its place was never written on."""
        for y in range(self.lines):
            self.buffer[y]  # a dict that makes what is not there
        super().delete_lines(count)


class Screen:
    """pyinspect on a terminal of columns x lines; text() is what a person sees."""

    def __init__(self, columns, lines, arguments, **env):
        self.screen = Emulator(columns, lines, history=5000, ratio=0.5)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.child = pexpect.spawn(
            program.PYINSPECT, [str(a) for a in arguments], dimensions=(lines, columns),
            env=program.environment(**env), encoding="utf-8", timeout=20,
            # What is left of a picture when it is dropped may end within a character.
            codec_errors="replace",
            # As on a terminal, also where the tests run under nohup.
            preexec_fn=program.default_signals,
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
            # pyte has no alternate screen: what was there is gone when it is left.
            for part in re.split("(\x1b\\[\\?1049[hl])", data):
                if part.startswith("\x1b[?1049"):
                    self.screen.reset()
                self.stream.feed(part)

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
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
        # Where much else runs, even that takes longer than pexpect has patience for.
        end = time.monotonic() + 15
        while self.child.isalive() and time.monotonic() < end:
            time.sleep(0.02)
        self.child.close(force=True)

    # ---- the live view

    def press(self, *keys):
        """Keys one after the other, each answered before the next."""
        for key in keys:
            self.child.send(KEYS.get(key, key))
            self.feed()
        return self

    def until(self, condition, timeout=15, what="it"):
        """Until condition() is true."""
        end = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < end, "%s did not come:\n%s" % (what, self.text())
            self.feed()
        return self

    def settle(self, timeout=5):
        """Until the screen is the same for a while."""
        end = time.monotonic() + timeout
        before = None
        while before != self.text() and time.monotonic() < end:
            before = self.text()
            self.feed(0.15)
        return self

    def resize(self, columns, lines):
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def modes(self):
        """Those of the terminal, as tcgetattr() has them."""
        return termios.tcgetattr(self.child.fileno())

    def wait_end(self, timeout=15):
        """Until the program has ended; its exit status, or minus its signal."""
        end = time.monotonic() + timeout
        while self.child.isalive():
            assert time.monotonic() < end, "it does not end:\n%s" % self.text()
            self.feed()
        self.feed()
        return self.child.exitstatus if self.child.signalstatus is None \
            else -self.child.signalstatus


KEYS = {
    "Escape": "\x1b", "Enter": "\r", "Up": "\x1b[A", "Down": "\x1b[B", "PgUp": "\x1b[5~",
    "PgDn": "\x1b[6~", "Home": "\x1b[H", "End": "\x1b[F", "Backspace": "\x7f", "Space": " ",
    "Left": "\x1b[D", "Right": "\x1b[C",
}

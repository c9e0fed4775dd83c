# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view over several processes: the way down leads to the right one."""
import os
import re
import signal
import sys

import pytest

import discovery
import program
from screen import Screen

pytestmark = pytest.mark.skipif(not discovery.find()[0], reason="no interpreter")

FORKS = """\
import os
import time


def child():
    me = os.getpid()
    while True:
        time.sleep(0.3)


children = []
for number in range(2):
    pid = os.fork()
    if pid == 0:
        child()
    children.append(pid)
print("%d %d" % tuple(children), flush=True)
time.sleep(1000)
"""


@pytest.fixture
def forked(tmp_path):
    path = tmp_path / "forks.py"
    path.write_text(FORKS)
    with program.with_children([discovery.find()[0][-1].path, path]) as both:
        yield both


@pytest.mark.parametrize("size", [(80, 24), (60, 12), (200, 50)], ids=lambda s: "%dx%d" % s)
def test_down_to_the_values_of_the_right_process(size, forked):
    target, children = forked
    screen = Screen(*size, [target.pid, "top", "-s", "--threads", "-d", "0.3"], TERM="linux")
    try:
        screen.wait(r"^processes 3  threads 3:")
        for pid in [target.pid] + children:
            screen.wait(r"^[! ] +1 %d\b" % pid)
        pids = [int(pid) for pid in re.findall(r"^[! ] +1 (\d+)\b", screen.text(), re.M)]
        assert pids[0] == target.pid and sorted(pids[1:]) == sorted(children)
        screen.press("o").wait("all threads are counted")
        screen.press(*["Down"] * 2, "Enter").wait(r"^Thread 1 of pid %d " % pids[2])
        screen.press("Enter").wait(r"^child +of thread 1 of pid %d " % pids[2])
        screen.wait(r"\bme = %d  int" % pids[2])
        # The way back, and the other one.
        screen.press("Escape").wait("^Thread 1 of pid")
        screen.press("Escape").wait(r"^[! ] +1 %d\b" % target.pid)
        screen.press("Up", "Enter").wait(r"^Thread 1 of pid %d " % pids[1])
        screen.press("Enter").wait(r"\bme = %d  int" % pids[1])
        # What has ended is not another one's.
        os.kill(pids[1], signal.SIGKILL)
        screen.wait("^processes 2 ").wait(r"as they were seen \S+ ago|as they were last seen")
        assert re.search(r"\bme = %d  int" % pids[1], screen.text())
        target.process.kill()
        screen.wait("has exited; this")
    finally:
        screen.close()


def test_tasks_of_the_first_process(tmp_path):
    path = tmp_path / "tasks.py"
    path.write_text("""\
import asyncio
import os
import sys


async def waits_long():
    await asyncio.sleep(1000)


async def main():
    await asyncio.gather(waits_long(), waits_long())

if os.fork() == 0:
    asyncio.run(main())
print("ready", flush=True)
asyncio.run(main())
""")
    with program.Target([sys.executable, str(path)], start_new_session=True) as target:
        target.line()
        screen = Screen(100, 30, [target.pid, "top", "-s", "--threads", "-d", "0.3"], TERM="linux")
        try:
            screen.wait("^processes 2  threads 2:").wait("Task-2 .* asyncio.sleep")
            screen.press("Down", "Down", "Enter").wait("^Task Task-2 of thread 1").wait(r"^ *1 +(\? )?waits_long ")
        finally:
            screen.close()
            os.killpg(target.pid, signal.SIGKILL)


def test_not_beside_a_pane_of_one(forked):
    target, _ = forked
    screen = Screen(100, 30, ["-nx", "-q", target.pid], TERM="linux")
    try:
        screen.wait(r"^\(pyinspect")
        screen.child.send("layout top\r")
        screen.wait("^pid %d " % target.pid)
        screen.child.send("top -s\r")
        screen.wait("not beside a pane of the one process")
        screen.child.send("layout none\r")
        screen.child.send("top -s\r")
        screen.wait("^processes 3 ")
        screen.press("q").wait(r"^\(pyinspect")
    finally:
        screen.close()

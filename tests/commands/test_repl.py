# SPDX-License-Identifier: GPL-3.0-or-later
"""The REPL as a person has it: through a pty, its output drawn on a screen."""
import os
import re
import signal
import sys
import textwrap
import time

import pexpect
import pytest

from screen import Screen

SIZES = [(80, 24), (200, 50)]


@pytest.fixture(params=SIZES, ids=lambda size: "%dx%d" % size)
def repl(request, hung):
    screen = Screen(*request.param, ["-nx", "-q", hung.pid])
    yield screen.prompt()
    screen.close()


def test_prompt_names_pid_thread_and_frame(repl, hung):
    assert re.search(r"\(pyinspect %d t1 f0\)" % hung.pid, repl.last()), repl.text()
    repl.run("thread 2")
    repl.run("up")
    assert "t2 f1" in repl.last(), repl.text()


def test_backtrace_fits_the_screen(repl):
    shown = repl.run("bt all")
    assert shown.count("#0 ") == 3
    assert "worker-1" in shown


def test_prefixes(repl):
    assert repl.run("backt").count("#0 ") == 1
    assert "Ambiguous command" in repl.run("re")
    assert "Undefined command" in repl.run("nonsense")


def test_a_blank_line_repeats(repl):
    repl.run("thread 3")
    repl.run("up")
    repl.run("")
    repl.run("")
    assert "f3" in repl.last(), repl.text()


def test_history(repl):
    repl.run("echo first\\n")
    repl.run("echo second\\n")
    repl.child.send("\x1b[A\x1b[A")
    repl.wait_last(r"\) echo first\\n")
    repl.child.send("\r")
    repl.prompt()
    assert len(re.findall("^first$", repl.everything(), re.M)) == 2


def test_history_is_kept_in_a_file(hung, tmp_path):
    for line in ("echo kept\\n", "echo kept\\n", None):
        screen = Screen(80, 24, ["-nx", "-q", hung.pid], XDG_STATE_HOME=str(tmp_path))
        screen.prompt()
        if line is None:
            screen.child.send("\x1b[A\x1b[A")  # the line before is `quit`
            screen.wait_last(r"\) echo kept\\n")
        else:
            screen.run(line)
            screen.child.send("quit\r")
            screen.child.expect(pexpect.EOF)
        screen.close()
    path = tmp_path / "pyinspect" / "history"
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0


def test_completion(repl):
    repl.child.send("info thr\t")
    repl.wait_last(r"\) info threads ?")
    repl.child.send("\r")
    repl.prompt()
    assert "worker-0" in repl.text()
    repl.child.send("info \t\t")
    repl.wait("interpreters")
    repl.wait_last(r"\) info")
    repl.child.send("\x15")
    repl.prompt()
    repl.child.send("set list\t")
    repl.wait_last(r"\) set listsize ?")
    repl.child.send("\x15")
    repl.prompt()
    repl.child.send("help backtr\t")
    repl.wait_last(r"\) help backtrace ?")
    repl.child.send("\x15")


def test_completion_asks_before_it_shows_many(start):
    target = start(
        """
        import sys, threading
        threading.stack_size(1 << 16)
        for number in range(150):
            threading.Thread(target=sys.stdin.read, daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
        """
    )
    screen = Screen(80, 24, ["-nx", "-q", target.pid]).prompt()
    try:
        screen.child.send("thread \t\t")
        screen.wait(r"Display all 153 possibilities\? \(y or n\)")
        screen.child.send("n")
        screen.wait_last(r"\) thread")
        assert "150" not in screen.text()
        screen.child.send("\t\t")
        screen.wait_last(r"y or n\)")
        screen.child.send("y")
        screen.wait(r"\b99 +126\b|\b150\b")
        screen.child.send("\x15")
        screen.prompt()
    finally:
        screen.close()


def test_ctrl_c_at_the_prompt_clears_the_line(repl):
    repl.child.send("some words")
    repl.wait("some words")
    repl.child.send("\x03")
    repl.prompt()
    assert "Undefined" not in repl.text()


def test_ctrl_c_ends_the_command_and_not_the_program(repl, hung):
    repl.prompt()
    repl.child.send("shell sleep 30\r")
    time.sleep(0.5)
    begin = time.monotonic()
    repl.child.send("\x03")
    repl.prompt()
    assert time.monotonic() - begin < 10
    assert "#0" in repl.run("bt")
    repl.child.kill(signal.SIGINT)
    repl.prompt()
    assert repl.child.isalive()
    os.kill(hung.pid, 0)


def test_end_of_input_quits(repl):
    repl.child.send("\x04")
    repl.child.expect(pexpect.EOF)
    repl.child.close()
    assert repl.child.exitstatus == 0


def test_quit(repl, hung):
    repl.child.send("quit\r")
    repl.child.expect(pexpect.EOF)
    repl.child.close()
    assert repl.child.exitstatus == 0
    os.kill(hung.pid, 0)


def test_pager(hung):
    screen = Screen(80, 24, ["-nx", "-q", hung.pid]).prompt()
    try:
        screen.run("set height 8")
        screen.child.send("bt all\r")
        screen.wait_last(r"--Type <RET> for more, q to quit, c to continue without paging--")
        assert screen.text().count("#0 ") < 3
        screen.child.send("\r")
        screen.wait(r"--Type[^\n]*paging--\n[^$]*#\d")
        screen.wait_last(r"without paging--")
        screen.child.send("c\r")
        screen.prompt()
        screen.child.send("bt all\r")
        screen.wait_last(r"without paging--")
        screen.child.send("q\r")
        screen.prompt()
        assert "--Type" not in screen.run("set pagination off")
        assert "--Type" not in screen.run("bt all")
        screen.run("set pagination on")
        screen.child.send("bt all\r")
        screen.wait_last(r"without paging--")
        screen.child.send("\x03")
        screen.prompt()
    finally:
        screen.close()


def test_colours_and_no_color(hung):
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        screen = Screen(120, 40, ["-nx", "-q", hung.pid], **env).prompt()
        screen.run("bt")
        assert ("\x1b[3" in screen.raw or "\x1b[1;3" in screen.raw) is coloured, repr(screen.raw)
        screen.close()


def test_the_greeting_says_what_it_is(hung):
    screen = Screen(100, 30, ["-nx", hung.pid]).prompt()
    assert str(hung.pid) in screen.text() and "CPython" in screen.text()
    screen.close()


def test_pick_one_from_the_list(hung):
    screen = Screen(160, 200, ["-nx"])
    try:
        screen.wait("hung_service.py")
        screen.child.send("%d\r" % hung.pid)
        screen.wait(r"\(pyinspect %d " % hung.pid)
        assert "#0" in screen.run("bt")
    finally:
        screen.close()


def test_a_new_size_is_seen(repl):
    repl.child.setwinsize(30, 100)
    time.sleep(0.2)
    assert "#0" in repl.run("bt")


def test_source_completes_file_names(hung, tmp_path):
    (tmp_path / "a_very_special_script").write_text("echo sourced\\n\n")
    screen = Screen(200, 50, ["-nx", "-q", hung.pid]).prompt()
    try:
        screen.child.send("source %s/a_ve\t" % tmp_path)
        screen.wait("a_very_special_script")
        screen.child.send("\r")
        screen.wait("^sourced$")
    finally:
        screen.close()


def test_unicode_names(start):
    target = start(
        """
        import sys
        class Größe:
            def 漢字(self):
                print("ready", flush=True)
                sys.stdin.read()
        Größe().漢字()
        """
    )
    screen = Screen(100, 30, ["-nx", "-q", target.pid]).prompt()
    try:
        # Wide characters take two columns: pyte leaves the second one empty.
        assert "漢字" in screen.run("bt").replace(" ", "").replace("\0", "")
    finally:
        screen.close()


QUESTION = "--Type <RET> for more, q to quit, c to continue without paging--"


def test_the_pager_counts_rows_of_the_screen_within_one_value(start):
    target = start("""
        import sys
        def main():
            long = "0123456789" * 300
            wide = u"\\u6f22" * 300
            print("ready", flush=True)
            sys.stdin.read()
        main()
        """).wait_asleep()
    screen = Screen(80, 24, ["-nx", "-q", "-ex", "frame function main",
                             "-ex", "set print string unlimited", target.pid])
    try:
        screen.prompt()
        screen.child.send("print long\r")
        screen.wait_last(QUESTION)
        # The first page is full but for the question, and nothing has left the screen.
        lines = screen.text().splitlines()
        start_of_it = next(i for i, line in enumerate(lines) if line.startswith("$1 = "))
        assert [len(line) for line in lines[start_of_it:-1]] == [80] * 23 or start_of_it == 0, lines
        screen.child.send("\r")
        screen.prompt()
        shown = "".join(line for line in screen.everything().splitlines()
                        if re.match(r"\$1 = |^[0-9]+'?$", line))
        assert shown == "$1 = '" + "0123456789" * 300 + "'", shown
        # A wide character never stands half over the edge, and q ends the value at once.
        screen.run("set height 5")
        screen.child.send("print wide\r")
        screen.wait_last(QUESTION)
        rows = [line for line in screen.text().splitlines() if "\u6f22" in line]
        assert len(rows) == 4, rows
        screen.child.send("q\r")
        assert screen.prompt().text().count("\u6f22" * 30) == 4, screen.text()
    finally:
        screen.close()


def test_ctrl_c_ends_the_output_at_once(start):
    target = start("""
        import sys
        def main():
            long = "x" * 20000000
            print("ready", flush=True)
            sys.stdin.read()
        main()
        """).wait_asleep()
    screen = Screen(80, 24, ["-nx", "-q", "-ex", "frame function main", "-ex",
                             "set pagination off", "-ex", "set print string unlimited", target.pid])
    try:
        screen.prompt()
        screen.child.send("print long\r")
        # Read slowly, as a terminal would: 20 MB are not there at once.
        got = ""
        while "xxxx" not in got:
            got += screen.child.read_nonblocking(1000, timeout=20)
        screen.child.send("\x03")
        size = 0
        while "Quit" not in got[-2000:]:
            got = got[-2000:] + screen.child.read_nonblocking(65536, timeout=20)
            size += 65536
            assert size < 15000000, "it went on"
        screen.stream.feed("\r\n" + got[got.index("Quit"):])
        screen.prompt()
        assert "$" in screen.run("print 1")
    finally:
        screen.close()


LARGE = """
import sys
sys.setrecursionlimit(5000)
def down(n):
    numbers = list(range(1000))
    if n:
        return down(n - 1)
    large = [[i] for i in range(1000000)]
    print("ready", flush=True)
    for line in sys.stdin:
        print("runs", flush=True)
down(1000)
"""


def test_ctrl_c_ends_a_long_answer(start):
    """While it is computed, and while it is written: at once, and the target has seen nothing."""
    target = start(LARGE).wait_asleep()
    screen = Screen(80, 24, ["-nx", "-q", "-ex", "set pagination off", "-ex", "frame 0", "-ex",
                             "set print elements unlimited", target.pid])
    try:
        screen.prompt()
        for line in ("print sum(len(str(i[0])) for i in large)",
                     "print [i for i in large for i in large if i is None]"):
            screen.child.send(line + "\r")
            time.sleep(0.2)
            screen.child.send("\x03")
            screen.wait_last(r"\) ?").prompt()
            assert "Quit" in screen.text(), screen.text()
        screen.run("set print elements 1000")
        screen.child.send("bt full\r")
        got = ""
        while "#20 " not in got:
            got += screen.child.read_nonblocking(1000, timeout=20)
        screen.child.send("\x03")
        while "Quit" not in got:
            got += screen.child.read_nonblocking(65536, timeout=20)
        assert "#900 " not in got, "it went on"
        screen.stream.feed("\r\n" + got[got.index("Quit"):])
        screen.prompt()
        # None of them has become a value.
        assert "$1 = 1001" in screen.run("print len(large) // 1000 + 1")
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "runs"
    finally:
        screen.close()


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_tables_fit_the_screen(start, tmp_path, columns):
    name = "a-very-long-name-of-a-worker-of-the-pool-for-orders-%d"
    (tmp_path / "orders.py").write_text(textwrap.dedent("""
        import sys, threading
        def wait(): threading.Event().wait()
        for i in range(3):
            threading.Thread(target=wait, name=%r %% i, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """ % name))
    target = start(["orders.py"], cwd=tmp_path).wait_asleep()
    screen = Screen(columns, 50, ["-nx", "-q", target.pid])
    try:
        rows = screen.run("info threads").splitlines()
        assert len(rows) == 5 and all(len(row) <= columns for row in rows), rows
        for number, row in enumerate(rows[2:]):
            assert re.search(r"threading.py:\d+ ", row), row
            assert (name % number in row) == (columns == 200) and "-%d  " % number in row, row
        assert ("Tid" in rows[0]) == (columns > 60)
        os.kill(target.pid, signal.SIGSTOP)
        end = time.monotonic() + 20
        while re.findall("idle  |stopped  ", screen.run("info threads")) != ["stopped  "] * 4:
            assert time.monotonic() < end, screen.text()
        # Every process of the machine is looked at, which may take a while, and may be many.
        screen.run("set pagination off")
        screen.child.send("ps\r")
        screen.wait(r"Command$", timeout=90).prompt(timeout=90)
        shown = [row for row in screen.everything().splitlines()
                 if row.strip().startswith("%d " % target.pid)]
        # The script is there, if need be without the folder of the interpreter.
        assert len(shown) == 1 and len(shown[0]) <= columns, shown
        assert " orders.py" in shown[0], shown
        assert sys.executable in shown[0] or columns < 200, shown
    finally:
        screen.close()


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_what_threads_wait_in_is_whole_on_every_screen(start, tmp_path, columns):
    folder = tmp_path / ("a-folder-of-%s" % ("long " * 6).replace(" ", "-"))
    folder.mkdir()
    (folder / "shop.py").write_text(textwrap.dedent("""
        import sys, threading
        lock = threading.Lock()
        def takes_the_lock_that_is_taken():
            with lock:
                pass
        with lock:
            one = threading.Thread(target=takes_the_lock_that_is_taken, name="one", daemon=True)
            one.start()
            print("ready", flush=True)
            one.join()
        """))
    target = start([folder / "shop.py"]).wait_asleep()
    screen = Screen(columns, 60, ["-nx", "-q", "-ex", "set pagination off", target.pid])
    try:
        rows = screen.run("top -b").splitlines()
        threads = rows[[i for i, row in enumerate(rows) if "Frame" in row][0] + 1:]
        words = " ".join(" ".join(threads).split())
        assert all(len(row) <= columns for row in rows), rows
        assert "with lock: Lock held by t1 MainThread [futex]" in words, rows
        # For how long has a column of its own.
        assert not re.search(r" for \d", words), rows
        # A word that is longer than a line is broken.
        assert "shop.py:5takes_the_lock_that_is_taken:" in words.replace(" ", ""), rows
        # Of a file the end of its name is what tells.
        assert [row for row in rows if re.search(r"takes.*shop\.py:4$", row)], rows
        assert ("Tid" in "".join(rows)) == (columns == 200), rows
    finally:
        screen.close()

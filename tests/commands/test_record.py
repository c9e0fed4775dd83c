# SPDX-License-Identifier: GPL-3.0-or-later
"""What `record` says and does, and that its files can be read by others than their writer."""
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

import program

BUSY = """
import sys, threading
def wait():
    sys.stdin.read()
def inner():
    x = 0
    for i in range(1000):
        x += i
    return x
def outer():
    for i in range(1000): inner()
threading.Thread(target=wait, name="waits; for \\x1b[31m input", daemon=True).start()
print("ready", flush=True)
while True:
    outer()
"""


@pytest.fixture
def busy(start):
    return start(BUSY)


def record(target, *arguments, seconds=0.4, rate=500):
    return program.pyinspect("--json", target.pid, "record", "-d", seconds, "-r", rate, *arguments)


def stacks_of(path):
    lines = path.read_text().splitlines()
    return [(line.rsplit(" ", 1)[0].split(";"), int(line.rsplit(" ", 1)[1])) for line in lines]


def test_the_summary_adds_up(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    before = time.monotonic()
    result = record(busy, "-o", out, seconds=1, rate=200).result
    assert 0.9 < time.monotonic() - before < 10
    # Where much else runs, some of it may be nobody's.
    assert 0.99 <= result["seconds"] + result["gap_ms"] / 1000 < 10
    assert result["samples"] == sum(count for _, count in stacks_of(out)) > 0
    assert result["rounds"] + result["missed"] <= result["seconds"] * 200 + 2
    assert result["ended"] == "duration" and result["format"] == "collapsed"
    assert result["rate"] == 200


def test_in_words(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    answer = program.pyinspect(busy.pid, "record", "-d", "0.2", "-o", out)
    assert answer.status == 0 and answer.err == ""
    assert re.match(
        r"Wrote \S+out.collapsed \(collapsed\): \d+ samples in 0\.\d+ s, [\d.]+ % unverified\.\n"
        r"[\d.]+ of 100 Hz kept, \d+ deadlines? missed; pyinspect took [\d.]+ % of a CPU\.\n$",
        answer.out), answer


def test_who_waits_is_left_out_unless_asked_for(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out)
    assert not [s for s, _ in stacks_of(out) if any(f.startswith("wait ") for f in s)]
    record(busy, "-o", out, "--idle", "--threads")
    stacks = stacks_of(out)
    waiting = [s for s, _ in stacks if any(f.startswith("wait ") for f in s)]
    # The name cannot end a frame, nor steer a terminal.
    assert waiting and waiting[0][0] == r"thread 2 (waits\x3b for \x1b[31m input)", waiting
    assert any(s[0] == "thread 1 (MainThread)" for s, _ in stacks)


def test_one_thread(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out, "--idle", "--thread", 2)
    stacks = stacks_of(out)
    assert stacks and all(any(f.startswith("wait ") for f in s) for s, _ in stacks)


def test_who_holds_the_gil(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    result = record(busy, "-o", out, "--gil").result
    assert result["samples"] > 0.5 * result["rounds"]
    assert all(any(f.startswith("outer ") for f in s) or len(s) == 1 for s, _ in stacks_of(out))


def test_functions_are_told_apart_by_line_or_not(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out, seconds=1)
    assert len({s[-1] for s, _ in stacks_of(out) if s[-1].startswith("inner ")}) > 1
    record(busy, "-o", out, "--functions")
    names = {s[-1] for s, _ in stacks_of(out) if s[-1].startswith("inner ")}
    assert len(names) == 1 and names.pop().endswith(":5)")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGHUP])
def test_an_interrupt_loses_nothing(busy, tmp_path, number):
    out = tmp_path / "out.collapsed"
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(busy.pid), "record", "-r", "500", "-o", str(out)],
        stdout=subprocess.PIPE, env=program.environment(),
        preexec_fn=program.default_signals)
    program.wait_for_handler(process.pid, number)
    program.wait_for_rounds(process.pid)
    process.send_signal(number)
    answer, _ = process.communicate(timeout=20)
    result = json.loads(answer)["result"]
    assert process.returncode == 0 and result["ended"] == "interrupt"
    assert sum(count for _, count in stacks_of(out)) == result["samples"] > 0


def test_under_nohup_it_goes_on(busy, tmp_path):
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(busy.pid), "record", "-d", "1", "-o",
         str(tmp_path / "out.svg")], stdout=subprocess.PIPE, env=program.environment(),
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.5)
    process.send_signal(signal.SIGHUP)
    assert json.loads(process.communicate(timeout=20)[0])["result"]["ended"] == "duration"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGUSR1])
def test_a_sudden_end_leaves_nothing_behind(busy, tmp_path, number):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "there.svg").write_text("old")
    recorders = [subprocess.Popen(
        [program.PYINSPECT, str(busy.pid), "record", "-o", str(folder / name)],
        stdout=subprocess.DEVNULL, env=program.environment()) for name in ("there.svg", "new.svg")]
    for process in recorders:
        program.wait_for_handler(process.pid, signal.SIGINT)
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(timeout=20) == -number
    assert os.listdir(folder) == ["there.svg"] and (folder / "there.svg").read_text() == "old"


def test_the_end_of_the_target_loses_nothing(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(busy.pid), "record", "-r", "500", "-o", str(out)],
        stdout=subprocess.PIPE, env=program.environment())
    program.wait_for_rounds(process.pid)
    busy.stop()
    answer, _ = process.communicate(timeout=20)
    result = json.loads(answer)["result"]
    assert process.returncode == 0 and result["ended"] == "exit"
    assert sum(count for _, count in stacks_of(out)) == result["samples"] > 0


def test_a_program_from_its_start_to_its_end(tmp_path):
    out = tmp_path / "out.collapsed"
    script = tmp_path / "short.py"
    script.write_text(BUSY.replace("while True:", "for i in range(30):"))
    answer = program.pyinspect(
        "--json", "-batch", "-ex", "record -r 500 -o %s" % out, "--", sys.executable, script)
    documents = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    assert documents[-1]["ok"] and documents[-1]["result"]["ended"] == "exit", answer
    assert any(s[-1].startswith("inner ") for s, _ in stacks_of(out))


def test_it_says_what_is_wrong_before_it_begins(busy, tmp_path):
    missing = tmp_path / "no-folder" / "out.svg"
    before = time.monotonic()
    for arguments, kind, message in [
        (("-d", 30, "-o", missing), "os", "cannot write the recording: "),
        (("-d", 30, "-o", tmp_path / "out.xyz"), "usage", "what kind of file"),
        (("-d", 30, "-f", "xyz"), "usage", "there is no format \"xyz\""),
        (("-d", -1), "usage", "-d takes a time above 0"),
        (("-d",), "usage", "-d takes a time above 0"),
        (("-r", "1e9"), "usage", "-r takes a number above 0, at most 100000"),
        (("--thread", "x"), "usage", "--thread takes a number"),
        (("--idle", "--gil"), "usage", "--gil and --idle"),
        (("now",), "usage", "\"now\" is no option"),
    ]:
        answer = program.pyinspect("--json", busy.pid, "record", *arguments)
        error = answer.document["error"]
        assert answer.status == 1 and error["kind"] == kind, answer
        assert error["message"].startswith(message), answer
    assert time.monotonic() - before < 25


def test_a_full_disk_costs_nothing(busy, tmp_path):
    answer = program.pyinspect(
        "--json", busy.pid, "record", "-d", "0.3", "-f", "collapsed", "-o", "/dev/full",
        env=program.environment(TMPDIR=str(tmp_path)))
    message = answer.document["error"]["message"]
    assert answer.status == 1 and "No space left" in message, answer
    rescued = re.search(r"; the recording \(\d+ samples\) is in (\S+)$", message).group(1)
    assert os.path.dirname(rescued) == str(tmp_path)
    with open(rescued) as lines:
        assert "<module>" in lines.read()


def test_what_was_there_stays_until_there_is_something_to_write(tmp_path):
    out = tmp_path / "out.collapsed"
    out.write_text("kept")
    program.pyinspect("4242424242", "record", "-o", out)
    assert out.read_text() == "kept"


def test_an_execve_of_the_target_ends_it(start, tmp_path):
    out = tmp_path / "out.collapsed"
    target = start("""
        import os, sys
        def before():
            while not os.path.exists(sys.argv[0] + ".go"): pass
        print("ready", flush=True)
        before()
        os.execv("/bin/sleep", ["sleep", "30"])
        """)
    process = subprocess.Popen(
        [program.PYINSPECT, str(target.pid), "record", "-r", "500", "-o", str(out)],
        stdout=subprocess.PIPE, env=program.environment())
    program.wait_for_rounds(process.pid)
    (tmp_path / "target0.py.go").write_text("")
    answer = process.communicate(timeout=20)[0].decode()
    assert process.returncode == 0
    assert "process %d runs another program now (it called execve)" % target.pid in answer
    stacks = stacks_of(out)
    right = sum(count for stack, count in stacks if any(f.startswith("before ") for f in stack))
    assert right > 5 and right > 0.3 * sum(count for _, count in stacks)


def test_threads_that_come_and_go(start, tmp_path):
    out = tmp_path / "out.collapsed"
    target = start("""
        import threading, time
        def leaf():
            x = 0
            for i in range(20000): x += i
            time.sleep(0.02)
        def short():
            leaf()
        def make():
            while True:
                thread = threading.Thread(target=short)
                thread.start()
                thread.join()
        print("ready", flush=True)
        make()
        """)
    result = record(target, "-o", out, "--threads", "--idle", seconds=2).result
    threads = {}
    for stack, count in stacks_of(out):
        threads.setdefault(stack[0], []).append(stack[1:])
        names = [frame.split(" (")[0] for frame in stack[1:]]
        assert "leaf" not in names or names[names.index("leaf") - 1] == "short", stack
        assert not ("make" in names and "short" in names), stack
    assert len(threads) > 5, sorted(threads)
    assert result["ended"] == "duration"

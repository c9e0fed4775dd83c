# SPDX-License-Identifier: GPL-3.0-or-later
"""COMMAND -- PROGRAM: a program that is started for a command, and its exit status."""
import json
import signal
import subprocess
import sys
import time

import pexpect
import pytest

import program

WORKS = """
import os, sys, time
def works(seconds):
    x = 0
    end = time.time() + seconds
    while time.time() < end: x += 1
works(float(sys.argv[1]))
sys.stdout.write("read %r\\n" % sys.stdin.read())
sys.stdout.flush()
if sys.argv[2] == "kill": os.kill(os.getpid(), 9)
sys.exit(int(sys.argv[2]))
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "with blank.py"
    path.write_text(WORKS)
    return path


def run(*arguments, stdin=b"words"):
    done = subprocess.run([program.PYINSPECT] + [str(a) for a in arguments], input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          env=program.environment())
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("ending,status", [("0", 0), ("3", 3), ("kill", 137)])
def test_from_its_start_to_its_end(script, tmp_path, ending, status):
    out = tmp_path / "a b.collapsed"
    answer = run("record", "-r", 500, "-o", out, "--", sys.executable, script, 1, ending)
    assert answer[0] == status
    assert answer[1] == "read 'words'\n", "only what the program prints"
    assert answer[2].startswith("Wrote %s (collapsed): " % out), answer
    assert answer[2].endswith(" has exited.\n")
    assert "works (%s:" % script in out.read_text()


def test_it_ends_before_the_program_does(script, tmp_path):
    began = time.monotonic()
    status, out, err = run("--json", "record", "-d", 0.2, "-o", tmp_path / "x.svg", "--",
                           sys.executable, script, 1, 5)
    assert time.monotonic() - began > 1 and status == 5
    result = json.loads(out.splitlines()[0])["result"]
    assert result["ended"] == "duration" and result["seconds"] < 0.6


def test_another_command(script):
    status, out, err = run("bt", "--", sys.executable, script, 0.5, 0)
    assert status == 0 and out == "read 'words'\n"
    assert err.startswith("Thread 1 \"") and "#0  " in err


@pytest.mark.parametrize("words,message", [
    (["record", "-o", "/no-folder/x.svg"], "pyinspect: cannot write the recording: /no-folder"),
    (["record", "-o", "x.xyz"], "pyinspect: what kind of file"),
    (["record", "--gil", "--idle"], "pyinspect: --gil and --idle"),
    (["recrod"], "pyinspect: Undefined command: \"recrod\""),
])
def test_what_is_wrong_is_said_before_it_starts(script, tmp_path, words, message):
    proof = tmp_path / "it-ran"
    status, out, err = run(*words, "--", "touch", proof)
    assert status == 1 and err.startswith(message) and not proof.exists(), err


def test_what_is_no_python(tmp_path):
    status, out, err = run("record", "-o", tmp_path / "x.svg", "--", "sh", "-c", "exit 7")
    assert status == 7 and "has ended with status 7" in err
    status, out, err = run("record", "-o", tmp_path / "x.svg", "--", "true")
    assert status == 1 and "has ended with status 0" in err
    status, out, err = run("record", "-o", tmp_path / "x.svg", "--", "/no-such-program")
    assert status == 1 and "cannot run" in err
    assert not (tmp_path / "x.svg").exists()


def test_the_status_in_a_batch(script, tmp_path):
    status, out, err = run("-batch", "-ex", "record -o %s" % (tmp_path / "x.svg"), "--",
                           sys.executable, script, 0.3, 4)
    assert status == 4 and "Wrote" in out


def test_a_command_that_lacks_its_process():
    status, out, err = run("record", "-o", "x.svg")
    assert status == 1
    assert "record needs a process: \"pyinspect PID record -o x.svg\", or" in err
    status, out, err = run("recrod")
    assert status == 1 and "\"recrod\" is not the number of a process" in err
    status, out, err = run("record", "--")
    assert status == 1 and "PROGRAM after \"--\" is missing" in err


INTERRUPTED = """
import sys, time
try:
    print("ready", flush=True)
    while True: pass
except KeyboardInterrupt:
    print("interrupted", flush=True)
    time.sleep(0.5)
    sys.exit(9)
"""


def test_ctrl_c_is_for_both(tmp_path):
    script, out = tmp_path / "interrupted.py", tmp_path / "x.collapsed"
    script.write_text(INTERRUPTED)
    child = pexpect.spawn(
        program.PYINSPECT, ["record", "-o", str(out), "--", sys.executable, str(script)],
        env=program.environment(), dimensions=(24, 80), timeout=30)
    child.expect("ready")
    time.sleep(1)
    child.sendintr()
    child.expect("interrupted")
    child.expect("Wrote ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    # The second one was for the program alone, which was asleep in its handler.
    assert child.exitstatus in (9, 1, 130) and "interrupted.py" in out.read_text()


def test_the_progress_fits_a_terminal(start, tmp_path):
    target = start("print('ready', flush=True)\nwhile True: pass")
    for options in (["-d", "1.5"], []):
        child = pexpect.spawn(
            program.PYINSPECT, [str(target.pid), "record", "-r", "1000", "-o",
                                str(tmp_path / "x.svg")] + options,
            env=program.environment(), dimensions=(24, 80), timeout=30)
        if not options:
            time.sleep(1)
            child.kill(signal.SIGINT)
        child.expect("Wrote ")
        lines = [line for line in child.before.decode().replace("\x1b[K", "").split("\r") if line]
        assert len(lines) >= 3 and all(len(line) < 80 for line in lines), lines
        assert "unverified" in lines[0] and " of 1000 Hz" in lines[0], lines
        assert lines[0].startswith("[") if options else "Ctrl-C ends it" in lines[0]
        child.close()

# SPDX-License-Identifier: GPL-3.0-or-later
"""COMMAND -- PROGRAM: a program that is started for a command, and its exit status."""
import json
import os
import re
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
    for words, right in [
            (["record", "-p", 4242, "-d", 1], "4242 record -d 1"),
            (["record", "--pid=4242", "-o", "x.svg"], "4242 record -o x.svg"),
            (["record", os.getpid(), "-d", 1], "%d record -d 1" % os.getpid())]:
        status, out, err = run(*words)
        assert status == 1 and err.endswith("before the command: \"pyinspect %s\".\n" % right), err
    assert "\"pyinspect PID record -d 1\"" in run("record", "-d", 1)[2]
    assert "\"pyinspect PID bt %d\"" % os.getpid() in run("bt", os.getpid())[2]
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
        env=program.environment(), dimensions=(24, 80), timeout=30,
        preexec_fn=program.default_signals)
    child.expect("ready")
    program.wait_for_rounds(child.pid)
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


BECOMES = """
import os, sys, time
def works(seconds):
    end = time.time() + seconds
    while time.time() < end: sum(range(500))
def before(): works(0.7)
def after(): works(0.7)
if len(sys.argv) == 1:
    before()
    os.execv(sys.executable, [sys.executable, __file__, "again"])
after()
sys.exit(5)
"""


@pytest.mark.parametrize("is_batch", [False, True])
def test_what_becomes_another_program_is_followed(tmp_path, is_batch):
    script, out = tmp_path / "becomes.py", tmp_path / "x.collapsed"
    script.write_text(BECOMES)
    words = ["record", "-r", "200", "-o", str(out)]
    if is_batch:
        words = ["-batch", "-ex", " ".join(words)]
    status, said, err = run(*words, "--", sys.executable, script)
    assert status == 5 and "It became another program 1 time." in said + err, err
    assert "before (" in out.read_text() and "after (" in out.read_text()


def test_the_status_of_one_that_takes_its_time_to_end(tmp_path):
    """Its memory goes, and that takes a moment, before there is a status."""
    status, said, err = run(
        "-batch", "-ex", "record -r 200 -o %s" % (tmp_path / "x.collapsed"), "--", sys.executable, "-c",
        "import os, time\nkept = bytearray(b'x') * (256 << 20)\ntime.sleep(0.5)\nos._exit(5)")
    assert status == 5 and " has exited." in said + err, (said, err)


@pytest.mark.parametrize("line", ["{0} {1} again", "{0} {1} again; {0} {1} again; exit 5"])
def test_a_shell_that_starts_python(tmp_path, line):
    script, out = tmp_path / "becomes.py", tmp_path / "x.collapsed"
    script.write_text(BECOMES)
    status, _, err = run("record", "--subprocesses", "-r", 200, "-o", out, "--", "sh", "-c",
                         line.format(sys.executable, script))
    assert status == 5 and " has exited." in err, err
    assert "after (" in out.read_text()


DAEMON = """
import os, sys, time
def daemon():
    end = time.time() + 1.5
    while time.time() < end: sum(range(500))
if os.fork(): sys.exit(0)
os.setsid()
if os.fork(): os._exit(0)
daemon()
"""


def test_what_is_left_behind_is_followed_to_its_end(tmp_path):
    script, out = tmp_path / "daemon.py", tmp_path / "x.collapsed"
    script.write_text(DAEMON)
    status, _, err = run("record", "--subprocesses", "-r", 200, "-o", out, "--", sys.executable,
                         script)
    assert status == 0 and "daemon (" in out.read_text(), err


def test_a_program_without_python(tmp_path):
    out = tmp_path / "x.svg"
    for arguments, words, status in [
        (["--subprocesses"], ["sh", "-c", "exit 7"], 7), ([], ["sh", "-c", "exit 7"], 7),
        (["--subprocesses"], ["sleep", "0.3"], 1), ([], ["sleep", "0.3"], 1),
    ]:
        answer = run("record", *arguments, "-o", out, "--", *words)
        assert answer[0] == status and "Python code was seen in" in answer[2], answer
        assert not list(tmp_path.iterdir())


PASSED_ON = """
import signal, sys, time
def on_signal(number, frame): raise SystemExit(40 + number)
signal.signal(signal.%s, on_signal)
def cleanup():
    end = time.time() + 0.7
    while time.time() < end: sum(range(500))
print("ready", flush=True)
try:
    while True: sum(range(500))
finally:
    cleanup()
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_what_asks_to_end_is_for_the_program(tmp_path, name):
    script, out = tmp_path / "passed.py", tmp_path / "x.collapsed"
    script.write_text(PASSED_ON % name)
    process = subprocess.Popen(
        [program.PYINSPECT, "record", "-r", "200", "-o", str(out), "--", sys.executable,
         str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.environment(),
        preexec_fn=program.default_signals)
    assert process.stdout.readline() == b"ready\n"
    program.wait_for_rounds(process.pid)
    process.send_signal(getattr(signal, name))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 40 + getattr(signal, name), err
    # And it is recorded to its end.
    assert "cleanup (" in out.read_text(), err


def test_a_second_ctrl_c_ends_the_recording(tmp_path):
    script, out = tmp_path / "passed.py", tmp_path / "x.collapsed"
    script.write_text(PASSED_ON % "SIGINT" + "    print('over', flush=True)\n    time.sleep(3)\n")
    child = pexpect.spawn(
        program.PYINSPECT, ["record", "-r", "200", "-o", str(out), "--", sys.executable,
                            str(script)], env=program.environment(), timeout=30)
    child.expect("ready")
    program.wait_for_rounds(child.pid)
    child.sendintr()
    child.expect("over")
    child.sendintr()
    child.expect("Wrote ")
    assert "cleanup (" in out.read_text()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 40 + signal.SIGINT


CHILDREN = """
import os, sys, time
keep = [[i] for i in range(300000)]
def works():
    end = time.time() + 0.5
    while time.time() < end: sum(range(500))
for i in range(3):
    if os.fork() == 0:
        works()
        os._exit(0)
    os.wait()
"""


def test_who_ends_is_not_unverified(tmp_path):
    """The kernel takes its time to give the memory back, and then there is nothing to be read."""
    script, out = tmp_path / "children.py", tmp_path / "x.collapsed"
    script.write_text(CHILDREN)
    status, answer, err = run("--json", "record", "--by-command", "-r", 500, "-o", out, "--",
                              sys.executable, script, 4, 5)
    result = json.loads(answer)["result"]
    assert status == 0 and len(result["processes"]) > 1, err
    assert 0 < result["unverified"] + 0.5 < 0.02 * result["samples"] + 3, result
    assert result["unchecked"] < 0.5 * result["samples"]
    assert result["rate_kept"] <= result["rate"] == 500
    # One tree for all of them.
    trees = {line.split(";")[0] for line in out.read_text().splitlines()}
    assert len(trees) == 1 and trees.pop().endswith("/children.py N N)")


IMPORTS = """
import sys, time
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
for i in range(30): __import__("module_%d" % i)
"""


def test_the_code_of_modules_is_freed_and_known_all_the_same(tmp_path):
    script, out = tmp_path / "imports.py", tmp_path / "x.collapsed"
    script.write_text(IMPORTS)
    for number in range(30):
        (tmp_path / ("module_%d.py" % number)).write_text(
            "import time\nend = time.time() + 0.03\nwhile time.time() < end: sum(range(500))\n"
            "x = %d\n" % number)
    status, answer, err = run("--json", "record", "-r", 500, "-o", out, "--", sys.executable,
                              script, tmp_path)
    result = json.loads(answer)["result"]
    assert status == 0 and result["samples"] > 50, err
    assert result["unverified"] < 0.03 * result["samples"] + 2, result
    right = [line for line in out.read_text().splitlines() if "/module_" in line.split(";")[-1]]
    assert sum(int(line.rsplit(" ", 1)[1]) for line in right) > 0.5 * result["samples"]


def test_threads_have_their_names(tmp_path):
    script, out = tmp_path / "names.py", tmp_path / "x.collapsed"
    script.write_text("""
import time
def works(thread):
    end = time.time() + 2.5
    while time.time() < end:
        sum(range(500))
        if thread and time.time() > end - 1.3: thread.name = "another"
time.sleep(0.5)
import threading
def first(): works(threading.current_thread())
threading.Thread(target=first, name="a name").start()
works(None)
""")
    run("record", "-t", "--idle", "-r", 100, "-o", out, "--", sys.executable, script)
    counts = {}
    for line in out.read_text().splitlines():
        stack, count = line.rsplit(" ", 1)
        thread = stack.split(";")[0]
        counts[thread] = counts.get(thread, 0) + int(count)
    # Python shows a thread before it runs, with its maker's number: what was seen then had one of its own.
    assert len(counts) == 2 and all(re.fullmatch(r"thread (1 \(MainThread\)|[23] \(another\))", thread)
                                    for thread in counts), counts


def test_a_program_has_its_terminal_for_itself(tmp_path):
    """Nothing is written over what it asks; where it writes elsewhere the progress is shown."""
    script, out = tmp_path / "asks.py", tmp_path / "x.collapsed"
    script.write_text("import sys\nprint(input('name? '))\nend = __import__('time').time() + 1\n"
                      "while __import__('time').time() < end: pass\n")

    def spawn(*words):
        return pexpect.spawn(program.PYINSPECT, ["record", "-o", str(out), "--", *words],
                             env=program.environment(), dimensions=(24, 40), timeout=30)

    child = spawn(sys.executable, str(script))
    child.expect_exact("name? ")
    assert child.before == b"", child.before
    time.sleep(1)
    child.sendline("Ada")
    child.expect_exact("Ada\r\nAda\r\n")
    assert child.before == b"", child.before
    child.expect_exact("Wrote ")
    child.close()
    child = spawn("sh", "-c", "exec %s %s >%s 2>&1" % (sys.executable, script, tmp_path / "said"))
    child.expect(" of 100 Hz")
    child.sendline("Ada")
    child.expect_exact("Wrote ")
    for line in child.before.decode().replace("\x1b[K", "").split("\r"):
        assert len(line) < 40 and not line.endswith("unveri") and "Ctrl-C" not in line, line
    child.close()


def test_a_program_that_is_too_short(tmp_path):
    """Whether it was attached to is chance; what is said fits both."""
    status, out, err = run("record", "-o", tmp_path / "x.svg", "--", sys.executable, "-c", "")
    assert "--idle" not in out + err, (out, err)
    status, out, err = run("record", "-o", tmp_path / "y.svg", "--", "sh", "-c",
                           "%s -c ''; exit 4" % sys.executable)
    assert status == 4 and "--subprocesses" in err and "the command was not run" in err, (out, err)
    assert not (tmp_path / "y.svg").exists()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of frames and processes that are not what they were when they were read."""
import re
import subprocess
import time

import program

CALLS = """
    import sys, threading, time
    def handler(number):
        local = "h%d" % number
        step.wait()
        step.clear()
        done.set()
    def serve():
        number = 0
        while True:
            handler(number)
            number += 1
    step, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=serve, name="serve")
    thread.daemon = True
    thread.start()
    print("ready")
    sys.stdout.flush()
    while sys.stdin.readline():
        done.clear()
        step.set()
        done.wait()
        time.sleep(0.2)
        print("next")
        sys.stdout.flush()
    """


class Session(program.Session):
    def __init__(self, pid, *options):
        super().__init__(*options, "-nx", "-q", pid, stderr=subprocess.STDOUT)

    def run(self, line):
        self.send(line + "\necho .done.\\n")
        out = []
        while True:
            read = self.line()
            assert read, out
            if read.strip() == ".done.":
                return "".join(out)
            out.append(read)


def test_another_call_is_not_taken_for_the_frame(start, interpreter):
    target = start(CALLS, python=interpreter.path).wait_asleep()
    with Session(target.pid) as session:
        session.run("thread 2")
        session.run("frame function handler")
        before = session.run("locals")
        assert "local = 'h0'" in before and "has run since" not in before, before
        assert "has run since" not in session.run("print local")
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "next"
        for command in ("locals", "args", "print local", "print -stop local", "whatis local"):
            after = session.run(command)
            assert "(Thread 2 has run since its stack was read" in after, (command, after)
        assert "local = 'h1'" in session.run("locals")
        # Read anew it is the frame that is meant.
        assert "h1" in session.run("bt full") and "has run" not in session.run("bt full")


def test_json_tells_who_has_run(start):
    target = start(CALLS).wait_asleep()
    commands = ["thread 2", "frame function handler", "print local", "locals",
                "shell kill -STOP %d; sleep 0.2; kill -CONT %d; sleep 0.2" % (target.pid, target.pid),
                "print local", "locals"]
    options = [word for command in commands for word in ("-ex", command)]
    documents = program.pyinspect("--json", "-batch", *options, target.pid).documents
    told = [document["result"].get("ran_since") for document in documents]
    assert told == [None, None, False, False, None, True, True], documents


EXECS = """
    import os, sys
    def before():
        print("ready")
        sys.stdout.flush()
        sys.stdin.readline()
    before()
    os.execv(sys.executable, [sys.executable, "-c",
                              "print('another', flush=True); import sys; sys.stdin.read()"])
    """


def test_another_program_is_what_is_blamed(start):
    target = start(EXECS).wait_asleep()
    with Session(target.pid) as session:
        session.run("bt")
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "another"
        for command in ("locals", "print 1", "args", "info exception", "bt", "bt full",
                        "info threads", "thread apply all print 1"):
            said = session.run(command)
            assert "called execve" in said and "returned" not in said, (command, said)
        # What was read of it is still there, and that it is old is said once.
        assert "before" in session.run("frame")


def test_a_process_that_has_ended_is_what_is_blamed(start):
    target = start(CALLS).wait_asleep()
    with Session(target.pid) as session:
        session.run("bt")
        target.stop()
        said = session.run("frame")
        assert "what was read of it before" in said and "#0" in said, said
        assert "what was read" not in session.run("frame")
        for command in ("locals", "print 1", "bt", "whatis 1"):
            said = session.run(command)
            assert re.search(r"process %d (has exited|is a zombie)" % target.pid, said), said
            assert "returned" not in said, said


def test_a_changed_file_is_told_once(start, tmp_path):
    target = start(CALLS).wait_asleep()
    time.sleep(0.2)
    path = tmp_path / "target0.py"
    path.write_text("# a line more\n" + path.read_text())
    with Session(target.pid) as session:
        said = session.run("list")
        assert said.count("has changed since the process started") == 1, said
        assert "has changed" not in session.run("frame")
    # A file that is older is not: one that was written right before the start is the usual case.
    other = start(CALLS).wait_asleep()
    assert "has changed" not in program.pyinspect(other.pid, "list").err


def test_a_stop_of_all_is_of_one_moment(start):
    target = start("""
        import threading, sys
        def spin():
            while True: pass
        threading.Thread(target=spin, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """)
    for _ in range(20):
        answer = program.pyinspect("--json", target.pid, "bt", "-stop", "all", "full")
        text = program.pyinspect(target.pid, "bt", "-stop", "all", "full").out
        if "Of one moment" in text and answer.result["proof"]["kind"] == "stopped":
            break
    else:
        raise AssertionError(text)
    assert answer.result["one_moment"] is True, answer
    proofs = [thread["proof"] for thread in answer.result["threads"]]
    assert {"kind": "stopped", "stopped_us": None} in [
        {key: proof[key] for key in ("kind", "stopped_us")} for proof in proofs], proofs
    assert "one after the other" not in text and "[stopped]" not in text, text


RETURNS = """
    import sys
    def inner():
        print("ready")
        sys.stdout.flush()
        sys.stdin.readline()
    def outer():
        inner()
        print("next")
        sys.stdout.flush()
        sys.stdin.readline()
    outer()
    """


def test_a_frame_that_has_returned_is_not_called_verified(start, interpreter):
    target = start(RETURNS, python=interpreter.path).wait_asleep()
    with Session(target.pid) as session:
        session.run("frame function inner")
        before = session.run("info frame")
        assert "  verified [" in before and "stale" not in before, before
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "next"
        after = session.run("info frame")
        assert "stale: the frame has returned" in after and "verified" not in after, after
        session.run("bt")
        session.run("frame function outer")
        assert "  verified [" in session.run("info frame")

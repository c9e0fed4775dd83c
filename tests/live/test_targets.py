# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets that make it hard: many threads, changing ones, forks, deaths, users, odd binaries."""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pexpect
import pytest

import discovery
import program
from program import pyinspect

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")

BLOCKED = """\
import sys


def wait():
    print("ready", flush=True)
    sys.stdin.readline()


def main():
    wait()


main()
"""


def functions(thread):
    return [frame["function"] for frame in thread["frames"]]


def refused(*arguments, **options):
    """A refusal is one line on stderr, nothing on stdout and exit status 1."""
    answer = pyinspect(*arguments, **options)
    assert answer.status == 1, answer
    assert answer.out == "", answer
    assert answer.err.startswith("pyinspect: ") and answer.err.count("\n") == 1, answer
    return answer.err


# ---- threads -----------------------------------------------------------------------------------


def test_a_thousand_threads(start):
    target = start(
        """
        import sys, threading
        threading.stack_size(65536)
        lock = threading.Lock()
        lock.acquire()
        def down(n):
            if n:
                down(n - 1)
            else:
                lock.acquire()
        for i in range(1000):
            threading.Thread(target=down, args=(18,), name="w%d" % i, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """
    ).wait_asleep()
    threads = pyinspect("--json", target.pid, "bt", "all").result["threads"]
    assert len(threads) == 1001
    assert len({t["tid"] for t in threads}) == 1001
    assert [t["num"] for t in threads] == list(range(1, 1002))
    assert {t["name"] for t in threads[1:]} == {"w%d" % i for i in range(1000)}
    for thread in threads[1:]:
        assert functions(thread) == ["down"] * 19 + ["run", "_bootstrap_inner", "_bootstrap"]
        assert thread["proof"]["kind"] == "consistent"


def test_threads_that_come_and_go(start):
    target = start(
        """
        import sys, threading, time
        lock = threading.Lock()
        lock.acquire()
        def parked():
            lock.acquire()
        def short(n):
            if n:
                return short(n - 1)
            time.sleep(0.001)
        for i in range(3):
            threading.Thread(target=parked, name="parked", daemon=True).start()
        def churn():
            while True:
                threads = [threading.Thread(target=short, args=(n,)) for n in range(10)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
        threading.Thread(target=churn, name="churn", daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """
    )
    verified = 0
    for _ in range(60):
        threads = pyinspect("--json", target.pid, "bt", "all").result["threads"]
        parked = [t for t in threads if t["name"] == "parked"]
        assert len(parked) == 3
        for thread in parked:
            assert functions(thread) == ["parked", "run", "_bootstrap_inner", "_bootstrap"]
            assert thread["proof"]["kind"] == "consistent"
        for thread in threads:
            assert thread["proof"]["kind"] in ("consistent", "unverified")
            if thread["proof"]["kind"] != "consistent" or thread.get("error"):
                continue
            names = functions(thread)
            verified += 1
            if thread["name"].startswith("Thread-") and "short" in names:
                # A mixture would show short() under something that never calls it.
                rest = names[names.index("short"):]
                depth = rest.count("short")
                assert rest[:depth] == ["short"] * depth and depth <= 10, names
                assert rest[depth:] == ["run", "_bootstrap_inner", "_bootstrap"], names
    assert verified > 200


def test_a_running_thread_is_proven_or_said_to_be_unverified(start):
    target = start(
        """
        import sys, threading
        def a(n): return b(n - 1) if n else 0
        def b(n): return a(n - 1) if n else 0
        def c(n): return d(n - 1) if n else 0
        def d(n): return c(n - 1) if n else 0
        def spin():
            while True:
                a(20)
                c(20)
        threading.Thread(target=spin, name="spin", daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """
    )
    kinds = {}
    for _ in range(200):
        threads = pyinspect("--json", target.pid, "bt", "all").result["threads"]
        spin = [t for t in threads if t["name"] == "spin"][0]
        kind = spin["proof"]["kind"]
        kinds[kind] = kinds.get(kind, 0) + 1
        names = functions(spin)
        if kind == "consistent":
            names = names[: names.index("spin")] if "spin" in names else names
            word = "".join(names)
            assert word in "abababababababababababab" or word in "cdcdcdcdcdcdcdcdcdcdcdcd", names
            assert not (set(word) & set("ab") and set(word) & set("cd")), names
        else:
            verified = spin["proof"]["verified_frames"]
            assert verified <= len(names)
    assert kinds.get("consistent", 0) > 100, kinds


# ---- processes ---------------------------------------------------------------------------------


def test_fork_in_a_thread(start):
    target = start(
        """
        import os, sys, threading
        lock = threading.Lock()
        lock.acquire()
        def forks():
            if os.fork() == 0:
                in_child()
            lock.acquire()
        def in_child():
            r, w = os.pipe()
            print(os.getpid(), flush=True)
            os.read(r, 1)
        threading.Thread(target=forks, name="forker", daemon=True).start()
        sys.stdin.read()
        """
    )
    child = int(target.first)
    try:
        threads = pyinspect("--json", child, "bt", "all").result["threads"]
        # What is left of the parent's other threads in the child's memory is no thread.
        assert len(threads) == 1, threads
        assert threads[0]["tid"] == child
        assert functions(threads[0])[:2] == ["in_child", "forks"]
        parent = pyinspect("--json", target.pid, "bt", "all").result["threads"]
        tids = {int(tid) for tid in os.listdir("/proc/%d/task" % target.pid)}
        assert {t["tid"] for t in parent} == tids
        assert ["forks"] == [functions(t)[0] for t in parent if t["name"] == "forker"]
    finally:
        os.kill(child, signal.SIGKILL)


def test_exec_in_between(start, tmp_path):
    second = tmp_path / "second.py"
    second.write_text(BLOCKED.replace("wait()", "after_exec()"))
    target = start(
        """
        import os, sys
        def before_exec():
            print("ready", flush=True)
            sys.stdin.readline()
        before_exec()
        os.execv(sys.executable, [sys.executable, %r])
        """ % str(second)
    )
    child = pexpect.spawn(
        program.PYINSPECT, ["-q", "-nx", str(target.pid)], env=program.environment(TERM="dumb"),
        encoding="utf-8", timeout=20,
    )
    child.expect(r"\(pyinspect [^)]*\) ")
    child.sendline("bt")
    child.expect("before_exec")
    child.expect(r"\(pyinspect [^)]*\) ")
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    assert target.line() == "ready"
    child.sendline("bt")
    # Either it says so, or it has attached to the new program: never the old stack.
    index = child.expect(["after_exec", r"exec|no longer|another program|ended|different"])
    child.expect(r"\(pyinspect[^)]*\) ")
    child.sendline("attach %d" % target.pid)
    child.expect(r"\(pyinspect [^)]*\) ")
    child.sendline("bt")
    child.expect("after_exec")
    child.sendline("quit")
    child.expect(pexpect.EOF)
    assert index in (0, 1)
    assert "after_exec" in pyinspect(target.pid, "bt").out


def test_killed_between_two_commands(start):
    target = start(BLOCKED).wait_asleep()
    other = start(BLOCKED)
    child = pexpect.spawn(
        program.PYINSPECT, ["-q", "-nx", str(target.pid)], env=program.environment(TERM="dumb"),
        encoding="utf-8", timeout=20,
    )
    child.expect(r"\(pyinspect %d[^)]*\) " % target.pid)
    child.sendline("bt")
    child.expect("main at")
    child.expect(r"\(pyinspect [^)]*\) ")
    target.process.kill()
    target.process.wait()
    for command in ("bt", "info threads", "list", "frame 1"):
        child.sendline(command)
        child.expect(r"\(pyinspect[^)]*\) ")
    child.sendline("bt")
    child.expect(r"(?i)ended|exited|gone|no longer|died|no process")
    child.expect(r"\(pyinspect[^)]*\) ")
    child.sendline("attach %d" % other.pid)
    child.expect(r"\(pyinspect %d[^)]*\) " % other.pid)
    child.sendline("bt")
    child.expect("main at")
    child.sendline("quit")
    child.expect(pexpect.EOF)
    child.close()
    assert child.signalstatus is None


def test_no_such_process():
    process = subprocess.Popen(["true"])
    process.wait()
    message = refused(process.pid, "bt")
    assert str(process.pid) in message and "process" in message
    document = pyinspect("--json", process.pid, "bt").document
    assert document["ok"] is False and document["error"]["kind"] == "not-found"


def test_not_a_python():
    with program.Target(["sleep", "100"]) as target:
        program.wait_until(lambda: "sleep" in open("/proc/%d/comm" % target.pid).read())
        message = refused(target.pid, "bt")
        assert "Python" in message
        document = pyinspect("--json", target.pid, "bt").document
        assert document["ok"] is False and document["error"]["kind"] in ("not-found", "unsupported")


def test_kernel_thread():
    if not os.path.exists("/proc/2/comm") or open("/proc/2/comm").read().strip() != "kthreadd":
        pytest.skip("no kernel threads are seen here")
    refused(2, "bt")


def test_zombie():
    child = os.fork()
    if child == 0:
        os._exit(0)
    try:
        program.wait_until(lambda: ") Z" in open("/proc/%d/stat" % child).read())
        assert "zombie" in refused(child, "bt")
    finally:
        os.waitpid(child, 0)


def test_a_thread_id_is_no_process(start):
    target = start(
        """
        import sys, threading
        lock = threading.Lock(); lock.acquire()
        threading.Thread(target=lock.acquire, daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        """
    )
    tid = [int(t) for t in os.listdir("/proc/%d/task" % target.pid) if int(t) != target.pid][0]
    message = refused(tid, "bt")
    assert message.startswith("pyinspect: %d is a thread of process %d (" % (tid, target.pid))
    assert "thread find %d" % tid in message
    document = pyinspect("--json", tid, "bt").document
    assert document["ok"] is False and document["error"]["kind"] == "not-found"
    found = pyinspect("-batch", "-ex", "thread find %d" % tid, target.pid)
    assert found.status == 0 and str(tid) in found.out, found


def test_a_main_thread_that_has_ended_is_no_zombie(start):
    target = start(
        """
        import ctypes, os, sys, threading, time
        def waits():
            while open("/proc/self/stat").read().split(") ")[1][0] != "Z":
                time.sleep(0.01)
            print("ready", flush=True)
            sys.stdin.read()
        threading.Thread(target=waits).start()
        ctypes.CDLL(None).pthread_exit(None)
        """
    )
    message = refused(target.pid, "bt")
    assert "main thread" in message and "1 other runs" in message and "zombie" not in message


def test_a_started_program_that_is_no_python(tmp_path):
    begin = time.monotonic()
    # Into a file: the program goes on running, and holds its output open.
    with open(tmp_path / "out", "w+") as out:
        done = subprocess.run(
            [program.PYINSPECT, "-nx", "-batch", "-ex", "bt", "--", "sleep", "1000"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=program.environment(), timeout=30)
        out.seek(0)
        told = out.read()
    pid = int(re.search(r"; process (\d+) keeps running", told).group(1))
    os.kill(pid, signal.SIGKILL)
    assert done.returncode == 1 and "is not a Python process" in told, told
    assert time.monotonic() - begin < 8


# ---- users -------------------------------------------------------------------------------------


def init_says(pid, home):
    env = program.environment(HOME=str(home))
    del env["XDG_CONFIG_HOME"]
    return pyinspect("-batch", "-ex", "echo asked\\n", pid, env=env)


def test_an_init_file_is_no_link(start, tmp_path):
    target = start(BLOCKED).wait_asleep()
    folder = tmp_path / ".config" / "pyinspect"
    folder.mkdir(parents=True)
    real = tmp_path / "commands"
    real.write_text("echo INTRUDER\\n\n")
    real.chmod(0o600)
    (folder / "init").symlink_to(real)
    answer = init_says(target.pid, tmp_path)
    assert answer.out == "asked\n" and "symbolic link" in answer.err, answer
    (folder / "init").unlink()
    real.rename(folder / "init")
    assert init_says(target.pid, tmp_path).out == "INTRUDER\nasked\n"
    # Nor is a folder on the way to it.
    (tmp_path / ".config").rename(tmp_path / "elsewhere")
    (tmp_path / ".config").symlink_to("elsewhere")
    answer = init_says(target.pid, tmp_path)
    assert answer.out == "asked\n" and "symbolic link" in answer.err, answer


def test_an_init_file_that_is_wrong_is_named(start, tmp_path):
    target = start(BLOCKED).wait_asleep()
    folder = tmp_path / ".config" / "pyinspect"
    folder.mkdir(parents=True)
    (folder / "init").write_text("echo first\\n\nno such command\n")
    (folder / "init").chmod(0o600)
    answer = init_says(target.pid, tmp_path)
    assert answer.out == "first\nasked\n" and "%s:2: " % (folder / "init") in answer.err, answer


@ROOT_ONLY
@pytest.mark.parametrize("whose", ["", ".config", ".config/pyinspect", ".config/pyinspect/init"])
def test_another_users_init_file_is_not_read(start, tmp_path, whose):
    target = start(BLOCKED).wait_asleep()
    folder = tmp_path / ".config" / "pyinspect"
    folder.mkdir(parents=True)
    (folder / "init").write_text("echo INTRUDER\\n\n")
    (folder / "init").chmod(0o600)
    os.chown(tmp_path / whose, 65534, 65534)
    answer = init_says(target.pid, tmp_path)
    assert answer.out == "asked\n" and "another user (65534)" in answer.err, answer
    # Without a file there is nothing to warn of.
    (folder / "init").unlink()
    assert init_says(target.pid, tmp_path).err == ""


@ROOT_ONLY
@pytest.mark.parametrize("case", ["owner", "link"])
def test_root_leaves_no_history_at_another_users(start, tmp_path, case):
    target = start(BLOCKED).wait_asleep()
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "precious").write_text("keep\n")
    if case == "owner":
        os.chown(home, 65534, 65534)
    else:
        (home / ".local" / "state" / "pyinspect").mkdir(parents=True)
        (home / ".local" / "state" / "pyinspect" / "history").symlink_to(tmp_path / "precious")
    env = program.environment(HOME=str(home), TERM="dumb")
    del env["XDG_STATE_HOME"]
    child = pexpect.spawn(
        program.PYINSPECT, ["-q", "-nx", str(target.pid)], env=env, encoding="utf-8", timeout=20)
    child.expect(r"\(pyinspect [^)]*\) ")
    child.sendline("echo written\\n")
    child.expect(r"\(pyinspect [^)]*\) ")
    child.sendline("quit")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (tmp_path / "precious").read_text() == "keep\n"
    if case == "owner":
        assert os.listdir(home) == []
    else:
        assert os.listdir(home / ".local" / "state" / "pyinspect") == ["history"]


@pytest.fixture
def public_program(tmp_path_factory):
    """A copy of pyinspect that anyone may run, in a folder that anyone may enter."""
    folder = tempfile.mkdtemp(prefix="pyinspect-test-", dir="/var/tmp")
    os.chmod(folder, 0o755)
    copy = os.path.join(folder, "pyinspect")
    shutil.copy(program.PYINSPECT, copy)
    os.chmod(copy, 0o755)
    yield copy
    shutil.rmtree(folder)


@ROOT_ONLY
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_another_users_process(start, public_program):
    target = start(BLOCKED).wait_asleep()
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    done = subprocess.run(
        nobody + [public_program, str(target.pid), "bt"], env=program.environment(), cwd="/",
        capture_output=True, text=True, timeout=20,
    )
    assert done.returncode == 1 and done.stdout == "", done
    assert done.stderr.startswith("pyinspect: ") and done.stderr.count("\n") == 1, done
    assert "root" in done.stderr and ("sudo" in done.stderr or "user" in done.stderr), done
    # doctor ends with the same sentence.
    sentence = done.stderr.strip()[len("pyinspect: "):]
    doctor = subprocess.run(
        nobody + [public_program, str(target.pid), "doctor"], env=program.environment(), cwd="/",
        capture_output=True, text=True, timeout=20,
    )
    assert sentence in doctor.stdout + doctor.stderr, doctor


@ROOT_ONLY
@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_root_looks_at_a_users_process():
    python = shutil.which("python3", path="/usr/bin")
    if not python:
        pytest.skip("no /usr/bin/python3")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    arguments = nobody + [python, "-c", BLOCKED]
    with program.Target(arguments, cwd="/") as target:
        target.line()
        threads = pyinspect("--json", target.pid, "bt").result["threads"]
        assert functions(threads[0]) == ["wait", "main", "<module>"]


def test_a_stopped_process(start):
    target = start(BLOCKED).wait_asleep()
    os.kill(target.pid, signal.SIGSTOP)
    threads = pyinspect("--json", target.pid, "bt").result["threads"]
    assert functions(threads[0]) == ["wait", "main", "<module>"]
    assert threads[0]["proof"]["kind"] == "consistent"


def test_it_does_not_disturb(start):
    """No tracer, no stop: the state of every thread stays, and nothing is written."""
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    target = start(BLOCKED).wait_asleep()
    forbidden = "ptrace,process_vm_writev,kill,tgkill,tkill,pidfd_send_signal"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=openat," + forbidden,
         program.PYINSPECT, str(target.pid), "bt"],
        env=program.environment(ASAN_OPTIONS="detect_leaks=0"), capture_output=True, text=True,
        timeout=60,
    )
    if "wait at" not in done.stdout:
        pytest.skip("strace may not trace here: %s" % done.stderr[:200])
    for line in done.stderr.splitlines():
        assert not any(call + "(" in line for call in forbidden.split(",")), line
        if "openat(" in line and "/mem" in line:
            assert "O_RDONLY" in line, line


# ---- binaries ----------------------------------------------------------------------------------


def blocked_frames(pid):
    threads = pyinspect("--json", pid, "bt", "all").result["threads"]
    assert len(threads) == 1
    return [(f["function"], f["line"]) for f in threads[0]["frames"]]


TRUE_FRAMES = [("wait", 6), ("main", 10), ("<module>", 13)]


def home(interpreter_path):
    """What a moved python needs to find its library."""
    prefix = subprocess.run(
        [interpreter_path, "-c", "import sys; print(sys.base_prefix)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    return program.environment(PYTHONHOME=prefix, PYTHONDONTWRITEBYTECODE="1")


def test_renamed_executable(start, tmp_path):
    python = os.path.realpath(sys.executable)
    renamed = tmp_path / "my service"
    shutil.copy(python, renamed)
    target = start(BLOCKED, python=renamed, env=home(python)).wait_asleep()
    assert blocked_frames(target.pid) == TRUE_FRAMES
    assert str(target.pid) in pyinspect("-batch", "-ex", "ps").out


def test_stripped_executable(start, tmp_path):
    if not shutil.which("strip"):
        pytest.skip("needs strip")
    python = os.path.realpath(sys.executable)
    stripped = tmp_path / "python-stripped"
    shutil.copy(python, stripped)
    subprocess.run(["strip", "--strip-all", stripped], check=True)
    target = start(BLOCKED, python=stripped, env=home(python)).wait_asleep()
    assert blocked_frames(target.pid) == TRUE_FRAMES


def test_deleted_executable(start, tmp_path):
    python = os.path.realpath(sys.executable)
    copy = tmp_path / "python-deleted"
    shutil.copy(python, copy)
    target = start(BLOCKED, python=copy, env=home(python)).wait_asleep()
    os.unlink(copy)
    assert blocked_frames(target.pid) == TRUE_FRAMES


def test_replaced_executable(start, tmp_path):
    python = os.path.realpath(sys.executable)
    copy = tmp_path / "python-replaced"
    shutil.copy(python, copy)
    target = start(BLOCKED, python=copy, env=home(python)).wait_asleep()
    os.unlink(copy)
    shutil.copy(shutil.which("sleep"), copy)
    assert blocked_frames(target.pid) == TRUE_FRAMES


def shared_builds():
    """Interpreters whose libpython is a library of its own, the newest first."""
    for interpreter in reversed(discovery.find()[0]):
        told = subprocess.run(
            [interpreter.path, "-c",
             "import sysconfig as s; g = s.get_config_var;"
             "print('%s|%s' % (g('Py_ENABLE_SHARED'), g('LIBDIR') + '/' + str(g('INSTSONAME'))))"],
            capture_output=True, text=True,
        ).stdout.strip()
        if told.startswith("1|") and os.path.exists(told[2:]):
            yield interpreter, told[2:]


def test_deleted_library(start, tmp_path):
    for interpreter, library in shared_builds():
        break
    else:
        pytest.skip("no interpreter with a shared libpython")
    copy = tmp_path / os.path.basename(library)
    shutil.copy(library, copy)
    env = home(interpreter.path)
    env["LD_LIBRARY_PATH"] = str(tmp_path)
    target = start(BLOCKED, python=interpreter.path, env=env).wait_asleep()
    with open("/proc/%d/maps" % target.pid) as maps:
        if str(copy) not in maps.read():
            pytest.skip("the interpreter insists on its own libpython (rpath)")
    os.unlink(copy)
    assert blocked_frames(target.pid) == TRUE_FRAMES


EMBEDDED = r"""
#include <Python.h>
int main(int argc, char **argv)
{
    Py_Initialize();
    PyRun_SimpleString(argv[1]);
    return 0;
}
"""


def embedding_builds():
    """One per minor version at most, with headers and a shared libpython."""
    seen = set()
    for interpreter, library in shared_builds():
        minor = interpreter.hexversion >> 16
        told = subprocess.run(
            [interpreter.path, "-c", "import sysconfig; print(sysconfig.get_paths()['include'])"],
            capture_output=True, text=True,
        ).stdout.strip()
        if minor not in seen and os.path.exists(told + "/Python.h"):
            seen.add(minor)
            yield interpreter, library, told


def test_embedded(start, tmp_path):
    compiler = os.environ.get("CC", "cc").split()[0]
    if not shutil.which(compiler):
        pytest.skip("needs a C compiler")
    (tmp_path / "host.c").write_text(EMBEDDED)
    tried = 0
    for interpreter, library, include in list(embedding_builds())[:3]:
        host = str(tmp_path / ("host-" + interpreter.version))
        subprocess.run(
            [compiler, "-w", "-I" + include, str(tmp_path / "host.c"), "-o", host, library,
             "-Wl,-rpath," + os.path.dirname(library)],
            check=True,
        )
        env = home(interpreter.path)
        code = BLOCKED.replace(
            "print(\"ready\", flush=True)", "sys.stdout.write('ready\\n'); sys.stdout.flush()")
        with program.Target([host, code], env=env) as target:
            target.line()
            assert blocked_frames(target.pid) == TRUE_FRAMES, interpreter
        tried += 1
    if not tried:
        pytest.skip("no interpreter with headers and a shared libpython")


TWO_COPIES = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    /* The first copy is only mapped; the second one runs. */
    void *idle = dlmopen(LM_ID_NEWLM, argv[1], RTLD_NOW | RTLD_LOCAL);
    void *live = dlopen(argv[2], RTLD_NOW | RTLD_GLOBAL);
    if (!idle || !live) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    ((void (*)(void))dlsym(live, "Py_Initialize"))();
    ((int (*)(const char *, void *))dlsym(live, "PyRun_SimpleStringFlags"))(argv[3], NULL);
    return 0;
}
"""


def test_two_copies_of_libpython(start, tmp_path):
    compiler = os.environ.get("CC", "cc").split()[0]
    builds = list(embedding_builds())[:1]
    if not shutil.which(compiler) or not builds:
        pytest.skip("needs a C compiler and a shared libpython")
    interpreter, library, _ = builds[0]
    (tmp_path / "two.c").write_text(TWO_COPIES)
    host = str(tmp_path / "two")
    subprocess.run([compiler, "-w", str(tmp_path / "two.c"), "-o", host, "-ldl"], check=True)
    copy = tmp_path / ("copy-" + os.path.basename(library))
    shutil.copy(library, copy)
    for first, second in ((copy, library), (library, copy)):
        with program.Target([host, first, second, BLOCKED], env=home(interpreter.path)) as target:
            target.line()
            with open("/proc/%d/maps" % target.pid) as maps:
                text = maps.read()
            assert str(copy) in text and library in text
            assert blocked_frames(target.pid) == TRUE_FRAMES


# ---- files -------------------------------------------------------------------------------------


WITHOUT_OPENAT2 = r"""
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {4, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        return 77;
    execv(argv[1], argv + 1);
    return 78;
}
"""


@pytest.fixture
def without_openat2(tmp_path):
    """A prefix for a command: the system call fails, as an old container runtime makes it."""
    compiler = os.environ.get("CC", "cc").split()[0]
    if not shutil.which(compiler):
        pytest.skip("needs a C compiler")
    (tmp_path / "filter.c").write_text(WITHOUT_OPENAT2)
    built = str(tmp_path / "filter")
    subprocess.run([compiler, "-w", str(tmp_path / "filter.c"), "-o", built], check=True)
    if subprocess.run([built, "/bin/true"]).returncode != 0:
        pytest.skip("no seccomp here")
    return [built]


def test_source_without_openat2(start, tmp_path, without_openat2):
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    (folder / "real.py").write_text(BLOCKED)
    (folder / "relative").symlink_to("../../deep/./down/real.py")
    (tmp_path / "absolute.py").symlink_to(folder / "relative")
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "above.py").symlink_to("../" * 40 + str(folder / "real.py")[1:])
    for name, says in (
        ("absolute.py", None), ("above.py", None), ("deep/../deep/down/real.py", None),
        ("loop.py", "symbolic links"), ("none.py", "No such file"), ("deep", "regular file"),
        ("deep/down/real.py/x", "Not a directory"),
    ):
        path = tmp_path / name
        code = "exec(compile(%r, %r, 'exec'))" % (BLOCKED, str(path))
        target = start(code)
        for prefix in ([], without_openat2):
            answer = pyinspect("-batch", "-ex", "frame 1", "-ex", "list", target.pid, prefix=prefix)
            if says is None:
                assert answer.status == 0 and "def main():" in answer.out, answer
            else:
                assert answer.status == 1 or says in answer.out, answer
                assert says in answer.out + answer.err, answer


def test_a_source_that_is_a_device_is_not_opened(start):
    if not os.path.exists("/dev/ptmx"):
        pytest.skip("no /dev/ptmx")
    target = start("exec(compile(%r, '/dev/ptmx', 'exec'))" % BLOCKED)
    answer = pyinspect("-batch", "-ex", "frame 1", "-ex", "list", target.pid)
    assert "/dev/ptmx is not a regular file" in answer.out + answer.err, answer


# ---- other roots -------------------------------------------------------------------------------


def unpacked():
    root = discovery.FOLDER
    names = [n for n in ("python3.15", "python3.14", "python3.13")
             if os.path.exists(os.path.join(root, "usr/bin", n))]
    if not names:
        discovery.find()
        pytest.skip("Debian sid's interpreters are not unpacked: %s" % (discovery.find()[1],))
    return root, names


@ROOT_ONLY
def test_chroot():
    root, names = unpacked()
    for name in names:
        arguments = ["chroot", root, "/usr/bin/" + name, "-u", "-c", BLOCKED]
        with program.Target(arguments) as target:
            target.line()
            assert blocked_frames(target.pid) == TRUE_FRAMES, name


@ROOT_ONLY
def test_mount_namespace(tmp_path):
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespaces here")
    root, names = unpacked()
    inside = tmp_path / "inside"
    inside.mkdir()
    # The script is a file that only the target sees: its /tmp is a file system of its own.
    source = tmp_path / "blocked.py"
    source.write_text(BLOCKED)
    script = " && ".join([
        "mount --bind '%s' '%s'" % (root, inside),
        "mount -t tmpfs none '%s/tmp'" % inside,
        "cp '%s' '%s/tmp/blocked.py'" % (source, inside),
        "exec chroot '%s' /usr/bin/%s -u /tmp/blocked.py" % (inside, names[0]),
    ])
    with program.Target(["unshare", "-m", "sh", "-c", script]) as target:
        target.line()
        assert blocked_frames(target.pid) == TRUE_FRAMES
        listed = pyinspect("-batch", "-ex", "frame 1", "-ex", "list", target.pid)
        assert listed.status == 0 and "def main():" in listed.out, listed


MANY_WAIT = """
import sys, threading
event = threading.Event()
threading.stack_size(65536)
for i in range(200): threading.Thread(target=event.wait, daemon=True).start()
print("ready", flush=True)
x = 0
while True:
    x += 1
"""


def test_what_cannot_be_watched_is_not_proven(start):
    """Where files to watch all threads with cannot be had, nobody knows that they stand still."""
    target = start(MANY_WAIT)
    few = ["sh", "-c", "ulimit -n 100; exec \"$0\" \"$@\""]
    for _ in range(5):
        result = program.pyinspect("--json", target.pid, "locals", "thread", 1, prefix=few).result
        assert result["proof"]["kind"] == "unverified", result["proof"]


def test_as_many_files_as_may_be_had():
    """A thousand threads are watched with a thousand files and more; what we start has its own limit."""
    limits = ["sh", "-c", "ulimit -Sn 100; ulimit -Hn 900; exec \"$0\" \"$@\""]
    said = program.pyinspect("-batch", "-ex", "shell cat /proc/$PPID/limits; ulimit -Sn", prefix=limits,
                             env=program.environment(SHELL="/bin/sh")).out
    assert re.search(r"^Max open files +900 +900 ", said, re.M), said
    assert said.splitlines()[-1] == "100", said

# SPDX-License-Identifier: GPL-3.0-or-later
"""Running pyinspect, and the programs that it looks at."""
import contextlib
import json
import os
import re
import select
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PYINSPECT = os.environ.get("PYINSPECT", os.path.join(ROOT, "src", "pyinspect"))

# Values are to be shown whole.
UNLIMITED = ["set print elements 0", "set print string 0", "set print depth 0"]
UNLIMITED_OPTIONS = ["-batch"] + [word for line in UNLIMITED for word in ("-ex", line)]


def environment(**more):
    """Ours without what a user's own settings would change."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PYTHON"))}
    env.pop("NO_COLOR", None)
    env.update({"XDG_CONFIG_HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent"})
    env.update({"LC_ALL": "C.UTF-8", "TERM": "xterm"})
    env.update(more)
    return env


class Answer:
    def __init__(self, arguments, process, out, err):
        self.arguments = arguments
        self.status = process.returncode
        self.out = out
        self.err = err

    @property
    def documents(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self):
        documents = self.documents
        assert len(documents) == 1, self
        return documents[0]

    @property
    def result(self):
        """The result of the only command, which must have gone well."""
        document = self.document
        assert document["ok"] is True and self.status == 0, self
        assert document["version"] == 1
        return document["result"]

    def __repr__(self):
        return "$ pyinspect %s\n%s\n%s\nexit status %s" % (
            " ".join(self.arguments), self.out[:6000], self.err[:4000], self.status,
        )


def pyinspect(*arguments, stdin="", timeout=60, env=None, prefix=(), cwd=None):
    """Runs the program to its end. A death by signal is a failure of every test."""
    arguments = [str(a) for a in arguments]
    process = subprocess.Popen(
        list(prefix) + [PYINSPECT] + arguments,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=env or environment(), cwd=cwd,
    )
    try:
        out, err = process.communicate(stdin.encode(), timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError("pyinspect did not end: %r" % Answer(
            arguments, process, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")))
    # Strict: what is no UTF-8 must not reach a terminal.
    answer = Answer(arguments, process, out.decode("utf-8"), err.decode("utf-8"))
    assert answer.status in (0, 1, 2), answer
    assert "Sanitizer" not in answer.err and "runtime error:" not in answer.err, answer
    return answer


class Target:
    """A program to look at; its standard input is kept open until stop()."""

    def __init__(self, arguments, **options):
        self.hold, theirs = os.pipe()[::-1]
        arguments = [str(theirs) if a == "{hold}" else str(a) for a in arguments]
        environ = options.pop("env", None) or environment(PYTHONDONTWRITEBYTECODE="1")
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[theirs],
            env=environ, **options,
        )
        os.close(theirs)
        self.pid = self.process.pid
        self.buffer = b""

    def line(self, timeout=60):
        """The next line of its output."""
        end = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(left, 0))
            if not ready:
                raise AssertionError("the target said nothing in %d s" % timeout)
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                raise AssertionError("the target ended: %s" % self.process.wait())
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode("utf-8", "surrogateescape")

    def release(self):
        os.write(self.hold, b"x")

    def wait_asleep(self, timeout=20):
        """Until no thread of it is on a CPU or wants one."""
        equal, before = 0, None
        end = time.monotonic() + timeout
        while equal < 3:
            assert time.monotonic() < end, "the target does not come to rest"
            # Longer than a thread waits for the GIL before it asks for it again.
            time.sleep(0.01)
            now = {}
            for tid in os.listdir("/proc/%d/task" % self.pid):
                try:
                    with open("/proc/%d/task/%s/status" % (self.pid, tid)) as status:
                        now[tid] = [x for x in status if x.startswith(("State", "volun", "nonvol"))]
                except OSError:
                    pass
            asleep = all(lines and "S" in lines[0].split()[1] for lines in now.values())
            equal = equal + 1 if asleep and now == before else 0
            before = now
        return self

    def wait_main_asleep(self, timeout=20):
        """Until the main thread sleeps, and goes on sleeping, whatever the others do."""
        equal, before = 0, None
        end = time.monotonic() + timeout
        while equal < 3:
            assert time.monotonic() < end, "the main thread does not come to rest"
            time.sleep(0.05)
            with open("/proc/%d/task/%d/status" % (self.pid, self.pid)) as status:
                now = [x for x in status if x.startswith(("State", "volun", "nonvol"))]
            equal = equal + 1 if "S" in now[0].split()[1] and now == before else 0
            before = now
        return self

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        for end in (self.process.stdin, self.process.stdout):
            try:
                end.close()
            except OSError:
                pass
        if self.hold >= 0:
            os.close(self.hold)
            self.hold = -1

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()


@contextlib.contextmanager
def with_children(arguments):
    """(target, children): a target, and its children, whose pids are its first line; none is left behind."""
    children = []
    with Target(arguments) as target:
        children += [int(word) for word in target.line().split()]
        try:
            yield target, children
        finally:
            for pid in children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


class Session:
    """pyinspect reading commands from a pipe; each is answered before the next is given."""

    def __init__(self, *arguments, **options):
        self.process = subprocess.Popen(
            [PYINSPECT] + [str(a) for a in arguments], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env=environment(), **options)

    def send(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def line(self):
        return self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def default_signals():
    """For preexec_fn: who runs the tests in the background may have had some of them ignored."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)


def wait_for_handler(pid, number):
    """Until the process handles the signal: on a busy machine it may take its time to begin."""
    def is_caught():
        with open("/proc/%d/status" % pid) as status:
            caught = re.search(r"^SigCgt:\s*(\w+)$", status.read(), re.MULTILINE).group(1)
        return int(caught, 16) >> (number - 1) & 1

    wait_until(is_caught, what="a handler of signal %d" % number)


def is_noted(pid, tid):
    """
    Whether the kernel tells of the thread since when it has not run: of very few it forgets that, on a machine with
    too much to do, and others have no such file (src/target/last-run.h).
    """
    try:
        with open("/proc/%d/task/%d/sched" % (pid, tid)) as sched:
            since = re.search(r"^se\.exec_start *: *(\S+)$", sched.read(), re.M)
    except OSError:
        return False
    return since is not None and float(since.group(1)) != 0


def sleeps(pid):
    with open("/proc/%d/status" % pid) as status:
        return int(re.search(r"\nvoluntary_ctxt_switches:\s*(\d+)", status.read()).group(1))


def wait_for_rounds(pid, rounds=50):
    """Until a recording has made some more, however long that takes: after each it sleeps."""
    wait_for_handler(pid, signal.SIGINT)
    before = sleeps(pid)
    wait_until(lambda: sleeps(pid) >= before + rounds, timeout=60, what="%d rounds" % rounds)


def wait_until(condition, timeout=20, what="it"):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "%s did not happen in %d s" % (what, timeout)
        time.sleep(0.01)

# SPDX-License-Identifier: GPL-3.0-or-later
"""
Nothing is run in the target and nothing written: its memory is the same page by page before and
after every command, no system call of pyinspect's could have changed it, and no code of its
classes was called. And a target that changes while it is read brings nothing down.
"""
import hashlib
import os
import re
import shutil
import subprocess
import tempfile

import discovery
import program
import pytest

SCRIPT = r"""
import sys

called = []


def run(what):
    called.append(what)
    return 1


class Meta(type):
    def __getattr__(cls, name):
        return run("Meta.__getattr__")

    def __instancecheck__(cls, other):
        return run("__instancecheck__")


Base = Meta("Base", (object,), {})


class Loud(Base):
    def __init__(self):
        self.x = 1
        del called[:]

    @property
    def cost(self):
        return run("property")

    def __getattr__(self, name):
        return run("__getattr__")

    def __repr__(self):
        run("__repr__")
        raise ValueError

    def __len__(self):
        return run("__len__")

    def __eq__(self, other):
        return run("__eq__")

    def __hash__(self):
        return run("__hash__")

    def __iter__(self):
        return iter([run("__iter__")])

    def __getitem__(self, item):
        return run("__getitem__")

    def __bool__(self):
        return bool(run("__bool__"))

    __nonzero__ = __bool__
    __str__ = __format__ = __repr__


class Keyed(dict):
    def __missing__(self, key):
        return run("__missing__")

    def __repr__(self):
        return run("__repr__")


def generate(stop):
    yield run("generator") if stop else 0
    run("generator")


def hold(loud, *rest, **named):
    keyed = Keyed(a=loud)
    suspended = generate(False)
    next(suspended)
    many = list(range(100))
    nested = {"k": [loud, keyed, suspended], (1, 2): {3}}
    error = None
    try:
        raise KeyError(loud)
    except KeyError as caught:
        error = caught
        del called[:]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
    sys.stdout.write("called: %s\n" % called)
    sys.stdout.flush()
    sys.stdin.readline()


hold(Loud(), 1, 2, named=3)
"""

COMMANDS = """\
info threads
bt
bt all
bt full
info frame
frame 0
up
down
locals
args
globals
list
thread 1
thread apply all bt
info process
info interpreters
refresh
print loud
print loud.x
print loud.cost
print loud.nothing
print loud[0]
print keyed
print keyed['a']
print keyed['b']
print nested
print suspended
print error
print many[5]
print $
doctor
"""


def writable_pages(pid):
    """{start of a private writable mapping: (its end, a digest)}"""
    found = {}
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for line in maps:
            start, end, mode = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            if mode[1] != "w":
                continue
            start, end = int(start, 16), int(end, 16)
            memory.seek(start)
            digest = hashlib.sha1()
            while start < end:
                data = memory.read(min(end - start, 1 << 20))
                if not data:
                    break
                digest.update(data)
                start += len(data)
            found[line.split()[0]] = digest.hexdigest()
    return found


def soft_dirty(pid):
    """How many pages were written to since clear_refs; None where the kernel does not count."""
    dirty = 0
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/pagemap" % pid, "rb", 0) as pagemap:
        for line in maps:
            start, end, mode = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            if mode[1] != "w":
                continue
            pagemap.seek(int(start, 16) // 4096 * 8)
            data = pagemap.read((int(end, 16) - int(start, 16)) // 4096 * 8)
            dirty += sum(1 for byte in data[6::8] if byte & 0x80)
    return dirty


def counts_soft_dirty():
    """Whether a page of our own that is written to counts."""
    try:
        with open("/proc/self/clear_refs", "w") as clear:
            clear.write("4")
        return soft_dirty(os.getpid()) > 0
    except OSError:
        return False


def test_memory_is_the_same_before_and_after(interpreter, start, tmp_path):
    target = start(SCRIPT, python=interpreter.path).wait_asleep()
    commands = tmp_path / "commands"
    commands.write_text(COMMANDS)
    counts = counts_soft_dirty()
    if counts:
        with open("/proc/%d/clear_refs" % target.pid, "w") as clear:
            clear.write("4")
    before = writable_pages(target.pid)
    answer = program.pyinspect("-batch", "-x", commands, target.pid)
    assert "hold" in answer.out and "Loud" in answer.out, answer
    assert writable_pages(target.pid) == before
    if counts:
        assert soft_dirty(target.pid) == 0
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    assert target.line() == "called: []"


def test_no_call_could_have_changed_it(start, tmp_path):
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    target = start(SCRIPT)
    commands = tmp_path / "commands"
    commands.write_text(COMMANDS)
    trace = tmp_path / "trace"
    forbidden = ["ptrace", "process_vm_writev", "kill", "tgkill", "tkill", "pidfd_send_signal"]
    done = subprocess.run(
        ["strace", "-f", "-o", trace, "-e", "trace=openat,openat2,open," + ",".join(forbidden),
         program.PYINSPECT, "-batch", "-x", commands, str(target.pid)],
        env=program.environment(ASAN_OPTIONS="detect_leaks=0"), capture_output=True, timeout=120)
    if b"hold" not in done.stdout:
        pytest.skip("strace may not trace here: %s" % done.stderr[:200])
    of_target = "/proc/%d/" % target.pid
    opened = 0
    for line in trace.read_text().splitlines():
        assert not any(call + "(" in line for call in forbidden), line
        if of_target in line or '/mem"' in line:
            assert not re.search("O_WRONLY|O_RDWR", line), line
            opened += 1
    assert opened > 0


CHURN = """
import sys, threading

class Row(object):
    def __init__(self, n):
        self.n = n
        self.text = "x" * (n % 300)
        self.more = {"k%d" % i: [n] * (i % 7) for i in range(n % 40)}

def churn(name):
    n = 0
    while True:
        n += 1
        rows = [Row(n + i) for i in range(n % 20)]
        index = {row.text: row for row in rows}
        both = (rows, index, {n, name}, frozenset(index), bytearray(n % 1000), 1 << (n % 5000))
        later = (row.n for row in rows)
        del rows, index, both, later

for name in ("one", "two"):
    thread = threading.Thread(target=churn, args=(name,))
    thread.daemon = True
    thread.start()
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def test_what_is_freed_while_it_is_read(interpreter, start, tmp_path):
    target = start(CHURN, python=interpreter.path)
    commands = tmp_path / "commands"
    # Those of a kind have the same readers.
    times = 200 if interpreter in discovery.some() else 60
    commands.write_text("bt all full\n" * times)
    with tempfile.TemporaryFile() as out:
        # Not program.pyinspect(): what it took is asked for.
        inspect = subprocess.Popen(
            [program.PYINSPECT, "-batch", "--json", "-x", commands, str(target.pid)],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL,
            env=program.environment())
        _, status, usage = os.wait4(inspect.pid, 0)
        inspect.returncode = status
        out.seek(0)
        documents = out.read().decode("utf-8").splitlines()
    assert os.WIFEXITED(status) and os.WEXITSTATUS(status) in (0, 1), status
    assert len(documents) == times and any('"Row' in one or "__main__.Row" in one for one in documents)
    assert usage.ru_utime + usage.ru_stime < 60
    with open(program.PYINSPECT, "rb") as binary:
        sanitized = b"__asan" in binary.read()
    assert sanitized or usage.ru_maxrss < 100 * 1024, usage.ru_maxrss
    assert target.process.poll() is None

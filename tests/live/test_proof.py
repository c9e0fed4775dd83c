# SPDX-License-Identifier: GPL-3.0-or-later
"""
What is called proven is true: programs whose possible stacks are known run as fast as they can
while they are read, and a stack that cannot be is looked for among the answers. Nothing here depends on how fast a
machine is.
"""
import collections
import os
import re
import shutil
import subprocess

import pytest

import program

READS = 300
DEPTH = 20

# Eight families of functions, each calling only the next one of its own family.
CHAINS = """
source = []
for k in range(8):
    for i in range(%d):
        body = "return n + 1" if i == %d else "r = a_%%d_%%d(n); return r + 1" %% (k, i + 1)
        source.append("def a_%%d_%%d(n):\\n    %%s\\n" %% (k, i, body))
exec("\\n".join(source))
first = [globals()["a_%%d_0" %% k] for k in range(8)]
def main():
    while True:
        for f in first:
            f(1)
""" % (DEPTH, DEPTH - 1)

# Frames that are linked and unlinked in more ways than by calls.
GENERATORS = """
def g0(n):
    for i in range(n): yield i
def g1(n):
    for x in g0(n): yield x
def g2(n):
    for x in g1(n): yield x
def key(x): return -x
def ex(n):
    if n == 0: raise ValueError
    try: ex(n - 1)
    finally: pass
def main():
    while True:
        sum(g2(20))
        sorted(range(5), key=key)
        list(map(key, [1, 2, 3]))
        try: ex(10)
        except ValueError: pass
"""

START = """
import sys
sys.stdout.write("ready\\n"); sys.stdout.flush()
main()
"""

NEXT = {
    "<module>": {"main"},
    "main": {"g2", "key", "ex"},
    "g2": {"g1"},
    "g1": {"g0"},
    "ex": {"ex"},
}


def chain_is_possible(names):
    """Outermost first: <module>, main, then one family from its beginning."""
    if names[:1] != ["<module>"] or names[1:2] not in ([], ["main"]):
        return False
    places = [re.match(r"a_(\d)_(\d+)$", name) for name in names[2:]]
    if not all(places):
        return False
    numbers = [(int(p.group(1)), int(p.group(2))) for p in places]
    return numbers == [(numbers[0][0], i) for i in range(len(numbers))] if numbers else True


def generator_is_possible(names):
    if names[:1] != ["<module>"]:
        return False
    return all(inner in NEXT.get(outer, ()) for outer, inner in zip(names, names[1:]))


def read_often(target, count, **how):
    script = os.path.join(os.environ.get("TMPDIR", "/tmp"), "pyinspect-bt-%d" % target.pid)
    with open(script, "w") as out:
        out.write("bt\n" * count)
    try:
        answer = program.pyinspect("-batch", "--json", "-x", script, target.pid, timeout=300, **how)
    finally:
        os.unlink(script)
    assert answer.status == 0, answer
    assert len(answer.documents) == count
    return [document["result"]["threads"][0] for document in answer.documents]


def judge(threads, is_possible):
    kinds = collections.Counter()
    impossible = []
    for thread in threads:
        proof = thread["proof"]
        kinds[proof["kind"]] += 1
        names = [frame["function"] for frame in thread["frames"]][::-1]
        if proof["kind"] == "consistent":
            assert thread["error"] is None and proof["verified_frames"] == len(names), thread
        else:
            names = names[: proof["verified_frames"]]
            if not names:
                continue
        if not is_possible(names):
            impossible.append((proof["kind"], names))
    assert not impossible, "%d of %d: %r" % (len(impossible), len(threads), impossible[:3])
    return kinds


@pytest.mark.parametrize("text,is_possible", [
    pytest.param(CHAINS, chain_is_possible, id="chains"),
    pytest.param(GENERATORS, generator_is_possible, id="generators"),
])
def test_a_running_thread_is_told_truly(interpreter, text, is_possible):
    with program.Target([interpreter.path, "-c", text + START]) as target:
        target.line()
        kinds = judge(read_often(target, READS), is_possible)
        assert kinds["consistent"] >= 0.9 * READS, kinds


@pytest.fixture(scope="module")
def no_moving(tmp_path_factory):
    """What is put before pyinspect so that it may not move to another CPU, as in a cpuset."""
    compiler = os.environ.get("CC", "cc").split()
    if shutil.which(compiler[0]) is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("no-moving")
    source, library = folder / "refuse.c", folder / "refuse.so"
    source.write_text(
        "#include <errno.h>\n"
        "int sched_setaffinity(int pid, unsigned long size, const void *set);\n"
        "int sched_setaffinity(int pid, unsigned long size, const void *set)\n"
        "{ (void)pid; (void)size; (void)set; errno = EINVAL; return -1; }\n"
    )
    subprocess.check_call(compiler + ["-shared", "-fPIC", "-o", str(library), str(source)])
    return ["env", "LD_PRELOAD=%s" % library]


@pytest.mark.skipif(os.cpu_count() < 2, reason="two CPUs are needed to run beside the target")
@pytest.mark.parametrize("text,is_possible", [
    pytest.param(CHAINS, chain_is_possible, id="chains"),
    pytest.param(GENERATORS, generator_is_possible, id="generators"),
])
def test_beside_a_running_thread_little_is_believed(interpreter, no_moving, text, is_possible):
    cpus = sorted(os.sched_getaffinity(0))
    if len(cpus) < 2:
        pytest.skip("two CPUs are needed to run beside the target")
    here = ["taskset", "-c", str(cpus[0])]
    there = ["taskset", "-c", str(cpus[1])]
    with program.Target(here + [interpreter.path, "-c", text + START]) as target:
        target.line()
        threads = read_often(target, READS, prefix=there + no_moving)
        judge(threads, is_possible)
        unverified = [t for t in threads if t["proof"]["kind"] == "unverified"]
        assert unverified and all(t["proof"]["cpu_refused"] for t in unverified)
        assert all(t["state"] == "running" for t in unverified)

# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sys
import textwrap

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import discovery  # noqa: E402
import program  # noqa: E402


def pytest_generate_tests(metafunc):
    """
    `interpreter` in a test's arguments: once for every interpreter found. Of one interpreter all
    tests of a module run together, so that they can share what a fixture of the module starts.
    `kind`: once for one of each kind (discovery.some()), for what does not differ otherwise.
    """
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", discovery.some(), ids=str, scope="module")
    if "interpreter" not in metafunc.fixturenames:
        return
    found, left_out = discovery.find()
    parameters = [pytest.param(one, id=one.id) for one in found]
    for path, why in left_out:
        mark = pytest.mark.skip(reason="%s: %s" % (path, why))
        parameters.append(pytest.param(None, id=os.path.basename(path), marks=mark))
    metafunc.parametrize("interpreter", parameters, scope="module")


def pytest_collection_modifyitems(items):
    needed = [item for item in items if "checks" not in item.nodeid.split(os.sep)[:-1]]
    if needed and not os.access(program.PYINSPECT, os.X_OK):
        pytest.exit("no program at %s: run make, or set PYINSPECT" % program.PYINSPECT, 2)


@pytest.fixture
def start(tmp_path):
    """start(TEXT or [FILE, ARG...], python=PATH): a Target that is stopped after the test."""
    targets = []

    def start_one(script, python=sys.executable, ready=True, **options):
        if isinstance(script, str):
            path = tmp_path / ("target%d.py" % len(targets))
            path.write_text(textwrap.dedent(script))
            script = [path]
        target = program.Target([python] + list(script), **options)
        targets.append(target)
        if ready:
            target.first = target.line()
        return target

    yield start_one
    for target in targets:
        target.stop()


HUNG = """\
import sys
import threading

lock = threading.Lock()
lock.acquire()


def leaf(depth, word="here"):
    lock.acquire()


def middle(depth):
    if depth:
        return middle(depth - 1)
    return leaf(depth)


for number in range(2):
    threading.Thread(target=middle, args=(number + 1,), name="worker-%d" % number,
                     daemon=True).start()


def main():
    print("ready", flush=True)
    sys.stdin.read()


main()
"""


@pytest.fixture(scope="module")
def hung(tmp_path_factory):
    """A process at rest with three threads: main in main(), two in leaf() under middle()s."""
    path = tmp_path_factory.mktemp("hung") / "hung_service.py"
    path.write_text(HUNG)
    with program.Target([sys.executable, path]) as target:
        target.path = str(path)
        target.source = HUNG
        target.line()
        yield target.wait_asleep()

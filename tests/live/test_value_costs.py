# SPDX-License-Identifier: GPL-3.0-or-later
"""
What reading values costs, counted in system calls and bytes and not in time: it does not grow with
what is not shown. tests/bench/values shows the same of larger ones, with times.
"""
import discovery
import program

SMALL, LARGE, SHOWN, PAGE = 1000, 300000, 200, 4096

SCRIPT = """
import sys

class Link(object):
    def __init__(self, next):
        self.next = next

def fill(count, *more):
    numbers = list(range(count))
    squares = dict((i, i * i) for i in range(count))
    names = dict(("key%%d" %% i, i) for i in range(count))
    members = set(numbers)
    chain = None
    for _ in range(20):
        chain = Link(chain)
    if more:
        fill(*more)
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    sys.stdin.read()

fill(%d, %d)
""" % (LARGE, SMALL)

# One thread parked in a shallow stack, one in a deep one.
DEEP = """
import sys, threading
sys.setrecursionlimit(100000)
threading.stack_size(256 << 20)
lock = threading.Lock()
lock.acquire()

def down(n, word="x"):
    here = [n]
    if n:
        return down(n - 1)
    lock.acquire()

for count in (100, 500):
    thread = threading.Thread(target=down, args=(count,))
    thread.daemon = True
    thread.start()
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.read()
"""

# Each with how many objects it shows, each of which may stand on a page of its own.
COMMANDS = [
    ("print len(numbers)", 0), ("print len(squares)", 0), ("print len(members)", 0),
    ("print squares[777]", 2), ("print names['key777']", 2), ("print 777 in members", 1),
    ("print numbers[777]", 1), ("print numbers[-3:]", 3), ("print -1 in squares", 0),
    ("whatis squares", 0), ("print numbers", SHOWN), ("print members", SHOWN),
    ("print names", 2 * SHOWN), ("locals", 6 * SHOWN),
]


def costs(target, *commands):
    """(system calls, bytes) of each of the commands, as `info proof` counts them."""
    target.wait_asleep()  # or its stack is read until it has come to rest
    lines = [part for line in commands for part in ("-ex", line, "-ex", "info proof")]
    answer = program.pyinspect("-batch", "--json", *lines, target.pid)
    assert all(document["ok"] for document in answer.documents), answer
    return [(document["result"]["reads"], document["result"]["bytes"])
            for document in answer.documents[1::2]]


def test_sizes_that_are_not_shown_cost_nothing(interpreter, start):
    target = start(SCRIPT, python=interpreter.path)
    lines = [line for line, _ in COMMANDS]
    # What is read only once, of types and of how keys are hashed, is read for the first ones.
    answers = costs(target, "frame 0", *lines, *lines, "frame 1", *lines)
    for (line, shown), small, large in zip(
            COMMANDS, answers[1 + len(lines):], answers[2 + 2 * len(lines):]):
        # The way to a key may lead over some pages more.
        pages = shown + 12
        assert large[0] <= small[0] + pages, (line, small, large)
        assert large[1] <= small[1] + PAGE * pages, (line, small, large)
    # Any of the containers itself is larger than all that is shown of them.
    for line in ("bt full", "print numbers"):
        assert costs(target, line)[0][1] < 8 * LARGE, line


def test_a_step_of_a_chain_of_attributes_is_a_few_calls(interpreter, start):
    target = start(SCRIPT.replace(str(LARGE), "10"), python=interpreter.path)
    _, (one, _), (ten, _) = costs(target, "print chain.next", "print chain" + ".next" * 2,
                                  "print chain" + ".next" * 12)
    assert 0 <= ten - one <= 3 * 10, (one, ten)


def test_bt_full_reads_the_stack_twice(interpreter, start):
    target = start(DEEP, python=interpreter.path)
    _, (shallow, _), _, (deep, _) = costs(target, "thread 2", "bt full", "thread 3", "bt full")
    assert deep - shallow <= 400 * 30, (shallow, deep)


def test_what_is_found_early_is_found_in_more_than_an_expression_may_go_through(start):
    target = start("import sys\nnumbers = list(range(5000000))\nprint('ready', flush=True)\nsys.stdin.read()",
                   python=discovery.newest().path).wait_asleep()
    answer = program.pyinspect("--json", target.pid, stdin="print 9 in numbers\nprint -1 in numbers\n")
    found, missing = answer.documents
    assert found["result"]["value"] == "True", answer
    assert not missing["ok"] and "4194304" in missing["error"]["message"], answer


FIRST_OF_MANY = [
    ("list(big.items())[:3]", "[(0, 0), (1, 1), (2, 2)]"), ("list(big)[2:4]", "[2, 3]"),
    ("list(big.values())[:2]", "[0, 1]"), ("[k for k in big][:3]", "[0, 1, 2]"),
    ("[(v, k) for k, v in big.items()][1:3]", "[(1, 1), (2, 2)]"), ("list(numbers)[:2]", "[0, 1]"),
    ("[n for n in numbers][:0]", "[]"),
]


def test_the_first_of_many_are_made_alone(start):
    target = start("import sys\nbig = {n: n for n in range(2000000)}\nnumbers = list(range(5000000))\n"
                   "print('ready', flush=True)\nsys.stdin.read()",
                   python=discovery.newest().path).wait_asleep()
    lines = ["print " + text for text, _ in FIRST_OF_MANY]
    lines += ["print list(big.items())", "print [k + 1 for k in big][:3]", "print sorted(numbers)[:3]"]
    answers = program.pyinspect("--json", target.pid, stdin="\n".join(lines) + "\n").documents
    for (text, value), document in zip(FIRST_OF_MANY, answers):
        assert document["ok"] and document["result"]["value"] == value, (text, document)
    # A later element may end in an error, and an order is of all of them.
    for document in answers[len(FIRST_OF_MANY):]:
        assert not document["ok"] and document["error"]["kind"] == "unsupported", document

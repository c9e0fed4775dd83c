# SPDX-License-Identifier: GPL-3.0-or-later
"""
What reading values costs, counted in system calls and bytes and not in time: it does not grow with
what is not shown. tests/bench/values shows the same of larger ones, with times.
"""
import program

SCRIPT = """
import sys

class Link(object):
    def __init__(self, next):
        self.next = next

def fill(count):
    numbers = list(range(count))
    squares = dict((i, i * i) for i in range(count))
    names = dict(("key%d" % i, i) for i in range(count))
    members = set(numbers)
    chain = None
    for _ in range(20):
        chain = Link(chain)
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    sys.stdin.read()

fill(COUNT)
"""

DEEP = """
import sys, threading
sys.setrecursionlimit(100000)
threading.stack_size(256 << 20)

def down(n, word="x"):
    here = [n]
    if n:
        return down(n - 1)
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    sys.stdin.read()

thread = threading.Thread(target=down, args=(COUNT,))
thread.start()
thread.join()
"""


def cost(target, *commands):
    """(system calls, bytes) of the last of the commands, as `info proof` counts them."""
    lines = [part for line in commands + ("info proof",) for part in ("-ex", line)]
    answer = program.pyinspect("-batch", "--json", *lines, target.pid)
    assert all(document["ok"] for document in answer.documents), answer
    result = answer.documents[-1]["result"]
    return result["reads"], result["bytes"]


def test_sizes_that_are_not_shown_cost_nothing(interpreter, start):
    small = start(SCRIPT.replace("COUNT", "1000"), python=interpreter.path)
    large = start(SCRIPT.replace("COUNT", "300000"), python=interpreter.path)
    for command in ("locals", "print numbers", "print len(numbers)", "print len(squares)",
                    "print len(members)", "print squares[777]", "print names['key777']",
                    "print 777 in members", "print numbers[777]", "print numbers[-3:]",
                    "print -1 in squares", "whatis squares", "bt full"):
        reads, size = cost(small, command)
        more_reads, more_size = cost(large, command)
        assert more_reads <= 1.5 * reads + 12, (command, reads, more_reads)
        assert more_size <= 2 * size + 65536, (command, size, more_size)
        assert more_size < 1 << 20, (command, more_size)


def test_a_step_of_a_chain_of_attributes_is_a_few_calls(interpreter, start):
    target = start(SCRIPT.replace("COUNT", "10"), python=interpreter.path)
    one = cost(target, "bt", "print chain" + ".next" * 2)[0]
    ten = cost(target, "bt", "print chain" + ".next" * 12)[0]
    assert 0 <= ten - one <= 10 * 12, (one, ten)


def test_bt_full_reads_the_stack_twice(interpreter, start):
    costs = [cost(start(DEEP.replace("COUNT", str(depth)), python=interpreter.path),
                  "thread 2", "bt full") for depth in (100, 500)]
    assert costs[1][0] - costs[0][0] <= 400 * 30, costs

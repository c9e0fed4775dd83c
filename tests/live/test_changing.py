# SPDX-License-Identifier: GPL-3.0-or-later
"""
A dict that its thread is always at work on: what is said to be proven is a whole dict, also where
the thread was put off the CPU in the midst of CPython's own work on it.
"""
import pytest

import program

# Most of the work is the dict's getting another table. What is looked at is in main(), which waits.
GROWS = """
import sys, threading

def work(d, n):
    numbers = list(range(n))
    while True:
        d['always'] = -1
        for i in numbers:
            d[i] = i
        d.clear()

def main():
    small, large = {}, {}
    for d, n in ((small, 200), (large, 3000)):
        thread = threading.Thread(target=work, args=(d, n))
        thread.daemon = True
        thread.start()
    sys.stdout.write('ready\\n')
    sys.stdout.flush()
    sys.stdin.read()

main()
"""


@pytest.mark.parametrize("stop", ("", "-stop -- "))
def test_what_is_proven_is_whole(start, interpreter, stop):
    target = start(GROWS, interpreter.path)
    asked = ["small", "len(large)", "large"] * 150
    answer = program.pyinspect(
        "--json", "-nx", target.pid,
        stdin="frame function main\n" + "".join("print %s%s\n" % (stop, e) for e in asked))
    answers = answer.documents[1:]
    assert len(answers) == len(asked)
    proven = 0
    for document in answers:
        if not document["ok"]:
            continue
        result = document["result"]
        if result["proof"]["kind"] != "unverified":
            proven += 1
            assert "unreadable" not in result["value"], document
    assert proven > len(asked) / 10, (proven, len(asked))

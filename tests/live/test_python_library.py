# SPDX-License-Identifier: GPL-3.0-or-later
"""
The standard library's classes that are written in Python, against the truth: python_library.py
prints repr() of each of its values, and pyinspect's answer must equal that, on every interpreter.
"""
import json
import os
import re
import time

import program

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.path.join(HERE, "python_library.py")
LOOKALIKES = os.path.join(HERE, "lookalikes.py")


def locals_of(target, level):
    answer = program.pyinspect(
        *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame %d" % level, target.pid, timeout=120)
    assert answer.status == 0, answer
    return dict((v["name"], v) for v in answer.documents[-1]["result"]["variables"])


def test_values_are_what_repr_says(interpreter):
    with program.Target([interpreter.path, LIBRARY]) as target:
        truth = json.loads(target.line(timeout=120))
        told = locals_of(target, 1)
        wrong = []
        for name, text in sorted(truth.items()):
            value = told.pop(name, {"value": "absent", "truncated": False})
            if value["value"] != text or value["truncated"]:
                wrong.append("%s\n    told:  %.600s\n    truth: %.600s" % (
                    name, value["value"], text))
        assert not wrong, "%d of %d are wrong:\n%s" % (len(wrong), len(truth), "\n".join(wrong))
        assert len(truth) > (130 if interpreter.hexversion >= 0x03000000 else 40)


def test_what_only_looks_like_it_is_generic_and_not_run(interpreter):
    with program.Target([interpreter.path, LOOKALIKES]) as target:
        names = target.line().split()
        expressions = ["values[%d]" % i for i in range(len(names))] + ["cycles"]
        arguments = [word for e in expressions for word in ("-ex", "print " + e)]
        before = time.monotonic()
        answer = program.pyinspect(*program.UNLIMITED_OPTIONS, "--json", *arguments, target.pid)
        assert answer.status == 0, answer
        assert time.monotonic() - before < 20
        told = [d["result"]["value"] for d in answer.documents[-len(expressions):]]
        wrong = [pair for pair in zip(names, told)
                 if not re.match(r"<[\w.<>]+ at 0x[0-9a-f]+[ >]", pair[1])]
        assert not wrong, "\n".join(map(str, wrong))
        # What is within itself without Python's noticing ends all the same.
        assert len(told[-1]) < 1 << 20 and (told[-1] == "{}" or "..." in told[-1])
        assert target.process.poll() is None

# SPDX-License-Identifier: GPL-3.0-or-later
"""
numpy's scalars and arrays against the truth that numpy_values.py tells of them, on every interpreter
that has numpy.
"""
import json
import os
import subprocess

import pytest

import program

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "numpy_values.py")


def test_values_are_what_numpy_says(interpreter):
    check = [interpreter.path, "-c", "import numpy"]
    if subprocess.run(check, capture_output=True).returncode != 0:
        pytest.skip("this interpreter has no numpy")
    with program.Target([interpreter.path, SOURCE]) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame 1", target.pid, timeout=120)
        limited = program.pyinspect(
            "-batch", "--json", "-ex", "frame 1", "-ex", "print -elements 2 -depth 3 two", target.pid)
    assert answer.status == 0, answer
    told = dict((v["name"], v) for v in answer.documents[-1]["result"]["variables"])
    wrong = []
    for name, text in sorted(truth.items()):
        value = told.get(name, {"value": "absent", "truncated": False})
        # A masked array has attributes of its own behind that.
        same = text in value["value"] if name.endswith("masked") else value["value"] == text
        if not same or value["truncated"] != text.endswith(" ...>"):
            wrong.append("%s\n    told:  %.400s\n    truth: %.400s" % (name, value["value"], text))
    assert not wrong, "%d of %d are wrong:\n%s" % (len(wrong), len(truth), "\n".join(wrong))
    assert len(truth) > 200
    cut = limited.documents[-1]["result"]
    assert cut["value"].endswith(" [[0.0, 1.0, ...], [4.0, 5.0, ...], ...]>") and cut["truncated"]

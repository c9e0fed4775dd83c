# SPDX-License-Identifier: GPL-3.0-or-later
"""
The types of the standard library that are written in C against the truth: library.py and tasks.py
print repr() of their own locals, and pyinspect's answer must equal that, on every interpreter found.
"""
import json
import os
import re

import pytest

import program

HERE = os.path.dirname(os.path.abspath(__file__))
UNLIMITED = ["-batch", "-ex", "set print elements 0", "-ex", "set print string 0",
             "-ex", "set print depth 0"]


@pytest.mark.parametrize("source, least", [("library.py", 100), ("tasks.py", 40)])
def test_values_are_what_repr_says(interpreter, tmp_path, source, least):
    if source == "tasks.py" and interpreter.hexversion < 0x03000000:
        pytest.skip("2.7 has no asyncio")
    arguments = [interpreter.path, "-W", "ignore", os.path.join(HERE, source), str(tmp_path)]
    with program.Target(arguments) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *UNLIMITED, "--json", "-ex", "locals frame 1", target.pid, timeout=120)
        assert answer.status == 0, answer
        variables = answer.documents[-1]["result"]["variables"]
    told = dict((v["name"], v) for v in variables)
    wrong = []
    for name, (text, kind) in sorted(truth["values"].items()):
        value = told.get(name, {"value": "absent", "type": "absent", "truncated": False})
        # What a fresh TCP socket is bound to is in none of the kernel's tables.
        cut = text.endswith(", laddr=('0.0.0.0', 0)>") and "type=" in text
        if cut:
            text = re.sub(r", laddr=.*>$", ", ...>", text)
        if (value["value"], value["type"], value["truncated"]) != (text, kind, cut):
            wrong.append("%s\n    told:  %s %.300s\n    truth: %s %.300s" % (
                name, value["type"], value["value"], kind, text))
    assert not wrong, "%d are wrong:\n%s" % (len(wrong), "\n".join(wrong))
    assert len(truth["values"]) >= least

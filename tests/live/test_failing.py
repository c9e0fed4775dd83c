# SPDX-License-Identifier: GPL-3.0-or-later
"""
What print says of expressions that fail against the exception of the target's own eval(): its type
and its sentence, as this version of Python words it, on every interpreter found.
"""
import os

from failing_table import FAILING, REFUSED, TYPE_ALONE
from truth import told

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expressions.py")


def lines(text):
    return [line for line in text.split("\n") if line]


def why_type_alone(version, text):
    for since, before, why, texts in TYPE_ALONE:
        if since <= version < before and text in lines(texts):
            return why
    return None


def test_errors_are_worded_as_by_the_target(interpreter, frame):
    version = tuple(int(n) for n in interpreter.version.split(".")[:2])
    expressions = lines(FAILING)
    truth = dict(frame.truth_of(expressions))
    wrong, worded, alone = [], 0, 0
    for text, document in zip(expressions, frame.ask(expressions)):
        said, should = told(document), truth[text]
        if said[0] == "?" and text in lines(REFUSED):
            continue
        if should[:2] == ["!", "SyntaxError"] and version < (3,):
            continue  # what 2.7 cannot parse is evaluated all the same
        if should[0] == "=":
            continue  # some of them do not fail with every version, which others look at
        if why_type_alone(version, text):
            assert said != should, "%s is worded as it should be, and need not be left out" % text
            said, should = said[:2], should[:2]
            alone += 1
        worded += said == should
        if said != should:
            wrong.append("%s\n    told:  %s\n    truth: %s" % (text, said, should))
    assert not wrong, "%d differ:\n%s" % (len(wrong), "\n".join(wrong))
    assert worded > 200 and alone < 30, (worded, alone)

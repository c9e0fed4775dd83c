# SPDX-License-Identifier: GPL-3.0-or-later
"""
What is an expression in which version: each line of grammar.txt is to be a SyntaxError, or what it
is, exactly where eval() of the target says so, on every interpreter found.
"""
import io
import os

from truth import told

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPT, TABLE = os.path.join(HERE, "expressions.py"), os.path.join(HERE, "grammar.txt")
# What is not evaluated, and called a SyntaxError that says so; and what only a statement may be.
NOT_EVALUATED = ("t'{1}'", "'\\N{BULLET}'", "(yield)", "dict(True=1)")
STATEMENT = ("*[1], 2",)


def same(interpreter, truth, said):
    if truth[0] != "=" or said[0] != "=":
        return truth[0] == said[0] and truth[1] == said[1]
    if truth[2] in ("function", "generator"):
        return truth[2] == said[2]
    if truth[2] == "dict" and interpreter.hexversion < 0x03000000:
        return sorted(truth[1]) == sorted(said[1])
    return "<function" in truth[1] or truth[1:] == said[1:]


def test_what_is_an_expression(interpreter, frame):
    with io.open(TABLE, encoding="utf-8") as file:
        texts = [line.rstrip("\n") for line in file]
    truth, documents = dict(frame.truth_of(texts)), frame.ask(texts)
    wrong, errors = [], 0
    for text, document in zip(texts, documents):
        said, true = told(document), truth[text]
        is_error = not document["ok"] and document["error"]["message"].startswith("SyntaxError: ")
        errors += is_error
        if text in NOT_EVALUATED:
            good = is_error or said == true
        elif text in STATEMENT:
            good = said[0] == "=" or is_error
        elif true[0] == "!" and true[1] == "SyntaxError":
            good = is_error
        else:
            good = not is_error and (same(interpreter, true, said) or said[0] == "?")
        if not good:
            wrong.append("%s\n    told:  %s\n    truth: %s" % (text, said, true))
    assert not wrong, "%d differ:\n%s" % (len(wrong), "\n".join(wrong))
    assert 60 < errors < len(texts) - 100

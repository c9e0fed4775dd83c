# SPDX-License-Identifier: GPL-3.0-or-later
"""
The parts of objects of the standard library and of numpy against the truth: eval() of the target
says what each expression of part_table.py is, on every interpreter found.
"""
import os
import re
import subprocess

import pytest

import part_table
import program
from test_expressions import differences
from truth import told

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "parts.py")


def has_numpy(interpreter):
    return subprocess.run([interpreter.path, "-c", "import numpy"],
                          capture_output=True).returncode == 0


def check(interpreter, frame, expressions):
    truth, documents = frame.truth_of(expressions), frame.ask(expressions)
    found = differences(interpreter, truth, expressions, documents)
    assert not found, "%d differ:\n%s" % (len(found), "\n".join(found))
    refused = [told(document) for document in documents if told(document)[0] == "?"]
    assert not refused, refused


def check_refused(frame, expected):
    for (text, words), document in zip(expected, frame.ask([text for text, _ in expected])):
        assert not document["ok"], (text, document)
        assert re.search(words, document["error"]["message"]), (text, document)


def test_what_a_memoryview_shows(interpreter, frame):
    new = interpreter.hexversion >= 0x03000000
    check(interpreter, frame, part_table.lines(part_table.VIEWS + (part_table.VIEWS_3 if new else "")))
    check_refused(frame, part_table.VIEWS_REFUSED)


def test_containers_within_classes_of_python(interpreter, frame):
    new = interpreter.hexversion >= 0x03000000
    check(interpreter, frame, part_table.lines(
        part_table.CONTAINERS + (part_table.CONTAINERS_3 if new else "")))
    check_refused(frame, part_table.CONTAINERS_REFUSED)
    if new:
        # Before 3.7 a chain goes through a set of its keys.
        document = frame.ask(["list(chain)"])[0]
        assert document["result"]["unordered"] == (interpreter.hexversion < 0x03070000), document


def test_classes_that_derive_from_built_in_ones(interpreter, frame):
    new = interpreter.hexversion >= 0x03000000
    check(interpreter, frame, part_table.lines(
        part_table.DERIVED + (part_table.DERIVED_3 if new else "")))
    check_refused(frame, part_table.DERIVED_REFUSED)


def test_what_a_class_says_of_str_is_not_passed_over(interpreter, frame):
    """It is what the target says of it, or the method that would have to run."""
    new = interpreter.hexversion >= 0x03000000
    texts = part_table.lines(part_table.DERIVED_NAMED + (part_table.DERIVED_NAMED_3 if new else ""))
    truth = dict(frame.truth_of(texts))
    for text, document in zip(texts, frame.ask(texts)):
        said = told(document)
        assert said == truth[text] or re.search(r"\.__(str|repr|format)__ would have to run", said[-1]), \
            (text, said, truth[text])


def test_dates_times_and_durations(interpreter, frame):
    new = interpreter.hexversion >= 0x03000000
    check(interpreter, frame, part_table.lines(
        part_table.MOMENTS + (part_table.MOMENTS_3 if new else "")))
    check_refused(frame, part_table.MOMENTS_REFUSED)


def test_decimals_fractions_and_what_is_compared_as_a_number(interpreter, frame):
    if interpreter.hexversion < 0x03000000:
        pytest.skip("those of 2.7 are all written in Python, with other methods")
    check(interpreter, frame, part_table.lines(part_table.EXACT))
    check_refused(frame, part_table.EXACT_REFUSED)
    answer = program.pyinspect("-batch", "--json", "-ex", "set print string 10", "-ex", "frame 0",
                               "-ex", "print n_long_price", frame.target.pid)
    cut = answer.documents[-1]["result"]
    assert cut["value"] == "Decimal('1111111111...')" and cut["truncated"], cut


def test_ctypes(interpreter, frame):
    check(interpreter, frame, part_table.lines(part_table.CTYPES))
    old = interpreter.hexversion < 0x03000000
    documents = frame.ask([text for text, _ in part_table.CTYPES_SHOWN])
    for (text, shown), document in zip(part_table.CTYPES_SHOWN, documents):
        shown = shown.replace("%s", str(document["result"]["address"]))
        shown = shown.replace("%b", "" if old else "b").replace("%L", "L" if old else "")
        # Since 3.14 what ctypes makes itself is of its own module.
        value = re.sub(r"<(ctypes|__main__)\.(c_|Point_A)", r"<__main__.\2", document["result"]["value"])
        assert value == shown, text


def test_arrays_and_scalars_of_numpy(interpreter, frame):
    if not has_numpy(interpreter):
        pytest.skip("this interpreter has no numpy")
    check(interpreter, frame, part_table.lines(part_table.NUMPY))
    check_refused(frame, part_table.NUMPY_REFUSED)

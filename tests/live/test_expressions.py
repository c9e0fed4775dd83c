# SPDX-License-Identifier: GPL-3.0-or-later
"""
Expressions against the truth: eval() of the target, in the frame that is looked at, says what each
of these is, and `print` must say the same, on every interpreter found: the value as repr() has it
and its type, or the exception and what it says.
"""
import os
import re

import pytest

import discovery
from expression_table import BOUNDED, EXPRESSIONS, MADE, NONSENSE, REFUSED
from random_expressions import Writer
from truth import Frame, told

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expressions.py")


@pytest.fixture(scope="module")
def newest():
    """Of the newest interpreter, for what is the same with all."""
    frame = Frame(discovery.newest(), SCRIPT)
    frame.truth_of([])
    yield frame
    frame.assert_nothing_was_run()
    frame.target.stop()


# What a version does not have yet, pyinspect has for it all the same.
NEWER = re.compile(r"strict=|start=10|pow\(3, -1, 7\)|round\(2.5, None\)")
# What cannot be told of 2.7: an order of things that are not alike, its own hashes, its
# OrderedDict, which is written in Python, and a few more.
OLD = re.compile(r"2\.7|collections\.OrderedDict\.|the target's hash of this|more than 80 MB|"
                 r"sys\.version_info")
# -3.6 do not shift that far.
FAR_SHIFTS = ["0 << 10 ** 20", "1 >> big"]
# The one whose sentences pyinspect speaks; the others' are often worded otherwise.
WORDED = (3, 11)


def unordered(value):
    """A set (2.7: a dict) that was made here has the order in which it was made."""
    return sorted(re.split(r"[{}()\[\]]|, ", value))


def agree(interpreter, text, truth, said):
    version = tuple(int(n) for n in interpreter.version.split(".")[:2])
    if truth == said:
        return True
    if version < (3, 7) and text in FAR_SHIFTS:
        return True
    if truth[0] == said[0] == "=" and truth[2] == said[2]:
        return (truth[2] in ("set", "frozenset") or (truth[2] == "dict" and version < (3, 6))) \
            and unordered(truth[1]) == unordered(said[1])
    if truth[0] == said[0] == "!" and truth[1] == said[1]:
        return version != WORDED or truth[1] == "SyntaxError"
    if "chr(" in text and set([truth[1], said[1]]) == set(["OverflowError", "ValueError"]):
        return True  # -3.12: of what is no C int
    if truth[0] == "!" and (truth[1] == "SyntaxError" or NEWER.search(text)):
        return said[0] == "=" or said[1] in ("SyntaxError", "TypeError", "UnboundLocalError") or (
            "strict=" in text and said[1] == "ValueError")
    return version < (3,) and said[0] == "?" and bool(OLD.search(said[2]))


def differences(interpreter, truth, expressions, documents):
    assert len(expressions) == len(documents)
    truth = dict(truth)
    found = []
    for text, document in zip(expressions, documents):
        said = told(document)
        if not agree(interpreter, text, truth[text], said):
            found.append("%s\n    told:  %s\n    truth: %s" % (text, said, truth[text]))
    return found


def test_expressions_are_what_the_target_says(interpreter, frame):
    truth, documents = frame.truth_of(EXPRESSIONS), frame.ask(EXPRESSIONS)
    found = differences(interpreter, truth, EXPRESSIONS, documents)
    assert not found, "%d differ:\n%s" % (len(found), "\n".join(found))
    assert sum(told(d)[0] == "=" for d in documents) > 900
    # A key is found by its hash: only where that is not known all are looked at.
    scanned = [t for t, d in zip(EXPRESSIONS, documents) if d["ok"] and d["result"]["scanned"]]
    assert all("cache" in t or "frozenset" in t or "[" in t or "handlers" in t or "by_fd" in t
               for t in scanned), scanned


# Whether the order of a set that is made here can be seen in it.
ORDERS = {
    "{3, 1, 2}": True, "[{3, 1}]": True, "list({3, 1})": True, "{1, 2} | {3}": True,
    "[x for x in {5, 6}]": True, "frozenset([2, 1])": True, "tuple(set([1, 2]))": True,
    "str({'a', 'b'})": True, "'%s' % [{3, 1}]": True, "repr({1: {3, 1}})": True, "'{}'.format({2, 1})": True,
    "'%r' % frozenset('ab')": True, "str({1})": False, "str(sorted({3, 1}))": False, "repr([1, 2])": False,
    "{1}": False, "set()": False, "sorted({3, 1})": False, "len({1, 2})": False,
    "max({1, 2})": False, "3 in {3, 4}": False, "{1, 2} == {2, 1}": False, "[3, 1]": False,
    "len([x for x in sorted({3, 1})])": False,
}


def test_the_order_of_a_set_that_is_made_here_is_not_claimed(interpreter, frame):
    documents = frame.ask(list(ORDERS))
    assert [d["result"]["unordered"] for d in documents] == list(ORDERS.values()), documents
    dicts = frame.ask(["{1: 2, 3: 4}"])[0]["result"]["unordered"]
    assert dicts is interpreter.version.startswith("2.7")


def test_what_stops_early_is_not_refused_by_the_whole_size(interpreter, frame):
    text = "9.0 in %s(10 ** 9)" % ("xrange" if interpreter.version.startswith("2.7") else "range")
    found = differences(interpreter, frame.truth_of([text]), [text], frame.ask([text]))
    assert not found, found


def test_nonsense_is_a_syntax_error(frame):
    nonsense = [line for line in NONSENSE.split("\n") if line]
    for (text, truth), document in zip(frame.truth_of(nonsense), frame.ask(nonsense)):
        if truth[0] == "=" or truth[1] not in ("SyntaxError", "UnicodeDecodeError"):
            continue  # b'\u00e9' of 2.7, say
        assert not document["ok"], text
        assert document["error"]["message"].startswith("SyntaxError: "), (text, document)
        assert document["error"]["kind"] == "usage"
        start, end = document["error"]["offset"], document["error"].get("end")
        assert 0 <= start <= len(text.encode()), (text, document, end)


def test_what_would_have_to_run_is_named(frame):
    for (text, words), document in zip(REFUSED, frame.ask([text for text, _ in REFUSED])):
        if words is None:
            continue
        assert not document["ok"], (text, document)
        assert re.search(words, document["error"]["message"]), (text, document)


def test_what_would_never_end_is_refused(newest):
    """Each of these in a second or so, and none in more than a few hundred megabytes."""
    for (text, words), document in zip(BOUNDED, newest.ask([text for text, _ in BOUNDED])):
        assert not document["ok"], (text, document)
        assert re.search(words, document["error"]["message"]), (text, document)


def test_attributes_of_c_code_are_told(frame):
    made = [line for line in MADE.split("\n") if line]
    truth = dict(frame.truth_of(made))
    for text, document in zip(made, frame.ask(made)):
        said = told(document)
        assert said == truth[text] or said[1].startswith("<bound method "), (text, said)


def test_earlier_results_and_the_frame_itself(newest):
    """Of every interpreter they are test_history.py's."""
    frame = newest
    before = ["numbers", "{'k': plain}", "$1[1:3]", "len($) + 4"]
    wanted = [
        ("$1[0]", "5"), ("$", "6"), ("$$", "[3, 9]"), ("$$2['k'].x", "1"), ("$2['k'].x", "1"),
        ("$3", "[3, 9]"), ("[x for x in $1 if x not in $3]", "[5, 1, 7]"), ("$4 * 2", "12"),
        ("globals()['number']", "'global'"), ("locals()['number']", "7"), ("", "6"),
        ("sorted(locals()) == sorted(vars())", "True"), ("'own' in dir()", "True"),
    ]
    for text, value in wanted:
        document = frame.ask([text], ["print " + line for line in before])[0]
        assert document["ok"] and document["result"]["value"] == value, (text, document)
        assert document["result"]["num"] == 5
    document = frame.ask(["$9"], ["print 1"])[0]
    assert document["error"]["message"] == "History has not yet reached $9"


def test_modules_that_the_frame_does_not_import(frame):
    """expressions.py does not import codecs, which Python itself does."""
    truth = dict(frame.truth_of(["sys.modules['os'].sep", "len(sys.modules)"]))
    asked = ["$_modules['os'].sep", "len($_modules)", "codecs", "$_modules['codecs'].__name__",
             "nowhere_at_all", "$_modules['nowhere_at_all']", "$_module"]
    sep, count, codecs, name, nowhere, missing, other = frame.ask(asked)
    assert told(sep) == truth["sys.modules['os'].sep"]
    assert told(count) == truth["len(sys.modules)"]
    assert codecs["error"]["message"] == ("NameError: name 'codecs' is not defined; the module "
                                          "is loaded, and is $_modules['codecs']")
    assert name["result"]["value"] == "'codecs'"
    assert nowhere["error"]["message"] == "NameError: name 'nowhere_at_all' is not defined"
    assert missing["error"]["message"] == "KeyError: 'nowhere_at_all'"
    assert other["error"]["message"].startswith("SyntaxError: "), other


def test_an_order_of_many_is_made(newest):
    document = newest.ask(["sorted(x * 7919 % 260003 for x in range(260003))[-2:]"])[0]
    assert document["result"]["value"] == "[260001, 260002]", document
    document = newest.ask(["sorted([(x % 7, -x) for x in range(30000)], reverse=True)[-1]"])[0]
    assert document["result"]["value"] == "(0, -29995)", document


def test_what_is_made_is_shown_as_what_it_is(newest):
    """A lambda and an iterator have no address: what they are made of is shown instead."""
    wanted = {
        "lambda u: u.age": "<function <lambda>: lambda u: u.age>",
        "(lambda: 1) if yes else 2": "<function <lambda>: (lambda: 1)>",
        "lambda: 1 if yes else 2": "<function <lambda>: lambda: 1 if yes else 2>",
        "[lambda: 1, {'k': lambda x:  x}]":
            "[<function <lambda>: lambda: 1>, {'k': <function <lambda>: lambda x:  x>}]",
        "iter(numbers)": "<list_iterator of [5, 3, 9, 1, 7]>",
        "[iter('ab'), (x for x in [1])]": "[<str_iterator of ['a', 'b']>, <generator of [1]>]",
        "zip(numbers, map(lambda n: -n, numbers))":
            "<zip of [(5, -5), (3, -3), (9, -9), (1, -1), (7, -7)]>",
        "(lambda i: (next(i), i))(iter(numbers))": "(5, <list_iterator of [3, 9, 1, 7]>)",
    }
    documents = newest.ask(list(wanted))
    assert [d.get("result", d)["value"] for d in documents] == list(wanted.values()), documents
    before = ["print (lambda: 1, zip(numbers, 'ab'))"]
    called, rest, again = newest.ask(["$1[0]()", "list($1[1])", "$1"], before)
    assert "what is left of a lambda" in called["error"]["message"], called
    assert rest["result"]["value"] == "[(5, 'a'), (3, 'b')]", rest
    assert again["result"]["value"].startswith("(<function <lambda>: lambda: 1>, <zip of "), again


SEED = os.environ.get("PYINSPECT_SEED", "1")


def test_random_expressions(interpreter, frame):
    writer = Writer(SEED + interpreter.version[:4])
    expressions = sorted(set(writer.any(4) for _ in range(1000)))
    truth = dict(frame.truth_of(expressions))
    refused, found = 0, []
    for text, document in zip(expressions, frame.ask(expressions)):
        said = told(document)
        address = "0x" in truth[text][1] or "0x" in said[1] or " of itself" in said[-1]
        if said[0] == "?":
            refused += 1
            assert document["error"]["kind"] == "unsupported", (text, said)
        elif not address and not agree(interpreter, text, truth[text], said):
            found.append("%s\n    told:  %s\n    truth: %s" % (text, said, truth[text]))
    assert not found, "%d of seed %s differ:\n%s" % (len(found), SEED, "\n".join(found))
    assert refused < len(expressions) / 3

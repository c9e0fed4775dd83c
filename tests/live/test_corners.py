# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What versions of Python differ in, and what is rarely asked: corners.py, against eval() of it, on
every interpreter found. How errors are worded is test_failing.py's.
"""
import os

import pytest

import program
from truth import told

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corners.py")


def said(document):
    words = told(document)
    return words[:2] if words[0] == "!" else words


def check(frame, expressions):
    truth = dict((text, value[:2] if value[0] == "!" else value)
                 for text, value in frame.truth_of(expressions))
    found = ["%s\n    told:  %s\n    truth: %s" % (text, told(document), truth[text])
             for text, document in zip(expressions, frame.ask(expressions))
             if said(document) != truth[text]]
    assert not found, "\n".join(found)


def refused(frame, text):
    document = frame.ask([text])[0]
    assert not document["ok"] and document["error"]["kind"] == "unsupported", document
    return document["error"]["message"]


def test_truth_and_length_that_are_none(interpreter, frame):
    check(frame, ["bool(no_length)", "not no_length", "len(no_length)", "bool(no_truth)",
                  "1 if no_truth else 2"])


def test_the_truth_of_not_implemented(interpreter, frame):
    if interpreter.hexversion >= 0x03090000:  # before, a warning is no part of it
        check(frame, ["NotImplemented and 1", "bool(NotImplemented)", "not NotImplemented",
                      "[NotImplemented]"])


def test_pow_with_a_modulus(interpreter, frame):
    check(frame, ["pow(3, -1, 7)", "pow(3, -1, -7)", "pow(2, -1, 0)", "pow(2, 5, 0)", "pow(2, 10, 7)", "pow(big, 10, 7)",
                  "{pow(big, 3, 10)}", "pow(2, 10, big)", "pow(one, one, 7)", "pow(2, big, 5)", "[pow(one, one, one)]",
                  "pow(2, 10, -7)", "pow(4, -1, 8)", "pow(2 ** 40, 3, 7)", "pow(2 ** 40, 3, one)", "pow(2 ** 31, 2, 7)",
                  "pow(2 ** 31, 1, 7)", "pow(3, 5, -1)", "pow(-3, 5, -7)", "pow(-2 ** 62, 3, -1)", "pow(0, 9, 5)"])


def test_mappingproxies(interpreter, frame):
    if not interpreter.hexversion >= 0x03000000:
        return check(frame, ["sorted(vars(Shadow).keys())[:2]", "sorted(vars(Shadow).iteritems())[-2:]"])
    expressions = []
    for name in ("proxy", "ordered_proxy", "counted", "mapping_cycle"):
        expressions += [e % {"p": name} for e in (
            "%(p)s.keys()", "%(p)s.values()", "%(p)s.items()", "len(%(p)s.items())", "list(%(p)s.values())",
            "{**%(p)s}", "{**{'q': 1}, **%(p)s}", "dict(**%(p)s)", "'a' in %(p)s.keys()", "%(p)s")]
    check(frame, expressions + ["vars(Shadow).keys() & {'a', 'z'}", "{**user}", "dict(user_proxy)", "{**5}", "{**[1]}", "{**None}"])
    assert "keys would have to run" in refused(frame, "user_proxy.keys()")


def test_merged_mappingproxies(interpreter, frame):
    if interpreter.hexversion >= 0x03000000:
        check(frame, ["proxy | {'a': 5}", "{'z': 5} | proxy", "proxy | proxy", "proxy | 5", "[] | proxy",
                      "vars(Shadow) | {'a': 7} == {**vars(Shadow), 'a': 7}"])


def test_a_sequence_times_what_has_an_index(interpreter, frame):
    for text in ("'ab' * index", "index * 'ab'", "[0] * index", "(1,) * index", "index * [1]"):
        assert "Index.__index__ would have to run" in refused(frame, text), text
    check(frame, ["'ab' * kept", "[0] * 1.5", "'ab' * True"])


def test_get_asks_no_other_method(interpreter, frame):
    check(frame, ["contains.get('a')", "contains.get('q')", "contains.get('q', 5)", "contains.get([])",
                  "contains.get([], 5)"])


def test_instances_of_unions(interpreter, frame):
    if interpreter.hexversion < 0x030a0000:
        return
    check(frame, ["isinstance(5, union)", "isinstance(None, union)", "isinstance('a', union)", "isinstance([], deep_union)",
                  "isinstance(5, (str, union))", "issubclass(bool, union)", "issubclass(str, union)", "isinstance(5, 7)"])
    assert "union" in refused(frame, "isinstance(5, generic_union)")


def test_vars_of_a_proxy(interpreter, frame):
    check(frame, ["vars(5)", "vars([])", "vars(kept)"])
    if not interpreter.version.startswith("2.7"):
        assert "vars() argument" not in refused(frame, "vars(weak)")


def test_views_as_keys(interpreter, frame):
    if interpreter.hexversion >= 0x03000000:
        check(frame, ["of_vals[vals]", "vals in of_vals", "hash(vals) == hash(vals)", "{vals: 1}[vals]",
                      "{d.keys(): 1}", "{d.items(): 1}", "len({d.values(): 1})"])


def test_a_decimal_where_an_int_is_wanted(interpreter, frame):
    if 0x03000000 <= interpreter.hexversion < 0x030a0000:
        assert "__int__ would have to run" in refused(frame, "chr(a_decimal)")
    elif interpreter.hexversion >= 0x030a0000:
        check(frame, ["chr(a_decimal)"])
    check(frame, ["chr(65)", "chr(True)", "chr(None)", "chr([])"])


def test_orders_that_there_are_not(interpreter, frame):
    if interpreter.hexversion >= 0x03000000:
        check(frame, ["half < 'a'", "half >= None", "half == 'a'"])
    else:
        assert "2.7 orders" in refused(frame, "half < 'a'")
        check(frame, ["half == 'a'"])


def test_cycles(interpreter, frame):
    check(frame, ["error"] + (["mapping_cycle", "within"] if interpreter.hexversion >= 0x03000000 else []))


def test_names_are_normalised(interpreter, frame):
    if interpreter.hexversion >= 0x03000000:
        check(frame, [u"\u00b5", u"\u03bc", u"\uff50ool", u"pool", u"\ufb01le", u"\u00aa", u"[\u00b5 for \u00b5 in [1]]"])


def test_ranges_reversed_dicts_and_percents(interpreter, frame):
    check(frame, ["range(True)", "range(False, True, True)", "ones", "list(range(True))", "list(ones)",
                  "list(range(False, True, True))", "ones == range(1)",
                  "'%5%' % ()", "'%5%' % (1,)", "'%5%%' % ()", "'%%' % ()",
                  "'%(a)%' % {'a': 1}"])
    if interpreter.hexversion >= 0x03000000:
        check(frame, ["list(reversed(d))", "list(reversed(d.keys()))", "list(reversed(d.items()))",
                      "list(reversed(od))", "list(reversed(od.keys()))"])


def test_f_locals_of_a_generator(interpreter, frame):
    if interpreter.hexversion >= 0x03000000:  # 2.7 has an order of its own
        check(frame, ["repr(started.gi_frame.f_locals)", "repr(fresh.gi_frame.f_locals)",
                      "list(started.gi_frame.f_locals)"])


def test_dir_of_an_attribute_that_is_no_name(interpreter, frame):
    check(frame, ["dir(kept)", "vars(strange)"])
    if interpreter.hexversion >= 0x03000000:
        check(frame, ["dir(strange)", "'n' in dir(strange)"])
    else:
        assert "is of type int" in refused(frame, "dir(strange)")


def exact(frame, expressions):
    """With the words of each version."""
    truth = dict(frame.truth_of(expressions))
    assert [told(document) for document in frame.ask(expressions)] == [truth[e] for e in expressions]


def test_what_cannot_be_encoded_or_decoded(interpreter, frame):
    exact(frame, ["u'a\\xe9b'.encode('ascii')", "u'\\u20ac'.encode('latin-1')", "u'\\xe9\\u4e2d'.encode('ascii')",
                  "u'x\\U0001f600'.encode('latin1')", "u'a\\u4e2d\\u4e2d.\\u4e2d'.encode('iso-8859-1')",
                  "b'ab\\xff'.decode('utf-8')", "b'\\x80'.decode('utf8')", "b'a\\xe9'.decode('ascii')",
                  "b'\\xc0\\x80'.decode('utf-8')", "u'\\xe9'.encode('latin-1')", "b'\\xc3\\xa9'.decode('utf-8')"])
    if interpreter.hexversion >= 0x03000000:
        exact(frame, ["'\\ud800'.encode()", "'a\\udcff\\udcfe'.encode('utf-8')", "'\\udc80'.encode('ascii')"])
    assert "decode would have to run" in refused(frame, "b'\\xe2\\x82'.decode('utf-8')")


def test_what_is_too_long_is_refused_at_once(interpreter, frame):
    for text in ("[x for x in many]", "[x for x in many if x]", "{x for x in many}", "{x: 1 for x in many}"):
        assert "5000000" in refused(frame, text), text
    check(frame, ["None in many", "len(many)", "next(x for x in many)", "[x for x in many[:3]]"])


def test_what_is_not_gone_through(interpreter, frame):
    expressions = ["','.join(str(x) for x in 5)", "','.join(x for x in kept)", "','.join(5)"]
    if interpreter.hexversion >= 0x03000000:
        expressions += ["bytes(kept)", "bytes(1.5)", "bytes(x for x in 5)", "bytes(None)"]
        exact(frame, expressions)
    else:
        check(frame, expressions)


def test_what_cannot_be_joined(interpreter, frame):
    expressions = ["'-'.join([1])", "'-'.join(['a', None])", "b'-'.join(['a', 1])",
                   "'-'.join([b'a'])", "''.join(['a', []])", "'-'.join(['a', kept])", "b''.join([b'a', None])"]
    if interpreter.hexversion >= 0x03000000:
        exact(frame, expressions)
    else:
        assert "join would have to run" in refused(frame, expressions[0])

# SPDX-License-Identifier: GPL-3.0-or-later
"""
A catalogue of values of the whole standard library against the truth: catalogue.py prints repr() of
each, and pyinspect's answer must equal that, or be the generic form where this file says so.
"""
import json
import os
import re

import program

HERE = os.path.dirname(os.path.abspath(__file__))

# What has a __repr__ that is not known: the beginnings of the expressions.
GENERIC = """
functools.partialmethod Desc.__dict__ weakref.finalize http.cookies. http.cookiejar.
ssl.Purpose. inspect.signature CLIENT.makefile multiprocessing.Lock multiprocessing.RLock
multiprocessing.Semaphore multiprocessing.BoundedSemaphore multiprocessing.Condition
multiprocessing.Event multiprocessing.Barrier multiprocessing.Value multiprocessing.Array
multiprocessing.managers.Namespace MOCK unittest.mock.MagicMock unittest.mock.call unittest.TestSuite
unittest.FunctionTestCase .parents os.scandir email.policy. zipfile.ZipInfo
tokenize.TokenInfo hashlib. gzip. argparse.ArgumentParser optparse.
ELEMENT xml.dom. symtable. ctypes. warnings.WarningMessage logging.LogRecord copyright help exit
ast. TREE
""".split()
# The same in 3.6 and in 2.7, where more is.
GENERIC_36 = GENERIC + ["typing.", "Generic"]
GENERIC_27 = GENERIC + """decimal.getcontext decimal.Context weakref.Weak sqlite3.Binary PROCESS multiprocessing.current_process PARENT CHILD
    tempfile. codecs.getreader os.environ shelve. xmlrpc. plistlib.""".split()
# Pydebug builds have structs of their own.
OTHER_STRUCTS = ["MMAP", "threading.Lock"]
# A value within is in the generic form.
WITHIN = ["Desc().part", "GenericTwo[int, str]().method", "multiprocessing.Manager",
          "importlib.util.find_spec", "json.__spec__", "inspect.getfullargspec", "annotated.",
          "inspect.signature(annotated).parameters"]
# What only the kernel knows, or what is not read: "..." is written in its place.
CUT = ["socket.socket()", "SSL.wrap_socket", 'STREAMS["full"]']


def starts(expression, beginnings):
    return any(expression.startswith(b) or (b[0] == "." and b in expression) for b in beginnings)


def is_right(interpreter, expression, truth, none, value):
    text = value["value"]
    if text == truth:
        return not value["truncated"]
    if expression in ('memoryview(b"x")', 'sqlite3.Binary(b"x")') and \
            re.match(re.escape(truth[:-1]) + " b?'x'>$", text):
        return not value["truncated"]
    generic = GENERIC_27 if interpreter.hexversion < 0x03000000 else (
        GENERIC_36 if interpreter.hexversion < 0x03070000 else GENERIC)
    if interpreter.debug:
        generic = generic + OTHER_STRUCTS
    if re.match(r"<[\w.<>]+ at %s\b" % value["address"], text):
        return none or starts(expression, generic)
    if starts(expression, CUT) and value["truncated"]:
        return truth.startswith(text.split("...")[0].rstrip(", "))
    return starts(expression, WITHIN) and truth.startswith(text.split("<")[0])


def test_values_are_what_repr_says(interpreter):
    source = os.path.join(HERE, "catalogue.py")
    with program.Target([interpreter.path, "-W", "ignore", source]) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame 2", target.pid, timeout=120)
        target.process.stdin.close()
        target.process.wait(20)
    assert answer.status == 0, answer
    told = dict((v["name"], v) for v in answer.documents[-1]["result"]["variables"])
    wrong = []
    for number, (expression, text, none) in enumerate(truth):
        value = told.get("v%d" % number, {"value": "absent", "truncated": False, "address": "0x0"})
        if not is_right(interpreter, expression, text, none, value):
            wrong.append("%s\n    told:  %.300s\n    truth: %.300s" % (
                expression, value["value"], text))
    assert not wrong, "%d of %d are wrong:\n%s" % (len(wrong), len(truth), "\n".join(wrong))
    assert len(truth) > (300 if interpreter.hexversion < 0x03000000 else 500)

# SPDX-License-Identifier: GPL-3.0-or-later
"""
What code of the target decides is never reckoned with as if it were known: either it is as the
target itself evaluates it, or it is refused.
"""
import json

import pytest

import program

TARGET = """
import json, sys, threading, weakref

class Job(object):
    def __init__(self, n):
        self.n = n
    def __repr__(self):
        return 'Job(%%d)' %% self.n

class Plain(object):
    pass

class Sub(threading.local):
    def __init__(self):
        self.init = 1

class Pretends(object):
    @property
    def __class__(self):
        return sys.modules['builtins' if sys.version_info[0] > 2 else '__builtin__'].int

class Hides(object):
    def __init__(self, of):
        self._of = of
    @property
    def __class__(self):
        return self._of

class Key(str):
    __hash__ = str.__hash__
    def __eq__(self, other):
        sys.exit(9)

class PlainKey(str):
    pass

class Same(object):
    def __hash__(self):
        return hash('same')
    def __eq__(self, other):
        sys.exit(9)

class Space(dict):
    def __missing__(self, key):
        if key.startswith('auto_'):
            return 'made'
        raise KeyError(key)

asked = %r

def evaluate(frame):
    told = []
    for text in asked:
        try:
            value = eval(text, frame.f_globals, frame.f_locals)
            told.append(repr(value))
        except Exception as error:
            told.append('%%s: %%s' %% (type(error).__name__, error))
    return told

def wait(frame):
    sys.stdout.write(json.dumps(evaluate(frame)) + '\\n')
    sys.stdout.flush()
    sys.stdin.read()

def values():
    nan = float('nan')
    few = [3.0, nan, 1.0, 2.0]
    many = [float((i * 37) %% 101) if i %% 7 else nan for i in range(90)]
    jobs, plain = [Job(i) for i in range(12)], Plain()
    local, sub = threading.local(), Sub()
    local.req, sub.b = 'r1', 2
    kept, gone = Job(3), Job(4)
    proxy, dead = weakref.proxy(kept), weakref.proxy(gone)
    del gone
    pretends, hides = Pretends(), Hides(float)
    holder = Plain()
    holder.other = 2
    holder.__dict__[Key('named')] = holder.__dict__[Same()] = 1
    holder.__dict__[PlainKey('plain')] = 3
    wait(sys._getframe())

def space():
    names = Space()
    names.update(wait=wait, sys=sys, there=3)
    code = 'z = auto_x\\nwait(sys._getframe())\\n'
    exec(compile(code, 'space.py', 'exec'), {'G': 9, '__builtins__': __builtins__}, names)

def in_class(text):
    names = {}
    try:
        exec(compile('class T(object):\\n k, items = 2, [1, 2]\\n told = ' + text, 'T', 'exec'), names)
        return repr(names['T'].told)
    except NameError as error:
        return 'NameError: %%s' %% error

def body():
    class Body(object):
        k, items = 2, [1, 2]
        sys.stdout.write(json.dumps([in_class(text) for text in asked]) + '\\n')
        sys.stdout.flush()
        sys.stdin.read()

def outer_space():
    names = Space()
    names.update(wait=wait, sys=sys, there=3, __builtins__=__builtins__)
    exec(compile('wait(sys._getframe())\\n', 'space.py', 'exec'), names)

%s()
"""

# What must be known, and what may be refused: it is never another value.
KNOWN = [
    "repr([1, 'a'])", "len(repr(few[0]))", "str([jobs[0].n])", "'%r' % ('a',)",
    "isinstance(proxy, Job)", "isinstance(proxy, (int, Job))", "isinstance(proxy, str)",
    "isinstance(kept, Job)", "isinstance(dead, Job)", "isinstance(hides, float)",
    "isinstance(hides, int)", "sorted(few[::2])", "max(few)", "min(few)", "min(many)",
    "sorted([x for x in many if x == x])", "holder.other", "holder.plain",
]
REFUSED = [
    "repr(jobs[0]) == 'Job(0)'", "len(repr(jobs[0]))", "[j.n for j in jobs if 'Job(3)' in repr(j)]",
    "sorted(jobs, key=repr)[1].n", "{repr(jobs[0]): 1}", "'%r' % (jobs[0],) == 'Job(0)'",
    "'{!r}'.format(jobs[0])[:3]", "str(jobs)[:6]", "str((1, jobs[0]))", "'%s' % (jobs[:1],)",
    "repr({'a': jobs[0]})[:3]", "repr(plain) == ''", "str(plain)[:3]",
    "vars(local)", "vars(sub)", "sorted(vars(sub).items())", "'req' in dir(local)",
    "dir(sub)[-1]", "proxy.__class__", "sorted(many)", "sorted([(x, 1) for x in many])",
    "isinstance(pretends, int)", "holder.named", "holder.same",
]
EITHER = ["sorted(few)", "sorted(few, reverse=True)", "sorted([(x, 1) for x in few])"]
SPACE = ["z", "there", "G", "len([1])"]


def start_with(start, interpreter, asked, function):
    target = start(TARGET % (asked, function), python=interpreter.path)
    return target.wait_asleep(), json.loads(target.first)


def ask(target, frame, asked):
    lines = ["frame function " + frame, "set print elements unlimited"]
    answer = program.pyinspect("--json", target.pid,
                               stdin="\n".join(lines + ["print " + a for a in asked]) + "\n")
    documents = answer.documents[len(lines):]
    assert len(documents) == len(asked), answer
    return documents


def said(document):
    return document["result"]["value"] if document["ok"] else document["error"]["message"]


def test_what_code_decides_is_refused(start, interpreter):
    target, truth = start_with(start, interpreter, KNOWN + EITHER, "values")
    for text, true, document in zip(KNOWN + EITHER, truth, ask(target, "values", KNOWN + EITHER)):
        refused = not document["ok"] and document["error"]["kind"] == "unsupported"
        assert said(document) == true or (refused and text in EITHER), (text, true, document)
    for text, document in zip(REFUSED, ask(target, "values", REFUSED)):
        assert not document["ok"] and document["error"]["kind"] == "unsupported", (text, document)


def test_what_is_only_shown(start, interpreter):
    target, _ = start_with(start, interpreter, [], "values")
    shown, nested, sub = ask(target, "values",
                             ["repr(jobs[0])", "[repr(j) for j in jobs]", "sub"])
    assert shown["result"]["type"] == "str" and shown["result"]["described"], shown
    assert "Job at 0x" in shown["result"]["value"] and nested["result"]["described"], shown
    assert sub["result"]["value"].endswith(" {...}>") and sub["result"]["cut"], sub


def test_who_decides_is_named(start, interpreter):
    """Of a class of Python what it derives from; of C code there is no more to look at."""
    target, _ = start_with(start, interpreter, [], "values")
    of_local, of_sub, descriptor = map(said, ask(target, "values", [
        "vars(local)", "sub.b", "type(few).__text_signature__"]))
    name = "thread._local" if interpreter.version.startswith("2.") else "_thread._local"
    assert of_local.startswith(name + " is written in C and decides"), of_local
    assert of_sub.startswith("__main__.Sub derives from %s, which is written in C" % name), of_sub
    if not interpreter.version.startswith("2."):
        assert "is a getset_descriptor: its C code" in descriptor and "try:" not in descriptor, descriptor


@pytest.mark.parametrize("function", ("space", "outer_space"))
def test_names_that_a_mapping_makes(start, interpreter, function):
    names = SPACE if function == "space" else SPACE[1:2]
    target, truth = start_with(start, interpreter, names, function)
    documents = ask(target, "<module>", names)
    if function == "outer_space":
        # Whether globals are asked for more than they hold depends on who asks.
        documents = [d for d in documents if d["ok"]]
    for text, true, document in zip(names, truth, documents):
        refused = not document["ok"] and document["error"]["kind"] == "unsupported"
        assert said(document) == true or (refused and text not in ("z", "there")), (text, document)
    document = ask(target, "<module>", ["auto_x"])[0]
    old = interpreter.version.startswith("2.") and function == "outer_space"
    assert not document["ok"], document
    assert document["error"]["kind"] == ("not-found" if old else "unsupported"), document
    assert old or "__missing__" in document["error"]["message"], document


HIDDEN = ["k", "[x for x in items]", "[x * k for x in items]", "{x * k for x in items}", "sum(x * k for x in items)", "(lambda: k)()",
          "(lambda n=k: n)()", "sum(x for x in items for y in items)", "[len([x]) for x in items]"]


def test_names_of_a_class_body_are_hidden_from_what_is_within_it(start, interpreter):
    target, truth = start_with(start, interpreter, HIDDEN, "body")
    for text, true, document in zip(HIDDEN, truth, ask(target, "Body", HIDDEN)):
        if "NameError" in true:
            assert said(document).startswith("NameError: ") and "the class body has it" in said(document), document
        else:
            assert said(document) == true, (text, true, document)

# SPDX-License-Identifier: GPL-3.0-or-later
"""
What print has besides the values of expressions: its options, the names of a frame's own code, and
what it says of its own answers.
"""
import json

import program

PRIVATE = """
    import json, sys
    class _Outer(object):
        shared = {"k": 1}
        __of_class = [1, 2]
        def __init__(self):
            self.__own, self.plain = "own", 1
        def method(self, other):
            __local = 3
            def inner():
                return [report({
                    "self.__own": self.__own, "self.__of_class": self.__of_class,
                    "_Outer.__of_class[0]": _Outer.__of_class[0], "__local": __local,
                    "[x for x in self.__own]": [x for x in self.__own],
                    "self.__dict__ == {'_Outer__own': 'own', 'plain': 1}": True,
                    "other._Other__theirs": other._Other__theirs, "self.plain": self.plain,
                }) for item in self.shared]
            inner()
    class Other(object):
        def __init__(self):
            self.__theirs = "theirs"
    class ___(object):
        def method(self):
            self.__kept = "kept"
            report({"self.__kept": self.__kept})
    def report(truth):
        sys.stdout.write(json.dumps({key: repr(value) for key, value in truth.items()}) + "\\n")
        sys.stdout.flush()
        sys.stdin.readline()
    instance = _Outer()
    instance.method(Other())
    ___().method()
    """


def ask(target, frame, expressions):
    lines = ["bt", frame] + ["print " + text for text in expressions]
    answer = program.pyinspect("--json", target.pid, stdin="\n".join(lines) + "\n")
    assert len(answer.documents) == len(lines), answer
    return [d["result"]["value"] if d["ok"] else d["error"]["message"]
            for d in answer.documents[2:]]


def test_private_names_are_what_the_frame_s_code_means(start, interpreter):
    target = start(PRIVATE, python=interpreter.path).wait_asleep()
    version = tuple(int(n) for n in interpreter.version.split(".")[:2])
    truth = json.loads(target.first)
    for count, frame in enumerate(("frame function inner", "frame function method")):
        if version >= (3, 11):
            assert ask(target, frame, truth) == list(truth.values())
            assert ask(target, frame, ["self.__nothing"]) == [
                "AttributeError: '_Outer' object has no attribute '_Outer__nothing'"]
        # Where the class is not known, the name that is meant is told.
        hint = ask(target, frame, ["other.__theirs"])[0]
        assert hint.startswith("AttributeError: 'Other' object has no attribute '_%s__theirs'" % "Outer"
                               if version >= (3, 11) else
                               "AttributeError: 'Other' object has no attribute '__theirs'"), hint
        assert hint.endswith("; it has '_Other__theirs', which the class itself writes '__theirs'")
    module = ask(target, "frame function <module>", ["instance.__own", "_Outer.__of_class"])
    assert module == [
        "AttributeError: '_Outer' object has no attribute '__own'; it has '_Outer__own', which the "
        "class itself writes '__own'",
        "AttributeError: type object '_Outer' has no attribute '__of_class'; it has "
        "'_Outer__of_class', which the class itself writes '__of_class'"], module
    # A class of underscores alone has no private names.
    target.process.stdin.write(b"\n")
    target.process.stdin.flush()
    truth = json.loads(target.line())
    target.wait_asleep()
    assert ask(target, "frame function method", truth) == list(truth.values())


def test_a_name_that_is_python_s_own(start, interpreter):
    target = start("""
        import sys
        def parts(items):
            for item in (word for word in sorted(items) if wait(word)):
                pass
        def wait(word):
            sys.stdout.write(word + "\\n")
            sys.stdout.flush()
            sys.stdin.readline()
        parts(["first", "second"])
        """, python=interpreter.path).wait_asleep()
    iterator, same, number = ask(target, "frame function <genexpr>",
                                 [".0", "locals()['.0']", "-.0"])
    assert iterator == same and iterator.startswith(("<list", "['first'")), (iterator, same)
    assert number == "-0.0"
    assert ask(target, "frame function parts", [".0"]) == ["0.0"]


def test_options_in_any_order(start):
    target = start("import sys\nnumbers = list(range(300))\nsys.stdout.write('ready\\n')\n"
                   "sys.stdout.flush()\nsys.stdin.read()\n").wait_asleep()

    def told(line):
        result = program.pyinspect("--json", target.pid, *line.split()).result
        return result["value"], result.get("proof", {}).get("kind")

    assert told("print numbers[:3]") == ("[0, 1, 2]", "consistent")
    few = ("[0, 1, ...]", "consistent")
    for line in ("-elements 2 -stop numbers", "-stop -elements 2 numbers", "-elements=2 numbers",
                 "-stop -elements=2 -depth unlimited -- numbers", "-elements 9 -elements 2 numbers"):
        assert told("print " + line) == few, line
    for line in ("-elem 2 numbers", "-element 2 -- numbers", "-ele=2 numbers", "-stop -el 2 numbers"):
        assert told("print " + line)[0] == "[0, 1, ...]", line
    # What may be an expression is one.
    for line in ("-el", "-sys.maxsize", "-numbers[2]"):
        answer = program.pyinspect("--json", target.pid, "print", line)
        assert "option" not in str(answer.document), answer
    for line in ("/x -elements 2 numbers", "-elements 2 /x numbers", "/x -stop -elements=2 numbers",
                 "-elements 2 -stop -- /x numbers"):
        assert told("print " + line)[0] == "[0x0, 0x1, ...]", line
    # -stop is an option in front of the expression only.
    answer = program.pyinspect("--json", target.pid, "print", "numbers[0] -stop")
    assert "NameError: name 'stop'" in answer.document["error"]["message"], answer
    for line, error in (("-elements=x numbers", 'not "x"'), ("-elements", "followed by a number")):
        answer = program.pyinspect("--json", target.pid, "print", *line.split())
        assert error in answer.document["error"]["message"], answer


def test_that_its_thread_has_run_matters_to_what_is_of_the_frame(start):
    target = start("""
        import sys, threading, time
        count = 0
        def work(local):
            global count
            sys.stdout.write("ready\\n")
            sys.stdout.flush()
            while True:
                count += 1
                time.sleep(0.01)
        work("x")
        """)
    words = [word for line in ("bt", "shell sleep 0.3", "print count", "print 1 + 1", "whatis work",
                               "print -stop count", "print local", "print locals()",
                               "whatis local")
             for word in ("-ex", line)]
    out = program.pyinspect("-nx", "-batch", *words, target.pid).out
    said = [line.startswith("(Thread 1 has run since") for line in out.splitlines()
            if line.startswith(("$", "type", "(Thread 1 has run"))]
    assert said == [False] * 4 + [False, True, False, True, False, True], out


def test_what_python_would_make_is_described_and_marked(start, interpreter):
    target = start("""
        import sys
        class Model(object):
            def __init__(self):
                self._name = "n"
            @property
            def name(self):
                return self._name
            def run(self):
                pass
        model = Model()
        text = "text"
        sys.stdout.write("ready\\n")
        sys.stdout.flush()
        sys.stdin.readline()
        """, python=interpreter.path).wait_asleep()
    asked = {"'a'.upper": True, "[w.upper for w in ['a']]": True, "(1, ['a'.upper])": True,
             "{1: 'a'.upper}": True, "zip(['a'.upper], [1])": True, "lambda: 1": True,
             "text.upper": False, "[text.upper]": False, "model.run": False, "model.name": False,
             "Model.__dict__['name']": False, "vars(model)": False, "model": False, "1": False}
    words = [word for text in asked for word in ("-ex", "print " + text)]
    documents = program.pyinspect("--json", "-batch", *words, target.pid).documents
    assert [d["result"]["described"] for d in documents] == list(asked.values()), documents
    assert program.pyinspect("--json", target.pid, "output 'a'.upper").result["described"] is True


def test_an_error_of_what_changes_has_its_proof(start):
    target = start("""
        import sys, threading
        d = {}
        def spin():
            while True:
                for i in range(1000):
                    d[i] = i
                d.clear()
        threading.Thread(target=spin, daemon=True).start()
        sys.stdout.write("ready\\n")
        sys.stdout.flush()
        sys.stdin.read()
        """)
    lines = ["print d[500]"] * 300
    answer = program.pyinspect("--json", target.pid, stdin="\n".join(lines) + "\n", timeout=120)
    failed = [document for document in answer.documents if not document["ok"]]
    assert failed, "none of 300 was missing"
    for document in failed:
        assert document["error"]["proof"]["kind"] in ("consistent", "stopped", "unverified"), document

# SPDX-License-Identifier: GPL-3.0-or-later
"""What who knows gdb types without thinking."""
import re

import pytest

from program import pyinspect


def batch(target, *commands):
    words = [word for command in commands for word in ("-ex", command)]
    return pyinspect("-nx", "-q", "-batch", *words, target.pid)


@pytest.mark.parametrize("line", [
    "bt full 2", "bt 2 full", "bt -full 2", "bt full 2 1", "bt 2 1 full", "where full 2"])
def test_the_first_number_of_bt_counts_frames(hung, line):
    answer = batch(hung, line)
    assert answer.status == 0 and answer.out.count("Thread ") == 1, answer
    assert re.findall(r"^#(\d+)", answer.out, re.M) == ["0", "1"], answer
    assert "stdin" in answer.out or " = " in answer.out or "No locals" in answer.out, answer


def test_bt_full_of_all_frames_and_of_the_oldest(hung):
    whole = pyinspect("--json", hung.pid, "bt").result["threads"][0]["frames"]
    none = pyinspect("--json", hung.pid, "bt full 0").result["threads"][0]["frames"]
    assert [frame["level"] for frame in none] == [frame["level"] for frame in whole]
    last = pyinspect("--json", hung.pid, "bt -1 full").result["threads"][0]["frames"]
    assert [frame["level"] for frame in last] == [len(whole) - 1] and "variables" in last[0]
    counted = pyinspect("--json", hung.pid, "bt all 1").result["threads"]
    assert [len(thread["frames"]) for thread in counted] == [1, 1, 1]


DEEP = """
    import sys
    def f(n):
        if n:
            return f(n - 1)
        print("ready", flush=True)
        sys.stdin.read()
    def g():
        f(50)
    g()
    """


def test_a_recursion_is_folded_as_in_a_traceback(start):
    target = start(DEEP).wait_asleep()
    lines = pyinspect(target.pid, "bt").out.splitlines()
    assert [re.sub(" .*", "", line) for line in lines[1:]] == [
        "#0", "#1", "#2", "#3", "", "#51", "#52"], lines
    assert lines[5] == "    [Previous line repeated 47 more times]"
    assert len(pyinspect("--json", target.pid, "bt").result["threads"][0]["frames"]) == 53
    assert pyinspect(target.pid, "bt full").out.count("n = ") == 51
    for setting, repeated in (("unlimited", 0), ("49", 1), ("1", 49)):
        out = batch(target, "set backtrace repeats " + setting, "bt").out
        assert len(re.findall("^#", out, re.M)) == 53 - repeated, out
        assert ("repeated %d more time" % repeated in out) == (repeated > 0), out


MUTUAL = """\
import sys
def a(n):
    return b(n)
def b(n):
    return c(n)
def c(n):
    if n:
        return a(n - 1)
    print("ready", flush=True)
    sys.stdin.read()
a(50)
"""


def test_functions_that_call_one_another_are_folded_too(start):
    target = start(MUTUAL).wait_asleep()
    lines = pyinspect(target.pid, "bt").out.splitlines()
    # The newest stands at another line; then there are 50 turns of b, a, c, and what is left of the first.
    assert [line if line.startswith(" ") else " ".join(line.split()[:2]) for line in lines[1:]] == [
        "#0 c", "#1 b", "#2 a", "#3 c", "#4 b", "#5 a", "#6 c", "#7 b", "#8 a", "#9 c",
        "    [Previous 3 lines repeated 47 more times]", "#151 b", "#152 a", "#153 <module>"], lines
    assert len(pyinspect("--json", target.pid, "bt").result["threads"][0]["frames"]) == 154
    out = batch(target, "set backtrace repeats unlimited", "bt").out
    assert len(re.findall("^#", out, re.M)) == 154 and "repeated" not in out


def test_thread_apply_in_short(hung):
    assert batch(hung, "t a a bt 1").out.count("#0 ") == 3
    assert batch(hung, "thread apply al -q frame").out.count("Thread") == 0
    assert batch(hung, "thread apply -q 2-3 -s frame 1").out.count("#1 ") == 2


def test_frame_level_and_function(hung):
    assert batch(hung, "thread 2", "frame level 1", "frame").out.count("#1 ") == 2
    answer = batch(hung, "frame function leaf", "print word")
    assert 'Thread 2 "worker-0"' in answer.out and "$1 = 'here'" in answer.out, answer
    answer = batch(hung, "frame function main")
    assert "Thread" not in answer.out and answer.status == 0, answer
    for line in ("frame function no_such", "frame level 99", "frame level", "frame level x"):
        assert batch(hung, line).status == 1, line


def test_frame_apply(hung):
    answer = batch(hung, "thread 3", "up", "frame apply all -s print depth", "frame")
    whole = pyinspect("--json", hung.pid, "bt 0 3").result["threads"][0]["frames"]
    functions = [frame["function"] for frame in whole]
    assert re.findall(r"^\$\d+ = (\d)", answer.out, re.M) == ["0", "0", "1", "2"], answer
    assert answer.out.count("#") == len(whole) + 3, answer  # of thread, up, and the last frame
    assert "#1 " in answer.out.splitlines()[-2], answer
    command = "frame apply level 1 2-3 -q print depth"
    shown = pyinspect("--json", "-batch", "-ex", "thread 3", "-ex", command, hung.pid).documents[1]
    assert [(one["frame"]["level"], one["result"]["value"]) for one in shown["result"]["frames"]
            ] == [(1, "0"), (2, "1"), (3, "2")], shown
    assert batch(hung, "frame apply 1 frame").out.count("#0 ") == 2
    assert batch(hung, "thread 3", "frame apply -1 frame").out.count("#%d" % (len(functions) - 1)) == 2
    for line in ("frame apply", "frame apply all", "frame apply 2", "frame apply level 99 frame",
                 "frame apply level x frame", "frame apply 0 frame", "thread 3",):
        assert batch(hung, line).status == (line != "thread 3"), line
    assert batch(hung, "frame apply all print no_such").status == 1
    answer = batch(hung, "frame apply all -c print no_such")
    assert answer.status == 0 and answer.out.count("NameError") >= 2, answer


def test_info_threads_of_some(hung):
    rows = pyinspect("--json", hung.pid, "info threads 2-3 99").result["threads"]
    assert [row["num"] for row in rows] == [2, 3]
    assert pyinspect(hung.pid, "info threads x").status == 1
    assert pyinspect(hung.pid, "info threads 99").status == 1


@pytest.mark.parametrize("line, words", [
    ("break main", "`bt`"), ("b", "`bt`"), ("tbreak x", "`record`"), ("watch x", "`print`"),
    ("next", "`bt`"), ("n", "`bt`"), ("s", "`bt`"), ("finish", "`bt`"), ("c", "all the time"),
    ("cont", "all the time"), ("run", "PROGRAM"), ("kill", "`shell"), ("x/4x 0", "bytes"),
    ("call f()", "`print`"), ("info breakpoints", "`record`"), ("thread name x", "`thread find`"),
    ("set var retries = 5", "`print`"), ("set variable x=1", "`print`"), ("dprintf x", "`printf`"),
    ("info symbol x", "`info code`"), ("info inferiors", "`ps`"),
])
def test_what_gdb_has_and_we_have_not_is_told_why(hung, line, words):
    for command in (line, "help " + line):
        answer = batch(hung, command)
        assert answer.status == 1 and words in answer.err and "Undefined" not in answer.err, answer
    assert pyinspect("--json", hung.pid, line).document["error"]["kind"] == "unsupported"


def test_a_word_that_nobody_has_is_undefined(hung):
    assert 'Undefined command: "nonsense"' in batch(hung, "nonsense").err
    # Ours come first, and an alias of the user's before what gdb has.
    assert batch(hung, "alias n = bt", "n").status == 0


def test_completion_within_apply(hung):
    def offered(text):
        return batch(hung, "thread 2", "frame function leaf", "complete " + text).out.splitlines()

    assert "thread apply all print word" in offered("thread apply all print wor")
    assert "frame apply 1 print word" in offered("frame apply 1 print wor")
    assert "frame apply all" in offered("frame apply a")


def test_attach_completes_the_pids_of_pythons(hung):
    assert pyinspect("-nx", "-batch", "-ex", "complete attach %d" % hung.pid).out.splitlines() == [
        "attach %d" % hung.pid]


def lines_of(answer):
    return [int(line[3:].split()[0]) for line in answer.out.splitlines()]


def test_list_of_places(hung):
    leaf = batch(hung, "thread 2", "frame function leaf", "info frame").out
    first = int(re.search(r"first line is (\d+)", leaf).group(1))
    path = re.search(r" at (\S+\.py):", leaf).group(1)
    name = path.rsplit("/", 1)[1]
    for place in ("%d" % first, "leaf", "%s:%d" % (name, first), "%s:leaf" % name,
                  "%s:%d" % (path, first)):
        assert lines_of(pyinspect(hung.pid, "list %s,+3" % place)) == list(
            range(first, first + 4)), place
        assert lines_of(pyinspect(hung.pid, "list %s,%d" % (place, first + 1))) == [
            first, first + 1], place
        assert lines_of(pyinspect(hung.pid, "list %s," % place))[0] == first, place
        assert first in lines_of(pyinspect(hung.pid, "list " + place)), place
    both = batch(hung, "list 1,+1", "list +")
    assert lines_of(both) == list(range(1, 13)), both
    assert lines_of(pyinspect(hung.pid, "list ,4")) == [1, 2, 3, 4]
    for wrong, word in (("leaf,x", "x"), ("9,3", "9"), ("no_such", "no_such"), ("x.py:no_such", "no_such"),
                        ("99999", "99999"), ("leaf,+", "+")):
        answer = pyinspect(hung.pid, "list " + wrong)
        assert answer.status == 1 and word in answer.err, answer


def test_info_source(hung):
    answer = pyinspect("--json", hung.pid, "info source").result
    with open(answer["file"]) as file:
        assert answer["lines"] == len(file.read().splitlines())
    assert answer["newer_than_process"] is False and answer["error"] is None
    out = pyinspect(hung.pid, "info source").out
    assert answer["file"] in out and "has not changed" in out, out


def test_printf_and_output(hung):
    def said(*lines):
        return batch(hung, "thread 2", "frame function leaf", *lines)

    answer = said('printf "%d%% %s, %r\\n", 7, word, [word]')
    assert answer.out.endswith("7% here, ['here']\n") and answer.status == 0, answer
    assert said('printf "a\\"b\\n"').out.endswith('a"b\n')
    assert said("printf 'it''s %s\\n', word".replace("''", "\\'")).out.endswith("it's here\n")
    assert "a ' is missing" in said("printf 'x").err
    answer = said("output word", "output -elements 1 -- [1, 2]", "output/x 255", "echo .\\n",
                  "print 1")
    assert answer.out.endswith("'here'[1, ...]0xff.\n$1 = 1\n"), answer
    for line in ('printf "%d"', 'printf "%d", word', "printf", "printf word", 'printf "x', 'printf "x" y',
                 "output", "output no_such"):
        assert said(line).status == 1, line
    document = pyinspect("--json", hung.pid, 'printf "%s-\\n", 1').document
    assert document["result"]["text"] == "1-\n", document
    # A % with one tuple takes it apart in Python, and here it is one value.
    assert said('printf "%s\\n", (1, 2)').out.endswith("(1, 2)\n")


NAMES = """
    import sys
    from os.path import join as joined
    TIMEOUT, _limits = 30, {"a": 1}
    class Base(object): pass
    class Handler(Base, dict): pass
    def handle(job, *rest, **named):
        def inner():
            return job, local
        local = number = 1
        print("ready")
        sys.stdout.flush()
        sys.stdin.read()
    def other(): pass
    handle(1)
    """


def test_names_of_modules(start):
    target = start(NAMES).wait_asleep()

    def of(line):
        modules = pyinspect("--json", target.pid, *line.split()).result["modules"]
        return {module["module"]: [name["name"] for name in module["names"]] for module in modules}

    assert of("info functions") == {"__main__": ["joined", "handle", "other"]}
    assert of("info functions ^h") == {"__main__": ["handle"]}
    assert of("info types") == {"__main__": ["Base", "Handler"]}
    assert of("info variables [A-Za-z]$") == {"__main__": ["TIMEOUT", "_limits"]}
    assert of("info functions no_such") == {}
    assert of("info functions -m posixpath ^join$") == {"posixpath": ["join"]}
    assert of("info functions -m *path ^join$") == {"posixpath": ["join"], "os.path": ["join"]}
    out = batch(target, "info functions handle", "info types Hand", "info variables TIME").out
    assert out == ("Module __main__:\n    def handle(job, *rest, **named)\n"
                   "Module __main__:\n    class Handler(__main__.Base, dict)\n"
                   "Module __main__:\n    TIMEOUT = 30\n"), out
    for line in ("info functions -m no_such", "info types (", "info variables -m"):
        assert batch(target, line).status == 1, line


def test_info_scope(start):
    target = start(NAMES).wait_asleep()

    def of(line):
        names = pyinspect("--json", target.pid, line).result["names"]
        return {name["name"]: name["kind"] for name in names}

    assert of("info scope") == {"job": "arg", "rest": "arg", "named": "arg", "number": "local",
                                "local": "cell", "inner": "local"}
    assert of("info scope inner") == {"job": "free", "local": "free"}
    assert of("info scope other") == {}
    assert "job is an argument" in batch(target, "info scope").out
    assert batch(target, "info scope 5").status == 1

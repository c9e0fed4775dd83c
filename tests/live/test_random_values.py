# SPDX-License-Identifier: GPL-3.0-or-later
"""
All of Unicode and a thousand random values against repr(), on every interpreter found. PYINSPECT_SEED in the
environment repeats a run: a failure says which seed it had.
"""
import json
import os
import random

import program

ALL_OF_UNICODE = """
import json, sys
if sys.version_info[0] == 2:
    chr = unichr
everything = u"".join(chr(c) for c in range(sys.maxunicode + 1))
with open(TRUTH, "w") as file:
    json.dump(repr(everything), file)
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.read()
"""
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random_values.py")
SEED = int(os.environ.get("PYINSPECT_SEED") or random.SystemRandom().randrange(1 << 32))
COUNT = 1000


def test_random_values_are_what_repr_says(interpreter):
    with program.Target([interpreter.path, SCRIPT, str(SEED), str(COUNT)]) as target:
        truth = json.loads(target.line(timeout=120))
        answer = program.pyinspect(
            *program.UNLIMITED_OPTIONS, "--json", "-ex", "locals frame 1", target.pid, timeout=120)
    assert answer.status == 0, answer
    told = dict((v["name"], v) for v in answer.documents[-1]["result"]["variables"])
    wrong = []
    for name, (text, kind) in truth.items():
        value = told[name]
        if (value["value"], value["type"]) != (text, kind) or value["truncated"]:
            wrong.append("%s\n    told:  %s %.2000s\n    truth: %s %.2000s" % (
                name, value["type"], value["value"], kind, text))
    assert not wrong, "PYINSPECT_SEED=%d: %d are wrong:\n%s" % (
        SEED, len(wrong), "\n".join(wrong[:20]))
    assert len(truth) == COUNT


def test_all_of_unicode(interpreter, start, tmp_path):
    path = tmp_path / "truth"
    target = start(ALL_OF_UNICODE.replace("TRUTH", repr(str(path))), python=interpreter.path)
    answer = program.pyinspect(
        "-batch", "-ex", "set print string 0", "--json", "-ex", "print everything", target.pid)
    told, truth = answer.documents[-1]["result"]["value"], json.loads(path.read_text())
    if told != truth:
        # Not the whole of it in a message.
        at = len(os.path.commonprefix([told, truth]))
        raise AssertionError((at, told[at:at + 20], truth[at:at + 20]))
    assert len(truth) > 0x110000

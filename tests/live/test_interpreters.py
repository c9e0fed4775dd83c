# SPDX-License-Identifier: GPL-3.0-or-later
"""
Interpreters that are not there once and for all: one on its way out, several in one process, one OS
thread that runs several of them, on every interpreter.
"""
import program

# Its last code runs when sys.modules is empty; the interpreter waits for it.
LAST_WORDS = """
import os

class Last(object):
    def __init__(self, cycle):
        self.read, self.write, self.cycle = os.read, os.write, self if cycle else None

    def __del__(self):
        line = "%d of %d\\n" % (1, 2)
        self.write(1, b"ready\\n")
        self.read(0, 1)

last = Last(CYCLE)
"""


def test_on_its_way_out(start, interpreter):
    """Code of an interpreter that is being finalised is seen as any other."""
    for cycle in ("False", "True"):
        if cycle == "True" and interpreter.version.startswith("2.7"):
            continue  # which never runs __del__ of what is in a cycle
        target = start(LAST_WORDS.replace("CYCLE", cycle), python=interpreter.path).wait_asleep()
        assert target.first == "ready"
        threads = program.pyinspect("--json", target.pid, "bt", "all").result["threads"]
        assert len(threads) == 1, threads
        frames = threads[0]["frames"]
        assert [(f["function"], f["line"]) for f in frames] == [("__del__", 11)], frames
        assert threads[0]["proof"]["how"] == "off-cpu", threads
        found = program.pyinspect("--json", target.pid, "locals").result["variables"]
        line = [v for v in found if v["name"] == "line"]
        assert [(v["type"], v["value"]) for v in line] == [("str", "'1 of 2\\n'")], found

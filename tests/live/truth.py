# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions, and what the target's own eval() says of them."""
import json
import re

import program


class Frame:
    """The target, and what it says of expressions."""

    def __init__(self, interpreter, script):
        self.target = program.Target([interpreter.path, "-W", "ignore", script])

    def truth_of(self, expressions):
        """[(expression, what eval() says of it)]"""
        self.target.process.stdin.write(json.dumps(expressions).encode() + b"\n")
        self.target.process.stdin.flush()
        truth = json.loads(self.target.line(timeout=120))
        assert len(truth) >= len(set(expressions))
        self.target.wait_asleep()
        return truth

    def ask(self, expressions, before=()):
        """What print says of each, in frame 0 of the main thread."""
        lines = program.UNLIMITED + ["frame 0"] + list(before) + ["print " + text for text in expressions]
        answer = program.pyinspect("--json", self.target.pid, stdin="\n".join(lines) + "\n",
                                   timeout=300)
        documents = answer.documents
        assert len(documents) == len(lines), answer
        return documents[len(lines) - len(expressions):]

    def assert_nothing_was_run(self):
        assert self.target.process.poll() is None and self.target.buffer == b"", "something was run"


def told(document):
    """An answer as the target would give it: ["=", repr, type], ["!", class, message]."""
    if document["ok"]:
        return ["=", document["result"]["value"], document["result"]["type"]]
    found = re.match(r"([A-Za-z]+(?:Error|Exception)|StopIteration)(?:: (.*)|$)",
                     document["error"]["message"], re.S)
    if found and document["error"]["kind"] != "unsupported":
        return ["!", found.group(1), found.group(2) or ""]
    return ["?", document["error"]["kind"], document["error"]["message"]]

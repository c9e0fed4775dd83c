# SPDX-License-Identifier: GPL-3.0-or-later
"""What doc/json.md promises to scripts."""
import json

import pytest

import program
from program import pyinspect

THREAD_KEYS = {"num", "tid", "name", "state", "gil", "proof", "frames"}
PROOF_KEYS = {"kind", "how", "retries", "stopped_us", "verified_frames", "cpu_refused"}
FRAME_KEYS = {"level", "function", "qualname", "file", "line", "kind"}


def check_thread(thread, with_frames=True):
    keys = THREAD_KEYS if with_frames else THREAD_KEYS - {"frames"}
    assert keys <= set(thread), thread
    assert thread["state"] in ("running", "idle", "unknown")
    assert isinstance(thread["gil"], bool)
    proof = thread["proof"]
    assert PROOF_KEYS <= set(proof), proof
    assert proof["kind"] in ("consistent", "stopped", "unverified", "core")
    for level, frame in enumerate(thread.get("frames", [])):
        assert FRAME_KEYS - {"qualname"} <= set(frame), frame
        assert frame["level"] == level
        assert frame["kind"] == "python"


def test_success(hung):
    document = pyinspect("--json", hung.pid, "bt", "all").document
    assert list(document)[:5] == ["version", "command", "pid", "ok", "result"]
    assert document["version"] == 1
    assert document["command"] == "bt all"
    assert document["pid"] == hung.pid
    assert document["ok"] is True
    threads = document["result"]["threads"]
    assert [t["num"] for t in threads] == [1, 2, 3]
    assert [t["name"] for t in threads] == ["MainThread", "worker-0", "worker-1"]
    for thread in threads:
        check_thread(thread)
    assert [f["function"] for f in threads[2]["frames"]][:4] == ["leaf"] + ["middle"] * 3


def test_failure(hung):
    answer = pyinspect("--json", hung.pid, "nonsense")
    assert answer.status == 1, answer
    document = answer.document
    assert list(document)[:5] == ["version", "command", "pid", "ok", "error"]
    assert document["ok"] is False and "result" not in document
    assert document["error"]["kind"] == "usage"
    assert "nonsense" in document["error"]["message"]


def test_no_process():
    document = pyinspect("--json", "-batch", "-ex", "bt").document
    assert document["pid"] is None and document["ok"] is False


def test_one_object_a_line_for_every_command(hung):
    answer = pyinspect(
        "--json", "-batch", "-ex", "bt", "-ex", "nonsense", "-ex", "info threads", hung.pid)
    assert answer.status == 1
    assert [d["ok"] for d in answer.documents] == [True, False, True]
    assert [d["command"] for d in answer.documents] == ["bt", "nonsense", "info threads"]


def test_a_file_of_commands(hung, tmp_path):
    script = tmp_path / "script"
    script.write_text("# comment\n\nbt 1\n  info threads\nnonsense\nframe\n")
    answer = pyinspect("--json", "-batch", "-x", script, "-ex", "up", hung.pid)
    assert answer.status == 1, answer
    told = [(d["command"], d["ok"]) for d in answer.documents]
    assert told == [("bt 1", True), ("info threads", True), ("nonsense", False), ("up", True)]
    missing = pyinspect("--json", "-batch", "-x", tmp_path / "none", hung.pid)
    assert missing.status == 1 and missing.document["error"]["kind"] == "os", missing
    script.write_text("bt 1\nframe\n")
    one = pyinspect("--json", "-batch", "-ex", "source %s" % script, hung.pid)
    assert [c["command"] for c in one.result["commands"]] == ["bt 1", "frame"], one


def test_info_threads(hung):
    threads = pyinspect("--json", hung.pid, "info", "threads").result["threads"]
    assert len(threads) == 3
    for thread in threads:
        check_thread(thread, with_frames="frames" in thread)


@pytest.mark.parametrize("command", [
    "frame", "up", "thread", "list", "info process", "info interpreters", "info frame", "ps",
    "doctor", "show", "help", "help bt", "set listsize 5", "thread apply all bt", "refresh",
    "apropos stack", "alias", "complete inf",
])
def test_every_command_answers_in_json(hung, command):
    answer = pyinspect("--json", hung.pid, *command.split())
    document = answer.document
    assert document["ok"] is True, answer
    assert document["command"] == command
    assert isinstance(document["result"], dict)


def test_thread_apply(hung):
    threads = pyinspect("--json", hung.pid, "thread", "apply", "all", "bt", "1").result["threads"]
    assert [t["num"] for t in threads] == [1, 2, 3]
    assert all("result" in t for t in threads)


def test_hostile_names_are_json(start):
    target = start(
        r"""
        import sys
        names = {"sys": sys}
        text = "def f():\n    print('ready', flush=True)\n    sys.stdin.read()\n"
        exec(compile(text, '/tmp/\x1b]0;owned\x07\n"\\\udcff.py', "exec"), names)
        names["f"]()
        """
    )
    answer = pyinspect("--json", target.pid, "bt")
    assert "\x1b" not in answer.out
    frame = answer.result["threads"][0]["frames"][0]
    assert frame["file"] == '/tmp/\x1b]0;owned\x07\n"\\\\udcff.py'
    text = pyinspect("--color=never", target.pid, "bt").out
    assert "\x1b" not in text and "\x07" not in text


def test_a_dead_target(start):
    target = start("import sys\nprint('ready', flush=True)\nsys.stdin.read()\n")
    answer = pyinspect(
        "--json", "-batch", "-ex", "bt", "-ex", "shell kill -9 %d; sleep 0.3" % target.pid,
        "-ex", "bt", target.pid)
    last = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")][-1]
    assert last["ok"] is False and last["error"]["kind"] in ("exited", "not-found")
    assert program.PYINSPECT

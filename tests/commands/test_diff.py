# SPDX-License-Identifier: GPL-3.0-or-later
"""diff: two recordings as one flame graph, of files whose every count is known."""
import re
import xml.dom.minidom

import pytest

import program

BEFORE = """\
main (/app/a.py:3);stays (/app/a.py:10) 50
main (/app/a.py:3);grows (/app/a.py:20);leaf (/app/b.py:1) 10
main (/app/a.py:4);shrinks (/app/a.py:30) 30
main (/app/a.py:3);goes (/app/a.py:40) 10
"""
# Twice as long, and with lines that have moved.
AFTER = """\
main (/app/a.py:5);stays (/app/a.py:12) 100
main (/app/a.py:5);grows (/app/a.py:22);leaf (/app/b.py:1) 60
main (/app/a.py:6);grows (/app/a.py:23) 20
main (/app/a.py:6);shrinks (/app/a.py:32) 10
thread 1 (MainThread);comes (/app/c.py:7) 10
"""


@pytest.fixture
def files(tmp_path):
    before, after = tmp_path / "before it.collapsed", tmp_path / "after.collapsed"
    before.write_text(BEFORE)
    after.write_text(AFTER)
    return before, after


def frames_of(path):
    """{label: (classes, title, width)}"""
    frames = {}
    document = xml.dom.minidom.parse(str(path))
    for g in document.getElementsByTagName("g"):
        if g.hasAttribute("data-f"):
            label, said = g.getElementsByTagName("title")[0].firstChild.data.split("\n")
            width = float(g.getElementsByTagName("rect")[0].getAttribute("width"))
            frames[label] = (g.getAttribute("class"), said, width)
    return frames


def test_counts_and_colors(files, tmp_path):
    out = tmp_path / "d.svg"
    result = program.pyinspect("--json", "--diff", files[0], files[1], "-o", out).result
    assert (result["before"], result["after"]) == (100, 200)
    frames = frames_of(out)
    assert set(frames) == {
        "all", "main (/app/a.py)", "stays (/app/a.py)", "grows (/app/a.py)", "leaf (/app/b.py)",
        "shrinks (/app/a.py)", "thread 1 (MainThread)", "comes (/app/c.py)"}
    for label, color, said, width in [
        ("all", "none", "200 samples (100.00 %), own 0 (0.00 %); before 100 (100.00 %), "
         "own 0 (0.00 %): +0.00 points", 1200),
        ("stays (/app/a.py)", "none", "100 samples (50.00 %), own 100 (50.00 %); "
         "before 50 (50.00 %), own 50 (50.00 %): +0.00 points", 600),
        ("grows (/app/a.py)", "more", "80 samples (40.00 %), own 20 (10.00 %); "
         "before 10 (10.00 %), own 0 (0.00 %): +30.00 points", 480),
        ("shrinks (/app/a.py)", "less", "10 samples (5.00 %), own 10 (5.00 %); "
         "before 30 (30.00 %), own 30 (30.00 %): -25.00 points", 60),
        ("comes (/app/c.py)", "more", "10 samples (5.00 %), own 10 (5.00 %); "
         "before 0 (0.00 %), own 0 (0.00 %): +5.00 points", 60),
    ]:
        assert frames[label] == (color, said, width), label
    text = out.read_text()
    assert "Gone: 10.00 % of before, in frames that are no more<" in text
    assert "too narrow" not in text
    changes = {c["function"]: round(c["points"], 6) for c in result["changes"]}
    assert list(changes)[:2] == ["grows", "shrinks"]
    assert changes == {"grows": 30, "shrinks": -25, "leaf": 20, "goes": -10, "comes": 5, "main": -5,
                       "thread 1 (MainThread)": 5}


def test_by_line(files, tmp_path):
    out = tmp_path / "d.svg"
    program.pyinspect("diff", files[0], files[1], "-o", out, "--lines")
    frames = frames_of(out)
    assert frames["grows (/app/a.py:22)"][0] == "more" and "grows (/app/a.py:23)" in frames
    assert frames["leaf (/app/b.py:1)"][1].endswith("before 0 (0.00 %), own 0 (0.00 %): "
                                                    "+30.00 points")


def test_in_words(files, tmp_path):
    answer = program.pyinspect("diff", files[0], files[1], cwd=tmp_path)
    lines = answer.out.splitlines()
    assert lines[0] == "Wrote diff.svg: 200 samples, compared with 100 before."
    assert lines[1].split() == ["Points", "Before", "After", "Function", "File"]
    assert lines[2].split() == ["+30.00", "10.00", "%", "40.00", "%", "grows", "/app/a.py"]
    assert (tmp_path / "diff.svg").exists()


def test_the_same_twice(files, tmp_path):
    result = program.pyinspect("--json", "diff", files[0], files[0], "-o", tmp_path / "d.svg").result
    assert result["changes"] == []
    assert {frame[0] for frame in frames_of(tmp_path / "d.svg").values()} == {"none"}


def test_empty_files(tmp_path):
    for text in ("", "# a comment\n\n"):
        (tmp_path / "empty").write_text(text)
        result = program.pyinspect("--json", "diff", tmp_path / "empty", tmp_path / "empty", "-o",
                                   tmp_path / "d.svg").result
        assert result["after"] == 0
        assert list(frames_of(tmp_path / "d.svg")) == ["all"]


@pytest.mark.parametrize("text", ["no count\n", "12\n", "a;b 1.5\n", "a;b -1\n", "a\0b 1\n",
                                  "<svg/>\n", "a 18446744073709551616\n"])
def test_what_is_no_recording(files, tmp_path, text):
    wrong = tmp_path / "wrong"
    wrong.write_text("a;b 1\n" + text)
    answer = program.pyinspect("--json", "diff", files[0], wrong, "-o", tmp_path / "d.svg")
    assert answer.document["error"]["message"].startswith("%s:2: this is no stack" % wrong), answer
    assert not (tmp_path / "d.svg").exists()


def test_what_is_missing(files, tmp_path):
    (tmp_path / "plain").write_text(BEFORE)
    for arguments, message in [
        ((files[0],), "diff takes two files: before and after"),
        ((files[0], files[1], "third"), "diff takes two files, not \"third\" as well"),
        ((files[0], tmp_path / "none"), "cannot read the recording: "),
        ((files[0], files[1], "-x"), "\"-x\" is no option"),
        ((files[0], files[1], "-o"), "-o takes the name of a file"),
        ((files[0], files[1], "-o", tmp_path / "x.html"), "diff writes SVG only"),
        ((files[0], files[1], "-o", tmp_path / "x.collapsed"), "diff writes SVG only"),
        ((files[0], files[1], "-f", "html"), "diff writes SVG only"),
        ((tmp_path / "plain", files[1], "-o", tmp_path / "plain"), "-o %s" % (tmp_path / "plain")),
        ((files[0], files[1], "-o", "/no-folder/x.svg"), "cannot write the recording: "),
    ]:
        answer = program.pyinspect("--json", "--diff", *arguments)
        assert answer.document["error"]["message"].startswith(message), answer
    assert (tmp_path / "plain").read_text() == BEFORE


def test_to_stdout(files):
    answer = program.pyinspect("diff", files[0], files[1], "-f", "svg", "-o", "-")
    assert answer.out.startswith("<?xml") and answer.out.endswith("</svg>\n")
    assert answer.err.startswith("Wrote -: 200 samples")


def test_what_record_writes(start, tmp_path):
    target = start("""
        import threading
        def f():
            for i in range(1000): pass
        print("ready", flush=True)
        while True: f()
        """)
    for name in ("one.collapsed", "two.collapsed"):
        program.pyinspect(target.pid, "record", "-d", "0.3", "--threads", "-o", tmp_path / name)
    program.pyinspect("diff", tmp_path / "one.collapsed", tmp_path / "two.collapsed", "-o",
                      tmp_path / "d.svg")
    labels = list(frames_of(tmp_path / "d.svg"))
    assert labels[:2] == ["all", "thread 1 (MainThread)"]
    assert any(re.match(r"f \(/.*\.py\)$", label) for label in labels)


def test_nothing_to_compare_with(files, tmp_path):
    out = tmp_path / "d.svg"
    answer = program.pyinspect("--diff", "/dev/null", files[1], "-o", out)
    assert answer.status == 0 and "/dev/null has no samples" in answer.out + answer.err, answer
    assert "no samples" not in program.pyinspect("--diff", *files, "-o", out).out

# SPDX-License-Identifier: GPL-3.0-or-later
"""What `record` says and does, and that its files can be read by others than their writer."""
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.dom.minidom

import pytest

import program

BUSY = """
import sys, threading
def wait():
    sys.stdin.read()
def inner():
    x = 0
    for i in range(1000):
        x += i
    return x
def outer():
    for i in range(1000): inner()
threading.Thread(target=wait, name="waits; for \\x1b[31m input", daemon=True).start()
print("ready", flush=True)
while True:
    outer()
"""


@pytest.fixture
def busy(start):
    return start(BUSY)


def record(target, *arguments, seconds=0.4, rate=500):
    return program.pyinspect("--json", target.pid, "record", "-d", seconds, "-r", rate, *arguments)


def stacks_of(path):
    lines = path.read_text().splitlines()
    return [(line.rsplit(" ", 1)[0].split(";"), int(line.rsplit(" ", 1)[1])) for line in lines]


def test_the_summary_adds_up(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    before = time.monotonic()
    result = record(busy, "-o", out, seconds=1, rate=200).result
    assert 0.9 < time.monotonic() - before < 10
    assert 0.99 <= result["seconds"] < 3
    assert result["samples"] == sum(count for _, count in stacks_of(out)) > 0
    assert result["rounds"] + result["missed"] <= result["seconds"] * 200 + 2
    assert result["ended"] == "duration" and result["format"] == "collapsed"
    assert result["rate"] == 200


def test_in_words(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    answer = program.pyinspect(busy.pid, "record", "-d", "0.2", "-o", out)
    assert answer.status == 0 and answer.err == ""
    assert re.match(
        r"Wrote \S+out.collapsed \(collapsed\): \d+ samples in 0\.\d+ s, [\d.]+ % unverified\.\n"
        r"[\d.]+ of 100 Hz kept, \d+ deadlines? missed; pyinspect took [\d.]+ % of a CPU\.\n$",
        answer.out), answer


def test_who_waits_is_left_out_unless_asked_for(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out)
    assert not [s for s, _ in stacks_of(out) if any(f.startswith("wait ") for f in s)]
    record(busy, "-o", out, "--idle", "--threads")
    stacks = stacks_of(out)
    waiting = [s for s, _ in stacks if any(f.startswith("wait ") for f in s)]
    # The name cannot end a frame, nor steer a terminal.
    assert waiting and waiting[0][0] == r"thread 2 (waits, for \x1b[31m input)", waiting
    assert any(s[0] == "thread 1 (MainThread)" for s, _ in stacks)


def test_one_thread(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out, "--idle", "--thread", 2)
    stacks = stacks_of(out)
    assert stacks and all(any(f.startswith("wait ") for f in s) for s, _ in stacks)


def test_who_holds_the_gil(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    result = record(busy, "-o", out, "--gil").result
    assert result["samples"] > 0.5 * result["rounds"]
    assert all(any(f.startswith("outer ") for f in s) or len(s) == 1 for s, _ in stacks_of(out))


def test_functions_are_told_apart_by_line_or_not(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    record(busy, "-o", out, seconds=1)
    assert len({s[-1] for s, _ in stacks_of(out) if s[-1].startswith("inner ")}) > 1
    record(busy, "-o", out, "--functions")
    names = {s[-1] for s, _ in stacks_of(out) if s[-1].startswith("inner ")}
    assert len(names) == 1 and names.pop().endswith(":5)")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_loses_nothing(busy, tmp_path, number):
    out = tmp_path / "out.collapsed"
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(busy.pid), "record", "-r", "500", "-o", str(out)],
        stdout=subprocess.PIPE, env=program.environment())
    time.sleep(1)
    process.send_signal(number)
    answer, _ = process.communicate(timeout=20)
    result = json.loads(answer)["result"]
    assert process.returncode == 0 and result["ended"] == "interrupt"
    assert sum(count for _, count in stacks_of(out)) == result["samples"] > 0


def test_the_end_of_the_target_loses_nothing(busy, tmp_path):
    out = tmp_path / "out.collapsed"
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(busy.pid), "record", "-r", "500", "-o", str(out)],
        stdout=subprocess.PIPE, env=program.environment())
    time.sleep(1)
    busy.stop()
    answer, _ = process.communicate(timeout=20)
    result = json.loads(answer)["result"]
    assert process.returncode == 0 and result["ended"] == "exit"
    assert sum(count for _, count in stacks_of(out)) == result["samples"] > 0


def test_a_program_from_its_start_to_its_end(tmp_path):
    out = tmp_path / "out.collapsed"
    script = tmp_path / "short.py"
    script.write_text(BUSY.replace("while True:", "for i in range(30):"))
    answer = program.pyinspect(
        "--json", "-batch", "-ex", "record -r 500 -o %s" % out, "--", sys.executable, script)
    documents = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    assert documents[-1]["ok"] and documents[-1]["result"]["ended"] == "exit", answer
    assert any(s[-1].startswith("inner ") for s, _ in stacks_of(out))


def test_it_says_what_is_wrong_before_it_begins(busy, tmp_path):
    missing = tmp_path / "no-folder" / "out.svg"
    before = time.monotonic()
    for arguments, kind, message in [
        (("-d", 30, "-o", missing), "os", "cannot write the recording: "),
        (("-d", 30, "-o", tmp_path / "out.xyz"), "usage", "what kind of file"),
        (("-d", 30, "-f", "xyz"), "usage", "there is no format \"xyz\""),
        (("-d", -1), "usage", "-d takes a time above 0"),
        (("-d",), "usage", "-d takes a time above 0"),
        (("-r", "1e9"), "usage", "-r takes a number above 0, at most 100000"),
        (("--thread", "x"), "usage", "--thread takes a number"),
        (("--idle", "--gil"), "usage", "--gil and --idle"),
        (("now",), "usage", "\"now\" is no option"),
    ]:
        answer = program.pyinspect("--json", busy.pid, "record", *arguments)
        error = answer.document["error"]
        assert answer.status == 1 and error["kind"] == kind, answer
        assert error["message"].startswith(message), answer
    assert time.monotonic() - before < 25


def test_a_full_disk_costs_nothing(busy, tmp_path):
    answer = program.pyinspect(
        "--json", busy.pid, "record", "-d", "0.3", "-f", "collapsed", "-o", "/dev/full",
        env=program.environment(TMPDIR=str(tmp_path)))
    message = answer.document["error"]["message"]
    assert answer.status == 1 and "No space left" in message, answer
    rescued = re.match(r"the recording is in (\S+): ", message).group(1)
    assert os.path.dirname(rescued) == str(tmp_path)
    with open(rescued) as lines:
        assert "<module>" in lines.read()


def test_what_was_there_stays_until_there_is_something_to_write(tmp_path):
    out = tmp_path / "out.collapsed"
    out.write_text("kept")
    program.pyinspect("4242424242", "record", "-o", out)
    assert out.read_text() == "kept"


def frames_of(path):
    document = xml.dom.minidom.parse(str(path))
    svg = document.documentElement
    frames = []
    for g in document.getElementsByTagName("g"):
        if g.hasAttribute("data-f"):
            left, total, own, row = map(int, g.getAttribute("data-f").split(","))
            title = g.getElementsByTagName("title")[0].firstChild.data
            width = float(g.getElementsByTagName("rect")[0].getAttribute("width"))
            frames.append((title.split("\n")[0], left, total, own, row, width))
    return int(svg.getAttribute("data-samples")), frames


def test_the_widths_of_the_svg_are_the_counts(busy, tmp_path):
    out = tmp_path / "out.svg"
    result = record(busy, "-o", out).result
    samples, frames = frames_of(out)
    assert samples == result["samples"] == frames[0][2]
    assert frames[0][0] == "all"
    for label, left, total, own, row, width in frames:
        assert abs(width - 1200.0 * total / samples) < 0.01, label
        inside = [f for f in frames if f[4] == row + 1 and left <= f[1] < left + total]
        assert own + sum(f[2] for f in inside) == total, label
    assert sum(f[3] for f in frames) == samples
    text = out.read_text()
    assert "http" not in text.replace("http://www.w3.org/", ""), "nothing is loaded from elsewhere"


PROBE = """
<script><![CDATA[
(function () {
const seen = {};
const frames = [...document.querySelectorAll("g[data-f]")];
const named = word => frames.filter(g => g.querySelector("title").textContent.startsWith(word));
const width = g => g.style.display === "none" ? 0 : +g.querySelector("rect").getAttribute("width");
const full = width(frames[0]);
seen.shares = frames.map(g => [+g.dataset.f.split(",")[1], width(g) / full]);
const query = document.querySelector("#query");
query.value = "^inner";
query.dispatchEvent(new Event("input"));
seen.hits = document.querySelectorAll("g.hit").length;
seen.inner = named("inner").length;
seen.found = document.querySelector("#found").textContent;
const one = named("inner")[0];
one.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
seen.status = document.querySelector("#status").textContent;
one.dispatchEvent(new MouseEvent("click", {bubbles: true}));
seen.zoomed = width(one) / full;
document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}));
seen.reset = width(one) / full;
seen.left = document.querySelectorAll("g.hit").length;
document.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp"}));
seen.focused = document.activeElement === frames[0];
document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp", bubbles: true}));
document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
seen.keyed = document.querySelector("#status").textContent;
document.querySelector("#title").textContent = "PROBE" + JSON.stringify(seen) + "PROBE";
})();
]]></script></svg>
"""


def test_the_svg_works_in_a_browser(busy, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium")
    out = tmp_path / "out.svg"
    result = record(busy, "-o", out).result
    out.write_text(out.read_text().replace("</svg>\n", PROBE))
    shown = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         "--user-data-dir=%s" % (tmp_path / "profile"), "file://%s" % out],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120).stdout.decode()
    seen = json.loads(
        re.search("PROBE(\\{.*\\})PROBE</text>", shown).group(1).replace("&lt;", "<").replace(
            "&gt;", ">").replace("&amp;", "&"))
    for total, share in seen["shares"]:
        assert share == 0 or abs(share - total / result["samples"]) < 0.001
    assert seen["hits"] == seen["inner"] > 0
    assert seen["found"].startswith("matched ")
    assert re.match(r"inner \(.*\): \d+ samples \([\d.]+ %\), own \d+", seen["status"])
    assert seen["zoomed"] == 1 and 0 <= seen["reset"] < 1 and seen["left"] == 0
    assert seen["focused"] and seen["keyed"].startswith("<module> (")


def test_html_holds_the_graph_and_the_table(busy, tmp_path):
    out = tmp_path / "out.html"
    record(busy, "-o", out)
    text = out.read_text()
    assert '<svg xmlns="http://www.w3.org/2000/svg" id="pyinspect"' in text
    assert re.search(r"<tr><td>[\d.]+</td><td>[\d.]+</td><td>\d+</td><td>\d+</td><td>inner</td>",
                     text)


def test_speedscope_has_a_profile_for_each_thread(busy, tmp_path):
    out = tmp_path / "out.speedscope.json"
    result = record(busy, "-o", out, "--idle").result
    document = json.loads(out.read_text())
    assert document["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    frames = document["shared"]["frames"]
    assert all(set(f) <= {"name", "file", "line"} and isinstance(f["name"], str) for f in frames)
    assert len(document["profiles"]) == 2
    for profile in document["profiles"]:
        assert profile["type"] == "evented" and profile["unit"] == "seconds"
        assert profile["startValue"] == 0
        now, opened = 0, []
        for event in profile["events"]:
            assert now <= event["at"] <= profile["endValue"] + 1e-6
            now = event["at"]
            if event["type"] == "O":
                opened.append(event["frame"])
            else:
                assert event["type"] == "C" and opened.pop() == event["frame"]
            assert event["frame"] < len(frames)
        assert opened == [] and profile["endValue"] <= result["seconds"] + 1


def test_gecko(busy, tmp_path):
    out = tmp_path / "out.gecko.json"
    result = record(busy, "-o", out, "--idle").result
    document = json.loads(out.read_text())
    assert len(document["threads"]) == 2
    total = 0
    for thread in document["threads"]:
        stacks = thread["stackTable"]["data"]
        frames = thread["frameTable"]["data"]
        total += len(thread["samples"]["data"])
        for number, (prefix, frame) in enumerate(stacks):
            assert (prefix is None or prefix < number) and frame < len(frames)
        assert all(stack < len(stacks) for stack, _, _ in thread["samples"]["data"])
        assert all(frame[0] < len(thread["stringTable"]) for frame in frames)
    assert total == result["samples"]


def fields_of(data):
    """[(number, value)] of a protocol buffer: ints and bytes."""
    fields, at = [], 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            fields.append((key >> 3, varint()))
        else:
            assert key & 7 == 2
            size = varint()
            fields.append((key >> 3, data[at:at + size]))
            at += size
    assert at == len(data)
    return fields


def varints(data):
    return [value for _, value in fields_of(b"".join(b"\x08" + n for n in split_varints(data)))]


def split_varints(data):
    return re.findall(rb"[\x80-\xff]*[\x00-\x7f]", data, re.DOTALL)


def test_pprof(busy, tmp_path):
    out = tmp_path / "out.pb.gz"
    result = record(busy, "-o", out).result
    fields = fields_of(gzip.decompress(out.read_bytes()))
    strings = [value.decode() for number, value in fields if number == 6]
    functions = {dict(fields_of(v))[1]: strings[dict(fields_of(v))[2]]
                 for number, v in fields if number == 5}
    locations = {dict(fields_of(v))[1]: dict(fields_of(dict(fields_of(v))[4]))
                 for number, v in fields if number == 4}
    total, seen = 0, set()
    for number, value in fields:
        if number != 2:
            continue
        sample = dict(fields_of(value))
        counts = varints(sample[2])
        names = [functions[locations[i][1]] for i in varints(sample[1])]
        assert names[-1] == "<module>" and counts[1] == counts[0] * 2000000
        seen.update(names)
        total += counts[0]
    assert strings[0] == "" and total == result["samples"]
    assert {"inner", "outer", "<module>"} <= seen

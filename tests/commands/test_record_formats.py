# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that `record` writes, read by others than their writer: browsers, published formats."""
import gzip
import json
import re
import shutil
import subprocess
import time
import xml.dom.minidom

import pytest

import program
from test_record import BUSY, busy, record, stacks_of  # noqa: F401 (a fixture among them)


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
const y = () => +frames[0].querySelector("rect").getAttribute("y");
seen.below = y();
document.dispatchEvent(new KeyboardEvent("keydown", {key: "i"}));
seen.turned = y();
document.querySelector("#turn").dispatchEvent(new MouseEvent("click", {bubbles: true}));
seen.back = y();
seen.script = document.querySelectorAll("script[src], link, image, [*|href]").length;
"""


@pytest.fixture
def browse(tmp_path):
    """browse(FILE, SCRIPT): what the script leaves in `seen`, run in the page when it is loaded."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium")

    def run(path, script, width=800):
        text = path.read_text()
        probe = """<script><![CDATA[
            (function () {
            const seen = {};
            %s
            document.querySelector("#found").textContent = "PROBE" + JSON.stringify(seen) + "PROBE";
            })();
            ]]></script></svg>""" % script
        if path.suffix == ".html":
            probe = probe.replace("<![CDATA[", "").replace("]]>", "")
        probed = path.with_name("probed-" + path.name)
        probed.write_text(text.replace("</svg>\n", probe + "\n", 1))
        shown = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
             "--window-size=%d,600" % width, "--user-data-dir=%s" % (tmp_path / "profile"),
             "file://%s" % probed],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120).stdout.decode()
        found = re.search("PROBE(\\{.*\\})PROBE</text>", shown)
        assert found, shown[-2000:]
        return json.loads(found.group(1).replace("&lt;", "<").replace("&gt;", ">")
                          .replace("&amp;", "&"))

    return run


def test_the_svg_works_in_a_browser(busy, tmp_path, browse):
    out = tmp_path / "out.svg"
    result = record(busy, "-o", out).result
    seen = browse(out, PROBE)
    for total, share in seen["shares"]:
        assert share == 0 or abs(share - total / result["samples"]) < 0.001
    assert seen["hits"] == seen["inner"] > 0
    assert seen["found"].startswith("matched ")
    assert re.match(r"inner \(.*\): \d+ samples? \([\d.]+ %\), own \d+", seen["status"])
    assert seen["zoomed"] == 1 and 0 <= seen["reset"] < 1 and seen["left"] == 0
    assert seen["focused"] and seen["keyed"].startswith("<module> (")
    # Upside down and back: the outermost frame is at the other end.
    assert seen["turned"] < seen["below"] and seen["back"] == seen["below"]
    assert seen["script"] == 0


DEEP = """
import sys, threading
sys.setrecursionlimit(5000)
threading.stack_size(256 * 1024 * 1024)
def spin():
    print("ready", flush=True)
    while True: pass
def down(n):
    if n: down(n - 1)
    else: spin()
thread = threading.Thread(target=down, args=(%d,))
thread.start()
"""


def test_a_thousand_frames_deep(start, tmp_path, browse):
    out = tmp_path / "deep.svg"
    target = start(DEEP % 1000)
    record(target, "-o", out)
    rows = max(frame[4] for frame in frames_of(out)[1])
    assert rows > 1000
    seen = browse(out, """
        const frames = [...document.querySelectorAll("g[data-f]")];
        const y = g => +g.querySelector("rect").getAttribute("y");
        seen.first = y(frames[0]);
        seen.last = y(frames[frames.length - 1]);
        frames[0].dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
        seen.said = document.querySelector("#bar").getBoundingClientRect().bottom;
        """)
    assert seen["first"] < 100 and seen["last"] > 17000
    assert 0 < seen["said"] <= 600, "what is said of a frame is in sight"


def test_deeper_than_a_drawing(start, tmp_path):
    """What is left out of it is in the middle: the function that takes the time is there."""
    out = tmp_path / "deep.svg"
    result = record(start(DEEP % 4500), "-o", out).result
    samples, frames = frames_of(out)
    assert max(frame[4] for frame in frames) == 3000
    assert [f for f in frames if f[4] == 2000][0][0].endswith(" frames left out]")
    ends = [f for f in frames if f[0].startswith(("spin (", "[unverified]"))]
    assert sum(f[3] for f in ends) == samples == result["samples"] > 0
    assert sum(f[3] for f in frames) == samples
    assert "Deep: of stacks of more than 3000 frames up to 15" in out.read_text()


WIDE = """
import sys
source = "\\n".join("def f%d(n):\\n    if n > 0: return F[n %% 200](n - 7)\\n    for i in range(40): pass"
                   % i for i in range(200))
exec(source)
F = [globals()["f%d" % i] for i in range(200)]
print("ready", flush=True)
n = 0
while True:
    n = (n * 31 + 17) % 997
    F[n % 200](n % 120)
"""


def test_thousands_of_boxes_wide(start, tmp_path, browse):
    out = tmp_path / "wide.svg"
    result = record(start(WIDE), "-o", out, seconds=3, rate=1000).result
    samples, frames = frames_of(out)
    assert samples == result["samples"] and len(frames) > 500
    assert out.stat().st_size < 600 * len(frames) + 40000
    seen = browse(out, """
        const began = performance.now();
        const narrow = [...document.querySelectorAll("g[data-f]")].reduce(
          (a, b) => +a.dataset.f.split(",")[1] <= +b.dataset.f.split(",")[1] ? a : b);
        narrow.dispatchEvent(new MouseEvent("click", {bubbles: true}));
        seen.width = +narrow.querySelector("rect").getAttribute("width");
        seen.text = narrow.querySelector("text").textContent;
        """)
    assert seen["width"] > 700 and seen["text"]


def test_nothing_was_sampled(busy, tmp_path, browse):
    out = tmp_path / "out.svg"
    record(busy, "-o", out, "--filter", "no such function")
    seen = browse(out, """
        document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}));
        seen.wrong = [...document.querySelectorAll("rect, text")].some(
          one => [...one.attributes].some(a => /NaN|Infinity/.test(a.value)));
        seen.facts = [...document.querySelectorAll("#facts text")].map(text => text.textContent);
        """)
    assert not seen["wrong"] and seen["facts"][3].startswith("Samples: 0 in "), seen
    assert seen["facts"][1].endswith("; stacks with no such function")


PACKAGE = """
def spin(depth):
    if depth: spin(depth - 1)
    while True: pass
"""


def test_how_a_drawing_opens(start, tmp_path, browse):
    """As a flame, also where it is higher than the window; a package's file has its folder."""
    package, out = tmp_path / "shop", tmp_path / "out.svg"
    package.mkdir()
    (package / "__init__.py").write_text(PACKAGE)
    target = start("import sys; sys.path.insert(0, %r); import shop\nprint('ready', flush=True)\n"
                   "shop.spin(45)" % str(tmp_path))
    program.pyinspect(target.pid, "record", "-d", "0.3", "-o", out)
    assert ">spin (shop/__init__.py:3)</text>" in out.read_text()
    seen = browse(out, """
        const boxes = [...document.querySelectorAll("#frames g")];
        seen.texts = boxes.map(g => g.querySelector("text").textContent);
        seen.rows = boxes.map(g => +g.dataset.f.split(",")[3]);
        seen.places = boxes.map(g => +g.querySelector("rect").getAttribute("y"));
        seen.thin = boxes.filter(g => +g.querySelector("rect").getAttribute("width") < 3 !==
          (getComputedStyle(g.querySelector("rect")).stroke === "none")).length;
        const query = document.querySelector("#query");
        query.value = "spin(";
        query.dispatchEvent(new Event("input"));
        seen.found = document.querySelector("#found").textContent;
        """)
    assert "spin (shop/__init__.py:3)" in seen["texts"] and seen["thin"] == 0
    assert seen["found"] == "not a regular expression"
    lowest = max(seen["places"])
    assert [lowest - 17 * row for row in seen["rows"]] == seen["places"] and max(seen["rows"]) > 45


def test_a_narrow_window(busy, tmp_path, browse):
    """Nothing lies over the edge, and of what is known of the recording nothing is cut."""
    out = tmp_path / "out.svg"
    record(busy, "-o", out)
    seen = browse(out, """
        const svg = document.querySelector("#pyinspect");
        seen.width = +svg.getAttribute("width");
        seen.window = window.innerWidth;
        seen.over = [...document.querySelectorAll("text")].filter(t => t.textContent !== "" &&
          t.closest("g[data-f]") === null && t.getBBox().x + t.getBBox().width > seen.width)
          .map(t => t.textContent);
        seen.title = document.querySelector("#title").textContent.replace(/ /g, "");
        seen.facts = [...document.querySelectorAll("#facts text")].map(t => t.textContent);
        const y = g => +g.getBoundingClientRect().top;
        seen.heads = [...document.querySelectorAll("#title, #facts text, #search")].map(y);
        seen.frames = Math.min(...[...document.querySelectorAll("#frames rect")].map(y));
        """, width=500)
    assert seen["width"] == seen["window"] and seen["over"] == []
    facts = dict(fact.split(": ", 1) for fact in seen["facts"])
    assert list(facts) == ["Process", "Counted", "Begun", "Samples", "Unverified", "Rate", "By"]
    assert facts["Process"].startswith("%d, CPython 3." % busy.pid)
    assert facts["Unverified"].endswith(" %)") and facts["Rate"].endswith(" missed")
    assert "pyinspect %s" % facts["By"].split(" ")[1] in program.pyinspect("--version").out
    with open("/proc/%d/cmdline" % busy.pid) as words:
        assert seen["title"] == words.read().replace("\0", "").replace(" ", "")
    assert seen["heads"] == sorted(seen["heads"]) and seen["heads"][-1] < seen["frames"]


def test_the_drawing_says_what_it_counts(busy, tmp_path):
    for suffix, arguments, counted in [
            (".svg", ["--idle"], "all threads, those that wait as well"),
            (".html", ["--cpu"], "CPU time"),
            (".svg", ["--gil", "--thread", "1"], "who holds the GIL; thread 1 only"),
            (".html", ["--filter", "!<inner>"],
             "threads that run or are ready to; stacks without &lt;inner&gt;")]:
        out = tmp_path / ("out" + suffix)
        record(busy, "-o", out, *arguments, seconds=0.1)
        assert (">Counted: %s</text>" if suffix == ".svg" else "<dt>Counted</dt><dd>%s</dd>") \
            % counted in out.read_text()


def test_the_table_of_the_page_sorts(busy, tmp_path, browse):
    out = tmp_path / "out.html"
    record(busy, "-o", out, "--idle")
    # The table comes after the drawing: it is looked at when all is there.
    text = out.read_text()
    out.write_text(text.replace("</body>", """<script>
        const rows = () => [...document.querySelectorAll("#functions tr")].slice(1);
        const column = i => rows().map(row => row.children[i].textContent);
        const heads = document.querySelectorAll("#functions th");
        heads[4].click();
        const names = column(4);
        const sorted = names.every((name, i) => i === 0 || names[i - 1].localeCompare(name) <= 0);
        heads[3].click();
        document.querySelector("#found").textContent =
          "PROBE" + JSON.stringify({names: names, sorted: sorted, totals: column(3).map(Number)}) + "PROBE";
        </script></body>"""))
    seen = browse(out, "return;")
    assert "inner" in seen["names"]
    assert seen["sorted"] and len(seen["names"]) > 2
    assert seen["totals"] == sorted(seen["totals"], reverse=True)


def test_html_holds_the_graph_and_the_table(busy, tmp_path):
    out = tmp_path / "out.html"
    record(busy, "-o", out)
    text = out.read_text()
    assert '<svg xmlns="http://www.w3.org/2000/svg" id="pyinspect"' in text
    assert re.search(r"<tr><td>[\d.]+</td><td>[\d.]+</td><td>\d+</td><td>\d+</td><td>inner</td>",
                     text)


# What https://www.speedscope.app/file-format-schema.json asks for: key: (type or values, needed).
SPEEDSCOPE = {
    "file": {"$schema": ({"https://www.speedscope.app/file-format-schema.json"}, True),
             "shared": (dict, True), "profiles": (list, True), "name": (str, False),
             "activeProfileIndex": (int, False), "exporter": (str, False)},
    "frame": {"name": (str, True), "file": (str, False), "line": (int, False), "col": (int, False)},
    "profile": {"type": ({"evented"}, True), "name": (str, True), "unit": ({"seconds"}, True),
                "startValue": ((int, float), True), "endValue": ((int, float), True),
                "events": (list, True)},
    "event": {"type": ({"O", "C"}, True), "at": ((int, float), True), "frame": (int, True)},
}


def check_shape(shape, value):
    for key, (kind, needed) in SPEEDSCOPE[shape].items():
        if key not in value:
            assert not needed, (shape, key)
        elif isinstance(kind, set):
            assert value[key] in kind, (shape, key)
        else:
            assert isinstance(value[key], kind) and not isinstance(value[key], bool), (shape, key)
    assert set(value) <= set(SPEEDSCOPE[shape]), (shape, value)


def test_speedscope_has_a_profile_for_each_thread(busy, tmp_path):
    out = tmp_path / "out.speedscope.json"
    result = record(busy, "-o", out, "--idle").result
    document = json.loads(out.read_text())
    check_shape("file", document)
    frames = document["shared"]["frames"]
    for frame in frames:
        check_shape("frame", frame)
    assert len(document["profiles"]) == 2
    for profile in document["profiles"]:
        check_shape("profile", profile)
        assert profile["startValue"] == 0
        now, opened, inside = 0, [], 0
        for event in profile["events"]:
            check_shape("event", event)
            assert now <= event["at"] <= profile["endValue"] + 1e-6
            inside += (event["at"] - now) * bool(opened)
            now = event["at"]
            if event["type"] == "O":
                opened.append(event["frame"])
            else:
                assert event["type"] == "C" and opened.pop() == event["frame"]
            assert 0 <= event["frame"] < len(frames)
        assert opened == [] and profile["endValue"] <= result["seconds"] + 1
        assert inside > 0


def test_names_that_json_must_escape(start, tmp_path):
    name = "quote \" backslash \\\\ \u00e9 \ud800 \x07"
    target = start("""
        import threading
        def spin():
            while True: pass
        name = %s
        code = spin.__code__.replace(co_name=name, co_filename=name)
        if hasattr(code, "co_qualname"): code = code.replace(co_qualname=name)
        spin.__code__ = code
        print("ready", flush=True)
        spin()
        """ % ascii(name))
    for suffix in (".speedscope.json", ".gecko.json"):
        record(target, "-o", tmp_path / ("out" + suffix))
        text = (tmp_path / ("out" + suffix)).read_bytes().decode("utf-8")
        document = json.loads(text)
        strings = [frame["name"] for frame in document["shared"]["frames"]] \
            if "shared" in document else document["threads"][0]["stringTable"]
        assert any("quote \" backslash" in one and "\u00e9" in one for one in strings), strings
    for suffix in (".svg", ".html"):
        record(target, "-o", tmp_path / ("out" + suffix))
        text = (tmp_path / ("out" + suffix)).read_bytes().decode("utf-8")
        assert "quote &quot; backslash" in text and "\x07" not in text


def test_code_without_names(start, tmp_path):
    target = start("""
        def spin():
            while True: pass
        code = spin.__code__.replace(co_name="", co_filename="")
        if hasattr(code, "co_qualname"): code = code.replace(co_qualname="")
        spin.__code__ = code
        print("ready", flush=True)
        spin()
        """)
    for suffix in (".svg", ".html", ".collapsed", ".speedscope.json", ".gecko.json", ".pb.gz"):
        out = tmp_path / ("out" + suffix)
        record(target, "-o", out, seconds=0.1)
        text = (gzip.decompress if suffix == ".pb.gz" else bytes)(out.read_bytes()).decode("latin-1")
        text = text.replace("&lt;", "<").replace("&gt;", ">")
        assert "<unnamed>" in text and "<no file>" in text, suffix
        assert suffix != ".collapsed" or "<unnamed> (<no file>:3) " in text


def test_gecko(busy, tmp_path):
    out = tmp_path / "out.gecko.json"
    result = record(busy, "-o", out, "--idle").result
    document = json.loads(out.read_text())
    assert len(document["threads"]) == 2
    assert set(document) >= {"meta", "libs", "threads", "processes", "pausedRanges"}
    assert set(document["meta"]) >= {
        "version", "startTime", "shutdownTime", "interval", "stackwalk", "debug", "gcpoison",
        "asyncstack", "processType", "categories", "markerSchema"}
    assert document["meta"]["interval"] == 2
    total = 0
    for thread in document["threads"]:
        assert set(thread) >= {"name", "processType", "registerTime", "unregisterTime", "tid",
                               "pid"}
        # As docs-developer/gecko-profile-format.md and the types of the profiler have them.
        for table, columns in {
                "samples": ["stack", "time", "eventDelay"],
                "markers": ["name", "startTime", "endTime", "phase", "category", "data"],
                "frameTable": ["location", "relevantForJS", "innerWindowID", "implementation",
                               "line", "column", "category", "subcategory"],
                "stackTable": ["prefix", "frame"]}.items():
            assert thread[table]["schema"] == {name: i for i, name in enumerate(columns)}
            assert all(len(row) == len(columns) for row in thread[table]["data"])
        times = [row[1] for row in thread["samples"]["data"]]
        assert times == sorted(times) and 0 <= times[0] and times[-1] < 1e3 * result["seconds"] + 500
        stacks = thread["stackTable"]["data"]
        frames = thread["frameTable"]["data"]
        total += len(thread["samples"]["data"])
        for number, (prefix, frame) in enumerate(stacks):
            assert (prefix is None or prefix < number) and frame < len(frames)
        assert all(stack < len(stacks) for stack, _, _ in thread["samples"]["data"])
        assert all(frame[0] < len(thread["stringTable"]) for frame in frames)
        assert all(frame[1] is False and (frame[4] is None or frame[4] > 0) for frame in frames)
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


def check_profile(data):
    """The rules of profile.proto; its strings, functions, locations, samples and other fields."""
    fields = {}
    for number, value in fields_of(data):
        fields.setdefault(number, []).append(value)
    assert set(fields) <= {1, 2, 4, 5, 6, 9, 10, 11, 12, 13}
    strings = [value.decode("utf-8") for value in fields[6]]
    assert strings[0] == ""
    functions, locations, samples = {}, {}, []
    for value in fields[5]:
        function = dict(fields_of(value))
        assert function[1] > 0 and function[1] not in functions and set(function) <= {1, 2, 3, 4, 5}
        functions[function[1]] = (strings[function[2]], strings[function[4]])
        assert strings[function[3]] == strings[function[2]]
    for value in fields[4]:
        location = fields_of(value)
        assert [number for number, _ in location] == [1, 4] and location[0][1] not in locations
        line = dict(fields_of(location[1][1]))
        assert location[0][1] > 0 and line[2] >= 0
        locations[location[0][1]] = functions[line[1]]
    types = [[strings[index] for _, index in fields_of(value)] for value in fields[1] + fields[11]]
    for value in fields[2]:
        sample = dict(fields_of(value))
        counts = varints(sample[2])
        assert len(counts) == len(fields[1])
        samples.append(([locations[i] for i in varints(sample[1])], counts))
    return strings, types, samples, fields


def test_pprof(busy, tmp_path):
    out = tmp_path / "out.pb.gz"
    for arguments, kind in [([], "wall"), (["--cpu", "--threads"], "cpu")]:
        before = time.time()
        result = record(busy, "-o", out, *arguments).result
        strings, types, samples, fields = check_profile(gzip.decompress(out.read_bytes()))
        assert types == [["samples", "count"], [kind, "nanoseconds"], [kind, "nanoseconds"]]
        assert fields[12] == [2000000] and before <= fields[9][0] / 1e9 <= time.time()
        assert fields[10][0] / 1e9 == pytest.approx(result["seconds"], abs=0.01)
        facts = dict(strings[index].split(": ", 1) for index in fields[13])
        assert str(out) not in facts["Command"] and facts["Process"].startswith("%d, " % busy.pid)
        seen = set()
        # A deadline that was missed is in the time of the samples, and is none of CPU time.
        each = 2000000.0
        if kind == "wall":
            each *= (result["rounds"] + result["missed"]) / result["rounds"]
        for frames, counts in samples:
            names = [name for name, _ in frames]
            assert abs(counts[1] - counts[0] * each) <= 1
            assert names[-1] == ("thread 1 (MainThread)" if "--threads" in arguments else "<module>")
            seen.update(names)
        assert sum(counts[0] for _, counts in samples) == result["samples"]
        assert {"inner", "outer", "<module>"} <= seen

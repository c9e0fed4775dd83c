# SPDX-License-Identifier: GPL-3.0-or-later
"""Which samples `record` counts, and where it writes them."""
import os
import re
import signal
import stat
import subprocess
import sys
import time

import pytest

import program

TWO = """
import sys, time
def inner():
    x = 0
    for i in range(1000):
        x += i
def left():
    for i in range(100): inner()
def right():
    for i in range(100): inner()
print("ready", flush=True)
while True:
    left()
    right()
"""


@pytest.fixture
def two(start):
    return start(TWO)


def record(target, out, *arguments, seconds=0.5, rate=500):
    return program.pyinspect(
        "--json", target.pid, "record", "-d", seconds, "-r", rate, "-o", out, *arguments).result


def stacks_of(path):
    lines = path.read_text().splitlines()
    return [(line.rsplit(" ", 1)[0].split(";"), int(line.rsplit(" ", 1)[1])) for line in lines]


def names_of(stack):
    return [frame.split(" (")[0] for frame in stack]


@pytest.mark.parametrize("pattern,kept,left_out", [
    ("left", "left", "right"), ("'left .*py'", "left", "right"), ("\"^right\"", "right", "left"),
    ("'!^left '", "right", "left"),
])
def test_filter_keeps_whole_stacks(two, tmp_path, pattern, kept, left_out):
    out = tmp_path / "out.collapsed"
    answer = program.pyinspect("--json", "-batch", "-ex",
                               "record -d 0.5 -r 500 -o %s --filter %s" % (out, pattern), two.pid)
    result = answer.result
    stacks = stacks_of(out)
    assert stacks and result["samples"] == sum(count for _, count in stacks) < result["looks"]
    for stack, _ in stacks:
        assert names_of(stack)[0] == "<module>" and left_out not in names_of(stack), stack
    assert any(kept in names_of(stack) for stack, _ in stacks)


def test_filter_that_nothing_passes(two, tmp_path):
    out = tmp_path / "out.svg"
    answer = program.pyinspect(two.pid, "record", "-d", "0.3", "--filter", "xyz", "-o", out)
    assert "stacks passed the filter" in answer.out, answer
    assert "<svg" in out.read_text()


def test_what_cannot_be(two):
    for arguments, message in [
        (("--filter", "("), "\"(\" is no regular expression: "),
        (("--filter",), "--filter takes a regular expression"),
        (("--cpu", "--idle"), "--cpu and --idle"),
        (("--wall", "--gc"), "--gc and --idle"),
        (("--thread", 1, "--subprocesses"), "--thread and --subprocesses"),
        (("-d", "5x"), "-d takes a time above 0"),
        (("-d", "0m"), "-d takes a time above 0"),
    ]:
        answer = program.pyinspect("--json", two.pid, "record", *arguments)
        error = answer.document["error"]
        assert error["kind"] == "usage" and error["message"].startswith(message), answer


def test_a_time_has_units(two, tmp_path):
    result = record(two, tmp_path / "out.svg", seconds="0.005m")
    assert 0.29 <= result["seconds"] + result["gap_ms"] / 1000 < 10


def ran_ns(pid):
    with open("/proc/%d/schedstat" % pid) as file:
        return int(file.read().split()[0])


def test_cpu_time_is_what_the_kernel_says(start, tmp_path):
    """Two share one CPU: each is always ready to run, and runs half of the time."""
    cpu = sorted(os.sched_getaffinity(0))[0]
    both = [start(TWO) for _ in range(2)]
    for one in both:
        os.sched_setaffinity(one.pid, {cpu})
    target = both[0]
    for rate in (100, 500):
        before = ran_ns(target.pid)
        began = time.monotonic()
        result = record(target, tmp_path / "out.collapsed", "--cpu", seconds=2, rate=rate)
        # It ran while pyinspect started and ended as well.
        share = (ran_ns(target.pid) - before) / 1e9 / (time.monotonic() - began)
        assert result["samples"] / rate == pytest.approx(share * result["seconds"], abs=0.25), result
        assert result["samples"] < 0.9 * (result["rounds"] + result["missed"])


def test_the_old_file_stays_until_the_new_one_is_complete(two, tmp_path):
    out = tmp_path / "real.collapsed"
    out.write_text("old")
    out.chmod(0o640)
    link = tmp_path / "link.collapsed"
    link.symlink_to(out)
    process = subprocess.Popen(
        [program.PYINSPECT, "--json", str(two.pid), "record", "-o", str(link)],
        stdout=subprocess.PIPE, env=program.environment())
    program.wait_for_rounds(process.pid)
    assert out.read_text() == "old"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert "left" in out.read_text() and link.is_symlink()
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.collapsed", "real.collapsed", "target0.py"]


def test_a_link_to_what_is_not_there_yet(two, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "one.collapsed").symlink_to("two.collapsed")
    (tmp_path / "two.collapsed").symlink_to("folder/real.collapsed")
    record(two, tmp_path / "one.collapsed", seconds=0.1)
    assert os.listdir(tmp_path / "folder") == ["real.collapsed"]
    assert (tmp_path / "one.collapsed").is_symlink() and (tmp_path / "two.collapsed").is_symlink()
    assert stacks_of(tmp_path / "one.collapsed")
    (tmp_path / "itself.svg").symlink_to("itself.svg")
    answer = program.pyinspect("--json", two.pid, "record", "-d", 9, "-o", tmp_path / "itself.svg")
    assert "Too many levels of symbolic links" in answer.document["error"]["message"], answer


def test_into_a_fifo(two, tmp_path):
    fifo = tmp_path / "fifo.collapsed"
    os.mkfifo(fifo)
    with subprocess.Popen(["cat", str(fifo)], stdout=subprocess.PIPE) as reader:
        result = record(two, fifo, seconds=0.1)
        counts = [int(line.rsplit(b" ", 1)[1]) for line in reader.stdout]
    assert sum(counts) == result["samples"] > 0
    # Who has gone does not take with him what was recorded.
    with subprocess.Popen(["head", "-c", "0", str(fifo)]) as reader:
        answer = program.pyinspect("--json", two.pid, "record", "-d", 0.1, "-o", fifo,
                                   env=program.environment(TMPDIR=str(tmp_path)))
    message = answer.document["error"]["message"]
    assert "Broken pipe" in message and len(list(tmp_path.glob("pyinspect-*.collapsed"))) == 1


def test_a_new_file_has_the_usual_mode(two, tmp_path):
    record(two, tmp_path / "new.svg", seconds=0.2)
    assert stat.S_IMODE((tmp_path / "new.svg").stat().st_mode) == 0o666 & ~umask()
    assert [name for name in os.listdir(tmp_path) if name.startswith("new")] == ["new.svg"]


def umask():
    now = os.umask(0)
    os.umask(now)
    return now


def test_into_a_pipe(two):
    process = subprocess.run(
        [program.PYINSPECT, "-q", str(two.pid), "record", "-d", "0.2", "-f", "collapsed",
         "-o", "/dev/stdout"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=program.environment(), check=True)
    assert b"<module> (" in process.stdout and b"Wrote" not in process.stdout
    assert b"Wrote /dev/stdout" in process.stderr


def in_namespace(script):
    """stdout and stderr of a shell with mounts of its own."""
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=program.environment())
    if b"unshare" in done.stderr or b"mount:" in done.stderr:
        pytest.skip("no mount namespace: %s" % done.stderr.decode())
    return done.stdout.decode(), done.stderr.decode()


def in_full_room(room, size, command):
    """With out.svg on a file system of 64 KiB, in which filler takes size."""
    room.mkdir()
    out, err = in_namespace(
        "mount -t tmpfs -o size=64k none {room} && echo old >{room}/out.svg && "
        "head -c {size} /dev/zero >{room}/filler && "
        "{command} -o {room}/out.svg; cat {room}/out.svg; ls {room}".format(
            room=room, size=size, command=command))
    left = "old\nfiller\nout.svg\n"
    assert out.endswith(left), (out, err)
    return out[:-len(left)], err


def test_a_full_disk_leaves_the_old_file_alone(two, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out, err = in_full_room(
        tmp_path / "room", 57344,
        "TMPDIR=%s %s %d record -d 1 -r 1000" % (elsewhere, program.PYINSPECT, two.pid))
    saved = os.listdir(elsewhere)
    assert len(saved) == 1 and "No space left" in err, err
    assert err.endswith(" samples) is in %s.\n" % (elsewhere / saved[0])), err
    assert (elsewhere / saved[0]).read_text().endswith("</svg>\n")
    assert out.startswith("Wrote %s (svg): " % (elsewhere / saved[0])) and " Hz kept, " in out, out


def test_a_disk_that_is_full_is_said_before_it_begins(two, tmp_path):
    out, err = in_full_room(tmp_path / "room", 61440,
                            "%s %d record -d 1000" % (program.PYINSPECT, two.pid))
    assert out == "" and err == (
        "pyinspect: cannot write the recording: %s: No space left on device.\n" %
        (tmp_path / "room" / "out.svg"))


def test_where_no_disk_has_room_it_goes_to_stdout(two):
    out, err = in_namespace(
        "exec 9<%s; for i in /var/tmp /dev/shm /tmp; do mount -t tmpfs -o ro none $i; done; "
        "TMPDIR=/tmp HOME=/tmp /proc/self/fd/9 %d record -d 1 -o /dev/full -f svg" %
        (program.PYINSPECT, two.pid))
    assert "No space left on device; there was no room in $TMPDIR, " in err, err
    assert err.endswith("; it has gone to stdout, as collapsed.\n"), err
    assert all(re.fullmatch(r".*<module> \(.*\) \d+", line) for line in out.splitlines()), out
    assert "left (" in out


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1"])
def test_stdout_goes_on_where_it_stands(two, tmp_path, name):
    log = tmp_path / "log"
    log.write_text("before\n")
    with open(log, "a") as out:
        done = subprocess.run(
            [program.PYINSPECT, "--json", str(two.pid), "record", "-d", "0.3", "-f", "collapsed",
             "-o", name], stdout=out, stderr=subprocess.PIPE, env=program.environment(), timeout=30)
    assert done.returncode == 0 and b'"samples":' in done.stderr, done
    lines = log.read_text().splitlines()
    assert lines[0] == "before" and len(lines) > 1
    assert all(line.startswith("<module> (") for line in lines[1:]), lines


def test_another_descriptor(two, tmp_path):
    log = tmp_path / "log"
    with open(log, "wb") as out:
        out.write(b"before\n")
        out.flush()
        answer = subprocess.run(
            [program.PYINSPECT, str(two.pid), "record", "-d", "0.3", "-f", "collapsed", "-o",
             "/dev/fd/%d" % out.fileno()], pass_fds=[out.fileno()], stdout=subprocess.PIPE,
            env=program.environment(), timeout=30)
    assert answer.stdout.startswith(b"Wrote /dev/fd/"), answer
    assert log.read_text().startswith("before\n<module> (")


def test_a_thread_that_is_not_there(two, tmp_path):
    before = time.monotonic()
    answer = program.pyinspect("--json", two.pid, "record", "-d", 50, "--thread", 99, "-o",
                               tmp_path / "x.svg")
    assert answer.document["error"]["message"].startswith("there is no thread 99"), answer
    assert time.monotonic() - before < 40 and not list(tmp_path.glob("x.svg*"))


@pytest.mark.parametrize("command", ["record", "top"])
def test_the_usage_is_in_lines(command):
    usage = program.pyinspect("help", command).out.split("Usage: ")[1].split("\n\n")[0]
    assert len(usage.splitlines()) == 2 and "\\n" not in usage


@pytest.mark.parametrize("arguments", [
    ["--duration=0.3", "--rate=500", "--format=raw"], ["-d0.3", "-r500", "-fcollapsed"],
    ["--duration", "300ms", "--rate", "500", "-f", "folded"], ["-d300ms", "-r", "500"],
    ["-d", "0.3", "-r500", "-g", "-F", "--format", "raw"], ["-d", "0.3", "-r500", "-i", "-s", "-t"],
])
def test_the_words_of_py_spy(two, tmp_path, arguments):
    out = tmp_path / "out.folded"
    result = program.pyinspect("--json", two.pid, "record", "--output=%s" % out, *arguments).result
    assert result["format"] == "collapsed" and result["rate"] == 500
    assert 0.29 <= result["seconds"] + result["gap_ms"] / 1000 < 10 and stacks_of(out)


def test_what_is_no_option_of_ours(two, tmp_path):
    for words, message in [
        (("-n",), "-n: the frames of C are not read"), (("--native",), "--native: the frames of C"),
        (("--rate=x",), "--rate takes a number"), (("--idle=1",), "\"--idle=1\" is no option"),
        (("-xyz",), "\"-xyz\" is no option"), (("-gx",), "\"-gx\" is no option"),
        (("-d",), "-d takes a time"), (("--format=",), "there is no format \"\""),
    ]:
        answer = program.pyinspect("--json", two.pid, "record", "-o", tmp_path / "x.svg", *words)
        assert answer.document["error"]["message"].startswith(message), answer


def test_a_stopped_process(two, tmp_path):
    os.kill(two.pid, signal.SIGSTOP)
    # Who wants a CPU stops when it is given one.
    program.wait_until(lambda: all(
        open("/proc/%d/task/%s/stat" % (two.pid, tid)).read().rsplit(")", 1)[1].split()[0] == "T"
        for tid in os.listdir("/proc/%d/task" % two.pid)), what="a stopped process")
    try:
        answer = program.pyinspect(two.pid, "record", "-d", "0.2", "-o", tmp_path / "x.svg")
    finally:
        os.kill(two.pid, signal.SIGCONT)
    assert "process %d is stopped (SIGSTOP)" % two.pid in answer.err + answer.out, answer
    said = re.search(r"The process was stopped for some (\d+\.\d) s of that\.", answer.out)
    assert said and float(said.group(1)) >= 0.2, answer
    result = record(two, tmp_path / "x.json", seconds=0.2)
    assert result["stopped_ms"] == 0 and result["format"] == "speedscope"


@pytest.mark.parametrize("command", ["record", "top"])
def test_the_usage_names_the_options_of_help(command):
    text = program.pyinspect("help", command).out
    usage, rest = text.split("Usage: ")[1].split("\n\n", 1)
    listed = [re.findall(r"(--?[A-Za-z-]+)[ ,]", line + " ")
              for line in re.findall(r"^    (-[^\s,]+(?:, -[^\s,]+)*)", rest, re.M)]
    named = re.findall(r"[\[|](--?[A-Za-z-]+)", usage)
    assert len(named) > 8 and len(named) == len(set(named))
    for names in listed:
        assert sum(name in named for name in names) >= 1, names
    assert set(named) <= {name for names in listed for name in names}

# SPDX-License-Identifier: GPL-3.0-or-later
"""`PID COMMAND`, `-batch -ex`, exit statuses, errors, and the words of single commands."""
import os
import re
import subprocess
import sys
import time

import pytest

import program
from program import pyinspect

ALL_COMMANDS = [
    "backtrace", "frame", "up", "down", "thread", "thread apply", "info threads", "info process",
    "info interpreters", "info frame", "list", "refresh", "set", "show", "help", "apropos",
    "alias", "source", "shell", "quit", "ps", "doctor", "attach", "detach",
]


def batch(hung, *commands, **options):
    arguments = ["-batch"]
    for command in commands:
        arguments += ["-ex", command]
    return pyinspect(*arguments, hung.pid, **options)


def fails(answer, *words):
    assert answer.status == 1, answer
    lines = answer.err.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("pyinspect: "), answer
    for word in words:
        assert word in lines[0], answer


# ---- the command line --------------------------------------------------------------------------


def test_pid_command(hung):
    answer = pyinspect(hung.pid, "bt")
    assert answer.status == 0 and answer.err == "", answer
    where = "%s:%d" % (hung.path, line_of(hung, "sys.stdin.read"))
    assert re.search(r"^#0 .*\bmain\b.*%s$" % re.escape(where), answer.out, re.M), answer


def line_of(hung, text):
    return 1 + [text in line for line in hung.source.splitlines()].index(True)


def test_numbers_have_a_point_in_every_locale(hung, tmp_path):
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"],
                          capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip("localedef: " + made.stderr)
    env = program.environment(LC_ALL="de_DE.UTF-8", LOCPATH=str(tmp_path))
    # The locale is one with another point: else nothing is tested.
    assert subprocess.run([sys.executable, "-c", "import locale; locale.setlocale(locale.LC_ALL, "
                           "''); print(locale.localeconv()['decimal_point'])"],
                          env=env, capture_output=True, text=True).stdout == ",\n"
    answer = batch(hung, "print 1.5 + float('2.25')", "print '%.2f' % 1.5", "print f'{1.5:.3f}'",
                   "top -b -n 1 -d 0.5", env=env)
    assert answer.status == 0 and answer.err == "", answer
    assert answer.out.startswith("$1 = 3.75\n$2 = '1.50'\n$3 = '1.500'\n"), answer
    assert " of 100 Hz kept" in answer.out and not re.search(r"\d,\d", answer.out), answer


def test_the_command_may_be_one_word_or_many(hung):
    assert pyinspect(hung.pid, "bt 1").out == pyinspect(hung.pid, "bt", "1").out != ""


def test_every_spelling_of_backtrace(hung):
    expected = pyinspect(hung.pid, "bt").out
    for name in ("backtrace", "where", "backt"):
        assert pyinspect(hung.pid, name).out == expected


def test_options(hung):
    version = pyinspect("--version")
    assert version.status == 0 and re.match(r"pyinspect \d", version.out), version
    usage = pyinspect("--help")
    assert usage.status == 0 and usage.err == "", usage
    for option in ("-ex", "-x", "-batch", "-nx", "-q", "--json", "--color", "--core"):
        assert option in usage.out, option


@pytest.mark.parametrize("word", ["not-a-pid", "--no-such-option", "-1", "0", "99999999999999"])
def test_wrong_use(word):
    answer = pyinspect(word, "bt")
    assert answer.status != 0 and answer.out == "", answer
    assert "pyinspect" in answer.err


def test_gdbs_way_to_name_the_process(hung):
    expected = pyinspect(hung.pid, "bt").out
    for words in (["-p", hung.pid], ["--pid=%d" % hung.pid], ["-pid", hung.pid], ["-p%d" % hung.pid]):
        assert pyinspect(*words, "bt").out == expected
    assert pyinspect("-h").out == pyinspect("--help").out != ""


def test_a_command_line_that_cannot_be_meant(hung):
    answer = pyinspect(hung.pid, "-batch", "-ex", "bt")
    assert answer.status == 1 and "options stand before PID" in answer.err, answer
    answer = pyinspect("--")
    assert answer.status == 1 and "PROGRAM" in answer.err and answer.out == "", answer
    answer = pyinspect("-p", hung.pid, "--", "true")
    assert answer.status == 1 and "either a PID or a program" in answer.err, answer


def test_words_that_lack_their_argument(hung):
    fails(batch(hung, "frame function"), "Usage: frame function NAME.")
    fails(batch(hung, "thread find"), "Usage: thread find REGEXP.")


def test_a_file_that_sources_itself(hung, tmp_path):
    script = tmp_path / "again"
    script.write_text("echo x\\n\nsource %s\n" % script)
    answer = batch(hung, "source %s" % script)
    fails(answer, "%s:" % script, ": Commands within commands")
    assert answer.err.count(str(script)) == 1, answer


def test_core_files_are_refused_in_a_sentence(tmp_path):
    core = tmp_path / "core"
    core.write_bytes(b"\x7fELF")
    answer = pyinspect("--core", core, "bt")
    assert answer.status == 1 and answer.err.count("\n") == 1, answer


def test_several_ex_run_in_their_order(hung):
    answer = batch(hung, "echo one\\n", "echo two\\n", "frame 0")
    assert answer.status == 0, answer
    assert answer.out.index("one") < answer.out.index("two") < answer.out.index("main")


def test_a_failed_command_makes_the_status_1_and_the_others_run(hung):
    answer = batch(hung, "no-such-command", "frame 0")
    assert answer.status == 1, answer
    assert "main" in answer.out and "no-such-command" in answer.err, answer


def test_source_file(hung, tmp_path):
    script = tmp_path / "script"
    script.write_text("# a comment\n\necho from a file\\n\nframe 0\n")
    for answer in (batch(hung, "source %s" % script), pyinspect("-batch", "-x", script, hung.pid)):
        assert answer.status == 0 and "from a file" in answer.out and "main" in answer.out, answer
    script.write_text("echo first\\n\nfoo bar\necho never\\n\n")
    answer = batch(hung, "source %s" % script)
    assert answer.status == 1 and "never" not in answer.out, answer
    assert "%s:2" % script in answer.err, answer
    assert batch(hung, "source /no/such/file").status == 1


def test_starts_a_program(tmp_path):
    path = tmp_path / "started.py"
    path.write_text(
        "import os, time\ndef started():\n    time.sleep(100)\nprint(os.getpid())\nstarted()\n")
    # Into a file: the program goes on running, and holds its output open.
    with open(tmp_path / "out", "w+") as out:
        done = subprocess.run(
            [program.PYINSPECT, "-batch", "-ex", "shell sleep 0.5", "-ex", "bt", "--",
             sys.executable, "-u", path],
            stdin=subprocess.DEVNULL, stdout=out, env=program.environment(), timeout=30)
        out.seek(0)
        told = out.read()
    assert done.returncode == 0, told
    pid = int(re.search(r"^\d+$", told, re.M).group())
    assert re.search(r"^#0 +started at ", told, re.M), told
    os.kill(pid, 9)


def test_an_init_file_of_the_current_folder_is_never_read(hung, tmp_path):
    for name in (".pyinspect", ".pyinspectinit", "init", ".gdbinit"):
        (tmp_path / name).write_text("echo INTRUDER\\n\n")
    answer = pyinspect(hung.pid, "bt", cwd=tmp_path)
    assert "INTRUDER" not in answer.out


def test_init_file(hung, tmp_path):
    folder = tmp_path / "pyinspect"
    folder.mkdir(mode=0o700)
    init = folder / "init"
    init.write_text("alias stacks = backtrace all\n")
    init.chmod(0o600)
    env = program.environment(XDG_CONFIG_HOME=str(tmp_path))
    answer = batch(hung, "stacks", env=env)
    assert answer.status == 0 and answer.out.count("#0 ") == 3, answer
    assert pyinspect("-nx", "-batch", "-ex", "stacks", hung.pid, env=env).status == 1
    init.chmod(0o666)
    answer = batch(hung, "stacks", env=env)
    assert answer.status == 1 and str(init) in answer.err, answer


def test_a_closed_pipe_ends_quietly(hung):
    shell = "'%s' %d help | head -n 1; '%s' %d bt all | true" % ((program.PYINSPECT, hung.pid) * 2)
    done = subprocess.run(
        ["sh", "-c", shell], capture_output=True, text=True, env=program.environment())
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_is_an_error(hung):
    done = subprocess.run(
        "'%s' %d bt all >/dev/full" % (program.PYINSPECT, hung.pid), shell=True,
        capture_output=True, text=True, env=program.environment())
    assert done.returncode == 1 and done.stderr.startswith("pyinspect: "), done


def test_colours(hung):
    assert "\x1b[" not in pyinspect(hung.pid, "bt").out
    assert "\x1b[" in pyinspect("--color=always", hung.pid, "bt").out
    assert "\x1b[" not in pyinspect("--color=never", hung.pid, "bt").out
    assert "\x1b[" not in pyinspect("--json", "--color=always", hung.pid, "bt").out


# ---- where -------------------------------------------------------------------------------------


def test_backtrace_all(hung):
    answer = pyinspect(hung.pid, "bt", "all")
    assert answer.out.count("#0 ") == 3
    for name in ("MainThread", "worker-0", "worker-1"):
        assert name in answer.out
    for thread, depth in ((2, 2), (3, 3)):
        one = pyinspect(hung.pid, "bt", "0", thread).out
        assert one.count("middle") == depth and one.count("#0 ") == 1, one
    assert pyinspect(hung.pid, "bt", "1", "2", "3").out.count("#0 ") == 2


def test_backtrace_counts(hung):
    assert pyinspect("--json", hung.pid, "bt", "1").result["threads"][0]["frames"][0]["level"] == 0
    outer = pyinspect("--json", hung.pid, "bt", "-1").result["threads"][0]["frames"]
    assert [f["function"] for f in outer] == ["<module>"] and outer[0]["level"] == 1


def test_frame_up_down(hung):
    answer = batch(hung, "thread 2", "frame", "up", "up", "down", "frame 1", "frame 0")
    assert answer.status == 0, answer
    selected = re.findall(r"^#(\d+) .*?\b(leaf|middle|run)\b", answer.out, re.M)
    levels = [int(level) for level, _ in selected]
    assert levels[-6:] == [0, 1, 2, 1, 1, 0], answer


def test_up_and_down_end_like_gdb(hung):
    fails(batch(hung, "frame 1", "up"), "nitial frame selected; you can't go up.")
    fails(batch(hung, "frame 0", "down"), "ottom (innermost) frame selected; you can't go down.")
    fails(batch(hung, "frame 99"), "99")


def test_threads(hung):
    answer = pyinspect(hung.pid, "info", "threads")
    assert answer.status == 0, answer
    rows = [line for line in answer.out.splitlines() if "worker-" in line or "MainThread" in line]
    assert len(rows) == 3
    answer = batch(hung, "thread 3", "info threads")
    assert re.search(r"^\* *3\b", answer.out, re.M), answer
    fails(batch(hung, "thread 99"), "99")
    assert "1" in batch(hung, "thread").out


def test_thread_apply(hung):
    answer = batch(hung, "thread apply all bt 1")
    assert answer.status == 0 and answer.out.count("#0 ") == 3, answer
    answer = batch(hung, "thread apply 2-3 frame 1")
    assert answer.out.count("#1 ") == 2, answer
    answer = batch(hung, "thread 2", "thread apply 3 bt", "thread")
    assert re.findall(r"hread (?:is )?(\d+)", answer.out)[-1] == "2", answer
    fails(batch(hung, "thread apply all no-such"), "no-such")
    fails(batch(hung, "thread apply"))


def test_thread_apply_ends_where_another_process_is_attached(hung, start):
    other = start("import sys\nprint('ready', flush=True)\nsys.stdin.read()\n").wait_asleep()
    answer = batch(hung, "thread apply all attach %d" % other.pid, "thread")
    assert answer.status == 1 and answer.out.count("Attached to") == 1, answer
    assert "nother process" in answer.err and "thread is 1 (tid %d" % other.pid in answer.out, answer


ENDING = """
    import sys, threading
    go = threading.Event()
    def ends():
        go.wait()
    thread = threading.Thread(target=ends, name="short")
    thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    go.set()
    thread.join()
    print("ended", flush=True)
    sys.stdin.read()
    """


def test_other_threads_can_be_read_when_the_selected_one_has_ended(start):
    target = start(ENDING).wait_asleep()
    with subprocess.Popen(
            [program.PYINSPECT, str(target.pid)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=program.environment()) as pyinspect_:
        pyinspect_.stdin.write("thread 2\n")
        pyinspect_.stdin.flush()
        pyinspect_.stdout.readline()
        target.process.stdin.write(b"\n")
        target.process.stdin.flush()
        assert target.line() == "ended"
        out, err = pyinspect_.communicate("bt\nbt all\nbt 0 1\n")
    assert err.count("Thread 2 has ended") == 1, err
    assert out.count('Thread 1 "MainThread"') == 2, out


def test_what_was_read_outlives_the_process(start):
    target = start(ENDING)
    answer = batch(
        target, "thread 2", "bt",
        "shell kill -9 {0}; until grep -q ^State:.Z /proc/{0}/status; do sleep 0.01; done".format(target.pid),
        "up", "down", "frame 1",
        "info frame", "bt", "info threads", "info process", "list")
    assert answer.out.count("Stack level 1") == 1, answer
    lines = answer.err.splitlines()
    assert len(lines) == 4 and all(str(target.pid) in line for line in lines), answer
    # The source is where it was.
    assert re.search(r"^-> \d+ .*wait", answer.out, re.M), answer


EVIL = r"""
    import sys, threading
    def wait():
        sys.stdin.read()
    thread = threading.Thread(target=wait, name='evil\x1b[2J\nThread 99 "fake" (tid 1) idle')
    thread.start()
    names = {"sys": sys, "thread": thread}
    text = "def f():\n    print('ready', flush=True)\n    thread.join()\n"
    exec(text.replace("f()", "g()"), names)
    code = names["g"].__code__
    names["g"].__code__ = code.replace(co_name="g\x1b[2J\nThread 98")
    names["g"]()
    """


@pytest.mark.skipif(sys.version_info < (3, 8), reason="no code.replace()")
def test_names_of_the_target_forge_no_lines(start):
    target = start(EVIL)
    answer = batch(
        target, "bt all", "info threads", "thread 2", "thread find evil", "thread apply all bt",
        "thread apply -c all frame 99", "thread 1", "frame", "info frame", "complete frame function ",
        'frame function "\x1b[2J')
    assert "\x1b" not in answer.out + answer.err, answer
    assert not re.search(r"^\s*Thread 9", answer.out + answer.err, re.M), answer
    assert 'Thread 2 "evil\\x1b[2J\\nThread 99 "fake"' in answer.out, answer


def test_refresh(hung):
    assert batch(hung, "bt", "refresh", "bt").status == 0


# ---- list --------------------------------------------------------------------------------------


def test_list(hung):
    answer = batch(hung, "thread 2", "frame 0", "list")
    here = line_of(hung, "def leaf") + 1
    shown = {int(n): text for n, text in re.findall(r"^\W*(\d+)\s?(.*)$", answer.out, re.M)}
    for line in range(here - 4, here + 4):
        assert line in shown, answer
    assert "lock.acquire()" in shown[here]
    assert "newer" not in answer.err


def test_list_of_a_line_and_with_a_size(hung):
    answer = batch(hung, "set listsize 3", "list 5")
    numbers = re.findall(r"^\W*(\d+)", answer.out, re.M)
    assert len(numbers) == 3, answer


def test_list_warns_when_the_file_is_newer(start):
    target = start(
        """
        import sys
        def f():
            print("ready", flush=True)
            sys.stdin.read()
        f()
        """
    )
    path = target.process.args[1]
    later = time.time() + 100
    os.utime(path, (later, later))
    answer = batch(target, "list")
    assert answer.status == 0 and "sys.stdin.read" in answer.out, answer
    assert "warning" in answer.err and "since the process started" in answer.err, answer
    os.unlink(path)
    fails(batch(target, "list"), str(path))


def test_list_finds_a_file_that_is_on_a_stack(hung):
    name = os.path.basename(hung.path)
    tail = os.path.join(os.path.basename(os.path.dirname(hung.path)), name)
    for word in (name, tail, hung.path):
        assert batch(hung, "list %s:5" % word).out == batch(hung, "list %s:5" % hung.path).out
    assert "def join" in batch(hung, "list threading.py:1,9999").out
    fails(batch(hung, "list service.py:5"), "service.py")
    fails(batch(hung, "list 27,25"), "27", "25")
    fails(batch(hung, "list %s:27,25" % name), "27", "25")


def test_list_of_a_name_that_two_files_have(start, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
        (tmp_path / folder / "same.py").write_text("def call(f):\n    f()\n")
    target = start(
        """
        import sys
        import one.same, two.same
        def f():
            print("ready", flush=True)
            sys.stdin.read()
        one.same.call(lambda: two.same.call(f))
        """)
    answer = batch(target, "list same.py:1")
    fails(answer, "Ambiguous", "one/same.py", "two/same.py")
    assert "def call" in batch(target, "list two/same.py:1").out


# ---- info --------------------------------------------------------------------------------------


def test_info_process(hung):
    answer = pyinspect(hung.pid, "info", "process")
    assert answer.status == 0, answer
    assert str(hung.pid) in answer.out and "hung_service.py" in answer.out
    assert sys.version.split()[0] in answer.out


def test_info_interpreters(hung):
    answer = pyinspect(hung.pid, "info", "interpreters")
    assert answer.status == 0 and "3" in answer.out, answer


def test_info_frame(hung):
    answer = batch(hung, "thread 2", "frame 0", "info frame")
    assert answer.status == 0 and "leaf" in answer.out and hung.path in answer.out, answer
    assert "code of a function" in answer.out, answer
    assert "code of a module" in batch(hung, "thread 1", "frame 1", "info frame").out


def test_info_alone_lists_what_there_is(hung):
    answer = batch(hung, "info")
    for word in ("threads", "process", "interpreters", "frame"):
        assert word in answer.out, answer


# ---- the process -------------------------------------------------------------------------------


def test_ps(hung):
    for answer in (pyinspect("-batch", "-ex", "ps"), pyinspect()):
        assert answer.status == 0, answer
        row = [line for line in answer.out.splitlines() if str(hung.pid) in line]
        assert len(row) == 1 and "hung_service.py" in row[0], answer
        assert "%d.%d" % sys.version_info[:2] in row[0], answer
        assert "[kthreadd]" not in answer.out, "a kernel thread is no Python"


def test_doctor(hung):
    answer = pyinspect(hung.pid, "doctor")
    assert answer.status == 0, answer
    for word in ("uid", "Yama", "capabilit", "namespace", "build", "layout"):
        assert word.lower() in answer.out.lower(), word


def test_doctor_of_what_is_no_python():
    with program.Target(["sleep", "100"]) as target:
        answer = pyinspect(target.pid, "doctor")
        assert "Python" in answer.out + answer.err, answer


def test_attach_and_detach(hung):
    answer = pyinspect(
        "-batch", "-ex", "attach %d" % hung.pid, "-ex", "bt 1", "-ex", "detach", "-ex", "bt")
    assert answer.status == 1 and "#0 " in answer.out, answer
    assert answer.err.count("\n") == 1, answer
    assert "CPython " + sys.version.split()[0] in answer.out, answer


def test_commands_that_need_a_process_say_so():
    for command in ("bt", "frame", "info threads", "list", "thread"):
        fails(pyinspect("-batch", "-ex", command), "attach")


# ---- pyinspect itself --------------------------------------------------------------------------


def test_help_of_every_command():
    answer = pyinspect("-batch", "-ex", "help")
    assert answer.status == 0, answer
    for name in ALL_COMMANDS:
        one = pyinspect("-batch", "-ex", "help " + name)
        assert one.status == 0 and len(one.out) > 20 and one.err == "", one
        assert name.split()[-1] in one.out, one
    fails(pyinspect("-batch", "-ex", "help nonsense"), "nonsense")


def test_apropos():
    answer = pyinspect("-batch", "-ex", "apropos stack")
    assert answer.status == 0 and "backtrace" in answer.out, answer


def test_prefixes():
    fails(pyinspect("-batch", "-ex", "nonsense"), 'Undefined command: "nonsense".  Try "help".')
    fails(pyinspect("-batch", "-ex", "re"), 'Ambiguous command "re": ')


def test_single_letters_that_gdb_has_for_other_things():
    fails(pyinspect("-batch", "-ex", "c"), "never stopped")
    # p is print, which needs a process, and not short for ps, which does not.
    fails(pyinspect("-batch", "-ex", "p"), "No process.")


def test_help_of_a_setting():
    for words in ("set listsize", "show lists", "listsize"):
        answer = pyinspect("-batch", "-ex", "help " + words)
        assert answer.status == 0 and "source lines" in answer.out and "10" in answer.out, answer
    for words in ("set print", "show print"):
        answer = pyinspect("-batch", "-ex", "help " + words)
        lines = answer.out.splitlines()
        assert answer.status == 0 and len(lines) == 5, answer
        assert all(line.startswith("print ") for line in lines[1:]), answer
    answer = pyinspect("-batch", "-ex", "help print elements")
    assert answer.status == 0 and answer.out.startswith("set print elements -- "), answer
    fails(pyinspect("-batch", "-ex", "help set nonsense"), "nonsense")


def test_alias(hung):
    answer = batch(hung, "alias everything = backtrace all", "everything")
    assert answer.status == 0 and answer.out.count("#0 ") == 3, answer
    assert "everything" in batch(hung, "alias everything = backtrace all", "alias").out


def test_set_and_show():
    answer = pyinspect("-batch", "-ex", "set listsize 7", "-ex", "show listsize")
    assert answer.status == 0 and "7" in answer.out, answer
    everything = pyinspect("-batch", "-ex", "show")
    for name in ("pagination", "height", "width", "listsize", "backtrace limit"):
        assert name in everything.out, name
    fails(pyinspect("-batch", "-ex", "set listsize many"), "many")
    fails(pyinspect("-batch", "-ex", "set no-such-thing 1"), "no-such-thing")
    answer = pyinspect("-batch", "-ex", "set pagination off", "-ex", "show pagination")
    assert "off" in answer.out, answer


def test_shell():
    answer = pyinspect("-batch", "-ex", "shell echo from-the-shell", "-ex", "!echo again")
    assert answer.status == 0, answer
    assert "from-the-shell" in answer.out and "again" in answer.out
    # In the order in which the commands stand, though two programs write to one pipe.
    answer = pyinspect(
        "-batch", "-ex", "echo one\\n", "-ex", "shell echo two", "-ex", "echo three\\n")
    assert answer.out.split() == ["one", "two", "three"], answer


def test_quit_ends(hung):
    answer = batch(hung, "quit", "bt")
    assert answer.status == 0 and answer.out == "", answer


def test_complete():
    answer = pyinspect("-batch", "-ex", "complete info t")
    assert answer.out.splitlines() == ["info tasks", "info threads", "info types"], answer
    assert "backtrace" in pyinspect("-batch", "-ex", "complete back").out


def test_a_disk_that_is_full(start):
    target = start("import time\nprint('ready', flush=True)\ntime.sleep(1000)\n").wait_asleep()
    for command in (["top", "-b"], ["bt"], ["info", "threads"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([program.PYINSPECT, "-nx", str(target.pid), *command], stdout=full,
                                  stderr=subprocess.PIPE, env=program.environment(), timeout=60)
        assert done.returncode == 1 and b"No space left on device" in done.stderr, (command, done)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What HACKING.md asks of the source, checked: rooms, headers, words, licences, style."""
import os
import re
import shlex
import shutil
import subprocess
import warnings

import pytest

import program

ROOT = os.environ.get("SRCDIR", program.ROOT)
ROOMS = ["base", "target", "python", "repr", "expr", "sample", "session", "commands", "view", "ui"]
PRINTING = r"\b(?:(?:printf|vprintf|puts|putchar|perror)\s*\(|(?:stdout|stderr)\b)"
SKIPPED = {".git", "build-aux", "autom4te.cache", "build", ".deps", "__pycache__", ".pytest_cache"}


def files(*endings, under="src"):
    found = []
    for folder, folders, names in os.walk(os.path.join(ROOT, under)):
        folders[:] = sorted(set(folders) - SKIPPED)
        found += [os.path.join(folder, n) for n in sorted(names) if n.endswith(endings)]
    return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def short(path):
    return os.path.relpath(path, ROOT)


def code(path):
    """The text without comments and string literals, its lines kept."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(
        pattern, lambda m: re.sub(r"[^\n]", " ", m.group()), read(path), flags=re.DOTALL
    )


def room(path):
    parts = short(path).split(os.sep)
    return parts[1] if len(parts) > 2 else "main"


def outside(words, allowed, pattern=r"\b(%s)\b"):
    """Where one of the words stands in the code of a room that may not have it."""
    matcher = re.compile(pattern % words)
    for path in files(".c", ".h"):
        if room(path) in allowed:
            continue
        for number, line in enumerate(code(path).splitlines(), 1):
            if matcher.search(line):
                yield "%s:%d: %s" % (short(path), number, line.strip())


def test_a_file_includes_only_from_its_room_or_one_to_the_left():
    order = ROOMS + ["main"]
    wrong = []
    for path in files(".c", ".h"):
        for number, line in enumerate(read(path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            name = match.group(1)
            if name.startswith("../../offsets/") and room(path) == "python":
                continue
            parts = name.split("/")
            if len(parts) != 2 or parts[0] not in ROOMS:
                wrong.append('%s:%d: "%s" is not "room/file.h"' % (short(path), number, name))
            elif order.index(parts[0]) > order.index(room(path)):
                wrong.append("%s:%d: %s is to the right" % (short(path), number, name))
    assert not wrong, "\n".join(wrong)


def test_only_target_touches_processes():
    words = r"ptrace|process_vm_readv|process_vm_writev|dwfl_\w+"
    assert not list(outside(words, {"target"}))


def test_nothing_writes_to_a_target():
    assert not list(outside("process_vm_writev|PTRACE_POKE\\w+|PTRACE_SETREGS\\w*", set()))


def test_only_view_and_ui_know_the_terminal():
    wrong = []
    for path in files(".c", ".h"):
        if room(path) not in {"view", "ui"} and re.search(r"#\s*include\s*<(n?curses|readline/)", read(path)):
            wrong.append(short(path))
    assert not wrong


def test_inner_rooms_do_not_print():
    allowed = {"base", "session", "commands", "view", "ui", "main"}
    assert not list(outside(PRINTING, allowed, "%s"))


def test_commands_speak_through_the_emitter():
    assert not list(outside(PRINTING, set(ROOMS) - {"session", "commands"} | {"main"}, "%s"))


def test_versions_are_compared_in_the_layout_alone():
    compared = re.compile(r"\bhexversion\b[^;]*[<>]=?\s*(0x|PY_|\w*VERSION)|0x03[0-9a-f]{6}\b")
    wrong = []
    for path in files(".c", ".h"):
        if re.match(r"layout", os.path.basename(path)) and room(path) == "python":
            continue
        for number, line in enumerate(code(path).splitlines(), 1):
            if compared.search(line):
                wrong.append("%s:%d: %s" % (short(path), number, line.strip()))
    assert not wrong, "\n".join(wrong)


def test_banned_functions():
    """What cannot bound what it writes, hides an error, or ends the program from inside."""
    words = r"sprintf|vsprintf|strcpy|strcat|strncpy|gets|atoi|atol|strtok|alloca|tmpnam|mktemp"
    assert not list(outside(words, set(), r"(?<![\w.>])(%s)\s*\("))
    raw = r"malloc|calloc|realloc|strdup|strndup|asprintf"
    assert not list(outside(raw, {"base"}, r"(?<![\w.>])(%s)\s*\("))


def test_no_typedef_of_a_struct():
    matcher = re.compile(r"^\s*typedef\s+(struct|union|enum)\b", re.M)
    assert not [short(p) for p in files(".c", ".h") if matcher.search(code(p))]


def test_every_file_names_its_licence():
    endings = (".c", ".h", ".def", ".inc", ".py", ".sh", ".ac", ".am")
    line = "SPDX-License-Identifier: GPL-3.0-or-later"
    missing = [
        short(path)
        for path in files(*endings, under=".")
        if line not in "".join(read(path).splitlines(True)[:4])
        and not short(path).startswith(("aclocal", "pyinspect-"))
    ]
    assert not missing, missing


def test_lines_and_files_are_not_too_long():
    for path in files(".c", ".h"):
        lines = read(path).splitlines()
        if len(lines) > 600:
            warnings.warn("%s has %d lines: it asks to be two" % (short(path), len(lines)))
        for number, line in enumerate(lines, 1):
            assert len(line) <= 100, "%s:%d has %d columns" % (short(path), number, len(line))
            assert line == line.rstrip() and "\t" not in line, "%s:%d" % (short(path), number)


def test_guards_are_named_after_the_file():
    for path in files(".h"):
        name = re.sub(r"\W", "_", short(path)[len("src/"):]).upper()
        assert "#ifndef %s\n#define %s\n" % (name, name) in read(path), short(path)


def test_every_header_compiles_alone():
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if not shutil.which(compiler[0]):
        pytest.skip("no C compiler")
    flags = ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    headers = [short(p)[len("src/"):] for p in files(".h")]
    assert len(headers) > 10
    # Twice, so that the guard is tried as well.
    wrong = []
    for header in headers:
        text = '#include "%s"\n#include "%s"\n' % (header, header)
        done = subprocess.run(
            compiler + flags + ["-I", os.path.join(ROOT, "src"), "-xc", "-"],
            input=text, capture_output=True, text=True,
        )
        if done.returncode != 0:
            wrong.append("%s:\n%s" % (header, done.stderr))
    assert not wrong, "\n".join(wrong)


def test_clang_format():
    """With the version that the style was written for: others differ in details."""
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not tool:
        pytest.skip("no clang-format")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
    if not re.search(r"version 14\.", version):
        pytest.skip("clang-format is not 14: %s" % version.strip())
    sources = [p for under in ("src", "offsets", "tests") for p in files(".c", ".h", under=under)]
    style = "--style=file:" + os.path.join(ROOT, ".clang-format")
    done = subprocess.run(
        [tool, style, "--dry-run", "-Werror"] + sources, capture_output=True, text=True)
    names = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.M)))
    assert done.returncode == 0, "clang-format -i %s" % " ".join(short(n) for n in names)


def test_the_manual_is_up_to_date():
    """doc/pyinspect.1 is generated: `make update-man` after a change of a command's help."""
    if not os.access(program.PYINSPECT, os.X_OK):
        pytest.skip("the program is not built")
    done = subprocess.run(
        [os.path.join(ROOT, "doc", "write-man"), program.PYINSPECT,
         os.path.join(ROOT, "doc", "pyinspect.1.in")],
        capture_output=True, text=True, check=True,
    )
    assert done.stdout == read(os.path.join(ROOT, "doc", "pyinspect.1")), "run `make update-man`"


def test_the_manual_is_good_roff():
    if not shutil.which("man") or not shutil.which("groff"):
        pytest.skip("needs man and groff")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", os.path.join(ROOT, "doc", "pyinspect.1")],
        capture_output=True, text=True,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr


def test_every_source_is_in_the_makefile():
    makefile = read(os.path.join(ROOT, "Makefile.am"))
    listed = set(re.findall(r"[\w./-]+", makefile))
    sources = files(".c", ".h", ".inc") + files(".c", ".inc", under="offsets")
    sources += files(".c", ".h", under="tests/unit") + files(".py", under="tests")
    missing = [short(path) for path in sources if short(path) not in listed]
    assert not missing, missing

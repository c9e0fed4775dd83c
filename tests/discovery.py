# SPDX-License-Identifier: GPL-3.0-or-later
"""
The interpreters that the live tests run over: every CPython 2.7 or 3.6+ that is found on PATH,
in /usr/bin, under pyenv, in PYINSPECT_PYTHONS (paths, separated by ':') and in the folder that
tests/interpreters/fetch-debian fills. Each is identified by running it, and is taken once.

    python3 discovery.py        prints what would be tested, and what not and why
"""
import collections
import functools
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.environ.get("PYINSPECT_INTERPRETERS", "/var/tmp/pyinspect-interpreters")

Interpreter = collections.namedtuple("Interpreter", "path version hexversion debug free_threaded")
Interpreter.__str__ = lambda self: self.id
Interpreter.id = property(
    lambda self: self.version
    + ("d" if self.debug else "")
    + ("t" if self.free_threaded else "")
    + "-"
    + origin(self.path)
)

IDENTIFY = """
import sys
try:
    import sysconfig
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
except Exception:
    free = False
name = getattr(sys, "implementation", None)
print("|".join([name.name if name else "cpython", "%d.%d.%d" % sys.version_info[:3],
    str(sys.hexversion), str(hasattr(sys, "gettotalrefcount")), str(free), sys.executable,
    sys.version.replace("\\n", " ")]))
"""


def origin(path):
    if path.startswith(FOLDER):
        return "sid"
    if "/versions/" in path:
        return "pyenv"
    if path.startswith("/usr/bin"):
        return "system"
    return re.sub(r"\W+", "_", os.path.dirname(os.path.dirname(path))).strip("_")


def fetch():
    """Fills the folder of Debian's interpreters; returns why it could not, or None."""
    if os.environ.get("PYINSPECT_FETCH", "yes") == "no":
        return None if os.path.isdir(FOLDER) else "PYINSPECT_FETCH=no"
    script = os.path.join(HERE, "interpreters", "fetch-debian")
    try:
        done = subprocess.run(
            [script, FOLDER], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["exit status %d" % done.returncode]
        return lines[-1]
    return None


def candidates():
    folders = os.environ.get("PATH", "").split(":") + ["/usr/bin", "/usr/local/bin"]
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    folders += sorted(glob.glob(os.path.join(pyenv, "versions", "*", "bin")))
    folders.append(os.path.join(FOLDER, "direct", "bin"))
    paths = [p for p in os.environ.get("PYINSPECT_PYTHONS", "").split(":") if p]
    for folder in folders:
        if os.path.basename(folder) == "shims":
            continue  # pyenv's: scripts that start what is found below its folder anyway
        for path in sorted(glob.glob(os.path.join(folder, "python*"))):
            if re.fullmatch(r"python([23](\.\d+)?[dt]*m?)?", os.path.basename(path)):
                paths.append(path)
    return paths


@functools.lru_cache(None)
def find():
    """([Interpreter], [(path, why it is left out)])"""
    found, left_out, seen = {}, [], set()
    reason = fetch()
    if reason:
        left_out.append(("Debian sid's interpreters", reason))
    for path in candidates():
        try:
            status = os.stat(path)
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        try:
            told = subprocess.run(
                [path, "-c", IDENTIFY], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=30,
            )
            fields = told.stdout.strip().split("|")
            name, version, hexversion, debug, free, executable, build = fields
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            left_out.append((path, "does not run: %s" % error))
            continue
        hexversion = int(hexversion)
        if name != "cpython":
            left_out.append((path, "is %s, not CPython" % name))
        elif not (hexversion >> 16 == 0x0207 or hexversion >= 0x03060000):
            left_out.append((path, "is %s" % version))
        else:
            executable = os.path.realpath(executable)
            key = (executable, build)
            found.setdefault(
                key,
                Interpreter(executable, version, hexversion, debug == "True", free == "True"),
            )
    order = sorted(found.values(), key=lambda i: (i.hexversion, i.path))
    return order, left_out


def newest(major_minor=None):
    """The newest plain one, of that version ("3.11") if given; None where there is none."""
    for interpreter in reversed(find()[0]):
        plain = not interpreter.debug and not interpreter.free_threaded
        if plain and (not major_minor or interpreter.version.startswith(major_minor + ".")):
            return interpreter
    return None


# What differs between these is where frames and attributes are kept.
KINDS = ("2.7", "3.6", "3.10", "3.12", "3.15")


def some():
    """A plain one of each kind that is there: for what does not differ otherwise from version to version."""
    return [one for one in map(newest, KINDS) if one is not None]


if __name__ == "__main__":
    for one in find()[0]:
        print("%-24s %s" % (one.id, one.path))
    for path, why in find()[1]:
        print("left out: %s: %s" % (path, why))
    sys.exit(0)

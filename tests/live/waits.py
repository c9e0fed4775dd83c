# SPDX-License-Identifier: GPL-3.0-or-later
"""
A thread in each kind of wait, for tests/live/test_waiting.py; 2.7 and 3.6 or newer. Prints what is to
be said of each: the call as it is written below, the system calls that it may be in, the function of
the library, descriptors, and parts of what they lead to.
"""
import json
import os
import pty
import select
import socket
import subprocess
import sys
import threading
import time

try:
    import queue
except ImportError:
    import Queue as queue

PYTHON3 = sys.version_info[0] >= 3
QUALNAMES = sys.version_info >= (3, 11)
POLLS = ["poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2"]
SLEEPS = ["clock_nanosleep", "nanosleep", "select", "pselect6"]

waits = {}


def wait(call, syscalls, library=None, fds=(), leads_to=(), limit=None, needs=True,
         lock=None, whose=None):
    """What is to be said of the thread that runs the function; lock: the kind of what it waits for, and
    the thread whose it is, where that can be told."""
    def enter(function):
        if needs:
            waits[function.__name__] = (function, {
                "call": call, "syscalls": syscalls, "library": library, "fds": list(fds),
                "leads_to": list(leads_to), "limit": limit,
                "for": [lock, whose] if lock else None})
        return function
    return enter


def library(module, name, qualname):
    """As its name is written: with that of its class where the version has it."""
    return "%s.%s" % (module, qualname if QUALNAMES else name)


def end(sock, which):
    host, port = (sock.getsockname if which == "local" else sock.getpeername)()[:2]
    return "%s:%d" % ("[%s]" % host if ":" in host else host, port)


def listen(family, address, backlog=1):
    server = socket.socket(family)
    server.bind(address)
    server.listen(backlog)
    return server


def fill(server):
    callers = [socket.socket(server.family) for _ in range(3)]
    for caller in callers:
        caller.setblocking(False)
        caller.connect_ex(server.getsockname())
    return callers


def connect(family, address):
    server = listen(family, address)
    client = socket.socket(family)
    client.connect(server.getsockname())
    accepted, _ = server.accept()
    return client, accepted, server


def peers(sock):
    return ["%s -> %s" % (end(sock, "local"), end(sock, "peer"))]


client, accepted, server = connect(socket.AF_INET, ("127.0.0.1", 0))
idle_server = listen(socket.AF_INET, ("127.0.0.1", 0))
has_ipv6 = os.path.exists("/proc/net/tcp6")
if has_ipv6:
    try:
        client6, accepted6, server6 = connect(socket.AF_INET6, ("::1", 0))
    except socket.error:
        has_ipv6 = False
if not has_ipv6:
    client6 = client
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
pair, other_end = socket.socketpair()
# Nobody accepts, and those that wait for it are as many as may.
full = listen(socket.AF_INET, ("127.0.0.1", 0), 0)
local_name = "\0pyinspect-waits-%d" % os.getpid()
local_full = listen(socket.AF_UNIX, local_name, 0)
waiting_line = fill(full) + fill(local_full)
caller, local_caller = socket.socket(), socket.socket(socket.AF_UNIX)
readable, writable = os.pipe()
iterated = os.fdopen(os.dup(readable))
terminal, terminal_end = pty.openpty()
terminal_input = os.fdopen(terminal_end)
held = threading.Lock()
held.acquire()


class Pool(object):
    def __init__(self):
        self.lock = held
        self.jobs = queue.Queue()


pool = Pool()


@wait("time.sleep(1000)", SLEEPS, limit=1000)
def sleeps():
    time.sleep(1000)


@wait("time.sleep(900.5)", SLEEPS, limit=900.5)
def sleeps_by_a_variable():
    seconds = 900.5
    time.sleep(seconds)


@wait("held.acquire()", ["futex"], lock="Lock")
def acquires():
    held.acquire()


@wait("held.acquire(True, timeout=800)", ["futex"], limit=800, needs=PYTHON3,
      lock="Lock")
def acquires_for_a_time():
    held.acquire(True, timeout=800)


@wait("pool.lock.acquire()", ["futex"], lock="Lock")
def acquires_an_attribute():
    pool.lock.acquire()


@wait("with held", ["futex"], lock="Lock")
def enters():
    with held:
        pass


@wait("taken.recvfrom(512)", ["recvfrom"], fds=[udp.fileno()])
def has_several_statements_on_a_line():
    taken = udp; taken.recvfrom(512); taken.close()  # noqa: E702


@wait("caller.connect(full.getsockname())" if PYTHON3 else None, ["connect"],
      library=None if PYTHON3 else "socket.meth", fds=[caller.fileno()],
      leads_to=["-> " + end(full, "local")])
def connects():
    caller.connect(full.getsockname())


@wait("local_caller.connect(local_name)" if PYTHON3 else None, ["connect"],
      library=None if PYTHON3 else "socket.meth", fds=[local_caller.fileno()],
      leads_to=["unix to @" + local_name[1:]])
def connects_to_a_local_socket():
    local_caller.connect(local_name)


# 2.7 has a method of Python around this one, in a thread that it calls directly.
@wait("client.recv(1024)", ["recvfrom"], fds=[client.fileno()], leads_to=peers(client))
def receives():
    client.recv(1024)


@wait("client6.recv(10)", ["recvfrom"], fds=[client6.fileno()], leads_to=peers(client6),
      needs=has_ipv6)
def receives_from_ipv6():
    client6.recv(10)


@wait("self._sock.recv_into(b)", ["recvfrom"],
      library=library("socket", "readinto", "SocketIO.readinto"), fds=[accepted.fileno()],
      leads_to=peers(accepted), needs=PYTHON3)
def reads_a_line_of_a_socket():
    accepted.makefile("rb").readline()


@wait("udp.recvfrom(512)", ["recvfrom"], fds=[udp.fileno()],
      leads_to=["udp " + end(udp, "local")])
def receives_from_anybody():
    udp.recvfrom(512)


@wait("pair.recv(10)", ["recvfrom"], fds=[pair.fileno()], leads_to=["unix"])
def receives_from_a_pair():
    pair.recv(10)


@wait("self._accept()" if PYTHON3 else "self._sock.accept()", ["accept", "accept4"],
      library=library("socket", "accept", "socket.accept"), fds=[idle_server.fileno()],
      leads_to=["tcp listening on " + end(idle_server, "local")])
def accepts():
    idle_server.accept()


@wait("select.select([readable, client], [], [])", ["select", "pselect6"],
      fds=sorted([readable, client.fileno()]), leads_to=["2 descriptors", "pipe:["] + peers(client))
def selects():
    select.select([readable, client], [], [])


poller = select.poll()
poller.register(readable, select.POLLIN)


@wait("poller.poll(700000)", ["poll", "ppoll"], fds=[readable], leads_to=["pipe:["], limit=700)
def polls():
    poller.poll(700000)


epoll = select.epoll()
epoll.register(readable, select.EPOLLIN)
epoll.register(client.fileno(), select.EPOLLIN)


@wait("epoll.poll()", ["epoll_wait", "epoll_pwait", "epoll_pwait2"],
      fds=sorted([readable, client.fileno()]), leads_to=["2 descriptors", "pipe:["])
def epolls():
    epoll.poll()


@wait("os.read(readable, 10)", ["read"], fds=[readable],
      leads_to=[os.readlink("/proc/self/fd/%d" % readable)])
def reads_a_pipe():
    os.read(readable, 10)


@wait("for ... in iterated", ["read"], fds=[iterated.fileno()], leads_to=["pipe:["])
def iterates():
    for line in iterated:
        pass


@wait("terminal_input.readline()", ["read"], fds=[terminal_end],
      leads_to=[os.ttyname(terminal_end)])
def reads_a_terminal():
    terminal_input.readline()


@wait(None, ["futex"], library=library("threading", "join", "Thread.join"), lock="Thread",
      whose="sleeps")
def joins():
    threads["sleeps"].join()


@wait("waiter.acquire()", ["futex"], library=library("threading", "wait", "Event.wait"))
def waits_for_an_event():
    threading.Event().wait()


@wait("waiter.acquire()", ["futex"],
      library=library("queue" if PYTHON3 else "Queue", "get", "Queue.get"))
def gets():
    pool.jobs.get()


# ---- locks that another thread has

kept, kept_again, recursive = threading.Lock(), threading.RLock(), threading.RLock()
condition = threading.Condition(recursive)
left, right = threading.Lock(), threading.RLock()
given_back = threading.Lock()
notified = threading.Condition(given_back)
keeping = threading.Event()


@wait("time.sleep(1000)", SLEEPS, limit=1000)
def keeps():
    with kept_again:
        recursive.acquire()
        with kept:
            keeping.set()
            time.sleep(1000)


@wait("with kept", ["futex"], lock="Lock", whose="keeps")
def enters_what_is_kept():
    keeping.wait()
    with kept:
        pass


@wait("kept.acquire()", ["futex"], lock="Lock", whose="keeps")
def acquires_what_is_kept():
    keeping.wait()
    kept.acquire()


@wait("with kept_again" if PYTHON3 else None, ["futex"], lock="RLock", whose="keeps",
      library=None if PYTHON3 else "threading.acquire")
def enters_an_rlock():
    keeping.wait()
    with kept_again:
        pass


@wait("recursive.acquire()" if PYTHON3 else None, ["futex"], lock="RLock", whose="keeps",
      library=None if PYTHON3 else "threading.acquire")
def acquires_an_rlock():
    keeping.wait()
    recursive.acquire()


@wait(None, ["futex"], lock="RLock", whose="keeps",
      library=library("threading", "__enter__", "Condition.__enter__"))
def enters_a_condition():
    keeping.wait()
    with condition:
        pass


@wait(None, ["futex"], lock="RLock", whose="keeps", limit=600, needs=PYTHON3)
def acquires_an_rlock_for_a_time():
    keeping.wait()
    recursive.acquire(timeout=600)


# Who waits for a condition has not got its lock, though it is within `with`.
@wait("waiter.acquire()", ["futex"], library=library("threading", "wait", "Condition.wait"))
def waits_for_a_condition():
    with given_back:
        notified.wait()


@wait("with given_back", ["futex"], lock="Lock")
def enters_what_was_given_back():
    with given_back:
        pass


@wait("waiter.acquire()", ["futex"],
      library=library("threading", "acquire", "Semaphore.acquire"))
def acquires_a_semaphore():
    threading.Semaphore(0).acquire()


# ---- those that wait for one another

def enter(lock):
    with lock:
        pass


has_left, has_right = threading.Event(), threading.Event()


@wait("with lock" if PYTHON3 else None, ["futex"], lock="RLock", whose="has_the_right_one",
      library=None if PYTHON3 else "threading.acquire")
def has_the_left_one():
    with left:
        has_left.set()
        has_right.wait()
        enter(right)


@wait("with lock", ["futex"], lock="Lock", whose="has_the_left_one")
def has_the_right_one():
    with right:
        has_right.set()
        has_left.wait()
        enter(left)


@wait("with alone", ["futex"], lock="Lock", whose="waits_for_itself")
def waits_for_itself():
    alone = threading.Lock()
    with alone:
        with alone:
            pass


@wait(None, ["futex"], library=library("threading", "join", "Thread.join"), lock="Thread",
      whose="has_the_left_one")
def joins_a_deadlock():
    has_left.wait()
    threads["has_the_left_one"].join()


# ---- and those that would in time come free

early, late = threading.RLock(), threading.RLock()
has_early, has_late = threading.Event(), threading.Event()


@wait("late.acquire(timeout=500)", ["futex"], lock="RLock", whose="has_the_late_one", limit=500,
      needs=PYTHON3)
def has_the_early_one():
    with early:
        has_early.set()
        has_late.wait()
        late.acquire(timeout=500)


@wait("with early", ["futex"], lock="RLock", whose="has_the_early_one", needs=PYTHON3)
def has_the_late_one():
    with late:
        has_late.set()
        has_early.wait()
        with early:
            pass


@wait(None, ["wait4"], library=library("subprocess", "wait", "Popen.wait"),
      leads_to=["process %d"])
def waits_for_a_process():
    child.wait()


# Ends with this process, whose end of the pipe it waits for.
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)


def give_back():
    """The one that waits_for_a_condition() has given back is the main thread's, then wanted."""
    while not notified_waiters():
        time.sleep(0.01)
    given_back.acquire()
    name = "enters_what_was_given_back"
    threads[name] = threading.Thread(target=waits[name][0], name=name)
    threads[name].daemon = True
    threads[name].start()


def notified_waiters():
    return getattr(notified, "_waiters", None) or getattr(notified, "_Condition__waiters", None)


def main():
    # Whom others wait for comes first, and who joins last.
    for name in sorted(waits, key=lambda name: (name.startswith("joins"), name != "keeps")):
        if name == "enters_what_was_given_back":
            continue
        thread = threading.Thread(target=waits[name][0], name=name)
        thread.daemon = True
        threads[name] = thread
        thread.start()
    give_back()
    told = dict((name, what) for name, (_, what) in waits.items())
    told["waits_for_a_process"]["leads_to"] = ["process %d" % child.pid]
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


threads = {}
main()

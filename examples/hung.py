# SPDX-License-Identifier: GPL-3.0-or-later
"""
A service that hangs, in the ways in which services do: two threads want each other's lock, one
waits for work that nobody sends, one for a peer that does not answer, one for an event that is
never set. Nothing crashed, nothing was logged.

    python3 hung.py         prints its pid and "hung" when it is

    pyinspect PID bt all    says where each thread is
"""
import os
import queue
import socket
import threading
import time


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    with source.lock:
        time.sleep(0.2)  # long enough for the other one to take its first lock
        with target.lock:
            source.balance -= amount
            target.balance += amount


class MailWorker(threading.Thread):
    def __init__(self, jobs):
        super().__init__(name="mail", daemon=True)
        self.jobs = jobs

    def run(self):
        while True:
            self.send(self.jobs.get())

    def send(self, job):
        print("mail:", job)


def fetch_rates(peer):
    peer.sendall(b"GET /rates\r\n")
    answer = peer.recv(4096)
    return parse_rates(answer)


def parse_rates(answer):
    return dict(line.split(b"=") for line in answer.splitlines())


def wait_for_configuration(loaded):
    loaded.wait()


def serve(threads):
    for thread in threads:
        thread.join()


def main():
    alice, bob = Account("alice", 100), Account("bob", 50)
    loaded = threading.Event()
    ours, theirs = socket.socketpair()  # `theirs` never answers

    MailWorker(queue.Queue()).start()
    work = [
        ("transfer-1", transfer, (alice, bob, 10)),
        ("transfer-2", transfer, (bob, alice, 20)),
        ("rates", fetch_rates, (ours,)),
        ("config", wait_for_configuration, (loaded,)),
    ]
    threads = [
        threading.Thread(target=target, args=args, name=name, daemon=True)
        for name, target, args in work
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.6)
    print(os.getpid(), "hung", flush=True)
    serve(threads)
    theirs.close()


if __name__ == "__main__":
    main()

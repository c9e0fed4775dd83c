# SPDX-License-Identifier: GPL-3.0-or-later
"""
Philosophers at a table, each with one fork in hand and waiting for the next one's: a deadlock
in a ring.

    python3 deadlock.py [PHILOSOPHERS]      prints its pid and "deadlock" when it is one
"""
import os
import sys
import threading


class Philosopher(threading.Thread):
    def __init__(self, name, left, right, seated):
        super().__init__(name=name, daemon=True)
        self.left = left
        self.right = right
        self.seated = seated

    def run(self):
        while True:
            self.dine()

    def dine(self):
        with self.left:
            self.seated.wait()  # all have their left fork now
            self.take_the_other()

    def take_the_other(self):
        with self.right:
            pass


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    forks = [threading.Lock() for _ in range(count)]
    seated = threading.Barrier(count + 1)
    table = [
        Philosopher("philosopher-%d" % i, forks[i], forks[(i + 1) % count], seated)
        for i in range(count)
    ]
    for philosopher in table:
        philosopher.start()
    seated.wait()
    print(os.getpid(), "deadlock", flush=True)
    for philosopher in table:
        philosopher.join()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""
A process that is not hung but slow: two threads compute, one mostly sleeps.

    python3 busy.py         prints its pid, then works until it is killed
"""
import hashlib
import os
import threading
import time


def primes(limit):
    return [n for n in range(2, limit) if is_prime(n)]


def is_prime(n):
    return all(n % d for d in range(2, int(n**0.5) + 1))


def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def checksum(blocks):
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def crunch():
    text = "the quick brown fox jumps over the lazy dog " * 500
    while True:
        primes(4000)
        count_words(text)


def hash_files():
    block = bytes(1 << 20)
    while True:
        checksum(block for _ in range(8))


def heartbeat():
    while True:
        time.sleep(0.5)


def main():
    for target in (crunch, hash_files, heartbeat):
        threading.Thread(target=target, name=target.__name__, daemon=True).start()
    print(os.getpid(), "busy", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()

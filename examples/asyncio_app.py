# SPDX-License-Identifier: GPL-3.0-or-later
"""
An asyncio program: tasks that wait for each other, and one callback that now and then blocks the
whole loop, as a forgotten synchronous call does.

    python3 asyncio_app.py      prints its pid, then runs until it is killed
"""
import asyncio
import os
import time


async def producer(queue):
    number = 0
    while True:
        await queue.put(number)
        number += 1
        await asyncio.sleep(0.05)


async def consumer(queue, results):
    while True:
        item = await queue.get()
        results.append(await handle(item))
        del results[:-100]


async def handle(item):
    await asyncio.sleep(0.01)
    if item % 50 == 49:
        forgotten_synchronous_call()
    return item * item


def forgotten_synchronous_call():
    time.sleep(1.5)


async def never_answered():
    await asyncio.get_event_loop().create_future()


async def main():
    queue = asyncio.Queue(maxsize=10)
    print(os.getpid(), "asyncio", flush=True)
    await asyncio.gather(producer(queue), consumer(queue, []), never_answered())


if __name__ == "__main__":
    loop = asyncio.new_event_loop()  # not asyncio.run(): 3.6 has none
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""
Tasks of asyncio in each kind of wait, in two threads: CPython 3.6 or newer. Prints what asyncio itself says of
them: of each its name, state, coroutines (newest first, with lines) and the future that it waits for.
"""
import asyncio
import json
import socket
import sys
import threading


async def sleeps():
    await asyncio.sleep(1000)


async def sleeps_deep(depth=3):
    if depth:
        return await sleeps_deep(depth - 1)
    await asyncio.sleep(2000)


async def wants_lock(lock):
    async with lock:
        pass


async def has_lock(lock):
    async with lock:
        await asyncio.sleep(3000)


async def gets(queue):
    await queue.get()


async def puts(queue):
    await queue.put(1)


async def waits_for_event(event):
    await event.wait()


async def waits_for_condition(condition):
    async with condition:
        await condition.wait()


async def wants_semaphore(semaphore):
    async with semaphore:
        pass


async def awaits_future(future):
    await future


async def awaits_task(task):
    await task


async def gathers():
    await asyncio.gather(sleeps(), sleeps())


async def waits_for():
    await asyncio.wait_for(sleeps(), 500)


async def waits_for_some(tasks):
    await asyncio.wait(tasks)


async def shields(task):
    await asyncio.shield(task)


async def reads(reader):
    await reader.readline()


async def receives(sock):
    await asyncio.get_event_loop().sock_recv(sock, 10)


async def accepts(sock):
    await asyncio.get_event_loop().sock_accept(sock)


async def generates():
    for i in range(3):
        await asyncio.sleep(4000)
        yield i


async def iterates():
    async for _ in generates():
        pass


async def awaited():
    await asyncio.sleep(5000)


class Awaitable:
    def __await__(self):
        return awaited().__await__()


async def awaits_object():
    await Awaitable()


class Manager:
    async def __aenter__(self):
        await asyncio.sleep(6000)

    async def __aexit__(self, *_):
        pass


async def enters():
    async with Manager():
        pass


async def refuses():
    try:
        await asyncio.sleep(7000)
    except asyncio.CancelledError:
        await asyncio.sleep(8000)


class Task(asyncio.Task):
    pass


def chain(coroutine):
    """What a coroutine awaits, from the innermost on: function, line."""
    frames = []
    while coroutine is not None:
        if hasattr(coroutine, "cr_frame"):
            frame, inner = coroutine.cr_frame, coroutine.cr_await
        elif hasattr(coroutine, "gi_frame"):
            frame, inner = coroutine.gi_frame, coroutine.gi_yieldfrom
        elif hasattr(coroutine, "ag_frame"):
            frame, inner = coroutine.ag_frame, coroutine.ag_await
        else:
            break
        if frame is None:
            break
        frames.append([frame.f_code.co_name, frame.f_code.co_filename, frame.f_lineno])
        coroutine = inner
        # What stands in between has no attribute that leads on.
        if type(coroutine).__name__ == "coroutine_wrapper":
            import gc
            coroutine, = gc.get_referents(coroutine)
        elif type(coroutine).__name__ == "async_generator_asend":
            import gc
            coroutine, = [o for o in gc.get_referents(coroutine) if hasattr(o, "ag_frame")]
    return frames[::-1]


def tell(loop):
    all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks
    told = []
    # Task.all_tasks() of 3.6 has those that are done as well.
    for task in [task for task in all_tasks(loop) if not task.done()]:
        told.append({
            "address": "0x%x" % id(task),
            "name": task.get_name() if hasattr(task, "get_name") else None,
            "frames": chain(task._coro),
            "future": "0x%x" % id(task._fut_waiter) if task._fut_waiter is not None else None,
            "stack": [frame.f_lineno for frame in task.get_stack()],
            "cancelling": "cancelling" in repr(task),
            "task": "0x%x" % id(task._fut_waiter) if isinstance(task._fut_waiter, asyncio.Task) else None,
        })
    return told


async def main(loop):
    queue, full = asyncio.Queue(), asyncio.Queue(1)
    full.put_nowait(1)
    lock = asyncio.Lock()
    left, right = socket.socketpair()
    left.setblocking(False)
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(1)
    server.setblocking(False)
    kept.append(right)
    create = loop.create_task
    other = create(sleeps())
    coroutines = [
        sleeps_deep(), has_lock(lock), wants_lock(lock), gets(queue), puts(full),
        waits_for_event(asyncio.Event()), waits_for_condition(asyncio.Condition()),
        wants_semaphore(asyncio.Semaphore(0)), awaits_future(loop.create_future()), awaits_task(other), gathers(),
        waits_for(), waits_for_some([other]), shields(other), reads(asyncio.StreamReader()), receives(left),
        accepts(server), iterates(), awaits_object(), enters()]
    tasks = [create(coroutine) for coroutine in coroutines]
    refusing = create(refuses())
    own = Task(sleeps(), loop=loop)
    if hasattr(own, "set_name"):
        own.set_name("it's \u20ac named")
    for _ in range(10):
        await asyncio.sleep(0)
    refusing.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    done = create(asyncio.sleep(0))
    await done
    kept.extend(tasks + [own, refusing, done])
    loop.call_soon(told.put, tell)
    await asyncio.sleep(9000)


def run(told):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loops.append(loop)
    loop.run_until_complete(main(loop))


class Told:
    """Where each loop says that it has come to rest: it is asked from outside, while it waits."""
    def __init__(self):
        self.count = threading.Semaphore(0)

    def put(self, _):
        self.count.release()


kept, loops, told = [], [], Told()

if __name__ == "__main__":
    threads = [threading.Thread(target=run, args=(told,), name="loop-%d" % i, daemon=True) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        told.count.acquire()
    print("ready", flush=True)
    sys.stdin.read(1)
    print(json.dumps({"%d" % loop._thread_id: tell(loop) for loop in loops}), flush=True)
    sys.stdin.read()

# SPDX-License-Identifier: GPL-3.0-or-later
"""As library.py, for the tasks and futures of asyncio: CPython 3.6 or newer."""
import asyncio
import functools
import sys

from values import tell


class Task(asyncio.Task):
    pass


class Future(asyncio.Future):
    def on_done(self, future):
        pass


class Callable:
    def __call__(self, future):
        pass


def on_done(*args, **kwargs):
    pass


@functools.wraps(on_done)
def wrapped(future):
    pass


async def forever(seconds=1000):
    await asyncio.sleep(seconds)


async def nested(depth):
    if depth:
        return await nested(depth - 1)
    await forever()


async def returns(value):
    return value


async def raises(error):
    raise error


async def waits(future):
    return await future


async def refuses(seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        await asyncio.sleep(seconds)


async def generates():
    yield 1


def future(loop, kind=asyncio.Future, **state):
    made = kind(loop=loop)
    if "result" in state:
        made.set_result(state["result"])
    elif "exception" in state:
        made.set_exception(state["exception"])
        made.exception()
    elif "callbacks" in state:
        for callback in state["callbacks"]:
            made.add_done_callback(callback)
    elif "cancel" in state:
        made.cancel()
    return made


async def main(loop):
    new = loop.create_task(forever())
    pending = loop.create_task(forever())
    deep = loop.create_task(nested(5))
    own_class = Task(forever(), loop=loop)
    plain = future(loop)
    waiting = loop.create_task(waits(plain))
    waiting_for_task = loop.create_task(waits(pending))
    several = loop.create_task(waits(pending))
    done_none = loop.create_task(returns(None))
    done_text = loop.create_task(returns("x" * 100 + "'"))
    done_short = loop.create_task(returns("it's"))
    done_list = loop.create_task(returns([1, "two", [3, [4, [5, [6, [7, [8]]]]]], (1,), (), 6, 7]))
    done_dict = loop.create_task(returns({"b": 1, "a": 2, "d": 3, "c": 4, "e": 5}))
    done_numbers = loop.create_task(returns({3: 1, 1: {}, 2: (1, 2)}))
    done_int = loop.create_task(returns(10 ** 60))
    done_object = loop.create_task(returns(range(10 ** 30, 10 ** 31)))
    done_escapes = loop.create_task(returns("\x00\n\u20ac'\"" * 9))
    failed = loop.create_task(raises(ValueError("wrong", 1)))
    cancelled = loop.create_task(forever())
    cancelling = loop.create_task(refuses(1000))
    gathered = asyncio.gather(loop.create_task(forever()), loop.create_task(forever()))
    shielded = asyncio.shield(loop.create_task(forever()))
    callbacks_one = future(loop, callbacks=[on_done])
    callbacks_two = future(loop, callbacks=[on_done, print])
    callbacks_many = future(loop, callbacks=[on_done] * 9 + [Future(loop=loop).on_done])
    callbacks_method = future(loop, callbacks=[[].append])
    callbacks_class = future(loop, callbacks=[Callable])
    callbacks_wrapped = future(loop, callbacks=[wrapped])
    callbacks_lambda = future(loop, callbacks=[lambda f: None])
    callbacks_partial = future(loop, callbacks=[functools.partial(on_done)])
    future_result = future(loop, result={})
    future_exception = future(loop, exception=KeyError("k"))
    future_cancelled = future(loop, cancel=True)
    future_own = future(loop, Future)
    if sys.version_info >= (3, 8):
        named = loop.create_task(forever(), name="it's named")
    loop.set_debug(True)
    if sys.version_info >= (3, 7):  # 3.6 wraps the coroutine then
        with_source = loop.create_task(forever())
    future_with_source = loop.create_future()
    loop.set_debug(False)
    if sys.version_info < (3, 10):
        @asyncio.coroutine
        def old():
            yield from asyncio.sleep(1000)

        of_generator = loop.create_task(old())
    for _ in range(5):
        await asyncio.sleep(0)
    cancelled.cancel()
    cancelling.cancel()
    try:
        await asyncio.wait([cancelled, failed], timeout=5)
    except asyncio.CancelledError:
        pass
    late = loop.create_task(forever())
    cancel_requested = loop.create_task(forever())
    cancel_requested.cancel()
    if sys.version_info >= (3, 7):
        current = asyncio.current_task()
        everything = sorted(asyncio.all_tasks(), key=id)
    left_out = []
    return tell(locals(), ["left_out", "loop"])


if __name__ == "__main__":
    the_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(the_loop)
    the_loop.run_until_complete(main(the_loop))

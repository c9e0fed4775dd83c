# SPDX-License-Identifier: GPL-3.0-or-later
"""
What services keep their work in against the truth: eval() of the target, in the frame of stores.py,
says how much waits in queues, what caches say of themselves and what files are, and `print` must
say the same, on every interpreter found.
"""
import os
import re

import pytest

from truth import told

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stores.py")

PROPERTIES = """
counted.size
counted.letters
counted.depth
counted.itself
counted.by_method
counted.deeper.size
[one.size for one in (counted, inner)]
sorted([counted, inner], key=lambda one: one.size)[0] is inner
counted.size + 1
counted.size > 2
"""

QUEUES = """
fifo.qsize()
fifo.empty()
fifo.full()
full.full()
full.qsize()
none.empty()
none.full()
lifo.qsize()
ranked.qsize()
ranked.empty()
ranked.full()
"""

SIMPLE_QUEUES = """
simple.qsize()
simple.empty()
taken_from.qsize()
round_queue.qsize()
empty_queue.qsize()
empty_queue.empty()
derived.qsize()
derived.owner
len(simple)
[q.qsize() for q in (simple, empty_queue, round_queue)]
max([simple, round_queue], key=lambda q: q.qsize()) is round_queue
"""

CACHES = """
{CACHE}.cache_info()
{CACHE}.cache_info().hits
{CACHE}.cache_info().misses
{CACHE}.cache_info().maxsize
{CACHE}.cache_info().currsize
{CACHE}.cache_info()[0]
{CACHE}.cache_info()[-1]
{CACHE}.cache_info()[1:]
list({CACHE}.cache_info())
k_plain.cache_info() == (2, 3, 128, 3)
k_plain.cache_info() == k_small.cache_info()
k_plain.cache_info() == k_plain.cache_info()
k_plain.cache_info() < (2, 4)
len(k_plain.cache_info())
type(k_plain.cache_info())
type(k_plain.cache_info()) is type(k_small.cache_info())
isinstance(k_plain.cache_info(), tuple)
k_plain.cache_info()._fields
k_plain.cache_info().nope
k_plain.cache_info() + (1,)
k_plain.cache_info() * 1
3 in k_plain.cache_info()
hash(k_plain.cache_info()) == hash((2, 3, 128, 3))
[c.cache_info().hits for c in k_every]
{c.cache_info().misses for c in (k_plain, k_small)}
max(k_every, key=lambda c: c.cache_info().misses) is k_small
str(k_plain.cache_info())
repr(k_plain.cache_info())
'%s' % (k_plain.cache_info(),)
'%d of %d' % k_plain.cache_info()[:2]
[k_plain.cache_info()]
{'info': k_small.cache_info()}
'{0.hits}'.format(k_plain.cache_info())
(lambda info: info.hits / (info.hits + info.misses))(k_plain.cache_info())
k_cached.method.cache_info()
k_cached.method.cache_info().hits
Cached.method.cache_info()
k_cached.of_class.cache_info()
k_plain.cache_info().count(3)
k_plain.cache_info().index(128)
bool(k_plain.cache_info())
sum(k_plain.cache_info())
"""

PARAMETERS = """
{CACHE}.cache_parameters()
{CACHE}.cache_parameters()['maxsize']
k_typed.cache_parameters()['typed']
k_typed.cache_parameters().keys()
k_cached.method.cache_parameters()
"""

FILES = """
{FILE}.name
{FILE}.closed
{FILE}.fileno()
f_text.encoding
f_text.errors
f_reading.errors
f_reading.encoding
f_bytes_read.mode
f_appending.mode
f_both.mode
f_raw.mode
f_raw_both.mode
f_bare.mode
f_numbered.mode
f_text.buffer.name
f_text.buffer.mode
f_text.buffer.raw.mode
f_text.buffer.raw.name
f_shut.name
f_shut.closed
f_shut_raw.closed
f_shut_raw.mode
f_of_bytes.name
f_of_bytes.encoding
f_of_bytes.errors
f_buffer_of_bytes.name
f_buffer_of_bytes.mode
f_pipe_in.name == f_pipe_in.fileno()
[one.name for one in (f_text, f_raw)]
f_text.name.endswith('.txt')
f_text.readable()
f_text.writable()
f_reading.readable()
f_reading.writable()
f_bytes_read.readable()
f_appending.writable()
f_both.readable()
f_both.writable()
f_raw.readable()
f_raw.writable()
f_raw_both.writable()
f_pipe_in.readable()
f_pipe_in.writable()
f_pipe_out.readable()
f_pipe_out.writable()
f_text.nope
"""

FILES_3 = """
f_text.mode
f_reading.mode
f_pipe_out.mode
sys.stdin.name
sys.stdin.fileno()
sys.stdout.mode
sys.stderr.errors
"""

FILES_2 = """
f_old.name
f_old.mode
f_old.fileno()
f_old.closed
f_old_shut.name
f_old_shut.closed
sys.stdin.fileno()
sys.stdin.name
sys.stdout.mode
"""

WEAK = """
w_watched.__weakref__
w_watched.__weakref__ is w_references[0]
w_alone.__weakref__
w_slotted.__weakref__
w_slotted.__weakref__ is w_references[1]
w_sub_list.__weakref__ is w_references[2]
(1).__weakref__
"""

ORDERED = """
list({ORDERED})
[k for k in {ORDERED}]
sorted({ORDERED}, key=str)
tuple({ORDERED})
list({ORDERED}.keys())
list({ORDERED}.values())
list({ORDERED}.items())
[k for k, v in {ORDERED}.items() if v]
[(k, v) for k, v in {ORDERED}.items()]
dict((v if v != [2] else 2, k) for k, v in {ORDERED}.items()) == {}
list(reversed({ORDERED}))
len({ORDERED})
bool({ORDERED})
'a' in {ORDERED}
{ORDERED}.get('a')
{ORDERED} == o_plain
{ORDERED} == o_plain_dict
{ORDERED} != o_turned
dict({ORDERED}) == o_plain_dict
list(enumerate({ORDERED}))
list(zip({ORDERED}, [1, 2]))
next(iter({ORDERED}), None)
o_plain == o_same
o_plain == o_turned
o_plain != o_turned
o_plain_dict == o_turned
o_plain['a']
o_plain['nope']
sum(o_large.values())
list(o_large)[:3]
list(o_large.items())[:2]
max(o_large, key=o_large.get)
[k for k, v in o_large.items() if v > 997000]
','.join(o_sub)
sorted(o_sub.items())
"""

ORDERED_2 = """
o_plain.keys()
o_plain.values()
o_plain.items()
list(o_plain.iteritems())
list(o_plain.iterkeys())
list(o_plain.itervalues())
o_plain.has_key('z')
next(o_plain.iteritems())
"""

ENVIRON = """
o_environ['STORE']
o_environ['STORE_NOT']
'STORE' in o_environ
'STORE_NOT' in o_environ
o_environ.get('STORE')
o_environ.get('STORE_NOT')
o_environ.get('STORE_NOT', 5)
len(o_environ) > 1
'STORE' in list(o_environ)
[k for k in o_environ if k.startswith('STORE')]
"""

FOR = {
    "CACHE": ["k_plain", "k_small", "k_endless", "k_without", "k_typed", "k_negative", "k_direct", "k_untouched"],
    "ORDERED": ["o_plain", "o_same", "o_turned", "o_moved", "o_none", "o_sub"],
    "FILE": ["f_text", "f_reading", "f_bytes_read", "f_appending", "f_both", "f_raw", "f_raw_both", "f_bare",
             "f_numbered", "f_pipe_in", "f_pipe_out"],
}


def lines(table):
    """{NAME} stands for each of the words of FOR."""
    ret = []
    for line in table.split("\n"):
        if not line:
            continue
        name = next((name for name in FOR if "{%s}" % name in line), None)
        ret += [line.replace("{%s}" % name, word) for word in FOR[name]] if name else [line]
    return ret


def check(frame, table, same_words=True):
    """Each is what eval() says; of an exception its class, and with same_words what it says."""
    texts = lines(table)
    truth, wrong = dict(frame.truth_of(texts)), []
    for text, document in zip(texts, frame.ask(texts)):
        said, true = told(document), truth[text]
        if said[:1 if said[0] == "!" and not same_words else 3] != true[:3] and not (
                not same_words and said[:2] == true[:2] and said[0] == "!"):
            wrong.append("%s\n    told:  %s\n    truth: %s" % (text, said, true))
    assert not wrong, "%d differ:\n%s" % (len(wrong), "\n".join(wrong))


def test_properties_that_are_a_length(frame):
    check(frame, PROPERTIES)
    # What a class makes of len(), and what else is there to run, is neither run nor passed over.
    for text in ("own_counted.size", "counted.twice", "counted.of_nothing"):
        document = frame.ask([text])[0]
        assert not document["ok"] and "nothing is run in the target" in document["error"]["message"], document


def test_how_much_waits_in_a_queue(interpreter, frame):
    check(frame, QUEUES)
    if interpreter.hexversion >= 0x03000000:
        check(frame, "pool._work_queue.qsize()\npool._work_queue.empty()\npool._work_queue.qsize() + 1")


def test_what_waits_in_a_simple_queue(interpreter, frame):
    if interpreter.hexversion < 0x03070000:
        pytest.skip("it has no SimpleQueue that is written in C")
    check(frame, SIMPLE_QUEUES, interpreter.hexversion >> 16 in (0x30b, 0x30c, 0x30d))
    names = ["simple", "empty_queue", "round_queue", "derived", "of_itself"]
    documents = frame.ask(names + ["pool._work_queue"])
    values = [document["result"]["value"] for document in documents]
    places = [document["result"]["address"] for document in documents]
    assert values[:5] == [
        "<_queue.SimpleQueue at %s of [1, 'two', [3]]>" % places[0],
        "<_queue.SimpleQueue at %s of []>" % places[1],
        "<_queue.SimpleQueue at %s of %s>" % (places[2], list(range(50, 100))),
        "<__main__.DerivedQueue at %s of [1, 'two', [3]] {owner='me'}>" % places[3],
        "<_queue.SimpleQueue at %s of [[<_queue.SimpleQueue at %s {...}>]]>" % (places[4], places[4]),
    ]
    assert values[5].count("concurrent.futures.thread._WorkItem") == 3, values[5]


def test_what_a_cache_says_of_itself(interpreter, frame):
    if interpreter.hexversion < 0x03000000:
        pytest.skip("2.7 has no lru_cache")
    check(frame, CACHES, interpreter.hexversion >> 16 == 0x30b)
    check(frame, PARAMETERS, interpreter.hexversion >> 16 == 0x30b)
    last = frame.ask(["k_small.cache_info()", "$.hits", "$1"])
    assert last[1]["result"]["value"] == "2" and last[2]["result"]["value"] == last[0]["result"]["value"], last
    own = frame.ask(["k_own_cache.cache_info()"])[0]
    assert not own["ok"] and "would have to run" in own["error"]["message"], own


def test_what_a_file_is(interpreter, frame):
    new = interpreter.hexversion >= 0x03000000
    check(frame, FILES + (FILES_3 if new else FILES_2), interpreter.hexversion >> 16 == 0x30b)
    # What raises a ValueError is not answered.
    for text in ("f_shut.fileno()", "f_loose.name", "f_shut_raw.readable()"):
        document = frame.ask([text])[0]
        assert not document["ok"] and re.search("run", document["error"]["message"]), document


def test_the_first_weak_reference_to_an_object(interpreter, frame):
    check(frame, WEAK, interpreter.hexversion >> 16 == 0x30b)


def test_an_ordered_dict(interpreter, frame):
    check(frame, ORDERED + (ORDERED_2 if interpreter.hexversion < 0x03000000 else ""), False)
    # What its own methods would ask of a class of the program is asked of nobody.
    for text in ("list(o_own_iter)",) + (
            ("o_own_iter.keys()", "o_own_item.items()", "o_own_item.values()", "o_own_iter == o_own_iter.copy()")
            if interpreter.hexversion < 0x03000000 else ()):
        document = frame.ask([text])[0]
        assert not document["ok"] and "run" in document["error"]["message"], document


def test_the_environment(frame):
    check(frame, ENVIRON, False)

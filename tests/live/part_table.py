# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions about the objects of parts.py. {NAME} of a line stands for each of the words of FOR."""

VIEWS = """
len(mv_text)
len(mv_nothing)
mv_text[0]
mv_text[-1]
mv_text[5]
mv_text[-6]
mv_text[2 ** 70]
mv_text["x"]
mv_text.format
mv_text.itemsize
mv_text.ndim
mv_text.shape
mv_text.strides
mv_text.readonly
mv_writable.readonly
mv_text[1:3].shape
mv_text[::2].strides
mv_text[1:][1:][0]
type(mv_text[1:])
list(mv_text[::-1])
bool(mv_text)
bool(mv_nothing)
not mv_nothing
[x for x in mv_text]
sorted(mv_text)
mv_text is None
mv_text[True]
"""

VIEWS_3 = """
mv_text.obj
mv_text.nbytes
mv_text[1:].nbytes
mv_ints[1]
mv_ints[1:][0]
list(mv_ints)
mv_ints.obj
mv_ints.nbytes
-2 in mv_ints
5 in mv_ints
sum(mv_ints)
mv_doubles[1]
list(mv_doubles)
mv_table[1, 2]
mv_table[-1, -1]
mv_table[3, 0]
mv_table[0, 4]
mv_table[1, 2, 3]
mv_table.shape
mv_table.strides
len(mv_table)
mv_table[0]
mv_chars[0]
list(mv_chars)
mv_truths[1]
mv_longs[0]
mv_released[0]
len(mv_released)
"""

NUMPY = """
len(np_ints)
np_ints.shape
np_ints.ndim
np_ints.size
np_ints.itemsize
np_ints.nbytes
np_ints.strides
np_ints.dtype
np_ints.dtype.name
np_ints.dtype.kind
np_ints.dtype.char
np_ints.dtype.byteorder
np_ints.dtype.itemsize
np_swapped.dtype.name
np_swapped.dtype.byteorder
np_ints.dtype == np_ints.dtype
np_records.dtype
np_records.dtype.names
np_ints.dtype.names
np_turned.shape
np_turned.strides
np_ints.T.shape
np_ints[0].shape
np_ints[1, 2].shape
np_ints[1, 2, 3]
np_ints[1][2][3]
np_ints[-1, -1, -1]
np_ints[2]
np_ints[0, 3]
np_ints[0, 0, 0, 0]
np_ints[..., 0].shape
np_ints[0, ..., 0].shape
np_ints[0, ..., 0][1]
np_ints[..., ...]
np_ints[None].shape
np_ints[:, None, 1:].shape
np_ints[:, ::-1].strides
np_ints[:, ::-1][0, 0, 0]
np_ints[()].shape
np_ints[1, 0, 0] == 12
np_ints[n - 2].shape
np_ints[numbers[1]].shape
np_ints["a"]
np_ints[2 ** 70]
type(np_ints[0, 0, 0])
type(np_ints[0]).__name__
np_turned[3, 2, 1]
np_swapped[1]
np_doubles[0]
np_doubles[1:][0]
list(np_doubles)
[x.shape for x in np_ints]
[int(x) for x in np_ints[0, 0]]
max(np_doubles[:2])
sum(np_doubles[:2])
sum(np_ints[0, 0])
sorted(np_ints[0, 0], reverse=True)
23 in np_ints
24 in np_ints
0.5 in np_doubles
np_doubles[2] in np_doubles
"ab" in np_texts
"zz" in np_texts
np_texts[0]
np_texts[0] == "ab"
np_texts[0] + "c"
len(np_texts[0])
np_texts[0][1]
np_texts[0].upper()
"a" in np_texts[0]
np_bytes[0]
np_bytes[0] == b"ab"
np_objects[1]
np_objects[2] is None
list(np_objects)
np_bools[0]
bool(np_bools[1])
[x for x in np_bools if x]
np_zero[()]
np_zero.shape
np_zero[0]
len(np_zero)
[x for x in np_zero]
bool(np_zero)
np_zero[...].shape
bool(np_one)
bool(np_ints)
len(np_empty)
np_empty.shape
np_empty.size
list(np_empty)
np_moments[0] > np_moments[1]
np_moments[0] == np_moments[0]
np_moments[2] == np_moments[2]
np_complex[0]
np_small[1]
np_records["a"][0]
np_records["b"][0]
np_records["inner"]["text"][0]
np_records["o"][0]
np_records[0]["b"]
np_records[1]["inner"]["number"]
np_records[0]["o"]
np_records["zz"]
np_records[0]["zz"]
np_records[0][1]
np_records[0][9]
np_record["a"]
np_record[1]
np_record["inner"]["text"]
np_record.dtype.names
n + 1
1 + n
n - 5
n * m
n / 2
n // 2
m // 2
m % 4
n & 1
n | 8
n ^ 1
-n
+f
~n
f + 1
f - 0.5
2 * f
f / 2
f + n
n + 0.5
n == 3
n != 3
n < 4
n <= 3
m < 0
4 > n
n == 3.0
f == 2.5
f > n
f4 == f4
f4 < f
f2 == 2
i1 == 5
u > 5
u == most
t == True
t == 1
c == 1 + 2j
n == None
n is None
n in [1, 2, 3]
n in by_number
by_number[n]
by_number[f]
numbers[n]
numbers[n:]
numbers[:i1]
range(10)[n]
"abcdef"[n]
int(f)
int(m)
int(u)
float(n)
float(f4)
bool(n)
bool(t)
not f
n and 5
n or 5
"yes" if t else "no"
hash(n) == hash(3)
hash(f)
n.itemsize
n.shape
n.ndim
n.nbytes
f.real
type(n)
type(n + 1)
type(n == 3)
type(n).__name__
isinstance(f, float)
isinstance(n, int)
str(n)
str(f4)
repr(f)
[x for x in range(5) if x == n]
n < f < 3
hex(n)
chr(n + 60)
range(n)
"%d" % n
"%s" % n
abs(-3) == n
"""

# What depends on numpy, or would have to make an array: refused, by these words.
NUMPY_REFUSED = [
    ("np_ints + 1", "numpy.ndarray.__add__"), ("np_ints == 1", "numpy.ndarray.__eq__"),
    ("np_ints[[0, 1]]", "makes a new array"), ("np_ints[True]", "makes a new array"),
    ("np_ints[np_bools]", "makes a new array"), ("most + 1", "depends on numpy"),
    ("u + 1", "depends on numpy"), ("f4 + 1", "depends on numpy"), ("n // 0", "depends on numpy"),
    ("n ** 2", "depends on numpy"), ("i1 + 1", "depends on numpy"), ("t + 1", "depends on numpy"),
    ("f4 == 0.1", "depends on numpy"),
    ("long_double == 1", "depends on numpy"), ("n == 'x'", "depends on numpy"),
    ("None in np_objects", "numpy.ndarray.__contains__"), ("bool(np_empty)", "in some versions"),
    ("np_ints.sum()", "would have to run"), ("int(long_double)", "not converted"),
]
VIEWS_REFUSED = [("mv_text == b'hello'", "memoryview.__eq__"), ("mv_text.tobytes()", "would have to run"),
                 ("mv_text.hex()", "would have to run|no attribute")]


CONTAINERS = """
pool["a"]
pool["b"][1]
pool["z"]
len(pool)
list(pool)
[x for x in pool]
sum(pool)
"a" in pool
1 in pool
"z" not in pool
bool(pool)
not empty_pool
len(empty_pool)
pool_of_pools["a"]
len(pool_of_pools)
list(pool_of_pools)
"b" in pool_of_pools
kept.get_number()
pool.deeper.get_number()[1]
kept.constant()
kept.nothing()
counter["a"]
counter["zz"]
counter.get("zz")
missing["a"]
len(weak_set)
sorted(k.number for k in weak_set)
kept in weak_set
7 in weak_set
"""

CONTAINERS_3 = """
user_dict["a"]
user_dict["z"]
len(user_dict)
list(user_dict)
"a" in user_dict
user_dict.get("b")
user_dict.get("z")
user_dict.get("z", 7)
bool(user_dict)
user_list[0]
user_list[-1]
user_list[7]
user_list["x"]
len(user_list)
list(user_list)
[2] in user_list
sorted(len(str(x)) for x in user_list)
len(user_text)
"ell" in user_text
chain["a"]
chain["b"]
chain["c"]
chain["q"]
chain.get("c")
chain.get("q", 8)
len(chain)
"z" in chain
"q" in chain
weak_values["a"].number
weak_values["c"]
weak_values["q"]
weak_values.get("b").number
weak_values.get("q")
len(weak_values)
sorted(weak_values)
"a" in weak_values
"c" in weak_values
weak_keys[kept]
weak_keys["q"]
weak_keys.get(other)
len(weak_keys)
sorted(k.number for k in weak_keys)
kept in weak_keys
environ["PART"]
environ["PART_UNICODE"]
environ["PART_NOT"]
environ.get("PART")
environ.get("PART_NOT")
environ.get("PART_NOT", "none")
"PART" in environ
"PART_NOT" in environ
len(environ)
sorted(environ)
[n for n in environ if n.startswith("PART")]
environ_bytes[b"PART"]
b"PART" in environ_bytes
environ[b"PART"]
"""

# chain.get() of 3.6 is a method of its own.
CONTAINERS_REFUSED = [
    ("reversed_pool['a']", "ReversedPool.__getitem__"), ("list(reversed_pool)", "__iter__"),
    ("'a' in reversed_pool", "__contains__"), ("len(counted)", "Counted.__len__"),
    ("missing['zz']", "Missing.__missing__"), ("kept.doubled()", "would have to run"),
    ("itself['a']", "RecursionError"),
]


def lines(text):
    return [line for line in text.split("\n") if line]

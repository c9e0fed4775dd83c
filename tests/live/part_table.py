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
c > 1
c >= 1
c < 1
1 < c
c > 1 + 1j
c < 1 + 3j
c <= c
sorted([c, 1])
sorted([2, c, 0.5])
float(c)
int(c)
"%d" % c
"%.1f" % c
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


MOMENTS = "\n".join(
    line % op for op in ("==", "!=", "<", ">=") for line in """
day %s next_day
day %s day
day %s sub_day
noon %s later
later %s noon
noon %s noon
zoned %s zoned_later
clock %s midnight
delta %s negative
negative %s nothing
day %s noon
""".split("\n") if line) + """
day == 5
day != None
day < 5
noon == None
noon is None
noon >= "x"
delta == 3
delta < 3
noon == zoned
next_day - day
day - next_day
last_day - first_day
first_day - last_day
day - days
day + days
days + day
day + negative
day - delta
sub_day - day
later - noon
noon - later
noon + delta
noon - delta
noon + negative
zoned_later - zoned
last_day + days
first_day - days
last_day + huge
huge + huge
huge - huge
delta + negative
delta - negative
delta * 3
-3 * delta
negative * 2
delta // 2
delta // 7
negative // 2
delta // 0
-delta
+delta
-negative
abs(negative)
abs(delta)
delta + 1
day + 1
day + day
noon * 2
clock - clock
clock + delta
noon - day
~delta
bool(delta)
not nothing
bool(day)
bool(noon)
(next_day - day).days
(later - noon).seconds
(later - noon).microseconds
(later - noon).total_seconds()
delta.total_seconds()
negative.total_seconds()
tiny.total_seconds()
huge.total_seconds()
(day + days).year
(day + days).month
(day + days).day
(noon + delta).hour
(noon + delta).minute
(noon + delta).second
(noon + delta).microsecond
(noon + delta).tzinfo
type(next_day - day)
type(noon + delta)
type(day + days).__name__
isinstance(next_day - day, type(delta))
day in [next_day, day]
day in (None, 5, noon)
day in by_day
by_day[day]
by_day[next_day - (next_day - day)]
by_day[noon]
next_day in by_day
by_delta[delta]
by_delta[delta - delta]
{day: 1}[sub_day]
sorted([later, noon])
max(day, next_day)
min([delta, negative, nothing])
sum([delta, days], nothing)
[x for x in [day, next_day] if x > day]
[d for d in range(3) if day + days * d > next_day]
noon < later < noon + days * 1000
"days" if delta > nothing else "none"
first_day + (last_day - first_day)
str(day == day)
"%s" % (noon == later)
str(day)
str(noon)
str(later)
str(clock)
str(midnight)
str(delta)
str(negative)
str(nothing)
str(huge)
str(tiny)
str(days)
str(-days)
str(day + days)
str(noon + delta)
str(next_day - day)
"%s" % noon
"%s %s" % (day, delta)
"{}".format(noon)
"{}".format(delta)
format(day)
format(clock, "")
str(sub_day)
day.isoformat()
noon.isoformat()
later.isoformat()
noon.isoformat(" ")
noon.isoformat("x")
clock.isoformat()
midnight.isoformat()
sub_day.isoformat()
(noon + delta).isoformat()
(day + days).isoformat()
(day + days).weekday()
day.weekday()
sub_day.isoweekday()
noon.toordinal()
first_day.toordinal()
last_day.isoweekday()
noon.date()
noon.date() == day
noon.time()
noon.timetz()
noon.time().hour
noon.time().isoformat()
str(noon.date())
(noon + delta).time()
(noon + delta).date().year
noon.time().tzinfo
day.replace(year=2025, month=3)
day.replace(2023, 1, 2)
day.replace(2023)
day.replace(year=0)
day.replace(month=13)
day.replace(day=31)
day.replace()
noon.replace(hour=5, microsecond=7)
noon.replace(2020)
noon.replace(hour=24)
noon.replace(minute=-1)
noon.replace(second=60)
noon.replace(microsecond=10**6)
noon.replace(tzinfo=None)
zoned.replace(tzinfo=None)
clock.replace(hour=1)
clock.replace(5, 6, 7, 8)
clock.replace(hour="x")
day.replace(hour=3)
noon.strftime("%Y-%m-%d %H:%M:%S.%f")
noon.strftime("%j %y %I %% x")
noon.strftime("%F %T")
noon.strftime("")
later.strftime("%I:%M")
midnight.strftime("%H %I")
day.strftime("%d/%m/%Y %H")
day.strftime(format="%d")
clock.strftime("%H:%M")
clock.strftime("%j")
(day + days).strftime("%d.%m.%Y")
noon.strftime("%z|")
format(noon, "%Y")
"{:%d.%m.%Y}".format(day)
"{0:%H:%M}".format(clock)
"{:%Y-%m-%d}".format(noon + delta)
format(delta, "x")
noon.utcoffset()
clock.utcoffset()
delta.total_seconds()
(later - noon).total_seconds()
sorted([noon, later], key=type(noon).date)
[d.isoformat() for d in [day, next_day]]
{noon.date(): 1}[day]
noon.time() < later.time()
max(str(d) for d in [day, next_day])
noon.date() + days
"""

MOMENTS_3 = """
str(utc_noon)
str(east_noon)
str(east_clock)
utc_noon.isoformat()
east_noon.isoformat(" ")
east_noon.isoformat(timespec="minutes")
noon.isoformat(timespec="hours")
noon.isoformat(timespec="milliseconds")
noon.isoformat(timespec="microseconds")
noon.isoformat("T", "seconds")
noon.isoformat(sep=" ", timespec="auto")
noon.isoformat(timespec="x")
clock.isoformat(timespec="seconds")
clock.isoformat("minutes")
east_clock.isoformat()
east_clock.utcoffset()
east_noon.utcoffset()
utc_noon.utcoffset()
east_noon.timetz()
east_noon.timetz().tzinfo
east_noon.time()
east_noon.date()
utc_noon.timestamp()
east_noon.timestamp()
(utc_noon + delta).timestamp()
east_noon.replace(tzinfo=None)
noon.replace(tzinfo=utc_noon.tzinfo)
noon.replace(tzinfo=east_noon.tzinfo).timestamp()
noon.replace(fold=1)
noon.replace(fold=1).fold
noon.replace(fold=2)
noon.replace(fold=1).time()
clock.replace(fold=1, hour=3)
east_noon.strftime("%H %z")
f"{noon:%H:%M}"
f"{day}"
f"{delta}"
f"{utc_noon}"
west_noon.isoformat()
west_noon.timestamp()
str(west_noon)
west_noon.strftime("%z")
west_noon.utcoffset()
delta / 2
delta / 3
negative / 7
tiny / 2
(tiny * 3) / 2
delta / negative
delta / nothing
delta // negative
negative // delta
delta // nothing
delta % negative
negative % days
delta % nothing
delta / 0
utc_noon == east_noon
utc_noon < east_noon
utc_noon == same_noon
utc_noon - east_noon
utc_noon - same_noon
east_noon - utc_noon
utc_noon - noon
utc_noon == noon
utc_noon < noon
utc_noon + delta
east_noon - delta
(east_noon - delta).tzinfo
east_clock == utc_clock
east_clock < utc_clock
clock == utc_clock
clock < utc_clock
by_moment[utc_noon]
by_moment[same_noon]
east_noon in by_moment
{same_noon: 1}[utc_noon]
"""

MOMENTS_REFUSED = [
    ("zoned == noon.__class__ if 0 else zoned - same_zone.replace", "would have to run|stands for"),
    ("zoned in by_day", "Zone.utcoffset"), ("own_less < noon", "OwnLess.__lt__"),
    ("sub_day + days", "its own code"), ("delta * 2.5", "float"), ("divmod(delta, days)", "__divmod__|unsupported operand"),
    ("delta * 10 ** 30", "so large|OverflowError"),
    ("str(zoned)", "Zone.utcoffset"), ("zoned.isoformat()", "Zone.utcoffset"), ("zoned.strftime('%H')", "Zone.utcoffset"),
    ("zoned.utcoffset()", "Zone.utcoffset"), ("noon.replace(tzinfo=zone)", "would have to run"),
    ("noon.strftime('%A')", "what strftime.. makes of %A is not known"), ("format(day, '%B %Y')", "of %B is not known"),
    ("noon.strftime('%')", "is not known"), ("first_day.strftime('%Y')", "so early a year"), ("noon.strftime(u'\\xe9')", "ASCII only|would have to run"),
    ("noon.timestamp()", "goes by the local time|AttributeError"), ("sub_day.strftime('%d')", "strftime would have to run"),
    ("format(sub_day, '%d')", "strftime would have to run"), ("sub_day.replace(year=1)", "replace would have to run"),
    ("str(own_iso)", "OwnIso.isoformat would have to run"), ("'%s' % own_iso", "OwnIso.isoformat would have to run"),
    ("own_iso.isoformat()", "own_iso.isoformat would have to run"), ("format(own_iso)", "OwnIso.isoformat would have to run"),
    ("day.replace(year=10**20)", "would have to run"), ("noon.isoformat('ab')", "would have to run"),
    ("noon.astimezone()", "would have to run|TypeError"), ("delta.replace(days=1)", "no attribute 'replace'"),
]

EXACT = """
"%.2f" % n_price
"%g %e" % (n_price, n_half)
"%5.1f|" % n_third
n_one == 1
1 == n_one
n_one == n_one_and_zeros
n_one != n_half
n_half == 0.5
0.5 == n_half
n_half == n_half_too
n_half_too == n_half
n_one < n_half
n_half < 1
2 >= n_one
n_large > 10 ** 29
n_large == 10 ** 30
n_small > 0
n_negative < n_small
n_nan == n_nan
n_nan != 1
n_infinite > n_large
n_less < n_negative
n_infinite == float("inf")
n_less == float("-inf")
n_one == None
n_one == "1"
n_one < "1"
n_one in [5, 1]
n_one in {1: 2}
n_price in n_by_price
n_by_price[n_price]
n_by_price[1]
n_by_price[n_one_and_zeros]
{1: "int"}[n_one]
{0.5: "float"}[n_half]
hash(n_one) == hash(1)
hash(n_half) == hash(0.5)
hash(n_large) == hash(10 ** 30)
hash(n_negative)
hash(n_small)
hash(n_price)
hash(n_infinite)
hash(n_less)
int(n_negative)
int(n_price)
int(n_large)
int(n_nan)
int(n_infinite)
float(n_price)
float(n_small)
float(n_negative)
float(n_infinite)
bool(n_zero)
not n_one
bool(n_nan)
"big" if n_price > 5 else "small"
sorted([n_one, n_half, n_negative])
max(n_one, n_half, 3)
[p for p in n_by_price if p > 2]
n_third == n_third
n_third < n_half_too
n_third < 0.5
n_third > 0
n_two == 2
2 == n_two
n_two == 2.0
n_two != n_minus
n_minus < -2
n_third == "x"
n_third < "x"
n_by_fraction[n_half_too]
'%.2f' % n_price
'%.3g|%e' % (n_negative, n_half)
'%d %i' % (n_price, n_negative)
'%5.1f%%' % (n_third,)
'%d' % (n_minus,)
'%x' % n_one
'%d' % n_a_uuid
'%f' % n_a_uuid
'%d' % n_infinite
'%f' % n_infinite
float(n_minus_zero)
'%.1f' % n_minus_zero
n_price.real
n_minus_zero.real
n_by_fraction[n_two]
n_by_fraction[0.5]
n_two in n_by_fraction
n_third in n_by_fraction
hash(n_third)
hash(n_minus)
int(n_minus)
float(n_third)
bool(n_third)
float("nan") == n_third
n_a_uuid == n_same_uuid
n_a_uuid != n_other_uuid
n_a_uuid < n_other_uuid
n_a_uuid >= n_other_uuid
n_a_uuid == 5
n_a_uuid == None
n_a_uuid < 5
n_by_uuid[n_a_uuid]
n_by_uuid[n_same_uuid]
n_other_uuid in n_by_uuid
n_a_uuid in [n_other_uuid, n_same_uuid]
sorted([n_other_uuid, n_a_uuid])
hash(n_a_uuid) == hash(5)
int(n_other_uuid)
n_path.parent
n_path.parent.name
n_path.parent.parent
n_path.parent.parent.parent
n_pure_path.parent
n_pure_path.parent.parent
n_path.parent.parts
type(n_path.parent)
str(n_path)
str(n_path.parent)
str(n_no_path)
str(n_pure_path)
"%s" % n_path
n_path == n_same_path
n_path != n_pure_path
n_path.parent == n_same_path.parent
n_path == "x"
n_path is None
n_by_path[n_path]
n_by_path[n_same_path]
n_pure_path in n_by_path
[p for p in n_by_path if p.parent.name == "tmp"]
n_address == n_same_address
n_address != n_next_address
n_address < n_next_address
n_address == "10.0.0.1"
n_by_address[n_same_address]
n_next_address in n_by_address
int(n_address)
"""

EXACT_REFUSED = [
    ("7 % n_one", "context"), ("7 - n_one", "context"),
    ("n_one + 1", "context"), ("n_one * n_half", "context"), ("-n_one", "__neg__"),
    ("n_nan < 1", "traps"), ("n_one < 0.5", "traps"), ("n_signals == 1", "traps"),
    ("n_own_fraction == 1", "OwnFraction.__eq__"), ("n_own_fraction < 1", "OwnFraction.__lt__"),
    ("n_third + 1", "Fraction.__add__"), ("n_path / 'x'", "would have to run"),
    ("n_windows_path == n_path", "would have to run"), ("n_path < n_same_path", "would have to run"), ("n_address <= n_next_address", "would have to run"),
]

CTYPES = """
c_five
c_five.value
c_simple
[x.value for x in c_simple[1:]]
c_derived.value
c_point.x
c_point.y
c_sub_point.x
c_sub_point.z
c_bits.a
c_bits.b
c_bits.c
c_either.whole
c_either.real
c_big.number
c_big.more
c_box.point.x
c_box.point.y
c_box.shorts[1]
c_box.shorts[-1]
c_box.shorts[3]
list(c_box.shorts)
c_box.name
c_box.pointer[0]
c_box.pointer.contents
c_box.pointer.contents.value
c_box.raw
c_box.anything
c_box.wide
len(c_ints)
list(c_ints)
c_ints[0]
c_ints[-3]
c_ints[-4]
c_ints["x"]
2 in c_ints
7 in c_ints
sum(c_ints)
c_doubles[0]
c_points[1].x
[p.y for p in c_points]
len(c_points)
c_pointer.contents
c_pointer.contents.value
c_pointer[0]
c_null[0]
bool(c_null)
bool(c_pointer)
bool(c_five)
bool(c_zero)
bool(c_point)
c_to_points.contents.y
c_to_points[0].x
type(c_box.point)
type(c_box.shorts).__name__
isinstance(c_box.point, type(c_point))
len(c_point)
c_point.nothing
c_five.value + c_derived.value
"""

# In a form of our own, with what is in them: %s is the address.
CTYPES_SHOWN = [
    ("c_point", "<__main__.Point at %s {x=1, y=2.5}>"),
    ("c_sub_point", "<__main__.SubPoint at %s {x=1, y=2.0, z=%b'q'}>"),
    ("c_derived", "<__main__.Derived at %s 7>"),
    ("c_bits", "<__main__.Bits at %s {a=5%L, b=-3, c=9}>"),
    ("c_big", "<__main__.Big at %s {number=258, more=-2}>"),
    ("c_ints", "<__main__.c_int_Array_3 at %s [1, 2, 3]>"),
    ("c_points", "<__main__.Point_Array_2 at %s [{x=1, y=2.5}, {x=3, y=4.0}]>"),
    ("c_box.point", "<__main__.Point {x=1, y=2.5}>"),
    ("c_box.shorts", "<__main__.c_short_Array_3 [1, -2, 3]>"),
]

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
yes.real
no.real
yes.imag
yes.numerator
no.denominator
True.real
small_array.typecode
small_array.itemsize
doubles.typecode
doubles.itemsize
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
sorted(dict(keyed).items())
sorted(dict(keyed, x=3))
sorted(dict(**keyed))
opened.length()
list(opened)
"""

CONTAINERS_3 = """
{**keyed, "z": 0}
dict(user_dict)
dict(user_dict) == {"a": 1, "b": [2]}
{**user_dict}
dict(**user_dict)
sorted(dict(chain).items())
sorted(dict(chain, x=1).items())
sorted({**chain})
dict(of_pairs)
{**of_pairs}
dict(**of_pairs)
sorted(k + str(v.number) for k, v in dict(weak_values).items())
sorted(dict(weak_keys).values())
dict(environ)["PART"]
dict(environ_bytes)[b"PART"]
sorted(dict(environ)) == sorted(environ)
plain_dict.keys()
type(plain_dict.keys())
type(plain_dict.items()).__name__
ordered.keys()
ordered.values()
ordered.items()
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
    ("dict(keyed_anew)", "KeyedAnew.keys would have to run"), ("dict(unkeyed)", "Unkeyed.keys is a property"),
    ("dict(**unkeyed)", "Unkeyed.keys is a property"), ("dict(own_keys)", "keys would have to run"),
    ("closed.length()", "closed.length would have to run"), ("list(closed)", "Closed.__iter__ would have to run"),
]

# What stands in an object is asked by C code where that does not ask its class.
DERIVED = """
d_rows == [1, 2]
[1, 2] == d_rows
d_rows != d_rows[:]
d_rows < [1, 3]
1 in d_rows
"a" in d_rows
"a" in d_rows.shown
d_rows + [3]
[3] + d_rows
d_rows * 2
list(reversed(d_rows))
list(d_rows)
tuple(d_rows)
sorted(d_rows)
[x for x in d_rows]
list(zip(d_rows, "xy"))
list(map(str, d_rows))
list(enumerate(d_rows))
next(iter(d_rows))
set(d_rows) == set("abc")
dict(zip(d_rows, d_rows))["a"]
",".join(d_rows)
max(d_rows)
len(d_rows)
d_rows[0]
d_rows[:]
bool(d_rows)
[*d_rows, 0]
d_pair == (1, 2)
(1, 2) == d_pair
d_pair < (1, 3)
hash(d_pair) == hash((1, 2))
hash((d_pair, 3)) == hash(((1, 2), 3))
d_pair in {(1, 2): 3}
{(1, 2): 3}[d_pair]
1 in d_pair
"a" in d_pair
d_pair + (3,)
(3,) + d_pair
d_pair * 2
list(reversed(d_pair))
list(d_pair)
"%s-%s" % d_pair
next(iter(d_pair))
list(zip(d_pair, d_pair))
d_tags == {5}
{5} == d_tags
d_tags <= {5, 6}
d_tags >= {5}
d_tags < {5}
5 in d_tags
"a" in d_tags
(d_tags | {6}) == {5, 6}
({6} | d_tags) == {5, 6}
({5, 6} - d_tags) == {6}
({5, 6} & d_tags) == {5}
({5, 6} ^ d_tags) == {6}
set(d_tags)
frozenset(d_tags)
list(d_tags)
sorted(d_tags)
d_frozen == {5, 6}
d_frozen == frozenset([6, 5])
d_frozen in {frozenset([5, 6]): 1}
sorted(d_frozen)
set(d_frozen) == {5, 6}
len(d_frozen)
1 in d_waiting
"a" in d_waiting
d_waiting[0]
list(d_waiting)
list(reversed(d_waiting))
d_waiting == d_waiting
len(d_mapping)
d_mapping == {"k": 1}
{"k": 1} == d_mapping
d_mapping["k"]
"k" in d_mapping
list(d_mapping)
list(d_mapping.items())
list(d_mapping.values())
list(d_mapping.keys())
d_items == (1, 2)
list(d_items)
1 in d_items
list(d_long_bytes)
d_long_bytes == b"zz"
int(d_float_of_int)
d_float_of_int + 1
"%d" % d_float_of_int
str(d_plain)
"%s" % d_plain
"%s %d" % (d_plain, d_plain)
"{}".format(d_plain)
"{:>4}".format(d_plain)
str(d_plain_float)
"%s" % d_plain_float
"%d" % d_shown
"%x" % d_shown
"%.1f" % d_shown_float
"{:d}".format(d_shown)
"{:.1f}".format(d_shown_float)
d_shown + 1
hex(d_shown)
str(d_shown_str)
"%s" % d_shown_str
d_shown_str + "!"
sorted(set([1, "two", 3.0, None]) & {1, 3})
sorted({1, 3} & set([1, "two", 3.0, None]))
list({True} & {1})
list({1} & {True})
list({1, 2} & {True})
list({True} & {1, 2})
list(frozenset([1.0, 2.0]) & {1})
list({1} | {True})
list({True, 5} - {5})
"no" % d_remainder
"%d" % d_remainder
d_configured.host
d_configured.port
d_configured.nothing
getattr(d_configured, "host")
hasattr(d_configured, "port")
hasattr(d_configured, "nothing")
d_old_configured.host
d_old_configured.port
d_by_unicode
d_by_name
d_keyed[None]
None in d_keyed
d_keyed[d_day]
d_keyed[d_same_day]
d_same_day in d_keyed
d_keyed[d_at]
d_keyed[d_at + d_long_time - d_long_time]
d_keyed[d_hour]
d_keyed[d_long_time]
d_keyed[-d_long_time]
d_keyed[(1, None)]
d_keyed[len]
d_keyed.get(d_day)
d_same_day in d_keyed_set
None in d_keyed_set
(1, None) in d_keyed_set
len in d_keyed_set
5 in d_same_hash
None in d_same_hash
"""

DERIVED_3 = """
"%d" % d_number
"%d" % d_listed
"%x" % d_flag
d_number + 1
d_number == 1
d_number.value
hex(d_listed)
f"{d_plain}"
f"{d_plain!s:>4}"
f"{d_shown:d}"
f"{d_float_of_int:d}"
(1, (None, d_day)) in d_keyed
d_keyed[d_price]
d_keyed[d_same_price]
d_keyed[range(3)]
range(0, 3, 1) in d_keyed
range(4) in d_keyed
...  in d_keyed
NotImplemented in d_keyed
frozenset("ba") in d_keyed
frozenset("ba") in d_keyed_set
frozenset() in d_keyed
d_there in d_keyed
d_configured.user
hash(None) == hash(d_keyed.get(0))
hash(frozenset([1, 2, None]))
hash(frozenset())
hash(frozenset(range(100)))
hash(range(3))
hash(range(5, 5))
hash(range(7, 8, 3))
hash(range(10 ** 30))
hash(d_day)
hash(d_at)
hash(d_at) == hash(d_there)
hash(d_there)
hash(d_hour)
hash(d_long_time)
hash(-d_long_time)
hash((None, d_day, ...))
"""

DERIVED_REFUSED = [
    ("list(reversed(d_items))", "TupleOfItems.__getitem__"), ("d_items[0]", "TupleOfItems.__getitem__"),
    ("list(reversed(d_long_bytes))", "LongBytes.__len__"), ("complex(d_float_of_int)", "FloatOfInt.__float__"),
    ("float(d_float_of_int)", "FloatOfInt.__float__"), ("'%f' % d_float_of_int", "FloatOfInt.__float__"),
    ("dict(d_mapping)", "Mapping.__iter__"), ("d_same_hash[d_day]", "Key.__eq__"),
    ("d_day in d_same_hash_set", "Key.__eq__"),
    ("str([d_waiting])", "what repr"), ("'%s' % d_waiting", "what repr"), ("str(d_tags)", "what repr"),
    ("'{}'.format(d_frozen)", "what repr"), ("str([d_ordering])", "what repr"), ("'%s' % d_ordering", "repr"),
    ("7 % d_remainder", "Remainder.__rmod__"), ("'%s' % d_remainder_str", "RemainderStr.__rmod__"),
]

# Those of which some versions have a __str__ of their own, which does not ask __repr__.
DERIVED_NAMED = """
str(d_shown)
str(d_shown_float)
"%s" % d_shown
"{}".format(d_shown)
format(d_shown_float)
str(d_named)
"%s" % d_named
"""

DERIVED_NAMED_3 = """
str(d_shown_complex)
"%s" % d_shown_complex
str(d_number)
str(d_real)
str(d_listed)
str(d_flag)
"%s" % d_number
"%s" % d_listed
f"{d_shown}"
f"{d_shown!s}"
f"{d_named}"
f"{d_number!s}"
f"{d_number}"
f"{d_real}"
f"{d_listed}"
f"{d_flag}"
"""


def lines(text):
    return [line for line in text.split("\n") if line]

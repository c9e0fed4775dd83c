# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions that fail, about what expressions.py has in its frame: each raises in Python."""

FAILING = r"""
nothing_at_all
nothing_at_all + 1
[y_y for x in numbers]
(lambda: nothing_at_all)()
text.nothing
number.nothing
None.nothing
numbers.nothing
d.nothing
plain.nothing
Plain.nothing
int.nothing
sys.nothing
plain.method.nothing
(1).nothing
(1.5).nothing
'a'.nothing
[].nothing
{}.nothing
().nothing
len.nothing
getattr(plain, 'nothing')
getattr(5, 'nothing')
getattr(plain, 5)
hasattr(plain, 5)
d['nope']
d[5]
d[None]
d[(1, 2)]
{}['x']
{1: 2}[3]
empty_dict['k']
counted[-1]
d[[]]
d[{}]
{[]: 1}
{{}: 1}
{[]}
set([[]])
frozenset([{}])
hash([])
hash({})
hash(s)
[] in d
{} in s
numbers[99]
numbers[-99]
numbers['a']
numbers[1.0]
numbers[None]
pair[99]
pair['a']
pair[None]
text[99]
text['a']
text[1.5]
raw[99]
raw['a']
array[99]
queue[99]
queue['a']
range(5)[9]
range(5)['a']
[][0]
()[0]
''[0]
numbers[::0]
text[::0]
numbers['a':]
number['a']
None[0]
len[0]
plain[0]
(1.5)[0]
True[0]
1 + 'a'
'a' + 1
'a' + None
None + 1
1 + None
[] + 1
[] + ()
() + []
1 + []
'a' - 'b'
'a' * 'b'
'a' * 1.5
[] * 'a'
[] * None
{} + {}
s + s
d | 1
s | [1]
s - [1]
s & 1
1 - 'a'
1 * None
1 / 'a'
1 // None
1 % None
1 ** 'a'
1 << 'a'
1 << 1.5
1.5 & 1
1.5 | 1
1 ^ 'a'
-'a'
+'a'
~'a'
~1.5
-None
-[]
~None
plain + 1
1 + plain
-plain
1 / 0
1 // 0
1 % 0
1.0 / 0
1.0 // 0
1.0 % 0
1 / 0.0
1j / 0
divmod(1, 0)
divmod(1.0, 0)
0 ** -1
0.0 ** -1
0j ** -1
pow(2, 3, 0)
1 << -1
1 >> -1
1j // 2
1j % 2
2.0 ** 10000
int('x')
int('')
int('12', 99)
int('z', 10)
int('1.5')
int(u'gr\xfc')
int(None)
int([])
int(1j)
int('5', 'a')
int(5, 10)
int(float('nan'))
int(float('inf'))
float('x')
float('')
float(None)
float([])
float(1j)
float(10 ** 400)
complex('x')
complex(None)
bool(1, 2)
str(1, 2, 3, 4)
chr(-1)
chr(0x110000)
chr('a')
ord('ab')
ord(5)
ord('')
len(5)
len(None)
len(plain)
len()
len(1, 2)
abs('x')
abs(None)
abs()
round('a')
round(None)
bin(1.5)
hex('a')
oct(None)
min()
max()
min([])
max([])
max(5)
min(1, 'a')
max([1, None])
sum(5)
sum(['a', 'b'])
sum([1, 'a'])
sum([[1]])
sum('ab', '')
sorted(5)
sorted([1, 'a'])
sorted([None, 1])
sorted()
reversed(5)
reversed({1})
list(5)
list(None)
tuple(5)
set(5)
dict(5)
dict([1])
dict([(1, 2, 3)])
dict(['a'])
dict(1, 2)
dict([[]])
enumerate(5)
zip(5)
zip([1], 5)
map(len, 5)
filter(None, 5)
iter(5)
iter(None)
next([])
next(5)
next(iter([]))
any(5)
all(None)
range('a')
range(1.5)
range(1, 2, 0)
range()
isinstance(5, 5)
isinstance(5, 'int')
isinstance(5)
issubclass(5, int)
issubclass(int, 5)
slice()
vars(5)
vars(1, 2)
type()
type(1, 2)
id()
repr()
5()
'a'()
None()
[]()
number()
5 in 5
5 in None
'a' in 5
5 in 'abc'
None in 'abc'
b'a' in u'abc'
5 in plain
1 < 'a'
'a' < 1
None < 1
[] < 1
[1] < ['a']
(1, 'a') < (1, 2)
1 < None
{} < {}
1j < 2
plain < plain
1 >= 'a'
None > None
s < 5
[*5]
[*None]
{**5}
{**[]}
len(*5)
dict(**5)
(lambda x: x)()
(lambda x, y: x)()
(lambda x, y, z: x)()
(lambda x: x)(1, 2)
(lambda: 1)(1)
(lambda x=1: x)(1, 2)
(lambda x: x)(y=1)
(lambda x: x)(1, x=2)
[a for a, b in [(1,)]]
[a for a, b in [(1, 2, 3)]]
[a for a, b in [5]]
[a for a in 5]
{a: 1 for a in None}
(lambda: (yy for x in [1]).nothing)()
'%d' % 'a'
'%d' % None
'%d' % 1.5j
'%x' % 1.5
'%x' % 'a'
'%c' % 'ab'
'%c' % -1
'%s %s' % 1
'%s' % (1, 2)
'%z' % 1
'%' % 1
'%(a)s' % 1
'%(a)s' % {}
'%*d' % ('a', 1)
'abc' % 5
'{}'.format()
'{a}'.format()
'{0[x]}'.format(numbers)
'{0.nothing}'.format(5)
'{'.format(1)
'}'.format(1)
'{:d}'.format('a')
'{:s}'.format(5)
'{:z}'.format(5)
'{!z}'.format(5)
format(5, 's')
format('a', 'd')
format(None, 'd')
format([], 'd')
format(1.5, 'd')
'a'.join(5)
'a'.join([1])
text.split('')
text.split(5)
text.replace(1, 2)
text.startswith(5)
text.strip(5)
u'\u20ac'.encode('ascii')
b'\xff'.decode('utf-8')
b'\xff'.decode('ascii')
raw + u'a'
u'a' + raw
array + 5
bytes(5, 5)
bytes('a')
bytes([256])
bytes(-1)
globals(1)
locals(1)
callable()
text.nothing(nothing_at_all)
numbers.nothing()
plain.nothing()
d.get()
d.keys(1)
"""

# What pyinspect refuses to evaluate at all, so that it has no exception to tell.
REFUSED = r"""
complex('x')
'a'.join([1])
text.split('')
text.split(5)
text.replace(1, 2)
text.startswith(5)
text.strip(5)
u'\u20ac'.encode('ascii')
b'\xff'.decode('utf-8')
b'\xff'.decode('ascii')
array + 5
bytes(5, 5)
bytes('a')
raw + u'a'
u'a' + raw
'%c' % 'ab'
'%c' % -1
"""

# Of which only the type is told: (versions from, before, why, the expressions).
TYPE_ALONE = [
    ((2, 7), (3, 0), "2.7 words what is the same to 3.x by the function that is in the way", r"""
(lambda: nothing_at_all)()
plain[0]
int(u'gr\xfc')
int('5', 'a')
float('x')
round('a')
round(None)
bin(1.5)
hex('a')
oct(None)
map(len, 5)
range('a')
range(1.5)
(lambda x: x)()
(lambda x, y: x)()
(lambda x, y, z: x)()
(lambda x: x)(1, 2)
(lambda x=1: x)(1, 2)
format(None, 'd')
format([], 'd')
"""),
    ((2, 7), (3, 10), "chr() had a way of its own to ask for an int", "chr('a')"),
    ((3, 6), (3, 7), "3.6 says so of all classes of Python code", "plain[0]"),
    ((2, 7), (3, 8), "zip() hid the exception of iter() behind its own", "zip(5)\nzip([1], 5)"),
    ((3, 14), (3, 15), "the length of the string is in the message", "'%c' % 'ab'"),
    ((3, 15), (4, 0), "places and numbers of the arguments are in the message", r"""
'%c' % 'ab'
'%s %s' % 1
'%s' % (1, 2)
'%z' % 1
'%' % 1
'%(a)s' % 1
'%*d' % ('a', 1)
'abc' % 5
"""),
]

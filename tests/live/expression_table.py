# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Expressions about what expressions.py has in its frame, one a line, and what is to be refused.
"""

OF_LIBRARIES_AND_VERSIONS = r"""
list(zip(numbers, words, strict=True))
list(zip([1,2],[3,4], strict=True))
list(zip([1],[3,4], strict=True))
list(zip([1],[2],[3,4], strict=True))
list(zip([1,2],[3], strict=False))
zip([1], foo=2)
1 | None
None | None
1 | int
"x" | int
int | 1
int | [1]
vars(plain.items)
vars(raw)
(1e300*-7)**2.5
(huge+huge*1j)**2
(1e300j)*(1e300j)
complex(1e300,1e300)**10
imaginary ** 1000
(1e200+1j)**2
complex(inf, 0) ** 2
complex(nan, 0) ** 2
complex(inf, 0) * 1j
complex(inf, nan) * complex(1, 1)
complex(huge, huge) * complex(huge, -huge)
complex(-inf, 1) * complex(nan, inf)
str(b"a", encoding="latin1")
str(b"a", "utf8")
str("b", object="b")
str(object=b"x")
bytes("a", "utf8")
bytes(text, encoding="ascii")
bytes(source=[1, 2])
unicode("a", "utf8")
unicode(string="a")
ordered.items()
ordered.keys()
ordered.values()
list(ordered)
list(ordered.items())
"a" in u"abc"
u"a" in "abc"
u"\xe9" in "abc"
"\xe9" in u"abc"
u"\xe9" in "\xe9"
"a" in u"\xe9a"
"a" in array
error.message
key_error.message
cmp(1, 2)
cmp("a", "a")
cmp([1, 2], [1])
cmp(big, 1)
cmp(d, d)
cmp(s, other_set)
cmp(nan, nan)
cmp(u"a", "b")
cmp((1, 2), (1, 3))
sys.stdin.closed
sys.stdout.closed
d.has_key("a")
d.has_key(5)
list(d.iteritems())
list(d.iterkeys())
list(d.itervalues())
sorted(d.iteritems())
list(d.viewkeys())
d.viewitems()
d.viewvalues()
"""

NAMES = r"""
number
dict(own_dict)
dict(**own_dict)
argument
enclosed
cache
of_module
None
True
False
Ellipsis
...
NotImplemented
__name__
unknown
unknown.x
own
enclosed['deep'][1][1]['k']
enclosed['deep'][1][1]["k"][0]
sys.version_info[0]
sys.modules['__main__'].cache['one']
sys.modules['__main__'].number
sys.modules['json'].__name__
json.decoder.__name__
sys.maxsize
os.path.sep
collections.OrderedDict.__name__
"""

ATTRIBUTES = r"""
plain.x
plain.me.me.me.x
plain.items
plain.items[-1]
plain.of_class
plain.of_instance['a']
child.of_class
child.more
child.x
child.__class__
child.__class__.__name__
Child.__mro__
Child.__bases__[0].__name__
Child.of_class
Plain.of_class[0]
plain.nothing
Plain.nothing
slots.a
slots.b
slots.c
slots_child.a
slots_child.c
slots_child.b_default
lazy.b
getattr(lazy, 'b', 5)
hasattr(lazy, 'b')
isinstance(claims, Claims)
hasattr(plain, 'method')
getattr(plain, 'x', 1)
of_module is None
sys.nothing
array[0]
array[-1]
array[1:3]
array[::-2]
array[-2:]
array[3:1]
array[3:5:-9223372036854775807]
raw[1:1:9223372036854775807]
array[2:4][1]
len(array[1:4])
list(array[1:4])
array[1:3] == b'rr'
114 in array[1:3]
array['x']
array[9]
raw[1:3]
raw[::-1]
raw[-1]
raw[9]
[array[:2]]
proxy == d
d == proxy
proxy != d
proxy == counted
proxy == proxy
proxy == 5
proxy in [d]
proxy['a']
proxy.get('nope', 3)
numbers == numbers
d != d
counted == counted
itself == itself
sorted(-(x * 79 % 4003) for x in range(4003))[:2]
described.seen
made.of_class
made.of_meta
Made.of_meta
Made.of_class
guarded.here
point._fields
Point._fields
(5).real
(5).imag
imaginary.real
imaginary.imag
(1 + 2j).imag
True.real
text.nothing
(1).nothing
None.nothing
[].nothing
sys.nothing
cut.start
cut.stop
cut.step
error.args
key_error.args[0]
Plain.__name__
Plain.__module__
int.__name__
str.__name__
type.__name__
outer.__name__
outer.__code__.co_argcount
outer.__code__.co_varnames
outer.__code__.co_cellvars
outer.__code__.co_freevars
sub_int.method.__code__.co_varnames
answer_all.__code__.co_cellvars
answer_all.__code__.co_varnames
Plain.__annotations__
getattr(plain, 'x')
getattr(plain, 'nothing', 5)
getattr(plain, 'nothing')
getattr(plain, 5)
hasattr(plain, 'x')
hasattr(plain, 'nothing')
hasattr(child, 'of_class')
isinstance(plain, Plain)
isinstance(child, Plain)
isinstance(plain, Child)
isinstance(plain, (Child, Plain))
isinstance(plain, (Child, (int, (Plain,))))
isinstance(5, int)
isinstance(True, int)
isinstance(text, str)
isinstance(5, 5)
isinstance(5, (str, 5))
isinstance(made, Made)
isinstance(Made, Meta)
isinstance(Made, type)
issubclass(Child, Plain)
issubclass(Plain, Child)
issubclass(bool, int)
issubclass(5, int)
issubclass(Made, object)
type(plain)
type(5)
type(text)
type(None)
type(Plain)
type(made)
type(Made)
type(1.5).__name__
type([]) is list
type(numbers) is list
type(d) == dict
type(queue).__name__
type(plain) is Plain
type(type(plain))
vars(plain)['x']
sorted(vars(plain))
sorted(vars(child))
sorted(vars(slots))
sorted(vars(5))
'of_class' in vars(Plain)
'x' in dir(plain)
'of_class' in dir(child)
'a' in dir(slots_child)
'nothing' in dir(plain)
callable(len)
callable(plain)
callable(Plain)
callable(outer)
callable(5)
"""

METHODS = r"""
sub_int.method
deeper.method
deeper.of_cls
sub_int.of_cls
SubInt.of_cls
SubSubInt.of_cls
SubInt.method
SubSubInt.method
SubInt.cached
sub_int.cached
sub_int.cached.__self__
[sub_int.method, (deeper.of_cls,)]
OldStyle.method.__name__
old.method.__name__
old.method.__self__ is old
isinstance(old_sub, OldStyle)
isinstance(old, OldStyleSub)
isinstance(old_mixed, OldStyle)
isinstance(5, OldStyle)
isinstance(old_sub, (int, OldStyle))
issubclass(OldStyleSub, OldStyle)
issubclass(OldStyle, OldStyleSub)
issubclass(OldStyleMixed, OldStyle)
issubclass(OldStyleSub, (int, OldStyle))
issubclass(SubInt, OldStyle)
OldStyle.__name__
OldStyleSub.__bases__[0] is OldStyle
"method" in OldStyle.__dict__
SubInt.__dict__['method'] is vars(SubInt)['method']
"method" in SubInt.__dict__
SubInt.__dict__.get('nothing')
len(SubInt.__dict__) == len(vars(SubInt))
sorted(SubInt.__dict__) == sorted(vars(SubInt))
SubInt.__dict__ == vars(SubInt)
sorted(plain.__dict__)
plain.__dict__['x']
vars(sys)['maxsize'] == sys.maxsize
vars(sys) is sys.__dict__
keys
pairs
ordered_keys
list(keys) == list(d)
list(values) == [d[k] for k in d]
list(pairs) == [(k, d[k]) for k in d]
len(keys) == len(d)
len(pairs)
[k for k in keys if k in d] == list(keys)
5 in keys
"nothing" in keys
list(keys)[0] in keys
list(values)[0] in values
list(pairs)[0] in pairs
bool(values)
not keys
sorted(ordered_keys)
list(ordered_keys) == list(keys) if sys.version_info[0] < 3 else list(ordered_keys)
dict(pairs) == d
keys[0]
len(doubles)
doubles[0]
doubles[-1]
doubles[3]
list(unsigned)
unsigned[1] + 1
sum(shorts)
max(shorts)
-7 in shorts
1000 in shorts
[x for x in shorts if x % 50 == 0]
bool(no_bytes)
len(no_bytes)
list(no_bytes)
no_bytes[0]
list(texts)
texts[1] == u"\u00e9"
sorted(doubles)
str(doubles)
old_sub.__class__.__name__
vars(old)
vars(old_sub)
"method" in vars(OldStyle)
bool(old)
not old_sub
old and 1
old == old
old == old_sub
old != old_sub
old == 5
{old: 1}[old]
old in [old_sub, old]
old in {old: 1}
"kept" in dir(old)
"method" in dir(old_sub)
"method" in dir(OldStyleSub)
old.nothing
'%s' % 'h\xc3\xa9'
'%-8s|' % 'h\xc3\xa9'
'%s %s' % ('h\xc3\xa9', text)
u'%s' % 'abc'
'%s' % u'abc'
'%s %c' % ('abc', u'x')
'%(a)s' % {'a': 'h\xc3\xa9'}
str(array)
int(True / 2 ** 64)
plain.method.__self__ is plain
child.method.__self__ is child
plain.of_cls.__self__
child.of_cls.__self__
child.of_cls.__func__.__name__
text.upper
numbers.append
d.fromkeys
dict.fromkeys
one.__add__
numbers.__len__
json.__dir__
sub_int.method.__self__
sub_int.method.__func__
sub_int.method.im_self
sub_int.method.im_func
sub_int.method.im_class
SubInt.method.__self__
sub_int.method.__name__
sub_int.method.__qualname__
sub_int.method.__code__.co_name
sub_int.method.__doc__
sub_int.method.__module__
sub_int.method.__dict__
sub_int.method.mark
sub_int.method.nothing
sub_int.method is None
sub_int.method is sub_int.method
sub_int.method is bound
[m is m for m in [sub_int.method]]
sub_int.method == sub_int.method
sub_int.method != sub_int.method
sub_int.method == deeper.method
sub_int.method == sub_int.of_cls
sub_int.method == bound
bound == sub_int.method
bound == bound
bound != deeper.method
deeper.of_cls == of_class
sub_int.of_cls == of_class
sub_int.method == 5
sub_int.method in [bound]
sub_int.method in {bound: 1}
{sub_int.method: 5}[bound]
{bound: 5}[sub_int.method]
handlers[sub_int.method]
handlers.get(plain.method, 3)
{sub_int.method, bound} == {bound}
sub_int.method and 1
not sub_int.method
callable(sub_int.method)
callable(sub_int.of_cls)
hasattr(plain, 'of_cls')
getattr(sub_int, 'method', 1)
len(sub_int.method)
sub_int.method[0]
sub_int.method + 1
sub_int.method < 1
list(sub_int.method)
[m.__name__ for m in [plain.method, bound, child.of_cls]]
type(sub_int.method)
type(sub_int.method).__name__
type(sub_int.method) is type(bound)
isinstance(sub_int.method, types.MethodType)
sub_int.method.__class__
'mark' in dir(sub_int.method)
'__func__' in dir(sub_int.method)
sorted(vars(sub_int.method))
str(sub_int.method)
repr(sub_int.method)
"""

# Before 3.15 these are names that are not defined.
FROZEN = r"""
fd
sub_fd
fd_empty
fd_keys
fd_items
fd['a']
sub_fd['a']
fd['q']
fd[[]]
sub_fd['q']
fd.get('a')
fd.get('q', 5)
len(fd)
len(fd_empty)
bool(fd_empty)
not sub_fd
'a' in fd
'q' in fd
[] in fd
list(fd)
list(fd_turned.items())
list(fd.keys())
sorted(fd.values())
fd.items()
fd == fd_turned
fd == {'a': 1, 'b': 2}
{'a': 1, 'b': 2} == fd
fd != {'a': 1}
fd == sub_fd
fd < fd
fd == 5
dict(fd)
dict(fd, z=1)
{fd: 1}[fd_turned]
{fd, fd_turned} == {fd}
by_fd[fd]
by_fd[fd_turned]
by_fd.get(sub_fd, 3)
fd_turned in by_fd
hash(fd_of_list)
{fd_of_list: 1}
fd.nothing
type(fd)
isinstance(fd, dict)
isinstance(sub_fd, frozendict)
'%(a)s' % fd
sorted(vars(sub_fd))
nothing_given
told
[told, nothing_given]
nothing_given.__name__
nothing_given is nothing_given
nothing_given == told
{told: 1}[told]
"""

# Exact str and bytes; what no version does otherwise.
TEXT_METHODS = r"""
text.upper()
'MiXed 1!'.upper()
'MiXed 1!'.lower()
''.upper()
''.lower()
b'aBc\xe9'.upper()
b'aBc\xe9'.lower()
raw.upper()
quoted.strip()
' \t\n x y \r\v\f'.strip()
'\x1c\x1f x \x1d'.strip()
u'\x1c\x1f x \x1d'.strip()
b'\x1c x \x0b'.strip()
u'\xa0x\u2003\u3000'.strip() if PY3 else 0
''.strip()
'   '.strip()
'xxabxx'.strip('x')
'xxabxx'.lstrip('x')
'xxabxx'.rstrip('x')
'xyab'.strip('yx')
'ab'.strip('')
'ab '.strip(None) if PY3 else 'ab'
b'xxabxx'.strip(b'x')
'a b  c'.split()
' a b  c '.split()
''.split()
'   '.split()
''.split(',')
'a,b,,c'.split(',')
',a,'.split(',')
'a,b,c'.split(',', 1)
'a,b,c'.split(',', 0)
'a,b,c'.split(',', -1)
'a b c '.split(None, 1)
' a b c '.split(None, 0)
' a  b c '.split(None, 2)
'a b'.split(sep=' ') if PY3 else ['a', 'b']
'a b c'.split(maxsplit=1) if PY3 else ['a', 'b c']
'a--b-c'.split('--')
'a'.split('')
'aaa'.split('aa')
b'a b'.split()
b'a,b'.split(b',')
raw.split(b'b')
wide.split(u' ')
'a\x1cb c'.split()
u'a\x1cb c'.split()
', '.join(words)
''.join(words)
'-'.join('abc')
'-'.join([])
'-'.join(['one'])
'-'.join(w for w in words if 'e' in w)
b'-'.join([b'a', b'bc'])
b'-'.join([b'\xff', raw])
u'\u4e2d'.join([wide, wide])
'-'.join(d.keys()) in ('a-b', 'b-a')
text.startswith('abc')
text.startswith('bc')
text.startswith('')
text.startswith(('x', 'ab'))
text.startswith(())
''.startswith('a')
text.endswith('def')
text.endswith('x')
text.endswith(('x', 'f'))
raw.startswith(b'\x00a')
raw.endswith(b'\xff')
wide.startswith(u'gr\xfc')
text.replace('bc', 'X')
text.replace('q', 'X')
'aaaa'.replace('a', 'bb')
'aaaa'.replace('aa', '')
'aaaa'.replace('a', 'b', 2)
'aaaa'.replace('a', 'b', 0)
'aaaa'.replace('a', 'b', -1)
'abab'.replace('ab', 'ab')
b'a\x00b'.replace(b'\x00', b'--')
wide.replace(u'\u4e2d', u'x')
wide.encode() if PY3 else 0
u'ascii'.encode()
str(b'gr\xc3\xbc', 'utf8') if PY3 else unicode(b'gr\xc3\xbc', 'utf8')
bytes(u'gr\xfc', 'latin-1') if PY3 else 0
wide.encode('utf-8')
wide.encode("UTF8")
u'gr\xfc'.encode('latin-1')
u'gr\xfc'.encode(encoding='iso-8859-1')
u'ascii'.encode('us-ascii')
u'a\x00b'.encode('utf_8')
b'gr\xfc'.decode('latin1')
b'gr\xc3\xbc'.decode('utf8')
b'ascii'.decode(encoding='ascii')
b'ascii'.decode()
b'gr\xc3\xbc'.decode() if PY3 else 0
b'a\x00b'.decode()
text.strip().upper().split('C')
[w.upper() for w in words if w.startswith(('p', 'f'))]
[k for k in d if k.startswith('a')]
sorted(set(w.lower() for w in words))
sum(line.startswith('a') for line in ['ab', 'b', 'a'])
d.get('a').nothing
"""

TEXT_PARTS = r"""
text.find('cd')
text.find('cd', 3)
text.find('cd', 0, 3)
text.find('', 6)
text.find('', 7)
text.find('', -100)
text.find('f', -1)
text.find('a', None, None)
text.find('x', 10**30)
text.find('b', -10**30, 10**30)
text.rfind('c')
text.rfind('')
text.rfind('', 2, 4)
text.rfind('', 9)
text.index('cd')
text.index('x')
text.index('cd', 3)
text.rindex('d')
text.rindex('x')
text.count('')
text.count('', 3)
text.count('', 7)
text.count('', 6)
text.count('a')
'aaaa'.count('aa')
'aaaa'.count('a', 1, 3)
'abab'.rfind('ab')
'abab'.find('ab', 1)
text.find(5)
text.find(None)
text.find('a', 'b')
text.find('a', 1.5)
text.find([])
raw.find(b'a')
raw.find(97) if PY3 else 1
raw.find(300) if PY3 else 1
raw.index(98) if PY3 else 1
raw.index(b'q')
raw.count(b'a')
raw.count(0) if PY3 else 0
raw.rfind(b'')
wide.find(u'\u4e2d')
wide.count(u'\xfc')
astral.find(u'b') if PY3 else 0
u'\u0100\u0001'.find(u'\x01')
u'\x00\x00\u0100'.find(u'\u0100')
array.find(b'r')
array.count(b'r')
array.index(b'y')
array.upper()
raw.hex() if PY3 else 0
array.hex() if PY3 else 0
raw.hex()
text.hex()
array.split(b'r')
array.partition(b'r')
array.partition(b'q')
array.rpartition(b'q')
array.replace(b'r', b'xx')
array.startswith(b'arr')
array.strip(b'ay')
array.title()
array.center(11, b'*')
array.decode()
array.join([b'a', b'b'])
array.splitlines()
array.isalpha()
text.title()
'hello wORLD it\'s 3rd x'.title()
''.title()
'hELLO wORLD'.capitalize()
'hELLO wORLD'.swapcase()
b'hELLO w\xe9rld'.swapcase()
b'hELLO w\xe9rld'.title()
b'hELLO w\xe9rld'.capitalize()
''.capitalize()
'ABC'.casefold() if PY3 else 0
text.ljust(10)
text.ljust(10, '*')
text.ljust(3)
text.rjust(10)
text.rjust(-5)
text.center(10)
text.center(9)
text.center(9, '*')
'ab'.center(5, '*')
'abc'.center(6, '*')
''.center(3, '*')
text.center(10, '') if PY3 else 0
text.center(10, 'ab') if PY3 else 0
text.ljust('x')
text.ljust(1.5)
raw.ljust(8, b'.')
raw.rjust(8)
raw.center(9)
'42'.zfill(5)
'-42'.zfill(5)
'+42'.zfill(5)
'+'.zfill(3)
''.zfill(3)
'abc'.zfill(2)
'--1'.zfill(5)
b'-42'.zfill(5)
'a\tb'.expandtabs()
'a\tb'.expandtabs(4)
'a\tb\n\tc\rd\t'.expandtabs(3)
'a\tb'.expandtabs(0)
'a\tb'.expandtabs(-1)
'a\tb'.expandtabs(tabsize=2) if PY3 else 0
b'a\tb'.expandtabs(2)
'\t\t'.expandtabs(1)
'a\nb\r\nc\rd'.splitlines()
'a\nb\r\nc\rd'.splitlines(True)
'a\n\nb\n'.splitlines()
'a\n\nb\n'.splitlines(True)
''.splitlines()
'\n'.splitlines()
u'a\x0bb\x0cc\x1cd\x1ee\x85f\u2028g\u2029h'.splitlines()
u'a\x0bb\x0cc\x1cd\x1ee\x85f\u2028g\u2029h'.splitlines(True)
b'a\x0bb\x0cc\x1cd\nx\ry\r\nz'.splitlines()
'a\nb'.splitlines(keepends=True) if PY3 else 0
'a\nb'.splitlines(0)
'a-b-c'.partition('-')
'a-b-c'.rpartition('-')
'abc'.partition('-')
'abc'.rpartition('-')
'a'.partition('')
'-a'.partition('-')
'a-'.rpartition('-')
raw.partition(b'a')
'a,b,c'.rsplit(',')
'a,b,c'.rsplit(',', 1)
'a,b,c'.rsplit(',', 0)
'aaaa'.rsplit('aa')
'aaaaa'.rsplit('aa', 1)
' a b  c '.rsplit()
' a b  c '.rsplit(None, 1)
' a b  c '.rsplit(None, 0)
' a b  c '.rsplit(None, 5)
'a b'.rsplit(maxsplit=1) if PY3 else 0
''.rsplit(',')
''.rsplit()
'a'.rsplit('')
b'a b c'.rsplit(b' ', 1)
text.removeprefix('abc')
text.removeprefix('bc')
text.removesuffix('ef')
text.removesuffix('')
text.removeprefix('')
raw.removeprefix(b'\x00')
''.removesuffix('a')
'123'.isdigit()
'12a'.isdigit()
''.isdigit()
'123'.isdecimal() if PY3 else 0
'123'.isnumeric() if PY3 else 0
u'123'.isnumeric()
'abc'.isalpha()
'ab1'.isalpha()
'ab1'.isalnum()
'ab 1'.isalnum()
''.isalnum()
' \t\n'.isspace()
' a'.isspace()
''.isspace()
u' \u3000\x1c'.isspace() if PY3 else 0
'\x1c'.isspace()
'abc'.islower()
'aBc'.islower()
'1a'.islower()
'11'.islower()
''.islower()
'ABC1'.isupper()
'ABc'.isupper()
'12'.isupper()
'Ab Cd'.istitle()
'Ab cd'.istitle()
'AB'.istitle()
'3Rd'.istitle()
'1'.istitle()
''.istitle()
'A1b'.istitle()
'A1B'.istitle()
'abc_1'.isidentifier() if PY3 else 0
'1abc'.isidentifier() if PY3 else 0
''.isidentifier() if PY3 else 0
'a-b'.isidentifier() if PY3 else 0
'abc'.isprintable() if PY3 else 0
'a\n'.isprintable() if PY3 else 0
''.isprintable() if PY3 else 0
wide.isprintable() if PY3 else 0
'abc'.isascii()
wide.isascii()
''.isascii()
b'abc'.isascii()
b'\xe9'.isascii()
b'abc\xe9'.isalpha() if PY3 else 0
b'abc\xe9'.islower() if PY3 else 0
b'ABC\xe9'.isupper() if PY3 else 0
b'Ab\xe9Cd'.istitle() if PY3 else 0
b'123'.isdigit()
b'\x1c'.isspace()
u'a\xfc'.isdigit()
u'A\xfc'.islower()
u'a b\xfc'.isalpha()
text.replace('', '-')
text.replace('', '-', 3)
text.replace('', '-', 0)
text.replace('', '')
''.replace('', 'x')
b'ab'.replace(b'', b'-')
text.startswith('bc', 1)
text.startswith('bc', 1, 2)
text.startswith('', 6)
text.startswith('', 7)
text.startswith(('x', 'cd'), 2)
text.endswith('de', 0, 5)
text.endswith('de', -3, -1)
text.endswith('', 7)
sub_str.upper()
sub_str.find('b')
sub_str.partition('u')
type(sub_str.partition('x')[0]).__name__
type(sub_str.partition('x')[1]).__name__
type('asubb'.partition(sub_str)[1]).__name__
type(sub_str.strip()).__name__
text.strip(sub_str)
'asubb'.split(sub_str)
'asubb'.replace(sub_str, 'X')
sub_str.join(['a', 'b'])
', '.join([sub_str, 'x'])
sub_str.startswith('s')
sub_str.nothing()
text.nothing()
[type(sub_str.replace('q', 'x')).__name__, type(sub_str.replace('s', 's')).__name__]
[type(sub_str.ljust(1)).__name__, type(sub_str.center(1)).__name__, type(sub_str.zfill(1)).__name__]
[type(sub_str.expandtabs()).__name__, type(sub_str.lower()).__name__, type(sub_str.title()).__name__]
[type(x).__name__ for x in sub_str.split() + sub_str.split('q') + sub_str.rsplit('q') + sub_str.splitlines()]
[type(sub_str.swapcase()).__name__, type(sub_str.capitalize()).__name__]
[type(x).__name__ for x in sub_str.rpartition('q')]
type(sub_str.removeprefix('q')).__name__
type(sub_str.removesuffix('')).__name__
type('x'.join([sub_str])).__name__
type(sub_str.casefold()).__name__
"""

OF_SEQUENCES = r"""
numbers.index(9)
numbers.index(9, 1)
numbers.index(9, 3)
numbers.index(9, -4)
numbers.index(9, -40, -1)
numbers.index(7, 0, -1)
numbers.index(7, 0, 100)
numbers.index(100)
numbers.index('x')
numbers.index(5, None)
numbers.index(5, 'x')
numbers.count(5)
numbers.count(5.0)
words.index('fig')
words.index(u'fig')
[1, 2, 1].count(1)
[1, 2, 1].index(2)
(1, 2, 1).index(1, 1)
(1, 2, 1).index(3)
pair.index('two')
pair.count(1)
point.index('y')
point.count(3)
mixed.index(None)
mixed.index((3,))
[nan].index(nan)
nan in [nan]
r.index(5) if PY3 else 0
r.index(6) if PY3 else 0
r.index(5.0) if PY3 else 0
r.index('x') if PY3 else 0
r.count(5) if PY3 else 0
r.count(6) if PY3 else 0
r.count(8.0) if PY3 else 0
range(10, 0, -3).index(4)
range(10, 0, -3).index(True)
range(3).index(True)
long_range.index(999999) if PY3 else 0
range(10**20).index(10**19) if PY3 else 0
queue.index(1) if PY3 else 0
queue.index(1, 1) if PY3 else 0
queue.index(3, 1) if PY3 else 0
queue.index(2, -1) if PY3 else 0
queue.index(9) if PY3 else 0
queue.count(3)
sub_queue.count(1)
doubles.index(-1.5)
doubles.index(7)
doubles.count(0.5)
shorts.index(7)
sub_list.index(2)
sub_list.count(2)
sub_tuple.index(2)
own_iter.index(1)
own_iter.count(1)
own_items.index(2)
numbers.copy() if PY3 else 0
numbers.copy() is numbers if PY3 else 0
sub_list.copy() if PY3 else 0
type(sub_list.copy()).__name__ if PY3 else 0
[1, [2]].copy() if PY3 else 0
d.copy() == d
d.copy() is d
{1: 2}.copy()
sub_dict.copy()
type(sub_dict.copy()).__name__
proxy.copy() == d if PY3 else 0
list({1: 2}.items())
list({1: 2}.keys())
sorted(words, key=str.lower)
sorted(words, key=str.upper, reverse=True)
list(map(str.upper, words))
list(map(str.strip, [' a', 'b ']))
max(words, key=str.title)
sorted(['B', 'a', 'C'], key=str.lower)
sorted([u'B', u'a'], key=type(u'').lower)
str.lower('ABC')
str.split('a b')
str.split('a,b', ',')
str.join('-', words)
str.lower(5)
str.lower()
str.upper(sub_str)
str.find(text, 'c')
dict.get(d, 'a')
dict.get(d, 'zz', 5)
list(dict.keys({1: 2}))
sorted(d, key=dict.copy(counted).get) if 0 else 1
max(counter, key=counter.get)
min(d, key={'a': 1, 'b': 0}.get)
sorted(d, key=d.get) if 0 else 2
list(map({'a': 1}.get, ['a', 'b']))
list(map(counted.get, [1, 2, 2000]))
list(filter(text.startswith, ['abc', 'b', '']))
list(map(text.find, 'abcx'))
list(map(numbers.index, [5, 9]))
[f('c') for f in [text.find, text.index, text.count]]
(lambda f: f('d'))(text.find)
list.index(numbers, 9)
list.count(own_iter, 1)
tuple.index(point, 3)
list.copy(sub_list) if PY3 else 0
any(map(str.isdigit, ['a', '1']))
sum(map(str.isdigit, 'a1b2'))
sorted([b'B', b'a'], key=bytes.lower)
bytes.find(raw, b'a')
bytearray.count(array, b'r')
str.format('{}', 1)
callable(text.find)
list(dict(zip('ab', [1, 2])).items())
[k.upper() for k in {'a': 1}.keys()]
list.index((1, 2), 1)
text.find.__name__
numbers.append(1) if 0 else 3
', '.join(map(str, numbers))
list(map(str.startswith, words, 'pfx'))
sorted(words, key=len)
sorted(words, key=lambda w: w.count('p'))
list(filter(str.isalpha, ['a', '1']))
"""

OF_ENUMS = r"""
list(Color) if PY3 else 0
len(Color) if PY3 else 0
[c.name for c in Color] if PY3 else 0
[c.value for c in Color] if PY3 else 0
[c._value_ for c in Color] if PY3 else 0
Color['RED'] if PY3 else 0
Color['CRIMSON'] if PY3 else 0
Color['BLUE'] if PY3 else 0
Color[1] if PY3 else 0
Color(1) if PY3 else 0
Color('g') if PY3 else 0
Color((1, 2)) if PY3 else 0
Color(1.0) if PY3 else 0
Color(Color.RED) if PY3 else 0
Color(1) is Color.RED if PY3 else 0
Color.RED in Color if PY3 else 0
Color.CRIMSON in Color if PY3 else 0
Color.RED in list(Color) if PY3 else 0
Level(10) if PY3 else 0
list(Level) if PY3 else 0
max(Level) if PY3 else 0
sum(Level) if PY3 else 0
sorted(Level, key=lambda x: -x) if PY3 else 0
Level['LOW'] + 1 if PY3 else 0
Level.HIGH in Level if PY3 else 0
{Level.LOW: 'low'}[1] if PY3 else 0
[w for w in Word] if PY3 else 0
Word('y') if PY3 else 0
[w.upper() for w in Word] if PY3 else 0
Word.YES.upper() if PY3 else 0
Word.YES.startswith('y') if PY3 else 0
list(Perm) if PY3 else 0
Perm(1) if PY3 else 0
Perm['W'] if PY3 else 0
Perm.R in Perm if PY3 else 0
list(Empty) if PY3 else 0
len(Empty) if PY3 else 0
list(map(Color, [1, 'g'])) if PY3 else 0
[Color(x) for x in (1, 1)] if PY3 else 0
dict((c.name, c.value) for c in Color) if PY3 else 0
{c: 1 for c in Color}[Color.RED] if PY3 else 0
{Color.RED: 5}[Color('g')] if PY3 else 0
hash(Color.RED) == hash('RED') if PY3 else 0
Color.RED == Color.GREEN if PY3 else 0
next(iter(Color)) if PY3 else 0
tuple(Color)[1:] if PY3 else 0
set(Color) == {Color.RED, Color.GREEN, Color.NAMED} if PY3 else 0
list(enumerate(Color)) if PY3 else 0
list(zip(Color, 'abc')) if PY3 else 0
Searching(1) if PY3 else 0
OwnHashed.ONE in [OwnHashed.ONE] if PY3 else 0
OwnHashed(1) if PY3 else 0
list(OwnHashed) if PY3 else 0
len(OwnEnum) if PY3 else 0
OwnEnum.ONE if PY3 else 0
"""

OF_2_7 = r"""
xrange(10)[1:3]
xrange(10)[cut]
xrange(10)[3]
next(iter(xrange(10)))
list(xrange(10))[1:3]
(2**63).imag
(-(2**63)).imag
(2**100).real
(5).imag
(2**70).denominator
min([], default=1)
max([1], default=None)
min([3, 2])
"""

FIRST_OF_MANY = r"""
list(counted.items())[:3]
list(counted)[:3]
list(counted)[995:1200]
list(counted.values())[5:7]
list(numbers)[:2]
list(numbers)[:0]
list(numbers)[3:1]
list(numbers)[1:]
list(numbers)[:-1]
list(text)[:2]
list(5)[:2]
list(nowhere)[:2]
list(long_range)[:3]
list(range(10))[2:5]
list(queue)[:2]
list(ordered.items())[:1]
list(sorted(numbers))[:2]
list(x for x in numbers)[:2]
list(zip(numbers, words))[:2]
list(1 // x for x in [1, 0])[:1]
[1 // x for x in [1, 0]][:1]
[k for k in counted][:3]
[k for k, v in counted.items()][:3]
[(v, k) for k, v in counted.items()][2:4]
[k for k, v in numbers][:1]
[(x, number) for x in numbers][:2]
[(x, nowhere) for x in numbers][:2]
[(x, nowhere) for x in empty_list][:2]
[x for x in numbers if x > 3][:1]
[x.nothing for x in numbers][:1]
[x for x in 5][:1]
[x for x in numbers][:True]
[x for x in numbers][1:3:1]
[x for x in plain.items][:1]
[[x, 1] for x in numbers][:2]
[x for x in text][:2]
[list(numbers)[:2] for list in [tuple]]
(lambda list: list(numbers)[:2])(tuple)
list(own_deque)[:1]
list(sub_list)[:1]
list(list(counted.items())[:2])[:1]
"""

SUBSCRIPTS = r"""
numbers[0]
numbers[-1]
numbers[4]
numbers[5]
numbers[-6]
numbers[True]
numbers[2.0]
numbers['a']
numbers[None]
numbers[big]
numbers[-big]
numbers[sub_int]
numbers[one]
numbers[1:3]
numbers[:]
numbers[::-1]
numbers[::2]
numbers[4:1:-1]
numbers[-2:]
numbers[:-2]
numbers[10:]
numbers[:100]
numbers[-100:2]
numbers[None:2]
numbers[1:big]
numbers[-big:2]
numbers[::0]
numbers['a':]
numbers[1.0:]
numbers[::-big]
numbers[cut]
numbers[1, 2]
numbers[()]
pair[0]
pair[1][0]
pair[2]
pair[::-1]
pair[0:1]
pair['a']
empty_list[0]
empty_tuple[0]
empty_list[:]
empty_tuple[:]
text[0]
text[-1]
text[6]
text[1:4]
text[::-1]
text[::-2]
text['a']
text[1.5]
text[None]
empty[0]
wide[0]
wide[2]
wide[-1]
wide[::2]
astral[0]
raw[0]
raw[-1]
raw[1:3]
raw[9]
raw['a']
array[0]
array[-1]
array[9]
array['a']
d['a']
d['b'][1]
d['c']
d[5]
d[None]
d[[]]
d[{}]
d[()]
d['a':'b']
counted[999]
counted[1000]
counted[5.0]
counted[True]
counted[-1]
counted['5']
cache['one']
cache[3]
cache[3.0]
cache[(1, 'a')]
cache[(1, 'b')]
cache[2.5]
cache[None]
cache[True]
cache[1]
cache[frozenset([1])]
cache[u'\u00e9']
cache['\u00e9']
empty_dict['x']
sub_dict['a']
sub_dict['b']
missing['a']
sub_list[0]
sub_list[-1]
sub_list[2]
sub_list[:1]
sub_tuple[1]
sub_tuple[::-1]
sub_tuple[5]
sub_str[1]
sub_str[1:]
queue[0]
queue[-1]
queue[3]
queue[-4]
queue['a']
queue[0:1]
queue[True]
queue[None]
queue[big]
long_queue[0]
long_queue[399]
long_queue[200]
long_queue[-400]
long_queue[400]
rotated[0]
rotated[62]
rotated[63]
rotated[64]
rotated[-1]
rotated[98]
rotated[99]
empty_queue[0]
sub_queue[1]
sub_queue[2]
ordered['z']
ordered['a']
ordered['m'][0]
ordered['q']
sub_ordered['k']
sub_ordered['x']
counter['a']
counter['q']
counter[[]]
by_default['here']
point[0]
point[-1]
point[2]
point[0:1]
r[0]
r[-1]
r[5]
r[6]
r[-7]
r['a']
long_range[999999]
long_range[1000000]
5[0]
None[0]
half[0]
plain[0]
s[0]
len[0]
Plain[0]
nested[1][1][1][0]
d.get('a')
d.get('c')
d.get('c', 7)
d.get('a', 7)
counter.get('a')
ordered.get('q', 0)
sorted(d.keys())
sorted(ordered.values(), key=str)
list(ordered.keys())
list(ordered.items())
list(ordered)
list(sub_ordered.items())
sorted(counted.items())[:2]
d.get()
d.get([], 1)
"""

LITERALS = r"""
0
7
0x1F
0XfF
0o17
0b101
1_000_000
0x_ff
0b1_0
1__0
1_
12abc
007
00
0_0
1.5
.5
5.
1e3
1E-3
1e400
1e-400
1.5e+2
1_0.0_1e1_0
5j
1.5J
1e2j
0j
10000000000000000000000
-0.0
-5
--5
+-~5
'single'
"double"
'it\'s'
"say \"x\""
'a' 'b'
'a' "b" 'c'
'''triple'''
"tri'ple"
'\n\t\\\a\b\f\v\r'
'\x41\101\0\7'
'\q'
r'\n\x'
R'\''
b'bytes'
b'\x00\xff'
br'\n'
rb'\n'
Rb'\x41'
b'a' b'b'
b'a' 'b'
u'unicode'
u'\u00e9\U0001F600'
'\u00e9'
u'a' 'b'
''
""
''''''
b''
()
(1,)
(1)
(1, 2)
(1, 2,)
1, 2
1,
[]
[1]
[1,]
[1, [2, (3,)]]
{}
{1}
{1, 2, 2}
{1: 2}
{1: 2,}
{'a': 1, 'a': 2}
{1: 1, True: 2, 1.0: 3}
[*numbers, 0]
(*pair, *pair)
*pair, 1
{*numbers}
{**d, 'z': 1}
{**d, **{'a': 5}}
{**5}
[*5]
[*text[:3], *()]
{'k': v for v in [1]}
{[]: 1}
{[]}
{(1, []): 2}
{1.0, 1}
{None: 1}[None]
{(1, 2): 3}[(1, 2)]
"""

OPERATORS = r"""
1 + 2
1 - 2
3 * 4
7 / 2
-7 / 2
7 // 2
-7 // 2
7 // -2
7 % 3
-7 % 3
7 % -3
2 ** 10
2 ** -1
2 ** 0
0 ** 0
0 ** -1
(-2) ** 3
-2 ** 2
2 ** 3 ** 2
(-8) ** (1 / 3.0)
(-8.0) ** 0.5
big + 1
big - big
big * big
big / 3
big // 3
big % 1000
-big // 7
-big % 7
big ** 2
big / big
1 / big
10 ** 400 / 10 ** 399
10 ** 400 / 3
10 ** 400 / 3.0
10 ** 400 + 0.5
1 / 0
1 // 0
1 % 0
1.0 / 0
1.0 // 0
1.0 % 0
big / 0
big // 0
big % 0
0.0 ** -1
1j / 0
1j ** -1
0j ** -1
0j ** 0
0j ** 1j
1j // 1
1j % 1
1j ** 2
1j ** 0.5
(1 + 2j) * (3 - 4j)
(1 + 2j) / (3 - 4j)
(1 + 2j) ** 3
(1 + 2j) ** -3
(1 + 2j) ** (1 + 1j)
(1 + 2j) - 1
1 - (1 + 2j)
-(1 + 2j)
+(1 + 2j)
~(1 + 2j)
abs(3 + 4j)
1.5 + 1
1.5 - 2
1.5 * 2
1.5 / 2
1.5 // 0.4
-1.5 // 0.4
1.5 % 0.4
-1.5 % 0.4
1.5 % -0.4
0.0 % -1
-0.0 % 1
-0.0 // 1
1.5 ** 2
1.5 ** -2
(-1.5) ** 0.5
1e300 * 1e10
1e300 ** 2
-1e300 ** 3
1e-300 ** 2
inf - inf
inf * 0
inf // 1
inf % 2
5.0 % inf
-5.0 % inf
-5.0 // inf
nan + 1
half + third
0.1 + 0.2
1 << 5
1 << 100
1 << 0
0 << 10 ** 20
-1 << 3
1 << -1
1024 >> 3
-5 >> 1
1 >> 1000
-1 >> 1000
1 >> big
1 >> -1
big >> 90
1.0 << 1
5 & 3
5 | 3
5 ^ 3
-5 & 3
-5 | 3
-5 ^ 3
~5
~-1
~big
-big & (2 ** 70 - 1)
5 & 1.0
5 | 'a'
True + True
True * 5
True & False
True | False
True ^ True
True & 1
~True
-True
+True
True / 2
not 5
not 0
not ''
not []
sub_int + 1
sub_int * sub_int
-sub_int
sub_float * 2
sub_str + 'x'
1 + 'a'
'a' + 1
1 + None
None + 1
[] + ()
() + []
'a' * -big
-big * [1]
[1] + [2]
(1,) + (2, 3)
numbers + [0]
pair + (3,)
pair + [3]
sub_list + [3]
[0] + sub_list
sub_tuple + (3,)
'a' + 'b'
text + text
b'a' + b'b'
b'a' + 'b'
'a' + b'b'
raw + b'x'
'ab' * 3
3 * 'ab'
'ab' * 0
'ab' * -1
'ab' * True
'ab' * 1.5
'ab' * 'a'
'ab' * None
[1] * 3
3 * [1, 2]
(1,) * 2
numbers * 2
b'ab' * 2
[1] * big
'a' * big
-'a'
+[]
~'a'
-None
5 @ 5
s | other_set
s & other_set
s - other_set
s ^ other_set
s | frozen
sorted(frozen | other_set, key=str)
s | [1]
s - [1]
s + s
frozenset([1, 2]) & s
d.keys() & {'a'}
d | {'z': 1}
{'z': 1} | {'z': 2}
d | 5
'%s' % 5
'%d items' % 5
'%s and %s' % (1, 'two')
'%5.2f|' % 3.14159
'%-5s|%5s|' % ('a', 'b')
'%05d' % 42
'%+d' % 5
'%x %X %o' % (255, 255, 8)
'%#x' % 255
'%r' % 'a'
'%s' % [1, 2]
'%s' % ()
'%s %s' % (1,)
'%d' % 'a'
'%d' % 2.7
'%c' % 'x'
'%c' % 65
'%%' % ()
'%(a)s' % {'a': 5}
'%(b)s' % {'a': 5}
'%z' % 5
'%'  % 5
'plain' % 5
'plain' % ()
'plain' % {}
'%e' % 12345.678
'%g' % 0.00001
'%.3s' % 'abcdef'
'%*d' % (5, 42)
'%s' % None
'%i' % big
'%s' % u'\u00e9'
1 if yes else 2
1 if no else 2
1 if [] else 2 if 0 else 3
unknown if no else 5
yes and 5
no and unknown
no or 5
yes or unknown
0 or '' or []
1 and 'a' and (2,)
[] and 5
None or 'x'
not yes or 5
not (1 and 0)
1 + 2 * 3 - 4 / 5.0
(1 + 2) * 3
2 * 3 % 4
1 | 2 ^ 3 & 4
1 << 2 + 3
-1 ** 2
not 1 == 2
1 < 2 == True
"""

COMPARISONS = r"""
1 < 2
1 < 2 < 3
1 < 2 > 1
1 < 2 < 2
3 > 2 > 1 > 0
1 == 1.0
1 == True
1 != 2
1 == 'a'
1 != 'a'
1 < 'a'
'a' < 1
None < 1
None == None
None != 0
[] < ()
1 < 1j
1j == 1j
1j < 1j
1j == 1
big == 2.0 ** 100
big == 2.0 ** 100 + 1
big > 1e300
big < inf
2 ** 53 + 1 == 2.0 ** 53
nan == nan
nan != nan
nan < 1
nan in [nan]
[nan] == [nan]
nan is nan
inf == inf
0.0 == -0.0
'a' < 'b'
'a' < 'aa'
'B' < 'a'
text == 'abcdef'
text != 'abcdef'
wide == u'gr\u00fc\u00df \u4e2d'
u'a' == 'a'
b'a' == 'a'
b'a' == b'a'
b'a' < b'b'
raw == b'\x00abc\xff'
array == b'array'
b'array' == array
array == array
array < b'b'
[1, 2] == [1, 2]
[1, 2] == (1, 2)
[1, 2] < [1, 3]
[1, 2] < [1]
[1] < [1, 2]
[1, 'a'] < [1, 2]
[1, 'a'] == [1, 2]
(1, 2) < (1, 2, 0)
() < (1,)
numbers == [5, 3, 9, 1, 7]
nested == [[1, 2], [3, [4, [5]]]]
sub_list == [1, 2]
sub_tuple == (1, 2)
sub_tuple < (1, 3)
point == (3, 'y')
sub_str == 'sub'
sub_int == 5
sub_int < 6
s == {1, 2, 3}
s == {1, 2}
s < {1, 2, 3, 4}
s <= s
s < s
s > {1}
s >= {5}
s == frozenset([1, 2, 3])
s == [1, 2, 3]
s < [1]
empty_set == set()
d == {'a': 1, 'b': [1, 2]}
d == {'b': [1, 2], 'a': 1}
d == {'a': 1}
d != {}
d < {}
sub_dict == {'a': 1}
queue == queue
queue == [3, 1, 2]
queue < queue
sub_queue == queue
long_queue == rotated
ordered == ordered
ordered == {'z': 1, 'a': 4, 'm': [3]}
ordered == sub_ordered
ordered != sub_ordered
r == range(2, 20, 3)
r == range(2, 19, 3)
r == [2, 5, 8, 11, 14, 17]
slice(1, 2) == slice(1, 2)
cut == slice(1, 4)
plain == plain
plain == child
plain != plain
plain is plain
plain is child
plain is not child
plain is plain.me
plain is None
nothing is None
nothing is not None
None is None
yes is True
(1 > 0) is True
Plain is type(plain)
dots is ...
one is 1
small == 12
made == made
Plain == Plain
int == int
int == str
Plain < Child
error == error
key_error == error
itself == itself
itself[1] is itself
1 in numbers
2 in numbers
2 not in numbers
'fig' in words
9.0 in numbers
True in numbers
None in mixed
(3,) in mixed
[] in nested
[1, 2] in nested
'a' in text
'bcd' in text
'x' in text
'' in text
'' in empty
1 in text
None in text
u'\u4e2d' in wide
b'abc' in raw
97 in raw
300 in raw
'a' in raw
b'rr' in array
114 in array
'a' in d
'z' in d
'z' not in d
1 in d
[] in d
999 in counted
1000 in counted
5.0 in counted
'one' in cache
(1, 'a') in cache
frozenset([1]) in cache
1 in s
5 in s
1.0 in s
[] in s
'a' in frozen
2 in queue
5 in queue
2 in sub_queue
499 in long_queue
99 in long_queue
36 in rotated
'z' in ordered
'q' in ordered
'k' in sub_ordered
'a' in counter
'q' in by_default
'a' in missing
'b' in missing
3 in point
5 in r
6 in r
5.0 in r
'a' in r
999999 in long_range
10 ** 20 in long_range
-1 in long_range
1 in 5
1 in None
1 in plain
1 in half
'x' in plain.of_instance
'a' in d.keys()
1 in d.values()
('a', 1) in d.items()
('a', 2) in d.items()
"""

FUNCTIONS = r"""
len(numbers)
len(text)
len(wide)
len(raw)
len(array)
len(d)
len(counted)
len(s)
len(frozen)
len(queue)
len(long_queue)
len(rotated)
len(empty_queue)
len(ordered)
len(counter)
len(by_default)
len(point)
len(r)
len(long_range)
len(nested[1])
len(d.keys())
len(d.items())
len(())
len('')
len({1, 2})
len({1: 2})
len(range(10))
len(5)
len(None)
len(plain)
len()
len(1, 2)
repr(5)
repr('a')
repr(u'\u00e9')
repr(numbers)
repr(d)
repr(None)
repr(big)
repr(0.1)
repr(queue)
repr(ordered)
repr(point)
repr(s)
repr(error)
repr(long_text) == "'" + long_text + "'"
str(5)
str('a')
str(1.5)
str(0.1 + 0.2)
str(1e16)
str(None)
str(numbers)
str(sub_str)
str(big)
str(error)
str(key_error)
str(b'a')
str()
str(True)
str(1j)
str(Plain)
list(text)
list(numbers)
list(pair)
list(d)
list(r)
list(queue)
list(rotated)[:3]
list(long_queue)[-3:]
list(ordered)
list(raw)
list(array)
list(5)
list()
list(None)
list(wide)
list(point)
list(enumerate(words))
list(enumerate(words, 5))
list(enumerate(words, start=2))
list(zip(numbers, words))
list(zip())
list(zip(text, numbers, pair))
list(zip(5))
list(reversed(numbers))
list(reversed(text))
list(reversed(queue))
list(reversed(r))
list(reversed(pair))
reversed(5)
reversed(s)
list(range(5))
list(range(2, 10, 3))
list(range(10, 0, -4))
list(range(0))
range(5)
range(1, 2)
range(0, 10, 2)
range(5, 0, -1)
range(1.5)
range('a')
range(1, 2, 0)
range()
len(range(big))
tuple(numbers)
tuple(text)
tuple()
tuple(5)
set(numbers) == {1, 3, 5, 7, 9}
set(text) == {'a', 'b', 'c', 'd', 'e', 'f'}
set()
set(5)
set([[]])
frozenset([1])
frozenset()
dict(d) == d
dict()
dict(a=1)
dict([('a', 1)])
dict([(1, 2), (1, 3)])
dict(d, a=5)['a']
dict({'x': 1}, y=2) == {'x': 1, 'y': 2}
dict(zip('ab', numbers))['b']
dict(5)
dict([1])
dict([(1, 2, 3)])
dict(['ab'])
sorted(numbers)
sorted(numbers, reverse=True)
sorted(words)
sorted(words, key=len)
sorted(words, key=len, reverse=True)
sorted(text, reverse=True)
sorted(s)
sorted(d)
sorted(queue)
sorted(mixed)
sorted([1, 'a'])
sorted([(1, 'b'), (1, 'a'), (0, 'c')])
sorted([3, 1.5, True, 2])
sorted(5)
sorted()
sorted(numbers, 5)
sorted(counter.items(), key=repr)
sorted(['b', 'A', 'c'], key=ord)
sorted([-3, 2, -1], key=abs)
sorted([[2], [1, 5], [1]])
sum(numbers)
sum([])
sum([0.1] * 10)
sum([1, 2.5])
sum([1, 2.5, 1j])
sum(numbers, 10)
sum(numbers, start=10)
sum([[1], [2]], [])
sum([(1,), (2,)], ())
sum(words)
sum(['a'], '')
sum(5)
sum([big, 1])
sum([1e300, 1e300, -1e300])
sum([0.1, 0.2, 0.3, -0.6])
sum([True, True])
sum(range(101))
sum(queue)
sum(x * x for x in numbers)
min(numbers)
max(numbers)
min(words)
max(words, key=len)
min(5, 3, 8)
max(1, 2.5)
max('a', 'b')
min([])
min([], default=5)
max([1], default=5)
max((), default=None)
min(5)
min()
max(1, 'a')
min(d)
min(queue)
max(1, 2, default=3)
abs(-5)
abs(-2.5)
abs(-big)
abs(True)
abs('a')
abs(minus)
round(2.5)
round(3.5)
round(-2.5)
round(2.567, 2)
round(2.675, 2)
round(1234, -2)
round(1250, -2)
round(1350, -2)
round(5)
round(2.5, None)
round(1e300, 2)
round(nan)
round(inf)
round('a')
round(0.5)
round(1.5)
round(-0.4)
round(12345.678, -2)
round(big, -5)
round(True)
round(2.5, 0)
round(5.015, 2)
round(number=2.7)
divmod(7, 3)
divmod(-7, 3)
divmod(7.5, 2)
divmod(-7.5, 2)
divmod(1, 0)
divmod(1.0, 0)
divmod('a', 1)
divmod(big, 7)
pow(2, 10)
pow(2, 10, 1000)
pow(2, -1)
pow(2, 0.5)
pow(3, -1, 7)
pow(2, 5, 0)
pow('a', 2)
pow(2, 3, -5)
all(numbers)
all([1, 0])
all([])
any([0, ''])
any(numbers)
any([])
any(x > 8 for x in numbers)
all(x > 0 for x in numbers)
any(5)
bool(0)
bool('')
bool(numbers)
bool(empty_list)
bool(queue)
bool(empty_queue)
bool(empty_dict)
bool(plain)
bool(0.0)
bool(nan)
bool(0j)
bool(None)
bool(range(0))
bool()
bool(d.keys())
bool(empty_dict.keys())
int(5.7)
int(-5.7)
int('42')
int(' 42 ')
int('-42')
int('+4_2')
int('ff', 16)
int('0xff', 16)
int('0xff', 0)
int('0b11', 0)
int('010', 0)
int('abc')
int('')
int('4 2')
int('1__0')
int('12', 2)
int('z', 36)
int('1', 37)
int(5, 10)
int(nan)
int(inf)
int(None)
int([])
int(1j)
int(True)
int(b'12')
int()
int(1e20)
int(sub_int)
int(u'\u0664\u0662')
float('1.5')
float(' 1e3 ')
float('inf')
float('-Infinity')
float('nan')
float('abc')
float('')
float('1_0.5')
float('1__0')
float('0x10')
float(5)
float(big)
float(10 ** 400)
float(None)
float(1j)
float(True)
float()
float(sub_float)
complex(1, 2)
complex(-0.0, 2)
complex(1, -0.0)
complex(-0.0)
complex(1j, 2j)
complex(1)
complex()
hex(255)
hex(-255)
hex(big)
hex(1.5)
hex(True)
hex(flags)
oct(8)
oct(0)
oct(-8)
bin(5)
bin(-5)
bin(0)
bin('a')
ord('a')
ord(u'\u00e9')
ord(b'a')
ord('ab')
ord(5)
ord('')
chr(65)
chr(233)
chr(300) if PY3 else 0
chr(-1)
chr(0x110000)
chr('a')
chr(1.5)
hash(5)
hash(-1)
hash(1.5)
hash(big)
hash(True)
hash(0.1)
hash(inf)
hash((1, 2))
hash(())
hash((1, (2, 3.5)))
hash('a') == hash('a')
hash(text)
hash(raw)
hash(1j)
hash([])
hash({})
hash(s)
hash(array)
hash(Plain)
hash(2 ** 61 - 1)
hash(-2 ** 61)
hash(wide)
hash(astral)
id(plain) == id(plain) == id(child)
id(plain)
id(numbers) == id(numbers)
locals() is None
list(map(str, numbers))
list(filter(None, [0, 1, 2]))
list(map(len, words))
list(filter(callable, [len, 5]))
ascii(u'\u00e9') if PY3 else ''
slice(5)
slice(1, 2)
slice(1, 2, 3)
slice()
bytes(b'a')
bytes(3)
bytes([1, 2])
len(str(2 ** 64))
"""

COMPREHENSIONS = r"""
[x for x in numbers]
[x for x in numbers if x > 3]
[x for x in numbers if x > 3 if x < 9]
[x * 2 for x in numbers]
[(x, y) for x in [1, 2] for y in 'ab']
[(x, y) for x in numbers if x > 4 for y in words if len(y) == 3]
[[y for y in row] for row in [[1, 2], [3]]]
[y for row in [[1, 2], [3]] for y in row]
[a + b for a, b in [(1, 2), (3, 4)]]
[a for (a, (b, c)) in [(1, (2, 3))]]
[a for a, in [(1,)]]
[a for [a, b] in [(1, 2)]]
[k for k, v in sorted(d.items())]
[t.name for t in threads if t.daemon]
sorted([3, 20, 100], key=repr)
sorted((t.load, t.name) for t in threads)
{t.name: t.load for t in threads}['io']
{x % 3 for x in range(10)}
{x: x * x for x in range(4)}
{k: v for k, v in [(1, 2)]}
{v: k for k, v in ordered.items() if k != 'm'}
sum(t.load for t in threads if t.daemon)
max((t.load for t in threads), default=0)
max(len(w) for w in words)
list(x for x in numbers)
tuple(x for x in numbers if x)
set(x for x in [1, 1])
dict((k, 1) for k in 'a')
dict((k, v) for v, k in enumerate(words))['fig']
[i for i, w in enumerate(words) if w == 'fig']
[a * b for a, b in zip(numbers, numbers[1:])]
[x for x in 5]
[x for x in None]
[a for a, b in [1]]
[a for a, b in [(1, 2, 3)]]
[a for a, b in [(1,)]]
[unknown for x in [1]]
[unknown for x in []]
[1 / x for x in [0]]
[x for x in numbers if unknown]
[number for number in [1]]
[(number, [number for number in [5]]) for x in [1]]
[x if x > 3 else -x for x in numbers]
[x for x in (numbers if yes else [])]
[x for x in range(3) for x in range(x)]
any(x in text for x in ['z', 'a'])
[key for key in counter if counter[key] > 4]
[len(v) for v in cache.values() if isinstance(v, tuple)]
[e for e in queue]
[e for e in rotated][-1]
[c for c in wide if c > u'z']
[b for b in b'ab']
[k for k in sub_ordered]
[(x, y) for x in range(2) for y in range(x)]
[[z for z in range(y)] for y in range(3) if y]
{(x, y) for x in [1] for y in [2]}
[type(x).__name__ for x in mixed]
[isinstance(x, (int, float)) for x in mixed]
[x for x in sorted(s)]
all(isinstance(k, str) for k in d)
[p.x for p in [plain, child]]
[x for *x, y in [(1, 2, 3)]]
"""

FUNCTIONS_MADE = r"""
sorted(threads, key=lambda t: t.load)[0].name
[t.name for t in sorted(threads, key=lambda t: -t.load)]
max(threads, key=lambda t: t.load).name
min(words, key=lambda w: (len(w), w))
max(d, key=lambda k: k)
max(numbers, key=lambda n: n % 5, default=0)
sorted(numbers, key=lambda n: n % 3)
sorted(numbers, key=lambda n: -n, reverse=True)
sorted(d.items(), key=lambda kv: kv[0])[0]
sorted(counted.items(), key=lambda kv: -kv[1])[:3]
sorted(words, key=lambda w: w.upper())
sorted(numbers, key=lambda n: str(n) * 3)
sorted(numbers, key=lambda n: [n])
list(map(lambda n: n + 1, numbers))
list(map(lambda a, b: a * b, numbers, numbers))
list(map(lambda a, b: (a, b), numbers, numbers[::-1]))
list(map(lambda *a: a, numbers, numbers))
list(filter(lambda n: n > 3, numbers))
[t.name for t in list(filter(lambda t: t.daemon, threads))]
list(filter(lambda w: 'e' in w, words))
any(map(lambda n: n > 8, numbers))
sum(map(lambda t: t.load, threads))
dict(map(lambda w: (w, len(w)), words))['fig']
(lambda x: x + 1)(5)
(lambda: 5)()
(lambda: None)()
(lambda x, y: x - y)(5, 3)
(lambda x, y: x - y)(y=5, x=3)
(lambda x, y: x - y)(5, y=3)
(lambda x, y=2: x - y)(5)
(lambda x, y=2: x - y)(5, 1)
(lambda x=1, y=2: (x, y))()
(lambda x=1, y=2: (x, y))(y=7)
(lambda *a: a)()
(lambda *a: a)(1, 2, 3)
(lambda x, *a: (x, a))(1, 2, 3)
(lambda x, y=0, *a: (x, y, a))(1)
(lambda **k: sorted(k.items()))(b=1, a=2)
(lambda *a, **k: (a, sorted(k)))(1, 2, z=1)
(lambda x, *a, **k: (x, a, k))(1, 2, z=1)
(lambda *, k: k)(k=5)
(lambda *, k=3: k)()
(lambda *a, k=3: (a, k))(1, 2)
(lambda *a, k: (a, k))(1, 2, k=4)
(lambda a, b=1, *, c, d=2: (a, b, c, d))(1, c=5)
(lambda x, /: x)(5)
(lambda x, /, y: x + y)(5, y=6)
(lambda x, /, **k: (x, k))(5, x=6)
(lambda x, y=1, /, z=2: (x, y, z))(5)
(lambda x,: x)(5)
(lambda x: (lambda y: x + y))(1)(2)
(lambda x: lambda y: x + y)(1)(2)
(lambda f, x: f(f(x)))(lambda x: x * 2, 5)
(lambda f, n: f(f, n))(lambda f, n: 1 if n < 2 else n * f(f, n - 1), 20)
(lambda number: number)(1)
(lambda x: number)(1)
(lambda number=number: number)()
[f() for f in [lambda: x for x in range(3)]]
[f() for f in [lambda x=x: x for x in range(3)]]
[f(2) for f in (lambda x: x + 1, lambda x: x * 5)]
[(lambda y: y * x)(3) for x in numbers]
[(lambda x: x)(x + 1) for x in numbers]
{k: (lambda v: v)(k) for k in 'a'}
[f() for f in (lambda: x for x in [5, 6])]
(lambda x: [x * y for y in [1, 2]])(3)
(lambda x: [x for x in [x, x]])(3)
(lambda xs: sum(x for x in xs if x > 3))(numbers)
(lambda: [x for x in [1]])()
{'double': lambda x: x * 2}['double'](4)
[lambda: 1][0]()
(lambda x: x if x > 1 else -x)(-5)
(lambda x: x > 1 and x < 5)(3)
(lambda x: not x)(3)
1 + (lambda: 2)()
(lambda: (lambda: (lambda: 7)())())()
(lambda: unknown)()
(lambda x: x.y)(1)
(lambda x: x[9])(numbers)
(lambda x: 1 / x)(0)
(lambda: 1)(1)
(lambda: 1)(1, 2)
(lambda x: 1)()
(lambda x: 1)(1, 2)
(lambda x, y=1: 1)(1, 2, 3)
(lambda x, y: 1)()
(lambda x, y, z: 1)()
(lambda x, y, z, u: 1)(1)
(lambda *, k: 1)()
(lambda *, k, m: 1)()
(lambda *, k: 1)(1, k=2)
(lambda x, *, k: 1)(1, 2, k=2)
(lambda x: 1)(y=2)
(lambda x: 1)(1, x=2)
(lambda x, /: 1)(x=2)
(lambda **k: 1)(1)
type(lambda: 1)
type(lambda: 1).__name__
(lambda: 1).__name__
callable(lambda: 1)
isinstance(lambda: 1, types.FunctionType)
(lambda: 1) == (lambda: 1)
(lambda f: f is f)(lambda: 1)
(lambda f: f == f)(lambda: 1)
(lambda f: f in [f])(lambda: 1)
(lambda: 1) is None
bool(lambda: 1)
not (lambda: 1)
(lambda: 1) + 1
(lambda: 1)[0]
len(lambda: 1)
[x for x in (lambda: 1)]
(lambda: 1) < 2
5(1)
(lambda x: x)(5)(6)
text(1)
sorted(numbers, key=5)
map(5, [1]) and 1
list(map(5, [1]))
max(*numbers)
max(*numbers, 50)
max(1, *numbers)
max(*numbers, key=lambda n: -n)
min(*[3, 1], *(5, 0))
dict(**d)
dict(**d, z=1) == dict(d, z=1)
dict(z=1, **d) == dict(d, z=1)
dict([(1, 2)], **{'a': 3})
(lambda *a, **k: (a, k))(*numbers, **{'x': 1})
(lambda a, b: (a, b))(*[1, 2])
(lambda a, b: (a, b))(*'xy')
(lambda a, b: (a, b))(**{'b': 1, 'a': 2})
(lambda a, b: (a, b))(1, **{'b': 3})
(lambda *a: len(a))(*range(300))
(lambda *a: a)(1, *[2], 3, *[4])
(lambda **k: k)(**{})
(lambda *a: a)(*[])
(lambda *a: a)(*generator_of)
range(*[1, 5])
print_it(*[1])
list(zip(*[[1, 2], [3, 4]]))
list(zip(*d.items()))
isinstance(*[5, int])
divmod(*(7, 2))
int('10', **{'base': 2})
max(*5)
max(*None)
max(**5)
dict(a=1, **{'a': 2})
(lambda a: a)(a=1, **{'a': 2})
(lambda a: a)(1, **{'a': 2})
"""

ITERATORS = r"""
next(iter(numbers))
next(iter(numbers), 5)
next(iter([]), 5)
next(iter([]))
next(iter(d)) in d
next(iter(s)) in s
next(iter(text))
next(iter(raw))
next(iter(range(5, 9)))
next(iter(queue))
next(iter(ordered.items()))
next(iter(proxy)) in d
next(x for x in numbers if x > 5)
next(t.name for t in threads if t.daemon)
next((t for t in threads if t.load > 99), None)
next(x for x in numbers if x > 50)
next(numbers)
next(5)
next(text, 1)
next(plain)
iter(5)
iter(plain)
iter(None)
list(iter(numbers))
list(iter(text))
sorted(iter(s))
(lambda i: [next(i), next(i), list(i), list(i)])(iter(numbers))
(lambda i: [next(i), next(i), next(i, 0), next(i, 0)])(iter('abc'))
(lambda i: [next(i) for _ in range(300)][-1])(iter(range(1000)))
(lambda i: [next(i) for _ in range(300)][-1])(iter(long_queue))
(lambda i: [next(i) for _ in range(129)][-1])(iter(long_text))
(lambda i: (next(i), list(i)))(iter(ordered))
(lambda i: (next(i), len(list(i))))(iter(counted))
(lambda i: iter(i) is i)(iter(numbers))
(lambda i: [list(i), list(i)])(x for x in numbers)
(lambda i: [next(i), next(i), list(i)])(x * 2 for x in numbers)
(lambda i: [3 in i, list(i)])(x for x in numbers)
(lambda i: [any(i), list(i)])(x for x in [0, 1, 2])
(lambda i: [x for x in i if x > 3 and next(i)])(iter(numbers))
(lambda i: [(x, next(i)) for x in i])(iter([1, 2, 3, 4]))
(lambda i: [(x, next(i, None)) for x in i])(x for x in numbers)
(lambda i: [(x, next(i)) for x in i])(iter([1, 2, 3]))
(lambda g: [next(g), next(g), next(g)])(1 / x for x in [1, 2, 0])
(lambda g: [next(g), next(g)])(1 / x for x in [1, 2, 0])
(lambda g: [next(g), list(g)])(1 / x for x in [1, 2, 0])
list(zip(*[iter(numbers)] * 2))
list(zip(*[iter(range(7))] * 3))
(lambda i: list(zip(i, i)))(iter(range(6)))
(lambda i: list(zip(i, i)))(x for x in range(6))
(lambda i: (list(zip(i, [1, 2])), list(i)))(iter(range(6)))
(lambda i: (list(zip([1, 2], i)), list(i)))(iter(range(6)))
(lambda i: [next(i) for x in enumerate(i)])(iter(range(6)))
(lambda z: (list(z), list(z)))(enumerate('ab'))
(lambda z: (next(z), next(z)))(enumerate('ab', 5))
(lambda z: (next(z), list(z)))(iter(list(zip('abc', numbers))))
(lambda z: (next(z), list(z)))(iter(list(map(lambda x: x + 1, numbers))))
(lambda z: (next(z), list(z)))(iter(list(filter(None, [0, 1, 2]))))
(lambda z: (next(z), list(z)))(reversed(numbers))
list(zip(range(10 ** 12), 'ab')) if PY3 else 0
list(zip(numbers, (x for x in words)))
list(map(next, [iter([1, 2]), iter([3])]))
list(enumerate(x for x in 'ab'))
list(enumerate(iter(numbers), 1))[-1]
list(map(lambda i: next(i), [iter([1]), iter([]), iter([2])])) if PY3 else 0
[next(i) for i in [iter([])]]
list(iter(lambda: 5, 5))
(lambda i: list(iter(lambda: next(i), 3)))(iter(range(9)))
sum(iter(numbers))
max(iter(numbers))
sorted(iter(words), key=len)
dict(iter([(1, 2)]))
5 in iter(numbers)
'x'.join(iter(words))
[*iter(numbers)]
max(*iter(numbers))
tuple(reversed(range(4)))
[(a, b) for i in [iter(numbers)] for a in i for b in [next(i, None)]]
[y for x in [1] for z in [y] for y in [2]]
[y for y in [1] for y in [y]]
[(lambda: y)() for x in [1] for z in [(lambda: y)()] for y in [2]]
[x for x in range(3) for x in range(x)]
"""

ASSIGNMENTS = r"""
(y := 5)
(y := 5) + y
[y := 1, y + 1]
[y := 1, y ** 2, (y := 7), y]
{y := 1}
{'k': (y := 2), 'm': y}
(y := 1, 2)
(lambda x: (y := x + 1) * y)(2)
(lambda x: [y := x, y])(2)
(lambda: [y, (y := 1)])()
(lambda: (y := 1) and (lambda: y)())()
[y for x in numbers if (y := x * 2) > 8]
[(y := x) for x in numbers] + [y]
[y := x for x in numbers] + [y]
[(last := x) for x in numbers if x > 1][0] + last
any((hit := t).daemon for t in threads) and hit.name
(any((hit := x) > 5 for x in numbers), hit)
[(lambda z: (y := z))(x) for x in numbers]
[[(y := a + b) for a in [1]] for b in [2]] + [y]
len(y := [1, 2]) + y[1]
max(y := 5, y + 1)
numbers[(y := 1)] + y
numbers[y := 1] + y
text[(y := 1):y + 2]
(number := 3) + number
[number, (number := 3), number]
(y := (z := 1) + 1, y, z)
(f := lambda n: 1 if n < 2 else n * f(n - 1))(10)
(y := iter(numbers)) and [next(y), next(y)]
[next(y) for x in [1, 2] if (y := iter([x])) or 1]
[z for x in numbers if (z := sorted([x, 4]))[0] == 4]
[z for x in words if (z := x.upper()).startswith('F')]
[(w, n) for w in words if (n := len(w)) > 3]
1 if (y := 0) else y
(y := 0) or (y := 5) or y
(y := [1, 2, 3])[0] + len(y)
"""

FORMATTED = r"""
f'{number}'
f"{plain.x}"
f'a{one}b{zero}c'
f''
f'{{}}'
f'{{{one}}}'
f'{text!r}'
f'{text!s:>10}|'
f'{text!r:<10}|'
f'{wide!a}'
f'{wide!r}'
f'{text:>10}|'
f'{text:^11}|'
f'{text:*<10}'
f'{text:.3}'
f'{small:05d}'
f'{small:#x} {small:#o} {small:#b} {small:X}'
f'{half:.3f} {third:e} {huge:g}'
f'{small:{one}}'
f'{third:{small}.{one + 2}f}|'
f'{third:{small}.{3}{"f"}}|'
f'{text:{"*"}^{small}}'
f'{one=}'
f'{one = }'
f'{one=!s}'
f'{text=}'
f'{text=!s:>8}'
f'{half=:.2f}'
f'{one + 1 = :>4}|'
f'{ one }'
f'{one,}'
f'{one, zero}'
f'{*numbers, 1}'
f'{one != zero}'
f'{one == 1}'
f'{one if yes else zero}'
f'{d["a"]}'
f"{d['b'][0]:>3}"
f'{[x for x in numbers if x > 3]}'
f'{ {1: 2}[1] }'
f'{(lambda x: x + 1)(5)}'
f'{(lambda: 5)()!r}'
f'{(y := 5)} {y}'
f'{one:=5}'
f'{one:=+5}'
f'{text!r:^{small}}'
f'{nothing}{yes}{numbers}'
f'{nothing!r:>6}'
f'{nothing:5}'
f'{numbers:5}'
f'{raw}'
f'{raw!r:>20}'
f'{plain.items}'
f'{r}'
f'{error}'
f'{key_error!r}'
f'{threads[0].name:>6}:{threads[0].load:03}'
[f'{t.name}={t.load}' for t in threads]
', '.join(f'{k}: {len(w)}' for k, w in enumerate(words))
'a' f'{one}' "b" f"{zero}"
f'{one}' 'b' 'c'
f'{one}' f'{zero}'
f'\n{one}\t\x41\u00e9'
rf'\n{one}\{zero}'
fr'{one}\d'
F'{one}'
f'{"nested"}'
f"{'nested'!r:>12}"
f'{text[1:3]}'
f'{text[1]:>3}'
f'{text.upper():>8}'
f'{"{}".format(one)}'
f'{f"{one}"}'
f'{f"{one:>3}":>6}'
f'{f'{f'{one}'}'}'
f'{d['a']}'
f'{unknown}'
f'{one:q}'
f'{text:d}'
f'{1 / 0}'
f'{third:%}'
f'{big:,}'
f'{big:_x}'
f'{sub_int:3}|{sub_float:6.2f}|{sub_str:>5}'
f'{yes:d} {yes} {yes:5}|'
f'{imaginary:.1f}'
f"{one:{'>'}{3}}"
f'{one!r}{one!s}{one!a}'
f'{text:{{}}}'
f'{"a" "b"}'
f'{1_000:,}'
f'{one:\x3e4}'
(f'{one}', f'{zero}')
len(f'{numbers}')
f'{one}'[0]
f'{one}'.startswith('1')
{f'{w}': len(w) for w in words}[f'{words[0]}']
f'%s' % one
'%s' f'{one}' % 5
"""

FORMATS = r"""
format(5)
format(5, '')
format('a')
format(None)
format(numbers)
format(plain.items, '')
format(text, '>10')
format(text, '<10') + '|'
format(text, '^11')
format(text, '^10')
format(text, '=10')
format(text, '010')
format(text, '*>010')
format(text, '<010')
format(text, '.3')
format(text, '10.2') + '|'
format(text, '.0')
format(text, '+5')
format(text, ' 5')
format(text, '#5')
format(text, 's')
format(text, 'd')
format(text, ',')
format(text, '_')
format(text, 'z')
format(text, u'\u4e2d>8') == u'\u4e2d\u4e2dabcdef'
format(wide, '>12') if PY3 else 0
format(wide, u'>12')
format(5, 'd')
format(5, '5') + '|'
format(5, '<5') + '|'
format(5, '^5') + '|'
format(5, '>5')
format(5, '=5')
format(-5, '=5')
format(-5, '05')
format(5, '+')
format(-5, '+')
format(5, ' ')
format(5, '-')
format(5, '+05')
format(5, '*=+8')
format(5, '*^8')
format(small, 'x')
format(255, 'X')
format(255, '#x')
format(255, '#X')
format(255, '#o')
format(255, 'o')
format(255, '#b')
format(-255, '#x')
format(-255, '#010x')
format(255, '#010X')
format(255, '<#10x') + '|'
format(0, '#x')
format(0, 'b')
format(1234567, ',')
format(-1234567, ',')
format(123, ',')
format(1234567, '_')
format(1234567, ',d')
format(0xbeef12, '_x')
format(0xbeef12, '#_x')
format(0xbeef12, '_b')
format(12345, '_o')
format(1234, '010,')
format(1234, '09,')
format(1234, '08,')
format(-1234, '010,')
format(1234, '+010,')
format(1234, '*>12,')
format(1234, '*=12,')
format(1234, '014_x')
format(0, '05,')
format(big, ',')
format(big, '_b')[:20]
format(65, 'c')
format(65, '5c') + '|'
format(65, '<5c') + '|'
format(8364, 'c') if PY3 else 0
format(-1, 'c')
format(65, '+c')
format(65, '#c')
format(0x110000, 'c')
format(big, 'c')
format(5, 'e')
format(5, '.2f')
format(5, 'g')
format(5, '%')
format(5, '.0%')
format(5, ',.2f')
format(big, 'g')
format(big, '.3e')
format(10 ** 400, 'f')
format(5, '.2')
format(5, '.2d')
format(5, 's')
format(5, 'q')
format(5, 'xx')
format(5, 'y5')
format(5, ',_')
format(5, '_,')
format(5, ',s')
format(5, ',b')
format(5, '.')
format(5, '999999999999999999999999')
format(5, 'z')
format(5, 'zd')
format(5, u'\u00e9') if PY3 else 0
format(True)
format(True, '')
format(True, 'd')
format(True, '5') + '|'
format(False, 'x')
format(True, 's')
format(True, '.2f')
format(0.5)
format(0.1 + 0.2)
format(1e16, '') if PY3 else 0
format(0.5, '5') + '|'
format(0.1 + 0.2, '5')
format(0.1 + 0.2, '25')
format(1e22, '30')
format(3.0, '5')
format(3.0, '.5')
format(3.0, '.1')
format(12.0, '.1')
format(123.0, '.3')
format(123.0, '.4')
format(123.456, '.3')
format(123.456, '.4')
format(123.456, '.10')
format(123456789.0, '.3')
format(0.00001234, '.2')
format(0.0001234, '.2')
format(0.0, '.3')
format(-0.0, '.3')
format(0.0, '')
format(1e300, '.3')
format(1e300, '#.3')
format(3.0, '#')
format(1e22, '#')
format(1e22, '#.3')
format(3.0, '#.3')
format(third, 'f')
format(third, '.2f')
format(third, '.0f')
format(third, '#.0f')
format(2.5, '.0f')
format(third, '10.2f') + '|'
format(third, '<10.2f') + '|'
format(-third, '010.2f')
format(third, '+.2f')
format(third, ' .2f')
format(third, '=+10.2f')
format(third, '*^12.3f')
format(third, 'e')
format(third, '.2e')
format(third, '.0e')
format(third, '#.0e')
format(third, 'E')
format(third, '.2E')
format(third, 'g')
format(third, '.2g')
format(third, '.0g')
format(third, '#g')
format(999999.5, '#g')
format(999999.5, '#G')
format(99999.95, '#g')
format(999999.5, '#.6')
format(0.0000999999999, '#g')
format(9.9999999e-6, '#g')
format(-9999.5, '#.4g')
format(0.0, '#g')
format(inf, '#g')
format(5.0, '#.0g')
'%#g' % 999999.5
'%#.1G' % 9.96
format(third, 'G')
format(1e300, 'g')
format(1e300, 'G')
format(1e-7, 'g')
format(100000.0, 'g')
format(1000000.0, 'g')
format(third, '%')
format(third, '.1%')
format(third, '010.1%')
format(1e300, '%')[:10]
format(1234567.891, ',')
format(1234567.891, ',.2f')
format(1234567.891, '_.2f')
format(1234567.891, '020,.2f')
format(1234567.891, ',.3e')
format(1234567.891, ',%')
format(1234567.891, ',.3g')
format(1234567.891, ',.8g')
format(1234567.891234, '.6_f')
format(1234567.891234, '._f')
format(1234567.891234, '_.6_f')
format(1234567.891234, ',.6,f')
format(0.123456789, '.9,f')
format(0.123456789, '.,')
format(1.5, '.3_e')
format(-0.0, 'z')
format(-0.0, 'z.1f')
format(-0.01, 'z.1f')
format(-0.06, 'z.1f')
format(-0.01, 'z.0e')
format(-0.001, '+z.1f')
format(inf)
format(inf, 'f')
format(inf, 'F')
format(-inf, 'F')
format(inf, '10') + '|'
format(inf, '010')
format(-inf, '010')
format(-inf, '010f')
format(inf, '+')
format(nan)
format(nan, 'f')
format(nan, 'F')
format(-nan, 'f')
format(nan, '+f')
format(nan, '010')
format(inf, ',')
format(inf, '%')
format(half, 'd')
format(half, 's')
format(half, 'x')
format(half, 'q')
format(half, '.')
format(half, ',x')
format(sub_float, '.3f')
format(sub_float)
format(sub_int, '5')
format(sub_int)
format(sub_str, '>6')
format(sub_str)
format(imaginary)  if PY3 else 0
format(imaginary, '')  if PY3 else 0
format(imaginary, '20') + '|' if PY3 else 0
format(imaginary, '>20')
format(imaginary, '<20') + '|'
format(imaginary, '^20') + '|'
format(imaginary, '.1f')
format(imaginary, '+.1f')
format(imaginary, 'e')
format(imaginary, '.3')
format(imaginary, 'g')
format(imaginary, ',.2f')
format(2j, '') if PY3 else 0
format(2j, '10') + '|'
format(2j, 'f')
format(-2j, '.1f')
format(2j, '.3')
format(2j, '+') if PY3 else 0
format(complex(-0.0, 2), '10') if PY3 else 0
format(complex(1, -0.0), '.1f')
format(complex(nan, inf), '')  if PY3 else 0
format(complex(nan, inf), '.1f')
format(1 / 3.0 + 2j, '30') if PY3 else 0
format(imaginary, '05')
format(imaginary, '=5')
format(imaginary, 'd')
format(imaginary, '%')
format(None, '5')
format(numbers, '5')
format(pair, '>20')
format(d, 's')
format(dots, '5')
format(raw, '5')
format(plain.items, '>12')
format(5, 5)
format()
format(1, 2, 3)
'{}'.format(5)
'{} {}'.format(1, 2)
'{0} {1} {0}'.format(1, 2)
'{a} {b}'.format(a=1, b=2)
'{a}'.format(**{'a': 5})
'{} {x}'.format(1, x=2)
'{0}{x}{1}'.format(1, 2, x=3)
'{}'.format(plain.x)
'{0.x}'.format(plain)
'{0.me.me.x}'.format(plain)
'{p.items}'.format(p=plain)
'{0[0]}'.format(numbers)
'{0[a]}'.format(d)
'{0[b][1]}'.format(d)
'{.x}'.format(plain)
'{[1]}'.format(numbers)
'{t.name:>6}|'.format(t=threads[0])
'{0.name}={0.load:03}'.format(threads[1])
'{!r}'.format(text)
'{!s:>8}'.format(text)
'{0!r:>10}'.format(text)
'{!a}'.format(wide) if PY3 else 0
'{:>5}'.format(7)
'{:{}}'.format(7, 5)
'{:{w}.{p}f}'.format(third, w=10, p=2)
'{:{}{}}'.format(7, '>', 5)
'{0:{1}}'.format(7, 5)
'{:05d} {:x}'.format(42, 255)
'{:,}'.format(1234567)
'{{}}'.format()
'{{{}}}'.format(5)
'{{0}}'.format(5)
'no fields'.format(1, 2)
''.format()
'{}'.format(None)
'{}'.format(numbers)
'{:>20}'.format(str(numbers))
'{:5}'.format(None)
'{}'.format(u'abc')
u'{}'.format('abc')
u'{}'.format(wide)
'{}'.format(u'gr\u00fc') if PY3 else 0
'{}'.format(error)
'{[1:2]}'.format({'1:2': 5})
'{[-1]}'.format({'-1': 5})
'{a b}'.format(**{'a b': 1})
'{'.format()
'}'.format()
'{0'.format(1)
'{}'.format()
'{1}'.format(5)
'{a}'.format()
'{a}'.format(b=1)
'{0}{}'.format(1, 2)
'{}{0}'.format(1, 2)
'{!x}'.format(1)
'{!rr}'.format(1)
'{!r'.format(1)
'{!}'.format(1)
'{!'.format(1)
'{:'.format(1)
'{:5'.format(1)
'{0.}'.format(1)
'{0[}'.format(1)
'{0[]}'.format(1)
'{0[a}'.format(1)
'{0[0]x}'.format(numbers)
'{0[x]}'.format(numbers)
'{0.nothing}'.format(plain)
'{:{:{}}}'.format(1, 2, 3)
'{ 0}'.format(1)
'{99999999999999999999}'.format(1)
'{}}'.format(1)
'{{}'.format(1)
'{0{1}}'.format(1, 2)
'{:q}'.format(5)
'{:.2f}'.format('x')
'{:.2f}'.format(None)
'{a}'.format_map(d) if PY3 else 0
'{a} {b[0]}'.format_map(d) if PY3 else 0
'{}'.format_map(d) if PY3 else 0
'{c}'.format_map(d) if PY3 else 0
b'{}'.format(1) if PY3 else 0
['{:>3}'.format(n) for n in numbers]
[format(n, '03') for n in numbers]
list(map(format, numbers))
"%-10s|%+d|% d|%05d|%#x|%x|%o|%e|%g" % (text, 5, 5, -5, 255, 255, 8, 0.5, 0.25)
"""

METHOD_CALLS = r"""
reads.n()
reads.deeper()
reads.inner.n()
reads.again()
reads.size()
reads.size_again()
reads.no()
reads.constant()
reads.nothing()
reads.of_class()
reads_less.of_class()
Reads.of_class()
reads.n() + reads.size()
[r.n() for r in [reads, reads.inner]]
sorted([reads, reads.inner], key=lambda r: r.size())[0] is reads
reads_less._n
reads_less.deeper()
reads.n().real
f'{reads.n():>3}' if PY3 else 0
reads.missing()
lock.locked() if PY3 else 0
held_lock.locked() if PY3 else 0
not held_lock.locked() if PY3 else 0
held_rlock.locked() if sys.version_info >= (3, 14) else 1
rlock.locked() if sys.version_info >= (3, 14) else 1
event.is_set()
set_event.is_set()
[e.is_set() for e in (event, set_event)]
this_thread.is_alive()
new_thread.is_alive()
ended_thread.is_alive()
this_thread.name
jobs.qsize() if PY3 else 0
jobs.empty() if PY3 else 0
jobs.full() if PY3 else 0
full_jobs.qsize() if PY3 else 0
full_jobs.full() if PY3 else 0
full_jobs.empty() if PY3 else 0
no_jobs.empty() if PY3 else 0
urgent.qsize() if PY3 else 0
urgent.full() if PY3 else 0
sock.fileno() if PY3 else 0
closed_sock.fileno() if PY3 else 0
file.fileno() if PY3 else 0
raw_file.fileno() if PY3 else 0
raw_file.raw.fileno() if PY3 else 0
sys.stdin.fileno() if PY3 else 0
moment.weekday()
moment.isoweekday()
moment.toordinal()
moment.isoformat()
fraction.isoformat()
day.isoformat()
day.weekday()
day.isoweekday()
day.toordinal()
"""

# Of these 2.7 has none: ` if PY3 else 0` follows each.
TASKS = r"""
pending.done()
done.done()
failed.done()
cancelled.done()
pending.cancelled()
done.cancelled()
cancelled.cancelled()
done.result()
done.result().upper()
done.exception()
failed.exception()
done.exception() is None
task.done()
task.cancelled()
task.result()
task.result()[0]
task_failed.done()
task_failed.exception()
task.get_name() if sys.version_info >= (3, 8) else 0
task.get_coro().cr_code.co_name if sys.version_info >= (3, 8) else 0
done.get_loop() is loop if sys.version_info >= (3, 7) else 0
task.get_loop() is loop if sys.version_info >= (3, 7) else 0
async_queue.qsize()
async_queue.empty()
async_queue.full()
pending_work.done()
finished_work.done()
failed_work.done()
pending_work.running()
finished_work.cancelled()
finished_work.result()
"""

# Neither Python nor pyinspect can make anything of these.
NONSENSE = r"""
1 +
+
(1
1)
[1
{1: 2
1 2
a b
x.
x.5
'abc
"abc
'''abc
1 if 2
1 if 2 else
for x in y
[x for x]
[x for in y]
[for x in y]
f(
f(1
f(,)
f(a=1, 2)
x[
x[]
x[1
x[1:2:3:4]
{1: 2, 3}
{1, 2: 3}
{**d for x in y}
[*x for x in y]
(*numbers)
*numbers
x not y
1 is is 2
not
x = 5
x += 1
del x
import os
x; y
?
!
1 !
0x
0xg
0o8
0b2
1e
1.5.5
if
class
a if b else c if
lambda
lambda x
lambda x:
lambda x x: 1
lambda x, x: 1
lambda x=1, y: 1
lambda *: 1
lambda *, **k: 1
lambda *, : 1
lambda **k, x: 1
lambda *a, *b: 1
lambda /: 1
lambda x, /, y, /: 1
lambda 5: 1
lambda x.y: 1
lambda None: 1
lambda (x: 1
f(a=1, a=2)
f(**d, 1)
f(**d, *e)
f(a=1, 2)
f(*)
f(**)
f(x for x in y, 1)
x := 5
(x.y := 5)
((x) := 5)
(5 := 5)
[x := 1 for x in numbers]
[(x := 1) for x in numbers]
[y for x in numbers if (x := 1)]
[[(x := 1) for y in numbers] for x in numbers]
[1 for x in (y := numbers)]
[1 for x in (lambda: (y := numbers))()]
{x := 1: 2}
[*x := 1]
f(a=x := 1)
f'{'
f'}'
f'{}'
f'{ }'
f'{x'
f'{x!}'
f'{x!z}'
f'{x!rr}'
f'{x! r}'
f'{!r}'
f'{:5}'
f'{=}'
f'{x:{}}'
f'{x:{y}'
f'{x y}'
f'{x;}'
f'{lambda: 1}'
f'{lambda x: 1}'
f'{1 if x else lambda: 1}'
f'{*x}'
f'{x = 5}'
f'{x
f"{x}'
f'{x}
f'{'a}'
f'a' b'b'
b'a' f'b'
fb'a'
bf'a'
fu'a'
uf'a'
f'{x:{y:{z}'
f'\x4'
!r
f'{yield}'
f'{x:'
f'{x!r:'
f'{x=!'
print 5 5
x..y
.
,
,1
[,]
[1,,2]
(,)
{,}
{:}
b'é'
'\x4'
u'\u12'
u'\U00110000'
1_000_
$x
@
"""

# What these are, only code of the target could say: the error says which.
REFUSED = [
    ("guarded.nothing", "__main__.Guarded.__getattr__"),
    ("described.hidden", "__main__.Described.hidden is a .*: its __get__ "),
    ("plain.computed", "__main__.Plain.computed is a property: its code"),
    ("plain.method", None),
    ("plain.computed + 1", "^__main__.Plain.computed is a property: its code"),
    ("plain.computed.x", "^__main__.Plain.computed is a property: its code"),
    ("plain.method()", "plain.method would have to run"),
    ("Plain()", "Plain would have to run"),
    ("outer(1)", "outer would have to run"),
    ("operators()", "operators would have to run"),
    ("operators + 1", "__main__.Operators.__add__"),
    ("1 + operators", "__main__.Operators.__radd__"),
    ("operators == 1", "__main__.Operators.__eq__"),
    ("operators != 1", "__main__.Operators.__ne__"),
    ("1 < operators", "__main__.Operators.__gt__"),
    ("-operators", "__main__.Operators.__neg__"),
    ("operators % 1", "__main__.Operators.__mod__"),
    ("1 in operators", "__main__.Operators.__contains__"),
    ("operators[0]", "__main__.Operators.__getitem__"),
    ("len(operators)", "__main__.Operators.__len__"),
    ("list(operators)", "__main__.Operators.__iter__"),
    ("[x for x in operators]", "__main__.Operators.__iter__"),
    ("numbers[operators]", "__main__.Operators.__index__"),
    ("numbers[operators:]", "__main__.Operators.__index__"),
    ("int(operators)", "__main__.Operators.__int__"),
    ("float(operators)", "__main__.Operators.__float__"),
    ("abs(operators)", "__main__.Operators.__abs__"),
    ("round(operators)", "__main__.Operators.__round__"),
    ("dir(operators)", "__main__.Operators.__dir__"),
    ("str(operators)", "__main__.Operators.__str__"),
    ("reversed(operators)", "__main__.Operators.__reversed__"),
    ("hash(operators)", "__main__.Operators.__hash__"),
    ("{operators: 1}", "__main__.Operators.__hash__"),
    ("not operators", "__main__.Operators.__"),
    ("operators and 1", "__main__.Operators.__"),
    ("1 if operators else 2", "__main__.Operators.__"),
    ("[x for x in numbers if operators]", "__main__.Operators.__"),
    ("'%d' % operators", "__main__.Operators.__"),
    ("'%s' % operators", "__main__.Operators.__str__"),
    ("own_items[0]", "__main__.OwnItems.__getitem__"),
    ("own_fd['a']", "__main__.OwnFrozen.__getitem__|NameError"),
    ("{own_fd: 1}", "__main__.OwnFrozen.__hash__|NameError"),
    ("fd | {}", "frozendict.__or__|NameError"),
    ("{} | fd", "frozendict.__ror__|NameError"),
    ("own_dict['a']", "__main__.OwnDict.__getitem__"),
    ("own_deque[0]", "__main__.OwnDeque.__getitem__"),
    ("1 in own_deque", "__main__.OwnDeque.__contains__"),
    ("own_ordered['k']", "__main__.OwnOrdered.__getitem__"),
    ("list(own_ordered)", "__main__.OwnOrdered.__iter__"),
    ("missing['b']", "__main__.Missing.__missing__"),
    ("by_default['q']", "^the key 'q' is not there, and default_factory would have to run"),
    ("vars(plain.computed)", "Plain.computed is a property"),
    ("own_add + 1", "__main__.OwnAdd.__add__"),
    ("len(own_length)", "__main__.OwnLength.__len__"),
    ("bool(own_length)", "__main__.OwnLength.__len__"),
    ("list(own_iter)", "__main__.OwnIter.__iter__"),
    ("sum(own_iter)", "__main__.OwnIter.__iter__"),
    ("max(own_iter)", "__main__.OwnIter.__iter__"),
    ("own_equal == 1", "__main__.OwnEqual.__eq__"),
    ("own_equal in numbers", "__main__.OwnEqual.__eq__"),
    ("numbers == [own_equal, 1, 1, 1, 1]", "__main__.OwnEqual.__eq__"),
    ("hash(own_hash)", "__main__.OwnHash.__hash__"),
    ("own_hash in d", "__main__.OwnHash.__hash__"),
    ("sorted([own_less, own_less])", "__main__.OwnLess.__lt__"),
    ("min(own_less, own_less)", "__main__.OwnLess.__lt__"),
    ("not own_bool", "__main__.OwnBool.__"),
    ("any([own_bool])", "__main__.OwnBool.__"),
    ("made()", "made would have to run|not callable"),
    ("Made()", "Made would have to run"),
    ("list(generator)", "generator"),
    ("queue + queue", "deque"),
    ("array + b'x'", "bytearray"),
    ("array[:2] + b'x'", "bytearray"),
    ("{array[:2]}", "unhashable type: 'bytearray'"),
    ("plain.computed is None", "Plain.computed is a property: its code"),
    ("plain.computed is not None", "Plain.computed is a property: its code"),
    ("None is plain.computed", "Plain.computed is a property: its code"),
    ("plain.computed is plain.computed", "Plain.computed is a property: its code"),
    ("plain.computed == None", "Plain.computed is a property: its code"),
    ("plain.computed != 1", "Plain.computed is a property: its code"),
    ("[x for x in [plain] if x.computed is None]", "Plain.computed is a property: its code"),
    ("[x for x in [plain] if x.computed]", "Plain.computed is a property: its code"),
    ("any(x.computed is None for x in [plain])", "Plain.computed is a property: its code"),
    ("None in [plain.computed]", "Plain.computed is a property: its code"),
    ("plain.computed in [None]", "Plain.computed is a property: its code"),
    ("plain.computed in d", "Plain.computed is a property: its code"),
    ("[plain.computed] == [None]", "Plain.computed is a property: its code"),
    ("{1: plain.computed}[1] is None", "Plain.computed is a property: its code"),
    ("{1: plain.computed}.get(1) is None", "Plain.computed is a property: its code"),
    ("not plain.computed", "Plain.computed is a property: its code"),
    ("plain.computed or 1", "Plain.computed is a property: its code"),
    ("1 if plain.computed else 2", "Plain.computed is a property: its code"),
    ("type(plain.computed)", "Plain.computed is a property: its code"),
    ("isinstance(plain.computed, int)", "Plain.computed is a property: its code"),
    ("id(plain.computed)", "Plain.computed is a property: its code"),
    ("hash(plain.computed)", "Plain.computed is a property: its code"),
    ("repr(plain.computed)", "Plain.computed is a property: its code"),
    ("str(plain.computed)", "Plain.computed is a property: its code"),
    ("'%r' % plain.computed", "Plain.computed is a property: its code"),
    ("len(plain.computed)", "Plain.computed is a property: its code"),
    ("text.upper is None", "stands for itself"),
    ("plain.me.method()", "plain.me.method would have to run"),
    ("plain.of_cls()", "plain.of_cls would have to run"),
    ("described.hidden is None", "Described.hidden is a .*: its __get__ "),
    ("getattr(plain, 'computed', 1)", "to know whether it is there"),
    ("hasattr(plain, 'computed')", "to know whether it is there"),
    ("hasattr(described, 'hidden')", "to know whether it is there"),
    ("lazy.a", "__main__.Lazy.__getattr__"),
    ("hasattr(lazy, 'a')", "__main__.Lazy.__getattr__"),
    ("getattr(lazy, 'a', 1)", "__main__.Lazy.__getattr__"),
    ("isinstance(claims, int)", "__main__.Claims.__class__ is a property: its code"),
    ("[] is []", "empty lists"),
    ("1 in generator", "generator"),
    ("wide.upper()", r"^upper\(\) of what is not ASCII goes by tables"),
    ("wide.title()", r"^title\(\) of what is not ASCII goes by tables"),
    ("u'1\\u4e2d'.isdigit()", r"^isdigit\(\) of what is not ASCII goes by tables"),
    ("u'\\xfca'.islower()", r"^islower\(\) of what is not ASCII goes by tables"),
    ("text.upper(1)", "text.upper would have to run"),
    ("Color(99)", "no member is kept under that value|NameError"),
    ("Searching(5)", "no member is kept.*Searching._missing_|NameError"),
    ("Color([1])", "unhashable|no member is kept|NameError"),
    ("hash(OwnHashed.ONE)", "OwnHashed.__hash__|NameError"),
    ("list(OwnEnum)", "OwnEnumMeta.__iter__|NameError"),
    ("OwnEnum['ONE']", "OwnEnumMeta.__getitem__|NameError"),
    ("OwnEnum(1)", "OwnEnum would have to run|NameError"),
    ("OwnEnum.ONE in OwnEnum", "OwnEnumMeta.__contains__|NameError"),
    ("1 in Color", "each version says otherwise|NameError"),
    ("Level.LOW in Color", "each version says otherwise|NameError"),
    ("Color('X', 'y')", "Color would have to run|NameError"),
    ("Empty('X')", "Empty would have to run|NameError"),
    ("Color(value=1)", "Color would have to run|NameError"),
    ("own_text.upper()", "own_text.upper would have to run"),
    ("[s.upper() for s in [own_text]]", "s.upper would have to run"),
    ("marked.find('m')", "marked.find would have to run"),
    ("sorted(words, key=plain.method)", "would have to run"),
    ("sorted([own_text], key=own_text.replace)", "would have to run"),
    ("''.replace('', 'x', 1)", "''.replace would have to run"),
    ("text.find('a' * 1001)", r"^find\(\) is not done with more than 1000 characters"),
    ("numbers.append(1)", "numbers.append would have to run"),
    ("list(map(numbers.append, numbers))", "append.* would have to run"),
    ("own_list.index(1)", "own_list.index would have to run"),
    ("[operators].index(1)", "__main__.Operators.__eq__"),
    ("dict.items(ordered)", "dict.items would have to run"),
    ("dict.get(own_dict, 'a')", "dict.get would have to run"),
    ("u'a'.encode('utf-8', 'strict')", "would have to run"),
    ("text.encode('utf-16')", "text.encode would have to run"),
    ("reads.more()", "reads.more would have to run"),
    ("reads.with_default()", "reads.with_default would have to run"),
    ("reads.static()", "reads.static would have to run"),
    ("reads_less.n()", "reads_less.n would have to run"),
    ("reads_less.again()", "reads_less.again would have to run"),
    ("reads_less.size_again()", "reads_less.size_again would have to run"),
    ("overridden.n()", "overridden.n would have to run"),
    ("overridden.again()", "overridden.again would have to run"),
    ("own_jobs.qsize()", "own_jobs.qsize would have to run"),
    ("own_jobs.empty()", "own_jobs.empty would have to run"),
    ("own_alive.is_alive()", "own_alive.is_alive would have to run"),
    ("lock.acquire()", "lock.acquire would have to run"),
    ("event.set()", "event.set would have to run"),
    ("jobs.get()", "jobs.get would have to run"),
    ("closed_file.fileno()", "closed_file.fileno would have to run"),
    ("pending.result()", "pending.result would have to run|Error: "),
    ("failed.result()", "failed.result would have to run|Error: "),
    ("cancelled.result()", "cancelled.result would have to run|Error: "),
    ("failed_work.result()", "failed_work.result would have to run|Error: "),
    ("sys.exit()", "sys.exit would have to run"),
    ("eval('1')", "eval would have to run"),
    ("exec('1')", "exec would have to run|SyntaxError|NameError"),
    ("__import__('os')", "__import__ would have to run"),
    ("next(suspended)", "take an element of this generator away from the target"),
    ("next(operators)", "__main__.Operators.__next__|not an iterator"),
    ("iter(operators)", "__main__.Operators.__iter__"),
    ("iter(own_iter)", "__main__.OwnIter.__iter__"),
    ("list(map(plain.method, numbers))", "would have to run"),
    ("sorted(numbers, key=plain.method)", "would have to run"),
    ("(lambda f: f())(plain.method)", "f would have to run"),
    ("(lambda: plain.method())()", "plain.method would have to run"),
    ("(lambda: operators + 1)()", "__main__.Operators.__add__"),
    ("(lambda: plain.computed == 1)()", "Plain.computed is a property: its code"),
    ("max(*operators)", "__main__.Operators.__iter__"),
    ("dict(**operators)", "__main__.Operators.__|must be a mapping"),
    ("(lambda g: [next(g), next(g)])((y := x) for x in [1, 2])", "gone through at once|Error"),
    ("(lambda i: (lambda g: [next(g), next(g)])(next(i) for _ in [1, 2]))(iter(numbers))",
     "gone through at once"),
    ("list(next(i) for i in [iter([])])", "a StopIteration within a generator"),
    ("x := 5", "nothing is assigned"),
    ("x = 5", "nothing is assigned"),
    ("plain.x = 5", "nothing is assigned"),
    ("f'{operators}'", "__main__.Operators.__|2.7 has no formatted strings"),
    ("f'{guarded.nothing}'", "__main__.Guarded.__getattr__|2.7 has no formatted strings"),
    ("f'{plain.computed}'", "Plain.computed is a property: its code|2.7 has no formatted strings"),
    ("t'{x}'", "template strings are not evaluated|^SyntaxError: invalid syntax"),
    ("format(operators)", "__main__.Operators.__str__"),
    ("format(own_format, '5')", "__main__.OwnFormat.__format__"),
    ("format(own_format)", "__main__.OwnFormat.__format__"),
    ("'{}'.format(own_format)", "__main__.OwnFormat.__format__"),
    ("'{0.computed}'.format(plain)", "Plain.computed is a property: its code"),
    ("'{0[0]}'.format(own_items)", "__main__.OwnItems.__getitem__"),
    ("'{[1:2]}'.format(d) if sys.version_info[0] < 3 else plain.method()", "2.7|would have to run"),
    ("format(5, 'n')", "the target's locale"),
    ("format(0.5, 'n')", "the target's locale"),
    ("format(2j, 'n')", "the target's locale"),
    ("sub_str.format(1)", "sub_str.format would have to run"),
    ("await x", "nothing is run|invalid syntax"),
    ("(yield)", "nothing is run"),
    ("(x for x in numbers)", "a generator runs when it is asked"),
    ("numbers is [5]", None),
    ("text is 'abcdef'", "use =="),
]

# More than anybody wants to wait for, or has room for.
BOUNDED = [
    ("2 ** 2 ** 40", "is not computed"),
    ("1 << 10 ** 12", "is not computed"),
    ("'a' * 10 ** 12", "MemoryError|more than 80 MB"),
    ("[0] * 10 ** 12", "MemoryError|more than 80 MB"),
    ("list(range(10 ** 12))", "elements at most, and there are 1000000000000"),
    ("sum(range(10 ** 12))", "4194304 elements at most|more than"),
    ("[x for x in range(10 ** 4) for y in range(10 ** 4)]", "more than|elements at most"),
    ("'%999999999d' % 5", "a width of more than"),
    ("format(5, '999999999')", "a width of more than"),
    ("format(0.5, '.999999999f')", "a width of more than"),
    ("'{:{}}'.format(5, 10 ** 9)", "a width of more than"),
    ("f'{5:{10 ** 9}}'", "a width of more than"),
    ("['{:99999}'.format(x) for x in range(10 ** 6)]", "more than 80 MB"),
    ("'{}'.format(list(range(10 ** 7)))", "elements at most, and there are 10000000"),
    ("('{0}' * 10 ** 6).format('x' * 10 ** 6)", "more than 80 MB"),
    ("'a'.ljust(10 ** 9)", "more than 80 MB"),
    ("'a'.center(10 ** 15)", "more than 80 MB"),
    ("'7'.zfill(10 ** 10)", "more than 80 MB"),
    ("'\\t'.expandtabs(10 ** 9)", "more than 80 MB"),
    ("('\\t' * 10 ** 6).expandtabs(10 ** 3)", "more than 80 MB"),
    ("('a' * 10 ** 6).replace('', 'b' * 10 ** 5)", "more than 80 MB"),
    ("('a\\n' * 10 ** 7).splitlines()", "more than|elements at most"),
    ("('a ' * 10 ** 7).rsplit()", "more than|elements at most"),
    ("range(10 ** 12).count(0.5)", "more than|elements at most"),
    ("range(10 ** 12).index('x')", "more than|elements at most"),
    ("list(range(10 ** 9))[:3]", "elements at most, and there are 1000000000"),
    ("[x for x in range(10 ** 9)][:3]", "more than|elements at most"),
    ("[0] * 10 ** 9", "MemoryError|more than 80 MB"),
    ("(1 << 10 ** 7) * (1 << 10 ** 7) * (1 << 10 ** 7)", "is not computed"),
    ("9 ** 9 ** 9", "is not computed"),
    ("-1 << 10 ** 30", "is not computed"),
    ("10 ** 10 ** 5 % 7 ** 10 ** 9", "is not computed"),
    ("pow(3, 10 ** 6000, 10 ** 6000 + 1)", "is not worked out"),
    ("[[y for y in range(x)] for x in range(10 ** 5)]", "more than|elements at most"),
    ("[0 for a in 'ab' * 10 for b in 'ab' * 1000 for c in 'ab' * 1000]", "more than|elements at most"),
    ("[[0] * 10 ** 6 for x in range(10 ** 6)]", "MemoryError|more than 80 MB"),
    ("['x' * 10 ** 6 for x in range(10 ** 6)]", "MemoryError|more than 80 MB"),
    ("list(zip(range(10 ** 7), range(10 ** 7)))", "more than|elements at most"),
    ("sorted(range(10 ** 9))", "elements at most, and there are 1000000000"),
    ("set(range(10 ** 9))", "more than|elements at most"),
    ("{x: x for x in range(10 ** 9)}", "more than|elements at most"),
    ("max(range(10 ** 9))", "more than|elements at most"),
    ("10 ** 9 in [x for x in range(10 ** 9)]", "more than|elements at most"),
    ("'%s' % list(range(10 ** 7))", "elements at most, and there are 10000000"),
    ("tuple(range(10 ** 6)) * 10 ** 6", "MemoryError|more than 80 MB"),
    ("max(range(10 ** 7))", "4194304 elements at most, and there are 10000000"),
    ("sum(range(10 ** 7))", "4194304 elements at most, and there are 10000000"),
    ("'x' in {x: 1 for x in range(10 ** 7)}.values()", "4194304 elements at most|more than"),
    ("('a' * 10 ** 6).replace('a', 'b' * 10 ** 5)", "MemoryError|more than 80 MB|would have to run"),
    ("('a' * 10 ** 7).split('a')", "more than|elements at most"),
    ("('a' * 10 ** 5).join('b' * 10 ** 5)", "MemoryError|more than 80 MB"),
    ("(lambda f: f(f))(lambda f: f(f))", "more than [0-9]+ deep"),
    ("(lambda f: sorted([1], key=lambda x: f(f)))(lambda f: sorted([1], key=lambda x: f(f)))",
     "more than [0-9]+ deep"),
    ("(f := lambda n: " + "-" * 90 + "f(n + 1))(0)", "more than [0-9]+ deep"),
    ("(f := lambda n: [[[f(n + 1) for x in [1]] for x in [1]] for x in [1]])(0)",
     "more than [0-9]+ deep"),
    ("(f := lambda n: 1 + (n and f(n - 1) + f(n - 1)))(60)", "more than|elements at most|longer than"),
    ("list(iter(lambda: 1, 2))", "more than|elements at most|MemoryError"),
    ("(lambda *a: a)(*range(10 ** 9))", "more than|elements at most|MemoryError"),
    ("sum(map(lambda x: x, range(10 ** 8)))", "more than"),
    ("itself == other_itself", "RecursionError"),
    ("itself < other_itself", "RecursionError"),
    ("itself in [other_itself]", "RecursionError"),
    ("sorted([itself, other_itself])", "RecursionError"),
    ("max(itself, other_itself)", "RecursionError"),
    ("deep == other_deep", "RecursionError"),
    ("deep_dict == other_deep_dict", "RecursionError"),
    ("hash(deep_tuple)", "RecursionError"),
    ("{deep_tuple}", "RecursionError"),
    ("repr(deep)", "so large"),
]

# Attributes that C code makes are told.
MADE = r"""
point.x
point.y
sub_int.real
sub_int.numerator
plain.method
"""

# What C code makes of what it keeps is a value as any other.
COMPUTED = r"""
(3).denominator
(10**25).numerator
True.numerator
(-7).denominator
[].__hash__
{}.__hash__
[].__doc__[:8]
text[-2:]
text[::-1]
text[4:1:-2]
text[3:1]
text[1:100]
text[:0]
text[5]
wide[1:]
list(zip(dict((i, i) for i in range(1000)), range(200)))[-1]
list(zip(plain.of_instance, numbers))
list(zip({1: 2}, [3, 4, 5]))
len.__name__
len.__name__ == "len"
len.__name__ + "gth"
len.__name__[0]
{len.__name__: 1}["len"]
type(number).__name__ == "int"
type(number).__name__ is None
type(number).__module__
type(moment).__module__ + "." + type(moment).__name__
type(queue).__module__
sorted(type(v).__name__ for v in [1, 'a', 2.5, None])
[type(v).__name__ for v in pair if type(v).__name__ != "int"]
moment.year
moment.year == 2024
moment.year + 1
moment.month in (4, 5, 6)
numbers[moment.month - 5]
not moment.microsecond
moment.tzinfo is None
moment.tzinfo
isinstance(moment.day, int)
"%d-%02d" % (moment.year, moment.month)
(moment.hour, moment.minute, moment.second)
delay.days < 0
delay.days + delay.seconds
abs(delay.days)
queue.maxlen is None
queue.maxlen
long_queue.maxlen + 1
len(long_queue) == long_queue.maxlen
imaginary.real == 1.0
imaginary.imag * 2
half.imag == 0
half.imag
half.real
one.denominator + one.numerator
one.imag
one.real == 1
suspended.gi_frame is None
suspended.gi_frame.f_lineno == suspended.gi_code.co_firstlineno
suspended.gi_frame.f_code is suspended.gi_code
waiting.gi_frame is None
bool(waiting.gi_frame)
waiting.gi_frame.f_lineno > 0
waiting.gi_frame.f_code.co_name
suspended.gi_code.co_name
suspended.gi_code.co_argcount
suspended.gi_code.co_flags & 32
"""

EXPRESSIONS = "\n".join([NAMES, ATTRIBUTES, COMPUTED, METHODS, FROZEN, TEXT_METHODS,
                         TEXT_PARTS, OF_SEQUENCES, OF_ENUMS, OF_2_7, FIRST_OF_MANY, SUBSCRIPTS, LITERALS, OPERATORS, COMPARISONS, FUNCTIONS,
                         COMPREHENSIONS, FUNCTIONS_MADE, ITERATORS, ASSIGNMENTS,
                         FORMATTED, FORMATS, METHOD_CALLS, OF_LIBRARIES_AND_VERSIONS]).split("\n")
EXPRESSIONS = [line for line in EXPRESSIONS if line]
EXPRESSIONS += [line + " if PY3 else 0" for line in TASKS.split("\n") if line]

# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Exceptions of the standard library, one after the other: each is handled until the next line comes
in, and what traceback makes of it is printed as a line of JSON. For CPython 2.7 and 3.6 or newer.
"""
from __future__ import print_function

import getopt
import json
import optparse
import os
import socket
import struct
import subprocess
import sys
import traceback

PY3 = sys.version_info >= (3,)
if PY3:
    import configparser
    import urllib.error as urls
else:
    import ConfigParser as configparser
    import urllib2 as urls

CASES = []


def case(function):
    CASES.append(function)
    return function


def raises(text):
    """A case for each line of text: an expression that raises, or gives what is raised."""
    for line in text.strip().split("\n"):
        CASES.append(line.strip())


def compiled(text, name="app.py", since=(2, 7)):
    if sys.version_info >= since:
        CASES.append(lambda: compile(text, name, "exec"))


for text in (u"x = (1,\n", u"def f(:\n", u"  x = 1\n", u"x = 1\n  y = 2\n", u"if x\n    pass\n",
             u"\tx = = 1\n", u"print 'a' 1 2\n", u"a b c\n", u"for x in y:\nz\n", u"x = 'open\n",
             u"x = 1 +\n", u"f(a for a in b, c)\n", u"x = yield = 3\n", u"None = 1\n",
             u"def f():\n\tif 1:\n        x\n", u"class C:\n    return 5 5\n", u"x = {1: 2, **3 4}\n",
             u"x = \"\"\"abc\n", u"lambda: (yield) = 1\n", u"break\n", u"0777 08\n", u"$\n",
             u"x = u'gr\u00fc\u00df' 1\n", u"\u4e2d\u6587 = 'x' 5\n", u"(a, b) += 1\n",
             u"f() = 1\n", u"x = (1 +\n  2 3)\n", u"f'{a b}'\n", u"import a.b as c.d\n"):
    compiled(text if PY3 else text.encode("utf-8"))

raises(u"""
{}['key']
{}[u'gr\u00fc\u00df']
{}['']
{}[()]
{}[(1, 'two')]
{}.popitem()
[][5]
'abc'[7]
int('x')
int('12', 99)
float('a b')
1 / 0
1 // 0
1 % 0
1.5 / 0
divmod(1, 0)
0 ** -1
2.0 ** 10000
None + 1
len(5)
abs('x')
'a' + 1
[] < 5 if PY3 else [] + 5
5()
None.x
object().missing
sys.missing
(lambda: undefined_name)()
(lambda x: x)()
(lambda x: x)(1, 2)
u'gr\u00fc'.encode('ascii')
u'\u4e2d\u4e2d'.encode('ascii')
u'\U0001f600'.encode('latin-1')
b'\\xff'.decode('utf-8')
b'a\\xff\\xfe'.decode('ascii')
os.listdir('/not/there')
os.rename('/not/there', '/nor/there')
os.link('/not/there', '/nor/there')
open('/')
OSError(5, 'five')
OSError(5)
OSError()
OSError('one')
OSError(2, 'No', 'file')
OSError(2, 'No', 'a', None, 'b')
__import__('not_there')
__import__('os.nothing')
__import__('struct').unpack('i', b'')
socket.gaierror(-2, 'Name or service not known')
socket.timeout('timed out')
struct.pack('b', 1000)
next(iter([]))
bytearray(b'x').index(b'y')
chr(-1)
subprocess.CalledProcessError(3, ['ls', '-l'])
subprocess.CalledProcessError(1, 'ls')
subprocess.CalledProcessError(-9, 'ls')
subprocess.CalledProcessError(-77, 'ls')
subprocess.CalledProcessError(-2 ** 63, 'ls')
subprocess.TimeoutExpired('ls', 1.5)
urls.URLError('reason')
urls.URLError(OSError(2, 'No such file'))
urls.HTTPError('http://x', 404, 'Not Found', {}, None)
configparser.NoSectionError('section')
configparser.NoOptionError('option', 'section')
getopt.getopt(['-x'], 'a')
optparse.OptParseError('message')
__import__('json').loads('{"a": ')
__import__('decimal').Decimal('x')
__import__('datetime').date(2024, 13, 1)
__import__('re').compile('(')
__import__('ast').literal_eval('a b')
__import__('ast').literal_eval('f()')
__import__('xml.etree.ElementTree').etree.ElementTree.fromstring('<a>')
__import__('zipfile').ZipFile(__file__)
__import__('zlib').decompress(b'x')
__import__('binascii').unhexlify(b'x')
__import__('pickle').loads(b'')
__import__('csv').reader(5)
__import__('locale').setlocale(0, 'nowhere')
__import__('uuid').UUID('x')
__import__('base64').b64decode('x')
__import__('ssl').SSLError(1, 'text')
__import__('ssl').SSLError('text')
__import__('queue' if PY3 else 'Queue').Queue().get(False)
__import__('asyncio').CancelledError()
__import__('asyncio').IncompleteReadError(b'a', 5)
__import__('threading').Lock().release()
__import__('weakref').ref(5)
__import__('shutil').copy('/not/there', '/nor/there')
ValueError()
ValueError('')
ValueError(None)
ValueError('a\\tb\\t')
ValueError('two\\nlines')
ValueError('one\\n')
ValueError(1, 'two')
ValueError(ValueError('inner'))
ValueError(b'bytes')
KeyError()
KeyError(1, 2)
KeyError('a\\tb')
KeyboardInterrupt()
SystemExit(3)
StopIteration(5)
AssertionError('x', 1)
MemoryError()
SyntaxError()
SyntaxError('only a message')
SyntaxError('message', ('file.py', 3, 5, 'x = = 1\\n'))
SyntaxError('message', ('file.py', 3, None, 'x = = 1\\n'))
SyntaxError('message', (None, 3, 5, '    x = = 1'))
SyntaxError('message', ('file.py', 3, 50, 'short\\n'))
SyntaxError('message', ('file.py', 3, 0, '  short'))
SyntaxError('message', ('file.py', 3, -1, '  short'))
SyntaxError('message', ('file.py', 3, 3, '\\t\\tshort  \\n'))
SyntaxError('message', ('file.py', 3, 4, '\\t\\tsho\\trt  \\n'))
SyntaxError('message', ('file.py', 3, 2, None))
SyntaxError('message', ('file.py', 3, -2 ** 63, '  short'))
SyntaxError('message', ('file.py', 3, 7, '  caf\\xc3\\xa0  \\n'))
SyntaxError('message', ('file.py', 3, 5, 'caf\\xc3\\xa0 = = 1\\xc3\\xa0'))
IndentationError('message', ('file.py', 3, 2, 'x'))
UnicodeDecodeError('codec', b'abc', 1, 2, 'why')
UnicodeDecodeError('codec', b'abc', 1, 3, 'why')
UnicodeEncodeError('codec', u'abc', 0, 1, 'why')
UnicodeTranslateError(u'abc', 0, 2, 'why')
UnicodeDecodeError('codec', b'abc', 5, 6, 'why')
UnicodeDecodeError('codec', b'', 0, 1, 'why')
UnicodeEncodeError('codec', u'', 0, 1, 'why')
UnicodeEncodeError('codec', u'abc', sys.maxsize, 1, 'why')
UnicodeTranslateError(u'abc', 3, 4, 'why')
""")
if PY3:
    raises(u"""
SyntaxError('message', ('file.py', None, 5, 'x = = 1'))
SyntaxError('message', ('file.py', None, None, None))
ImportError('message', name='n', path='p')
""")
if sys.version_info >= (3, 10):
    raises(u"""
SyntaxError('message', ('file.py', 3, 5, 'x = = 1\\n', 3, 6))
SyntaxError('message', ('file.py', 3, 1, 'x = = 1\\n', 3, 8))
SyntaxError('message', ('file.py', 3, 3, 'x = = 1\\n', 4, 2))
SyntaxError('message', ('file.py', 3, 3, 'x = = 1\\n', 3, 0))
SyntaxError('message', ('file.py', 3, 3, 'x = = 1\\n', 3, 1))
SyntaxError('message', ('file.py', 3, 3, '\u4e2d\u6587 = = 1\\n', 3, 4))
SyntaxError('message', ('file.py', 3, 1, '\u4e2d\u6587 = = 1\\n', 3, 3))
""")


@case
def chained():
    try:
        {}["first"]
    except KeyError:
        raise OSError(2, "second", "name")


if sys.version_info >= (3, 11):
    exec("""
@case
def with_notes():
    error = ValueError("noted")
    error.add_note("a note")
    error.add_note("of two\\n\\tlines")
    error.__notes__.append(5)
    raise error


@case
def grouped():
    try:
        raise ExceptionGroup("inner", [KeyError("k"), SyntaxError("m", ("f.py", 3, 5, "x = = 1"))])
    except ExceptionGroup as inner:
        raise ExceptionGroup("outer", [ValueError("a\\tb"), inner, OSError(2, "No", "f")])


@case
def of_group_from():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise BaseExceptionGroup("all", [KeyboardInterrupt(), ValueError("v")]) from error
""")


def run(what):
    if callable(what):
        return what()
    value = eval(what)
    if isinstance(value, BaseException):
        raise value


def handle(what):
    try:
        run(what)
    except BaseException:
        text = "".join(traceback.format_exception(*sys.exc_info()))
        if not PY3 and isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        say([what if not callable(what) else getattr(what, "__name__", ""), text])
        return sys.stdin.readline()
    say([what if not callable(what) else getattr(what, "__name__", ""), None])
    return sys.stdin.readline()


def say(words):
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


for one in CASES:
    if not handle(one):
        break
say(None)

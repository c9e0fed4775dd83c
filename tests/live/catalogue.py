# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A catalogue of expressions, each with a value of a type of the standard library, for CPython 2.7 and
3.6 or newer. What a version does not have is left out. It prints repr() of each as one line of
JSON, and waits until its standard input ends, in a function that has the values as its locals.
"""
from __future__ import print_function

import json
import os
import sys

MODULES = """abc argparse array ast asyncio asyncio.sslproto asyncio.trsock base64 bdb bz2 calendar cmd code codecs
    codeop collections collections.abc concurrent.futures concurrent.futures.thread configparser contextlib
    contextvars copy csv ctypes dataclasses datetime decimal difflib dis doctest email email.message
    email.header email.headerregistry email.policy enum errno fileinput fnmatch ftplib functools gc getopt gettext glob gzip
    hashlib heapq hmac html html.parser http http.client http.cookies http.cookiejar http.server imaplib imp
    importlib importlib.machinery importlib.metadata importlib.util inspect io ipaddress itertools keyword
    linecache locale logging logging.handlers lzma mailbox marshal math mimetypes mmap multiprocessing
    multiprocessing.pool multiprocessing.shared_memory multiprocessing.managers netrc numbers opcode
    operator optparse os pathlib pickle pkgutil platform plistlib posixpath pprint profile pstats queue
    random re readline reprlib resource sched secrets select selectors shelve shlex signal site smtplib
    socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable
    sysconfig syslog tarfile tempfile textwrap threading time timeit token tokenize trace traceback
    tracemalloc types typing unicodedata unittest unittest.mock urllib urllib.parse urllib.request
    urllib.error urllib.response uuid warnings weakref xml.dom.minidom xml.etree.ElementTree xmlrpc.client
    zipfile zlib zoneinfo string.templatelib compression.zstd annotationlib concurrent.interpreters Queue""".split()

for _module in MODULES:
    try:
        exec("import " + _module)
    except ImportError:
        pass

PREPARATIONS = '''
class Plain(object): pass
===
class Weak(object): pass
KEPT = Weak()
===
def function(a, b=1, *c, **d): return a
===
def gen():
    x = yield 1
===
T = typing.TypeVar("T")
K = typing.TypeVar("K", covariant=True)
C = typing.TypeVar("C", int, str, contravariant=True)
B = typing.TypeVar("B", bound=int)
===
P = typing.ParamSpec("P")
===
Ts = typing.TypeVarTuple("Ts")
===
class Generic(typing.Generic[T]): pass
===
class GenericTwo(typing.Generic[T, K]):
    def method(self): pass
===
class Typed(typing.TypedDict):
    a: int
===
class Proto(typing.Protocol):
    def method(self): ...
===
async def coroutine(): pass
===
async def agen():
    yield 1
===
type Alias = list[int]
===
class Aliased:
    type Inner = int
===
type AliasOf[A, *Bs, **Ps] = dict[A, int]
===
class New[A, *Bs, **Ps]: pass
===
def new[A: int, Z: (int, str) = int](a: A, z: Z): pass
===
def annotated(a: int, b: "str" = "x", *, c: typing.List[int]) -> None: pass
===
class Perm(enum.Flag):
    R = 4
    W = 2
    X = 1
===
class Base(enum.Enum):
    def __str__(self): return "B"
class Derived(Base):
    A = 1
===
class Sub(collections.namedtuple("Sub", "x y")):
    pass
===
@dataclasses.dataclass(repr=False)
class NoRepr:
    x: int = 5
===
class TB(object):
    def run(self):
        try:
            raise ValueError("x")
        except ValueError:
            return sys.exc_info()[2]
TRACE = TB().run()
===
class Desc(object):
    @functools.cached_property
    def prop(self): return 1
    @functools.singledispatchmethod
    def single(self, a): return 1
    @functools.partialmethod
    def part(self): return 1
===
def manager():
    yield 1
MANAGED = contextlib.contextmanager(manager)()
===
VAR = contextvars.ContextVar("VAR")
VAR_DEFAULT = contextvars.ContextVar("it's", default=[1])
TOKEN = VAR.set(5)
TOKEN_USED = VAR.set(6)
VAR.reset(TOKEN_USED)
CONTEXT = contextvars.copy_context()
===
SERVER = socket.socket()
SERVER.bind(("127.0.0.1", 0))
SERVER.listen(5)
CLIENT = socket.create_connection(SERVER.getsockname())
ACCEPTED = SERVER.accept()[0]
===
SERVER6 = socket.socket(socket.AF_INET6)
SERVER6.bind(("::1", 0))
SERVER6.listen(5)
CLIENT6 = socket.create_connection(SERVER6.getsockname()[:2])
DUAL = socket.socket(socket.AF_INET6)
DUAL.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
DUAL.bind(("::", 0))
DUAL.listen(5)
MAPPED = socket.create_connection(("127.0.0.1", DUAL.getsockname()[1]))
MAPPED_ACCEPTED = DUAL.accept()[0]
===
UDP = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
UDP.bind(("127.0.0.1", 0))
UDP_CONNECTED = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
UDP_CONNECTED.connect(UDP.getsockname())
UDP_FRESH = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
UDP6_FRESH = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
===
LOCAL_PATH = tempfile.mktemp(suffix=u"\\u00e4 it's")
LOCAL = socket.socket(socket.AF_UNIX)
LOCAL.bind(LOCAL_PATH)
LOCAL.listen(5)
LOCAL_CLIENT = socket.socket(socket.AF_UNIX)
LOCAL_CLIENT.connect(LOCAL_PATH)
LOCAL_ACCEPTED = LOCAL.accept()[0]
os.unlink(LOCAL_PATH)
ABSTRACT = socket.socket(socket.AF_UNIX)
ABSTRACT.bind(b"\\0pyinspect-%d\\0\\xff" % os.getpid())
ABSTRACT.listen(5)
ABSTRACT_CLIENT = socket.socket(socket.AF_UNIX)
ABSTRACT_CLIENT.connect(ABSTRACT.getsockname())
ABSTRACT_ACCEPTED = ABSTRACT.accept()[0]
PAIR = socket.socketpair()
DGRAM = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
===
async def streams():
    made = {}
    async def serve(reader, writer):
        made["served"] = reader, writer
        await reader.read(1)
    server = made["server"] = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    made["client"] = await asyncio.open_connection(*address)
    await asyncio.sleep(0.05)
    made["fed"] = asyncio.StreamReader(limit=5)
    made["fed"].feed_data(b"abc")
    made["eof"] = asyncio.StreamReader()
    made["eof"].feed_eof()
    loop = asyncio.get_event_loop()
    made["datagram"] = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    made["pipe"] = await loop.connect_read_pipe(asyncio.Protocol, open(os.pipe()[0], "rb"))
    made["write_pipe"] = await loop.connect_write_pipe(asyncio.BaseProtocol, open(PIPE[1], "wb"))
    # With a buffer that is not empty.
    made["full"] = await asyncio.open_connection(*address)
    made["full"][1].write(b"x" * 20000000)
    made["closing"] = await asyncio.open_connection(*address)
    made["process"] = await asyncio.create_subprocess_exec("true")
    await made["process"].wait()
    return made
LOOP = asyncio.new_event_loop()
asyncio.set_event_loop(LOOP)
PIPE = os.pipe()
STREAMS = LOOP.run_until_complete(streams())
===
PROCESS = multiprocessing.Process(target=int, name="it's")
PROCESS_STARTED = multiprocessing.Process(target=time.sleep, args=(30,), daemon=True)
PROCESS_STARTED.start()
PROCESS_ENDED = multiprocessing.Process(target=int)
PROCESS_ENDED.start()
PROCESS_ENDED.join()
===
POPEN = subprocess.Popen(["true"])
POPEN.wait()
POPEN_RUNNING = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
===
CONNECTION = sqlite3.connect(":memory:")
CONNECTION.row_factory = sqlite3.Row
CURSOR = CONNECTION.execute("select 1 as a, 'x' as b")
ROW = CURSOR.fetchone()
===
EXECUTOR = concurrent.futures.ThreadPoolExecutor(1)
FUTURE = EXECUTOR.submit(int)
FUTURE.result()
===
SSL = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
===
MOCK = unittest.mock.Mock(name="it's")
===
MMAP = mmap.mmap(-1, 4096)
MMAP_READ = mmap.mmap(-1, 8192, access=mmap.ACCESS_READ)
MMAP_CLOSED = mmap.mmap(-1, 4096)
MMAP_CLOSED.close()
===
TREE = ast.parse("a = 1 + b")
===
ELEMENT = xml.etree.ElementTree.fromstring("<a x='1'><b/></a>")
===
PARENT, CHILD = multiprocessing.Pipe()
===
class Slots(object):
    __slots__ = ("a", "b")
SLOTS = Slots()
SLOTS.a = 1
===
class Meta(type): pass
WithMeta = Meta("WithMeta", (), {})
===
class Warn(UserWarning): pass
===
SHUT = queue.Queue()
===
class Structure(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double)]
class Union(ctypes.Union):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double)]
'''

EXPRESSIONS = '''
types.SimpleNamespace(a=1)
functools.lru_cache(None)(function)
functools.partial(function, 1, b=2)
functools.cmp_to_key(function)
functools.cmp_to_key(function)(1)
functools.partialmethod(function, 1, b=2)
functools.singledispatch(function)
Desc.__dict__["prop"]
Desc.__dict__["single"]
Desc.__dict__["part"]
Desc().part
operator.itemgetter(1)
operator.itemgetter(1, 2)
operator.attrgetter("a.b", "c")
operator.methodcaller("x")
operator.methodcaller("x", 1, [2], b="it's", c=3)
itertools.count(1)
itertools.cycle([1])
itertools.repeat(1, 2)
itertools.accumulate([1])
itertools.chain([1])
itertools.compress([1], [1])
itertools.dropwhile(int, [1])
itertools.filterfalse(int, [1])
itertools.groupby([1])
itertools.islice([1], 1)
itertools.pairwise([1])
itertools.starmap(int, [1])
itertools.takewhile(int, [1])
itertools.tee([1])
itertools.zip_longest([1])
itertools.product([1])
itertools.permutations([1])
itertools.combinations([1], 1)
itertools.combinations_with_replacement([1], 1)
itertools.batched([1], 1)
enumerate([1])
filter(int, [1])
map(int, [1])
zip([1])
reversed([1])
reversed({1: 2})
iter([1])
iter((1,))
iter({1})
iter({1: 2})
iter("x")
iter(u"\\u20ac")
iter(b"x")
iter(bytearray(b"x"))
iter(range(3))
iter(range(2 ** 70))
iter(int, 1)
iter(memoryview(b"x"))
iter({1: 2}.items())
iter(array.array("i"))
range(2 ** 70)
range(1, 10, 3)
slice(1, None, [2])
memoryview(b"x")
weakref.ref(KEPT)
weakref.proxy(KEPT)
weakref.WeakMethod(TB().run)
weakref.WeakSet()
weakref.WeakKeyDictionary()
weakref.WeakValueDictionary()
weakref.KeyedRef(KEPT, None, 1)
weakref.finalize(KEPT, int)
collections.ChainMap({1: 2})
collections.UserDict(a=1)
collections.UserList([1])
collections.UserString("x")
collections.deque([1], 2)
collections.OrderedDict(a=1)
collections.defaultdict(list)
collections.abc.Mapping
collections.abc.Callable[[int], str]
collections.abc.Callable[..., str]
collections.abc.Iterable[int]
Sub(1, [2])
NoRepr()
NoRepr
Perm.R | Perm.X
Perm(0)
~Perm.R
Perm
Derived.A
Derived
string.Template("$x")
string.Formatter()
logging.getLogger("a")
logging.StreamHandler()
logging.FileHandler("/dev/null", delay=True)
logging.handlers.SocketHandler("localhost", 1)
logging.handlers.MemoryHandler(5)
logging.handlers.QueueHandler(1)
logging.handlers.RotatingFileHandler("/dev/null", delay=True)
logging.LogRecord("a", 10, "/x", 5, "m", (), None)
logging.PlaceHolder(logging.getLogger("p"))
logging.Formatter("%(message)s")
logging.Filter("x")
logging.LoggerAdapter(logging.getLogger("b"), {})
logging.root.manager
http.client.HTTPConnection("localhost")
http.client.HTTPSConnection("localhost")
http.client.HTTPException("x")
http.HTTPStatus.OK
http.HTTPMethod.GET
http.cookies.SimpleCookie("a=b; c=d")
http.cookies.SimpleCookie("a=b")["a"]
http.cookiejar.CookieJar()
ssl.create_default_context()
ssl.TLSVersion.TLSv1_2
ssl.Purpose.SERVER_AUTH
ssl.MemoryBIO()
ssl.SSLError(1, "x")
SSL
SSL.options
SSL.verify_mode
SSL.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="x")
SSL.wrap_socket(socket.socket(), server_hostname="x", do_handshake_on_connect=False)
CONNECTION
CURSOR
ROW
sqlite3.Binary(b"x")
struct.Struct("<i")
struct.iter_unpack("i", b"1234")
random.Random()
random.SystemRandom()
MMAP
MMAP_READ
MMAP_CLOSED
select.epoll()
select.poll()
selectors.DefaultSelector()
selectors.SelectSelector()
selectors.SelectorKey(1, 2, 3, 4)
threading.Timer(100, int)
threading.Barrier(2)
threading.local()
threading.Event()
threading.Semaphore()
threading.BoundedSemaphore()
threading.Condition()
threading.Lock()
threading.RLock()
threading.current_thread()
threading.main_thread()
threading.ExceptHookArgs((ValueError, None, None, None))
queue.Queue()
queue.LifoQueue()
queue.PriorityQueue()
queue.SimpleQueue()
queue.Empty()
Queue.Queue()
asyncio.Queue()
asyncio.Lock()
asyncio.Event()
asyncio.Condition()
asyncio.Semaphore()
asyncio.PriorityQueue()
ExceptionGroup("x", [ValueError(1), TypeError("it's")])
BaseExceptionGroup("x", [KeyboardInterrupt(1)])
ExceptionGroup("x", (ValueError(1), ExceptionGroup("y", [OSError(2, "no", "f")])))
OSError(2, "no")
OSError(2, "no", "file")
OSError(2, "no", "file", None, "other")
IOError(5, "x")
FileNotFoundError(2, "x")
UnicodeDecodeError("utf-8", b"x", 0, 1, "bad")
UnicodeEncodeError("ascii", u"x", 0, 1, "bad")
SyntaxError("m", ("f", 1, 2, "t"))
ImportError("x", name="y")
ModuleNotFoundError("x")
StopIteration(5)
StopAsyncIteration()
SystemExit(3)
KeyError("x")
AttributeError("x")
NameError("x", name="y")
KeyboardInterrupt()
GeneratorExit()
Warn("x")
warnings.WarningMessage("m", UserWarning, "f", 1)
subprocess.CalledProcessError(1, ["x"])
subprocess.TimeoutExpired(["x"], 5)
json.JSONDecodeError("m", "doc", 0)
asyncio.CancelledError()
asyncio.TimeoutError()
asyncio.InvalidStateError("x")
asyncio.IncompleteReadError(b"x", 5)
concurrent.futures.TimeoutError()
socket.timeout("x")
socket.gaierror(1, "x")
urllib.error.URLError("x")
urllib.error.HTTPError("http://x", 404, "m", {}, None)
TRACE
TRACE.tb_frame
sys._getframe()
gen()
gen
coroutine
agen()
agen().asend(1)
agen().__anext__()
agen().aclose()
gen.__code__
function.__get__(1)
types.MethodType(len, 1)
types.MappingProxyType({1: 2})
types.CellType(1)
types.ModuleType("x")
types.ModuleType("x", "doc")
types.DynamicClassAttribute(int)
types.coroutine(gen)
types.GenericAlias(list, (int,))
types.new_class("X")
types.prepare_class("X")
list[int]
list[T]
dict[str, "it's"]
dict[T, typing.Any]
tuple[()]
tuple[int, ...]
tuple[*Ts]
tuple[*tuple[int, ...]]
list[typing.List[int]]
list[list]
list[...]
list[[int, str]]
int | str
int | None
int | "x"
list[int] | None
int | T
type[int]
typing.Any
typing.Union[int, str]
typing.Union[int, str, None]
typing.Union[T, int]
typing.Optional[int]
typing.Optional["x"]
typing.List[int]
typing.List
typing.Dict[str, typing.List[int]]
typing.Tuple[int, ...]
typing.Tuple[()]
typing.Tuple
typing.Callable
typing.Callable[[int, str], bool]
typing.Callable[..., bool]
typing.Callable[[], bool]
typing.Callable[P, T]
typing.Callable[typing.Concatenate[int, P], T]
typing.Type[int]
typing.ClassVar[int]
typing.Final[int]
typing.Final
typing.Literal[1, "x", None]
typing.Literal[Perm.R]
typing.Annotated[int, 5, "x"]
typing.Annotated[typing.List[T], {}]
typing.Generic
typing.Generic[T]
Generic
Generic[int]
GenericTwo[int, T]
GenericTwo[int, str]().method
typing.Iterable[int]
typing.Iterator
typing.Mapping[str, int]
typing.Generator[int, str, None]
typing.Awaitable[int]
typing.Pattern[str]
typing.Pattern
typing.Counter[str]
typing.Deque[int]
typing.DefaultDict[str, int]
typing.NamedTuple
typing.NoReturn
typing.Never
typing.Self
typing.LiteralString
typing.Required[int]
typing.NotRequired[int]
typing.ReadOnly[int]
typing.TypeGuard[int]
typing.TypeIs[int]
typing.Unpack[Ts]
typing.Unpack[tuple[int, str]]
typing.TypeAlias
typing.NewType("New", int)
typing.ForwardRef("x")
typing.ForwardRef("x", module="y")
typing.ForwardRef("int", is_argument=False)
typing.List["x"]
typing.Text
typing.AnyStr
typing.SupportsInt
typing.IO[str]
typing.TextIO
typing.Hashable
typing.Sized
typing.TypedDict
Typed
Typed.__annotations__
Proto
T
K
C
B
P
P.args
P.kwargs
Ts
Alias
Alias.__value__
Aliased.Inner
(lambda space: (exec("def f():\n type Local = int\n return Local\nlocal = f()", space), space["local"])[1])({})
AliasOf
AliasOf[int]
AliasOf.__type_params__
New.__type_params__
New[int, str]
new.__type_params__
typing.TypeVar("D", default=int)
typing.TypeVar("I", infer_variance=True)
typing.ParamSpec("PS", covariant=True)
typing.NoDefault
inspect.signature(annotated)
inspect.signature(function)
inspect.signature(annotated).parameters
inspect.signature(annotated).parameters["b"]
inspect.Parameter.empty
inspect.Parameter.POSITIONAL_ONLY
inspect.BoundArguments
inspect.getfullargspec(annotated)
inspect.currentframe()
annotated.__annotations__
CONTEXT
VAR
VAR_DEFAULT
TOKEN
TOKEN_USED
contextvars.Token.MISSING
contextvars.Context()
iter(CONTEXT)
MANAGED
contextlib.ExitStack()
contextlib.suppress(ValueError)
contextlib.closing(1)
contextlib.nullcontext()
contextlib.redirect_stdout(None)
socket.socket()
SERVER
CLIENT
ACCEPTED
SERVER6
CLIENT6
DUAL
MAPPED
MAPPED_ACCEPTED
UDP
UDP_CONNECTED
UDP_FRESH
UDP6_FRESH
LOCAL
LOCAL_CLIENT
LOCAL_ACCEPTED
ABSTRACT
ABSTRACT_CLIENT
ABSTRACT_ACCEPTED
PAIR
DGRAM
socket.SocketIO(CLIENT, "r")
CLIENT.makefile()
CLIENT.makefile("rb")
asyncio.trsock.TransportSocket(CLIENT)
asyncio.trsock.TransportSocket(LOCAL_CLIENT)
STREAMS["server"]
STREAMS["server"].sockets
STREAMS["client"][0]
STREAMS["client"][1]
STREAMS["client"][1].transport
STREAMS["served"][0]
STREAMS["served"][1]
STREAMS["served"][1].transport
STREAMS["served"][1].get_extra_info("socket")
STREAMS["fed"]
STREAMS["eof"]
STREAMS["datagram"][0]
STREAMS["datagram"][1]
STREAMS["pipe"][0]
STREAMS["write_pipe"][0]
STREAMS["full"][1].transport
STREAMS["full"][0]
STREAMS["closing"][1].transport
STREAMS["process"]
STREAMS["process"]._transport
LOOP
LOOP._selector
LOOP._ready
asyncio.Runner()
asyncio.Future(loop=LOOP)
asyncio.StreamReader(loop=LOOP)
asyncio.get_event_loop_policy()
asyncio.sslproto.SSLProtocolState.WRAPPED
PROCESS
PROCESS_STARTED
PROCESS_ENDED
multiprocessing.current_process()
multiprocessing.Lock()
multiprocessing.RLock()
multiprocessing.Semaphore(3)
multiprocessing.BoundedSemaphore(3)
multiprocessing.Condition()
multiprocessing.Event()
multiprocessing.Barrier(2)
multiprocessing.Queue()
multiprocessing.SimpleQueue()
multiprocessing.JoinableQueue()
multiprocessing.Value("i", 5)
multiprocessing.Array("i", 5)
multiprocessing.get_context("spawn")
multiprocessing.Manager
PARENT
CHILD
POPEN
POPEN_RUNNING
POPEN_RUNNING.stdin
EXECUTOR
FUTURE
concurrent.futures.Future()
concurrent.futures.thread._WorkItem
MOCK
MOCK.a
MOCK.method
unittest.mock.MagicMock()
unittest.mock.call(1, a=2)
unittest.mock.call.foo(1)
unittest.mock.ANY
unittest.mock.sentinel.x
unittest.mock.DEFAULT
unittest.TestCase()
unittest.TestSuite()
unittest.TestResult()
unittest.FunctionTestCase(int)
pathlib.Path("/a/b")
pathlib.PurePath("a")
pathlib.PureWindowsPath("c:/a")
pathlib.PurePosixPath("a", "..", "b")
pathlib.Path("/a/b").parents
pathlib.Path("a") / "b"
pathlib.Path("/x").stat
ipaddress.ip_address("1.2.3.4")
ipaddress.ip_address("::1")
ipaddress.ip_network("10.0.0.0/8")
ipaddress.ip_interface("10.1.2.3/8")
zoneinfo.ZoneInfo("Europe/Berlin")
zoneinfo.ZoneInfo("UTC")
zoneinfo.ZoneInfo.from_file(open("/usr/share/zoneinfo/UTC", "rb"))
zoneinfo.ZoneInfo.from_file(open("/usr/share/zoneinfo/UTC", "rb"), key="it's")
datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
datetime.timezone.utc
array.array("d", [1.5])
array.array("w", "x")
hashlib.sha256(b"x")
hashlib.md5()
hashlib.blake2b()
hashlib.sha3_256()
hmac.new(b"x", digestmod="sha256")
zlib.compressobj()
zlib.decompressobj()
bz2.BZ2Compressor()
lzma.LZMADecompressor()
compression.zstd.ZstdCompressor()
gzip.GzipFile(os.devnull, "rb")
csv.reader([])
csv.writer(sys.stdout)
csv.excel()
csv.get_dialect("excel")
csv.DictReader([])
json.JSONEncoder()
json.JSONDecoder()
pickle.Pickler(io.BytesIO())
pickle.PickleBuffer(b"x")
copy.Error
decimal.getcontext()
decimal.Context(prec=5)
decimal.Context(rounding=decimal.ROUND_05UP, flags=[decimal.Rounded, decimal.InvalidOperation], traps=[])
decimal.Decimal("1.5")
decimal.localcontext()
fileinput.FileInput([])
tempfile.TemporaryFile()
tempfile.NamedTemporaryFile()
tempfile.SpooledTemporaryFile()
io.BytesIO()
io.StringIO()
io.TextIOWrapper(io.BytesIO())
io.BufferedReader(io.BytesIO())
io.IncrementalNewlineDecoder(None, True)
codecs.lookup("utf-8")
codecs.getreader("utf-8")
codecs.getreader("utf-8")(io.BytesIO())
codecs.open(os.devnull)
codecs.getincrementaldecoder("utf-8")()
os.stat("/")
os.uname()
os.times()
os.terminal_size((80, 24))
os.environ
os.scandir("/")
os.sched_param(5)
os.popen("true")
time.localtime(0)
time.gmtime(0)
time.get_clock_info("time")
sys.flags
sys.version_info
sys.float_info
sys.int_info
sys.hash_info
sys.thread_info
sys.implementation
sys.stdout
sys.stderr.buffer
sys.modules["sys"]
sys.exc_info()
resource.getrusage(0)
signal.SIGTERM
signal.Handlers.SIG_DFL
signal.getsignal(signal.SIGINT)
signal.struct_siginfo(range(7))
select.select
re.compile("x", re.I)
re.match("(x)", "x")
re.I
re.compile("x").scanner("y")
re.finditer("x", "xx")
argparse.ArgumentParser("x")
argparse.Namespace(a=1)
argparse.ArgumentParser().add_argument("-x")
optparse.OptionParser()
optparse.Values({"a": 1})
optparse.Option("-x")
configparser.ConfigParser()
ast.Name("x")
TREE
TREE.body[0]
ast.Constant(1)
ELEMENT
ELEMENT[0]
xml.etree.ElementTree.ElementTree(ELEMENT)
xml.etree.ElementTree.QName("{a}b")
xml.etree.ElementTree.iterparse
xml.dom.minidom.parseString("<a b='c'>t</a>")
xml.dom.minidom.parseString("<a b='c'>t</a>").documentElement
xml.dom.minidom.parseString("<a b='c'>t</a>").documentElement.firstChild
xmlrpc.client.ServerProxy("http://x")
xmlrpc.client.Fault(1, "x")
xmlrpc.client.DateTime("20240101T00:00:00")
email.message.Message()
email.message.EmailMessage()
email.header.Header("x")
email.policy.default
email.headerregistry.Address("a", "b", "c")
uuid.UUID(int=1)
urllib.parse.urlparse("http://x/y?z")
urllib.parse.ParseResultBytes(b"", b"", b"", b"", b"", b"")
urllib.request.Request("http://x")
urllib.request.build_opener()
socketserver.TCPServer(("127.0.0.1", 0), None)
http.server.HTTPServer(("127.0.0.1", 0), None)
importlib.machinery.SourceFileLoader("a", "b")
importlib.machinery.ModuleSpec("a", None)
importlib.machinery.FileFinder("/x")
importlib.machinery.PathFinder
importlib.util.find_spec("json")
importlib.metadata.PackagePath("a")
importlib.metadata.EntryPoint("a", "b", "c")
json.__spec__
json.__loader__
sys.__spec__
sys.__loader__
os.__loader__
json
tarfile.TarInfo("x")
zipfile.ZipInfo("x")
zipfile.ZipFile(io.BytesIO(), "w")
zipfile.Path
trace.Trace()
tracemalloc.Snapshot
traceback.extract_stack()
traceback.FrameSummary("f", 1, "n")
traceback.TracebackException(ValueError, ValueError(1), None)
dis.Bytecode("x")
list(dis.get_instructions("x"))[0]
dis.Positions(1, 2, 3, 4)
symtable.symtable("x", "f", "exec")
tokenize.TokenInfo(1, "x", (1, 0), (1, 1), "x")
calendar.MONDAY
calendar.Calendar()
calendar.January
difflib.SequenceMatcher()
difflib.Match(1, 2, 3)
sched.scheduler()
shlex.shlex("x")
statistics.NormalDist(1, 2)
textwrap.TextWrapper()
timeit.Timer("1")
pprint.PrettyPrinter()
reprlib.Repr()
plistlib.UID(5)
getopt.GetoptError("x")
gettext.NullTranslations()
mailbox.Message()
mimetypes.MimeTypes()
numbers.Number
abc.ABCMeta
abc.abstractmethod(function)
abc.abstractproperty(function)
ctypes.c_int(5)
ctypes.c_double(1.5)
ctypes.c_char_p(b"x")
ctypes.c_void_p(5)
ctypes.c_bool(True)
ctypes.c_char(b"x")
ctypes.c_wchar_p("x")
ctypes.py_object([1])
(ctypes.c_int * 3)(1, 2, 3)
ctypes.create_string_buffer(5)
ctypes.pointer(ctypes.c_int(5))
ctypes.byref(ctypes.c_int(5))
ctypes.CDLL(None)
ctypes.pythonapi
ctypes.CDLL(None).getpid
Structure(1, 2)
Union()
string.templatelib.Template("a", string.templatelib.Interpolation(1, "x"))
string.templatelib.Interpolation(1, "x", "r", "s")
annotationlib.ForwardRef("x")
annotationlib.Format.VALUE
SLOTS
WithMeta
WithMeta()
Meta
Plain
object()
NotImplemented
Ellipsis
type
super(TB, TB())
property(function)
staticmethod(function)
classmethod(function)
len
[].append
str.upper
dict.fromkeys
"x".__add__
int.__add__
types.FunctionType.__code__
type.__dict__["__mro__"]
type.__dict__
sys.getsizeof
print
exit
copyright
help
__builtins__
__loader__
__spec__
collections.Counter({"a": 1, "b": "x", **{"c": [1]}})
collections.Counter({"a": None, **{}})
collections.Counter({"a": (1,), **{"b": 2.5}})
frozendict(a=1)
sentinel("X")
sentinel("X", repr="x!")
concurrent.interpreters.get_current()
io.Reader
gc.callbacks
locale.localeconv()
keyword.kwlist
heapq.merge([1])
glob.iglob("*")
bdb.Bdb()
code.InteractiveConsole()
codeop.Compile()
cmd.Cmd()
doctest.DocTestParser()
html.parser.HTMLParser()
smtplib.SMTPException("x")
secrets.SystemRandom()
shelve.Shelf({})
stringprep
sysconfig.get_paths
unicodedata.ucd_3_2_0
multiprocessing.shared_memory.SharedMemory
multiprocessing.managers.Namespace(a=1)
multiprocessing.managers.Token("a", "b", "c")
multiprocessing.pool.ThreadPool(1)
'''

NAMESPACE = dict(globals())


def evaluate(expressions):
    for preparation in PREPARATIONS.split("\n===\n"):
        try:
            exec(preparation, NAMESPACE)
        except Exception:
            pass
    values = []
    for expression in expressions:
        try:
            values.append((expression, eval(expression, NAMESPACE)))
        except Exception:
            pass
    return values


def main():
    values = evaluate([e for e in EXPRESSIONS.splitlines() if e])
    names = ["v%d" % i for i in range(len(values))]
    source = "def show(values, say):\n    %s = values\n    say()\n" % ", ".join(names)
    exec(source, NAMESPACE)
    NAMESPACE["show"]([value for _, value in values], lambda: say(values))


def say(values):
    told = [(expression, safe_repr(value), has_none(value)) for expression, value in values]
    print(json.dumps(told))
    sys.stdout.flush()
    sys.stdin.read()
    for name in ("PROCESS_STARTED", "POPEN_RUNNING"):
        if name in NAMESPACE:
            NAMESPACE[name].terminate()
    os._exit(0)


def safe_repr(value):
    try:
        return repr(value)
    except Exception as error:
        return "repr() raised %r" % error


def has_none(value):
    """Whether nobody wrote a __repr__ for it: pyinspect shows the attributes then."""
    if type(value).__name__ == "instance":
        return not hasattr(value, "__repr__")
    return type(value).__repr__ is object.__repr__


if __name__ == "__main__":
    main()

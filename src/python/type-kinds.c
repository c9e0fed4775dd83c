/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/type-kinds.h"

#include <stddef.h>
#include <string.h>

#include "python/layout.h"

/* Where the size of a struct stands in a layout; 0 is no such place. */
#define PLACE(id) offsetof(struct layout, id.size)

static const struct {
    const char *name;
    enum type_kind kind;
    size_t size_place; /* the type's tp_basicsize must be what stands there */
} kinds[] = {
    {"BaseException", KIND_EXCEPTION, 0},
    {"BaseExceptionGroup", KIND_EXCEPTION_GROUP, PLACE(exception_group)},
    {"ContextVar", KIND_CONTEXTVAR, PLACE(contextvar)},
    {"ImportError", KIND_IMPORT_ERROR, 0},
    {"NoDefaultType", KIND_NO_DEFAULT, 0},
    {"NoneType", KIND_NONE, 0},
    {"NotImplementedType", KIND_NOT_IMPLEMENTED, 0},
    {"PyCapsule", KIND_CAPSULE, 0},
    {"Struct", KIND_STRUCT, PLACE(struct_)},
    {"Token", KIND_TOKEN, PLACE(token)},
    {"Token.MISSING", KIND_TOKEN_MISSING, 0},
    {"_asyncio.Future", KIND_FUTURE, PLACE(future)},
    {"_asyncio.Task", KIND_TASK, PLACE(task)},
    {"_contextvars.ContextVar", KIND_CONTEXTVAR, PLACE(contextvar)},
    {"_contextvars.Token", KIND_TOKEN, PLACE(token)},
    {"_ctypes.Array", KIND_CTYPES, PLACE(cdata)},
    {"_ctypes.Structure", KIND_CTYPES, PLACE(cdata)},
    {"_ctypes.Union", KIND_CTYPES, PLACE(cdata)},
    {"_ctypes._Pointer", KIND_CTYPES, PLACE(cdata)},
    {"_ctypes._SimpleCData", KIND_CTYPES, PLACE(cdata)},
    {"_io.BufferedRandom", KIND_BUFFERED, PLACE(buffered)},
    {"_io.BufferedReader", KIND_BUFFERED, PLACE(buffered)},
    {"_io.BufferedWriter", KIND_BUFFERED, PLACE(buffered)},
    {"_io.FileIO", KIND_FILEIO, PLACE(fileio)},
    {"_io.TextIOWrapper", KIND_TEXTIO, PLACE(textio)},
    {"_queue.SimpleQueue", KIND_SIMPLE_QUEUE, PLACE(simple_queue)},
    {"_socket.socket", KIND_SOCKET, PLACE(socket)},
    {"_sre.SRE_Match", KIND_MATCH, PLACE(match)},
    {"_sre.SRE_Pattern", KIND_PATTERN, PLACE(pattern)},
    {"_struct.Struct", KIND_STRUCT, PLACE(struct_)},
    {"_thread.RLock", KIND_RLOCK, PLACE(rlock)},
    {"_thread.lock", KIND_LOCK, PLACE(lock)},
    {"array.array", KIND_ARRAY, PLACE(array)},
    {"async_generator", KIND_ASYNC_GENERATOR, 0},
    {"bool", KIND_BOOL, 0},
    {"builtin_function_or_method", KIND_BUILTIN, 0},
    {"bytearray", KIND_BYTEARRAY, 0},
    {"bytes", KIND_BYTES, 0},
    {"cell", KIND_CELL, 0},
    {"classmethod", KIND_CLASSMETHOD, PLACE(classmethod)},
    {"classmethod_descriptor", KIND_METHOD_DESCRIPTOR, 0},
    {"classobj", KIND_OLD_CLASS, 0},
    {"code", KIND_CODE, 0},
    {"collections.OrderedDict", KIND_ORDERED_DICT, PLACE(odict)},
    {"collections.defaultdict", KIND_DEFAULTDICT, PLACE(defaultdict)},
    {"collections.deque", KIND_DEQUE, PLACE(deque)},
    {"complex", KIND_COMPLEX, 0},
    {"coroutine", KIND_COROUTINE, 0},
    {"datetime.date", KIND_DATE, PLACE(date)},
    {"datetime.datetime", KIND_DATETIME, PLACE(datetime)},
    {"datetime.time", KIND_TIME, PLACE(time)},
    {"datetime.timedelta", KIND_TIMEDELTA, PLACE(timedelta)},
    {"datetime.timezone", KIND_TIMEZONE, PLACE(timezone)},
    {"decimal.Context", KIND_DECIMAL_CONTEXT, PLACE(decimal_context)},
    {"decimal.Decimal", KIND_DECIMAL, PLACE(decimal)},
    {"dict", KIND_DICT, 0},
    {"dict_items", KIND_DICT_ITEMS, PLACE(dict_view)},
    {"dict_keys", KIND_DICT_KEYS, PLACE(dict_view)},
    {"dict_values", KIND_DICT_VALUES, PLACE(dict_view)},
    {"dictproxy", KIND_MAPPINGPROXY, 0},
    {"ellipsis", KIND_ELLIPSIS, 0},
    {"exceptions.BaseException", KIND_EXCEPTION, 0},
    {"file", KIND_FILE, PLACE(file)},
    {"float", KIND_FLOAT, 0},
    {"frame", KIND_FRAME, 0},
    {"frozendict", KIND_FROZENDICT, 0},
    {"frozenset", KIND_FROZENSET, 0},
    {"function", KIND_FUNCTION, 0},
    {"functools._PlaceholderType", KIND_PLACEHOLDER, 0},
    {"functools._lru_cache_wrapper", KIND_LRU_CACHE, PLACE(lru_cache)},
    {"functools.partial", KIND_PARTIAL, PLACE(partial)},
    {"generator", KIND_GENERATOR, 0},
    {"getset_descriptor", KIND_ATTRIBUTE_DESCRIPTOR, 0},
    {"instance", KIND_OLD_INSTANCE, 0},
    {"instancemethod", KIND_METHOD, 0},
    {"int", KIND_INT, 0},
    {"itertools.count", KIND_ITERTOOLS_COUNT, PLACE(count)},
    {"itertools.repeat", KIND_ITERTOOLS_REPEAT, PLACE(repeat)},
    {"list", KIND_LIST, 0},
    {"long", KIND_INT, 0},
    {"mappingproxy", KIND_MAPPINGPROXY, 0},
    {"member_descriptor", KIND_MEMBER_DESCRIPTOR, 0},
    {"memoryview", KIND_MEMORYVIEW, 0},
    {"method", KIND_METHOD, 0},
    {"method-wrapper", KIND_METHOD_WRAPPER, PLACE(method_wrapper)},
    {"method_descriptor", KIND_METHOD_DESCRIPTOR, 0},
    {"mmap.mmap", KIND_MMAP, PLACE(mmap)},
    {"module", KIND_MODULE, 0},
    {"numpy.bool", KIND_NUMPY_SCALAR, 0},
    {"numpy.bool_", KIND_NUMPY_SCALAR, 0},
    {"numpy.bytes_", KIND_NUMPY_SCALAR, 0},
    {"numpy.clongdouble", KIND_NUMPY_SCALAR, 0},
    {"numpy.complex128", KIND_NUMPY_SCALAR, 0},
    {"numpy.complex256", KIND_NUMPY_SCALAR, 0},
    {"numpy.complex64", KIND_NUMPY_SCALAR, 0},
    {"numpy.datetime64", KIND_NUMPY_SCALAR, 0},
    {"numpy.dtype", KIND_NUMPY_DTYPE, 0},
    {"numpy.float128", KIND_NUMPY_SCALAR, 0},
    {"numpy.float16", KIND_NUMPY_SCALAR, 0},
    {"numpy.float32", KIND_NUMPY_SCALAR, 0},
    {"numpy.float64", KIND_NUMPY_SCALAR, 0},
    {"numpy.int16", KIND_NUMPY_SCALAR, 0},
    {"numpy.int32", KIND_NUMPY_SCALAR, 0},
    {"numpy.int64", KIND_NUMPY_SCALAR, 0},
    {"numpy.int8", KIND_NUMPY_SCALAR, 0},
    {"numpy.intc", KIND_NUMPY_SCALAR, 0},
    {"numpy.longdouble", KIND_NUMPY_SCALAR, 0},
    {"numpy.longlong", KIND_NUMPY_SCALAR, 0},
    {"numpy.ndarray", KIND_NUMPY_ARRAY, 0},
    {"numpy.str_", KIND_NUMPY_SCALAR, 0},
    {"numpy.timedelta64", KIND_NUMPY_SCALAR, 0},
    {"numpy.uint16", KIND_NUMPY_SCALAR, 0},
    {"numpy.uint32", KIND_NUMPY_SCALAR, 0},
    {"numpy.uint64", KIND_NUMPY_SCALAR, 0},
    {"numpy.uint8", KIND_NUMPY_SCALAR, 0},
    {"numpy.uintc", KIND_NUMPY_SCALAR, 0},
    {"numpy.ulonglong", KIND_NUMPY_SCALAR, 0},
    {"numpy.void", KIND_NUMPY_SCALAR, 0},
    {"operator.attrgetter", KIND_ATTRGETTER, PLACE(attrgetter)},
    {"operator.itemgetter", KIND_ITEMGETTER, PLACE(itemgetter)},
    {"operator.methodcaller", KIND_METHODCALLER, PLACE(methodcaller)},
    {"range", KIND_RANGE, 0},
    {"re.Match", KIND_MATCH, PLACE(match)},
    {"re.Pattern", KIND_PATTERN, PLACE(pattern)},
    {"sentinel", KIND_SENTINEL, PLACE(sentinel)},
    {"set", KIND_SET, 0},
    {"slice", KIND_SLICE, 0},
    {"staticmethod", KIND_STATICMETHOD, PLACE(staticmethod)},
    {"str", KIND_STR, 0},
    {"string.templatelib.Interpolation", KIND_INTERPOLATION, PLACE(interpolation)},
    {"string.templatelib.Template", KIND_TEMPLATE, PLACE(template)},
    {"super", KIND_SUPER, PLACE(super)},
    {"thread.lock", KIND_LOCK, PLACE(lock)},
    {"tuple", KIND_TUPLE, 0},
    {"type", KIND_TYPE, 0},
    {"types.GenericAlias", KIND_GENERIC_ALIAS, PLACE(generic_alias)},
    {"types.SimpleNamespace", KIND_NAMESPACE, PLACE(namespace)},
    {"types.UnionType", KIND_UNION, PLACE(union_)},
    {"typing.ParamSpec", KIND_PARAMSPEC, PLACE(paramspec)},
    {"typing.ParamSpecArgs", KIND_PARAMSPEC_ARGS, PLACE(paramspec_attr)},
    {"typing.ParamSpecKwargs", KIND_PARAMSPEC_KWARGS, PLACE(paramspec_attr)},
    {"typing.TypeAliasType", KIND_TYPE_ALIAS, PLACE(typealias)},
    {"typing.TypeVar", KIND_TYPEVAR, PLACE(typevar)},
    {"typing.TypeVarTuple", KIND_TYPEVARTUPLE, PLACE(typevartuple)},
    {"typing.Union", KIND_UNION, PLACE(union_)},
    {"unicode", KIND_STR, 0},
    {"weakcallableproxy", KIND_PROXY, 0},
    {"weakproxy", KIND_PROXY, 0},
    {"weakref", KIND_WEAKREF, 0},
    {"weakref.CallableProxyType", KIND_PROXY, 0},
    {"weakref.ProxyType", KIND_PROXY, 0},
    {"weakref.ReferenceType", KIND_WEAKREF, 0},
    {"wrapper_descriptor", KIND_WRAPPER_DESCRIPTOR, 0},
    {"xrange", KIND_XRANGE, 0},
    {"zoneinfo.ZoneInfo", KIND_ZONEINFO, PLACE(zoneinfo)},
};

const char *type_known_name(size_t index)
{
    return index < sizeof kinds / sizeof *kinds ? kinds[index].name : NULL;
}

/* What Modules/_sre/sre.h puts behind the fields that are read, in a pydebug build of 3.13+:
 * fail_after_count, where there was padding, and fail_after_exc. */
#define PATTERN_DEBUG_BYTES 8

static bool has_size(enum type_kind kind, uint32_t known, uint64_t basicsize)
{
    return known != 0 && (known == basicsize ||
                          (kind == KIND_PATTERN && known + PATTERN_DEBUG_BYTES == basicsize));
}

static uint32_t size_of(const struct layout *layout, size_t index)
{
    size_t place = kinds[index].size_place;

    return place != 0 ? *(const uint32_t *)((const char *)layout + place) : 0;
}

uint32_t type_known_size(const struct layout *layout, const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return size_of(layout, i);
    return 0;
}

bool type_kind_named(const struct layout *layout, const char *name, uint64_t basicsize,
                     enum type_kind *ret)
{
    bool old = layout_has(layout->int_.ob_ival);

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        if (kinds[i].size_place != 0 && !has_size(kinds[i].kind, size_of(layout, i), basicsize))
            return false;
        *ret = kinds[i].kind;
        if (old && strcmp(name, "int") == 0)
            *ret = KIND_OLD_INT;
        if (old && strcmp(name, "str") == 0)
            *ret = KIND_BYTES;
        return true;
    }
    return false;
}

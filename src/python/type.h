/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The types of objects, each read once for one answer: what it is called, and
 * which of the built-in types it is or derives from, so that a reader knows the
 * struct that it has before it (Include/cpython/object.h, Objects/typeobject.c).
 */
#ifndef PYTHON_TYPE_H
#define PYTHON_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;
struct types;

/*
 * The types that a reader knows by their struct: what is built in, and after that what is of the
 * standard library and written in C.
 */
enum type_kind {
    KIND_OBJECT, /* none of the others */
    KIND_ASYNC_GENERATOR,
    KIND_BOOL,
    KIND_BUILTIN, /* builtin_function_or_method */
    KIND_BYTEARRAY,
    KIND_BYTES, /* str in 2.7 */
    KIND_CELL,
    KIND_CODE,
    KIND_COMPLEX,
    KIND_COROUTINE,
    KIND_DICT,
    KIND_ELLIPSIS,
    KIND_EXCEPTION, /* BaseException */
    KIND_FLOAT,
    KIND_FROZENSET,
    KIND_FUNCTION,
    KIND_GENERATOR,
    KIND_INT, /* of any size; long in 2.7 */
    KIND_LIST,
    KIND_MAPPINGPROXY,
    KIND_METHOD,
    KIND_MODULE,
    KIND_NONE,
    KIND_NOT_IMPLEMENTED,
    KIND_OLD_CLASS, /* 2.7: classobj and instance */
    KIND_OLD_INSTANCE,
    KIND_OLD_INT, /* 2.7: int */
    KIND_RANGE,
    KIND_SET,
    KIND_SLICE,
    KIND_STR, /* unicode in 2.7 */
    KIND_TUPLE,
    KIND_TYPE,
    KIND_WEAKREF,
    KIND_XRANGE, /* 2.7 */
    KIND_ARRAY,
    KIND_ATTRGETTER,
    KIND_ATTRIBUTE_DESCRIPTOR, /* getset_descriptor */
    KIND_BUFFERED,             /* BufferedReader, BufferedWriter, BufferedRandom */
    KIND_CAPSULE,
    KIND_CLASSMETHOD,
    KIND_DATE,
    KIND_DATETIME,
    KIND_DECIMAL,
    KIND_DEFAULTDICT, /* of `shown_as` only: a dict for all else */
    KIND_DEQUE,
    KIND_DICT_ITEMS,
    KIND_DICT_KEYS,
    KIND_DICT_VALUES,
    KIND_FILE, /* 2.7 */
    KIND_FILEIO,
    KIND_FUTURE,
    KIND_GENERIC_ALIAS,
    KIND_ITEMGETTER,
    KIND_ITERTOOLS_COUNT,
    KIND_ITERTOOLS_REPEAT,
    KIND_LOCK,
    KIND_LRU_CACHE, /* what functools.lru_cache() makes */
    KIND_MATCH,
    KIND_MEMBER_DESCRIPTOR,
    KIND_MEMORYVIEW,
    KIND_METHOD_DESCRIPTOR, /* classmethod_descriptor too */
    KIND_METHOD_WRAPPER,
    KIND_NAMESPACE,    /* types.SimpleNamespace */
    KIND_ORDERED_DICT, /* of `shown_as` only: a dict for all else */
    KIND_PARTIAL,
    KIND_PATTERN,
    KIND_PLACEHOLDER, /* functools.Placeholder */
    KIND_RLOCK,
    KIND_SOCKET, /* _socket.socket */
    KIND_STATICMETHOD,
    KIND_STRUCT_SEQUENCE, /* of `shown_as` only: a tuple for all else */
    KIND_SUPER,
    KIND_TASK,
    KIND_TEXTIO,
    KIND_TIME,
    KIND_TIMEDELTA,
    KIND_TIMEZONE,
    KIND_UNION,
    KIND_WRAPPER_DESCRIPTOR,
    KIND_CONTEXTVAR,
    KIND_CTYPES, /* what _ctypes has the base classes of */
    KIND_DECIMAL_CONTEXT,
    KIND_EXCEPTION_GROUP, /* of `shown_as` only: an exception for all else */
    KIND_FRAME,
    KIND_FROZENDICT,   /* 3.15+ */
    KIND_IMPORT_ERROR, /* of `shown_as` only: an exception for all else */
    KIND_INTERPOLATION,
    KIND_METHODCALLER,
    KIND_MMAP,
    KIND_NO_DEFAULT,
    KIND_NUMPY_ARRAY,
    KIND_NUMPY_DTYPE,
    KIND_NUMPY_SCALAR, /* of `shown_as` only where it derives from str or bytes */
    KIND_PARAMSPEC,
    KIND_PARAMSPEC_ARGS,
    KIND_PARAMSPEC_KWARGS,
    KIND_PROXY,    /* weakref.proxy() */
    KIND_SENTINEL, /* 3.15+ */
    KIND_SIMPLE_QUEUE,
    KIND_STRUCT, /* struct.Struct */
    KIND_TEMPLATE,
    KIND_TOKEN, /* contextvars.Token */
    KIND_TOKEN_MISSING,
    KIND_TYPEVAR,
    KIND_TYPEVARTUPLE,
    KIND_TYPE_ALIAS,
    KIND_ZONEINFO,
    KIND_COUNT,
};

struct type {
    uint64_t address;
    char *c_name; /* tp_name: "collections.deque", "C"; owned */
    char *name;   /* as people see it: "collections.deque", "app.Outer.C", "int"; owned */
    enum type_kind kind;
    enum type_kind shown_as; /* whose repr() it has, if builtin_repr; else its kind */
    bool builtin;            /* it is the type of that kind itself */
    bool builtin_repr;       /* repr() of it is that of a type that is written in C and known */
    bool heap;               /* made by a class statement, or by an extension as if it were */
    bool native;             /* not made by a class statement */
    uint64_t flags;          /* tp_flags */
    uint64_t repr;           /* tp_repr: code in the target; to compare only */
    uint64_t str;            /* tp_str; likewise */
    uint64_t getattro;       /* tp_getattro; likewise */
    uint64_t dict;           /* its names: tp_dict, or what the interpreter keeps of it; 0 where
                                neither can be read */
    uint64_t bases;          /* tp_bases, a tuple */
    bool binds;              /* what stands for another thing where an object of it is found in a
                                class: a function, a property (tp_descr_get) */
    bool binds_first;        /* even for what the instance has under that name (tp_descr_set too) */
    uint64_t mro;            /* tp_mro, a tuple */
    uint64_t members;        /* tp_members */
    const struct type *base; /* tp_base, NULL for object */
};

struct types *types_create(struct runtime *runtime);
/* Accepts NULL. */
void types_destroy(struct types *types);

/* The type at that address; it lives as long as types. ERROR_CORRUPT: it is no type. */
struct error *types_get(struct types *types, uint64_t address, const struct type **ret);

/* The type of the object at that address. */
struct error *types_of(struct types *types, uint64_t object, const struct type **ret);

/* PyType_IsSubtype(): whether the type at base is in type's MRO. */
struct error *types_is_subtype(struct types *types, const struct type *type, uint64_t base,
                               bool *ret);

/* The types that a type derives from and itself, as tp_mro has them; *ret says how
 * many. ERROR_CORRUPT: there cannot be so many. */
#define TYPES_MRO_MAX 500
struct error *types_mro(struct types *types, const struct type *type, uint64_t mro[TYPES_MRO_MAX],
                        size_t *ret);

/* A static type with that tp_name. */
bool type_is(const struct type *type, const char *name);

/* tp_name of the static types that are told by it, one after the other; NULL after the last. */
const char *type_known_name(size_t index);

/* c_name after its last point: __name__. */
const char *type_short_name(const struct type *type);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this room have in common: writing, limits, and what each of them can
 * write. A writer returns an error as long as its object makes no sense; repr.c then takes back
 * what was written and says that the object is unreadable. ERROR_UNSUPPORTED: it is beyond the
 * writer, and is written as any instance is.
 */
#ifndef REPR_KINDS_H
#define REPR_KINDS_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/attribute.h"
#include "repr/repr.h"
#include "python/type.h"

struct library;

struct repr {
    struct runtime *runtime;
    struct types *types;
    struct repr_limits limits;
    ARRAY(char) out;
    ARRAY(uint64_t) open;    /* the containers that are being written, outermost first */
    size_t objects;          /* written for this value */
    size_t nesting;          /* of repr_write() */
    char int_format;         /* x, o, b: the base of ints; d, 0: decimal; c: with the character */
    unsigned cut;            /* enum repr_cut */
    bool described;          /* something was written that repr() would have otherwise */
    bool told_full;          /* that it is as large as any may be, which is said once */
    struct library *library; /* what library.h has learned */
    int numpy;               /* its version in the target (numpy.h); 0: not asked for yet */
    struct sockets *sockets; /* what the kernel has said of some; NULL: none yet */
    bool shares_sockets;     /* they are somebody else's */
};

void repr_put(struct repr *r, const char *text);
void repr_put_bytes(struct repr *r, const void *bytes, size_t size);
void repr_printf(struct repr *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "...", and why; if nothing has room any more that is the reason, and is written behind it. */
void repr_put_cut(struct repr *r, enum repr_cut why);
/* What stands for what is inside a container at the limit of depth, "... 3 items"; Python's own
 * "..." would say that the container is within itself. count: 0, if it is not known. */
void repr_put_deeper(struct repr *r, uint64_t count);
/* Nothing is written yet. */
void repr_begin(struct repr *r);
/* That repr() asks for a method which the class of an object may have of its own: then the text
 * says something else, or may. */
void repr_note_asked(struct repr *r, const struct type *type, const char *method);
/* In place of what cannot be read. */
void repr_put_unreadable(struct repr *r, uint64_t address);

/* An object within another. */
void repr_write(struct repr *r, uint64_t object);

/* True once the value is as large as any may be: who writes many things ends. */
bool repr_is_full(const struct repr *r);
/* False once its text alone is. */
bool repr_has_room(const struct repr *r);

/* The limit of elements, or a large number. */
size_t repr_max_elements(const struct repr *r);

enum repr_entry {
    REPR_ENTERED, /* write what is inside, then repr_leave() */
    REPR_WITHIN,  /* it is being written already: Python writes "..." there */
    REPR_DEEP,    /* the limit of depth: cut */
};
enum repr_entry repr_enter(struct repr *r, uint64_t object);
/* The same where Python does not notice that the object is within itself: a few times it is written
 * again, until something else ends it. */
enum repr_entry repr_enter_again(struct repr *r, uint64_t object);
/* What such an object has within it, as it stands between its brackets. */
void repr_write_again(struct repr *r, uint64_t object, uint64_t within);
void repr_leave(struct repr *r);
/* What has nothing within: a number, a text, None, a class or a function as their types show them.
 * Around it alone the limit of depth does not matter. */
bool repr_is_leaf(struct repr *r, uint64_t object);
/* Whether a container would be too deep here. */
bool repr_is_deep(const struct repr *r);

/* What stands around the elements, and what Python writes for a container within itself. */
struct repr_brackets {
    const char *open, *close, *within;
};
/* The opening bracket, unless the container is within itself or too deep; then repr_leave(). */
bool repr_open(struct repr *r, uint64_t object, const struct repr_brackets *brackets);
/* The same, of so many elements, which are told where it is too deep. */
bool repr_open_counted(struct repr *r, uint64_t object, const struct repr_brackets *brackets,
                       uint64_t count);
/* What stands before an element; false, and a cut, if no more of them are wanted. */
bool repr_begin_item(struct repr *r, size_t index);

/* The object at that address, and its type. */
#define REPR_WRITER(name)                                                                          \
    struct error *name(struct repr *r, uint64_t object, const struct type *type)

/* scalars.c */
REPR_WRITER(repr_bool);
REPR_WRITER(repr_int);
REPR_WRITER(repr_old_int);
REPR_WRITER(repr_float);
REPR_WRITER(repr_complex);
REPR_WRITER(repr_none);
REPR_WRITER(repr_ellipsis);
REPR_WRITER(repr_not_implemented);

/* text.c */
REPR_WRITER(repr_str);
REPR_WRITER(repr_bytes);
REPR_WRITER(repr_bytearray);
/* An int as repr() or as its format has it; is_long: of 2.7, which writes an L behind it. */
void repr_put_integer(struct repr *r, mpz_srcptr number, bool is_long);
/* Bytes of our own. */
void repr_put_bytes_of(struct repr *r, const uint8_t *bytes, size_t count);
/* A name: the str without quotes. */
struct error *repr_put_name(struct repr *r, uint64_t str);

/* The str of count characters of width bytes at an address. */
struct error *repr_put_str_at(struct repr *r, uint64_t address, uint64_t count, unsigned width);
/* The bytes at an address, as repr() of a bytes object has them. */
struct error *repr_put_bytes_at(struct repr *r, uint64_t address, uint64_t count);
/* A part of a str or bytes, as repr() writes it, of which Python writes at most max characters. */
struct error *repr_put_part(struct repr *r, uint64_t object, int64_t from, int64_t to, size_t max);
/* A whole one in that way. */
void repr_put_at_most(struct repr *r, uint64_t object, size_t max);
/* The characters of a str, after those that are there; all of them, whatever the limit. */
typedef ARRAY(uint32_t) repr_characters;
struct error *repr_read_characters(struct repr *r, uint64_t str, repr_characters *ret);
/* repr() of a str of these characters. */
void repr_put_characters(struct repr *r, const uint32_t *characters, size_t count);

/* containers.c */
REPR_WRITER(repr_list);
REPR_WRITER(repr_tuple);
REPR_WRITER(repr_frozendict);
/* list() of a tuple. */
struct error *repr_put_tuple_as_list(struct repr *r, uint64_t object);
REPR_WRITER(repr_dict);
REPR_WRITER(repr_set);
REPR_WRITER(repr_frozenset);
REPR_WRITER(repr_range);
REPR_WRITER(repr_xrange);
REPR_WRITER(repr_slice);
REPR_WRITER(repr_mappingproxy);

/* callables.c */
REPR_WRITER(repr_function);
REPR_WRITER(repr_method);
REPR_WRITER(repr_builtin);
REPR_WRITER(repr_code);
REPR_WRITER(repr_generator);
REPR_WRITER(repr_cell);
REPR_WRITER(repr_weakref);
REPR_WRITER(repr_proxy);
REPR_WRITER(repr_frame);

/* One that is an object, or would be. */
struct error *repr_put_method(struct repr *r, const struct bound_method *method);

/* instances.c */
REPR_WRITER(repr_type);
REPR_WRITER(repr_module);
REPR_WRITER(repr_exception);
REPR_WRITER(repr_exception_group);
REPR_WRITER(repr_import_error);
REPR_WRITER(repr_old_class);
REPR_WRITER(repr_old_instance);
REPR_WRITER(repr_sentinel);
REPR_WRITER(repr_instance);

/* callables.c: __qualname__ of a function, method, built-in or class; NULL of what has none.
 */
struct error *repr_callable_name(struct repr *r, uint64_t object, const struct type *type,
                                 char **ret);

/* reprlib.c: what reprlib.repr() makes of it, which is short. */
void repr_put_short(struct repr *r, uint64_t object);

/* asyncio.c */
REPR_WRITER(repr_future);
REPR_WRITER(repr_task);
/* What is to be called, as _format_callback_source() has it; args: a tuple, or 0 for none. */
struct error *repr_put_callback(struct repr *r, uint64_t callback, uint64_t args);
/* In debug mode: " created at ", and the last entry of a list of traceback.FrameSummary. */
struct error *repr_put_created(struct repr *r, uint64_t source);

/* contextvars.c */
REPR_WRITER(repr_contextvar);
REPR_WRITER(repr_token);
REPR_WRITER(repr_token_missing);

/* templates.c */
REPR_WRITER(repr_interpolation);
REPR_WRITER(repr_template);

/* typing.c */
REPR_WRITER(repr_no_default);
REPR_WRITER(repr_paramspec);
REPR_WRITER(repr_paramspec_attribute);
REPR_WRITER(repr_type_alias);
REPR_WRITER(repr_typevar);
REPR_WRITER(repr_typevartuple);

/* array.c */
REPR_WRITER(repr_mmap);
REPR_WRITER(repr_struct);
REPR_WRITER(repr_array);
REPR_WRITER(repr_memoryview);

/* collections.c */
REPR_WRITER(repr_deque);
/* What is between its brackets. */
struct error *repr_put_deque_items(struct repr *r, uint64_t object);
REPR_WRITER(repr_defaultdict);
REPR_WRITER(repr_ordered_dict);
REPR_WRITER(repr_dict_view);
REPR_WRITER(repr_namespace);
REPR_WRITER(repr_struct_sequence);
/* What waits in a SimpleQueue, as a list. */
struct error *repr_put_queue_items(struct repr *r, uint64_t object);

/* ctypes.c */
REPR_WRITER(repr_ctypes);

/* datetime.c */
REPR_WRITER(repr_date);
REPR_WRITER(repr_time);
REPR_WRITER(repr_datetime);
REPR_WRITER(repr_timedelta);
REPR_WRITER(repr_timezone);
REPR_WRITER(repr_zoneinfo);

/* decimal.c */
REPR_WRITER(repr_decimal);
REPR_WRITER(repr_decimal_context);

/* descriptors.c */
REPR_WRITER(repr_staticmethod);
REPR_WRITER(repr_classmethod);
REPR_WRITER(repr_super);
REPR_WRITER(repr_descriptor);
REPR_WRITER(repr_method_wrapper);
REPR_WRITER(repr_generic_alias);
REPR_WRITER(repr_union);
/* A parameter of a generic type: a class by its name alone (_Py_typing_type_repr()). */
void repr_put_parameter(struct repr *r, uint64_t object);
REPR_WRITER(repr_capsule);

/* functools.c */
REPR_WRITER(repr_partial);
REPR_WRITER(repr_placeholder);
REPR_WRITER(repr_itertools_count);
REPR_WRITER(repr_itertools_repeat);
REPR_WRITER(repr_itemgetter);
REPR_WRITER(repr_attrgetter);
REPR_WRITER(repr_methodcaller);

/* io.c */
REPR_WRITER(repr_fileio);
REPR_WRITER(repr_buffered);
REPR_WRITER(repr_textio);
/* The attribute `name` of a file object that is written in C; 0: it has none. */
struct error *repr_file_name(struct repr *r, uint64_t object, uint64_t *ret);
REPR_WRITER(repr_file);

/* locks.c */
REPR_WRITER(repr_lock);
REPR_WRITER(repr_rlock);

/* numpy.c, numpy-scalar.c */
REPR_WRITER(repr_numpy_array);
REPR_WRITER(repr_numpy_dtype);
REPR_WRITER(repr_numpy_scalar);

/* re.c */
REPR_WRITER(repr_pattern);
REPR_WRITER(repr_match);

/* socket.c */
REPR_WRITER(repr_socket);

/* repr.c: what the kind's own repr() writes. */
REPR_WRITER(repr_of_kind);

#endif

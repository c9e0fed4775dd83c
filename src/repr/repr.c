/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/repr.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repr/kinds.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "target/sockets.h"
#include "target/target.h"

/* Python itself gives up at about a thousand. */
#define DEPTH_MAX 500
/* An object within itself that Python would not end: longer than any that another one ends. */
#define AGAIN_MAX 3
/* What is no container nests as well: a method of a method. */
#define NESTING_MAX 1000
/* What one value may grow to: with limits, which multiply with depth, and without. */
#define OBJECTS_MAX_LIMITED 100000
#define OBJECTS_MAX 2000000
#define OUT_MAX_BYTES_LIMITED ((size_t)16 << 20)
#define OUT_MAX_BYTES ((size_t)256 << 20)

static REPR_WRITER((*const writers[KIND_COUNT])) = {
    [KIND_ASYNC_GENERATOR] = repr_generator,
    [KIND_BOOL] = repr_bool,
    [KIND_BUILTIN] = repr_builtin,
    [KIND_BYTEARRAY] = repr_bytearray,
    [KIND_BYTES] = repr_bytes,
    [KIND_CELL] = repr_cell,
    [KIND_CODE] = repr_code,
    [KIND_COMPLEX] = repr_complex,
    [KIND_COROUTINE] = repr_generator,
    [KIND_DICT] = repr_dict,
    [KIND_ELLIPSIS] = repr_ellipsis,
    [KIND_EXCEPTION] = repr_exception,
    [KIND_FLOAT] = repr_float,
    [KIND_FROZENSET] = repr_frozenset,
    [KIND_FUNCTION] = repr_function,
    [KIND_GENERATOR] = repr_generator,
    [KIND_INT] = repr_int,
    [KIND_LIST] = repr_list,
    [KIND_MAPPINGPROXY] = repr_mappingproxy,
    [KIND_METHOD] = repr_method,
    [KIND_MODULE] = repr_module,
    [KIND_NONE] = repr_none,
    [KIND_NOT_IMPLEMENTED] = repr_not_implemented,
    [KIND_OBJECT] = repr_instance,
    [KIND_OLD_CLASS] = repr_old_class,
    [KIND_OLD_INSTANCE] = repr_old_instance,
    [KIND_OLD_INT] = repr_old_int,
    [KIND_RANGE] = repr_range,
    [KIND_SET] = repr_set,
    [KIND_SLICE] = repr_slice,
    [KIND_STR] = repr_str,
    [KIND_TUPLE] = repr_tuple,
    [KIND_TYPE] = repr_type,
    [KIND_WEAKREF] = repr_weakref,
    [KIND_XRANGE] = repr_xrange,
    [KIND_ARRAY] = repr_array,
    [KIND_ATTRGETTER] = repr_attrgetter,
    [KIND_ATTRIBUTE_DESCRIPTOR] = repr_descriptor,
    [KIND_BUFFERED] = repr_buffered,
    [KIND_CAPSULE] = repr_capsule,
    [KIND_CLASSMETHOD] = repr_classmethod,
    [KIND_DATE] = repr_date,
    [KIND_DATETIME] = repr_datetime,
    [KIND_DECIMAL] = repr_decimal,
    [KIND_DECIMAL_CONTEXT] = repr_decimal_context,
    [KIND_DEFAULTDICT] = repr_defaultdict,
    [KIND_DEQUE] = repr_deque,
    [KIND_DICT_ITEMS] = repr_dict_view,
    [KIND_DICT_KEYS] = repr_dict_view,
    [KIND_DICT_VALUES] = repr_dict_view,
    [KIND_FILE] = repr_file,
    [KIND_FILEIO] = repr_fileio,
    [KIND_GENERIC_ALIAS] = repr_generic_alias,
    [KIND_ITEMGETTER] = repr_itemgetter,
    [KIND_ITERTOOLS_COUNT] = repr_itertools_count,
    [KIND_ITERTOOLS_REPEAT] = repr_itertools_repeat,
    [KIND_LOCK] = repr_lock,
    [KIND_LRU_CACHE] = repr_instance,
    [KIND_MATCH] = repr_match,
    [KIND_MEMBER_DESCRIPTOR] = repr_descriptor,
    [KIND_MEMORYVIEW] = repr_memoryview,
    [KIND_METHOD_DESCRIPTOR] = repr_descriptor,
    [KIND_METHOD_WRAPPER] = repr_method_wrapper,
    [KIND_NAMESPACE] = repr_namespace,
    [KIND_ORDERED_DICT] = repr_ordered_dict,
    [KIND_PARTIAL] = repr_partial,
    [KIND_PATTERN] = repr_pattern,
    [KIND_PLACEHOLDER] = repr_placeholder,
    [KIND_RLOCK] = repr_rlock,
    [KIND_SOCKET] = repr_socket,
    [KIND_STATICMETHOD] = repr_staticmethod,
    [KIND_STRUCT_SEQUENCE] = repr_struct_sequence,
    [KIND_SUPER] = repr_super,
    [KIND_TEXTIO] = repr_textio,
    [KIND_TIME] = repr_time,
    [KIND_TIMEDELTA] = repr_timedelta,
    [KIND_TIMEZONE] = repr_timezone,
    [KIND_UNION] = repr_union,
    [KIND_WRAPPER_DESCRIPTOR] = repr_descriptor,
    [KIND_CONTEXTVAR] = repr_contextvar,
    [KIND_CTYPES] = repr_ctypes,
    [KIND_EXCEPTION_GROUP] = repr_exception_group,
    [KIND_FRAME] = repr_frame,
    [KIND_FROZENDICT] = repr_frozendict,
    [KIND_IMPORT_ERROR] = repr_import_error,
    [KIND_INTERPOLATION] = repr_interpolation,
    [KIND_METHODCALLER] = repr_methodcaller,
    [KIND_MMAP] = repr_mmap,
    [KIND_NO_DEFAULT] = repr_no_default,
    [KIND_NUMPY_ARRAY] = repr_numpy_array,
    [KIND_NUMPY_DTYPE] = repr_numpy_dtype,
    [KIND_NUMPY_SCALAR] = repr_numpy_scalar,
    [KIND_PARAMSPEC] = repr_paramspec,
    [KIND_PARAMSPEC_ARGS] = repr_paramspec_attribute,
    [KIND_PARAMSPEC_KWARGS] = repr_paramspec_attribute,
    [KIND_PROXY] = repr_proxy,
    [KIND_SENTINEL] = repr_sentinel,
    [KIND_SIMPLE_QUEUE] = repr_instance,
    [KIND_STRUCT] = repr_struct,
    [KIND_TEMPLATE] = repr_template,
    [KIND_TOKEN] = repr_token,
    [KIND_TOKEN_MISSING] = repr_token_missing,
    [KIND_TYPEVAR] = repr_typevar,
    [KIND_TYPEVARTUPLE] = repr_typevartuple,
    [KIND_TYPE_ALIAS] = repr_type_alias,
    [KIND_ZONEINFO] = repr_zoneinfo,
    [KIND_FUTURE] = repr_future,
    [KIND_TASK] = repr_task,
};

static size_t max_bytes(const struct repr *r)
{
    return r->limits.string != 0 ? OUT_MAX_BYTES_LIMITED : OUT_MAX_BYTES;
}

static size_t max_objects(const struct repr *r)
{
    return r->limits.elements != 0 && r->limits.depth != 0 ? OBJECTS_MAX_LIMITED : OBJECTS_MAX;
}

void repr_put_bytes(struct repr *r, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    array_reserve(&r->out, size);
    memcpy(r->out.data + r->out.count, bytes, size);
    r->out.count += size;
}

void repr_put(struct repr *r, const char *text)
{
    repr_put_bytes(r, text, strlen(text));
}

void repr_printf(struct repr *r, const char *format, ...)
{
    CLEANUP_FREE char *longer = NULL;
    char text[256];
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= (int)sizeof text) {
        va_start(args, format);
        longer = xvasprintf(format, args);
        va_end(args);
    }
    repr_put(r, longer != NULL ? longer : text);
}

const char *repr_cut_name(unsigned cut, size_t index)
{
    static const struct {
        enum repr_cut cut;
        const char *name;
    } names[] = {
        {REPR_CUT_ELEMENTS, "elements"}, {REPR_CUT_STRING, "string"}, {REPR_CUT_DEPTH, "depth"},
        {REPR_CUT_SIZE, "size"},         {REPR_CUT_UNREAD, "unread"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((cut & names[i].cut) != 0 && index-- == 0)
            return names[i].name;
    return NULL;
}

void repr_put_cut(struct repr *r, enum repr_cut why)
{
    repr_put(r, "...");
    r->cut |= repr_is_full(r) ? REPR_CUT_SIZE : why;
    if (!repr_is_full(r) || r->told_full)
        return;
    r->told_full = true;
    if (!repr_has_room(r))
        repr_printf(r, " (cut at %zu MB)", max_bytes(r) >> 20);
    else
        repr_printf(r, " (cut at %zu objects)", max_objects(r));
}

void repr_put_deeper(struct repr *r, uint64_t count)
{
    r->cut |= REPR_CUT_DEPTH;
    if (count == 0)
        repr_put(r, "... deeper");
    else
        repr_printf(r, count == 1 ? "... %llu item" : "... %llu items", (unsigned long long)count);
}

void repr_put_unreadable(struct repr *r, uint64_t address)
{
    repr_printf(r, "<unreadable at 0x%llx>", (unsigned long long)address);
}

bool repr_has_room(const struct repr *r)
{
    return r->out.count < max_bytes(r);
}

bool repr_is_full(const struct repr *r)
{
    return r->objects >= max_objects(r) || !repr_has_room(r);
}

size_t repr_max_elements(const struct repr *r)
{
    return r->limits.elements != 0 && r->limits.elements < OBJECTS_MAX ? r->limits.elements
                                                                       : OBJECTS_MAX;
}

bool repr_is_deep(const struct repr *r)
{
    return r->open.count >= DEPTH_MAX || (r->limits.depth != 0 && r->open.count >= r->limits.depth);
}

bool repr_is_leaf(struct repr *r, uint64_t object)
{
    const struct type *type;

    if (!error_ignore(types_of(r->types, object, &type)) || !type->builtin_repr)
        return false;
    switch (type->shown_as) {
    case KIND_BOOL:
    case KIND_BUILTIN:
    case KIND_BYTES:
    case KIND_FLOAT:
    case KIND_FUNCTION:
    case KIND_INT:
    case KIND_NONE:
    case KIND_OLD_INT:
    case KIND_STR:
    case KIND_TYPE:
        return true;
    default:
        return false;
    }
}

static enum repr_entry enter(struct repr *r, uint64_t object)
{
    if (repr_is_deep(r)) {
        r->cut |= REPR_CUT_DEPTH;
        return REPR_DEEP;
    }
    array_push(&r->open, object);
    return REPR_ENTERED;
}

static unsigned times_open(const struct repr *r, uint64_t object)
{
    unsigned times = 0;

    for (size_t i = 0; i < r->open.count; i++)
        times += r->open.data[i] == object;
    return times;
}

enum repr_entry repr_enter(struct repr *r, uint64_t object)
{
    return times_open(r, object) > 0 ? REPR_WITHIN : enter(r, object);
}

enum repr_entry repr_enter_again(struct repr *r, uint64_t object)
{
    /* No object has an odd address. */
    if (times_open(r, object | 1) < AGAIN_MAX)
        return enter(r, object | 1);
    r->cut |= REPR_CUT_DEPTH;
    return REPR_DEEP;
}

void repr_write_again(struct repr *r, uint64_t object, uint64_t within)
{
    if (repr_enter_again(r, object) != REPR_ENTERED) {
        repr_put_deeper(r, 0);
        return;
    }
    repr_write(r, within);
    repr_leave(r);
}

void repr_leave(struct repr *r)
{
    r->open.count--;
}

bool repr_open(struct repr *r, uint64_t object, const struct repr_brackets *brackets)
{
    return repr_open_counted(r, object, brackets, 0);
}

bool repr_open_counted(struct repr *r, uint64_t object, const struct repr_brackets *brackets,
                       uint64_t count)
{
    switch (repr_enter(r, object)) {
    case REPR_ENTERED:
        repr_put(r, brackets->open);
        return true;
    case REPR_WITHIN:
        repr_put(r, brackets->within);
        break;
    case REPR_DEEP:
        repr_put(r, brackets->open);
        repr_put_deeper(r, count);
        repr_put(r, brackets->close);
        break;
    }
    return false;
}

bool repr_begin_item(struct repr *r, size_t index)
{
    if (index > 0)
        repr_put(r, ", ");
    if (index < repr_max_elements(r) && !repr_is_full(r))
        return true;
    repr_put_cut(r, REPR_CUT_ELEMENTS);
    return false;
}

struct error *repr_of_kind(struct repr *r, uint64_t object, const struct type *type)
{
    return writers[type->kind](r, object, type);
}

static struct error *write_object(struct repr *r, uint64_t object)
{
    const struct type *type;
    bool written = false;

    TRY(types_of(r->types, object, &type));
    if (type->builtin_repr) {
        size_t before = r->out.count;
        size_t open = r->open.count;
        struct error *error = writers[type->shown_as](r, object, type);

        if (error == NULL || error->kind != ERROR_UNSUPPORTED)
            return error;
        error_destroy(error);
        r->out.count = before;
        r->open.count = open;
    } else {
        library_write(r, object, type, &written);
    }
    return written ? NULL : repr_instance(r, object, type);
}

void repr_write(struct repr *r, uint64_t object)
{
    size_t written = r->out.count;
    size_t open = r->open.count;

    if (repr_is_full(r) || r->nesting >= NESTING_MAX) {
        repr_put_cut(r, REPR_CUT_DEPTH);
        return;
    }
    r->objects++;
    if (object == 0) {
        repr_put(r, "<NULL>");
        return;
    }
    r->nesting++;
    if (!error_ignore(write_object(r, object))) {
        r->out.count = written;
        r->open.count = open;
        repr_put_unreadable(r, object);
    }
    r->nesting--;
}

struct repr *repr_create(struct runtime *runtime, struct repr_limits limits)
{
    struct repr *r = xcalloc(1, sizeof *r);

    r->runtime = runtime;
    r->types = types_create(runtime);
    r->limits = limits;
    return r;
}

void repr_share_sockets(struct repr *r, struct sockets *sockets)
{
    r->sockets = sockets;
    r->shares_sockets = true;
}

void repr_destroy(struct repr *r)
{
    if (r == NULL)
        return;
    library_destroy(r->library);
    if (!r->shares_sockets)
        sockets_destroy(r->sockets);
    types_destroy(r->types);
    array_deinit(&r->out);
    array_deinit(&r->open);
    free(r);
}

void repr_begin(struct repr *r)
{
    array_clear(&r->out);
    array_clear(&r->open);
    r->objects = r->nesting = 0;
    r->cut = 0;
    r->told_full = r->described = false;
}

void repr_note_asked(struct repr *r, const struct type *type, const char *method)
{
    const struct type *owner;
    uint64_t function;

    if (!type->native &&
        error_ignore(attribute_in_class(r->runtime, r->types, type, method, &owner, &function)) &&
        !owner->native)
        r->described = true;
}

void repr_object(struct repr *r, uint64_t object, struct repr_result *ret)
{
    const struct type *type;

    *ret = (struct repr_result){0};
    repr_begin(r);
    if (error_ignore(types_of(r->types, object, &type)))
        ret->type = xstrdup(type->name);
    repr_write(r, object);
    array_push(&r->out, '\0');
    ret->text = take_pointer(r->out.data);
    array_deinit(&r->out);
    ret->cut = r->cut;
}

char *repr_text(struct repr *r, uint64_t object)
{
    struct repr_result result;
    char *text;

    repr_object(r, object, &result);
    text = take_pointer(result.text);
    repr_result_deinit(&result);
    return text;
}

struct repr_result repr_result_copy(const struct repr_result *result)
{
    return (struct repr_result){
        .type = result->type != NULL ? xstrdup(result->type) : NULL,
        .text = xstrdup(result->text),
        .cut = result->cut,
    };
}

void repr_result_deinit(struct repr_result *result)
{
    free(take_pointer(result->type));
    free(take_pointer(result->text));
}

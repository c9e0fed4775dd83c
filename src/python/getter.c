/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/getter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/code.h"
#include "python/dict.h"
#include "python/file.h"
#include "python/frame-object.h"
#include "python/generator.h"
#include "python/integer.h"
#include "python/member.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/stack.h"
#include "python/view.h"

#define NAME_MAX_CHARACTERS 1000
#define METHOD_STATIC 0x20 /* METH_STATIC */

/* Getters that return an object which the struct holds; NULL is None. */
static struct layout_field known_getter(const struct layout *layout, enum type_kind kind,
                                        const char *name)
{
    const struct {
        enum type_kind kind;
        const char *name;
        struct layout_field field;
    } known[] = {
        {KIND_CELL, "cell_contents", layout->cell.ob_ref},
        {KIND_EXCEPTION, "args", layout->exception.args},
        {KIND_EXCEPTION, "__cause__", layout->exception.cause},
        {KIND_EXCEPTION, "__context__", layout->exception.context},
        {KIND_EXCEPTION, "__traceback__", layout->exception.traceback},
        {KIND_FUNCTION, "__code__", layout->function.func_code},
        {KIND_FUNCTION, "__defaults__", layout->function.func_defaults},
        {KIND_FUNCTION, "__doc__", layout->function.func_doc},
        {KIND_FUNCTION, "__kwdefaults__", layout->function.func_kwdefaults},
        {KIND_FUNCTION, "__module__", layout->function.func_module},
        {KIND_FUNCTION, "__name__", layout->function.func_name},
        {KIND_FUNCTION, "__qualname__", layout->function.func_qualname},
        {KIND_FUNCTION, "func_defaults", layout->function.func_defaults},
        {KIND_FUNCTION, "func_code", layout->function.func_code},
        {KIND_FUNCTION, "func_name", layout->function.func_name},
        {KIND_ASYNC_GENERATOR, "__name__", layout->generator.gi_name},
        {KIND_ASYNC_GENERATOR, "__qualname__", layout->generator.gi_qualname},
        {KIND_COROUTINE, "__name__", layout->generator.gi_name},
        {KIND_COROUTINE, "__qualname__", layout->generator.gi_qualname},
        {KIND_FUTURE, "_exception", layout->future.exception},
        {KIND_FUTURE, "_result", layout->future.result},
        {KIND_GENERATOR, "__name__", layout->generator.gi_name},
        {KIND_GENERATOR, "__qualname__", layout->generator.gi_qualname},
        {KIND_TASK, "_coro", layout->task.coro},
        {KIND_TASK, "_exception", layout->future.exception},
        {KIND_TASK, "_fut_waiter", layout->task.fut_waiter},
        {KIND_TASK, "_result", layout->future.result},
        {KIND_TYPE, "__bases__", layout->type.tp_bases},
        {KIND_TYPE, "__mro__", layout->type.tp_mro},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].kind == kind && strcmp(known[i].name, name) == 0)
            return known[i].field;
    return (struct layout_field){0};
}

/* type_name(), type_qualname(), type_module(), and of classes made in Python type_get_doc() of
 * Objects/typeobject.c. */
static bool read_name_of_class(struct runtime *runtime, const struct type *self, const char *name,
                               struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    bool is_module = strcmp(name, "__module__") == 0;
    bool is_doc = strcmp(name, "__doc__") == 0;
    struct layout_field field = strcmp(name, "__name__") == 0       ? layout->heap_type.ht_name
                                : strcmp(name, "__qualname__") == 0 ? layout->heap_type.ht_qualname
                                                                    : (struct layout_field){0};

    if (self->heap && (is_module || is_doc))
        return self->dict != 0 && error_ignore(dict_find(runtime, self->dict, name, &ret->object));
    if (self->heap)
        return layout_has(field) &&
               error_ignore(view_read_field(runtime->target, self->address, field, &ret->object)) &&
               ret->object != 0;
    if (is_module && strrchr(self->c_name, '.') == NULL)
        attribute_make_str(ret,
                           xstrdup(layout->traits.strings_are_bytes ? "__builtin__" : "builtins"));
    else if (is_module)
        attribute_make_str(
            ret, xstrndup(self->c_name, (size_t)(strrchr(self->c_name, '.') - self->c_name)));
    else if (layout_has(field) && !is_doc)
        attribute_make_str(ret, xstrdup(type_short_name(self)));
    return ret->made.kind != MADE_NOTHING;
}

/* ---- what is computed: false where it is not known */

/* meth_get__self__(), meth_get__name__() of Objects/methodobject.c */
static bool read_builtin(struct runtime *runtime, uint64_t object, const char *name,
                         struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->cfunction.m_ml, layout->cfunction.m_self};
    struct layout_field of_method[] = {layout->method_def.ml_name, layout->method_def.ml_flags};
    CLEANUP_FREE char *text = NULL;
    uint64_t values[2], method[2];

    if (!error_ignore(view_read_fields(runtime->target, object, fields, 2, values)) ||
        !error_ignore(view_read_fields(runtime->target, values[0], of_method, 2, method)))
        return false;
    if (strcmp(name, "__self__") == 0) {
        if (values[1] == 0 || (method[1] & METHOD_STATIC) != 0)
            attribute_make_none(ret);
        else
            ret->object = values[1];
        return true;
    }
    if (strcmp(name, "__name__") != 0 ||
        !error_ignore(target_read_cstring(runtime->target, method[0], NAME_MAX_CHARACTERS, &text)))
        return false;
    attribute_make_str(ret, take_pointer(text));
    return true;
}

/* The dicts of a frame that is not a struct of its own, 3.11+. */
static struct layout_field dict_of_frame(const struct layout *layout, const char *name)
{
    return strcmp(name, "f_globals") == 0    ? layout->iframe.globals
           : strcmp(name, "f_builtins") == 0 ? layout->iframe.builtins
                                             : (struct layout_field){0};
}

static bool is_position(const char *name)
{
    return strcmp(name, "f_lineno") == 0 || strcmp(name, "f_code") == 0;
}

static bool take_position(const struct code *code, int line, const char *name,
                          struct attribute *ret)
{
    if (name[2] == 'c')
        ret->object = code->address;
    else if (line > 0)
        attribute_make_int(ret, line);
    return name[2] == 'c' || line > 0;
}

/* frame_getlineno(), and f_code and the dicts where they are no members, of Objects/frameobject.c
 */
static bool read_frame(struct runtime *runtime, uint64_t object, const char *name,
                       struct attribute *ret)
{
    struct layout_field field = dict_of_frame(&runtime->layout, name);
    const struct code *code;
    uint64_t frame;
    int line;

    if (layout_has(field))
        return error_ignore(view_read_field(runtime->target, object,
                                            runtime->layout.pyframe.f_frame, &frame)) &&
               error_ignore(view_read_field(runtime->target, frame, field, &ret->object)) &&
               ret->object != 0;
    return is_position(name) &&
           error_ignore(frame_object_position(runtime, object, &code, &line)) &&
           take_position(code, line, name, ret);
}

bool getter_read_generator_frame(struct runtime *runtime, uint64_t generator, const char *name,
                                 struct attribute *ret)
{
    struct layout_field field = dict_of_frame(&runtime->layout, name);
    uint64_t frame = generator + runtime->layout.generator.gi_iframe.offset;
    const struct code *code;
    int line;

    *ret = (struct attribute){0};
    if (layout_has(field))
        return error_ignore(view_read_field(runtime->target, frame, field, &ret->object)) &&
               ret->object != 0;
    return is_position(name) &&
           error_ignore(generator_position(runtime, generator, &code, &line)) &&
           take_position(code, line, name, ret);
}

/* _gen_getcode() and _gen_getframe() of Objects/genobject.c, 3.11+ */
static bool read_generator(struct runtime *runtime, uint64_t object, const char *name,
                           struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    bool is_code = strlen(name) == 7 && strcmp(name + 2, "_code") == 0;
    bool is_frame = strlen(name) == 8 && strcmp(name + 2, "_frame") == 0;
    const struct code *code;
    int line;

    if ((!is_code && !is_frame) || !error_ignore(generator_position(runtime, object, &code, &line)))
        return false;
    if (is_code) {
        ret->object = code->address;
    } else if (line == 0) {
        attribute_make_none(ret);
    } else {
        if (!error_ignore(view_read_field(runtime->target,
                                          object + layout->generator.gi_iframe.offset,
                                          layout->iframe.frame_obj, &ret->object)))
            return false;
        /* The object is made when it is first asked for. */
        if (ret->object == 0) {
            ret->generator = object;
            ret->type = xstrdup("frame");
            ret->shown =
                xasprintf("<frame, file '%s', line %d, code %s>", code->filename, line, code->name);
        }
    }
    return true;
}

/* tb_lineno_get() and tb_next_get() of Python/traceback.c */
static bool read_traceback(struct runtime *runtime, uint64_t object, const char *name,
                           struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->traceback.tb_lineno, layout->traceback.tb_lasti,
                                    layout->traceback.tb_frame};
    const struct code *code;
    uint64_t values[3];
    int line;

    if (strcmp(name, "tb_next") == 0) {
        if (!error_ignore(
                view_read_field(runtime->target, object, layout->traceback.tb_next, &ret->object)))
            return false;
        if (ret->object == 0)
            attribute_make_none(ret);
        return true;
    }
    if (strcmp(name, "tb_lineno") != 0 ||
        !error_ignore(view_read_fields(runtime->target, object, fields, 3, values)))
        return false;
    line = (int32_t)values[0];
    /* 3.12+: it is worked out when it is asked for. */
    if (line < 0 && error_ignore(frame_object_position(runtime, values[2], &code, &line)))
        line = code_position_at(code, runtime, (int32_t)values[1]).line;
    if (line <= 0)
        return false;
    attribute_make_int(ret, line);
    return true;
}

/* func_get_annotations(): NULL where they are to be made, a tuple where a dict is to be made of it.
 */
static bool read_function(struct runtime *runtime, struct types *types, uint64_t object,
                          const char *name, struct attribute *ret)
{
    const struct type *type;
    uint64_t value;

    if (strcmp(name, "__annotations__") != 0 ||
        !error_ignore(view_read_field(runtime->target, object,
                                      runtime->layout.function.func_annotations, &value)) ||
        value == 0 || !error_ignore(types_of(types, value, &type)) || type->kind != KIND_DICT)
        return false;
    ret->object = value;
    return true;
}

static bool read_deque(struct runtime *runtime, uint64_t object, const char *name,
                       struct attribute *ret)
{
    uint64_t value;

    if (strcmp(name, "maxlen") != 0 ||
        !error_ignore(
            view_read_field(runtime->target, object, runtime->layout.deque.maxlen, &value)))
        return false;
    if ((int64_t)value < 0)
        attribute_make_none(ret);
    else
        attribute_make_int(ret, (int64_t)value);
    return true;
}

/* FutureObj_get_state() and TaskObj_get_must_cancel() of Modules/_asynciomodule.c: a task begins as
 * a future does. */
static bool read_future(struct runtime *runtime, uint64_t object, bool is_task, const char *name,
                        struct attribute *ret)
{
    static const char *const states[] = {"PENDING", "CANCELLED", "FINISHED"};
    const struct layout *layout = &runtime->layout;
    bool is_state = strcmp(name, "_state") == 0;
    uint64_t value;

    if ((!is_state && (!is_task || strcmp(name, "_must_cancel") != 0)) ||
        !error_ignore(view_read_field(runtime->target, object,
                                      is_state ? layout->future.state : layout->task.must_cancel,
                                      &value)))
        return false;
    if (!is_state)
        attribute_make_bool(ret, value != 0);
    else if (value < sizeof states / sizeof *states)
        attribute_make_str(ret, xstrdup(states[value]));
    else
        return false;
    return true;
}

/* The bytes of a date, of a time, or of one and then the other: Modules/_datetimemodule.c. */
static bool read_moment(struct runtime *runtime, uint64_t object, struct layout_field data,
                        bool has_date, bool has_time, const char *name, struct attribute *ret)
{
    static const struct {
        const char *name;
        bool of_time;
        uint8_t at, size; /* the first byte is the highest */
    } parts[] = {
        {"year", false, 0, 2},       {"month", false, 2, 1}, {"day", false, 3, 1},
        {"hour", true, 0, 1},        {"minute", true, 1, 1}, {"second", true, 2, 1},
        {"microsecond", true, 3, 3},
    };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t at = object + data.offset + parts[i].at + (has_date && parts[i].of_time ? 4 : 0);
        uint8_t bytes[3];
        int64_t value = 0;

        if (strcmp(parts[i].name, name) != 0 || !(parts[i].of_time ? has_time : has_date))
            continue;
        if (!layout_has(data) ||
            !error_ignore(target_read(runtime->target, at, bytes, parts[i].size)))
            return false;
        for (int k = 0; k < parts[i].size; k++)
            value = value << 8 | bytes[k];
        attribute_make_int(ret, value);
        return true;
    }
    return false;
}

/* datetime_tzinfo() and datetime_fold(), and those of a time. */
static bool read_zone(struct runtime *runtime, uint64_t object, struct layout_field has,
                      struct layout_field zone, struct layout_field fold, const char *name,
                      struct attribute *ret)
{
    bool is_fold = strcmp(name, "fold") == 0;
    uint64_t value;

    if ((!is_fold && strcmp(name, "tzinfo") != 0) || !layout_has(is_fold ? fold : zone) ||
        !error_ignore(view_read_field(runtime->target, object, is_fold ? fold : has, &value)))
        return false;
    if (is_fold)
        attribute_make_int(ret, (int64_t)value);
    else if (value == 0)
        attribute_make_none(ret); /* the object ends before its place */
    else
        return error_ignore(view_read_field(runtime->target, object, zone, &ret->object)) &&
               ret->object != 0;
    return true;
}

/* array_get_typecode() and array_get_itemsize() of Modules/arraymodule.c; from 3.15 on typecodes
 * are strings. */
static bool read_array(struct runtime *runtime, uint64_t object, const char *name,
                       struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->array_descr.typecode, layout->array_descr.itemsize};
    uint64_t descr, values[2];
    char code[sizeof values[0] + 1] = "";

    if (!error_ignore(view_read_field(runtime->target, object, layout->array.ob_descr, &descr)) ||
        !error_ignore(view_read_fields(runtime->target, descr, fields, 2, values)))
        return false;
    memcpy(code, &values[0], fields[0].size < sizeof values[0] ? fields[0].size : sizeof values[0]);
    if (strcmp(name, "itemsize") == 0 && values[1] <= 16)
        attribute_make_int(ret, (int64_t)values[1]);
    else if (strcmp(name, "typecode") == 0 && code[0] > 0)
        attribute_make_str(ret, xstrdup(code));
    else
        return false;
    return true;
}

/* A number itself, of which it is a part: long_long() and float_float(). */
static bool read_number(struct runtime *runtime, struct types *types, uint64_t object,
                        const char *name, struct attribute *ret)
{
    const struct type *type;
    bool of_float;

    bool is_whole = strcmp(name, "real") == 0 || strcmp(name, "numerator") == 0, truth;

    /* What is of a class of the target's own becomes an int, as a bool does. */
    if (!error_ignore(types_of(types, object, &type)) || !type->builtin)
        return false;
    of_float = type->kind == KIND_FLOAT;
    if (type->kind == KIND_BOOL && is_whole) {
        if (!error_ignore(integer_read_bool(runtime, object, &truth)))
            return false;
        attribute_make_int(ret, truth);
    } else if (is_whole && !(of_float && name[0] == 'n'))
        ret->object = object;
    else if (strcmp(name, "imag") == 0)
        of_float ? attribute_make_float(ret, 0) : attribute_make_int(ret, 0);
    else if (!of_float && strcmp(name, "denominator") == 0)
        attribute_make_int(ret, 1);
    else
        return false;
    return true;
}

/* subtype_getweakref() of Objects/typeobject.c */
static bool read_weakref(struct runtime *runtime, struct types *types, uint64_t object,
                         struct attribute *ret)
{
    const struct type *type;
    uint64_t offset;

    if (!error_ignore(types_of(types, object, &type)) ||
        !error_ignore(view_read_field(runtime->target, type->address,
                                      runtime->layout.type.tp_weaklistoffset, &offset)) ||
        offset == 0 ||
        !error_ignore(target_read_u64(runtime->target, object + offset, &ret->object)))
        return false;
    if (ret->object == 0)
        attribute_make_none(ret);
    return true;
}

/* BaseException_get_message() of 2.7. */
static bool read_message(struct runtime *runtime, uint64_t object, struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->exception.dict, layout->exception.message};
    uint64_t values[2];

    if (!layout_has(layout->exception.message) ||
        !error_ignore(view_read_fields(runtime->target, object, fields, 2, values)))
        return false;
    /* Who sets it puts it there. */
    if (values[0] != 0 && error_ignore(dict_find(runtime, values[0], "message", &ret->object)))
        return true;
    ret->object = values[1];
    return ret->object != 0;
}

static bool compute(struct runtime *runtime, struct types *types, uint64_t object,
                    const struct type *owner, const char *name, struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct type *self;

    switch (owner->kind) {
    case KIND_ARRAY:
        return read_array(runtime, object, name, ret);
    case KIND_BUILTIN:
        return read_builtin(runtime, object, name, ret);
    case KIND_DATE:
        return read_moment(runtime, object, layout->date.data, true, false, name, ret);
    case KIND_DATETIME:
        return read_moment(runtime, object, layout->datetime.data, true, true, name, ret) ||
               read_zone(runtime, object, layout->datetime.hastzinfo, layout->datetime.tzinfo,
                         layout->datetime.fold, name, ret);
    case KIND_EXCEPTION:
        return strcmp(name, "message") == 0 && read_message(runtime, object, ret);
    case KIND_BUFFERED:
    case KIND_FILE:
    case KIND_FILEIO:
    case KIND_TEXTIO:
        return file_read(runtime, types, object, owner->kind, name, ret);
    case KIND_DEQUE:
        return read_deque(runtime, object, name, ret);
    case KIND_FUTURE:
    case KIND_TASK:
        return read_future(runtime, object, owner->kind == KIND_TASK, name, ret);
    case KIND_FLOAT:
    case KIND_INT:
    case KIND_OLD_INT:
        return read_number(runtime, types, object, name, ret);
    case KIND_FRAME:
        return read_frame(runtime, object, name, ret);
    case KIND_FUNCTION:
        return read_function(runtime, types, object, name, ret);
    case KIND_ASYNC_GENERATOR:
    case KIND_COROUTINE:
    case KIND_GENERATOR:
        return read_generator(runtime, object, name, ret);
    case KIND_TIME:
        return read_moment(runtime, object, layout->time.data, false, true, name, ret) ||
               read_zone(runtime, object, layout->time.hastzinfo, layout->time.tzinfo,
                         layout->time.fold, name, ret);
    case KIND_TYPE:
        return error_ignore(types_get(types, object, &self)) &&
               read_name_of_class(runtime, self, name, ret);
    default:
        return strcmp(owner->c_name, "traceback") == 0 &&
               read_traceback(runtime, object, name, ret);
    }
}

bool getter_read(struct runtime *runtime, struct types *types, uint64_t object,
                 const struct type *owner, const char *name, struct attribute *ret)
{
    struct layout_field field = known_getter(&runtime->layout, owner->kind, name);

    /* Every class has one of its own. Where the values lie in the object there is no dict. */
    if (strcmp(name, "__dict__") == 0 && owner->kind != KIND_TYPE)
        return object_dict(runtime, object, &ret->object);
    if (strcmp(name, "__weakref__") == 0)
        return owner->heap && read_weakref(runtime, types, object, ret);
    if (!owner->builtin && owner->kind != KIND_OBJECT)
        return false;
    if (!layout_has(field))
        return compute(runtime, types, object, owner, name, ret);
    if (!error_ignore(view_read_field(runtime->target, object, field, &ret->object)))
        return false;
    if (ret->object != 0)
        return true;
    /* An empty cell has no contents. */
    if (owner->kind == KIND_CELL)
        return false;
    attribute_make_none(ret);
    return true;
}

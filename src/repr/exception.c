/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/exception.h"
#include "repr/syntax-error.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/chain.h"
#include "python/code-cache.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* Of all that one exception came from, together. */
#define EXCEPTIONS_MAX 200
#define ENTRIES_MAX 5000
#define NOTES_MAX 100
#define GROUP_MAX 100
#define NOTE_MAX_CHARACTERS 10000
#define NESTING_MAX 100

struct reading {
    struct runtime *runtime;
    struct repr *repr;
    ARRAY(uint64_t) seen; /* a chain may lead back into itself */
    size_t entries;
    unsigned depth;
};

void exception_destroy(struct exception *exception)
{
    if (exception == NULL)
        return;
    exception_destroy(exception->cause);
    exception_destroy(exception->context);
    for (size_t i = 0; i < exception->group.count; i++)
        exception_destroy(exception->group.data[i]);
    array_deinit(&exception->group);
    for (size_t i = 0; i < exception->notes.count; i++)
        free(exception->notes.data[i]);
    array_deinit(&exception->notes);
    array_deinit(&exception->traceback);
    free(exception->type);
    free(exception->message);
    free(exception->unread);
    if (exception->syntax != NULL)
        syntax_error_deinit(exception->syntax);
    free(exception->syntax);
    free(exception);
}

/* The code of a PyFrameObject, whose frame may have returned. */
static struct error *code_of_frame(struct runtime *runtime, uint64_t object, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t frame;

    if (layout_has(layout->pyframe.f_code))
        return view_read_field(runtime->target, object, layout->pyframe.f_code, ret);
    TRY(view_read_field(runtime->target, object, layout->pyframe.f_frame, &frame));
    TRY(view_read_field(runtime->target, frame, layout->iframe.executable, ret));
    *ret &= ~(uint64_t)layout->traits.stack_ref_mask;
    return NULL;
}

static struct error *read_entry(struct runtime *runtime, const uint64_t values[4],
                                struct traceback_entry *ret)
{
    uint64_t code;

    TRY(code_of_frame(runtime, values[1], &code));
    TRY(code_cache_get(runtime, &code, 1, &ret->code));
    ret->position = (struct code_position){.column = -1, .end_column = -1};
    if ((int32_t)values[2] >= 0)
        ret->position = code_position_at(ret->code, runtime, (int32_t)values[2]);
    /* From 3.11 on the line is only worked out when it is asked for. */
    if ((int32_t)values[3] >= 0)
        ret->position.line = (int32_t)values[3];
    return NULL;
}

static struct error *read_traceback(struct reading *r, uint64_t address, struct exception *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->traceback.tb_next, layout->traceback.tb_frame,
                                    layout->traceback.tb_lasti, layout->traceback.tb_lineno};
    struct chain chain = {0};

    ret->traceback_cut = true;
    for (; address != 0; r->entries++) {
        const struct type *type;
        struct traceback_entry entry;
        uint64_t values[4];

        if (r->entries == ENTRIES_MAX || chain_goes_round(&chain, address))
            return NULL;
        TRY(types_of(r->repr->types, address, &type));
        if (type->kind == KIND_NONE)
            break;
        if (strcmp(type->c_name, "traceback") != 0)
            return error_create(ERROR_CORRUPT, "a traceback is a %s", type->name);
        TRY(view_read_fields(r->runtime->target, address, fields, 4, values));
        TRY(read_entry(r->runtime, values, &entry));
        array_push(&ret->traceback, entry);
        address = values[0];
    }
    ret->traceback_cut = false;
    return NULL;
}

/* As TracebackException.format_exception_only() of Lib/traceback.py, and 2.7's, name a type. */
static char *type_name(const struct reading *r, const struct type *type)
{
    if (r->runtime->layout.traits.strings_are_bytes)
        return xstrdup(type_short_name(type));
    return xstrdup(strncmp(type->name, "__main__.", 9) == 0 ? type->name + 9 : type->name);
}

/* The name of the class of an instance of 2.7's old classes. */
static char *old_name(const struct reading *r, uint64_t instance)
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t class, name;
    char *text;

    if (error_ignore(
            view_read_field(r->runtime->target, instance, layout->old_instance.in_class, &class)) &&
        error_ignore(
            view_read_field(r->runtime->target, class, layout->old_class.cl_name, &name)) &&
        error_ignore(string_read(r->runtime, name, NULL, NOTE_MAX_CHARACTERS, &text)))
        return text;
    return xstrdup("instance");
}

static struct exception *read(struct reading *r, uint64_t address, uint64_t traceback);

/* An exception that another one names; NULL where there is none. */
static bool is_seen(const struct reading *r, uint64_t address)
{
    for (size_t i = 0; i < r->seen.count; i++)
        if (r->seen.data[i] == address)
            return true;
    return false;
}

static bool may_go_on(const struct reading *r)
{
    return r->seen.count < EXCEPTIONS_MAX && r->depth < NESTING_MAX;
}

static bool is_exception(struct reading *r, uint64_t address)
{
    const struct type *type;

    return address != 0 && error_ignore(types_of(r->repr->types, address, &type)) &&
           type->kind == KIND_EXCEPTION;
}

static struct exception *read_other(struct reading *r, uint64_t address)
{
    return is_exception(r, address) && !is_seen(r, address) && may_go_on(r) ? read(r, address, 0)
                                                                            : NULL;
}

/* A list or a tuple, of which at most max items are taken. */
static struct error *read_items(struct reading *r, uint64_t sequence, size_t max, uint64_t *ret,
                                size_t *count, size_t *total)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *type;
    uint64_t items = sequence + layout->tuple.ob_item.offset, size;

    *count = *total = 0;
    TRY(types_of(r->repr->types, sequence, &type));
    if (type->kind != KIND_LIST && type->kind != KIND_TUPLE)
        return NULL;
    TRY(view_read_field(r->runtime->target, sequence, layout->var_object.ob_size, &size));
    if (type->kind == KIND_LIST)
        TRY(view_read_field(r->runtime->target, sequence, layout->list.ob_item, &items));
    *total = (size_t)size;
    *count = size < max ? (size_t)size : max;
    return target_read(r->runtime->target, items, ret, *count * sizeof *ret);
}

/* __notes__ is an ordinary attribute: BaseException.add_note() of Objects/exceptions.c. */
static struct error *read_notes(struct reading *r, struct exception *ret)
{
    uint64_t notes, items[NOTES_MAX];
    size_t count, total;

    if (!error_ignore(object_attribute(r->runtime, ret->address, "__notes__", &notes)))
        return NULL;
    TRY(read_items(r, notes, NOTES_MAX, items, &count, &total));
    for (size_t i = 0; i < count; i++) {
        char *text;

        if (!error_ignore(string_read(r->runtime, items[i], NULL, NOTE_MAX_CHARACTERS, &text)))
            text = repr_text(r->repr, items[i]);
        array_push(&ret->notes, text);
    }
    return NULL;
}

static bool derives_from(const struct type *type, const char *name)
{
    for (; type != NULL; type = type->base)
        if (!type->heap && strcmp(type_short_name(type), name) == 0)
            return true;
    return false;
}

static void read_syntax(struct reading *r, struct exception *ret)
{
    ret->syntax = xcalloc(1, sizeof *ret->syntax);
    if (!error_ignore(syntax_error_read(r->repr, ret->address, ret->syntax)))
        free(take_pointer(ret->syntax));
}

static struct error *read_group(struct reading *r, struct exception *ret)
{
    uint64_t members, items[GROUP_MAX];
    size_t count;

    ret->is_group = true;
    TRY(view_read_field(r->runtime->target, ret->address, r->runtime->layout.exception_group.excs,
                        &members));
    TRY(read_items(r, members, GROUP_MAX, items, &count, &ret->group_size));
    for (size_t i = 0; i < count; i++) {
        /* The same member twice is two members, as in a traceback; a circle ends at the limits. */
        if (is_exception(r, items[i]) && may_go_on(r))
            array_push(&ret->group, read(r, items[i], 0));
    }
    return NULL;
}

static struct error *read_parts(struct reading *r, uint64_t traceback, struct exception *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->exception.traceback, layout->exception.context,
                                    layout->exception.cause, layout->exception.suppress_context};
    const struct type *type;
    uint64_t values[4];

    TRY(types_of(r->repr->types, ret->address, &type));
    ret->type = type->kind == KIND_OLD_INSTANCE ? old_name(r, ret->address) : type_name(r, type);
    /* 2.7 has exceptions of old classes, which are any instances. */
    if (type->kind != KIND_EXCEPTION && type->kind != KIND_OLD_INSTANCE)
        return error_create(ERROR_CORRUPT, "a %s is no exception", type->name);
    TRY(view_read_fields(r->runtime->target, ret->address, fields, 4, values));
    if (!layout_has(layout->exception.traceback))
        values[0] = traceback;
    TRY(read_traceback(r, values[0], ret));
    if (type->kind != KIND_EXCEPTION)
        return NULL;
    TRY(exception_message(r->repr, ret->address, &ret->message, &ret->own_str));
    if (derives_from(type, "SyntaxError"))
        read_syntax(r, ret);
    ret->suppress_context = values[3] != 0;
    ret->cause = read_other(r, values[2]);
    ret->context = read_other(r, values[1]);
    if (layout_has(layout->exception_group.excs)) {
        TRY(read_notes(r, ret));
        if (derives_from(type, "BaseExceptionGroup"))
            TRY(read_group(r, ret));
    }
    return NULL;
}

static void keep_reason(struct error *error, struct exception *ret)
{
    if (error != NULL)
        ret->unread = xstrdup(error->message);
    error_destroy(error);
}

static struct exception *read(struct reading *r, uint64_t address, uint64_t traceback)
{
    struct exception *ret = xcalloc(1, sizeof *ret);

    ret->address = address;
    array_push(&r->seen, address);
    r->depth++;
    keep_reason(read_parts(r, traceback, ret), ret);
    r->depth--;
    return ret;
}

struct exception *exception_read(struct runtime *runtime, struct repr *repr, uint64_t address,
                                 uint64_t traceback)
{
    struct reading r = {.runtime = runtime, .repr = repr};
    struct exception *ret = read(&r, address, traceback);

    array_deinit(&r.seen);
    return ret;
}

static struct error *read_raised(struct reading *r, uint64_t class, uint64_t value,
                                 uint64_t traceback, struct exception *ret)
{
    const struct type *type;

    TRY(types_get(r->repr->types, class, &type));
    ret->type = type_name(r, type);
    TRY(read_traceback(r, traceback, ret));
    if (value == 0)
        return NULL;
    TRY(types_of(r->repr->types, value, &type));
    if (type->kind == KIND_NONE)
        return NULL;
    if (error_ignore(string_read(r->runtime, value, NULL, NOTE_MAX_CHARACTERS, &ret->message)))
        return NULL;
    ret->message = repr_text(r->repr, value);
    return NULL;
}

struct exception *exception_read_raised(struct runtime *runtime, struct repr *repr, uint64_t type,
                                        uint64_t value, uint64_t traceback)
{
    struct reading r = {.runtime = runtime, .repr = repr};
    struct exception *ret = xcalloc(1, sizeof *ret);

    keep_reason(read_raised(&r, type, value, traceback, ret), ret);
    array_deinit(&r.seen);
    return ret;
}

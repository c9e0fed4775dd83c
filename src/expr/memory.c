/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memoryview: memory_subscript() and the getters of Objects/memoryobject.c. */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"
#include "python/runtime.h"
#include "target/target.h"

struct error *expr_memory(struct expr *e, const struct value *of, struct memory *ret)
{
    if (of->kind == VALUE_LIBRARY)
        *ret = of->library->memory;
    else
        TRY(memory_read(e->runtime, of->object, ret));
    if (ret->released)
        return EXPR_VALUE_ERROR("operation forbidden on released memoryview object");
    return NULL;
}

/* unpack_single() */
static struct error *item_at(struct expr *e, const struct memory *memory, uint64_t address,
                             struct value *ret)
{
    uint8_t bytes[MEMORY_ITEM_MAX];

    if (memory->code == '\0' || memory->indirect)
        return error_create(ERROR_UNSUPPORTED, "items of the format '%s' are not known",
                            memory->format);
    TRY(target_read(e->runtime->target, address, bytes, memory->item_size));
    /* 2.7 has strings of bytes. */
    *ret = e->old ? value_of_bytes(e->arena, bytes, memory->item_size)
                  : expr_item_of_code(e, memory->code, memory->item_size, bytes);
    return NULL;
}

static struct error *by_int(struct expr *e, const struct memory *memory, unsigned dimension,
                            const struct value *index, uint64_t *address)
{
    int64_t number, length = memory->shape[dimension];

    TRY(expr_to_index(e, index, &number));
    if (number == INT64_MIN || number == INT64_MAX)
        return error_create(ERROR_NOT_FOUND,
                            "IndexError: cannot fit 'int' into an index-sized integer");
    if (number < -length || number >= length)
        return memory->dimensions > 1
                   ? error_create(ERROR_NOT_FOUND,
                                  "IndexError: index out of bounds on dimension %u", dimension + 1)
                   : error_create(ERROR_NOT_FOUND,
                                  "IndexError: index out of bounds on dimension 1");
    *address +=
        (uint64_t)(number + (number < 0 ? length : 0)) * (uint64_t)memory->strides[dimension];
    return NULL;
}

static struct error *by_ints(struct expr *e, const struct memory *memory, const struct value *index,
                             struct value *ret)
{
    struct value_list indices = {0};
    uint64_t address = memory->buf;

    TRY(expr_collect(e, index, &indices));
    if (indices.count != memory->dimensions)
        return indices.count > memory->dimensions
                   ? EXPR_TYPE_ERROR("cannot index %u-dimension view with %zu-element tuple",
                                     memory->dimensions, indices.count)
                   : error_create(ERROR_NOT_FOUND,
                                  "NotImplementedError: sub-views are not implemented");
    for (size_t i = 0; i < indices.count; i++)
        TRY(by_int(e, memory, (unsigned)i, &indices.data[i], &address));
    return item_at(e, memory, address, ret);
}

struct error *expr_memory_subscript(struct expr *e, const struct value *of,
                                    const struct value *index, struct value *ret)
{
    struct library_value *made;
    struct memory memory;
    struct value loaded;
    struct slice slice;
    enum type_kind kind;
    uint64_t type;

    TRY(expr_memory(e, of, &memory));
    TRY(expr_kind(e, index, &kind));
    TRY(expr_load(e, index, &loaded));
    if (memory.dimensions == 0)
        return error_create(ERROR_UNSUPPORTED, "subscripts of a memoryview without dimensions are "
                                               "not evaluated");
    if (kind == KIND_TUPLE)
        return by_ints(e, &memory, index, ret);
    if (memory.dimensions > 1)
        return error_create(ERROR_NOT_FOUND,
                            "NotImplementedError: multi-dimensional sub-views are not implemented");
    if (loaded.kind != VALUE_SLICE) {
        uint64_t address = memory.buf;

        if (!value_is_integer(&loaded)) {
            TRY(expr_check_special(e, index, "__index__"));
            return EXPR_TYPE_ERROR("memoryview: invalid slice key");
        }
        TRY(by_int(e, &memory, 0, index, &address));
        return item_at(e, &memory, address, ret);
    }
    TRY(expr_adjust_slice(e, &loaded, memory.shape[0], &slice));
    if (e->old && slice.step != 1)
        return error_create(ERROR_NOT_FOUND, "NotImplementedError: ");
    TRY(expr_type_object(e, of, &type));
    TRY(expr_make_library(e, KIND_MEMORYVIEW, type, &made, ret));
    made->memory = memory;
    made->memory.buf += slice.count > 0 ? (uint64_t)slice.start * (uint64_t)memory.strides[0] : 0;
    made->memory.shape[0] = slice.count;
    made->memory.strides[0] = (int64_t)((uint64_t)memory.strides[0] * (uint64_t)slice.step);
    made->memory.length = (uint64_t)slice.count * memory.item_size;
    return NULL;
}

static void take_sizes(struct expr *e, const int64_t *sizes, unsigned count, struct value *ret)
{
    struct value *items = arena_take(e->arena, count * sizeof *items);

    for (unsigned i = 0; i < count; i++) {
        items[i] = value_of_i64(sizes[i]);
        items[i].is_long = e->old;
    }
    *ret = value_of_items(VALUE_TUPLE, items, count);
}

bool expr_memory_attribute(struct expr *e, const struct value *of, const char *name,
                           struct value *ret)
{
    struct memory memory;
    int64_t number;

    if (!error_ignore(expr_memory(e, of, &memory)))
        return false;
    if (strcmp(name, "format") == 0) {
        *ret = e->old ? value_of_bytes(e->arena, memory.format, strlen(memory.format))
                      : value_of_text(e->arena, memory.format, strlen(memory.format));
    } else if (strcmp(name, "readonly") == 0) {
        *ret = value_of_bool(memory.readonly);
    } else if (strcmp(name, "shape") == 0) {
        take_sizes(e, memory.shape, memory.dimensions, ret);
    } else if (strcmp(name, "strides") == 0) {
        take_sizes(e, memory.strides, memory.dimensions, ret);
    } else if (strcmp(name, "obj") == 0 && !e->old) {
        *ret = memory.obj != 0 ? value_of_object(memory.obj) : (struct value){.kind = VALUE_NONE};
    } else {
        number = strcmp(name, "itemsize") == 0            ? (int64_t)memory.item_size
                 : strcmp(name, "ndim") == 0              ? (int64_t)memory.dimensions
                 : strcmp(name, "nbytes") == 0 && !e->old ? (int64_t)memory.length
                                                          : -1;
        *ret = value_of_i64(number);
        ret->is_long = e->old;
        return number >= 0;
    }
    return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memoryview: Objects/memoryobject.c. */
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/array.h"
#include "repr/kinds.h"

/* _Py_MEMORYVIEW_RELEASED and _Py_MANAGED_BUFFER_RELEASED of memoryobject.h */
#define RELEASED 1

/* The code of a native format (get_native_fmtchar()), if its items have the size of that. */
static char code_of(const char *format, size_t size)
{
    static const char *const of_size[] = {[1] = "?bBc", [2] = "hHe", [4] = "iIf", [8] = "lLqQnNPd"};

    format += format[0] == '@';
    return size < sizeof of_size / sizeof *of_size && of_size[size] != NULL && format[0] != '\0' &&
                   format[1] == '\0' && strchr(of_size[size], format[0]) != NULL
               ? format[0]
               : '\0';
}

static struct error *read_format(struct runtime *runtime, uint64_t address, struct memory *ret)
{
    CLEANUP_FREE char *format = NULL;

    memcpy(ret->format, "B", 2);
    if (address == 0)
        return NULL;
    TRY(target_read_cstring(runtime->target, address, sizeof ret->format - 1, &format));
    memcpy(ret->format, format, strlen(format) + 1);
    return NULL;
}

static struct error *read_released(struct runtime *runtime, uint64_t object, bool *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->memoryview.flags, layout->memoryview.mbuf};
    uint64_t values[2], flags = 0;

    *ret = false;
    if (!layout_has(layout->memoryview.mbuf)) /* 2.7 */
        return NULL;
    TRY(view_read_fields(runtime->target, object, fields, 2, values));
    if (values[1] != 0)
        TRY(view_read_field(runtime->target, values[1], layout->managed_buffer.flags, &flags));
    *ret = ((values[0] | flags) & RELEASED) != 0;
    return NULL;
}

/* Without strides it is in C's order. */
static struct error *take_strides(struct memory *ret)
{
    int64_t stride = (int64_t)ret->item_size;

    for (unsigned i = ret->dimensions; i-- > 0;) {
        ret->strides[i] = stride;
        if (__builtin_mul_overflow(stride, ret->shape[i], &stride))
            return error_create(ERROR_CORRUPT, "a memoryview cannot have that size");
    }
    return NULL;
}

struct error *memory_read(struct runtime *runtime, uint64_t object, struct memory *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->memoryview.buf,      layout->memoryview.obj,
                                    layout->memoryview.len,      layout->memoryview.itemsize,
                                    layout->memoryview.readonly, layout->memoryview.ndim,
                                    layout->memoryview.format,   layout->memoryview.shape,
                                    layout->memoryview.strides,  layout->memoryview.suboffsets};
    uint64_t values[10];

    *ret = (struct memory){0};
    TRY(read_released(runtime, object, &ret->released));
    if (ret->released)
        return NULL;
    if (!layout_has(layout->memoryview.buf))
        return error_create(ERROR_UNSUPPORTED, "this build's memoryview is not known");
    TRY(view_read_fields(runtime->target, object, fields, 10, values));
    if (values[2] > INT64_MAX || values[3] > INT32_MAX || values[5] > MEMORY_DIMENSIONS_MAX)
        return error_create(ERROR_CORRUPT, "there is no such memoryview");
    ret->buf = values[0];
    ret->obj = values[1];
    ret->length = values[2];
    ret->item_size = (size_t)values[3];
    ret->readonly = values[4] != 0;
    ret->dimensions = (unsigned)values[5];
    ret->indirect = values[9] != 0;
    TRY(read_format(runtime, values[6], ret));
    ret->code = code_of(ret->format, ret->item_size);
    if (values[7] == 0 && ret->dimensions == 1 && ret->item_size > 0)
        ret->shape[0] = (int64_t)(ret->length / ret->item_size);
    else if (ret->dimensions > 0)
        TRY(target_read(runtime->target, values[7], ret->shape, 8 * ret->dimensions));
    for (unsigned i = 0; i < ret->dimensions; i++)
        if (ret->shape[i] < 0)
            return error_create(ERROR_CORRUPT, "a memoryview with a dimension of %lld",
                                (long long)ret->shape[i]);
    if (values[8] == 0)
        return take_strides(ret);
    return ret->dimensions > 0
               ? target_read(runtime->target, values[8], ret->strides, 8 * ret->dimensions)
               : NULL;
}

static struct error *put_item(struct repr *r, const struct memory *memory, uint64_t address)
{
    uint8_t bytes[MEMORY_ITEM_MAX];

    if (memory->code == 'c')
        return repr_put_bytes_at(r, address, 1);
    TRY(target_read(r->runtime->target, address, bytes, memory->item_size));
    if (memory->code == '?')
        repr_put(r, bytes[0] != 0 ? "True" : "False");
    else
        array_put_number(r, memory->code, bytes, memory->item_size);
    return NULL;
}

static struct error *put_dimension(struct repr *r, const struct memory *memory, unsigned level,
                                   uint64_t address)
{
    if (level == memory->dimensions)
        return put_item(r, memory, address);
    repr_put(r, "[");
    for (int64_t i = 0; i < memory->shape[level] && repr_begin_item(r, (size_t)i); i++) {
        r->objects++;
        TRY(put_dimension(r, memory, level + 1,
                          address + (uint64_t)i * (uint64_t)memory->strides[level]));
    }
    repr_put(r, "]");
    return NULL;
}

static struct error *put_contents(struct repr *r, const struct memory *memory)
{
    if (memory->code == 'B' && memory->dimensions == 1 && memory->strides[0] == 1)
        return repr_put_bytes_at(r, memory->buf, (uint64_t)memory->shape[0]);
    repr_printf(r, "format='%s' shape=(", memory->format);
    for (unsigned i = 0; i < memory->dimensions; i++)
        repr_printf(r, i > 0 ? ", %lld" : "%lld", (long long)memory->shape[i]);
    repr_put(r, memory->dimensions == 1 ? ",) " : ") ");
    if (memory->code != '\0' && !memory->indirect)
        return put_dimension(r, memory, 0, memory->buf);
    repr_put_cut(r, REPR_CUT_UNREAD);
    return NULL;
}

struct error *memory_put(struct repr *r, const struct memory *memory, uint64_t object)
{
    repr_printf(r, "<%smemory ", memory->released ? "released " : "");
    if (object != 0)
        repr_printf(r, "at 0x%llx", (unsigned long long)object);
    if (!memory->released) {
        repr_put(r, object != 0 ? " " : "");
        TRY(put_contents(r, memory));
    }
    repr_put(r, ">");
    return NULL;
}

/* What it shows stands behind what memory_repr() writes. */
struct error *repr_memoryview(struct repr *r, uint64_t object, const struct type *type)
{
    struct memory memory;
    bool released;

    (void)type;
    if (error_ignore(memory_read(r->runtime, object, &memory)))
        return memory_put(r, &memory, object);
    TRY(read_released(r->runtime, object, &released));
    repr_printf(r, "<%smemory at 0x%llx>", released ? "released " : "", (unsigned long long)object);
    return NULL;
}

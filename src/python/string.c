/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/string.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"

#define HEAD_BYTES 512

/* The object's first bytes: what the caller has, or one read of what its page holds. */
static struct error *take_start(struct runtime *runtime, uint64_t address,
                                const struct string_start *start, uint8_t *buffer, struct view *ret)
{
    if (start != NULL && start->size > 0) {
        *ret = (struct view){start->bytes, start->size};
        return NULL;
    }

    void *buffers[] = {buffer};
    size_t got;

    if (address == 0)
        return error_create(ERROR_CORRUPT, "a str is NULL");
    TRY(view_peek_many(runtime->target, &address, 1, buffers, HEAD_BYTES, &got));
    *ret = (struct view){buffer, got};
    return NULL;
}

/* size bytes at offset of the object, from what is copied or from the target. */
static struct error *take_data(struct runtime *runtime, uint64_t address, struct view start,
                               uint64_t offset, size_t size, uint8_t *to)
{
    if (offset <= start.size && size <= start.size - offset) {
        memcpy(to, (const uint8_t *)start.bytes + offset, size);
        return NULL;
    }
    return target_read(runtime->target, address + offset, to, size);
}

/* Copies all of a short header that lies across a page's end. */
static struct error *whole_header(struct runtime *runtime, uint64_t address, size_t size,
                                  uint8_t *buffer, struct view *start)
{
    if (start->size >= size)
        return NULL;
    /* How long it is may be the target's own word. */
    if (size > HEAD_BYTES)
        return error_create(ERROR_UNSUPPORTED, "a str has a header of %zu bytes in this layout",
                            size);
    TRY(target_read(runtime->target, address, buffer, size));
    *start = (struct view){buffer, size};
    return NULL;
}

static struct error *decode(const uint8_t *data, size_t length, unsigned kind, char **ret)
{
    size_t size;
    FILE *out;

    if (kind == 1 && memchr(data, 0, length) == NULL) {
        size_t i = 0;

        while (i < length && data[i] < 0x80)
            i++;
        if (i == length) {
            *ret = xstrndup((const char *)data, length);
            return NULL;
        }
    }
    out = xopen_memstream(ret, &size);
    for (size_t i = 0; i < length; i++) {
        uint32_t c = 0;

        memcpy(&c, data + i * kind, kind);
        /* Our own strings end at a NUL. */
        if (c == 0)
            fputs("\\x00", out);
        else
            text_write_code_point(out, c);
    }
    fclose(out);
    return NULL;
}

static struct error *read_unicode(struct runtime *runtime, uint64_t address, struct view start,
                                  size_t max, char **ret)
{
    const struct layout *layout = &runtime->layout;
    int64_t length = view_int(start, layout->ascii.length);
    unsigned kind = (unsigned)view_uint(start, layout->ascii.kind);
    uint64_t offset = view_uint(start, layout->ascii.is_ascii) ? layout->ascii.size
                                                               : layout->compact_unicode.size;

    if (length < 0 || (uint64_t)length > max)
        return error_create(ERROR_CORRUPT, "a str at 0x%llx says it has %lld characters",
                            (unsigned long long)address, (long long)length);
    if (kind != 1 && kind != 2 && kind != 4)
        return error_create(ERROR_CORRUPT, "a str at 0x%llx has no valid kind",
                            (unsigned long long)address);

    size_t size = (size_t)length * kind;
    CLEANUP_FREE uint8_t *data = xmalloc(size);

    if (view_uint(start, layout->ascii.compact)) {
        TRY(take_data(runtime, address, start, offset, size, data));
    } else {
        uint64_t pointer = view_uint(start, layout->unicode.data);

        TRY(target_read(runtime->target, pointer, data, size));
    }
    return decode(data, (size_t)length, kind, ret);
}

struct error *string_read(struct runtime *runtime, uint64_t address,
                          const struct string_start *start, size_t max, char **ret)
{
    const struct layout *layout = &runtime->layout;
    uint8_t buffer[HEAD_BYTES];
    struct view view;

    TRY(take_start(runtime, address, start, buffer, &view));
    TRY(whole_header(runtime, address,
                     layout->traits.strings_are_bytes ? layout->bytes.ob_sval.offset
                                                      : layout->unicode.size,
                     buffer, &view));
    if (runtime->unicode_type != 0 &&
        view_uint(view, layout->object.ob_type) != runtime->unicode_type)
        return error_create(ERROR_CORRUPT, "what is at 0x%llx is not a str",
                            (unsigned long long)address);
    if (!layout->traits.strings_are_bytes)
        return read_unicode(runtime, address, view, max, ret);

    CLEANUP_FREE uint8_t *bytes = NULL;
    size_t size;

    TRY(string_read_bytes(runtime, address, &(struct string_start){view.bytes, view.size}, max,
                          &bytes, &size));
    *ret = text_from_bytes(bytes, size);
    return NULL;
}

struct error *string_read_bytes(struct runtime *runtime, uint64_t address,
                                const struct string_start *start, size_t max, uint8_t **ret,
                                size_t *size)
{
    const struct layout *layout = &runtime->layout;
    uint8_t buffer[HEAD_BYTES];
    struct view view;

    TRY(take_start(runtime, address, start, buffer, &view));
    TRY(whole_header(runtime, address, layout->bytes.ob_sval.offset, buffer, &view));

    int64_t length = view_int(view, layout->var_object.ob_size);

    if (length < 0 || (uint64_t)length > max)
        return error_create(ERROR_CORRUPT, "a bytes object at 0x%llx says it has %lld bytes",
                            (unsigned long long)address, (long long)length);

    CLEANUP_FREE uint8_t *data = xmalloc((size_t)length);

    TRY(take_data(runtime, address, view, layout->bytes.ob_sval.offset, (size_t)length, data));
    *size = (size_t)length;
    *ret = take_pointer(data);
    return NULL;
}

/* sys.maxunicode of 2.7 tells how wide a character is. */
static unsigned old_width(struct runtime *runtime)
{
    uint64_t interpreter, sysdict, object, value;

    if (error_ignore(target_read_u64(runtime->target, runtime->interpreters_head, &interpreter)) &&
        error_ignore(view_read_field(runtime->target, interpreter, runtime->layout.interp.sysdict,
                                     &sysdict)) &&
        error_ignore(dict_find(runtime, sysdict, "maxunicode", &object)) &&
        error_ignore(object_int(runtime, object, &value)) && value == 0xffff)
        return 2;
    return 4;
}

static struct error *locate_old(struct runtime *runtime, uint64_t object, struct string_place *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->unicode.length, layout->unicode.str};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, object, fields, 2, values));
    *ret = (struct string_place){values[1], (int64_t)values[0], old_width(runtime)};
    return NULL;
}

struct error *string_locate(struct runtime *runtime, uint64_t object, struct string_place *ret)
{
    const struct layout *layout = &runtime->layout;
    uint8_t head[128];
    struct view view = {head, layout->unicode.size};

    if (!layout_has(layout->ascii.kind))
        return locate_old(runtime, object, ret);
    if (view.size > sizeof head)
        return error_create(ERROR_UNSUPPORTED, "a str has %zu bytes in this layout", view.size);
    /* The characters of a short one follow its header, and may end where memory does. */
    if (!error_ignore(target_read(runtime->target, object, head, view.size))) {
        view.size = layout->ascii.size;
        TRY(target_read(runtime->target, object, head, view.size));
    }

    uint64_t kind = view_uint(view, layout->ascii.kind);

    if (kind != 1 && kind != 2 && kind != 4)
        return error_create(ERROR_CORRUPT, "a str has no valid kind");
    ret->address =
        object + (view_uint(view, layout->ascii.is_ascii) ? layout->ascii.size
                                                          : layout->compact_unicode.size);
    if (!view_uint(view, layout->ascii.compact))
        ret->address = view_uint(view, layout->unicode.data);
    ret->count = view_int(view, layout->ascii.length);
    ret->width = (unsigned)kind;
    return NULL;
}

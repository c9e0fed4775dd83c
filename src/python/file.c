/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/view.h"

#define LAYERS_MAX 10
#define NAME_MAX_CHARACTERS 1000
/* _IO_MAGIC: what glibc has in the upper half of the flags of each of its files. */
#define STDIO_MAGIC UINT32_C(0xfbad0000)

bool file_below(struct runtime *runtime, uint64_t file, const struct type *type, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    bool text = type->kind == KIND_TEXTIO;
    struct layout_field of_text[] = {layout->textio.ok, layout->textio.detached,
                                     layout->textio.buffer};
    struct layout_field of_buffer[] = {layout->buffered.ok, layout->buffered.detached,
                                       layout->buffered.raw};
    uint64_t values[3];

    if ((!text && type->kind != KIND_BUFFERED) ||
        !error_ignore(
            view_read_fields(runtime->target, file, text ? of_text : of_buffer, 3, values)) ||
        (int32_t)values[0] <= 0 || values[1] != 0)
        return false;
    *ret = values[2];
    return *ret != 0;
}

struct error *file_mode(struct runtime *runtime, uint64_t fileio, const char **ret)
{
    enum { CREATED, READABLE, WRITABLE, APPENDING, TRUNCATED };
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->fileio.created, layout->fileio.readable,
                                    layout->fileio.writable, layout->fileio.appending,
                                    layout->fileio.truncate_};
    uint64_t is[5];

    TRY(view_read_fields(runtime->target, fileio, fields, 5, is));
    if (is[CREATED] != 0)
        *ret = is[READABLE] != 0 ? "xb+" : "xb";
    else if (is[APPENDING] != 0)
        *ret = is[READABLE] != 0 ? "ab+" : "ab";
    else if (is[READABLE] != 0)
        *ret = is[WRITABLE] == 0 ? "rb" : is[TRUNCATED] != 0 ? "wb+" : "rb+";
    else
        *ret = "wb";
    return NULL;
}

/* The FileIO in which the file ends, through classes of C code alone. */
static bool find_lowest(struct runtime *runtime, struct types *types, uint64_t *file)
{
    const struct type *type;

    for (int layer = 0; layer < LAYERS_MAX; layer++) {
        if (!error_ignore(types_of(types, *file, &type)) || !type->native)
            return false;
        if (type->kind == KIND_FILEIO)
            return true;
        if (!file_below(runtime, *file, type, file))
            return false;
    }
    return false;
}

/* fileno() of a file of the C library's. */
static bool find_stdio(struct runtime *runtime, uint64_t file, int *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->stdio.flags, layout->stdio.fileno};
    uint64_t stream, values[2];

    if (!layout_has(fields[1]) ||
        !error_ignore(view_read_field(runtime->target, file, layout->file.f_fp, &stream)) ||
        stream == 0 ||
        !error_ignore(view_read_fields(runtime->target, stream, fields, 2, values)) ||
        ((uint32_t)values[0] & UINT32_C(0xffff0000)) != STDIO_MAGIC || (int32_t)values[1] < 0)
        return false;
    *ret = (int32_t)values[1];
    return true;
}

bool file_descriptor(struct runtime *runtime, struct types *types, uint64_t file, int *ret)
{
    const struct type *type;
    uint64_t fd;

    if (!error_ignore(types_of(types, file, &type)))
        return false;
    if (type->kind == KIND_FILE)
        return find_stdio(runtime, file, ret);
    if (!find_lowest(runtime, types, &file) ||
        !error_ignore(view_read_field(runtime->target, file, runtime->layout.fileio.fd, &fd)) ||
        (int32_t)fd < 0)
        return false;
    *ret = (int32_t)fd;
    return true;
}

/* A BufferedReader never writes, whatever is below it, and a BufferedWriter never reads. */
static bool is_against(const struct type *type, bool writing)
{
    return strcmp(type->c_name, writing ? "_io.BufferedReader" : "_io.BufferedWriter") == 0;
}

bool file_allows(struct runtime *runtime, struct types *types, uint64_t file, bool writing,
                 bool *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {writing ? layout->fileio.writable : layout->fileio.readable,
                                    layout->fileio.fd};
    const struct type *type;
    uint64_t below, values[2];

    if (!error_ignore(types_of(types, file, &type)))
        return false;
    if (type->kind == KIND_TEXTIO && type->native && file_below(runtime, file, type, &below)) {
        file = below;
        if (!error_ignore(types_of(types, file, &type)))
            return false;
    }
    if (!find_lowest(runtime, types, &file) ||
        !error_ignore(view_read_fields(runtime->target, file, fields, 2, values)) ||
        (int32_t)values[1] < 0)
        return false;
    *ret = values[0] != 0 && !is_against(type, writing);
    return true;
}

/* ---- attributes */

/* Whether a file is closed, of the one in which it ends: textiowrapper_closed_get(),
 * buffered_closed_get(), fileio_closed_get(), and of 2.7 get_closed(). */
static bool read_closed(struct runtime *runtime, struct types *types, uint64_t object,
                        struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct type *type;

    for (int layer = 0; layer < 3; layer++) {
        struct layout_field field;
        uint64_t value;

        if (object == 0 || !error_ignore(types_of(types, object, &type)) ||
            (layer > 0 && !type->builtin))
            return false;
        field = type->kind == KIND_TEXTIO     ? layout->textio.buffer
                : type->kind == KIND_BUFFERED ? layout->buffered.raw
                : type->kind == KIND_FILEIO   ? layout->fileio.fd
                : type->kind == KIND_FILE     ? layout->file.f_fp
                                              : (struct layout_field){0};
        if (!layout_has(field) ||
            !error_ignore(view_read_field(runtime->target, object, field, &value)))
            return false;
        if (type->kind == KIND_FILEIO || type->kind == KIND_FILE) {
            attribute_make_bool(ret, type->kind == KIND_FILE ? value == 0 : (int32_t)value < 0);
            return true;
        }
        object = value;
    }
    return false;
}

/* textiowrapper_errors_get(), textiowrapper_buffer_get() (3.13+) and fileio_mode_get(). */
bool file_read(struct runtime *runtime, struct types *types, uint64_t object, enum type_kind kind,
               const char *name, struct attribute *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct type *type;
    const char *mode;
    uint64_t errors;

    if (strcmp(name, "closed") == 0)
        return read_closed(runtime, types, object, ret);
    if (kind == KIND_FILEIO && strcmp(name, "mode") == 0 &&
        error_ignore(file_mode(runtime, object, &mode))) {
        attribute_make_str(ret, xstrdup(mode));
        ret->made.is_unicode = true;
        return true;
    }
    if (kind == KIND_TEXTIO && strcmp(name, "buffer") == 0)
        return error_ignore(types_of(types, object, &type)) &&
               file_below(runtime, object, type, &ret->object);
    /* -3.6: bytes, of which a str is made. */
    if (kind != KIND_TEXTIO || strcmp(name, "errors") != 0 || !layout_has(layout->textio.errors) ||
        !error_ignore(view_read_field(runtime->target, object, layout->textio.errors, &errors)) ||
        !error_ignore(types_of(types, errors, &type)))
        return false;
    if (type->kind == KIND_STR) {
        ret->object = errors;
        return true;
    }

    CLEANUP_FREE char *text = NULL;

    if (type->kind != KIND_BYTES ||
        !error_ignore(target_read_cstring(runtime->target, errors + layout->bytes.ob_sval.offset,
                                          NAME_MAX_CHARACTERS, &text)))
        return false;
    attribute_make_str(ret, take_pointer(text));
    return true;
}

bool file_hands_on(struct runtime *runtime, uint64_t object, const struct type *type,
                   const struct type *owner, const char *name, uint64_t *ret)
{
    bool known = (owner->kind == KIND_BUFFERED || owner->kind == KIND_TEXTIO) && owner->builtin;

    /* textiowrapper_name_get(), buffered_name_get(), buffered_mode_get() */
    return known &&
           (strcmp(name, "name") == 0 ||
            (owner->kind == KIND_BUFFERED && strcmp(name, "mode") == 0)) &&
           file_below(runtime, object, type, ret);
}

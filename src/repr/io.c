/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: Modules/_io/fileio.c, bufferedio.c, textio.c; Objects/fileobject.c of 2.7. */
#include <string.h>

#include "base/memory.h"
#include "python/file.h"
#include "python/object.h"
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define LAYERS_MAX 10

/*
 * The attribute `name` of a file, which text has from its buffer, and that from what is below it.
 * *ret is 0 where there is none. ERROR_UNSUPPORTED: only code in the target could tell.
 */
static struct error *find_name(struct repr *r, uint64_t object, int layer, uint64_t *ret)
{
    const struct layout *layout = &r->runtime->layout;
    const struct type *type;
    uint64_t below, detached;

    *ret = 0;
    if (layer > LAYERS_MAX || object == 0)
        return NULL;
    TRY(types_of(r->types, object, &type));
    if (type->kind == KIND_BUFFERED || type->kind == KIND_TEXTIO) {
        bool text = type->kind == KIND_TEXTIO;

        TRY(view_read_field(r->runtime->target, object,
                            text ? layout->textio.detached : layout->buffered.detached, &detached));
        if (detached != 0)
            return NULL;
        TRY(view_read_field(r->runtime->target, object,
                            text ? layout->textio.buffer : layout->buffered.raw, &below));
        return find_name(r, below, layer + 1, ret);
    }

    struct error *error = object_attribute(r->runtime, object, "name", ret);

    if (error == NULL || error->kind != ERROR_NOT_FOUND)
        return error;
    *ret = 0;
    error_destroy(error);
    if (!type->native)
        return error_create(ERROR_UNSUPPORTED, "the name of a file of the target's own");
    return NULL;
}

struct error *repr_file_name(struct repr *r, uint64_t object, uint64_t *ret)
{
    return find_name(r, object, 0, ret);
}

static void put_name(struct repr *r, uint64_t object, uint64_t name,
                     const struct repr_brackets *brackets)
{
    if (repr_is_leaf(r, name)) {
        repr_put(r, brackets->open);
        repr_write(r, name);
    } else if (repr_open(r, object, brackets)) {
        repr_write(r, name);
        repr_leave(r);
    }
}

struct error *repr_fileio(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->fileio.fd, layout->fileio.closefd};
    static const struct repr_brackets brackets = {"name=", "", "..."};
    const char *class = layout->traits.full_names ? type->c_name : "_io.FileIO";
    uint64_t values[2], name;
    const char *mode;

    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(file_mode(r->runtime, object, &mode));
    if ((int32_t)values[0] < 0) {
        repr_printf(r, "<%s [closed]>", class);
        return NULL;
    }
    TRY(repr_file_name(r, object, &name));
    repr_printf(r, "<%s ", class);
    if (name == 0)
        repr_printf(r, "fd=%d", (int)values[0]);
    else
        put_name(r, object, name, &brackets);
    repr_printf(r, " mode='%s'", mode);
    /* 2.7 does not say. */
    if (layout_has(layout->fileio.created))
        repr_printf(r, " closefd=%s", values[1] != 0 ? "True" : "False");
    repr_put(r, ">");
    return NULL;
}

struct error *repr_buffered(struct repr *r, uint64_t object, const struct type *type)
{
    static const struct repr_brackets brackets = {" name=", "", " name=..."};
    uint64_t name;

    TRY(repr_file_name(r, object, &name));
    repr_printf(r, "<%s", type->c_name);
    if (name != 0)
        put_name(r, object, name, &brackets);
    repr_put(r, ">");
    return NULL;
}

struct error *repr_textio(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    static const struct repr_brackets brackets = {" name=", "", " name=..."};
    uint64_t name, mode, encoding;

    (void)type;
    TRY(repr_file_name(r, object, &name));
    TRY(view_read_field(r->runtime->target, object, layout->textio.encoding, &encoding));
    repr_put(r, "<_io.TextIOWrapper");
    if (name != 0)
        put_name(r, object, name, &brackets);
    /* open() leaves it in the instance, and 2.7's does not. */
    if (!layout->traits.strings_are_bytes &&
        error_ignore(object_attribute(r->runtime, object, "mode", &mode))) {
        repr_put(r, " mode=");
        repr_write(r, mode);
    }
    repr_put(r, " encoding=");
    repr_write(r, encoding);
    repr_put(r, ">");
    return NULL;
}

struct error *repr_file(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->file.f_fp, layout->file.f_name, layout->file.f_mode};
    uint64_t values[3];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 3, values));
    repr_printf(r, "<%s file ", values[0] != 0 ? "open" : "closed");
    repr_write(r, values[1]);
    repr_put(r, ", mode '");
    TRY(repr_put_name(r, values[2]));
    repr_printf(r, "' at 0x%llx>", (unsigned long long)object);
    return NULL;
}

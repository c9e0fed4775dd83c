/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/name-key.h"

#include <string.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* Include/object.h: Py_TPFLAGS_HEAPTYPE, and those of subclasses of 2.7's str, and of unicode. */
#define FLAG_HEAP_TYPE ((uint64_t)1 << 9)
#define FLAG_BYTES ((uint64_t)1 << 27)
#define FLAG_UNICODE ((uint64_t)1 << 28)

/* Classes in a MRO. */
#define MRO_MAX 64

static bool says_what_is_equal(struct runtime *runtime, uint64_t class)
{
    uint64_t dict, found;

    return !error_ignore(
               view_read_field(runtime->target, class, runtime->layout.type.tp_dict, &dict)) ||
           error_ignore(dict_find(runtime, dict, "__eq__", &found)) ||
           (runtime->layout.traits.strings_are_bytes &&
            error_ignore(dict_find(runtime, dict, "__cmp__", &found)));
}

/* Whether all classes before the first that is no class statement's leave that to it. */
static bool compares_as_built_in(struct runtime *runtime, uint64_t type)
{
    const struct layout *layout = &runtime->layout;
    uint64_t mro, count, classes[MRO_MAX], flags;

    if (!error_ignore(view_read_field(runtime->target, type, layout->type.tp_mro, &mro)) ||
        !error_ignore(view_read_field(runtime->target, mro, layout->var_object.ob_size, &count)) ||
        count > MRO_MAX ||
        !error_ignore(target_read(runtime->target, mro + layout->tuple.ob_item.offset, classes,
                                  count * sizeof *classes)))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!error_ignore(
                view_read_field(runtime->target, classes[i], layout->type.tp_flags, &flags)))
            return false;
        if ((flags & FLAG_HEAP_TYPE) == 0)
            return true;
        if (says_what_is_equal(runtime, classes[i]))
            return false;
    }
    return false;
}

static bool has_characters(struct runtime *runtime, uint64_t key, const char *name)
{
    struct string_place place;
    size_t count = strlen(name);

    if (!error_ignore(string_locate(runtime, key, &place)) || place.count != (int64_t)count)
        return false;

    CLEANUP_FREE uint8_t *data = xmalloc(count * place.width + 1);

    if (!error_ignore(target_read(runtime->target, place.address, data, count * place.width)))
        return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t character = 0;

        memcpy(&character, data + i * place.width, place.width);
        if (character != (unsigned char)name[i])
            return false;
    }
    return true;
}

static bool has_bytes(struct runtime *runtime, uint64_t key, const char *name)
{
    size_t count = strlen(name), size;
    CLEANUP_FREE uint8_t *bytes = NULL;

    return error_ignore(string_read_bytes(runtime, key, NULL, count, &bytes, &size)) &&
           size == count && memcmp(bytes, name, count) == 0;
}

static struct error *needs_code(struct runtime *runtime, uint64_t type, const char *name)
{
    CLEANUP_FREE char *class = NULL;

    if (!error_ignore(object_type_name(runtime, type, &class)))
        class = xstrdup("?");
    return error_create(ERROR_UNSUPPORTED,
                        "%s.__eq__ would have to run in the target to know whether a key of that "
                        "class is '%s', and nothing is run there",
                        class, name);
}

struct error *name_key_equals(struct runtime *runtime, uint64_t key, const char *name, bool *ret)
{
    uint64_t type, flags;
    bool plain;

    *ret = false;
    /* A class may have such a key among its own names. */
    if (runtime->in_name_key || !error_ignore(object_type(runtime, key, &type)) ||
        !error_ignore(
            view_read_field(runtime->target, type, runtime->layout.type.tp_flags, &flags)))
        return NULL;
    runtime->in_name_key = true;
    plain = compares_as_built_in(runtime, type);
    runtime->in_name_key = false;
    if (!plain)
        return needs_code(runtime, type, name);
    *ret = (flags & FLAG_UNICODE) != 0
               ? has_characters(runtime, key, name)
               : (flags & FLAG_BYTES) != 0 && runtime->layout.traits.strings_are_bytes &&
                     has_bytes(runtime, key, name);
    return NULL;
}

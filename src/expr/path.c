/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of a path, which properties of Lib/pathlib.py (3.13: Lib/pathlib/) cut out of what
 * str() of it is. Only of paths that have slashes, and where all versions cut in the same place.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "expr/library.h"

/* A path as str() has it, and where what follows its root begins. */
struct path {
    const uint32_t *text;
    size_t count, root;
};

/* The class in which the property is, and one of slashes that the object's class derives from. */
static bool is_of_library(struct expr *e, const struct type *type, const char *name)
{
    static const char *const owners[] = {
        "pathlib.PurePath",
        "pathlib._local.PurePath",
        "pathlib._abc.PurePathBase",
    };
    uint64_t mro[TYPES_MRO_MAX], property;
    const struct type *owner, *class;
    bool ours = false, posix = false;
    size_t count = 0;

    if (!error_ignore(attribute_in_class(e->runtime, e->types, type, name, &owner, &property)) ||
        !error_ignore(types_mro(e->types, type, mro, &count)))
        return false;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        ours |= strcmp(owner->name, owners[i]) == 0;
    for (size_t i = 0; i < count; i++)
        posix |= error_ignore(types_get(e->types, mro[i], &class)) &&
                 strcmp(type_short_name(class), "PurePosixPath") == 0;
    return ours && posix;
}

static void take_text(const struct value *value, struct path *ret)
{
    *ret = (struct path){.text = value->str.characters, .count = value->str.count};
    while (ret->root < ret->count && ret->text[ret->root] == '/')
        ret->root++;
    /* What is empty is written as a point. */
    if (ret->root == 0 && ret->count == 1 && ret->text[0] == '.')
        ret->count = 0;
}

/* "PosixPath('/tmp')" is only written where __repr__ and all that it calls are the library's. */
static bool read_path(struct expr *e, const struct value *of, const struct type *type,
                      struct path *ret)
{
    size_t size = strlen(type_short_name(type));
    CLEANUP_FREE char *text = NULL;
    struct node *node;
    struct value value;

    if (of->kind == VALUE_LIBRARY) {
        take_text(&of->library->part, ret);
        return of->library->part.kind == VALUE_STR;
    }
    if (!error_ignore(expr_repr_text(e, of, &text)) ||
        strncmp(text, type_short_name(type), size) != 0 || text[size] != '(' ||
        text[strlen(text) - 1] != ')')
        return false;
    text[strlen(text) - 1] = '\0';
    if (!error_ignore(expr_parse(e->arena, text + size + 1, e->grammar, &node)) ||
        node->kind != NODE_LITERAL || node->value.kind != VALUE_STR)
        return false;
    value = node->value;
    take_text(&value, ret);
    return true;
}

static struct value text_of(const uint32_t *text, size_t count)
{
    return (struct value){.kind = VALUE_STR, .str = {text, count}};
}

/* The last part; nothing of a root alone. */
static struct value name_of(const struct path *path)
{
    size_t start = path->count;

    while (start > path->root && path->text[start - 1] != '/')
        start--;
    return text_of(path->text + start, path->count - start);
}

/* Where the suffix of a name begins, count: it has none; false: versions do not agree. */
static bool find_suffix(const struct value *name, size_t *ret)
{
    const uint32_t *text = name->str.characters;
    size_t count = name->str.count, point = count, dots = 0;

    for (size_t i = 0; i < count; i++)
        if (text[i] == '.')
            point = i;
    while (dots < count && text[dots] == '.')
        dots++;
    /* What begins with a point and has no other has none, and ".." neither. */
    *ret = point == 0 || dots == count ? count : point;
    return *ret == count || (point + 1 < count && dots < point);
}

static void take_parts(struct expr *e, const struct path *path, struct value *ret)
{
    struct value_list list = {0};
    size_t start = path->root;

    if (path->root > 0)
        value_list_add(e->arena, &list, text_of(path->text, path->root));
    for (size_t i = path->root; i <= path->count && start < path->count; i++) {
        if (i < path->count && path->text[i] != '/')
            continue;
        value_list_add(e->arena, &list, text_of(path->text + start, i - start));
        start = i + 1;
    }
    *ret = value_of_items(VALUE_TUPLE, list.data, list.count);
}

static const uint32_t point[] = {'.'};

/* A path that is made here: its part is what str() of it is. */
static bool make_parent(struct expr *e, const struct path *path, const struct type *type,
                        struct value *ret)
{
    struct value name = name_of(path);
    size_t count = path->count - name.str.count;
    struct library_value *made;

    if (count > path->root)
        count--;
    if (!error_ignore(expr_make_library(e, KIND_OBJECT, type->address, &made, ret)))
        return false;
    made->part = count > 0 ? text_of(path->text, count) : text_of(point, 1);
    return true;
}

bool expr_path_str(struct expr *e, const struct value *value, struct value *ret)
{
    const struct type *type;
    struct path path;

    if ((value->kind != VALUE_OBJECT && value->kind != VALUE_LIBRARY) ||
        !error_ignore(expr_type_struct(e, value, &type)) || !type->heap ||
        !is_of_library(e, type, "name") || !read_path(e, value, type, &path))
        return false;
    *ret = path.count > 0 ? text_of(path.text, path.count) : text_of(point, 1);
    return true;
}

bool expr_path_attribute(struct expr *e, const struct value *of, const char *name,
                         struct value *ret)
{
    static const char *const names[] = {"name", "parent", "parts", "stem", "suffix", NULL};
    const char *const *known = names;
    const struct type *type;
    struct path path;
    size_t at;

    while (*known != NULL && strcmp(*known, name) != 0)
        known++;
    if (*known == NULL || !error_ignore(expr_type_struct(e, of, &type)) || !type->heap ||
        !is_of_library(e, type, name) || !read_path(e, of, type, &path))
        return false;
    if (strcmp(name, "parts") == 0) {
        take_parts(e, &path, ret);
        return true;
    }
    if (strcmp(name, "parent") == 0)
        return make_parent(e, &path, type, ret);

    struct value whole = name_of(&path);

    *ret = whole;
    if (strcmp(name, "name") == 0)
        return true;
    if (!find_suffix(&whole, &at))
        return false;
    *ret = strcmp(name, "stem") == 0 ? text_of(whole.str.characters, at)
                                     : text_of(whole.str.characters + at, whole.str.count - at);
    return true;
}

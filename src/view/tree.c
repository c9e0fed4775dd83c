/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/tree.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/parts.h"
#include "python/runtime.h"
#include "repr/repr.h"
#include "target/target.h"

#define PARTS_MAX 200
#define LINES_MAX 5000
#define DEPTH_MAX 50
#define KEY_COLUMNS 40
/* A value that is wider has no room of its own beside its name: it can be opened. */
#define LONG_COLUMNS 40
#define PIECE_COLUMNS 60
#define WHOLE_STRING 10000

struct reader {
    const struct tree *tree;
    tree_lines *lines;
    struct runtime *runtime;
    struct types *types;
    struct repr *values, *keys, *wholes;
};

void tree_lines_clear(tree_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->data[i].name);
        free(lines->data[i].type);
        free(lines->data[i].value);
        free(lines->data[i].path);
    }
    array_clear(lines);
}

void tree_deinit(struct tree *tree)
{
    tree_lines_clear(&tree->lines);
    array_deinit(&tree->lines);
    for (size_t i = 0; i < tree->open.count; i++)
        free(tree->open.data[i]);
    array_deinit(&tree->open);
}

static size_t find_open(const struct tree *tree, const char *path)
{
    size_t i = 0;

    while (i < tree->open.count && strcmp(tree->open.data[i], path) != 0)
        i++;
    return i;
}

static void push_note(struct reader *r, unsigned depth, const char *text)
{
    array_push(r->lines, ((struct tree_line){
                             .depth = depth,
                             .name = xstrdup(text),
                             .value = xstrdup(""),
                             .path = xstrdup(""),
                             .note = true,
                         }));
}

static void push_object(struct reader *r, unsigned depth, char *name, uint64_t tells,
                        const char *parent, uint64_t object);

/* "name", "[3]", "['key']"; in *tells what tells it from the others that have the same name. */
static char *part_name(struct reader *r, const struct part *part, bool is_set, uint64_t *tells)
{
    struct repr_result key;
    size_t length;
    char *name;

    *tells = 0;
    switch (part->kind) {
    case PART_ATTRIBUTE:
        return xstrdup(part->name);
    case PART_ELEMENT:
        *tells = is_set ? part->object : 0;
        return is_set ? xstrdup("{}") : xasprintf("[%zu]", part->index);
    case PART_ITEM:
        break;
    }
    repr_object(r->keys, part->key, &key);
    length = text_fitting(key.text, KEY_COLUMNS);
    if (key.cut != 0 || key.text[length] != '\0')
        *tells = part->key;
    name = xasprintf("[%.*s%s]", (int)length, key.text, key.text[length] != '\0' ? "..." : "");
    repr_result_deinit(&key);
    return name;
}

static void push_parts(struct reader *r, unsigned depth, const char *path, uint64_t object)
{
    part_array parts = {0};
    const struct type *type;
    bool more = false;
    bool is_set = error_ignore(types_of(r->types, object, &type)) &&
                  (type->kind == KIND_SET || type->kind == KIND_FROZENSET);
    struct error *error = parts_read(r->runtime, r->types, object, PARTS_MAX, &parts, &more);

    for (size_t i = 0; i < parts.count && r->lines->count < LINES_MAX; i++) {
        uint64_t tells;
        char *name = part_name(r, &parts.data[i], is_set, &tells);

        push_object(r, depth, name, tells, path, parts.data[i].object);
    }
    if (error != NULL)
        push_note(r, depth, error->message);
    else if (more || r->lines->count >= LINES_MAX)
        push_note(r, depth, "(and more)");
    else if (parts.count == 0)
        push_note(r, depth, "(nothing in it)");
    error_destroy(error);
    parts_deinit(&parts);
}

/* What is made of nothing, but long: its type, and its text over as many lines as it needs. */
static void push_text(struct reader *r, unsigned depth, const char *path, uint64_t object)
{
    struct repr_result whole;
    size_t count = 0;

    repr_object(r->wholes, object, &whole);
    push_note(r, depth, whole.type != NULL ? whole.type : "");
    for (const char *at = whole.text; *at != '\0' && r->lines->count < LINES_MAX;) {
        size_t length = text_fitting(at, PIECE_COLUMNS);

        length = length > 0 ? length : strlen(at);
        push_note(r, depth, "");

        struct tree_line *line = &r->lines->data[r->lines->count - 1];

        free(line->name);
        free(line->path);
        line->name = xstrndup(at, length);
        line->path = xasprintf("%s\n%zu", path, count++);
        at += length;
    }
    repr_result_deinit(&whole);
}

/* Takes name. */
static void push_object(struct reader *r, unsigned depth, char *name, uint64_t tells,
                        const char *parent, uint64_t object)
{
    struct repr_result value;
    const struct type *type;
    bool has_parts = error_ignore(types_of(r->types, object, &type)) && parts_can_be(type);
    struct tree_line line = {
        .depth = depth,
        .name = name,
        .path = tells == 0 ? xasprintf("%s\n%s", parent, name)
                           : xasprintf("%s\n%s\n%" PRIx64, parent, name, tells),
    };
    CLEANUP_FREE char *path = xstrdup(line.path);

    repr_object(r->values, object, &value);
    line.type = take_pointer(value.type);
    line.value = take_pointer(value.text);
    repr_result_deinit(&value);
    line.can_open = depth < DEPTH_MAX && (has_parts || text_width(line.value) > LONG_COLUMNS);
    line.open = line.can_open && find_open(r->tree, path) < r->tree->open.count;
    array_push(r->lines, line);
    if (line.open && has_parts)
        push_parts(r, depth + 1, path, object);
    else if (line.open)
        push_text(r, depth + 1, path, object);
}

void tree_read(const struct tree *tree, struct runtime *runtime, const variable_array *variables,
               tree_lines *lines)
{
    struct reader r = {
        .tree = tree,
        .lines = lines,
        .runtime = runtime,
        .types = types_create(runtime),
        .values =
            repr_create(runtime, (struct repr_limits){.elements = 20, .string = 200, .depth = 3}),
        .keys = repr_create(runtime, (struct repr_limits){.elements = 4, .string = 40, .depth = 1}),
        .wholes = repr_create(
            runtime, (struct repr_limits){.elements = 20, .string = WHOLE_STRING, .depth = 3}),
    };

    tree_lines_clear(lines);
    target_cache_on(runtime->target);
    for (size_t i = 0; i < variables->count; i++) {
        const struct variable *variable = &variables->data[i];

        if (variable->object != 0)
            push_object(&r, 0, xstrdup(variable->name), 0, "", variable->object);
        else
            array_push(lines, ((struct tree_line){
                                  .name = xstrdup(variable->name),
                                  .type = xstrdup("int"),
                                  .value = xasprintf("%lld", (long long)variable->number),
                                  .path = xasprintf("\n%s", variable->name),
                              }));
    }
    target_cache_off(runtime->target);
    repr_destroy(r.wholes);
    repr_destroy(r.keys);
    repr_destroy(r.values);
    types_destroy(r.types);
}

void tree_toggle(struct tree *tree, size_t line)
{
    const char *path = tree->lines.data[line].path;
    size_t at = find_open(tree, path);

    if (at < tree->open.count) {
        free(tree->open.data[at]);
        tree->open.data[at] = tree->open.data[--tree->open.count];
    } else if (tree->lines.data[line].can_open) {
        array_push(&tree->open, xstrdup(path));
    }
}

size_t tree_parent(const struct tree *tree, size_t line)
{
    unsigned depth = tree->lines.data[line].depth;
    size_t at = line;

    while (at > 0 && depth > 0 && tree->lines.data[at].depth >= depth)
        at--;
    return at;
}

void tree_draw_line(const struct tree *tree, size_t line, const struct surface *surface,
                    bool selected)
{
    const struct tree_line *l = &tree->lines.data[line];
    int column = 1 + 2 * (int)l->depth;
    CLEANUP_FREE char *type = l->type != NULL ? xasprintf("  %s", l->type) : xstrdup("");
    int type_width = surface_width(surface, type);

    if (selected)
        surface_put(surface, 0, 0, surface->width, LOOK_SELECTED, FIT_LEFT, "");
    if (l->note) {
        surface_put(surface, 0, column + 2, surface->width - column - 2,
                    selected ? LOOK_SELECTED : LOOK_DIM, FIT_LEFT, l->name);
        return;
    }
    if (l->can_open)
        surface_put(surface, 0, column, 1, selected ? LOOK_SELECTED : LOOK_DIM, FIT_LEFT,
                    surface_glyph(surface, l->open ? GLYPH_OPEN : GLYPH_CLOSED));
    column += 2;
    column += surface_put(surface, 0, column, surface_width(surface, l->name),
                          selected ? LOOK_SELECTED : LOOK_VARIABLE, FIT_LEFT, l->name);
    column +=
        surface_put(surface, 0, column, 3, selected ? LOOK_SELECTED : LOOK_PLAIN, FIT_LEFT, " = ");
    /* The type is worth its room where the value does not need it. */
    int room = surface->width - column;
    int width = surface_width(surface, l->value);

    if (width + type_width <= room)
        surface_put(surface, 0, column + width, type_width, selected ? LOOK_SELECTED : LOOK_DIM,
                    FIT_LEFT, type);
    else
        width = room;
    surface_put(surface, 0, column, width, selected ? LOOK_SELECTED : LOOK_VALUE, FIT_LEFT,
                l->value);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/syntax-error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/unicode.h"
#include "python/view.h"
#include "repr/kinds.h"
#include "repr/library.h"

#define TEXT_MAX_CHARACTERS 100000
/* More than any line that somebody reads. */
#define LINE_MAX_CHARACTERS 10000
/* Farther away than any place in a text. */
#define COLUMN_MAX INT32_MAX

/* A number that may be None, or missing. */
struct number {
    bool there;
    int64_t value;
};

struct reading {
    struct repr *r;
    uint64_t text; /* the object, or 0 */
    struct number line, column, end_line, end_column;
    repr_characters characters; /* of the text, as many as are shown */
    size_t count;               /* of all of it */
    bool bytes;                 /* 2.7: they are bytes */
};

static struct number number_of(struct repr *r, uint64_t object)
{
    const struct type *type;
    struct number number = {0};
    uint64_t value;

    number.there = object != 0 && error_ignore(types_of(r->types, object, &type)) &&
                   (type->kind == KIND_INT || type->kind == KIND_OLD_INT) &&
                   error_ignore(object_int(r->runtime, object, &value));
    if (number.there)
        number.value = (int64_t)value;
    return number;
}

/* It is reckoned with. */
static void limit(struct number *column)
{
    if (column->value > COLUMN_MAX)
        column->value = COLUMN_MAX;
    if (column->value < -COLUMN_MAX)
        column->value = -COLUMN_MAX;
}

/* isspace() of the str or, in 2.7, of the bytes. */
static bool is_space(const struct reading *g, uint32_t c)
{
    return g->bytes ? unicode_is_ascii_space(c) : unicode_is_space(c);
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\n' || c == '\f';
}

static char *utf8_of(const struct reading *g, const uint32_t *characters, size_t count)
{
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&text, &size);

    for (size_t i = 0; i < count; i++)
        if (g->bytes)
            fputc((int)characters[i], out);
        else
            text_write_code_point(out, characters[i]);
    fclose(out);
    return g->bytes ? text_from_bytes((const uint8_t *)text, size) : take_pointer(text);
}

/* So many blanks, or the tabs that the line has there, and then marks. */
static char *marks_of(const struct reading *g, const uint32_t *before, size_t count, size_t marks)
{
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&text, &size);

    for (size_t i = 0; i < count; i++)
        text_write_code_point(out, before != NULL && is_space(g, before[i]) ? before[i] : ' ');
    for (size_t i = 0; i < marks && i < LINE_MAX_CHARACTERS; i++)
        fputc('^', out);
    fclose(out);
    return take_pointer(text);
}

/* Without line ends behind it: rstrip('\n'). */
static size_t without_ends(const uint32_t *characters, size_t count)
{
    while (count > 0 && characters[count - 1] == '\n')
        count--;
    return count;
}

/* strip(), and one mark: -3.8. The mark is lost where the line is not as long as it says. */
static void mark_stripped(const struct reading *g, struct syntax_error *ret)
{
    const uint32_t *all = g->characters.data;
    size_t from = 0, to = g->characters.count, length = without_ends(all, to);
    int64_t offset = (int64_t)length < g->column.value ? (int64_t)length : g->column.value;

    while (from < to && is_space(g, all[from]))
        from++;
    while (to > from && is_space(g, all[to - 1]))
        to--;
    ret->text = utf8_of(g, all + from, to - from);
    if (!g->column.there)
        return;
    /* As a slice: from the end where it is negative. */
    offset--;
    if (offset < 0)
        offset += (int64_t)length;
    if (offset < 0)
        offset = 0;
    from = 0;
    while (from < (size_t)offset && is_space(g, all[from]))
        from++;
    ret->marks = marks_of(g, all + from, (size_t)offset - from, 1);
}

/* Where the mark ends: that differs from version to version. */
static void find_end(const struct reading *g, size_t length, int64_t *offset, int64_t *end)
{
    bool whole = g->r->runtime->layout.traits.syntax_marks >= 5;
    int64_t past = (int64_t)length + 1;

    *offset = g->column.value;
    *end = g->end_column.there && g->end_column.value != 0 ? g->end_column.value : *offset;
    if (whole) {
        bool one_line = g->line.there == g->end_line.there && g->line.value == g->end_line.value;

        if (!one_line)
            *end = past;
        if (g->count > 0 && *offset > (int64_t)g->count)
            *offset = past;
        if (g->count > 0 && *end > (int64_t)g->count)
            *end = past;
        if (*offset >= *end || *end < 0)
            *end = *offset + 1;
    } else if (*offset == *end || *end == -1) {
        *end = *offset + 1;
    }
}

/* From 3.9 on. */
static void mark(const struct reading *g, struct syntax_error *ret)
{
    unsigned how = g->r->runtime->layout.traits.syntax_marks;
    const uint32_t *all = g->characters.data;
    size_t length = without_ends(all, g->characters.count), left = 0, marks = 1;
    int64_t offset = g->column.value, end = offset + 1, at;

    while (left < length && is_blank(all[left]))
        left++;
    ret->text = utf8_of(g, all + left, length - left);
    if (!g->column.there)
        return;
    if (how >= 4)
        find_end(g, length, &offset, &end);
    at = offset - 1 - (int64_t)left;
    if (at < 0)
        return;
    if (at > (int64_t)(length - left))
        at = how >= 6 ? at : (int64_t)(length - left);
    marks = end > offset ? (size_t)(end - offset) : 0;
    if (how < 6) {
        ret->marks = marks_of(g, all + left, (size_t)at, marks);
        return;
    }

    size_t here = (size_t)at < length - left ? (size_t)at : length - left;
    size_t behind = marks < length - left - here ? marks : length - left - here;

    if (behind > 0)
        marks = text_display_width(all + left + here, behind);
    ret->marks = marks_of(g, NULL, text_display_width(all + left, here), marks);
}

/* What 2.7 takes from args: msg, (filename, lineno, offset, text). */
static bool take_args(struct repr *r, uint64_t exception, uint64_t values[7])
{
    const struct layout *layout = &r->runtime->layout;
    uint64_t args, count, pair[2], parts[4];
    const struct type *type;

    if (!error_ignore(
            view_read_field(r->runtime->target, exception, layout->exception.args, &args)) ||
        !error_ignore(
            view_read_field(r->runtime->target, args, layout->var_object.ob_size, &count)) ||
        count != 2 ||
        !error_ignore(target_read(r->runtime->target, args + layout->tuple.ob_item.offset, pair,
                                  sizeof pair)) ||
        !error_ignore(types_of(r->types, pair[1], &type)) || type->kind != KIND_TUPLE ||
        !error_ignore(
            view_read_field(r->runtime->target, pair[1], layout->var_object.ob_size, &count)) ||
        count != 4 ||
        !error_ignore(target_read(r->runtime->target, pair[1] + layout->tuple.ob_item.offset, parts,
                                  sizeof parts)))
        return false;
    values[0] = pair[0];
    memcpy(values + 1, parts, sizeof parts);
    values[5] = values[6] = 0;
    return true;
}

static void read_text(struct reading *g)
{
    CLEANUP_FREE uint8_t *bytes = NULL;
    const struct type *type;
    size_t size;

    if (!error_ignore(types_of(g->r->types, g->text, &type)))
        type = NULL;
    if (type != NULL && type->kind == KIND_STR) {
        error_ignore(repr_read_characters(g->r, g->text, &g->characters));
    } else if (type != NULL && type->kind == KIND_BYTES &&
               error_ignore(string_read_bytes(g->r->runtime, g->text, NULL, LINE_MAX_CHARACTERS,
                                              &bytes, &size))) {
        g->bytes = true;
        for (size_t i = 0; i < size; i++)
            array_push(&g->characters, bytes[i]);
    } else {
        g->text = 0;
    }
    g->count = g->characters.count;
    if (g->characters.count > LINE_MAX_CHARACTERS)
        g->characters.count = LINE_MAX_CHARACTERS;
}

/* Where it is: "<string>" where it is not said. */
static void place(const struct reading *g, uint64_t file, struct syntax_error *ret)
{
    unsigned how = g->r->runtime->layout.traits.syntax_marks;
    CLEANUP_FREE char *name = NULL;

    if (library_is_given(g->r, file))
        error_ignore(string_read(g->r->runtime, file, NULL, TEXT_MAX_CHARACTERS, &name));
    if (g->line.there || how < 2) {
        ret->place = name != NULL && name[0] != '\0' ? take_pointer(name) : xstrdup("<string>");
        ret->line = g->line.there ? xasprintf("%" PRId64, g->line.value) : xstrdup("None");
    } else if (name != NULL) {
        char *message = xasprintf("%s (%s)", ret->message, name);

        free(ret->message);
        ret->message = message;
    }
}

struct error *syntax_error_read(struct repr *r, uint64_t address, struct syntax_error *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->syntax_error.msg,       layout->syntax_error.filename,
                                    layout->syntax_error.lineno,    layout->syntax_error.offset,
                                    layout->syntax_error.text,      layout->syntax_error.end_lineno,
                                    layout->syntax_error.end_offset};
    struct reading g = {.r = r};
    uint64_t values[7] = {0};

    *ret = (struct syntax_error){0};
    if (layout->traits.syntax_marks == 0) {
        if (!take_args(r, address, values))
            return error_create(ERROR_NOT_FOUND, "a SyntaxError without a place");
    } else {
        TRY(view_read_fields(r->runtime->target, address, fields, 7, values));
    }
    if (library_is_given(r, values[0]))
        error_ignore(string_read(r->runtime, values[0], NULL, TEXT_MAX_CHARACTERS, &ret->message));
    if (ret->message == NULL || ret->message[0] == '\0') {
        free(ret->message);
        ret->message = xstrdup("<no detail available>");
    }
    g.line = number_of(r, values[2]);
    g.column = number_of(r, values[3]);
    g.end_line = number_of(r, values[5]);
    g.end_column = number_of(r, values[6]);
    ret->column = g.column.value;
    ret->end_column = g.end_column.value;
    limit(&g.column);
    limit(&g.end_column);
    place(&g, values[1], ret);
    if (library_is_given(r, values[4])) {
        g.text = values[4];
        read_text(&g);
        if (g.text != 0 && layout->traits.syntax_marks < 3)
            mark_stripped(&g, ret);
        else if (g.text != 0)
            mark(&g, ret);
    }
    array_deinit(&g.characters);
    return NULL;
}

void syntax_error_deinit(struct syntax_error *syntax)
{
    free(take_pointer(syntax->place));
    free(take_pointer(syntax->line));
    free(take_pointer(syntax->text));
    free(take_pointer(syntax->marks));
    free(take_pointer(syntax->message));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables as text: what gen-layout writes, the compiler reads into layout.c, and
 * `--layout FILE` reads at run time.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/layout-fields.h"
#include "python/layout.h"

/* The origin is for people and goes into a C string: what would need an escape becomes a space. */
static void write_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *c = text; *c != '\0'; c++)
        fputc(isprint((unsigned char)*c) && *c != '"' && *c != '\\' ? *c : ' ', out);
    fputc('"', out);
}

void layout_write(const struct layout *layout, FILE *out)
{
    struct layout *l = (struct layout *)layout; /* only read */
    const struct layout_field_info *field = layout_fields;

    fputs("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
          "/* Written by gen-layout: see doc/how-to-add-a-python-version.md. */\n"
          "/* STRUCT(id, bytes) FIELD(struct, id, offset, bytes, shift, bits) */\n",
          out);
    fprintf(out, "LAYOUT(0x%08" PRIx32 ", %d, ", layout->hexversion, layout->traits.free_threaded);
    write_quoted(out, layout->origin != NULL ? layout->origin : "unknown");
    fputs(")\n", out);
    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        uint32_t size = *layout_size_at(l, s->size_place);
        if (size != 0)
            fprintf(out, "STRUCT(%s, %" PRIu32 ")\n", s->id, size);
        for (; field->id != NULL && field->size_place == s->size_place; field++) {
            struct layout_field f = *layout_field_at(l, field->place);
            if (size != 0 && layout_has(f))
                fprintf(out, "FIELD(%s, %s, %" PRIu32 ", %u, %u, %u)\n", s->id, field->id, f.offset,
                        f.size, f.shift, f.bits);
        }
    }
    fputs("END_LAYOUT()\n", out);
}

/* One table being read. */
struct reader {
    const char *path;
    unsigned line;
    bool begun, ended;
    char *args[6]; /* of this line, into its text */
    size_t count;
};

static struct error *bad_line(const struct reader *r, const char *what)
    __attribute__((returns_nonnull));

static struct error *bad_line(const struct reader *r, const char *what)
{
    return error_create(ERROR_CORRUPT, "%s:%u: %s", r->path, r->line, what);
}

/* Cuts "NAME(a, b, "c")" into name and arguments, in place. */
static bool split_call(struct reader *r, char *text, char **ret_name)
{
    char *p = text;

    r->count = 0;
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    if (p == text || *p != '(')
        return false;
    *p++ = '\0';
    *ret_name = text;
    if (*p == ')')
        return p[1] == '\0';
    while (r->count < sizeof r->args / sizeof r->args[0]) {
        p += strspn(p, " ");
        bool quoted = *p == '"';
        char *start = p += quoted;
        p += quoted ? strcspn(p, "\"") : strcspn(p, ",)");
        if (*p == '\0')
            return false;
        char *end = p;
        p += quoted;
        char delimiter = *p;
        *end = '\0';
        r->args[r->count++] = start;
        if (delimiter == ')')
            return p[1] == '\0';
        if (delimiter != ',')
            return false;
        p++;
    }
    return false;
}

static bool number(const char *text, uint64_t max, uint64_t *ret)
{
    return text_to_u64(text, ret) && *ret <= max;
}

static struct error *read_layout(struct reader *r, struct layout *layout)
{
    uint64_t version, free_threaded;

    if (r->count != 3 || !number(r->args[0], UINT32_MAX, &version) ||
        !number(r->args[1], 1, &free_threaded))
        return bad_line(r, "LAYOUT(version, 0 or 1, \"origin\") expected");
    if (r->begun)
        return bad_line(r, "a second LAYOUT");
    struct error *error = layout_traits_of((uint32_t)version, free_threaded != 0, &layout->traits);
    if (error != NULL)
        return error_prefix(error, "%s:%u", r->path, r->line);
    layout->hexversion = (uint32_t)version;
    layout->origin = xstrdup(r->args[2]);
    r->begun = true;
    return NULL;
}

static struct error *read_struct(struct reader *r, struct layout *layout)
{
    uint64_t size;

    if (r->count != 2 || !number(r->args[1], UINT32_MAX, &size) || size == 0)
        return bad_line(r, "STRUCT(id, bytes) expected");
    for (const struct layout_struct_info *s = layout_structs; s->id != NULL; s++) {
        if (strcmp(s->id, r->args[0]) != 0)
            continue;
        uint32_t *place = layout_size_at(layout, s->size_place);
        if (*place != 0)
            return error_create(ERROR_CORRUPT, "%s:%u: struct %s stands here twice", r->path,
                                r->line, s->id);
        *place = (uint32_t)size;
        return NULL;
    }
    return error_create(ERROR_CORRUPT, "%s:%u: unknown struct %s", r->path, r->line, r->args[0]);
}

static struct error *read_field(struct reader *r, struct layout *layout)
{
    uint64_t offset, size, shift, bits;

    if (r->count != 6 || !number(r->args[2], UINT32_MAX, &offset) ||
        !number(r->args[3], UINT16_MAX, &size) || !number(r->args[4], 63, &shift) ||
        !number(r->args[5], 64, &bits))
        return bad_line(r, "FIELD(struct, id, offset, bytes, shift, bits) expected");
    for (const struct layout_field_info *f = layout_fields; f->id != NULL; f++) {
        if (strcmp(f->struct_id, r->args[0]) != 0 || strcmp(f->id, r->args[1]) != 0)
            continue;
        struct layout_field *place = layout_field_at(layout, f->place);
        if (layout_has(*place))
            return error_create(ERROR_CORRUPT, "%s:%u: field %s.%s stands here twice", r->path,
                                r->line, f->struct_id, f->id);
        *place = (struct layout_field){.offset = (uint32_t)offset,
                                       .size = (uint16_t)size,
                                       .shift = (uint8_t)shift,
                                       .bits = (uint8_t)bits};
        /* At once, so that the message can name the line. */
        struct error *error = layout_check(layout);
        return error_prefix(error, "%s:%u", r->path, r->line);
    }
    return error_create(ERROR_CORRUPT, "%s:%u: unknown field %s.%s", r->path, r->line, r->args[0],
                        r->args[1]);
}

static struct error *read_line(struct reader *r, char *line, struct layout *layout)
{
    size_t length = strlen(line);
    char *name;

    while (length > 0 && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
    line += strspn(line, " \t");
    length = strlen(line);
    if (length == 0 || (length >= 4 && text_starts_with(line, "/*") &&
                        strstr(line + 2, "*/") == line + length - 2))
        return NULL;
    if (!split_call(r, line, &name))
        return bad_line(r, "neither a table's line nor a /* comment */");
    if (r->ended)
        return bad_line(r, "something after END_LAYOUT()");
    if (strcmp(name, "LAYOUT") == 0)
        return read_layout(r, layout);
    if (!r->begun)
        return bad_line(r, "LAYOUT(...) must come first");
    if (strcmp(name, "STRUCT") == 0)
        return read_struct(r, layout);
    if (strcmp(name, "FIELD") == 0)
        return read_field(r, layout);
    if (strcmp(name, "END_LAYOUT") == 0 && r->count == 0) {
        r->ended = true;
        return NULL;
    }
    return error_create(ERROR_CORRUPT, "%s:%u: unknown word %s", r->path, r->line, name);
}

struct error *layout_load(const char *path, struct layout *ret)
{
    CLEANUP_FCLOSE FILE *file = fopen(path, "re");
    CLEANUP(layout_deinit) struct layout layout = {0};
    struct reader reader = {.path = path};
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;

    if (file == NULL)
        return error_os(errno, path, "cannot read the layout");
    while (getline(&line, &capacity, file) >= 0) {
        reader.line++;
        TRY(read_line(&reader, line, &layout));
    }
    if (ferror(file))
        return error_os(errno, path, "cannot read the layout");
    if (!reader.begun)
        return error_create(ERROR_CORRUPT, "%s holds no layout", path);
    if (!reader.ended)
        return bad_line(&reader, "the layout is cut short (no END_LAYOUT())");
    /* A struct without fields, or none at all: nothing could be read with it. */
    if (layout.tstate.size == 0 || layout.code.size == 0)
        return error_create(ERROR_CORRUPT, "%s has no thread state or no code object", path);
    TRY(error_prefix(layout_check(&layout), "%s", path));
    *ret = layout;
    layout.origin = NULL; /* now ret's */
    return NULL;
}

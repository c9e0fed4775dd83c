/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions: Modules/_sre.c, Modules/_sre/sre.c (3.11+). */
#include "repr/kinds.h"
#include "python/runtime.h"
#include "python/view.h"

/* Lib/sre_constants.py */
#define FLAG_LOCALE 4
#define FLAG_UNICODE 32
#define FLAG_ASCII 256

/* Python cuts the text of both. */
#define PATTERN_MAX 200
#define MATCH_MAX 50

struct error *repr_pattern(struct repr *r, uint64_t object, const struct type *type)
{
    static const char *const names[] = {"TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
                                        "UNICODE",  "VERBOSE",    "DEBUG",  "ASCII"};
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->pattern.pattern, layout->pattern.flags};
    const char *before = ", ";
    const struct type *of;
    uint64_t values[2];

    (void)type;
    TRY(view_read_fields(r->runtime->target, object, fields, 2, values));
    TRY(types_of(r->types, values[0], &of));

    unsigned flags = (unsigned)values[1];

    /* Every str's has it that has none of the others. */
    if (of->kind == KIND_STR && (flags & (FLAG_LOCALE | FLAG_UNICODE | FLAG_ASCII)) == FLAG_UNICODE)
        flags &= ~(unsigned)FLAG_UNICODE;
    repr_put(r, "re.compile(");
    repr_put_at_most(r, values[0], PATTERN_MAX);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if ((flags & 1u << i) == 0)
            continue;
        repr_printf(r, "%sre.%s", before, names[i]);
        before = "|";
        flags &= ~(1u << i);
    }
    if (flags != 0)
        repr_printf(r, "%s0x%x", before, flags);
    repr_put(r, ")");
    return NULL;
}

struct error *repr_match(struct repr *r, uint64_t object, const struct type *type)
{
    const struct layout *layout = &r->runtime->layout;
    int64_t span[2];
    uint64_t string;

    TRY(view_read_field(r->runtime->target, object, layout->match.string, &string));
    TRY(target_read(r->runtime->target, object + layout->match.mark.offset, span, sizeof span));
    repr_printf(r, "<%s object; span=(%lld, %lld), match=", type->c_name, (long long)span[0],
                (long long)span[1]);
    TRY(repr_put_part(r, string, span[0], span[1], MATCH_MAX));
    repr_put(r, ">");
    return NULL;
}

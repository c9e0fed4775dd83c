/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/memory.h"
#include "commands/commands.h"

/* The character that a backslash and c stand for, as in C. */
static int escape_of(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    default:
        return (unsigned char)c; /* backslash, blank, quote */
    }
}

static struct error *echo_run(struct session *s, const char *args, struct emitter *e)
{
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    FILE *out = xopen_memstream(&text, &size);

    (void)s;
    for (const char *at = args; *at != '\0'; at++) {
        if (*at != '\\')
            fputc(*at, out);
        else if (at[1] != '\0')
            fputc(escape_of(*++at), out);
    }
    fclose(out);
    emit_hidden_string(e, "text", text);
    emit_text(e, text);
    return NULL;
}

const struct command echo_command = {
    .name = "echo",
    .group = GROUP_SUPPORT,
    .usage = "TEXT",
    .summary = "Print text; \\n ends a line, a backslash at the end keeps a blank before it",
    .run = echo_run,
};

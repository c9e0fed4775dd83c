/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/batch.h"

#include <errno.h>
#include <stdio.h>

#include "base/memory.h"
#include "session/words.h"
#include "target/target.h"

/* Runs each line of a stream until `quit`, and if go_on is false until one fails. */
static bool run_stream(struct session *s, struct output *o, FILE *in, bool go_on)
{
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool ok = true;

    while (!s->quit && (ok || go_on) && (length = getline(&line, &capacity, in)) >= 0) {
        if (length > 0 && line[length - 1] == '\n')
            line[length - 1] = '\0';

        const char *start = words_skip_blanks(line);

        if (*start != '\0' && *start != '#')
            ok &= output_run(o, s, start);
    }
    return ok;
}

static bool run_file(struct session *s, struct output *o, const char *path)
{
    CLEANUP_FREE char *command = xasprintf("source %s", path);

    if (!o->single_answers)
        return output_run(o, s, command);

    CLEANUP_FCLOSE FILE *file = fopen(path, "re");

    if (file == NULL) {
        output_fail(o, command, s->target != NULL ? s->target->pid : 0,
                    error_os(errno, path, "cannot read commands"));
        return false;
    }
    errno = 0;

    bool ok = run_stream(s, o, file, false);

    if (ferror(file)) {
        output_fail(o, command, s->target != NULL ? s->target->pid : 0,
                    error_os(errno, path, "cannot read commands"));
        return false;
    }
    return ok;
}

bool batch_run(struct session *s, struct output *o, const struct batch_item *items, size_t count)
{
    bool ok = true;

    for (size_t i = 0; i < count && !s->quit; i++)
        ok &= items[i].is_file ? run_file(s, o, items[i].text) : output_run(o, s, items[i].text);
    return ok;
}

bool batch_run_stdin(struct session *s, struct output *o)
{
    return run_stream(s, o, stdin, true);
}

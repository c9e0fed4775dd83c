/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/batch.h"

#include <stdio.h>

#include "base/memory.h"
#include "session/words.h"

bool batch_run(struct session *s, struct output *o, char *const *lines, size_t count)
{
    bool ok = true;

    for (size_t i = 0; i < count && !s->quit; i++)
        ok &= output_run(o, s, lines[i]);
    return ok;
}

bool batch_run_stdin(struct session *s, struct output *o)
{
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool ok = true;

    while (!s->quit && (length = getline(&line, &capacity, stdin)) >= 0) {
        if (length > 0 && line[length - 1] == '\n')
            line[length - 1] = '\0';

        const char *start = words_skip_blanks(line);

        if (*start != '\0' && *start != '#')
            ok &= output_run(o, s, start);
    }
    return ok;
}

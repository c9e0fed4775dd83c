/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/option.h"

static void write_part(FILE *out, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    if (length > 0)
        fprintf(out, "%s%s", text, text[length - 1] == '\n' ? "" : "\n");
}

char *command_help(const struct command *command)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    write_part(out, command->help);
    if (command->options != NULL) {
        if (command->help != NULL)
            fputc('\n', out);
        option_write_help(command->options, out);
    }
    if (command->more != NULL)
        fputc('\n', out);
    write_part(out, command->more);
    fclose(out);
    return text;
}

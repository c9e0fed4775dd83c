/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/manual.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "commands/groups.h"
#include "session/settings.h"

/* Text that roff shall not take for its own. */
static void write_roff(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (i == 0 && strchr(".'", text[i]) != NULL)
            fputs("\\&", out);
        if (text[i] == '\\')
            fputs("\\e", out);
        else if (text[i] == '-')
            fputs("\\-", out);
        else
            fputc(text[i], out);
    }
}

enum { INDENT = 4 }; /* of what stands out in a help text */

/* Paragraphs, and as they stand those that begin with blanks: the examples. */
static void write_help(FILE *out, const char *help)
{
    bool example = false;
    bool gap = true;

    while (*help != '\0') {
        size_t length = strcspn(help, "\n");
        bool indented = length > 0 && help[0] == ' ';

        if (length == 0) {
            gap = true;
        } else {
            if (example && !indented)
                fputs(".EE\n.RE\n", out);
            if (indented && !example)
                fputs(".IP\n.RS\n.EX\n", out);
            else if (gap && !indented)
                fputs(".IP\n", out);
            else if (gap)
                fputc('\n', out);
            gap = false;
            example = indented;

            size_t blanks = indented ? strspn(help, " ") : 0;
            size_t skip = blanks < INDENT ? blanks : INDENT;

            write_roff(out, help + skip, length - skip);
            fputc('\n', out);
        }
        help += length + (help[length] == '\n');
    }
    if (example)
        fputs(".EE\n.RE\n", out);
}

static void write_command(FILE *out, const struct command *command)
{
    fputs(".TP\n.B ", out);
    write_roff(out, command->name, strlen(command->name));
    if (command->usage != NULL && command->usage[0] != '\0') {
        fputs("\\fR ", out);
        write_roff(out, command->usage, strlen(command->usage));
    }
    fputc('\n', out);
    write_roff(out, command->summary, strlen(command->summary));
    fputs(".\n", out);
    if (command->aliases != NULL && command->aliases[0] != NULL) {
        fputs("Also: ", out);
        for (const char *const *a = command->aliases; *a != NULL; a++) {
            fputs(a == command->aliases ? "\\fB" : ", \\fB", out);
            write_roff(out, *a, strlen(*a));
            fputs("\\fR", out);
        }
        fputs(".\n", out);
    }

    char *help = command_help(command);

    write_help(out, help);
    free(help);
}

void manual_write(FILE *out, const struct command *const *commands)
{
    fputs(".SH COMMANDS\n", out);
    for (enum command_group group = 0; group < GROUP_COUNT; group++) {
        bool any = false;

        for (const struct command *const *c = commands; *c != NULL; c++) {
            if ((*c)->group != group)
                continue;
            if (!any)
                fprintf(out, ".SS %s\n", group_title(group));
            any = true;
            write_command(out, *c);
        }
    }
    fputs(".SH SETTINGS\n", out);

    struct settings *settings = settings_create();

    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        char *value = setting_text(settings, id);

        fprintf(out, ".TP\n.B %s\n", setting_name(id));
        write_roff(out, setting_help(id), strlen(setting_help(id)));
        fprintf(out, " (%s)\n", value);
        free(value);
    }
    settings_destroy(settings);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/print-options.h"

#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/settings.h"
#include "session/words.h"

static const char *const names[] = {"-elements", "-string", "-depth", "-width"};

#define COUNT (sizeof names / sizeof *names)

struct print_options print_options_default(const struct session *s)
{
    return (struct print_options){
        .limits =
            {
                .elements = (size_t)setting_number(s->settings, SETTING_PRINT_ELEMENTS),
                .string = (size_t)setting_number(s->settings, SETTING_PRINT_STRING),
                .depth = (size_t)setting_number(s->settings, SETTING_PRINT_DEPTH),
            },
        .width = (size_t)setting_number(s->settings, SETTING_PRINT_WIDTH),
    };
}

/* The option that stands at text, or COUNT. */
static size_t option_at(const char *text, size_t *length)
{
    *length = strcspn(text, " \t");
    for (size_t i = 0; i < COUNT; i++)
        if (strlen(names[i]) == *length && strncmp(text, names[i], *length) == 0)
            return i;
    return COUNT;
}

struct error *print_options_parse(const struct session *s, const char **args,
                                  struct print_options *ret)
{
    *ret = print_options_default(s);

    size_t *const values[] = {&ret->limits.elements, &ret->limits.string, &ret->limits.depth,
                              &ret->width};

    for (;;) {
        const char *at = words_skip_blanks(*args);
        size_t length;
        size_t option = option_at(at, &length);
        uint64_t number = 0;

        if (length == 2 && strncmp(at, "--", 2) == 0) {
            *args = words_skip_blanks(at + 2);
            return NULL;
        }
        if (option == COUNT)
            return NULL;
        at = words_skip_blanks(at + length);
        length = strcspn(at, " \t");

        CLEANUP_FREE char *word = xstrndup(at, length);

        if (strcmp(word, "unlimited") != 0 && (!text_to_u64(word, &number) || number > INT_MAX))
            return error_create(ERROR_USAGE, "%s is followed by a number or \"unlimited\"%s%s%s",
                                names[option], length > 0 ? ", not \"" : "", word,
                                length > 0 ? "\"" : "");
        *values[option] = (size_t)number;
        *args = words_skip_blanks(at + length);
    }
}

void print_options_complete(struct completions *c, const char **line)
{
    size_t length;

    while (option_at(*line, &length) != COUNT) {
        const char *value = words_skip_blanks(*line + length);

        *line = words_skip_blanks(value + strcspn(value, " \t"));
        if (value[0] == '\0') {
            c->add(c, "unlimited");
            return;
        }
    }
    for (size_t i = 0; i < COUNT && **line == '\0' && c->word[0] == '-'; i++)
        c->add(c, names[i]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/print-options.h"

#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/option.h"
#include "session/settings.h"

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

static struct error *take(const char *name, const char *word, size_t *ret)
{
    uint64_t number = 0;

    if (word == NULL ||
        (strcmp(word, "unlimited") != 0 && (!text_to_u64(word, &number) || number > INT_MAX)))
        return error_create(ERROR_USAGE, "%s is followed by a number or \"unlimited\"%s%s%s", name,
                            word != NULL ? ", not \"" : "", word != NULL ? word : "",
                            word != NULL ? "\"" : "");
    *ret = (size_t)number;
    return NULL;
}

static struct error *take_elements(const char *name, const char *word, void *ret)
{
    return take(name, word, &((struct print_options *)ret)->limits.elements);
}

static struct error *take_string(const char *name, const char *word, void *ret)
{
    return take(name, word, &((struct print_options *)ret)->limits.string);
}

static struct error *take_depth(const char *name, const char *word, void *ret)
{
    return take(name, word, &((struct print_options *)ret)->limits.depth);
}

static struct error *take_width(const char *name, const char *word, void *ret)
{
    return take(name, word, &((struct print_options *)ret)->width);
}

/* The dispatcher has taken it away by then. */
static struct error *take_stop(const char *name, const char *word, void *ret)
{
    (void)name;
    (void)word;
    (void)ret;
    return NULL;
}

static void complete_number(struct session *s, struct completions *c)
{
    (void)s;
    c->add(c, "unlimited");
}

const struct option print_option_table[] = {
    {.help =
         "Options stand before everything else, in any order, and do for this command what "
         "`set print` and `set stop` do for all; -- ends them.  N is a number or "
         "`unlimited`, behind a blank or \"=\"; with one, the first letters of a name will do:"},
    {"-elements", "N", "so many elements of a container", .take = take_elements,
     .complete = complete_number},
    {"-string", "N", "so many characters of a str, bytes of a bytes", .take = take_string,
     .complete = complete_number},
    {"-depth", "N", "so many containers within each other", .take = take_depth,
     .complete = complete_number},
    {"-width", "N", "break values into lines of so many columns; 0: do not", .take = take_width,
     .complete = complete_number},
    {"-stop", NULL, "stop the threads that run for the moment in which it is read",
     .take = take_stop},
    {.help = "What is left out is `...`; of a container that lies too deep `[... 3 items]`, while "
             "`[...]` is Python's own mark of one that is within itself."},
    OPTION_END,
};

struct error *print_options_parse(const struct session *s, const char **args,
                                  struct print_options *ret)
{
    *ret = print_options_default(s);
    return option_parse_leading(print_option_table, args, ret);
}

bool print_options_complete(struct session *s, struct completions *c, const char **line)
{
    return option_complete_leading(print_option_table, s, c, line);
}

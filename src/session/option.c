/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/option.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/command.h"
#include "session/words.h"

static bool is_end(const struct option *option)
{
    return option->names == NULL && option->help == NULL;
}

/* The next of "-i, --idle" and its length; NULL: there are no more. */
static const char *next_name(const char *names, size_t *length)
{
    names += strspn(names, ", ");
    *length = strcspn(names, ",");
    return *length > 0 ? names : NULL;
}

/* Whether one of "-i, --idle" is that one, or only begins so. */
static bool has_name(const char *names, const char *name, size_t length, bool begins)
{
    size_t size;

    for (const char *at = names; at != NULL && (at = next_name(at, &size)) != NULL; at += size)
        if ((begins ? size > length : size == length) && strncmp(at, name, length) == 0)
            return true;
    return false;
}

static const struct option *find(const struct option *table, const char *name, size_t length)
{
    for (const struct option *option = table; !is_end(option); option++)
        if (has_name(option->names, name, length, false))
            return option;
    return NULL;
}

/* What who typed a word that is no option may have meant: NULL: who knows. */
static const struct option *find_meant(const struct option *table, const char *word)
{
    size_t length = strcspn(word, "=");

    for (const struct option *option = table; !is_end(option); option++)
        if (has_name(option->others, word, length, false))
            return option;
    for (const struct option *option = table; length > 3 && !is_end(option); option++)
        if (option->help != NULL && has_name(option->names, word, length, true))
            return option;
    return NULL;
}

static struct error *no_option(const struct option *table, const char *command, const char *word)
{
    const struct option *meant = word[0] == '-' ? find_meant(table, word) : NULL;

    if (meant == NULL)
        return error_create(ERROR_USAGE, "\"%s\" is no option; see `help %s`", word, command);
    return error_create(ERROR_USAGE, "\"%s\" is no option; %s%s%s: %s; see `help %s`", word,
                        meant->names, meant->argument != NULL ? " " : "",
                        meant->argument != NULL ? meant->argument : "", meant->help, command);
}

static bool is_letters(const char *word)
{
    return word[0] == '-' && word[1] != '-' && word[1] != '\0';
}

static const struct option *find_letter(const struct option *table, char letter)
{
    return find(table, (const char[]){'-', letter}, 2);
}

/* The option of "--rate=5"; NULL: it is no such word. */
static const struct option *find_assigned(const struct option *table, const char *word)
{
    size_t length = strcspn(word, "=");

    return word[length] == '=' && length > 2 ? find(table, word, length) : NULL;
}

/* Whether the word is made of options, and which of them has yet to be given its word; NULL: none.
 */
static bool is_option(const struct option *table, const char *word, const struct option **takes)
{
    const struct option *option = find(table, word, strlen(word));

    *takes = option != NULL && option->argument != NULL ? option : NULL;
    if (option != NULL)
        return true;
    option = find_assigned(table, word);
    if (option != NULL || text_starts_with(word, "--"))
        return option != NULL && option->argument != NULL;
    for (const char *letter = word + 1; is_letters(word) && *letter != '\0'; letter++) {
        option = find_letter(table, *letter);
        if (option == NULL)
            return false;
        if (option->argument != NULL) {
            *takes = letter[1] == '\0' ? option : NULL;
            return true;
        }
    }
    return is_letters(word);
}

static struct error *apply(const struct option *option, const char *name, const char *word,
                           void *ret)
{
    if (option->take != NULL)
        return option->take(name, word, ret);
    *(bool *)((char *)ret + option->flag) = !option->off;
    return NULL;
}

/* One that takes a word has it in the rest of the word that it stands in, or in the next one. */
static struct error *apply_with(const struct option *option, const char *name, const char *rest,
                                const char **at, void *ret)
{
    CLEANUP_FREE char *next = option->argument != NULL && rest == NULL ? words_next(at) : NULL;

    return apply(option, name, rest != NULL ? rest : next, ret);
}

static struct error *parse_letters(const struct option *table, const char *letters, const char **at,
                                   void *ret)
{
    for (; *letters != '\0'; letters++) {
        const struct option *option = find_letter(table, *letters);
        const char name[] = {'-', *letters, '\0'};

        if (option->argument != NULL)
            return apply_with(option, name, letters[1] != '\0' ? letters + 1 : NULL, at, ret);
        TRY(apply(option, name, NULL, ret));
    }
    return NULL;
}

static struct error *parse_word(const struct option *table, const char *word, const char **at,
                                void *ret)
{
    const struct option *option = find(table, word, strlen(word));
    size_t length = strcspn(word, "=");

    if (option != NULL)
        return apply_with(option, word, NULL, at, ret);
    option = find_assigned(table, word);
    if (option == NULL)
        return parse_letters(table, word + 1, at, ret);

    CLEANUP_FREE char *name = xstrndup(word, length);

    return apply_with(option, name, word + length + 1, at, ret);
}

struct error *option_parse(const struct option *table, const char *command, const char *args,
                           void *ret)
{
    for (const char *at = args;;) {
        CLEANUP_FREE char *word = words_next(&at);
        const struct option *takes;

        if (word == NULL)
            return NULL;
        if (!is_option(table, word, &takes))
            return no_option(table, command, word);
        TRY(parse_word(table, word, &at, ret));
    }
}

/* "-elements" for "-elem" with a number behind it, which no expression has; NULL: it is not short
 * for one of those that take one. Free it. */
static char *in_full(const struct option *table, const char *word, const char *behind)
{
    size_t length = strcspn(word, "="), size, found_size = 0;
    const char *found = NULL;

    behind = word[length] == '=' ? word + length + 1 : words_skip_blanks(behind);
    if (length < 3 || ((*behind < '0' || *behind > '9') && !text_starts_with(behind, "unlimited")))
        return NULL;
    for (const struct option *option = table; !is_end(option); option++) {
        const char *name = option->names == NULL || option->argument == NULL
                               ? NULL
                               : next_name(option->names, &size);

        if (name == NULL || size <= length || strncmp(name, word, length) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = name;
        found_size = size;
    }
    return found != NULL ? xasprintf("%.*s%s", (int)found_size, found, word + length) : NULL;
}

/* The word that args begins with, if it is made of options; *args goes on behind it. Else NULL.
 * Free it. */
static char *next_option(const struct option *table, const char **args, const struct option **takes)
{
    const char *at = words_skip_blanks(*args);
    CLEANUP_FREE char *word = *at == '-' ? words_next(&at) : NULL;

    if (word == NULL)
        return NULL;
    if (!is_option(table, word, takes)) {
        char *full = in_full(table, word, at);

        if (full == NULL)
            return NULL;
        free(word);
        word = full;
        if (!is_option(table, word, takes))
            return NULL;
    }
    *args = at;
    return take_pointer(word);
}

struct error *option_parse_leading(const struct option *table, const char **args, void *ret)
{
    for (;;) {
        const struct option *takes;
        CLEANUP_FREE char *word = next_option(table, args, &takes);

        if (word == NULL)
            break;
        TRY(parse_word(table, word, args, ret));
    }
    *args = words_skip_blanks(*args);
    if (strncmp(*args, "--", 2) == 0 && strchr(" \t", (*args)[2]) != NULL)
        *args = words_skip_blanks(*args + 2);
    return NULL;
}

const char *option_skip(const struct option *table, const char *args)
{
    const struct option *takes;
    CLEANUP_FREE char *word = next_option(table, &args, &takes);

    if (word == NULL)
        return NULL;
    if (takes != NULL)
        free(words_next(&args));
    return args;
}

static void add_names(const struct option *option, struct completions *c)
{
    const char *at = option->names;
    size_t length;

    while (at != NULL && (at = next_name(at, &length)) != NULL) {
        CLEANUP_FREE char *name = xstrndup(at, length);

        c->add(c, name);
        at += length;
    }
}

static void add_all(const struct option *table, struct completions *c)
{
    for (const struct option *option = table; !is_end(option); option++)
        if (option->help != NULL)
            add_names(option, c);
}

void option_complete(const struct option *table, struct session *s, struct completions *c)
{
    const struct option *takes = NULL;

    for (const char *at = c->line;;) {
        CLEANUP_FREE char *word = words_next(&at);

        if (word == NULL)
            break;
        if (takes != NULL || !is_option(table, word, &takes))
            takes = NULL;
    }
    if (takes != NULL && takes->complete != NULL)
        takes->complete(s, c);
    if (takes == NULL)
        add_all(table, c);
}

bool option_complete_leading(const struct option *table, struct session *s, struct completions *c,
                             const char **line)
{
    for (;;) {
        const struct option *takes;
        CLEANUP_FREE char *word = next_option(table, line, &takes);
        CLEANUP_FREE char *taken = word != NULL && takes != NULL ? words_next(line) : NULL;

        if (word == NULL)
            break;
        if (takes == NULL || taken != NULL)
            continue;
        if (takes->complete != NULL)
            takes->complete(s, c);
        return true;
    }
    *line = words_skip_blanks(*line);
    if (**line == '\0' && c->word[0] == '-')
        add_all(table, c);
    return false;
}

enum { HELP_WIDTH = 100, INDENT = 4, MAX_NAMES = 24 };

/* Words of text, from that column on; each line but the first begins at indent. */
static void write_wrapped(FILE *out, const char *text, size_t column, size_t indent)
{
    for (bool first = true; *text != '\0'; first = false) {
        CLEANUP_FREE char *word = xstrndup(text, strcspn(text, " "));
        size_t width = text_width(word), blanks = strspn(text + strlen(word), " ");

        if (!first && column + width > HELP_WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        fputs(word, out);
        text += strlen(word) + blanks;
        column += width + blanks;
        if (*text != '\0' && column + strcspn(text, " ") <= HELP_WIDTH)
            fprintf(out, "%*s", (int)blanks, "");
    }
    fputc('\n', out);
}

static char *shown_names(const struct option *option)
{
    return xasprintf("%s%s%s", option->names, option->argument != NULL ? " " : "",
                     option->argument != NULL ? option->argument : "");
}

static size_t names_width(const struct option *table)
{
    size_t most = 0;

    for (const struct option *option = table; !is_end(option); option++) {
        CLEANUP_FREE char *names =
            option->names != NULL && option->help != NULL ? shown_names(option) : xstrdup("");

        if (strlen(names) > most && strlen(names) <= MAX_NAMES)
            most = strlen(names);
    }
    return most;
}

void option_write_help(const struct option *table, FILE *out)
{
    size_t width = names_width(table), indent = INDENT + width + 2;

    for (const struct option *option = table; !is_end(option); option++) {
        if (option->names == NULL) {
            if (option != table)
                fputc('\n', out);
            write_wrapped(out, option->help, 0, 0);
            if (!is_end(option + 1))
                fputc('\n', out);
        } else if (option->help != NULL) {
            CLEANUP_FREE char *names = shown_names(option);

            if (strlen(names) > width)
                fprintf(out, "%*s%s\n%*s", INDENT, "", names, (int)indent, "");
            else
                fprintf(out, "%*s%-*s  ", INDENT, "", (int)width, names);
            write_wrapped(out, option->help, indent, indent);
        }
    }
}

struct error *option_number(const char *name, const char *word, double most, double *ret)
{
    char *end = NULL;

    *ret = word != NULL ? strtod(word, &end) : 0;
    if (word == NULL || end == word || *end != '\0' || !(*ret > 0) || *ret > most)
        return error_create(ERROR_USAGE, "%s takes a number above 0, at most %.0f", name, most);
    return NULL;
}

struct error *option_thread(const char *name, const char *word, unsigned *ret)
{
    uint64_t num;

    if (word == NULL || !text_to_u64(word, &num) || num == 0 || num >= UINT32_MAX)
        return error_create(ERROR_USAGE, "%s takes a number as `info threads` shows it", name);
    *ret = (unsigned)num;
    return NULL;
}

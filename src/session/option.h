/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The options of a command, as a table: what parses them, completes them and explains them all
 * read it. Letters may stand together, and with what they take ("-bn2"); long names ("--rate",
 * "-depth") may be given it behind "=".
 */
#ifndef SESSION_OPTION_H
#define SESSION_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct completions;
struct session;

/* It sets a flag, or it takes a word. ret is what option_parse() fills. */
struct option {
    const char *names;    /* "-i, --idle": each means the same; NULL: `help` is a paragraph */
    const char *argument; /* what the word is, for help: "SECONDS"; NULL: it takes none */
    const char *help;     /* words that are broken into lines there; NULL: it is not named there */
    size_t flag;          /* offset of a bool in *ret */
    bool off;             /* ... which becomes false */
    /* In place of the flag. name: as it was typed; word: what follows it, NULL if nothing does or
     * it takes none. ERROR_USAGE names the option. */
    struct error *(*take)(const char *name, const char *word, void *ret);
    /* What the word may be; may be NULL. */
    void (*complete)(struct session *s, struct completions *c);
    const char *others; /* what other programs call it, as `names`: who types that is told; may be
                           NULL */
};

/* A table ends with one of which all is NULL. */
#define OPTION_END                                                                                 \
    {                                                                                              \
        .names = NULL                                                                              \
    }

/* All of args. ERROR_USAGE: a word of it is no option of the table; command is for that sentence.
 */
struct error *option_parse(const struct option *table, const char *command, const char *args,
                           void *ret);
/*
 * Takes the options at the start of *args, which goes on behind them: at the first word that is
 * none, or behind "--".
 */
struct error *option_parse_leading(const struct option *table, const char **args, void *ret);
/* What follows the option that args begins with, and the word that it takes; NULL: it begins with
 * none. */
const char *option_skip(const struct option *table, const char *args);
/* What may follow c->line. */
void option_complete(const struct option *table, struct session *s, struct completions *c);
/* The same of options that stand before other arguments: true, it is an option's word that is
 * completed; else *line goes on behind the options. */
bool option_complete_leading(const struct option *table, struct session *s, struct completions *c,
                             const char **line);
/* A line or several for each. */
void option_write_help(const struct option *table, FILE *out);

/* For take(): a number above 0 and at most `most`. */
struct error *option_number(const char *name, const char *word, double most, double *ret);
/* The number of a thread. */
struct error *option_thread(const char *name, const char *word, unsigned *ret);

#endif

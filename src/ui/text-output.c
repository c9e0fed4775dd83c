/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/color.h"
#include "ui/output.h"
#include "ui/pager.h"
#include "ui/table.h"
#include "ui/terminal.h"
#include "ui/transcript.h"

struct text_output {
    struct output output;
    struct text_options options;
    struct table *table;  /* the open table, else NULL */
    unsigned table_depth; /* emitter.depth inside it */
    int write_error;      /* errno of the first flush that failed; 0: none */
};

/* Harmless text to the stream or the pager. */
static void put(struct text_output *t, const char *text)
{
    if (t->options.pager != NULL)
        pager_write(t->options.pager, text);
    else
        fputs(text, t->options.out);
}

static void put_sequence(struct text_output *t, const char *sequence)
{
    if (t->options.pager != NULL)
        pager_style(t->options.pager, sequence);
    else
        fputs(sequence, t->options.out);
}

static void put_styled(void *arg, enum style style, const char *text)
{
    struct text_output *t = arg;
    bool colors = setting_bool(t->options.settings, SETTING_STYLE);
    const char *sequence = colors ? color_start(style) : "";

    if (sequence[0] == '\0' || text[0] == '\0') {
        put(t, text);
        return;
    }
    put_sequence(t, sequence);
    put(t, text);
    put_sequence(t, COLOR_END);
}

/* Text of unknown manners to the open cell, or out. */
static void show(struct text_output *t, enum style style, const char *text, size_t length)
{
    bool colors = setting_bool(t->options.settings, SETTING_STYLE);

    /* The way of long answers to a pipe: nothing is copied. */
    if (t->table == NULL && t->options.pager == NULL && !colors) {
        text_write_escaped(t->options.out, text, length);
        return;
    }

    CLEANUP_FREE char *copy = xstrndup(text, length);
    CLEANUP_FREE char *escaped = text_escaped(copy);

    if (t->table == NULL)
        put_styled(t, style, escaped);
    else if (t->output.emitter.depth > t->table_depth)
        table_add(t->table, style, escaped);
}

static void begin(struct emitter *e, const char *name, bool is_list)
{
    struct text_output *t = (struct text_output *)e;

    (void)is_list;
    if (t->table == NULL)
        return;
    if (e->depth == t->table_depth + 1)
        table_begin_row(t->table);
    else if (e->depth == t->table_depth + 2)
        table_select(t->table, name); /* what an inner object shows is one cell */
}

static void begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count)
{
    struct text_output *t = (struct text_output *)e;

    if (t->table != NULL) {
        begin(e, name, true);
        return;
    }
    t->table = table_create(columns, count);
    t->table_depth = e->depth;
}

static void end(struct emitter *e)
{
    struct text_output *t = (struct text_output *)e;
    size_t width = 0;

    if (t->table == NULL || e->depth >= t->table_depth)
        return;
    if (t->options.is_terminal)
        width = terminal_width(t->options.settings, fileno(t->options.out));
    table_write(t->table, width, put_styled, t);
    table_destroy(t->table);
    t->table = NULL;
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    struct text_output *t = (struct text_output *)e;

    (void)value;
    if (text == NULL)
        return;
    if (t->table != NULL && e->depth == t->table_depth + 1)
        table_select(t->table, name);
    show(t, style, text, strlen(text));
}

/*
 * Words are ours, so that their line ends and tabs are meant. A target's string among them has been
 * through emit_quoted(), or its would be taken for ours; other controls are escaped here.
 */
static void words(struct emitter *e, enum style style, const char *text)
{
    struct text_output *t = (struct text_output *)e;

    while (*text != '\0') {
        size_t length = strcspn(text, "\n\t");

        if (length > 0)
            show(t, style, text, length);
        text += length;
        if (*text != '\0' && t->table == NULL)
            put(t, *text == '\n' ? "\n" : "\t");
        text += *text != '\0';
    }
}

static void put_error(struct text_output *t, const char *text)
{
    /* After what was said before it, should both go to one terminal. */
    fflush(t->options.out);
    fputs(text, t->options.err);
    fflush(t->options.err);
    transcript_add(t->options.transcript, text, strlen(text));
}

static void put_sentence(struct text_output *t, enum style style, const char *before,
                         const char *text)
{
    CLEANUP_FREE char *escaped = text_escaped(text);
    size_t length = strlen(escaped);
    const char *stop = length > 0 && strchr(".!?", escaped[length - 1]) != NULL ? "" : ".";
    const char *sequence = t->options.err_colors ? color_start(style) : "";
    CLEANUP_FREE char *line = xasprintf("%s%s%s%s%s\n", sequence, before, escaped, stop,
                                        sequence[0] != '\0' ? COLOR_END : "");

    put_error(t, line);
}

/* The text that the error is in, and marks under the part that is meant. */
static void put_place(struct text_output *t, const struct error_place *place)
{
    CLEANUP_FREE char *before = xstrndup(place->text, place->start);
    CLEANUP_FREE char *part = xstrndup(place->text + place->start, place->end - place->start);
    CLEANUP_FREE char *to_mark = xstrndup(place->text + place->start, place->at - place->start);
    CLEANUP_FREE char *escaped = text_escaped(place->text);
    const char *sequence = t->options.err_colors ? color_start(STYLE_ERROR) : "";
    size_t width = text_width(part), mark = text_width(to_mark);
    CLEANUP_FREE char *lines = NULL;
    size_t size;
    FILE *out = xopen_memstream(&lines, &size);

    fprintf(out, "    %s\n    %*s%s", escaped, (int)text_width(before), "", sequence);
    for (size_t i = 0; i < width || i <= mark; i++)
        fputc(i == mark ? '^' : '~', out);
    fprintf(out, "%s\n", sequence[0] != '\0' ? COLOR_END : "");
    fclose(out);
    put_error(t, lines);
}

static void warning(struct emitter *e, const char *text)
{
    put_sentence((struct text_output *)e, STYLE_WARNING, "warning: ", text);
}

static bool enough(struct emitter *e)
{
    struct text_output *t = (struct text_output *)e;

    return t->options.pager != NULL && pager_enough(t->options.pager);
}

static void flush(struct emitter *e)
{
    struct text_output *t = (struct text_output *)e;

    if (t->options.pager == NULL && fflush(t->options.out) != 0 && t->write_error == 0)
        t->write_error = errno;
}

static void start(struct output *o, const char *command, pid_t pid)
{
    (void)pid;
    struct text_output *t = (struct text_output *)o;

    (void)command;
    if (t->options.pager != NULL)
        pager_start(t->options.pager);
}

static struct error *finish(struct output *o, pid_t pid, const struct error *failure)
{
    struct text_output *t = (struct text_output *)o;

    (void)pid;
    errno = t->write_error;
    if (fflush(t->options.out) != 0 || ferror(t->options.out))
        return error_os(errno != 0 ? errno : EIO, NULL, "cannot write standard output");
    /* Who ended the command, at the pager or by Ctrl-C, knows why. */
    if (failure != NULL && failure->kind == ERROR_INTERRUPTED && enough(&o->emitter))
        return NULL;
    if (failure != NULL)
        put_sentence(t, STYLE_ERROR, t->options.prefix, failure->message);
    if (failure != NULL && failure->place != NULL)
        put_place(t, failure->place);
    return NULL;
}

static void destroy(struct output *o)
{
    struct text_output *t = (struct text_output *)o;

    table_destroy(t->table);
    free(t);
}

struct output *text_output_create(const struct text_options *options)
{
    static const struct emitter_ops ops = {
        .begin = begin,
        .end = end,
        .field = field,
        .text = words,
        .begin_table = begin_table,
        .warning = warning,
        .enough = enough,
        .flush = flush,
    };
    struct text_output *t = xcalloc(1, sizeof *t);

    t->output.emitter.ops = &ops;
    t->output.start = start;
    t->output.finish = finish;
    t->output.destroy = destroy;
    t->options = *options;
    return &t->output;
}

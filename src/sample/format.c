/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/format.h"

#include <string.h>

#include "base/memory.h"
#include "sample/collapsed.h"
#include "sample/gecko.h"
#include "sample/html.h"
#include "sample/pprof.h"
#include "sample/recording.h"
#include "sample/speedscope.h"
#include "sample/svg.h"

static void write_collapsed(const struct recording *recording, FILE *out)
{
    collapsed_write(&recording->tree, out);
}

const struct format format_table[] = {
    {"svg", ".svg", "a flame graph to open in a browser", false, svg_write},
    {"collapsed", ".collapsed", "a line a stack", false, write_collapsed},
    {"html", ".html", "the same in a page with the table of functions", false, html_write},
    {"speedscope", ".speedscope.json", "for speedscope.app, with times", true, speedscope_write},
    {"gecko", ".gecko.json", "for profiler.firefox.com, with times", true, gecko_write},
    {"pprof", ".pb.gz", "for pprof and what reads its files", false, pprof_write},
    {NULL, NULL, NULL, false, NULL},
};

/* What others call them. */
static const char *const other_names[][2] = {
    {"raw", "collapsed"},
    {"folded", "collapsed"},
    {"flamegraph", "svg"},
};

static const char *const other_suffixes[][2] = {
    {".folded", "collapsed"},
    {".json", "speedscope"},
};

const struct format *format_named(const char *name)
{
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++)
        if (strcmp(other_names[i][0], name) == 0)
            name = other_names[i][1];
    for (const struct format *format = format_table; format->name != NULL; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

/* Something stands before it. */
static bool has_suffix(const char *path, const char *suffix)
{
    size_t length = strlen(path), size = strlen(suffix);

    return length > size && strcmp(path + length - size, suffix) == 0;
}

char *format_suffixes(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    for (const struct format *format = format_table; format->name != NULL; format++)
        fprintf(out, "%s%s",
                format == format_table   ? ""
                : format[1].name == NULL ? " or "
                                         : ", ",
                format->suffix);
    fclose(out);
    return text;
}

const struct format *format_of_path(const char *path)
{
    const struct format *best = NULL;

    for (const struct format *format = format_table; format->name != NULL; format++)
        if (has_suffix(path, format->suffix) &&
            (best == NULL || strlen(format->suffix) > strlen(best->suffix)))
            best = format;
    for (size_t i = 0; best == NULL && i < sizeof other_suffixes / sizeof *other_suffixes; i++)
        if (has_suffix(path, other_suffixes[i][0]))
            best = format_named(other_suffixes[i][1]);
    return best;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/output-file.h"
#include "sample/comparison.h"
#include "sample/format.h"
#include "sample/recording-file.h"
#include "sample/svg.h"
#include "session/completion.h"
#include "session/version.h"
#include "session/words.h"

#define ROWS 10

struct request {
    char *before, *after, *path; /* owned */
    bool lines;
};

static void request_deinit(struct request *request)
{
    free(take_pointer(request->before));
    free(take_pointer(request->after));
    free(take_pointer(request->path));
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;

    return stat(a, &one) == 0 && stat(b, &other) == 0 && S_ISREG(one.st_mode) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* What would be another format than its name says, or cost a recording. */
static struct error *check_output(const struct request *request)
{
    const struct format *format = format_of_path(request->path);

    if (format != NULL && strcmp(format->name, "svg") != 0)
        return error_create(ERROR_USAGE,
                            "diff writes SVG only, not what \"%s\" would be: name a "
                            "file x.svg",
                            request->path);
    for (const char *const *input = (const char *[]){request->before, request->after, NULL};
         *input != NULL; input++)
        if (is_same_file(request->path, *input))
            return error_create(ERROR_USAGE, "-o %s: that is one of the recordings to compare",
                                request->path);
    return NULL;
}

static struct error *take_format(const char *word)
{
    if (word == NULL || strcmp(word, "svg") != 0)
        return error_create(ERROR_USAGE, "diff writes SVG only: -f takes \"svg\"");
    return NULL;
}

static struct error *parse_words(const char *args, struct request *ret)
{
    for (const char *at = args;;) {
        CLEANUP_FREE char *word = words_next(&at);

        if (word == NULL)
            break;
        if (strcmp(word, "--lines") == 0) {
            ret->lines = true;
        } else if (strcmp(word, "-o") == 0) {
            free(ret->path);
            ret->path = words_next(&at);
            if (ret->path == NULL || ret->path[0] == '\0')
                return error_create(ERROR_USAGE, "-o takes the name of a file");
        } else if (strcmp(word, "-f") == 0) {
            CLEANUP_FREE char *format = words_next(&at);

            TRY(take_format(format));
        } else if (word[0] == '-' && word[1] != '\0') {
            return error_create(ERROR_USAGE, "\"%s\" is no option; see `help diff`", word);
        } else if (ret->before == NULL) {
            ret->before = take_pointer(word);
        } else if (ret->after == NULL) {
            ret->after = take_pointer(word);
        } else {
            return error_create(ERROR_USAGE, "diff takes two files, not \"%s\" as well", word);
        }
    }
    if (ret->after == NULL)
        return error_create(ERROR_USAGE, "diff takes two files: before and after");
    if (ret->path == NULL)
        ret->path = xstrdup("diff.svg");
    return check_output(ret);
}

struct drawing {
    const struct request *request;
    const struct comparison *comparison;
};

static char *samples_text(uint64_t samples)
{
    return xasprintf("%" PRIu64 " sample%s", samples, samples == 1 ? "" : "s");
}

static void write_drawing(const void *arg, FILE *out)
{
    const struct drawing *drawing = arg;
    const struct comparison *c = drawing->comparison;
    CLEANUP_FREE char *title =
        xasprintf("%s, compared with %s", drawing->request->after, drawing->request->before);
    fact_array facts = {0};

    facts_add(&facts, "After", samples_text(c->after.samples));
    facts_add(&facts, "Before", samples_text(c->before.samples));
    facts_add(&facts, "Widths", xstrdup("those after"));
    facts_add(&facts, "Red", xstrdup("a greater share than before"));
    facts_add(&facts, "Blue", xstrdup("a smaller one"));
    facts_add(&facts, "By", xasprintf("pyinspect %s", version_number()));
    svg_write_drawing(&(struct svg_drawing){.tree = &c->after,
                                            .title = title,
                                            .facts = &facts,
                                            .before = {c->before_total.data, c->before_own.data},
                                            .before_samples = c->before.samples},
                      out);
    facts_deinit(&facts);
}

static void emit_percent(struct emitter *e, const char *name, const char *format, double value)
{
    emit_as(e, name, STYLE_NUMBER, EMIT_OF_DOUBLE(value), format, value);
}

static void show_changes(const struct comparison *comparison, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "points", .header = "Points", .right = true},
        {.name = "before_percent", .header = "Before", .right = true},
        {.name = "after_percent", .header = "After", .right = true},
        {.name = "function", .header = "Function"},
        {.name = "file", .header = "File"},
    };
    comparison_changes changes = {0};

    comparison_list(comparison, &changes);
    emit_begin_table(e, "changes", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < changes.count && i < ROWS; i++) {
        const struct comparison_change *change = &changes.data[i];

        if (change->before == change->after)
            break;
        emit_begin_object(e, NULL);
        emit_percent(e, "points", "%+.2f", 100 * (change->after - change->before));
        emit_percent(e, "before_percent", "%.2f %%", 100 * change->before);
        emit_percent(e, "after_percent", "%.2f %%", 100 * change->after);
        emit_string(e, "function", STYLE_FUNCTION, change->function->name);
        emit_string(e, "file", STYLE_FILE, change->function->filename);
        emit_end(e);
    }
    emit_end(e);
    array_deinit(&changes);
}

static struct error *compare(struct session *s, const struct request *request, struct emitter *e)
{
    struct comparison comparison;
    struct recording_file file;
    struct drawing drawing = {request, &comparison};
    struct error *error;

    TRY(comparison_init(&comparison, request->before, request->after, request->lines));
    error = output_file_open(s, request->path, &file);
    if (error == NULL) {
        error = recording_file_write(&file, "the drawing", ".svg", write_drawing, &drawing);
        recording_file_close(&file);
    }
    if (error == NULL) {
        emit_text(e, "Wrote ");
        emit_string(e, "file", STYLE_FILE, request->path);
        emit_text(e, ": ");
        emit_uint(e, "after", STYLE_NUMBER, comparison.after.samples);
        emit_text(e, comparison.after.samples == 1 ? " sample, compared with "
                                                   : " samples, compared with ");
        emit_uint(e, "before", STYLE_NUMBER, comparison.before.samples);
        emit_text(e, " before.\n");
        show_changes(&comparison, e);
        if (comparison.before.samples == 0 || comparison.after.samples == 0)
            emit_warning(e, "%s has no samples: nothing can be said of shares",
                         comparison.before.samples == 0 ? request->before : request->after);
    }
    comparison_deinit(&comparison);
    return error;
}

static struct error *diff_run(struct session *s, const char *args, struct emitter *e)
{
    struct request request = {0};
    struct error *error = parse_words(args, &request);

    if (error == NULL)
        error = compare(s, &request, e);
    request_deinit(&request);
    return error;
}

static void diff_complete(struct session *s, struct completions *c)
{
    (void)s;
    completion_add_files(c);
    c->add(c, "-o");
    c->add(c, "-f");
    c->add(c, "--lines");
}

const struct command diff_command = {
    .name = "diff",
    .group = GROUP_TIME,
    .usage = "BEFORE AFTER [-o FILE] [-f svg] [--lines]",
    .summary = "Compare two recordings as a red and blue flame graph",
    .help =
        "BEFORE and AFTER are files that `record -o x.collapsed` has written.  The flame graph in\n"
        "FILE (diff.svg; - is stdout) is that of AFTER; red frames have a greater share of all "
        "samples than "
        "before,\n"
        "blue ones a smaller one, the more of the colour the greater the difference.  Recordings "
        "may be\n"
        "of different length.  What is no more there after is in the list that is printed: the "
        "functions\n"
        "whose share, with what they called, has changed most, in percentage points.\n"
        "\n"
        "Frames are the same if function and file are; with --lines, if the line is as well.\n"
        "\n"
        "    pyinspect --diff before.collapsed after.collapsed -o diff.svg\n",
    .needs = NEEDS_NOTHING,
    .takes_words = true,
    .no_repeat = true,
    .complete = diff_complete,
    .run = diff_run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/comparison.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* A thread or a process that stands first, as calltree.c writes it: not a function in a file. */
static bool is_heading(const char *label)
{
    return text_starts_with(label, "thread ") || text_starts_with(label, "process ") ||
           text_starts_with(label, "processes (");
}

/* "function (file:line)", "function (file)", or a name alone; changes label. */
static struct sample_frame parse_frame(struct comparison *c, char *label)
{
    size_t length = strlen(label);
    char *open = NULL;
    char *colon, *end;
    unsigned long line = 0;

    for (char *at = strstr(label, " ("); at != NULL; at = strstr(at + 1, " ("))
        open = at;
    if (open == NULL || label[length - 1] != ')' || is_heading(label))
        return (struct sample_frame){function_intern(c->functions, label, "", 0), 0};
    label[length - 1] = '\0';
    *open = '\0';
    colon = strrchr(open + 2, ':');
    if (colon != NULL && isdigit((unsigned char)colon[1])) {
        line = strtoul(colon + 1, &end, 10);
        if (*end == '\0' && line <= INT32_MAX)
            *colon = '\0';
        else
            line = 0;
    }
    return (struct sample_frame){function_intern(c->functions, label, open + 2, 0), (int)line};
}

static void count_before(struct comparison *c, uint32_t node, uint64_t count)
{
    while (c->before_total.count < c->after.nodes.count) {
        array_push(&c->before_total, 0);
        array_push(&c->before_own, 0);
    }
    c->before_own.data[node] += count;
    for (uint32_t up = node;; up = c->after.nodes.data[up].parent) {
        c->before_total.data[up] += count;
        if (up == 0)
            break;
    }
}

static bool parse_line(struct comparison *c, char *line, bool is_before)
{
    char *blank = strrchr(line, ' ');
    ARRAY(struct sample_frame) frames = {0};
    uint64_t count;
    char *saved = NULL;

    if (blank == NULL || blank == line || !text_to_u64(blank + 1, &count))
        return false;
    *blank = '\0';
    for (char *frame = strtok_r(line, ";", &saved); frame != NULL;
         frame = strtok_r(NULL, ";", &saved))
        array_push(&frames, parse_frame(c, frame));
    /* Samples have the newest first. */
    for (size_t i = 0; i < frames.count / 2; i++) {
        struct sample_frame swapped = frames.data[i];

        frames.data[i] = frames.data[frames.count - 1 - i];
        frames.data[frames.count - 1 - i] = swapped;
    }

    struct sample sample = {.frames = frames.data, .count = frames.count, .verified = frames.count};

    if (is_before) {
        calltree_add_many(&c->before, &sample, count);
        count_before(c, calltree_add_many(&c->after, &sample, 0), count);
    } else {
        calltree_add_many(&c->after, &sample, count);
    }
    array_deinit(&frames);
    return true;
}

static struct error *read_file(struct comparison *c, const char *path, bool is_before)
{
    CLEANUP_FCLOSE FILE *in = fopen(path, "re");
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    uint64_t number = 0;

    if (in == NULL)
        return error_os(errno, path, "cannot read the recording");
    errno = 0;
    while ((length = getline(&line, &capacity, in)) >= 0) {
        number++;
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            line[--length] = '\0';
        /* austin and others begin with comments. */
        if (length == 0 || line[0] == '#')
            continue;
        if (strlen(line) != (size_t)length || !parse_line(c, line, is_before))
            return error_create(ERROR_CORRUPT,
                                "%s:%" PRIu64 ": this is no stack and a count; a file that "
                                "`record -f collapsed` has written is needed",
                                path, number);
        errno = 0;
    }
    return ferror(in) ? error_os(errno, path, "cannot read the recording") : NULL;
}

struct error *comparison_init(struct comparison *comparison, const char *before, const char *after,
                              bool lines)
{
    struct calltree_options options = {.lines = lines};
    struct error *error;

    *comparison = (struct comparison){.functions = function_table_create()};
    calltree_init(&comparison->before, &options);
    calltree_init(&comparison->after, &options);
    error = read_file(comparison, before, true);
    if (error == NULL)
        error = read_file(comparison, after, false);
    count_before(comparison, 0, 0);
    if (error != NULL)
        comparison_deinit(comparison);
    return error;
}

void comparison_deinit(struct comparison *comparison)
{
    calltree_deinit(&comparison->before);
    calltree_deinit(&comparison->after);
    array_deinit(&comparison->before_total);
    array_deinit(&comparison->before_own);
    function_table_destroy(take_pointer(comparison->functions));
}

static int compare_changes(const void *a, const void *b)
{
    const struct comparison_change *left = a;
    const struct comparison_change *right = b;
    double by_size = fabs(right->after - right->before) - fabs(left->after - left->before);

    if (by_size != 0)
        return by_size > 0 ? 1 : -1;
    return strcmp(left->function->name, right->function->name);
}

static double part(uint64_t count, uint64_t whole)
{
    return whole > 0 ? (double)count / (double)whole : 0;
}

void comparison_list(const struct comparison *c, comparison_changes *ret)
{
    /* By the id of a function; there is none that after has not. */
    CLEANUP_FREE double *before = xcalloc(function_table_count(c->functions) + 1, sizeof *before);

    for (size_t i = 0; i < c->before.by_function.count; i++) {
        const struct calltree_entry *entry = &c->before.by_function.data[i];

        before[entry->function->id] = part(entry->total, c->before.samples);
    }
    for (size_t i = 0; i < c->after.by_function.count; i++) {
        const struct calltree_entry *entry = &c->after.by_function.data[i];

        array_push(ret, ((struct comparison_change){entry->function, before[entry->function->id],
                                                    part(entry->total, c->after.samples)}));
    }
    if (ret->count > 0)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_changes);
}

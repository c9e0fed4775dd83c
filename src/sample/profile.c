/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sample/calltree.h"

#include <uthash.h>

static const char *const column_names[PROFILE_COLUMNS] = {
    [PROFILE_OWN] = "own",
    [PROFILE_TOTAL] = "total",
    [PROFILE_OWN_START] = "own-start",
    [PROFILE_TOTAL_START] = "total-start",
    [PROFILE_FUNCTION] = "function",
    [PROFILE_FILE] = "file",
};

const char *profile_column_name(enum profile_column column)
{
    return column_names[column];
}

bool profile_column_named(const char *name, enum profile_column *ret)
{
    size_t length = strlen(name);
    bool found = false;

    for (size_t i = 0; i < PROFILE_COLUMNS; i++) {
        if (strncmp(column_names[i], name, length) != 0)
            continue;
        if (column_names[i][length] == '\0') {
            *ret = (enum profile_column)i;
            return true;
        }
        /* "own" and "own-start" have a beginning in common: the shorter one is meant. */
        if (found && !strchr(column_names[i], '-'))
            return false;
        if (!found)
            *ret = (enum profile_column)i;
        found = true;
    }
    return found && length > 0;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? 1 : a > b ? -1 : 0; /* from the most to the least */
}

static int compare_files(const struct profile_row *a, const struct profile_row *b)
{
    int files = strcmp(a->function->filename, b->function->filename);

    return files != 0 ? files : (a->line > b->line) - (a->line < b->line);
}

static int compare_column(const struct profile_row *a, const struct profile_row *b,
                          enum profile_column column)
{
    switch (column) {
    case PROFILE_OWN:
        return compare_numbers(a->own, b->own);
    case PROFILE_TOTAL:
        return compare_numbers(a->total, b->total);
    case PROFILE_OWN_START:
        return compare_numbers(a->own_start, b->own_start);
    case PROFILE_TOTAL_START:
        return compare_numbers(a->total_start, b->total_start);
    case PROFILE_FUNCTION:
        return strcmp(a->function->name, b->function->name);
    case PROFILE_FILE:
        return compare_files(a, b);
    case PROFILE_COLUMNS:
        break;
    }
    return 0;
}

/* An order of all rows, so that those that are equal do not change places from screen to screen. */
static int compare_rows(const void *left, const void *right, void *arg)
{
    static const enum profile_column then[] = {PROFILE_TOTAL, PROFILE_OWN_START,
                                               PROFILE_TOTAL_START, PROFILE_FUNCTION, PROFILE_FILE};
    const struct profile_row *a = left, *b = right;
    const struct profile_options *options = arg;
    int order = compare_column(a, b, options->sort);

    if (order != 0)
        return options->reverse ? -order : order;
    for (size_t i = 0; order == 0 && i < sizeof then / sizeof *then; i++)
        order = compare_column(a, b, then[i]);
    return order != 0 ? order : (a->function->id > b->function->id ? 1 : -1);
}

uint64_t profile_interval(const struct calltree *tree)
{
    return tree->samples_marked - tree->samples_before;
}

uint64_t profile_start(const struct calltree *tree)
{
    return tree->samples;
}

struct error *profile_filter_create(const char *text, regex_t **ret)
{
    *ret = NULL;
    if (text == NULL || text[0] == '\0')
        return NULL;

    regex_t *regex = xmalloc(sizeof *regex);
    bool small = strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL;
    int failed = regcomp(regex, text, REG_EXTENDED | REG_NOSUB | (small ? REG_ICASE : 0));

    if (failed != 0) {
        char why[100];

        regerror(failed, regex, why, sizeof why);
        free(regex);
        return error_create(ERROR_USAGE, "\"%s\" is no regular expression: %s", text, why);
    }
    *ret = regex;
    return NULL;
}

void profile_filter_destroy(regex_t *filter)
{
    if (filter != NULL)
        regfree(filter);
    free(filter);
}

bool profile_matches(const regex_t *filter, const struct function *function)
{
    return filter == NULL || regexec(filter, function->name, 0, NULL, 0) == 0 ||
           regexec(filter, function->filename, 0, NULL, 0) == 0;
}

void profile_table(const struct calltree *tree, const struct profile_options *options,
                   profile_rows *ret)
{
    const struct calltree_entry *entries =
        options->lines ? tree->by_line.data : tree->by_function.data;
    size_t count = options->lines ? tree->by_line.count : tree->by_function.count;

    array_clear(ret);
    for (size_t i = 0; i < count; i++) {
        const struct calltree_entry *entry = &entries[i];
        struct profile_row row = {
            .function = entry->function,
            .line = options->lines ? entry->line : entry->function->firstlineno,
            .own = entry->own_marked - entry->own_before,
            .total = entry->total_marked - entry->total_before,
            .own_start = entry->own,
            .total_start = entry->total,
        };

        if ((row.total > 0 || options->unseen) && profile_matches(options->filter, row.function))
            array_push(ret, row);
    }
    if (ret->count > 1)
        qsort_r(ret->data, ret->count, sizeof *ret->data, compare_rows, (void *)options);
}

/* True if a node above says the same of its parent and itself: that stack was counted there. */
static bool is_counted_above(const struct calltree *tree, uint32_t node)
{
    const struct function *function = tree->nodes.data[node].function;
    const struct function *parent = tree->nodes.data[tree->nodes.data[node].parent].function;

    for (uint32_t up = tree->nodes.data[node].parent; up != 0; up = tree->nodes.data[up].parent)
        if (tree->nodes.data[up].function == function &&
            tree->nodes.data[tree->nodes.data[up].parent].function == parent)
            return true;
    return false;
}

/* The rows of functions, each found by its function. */
struct place {
    const struct function *function;
    size_t row;
    UT_hash_handle hh;
};

struct rows_by_function {
    profile_rows *rows;
    struct place *places;
};

static void places_deinit(struct rows_by_function *by)
{
    struct place *place, *next;

    HASH_ITER (hh, by->places, place, next) {
        HASH_DEL(by->places, place);
        free(place);
    }
}

static struct profile_row *find_row(struct rows_by_function *by, const struct function *function)
{
    struct place *place;

    HASH_FIND_PTR(by->places, &function, place);
    if (place != NULL)
        return &by->rows->data[place->row];
    place = xcalloc(1, sizeof *place);
    place->function = function;
    place->row = by->rows->count;
    HASH_ADD_PTR(by->places, function, place);
    array_push(by->rows, ((struct profile_row){
                             .function = function,
                             .line = function != NULL ? function->firstlineno : 0,
                         }));
    return &by->rows->data[place->row];
}

static int compare_calls(const void *left, const void *right)
{
    const struct profile_row *a = left, *b = right;
    int order = compare_numbers(a->total_start, b->total_start);

    if (order == 0)
        order = compare_numbers(a->own_start, b->own_start);
    if (order == 0 && a->function != NULL && b->function != NULL)
        order = (a->function->id > b->function->id) - (a->function->id < b->function->id);
    return order;
}

static void sort_calls(profile_rows *rows)
{
    if (rows->count > 1)
        qsort(rows->data, rows->count, sizeof *rows->data, compare_calls);
}

void profile_calls(const struct calltree *tree, const struct function *function,
                   struct profile_calls *ret)
{
    CLEANUP(places_deinit) struct rows_by_function callers = {&ret->callers, NULL};
    CLEANUP(places_deinit) struct rows_by_function callees = {&ret->callees, NULL};

    ret->self = ret->all = ret->self_now = ret->all_now = 0;
    array_clear(&ret->callers);
    array_clear(&ret->callees);
    for (size_t i = 0; i < tree->by_function.count; i++)
        if (tree->by_function.data[i].function == function) {
            const struct calltree_entry *entry = &tree->by_function.data[i];

            ret->self = entry->own;
            ret->all = entry->total;
            ret->self_now = entry->own_marked - entry->own_before;
            ret->all_now = entry->total_marked - entry->total_before;
        }
    for (uint32_t i = 1; i < tree->nodes.count; i++) {
        const struct calltree_node *node = &tree->nodes.data[i];
        const struct calltree_node *parent = &tree->nodes.data[node->parent];

        if (node->function == function && !is_counted_above(tree, i))
            find_row(&callers, node->parent != 0 ? parent->function : NULL)->total_start +=
                node->total;
        if (node->parent == 0 || parent->function != function)
            continue;

        struct profile_row *callee = find_row(&callees, node->function);

        callee->own_start += node->own;
        if (!is_counted_above(tree, i))
            callee->total_start += node->total;
    }
    sort_calls(&ret->callers);
    sort_calls(&ret->callees);
}

void profile_calls_deinit(struct profile_calls *calls)
{
    array_deinit(&calls->callers);
    array_deinit(&calls->callees);
}

static int compare_lines(const void *left, const void *right)
{
    const struct profile_row *a = left, *b = right;

    return (a->line > b->line) - (a->line < b->line);
}

void profile_lines(const struct calltree *tree, const struct function *function, profile_rows *ret)
{
    array_clear(ret);
    for (size_t i = 0; i < tree->by_line.count; i++) {
        const struct calltree_entry *entry = &tree->by_line.data[i];

        if (entry->function == function)
            array_push(ret, ((struct profile_row){
                                .function = function,
                                .line = entry->line,
                                .own = entry->own_marked - entry->own_before,
                                .total = entry->total_marked - entry->total_before,
                                .own_start = entry->own,
                                .total_start = entry->total,
                            }));
    }
    if (ret->count > 1)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_lines);
}

static bool is_line(const struct calltree_node *node, const char *filename, int line)
{
    return node->line == line && strcmp(node->function->filename, filename) == 0;
}

static bool is_line_above(const struct calltree *tree, const struct calltree_node *node)
{
    for (uint32_t up = node->parent; up != 0; up = tree->nodes.data[up].parent)
        if (is_line(&tree->nodes.data[up], node->function->filename, node->line))
            return true;
    return false;
}

enum { MAX_LINE = 10000000 };

void profile_file(const struct calltree *tree, const char *filename, profile_rows *ret)
{
    array_clear(ret);
    for (uint32_t i = 1; i < tree->nodes.count; i++) {
        const struct calltree_node *node = &tree->nodes.data[i];

        if (node->line <= 0 || node->line > MAX_LINE || !is_line(node, filename, node->line))
            continue;
        for (int line = (int)ret->count + 1; line <= node->line; line++)
            array_push(ret, ((struct profile_row){.line = line}));

        struct profile_row *row = &ret->data[node->line - 1];

        row->own_start += node->own;
        if (!is_line_above(tree, node))
            row->total_start += node->total;
    }
}

static bool is_on(const struct calltree *tree, uint32_t node, const struct function *function)
{
    for (uint32_t up = node; up != 0; up = tree->nodes.data[up].parent)
        if (tree->nodes.data[up].function == function)
            return true;
    return function == NULL;
}

static int compare_paths(const void *left, const void *right)
{
    const struct profile_path *a = left, *b = right;
    int order = compare_numbers(a->own, b->own);

    return order != 0 ? order : (a->node > b->node) - (a->node < b->node);
}

void profile_heaviest(const struct calltree *tree, const struct function *function, size_t max,
                      profile_paths *ret)
{
    array_clear(ret);
    for (uint32_t i = 1; i < tree->nodes.count; i++)
        if (tree->nodes.data[i].own > 0 && is_on(tree, i, function))
            array_push(ret, ((struct profile_path){i, tree->nodes.data[i].own}));
    if (ret->count > 1)
        qsort(ret->data, ret->count, sizeof *ret->data, compare_paths);
    if (ret->count > max)
        ret->count = max;
}

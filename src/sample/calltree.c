/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/calltree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Open addressing: indices + 1 into one of the three arrays, by what they are looked for by. */
struct table {
    uint32_t *slots;
    size_t mask, count;
};

struct calltree_index {
    struct table nodes, functions, lines;
};

static uint64_t mix(uint64_t parent, const struct function *function, int line)
{
    uint64_t hash = (uint64_t)(uintptr_t)function * 0x9e3779b97f4a7c15u;

    hash ^= parent * 0xc2b2ae3d27d4eb4fu + (uint64_t)(unsigned)line * 0x165667b19e3779f9u;
    return hash ^ (hash >> 29);
}

/* Doubles the table; hash_of() says where the entry of an index belongs. */
static void grow(struct table *table, const struct calltree *tree,
                 uint64_t (*hash_of)(const struct calltree *tree, uint32_t index))
{
    size_t size = table->slots == NULL ? 256 : 2 * (table->mask + 1);
    uint32_t *slots = xcalloc(size, sizeof *slots);

    for (size_t i = 0; table->slots != NULL && i <= table->mask; i++) {
        if (table->slots[i] == 0)
            continue;

        size_t at = (size_t)hash_of(tree, table->slots[i] - 1) & (size - 1);

        while (slots[at] != 0)
            at = (at + 1) & (size - 1);
        slots[at] = table->slots[i];
    }
    free(table->slots);
    table->slots = slots;
    table->mask = size - 1;
}

static uint64_t hash_of_node(const struct calltree *tree, uint32_t index)
{
    const struct calltree_node *node = &tree->nodes.data[index];

    return mix(node->parent, node->function, node->line);
}

static uint64_t hash_of_function(const struct calltree *tree, uint32_t index)
{
    return mix(0, tree->by_function.data[index].function, 0);
}

static uint64_t hash_of_line(const struct calltree *tree, uint32_t index)
{
    return mix(0, tree->by_line.data[index].function, tree->by_line.data[index].line);
}

static uint32_t find_function(struct calltree *tree, const struct function *function)
{
    struct table *table = &tree->index->functions;

    if (2 * table->count >= table->mask)
        grow(table, tree, hash_of_function);

    size_t at = (size_t)mix(0, function, 0) & table->mask;

    for (; table->slots[at] != 0; at = (at + 1) & table->mask)
        if (tree->by_function.data[table->slots[at] - 1].function == function)
            return table->slots[at] - 1;
    array_push(&tree->by_function, ((struct calltree_entry){.function = function}));
    table->slots[at] = (uint32_t)tree->by_function.count;
    table->count++;
    return table->slots[at] - 1;
}

static uint32_t find_line(struct calltree *tree, const struct function *function, int line)
{
    struct table *table = &tree->index->lines;

    if (2 * table->count >= table->mask)
        grow(table, tree, hash_of_line);

    size_t at = (size_t)mix(0, function, line) & table->mask;

    for (; table->slots[at] != 0; at = (at + 1) & table->mask) {
        const struct calltree_entry *entry = &tree->by_line.data[table->slots[at] - 1];

        if (entry->function == function && entry->line == line)
            return table->slots[at] - 1;
    }
    array_push(&tree->by_line, ((struct calltree_entry){.function = function, .line = line}));
    table->slots[at] = (uint32_t)tree->by_line.count;
    table->count++;
    return table->slots[at] - 1;
}

/* The child of parent; parent itself where there is no room for another one. */
static uint32_t find_child(struct calltree *tree, uint32_t parent, const struct function *function,
                           int line)
{
    struct table *table = &tree->index->nodes;

    if (2 * table->count >= table->mask)
        grow(table, tree, hash_of_node);

    size_t at = (size_t)mix(parent, function, line) & table->mask;

    for (; table->slots[at] != 0; at = (at + 1) & table->mask) {
        const struct calltree_node *node = &tree->nodes.data[table->slots[at] - 1];

        if (node->parent == parent && node->function == function && node->line == line)
            return table->slots[at] - 1;
    }
    if (tree->nodes.count == CALLTREE_MAX_NODES)
        return parent;

    struct calltree_node node = {
        .function = function,
        .line = line,
        .parent = parent,
        .sibling = tree->nodes.data[parent].child,
        .by_function = find_function(tree, function),
        .by_line = find_line(tree, function, line),
    };

    array_push(&tree->nodes, node);
    table->slots[at] = (uint32_t)tree->nodes.count;
    table->count++;
    tree->nodes.data[parent].child = table->slots[at] - 1;
    return table->slots[at] - 1;
}

void calltree_init(struct calltree *tree, const struct calltree_options *options)
{
    *tree = (struct calltree){.options = *options};
    tree->index = xcalloc(1, sizeof *tree->index);
    tree->own_functions = function_table_create();
    tree->unverified_function = function_intern(tree->own_functions, "[unverified]", "", 0);
    array_push(&tree->nodes, ((struct calltree_node){
                                 .function = function_intern(tree->own_functions, "all", "", 0)}));
}

void calltree_deinit(struct calltree *tree)
{
    if (tree->index != NULL) {
        free(tree->index->nodes.slots);
        free(tree->index->functions.slots);
        free(tree->index->lines.slots);
    }
    free(take_pointer(tree->index));
    function_table_destroy(take_pointer(tree->own_functions));
    array_deinit(&tree->nodes);
    array_deinit(&tree->by_function);
    array_deinit(&tree->by_line);
}

void calltree_clear(struct calltree *tree)
{
    struct calltree_options options = tree->options;

    calltree_deinit(tree);
    calltree_init(tree, &options);
}

static void count_entry(struct calltree_entry *entry, uint64_t sample, bool own, uint64_t times)
{
    if (own)
        entry->own += times;
    if (entry->last != sample) {
        entry->last = sample;
        entry->total += times;
    }
}

static uint32_t descend(struct calltree *tree, uint32_t at, const struct function *function,
                        int line, bool *cut)
{
    if (*cut)
        return at;

    uint32_t child = find_child(tree, at, function, line);

    *cut = child == at;
    return child;
}

/* Part of a word, or of a version. */
static bool is_within_word(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '_';
}

/* "python3 worker.py --port 8001" and "... 8002" as one: "python3 worker.py --port N". */
static char *without_numbers(const char *command)
{
    char *text = xstrdup(command);
    char *to = text;

    for (const char *at = command; *at != '\0';) {
        size_t digits = strspn(at, "0123456789");
        size_t size = digits > 0 ? digits : 1;

        if (digits > 0 && (at == command || !is_within_word(at[-1])) && !is_within_word(at[digits]))
            *to++ = 'N';
        else
            to = mempcpy(to, at, size);
        at += size;
    }
    *to = '\0';
    return text;
}

static const struct function *process_function(struct calltree *tree,
                                               const struct sample_process *process)
{
    CLEANUP_FREE char *command =
        tree->options.by_command ? without_numbers(process->command) : NULL;
    CLEANUP_FREE char *name =
        command != NULL ? xasprintf("processes (%s)", command)
                        : xasprintf("process %d (%s)", (int)process->pid, process->command);

    return function_intern(tree->own_functions, name, "", 0);
}

/* A thread is the same one under another name: the last one is shown. */
static const struct function *thread_function(struct calltree *tree,
                                              const struct sample_thread *thread)
{
    pid_t pid = thread->process != NULL && !tree->options.by_command ? thread->process->pid : 0;
    CLEANUP_FREE char *key = xasprintf("thread %u of %d", thread->num, (int)pid);
    CLEANUP_FREE char *name = xasprintf("thread %u (%s)", thread->num, thread->name);
    const struct function *function = function_intern(tree->own_functions, key, "", 0);

    function_rename(function, name);
    return function;
}

/* The node under which the frames of the sample begin. */
static uint32_t find_top(struct calltree *tree, const struct sample *sample, bool *cut)
{
    uint32_t at = 0;

    if (tree->options.processes && sample->thread->process != NULL)
        at = descend(tree, at, process_function(tree, sample->thread->process), 0, cut);
    if (tree->options.threads)
        at = descend(tree, at, thread_function(tree, sample->thread), 0, cut);
    return at;
}

/* Adds to the node and those above it; what is not below top is no function. */
static void count(struct calltree *tree, uint32_t at, uint32_t top, uint64_t times)
{
    bool is_function = true;

    tree->additions++;
    tree->nodes.data[at].own += times;
    for (uint32_t up = at;; up = tree->nodes.data[up].parent) {
        struct calltree_node *node = &tree->nodes.data[up];

        node->total += times;
        if (up == 0)
            break;
        is_function = is_function && up != top;
        if (!is_function)
            continue;
        count_entry(&tree->by_function.data[node->by_function], tree->additions, up == at, times);
        count_entry(&tree->by_line.data[node->by_line], tree->additions, up == at, times);
    }
}

uint32_t calltree_add_many(struct calltree *tree, const struct sample *sample, uint64_t times)
{
    bool cut = false;
    uint32_t top = find_top(tree, sample, &cut);
    uint32_t at = top;

    for (size_t i = 0; i < sample->verified && !cut; i++) {
        const struct sample_frame *frame = &sample->frames[sample->count - 1 - i];

        at = descend(tree, at, frame->function, tree->options.lines ? frame->line : 0, &cut);
    }
    if (sample->verified < sample->count) {
        tree->unverified += times;
        at = descend(tree, at, tree->unverified_function, 0, &cut);
    }
    tree->samples += times;
    if (cut)
        tree->cut += times;
    count(tree, at, top, times);
    return at;
}

uint32_t calltree_add(struct calltree *tree, const struct sample *sample)
{
    return calltree_add_many(tree, sample, 1 + (uint64_t)sample->repeats);
}

static void take(void *arg, const struct sample *sample)
{
    calltree_add(arg, sample);
}

struct sample_sink calltree_sink(struct calltree *tree)
{
    return (struct sample_sink){take, tree};
}

static void mark_entry(struct calltree_entry *entry)
{
    entry->own_before = entry->own_marked;
    entry->total_before = entry->total_marked;
    entry->own_marked = entry->own;
    entry->total_marked = entry->total;
}

void calltree_mark(struct calltree *tree)
{
    for (size_t i = 0; i < tree->by_function.count; i++)
        mark_entry(&tree->by_function.data[i]);
    for (size_t i = 0; i < tree->by_line.count; i++)
        mark_entry(&tree->by_line.data[i]);
    tree->samples_before = tree->samples_marked;
    tree->unverified_before = tree->unverified_marked;
    tree->samples_marked = tree->samples;
    tree->unverified_marked = tree->unverified;
}

char *calltree_label(const struct calltree_node *node)
{
    return function_label(node->function, node->line);
}

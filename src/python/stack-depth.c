/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How deep the evaluation stack is before each instruction, followed along every way through the
 * code as CPython's compiler does it (Python/flowgraph.c: calculate_stackdepth()) and its
 * debugger's line setter (Objects/frameobject.c: mark_stacks()). Where two ways meet with different
 * depths nothing is claimed.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "python/bytecode.h"

#define HANDLED_MAX 1000
#define DEPTH_MAX 1000000
#define NOT_SEEN (-3) /* of a depth: no way has led there yet */

struct state {
    int depth;   /* or BYTECODE_UNKNOWN */
    int handled; /* an index, BYTECODE_NONE or BYTECODE_UNKNOWN */
};

struct search {
    struct bytecode *b;
    int *entries;          /* by instruction: the handler that protects it, or -1 */
    ARRAY(size_t) waiting; /* instructions whose state has changed */
};

/* The entries that protect each instruction; those that are not in order protect nothing. */
static int *find_entries(const struct bytecode *b)
{
    int *entries = xmalloc((b->instructions.count + 1) * sizeof *entries);
    size_t e = 0;

    for (size_t i = 0; i < b->instructions.count; i++) {
        uint32_t offset = b->instructions.data[i].offset;

        while (e < b->handlers.count && b->handlers.data[e].end <= offset)
            e++;
        entries[i] =
            e < b->handlers.count && b->handlers.data[e].start <= offset ? (int)e : BYTECODE_NONE;
    }
    return entries;
}

static void arrive(struct search *s, size_t at, struct state state)
{
    struct instruction *i = &s->b->instructions.data[at];
    struct state before = {i->depth, i->handled};

    if (state.depth < 0 || state.depth > DEPTH_MAX)
        state = (struct state){BYTECODE_UNKNOWN, BYTECODE_UNKNOWN};
    if (i->depth == NOT_SEEN) {
        i->depth = state.depth;
        i->handled = state.handled;
    } else {
        if (i->depth != state.depth)
            i->depth = BYTECODE_UNKNOWN;
        if (i->handled != state.handled)
            i->handled = BYTECODE_UNKNOWN;
    }
    if (i->depth != before.depth || i->handled != before.handled)
        array_push(&s->waiting, at);
}

static void arrive_at(struct search *s, int64_t offset, struct state state)
{
    struct instruction *i = bytecode_at(s->b, offset);

    if (i != NULL && i->offset == offset)
        arrive(s, (size_t)(i - s->b->instructions.data), state);
}

static int push_handled(struct bytecode *b, int slot, int outer)
{
    for (size_t i = 0; i < b->handled.count; i++)
        if (b->handled.data[i].slot == slot && b->handled.data[i].outer == outer)
            return (int)i;
    if (b->handled.count == HANDLED_MAX)
        return BYTECODE_UNKNOWN;
    array_push(&b->handled, (struct handled){slot, outer});
    return (int)b->handled.count - 1;
}

/* What is handled after the instruction. */
static int handled_after(struct bytecode *b, const struct instruction *i)
{
    if (i->handled == BYTECODE_UNKNOWN || i->depth == BYTECODE_UNKNOWN)
        return BYTECODE_UNKNOWN;
    if (i->base == b->opcodes.push_exc_info)
        return push_handled(b, i->depth - 1, i->handled);
    if (i->base == b->opcodes.pop_except)
        return i->handled != BYTECODE_NONE ? b->handled.data[i->handled].outer : BYTECODE_UNKNOWN;
    return i->handled;
}

/* What is still handled when the stack is cut to this depth. */
static int handled_below(const struct bytecode *b, int handled, uint32_t depth)
{
    while (handled >= 0 && (uint32_t)b->handled.data[handled].slot >= depth)
        handled = b->handled.data[handled].outer;
    return handled;
}

static struct state after(struct bytecode *b, const struct instruction *i, bool jumps)
{
    int64_t effect;

    if (i->depth == BYTECODE_UNKNOWN ||
        !opcode_effect(&b->opcodes.by_number[i->base], i->argument, jumps, &effect) ||
        effect > DEPTH_MAX || effect < -DEPTH_MAX)
        return (struct state){BYTECODE_UNKNOWN, BYTECODE_UNKNOWN};
    return (struct state){i->depth + (int)effect, handled_after(b, i)};
}

static void go_on_from(struct search *s, size_t at)
{
    struct bytecode *b = s->b;
    const struct instruction *i = &b->instructions.data[at];
    const struct opcode *opcode = &b->opcodes.by_number[i->base];

    /* What begins a handler is protected in the table and cannot fail. */
    if (s->entries[at] >= 0 && i->base != b->opcodes.push_exc_info) {
        const struct exception_entry *entry = &b->handlers.data[s->entries[at]];
        struct state state = {
            .depth = entry->depth <= DEPTH_MAX ? (int)entry->depth + entry->lasti + 1 : -1,
            .handled = handled_below(b, i->handled, entry->depth),
        };

        arrive_at(s, (int64_t)entry->target, state);
    }
    if (i->target != BYTECODE_NONE && opcode->argument != ARGUMENT_FROM)
        arrive_at(s, i->target, after(b, i, true));
    if (at + 1 < b->instructions.count && opcode->goes_on)
        arrive(s, at + 1, after(b, i, false));
}

void bytecode_find_depths(struct bytecode *b)
{
    struct search s = {.b = b};

    /* What runs as another program than the one that is written there has another stack. */
    if (!b->opcodes.has_effects || b->executors.count > 0 || b->instructions.count == 0)
        return;
    for (size_t i = 0; i < b->instructions.count; i++)
        b->instructions.data[i].depth = b->instructions.data[i].handled = NOT_SEEN;
    s.entries = find_entries(b);
    arrive(&s, 0,
           (struct state){b->is_generator ? (int)b->opcodes.generator_depth : 0, BYTECODE_NONE});
    while (s.waiting.count > 0)
        go_on_from(&s, s.waiting.data[--s.waiting.count]);
    for (size_t i = 0; i < b->instructions.count; i++)
        if (b->instructions.data[i].depth == NOT_SEEN)
            b->instructions.data[i].depth = b->instructions.data[i].handled = BYTECODE_UNKNOWN;
    free(s.entries);
    array_deinit(&s.waiting);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/bytecode.h"

#include <stdlib.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

#define TABLE_MAX_BYTES ((size_t)16 << 20)
#define CODE_UNIT 2        /* bytes; not of 2.7 */
#define EXECUTORS_MAX 4096 /* MAX_EXECUTORS_SIZE is 256 */
/* What stands at the start of the data of lines since some 3.13: bytes of an entry. Before
 * that the data starts with the opcode of the first instruction, which is none of these numbers. */
#define LINE_ENTRY_MIN 2
#define LINE_ENTRY_MAX 5

void bytecode_deinit(struct bytecode *bytecode)
{
    free(take_pointer(bytecode->bytes));
    array_deinit(&bytecode->instructions);
    array_deinit(&bytecode->handlers);
    array_deinit(&bytecode->handled);
    free(take_pointer(bytecode->line_opcodes));
    free(take_pointer(bytecode->single_opcodes));
    array_deinit(&bytecode->executors);
}

/* ---- taking it apart */

/* What is behind an opcode that hides another one: _Py_GetBaseCodeUnit() of Python/. */
static uint8_t uncovered(const struct bytecode *b, size_t at, uint8_t *argument)
{
    uint8_t opcode = b->bytes[at];

    if (opcode == b->opcodes.enter_executor && *argument < b->executors.count) {
        opcode = b->executors.data[*argument].opcode;
        *argument = b->executors.data[*argument].argument;
    }
    if (opcode == b->opcodes.instrumented_line && b->line_opcodes != NULL)
        opcode = b->line_opcodes[at / CODE_UNIT];
    if (opcode == b->opcodes.instrumented_single && b->single_opcodes != NULL)
        opcode = b->single_opcodes[at / CODE_UNIT];
    return b->opcodes.by_number[opcode].base;
}

static int64_t target_of(const struct bytecode *b, const struct instruction *i)
{
    int64_t distance = (int64_t)i->argument * b->opcodes.jump_unit;
    int64_t next = (int64_t)i->offset + i->size;

    switch (b->opcodes.by_number[i->base].argument) {
    case ARGUMENT_FORWARD:
        return next + distance;
    case ARGUMENT_BACKWARD:
    case ARGUMENT_FROM:
        return next >= distance ? next - distance : BYTECODE_NONE;
    case ARGUMENT_ABSOLUTE:
        return distance;
    default:
        return BYTECODE_NONE;
    }
}

/* The instruction at byte `at`; extended: what came before its argument, and will of the next. */
static struct instruction take(const struct bytecode *b, size_t at, uint32_t *extended)
{
    struct instruction i = {
        .offset = (uint32_t)at,
        .opcode = b->bytes[at],
        .target = BYTECODE_NONE,
        .depth = BYTECODE_UNKNOWN,
        .handled = BYTECODE_UNKNOWN,
    };
    bool wordcode = b->opcodes.instruction_size == CODE_UNIT;
    uint8_t low = at + 1 < b->size ? b->bytes[at + 1] : 0;

    i.base = wordcode ? uncovered(b, at, &low) : i.opcode;

    const struct opcode *opcode = &b->opcodes.by_number[i.base];
    unsigned bits = wordcode ? 8 : 16;

    i.has_argument = opcode->argument != ARGUMENT_NONE;
    i.size = wordcode || i.has_argument ? b->opcodes.instruction_size : 1;
    i.size += (uint32_t)opcode->caches * CODE_UNIT;
    if (i.has_argument) {
        i.argument = low | *extended;
        if (!wordcode && at + 2 < b->size)
            i.argument |= (uint32_t)b->bytes[at + 2] << 8;
    }
    *extended = i.has_argument && i.base == b->opcodes.extended_arg ? i.argument << bits : 0;
    i.target = target_of(b, &i);
    return i;
}

struct instruction *bytecode_at(const struct bytecode *b, int64_t offset)
{
    size_t low = 0, high = b->instructions.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct instruction *i = &b->instructions.data[middle];

        if (offset < i->offset)
            high = middle;
        else if (offset >= (int64_t)i->offset + i->size)
            low = middle + 1;
        else
            return i;
    }
    return NULL;
}

static void mark_target(struct bytecode *b, int64_t offset)
{
    struct instruction *i = bytecode_at(b, offset);

    if (i != NULL && i->offset == offset)
        i->is_target = true;
}

void bytecode_decode(struct bytecode *b)
{
    uint32_t extended = 0;

    for (size_t at = 0; at < b->size;) {
        struct instruction i = take(b, at, &extended);

        /* Its caches may be cut off, not itself. */
        if (at + (b->opcodes.by_number[i.base].caches != 0 ? CODE_UNIT : i.size) > b->size)
            break;
        array_push(&b->instructions, i);
        at += i.size;
    }
    for (size_t i = 0; i < b->instructions.count; i++)
        if (b->instructions.data[i].target != BYTECODE_NONE)
            mark_target(b, b->instructions.data[i].target);
    for (size_t i = 0; i < b->handlers.count; i++)
        mark_target(b, (int64_t)b->handlers.data[i].target);
}

/* ---- reading it */

static struct error *too_large(uint64_t size)
{
    return error_create(ERROR_UNSUPPORTED, "a code object of %llu bytes is too large to look into",
                        (unsigned long long)size);
}

static struct error *read_bytes(struct runtime *runtime, const struct code *code, uint64_t address,
                                struct bytecode *ret)
{
    const struct layout *layout = &runtime->layout;
    uint64_t object;

    if (code->bytecode_size > BYTECODE_MAX_BYTES)
        return too_large(code->bytecode_size);
    if (layout_has(layout->code.co_code)) {
        TRY(view_read_field(runtime->target, code->address, layout->code.co_code, &object));
        return string_read_bytes(runtime, object, NULL, BYTECODE_MAX_BYTES, &ret->bytes,
                                 &ret->size);
    }
    ret->size = code->bytecode_size;
    ret->bytes = xmalloc(ret->size);
    return target_read(runtime->target, address != 0 ? address : code->bytecode, ret->bytes,
                       ret->size);
}

static struct error *read_handlers(struct runtime *runtime, const struct code *code,
                                   struct bytecode *ret)
{
    CLEANUP_FREE uint8_t *table = NULL;
    uint64_t object;
    size_t size;

    if (!layout_has(runtime->layout.code.co_exceptiontable))
        return NULL;
    TRY(view_read_field(runtime->target, code->address, runtime->layout.code.co_exceptiontable,
                        &object));
    TRY(string_read_bytes(runtime, object, NULL, TABLE_MAX_BYTES, &table, &size));
    ret->handlers_cut = !exception_table_read(table, size, &ret->handlers);
    return NULL;
}

/* _PyCoLineInstrumentationData, in both of its shapes. */
static struct error *read_line_opcodes(struct runtime *runtime, uint64_t address, size_t units,
                                       uint8_t **ret)
{
    size_t entry = 2, start = 0;
    uint8_t first;

    TRY(target_read(runtime->target, address, &first, sizeof first));
    if (first >= LINE_ENTRY_MIN && first <= LINE_ENTRY_MAX) {
        entry = first;
        start = 1;
    }

    CLEANUP_FREE uint8_t *data = xmalloc(start + entry * units);

    TRY(target_read(runtime->target, address, data, start + entry * units));
    *ret = xmalloc(units);
    for (size_t i = 0; i < units; i++)
        (*ret)[i] = data[start + entry * i];
    return NULL;
}

/* _PyCoMonitoringData */
static struct error *read_monitoring(struct runtime *runtime, uint64_t monitoring,
                                     struct bytecode *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->monitoring.lines,
                                    layout->monitoring.per_instruction_opcodes};
    size_t units = ret->size / CODE_UNIT;
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, monitoring, fields, 2, values));
    if (values[0] != 0)
        TRY(read_line_opcodes(runtime, values[0], units, &ret->line_opcodes));
    if (values[1] == 0)
        return NULL;
    ret->single_opcodes = xmalloc(units);
    return target_read(runtime->target, values[1], ret->single_opcodes, units);
}

/* _PyExecutorArray */
static struct error *read_executors(struct runtime *runtime, uint64_t array, struct bytecode *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->executor.opcode, layout->executor.oparg};
    uint64_t count;

    TRY(view_read_field(runtime->target, array, layout->executor_array.size_, &count));
    if (count > EXECUTORS_MAX)
        return error_create(ERROR_CORRUPT, "a code object cannot have %lld executors",
                            (long long)count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t executor, values[2] = {0};

        TRY(target_read_u64(runtime->target,
                            array + layout->executor_array.executors.offset + 8 * i, &executor));
        if (executor != 0)
            TRY(view_read_fields(runtime->target, executor, fields, 2, values));
        array_push(&ret->executors,
                   (struct hidden_instruction){(uint8_t)values[0], (uint8_t)values[1]});
    }
    return NULL;
}

static struct error *read_hidden(struct runtime *runtime, const struct code *code,
                                 struct bytecode *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_monitoring, layout->code.co_executors};
    uint64_t values[2];

    TRY(view_read_fields(runtime->target, code->address, fields, 2, values));
    if (values[0] != 0)
        TRY(read_monitoring(runtime, values[0], ret));
    if (values[1] != 0)
        TRY(read_executors(runtime, values[1], ret));
    return NULL;
}

struct error *bytecode_read(struct runtime *runtime, const struct code *code, uint64_t address,
                            struct bytecode *ret)
{
    struct error *error;

    *ret = (struct bytecode){
        .is_generator = (code->flags & (CODE_FLAG_GENERATOR | CODE_FLAG_COROUTINE |
                                        CODE_FLAG_ASYNC_GENERATOR)) != 0,
    };
    TRY(opcodes_load(runtime->layout.hexversion, &ret->opcodes));
    error = read_bytes(runtime, code, address, ret);
    if (error == NULL)
        error = read_handlers(runtime, code, ret);
    if (error == NULL)
        error = read_hidden(runtime, code, ret);
    if (error != NULL) {
        bytecode_deinit(ret);
        return error;
    }
    bytecode_decode(ret);
    bytecode_find_depths(ret);
    return NULL;
}

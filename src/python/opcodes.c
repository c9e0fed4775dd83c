/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/opcodes.h"

#include <string.h>

enum row_kind { ROW_BYTECODE, ROW_OPCODE, ROW_TEXT, ROW_AROUND, ROW_EFFECT, ROW_TERM };

struct opcode_row {
    enum row_kind kind;
    int32_t number; /* of the opcode */
    int64_t values[5];
    const char *texts[2];
};

/* The tables one behind the other; the rows of an opcode follow its own. */
static const struct opcode_row rows[] = {
#define BYTECODE(version, origin, size, unit, extended_arg, generator_depth)                       \
    {ROW_BYTECODE, version, {size, unit, extended_arg, generator_depth}, {origin}},
#define OPCODE(number, name, base, caches, argument, shift, goes_on)                               \
    {ROW_OPCODE, number, {base, caches, ARGUMENT_##argument, shift, goes_on}, {name}},
#define TEXT(number, mask, first, last, text) {ROW_TEXT, number, {mask, first, last}, {text}},
#define AROUND(number, bits, before, after) {ROW_AROUND, number, {bits}, {before, after}},
#define EFFECT(number, jumps, change) {ROW_EFFECT, number, {jumps, change}, {0}},
#define TERM(number, jumps, mask, shift, factor)                                                   \
    {ROW_TERM, number, {jumps, mask, shift, factor}, {0}},
#include "../../offsets/opcodes.def"
#undef BYTECODE
#undef OPCODE
#undef TEXT
#undef AROUND
#undef EFFECT
#undef TERM
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static size_t find_table(uint32_t hexversion)
{
    size_t at = 0;

    while (at < ROW_COUNT &&
           (rows[at].kind != ROW_BYTECODE || (uint32_t)rows[at].number != hexversion >> 16))
        at++;
    return at;
}

static void take_opcode(const struct opcode_row *row, struct opcode *ret)
{
    *ret = (struct opcode){
        .name = row->texts[0],
        .base = (uint8_t)row->values[0],
        .caches = (uint8_t)row->values[1],
        .argument = (enum opcode_argument)row->values[2],
        .shift = (uint8_t)row->values[3],
        .goes_on = row->values[4] != 0,
        .rows = row + 1,
    };
}

static int16_t number_named(const struct opcodes *opcodes, const char *name)
{
    for (int16_t i = 0; i < 256; i++)
        if (opcodes->by_number[i].name != NULL && strcmp(opcodes->by_number[i].name, name) == 0)
            return i;
    return -1;
}

struct error *opcodes_load(uint32_t hexversion, struct opcodes *ret)
{
    size_t at = find_table(hexversion);
    struct opcode *opcode = NULL;

    if (at == ROW_COUNT)
        return error_create(ERROR_UNSUPPORTED, "the bytecode of Python %u.%u is not known",
                            hexversion >> 24, hexversion >> 16 & 0xff);
    *ret = (struct opcodes){
        .origin = rows[at].texts[0],
        .instruction_size = (unsigned)rows[at].values[0],
        .jump_unit = (unsigned)rows[at].values[1],
        .extended_arg = (uint8_t)rows[at].values[2],
        .generator_depth = (unsigned)rows[at].values[3],
    };
    while (++at < ROW_COUNT && rows[at].kind != ROW_BYTECODE) {
        if (rows[at].kind == ROW_OPCODE) {
            opcode = &ret->by_number[rows[at].number];
            take_opcode(&rows[at], opcode);
        } else if (opcode != NULL) {
            opcode->row_count++;
            ret->has_effects |= rows[at].kind == ROW_EFFECT;
        }
    }
    ret->instrumented_line = number_named(ret, "INSTRUMENTED_LINE");
    ret->instrumented_single = number_named(ret, "INSTRUMENTED_INSTRUCTION");
    ret->enter_executor = number_named(ret, "ENTER_EXECUTOR");
    ret->push_exc_info = number_named(ret, "PUSH_EXC_INFO");
    ret->pop_except = number_named(ret, "POP_EXCEPT");
    return NULL;
}

const char *opcode_text(const struct opcode *opcode, uint32_t argument)
{
    for (size_t i = 0; i < opcode->row_count; i++) {
        const struct opcode_row *row = &opcode->rows[i];
        int64_t masked = argument & row->values[0];

        if (row->kind == ROW_TEXT && masked >= row->values[1] && masked <= row->values[2] &&
            argument <= UINT8_MAX)
            return row->texts[0];
    }
    return NULL;
}

void opcode_around(const struct opcode *opcode, uint32_t argument, const char **before,
                   const char **after)
{
    int64_t bits = argument & ((1u << opcode->shift) - 1);

    *before = *after = "";
    for (size_t i = 0; i < opcode->row_count; i++) {
        const struct opcode_row *row = &opcode->rows[i];

        if (row->kind == ROW_AROUND && row->values[0] == bits) {
            *before = row->texts[0];
            *after = row->texts[1];
        }
    }
}

bool opcode_effect(const struct opcode *opcode, uint32_t argument, bool jumps, int64_t *ret)
{
    bool known = false;

    *ret = 0;
    for (size_t i = 0; i < opcode->row_count; i++) {
        const struct opcode_row *row = &opcode->rows[i];

        if ((row->kind != ROW_EFFECT && row->kind != ROW_TERM) || (row->values[0] != 0) != jumps)
            continue;
        if (row->kind == ROW_EFFECT)
            *ret += row->values[1];
        else
            *ret += (int64_t)((argument & row->values[1]) >> row->values[2]) * row->values[3];
        known = true;
    }
    return known;
}

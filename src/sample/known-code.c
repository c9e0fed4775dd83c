/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/known-code.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "python/code-cache.h"
#include "python/reading.h"
#include "python/runtime.h"
#include "target/target.h"

#include <uthash.h>

#define LINES 16
#define KNOWN_MAX 100000
#define CHANGING_MAX 65536
/* The code of a module is freed when it has run, and what is imported next gets its place. That of
 * a program, or of a module that takes long, stays. */
#define PASSING_NS 1000000000ull

struct known_code {
    uint64_t address; /* the key */
    const struct code *code;
    const struct function *function;
    unsigned compared;         /* in which find it was last compared */
    bool changing;             /* to be compared each time */
    uint64_t passing_until_ns; /* the same until then; 0: it is not */
    bool used;                 /* since it was last compared */
    bool replaced;
    struct {
        int lasti, line;
    } lines[LINES]; /* of instructions that were met */
    UT_hash_handle hh;
};

struct changing {
    uint64_t address;
    UT_hash_handle hh;
};

struct known_codes {
    struct runtime *runtime;
    struct code_cache *cache;
    struct function_table *functions;
    struct known_code *known;
    struct changing *changing;      /* addresses at which a code object was replaced */
    ARRAY(struct known_code *) old; /* replaced; freed by known_codes_trim() */
    ARRAY(uint64_t) addresses;
    ARRAY(const struct code *) codes;
    ARRAY(struct known_code *) asked;
    unsigned find;
};

struct known_codes *known_codes_create(struct runtime *runtime, struct function_table *functions)
{
    struct known_codes *codes = xcalloc(1, sizeof *codes);

    codes->runtime = runtime;
    codes->functions = functions;
    codes->cache = code_cache_create();
    return codes;
}

static void forget_changing(struct known_codes *codes)
{
    struct changing *changing, *next;

    HASH_ITER (hh, codes->changing, changing, next) {
        HASH_DEL(codes->changing, changing);
        free(changing);
    }
}

static void forget_all(struct known_codes *codes)
{
    struct known_code *known, *next;

    HASH_ITER (hh, codes->known, known, next) {
        HASH_DEL(codes->known, known);
        free(known);
    }
    code_cache_trim(codes->cache, 0);
}

void known_codes_trim(struct known_codes *codes)
{
    for (size_t i = 0; i < codes->old.count; i++)
        free(codes->old.data[i]);
    array_clear(&codes->old);
    code_cache_trim(codes->cache, KNOWN_MAX);
    if (HASH_COUNT(codes->known) > KNOWN_MAX)
        forget_all(codes);
    if (HASH_COUNT(codes->changing) > CHANGING_MAX)
        forget_changing(codes);
}

void known_codes_destroy(struct known_codes *codes)
{
    if (codes == NULL)
        return;
    known_codes_trim(codes);
    forget_all(codes);
    forget_changing(codes);
    code_cache_destroy(codes->cache);
    array_deinit(&codes->old);
    array_deinit(&codes->addresses);
    array_deinit(&codes->codes);
    array_deinit(&codes->asked);
    free(codes);
}

static bool is_changing(struct known_codes *codes, const struct code *code)
{
    struct changing *found;

    HASH_FIND(hh, codes->changing, &code->address, sizeof code->address, found);
    return found != NULL || (code->filename[0] == '<' && !text_starts_with(code->filename, "<f"));
}

static void note_changing(struct known_codes *codes, uint64_t address)
{
    struct changing *changing;

    HASH_FIND(hh, codes->changing, &address, sizeof address, changing);
    if (changing != NULL)
        return;
    changing = xcalloc(1, sizeof *changing);
    changing->address = address;
    HASH_ADD(hh, codes->changing, address, sizeof changing->address, changing);
}

/* Code may have been given an empty name, which nobody could see. */
static const struct function *function_of(struct known_codes *codes, const struct code *code)
{
    const char *name = code_display_name(code);

    return function_intern(codes->functions, name[0] != '\0' ? name : "<unnamed>",
                           code->filename[0] != '\0' ? code->filename : "<no file>",
                           code->firstlineno);
}

static struct known_code *add(struct known_codes *codes, const struct code *code)
{
    struct known_code *known = xcalloc(1, sizeof *known);

    known->address = code->address;
    known->code = code;
    known->function = function_of(codes, code);
    known->changing = is_changing(codes, code);
    if (strcmp(code->name, "<module>") == 0)
        known->passing_until_ns = clock_now_ns() + PASSING_NS;
    for (size_t i = 0; i < LINES; i++)
        known->lines[i].lasti = INT32_MIN;
    HASH_ADD(hh, codes->known, address, sizeof known->address, known);
    return known;
}

/* It stays until what is pending has been told. */
static void replace(struct known_codes *codes, struct known_code *known)
{
    note_changing(codes, known->address);
    HASH_DEL(codes->known, known);
    array_push(&codes->old, known);
}

static bool contains(const struct known_codes *codes, uint64_t address)
{
    for (size_t i = 0; i < codes->addresses.count; i++)
        if (codes->addresses.data[i] == address)
            return true;
    return false;
}

/* Reads those at codes->addresses to codes->codes; NULL where there is none. */
static void read_codes(struct known_codes *codes)
{
    array_clear(&codes->codes);
    array_reserve(&codes->codes, codes->addresses.count);
    code_cache_new_epoch(codes->cache);
    error_ignore(code_cache_get_from(codes->runtime, codes->cache, codes->addresses.data,
                                     codes->addresses.count, codes->codes.data));
}

/* Whether a code object of the same address is to be compared in each window. */
static bool is_compared_at_once(struct known_code *known)
{
    if (known->passing_until_ns != 0 && clock_now_ns() >= known->passing_until_ns)
        known->passing_until_ns = 0;
    return known->changing || known->passing_until_ns != 0;
}

bool known_codes_find(struct known_codes *codes, const struct stack *stack,
                      const struct known_code **ret)
{
    size_t missing = 0;
    struct known_code *known;

    codes->find++;
    array_clear(&codes->addresses);
    for (size_t i = 0; i < stack->frames.count; i++) {
        uint64_t address = stack->frames.data[i].code;

        /* One function that calls itself is looked for once. */
        if (i > 0 && address == stack->frames.data[i - 1].code && ret[i - 1] != NULL) {
            ret[i] = ret[i - 1];
            continue;
        }
        HASH_FIND(hh, codes->known, &address, sizeof address, known);
        ret[i] = known != NULL && !is_compared_at_once(known) ? known : NULL;
        if (ret[i] == NULL) {
            missing++;
            if (!contains(codes, address))
                array_push(&codes->addresses, address);
        }
    }
    if (missing == 0)
        return true;
    read_codes(codes);
    for (size_t i = 0; i < codes->addresses.count; i++) {
        uint64_t address = codes->addresses.data[i];

        if (codes->codes.data[i] == NULL)
            return false;
        HASH_FIND(hh, codes->known, &address, sizeof address, known);
        if (known != NULL && known->code != codes->codes.data[i]) {
            replace(codes, known);
            known = NULL;
        }
        if (known == NULL)
            known = add(codes, codes->codes.data[i]);
        known->compared = codes->find;
    }
    for (size_t i = 0; i < stack->frames.count; i++) {
        if (ret[i] != NULL)
            continue;
        HASH_FIND(hh, codes->known, &stack->frames.data[i].code, sizeof(uint64_t), known);
        ret[i] = known;
    }
    return true;
}

bool known_code_frame(struct known_codes *codes, const struct known_code *code,
                      const struct stack_frame *raw, struct sample_frame *ret)
{
    struct runtime *runtime = codes->runtime;
    uint64_t bytecode = reading_bytecode(runtime, raw, code->code);
    int lasti = reading_lasti(runtime, raw, bytecode);
    size_t slot = (size_t)(unsigned)(lasti / 2) % LINES;
    struct known_code *mine = (struct known_code *)code;

    if (reading_is_incomplete(runtime, raw, code->code, lasti))
        return false;
    *ret = (struct sample_frame){code->function, raw->lineno};
    if (raw->lineno > 0 || (bytecode == 0 && runtime->layout.traits.lasti_unit == 0))
        return true;
    if (mine->lines[slot].lasti != lasti) {
        mine->lines[slot].lasti = lasti;
        mine->lines[slot].line = code_position_at(code->code, runtime, lasti).line;
    }
    ret->line = mine->lines[slot].line;
    return true;
}

struct sample_frame known_codes_frame(struct known_codes *codes, const struct frame *frame)
{
    return (struct sample_frame){
        .function = function_of(codes, frame->code),
        .line = frame->position.line,
    };
}

const bool *known_code_note(struct known_codes *codes, const struct known_code *code)
{
    struct known_code *mine = (struct known_code *)code;

    if (mine->compared == codes->find)
        return NULL;
    mine->used = true;
    return &mine->replaced;
}

/* The target is no more what it was: nothing is told of its code by what is there now. */
static bool has_ended(const struct known_codes *codes)
{
    return !error_ignore(target_check(codes->runtime->target));
}

size_t known_codes_check(struct known_codes *codes, bool *ended)
{
    struct known_code *known, *next;
    size_t count = 0;

    array_clear(&codes->addresses);
    array_clear(&codes->asked);
    HASH_ITER (hh, codes->known, known, next) {
        if (known->used) {
            array_push(&codes->addresses, known->address);
            array_push(&codes->asked, known);
        }
    }
    read_codes(codes);
    for (size_t i = 0; i < codes->asked.count; i++)
        count += codes->codes.data[i] != codes->asked.data[i]->code;
    *ended = count > 0 && has_ended(codes);
    for (size_t i = 0; i < codes->asked.count; i++) {
        known = codes->asked.data[i];
        known->used = false;
        if (*ended || codes->codes.data[i] == known->code)
            continue;
        known->replaced = true;
        replace(codes, known);
    }
    return *ended ? 0 : count;
}

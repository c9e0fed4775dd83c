/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/call-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/bytecode.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/variables.h"
#include "repr/instruction-text.h"
#include "repr/repr.h"

#define NESTED_MAX 8       /* expressions within one another */
#define VALUES_MAX 1000000 /* that one instruction takes */
#define LENGTH_MAX 200000  /* instructions, which are gone through for each argument */
#define ARGUMENTS_MAX 8    /* that are written */
#define ELEMENTS_MAX 4     /* of a list or tuple that is made for the call */
#define VALUE_MAX_BYTES 40 /* of a variable that is written by value */
#define NOT_FOUND SIZE_MAX

struct reader {
    const struct variables_view *view;
    const struct code *code;
    struct bytecode bytecode;
    struct code_tables tables;
    variable_array variables;
    struct repr *repr;
};

static const struct instruction *at(const struct reader *r, size_t index)
{
    return &r->bytecode.instructions.data[index];
}

static const struct opcode *opcode_at(const struct reader *r, size_t index)
{
    return &r->bytecode.opcodes.by_number[at(r, index)->base];
}

static const char *name_at(const struct reader *r, size_t index)
{
    const char *name = opcode_at(r, index)->name;

    return name != NULL ? name : "";
}

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

static bool begins(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

/* 2.7 counts positional arguments in the low byte, and pairs of name and value in the next. */
static unsigned old_arguments(const struct reader *r, uint32_t argument)
{
    if (r->bytecode.opcodes.instruction_size == 2)
        return argument;
    return (argument & 0xff) + 2 * (argument >> 8 & 0xff);
}

/* What stands on the stack for a call. */
struct call_shape {
    unsigned above;     /* values above the arguments: names, *args, **kwargs */
    unsigned arguments; /* values for these */
    bool pair;          /* a callable and a self, or NULL, stand below them; else one callable */
    bool unpacked;      /* what the arguments are is not known: f(*args) */
};

static bool call_shape(const struct reader *r, size_t index, struct call_shape *ret)
{
    const char *name = name_at(r, index);
    uint32_t argument = at(r, index)->argument;

    *ret = (struct call_shape){.arguments = argument};
    if (is(name, "CALL") || is(name, "PRECALL") || is(name, "CALL_METHOD")) {
        ret->pair = true;
    } else if (is(name, "CALL_KW")) {
        ret->pair = true;
        ret->above = 1;
    } else if (is(name, "CALL_FUNCTION")) {
        ret->arguments = old_arguments(r, argument);
        ret->unpacked = ret->arguments != argument;
    } else if (is(name, "CALL_FUNCTION_KW") || is(name, "CALL_FUNCTION_VAR")) {
        ret->arguments = old_arguments(r, argument);
        ret->above = 1;
        ret->unpacked = r->bytecode.opcodes.instruction_size != 2;
    } else if (is(name, "CALL_FUNCTION_VAR_KW")) {
        ret->arguments = old_arguments(r, argument);
        ret->above = 2;
        ret->unpacked = true;
    } else if (is(name, "CALL_FUNCTION_EX")) {
        int64_t effect;

        /* Without effects it is one of the versions that have no NULL there. */
        ret->above = 1 + (argument & 1);
        if (opcode_effect(opcode_at(r, index), argument, false, &effect)) {
            ret->pair = effect == -(int64_t)ret->above - 1;
            if (effect == -3 && ret->above == 1) { /* 3.14+: there is always a place for both */
                ret->above = 2;
                ret->pair = true;
            }
        }
        ret->arguments = 0;
        ret->unpacked = true;
    } else {
        return false;
    }
    return true;
}

/*
 * How many values an instruction takes and leaves, of those that expressions are made of. False:
 * another one. Opcodes of one name have meant the same in all versions but for what is asked here.
 */
static bool stack_use_by_name(const struct reader *r, size_t index, unsigned *pops,
                              unsigned *pushes)
{
    static const struct {
        const char *name;
        unsigned pops, pushes;
    } fixed[] = {
        {"BINARY_SLICE", 3, 1},
        {"CACHE", 0, 0},
        {"CONVERT_VALUE", 1, 1},
        {"COPY", 0, 1},
        {"DICT_MERGE", 1, 0},
        {"DICT_UPDATE", 1, 0},
        {"DUP_TOP", 0, 1},
        {"EXTENDED_ARG", 0, 0},
        {"FORMAT_SIMPLE", 1, 1},
        {"FORMAT_WITH_SPEC", 2, 1},
        {"GET_ITER", 1, 1},
        {"IMPORT_NAME", 2, 1},
        {"KW_NAMES", 0, 0},
        {"LIST_EXTEND", 1, 0},
        {"LIST_TO_TUPLE", 1, 1},
        {"LOAD_METHOD", 1, 2},
        {"NOP", 0, 0},
        {"NOT_TAKEN", 0, 0},
        {"PRECALL", 0, 0},
        {"PUSH_NULL", 0, 1},
        {"SET_UPDATE", 1, 0},
        {"STORE_FAST_LOAD_FAST", 1, 1},
        {"TO_BOOL", 1, 1},
        {"LOAD_FAST_LOAD_FAST", 0, 2},
        {"LOAD_FAST_BORROW_LOAD_FAST_BORROW", 0, 2},
        {"LOAD_FROM_DICT_OR_DEREF", 1, 1},
        {"LOAD_FROM_DICT_OR_GLOBALS", 1, 1},
        {"LOAD_SPECIAL", 1, 2},
    };
    const char *name = name_at(r, index);
    uint32_t argument = at(r, index)->argument;
    bool flag = opcode_at(r, index)->shift > 0 && (argument & 1);
    struct call_shape call;

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (is(name, fixed[i].name)) {
            *pops = fixed[i].pops;
            *pushes = fixed[i].pushes;
            return true;
        }
    *pushes = 1;
    if (call_shape(r, index, &call))
        *pops = call.above + call.arguments + 1 + call.pair;
    else if (is(name, "LOAD_ATTR") || is(name, "LOAD_SUPER_ATTR")) {
        *pops = is(name, "LOAD_ATTR") ? 1 : 3;
        *pushes += flag;
    } else if (begins(name, "LOAD_")) {
        *pops = 0;
        *pushes += is(name, "LOAD_GLOBAL") && flag;
    } else if (begins(name, "BINARY_") || begins(name, "INPLACE_") || is(name, "COMPARE_OP") ||
               is(name, "IS_OP") || is(name, "CONTAINS_OP"))
        *pops = 2;
    else if (begins(name, "UNARY_"))
        *pops = 1;
    else if (is(name, "BUILD_TUPLE") || is(name, "BUILD_LIST") || is(name, "BUILD_SET") ||
             is(name, "BUILD_STRING") || is(name, "BUILD_SLICE"))
        *pops = argument;
    else if (is(name, "BUILD_MAP"))
        *pops = 2 * argument;
    else
        return false;
    return true;
}

/* The same, if the version's own table of effects does not say otherwise. */
static bool stack_use(const struct reader *r, size_t index, unsigned *pops, unsigned *pushes)
{
    int64_t effect;

    if (!stack_use_by_name(r, index, pops, pushes) || *pops > VALUES_MAX)
        return false;
    if (!opcode_effect(opcode_at(r, index), at(r, index)->argument, false, &effect))
        return true;
    /* 3.15 keeps an iterator in two places. */
    if (is(name_at(r, index), "GET_ITER"))
        *pushes = (unsigned)(*pops + effect);
    return (int64_t)*pushes - (int64_t)*pops == effect;
}

/* True if one comes to an instruction after producer, up to index, from before it: by another way,
 * on which something else was put there. */
static bool is_passed_by(const struct reader *r, size_t producer, size_t index)
{
    int64_t after = at(r, producer)->offset, last = at(r, index)->offset;

    for (size_t from = 0; from < producer; from++)
        if (at(r, from)->target > after && at(r, from)->target <= last)
            return true;
    return false;
}

/*
 * Whether an instruction that is not known here may have put something else into the slot. What
 * stores, throws away or jumps leaves nothing behind; others (of `await`, say) take a value or two
 * and leave one.
 */
static bool may_replace(const struct reader *r, size_t index, int slot)
{
    const char *name = name_at(r, index);

    if (at(r, index)->depth <= slot)
        return true;
    if (begins(name, "STORE_") || begins(name, "POP_") || begins(name, "DELETE_") ||
        begins(name, "JUMP_") || at(r, index)->target != BYTECODE_NONE)
        return false;
    return at(r, index)->depth - 2 <= slot;
}

/* Where it is known how deep the stack is before each instruction. */
static size_t find_by_depth(const struct reader *r, size_t index, unsigned want, unsigned *place)
{
    int slot = at(r, index)->depth - 1 - (int)want;

    for (size_t i = index; i-- > 0;) {
        int depth = at(r, i)->depth;
        unsigned pops, pushes;

        if (depth < 0)
            continue;
        if (!stack_use(r, i, &pops, &pushes)) {
            if (may_replace(r, i, slot))
                break;
            continue;
        }

        int below = depth - (int)pops;

        if (slot >= below + (int)pushes && depth <= slot)
            break;
        if (slot < below || slot >= below + (int)pushes)
            continue;
        *place = (unsigned)(below + (int)pushes - 1 - slot);
        return is_passed_by(r, i, index) ? NOT_FOUND : i;
    }
    return NOT_FOUND;
}

/* And where it is not: within one line of instructions. */
static size_t find_by_counting(const struct reader *r, size_t index, unsigned want, unsigned *place)
{
    while (index-- > 0) {
        unsigned pops, pushes;

        if (!stack_use(r, index, &pops, &pushes))
            break;
        if (want < pushes) {
            *place = want;
            return index;
        }
        want = want - pushes + pops;
        /* Whoever comes from elsewhere has put other things there. */
        if (at(r, index)->is_target)
            break;
    }
    return NOT_FOUND;
}

/* Where the value `want` from the top (0) was put there, before the instruction at index; *place:
 * which of those that it leaves, from the top. */
static size_t find_producer(const struct reader *r, size_t index, unsigned want, unsigned *place)
{
    if (at(r, index)->depth >= 0)
        return find_by_depth(r, index, want, place);
    if (at(r, index)->is_target && !is(name_at(r, index), "FOR_ITER"))
        return NOT_FOUND;
    return find_by_counting(r, index, want, place);
}

static char *expression(const struct reader *r, size_t index, unsigned want, unsigned nested);

static char *value_text(const struct reader *r, uint64_t object, bool constant)
{
    static const char *const plain[] = {"int", "long",    "float", "bool", "NoneType",
                                        "str", "unicode", "bytes", NULL};
    struct repr_result result;
    char *text = NULL;

    repr_object(r->repr, object, &result);
    for (size_t i = 0; plain[i] != NULL && text == NULL; i++)
        if (result.type != NULL && is(result.type, plain[i]) &&
            strlen(result.text) <= VALUE_MAX_BYTES)
            text = take_pointer(result.text);
    if (text == NULL && constant && result.cut == 0 && strlen(result.text) <= VALUE_MAX_BYTES)
        text = take_pointer(result.text);
    repr_result_deinit(&result);
    return text;
}

static char *variable_text(const struct reader *r, size_t slot, bool by_value)
{
    const char *name =
        slot < r->tables.variables.count ? r->tables.variables.data[slot].name : NULL;
    char *text = NULL;

    if (name == NULL)
        return NULL;
    for (size_t i = 0; by_value && i < r->variables.count; i++) {
        const struct variable *variable = &r->variables.data[i];

        if (!is(variable->name, name))
            continue;
        if (variable->object != 0)
            text = value_text(r, variable->object, false);
        else
            text = xasprintf("%lld", (long long)variable->number);
        break;
    }
    return text != NULL ? text : xstrdup(name);
}

static char *constant_text(const struct reader *r, uint32_t argument)
{
    return argument < r->tables.consts.count ? value_text(r, r->tables.consts.data[argument], true)
                                             : NULL;
}

static const char *name_of(const struct reader *r, size_t index)
{
    size_t name = at(r, index)->argument >> opcode_at(r, index)->shift;

    return name < r->tables.names.count ? r->tables.names.data[name] : NULL;
}

/* "x.name" */
static char *attribute_text(const struct reader *r, size_t index, unsigned nested)
{
    const char *name = name_of(r, index);

    if (name == NULL)
        return NULL;
    if (is(name_at(r, index), "LOAD_SUPER_ATTR"))
        return xasprintf("super().%s", name);

    CLEANUP_FREE char *object = expression(r, index, 0, nested);

    return xasprintf("%s.%s", object != NULL ? object : "...", name);
}

static char *called_text(const struct reader *r, size_t index, const struct call_shape *call,
                         unsigned nested)
{
    unsigned below = call->above + call->arguments;
    unsigned place;
    size_t callee = find_producer(r, index, below + call->pair, &place);

    /* The NULL of a plain function stands below it on 3.11 and 3.12, and above it later: what has
     * put it there puts the function there as well, or something else does. */
    if (callee != NOT_FOUND && call->pair &&
        (is(name_at(r, callee), "PUSH_NULL") || is(name_at(r, callee), "LOAD_GLOBAL")) &&
        find_producer(r, index, below, &place) != callee)
        return expression(r, index, below, nested);
    return callee != NOT_FOUND ? expression(r, index, below + call->pair, nested) : NULL;
}

/* "[a, b]" */
static char *display_text(const struct reader *r, size_t index, const char *brackets,
                          unsigned nested)
{
    unsigned count = at(r, index)->argument;
    char *text;
    size_t size;
    FILE *out;

    if (count > ELEMENTS_MAX || nested >= NESTED_MAX)
        return xasprintf("%c...%c", brackets[0], brackets[1]);
    out = xopen_memstream(&text, &size);
    fputc(brackets[0], out);
    for (unsigned i = 0; i < count; i++) {
        CLEANUP_FREE char *element = expression(r, index, count - 1 - i, nested);

        fprintf(out, "%s%s", i > 0 ? ", " : "", element != NULL ? element : "...");
    }
    if (count == 1 && brackets[0] == '(')
        fputc(',', out);
    fputc(brackets[1], out);
    fclose(out);
    return text;
}

/* What instruction has put there, in words. */
static char *produced_text(const struct reader *r, size_t index, unsigned place, unsigned nested)
{
    const char *name = name_at(r, index);
    uint32_t argument = at(r, index)->argument;
    struct call_shape call;

    if (is(name, "LOAD_CONST"))
        return constant_text(r, argument);
    if (is(name, "LOAD_SMALL_INT"))
        return xasprintf("%u", argument);
    if (is(name, "LOAD_COMMON_CONSTANT"))
        return opcode_text(opcode_at(r, index), argument) != NULL
                   ? xstrdup(opcode_text(opcode_at(r, index), argument))
                   : NULL;
    if (is(name, "LOAD_ATTR") || is(name, "LOAD_METHOD") || is(name, "LOAD_SUPER_ATTR"))
        return attribute_text(r, index, nested);
    if (is(name, "LOAD_GLOBAL") || is(name, "LOAD_NAME"))
        return name_of(r, index) != NULL ? xstrdup(name_of(r, index)) : NULL;
    switch (opcode_at(r, index)->argument) {
    case ARGUMENT_LOCAL:
        return begins(name, "LOAD_") ? variable_text(r, argument, begins(name, "LOAD_FAST")) : NULL;
    case ARGUMENT_LOCALS:
        return variable_text(r, place == 0 ? argument & 15 : argument >> 4, true);
    case ARGUMENT_FREE:
        return begins(name, "LOAD_") ? variable_text(r, r->tables.locals + argument, false) : NULL;
    default:
        break;
    }
    if (call_shape(r, index, &call)) {
        CLEANUP_FREE char *callee = called_text(r, index, &call, nested);

        return callee != NULL ? xasprintf("%s(%s)", callee, call.arguments > 0 ? "..." : "") : NULL;
    }
    if (is(name, "GET_ITER"))
        return expression(r, index, 0, nested);
    if (is(name, "BUILD_LIST") || is(name, "BUILD_TUPLE"))
        return display_text(r, index, is(name, "BUILD_LIST") ? "[]" : "()", nested);
    if (is(name, "BINARY_SUBSCR")) {
        CLEANUP_FREE char *object = expression(r, index, 1, nested);

        return object != NULL ? xasprintf("%s[...]", object) : NULL;
    }
    return NULL;
}

static char *expression(const struct reader *r, size_t index, unsigned want, unsigned nested)
{
    unsigned place = 0;
    size_t producer = nested < NESTED_MAX ? find_producer(r, index, want, &place) : NOT_FOUND;

    return producer != NOT_FOUND ? produced_text(r, producer, place, nested + 1) : NULL;
}

/* The tuple of the names of the last arguments; 0: they have none. */
static uint64_t keyword_tuple(const struct reader *r, size_t index, const struct call_shape *call)
{
    unsigned place;
    size_t names = NOT_FOUND;

    if (call->above == 1)
        names = find_producer(r, index, 0, &place);
    else
        for (size_t i = index; i > 0 && i + 3 > index && names == NOT_FOUND; i--)
            if (is(name_at(r, i - 1), "KW_NAMES"))
                names = i - 1;
    if (names == NOT_FOUND || at(r, names)->argument >= r->tables.consts.count ||
        (!is(name_at(r, names), "LOAD_CONST") && !is(name_at(r, names), "KW_NAMES")))
        return 0;
    return r->tables.consts.data[at(r, names)->argument];
}

static void put_arguments(const struct reader *r, size_t index, const struct call_shape *call,
                          FILE *out)
{
    uint64_t tuple = call->unpacked ? 0 : keyword_tuple(r, index, call);
    code_name_array names = {0};

    if (call->unpacked) {
        fputs("...", out);
        return;
    }
    if (tuple != 0)
        error_ignore(code_names(r->view->runtime, tuple, &names));
    for (unsigned i = 0; i < call->arguments; i++) {
        unsigned left = call->arguments - 1 - i;
        CLEANUP_FREE char *text = expression(r, index, call->above + left, 0);

        fputs(i > 0 ? ", " : "", out);
        if (i == ARGUMENTS_MAX) {
            fputs("...", out);
            break;
        }
        if (left < names.count && names.count <= call->arguments)
            fprintf(out, "%s=", names.data[names.count - 1 - left]);
        fputs(text != NULL ? text : "...", out);
    }
    code_names_deinit(&names);
}

/* 3.14+: `with x` is a call of what was looked up by LOAD_SPECIAL. */
static char *entered_text(const struct reader *r, size_t index)
{
    if (index == 0 || !is(name_at(r, index - 1), "LOAD_SPECIAL"))
        return NULL;
    while (index > 0 && (is(name_at(r, index - 1), "LOAD_SPECIAL") ||
                         is(name_at(r, index - 1), "SWAP") || is(name_at(r, index - 1), "COPY")))
        index--;
    return expression(r, index, 0, 0);
}

static char *with_text(char *manager)
{
    char *text = manager != NULL ? xasprintf("with %s", manager) : NULL;

    free(manager);
    return text;
}

static char *text_at(const struct reader *r, size_t index)
{
    const char *name = name_at(r, index);
    struct call_shape call;

    if (call_shape(r, index, &call)) {
        char *entered = entered_text(r, index);

        if (entered != NULL)
            return with_text(entered);

        CLEANUP_FREE char *callee = called_text(r, index, &call, 0);
        char *text;
        size_t size;

        if (callee == NULL)
            return NULL;

        FILE *out = xopen_memstream(&text, &size);

        fprintf(out, "%s(", callee);
        put_arguments(r, index, &call, out);
        fputc(')', out);
        fclose(out);
        return text;
    }
    if (is(name, "BEFORE_WITH") || is(name, "SETUP_WITH"))
        return with_text(expression(r, index, 0, 0));
    if (is(name, "FOR_ITER")) {
        CLEANUP_FREE char *iterated = expression(r, index, 0, 0);

        return iterated != NULL ? xasprintf("for ... in %s", iterated) : NULL;
    }
    if (is(name, "IMPORT_NAME") && name_of(r, index) != NULL)
        return xasprintf("import %s", name_of(r, index));
    return NULL;
}

static void reader_deinit(struct reader *r)
{
    bytecode_deinit(&r->bytecode);
    code_tables_deinit(&r->tables);
    variables_deinit(&r->variables);
    repr_destroy(r->repr);
}

char *call_text(const struct variables_view *view, size_t level, struct sockets *sockets)
{
    const struct frame *frame = &view->thread->frames.data[level];
    struct reader reader = {.view = view, .code = frame->code};
    const struct repr_limits limits = {.elements = 4, .string = VALUE_MAX_BYTES, .depth = 1};
    const struct instruction *instruction;
    char *text = NULL;

    if (frame->lasti < 0 ||
        !error_ignore(bytecode_read(view->runtime, frame->code, frame->bytecode, &reader.bytecode)))
        return NULL;
    instruction = bytecode_at(&reader.bytecode, frame->lasti);
    if (instruction != NULL && reader.bytecode.instructions.count <= LENGTH_MAX &&
        error_ignore(code_tables_read(view->runtime, frame->code, &reader.tables))) {
        reader.repr = repr_create(view->runtime, limits);
        repr_share_sockets(reader.repr, sockets);
        error_ignore(variables_locals(view, level, &reader.variables));
        text = text_at(&reader, (size_t)(instruction - reader.bytecode.instructions.data));
    }
    reader_deinit(&reader);
    return text;
}

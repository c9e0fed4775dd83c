/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/property.h"

#include <string.h>

#include "base/memory.h"
#include "python/bytecode.h"
#include "python/code-cache.h"
#include "python/code-variables.h"
#include "python/dict.h"
#include "python/integer.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/view.h"

/* A property that reads a property, and so on; with the steps of each it bounds the whole. */
#define DEPTH_MAX 3
/* Who only reads attributes is short. */
#define CODE_MAX_BYTES 400
#define STEPS_MAX 20
#define STACK_MAX 4
#define NAME_MAX_CHARACTERS 1000

/* ---- fields of a namedtuple */

static bool tuple_item(struct runtime *runtime, struct types *types, uint64_t tuple, uint64_t index,
                       uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    const struct type *type;
    uint64_t count;

    return error_ignore(types_of(types, tuple, &type)) && type->kind == KIND_TUPLE &&
           error_ignore(
               view_read_field(runtime->target, tuple, layout->var_object.ob_size, &count)) &&
           index < count &&
           error_ignore(target_read_u64(runtime->target,
                                        tuple + layout->tuple.ob_item.offset + 8 * index, ret)) &&
           *ret != 0;
}

/* 3.8+: _tuplegetterobject, whose index follows the head of every object. */
static bool read_field(struct runtime *runtime, struct types *types, uint64_t descriptor,
                       uint64_t object, uint64_t *ret)
{
    uint64_t index;

    return error_ignore(target_read_u64(runtime->target, descriptor + runtime->layout.object.size,
                                        &index)) &&
           tuple_item(runtime, types, object, index, ret);
}

/* -3.7: a property of an operator.itemgetter(). */
static bool read_item(struct runtime *runtime, struct types *types, uint64_t getter,
                      uint64_t object, uint64_t *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->itemgetter.nitems, layout->itemgetter.item};
    const struct type *type;
    uint64_t values[2];
    int64_t index;
    bool read;
    mpz_t number;

    if (!error_ignore(types_of(types, getter, &type)) || type->kind != KIND_ITEMGETTER ||
        !type->builtin ||
        !error_ignore(view_read_fields(runtime->target, getter, fields, 2, values)) ||
        values[0] != 1 || !error_ignore(types_of(types, values[1], &type)))
        return false;
    if (type->kind == KIND_OLD_INT)
        return error_ignore(integer_read_plain(runtime, values[1], &index)) && index >= 0 &&
               tuple_item(runtime, types, object, (uint64_t)index, ret);
    if (type->kind != KIND_INT)
        return false;
    mpz_init(number);
    read = error_ignore(integer_read(runtime, values[1], number, &values[0])) &&
           mpz_fits_ulong_p(number) && tuple_item(runtime, types, object, mpz_get_ui(number), ret);
    mpz_clear(number);
    return read;
}

/* ---- code that only reads */

/* What the code of a method that hands on has on its stack and is no value yet. */
enum symbol {
    SYMBOL_NONE,
    SYMBOL_ARGUMENT,
    SYMBOL_LEN, /* the built-in functions */
    SYMBOL_ITER,
    SYMBOL_RESULT, /* what is handed on: see handed_on */
    SYMBOL_METHOD, /* a method of object, which takes nothing else: see function */
};

/* An object, or (3.14+) a constant that the code names without pointing to one. */
struct operand {
    uint64_t object;  /* 0: see made */
    struct made made; /* its text is not owned */
    enum symbol symbol;
    enum property_handed_on handed_on; /* SYMBOL_RESULT: to object */
    uint64_t function;                 /* SYMBOL_METHOD */
};

struct reader {
    struct runtime *runtime;
    struct types *types;
    struct bytecode bytecode;
    code_object_array constants;
    code_name_array names;
    uint64_t self;
    uint64_t globals; /* of a method that may hand on; 0: of a getter */
    unsigned depth;
    struct operand stack[STACK_MAX];
    size_t count;
};

static bool push(struct reader *r, uint64_t object)
{
    if (r->count == STACK_MAX || object == 0)
        return false;
    r->stack[r->count++] = (struct operand){.object = object};
    return true;
}

static bool push_made(struct reader *r, struct made made)
{
    if (r->count == STACK_MAX)
        return false;
    r->stack[r->count++] = (struct operand){.made = made};
    return true;
}

static bool push_symbol(struct reader *r, enum symbol symbol)
{
    if (r->count == STACK_MAX)
        return false;
    r->stack[r->count++] = (struct operand){.symbol = symbol};
    return true;
}

/* LOAD_COMMON_CONSTANT, as dis writes its argument: also of classes and functions. */
static bool push_common(struct reader *r, const char *text)
{
    static char empty[] = "";
    static const struct {
        const char *text;
        struct made made;
    } known[] = {
        {"None", {.kind = MADE_NONE}},
        {"True", {.kind = MADE_BOOL, .truth = true}},
        {"False", {.kind = MADE_BOOL, .truth = false}},
        {"-1", {.kind = MADE_INT, .integer = -1}},
        {"''", {.kind = MADE_STR, .text = empty}},
    };

    for (size_t i = 0; text != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(text, known[i].text) == 0)
            return push_made(r, known[i].made);
    return false;
}

/* bool(), of True, False and None alone. */
static bool is_true(struct reader *r, const struct operand *operand, bool *ret)
{
    uint64_t object = operand->object;
    const struct type *type;

    if (operand->symbol != SYMBOL_NONE)
        return false;
    *ret = object == 0 && operand->made.kind == MADE_BOOL && operand->made.truth;
    if (object == 0)
        return operand->made.kind == MADE_BOOL || operand->made.kind == MADE_NONE;
    if (!error_ignore(types_of(r->types, object, &type)))
        return false;
    return type->kind == KIND_NONE ||
           (type->kind == KIND_BOOL && error_ignore(integer_read_bool(r->runtime, object, ret)));
}

static bool load_attribute(struct reader *r, const char *name)
{
    struct operand *top = r->count > 0 ? &r->stack[r->count - 1] : NULL;
    struct attribute found;

    if (top == NULL || top->object == 0 || top->symbol != SYMBOL_NONE ||
        !error_ignore(
            attribute_find_within(r->runtime, r->types, top->object, name, r->depth + 1, &found)))
        return false;
    attribute_deinit(&found);
    if (found.object == 0 && found.method.function != 0) {
        *top = (struct operand){
            .object = found.method.self,
            .symbol = SYMBOL_METHOD,
            .function = found.method.function,
        };
        return found.method.self != 0;
    }
    top->object = found.object;
    return found.object != 0;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* ---- methods that hand on */

static bool load_fast(struct reader *r, uint32_t index)
{
    return index == 0 ? push(r, r->self)
                      : index == 1 && r->globals != 0 && push_symbol(r, SYMBOL_ARGUMENT);
}

/* Whether that is the module builtins. */
static bool is_of_builtins(struct reader *r, uint64_t module)
{
    CLEANUP_FREE char *name = NULL;
    const struct type *type;
    uint64_t dict, text;

    return error_ignore(types_of(r->types, module, &type)) && type->kind == KIND_MODULE &&
           error_ignore(view_read_field(r->runtime->target, module,
                                        r->runtime->layout.module.md_dict, &dict)) &&
           error_ignore(dict_find(r->runtime, dict, "__name__", &text)) &&
           error_ignore(string_read(r->runtime, text, NULL, NAME_MAX_CHARACTERS, &name)) &&
           strcmp(name, "builtins") == 0;
}

/* Whether it is the built-in function of that name; of 2.7 a function does not say whose it is. */
static bool is_built_in(struct reader *r, uint64_t object, const char *name)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->cfunction.m_ml, layout->cfunction.m_self};
    CLEANUP_FREE char *own = NULL;
    const struct type *type;
    uint64_t values[2], text;

    return error_ignore(types_of(r->types, object, &type)) && type->kind == KIND_BUILTIN &&
           error_ignore(view_read_fields(r->runtime->target, object, fields, 2, values)) &&
           error_ignore(
               view_read_field(r->runtime->target, values[0], layout->method_def.ml_name, &text)) &&
           error_ignore(target_read_cstring(r->runtime->target, text, NAME_MAX_CHARACTERS, &own)) &&
           strcmp(own, name) == 0 && (values[1] == 0 || is_of_builtins(r, values[1]));
}

/* What the module's built-in names have under that name: it may have been given other ones. */
static bool find_built_in(struct reader *r, const char *name, uint64_t *ret)
{
    const struct type *type;
    uint64_t names;

    if (!error_ignore(dict_find(r->runtime, r->globals, "__builtins__", &names)) ||
        !error_ignore(types_of(r->types, names, &type)))
        return false;
    if (type->kind == KIND_MODULE &&
        !error_ignore(
            view_read_field(r->runtime->target, names, r->runtime->layout.module.md_dict, &names)))
        return false;
    return (type->kind == KIND_MODULE || type->kind == KIND_DICT) &&
           error_ignore(dict_find(r->runtime, names, name, ret));
}

/* len() and iter(), unless the module has others of that name. */
static bool load_global(struct reader *r, const char *name)
{
    bool is_len = strcmp(name, "len") == 0;
    struct error *error;
    uint64_t other;
    bool missing;

    if (r->globals == 0 || (!is_len && strcmp(name, "iter") != 0))
        return false;
    error = dict_find(r->runtime, r->globals, name, &other);
    missing = error != NULL && error->kind == ERROR_NOT_FOUND;
    error_destroy(error);
    return missing && find_built_in(r, name, &other) && is_built_in(r, other, name) &&
           push_symbol(r, is_len ? SYMBOL_LEN : SYMBOL_ITER);
}

/* The operands that are consumed, and the one to which it is handed on. */
static bool hand_on(struct reader *r, size_t consumed, uint64_t object,
                    enum property_handed_on handed_on)
{
    if (object == 0)
        return false;
    r->count -= consumed;
    r->stack[r->count++] =
        (struct operand){.object = object, .symbol = SYMBOL_RESULT, .handed_on = handed_on};
    return true;
}

static bool call(struct runtime *runtime, struct types *types, uint64_t function, uint64_t self,
                 unsigned depth, unsigned arguments, bool hands_on, struct operand *ret);

/* self.method(), of a method that does no more than what is read here. */
static bool call_method(struct reader *r)
{
    struct operand *top = &r->stack[r->count - 1], result = {0};

    if (r->depth + 1 >= DEPTH_MAX || !call(r->runtime, r->types, top->function, top->object,
                                           r->depth + 1, 1, r->globals != 0, &result))
        return false;
    *top = result;
    return true;
}

/* not, of True, False and None alone. */
static bool negate(struct reader *r)
{
    struct operand *top = r->count > 0 ? &r->stack[r->count - 1] : NULL;
    bool truth;

    if (top == NULL || top->symbol != SYMBOL_NONE || !is_true(r, top, &truth))
        return false;
    *top = (struct operand){.made = {.kind = MADE_BOOL, .truth = !truth}};
    return true;
}

static bool is_plain(const struct operand *operand)
{
    return operand->symbol == SYMBOL_NONE;
}

static bool step_symbol(struct reader *r, const struct opcode *opcode, uint32_t argument)
{
    static const char *const calls[] = {"CALL", "CALL_FUNCTION", "CALL_METHOD", NULL};
    const struct operand *top, *below;
    const char *text;

    if (r->count > 0 && r->stack[r->count - 1].symbol == SYMBOL_METHOD)
        return argument == 0 && is_one_of(opcode->name, calls) && call_method(r);
    if (strcmp(opcode->name, "UNARY_NOT") == 0)
        return negate(r);
    if (r->globals == 0 || r->count < 2)
        return false;
    top = &r->stack[r->count - 1];
    below = &r->stack[r->count - 2];
    text = opcode_text(opcode, argument);
    if (is_one_of(opcode->name, calls))
        return argument == 1 && is_plain(top) &&
               (below->symbol == SYMBOL_LEN || below->symbol == SYMBOL_ITER) &&
               hand_on(r, 2, top->object,
                       below->symbol == SYMBOL_LEN ? PROPERTY_LENGTH : PROPERTY_ITERATION);
    if (strcmp(opcode->name, "BINARY_SUBSCR") == 0 ||
        (strcmp(opcode->name, "BINARY_OP") == 0 && text != NULL && strcmp(text, "[]") == 0))
        return top->symbol == SYMBOL_ARGUMENT && is_plain(below) &&
               hand_on(r, 2, below->object, PROPERTY_ITEM);
    if ((strcmp(opcode->name, "CONTAINS_OP") == 0 && argument == 0) ||
        (strcmp(opcode->name, "COMPARE_OP") == 0 && text != NULL && strcmp(text, "in") == 0))
        return below->symbol == SYMBOL_ARGUMENT && is_plain(top) &&
               hand_on(r, 2, top->object, PROPERTY_CONTAINS);
    return false;
}

enum step { STEP_ON, STEP_JUMP, STEP_RETURN, STEP_STOP };

/* The index that an argument is once its flags are off. */
static uint64_t index_of(const struct instruction *instruction, const struct opcode *opcode)
{
    return instruction->argument >> opcode->shift;
}

static enum step step_on(struct reader *r, const struct instruction *instruction)
{
    /* A NULL that goes before what is called is left out. */
    static const char *const nothing[] = {"RESUME", "NOP",     "NOT_TAKEN", "TO_BOOL",
                                          "CACHE",  "PRECALL", "PUSH_NULL", NULL};
    static const char *const two[] = {"LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW",
                                      NULL};
    static const char *const self[] = {"LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK", NULL};
    const struct opcode *opcode = &r->bytecode.opcodes.by_number[instruction->base];
    uint64_t index = index_of(instruction, opcode);
    bool when_true, truth;

    if (opcode->name == NULL)
        return STEP_STOP;
    if (is_one_of(opcode->name, nothing))
        return STEP_ON;
    if (is_one_of(opcode->name, self))
        return load_fast(r, instruction->argument) ? STEP_ON : STEP_STOP;
    if (is_one_of(opcode->name, two))
        return load_fast(r, instruction->argument >> 4) && load_fast(r, instruction->argument & 15)
                   ? STEP_ON
                   : STEP_STOP;
    if (strcmp(opcode->name, "LOAD_GLOBAL") == 0)
        return index < r->names.count && load_global(r, r->names.data[index]) ? STEP_ON : STEP_STOP;
    if (strcmp(opcode->name, "LOAD_ATTR") == 0 || strcmp(opcode->name, "LOAD_METHOD") == 0)
        return index < r->names.count && load_attribute(r, r->names.data[index]) ? STEP_ON
                                                                                 : STEP_STOP;
    if (strcmp(opcode->name, "LOAD_CONST") == 0)
        return index < r->constants.count && push(r, r->constants.data[index]) ? STEP_ON
                                                                               : STEP_STOP;
    if (strcmp(opcode->name, "LOAD_COMMON_CONSTANT") == 0)
        return push_common(r, opcode_text(opcode, instruction->argument)) ? STEP_ON : STEP_STOP;
    if (strcmp(opcode->name, "LOAD_SMALL_INT") == 0)
        return push_made(r, (struct made){.kind = MADE_INT, .integer = instruction->argument})
                   ? STEP_ON
                   : STEP_STOP;
    if (strcmp(opcode->name, "RETURN_CONST") == 0)
        return index < r->constants.count && push(r, r->constants.data[index]) ? STEP_RETURN
                                                                               : STEP_STOP;
    if (strcmp(opcode->name, "RETURN_VALUE") == 0)
        return r->count == 1 && r->stack[0].symbol != SYMBOL_METHOD ? STEP_RETURN : STEP_STOP;
    if (step_symbol(r, opcode, instruction->argument))
        return STEP_ON;
    when_true = strcmp(opcode->name, "POP_JUMP_IF_TRUE") == 0 ||
                strcmp(opcode->name, "POP_JUMP_FORWARD_IF_TRUE") == 0;
    if ((!when_true && strcmp(opcode->name, "POP_JUMP_IF_FALSE") != 0 &&
         strcmp(opcode->name, "POP_JUMP_FORWARD_IF_FALSE") != 0) ||
        r->count == 0 || !is_true(r, &r->stack[--r->count], &truth))
        return STEP_STOP;
    return truth == when_true ? STEP_JUMP : STEP_ON;
}

static bool follow(struct reader *r, struct operand *ret)
{
    const struct instruction *at = bytecode_at(&r->bytecode, 0);

    for (unsigned steps = 0; at != NULL && steps < STEPS_MAX; steps++) {
        switch (step_on(r, at)) {
        case STEP_ON:
            at = bytecode_at(&r->bytecode, (int64_t)at->offset + at->size);
            break;
        case STEP_JUMP:
            at = bytecode_at(&r->bytecode, at->target);
            break;
        case STEP_RETURN:
            *ret = r->stack[r->count - 1];
            return true;
        case STEP_STOP:
            return false;
        }
    }
    return false;
}

/* arguments: 1 of a getter; of a method that may hand on, as many as that takes. */
static bool call(struct runtime *runtime, struct types *types, uint64_t function, uint64_t self,
                 unsigned depth, unsigned arguments, bool hands_on, struct operand *ret)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->code.co_consts, layout->code.co_names};
    struct reader r = {.runtime = runtime, .types = types, .self = self, .depth = depth};
    const unsigned others = CODE_FLAG_GENERATOR | CODE_FLAG_COROUTINE | CODE_FLAG_ASYNC_GENERATOR;
    const struct type *type;
    const struct code *code;
    uint64_t address, values[2];
    bool done;

    if (!error_ignore(types_of(types, function, &type)) || type->kind != KIND_FUNCTION ||
        !error_ignore(
            view_read_field(runtime->target, function, layout->function.func_code, &address)) ||
        !error_ignore(code_cache_get(runtime, &address, 1, &code)) ||
        code->argcount != (int)arguments || (code->flags & others) != 0 ||
        !error_ignore(view_read_fields(runtime->target, address, fields, 2, values)))
        return false;
    if (hands_on && !error_ignore(view_read_field(runtime->target, function,
                                                  layout->function.func_globals, &r.globals)))
        return false;
    if (!error_ignore(bytecode_read(runtime, code, 0, &r.bytecode)))
        return false;
    done = r.bytecode.size <= CODE_MAX_BYTES &&
           error_ignore(code_tuple(runtime, values[0], &r.constants)) &&
           error_ignore(code_names(runtime, values[1], &r.names)) && follow(&r, ret);
    bytecode_deinit(&r.bytecode);
    array_deinit(&r.constants);
    code_names_deinit(&r.names);
    return done;
}

/* Whether the code of its __get__ is in that file of the library: what tells a descriptor of it
 * from an application's class of that name. */
static bool gets_in(struct runtime *runtime, struct types *types, const struct type *kind,
                    const char *wanted)
{
    const struct type *owner, *type;
    const struct code *code;
    uint64_t function, address;
    const char *file;

    if (!error_ignore(attribute_in_class(runtime, types, kind, "__get__", &owner, &function)) ||
        !error_ignore(types_of(types, function, &type)) || type->kind != KIND_FUNCTION ||
        !error_ignore(view_read_field(runtime->target, function, runtime->layout.function.func_code,
                                      &address)) ||
        !error_ignore(code_cache_get(runtime, &address, 1, &code)))
        return false;
    file = strrchr(code->filename, '/');
    return strcmp(code->name, "__get__") == 0 && file != NULL && strcmp(file, wanted) == 0;
}

/* types.DynamicClassAttribute, and enum.property (3.11+): Enum.value. */
static bool is_dynamic(struct runtime *runtime, struct types *types, const struct type *kind)
{
    return (strcmp(kind->name, "types.DynamicClassAttribute") == 0 &&
            gets_in(runtime, types, kind, "/types.py")) ||
           (strcmp(kind->name, "enum.property") == 0 &&
            (gets_in(runtime, types, kind, "/enum.py") ||
             gets_in(runtime, types, kind, "/types.py")));
}

/* Whether __get__ is that of property itself. */
static bool is_property(struct runtime *runtime, struct types *types, const struct type *kind)
{
    const struct type *owner;
    uint64_t get;

    return type_is(kind, "property") ||
           (error_ignore(attribute_in_class(runtime, types, kind, "__get__", &owner, &get)) &&
            type_is(owner, "property"));
}

struct error *property_function(struct runtime *runtime, struct types *types, uint64_t descriptor,
                                const struct type *kind, uint64_t *ret)
{
    bool cached = gets_in(runtime, types, kind, "/functools.py");
    struct attribute found;

    if (!cached && !is_property(runtime, types, kind) && !is_dynamic(runtime, types, kind))
        return error_create(ERROR_NOT_FOUND, "no property");
    TRY(attribute_find(runtime, types, descriptor, cached ? "func" : "fget", &found));
    *ret = found.object;
    attribute_deinit(&found);
    return *ret != 0 ? NULL : error_create(ERROR_NOT_FOUND, "no function");
}

static bool read_value(struct runtime *runtime, struct types *types, uint64_t descriptor,
                       const struct type *kind, uint64_t object, unsigned depth,
                       struct operand *ret)
{
    struct attribute getter;

    if (depth >= DEPTH_MAX)
        return false;
    /* Its name was without the underscore of the module in some versions. */
    if (strcmp(kind->name, "_collections._tuplegetter") == 0 ||
        strcmp(kind->name, "collections._tuplegetter") == 0)
        return kind->native && read_field(runtime, types, descriptor, object, &ret->object);
    if ((!type_is(kind, "property") && !is_dynamic(runtime, types, kind)) ||
        !error_ignore(
            attribute_find_within(runtime, types, descriptor, "fget", depth + 1, &getter)))
        return false;
    attribute_deinit(&getter);
    return getter.object != 0 &&
           (read_item(runtime, types, getter.object, object, &ret->object) ||
            call(runtime, types, getter.object, object, depth, 1, false, ret));
}

bool property_of_class(struct runtime *runtime, struct types *types, uint64_t descriptor,
                       const struct type *kind, uint64_t class, unsigned depth, uint64_t *ret)
{
    CLEANUP_FREE char *name = NULL;
    const struct type *type, *self, *owner;
    struct attribute found;
    uint64_t members;

    if (depth >= DEPTH_MAX || strcmp(kind->name, "enum.property") != 0 ||
        !is_dynamic(runtime, types, kind))
        return false;
    /* 3.12+ keeps the member; before, the class has them all by their names. */
    if (error_ignore(
            attribute_find_within(runtime, types, descriptor, "member", depth + 1, &found))) {
        attribute_deinit(&found);
        if (found.object == 0 || !error_ignore(types_of(types, found.object, &type)) ||
            type->kind == KIND_NONE)
            return false;
        *ret = found.object;
        return true;
    }
    if (!error_ignore(attribute_find_within(runtime, types, descriptor, "name", depth + 1, &found)))
        return false;
    attribute_deinit(&found);
    if (found.object == 0 ||
        !error_ignore(string_read(runtime, found.object, NULL, NAME_MAX_CHARACTERS, &name)) ||
        !error_ignore(types_get(types, class, &self)) ||
        !error_ignore(attribute_in_class(runtime, types, self, "_member_map_", &owner, &members)) ||
        !error_ignore(types_of(types, members, &type)))
        return false;
    return type->kind == KIND_DICT && error_ignore(dict_find(runtime, members, name, ret));
}

static void take(const struct operand *value, struct attribute *ret)
{
    ret->object = value->object;
    if (value->object != 0)
        return;
    ret->made = value->made;
    if (ret->made.kind == MADE_STR)
        ret->made.text = xstrdup(value->made.text);
}

bool property_read(struct runtime *runtime, struct types *types, uint64_t descriptor,
                   const struct type *kind, uint64_t object, struct attribute *ret)
{
    struct operand value = {0};

    if (!read_value(runtime, types, descriptor, kind, object, ret->depth, &value))
        return false;
    take(&value, ret);
    return true;
}

bool property_returns(struct runtime *runtime, struct types *types, uint64_t function,
                      uint64_t object, unsigned arguments, struct attribute *ret)
{
    struct operand value = {0};

    if (!call(runtime, types, function, object, 0, arguments, false, &value))
        return false;
    take(&value, ret);
    return true;
}

bool property_hands_on(struct runtime *runtime, struct types *types, uint64_t function,
                       uint64_t object, enum property_handed_on what, uint64_t *ret)
{
    unsigned arguments = what == PROPERTY_ITEM || what == PROPERTY_CONTAINS ? 2 : 1;
    struct operand value = {0};

    if (!call(runtime, types, function, object, 0, arguments, true, &value) ||
        value.symbol != SYMBOL_RESULT || value.handed_on != what)
        return false;
    *ret = value.object;
    return true;
}

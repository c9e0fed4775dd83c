/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One evaluation from its text to its result, and how much work it may be. */
#include "expr/expr.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/dict.h"
#include "python/runtime.h"
#include "python/view.h"
#include "target/target.h"

#include <uthash.h>

/* With what else we need, a process of 100 MB. */
#define BYTES_MAX ((size_t)EXPR_MEGABYTES_MAX << 20)
/* Results that are kept together with what was needed on the way to them. */
#define SMALL_BYTES ((size_t)64 << 10)
/* Elements of a result that are looked at for what is to be remarked. */
#define LOOKS_MAX 100000

struct known_name {
    struct value value;
    UT_hash_handle hh;
    char name[];
};

void expr_init(struct expr *e, const struct expr_scope *scope)
{
    *e = (struct expr){
        .scope = scope,
        .runtime = scope->runtime,
        .types = types_create(scope->runtime),
        .arena = arena_create(),
        .old = scope->runtime->layout.traits.strings_are_bytes,
        .grammar = scope->runtime->layout.traits.wording,
    };
    e->block = block_create(e->arena, NULL, false);
    clock_gettime(CLOCK_MONOTONIC, &e->started);
}

void expr_deinit(struct expr *e)
{
    struct known_name *known, *next;

    HASH_ITER (hh, e->names, known, next) {
        HASH_DEL(e->names, known);
        free(known);
    }
    expr_forget_definers(e);
    repr_destroy(e->repr);
    repr_result_deinit(&e->record.said);
    arena_destroy(e->arena);
    types_destroy(e->types);
}

static struct error *too_many(void)
{
    return error_create(
        ERROR_UNSUPPORTED,
        "this goes through more than %d elements, which is as many as one expression may",
        EXPR_STEPS_MAX);
}

struct error *expr_step(struct expr *e)
{
    if (++e->steps > EXPR_STEPS_MAX)
        return too_many();
    return expr_pause(e);
}

struct error *expr_steps(const struct expr *e, uint64_t count)
{
    if (e->steps <= EXPR_STEPS_MAX && count <= EXPR_STEPS_MAX - e->steps)
        return NULL;
    return error_create(ERROR_UNSUPPORTED,
                        "one expression goes through %d elements at most, and there are %llu "
                        "(of a list, x[:%d] are the first of them; of a dict, "
                        "[k for k, _ in zip(x, range(%d))])",
                        EXPR_STEPS_MAX, (unsigned long long)count, EXPR_HINTED, EXPR_HINTED);
}

struct error *expr_pause(struct expr *e)
{
    struct timespec now;

    if (++e->pauses % 256 != 0)
        return NULL;
    if (e->scope->interrupted != NULL && e->scope->interrupted(e->scope->arg))
        return error_create(ERROR_INTERRUPTED, "Quit");
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - e->started.tv_sec > EXPR_SECONDS_MAX)
        return error_create(ERROR_UNSUPPORTED,
                            "this takes longer than %d s, which is as long as one expression may",
                            EXPR_SECONDS_MAX);
    return NULL;
}

struct error *expr_room(const struct expr *e, size_t count, size_t size)
{
    size_t left = BYTES_MAX - arena_bytes(e->arena);

    if (arena_bytes(e->arena) > BYTES_MAX || (size > 0 && count > left / size))
        return error_create(ERROR_UNSUPPORTED,
                            "this takes more than %d MB, which is as much as one expression may "
                            "have here",
                            EXPR_MEGABYTES_MAX);
    return NULL;
}

struct expr_mark expr_mark(struct expr *e)
{
    struct expr_mark mark = {arena_mark(e->arena), e->kept, e->iterators_before};

    e->iterators_before = e->iterators;
    return mark;
}

bool expr_unmark(struct expr *e, const struct expr_mark *mark)
{
    e->iterators_before = mark->iterators_before;
    return e->kept != mark->kept;
}

void expr_release(struct expr *e, const struct expr_mark *mark)
{
    if (!expr_unmark(e, mark))
        arena_release(e->arena, mark->arena);
}

struct error *expr_list_add(struct expr *e, struct value_list *list, struct value value)
{
    if (list->count == list->capacity)
        TRY(expr_room(e, 2 * list->capacity, sizeof value));
    value_list_add(e->arena, list, value);
    return NULL;
}

struct error *expr_too_deep(struct expr *e, unsigned depth)
{
    if (e->nesting >= depth)
        return error_create(ERROR_UNSUPPORTED,
                            "RecursionError: containers within containers, more than %u deep",
                            depth);
    return NULL;
}

struct error *expr_sys_modules(const struct expr_scope *scope, uint64_t *ret)
{
    struct target *target = scope->runtime->target;
    const struct thread *thread = scope->view != NULL ? scope->view->thread : NULL;
    uint64_t interpreter;

    if (thread != NULL)
        interpreter = thread->interp;
    else
        TRY(target_read_u64(target, scope->runtime->interpreters_head, &interpreter));
    return view_read_field(target, interpreter, scope->runtime->layout.interp.modules, ret);
}

struct error *expr_modules(struct expr *e, struct value *ret)
{
    uint64_t modules;

    TRY(expr_sys_modules(e->scope, &modules));
    *ret = value_of_object(modules);
    return NULL;
}

/* A name that a frame does not have may be that of a module which others have imported. */
static struct error *name_the_module(struct expr *e, const char *name, struct error *error)
{
    struct error *named;
    struct value modules;
    uint64_t module;

    if (error->kind != ERROR_NOT_FOUND || !error_ignore(expr_modules(e, &modules)) ||
        !error_ignore(dict_find(e->runtime, modules.object, name, &module)))
        return error;
    named = error_create(ERROR_NOT_FOUND, "%s; the module is loaded, and is $_modules['%s']",
                         error->message, name);
    error_destroy(error);
    return named;
}

/* What stands in a class body alone is not seen by what is written within it. */
static struct error *name_of_class(struct expr *e, const char *name, struct error *error)
{
    struct variable variable;
    struct error *named;

    if (error->kind != ERROR_NOT_FOUND ||
        !error_ignore(variables_find(e->scope->view, e->scope->level, name, false, &variable)))
        return error;
    free(variable.name);
    named = error_create(ERROR_NOT_FOUND,
                         "%s; the class body has it, of which a comprehension sees nothing but in "
                         "its first iterable",
                         error->message);
    error_destroy(error);
    return named;
}

/* Of a frame that has returned the built-in names are left. */
static struct error *find_variable(struct expr *e, const char *name, bool inner,
                                   struct variable *ret)
{
    struct error *error = variables_find(e->scope->view, e->scope->level, name, inner, ret);
    uint64_t object;

    if (error == NULL || error->kind != ERROR_STALE ||
        !error_ignore(expr_builtin(e, name, &object)))
        return error;
    error_destroy(error);
    *ret = (struct variable){.kind = VARIABLE_GLOBAL, .object = object};
    return NULL;
}

bool expr_known(const struct expr *e, const char *name, struct value *ret)
{
    struct known_name *known;

    HASH_FIND(hh, e->names, name, strlen(name), known);
    if (known != NULL)
        *ret = known->value;
    return known != NULL;
}

void expr_know(struct expr *e, const char *name, const struct value *value)
{
    size_t length = strlen(name);
    struct known_name *known = xcalloc(1, sizeof *known + length + 1);

    memcpy(known->name, name, length);
    known->value = *value;
    HASH_ADD_KEYPTR(hh, e->names, known->name, length, known);
}

/* Whether what the expression's own functions and comprehensions ask for is looked for elsewhere
 * than what it asks for itself. A frame that has returned has no names that could be. */
static bool hides_names(struct expr *e)
{
    const struct variables_view *view = e->scope->view;
    uint64_t locals, globals;

    if (!e->hides_asked && view != NULL && e->scope->level >= view->first) {
        e->hides_asked = true;
        e->hides =
            error_ignore(variables_namespace(
                e->runtime, &view->thread->frames.data[e->scope->level], &locals, &globals)) &&
            locals != 0 && locals != globals;
    }
    return e->hides;
}

struct error *expr_name(struct expr *e, const char *name, struct value *ret)
{
    bool inner = e->block->outer != NULL && hides_names(e);
    CLEANUP_FREE char *key = inner ? xasprintf("%s in it", name) : xstrdup(name);
    struct variable variable;
    struct error *error;

    if (expr_known(e, key, ret))
        return NULL;
    error = find_variable(e, name, inner, &variable);
    if (error != NULL && inner)
        error = name_of_class(e, name, error);
    if (error != NULL)
        return name_the_module(e, name, error);
    free(variable.name);
    e->of_frame |= variable.kind != VARIABLE_GLOBAL;
    *ret = variable.object != 0 ? value_of_object(variable.object) : value_of_i64(variable.number);
    expr_know(e, key, ret);
    return NULL;
}

/* Looks for what is to be remarked, anywhere within; of what is large, at so many elements. */
static void look_within(const struct expr *e, const struct value *value, size_t *left,
                        struct expr_result *ret)
{
    const struct value *data = NULL;
    size_t count = 0;

    ret->unordered |= value_order_differs(value, e->old);
    ret->described |= value->kind == VALUE_SHOWN && !value->is_repr;
    if (*left == 0)
        return;
    (*left)--;
    if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE) {
        data = value->items.data;
        count = value->items.count;
    } else if (value->kind == VALUE_ITERATOR) {
        data = value->iterator->rest.data + value->iterator->at;
        count = value->iterator->rest.count - value->iterator->at;
    }
    for (size_t i = 0; *left > 0 && i < count; i++)
        look_within(e, &data[i], left, ret);
    for (size_t i = 0; value->kind == VALUE_DICT && *left > 0 && i < value->table->count; i++) {
        look_within(e, &value->table->entries[i].key, left, ret);
        look_within(e, &value->table->entries[i].value, left, ret);
    }
}

void expr_note_order(struct expr *e, const struct value *value)
{
    struct expr_result seen = {0};
    size_t left = LOOKS_MAX;

    look_within(e, value, &left, &seen);
    e->unordered |= seen.unordered;
}

/* What is kept: without what was only needed on the way, unless that is little. */
static void take_result(struct expr *e, struct value *value, struct expr_result *ret)
{
    struct expr_record record = e->record;
    struct value copy;
    size_t bytes, max, left = LOOKS_MAX;
    struct arena *own;

    e->record = (struct expr_record){0};
    if (e->scope->records && record.said.text == NULL)
        expr_keep(e, value, &record);
    *ret = (struct expr_result){.value = *value,
                                .of_frame = e->of_frame,
                                .scanned = e->scanned,
                                .unordered = e->unordered,
                                .recorded = e->recorded,
                                .record = record};
    look_within(e, value, &left, ret);
    bytes = arena_bytes(e->arena);
    max = bytes / sizeof(struct value);
    if (bytes > SMALL_BYTES) {
        own = arena_create();
        if (value_copy(own, value, &max, &copy) &&
            (!record.copied || value_copy(own, &record.copy, &max, &ret->record.copy))) {
            ret->value = copy;
            ret->arena = own;
            return;
        }
        arena_destroy(own);
        ret->record = record;
    }
    ret->arena = take_pointer(e->arena);
}

static struct error *settle(struct expr *e, struct value *value);

static struct error *settle_items(struct expr *e, struct value *value)
{
    struct value *items =
        arena_copy(e->arena, value->items.data, value->items.count * sizeof *items);

    value->items.data = items;
    for (size_t i = 0; i < value->items.count; i++)
        TRY(settle(e, &items[i]));
    return NULL;
}

/* What only lives as long as the expression becomes what is shown of it: iterators have what is
 * left in them, functions are described. */
static struct error *settle(struct expr *e, struct value *value)
{
    struct error *error = NULL;

    if (!e->makes)
        return NULL;
    TRY(expr_too_deep(e, 1000));
    TRY(expr_step(e));
    e->nesting++;
    switch (value->kind) {
    case VALUE_FUNCTION:
        *value = expr_describe_function(e, value->function);
        break;
    case VALUE_ITERATOR:
        error = expr_settle(e, value->iterator);
        for (size_t i = 0; i < value->iterator->rest.count && error == NULL; i++)
            error = settle(e, &value->iterator->rest.data[i]);
        break;
    case VALUE_LIST:
    case VALUE_TUPLE:
        error = settle_items(e, value);
        break;
    case VALUE_DICT:
    case VALUE_SET:
    case VALUE_FROZENSET:
        for (size_t i = 0; i < value->table->count && error == NULL; i++) {
            error = settle(e, &value->table->entries[i].key);
            if (error == NULL)
                error = settle(e, &value->table->entries[i].value);
        }
        break;
    default:
        break;
    }
    e->nesting--;
    return error;
}

static struct error *evaluate(struct expr *e, const char *text, struct value *ret)
{
    struct node *node;

    e->text = text;
    /* The compiler's own names, as the .0 of a comprehension, are none in the language. */
    if (text[0] == '.' && error_ignore(expr_name(e, text, ret)))
        return NULL;
    TRY(expr_parse(e->arena, text, e->grammar, &node));
    e->is_earlier = node->kind == NODE_EARLIER;
    TRY(expr_eval(e, node, ret));
    if (ret->kind == VALUE_ITERATOR && strcmp(ret->iterator->type, "generator") == 0)
        return error_in_text(error_create(ERROR_UNSUPPORTED,
                                          "a generator runs when it is asked for elements: write "
                                          "[...] around it for a list"),
                             text, node->start, node->end, node->at);
    return error_in_text(settle(e, ret), text, node->start, node->end, node->at);
}

struct error *expr_evaluate(const struct expr_scope *scope, const char *text,
                            struct expr_result *ret)
{
    struct expr e;
    struct value value;

    *ret = (struct expr_result){0};
    expr_init(&e, scope);

    struct error *error = expr_in_words(&e, evaluate(&e, text, &value));

    if (error == NULL)
        take_result(&e, &value, ret);
    expr_deinit(&e);
    return error;
}

void expr_type_deinit(struct expr_type *type)
{
    for (size_t i = 0; i < type->mro.count; i++)
        free(type->mro.data[i]);
    array_deinit(&type->mro);
    free(take_pointer(type->name));
}

static struct error *type_of(struct expr *e, const struct value *value, struct expr_type *ret)
{
    const struct type *type, *class;
    uint64_t mro[TYPES_MRO_MAX], address;
    size_t count;

    if (value->kind == VALUE_METHOD && !error_ignore(expr_method_type(e, &address))) {
        ret->name = xstrdup(expr_type_name(e, value));
        return NULL;
    }
    if (value->kind == VALUE_SHOWN || value->kind == VALUE_VIEW) {
        ret->name = xstrdup(expr_type_name(e, value));
        return NULL;
    }
    TRY(expr_type_struct(e, value, &type));
    ret->name = xstrdup(type->name);
    ret->address = type->address;
    ret->has_length = error_ignore(expr_check_special(e, value, "__len__")) &&
                      error_ignore(expr_length(e, value, &ret->length));
    TRY(types_mro(e->types, type, mro, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(types_get(e->types, mro[i], &class));
        array_push(&ret->mro, xstrdup(class->name));
    }
    return NULL;
}

struct error *expr_type_of(const struct expr_scope *scope, const struct value *value,
                           struct expr_type *ret)
{
    struct expr e;

    *ret = (struct expr_type){0};
    expr_init(&e, scope);

    struct error *error = type_of(&e, value, ret);

    expr_deinit(&e);
    if (error != NULL)
        expr_type_deinit(ret);
    return error;
}

static struct error *class_of(struct expr *e, const struct value *value, uint64_t *ret)
{
    enum type_kind kind;

    TRY(expr_check_known(value));
    TRY(expr_kind(e, value, &kind));
    *ret = value->object;
    if (value->kind == VALUE_OBJECT && (kind == KIND_TYPE || kind == KIND_OLD_CLASS))
        return NULL;
    if (value->kind == VALUE_OBJECT && kind == KIND_OLD_INSTANCE)
        return view_read_field(e->runtime->target, value->object,
                               e->runtime->layout.old_instance.in_class, ret);
    return expr_type_object(e, value, ret);
}

struct error *expr_class_of(const struct expr_scope *scope, const struct value *value,
                            uint64_t *ret)
{
    struct expr e;

    expr_init(&e, scope);

    struct error *error = class_of(&e, value, ret);

    expr_deinit(&e);
    return error;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr/iterator.h"

#include <string.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/runtime.h"

/* Elements of a series that are read at a time. */
#define PIECE 128

struct value expr_make_iterator(struct expr *e, const char *type, EXPR_RUNNER((*run)),
                                const void *source)
{
    struct value_iterator *iterator = arena_take(e->arena, sizeof *iterator);

    *iterator = (struct value_iterator){
        .type = type,
        .run = run,
        .source = source,
        .serial = e->iterators++,
    };
    return (struct value){.kind = VALUE_ITERATOR, .iterator = iterator};
}

struct value expr_iterator_of_list(struct expr *e, const char *type, const struct value_list *list)
{
    struct value ret = expr_make_iterator(e, type, NULL, NULL);

    ret.iterator->rest = *list;
    ret.iterator->complete = true;
    return ret;
}

static const char stop_iteration[] = "StopIteration";

struct error *expr_stop_iteration(void)
{
    return error_create(ERROR_NOT_FOUND, stop_iteration);
}

bool expr_is_stop_iteration(const struct error *error)
{
    return error != NULL && error->kind == ERROR_NOT_FOUND &&
           strcmp(error->message, stop_iteration) == 0;
}

/* ---- iter() */

static EXPR_RUNNER(run_value)
{
    return expr_each(e, source, visit, arg);
}

static struct error *stop_at_once(void *arg, const struct value *item, bool *stop)
{
    (void)arg;
    (void)item;
    *stop = true;
    return NULL;
}

/* As type(iter(x)).__name__ is: of most types their own name and this. */
static const char *type_of_iterator(struct expr *e, const struct value *value, enum type_kind kind)
{
    /* That of a subclass is that of its base. */
    const char *name = kind == KIND_FROZENSET || kind == KIND_SET ? "set"
                       : kind == KIND_STR                         ? "str"
                       : kind == KIND_LIST                        ? "list"
                       : kind == KIND_TUPLE                       ? "tuple"
                       : kind == KIND_DICT                        ? "dict"
                                                                  : expr_type_name(e, value);
    CLEANUP_FREE char *type = kind == KIND_DICT && e->old ? xstrdup("dictionary-keyiterator")
                              : kind == KIND_DICT         ? xasprintf("%s_keyiterator", name)
                              : e->old                    ? xasprintf("%siterator", name)
                                                          : xasprintf("%s_iterator", name);

    return arena_copy_text(e->arena, type, strlen(type));
}

struct error *expr_iter(struct expr *e, const struct value *value, struct value *ret)
{
    size_t steps = e->steps;
    struct value *source;
    enum type_kind kind;

    *ret = *value;
    if (value->kind == VALUE_ITERATOR)
        return NULL;
    TRY(expr_kind(e, value, &kind));
    TRY(expr_each(e, value, stop_at_once, NULL));
    e->steps = steps;
    source = arena_copy(e->arena, value, sizeof *value);
    *ret = expr_make_iterator(e, type_of_iterator(e, value, kind), run_value, source);
    if (kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_STR || kind == KIND_BYTES ||
        kind == KIND_RANGE)
        if (error_ignore(expr_check_special(e, value, "__iter__")) &&
            error_ignore(expr_check_special(e, value, "__getitem__")))
            ret->iterator->series = source;
    return NULL;
}

/* ---- one run */

struct run {
    struct expr *e;
    struct value_iterator *iterator;
    size_t skip; /* elements that were given before */
    size_t kept; /* of the expression, when it was asked for */
    EXPR_VISITOR((*visit));
    void *arg;
    bool overtaken; /* it was gone on with elsewhere while an element was looked at */
    bool stopped;
};

static struct error *show(void *arg, const struct value *item, bool *stop)
{
    struct run *run = arg;
    size_t given;

    if (run->skip > 0) {
        run->skip--;
        return NULL;
    }
    given = ++run->iterator->given;
    TRY(run->visit(run->arg, item, stop));
    run->stopped = *stop;
    run->overtaken = run->iterator->given != given;
    *stop |= run->overtaken;
    return NULL;
}

/* An iterator that was there before has changed: who runs now cannot be run again. */
static void note_change(struct expr *e, const struct value_iterator *iterator)
{
    if (iterator->serial < e->iterators_before)
        e->kept++;
}

static struct error *run_through(struct run *run)
{
    struct value_iterator *iterator = run->iterator;
    struct expr *e = run->e;
    struct expr_mark mark = expr_mark(e);
    struct error *error;
    bool was_running;

    iterator->mixed |= iterator->running && run->kept != iterator->kept;
    if (iterator->mixed) {
        expr_unmark(e, &mark);
        return error_create(ERROR_UNSUPPORTED,
                            "this %s takes elements of another iterator, or binds names: it is "
                            "gone through at once, or not at all",
                            iterator->type);
    }
    run->skip = iterator->given;
    was_running = iterator->running;
    iterator->running = true;
    iterator->kept = e->kept;
    error = iterator->run(e, iterator->source, show, run);
    iterator->running = was_running;
    /* Who overtook it knows that better. */
    if (expr_unmark(e, &mark) && !run->overtaken)
        iterator->mixed = true;
    if (!run->overtaken)
        iterator->complete = error == NULL && !run->stopped;
    return error;
}

/* ---- next() */

static struct error *keep_first(void *arg, const struct value *item, bool *stop)
{
    *(struct value *)arg = *item;
    *stop = true;
    return NULL;
}

struct keeping {
    struct expr *e;
    struct value_list *list;
    size_t max;
};

static struct error *keep(void *arg, const struct value *item, bool *stop)
{
    struct keeping *to = arg;

    *stop = to->list->count + 1 == to->max;
    return expr_list_add(to->e, to->list, *item);
}

/* The next piece of a series. */
static struct error *read_piece(struct expr *e, struct value_iterator *iterator)
{
    struct value parts[3] = {
        value_of_u64(iterator->given), value_of_u64(iterator->given + PIECE), {.kind = VALUE_NONE}};
    struct value slice = value_of_items(VALUE_SLICE, parts, 3), piece;

    TRY(expr_subscript(e, iterator->series, &slice, &piece));
    iterator->rest = (struct value_list){0};
    iterator->at = 0;
    TRY(expr_collect(e, &piece, &iterator->rest));
    iterator->complete = iterator->rest.count < PIECE;
    return NULL;
}

/* Of what only goes through a container it is enough to read some more than before, since that can
 * be done anew. */
static size_t ahead(const struct value_iterator *iterator)
{
    if (iterator->run != run_value)
        return SIZE_MAX;
    return iterator->given < PIECE ? PIECE : 3 * iterator->given;
}

/* What follows. What comes before an error is given before it. */
static struct error *read_rest(struct expr *e, struct value_iterator *iterator, size_t kept)
{
    struct value_list list = {0};
    struct keeping to = {e, &list, ahead(iterator)};
    struct run run = {.e = e, .iterator = iterator, .kept = kept, .visit = keep, .arg = &to};
    size_t given = iterator->given;
    struct error *error = run_through(&run);

    iterator->given = given;
    iterator->rest = list;
    iterator->at = 0;
    if (error == NULL || error->kind != ERROR_NOT_FOUND || list.count == 0)
        return error;
    error_destroy(error);
    return NULL;
}

struct error *expr_next(struct expr *e, struct value_iterator *iterator, bool *found,
                        struct value *ret)
{
    size_t kept = e->kept;
    struct run run = {.e = e, .iterator = iterator, .kept = kept, .visit = keep_first, .arg = ret};

    *found = true;
    TRY(expr_step(e));
    note_change(e, iterator);
    if (iterator->at == iterator->rest.count && !iterator->complete) {
        /* Most are asked for one element alone. */
        if (iterator->given == 0 && iterator->series == NULL) {
            TRY(run_through(&run));
            *found = !iterator->complete;
            return NULL;
        }
        TRY(iterator->series != NULL ? read_piece(e, iterator) : read_rest(e, iterator, kept));
    }
    *found = iterator->at < iterator->rest.count;
    if (!*found)
        return NULL;
    *ret = iterator->rest.data[iterator->at++];
    iterator->given++;
    return NULL;
}

/* ---- all that is left */

struct error *expr_iterate(struct expr *e, struct value_iterator *iterator, EXPR_VISITOR((*visit)),
                           void *arg)
{
    struct run run = {.e = e, .iterator = iterator, .kept = e->kept, .visit = visit, .arg = arg};
    bool found = true, stop = false;
    struct value item;

    note_change(e, iterator);
    if (iterator->given == 0 && !iterator->complete) {
        TRY(run_through(&run));
        if (run.stopped || !run.overtaken)
            return NULL;
    }
    for (;;) {
        TRY(expr_next(e, iterator, &found, &item));
        if (!found)
            return NULL;
        TRY(visit(arg, &item, &stop));
        if (stop)
            return NULL;
    }
}

struct error *expr_settle(struct expr *e, struct value_iterator *iterator)
{
    struct value_list list = {0};
    struct keeping to = {e, &list, SIZE_MAX};

    TRY(expr_iterate(e, iterator, keep, &to));
    iterator->rest = list;
    iterator->at = 0;
    return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ask.h"

#include <limits.h>
#include <stdlib.h>

#include "base/memory.h"
#include "expr/internal.h"
#include "python/attribute.h"
#include "python/c-method.h"
#include "python/class-members.h"
#include "python/getter.h"
#include "python/parts.h"
#include "python/type.h"
#include "repr/kinds.h"
#include "repr/numpy.h"
#include "repr/signature.h"

#define PARTS_MAX 100

/* Names that getters of built-in types answer to. */
static const char *const getters[] = {
    "__annotations__", "__bases__",   "__code__",      "__dict__",  "__name__",
    "__self__",        "args",        "cell_contents", "cr_code",   "f_code",
    "f_globals",       "f_lineno",    "gi_code",       "hour",      "imag",
    "maxlen",          "microsecond", "real",          "tb_lineno", "tb_next",
    "tzinfo",          "year",
};

char *ask_repr(struct fake *fake, uint64_t object, struct repr_limits limits, int numpy)
{
    struct repr *repr = repr_create(fake->runtime, limits);
    struct repr_result result;

    repr->numpy = numpy;
    repr_object(repr, object, &result);
    repr_destroy(repr);
    free(result.type);
    return result.text;
}

bool ask_attribute(struct fake *fake, uint64_t object, uint64_t *ret)
{
    struct types *types = types_create(fake->runtime);
    struct attribute attribute = {0};
    bool found = error_ignore(attribute_find(fake->runtime, types, object, "name", &attribute));

    if (found && ret != NULL)
        *ret = attribute.object;
    found = found && attribute.object != 0;
    attribute_deinit(&attribute);
    types_destroy(types);
    return found;
}

/* No more of them than are wanted, whatever the object says. */
static void ask_parts(struct fake *fake, struct types *types, uint64_t object)
{
    part_array parts = {0};
    bool more;

    error_ignore(parts_read(fake->runtime, types, object, PARTS_MAX, &parts, &more));
    if (parts.count > PARTS_MAX)
        abort();
    for (size_t i = 0; i < parts.count; i++)
        if (parts.data[i].object == 0)
            abort();
    parts_deinit(&parts);
}

static void ask_getters(struct fake *fake, struct types *types, uint64_t object)
{
    const struct type *type;

    if (!error_ignore(types_of(types, object, &type)))
        return;
    for (size_t i = 0; i < sizeof getters / sizeof *getters; i++) {
        struct attribute attribute = {0};

        getter_read(fake->runtime, types, object, type, getters[i], &attribute);
        attribute_deinit(&attribute);
    }
}

/* What its methods would return. */
static void ask_methods(struct fake *fake, struct types *types, uint64_t object)
{
    const struct type *type;

    if (!error_ignore(types_of(types, object, &type)))
        return;
    for (size_t i = 0; c_method_known(i) != NULL; i++) {
        struct attribute attribute;

        c_method_read(fake->runtime, types, object, type, c_method_known(i), &attribute);
        attribute_deinit(&attribute);
    }
}

static void ask_class(struct fake *fake, struct types *types, uint64_t object)
{
    class_member_array members = {0};
    uint64_t classes[TYPES_MRO_MAX];
    char *text = NULL;
    size_t count;
    bool more;

    if (error_ignore(class_name(fake->runtime, types, object, &text)))
        free(text);
    if (error_ignore(class_mro(fake->runtime, types, object, classes, &count)) &&
        count > TYPES_MRO_MAX)
        abort();
    if (error_ignore(class_bases(fake->runtime, types, object, classes, &count)) &&
        count > TYPES_MRO_MAX)
        abort();
    error_ignore(class_members(fake->runtime, types, object, PARTS_MAX, &members, &more));
    if (members.count > PARTS_MAX)
        abort();
    class_members_deinit(&members);
}

static void ask_function(struct fake *fake, uint64_t object, struct repr_limits limits)
{
    struct repr *repr = repr_create(fake->runtime, limits);
    char *text = NULL;
    bool async;

    if (error_ignore(signature_text(repr, object, &text, &async)))
        free(text);
    repr_destroy(repr);
}

/* What is done with an object x; where it is refused, that comes to an error. */
static const char *const expressions[] = {
    "len(x)",
    "x[0]",
    "x[-1]",
    "x[1:3]",
    "x[0, 0]",
    "x['name']",
    "x[...]",
    "[y for y in x][:3]",
    "1 in x",
    "'name' in x",
    "x == x",
    "x < x",
    "x == 1",
    "x + 1",
    "x - x",
    "x * 2",
    "-x",
    "abs(x)",
    "bool(x)",
    "int(x)",
    "float(x)",
    "str(x)",
    "hash(x)",
    "'%d %s' % (x, x)",
    "sorted(x)",
    "{x: 1}[x]",
    "x.shape",
    "x.dtype",
    "x.T",
    "x.nbytes",
    "x.format",
    "x.value",
    "x.contents",
    "x.name",
    "x.parent",
    "x.mode",
    "x.errors",
    "x.closed",
    "x.fileno()",
    "x.readable()",
    "x.qsize()",
    "x.cache_info()",
    "x.__weakref__",
    "x.days",
    "x.year",
    "x.typecode",
    "x.real",
    "x.upper()",
    "x.split()",
    "x.strip('a')",
    "x.startswith('n')",
    "x.replace('n', 'm')",
    "x.encode()",
    "x.decode('utf-8')",
    "x.total_seconds()",
    "x.find('n')",
    "x.rfind('n', 1)",
    "x.count('n')",
    "x.index('n')",
    "x.partition('n')",
    "x.title()",
    "x.center(30)",
    "x.zfill(30)",
    "x.expandtabs()",
    "x.splitlines()",
    "x.rsplit(None, 1)",
    "x.isdigit()",
    "x.istitle()",
    "x.hex()",
    "x.copy()",
    "x.isoformat()",
    "x.date()",
    "x.time()",
    "x.timestamp()",
    "x.weekday()",
    "x.replace(month=2)",
    "x.strftime('%F')",
    "format(x, '%H')",
    "x.utcoffset()",
    "(lambda f: f('n'))(x.count)",
    "x('n')",
    "x['n']",
    "list(x)",
    "x.get('name')",
    "x.keys()",
    "x()",
    "x.name()",
    "x.done()",
    "next(iter(x))",
    "[*x], (lambda *a, **k: (a, k))(*x, **x)",
    "format(x, '9')",
    "f'{x!r:>9}'",
    "'{0[0]}{0.name}'.format(x)",
};

#define QUESTIONS_MAX 20

static bool had_enough(void *arg)
{
    unsigned *questions = arg;

    return ++*questions > QUESTIONS_MAX;
}

#define EXPRESSIONS (sizeof expressions / sizeof *expressions)

/* The i-th, parsed once: each is asked of very many objects. NULL: 2.7 (old) does not have it. */
static const struct node *parsed(bool old, size_t i)
{
    static struct arena *arena;
    static struct node *nodes[2][EXPRESSIONS];
    static bool tried[2][EXPRESSIONS];

    if (arena == NULL)
        arena = arena_create();
    if (!tried[old][i] &&
        !error_ignore(expr_parse(arena, expressions[i], old ? 0 : UINT_MAX, &nodes[old][i])))
        nodes[old][i] = NULL;
    tried[old][i] = true;
    return nodes[old][i];
}

static void ask_expression(struct expr *e, size_t i)
{
    const struct node *node = parsed(e->old, i);
    struct repr_result shown;
    struct value value;

    e->text = expressions[i];
    e->steps = 0;
    if (node == NULL || !error_ignore(expr_eval(e, node, &value)))
        return;
    expr_repr(e->repr, &value, &shown);
    repr_result_deinit(&shown);
}

void ask_expressions(struct fake *fake, uint64_t object, int numpy)
{
    struct frame frame = {0};
    struct thread thread = {.frames = {.data = &frame, .count = 1}};
    struct variables_view view = {.runtime = fake->runtime, .thread = &thread, .first = 1};
    unsigned questions = 0;
    struct expr_scope scope = {.runtime = fake->runtime,
                               .view = &view,
                               .history = &(expr_history){0},
                               .interrupted = had_enough,
                               .arg = &questions};
    struct value x = value_of_object(object);
    struct expr e;

    expr_init(&e, &scope);
    e.repr = repr_create(fake->runtime, (struct repr_limits){5, 20, 3});
    e.repr->numpy = numpy;
    block_bind(e.arena, e.block, "x", &x);
    for (size_t i = 0; i < EXPRESSIONS; i++) {
        questions = 0;
        ask_expression(&e, i);
    }
    expr_deinit(&e);
}

void ask_all(struct fake *fake, uint64_t object, struct repr_limits limits, int numpy)
{
    struct types *types = types_create(fake->runtime);

    free(ask_repr(fake, object, limits, numpy));
    ask_attribute(fake, object, NULL);
    ask_parts(fake, types, object);
    ask_getters(fake, types, object);
    ask_methods(fake, types, object);
    ask_class(fake, types, object);
    ask_function(fake, object, limits);
    types_destroy(types);
}

void ask_words(struct fake *fake, uint64_t type, uint64_t bytes, uint64_t rest,
               void (*ask)(struct fake *fake, uint64_t object, int numpy, const char *what),
               const char *what)
{
    uint64_t object = fake_object(fake, type, 2 * bytes);
    const uint64_t words[] = {
        0, 1, (uint64_t)-1, (uint64_t)1 << 61, object, FAKE_BASE + FAKE_BYTES - 8};
    uint64_t head = fake->layout->object.ob_type.offset;

    for (uint64_t at = 0; at < bytes; at += 8)
        fake_put_u64(fake, object + at, rest);
    for (uint64_t at = 0; at < bytes; at += 8) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            fake_put_u64(fake, object + at, words[i]);
            fake_put_u64(fake, object + head, type);
            ask(fake, object, i % 2 == 0 ? NUMPY_VERSION(1, 24) : NUMPY_VERSION(2, 4), what);
        }
        fake_put_u64(fake, object + at, rest);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pick.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/words.h"

/* An output that passes everything on, and notes whether processes went by. */
struct picker {
    struct output output;
    struct output *inner;
    bool any;
};

static struct emitter *inner_of(struct emitter *e)
{
    struct emitter *inner = &((struct picker *)e)->inner->emitter;

    inner->depth = e->depth;
    return inner;
}

static void begin(struct emitter *e, const char *name, bool is_list)
{
    struct emitter *inner = inner_of(e);

    inner->ops->begin(inner, name, is_list);
}

static void end(struct emitter *e)
{
    struct emitter *inner = inner_of(e);

    inner->ops->end(inner);
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    struct picker *p = (struct picker *)e;
    struct emitter *inner = inner_of(e);
    p->any |= name != NULL && strcmp(name, "pid") == 0;
    inner->ops->field(inner, name, style, text, value);
}

static void words(struct emitter *e, enum style style, const char *text)
{
    struct emitter *inner = inner_of(e);

    inner->ops->text(inner, style, text);
}

static void begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count)
{
    struct emitter *inner = inner_of(e);

    inner->ops->begin_table(inner, name, columns, count);
}

static void warning(struct emitter *e, const char *text)
{
    struct emitter *inner = inner_of(e);

    inner->ops->warning(inner, text);
}

static bool enough(struct emitter *e)
{
    struct emitter *inner = inner_of(e);

    return inner->ops->enough(inner);
}

static void start(struct output *o, const char *command, pid_t pid)
{
    struct picker *p = (struct picker *)o;

    p->inner->start(p->inner, command, pid);
}

static struct error *finish(struct output *o, pid_t pid, const struct error *failure)
{
    struct picker *p = (struct picker *)o;

    return p->inner->finish(p->inner, pid, failure);
}

static bool choose(struct session *s, pid_t *ret)
{
    struct front_end *f = s->front_end;
    CLEANUP_FREE char *answer = f->ask(f, "Attach to which PID (RET for none)? ");
    uint64_t number;

    *ret = 0;
    if (answer == NULL) {
        putchar('\n');
        return true;
    }
    answer[strcspn(answer, " \t\r")] = '\0';
    if (answer[0] == '\0')
        return true;
    if (!text_to_u64(answer, &number) || number == 0 || number > INT_MAX)
        return false;
    *ret = (pid_t)number;
    return true;
}

bool pick_process(struct session *s, struct output *o, pid_t *ret)
{
    static const struct emitter_ops ops = {
        .begin = begin,
        .end = end,
        .field = field,
        .text = words,
        .begin_table = begin_table,
        .warning = warning,
        .enough = enough,
    };
    struct picker p = {
        .output = {.emitter = {.ops = &ops}, .start = start, .finish = finish},
        .inner = o,
    };
    bool ok = output_run(&p.output, s, "ps");

    *ret = 0;
    if (ok && p.any) {
        while (!choose(s, ret))
            puts("That is not the number of a process.");
    }
    return ok;
}

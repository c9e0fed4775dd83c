/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/emit-later.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"

enum event_type { EVENT_BEGIN, EVENT_TABLE, EVENT_END, EVENT_FIELD, EVENT_TEXT, EVENT_WARNING };

struct event {
    enum event_type type;
    bool is_list;
    enum style style;
    const char *name; /* names of fields and columns are literals */
    char *text;       /* owned */
    struct emit_value value;
    char *string; /* value.s, owned */
    const struct emit_column *columns;
    size_t column_count;
};

struct emit_later {
    struct emitter emitter; /* first: the callbacks find the rest from it */
    ARRAY(struct event) events;
};

static void keep(struct emitter *e, struct event event)
{
    struct emit_later *later = (struct emit_later *)e;

    array_push(&later->events, event);
}

static char *copy(const char *text)
{
    return text != NULL ? xstrdup(text) : NULL;
}

static void begin(struct emitter *e, const char *name, bool is_list)
{
    keep(e, (struct event){.type = EVENT_BEGIN, .name = name, .is_list = is_list});
}

static void begin_table(struct emitter *e, const char *name, const struct emit_column *columns,
                        size_t count)
{
    keep(e, (struct event){
                .type = EVENT_TABLE, .name = name, .columns = columns, .column_count = count});
}

static void end(struct emitter *e)
{
    keep(e, (struct event){.type = EVENT_END});
}

static void field(struct emitter *e, const char *name, enum style style, const char *text,
                  struct emit_value value)
{
    struct event event = {
        .type = EVENT_FIELD, .name = name, .style = style, .text = copy(text), .value = value};

    if (value.type == EMIT_STRING)
        event.value.s = event.string = copy(value.s);
    keep(e, event);
}

static void text(struct emitter *e, enum style style, const char *words)
{
    keep(e, (struct event){.type = EVENT_TEXT, .style = style, .text = copy(words)});
}

static void warning(struct emitter *e, const char *words)
{
    keep(e, (struct event){.type = EVENT_WARNING, .text = copy(words)});
}

static bool enough(struct emitter *e)
{
    (void)e;
    return false;
}

static const struct emitter_ops ops = {
    .begin = begin,
    .end = end,
    .field = field,
    .text = text,
    .begin_table = begin_table,
    .warning = warning,
    .enough = enough,
};

struct emit_later *emit_later_create(void)
{
    struct emit_later *later = xcalloc(1, sizeof *later);

    later->emitter.ops = &ops;
    return later;
}

void emit_later_destroy(struct emit_later *later)
{
    if (later == NULL)
        return;
    for (size_t i = 0; i < later->events.count; i++) {
        free(later->events.data[i].text);
        free(later->events.data[i].string);
    }
    array_deinit(&later->events);
    free(later);
}

struct emitter *emit_later_emitter(struct emit_later *later)
{
    return &later->emitter;
}

static void replay(const struct event *event, struct emitter *e)
{
    switch (event->type) {
    case EVENT_BEGIN:
        e->depth++;
        e->ops->begin(e, event->name, event->is_list);
        break;
    case EVENT_TABLE:
        emit_begin_table(e, event->name, event->columns, event->column_count);
        break;
    case EVENT_END:
        emit_end(e);
        break;
    case EVENT_FIELD:
        e->ops->field(e, event->name, event->style, event->text, event->value);
        break;
    case EVENT_TEXT:
        e->ops->text(e, event->style, event->text);
        break;
    case EVENT_WARNING:
        e->ops->warning(e, event->text);
        break;
    }
}

void emit_later_replay(const struct emit_later *later, struct emitter *e)
{
    for (size_t i = 0; i < later->events.count; i++)
        replay(&later->events.data[i], e);
}

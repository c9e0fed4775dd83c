/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/interpreter-watch.h"

#include "base/memory.h"
#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/sample-reader.h"
#include "target/target.h"

void interpreter_watch_init(struct interpreter_watch *watch, struct runtime *runtime,
                            bool tells_collecting)
{
    *watch = (struct interpreter_watch){.runtime = runtime, .tells_collecting = tells_collecting};
}

void interpreter_watch_deinit(struct interpreter_watch *watch)
{
    array_deinit(&watch->interpreters);
    array_deinit(&watch->before);
}

void interpreter_watch_clear(struct interpreter_watch *watch)
{
    watched_interpreter_array before = watch->before;

    watch->before = watch->interpreters;
    watch->interpreters = before;
    array_clear(&watch->interpreters);
    watch->changed = false;
}

size_t interpreter_watch_add(struct interpreter_watch *watch, uint64_t address)
{
    struct watched_interpreter interpreter = {.address = address};
    size_t count = watch->interpreters.count;

    for (size_t i = 0; i < count; i++)
        if (watch->interpreters.data[i].address == address)
            return i;
    for (size_t i = 0; i < watch->before.count; i++)
        if (watch->before.data[i].address == address)
            interpreter.newest = watch->before.data[i].newest;
    if (watch->tells_collecting)
        interpreter.collecting_at = interpreter_collecting(watch->runtime, address);
    array_push(&watch->interpreters, interpreter);
    return count;
}

void interpreter_watch_begin(struct interpreter_watch *watch)
{
    for (size_t i = 0; i < watch->interpreters.count; i++)
        watch->interpreters.data[i].seen = false;
}

/* A thread state that was not there before is put in front of the others. */
static void see_newest(struct interpreter_watch *watch, struct watched_interpreter *interpreter,
                       uint64_t newest)
{
    watch->changed = watch->changed || (interpreter->newest != 0 && newest != interpreter->newest);
    interpreter->newest = newest;
}

void interpreter_watch_see(struct interpreter_watch *watch, size_t place,
                           const struct sample_reader *reader)
{
    struct watched_interpreter *interpreter = &watch->interpreters.data[place];

    see_newest(watch, interpreter, reader->newest);
    interpreter->collecting = reader->collecting;
    interpreter->seen = true;
}

/* When no thread that is known runs, it may be a new one that does. */
void interpreter_watch_end(struct interpreter_watch *watch)
{
    struct layout_field head = watch->runtime->layout.interp.threads_head;
    ARRAY(struct target_range) ranges = {0};
    CLEANUP_FREE uint64_t *newest = NULL;
    size_t unseen = 0;

    for (size_t i = 0; i < watch->interpreters.count; i++)
        unseen += !watch->interpreters.data[i].seen;
    if (unseen == 0)
        return;
    newest = xcalloc(watch->interpreters.count, sizeof *newest);
    for (size_t i = 0; i < watch->interpreters.count; i++) {
        struct watched_interpreter *interpreter = &watch->interpreters.data[i];

        if (!interpreter->seen && layout_has(head))
            array_push(&ranges, ((struct target_range){interpreter->address + head.offset,
                                                       &newest[i], sizeof newest[i]}));
        if (!interpreter->seen && interpreter->collecting_at != 0)
            array_push(&ranges,
                       ((struct target_range){interpreter->collecting_at, &interpreter->collecting,
                                              sizeof interpreter->collecting}));
    }
    if (ranges.count > 0 &&
        !error_ignore(target_read_many(watch->runtime->target, ranges.data, ranges.count)))
        watch->changed = true; /* one of them is gone */
    for (size_t i = 0; i < watch->interpreters.count; i++)
        if (newest[i] != 0)
            see_newest(watch, &watch->interpreters.data[i], newest[i]);
    array_deinit(&ranges);
}

bool interpreter_watch_collecting(const struct interpreter_watch *watch)
{
    for (size_t i = 0; i < watch->interpreters.count; i++)
        if (watch->interpreters.data[i].collecting != 0)
            return true;
    return false;
}

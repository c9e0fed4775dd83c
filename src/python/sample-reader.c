/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/sample-reader.h"

#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/view.h"
#include "target/target.h"

/* So many looks that found nothing new, and it is worth a mark: to set one costs ten looks. */
#define MARK_AFTER 100

struct error *sample_reader_init(struct sample_reader *reader, struct runtime *runtime,
                                 const struct thread *thread)
{
    *reader = (struct sample_reader){
        .runtime = runtime,
        .tstate = thread->tstate,
        .interp = thread->interp,
        .ident = thread->ident,
        .state = THREAD_UNKNOWN,
    };
    TRY(offcpu_watch_init(&reader->watch, runtime->target->pid, thread->tid));
    image_init(&reader->image, runtime->target);
    reader->gil = interpreter_gil(runtime, thread->interp);
    return NULL;
}

void sample_reader_deinit(struct sample_reader *reader)
{
    run_mark_clear(reader->marks, &reader->mark);
    offcpu_watch_deinit(&reader->watch);
    image_deinit(&reader->image);
    stack_deinit(&reader->stack);
}

/* A field of the struct at address; false: it cannot be read, or there is none. */
static bool get_field(struct sample_reader *reader, uint64_t address, struct layout_field field,
                      uint64_t *ret)
{
    uint64_t buffer;
    struct view view = {&buffer, field.size};

    if (!layout_has(field) || field.size > sizeof buffer ||
        !error_ignore(
            image_get(&reader->image, address + field.offset, field.size, &buffer, &view.bytes)))
        return false;
    field.offset = 0;
    *ret = view_uint(view, field);
    return true;
}

static bool read_gil(struct sample_reader *reader)
{
    const struct layout *layout = &reader->runtime->layout;
    uint64_t locked = 1;
    uint64_t holder = 0;

    if (layout_has(layout->interp.gil) && reader->gil != 0)
        return get_field(reader, reader->gil, layout->gil.locked, &locked) &&
               get_field(reader, reader->gil, layout->gil.last_holder, &holder) &&
               (int32_t)locked == 1 && holder == reader->tstate;
    return reader->runtime->current_tstate != 0 &&
           get_field(reader, reader->runtime->current_tstate, (struct layout_field){.size = 8},
                     &holder) &&
           holder == reader->tstate;
}

static uint64_t read_turns(struct sample_reader *reader)
{
    const struct layout *layout = &reader->runtime->layout;
    uint64_t holder, turns;

    return reader->gil != 0 && get_field(reader, reader->gil, layout->gil.last_holder, &holder) &&
                   holder != reader->tstate &&
                   get_field(reader, reader->gil, layout->gil.switch_number, &turns)
               ? turns + 1
               : 0;
}

static bool read_collecting(struct sample_reader *reader)
{
    uint64_t flag;

    return reader->collecting_at != 0 &&
           get_field(reader, reader->collecting_at, (struct layout_field){.size = 4}, &flag) &&
           flag != 0;
}

/* The memory of a thread state that is no more may hold anything, another thread's state too. */
static bool is_the_same(struct sample_reader *reader)
{
    const struct layout *layout = &reader->runtime->layout;
    uint64_t interp, ident;

    return get_field(reader, reader->tstate, layout->tstate.interp, &interp) &&
           interp == reader->interp &&
           get_field(reader, reader->tstate, layout->tstate.thread_id, &ident) &&
           ident == reader->ident;
}

/* A mark is worth what the look after it says: that the thread had not run when it was set. */
static enum offcpu_look look_at(struct sample_reader *reader, struct offcpu_seat *seat)
{
    enum offcpu_look look = offcpu_look(&reader->watch, seat);

    if (look == OFFCPU_SAME && reader->marks != NULL && reader->still++ >= MARK_AFTER &&
        run_mark_set(reader->marks, &reader->mark, reader->watch.tid))
        look = offcpu_look(&reader->watch, seat);
    if (look != OFFCPU_SAME) {
        run_mark_clear(reader->marks, &reader->mark);
        reader->still = 0;
    }
    return look;
}

enum sample_look sample_reader_begin(struct sample_reader *reader, struct offcpu_seat *seat,
                                     bool idle)
{
    struct offcpu_watch *watch = &reader->watch;

    if (watch->blocked && run_mark_is_still(&reader->mark))
        return SAMPLE_LOOK_SAME;

    enum offcpu_look look = look_at(reader, seat);

    if (look == OFFCPU_SAME)
        return SAMPLE_LOOK_SAME;
    if (look == OFFCPU_NOT) {
        if (offcpu_has_ended(watch))
            return SAMPLE_LOOK_ENDED;
        reader->state = watch->state == 'R' ? THREAD_RUNNING : THREAD_UNKNOWN;
        return seat->refused || watch->by_switches ? SAMPLE_LOOK_REFUSED : SAMPLE_LOOK_UNPROVEN;
    }
    reader->state = watch->blocked || watch->state != 'R' ? THREAD_IDLE : THREAD_RUNNING;
    if (reader->state == THREAD_IDLE && !idle)
        return SAMPLE_LOOK_IDLE;
    image_begin(&reader->image);
    if (!is_the_same(reader))
        return SAMPLE_LOOK_ENDED;
    reader->holds_gil = read_gil(reader);
    reader->turns = read_turns(reader);
    reader->collecting = read_collecting(reader);
    reader->newest = 0;
    get_field(reader, reader->interp, reader->runtime->layout.interp.threads_head, &reader->newest);
    stack_read_from(reader->runtime, &reader->image.memory, reader->tstate, 0, &reader->stack);
    return reader->stack.error == NULL ? SAMPLE_LOOK_READ : SAMPLE_LOOK_UNPROVEN;
}

void sample_reader_look_at_gil(struct sample_reader *reader)
{
    image_begin(&reader->image);
    reader->holds_gil = read_gil(reader);
    reader->collecting = read_collecting(reader);
}

bool sample_reader_end(struct sample_reader *reader)
{
    return offcpu_end(&reader->watch);
}

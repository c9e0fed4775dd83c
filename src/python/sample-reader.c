/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/sample-reader.h"

#include "python/interpreter.h"
#include "python/runtime.h"
#include "python/view.h"
#include "target/target.h"

/* So many looks that found nothing new, and it is worth a mark: to set one costs ten looks. */
#define MARK_AFTER 100
/* A thread that runs pays for a mark with each slice, and waits for us at each look: so many slices
 * a look, and we cost it less with the mark. It is asked after so many looks. */
#define MARKED_SLICES 6
#define ASK_AFTER 32

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
    run_mark_clear(reader->marks, &reader->watch.mark);
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

/* What the thread did between the last look and the mark, the count has to say. */
static void set_mark(struct sample_reader *reader)
{
    struct offcpu_watch *watch = &reader->watch;
    uint64_t slices = watch->slices, ran_ns = watch->ran_ns;

    if (!run_mark_set(reader->marks, &watch->mark, watch->tid))
        return;
    offcpu_recount(watch);
    watch->blocked = watch->blocked && slices == watch->slices && ran_ns == watch->ran_ns;
}

static bool is_worth_mark(struct sample_reader *reader)
{
    uint64_t slices = reader->watch.slices - reader->slices;
    unsigned looks = reader->looks;

    reader->slices = reader->watch.slices;
    reader->looks = 0;
    return slices <= (uint64_t)looks * MARKED_SLICES;
}

static bool wants_mark(struct sample_reader *reader)
{
    if (reader->marks == NULL || reader->watch.mark.page != NULL)
        return false;
    return reader->still >= MARK_AFTER || (reader->marks_running && reader->looks >= ASK_AFTER &&
                                           !reader->watch.by_switches && is_worth_mark(reader));
}

static enum offcpu_look look_at(struct sample_reader *reader, struct offcpu_seat *seat)
{
    enum offcpu_look look;

    reader->looks++;
    if (wants_mark(reader))
        set_mark(reader);
    look = offcpu_look(&reader->watch, seat);
    reader->still = look == OFFCPU_SAME ? reader->still + 1 : 0;
    if (look != OFFCPU_SAME && !reader->marks_running)
        run_mark_clear(reader->marks, &reader->watch.mark);
    return look;
}

enum sample_look sample_reader_begin(struct sample_reader *reader, struct offcpu_seat *seat,
                                     bool idle)
{
    struct offcpu_watch *watch = &reader->watch;

    if (watch->blocked && run_mark_is_still(&watch->mark))
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
    return SAMPLE_LOOK_READY;
}

void sample_reader_fetch(struct sample_reader *const *readers, size_t count)
{
    struct image *images[SAMPLE_READER_FETCH];

    for (size_t i = 0; i < count; i++)
        images[i] = &readers[i]->image;
    image_begin(images, count);
}

enum sample_look sample_reader_read(struct sample_reader *reader)
{
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
    sample_reader_fetch(&reader, 1);
    reader->holds_gil = read_gil(reader);
    reader->collecting = read_collecting(reader);
}

bool sample_reader_end(struct sample_reader *reader)
{
    return offcpu_end(&reader->watch);
}

uint64_t sample_reader_ran_ns(const struct sample_reader *reader)
{
    return reader->watch.mark.page == NULL ? reader->watch.ran_ns : 0;
}

uint64_t sample_reader_recount(struct sample_reader *reader)
{
    uint64_t ran_ns = 0;

    if (reader->watch.mark.page != NULL) {
        offcpu_recount(&reader->watch);
        ran_ns = reader->watch.ran_ns;
        if (reader->still == 0 && reader->looks >= ASK_AFTER && !is_worth_mark(reader))
            run_mark_clear(reader->marks, &reader->watch.mark);
    }
    return ran_ns;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/live-source.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/code-cache.h"
#include "python/interpreter.h"
#include "python/proof.h"
#include "python/runtime.h"
#include "python/sample-reader.h"
#include "python/thread.h"
#include "sample/known-code.h"
#include "sample/live-internal.h"
#include "target/target.h"

#define TRIES 8
/* The list of threads is read anew so often, and when a new one was seen. */
#define LIST_EVERY_NS 1000000000ull
/* But listing takes at most one part in so many of the time, and less when nothing asks for it. */
#define LIST_SHARE 20
#define MARKS_A_ROUND 8
#define IDLE_LIST_SHARE 200
/* So long a thread may be without a number before it is read without one. */
#define IN_BETWEEN_NS 100000000ull
/* What is pending is looked through again and handed on. */
#define FLUSH_EVERY_NS 200000000ull
/* More often, as long as that takes less than one part in so many of the time: what is pending when
 * the target ends cannot be proven any more. */
#define FLUSH_SHARE 1000
/* And a process that is young may have a short life: at most one part in so many of it is pending,
 * as long as that takes no more. */
#define FLUSH_YOUNG_SHARE 100
#define FLUSH_FRAMES 65536

static struct live_source *live_of(struct sample_source *source)
{
    return (struct live_source *)source;
}

size_t live_source_interpreters(const struct sample_source *source)
{
    return ((const struct live_source *)source)->interpreters.interpreters.count;
}

void live_push_same(struct live_source *live, struct live_thread *thread)
{
    struct pending_sample sample = {
        .thread = &thread->about,
        .time_ns = thread->same_ns,
        .last_ns = thread->same_last_ns,
        .repeats = thread->same - 1,
        .state = THREAD_IDLE,
        .gil = thread->same_gil,
        .proof = {.kind = PROOF_CONSISTENT, .how = PROOF_OFF_CPU},
        .still_since_ns = thread->still_since_ns,
        .gil_turns = thread->reader.turns,
    };

    if (thread->same == 0)
        return;
    thread->same = 0;
    pending_begin(&live->pending, &sample);
    for (size_t i = 0; i < thread->last.count; i++)
        pending_push(&live->pending, thread->last.data[i], NULL);
    pending_end(&live->pending, true);
}

static bool is_time_to_list(const struct live_source *live, uint64_t now)
{
    uint64_t since = now - live->listed_ns;

    return live->listed_ns == 0 ||
           (since >= LIST_EVERY_NS && since >= IDLE_LIST_SHARE * live->list_took_ns) ||
           ((live->list_again || live->interpreters.changed) &&
            since >= LIST_SHARE * live->list_took_ns);
}

/* The frames of a stack that was just read, while the thread still stands still. */
static bool resolve(struct live_source *live, const struct stack *stack)
{
    array_clear(&live->found);
    array_reserve(&live->found, stack->frames.count + 1);
    live->found.count = stack->frames.count;
    return known_codes_find(live->codes, stack, live->found.data);
}

static void take_frames(struct live_source *live, struct live_thread *thread, bool holds,
                        struct proof proof)
{
    const struct stack *stack = &thread->reader.stack;
    struct pending_sample sample = {
        .thread = &thread->about,
        .time_ns = clock_now_ns(),
        .state = thread->reader.state,
        .gil = thread->reader.holds_gil,
        .proof = proof,
        .still_since_ns = thread->still_since_ns,
        .ran_ns = sample_reader_ran_ns(&thread->reader),
        .gil_turns = thread->reader.turns,
    };

    live_push_same(live, thread);
    array_clear(&thread->last);
    thread->newest = live->pending.samples.count;
    pending_begin(&live->pending, &sample);
    for (size_t i = 0; i < stack->frames.count; i++) {
        const struct known_code *code = live->found.data[i];
        struct sample_frame frame;

        if (code == NULL || !known_code_frame(live->codes, code, &stack->frames.data[i], &frame))
            continue;
        pending_push(&live->pending, frame, known_code_note(live->codes, code));
        array_push(&thread->last, frame);
    }
    thread->last_holds = holds;
    pending_end(&live->pending, holds);
}

/*
 * Nothing has changed since the last look: a thousand threads that wait cost no more than that. One
 * that waits with the GIL in its hands is asked again, because another one may have been just about
 * to say that it had it.
 */
static void take_same(struct live_source *live, struct live_thread *thread)
{
    if (thread->reader.holds_gil)
        sample_reader_look_at_gil(&thread->reader);
    if (thread->same_gil != thread->reader.holds_gil)
        live_push_same(live, thread);
    thread->same_gil = thread->reader.holds_gil;
    thread->same_last_ns = clock_now_ns();
    if (thread->same++ == 0)
        thread->same_ns = thread->same_last_ns;
}

static bool counts_idle(const struct live_source *live)
{
    return live->options.idle && !live->options.gil;
}

/* What of --gil and --gc the reader has seen. */
static bool is_wanted(const struct live_source *live, const struct sample_reader *reader)
{
    return ((!live->options.gil && !live->options.gc) || reader->holds_gil) &&
           (!live->options.gc || reader->collecting);
}

/* Who is just about to end has no memory any more: there was no stack to be read. */
static bool was_the_end(const struct live_source *live, const struct thread *answer)
{
    return answer->proof.kind == PROOF_UNVERIFIED &&
           !error_ignore(target_check(live->runtime->target));
}

/* Where the thread cannot be had off the CPU: the slow way of proof.c. */
static void read_slowly(struct live_source *live, struct live_thread *thread, unsigned retries)
{
    struct thread answer = thread->listed;
    struct pending_sample sample = {.thread = &thread->about, .time_ns = clock_now_ns()};

    if (thread->watched) {
        sample_reader_look_at_gil(&thread->reader);
        answer.gil = thread->reader.holds_gil;
    }
    sample.gil = thread->reader.holds_gil;
    live_push_same(live, thread);
    code_cache_new_epoch(live->runtime->codes);
    if (proof_read_thread(live->runtime, &live->seat, &answer, thread->shared, 0) &&
        !was_the_end(live, &answer)) {
        sample.state = answer.state;
        sample.proof = answer.proof;
        sample.proof.retries += retries;
        live->counters.retries += answer.proof.retries;
        if ((answer.state == THREAD_RUNNING || live->options.idle) &&
            is_wanted(live, &thread->reader)) {
            pending_begin(&live->pending, &sample);
            for (size_t i = 0; i < answer.frames.count; i++)
                pending_push(&live->pending, known_codes_frame(live->codes, &answer.frames.data[i]),
                             NULL);
            pending_end(&live->pending, answer.proof.kind != PROOF_UNVERIFIED);
            if (answer.proof.kind == PROOF_UNVERIFIED)
                pending_verified(&live->pending, answer.proof.verified_frames);
            live->counters.running += answer.state == THREAD_RUNNING;
        }
    } else {
        live->list_again = thread->gone = true;
    }
    array_deinit(&answer.frames);
    error_destroy(answer.error);
}

/*
 * Whether its OS thread, if it runs, runs code of this state, and not of another interpreter that
 * it has entered from it: thread_has_left(), as it is within the window.
 */
static bool is_entered(struct live_source *live, const struct live_thread *thread)
{
    for (size_t i = 0; i < live->threads.count && !thread->reader.holds_gil; i++) {
        struct live_thread *other = live->threads.data[i];

        if (!other->watched || !thread_is_twin(&thread->listed, &other->listed))
            continue;
        sample_reader_look_at_gil(&other->reader);
        if (other->reader.holds_gil ||
            thread_is_left(live->runtime, &thread->listed, &other->listed,
                           other->reader.stack.frames.count > 0))
            return false;
    }
    return true;
}

/* What has been looked at is as the reader says: true once the thread was dealt with. */
static bool settle(struct live_source *live, struct live_thread *thread, enum sample_look look,
                   unsigned retries)
{
    struct sample_reader *reader = &thread->reader;
    bool idle = counts_idle(live);

    if (look == SAMPLE_LOOK_READY)
        look = sample_reader_read(reader);
    switch (look) {
    case SAMPLE_LOOK_SAME:
        if (idle)
            take_same(live, thread);
        return true;
    case SAMPLE_LOOK_IDLE:
        thread->last_holds = false;
        return true;
    case SAMPLE_LOOK_ENDED:
        live->list_again = thread->gone = true;
        return true;
    case SAMPLE_LOOK_REFUSED:
        thread->last_holds = false;
        if (reader->state == THREAD_RUNNING || idle)
            read_slowly(live, thread, retries);
        return true;
    case SAMPLE_LOOK_UNPROVEN:
        thread->last_holds = false;
        if (reader->stack.error != NULL)
            offcpu_let_run();
        return false;
    case SAMPLE_LOOK_READY:
    case SAMPLE_LOOK_READ:
        break;
    }
    thread->last_holds = false;
    if (live->interpreters.interpreters.count > 1 && reader->state == THREAD_RUNNING &&
        !is_entered(live, thread))
        reader->state = THREAD_IDLE;
    thread->still_since_ns = reader->state == THREAD_IDLE ? clock_now_ns() : 0;
    if (!resolve(live, &reader->stack) || !sample_reader_end(reader))
        return false;
    live->counters.running += reader->state == THREAD_RUNNING;
    interpreter_watch_see(&live->interpreters, thread->interp, reader);
    if (is_wanted(live, reader) && (idle || reader->state == THREAD_RUNNING))
        take_frames(live, thread, true,
                    (struct proof){PROOF_CONSISTENT, PROOF_OFF_CPU, .retries = retries});
    return true;
}

static enum sample_look begin(struct live_source *live, struct live_thread *thread)
{
    struct sample_reader *reader = &thread->reader;
    bool idle = counts_idle(live);
    bool had_stack = reader->watch.blocked && thread->last_holds;
    enum sample_look look = sample_reader_begin(reader, &live->seat, idle);

    /* It was seen blocked, but its stack was not got then. */
    if (look == SAMPLE_LOOK_SAME && idle && !had_stack) {
        reader->watch.blocked = false;
        look = sample_reader_begin(reader, &live->seat, idle);
    }
    return look;
}

/* One after the other until each was dealt with. */
static void look_again(struct live_source *live, struct live_thread *thread)
{
    struct sample_reader *reader = &thread->reader;

    live->counters.retries++;
    for (unsigned i = 1; i < TRIES; i++) {
        enum sample_look look = begin(live, thread);

        if (look == SAMPLE_LOOK_READY)
            sample_reader_fetch(&reader, 1);
        if (settle(live, thread, look, i))
            return;
        live->counters.retries++;
    }
    if (reader->state == THREAD_RUNNING || live->options.idle)
        read_slowly(live, thread, TRIES);
}

/* Those that have been begun are read together. */
static void finish(struct live_source *live)
{
    struct sample_reader *readers[SAMPLE_READER_FETCH];
    size_t count = live->begun_count;

    live->begun_count = 0;
    for (size_t i = 0; i < count; i++)
        readers[i] = &live->begun[i]->reader;
    if (count > 0)
        sample_reader_fetch(readers, count);

    bool dealt[SAMPLE_READER_FETCH];

    /* Who is read again gives the others the time to run. */
    for (size_t i = 0; i < count; i++)
        dealt[i] = settle(live, live->begun[i], SAMPLE_LOOK_READY, 0);
    for (size_t i = 0; i < count; i++)
        if (!dealt[i])
            look_again(live, live->begun[i]);
}

/* Nobody is to be looked for on another CPU while somebody else is kept from running on ours. */
static bool keeps_another(const struct live_source *live, const struct live_thread *thread)
{
    if (thread->reader.watch.blocked || thread->reader.watch.cpu == live->seat.cpu)
        return false;
    for (size_t i = 0; i < live->begun_count; i++)
        if (!live->begun[i]->reader.watch.blocked)
            return true;
    return false;
}

/* Without a number of the kernel's: just being started or ended, and soon known or gone. */
static bool is_in_between(const struct live_source *live, const struct live_thread *thread)
{
    return !thread->watched && live->listed_ns - thread->first_listed_ns < IN_BETWEEN_NS;
}

static void look(struct live_source *live, struct live_thread *thread)
{
    if (is_in_between(live, thread)) {
        live->list_again = true;
        return;
    }
    if (!thread->watched || thread->shared) {
        read_slowly(live, thread, 0);
        return;
    }
    if (keeps_another(live, thread))
        finish(live);

    enum sample_look look = begin(live, thread);

    if (look != SAMPLE_LOOK_READY) {
        /* That may take long. */
        if (look == SAMPLE_LOOK_UNPROVEN || look == SAMPLE_LOOK_REFUSED)
            finish(live);
        if (!settle(live, thread, look, 0))
            look_again(live, thread);
        return;
    }
    live->begun[live->begun_count++] = thread;
    /* Where there are several interpreters, one thread's memory is read for another one's sake. */
    if (live->begun_count == SAMPLE_READER_FETCH || live->interpreters.interpreters.count > 1)
        finish(live);
}

/* The newest sample of it that is pending tells it, unless all do. */
static void ask_what_it_ran(struct live_source *live, struct live_thread *thread)
{
    if (thread->newest < live->pending.samples.count) {
        struct pending_sample *sample = &live->pending.samples.data[thread->newest];

        if (sample->ran_ns == 0 && sample->thread == &thread->about)
            sample->ran_ns = sample_reader_recount(&thread->reader);
    }
    thread->newest = SIZE_MAX;
}

static void flush(struct sample_source *source, const struct sample_sink *sink)
{
    struct live_source *live = live_of(source);
    uint64_t cpu = clock_cpu_ns();

    for (size_t i = 0; i < live->threads.count; i++) {
        live_push_same(live, live->threads.data[i]);
        ask_what_it_ran(live, live->threads.data[i]);
    }

    bool ended;
    size_t replaced = known_codes_check(live->codes, &ended);

    live->counters.replaced += replaced;
    live->counters.unchecked += ended ? pending_unchecked(&live->pending) : 0;
    for (size_t i = 0; replaced > 0 && i < live->threads.count; i++)
        live->threads.data[i]->last_holds = false;
    pending_flush(&live->pending, sink);
    known_codes_trim(live->codes);
    for (size_t i = 0; i < live->gone.count; i++)
        live_thread_destroy(live->gone.data[i]);
    array_clear(&live->gone);
    live->flushed_ns = clock_now_ns();
    live->flush_took_ns = clock_cpu_ns() - cpu;
}

static bool is_time_to_flush(const struct live_source *live, uint64_t now)
{
    uint64_t since = now - live->flushed_ns;

    if (since >= FLUSH_EVERY_NS)
        return true;
    if (live->options.careless_end)
        return false;
    return since >= FLUSH_SHARE * live->flush_took_ns ||
           (since >= FLUSH_YOUNG_SHARE * live->flush_took_ns &&
            since >= (now - live->created_ns) / FLUSH_YOUNG_SHARE);
}

static struct error *run_round(struct sample_source *source, const struct sample_sink *sink)
{
    struct live_source *live = live_of(source);
    uint64_t now = clock_now_ns();

    if (is_time_to_list(live, now))
        TRY(live_list_threads(live));
    live->counters.running = 0;
    live->marks.left = MARKS_A_ROUND;
    interpreter_watch_begin(&live->interpreters);
    for (size_t i = 0; i < live->threads.count; i++)
        if (!live->threads.data[i]->gone)
            look(live, live->threads.data[i]);
    finish(live);
    interpreter_watch_end(&live->interpreters);
    if (is_time_to_flush(live, now) || live->pending.frames.count >= FLUSH_FRAMES)
        flush(source, sink);
    return NULL;
}

static void counters(const struct sample_source *source, struct source_counters *ret)
{
    const struct live_source *live = (const struct live_source *)source;

    *ret = live->counters;
    ret->reads = live->runtime->target->counters.reads;
    ret->threads = live->threads.count;
    ret->collecting = interpreter_watch_collecting(&live->interpreters);
}

static int cpu(const struct sample_source *source)
{
    return ((const struct live_source *)source)->seat.cpu;
}

static void rest(struct sample_source *source)
{
    offcpu_seat_deinit(&live_of(source)->seat);
}

static void destroy(struct sample_source *source)
{
    struct live_source *live = live_of(source);

    rest(source);
    for (size_t i = 0; i < live->threads.count; i++)
        live_thread_destroy(live->threads.data[i]);
    for (size_t i = 0; i < live->gone.count; i++)
        live_thread_destroy(live->gone.data[i]);
    run_marks_deinit(&live->marks);
    array_deinit(&live->threads);
    array_deinit(&live->gone);
    interpreter_watch_deinit(&live->interpreters);
    array_deinit(&live->found);
    pending_deinit(&live->pending);
    known_codes_destroy(live->codes);
    if (live->options.functions == NULL)
        function_table_destroy(live->functions);
    free(live);
}

void live_source_set_seldom(struct sample_source *source, bool seldom_ran_ns)
{
    struct live_source *live = live_of(source);

    live->options.seldom_ran_ns = seldom_ran_ns;
    /* Marks of threads that run go with the next look at each. */
    for (size_t i = 0; i < live->threads.count; i++)
        live->threads.data[i]->reader.marks_running = seldom_ran_ns;
}

void live_source_each_thread(const struct sample_source *source,
                             void (*each)(void *arg, const struct sample_thread *thread), void *arg)
{
    const struct live_source *live = (const struct live_source *)source;

    for (size_t i = 0; i < live->threads.count; i++)
        if (!live->threads.data[i]->gone)
            each(arg, &live->threads.data[i]->about);
}

struct sample_frame live_source_frame(const struct sample_source *source, const struct frame *frame)
{
    return known_codes_frame(((const struct live_source *)source)->codes, frame);
}

struct sample_source *live_source_create(struct runtime *runtime,
                                         const struct live_source_options *options)
{
    struct live_source *live = xcalloc(1, sizeof *live);

    live->source = (struct sample_source){.round = run_round,
                                          .flush = flush,
                                          .counters = counters,
                                          .cpu = cpu,
                                          .rest = rest,
                                          .destroy = destroy};
    live->runtime = runtime;
    live->options = *options;
    live->functions = options->functions != NULL ? options->functions : function_table_create();
    live->codes = known_codes_create(runtime, live->functions);
    live->created_ns = live->flushed_ns = clock_now_ns();
    offcpu_seat_init(&live->seat);
    live->marks.first = -1;
    interpreter_watch_init(&live->interpreters, runtime, options->collecting);
    return &live->source;
}

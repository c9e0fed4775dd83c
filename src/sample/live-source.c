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
#include "sample/interpreter-watch.h"
#include "sample/known-code.h"
#include "sample/pending.h"
#include "target/procfs.h"
#include "target/run-mark.h"
#include "target/target.h"

#define TRIES 8
/* The list of threads is read anew so often, and when a new one was seen. */
#define LIST_EVERY_NS 1000000000ull
/* But listing takes at most one part in so many of the time, and less when nothing asks for it. */
#define LIST_SHARE 20
/* So many threads that wait cost enough to be given marks. */
#define MARKED_THREADS 8
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

struct live_thread {
    struct sample_thread about; /* first */
    struct thread listed;       /* from thread_list(), without a name */
    struct sample_reader reader;
    size_t interp; /* of live_source.interpreters */
    bool watched;  /* reader is there: the kernel's number of the thread is known */
    bool shared;   /* another state names the same OS thread */
    bool gone, seen;
    bool python_named; /* its name is Python's; else the kernel's */
    uint64_t first_listed_ns;
    uint64_t still_since_ns;
    /* The last stack, while the thread has not run since: what its frames were resolved to. */
    ARRAY(struct sample_frame) last;
    bool last_holds;
    /* So many rounds, the first of them then, have found that stack and are not yet pending. */
    uint32_t same;
    uint64_t same_ns;
    bool same_gil; /* it held the GIL in all of these */
};

struct live_source {
    struct sample_source source; /* first */
    struct runtime *runtime;
    struct live_source_options options;
    struct offcpu_seat seat;
    struct run_marks marks;
    bool marks_tried;
    struct function_table *functions;
    struct known_codes *codes;
    struct pending pending;
    struct interpreter_watch interpreters;
    ARRAY(struct live_thread *) threads;
    ARRAY(struct live_thread *) gone; /* ended; samples of them may be pending */
    ARRAY(const struct known_code *) found;
    /* When that was done last, and how much CPU time it took: others may have the CPU meanwhile. */
    uint64_t listed_ns, list_took_ns, flushed_ns, flush_took_ns;
    uint64_t created_ns;
    bool list_again;
    struct source_counters counters;
};

static struct live_source *live_of(struct sample_source *source)
{
    return (struct live_source *)source;
}

static void thread_destroy(struct live_thread *thread)
{
    if (thread->watched)
        sample_reader_deinit(&thread->reader);
    array_deinit(&thread->last);
    free(thread->about.name);
    free(thread);
}

/* Of a thread that Python has no name for: threading was not imported. */
static char *kernel_name(const struct live_source *live, pid_t tid)
{
    struct procfs_stat stat;

    return tid != 0 && error_ignore(procfs_stat(live->runtime->target->pid, tid, &stat))
               ? xstrdup(stat.comm)
               : xstrdup("?");
}

/* A thread enters Python's list of names some time after it has started, and leaves it before it
 * ends; meanwhile it may be given another one. */
static void rename_thread(struct live_thread *thread, struct thread *listed)
{
    if (listed->name == NULL || (thread->python_named && !listed->python_name))
        return;
    thread->python_named = listed->python_name;
    free(thread->about.name);
    thread->about.name = take_pointer(listed->name);
}

static void add_thread(struct live_source *live, struct snapshot *snapshot, struct thread *listed)
{
    struct live_thread *thread;

    for (size_t i = 0; i < live->threads.count; i++) {
        thread = live->threads.data[i];
        /* While a thread is being started its state names the one that starts it, which then seems
         * to have none: it is the one that it was. */
        if (thread->listed.tstate == listed->tstate && thread->listed.ident == listed->ident &&
            (thread->listed.tid == listed->tid || (listed->tid == 0 && thread->watched))) {
            thread->seen = true;
            thread->shared = thread_is_shared(live->runtime, snapshot, listed);
            rename_thread(thread, listed);
            return;
        }
    }
    thread = xcalloc(1, sizeof *thread);
    thread->listed = *listed;
    thread->listed.name = NULL;
    thread->about = (struct sample_thread){
        .num = listed->num,
        .tid = listed->tid,
        .ident = listed->ident,
        .name = listed->name != NULL ? take_pointer(listed->name) : kernel_name(live, listed->tid),
        .process = live->options.process,
    };
    thread->python_named = listed->python_name;
    thread->shared = thread_is_shared(live->runtime, snapshot, listed);
    thread->seen = true;
    thread->first_listed_ns = clock_now_ns();
    if (listed->tid != 0) {
        if (!error_ignore(sample_reader_init(&thread->reader, live->runtime, listed))) {
            thread_destroy(thread);
            return;
        }
        thread->watched = true;
        if (live->options.gc || live->options.collecting)
            thread->reader.collecting_at = interpreter_collecting(live->runtime, listed->interp);
    }
    array_push(&live->threads, thread);
}

/* The rounds in which nothing has changed become one pending sample. */
static void push_same(struct live_source *live, struct live_thread *thread)
{
    struct pending_sample sample = {
        .thread = &thread->about,
        .time_ns = thread->same_ns,
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

static void drop_unseen(struct live_source *live)
{
    size_t kept = 0;

    for (size_t i = 0; i < live->threads.count; i++) {
        struct live_thread *thread = live->threads.data[i];

        if (thread->seen && !thread->gone)
            live->threads.data[kept++] = thread;
        else {
            push_same(live, thread);
            array_push(&live->gone, thread);
        }
    }
    live->threads.count = kept;
}

static void list_interpreters(struct live_source *live)
{
    interpreter_watch_clear(&live->interpreters);
    for (size_t i = 0; i < live->threads.count; i++) {
        struct live_thread *thread = live->threads.data[i];

        thread->interp = interpreter_watch_add(&live->interpreters, thread->listed.interp);
    }
}

static void allow_marks(struct live_source *live)
{
    if (live->threads.count < MARKED_THREADS)
        return;
    if (!live->marks_tried)
        run_marks_init(&live->marks);
    live->marks_tried = true;
    for (size_t i = 0; i < live->threads.count; i++)
        live->threads.data[i]->reader.marks = live->marks.first >= 0 ? &live->marks : NULL;
}

static struct error *list_threads(struct live_source *live)
{
    uint64_t cpu = clock_cpu_ns();
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct error *error = target_check(live->runtime->target);

    if (error == NULL)
        error = thread_list(live->runtime, snapshot);
    if (error == NULL) {
        for (size_t i = 0; i < live->threads.count; i++)
            live->threads.data[i]->seen = false;
        for (size_t i = 0; i < snapshot->threads.count; i++)
            if (live->options.thread == 0 || snapshot->threads.data[i].num == live->options.thread)
                add_thread(live, snapshot, &snapshot->threads.data[i]);
        drop_unseen(live);
        list_interpreters(live);
        allow_marks(live);
        live->list_again = false;
    }
    snapshot_destroy(snapshot);
    live->listed_ns = clock_now_ns();
    live->list_took_ns = clock_cpu_ns() - cpu;
    /* A list that changed while it was read is read again at the next round. */
    if (error != NULL && error->kind != ERROR_EXITED && live->threads.count > 0) {
        error_destroy(error);
        error = NULL;
    }
    return error;
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
        .ran_ns = thread->reader.watch.ran_ns,
        .gil_turns = thread->reader.turns,
    };

    push_same(live, thread);
    array_clear(&thread->last);
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
        push_same(live, thread);
    thread->same_gil = thread->reader.holds_gil;
    if (thread->same++ == 0)
        thread->same_ns = clock_now_ns();
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
    push_same(live, thread);
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

/* True once the thread was dealt with. */
static bool look_once(struct live_source *live, struct live_thread *thread, unsigned retries)
{
    struct sample_reader *reader = &thread->reader;
    bool idle = live->options.idle && !live->options.gil;
    bool had_stack = reader->watch.blocked && thread->last_holds;

    switch (sample_reader_begin(reader, &live->seat, idle)) {
    case SAMPLE_LOOK_SAME:
        if (!idle)
            return true;
        /* It was seen blocked, but its stack was not got then. */
        if (!had_stack) {
            reader->watch.blocked = false;
            return false;
        }
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
    for (unsigned i = 0; i < TRIES; i++) {
        if (look_once(live, thread, i))
            return;
        live->counters.retries++;
    }
    if (thread->reader.state == THREAD_RUNNING || live->options.idle)
        read_slowly(live, thread, TRIES);
}

static void flush(struct sample_source *source, const struct sample_sink *sink)
{
    struct live_source *live = live_of(source);
    uint64_t cpu = clock_cpu_ns();

    for (size_t i = 0; i < live->threads.count; i++)
        push_same(live, live->threads.data[i]);

    bool ended;
    size_t replaced = known_codes_check(live->codes, &ended);

    live->counters.replaced += replaced;
    live->counters.unchecked += ended ? pending_unchecked(&live->pending) : 0;
    for (size_t i = 0; replaced > 0 && i < live->threads.count; i++)
        live->threads.data[i]->last_holds = false;
    pending_flush(&live->pending, sink);
    known_codes_trim(live->codes);
    for (size_t i = 0; i < live->gone.count; i++)
        thread_destroy(live->gone.data[i]);
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
        TRY(list_threads(live));
    live->counters.running = 0;
    live->marks.left = MARKS_A_ROUND;
    interpreter_watch_begin(&live->interpreters);
    for (size_t i = 0; i < live->threads.count; i++)
        if (!live->threads.data[i]->gone)
            look(live, live->threads.data[i]);
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
        thread_destroy(live->threads.data[i]);
    for (size_t i = 0; i < live->gone.count; i++)
        thread_destroy(live->gone.data[i]);
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

void live_source_each_thread(const struct sample_source *source,
                             void (*each)(void *arg, const struct sample_thread *thread), void *arg)
{
    const struct live_source *live = (const struct live_source *)source;

    for (size_t i = 0; i < live->threads.count; i++)
        if (!live->threads.data[i]->gone)
            each(arg, &live->threads.data[i]->about);
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

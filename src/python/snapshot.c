/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/snapshot.h"

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "python/code-cache.h"
#include "python/runtime.h"
#include "python/stack.h"
#include "python/thread.h"
#include "python/view.h"
#include "target/offcpu.h"
#include "target/procfs.h"

/* Reads of one thread before its answer is what it is: each takes microseconds. */
#define OFF_CPU_TRIES 16
#define REREAD_TRIES 32

const char *proof_kind_name(enum proof_kind kind)
{
    static const char *const names[] = {
        [PROOF_CONSISTENT] = "consistent",
        [PROOF_STOPPED] = "stopped",
        [PROOF_UNVERIFIED] = "unverified",
        [PROOF_CORE] = "core",
    };

    return names[kind];
}

const char *proof_how_name(enum proof_how how)
{
    static const char *const names[] = {
        [PROOF_HOW_NONE] = "none", [PROOF_OFF_CPU] = "off-cpu", [PROOF_REREAD] = "reread",
        [PROOF_PTRACE] = "ptrace", [PROOF_FROM_CORE] = "core",
    };

    return names[how];
}

const char *thread_state_name(enum thread_state state)
{
    static const char *const names[] = {
        [THREAD_RUNNING] = "running",
        [THREAD_IDLE] = "idle",
        [THREAD_UNKNOWN] = "unknown",
    };

    return names[state];
}

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* A stack and its code objects, read in one go. */
struct reading {
    struct stack stack;
    const struct code **codes; /* one a frame */
};

static void reading_deinit(struct reading *reading)
{
    stack_deinit(&reading->stack);
    free(take_pointer(reading->codes));
}

/* The code objects are read in the same breath: a thread that runs on may free them. */
static void reading_take(struct runtime *runtime, const struct thread *thread, size_t max,
                         struct reading *ret)
{
    struct stack *stack = &ret->stack;

    target_cache_on(runtime->target);
    stack_read(runtime, thread->tstate, max, stack);

    size_t count = stack->frames.count;
    CLEANUP_FREE uint64_t *addresses = xmalloc((count + 1) * sizeof *addresses);

    ret->codes = xcalloc(count + 1, sizeof *ret->codes);
    for (size_t i = 0; i < count; i++)
        addresses[i] = stack->frames.data[i].code;

    struct error *error = code_cache_get(runtime, addresses, count, ret->codes);

    target_cache_off(runtime->target);
    if (stack->error == NULL)
        stack->error = error;
    else
        error_destroy(error);
}

/* Where the thread's own copy of the bytecode begins, in a free-threaded build. */
static uint64_t bytecode_of(struct runtime *runtime, const struct code *code, int tlbc_index)
{
    uint64_t address;

    /* _PyCodeArray, Include/cpython/code.h: a count, then that many pointers. */
    if (code->tlbc != 0 && tlbc_index > 0 && tlbc_index < 65536 &&
        error_ignore(target_read_u64(runtime->target, code->tlbc + 8 + 8 * (uint64_t)tlbc_index,
                                     &address)) &&
        address != 0)
        return address;
    return code->bytecode;
}

static int lasti_of(struct runtime *runtime, const struct stack_frame *raw, const struct code *code)
{
    if (runtime->layout.traits.lasti_unit != 0)
        return raw->instruction < 0 ? -1
                                    : (int)(raw->instruction * runtime->layout.traits.lasti_unit);

    uint64_t bytecode = bytecode_of(runtime, code, raw->tlbc_index);
    int64_t offset = (int64_t)((uint64_t)raw->instruction - bytecode);

    /* One before the first instruction stands for a frame that has not begun. */
    return offset < 0 || offset > INT32_MAX ? -1 : (int)offset;
}

static struct frame make_frame(struct runtime *runtime, const struct stack_frame *raw,
                               const struct code *code)
{
    struct frame frame = {
        .address = raw->address,
        .code = code,
        .lasti = lasti_of(runtime, raw, code),
        .entry = raw->entry,
    };

    frame.position = code_position_at(code, runtime, frame.lasti);
    if (raw->lineno > 0) {
        frame.position.line = frame.position.end_line = raw->lineno;
        frame.position.column = frame.position.end_column = -1;
    }
    return frame;
}

/* A frame that is still being set up is not there for Python either (_PyFrame_IsIncomplete()). */
static bool is_incomplete(const struct runtime *runtime, const struct stack_frame *raw,
                          const struct frame *frame)
{
    return layout_has(runtime->layout.code.co_firsttraceable) && !raw->generator &&
           frame->lasti < frame->code->firsttraceable;
}

/* Frames up to the first whose code could not be read. */
static void fill_frames(struct runtime *runtime, const struct reading *reading,
                        struct thread *thread)
{
    const struct stack *stack = &reading->stack;

    for (size_t i = 0; i < stack->frames.count && reading->codes[i] != NULL; i++) {
        const struct stack_frame *raw = &stack->frames.data[i];
        struct frame frame = make_frame(runtime, raw, reading->codes[i]);

        if (!is_incomplete(runtime, raw, &frame))
            array_push(&thread->frames, frame);
    }
    thread->truncated = stack->truncated;
}

/* Takes the reading's error. */
static void settle(struct runtime *runtime, struct reading *reading, struct thread *thread,
                   enum proof_kind kind, enum proof_how how, unsigned retries)
{
    fill_frames(runtime, reading, thread);
    thread->error = take_pointer(reading->stack.error);
    thread->proof = (struct proof){
        .kind = kind,
        .how = how,
        .retries = retries,
        .verified_frames = thread->frames.count,
    };
}

/* True when the thread was shown not to have run while it was read. */
static bool read_off_cpu(struct runtime *runtime, struct offcpu_seat *seat,
                         struct offcpu_watch *watch, struct thread *thread, size_t max,
                         unsigned *retries)
{
    for (unsigned i = 0; i < OFF_CPU_TRIES; i++, (*retries)++) {
        struct reading reading = {0};

        if (!offcpu_begin(watch, seat)) {
            if (seat->refused || watch->by_switches)
                return false;
            continue;
        }
        /* Without /proc/.../syscall a blocked thread is read from its CPU like one that runs. */
        thread->state = watch->blocked || watch->state != 'R' ? THREAD_IDLE : THREAD_RUNNING;
        reading_take(runtime, thread, max, &reading);

        bool held = offcpu_end(watch);

        if (held)
            settle(runtime, &reading, thread, PROOF_CONSISTENT, PROOF_OFF_CPU, *retries);
        reading_deinit(&reading);
        if (held)
            return true;
    }
    return false;
}

/* Two equal reads in a row; failing that, what the outer ends of the last two have in common. */
static void read_twice(struct runtime *runtime, struct thread *thread, size_t max,
                       unsigned *retries)
{
    struct reading last = {0};
    struct reading reading = {0};
    size_t common = 0;

    reading_take(runtime, thread, max, &last);
    for (unsigned i = 0; i < REREAD_TRIES; i++, (*retries)++) {
        reading = (struct reading){0};
        reading_take(runtime, thread, max, &reading);
        if (stack_equal(&last.stack, &reading.stack)) {
            reading_deinit(&last);
            settle(runtime, &reading, thread, PROOF_CONSISTENT, PROOF_REREAD, *retries);
            reading_deinit(&reading);
            return;
        }
        common = stack_common_outer(&last.stack, &reading.stack);
        reading_deinit(&last);
        last = reading;
    }
    settle(runtime, &last, thread, PROOF_UNVERIFIED, PROOF_HOW_NONE, *retries);
    if (common < thread->proof.verified_frames)
        thread->proof.verified_frames = common;
    reading_deinit(&last);
}

static void look_up_kernel(struct runtime *runtime, struct thread *thread)
{
    struct procfs_stat stat;

    if (thread->tid == 0 || !error_ignore(procfs_stat(runtime->target->pid, thread->tid, &stat)))
        return;
    thread->os_state = stat.state;
    if (thread->name == NULL)
        thread->name = xstrdup(stat.comm);
}

/* False if the thread has ended meanwhile. */
static bool read_thread(struct runtime *runtime, struct offcpu_seat *seat, struct thread *thread,
                        size_t max)
{
    struct offcpu_watch watch;
    unsigned retries = 0;
    bool done = false;

    look_up_kernel(runtime, thread);
    if (thread->name == NULL)
        thread->name = xstrdup("?");
    if (thread->tid != 0) {
        if (!error_ignore(offcpu_watch_init(&watch, runtime->target->pid, thread->tid)))
            return false;
        done = read_off_cpu(runtime, seat, &watch, thread, max, &retries);
        offcpu_watch_deinit(&watch);
    }
    if (!done)
        read_twice(runtime, thread, max, &retries);
    return true;
}

static void thread_deinit(struct thread *thread)
{
    free(thread->name);
    array_deinit(&thread->frames);
    error_destroy(thread->error);
}

/*
 * Every interpreter has a state in the thread that made it, which is empty
 * while that thread runs code of another interpreter: it is the same thread.
 */
static bool is_dormant(const struct snapshot *snapshot, const struct thread *thread)
{
    if (thread->interp_id == 0 || thread->tid == 0 || thread->frames.count > 0 ||
        thread->error != NULL)
        return false;
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].tid == thread->tid &&
            snapshot->threads.data[i].tstate != thread->tstate)
            return true;
    return false;
}

static void drop_dormant(struct snapshot *snapshot)
{
    CLEANUP_FREE bool *dormant = xcalloc(snapshot->threads.count, sizeof *dormant);
    size_t kept = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++)
        dormant[i] = is_dormant(snapshot, &snapshot->threads.data[i]);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        if (dormant[i])
            thread_deinit(&snapshot->threads.data[i]);
        else
            snapshot->threads.data[kept++] = snapshot->threads.data[i];
    }
    snapshot->threads.count = kept;
}

/* Reads every stack; threads that are gone when their turn comes are left out. */
static struct error *read_threads(struct runtime *runtime, const struct snapshot_options *options,
                                  struct snapshot *snapshot)
{
    struct offcpu_seat seat;
    struct error *error = NULL;
    size_t kept = 0;

    offcpu_seat_init(&seat);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (error == NULL && options->interrupted != NULL && options->interrupted(options->arg))
            error = error_create(ERROR_INTERRUPTED, "interrupted");
        if (error != NULL || !read_thread(runtime, &seat, thread, options->max_frames)) {
            thread_deinit(thread);
            continue;
        }
        if (thread->error != NULL && thread->error->kind == ERROR_EXITED)
            error = take_pointer(thread->error);
        snapshot->threads.data[kept++] = *thread;
    }
    snapshot->threads.count = kept;
    offcpu_seat_deinit(&seat);
    return error;
}

struct error *snapshot_take(struct runtime *runtime, const struct snapshot_options *options,
                            struct snapshot **ret)
{
    struct snapshot *snapshot = xcalloc(1, sizeof *snapshot);
    struct thread_ids ids = {0};
    struct error *error;

    snapshot->started_ns = now_ns();
    code_cache_new_epoch(runtime->codes);
    error = thread_ids_init(&ids, runtime);
    if (error == NULL)
        error = thread_list(runtime, &ids, snapshot);
    if (error == NULL)
        error = read_threads(runtime, options, snapshot);
    thread_ids_deinit(&ids);
    snapshot->ended_ns = now_ns();
    if (error != NULL) {
        snapshot_destroy(snapshot);
        return error;
    }
    drop_dormant(snapshot);
    *ret = snapshot;
    return NULL;
}

void snapshot_destroy(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (size_t i = 0; i < snapshot->threads.count; i++)
        thread_deinit(&snapshot->threads.data[i]);
    array_deinit(&snapshot->threads);
    free(snapshot);
}

struct thread *snapshot_thread(struct snapshot *snapshot, unsigned num)
{
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].num == num)
            return &snapshot->threads.data[i];
    return NULL;
}

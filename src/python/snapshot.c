/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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
#define REREADS 12

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
    uint64_t *bytecodes; /* one a frame: where the instructions that it runs begin; 0: unknown */
};

static void reading_deinit(struct reading *reading)
{
    stack_deinit(&reading->stack);
    free(take_pointer(reading->codes));
    free(take_pointer(reading->bytecodes));
}

/*
 * Where the frame's instructions begin. A free-threaded build gives each thread a
 * copy of the bytecode (_PyCodeArray, Include/cpython/code.h: a count, then so many pointers), in
 * an array that is replaced when threads are added.
 */
static uint64_t bytecode_of(struct runtime *runtime, const struct stack_frame *raw,
                            const struct code *code)
{
    uint64_t array;
    uint64_t found[2] = {0};

    if (raw->tlbc_index == 0 || !layout_has(runtime->layout.code.co_tlbc))
        return code->bytecode;
    if (raw->tlbc_index < 0 ||
        !error_ignore(view_read_field(runtime->target, code->address, runtime->layout.code.co_tlbc,
                                      &array)) ||
        !error_ignore(target_read_u64(runtime->target, array, &found[0])) ||
        (uint64_t)raw->tlbc_index >= found[0] ||
        !error_ignore(
            target_read_u64(runtime->target, array + 8 + 8 * (uint64_t)raw->tlbc_index, &found[1])))
        return 0;
    return found[1];
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
    ret->bytecodes = xcalloc(count + 1, sizeof *ret->bytecodes);
    for (size_t i = 0; i < count; i++)
        addresses[i] = stack->frames.data[i].code;

    struct error *error = code_cache_get(runtime, addresses, count, ret->codes);

    for (size_t i = 0; i < count; i++)
        if (ret->codes[i] != NULL)
            ret->bytecodes[i] = bytecode_of(runtime, &stack->frames.data[i], ret->codes[i]);
    target_cache_off(runtime->target);
    if (stack->error == NULL)
        stack->error = error;
    else
        error_destroy(error);
}

/* bytecode: from bytecode_of(); 0 where lasti is counted from it and it is not known. */
static int lasti_of(const struct runtime *runtime, const struct stack_frame *raw, uint64_t bytecode)
{
    if (runtime->layout.traits.lasti_unit != 0)
        return raw->instruction < 0 ? -1
                                    : (int)(raw->instruction * runtime->layout.traits.lasti_unit);

    int64_t offset = (int64_t)((uint64_t)raw->instruction - bytecode);

    /* One before the first instruction stands for a frame that has not begun. */
    return offset < 0 || offset > INT32_MAX ? -1 : (int)offset;
}

static struct frame make_frame(const struct runtime *runtime, const struct stack_frame *raw,
                               const struct code *code, uint64_t bytecode)
{
    struct frame frame = {
        .address = raw->address,
        .code = code,
        .bytecode = bytecode,
        .lasti = lasti_of(runtime, raw, bytecode),
        .entry = raw->entry,
    };

    frame.position = code_position_at(code, runtime, frame.lasti);
    if (bytecode == 0 && runtime->layout.traits.lasti_unit == 0)
        frame.position = (struct code_position){.column = -1, .end_column = -1};
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
        struct frame frame = make_frame(runtime, raw, reading->codes[i], reading->bytecodes[i]);

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

/*
 * True when the thread was shown not to have run while it was read. A thread that
 * was put off the CPU while CPython was linking a frame stands still as well, with
 * a chain that is no stack: then it gets to run on, and is read again.
 */
static bool read_off_cpu(struct runtime *runtime, struct offcpu_seat *seat,
                         struct offcpu_watch *watch, struct thread *thread, size_t max,
                         unsigned *retries)
{
    for (unsigned i = 0; i < OFF_CPU_TRIES; i++, (*retries)++) {
        struct reading reading = {0};
        bool begun = offcpu_begin(watch, seat);

        /* Without /proc/.../syscall a blocked thread is read from its CPU like one that runs. */
        thread->state = watch->blocked || !strchr("R?", watch->state) ? THREAD_IDLE
                        : watch->state == 'R'                         ? THREAD_RUNNING
                                                                      : thread->state;
        if (!begun) {
            if (seat->refused || watch->by_switches)
                return false;
            continue;
        }
        reading_take(runtime, thread, max, &reading);

        bool held = offcpu_end(watch) && reading.stack.error == NULL;

        if (held)
            settle(runtime, &reading, thread, PROOF_CONSISTENT, PROOF_OFF_CPU, *retries);
        reading_deinit(&reading);
        if (held)
            return true;
    }
    return false;
}

/*
 * For a thread that may run elsewhere while it is read. Two equal reads would prove little: a loop
 * comes by the same place again, and the longer one waits for such a pair the surer it comes. So a
 * fixed number of reads, and time between them: only what all of them agree on is believed, be it
 * the whole stack or its outer end.
 */
static void read_repeatedly(struct runtime *runtime, struct thread *thread, size_t max,
                            unsigned *retries)
{
    struct reading best = {0};
    size_t common = SIZE_MAX;
    unsigned compared = 0;
    bool equal = true;

    reading_take(runtime, thread, max, &best);
    for (unsigned i = 1; i < REREADS; i++, (*retries)++) {
        struct reading reading = {0};

        /* The kernel's timers make this some fifty microseconds, never twice the same. */
        nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL);
        reading_take(runtime, thread, max, &reading);
        equal = equal && stack_equal(&best.stack, &reading.stack);
        if (best.stack.error != NULL) {
            reading_deinit(&best);
            best = reading;
            continue;
        }
        if (reading.stack.error == NULL) {
            size_t now = stack_common_outer(&best.stack, &reading.stack);

            common = now < common ? now : common;
            compared++;
        }
        reading_deinit(&reading);
    }
    if (equal) {
        settle(runtime, &best, thread, PROOF_CONSISTENT, PROOF_REREAD, *retries);
    } else {
        settle(runtime, &best, thread, PROOF_UNVERIFIED, PROOF_HOW_NONE, *retries);
        /* Of a few good reads nothing is known. */
        if (compared < REREADS / 2)
            common = 0;
        if (common < thread->proof.verified_frames)
            thread->proof.verified_frames = common;
    }
    reading_deinit(&best);
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

/*
 * A state of a subinterpreter names the OS thread that made it, and may be run by
 * another one (interpreters.run_string() from a worker). When a second state names the same thread,
 * that thread's being off the CPU proves nothing of this one.
 */
static bool thread_is_shared(const struct snapshot *snapshot, const struct thread *thread)
{
    if (thread->interp_id == 0 || thread->tid == 0)
        return false;
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].tid == thread->tid &&
            snapshot->threads.data[i].tstate != thread->tstate)
            return true;
    return false;
}

static void read_shared(struct runtime *runtime, struct offcpu_seat *seat,
                        struct offcpu_watch *watch, struct thread *thread, size_t max)
{
    unsigned retries = 0;

    /* Who holds the GIL runs: if the OS thread that is named is blocked, it is not that one. */
    offcpu_begin(watch, seat);
    if (thread->gil && watch->blocked)
        thread->tid = thread->native_id = 0;
    read_repeatedly(runtime, thread, max, &retries);
    thread->state = thread->gil ? THREAD_RUNNING : THREAD_IDLE;
    if (thread->tid == 0)
        thread->os_state = '?';
}

/* False if the thread has ended meanwhile. */
static bool read_thread(struct runtime *runtime, struct offcpu_seat *seat, struct thread *thread,
                        bool is_shared, size_t max)
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
        if (is_shared)
            read_shared(runtime, seat, &watch, thread, max);
        done = is_shared || read_off_cpu(runtime, seat, &watch, thread, max, &retries);
        offcpu_watch_deinit(&watch);
    }
    if (!done) {
        read_repeatedly(runtime, thread, max, &retries);
        thread->proof.cpu_refused = seat->refused;
    }
    return true;
}

static void thread_deinit(struct thread *thread)
{
    free(thread->name);
    array_deinit(&thread->frames);
    error_destroy(thread->error);
}

/*
 * States that are no threads of their own: each interpreter has one in the OS thread that made
 * it, empty while that thread runs code of another interpreter; and the state of a new thread names
 * its maker until the thread itself begins.
 */
static bool is_dormant(const struct snapshot *snapshot, const struct thread *thread)
{
    if (thread->frames.count > 0 || thread->error != NULL)
        return false;
    if (thread->tid == 0)
        return true;
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        const struct thread *other = &snapshot->threads.data[i];

        if (other->tid == thread->tid && other->tstate != thread->tstate &&
            (thread->interp_id != 0 || other->interp == thread->interp))
            return true;
    }
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
        if (error != NULL ||
            !read_thread(runtime, &seat, thread, thread_is_shared(snapshot, thread),
                         options->max_frames)) {
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
    struct error *error;

    snapshot->started_ns = now_ns();
    code_cache_new_epoch(runtime->codes);
    error = thread_list(runtime, snapshot);
    if (error == NULL)
        error = read_threads(runtime, options, snapshot);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/proof.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "python/reading.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "target/offcpu.h"
#include "target/target.h"

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

        bool broken = reading.stack.error != NULL;
        bool held = offcpu_end(watch) && !broken;

        if (held) {
            /* To name the code objects takes longer than it took to read the frames. */
            offcpu_seat_leave(seat);
            reading_settle(runtime, &reading, thread,
                           &(struct proof){.kind = PROOF_CONSISTENT,
                                           .how = PROOF_OFF_CPU,
                                           .retries = *retries,
                                           .count = offcpu_count(watch)});
        }
        reading_deinit(&reading);
        if (held)
            return true;
        if (broken)
            offcpu_let_run();
    }
    offcpu_seat_leave(seat);
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
        reading_settle(runtime, &best, thread,
                       &(struct proof){PROOF_CONSISTENT, PROOF_REREAD, .retries = *retries});
    } else {
        reading_settle(runtime, &best, thread,
                       &(struct proof){PROOF_UNVERIFIED, PROOF_HOW_NONE, .retries = *retries});
        /* Of a few good reads nothing is known. */
        if (compared < REREADS / 2)
            common = 0;
        if (common < thread->proof.verified_frames)
            thread->proof.verified_frames = common;
    }
    reading_deinit(&best);
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

bool proof_read_thread(struct runtime *runtime, struct offcpu_seat *seat, struct thread *thread,
                       bool is_shared, size_t max)
{
    struct offcpu_watch watch;
    unsigned retries = 0;
    bool done = false;

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

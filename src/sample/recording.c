/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/recording.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uthash.h>

#include "base/clock.h"
#include "base/memory.h"

struct thread_key {
    unsigned num;
    pid_t pid;
};

struct recording_index {
    struct thread_key key;
    uint32_t thread; /* index in threads */
    UT_hash_handle hh;
};

void recording_init(struct recording *recording, const struct calltree_options *options, bool timed,
                    uint64_t period_ns)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    *recording = (struct recording){
        .timed = timed,
        .period_ns = period_ns,
        .started_ns = clock_now_ns(),
        .started_unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
        .most_events = RECORDING_MAX_EVENTS,
    };
    calltree_init(&recording->tree, options);
}

static void forget_threads(struct recording *recording)
{
    struct recording_index *entry, *next;

    for (size_t i = 0; i < recording->threads.count; i++) {
        free(recording->threads.data[i].name);
        free(recording->threads.data[i].process);
    }
    array_clear(&recording->threads);
    HASH_ITER (hh, recording->index, entry, next) {
        HASH_DEL(recording->index, entry);
        free(entry);
    }
}

void recording_forget(struct recording *recording, uint64_t period_ns)
{
    struct timespec now;

    forget_threads(recording);
    array_clear(&recording->events);
    recording->late = 0;
    recording->period_ns = period_ns;
    clock_gettime(CLOCK_REALTIME, &now);
    recording->started_ns = clock_now_ns();
    recording->started_unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void recording_deinit(struct recording *recording)
{
    calltree_deinit(&recording->tree);
    forget_threads(recording);
    array_deinit(&recording->threads);
    array_deinit(&recording->events);
    free(take_pointer(recording->command));
    free(take_pointer(recording->version));
    free(take_pointer(recording->counted));
    free(take_pointer(recording->maker));
}

static uint32_t add_thread(struct recording *recording, const struct thread_key *key,
                           const struct recording_thread *thread)
{
    struct recording_index *entry = xcalloc(1, sizeof *entry);

    array_push(&recording->threads, *thread);
    entry->key = *key;
    entry->thread = (uint32_t)(recording->threads.count - 1);
    HASH_ADD(hh, recording->index, key, sizeof entry->key, entry);
    return entry->thread;
}

/* What a process has become by execve has threads of its own. */
static bool is_same_program(const struct recording_thread *thread,
                            const struct sample_process *process)
{
    return process == NULL || strcmp(thread->process, process->command) == 0;
}

/* The last name is the one that is shown. */
static void rename_thread(struct recording_thread *thread, const char *name)
{
    if (strcmp(thread->name, name) == 0)
        return;
    free(thread->name);
    thread->name = xstrdup(name);
}

static uint32_t find_thread(struct recording *recording, const struct sample_thread *thread)
{
    const struct sample_process *process = thread->process;
    struct thread_key key = {thread->num, process != NULL ? process->pid : recording->pid};
    struct recording_index *entry;

    HASH_FIND(hh, recording->index, &key, sizeof key, entry);
    if (entry != NULL && is_same_program(&recording->threads.data[entry->thread], process)) {
        rename_thread(&recording->threads.data[entry->thread], thread->name);
        return entry->thread;
    }
    if (entry != NULL) {
        HASH_DEL(recording->index, entry);
        free(entry);
    }
    if (recording->threads.count < RECORDING_MAX_THREADS)
        return add_thread(recording, &key,
                          &(struct recording_thread){
                              .num = key.num,
                              .pid = key.pid,
                              .tid = thread->tid,
                              .process = process != NULL ? xstrdup(process->command) : NULL,
                              .name = xstrdup(thread->name),
                          });
    key = (struct thread_key){0, 0};
    HASH_FIND(hh, recording->index, &key, sizeof key, entry);
    if (entry != NULL)
        return entry->thread;
    return add_thread(recording, &key,
                      &(struct recording_thread){.name = xstrdup("other threads")});
}

void recording_note(struct recording *recording, const struct sample *sample, uint32_t node)
{
    bool idle = sample->state == THREAD_IDLE;
    uint32_t index = find_thread(recording, sample->thread);
    struct recording_thread *thread = &recording->threads.data[index];

    uint32_t rounds = sample->repeats < UINT32_MAX ? sample->repeats + 1 : UINT32_MAX;

    if (thread->last != 0) {
        struct recording_event *last = &recording->events.data[thread->last - 1];
        uint64_t end = last->time_ns + last->count * recording->period_ns;

        if (last->node == node && last->idle == idle &&
            sample->time_ns < end + recording->period_ns / 2 && last->count < UINT32_MAX - rounds) {
            last->count += rounds;
            return;
        }
    }
    if (recording->events.count >= recording->most_events) {
        recording->late += rounds;
        return;
    }
    array_push(&recording->events,
               ((struct recording_event){sample->time_ns, index, node, rounds, idle}));
    thread->last = (uint32_t)recording->events.count;
}

static void take(void *arg, const struct sample *sample)
{
    struct recording *recording = arg;
    uint32_t node = calltree_add(&recording->tree, sample);

    if (recording->timed)
        recording_note(recording, sample, node);
}

struct sample_sink recording_sink(struct recording *recording)
{
    return (struct sample_sink){take, recording};
}

void recording_order_init(const struct recording *recording, struct recording_order *ret)
{
    size_t threads = recording->threads.count;
    CLEANUP_FREE size_t *next = xcalloc(threads + 1, sizeof *next);

    ret->events = xcalloc(recording->events.count + 1, sizeof *ret->events);
    ret->first = xcalloc(threads + 1, sizeof *ret->first);
    for (size_t i = 0; i < recording->events.count; i++)
        ret->first[recording->events.data[i].thread + 1]++;
    for (size_t i = 0; i < threads; i++) {
        ret->first[i + 1] += ret->first[i];
        next[i] = ret->first[i];
    }
    for (size_t i = 0; i < recording->events.count; i++)
        ret->events[next[recording->events.data[i].thread]++] = (uint32_t)i;
}

void recording_order_deinit(struct recording_order *order)
{
    free(take_pointer(order->events));
    free(take_pointer(order->first));
}

char *recording_thread_label(const struct recording_thread *thread)
{
    if (thread->num == 0)
        return xstrdup(thread->name);
    if (thread->process == NULL)
        return xasprintf("thread %u (%s, tid %d)", thread->num, thread->name, (int)thread->tid);
    return xasprintf("process %d (%s): thread %u (%s, tid %d)", (int)thread->pid, thread->process,
                     thread->num, thread->name, (int)thread->tid);
}

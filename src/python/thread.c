/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/thread.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/chain.h"
#include "python/dict.h"
#include "python/interpreter.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/string.h"
#include "python/thread-id.h"
#include "python/view.h"
#include "target/offcpu.h"
#include "target/process.h"

#include <uthash.h>

#define THREADS_MAX 200000
#define LIST_TRIES 10
/* A list that changes faster than it is read is asked for again this long. */
#define LIST_NS 100000000ULL
#define NAME_MAX_CHARACTERS 65536
/* Beyond so many, those of threads that have ended are forgotten. */
#define NUMBERS_MAX 65536

/* Thread states are freed and their memory is used again: the kernel's number tells them apart. */
struct number_key {
    uint64_t tstate;
    uint64_t tid;
};

struct number {
    struct number_key key;
    unsigned num;
    uint64_t seen; /* the list that it was last in */
    UT_hash_handle hh;
};

struct thread_numbers {
    struct number *by_key;
    unsigned last;
    uint64_t lists; /* so far */
};

struct thread_numbers *thread_numbers_create(void)
{
    return xcalloc(1, sizeof(struct thread_numbers));
}

void thread_numbers_destroy(struct thread_numbers *numbers)
{
    struct number *number, *next;

    if (numbers == NULL)
        return;
    HASH_ITER (hh, numbers->by_key, number, next) {
        HASH_DEL(numbers->by_key, number);
        free(number);
    }
    free(numbers);
}

static unsigned number_of(struct thread_numbers *numbers, const struct thread *thread)
{
    struct number_key key = {thread->tstate, (uint64_t)thread->tid};
    struct number *number;

    HASH_FIND(hh, numbers->by_key, &key, sizeof key, number);
    if (number == NULL) {
        number = xcalloc(1, sizeof *number);
        number->key = key;
        number->num = ++numbers->last;
        HASH_ADD(hh, numbers->by_key, key, sizeof number->key, number);
    }
    number->seen = numbers->lists;
    return number->num;
}

static void forget_ended(struct thread_numbers *numbers)
{
    struct number *number, *next;

    if (HASH_COUNT(numbers->by_key) <= NUMBERS_MAX)
        return;
    HASH_ITER (hh, numbers->by_key, number, next) {
        if (number->seen == numbers->lists)
            continue;
        HASH_DEL(numbers->by_key, number);
        free(number);
    }
}

static void reverse(struct thread *threads, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct thread thread = threads[i];

        threads[i] = threads[count - 1 - i];
        threads[count - 1 - i] = thread;
    }
}

/*
 * A state that was freed since its address was read, and whose memory is being given to somebody
 * else, may look as if it were the last one. So the last one is read anew, and what leads to it.
 */
static struct error *check_end(struct runtime *runtime, uint64_t interpreter, uint64_t before,
                               uint64_t last)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->tstate.interp, layout->tstate.next};
    uint64_t link, values[2];

    target_cache_on(runtime->target);
    TRY(view_read_field(runtime->target, before != 0 ? before : interpreter,
                        before != 0 ? layout->tstate.next : layout->interp.threads_head, &link));
    TRY(view_read_fields(runtime->target, last, fields, 2, values));
    if (link != last || values[0] != interpreter || values[1] != 0)
        return error_create(ERROR_CORRUPT, "the list of threads changed while it was read");
    return NULL;
}

/* The thread states of one interpreter; a new one is put at the head of the list. */
static struct error *list_states(struct runtime *runtime, const struct interpreter *interpreter,
                                 struct snapshot *snapshot)
{
    const struct layout *layout = &runtime->layout;
    struct layout_field fields[] = {layout->tstate.interp, layout->tstate.next,
                                    layout->tstate.thread_id, layout->tstate.native_thread_id};
    size_t first = snapshot->threads.count;
    uint64_t address = interpreter->threads_head;
    uint64_t before = 0, last = 0;
    struct chain chain = {0};

    while (address != 0) {
        uint64_t values[4];

        if (snapshot->threads.count == THREADS_MAX || chain_goes_round(&chain, address))
            return error_create(ERROR_CORRUPT, "the list of threads does not end");
        TRY(view_read_fields(runtime->target, address, fields, 4, values));
        /* A state that was freed under our eyes leads anywhere. */
        if (values[0] != interpreter->address)
            return error_create(ERROR_CORRUPT, "the list of threads changed while it was read");

        struct thread thread = {
            .tstate = address,
            .interp = interpreter->address,
            .interp_id = interpreter->id,
            .ident = values[2],
            .native_id = (pid_t)values[3],
            .state = THREAD_UNKNOWN,
            .os_state = '?',
            .gil = interpreter->gil_holder == address,
        };

        array_push(&snapshot->threads, thread);
        before = last;
        last = address;
        address = values[1];
    }
    if (last != 0)
        TRY(check_end(runtime, interpreter->address, before, last));
    reverse(snapshot->threads.data + first, snapshot->threads.count - first);
    return NULL;
}

static struct error *list_all(struct runtime *runtime, interpreter_array *interpreters,
                              struct snapshot *snapshot)
{
    array_clear(interpreters);
    array_clear(&snapshot->threads);
    target_cache_on(runtime->target);
    TRY(interpreter_list(runtime, interpreters));
    for (size_t i = 0; i < interpreters->count; i++)
        TRY(list_states(runtime, &interpreters->data[i], snapshot));
    /* The holder may be a thread of an interpreter that shares the main one's GIL. */
    for (size_t i = 0; i < snapshot->threads.count; i++)
        for (size_t j = 0; j < interpreters->count; j++)
            if (interpreters->data[j].gil_holder == snapshot->threads.data[i].tstate)
                snapshot->threads.data[i].gil = true;
    return NULL;
}

static void set_tids(struct runtime *runtime, const struct thread_ids *ids,
                     struct snapshot *snapshot)
{
    CLEANUP_FREE uint64_t *descriptors =
        xmalloc((snapshot->threads.count + 1) * sizeof *descriptors);
    bool any_unknown = false;

    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        descriptors[i] = thread->ident;
        thread->tid = thread_ids_outer(ids, thread->native_id);
        any_unknown = any_unknown || thread->tid == 0;
    }
    if (any_unknown)
        thread_id_calibrate(runtime, ids, descriptors, snapshot->threads.count);
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (thread->tid != 0)
            continue;
        thread->native_id = thread_id_from_descriptor(runtime, ids, thread->ident);
        thread->tid = thread_ids_outer(ids, thread->native_id);
    }
}

static int compare_tid(const void *a, const void *b)
{
    const struct thread *const *left = a;
    const struct thread *const *right = b;

    if ((*left)->tid != (*right)->tid)
        return (*left)->tid < (*right)->tid ? -1 : 1;
    if ((*left)->interp_id != (*right)->interp_id)
        return (*left)->interp_id < (*right)->interp_id ? -1 : 1;
    return (*left)->num < (*right)->num ? -1 : (*left)->num > (*right)->num;
}

/*
 * Two states of one interpreter cannot be of one OS thread: a new one still names its
 * maker, or an old one's descriptor has been given to a new thread. True if there were such; the
 * number is then left to the older state alone.
 */
static bool drop_repeated_tids(struct snapshot *snapshot)
{
    size_t count = snapshot->threads.count;
    CLEANUP_FREE struct thread **sorted = xmalloc((count + 1) * sizeof *sorted);
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        sorted[i] = &snapshot->threads.data[i];
        sorted[i]->num = (unsigned)i; /* in order of creation, until the real ones are given */
    }
    qsort(sorted, count, sizeof *sorted, compare_tid);
    for (size_t i = 1; i < count; i++) {
        if (sorted[i]->tid == 0 || sorted[i]->tid != sorted[i - 1]->tid ||
            sorted[i]->interp != sorted[i - 1]->interp)
            continue;
        sorted[i]->tid = 0;
        sorted[i] = sorted[i - 1]; /* the next one is compared with the one that keeps it */
        any = true;
    }
    return any;
}

/* The Thread objects of one interpreter: threading._active maps identifiers to them. */
static struct error *read_active(struct runtime *runtime, const struct interpreter *interpreter,
                                 dict_item_array *ret)
{
    uint64_t module, dict, active;

    dict_begin_answer(runtime);
    TRY(dict_find(runtime, interpreter->modules, "threading", &module));
    TRY(view_read_field(runtime->target, module, runtime->layout.module.md_dict, &dict));
    TRY(dict_find(runtime, dict, "_active", &active));
    return dict_items(runtime, active, THREADS_MAX, ret);
}

static struct error *read_name(struct runtime *runtime, uint64_t object, char **ret)
{
    uint64_t name;
    struct error *error = object_attribute(runtime, object, "_name", &name);

    /* 2.7 mangles the attribute's name. */
    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        error = object_attribute(runtime, object, "_Thread__name", &name);
    }
    TRY(error);
    return string_read(runtime, name, NULL, NAME_MAX_CHARACTERS, ret);
}

static int compare_ident(const void *a, const void *b)
{
    const struct thread *const *left = a;
    const struct thread *const *right = b;

    return (*left)->ident < (*right)->ident ? -1 : (*left)->ident > (*right)->ident;
}

/* By Python's names where they can be read; what cannot is no error, the kernel has a name too. */
static void set_names(struct runtime *runtime, const struct interpreter *interpreter,
                      struct snapshot *snapshot)
{
    CLEANUP_FREE struct thread **sorted = xmalloc((snapshot->threads.count + 1) * sizeof *sorted);
    size_t count = 0;
    dict_item_array active = {0};

    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (snapshot->threads.data[i].interp == interpreter->address)
            sorted[count++] = &snapshot->threads.data[i];
    qsort(sorted, count, sizeof *sorted, compare_ident);
    /* A dict that is just being changed, as threads come and go, is no dict for a moment. */
    for (int i = 0; i == 0 || (i < LIST_TRIES && count > 1); i++) {
        if (error_ignore(read_active(runtime, interpreter, &active)))
            break;
        array_clear(&active);
        target_cache_on(runtime->target);
    }
    for (size_t i = 0; i < active.count; i++) {
        struct thread wanted;
        struct thread *key = &wanted;

        if (!error_ignore(object_int(runtime, active.data[i].key, &wanted.ident)))
            continue;

        struct thread **found = bsearch(&key, sorted, count, sizeof *sorted, compare_ident);
        char *name;

        if (found != NULL && (*found)->name == NULL &&
            error_ignore(read_name(runtime, active.data[i].value, &name))) {
            (*found)->name = name;
            (*found)->python_name = true;
        }
    }
    array_deinit(&active);
}

static int compare_num(const void *a, const void *b)
{
    const struct thread *left = a;
    const struct thread *right = b;

    return left->num < right->num ? -1 : left->num > right->num;
}

static void set_numbers(struct runtime *runtime, struct snapshot *snapshot)
{
    pid_t main_tid = runtime->target->pid;

    runtime->numbers->lists++;
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        struct thread *thread = &snapshot->threads.data[i];

        if (thread->tid == main_tid && thread->interp_id == 0)
            thread->num = number_of(runtime->numbers, thread);
    }
    for (size_t i = 0; i < snapshot->threads.count; i++)
        snapshot->threads.data[i].num = number_of(runtime->numbers, &snapshot->threads.data[i]);
    forget_ended(runtime->numbers);
    qsort(snapshot->threads.data, snapshot->threads.count, sizeof *snapshot->threads.data,
          compare_num);
}

/* The kernel's list comes after Python's: a thread that is in this one is in that one. */
static struct error *list_with_tids(struct runtime *runtime, interpreter_array *interpreters,
                                    struct snapshot *snapshot, bool *repeated)
{
    struct thread_ids ids = {0};
    struct error *error = list_all(runtime, interpreters, snapshot);

    if (error == NULL)
        error = thread_ids_init(&ids, runtime);
    if (error == NULL) {
        set_tids(runtime, &ids, snapshot);
        *repeated = drop_repeated_tids(snapshot);
    }
    thread_ids_deinit(&ids);
    return error;
}

struct error *thread_list(struct runtime *runtime, struct snapshot *snapshot)
{
    interpreter_array interpreters = {0};
    bool repeated = false;
    struct error *error = NULL;
    uint64_t until = clock_now_ns() + LIST_NS;

    for (int i = 0; i < LIST_TRIES || (error != NULL && clock_now_ns() < until); i++) {
        if (i >= LIST_TRIES)
            offcpu_let_run();
        error_destroy(error);
        error = list_with_tids(runtime, &interpreters, snapshot, &repeated);
        if (error == NULL ? !repeated : error->kind == ERROR_EXITED)
            break;
    }
    if (error == NULL) {
        for (size_t i = 0; i < interpreters.count; i++)
            set_names(runtime, &interpreters.data[i], snapshot);
        set_numbers(runtime, snapshot);
    }
    target_cache_off(runtime->target);
    array_deinit(&interpreters);
    return error;
}

bool thread_is_twin(const struct thread *a, const struct thread *b)
{
    return a->tid != 0 && a->tid == b->tid && a->tstate != b->tstate;
}

/* Before 3.13 run_string() has a worker run the state that was made with the interpreter, by
 * another thread as may be. */
bool thread_is_shared(const struct runtime *runtime, const struct snapshot *snapshot,
                      const struct thread *thread)
{
    if (runtime->layout.traits.states_stay || thread->interp_id == 0)
        return false;
    for (size_t i = 0; i < snapshot->threads.count; i++)
        if (thread_is_twin(&snapshot->threads.data[i], thread))
            return true;
    return false;
}

/* An interpreter is entered from the one that has made it, so that the newest one is the innermost.
 */
bool thread_is_left(const struct runtime *runtime, const struct thread *thread,
                    const struct thread *other, bool has_frames)
{
    return runtime->layout.traits.states_stay && has_frames && other->interp_id > thread->interp_id;
}

bool thread_has_left(const struct runtime *runtime, const struct snapshot *snapshot,
                     const struct thread *thread)
{
    for (size_t i = 0; i < snapshot->threads.count && !thread->gil; i++) {
        const struct thread *other = &snapshot->threads.data[i];

        if (thread_is_twin(other, thread) &&
            (other->gil || thread_is_left(runtime, thread, other, other->frames.count > 0)))
            return true;
    }
    return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/c-method.h"

#include <string.h>

#include "base/memory.h"
#include "python/file.h"
#include "python/integer.h"
#include "python/runtime.h"
#include "python/simple-queue.h"
#include "python/view.h"

/* _Py_LOCKED: the lowest bit of a PyMutex; a lock of its own has a byte that is 0 or 1. */
#define LOCKED 1

enum future_state { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED };

struct reading {
    struct runtime *runtime;
    struct types *types;
    uint64_t object;
    const struct type *owner;
    const char *name;
    struct attribute *ret;
};

static bool read_word(const struct reading *r, struct layout_field field, uint64_t *ret)
{
    return layout_has(field) &&
           error_ignore(view_read_field(r->runtime->target, r->object, field, ret));
}

/* ---- locks */

static bool lock_locked(const struct reading *r)
{
    uint64_t bits;

    if (!read_word(r, r->runtime->layout.lock.locked, &bits))
        return false;
    attribute_make_bool(r->ret, (bits & LOCKED) != 0);
    return true;
}

static bool rlock_locked(const struct reading *r)
{
    const struct layout *layout = &r->runtime->layout;
    bool counts = !layout_has(layout->rlock.bits);
    uint64_t value;

    if (!read_word(r, counts ? layout->rlock.count : layout->rlock.bits, &value))
        return false;
    attribute_make_bool(r->ret, counts ? value != 0 : (value & LOCKED) != 0);
    return true;
}

/* ---- futures and tasks, which begin as futures do */

static bool future_is(const struct reading *r)
{
    uint64_t state;

    if (!read_word(r, r->runtime->layout.future.state, &state) || state > FUTURE_FINISHED)
        return false;
    attribute_make_bool(r->ret, strcmp(r->name, "done") == 0 ? state != FUTURE_PENDING
                                                             : state == FUTURE_CANCELLED);
    return true;
}

static bool future_result(const struct reading *r)
{
    const struct layout *layout = &r->runtime->layout;
    bool wants_result = strcmp(r->name, "result") == 0;
    uint64_t state, exception;

    if (!read_word(r, layout->future.state, &state) || state != FUTURE_FINISHED ||
        !read_word(r, layout->future.exception, &exception))
        return false;
    if (wants_result)
        return exception == 0 && read_word(r, layout->future.result, &r->ret->object) &&
               r->ret->object != 0;
    r->ret->object = exception;
    if (exception == 0)
        attribute_make_none(r->ret);
    return true;
}

static bool future_loop(const struct reading *r)
{
    return read_word(r, r->runtime->layout.future.loop, &r->ret->object) && r->ret->object != 0;
}

static bool task_coro(const struct reading *r)
{
    return read_word(r, r->runtime->layout.task.coro, &r->ret->object) && r->ret->object != 0;
}

/* A number, of which "Task-N" is made when it is asked for, or a str. */
static bool task_name(const struct reading *r)
{
    const struct type *type;
    uint64_t name, bits;
    mpz_t number;
    bool read;

    if (!read_word(r, r->runtime->layout.task.name, &name) || name == 0 ||
        !error_ignore(types_of(r->types, name, &type)))
        return false;
    r->ret->object = type->kind == KIND_INT ? 0 : name;
    if (type->kind != KIND_INT)
        return type->kind == KIND_STR;
    mpz_init(number);
    read = error_ignore(integer_read(r->runtime, name, number, &bits)) && mpz_fits_ulong_p(number);
    if (read)
        attribute_make_str(r->ret, xasprintf("Task-%lu", mpz_get_ui(number)));
    mpz_clear(number);
    return read;
}

/* ---- files and sockets */

static bool fileno_of_file(const struct reading *r)
{
    int fd;

    if (!file_descriptor(r->runtime, r->types, r->object, &fd))
        return false;
    attribute_make_int(r->ret, fd);
    return true;
}

static bool file_may(const struct reading *r)
{
    bool allows;

    if (!file_allows(r->runtime, r->types, r->object, strcmp(r->name, "writable") == 0, &allows))
        return false;
    attribute_make_bool(r->ret, allows);
    return true;
}

static bool socket_descriptor(const struct reading *r)
{
    uint64_t fd;

    if (!read_word(r, r->runtime->layout.socket.sock_fd, &fd))
        return false;
    attribute_make_int(r->ret, (int32_t)fd);
    return true;
}

/* ---- queue.SimpleQueue */

static bool queue_size(const struct reading *r)
{
    struct simple_queue queue;

    if (!error_ignore(simple_queue_open(r->runtime, r->object, &queue)))
        return false;
    if (strcmp(r->name, "empty") == 0)
        attribute_make_bool(r->ret, queue.count == 0);
    else
        attribute_make_int(r->ret, (int64_t)queue.count);
    return true;
}

/* ---- all of them */

static const struct {
    enum type_kind kind;
    const char *name;
    bool (*read)(const struct reading *r);
} known[] = {
    {KIND_BUFFERED, "fileno", fileno_of_file}, {KIND_BUFFERED, "readable", file_may},
    {KIND_BUFFERED, "writable", file_may},     {KIND_FILE, "fileno", fileno_of_file},
    {KIND_FILEIO, "fileno", fileno_of_file},   {KIND_FILEIO, "readable", file_may},
    {KIND_FILEIO, "writable", file_may},       {KIND_FUTURE, "cancelled", future_is},
    {KIND_FUTURE, "done", future_is},          {KIND_FUTURE, "exception", future_result},
    {KIND_FUTURE, "get_loop", future_loop},    {KIND_FUTURE, "result", future_result},
    {KIND_LOCK, "locked", lock_locked},        {KIND_LOCK, "locked_lock", lock_locked},
    {KIND_RLOCK, "locked", rlock_locked},      {KIND_SIMPLE_QUEUE, "empty", queue_size},
    {KIND_SIMPLE_QUEUE, "qsize", queue_size},  {KIND_SOCKET, "fileno", socket_descriptor},
    {KIND_TASK, "cancelled", future_is},       {KIND_TASK, "done", future_is},
    {KIND_TASK, "exception", future_result},   {KIND_TASK, "get_coro", task_coro},
    {KIND_TASK, "get_loop", future_loop},      {KIND_TASK, "get_name", task_name},
    {KIND_TASK, "result", future_result},      {KIND_TEXTIO, "fileno", fileno_of_file},
    {KIND_TEXTIO, "readable", file_may},       {KIND_TEXTIO, "writable", file_may},
};

const char *c_method_known(size_t index)
{
    return index < sizeof known / sizeof *known ? known[index].name : NULL;
}

bool c_method_read(struct runtime *runtime, struct types *types, uint64_t object,
                   const struct type *owner, const char *name, struct attribute *ret)
{
    const struct reading r = {runtime, types, object, owner, name, ret};

    *ret = (struct attribute){0};
    for (size_t i = 0; i < sizeof known / sizeof *known && owner->native; i++)
        if (known[i].kind == owner->kind && strcmp(known[i].name, name) == 0)
            return known[i].read(&r);
    return false;
}

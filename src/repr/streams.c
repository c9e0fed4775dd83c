/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asyncio's streams, transports and servers: Lib/asyncio/streams.py, base_events.py,
 * selector_events.py, unix_events.py and base_subprocess.py.
 */
#include <string.h>

#include "base/memory.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/library.h"

#define SOCKETS_MAX 100000
#define KEYS_MAX 1000000
/* Of selectors. */
#define EVENT_READ 1
#define EVENT_WRITE 2

/* ---- streams.py */

/* StreamWriter.__repr__() */
struct error *library_stream_writer(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    CLEANUP_FREE char *open = xasprintf("<%s transport=", library_name(type));
    uint64_t transport;

    TRY(library_get(r, object, "_transport", &transport));
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    repr_write(r, transport);
    TRY(library_put_unless_none(r, object, "_reader", " reader="));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

static struct error *put_reader(struct repr *r, uint64_t object,
                                const struct library_function *function)
{
    uint64_t buffer, limit, usual, size;
    int64_t number, standard;
    bool eof, paused, words;

    TRY(library_get(r, object, "_buffer", &buffer));
    TRY(library_length(r, buffer, &size));
    TRY(library_get_bool(r, object, "_eof", &eof));
    TRY(library_get_bool(r, object, "_paused", &paused));
    TRY(library_get(r, object, "_limit", &limit));
    TRY(library_int(r, limit, &number));
    TRY(library_global(r, function, "_DEFAULT_LIMIT", &usual));
    TRY(library_int(r, usual, &standard));
    /* 3.6 has letters. */
    TRY(library_code_names(r, function->address, "format", &words));
    if (size > 0)
        repr_printf(r, " %llu bytes", (unsigned long long)size);
    repr_put(r, eof ? " eof" : "");
    if (number != standard)
        repr_printf(r, " %s=%lld", words ? "limit" : "l", (long long)number);
    TRY(library_put_unless_none(r, object, "_waiter", words ? " waiter=" : " w="));
    TRY(library_put_unless_none(r, object, "_exception", words ? " exception=" : " e="));
    TRY(library_put_unless_none(r, object, "_transport", words ? " transport=" : " t="));
    repr_put(r, paused ? " paused" : "");
    return NULL;
}

/* StreamReader.__repr__() */
struct error *library_stream_reader(struct repr *r, uint64_t object, const struct type *type,
                                    const struct library_function *function)
{
    (void)type;
    if (!library_enter(r, object, function, "<StreamReader", ">"))
        return NULL;
    TRY(put_reader(r, object, function));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

/* ---- transports */

/* get_write_buffer_size(). From 3.12 on what waits is views of bytes, in a deque: how long those
 * are is not told here. */
static struct error *put_buffer_size(struct repr *r, uint64_t object, const struct type *type)
{
    uint64_t method, buffer, size;
    const struct type *of;
    bool counted;

    TRY(library_get_of_class(r, type, "get_write_buffer_size", &method));
    TRY(library_code_names(r, method, "_buffer_size", &counted));
    if (counted)
        return library_put_attribute(r, object, "_buffer_size");
    TRY(library_get(r, object, "_buffer", &buffer));
    TRY(types_of(r->types, buffer, &of));
    TRY(library_length(r, buffer, &size));
    if (of->kind == KIND_DEQUE && size > 0)
        repr_put_cut(r, REPR_CUT_UNREAD);
    else
        repr_printf(r, "%llu", (unsigned long long)size);
    return NULL;
}

/* _test_selector_event(): whether the selector waits for that on the descriptor. */
static struct error *is_polled(struct repr *r, uint64_t loop, int64_t fd, int64_t event, bool *ret)
{
    dict_item_array items = {0};
    uint64_t selector, keys, events;
    library_objects key = {0};
    struct error *error;
    int64_t number;

    *ret = false;
    TRY(library_get(r, loop, "_selector", &selector));
    TRY(library_get(r, selector, "_fd_to_key", &keys));
    error = library_items(r, keys, KEYS_MAX, &items);
    for (size_t i = 0; error == NULL && i < items.count; i++) {
        if (!error_ignore(library_int(r, items.data[i].key, &number)) || number != fd)
            continue;
        /* A SelectorKey: the file, its descriptor, events, data. */
        error = library_sequence(r, items.data[i].value, 4, &key);
        if (error == NULL && key.count != 4)
            error = library_unlike("key of a selector");
        if (error == NULL) {
            events = key.data[2];
            error = library_int(r, events, &number);
            *ret = error == NULL && (number & event) != 0;
        }
        break;
    }
    array_deinit(&items);
    array_deinit(&key);
    return error;
}

/* "closed" or "closing", and the descriptor. */
static struct error *put_descriptor(struct repr *r, uint64_t object, const struct type *type,
                                    const char *file, const char *number, int64_t *fd, bool *open)
{
    uint64_t value;
    bool closing;

    TRY(library_get(r, object, file, &value));
    *open = !library_is_none(r, value);
    TRY(library_get_bool(r, object, "_closing", &closing));
    TRY(library_get(r, object, number, &value));
    TRY(library_int(r, value, fd));
    repr_printf(r, "<%s%s fd=%lld", library_name(type),
                !*open    ? " closed"
                : closing ? " closing"
                          : "",
                (long long)*fd);
    return NULL;
}

static const char *const transport_methods[] = {"get_write_buffer_size", NULL};

/* What a loop says of itself. */
static struct error *is_loop_open(struct repr *r, uint64_t loop,
                                  const struct library_function *function, bool *ret)
{
    static const char *const methods[] = {"is_closed", NULL};
    const struct type *type;
    bool closed;

    *ret = false;
    if (library_is_none(r, loop))
        return NULL;
    TRY(types_of(r->types, loop, &type));
    TRY(library_not_overridden(r, function, type, methods));
    TRY(library_get_bool(r, loop, "_closed", &closed));
    *ret = !closed;
    return NULL;
}

/* _SelectorTransport.__repr__() */
struct error *library_selector_transport(struct repr *r, uint64_t object, const struct type *type,
                                         const struct library_function *function)
{
    bool open, working, reads, writes;
    uint64_t loop;
    int64_t fd;

    TRY(library_not_overridden(r, function, type, transport_methods));
    TRY(put_descriptor(r, object, type, "_sock", "_sock_fd", &fd, &open));
    TRY(library_get(r, object, "_loop", &loop));
    TRY(is_loop_open(r, loop, function, &working));
    if (working) {
        TRY(is_polled(r, loop, fd, EVENT_READ, &reads));
        TRY(is_polled(r, loop, fd, EVENT_WRITE, &writes));
        repr_printf(r, " read=%s write=<%s, bufsize=", reads ? "polling" : "idle",
                    writes ? "polling" : "idle");
        TRY(put_buffer_size(r, object, type));
        repr_put(r, ">");
    }
    repr_put(r, ">");
    return NULL;
}

/* _UnixReadPipeTransport.__repr__(), _UnixWritePipeTransport.__repr__() */
struct error *library_pipe_transport(struct repr *r, uint64_t object, const struct type *type,
                                     const struct library_function *function)
{
    bool writes = strcmp(function->name, "_UnixWritePipeTransport.__repr__") == 0;
    bool open, polled;
    uint64_t loop;
    int64_t fd;

    TRY(library_not_overridden(r, function, type, transport_methods));
    TRY(put_descriptor(r, object, type, "_pipe", "_fileno", &fd, &open));
    if (!open) {
        repr_put(r, " closed>");
        return NULL;
    }
    TRY(library_get(r, object, "_loop", &loop));
    TRY(is_polled(r, loop, fd, writes ? EVENT_WRITE : EVENT_READ, &polled));
    repr_put(r, polled ? " polling" : " idle");
    if (writes) {
        repr_put(r, " bufsize=");
        TRY(put_buffer_size(r, object, type));
    }
    repr_put(r, ">");
    return NULL;
}

/* str() of a pipe of a child, by the number that it has there. */
static struct error *put_pipe(struct repr *r, const dict_item_array *pipes, int64_t fd,
                              const char *label)
{
    for (size_t i = 0; i < pipes->count; i++) {
        uint64_t pipe;
        int64_t number;

        TRY(library_int(r, pipes->data[i].key, &number));
        if (number != fd)
            continue;
        repr_put(r, label);
        if (library_is_none(r, pipes->data[i].value))
            return library_unlike("transport");
        TRY(library_get(r, pipes->data[i].value, "pipe", &pipe));
        repr_write(r, pipe);
    }
    return NULL;
}

static struct error *put_child(struct repr *r, uint64_t object)
{
    dict_item_array pipes = {0};
    uint64_t pid, code, map;
    struct error *error;
    bool closed;

    TRY(library_get_bool(r, object, "_closed", &closed));
    TRY(library_get(r, object, "_pid", &pid));
    TRY(library_get(r, object, "_returncode", &code));
    TRY(library_get(r, object, "_pipes", &map));
    repr_put(r, closed ? " closed" : "");
    TRY(library_put_unless_none(r, object, "_pid", " pid="));
    if (library_is_none(r, code))
        repr_put(r, library_is_none(r, pid) ? " not started" : " running");
    TRY(library_put_unless_none(r, object, "_returncode", " returncode="));
    error = library_items(r, map, 3, &pipes);
    if (error == NULL)
        error = put_pipe(r, &pipes, 0, " stdin=");
    if (error == NULL)
        error = put_pipe(r, &pipes, 1, " stdout=");
    if (error == NULL)
        error = put_pipe(r, &pipes, 2, " stderr=");
    array_deinit(&pipes);
    return error;
}

/* BaseSubprocessTransport.__repr__() */
struct error *library_subprocess_transport(struct repr *r, uint64_t object, const struct type *type,
                                           const struct library_function *function)
{
    CLEANUP_FREE char *open = xasprintf("<%s", library_name(type));

    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(put_child(r, object));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

/* ---- base_events.py */

/* Server.sockets: a list of them (-3.7), or a tuple of what is made around each. */
static struct error *put_sockets(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function)
{
    library_objects items = {0};
    uint64_t property, sockets;
    struct error *error;
    bool wrapped, own;

    error = library_get_of_class(r, type, "sockets", &property);
    own = error != NULL && error->kind == ERROR_NOT_FOUND;
    if (own)
        error_destroy(error);
    else
        TRY(error);
    TRY(library_get(r, object, own ? "sockets" : "_sockets", &sockets));
    if (own) {
        repr_write(r, sockets);
        return NULL;
    }
    wrapped = error_ignore(library_global(r, function, "trsock", &property));
    repr_put(r, wrapped ? "(" : "[");
    if (!library_is_none(r, sockets))
        error = library_sequence(r, sockets, SOCKETS_MAX, &items);
    for (size_t i = 0; error == NULL && i < items.count && repr_begin_item(r, i); i++) {
        if (wrapped)
            error = library_put_transport_socket(r, items.data[i], function);
        else
            repr_write(r, items.data[i]);
    }
    repr_put(r, wrapped && items.count == 1 ? ",)" : wrapped ? ")" : "]");
    array_deinit(&items);
    return error;
}

/* Server.__repr__() */
struct error *library_server(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    static const char *const methods[] = {"sockets", NULL};
    CLEANUP_FREE char *open = xasprintf("<%s sockets=", library_name(type));

    TRY(library_not_overridden(r, function, type, methods));
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(put_sockets(r, object, type, function));
    repr_leave(r);
    repr_put(r, ">");
    return NULL;
}

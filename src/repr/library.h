/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of the standard library's classes that are written in Python: what their own __repr__
 * would return, put together here. Which __repr__ repr() would call is seen in the class, and that
 * it is the library's in where its code is from, so that an application's class of the same name
 * is not taken for it, and a subclass prints as the class whose __repr__ it inherits.
 *
 * A writer follows the function of Lib/ that its comment names, in all versions; where they
 * differ it asks what the object or the class has. It returns an error when the
 * state is not as the library has it, or when a subclass overrides a method that the function
 * calls: the object is then written in the generic form.
 */
#ifndef REPR_LIBRARY_H
#define REPR_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "python/dict.h"
#include "repr/kinds.h"
#include "python/type.h"

/* A function of the library. */
struct library_function {
    uint64_t address;         /* of the function, within its decorator */
    uint64_t globals;         /* the dict of its module */
    const struct type *owner; /* the class that has it */
    char *module;             /* where its code is: "collections", "pathlib._local"; owned; NULL:
                                 the library has made it up with exec() */
    char *name;               /* its __qualname__, "Counter.__repr__"; owned */
    bool guarded;             /* by reprlib.recursive_repr(): "..." within itself */
};

#define LIBRARY_WRITER(name)                                                                       \
    struct error *name(struct repr *r, uint64_t object, const struct type *type,                   \
                       const struct library_function *function)

/* enum.c */
LIBRARY_WRITER(library_enum);
LIBRARY_WRITER(library_enum_class);
LIBRARY_WRITER(library_flag);
LIBRARY_WRITER(library_global_enum);
LIBRARY_WRITER(library_global_flag);
LIBRARY_WRITER(library_regex_flag);

/* records.c */
LIBRARY_WRITER(library_dataclass);
LIBRARY_WRITER(library_namedtuple);
LIBRARY_WRITER(library_namespace);
/* "a=1, b=2", as _dataclass_repr() of Lib/enum.py has it. */
struct error *library_dataclass_fields(struct repr *r, uint64_t object);

/* ctypes.c */
LIBRARY_WRITER(library_ctypes);

/* counter.c */
LIBRARY_WRITER(library_counter);

/* mappings.c */
LIBRARY_WRITER(library_chain_map);
LIBRARY_WRITER(library_ordered_dict);
LIBRARY_WRITER(library_user_data);

/* numbers.c */
LIBRARY_WRITER(library_decimal);
LIBRARY_WRITER(library_fraction);
LIBRARY_WRITER(library_ip_address);
LIBRARY_WRITER(library_ip_network);
LIBRARY_WRITER(library_uuid);

/* paths.c */
LIBRARY_WRITER(library_path);

/* threading.c */
LIBRARY_WRITER(library_barrier);
LIBRARY_WRITER(library_condition);
LIBRARY_WRITER(library_event);
LIBRARY_WRITER(library_old_rlock);
LIBRARY_WRITER(library_thread);
/* What is_alive() of a thread returns; function: it, or another of its module. */
struct error *library_thread_is_alive(struct repr *r, uint64_t object, const struct type *type,
                                      const struct library_function *function, bool *ret);

/* processes.c */
LIBRARY_WRITER(library_completed_process);
LIBRARY_WRITER(library_popen);
LIBRARY_WRITER(library_process);

/* services.c */
LIBRARY_WRITER(library_environ);
/* Whether the names and values of an os._Environ are encoded in UTF-8. */
bool library_environ_is_utf8(struct repr *r, uint64_t environ);
LIBRARY_WRITER(library_file_handler);
LIBRARY_WRITER(library_future);
LIBRARY_WRITER(library_handler);
LIBRARY_WRITER(library_logger);
LIBRARY_WRITER(library_logger_adapter);
LIBRARY_WRITER(library_module_spec);
LIBRARY_WRITER(library_stream_handler);
LIBRARY_WRITER(library_zip_file);

/* socket.c */
LIBRARY_WRITER(library_socket);
LIBRARY_WRITER(library_transport_socket);
/* repr() of a TransportSocket around a socket; function: one whose module has imported socket. */
struct error *library_put_transport_socket(struct repr *r, uint64_t socket,
                                           const struct library_function *function);

/* streams.c */
LIBRARY_WRITER(library_pipe_transport);
LIBRARY_WRITER(library_selector_transport);
LIBRARY_WRITER(library_server);
LIBRARY_WRITER(library_stream_reader);
LIBRARY_WRITER(library_stream_writer);
LIBRARY_WRITER(library_subprocess_transport);

/* typing.c */
LIBRARY_WRITER(library_abc_callable);
LIBRARY_WRITER(library_any);
LIBRARY_WRITER(library_forward_reference);
LIBRARY_WRITER(library_generic_alias);
LIBRARY_WRITER(library_type_variable);

/* asyncio-library.c */
LIBRARY_WRITER(library_async_barrier);
LIBRARY_WRITER(library_async_condition);
LIBRARY_WRITER(library_async_event);
LIBRARY_WRITER(library_async_lock);
LIBRARY_WRITER(library_async_queue);
LIBRARY_WRITER(library_async_semaphore);
LIBRARY_WRITER(library_event_loop);
LIBRARY_WRITER(library_handle);
LIBRARY_WRITER(library_task_group);
LIBRARY_WRITER(library_timeout);

/*
 * Writes the object if its class has a __repr__ of the library; *ret is false, and nothing
 * written, if it has another, or if its state is not what the library makes.
 */
struct library;
void library_write(struct repr *r, uint64_t object, const struct type *type, bool *ret);
/* Accepts NULL. */
void library_destroy(struct library *library);
/* Which functions are known: the index-th one's name in *name, and its module; NULL: no more. */
const char *library_known(size_t index, const char **name);

/* Where a function of the library is from; its module is none that was made up. ERROR_NOT_FOUND: it
 * is no such function. library_function_deinit() *ret after success. */
struct error *library_identify(struct repr *r, uint64_t function, const struct type *owner,
                               struct library_function *ret);
void library_function_deinit(struct library_function *function);

/* What was found out about a name in a class, kept for one answer. Fact by fact once. */
enum library_fact {
    LIBRARY_FACT_OWN,   /* a method that the library's __repr__ calls is the library's */
    LIBRARY_FACT_PLAIN, /* an attribute can only be in the instance's dict */
    LIBRARY_FACT_POSIX, /* what separates the parts of a path is a slash */
};
bool library_recall(struct repr *r, enum library_fact fact, const struct type *type,
                    const char *name, bool *ret);
void library_remember(struct repr *r, enum library_fact fact, const struct type *type,
                      const char *name, bool is);

/* ---- library-state.c: what a writer reads; each an error where it is not so */

/* The error of a writer whose object is not as the library makes it. */
struct error *library_unlike(const char *what);

/* object.name, an attribute of the object or of its class, found without running anything. */
struct error *library_get(struct repr *r, uint64_t object, const char *name, uint64_t *ret);

/* Class attribute of the class itself or of one that it derives from. */
struct error *library_get_of_class(struct repr *r, const struct type *type, const char *name,
                                   uint64_t *ret);

/* Whether the class is the one at that address, or has it among its bases. */
bool library_derives_from(struct repr *r, const struct type *type, uint64_t base);

/* A global of the function's module. */
struct error *library_global(struct repr *r, const struct library_function *function,
                             const char *name, uint64_t *ret);

/* That the class's methods of these names (NULL ends them) are the library's, if it has them: those
 * that the function calls. */
struct error *library_not_overridden(struct repr *r, const struct library_function *function,
                                     const struct type *type, const char *const *names);

/* Whether the code of the function (or of the one that it decorates) names this. */
struct error *library_code_names(struct repr *r, uint64_t function, const char *name, bool *ret);

/* bool(), of what can be told: None, bool, int, str and containers. */
struct error *library_is_true(struct repr *r, uint64_t object, bool *ret);
bool library_is_none(struct repr *r, uint64_t object);
/* Of what a field of C points to: it is not NULL, and not None. */
bool library_is_given(struct repr *r, uint64_t object);
/* len() of a list, tuple, deque, dict, set, bytes or bytearray. */
struct error *library_length(struct repr *r, uint64_t object, uint64_t *ret);
/* bool() of an attribute. */
struct error *library_get_bool(struct repr *r, uint64_t object, const char *name, bool *ret);
/* An int (no bool); one that fits; str() of one of any size, to be freed. */
struct error *library_integer(struct repr *r, uint64_t object, mpz_ptr ret);
struct error *library_int(struct repr *r, uint64_t object, int64_t *ret);
struct error *library_int_text(struct repr *r, uint64_t object, char **ret);
/* A str; free it. */
struct error *library_text(struct repr *r, uint64_t object, char **ret);
/* The objects in a list or tuple, at most max; array_deinit() it, also after an error. */
typedef ARRAY(uint64_t) library_objects;
struct error *library_sequence(struct repr *r, uint64_t object, size_t max, library_objects *ret);
/* What is in a dict or a subclass of it, at most max; array_deinit() it, also after an error. */
struct error *library_items(struct repr *r, uint64_t object, size_t max, dict_item_array *ret);

/* str() of an attribute that is a str or an int. */
struct error *library_put_attribute(struct repr *r, uint64_t object, const char *name);
/* label and repr() of an attribute that is not None. */
struct error *library_put_unless_none(struct repr *r, uint64_t object, const char *name,
                                      const char *label);
/*
 * "Class(a=..., b=...)", as Python classes write themselves that join such words in a list: the
 * first two attributes in any case, the others where they are not None. At most LIBRARY_MAX_WORDS.
 */
#define LIBRARY_MAX_WORDS 4
struct error *library_put_words(struct repr *r, uint64_t object, const struct type *type,
                                const struct library_function *function, const char *const *names,
                                size_t count);

/*
 * The format with what is between braces filled in: {} is the name of the object's class, {.} that
 * with its module, {@} its address, {x} str() of its attribute x, a str or an int, {x!r} repr(),
 * {x.y} of an attribute's attribute, and {#x} len().
 */
struct error *library_put_format(struct repr *r, uint64_t object, const struct type *type,
                                 const struct library_function *function, const char *format);

/* __name__ and __qualname__ of a class. */
const char *library_name(const struct type *type);
struct error *library_qualname(struct repr *r, const struct type *type, char **ret);

/*
 * Enters an object and writes open, e.g. "Point(". False: it is open already, or too deep, and what
 * stands for it is written, close at its end.
 */
bool library_enter(struct repr *r, uint64_t object, const struct library_function *function,
                   const char *open, const char *close);

#endif

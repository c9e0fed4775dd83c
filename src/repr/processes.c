/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that the target has started: Lib/subprocess.py, Lib/multiprocessing/process.py. */
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "repr/library.h"
#include "target/process.h"

#define NAMES_MAX 1000
#define OPTIONS_MAX 1000

/* ---- subprocess */

/* Python cuts the text of a Popen: to size characters and "...>" if there are more than max. */
static void cut_text(struct repr *r, size_t start, size_t max, size_t size)
{
    size_t count = 0, end = r->out.count;

    for (size_t i = start; i < r->out.count; i++) {
        if (((unsigned char)r->out.data[i] & 0xc0) == 0x80)
            continue;
        if (count++ == size)
            end = i;
    }
    if (count <= max)
        return;
    r->out.count = end;
    repr_put(r, "...>");
}

/* Popen.__repr__(), 3.9+ */
struct error *library_popen(struct repr *r, uint64_t object, const struct type *type,
                            const struct library_function *function)
{
    size_t start = r->out.count;
    CLEANUP_FREE char *open = xasprintf("<%s: returncode: ", library_name(type));
    uint64_t args;

    TRY(library_get(r, object, "args", &args));
    if (!library_enter(r, object, function, open, ">"))
        return NULL;
    TRY(library_put_attribute(r, object, "returncode"));
    repr_put(r, " args: ");
    repr_write(r, args);
    repr_leave(r);
    repr_put(r, ">");
    cut_text(r, start, 80, 76);
    return NULL;
}

/* CompletedProcess.__repr__() */
struct error *library_completed_process(struct repr *r, uint64_t object, const struct type *type,
                                        const struct library_function *function)
{
    /* What was not captured is left out. */
    static const char *const names[] = {"args", "returncode", "stdout", "stderr"};

    return library_put_words(r, object, type, function, names, sizeof names / sizeof *names);
}

/* ---- multiprocessing */

/* What poll() would find: *ret is false while the child runs. A child that has ended and was not
 * waited for is beyond us: that would tell its exit code, once. */
static struct error *has_ended(struct repr *r, uint64_t popen, bool *ret)
{
    const struct process *process = r->runtime->target->process;
    struct procfs_stat stat;
    const struct type *type;
    uint64_t code, pid;
    int64_t number;
    bool served, there;

    TRY(library_get(r, popen, "returncode", &code));
    *ret = !library_is_none(r, code);
    if (*ret)
        return NULL;
    TRY(types_of(r->types, popen, &type));
    TRY(library_get(r, popen, "pid", &pid));
    TRY(library_int(r, pid, &number));
    if (process == NULL || process->other_pid_namespace || number <= 0 || number > INT32_MAX)
        return library_unlike("child");
    /* A child of our target that nobody can wait for any more counts as running; that of a fork
     * server has its end told through a pipe. */
    served = strcmp(type->name, "multiprocessing.popen_forkserver.Popen") == 0;
    there = error_ignore(procfs_stat((pid_t)number, 0, &stat));
    if (there && (served || stat.ppid == process->pid))
        return stat.state == 'Z' || stat.state == 'X' ? library_unlike("child") : NULL;
    return served ? library_unlike("child") : NULL;
}

/* _exitcode_to_name.get(code, code) */
static struct error *put_exit_code(struct repr *r, uint64_t code,
                                   const struct library_function *function)
{
    dict_item_array items = {0};
    CLEANUP_FREE char *text = NULL;
    struct error *error;
    uint64_t names;
    int64_t wanted;

    TRY(library_int(r, code, &wanted));
    TRY(library_global(r, function, "_exitcode_to_name", &names));
    error = library_items(r, names, NAMES_MAX, &items);
    for (size_t i = 0; error == NULL && i < items.count && text == NULL; i++) {
        int64_t number;

        if (error_ignore(library_int(r, items.data[i].key, &number)) && number == wanted)
            error = library_text(r, items.data[i].value, &text);
    }
    array_deinit(&items);
    TRY(error);
    if (text != NULL)
        repr_put(r, text);
    else
        repr_printf(r, "%lld", (long long)wanted);
    return NULL;
}

/* BaseProcess.daemon: whether its configuration says so. */
static struct error *is_daemon(struct repr *r, uint64_t object, bool *ret)
{
    uint64_t config, value;
    struct error *error;

    *ret = false;
    TRY(library_get(r, object, "_config", &config));
    error = dict_find(r->runtime, config, "daemon", &value);
    if (error == NULL)
        return library_is_true(r, value, ret);
    return error->kind == ERROR_NOT_FOUND ? (error_destroy(error), NULL) : error;
}

struct state {
    const char *word;
    uint64_t popen; /* None where it has none */
    uint64_t code;  /* 0: it has not ended */
};

static struct error *find_state(struct repr *r, uint64_t object,
                                const struct library_function *function, struct state *ret)
{
    const struct process *process = r->runtime->target->process;
    uint64_t current, parent, value;
    bool closed = false, ended;
    int64_t number = -1;

    *ret = (struct state){0};
    TRY(library_get(r, object, "_popen", &ret->popen));
    TRY(library_get(r, object, "_parent_pid", &parent));
    TRY(library_global(r, function, "_current_process", &current));
    /* 3.7+ */
    if (error_ignore(library_get(r, object, "_closed", &value)))
        TRY(library_is_true(r, value, &closed));
    if (!library_is_none(r, parent))
        TRY(library_int(r, parent, &number));
    if (object == current) {
        ret->word = "started";
    } else if (closed) {
        ret->word = "closed";
    } else if (process == NULL) {
        return library_unlike("process");
    } else if (number != process->inner_pid) {
        ret->word = "unknown";
    } else if (library_is_none(r, ret->popen)) {
        ret->word = "initial";
    } else {
        TRY(has_ended(r, ret->popen, &ended));
        ret->word = ended ? "stopped" : "started";
        if (ended)
            TRY(library_get(r, ret->popen, "returncode", &ret->code));
    }
    return NULL;
}

/* BaseProcess.__repr__(): before 3.8 it is short. */
struct error *library_process(struct repr *r, uint64_t object, const struct type *type,
                              const struct library_function *function)
{
    static const char *const methods[] = {"daemon", "exitcode", NULL};
    CLEANUP_FREE char *code = NULL;
    uint64_t name;
    struct state state;
    bool is_short, daemon;

    TRY(library_not_overridden(r, function, type, methods));
    TRY(find_state(r, object, function, &state));
    TRY(is_daemon(r, object, &daemon));
    TRY(library_get(r, object, "_name", &name));
    TRY(library_code_names(r, function->address, "exitcode", &is_short));
    if (is_short) {
        repr_printf(r, "<%s(", library_name(type));
        TRY(library_put_attribute(r, object, "_name"));
        repr_printf(r, ", %s", state.word);
        if (state.code != 0)
            TRY(library_int_text(r, state.code, &code));
        if (code != NULL && strcmp(code, "0") != 0) {
            repr_put(r, "[");
            TRY(put_exit_code(r, state.code, function));
            repr_put(r, "]");
        }
        repr_put(r, daemon ? " daemon)>" : ")>");
        return NULL;
    }
    repr_printf(r, "<%s name=", library_name(type));
    repr_write(r, name);
    if (!library_is_none(r, state.popen))
        TRY(library_put_format(r, state.popen, type, function, " pid={pid}"));
    TRY(library_put_format(r, object, type, function, " parent={_parent_pid} "));
    repr_put(r, state.word);
    if (state.code != 0) {
        repr_put(r, " exitcode=");
        TRY(put_exit_code(r, state.code, function));
    }
    repr_put(r, daemon ? " daemon>" : ">");
    return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/runtime.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "python/check.h"
#include "python/code-cache.h"
#include "python/find.h"
#include "python/thread.h"
#include "python/view.h"
#include "target/module.h"
#include "target/process.h"
#include "target/procfs.h"
#include "target/target.h"

/* A check may fail because the target moves on while it is read; a wrong layout fails every time.
 */
#define CHECK_TRIES 10
/* Seconds that a Python may take to start. */
#define STARTING 2.0

static struct error *check_repeatedly(struct runtime *runtime)
{
    struct error *error = NULL;

    for (int i = 0; i < CHECK_TRIES; i++) {
        error_destroy(error);
        error = check_layout(runtime);
        if (error == NULL || error->kind == ERROR_NOT_FOUND || error->kind == ERROR_EXITED)
            return error;
        nanosleep(&(struct timespec){.tv_nsec = 200000L << i}, NULL);
    }
    return error;
}

/* Where the list of interpreters begins, by what the candidate knows and the layout says. */
static struct error *locate(struct runtime *runtime, const struct find_candidate *candidate)
{
    const struct layout *layout = &runtime->layout;

    runtime->address = candidate->runtime;
    runtime->current_tstate = candidate->current_tstate;
    runtime->interpreters_head = candidate->interpreters_head;
    if (layout_has(layout->runtime.interpreters_head)) {
        if (runtime->address == 0) {
            TRY(find_interpreters_head(runtime->target, candidate->module, layout,
                                       &runtime->interpreters_head));
            runtime->address =
                runtime->interpreters_head - layout->runtime.interpreters_head.offset;
        }
        runtime->interpreters_head = runtime->address + layout->runtime.interpreters_head.offset;
        runtime->current_tstate =
            layout_has(layout->runtime.gilstate_tstate_current)
                ? runtime->address + layout->runtime.gilstate_tstate_current.offset
                : 0;
        return NULL;
    }
    if (runtime->interpreters_head == 0)
        return find_interpreters_head(runtime->target, candidate->module, layout,
                                      &runtime->interpreters_head);
    return NULL;
}

static void set_source(struct runtime *runtime, char *from)
{
    free(runtime->layout_from);
    runtime->layout_from = from;
}

static struct error *try_layout(struct runtime *runtime, const struct find_candidate *candidate)
{
    TRY(locate(runtime, candidate));
    return check_repeatedly(runtime);
}

static struct error *try_builtin(struct runtime *runtime, const struct find_candidate *candidate)
{
    TRY(layout_builtin(candidate->hexversion, candidate->free_threaded, &runtime->layout));
    set_source(runtime, xasprintf("built-in table of this minor version, made from %s",
                                  runtime->layout.origin));
    if (candidate->has_debug_offsets &&
        error_ignore(layout_apply_debug_offsets(&runtime->layout, candidate->debug_offsets,
                                                sizeof candidate->debug_offsets)))
        set_source(runtime,
                   xasprintf("the target's own _Py_DebugOffsets, and for the rest the built-in "
                             "table made from %s",
                             runtime->layout.origin));
    return try_layout(runtime, candidate);
}

static struct error *try_dwarf(struct runtime *runtime, const struct find_candidate *candidate)
{
    CLEANUP_CLOSE int fd = -1;
    CLEANUP_FREE char *name = NULL;
    struct layout layout;

    TRY(module_debug_file(candidate->module, &fd, &name));
    TRY(layout_from_dwarf(fd, name, candidate->hexversion, candidate->free_threaded, &layout));
    layout_deinit(&runtime->layout);
    runtime->layout = layout;
    layout_add_modules_builtin(&runtime->layout);
    set_source(runtime, xasprintf("DWARF of %s", name));
    return try_layout(runtime, candidate);
}

static struct error *try_file(struct runtime *runtime, const struct find_candidate *candidate,
                              const char *path)
{
    CLEANUP_FREE char *version = layout_version_long(candidate->hexversion);

    TRY(layout_load(path, &runtime->layout));
    layout_add_modules_builtin(&runtime->layout);
    set_source(runtime, xasprintf("the file %s", path));

    struct error *error = try_layout(runtime, candidate);

    if (error == NULL || error->kind == ERROR_EXITED || error->kind == ERROR_OS)
        return error;
    return error_prefix(error, "the layout in %s, made from %s, does not fit CPython %s in %s",
                        path, runtime->layout.origin, version, candidate->module->path);
}

static struct error *no_layout(const struct find_candidate *candidate, struct error *table,
                               struct error *dwarf)
{
    CLEANUP_FREE char *version = layout_version_long(candidate->hexversion);
    struct error *error = error_create(
        ERROR_UNSUPPORTED,
        "%s is CPython %s%s, whose layout is not known: the built-in one fails (%s) and so does "
        "DWARF (%s); install its debug symbols, or make a layout from a build with them (see "
        "--layout in pyinspect(1))",
        candidate->module->path, version, candidate->free_threaded ? " (free-threaded)" : "",
        table->message, dwarf->message);

    error_destroy(table);
    error_destroy(dwarf);
    return error;
}

struct attempt {
    struct runtime *runtime;
    const char *layout_file;
};

/*
 * What does not check out in a new process is set up only half, rather than of another layout: who
 * waits for it would have to wait for seconds of DWARF.
 */
static bool is_starting(const struct runtime *runtime)
{
    double age;

    return runtime->target->process != NULL &&
           error_ignore(procfs_age(&runtime->target->process->stat, &age)) && age < STARTING;
}

static struct error *visit(const struct find_candidate *candidate, void *arg)
{
    struct attempt *attempt = arg;
    struct runtime *runtime = attempt->runtime;
    struct error *table;

    layout_deinit(&runtime->layout);
    runtime->layout = (struct layout){0};
    runtime->module = candidate->module;
    runtime->hexversion = candidate->hexversion;
    runtime->collecting = candidate->collecting;
    runtime->has_hash_key = candidate->hash_secret != 0 &&
                            error_ignore(target_read(runtime->target, candidate->hash_secret,
                                                     runtime->hash_key, sizeof runtime->hash_key));
    if (attempt->layout_file != NULL)
        return try_file(runtime, candidate, attempt->layout_file);
    table = try_builtin(runtime, candidate);
    if (table == NULL || table->kind == ERROR_EXITED || table->kind == ERROR_OS ||
        (runtime->layout.origin != NULL && is_starting(runtime)))
        return table;

    struct error *dwarf = try_dwarf(runtime, candidate);

    if (dwarf == NULL) {
        error_destroy(table);
        return NULL;
    }
    /* Both say that it is not running: that is the news, and no matter of layouts. */
    if (table->kind == ERROR_NOT_FOUND && dwarf->kind == ERROR_NOT_FOUND) {
        error_destroy(dwarf);
        return table;
    }
    return no_layout(candidate, table, dwarf);
}

struct error *runtime_attach(struct target *target, const char *layout_file, struct runtime **ret)
{
    struct runtime *runtime = xcalloc(1, sizeof *runtime);
    struct attempt attempt = {runtime, layout_file};

    runtime->target = target;
    runtime->codes = code_cache_create();
    runtime->numbers = thread_numbers_create();

    struct error *error = find_each(target, visit, &attempt);

    if (error != NULL) {
        runtime_destroy(runtime);
        return error;
    }
    *ret = runtime;
    return NULL;
}

void runtime_destroy(struct runtime *runtime)
{
    if (runtime == NULL)
        return;
    code_cache_destroy(runtime->codes);
    thread_numbers_destroy(runtime->numbers);
    layout_deinit(&runtime->layout);
    free(runtime->layout_from);
    free(runtime);
}

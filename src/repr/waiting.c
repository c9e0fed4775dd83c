/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repr/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "python/snapshot.h"
#include "python/variables.h"
#include "python/view.h"
#include "repr/call-text.h"
#include "target/last-run.h"
#include "target/offcpu.h"
#include "target/sockets.h"
#include "target/target.h"

struct waiting_reader {
    struct runtime *runtime;
    struct sockets *sockets;
    struct last_run clocks;
};

struct waiting_reader *waiting_reader_create(struct runtime *runtime)
{
    struct waiting_reader *reader = xcalloc(1, sizeof *reader);

    reader->runtime = runtime;
    reader->sockets = sockets_create(runtime->target);
    return reader;
}

void waiting_reader_destroy(struct waiting_reader *reader)
{
    if (reader == NULL)
        return;
    sockets_destroy(reader->sockets);
    free(reader);
}

/* What is left of a file's name within the standard library; NULL: it is elsewhere. */
static const char *library_file(const char *file)
{
    const char *at = strstr(file, "/lib/python");

    if (at == NULL)
        at = strstr(file, "/lib64/python");
    if (at == NULL || strstr(at, "/site-packages/") != NULL ||
        strstr(at, "/dist-packages/") != NULL)
        return NULL;
    at = strchr(strstr(at, "/python") + 1, '/');
    return at != NULL ? at + 1 : NULL;
}

/* How every thread of threading begins. */
static bool begins_a_thread(const char *file, const char *name)
{
    return strcmp(file, "threading.py") == 0 &&
           (strcmp(name, "run") == 0 || strstr(name, "bootstrap") != NULL);
}

static char *library_name(const char *file, const struct code *code)
{
    size_t length = strlen(file);
    char *module;
    char *name;

    if (length > 3 && strcmp(file + length - 3, ".py") == 0)
        length -= 3;
    module = xstrndup(file, length);
    for (char *slash = module; (slash = strchr(slash, '/')) != NULL;)
        *slash = '.';
    length = strlen(module);
    if (length > 9 && strcmp(module + length - 9, ".__init__") == 0)
        module[length - 9] = '\0';
    name = xasprintf("%s.%s", module, code_display_name(code));
    free(module);
    return name;
}

static char *find_library(const struct thread *thread)
{
    const struct code *found = NULL;
    const char *found_file = NULL;

    for (size_t level = 0; level < thread->frames.count; level++) {
        const struct code *code = thread->frames.data[level].code;
        const char *file = library_file(code->filename);

        if (file == NULL || begins_a_thread(file, code->name))
            break;
        found = code;
        found_file = file;
    }
    return found != NULL ? library_name(found_file, found) : NULL;
}

/* Whether the word is within a struct of a GIL. */
static bool is_of_gil(struct runtime *runtime, const struct thread *thread, uint64_t word)
{
    const struct layout *layout = &runtime->layout;
    uint64_t gil = 0;

    if (word == 0)
        return false;
    if (layout_has(layout->interp.gil))
        error_ignore(view_read_field(runtime->target, thread->interp, layout->interp.gil, &gil));
    else if (runtime->address != 0 && layout_has(layout->runtime.gil_locked) &&
             layout_has(layout->gil.locked))
        gil = runtime->address + layout->runtime.gil_locked.offset - layout->gil.locked.offset;
    return gil != 0 && word >= gil && word - gil < layout->gil.size;
}

static void read_call(struct runtime *runtime, const struct thread *thread, struct waiting *ret)
{
    struct variables_view view;
    bool moved;

    if (thread->frames.count == 0)
        return;
    variables_view_init(&view, runtime, thread);
    if (error_ignore(variables_check(&view, 0, &moved)) && !moved) {
        ret->call = call_text(&view, 0);
        ret->library = find_library(thread);
    }
    variables_view_deinit(&view);
}

/* The thread is blocked. */
static void read_kernel(struct runtime *runtime, const struct thread *thread, struct waiting *ret)
{
    os_wait_read(runtime->target, thread->tid, &ret->os);
    ret->gil = is_of_gil(runtime, thread, ret->os.futex);
    ret->waits = ret->os.kind != OS_WAIT_RUNS;
}

void waiting_read(struct waiting_reader *reader, const struct thread *thread, struct waiting *ret)
{
    struct runtime *runtime = reader->runtime;
    struct target *target = runtime->target;
    struct offcpu_watch watch;

    *ret = (struct waiting){0};
    if (thread->tid != 0 && thread->state == THREAD_IDLE && target->process != NULL &&
        thread->proof.kind != PROOF_STOPPED &&
        error_ignore(offcpu_watch_init(&watch, target->pid, thread->tid))) {
        /* All of one moment: the thread is blocked, and does not run while it is asked. */
        if (offcpu_begin_blocked(&watch)) {
            read_kernel(runtime, thread, ret);
            read_call(runtime, thread, ret);
            if (!last_run_find(&reader->clocks, target->pid, thread->tid, &ret->ran_ns))
                ret->ran_ns = 0;
            ret->waits = ret->waits && offcpu_end(&watch);
        }
        offcpu_watch_deinit(&watch);
    }
    if (!ret->waits) {
        waiting_deinit(ret);
        *ret = (struct waiting){.os.kind = OS_WAIT_RUNS};
    }
    ret->os_text = os_wait_text(&ret->os, target, reader->sockets);
}

void waiting_refresh(struct waiting_reader *reader, const struct thread *thread,
                     struct waiting *waiting)
{
    if (!waiting->waits)
        return;
    read_kernel(reader->runtime, thread, waiting);
    free(waiting->os_text);
    waiting->os_text = os_wait_text(&waiting->os, reader->runtime->target, reader->sockets);
}

void waiting_deinit(struct waiting *waiting)
{
    free(take_pointer(waiting->library));
    free(take_pointer(waiting->call));
    free(take_pointer(waiting->os_text));
}

char *waiting_text(const struct waiting *waiting)
{
    if (!waiting->waits)
        return xstrdup("");
    if (waiting->gil)
        return xstrdup("the GIL");
    if (waiting->os.kind == OS_WAIT_STOPPED)
        return xstrdup(waiting->os_text);
    if (waiting->call == NULL && waiting->library == NULL)
        return xasprintf("%s", waiting->os_text);
    return xasprintf("%s%s%s [%s]", waiting->library != NULL ? waiting->library : "",
                     waiting->library != NULL && waiting->call != NULL ? ": " : "",
                     waiting->call != NULL ? waiting->call : "", waiting->os_text);
}

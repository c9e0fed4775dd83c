/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "python/task-find.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/chain.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/set.h"
#include "python/snapshot.h"
#include "python/type.h"
#include "python/view.h"
#include "target/module.h"
#include "target/process.h"
#include "target/target.h"

#define TASKS_MAX 1000000
/* What _Py_AsyncioModuleDebugOffsets says (Modules/_asynciomodule.c), in words from its start. */
enum { DEBUG_NODE = 6, DEBUG_INTERPRETER = 8, DEBUG_THREAD = 12, DEBUG_WORDS = 13 };

struct finder {
    struct runtime *runtime;
    struct types *types;
    task_addresses *found;
    bool has_lists; /* the offsets of these are known: */
    uint64_t node, interpreter_head, thread_head;
};

static struct error *module_global(struct runtime *runtime, uint64_t modules, const char *module,
                                   const char *name, uint64_t *ret)
{
    uint64_t address;

    TRY(dict_find(runtime, modules, module, &address));
    return object_attribute(runtime, address, name, ret);
}

static struct error *add_set(struct finder *f, uint64_t set, bool weak)
{
    struct layout_field object = f->runtime->layout.weakref.wr_object;
    set_items_array items = {0};
    struct error *error = set_items(f->runtime, set, TASKS_MAX, &items);

    for (size_t i = 0; error == NULL && i < items.count; i++) {
        uint64_t task = items.data[i];
        const struct type *type;

        if (weak)
            error = view_read_field(f->runtime->target, task, object, &task);
        /* What has gone is None there. */
        if (error == NULL &&
            !(error_ignore(types_of(f->types, task, &type)) && type->kind == KIND_NONE))
            array_push(f->found, task);
    }
    array_deinit(&items);
    return error;
}

static struct error *add_weak_set(struct finder *f, uint64_t weak_set)
{
    uint64_t set;

    TRY(object_attribute(f->runtime, weak_set, "data", &set));
    return add_set(f, set, true);
}

/* ---- the lists */

static struct error *add_list(struct finder *f, uint64_t head)
{
    struct chain chain = {0};
    uint64_t node;

    TRY(target_read_u64(f->runtime->target, head, &node));
    for (size_t i = 0; node != head && node != 0; i++) {
        if (chain_goes_round(&chain, node) || i >= TASKS_MAX)
            return error_create(ERROR_CORRUPT, "the list of tasks does not end");
        array_push(f->found, node - f->node);
        TRY(target_read_u64(f->runtime->target, node, &node));
    }
    return NULL;
}

/* The extension module of asyncio, or the interpreter that it is part of. */
static bool is_asyncio(const struct runtime *runtime, const struct module *module)
{
    const char *slash = strrchr(module->path, '/');
    const char *name = slash != NULL ? slash + 1 : module->path;

    return strncmp(name, "_asyncio.", 9) == 0 || module == runtime->module;
}

/* What each() says of one of these; false if none says anything. The module may have been loaded
 * since the target's maps were read. */
static bool ask_modules(struct finder *f, bool (*each)(struct finder *f, struct module *module))
{
    struct process *process = f->runtime->target->process;

    for (int again = 0; process != NULL && again < 2; again++) {
        for (size_t i = 0; i < process->modules.count; i++)
            if (is_asyncio(f->runtime, process->modules.data[i]) &&
                each(f, process->modules.data[i]))
                return true;
        if (!error_ignore(process_update_maps(process)))
            return false;
    }
    return false;
}

static bool take_debug_offsets(struct finder *f, struct module *module)
{
    struct module_range range;
    uint64_t words[DEBUG_WORDS];

    if (!error_ignore(module_section(module, ".AsyncioDebug", &range)) ||
        range.end - range.start < sizeof words ||
        !error_ignore(target_read(f->runtime->target, range.start, words, sizeof words)))
        return false;
    f->node = words[DEBUG_NODE];
    f->interpreter_head = words[DEBUG_INTERPRETER];
    f->thread_head = words[DEBUG_THREAD];
    return true;
}

/* 3.14+: what _asyncio says itself holds of each build of it. */
static struct error *find_lists(struct finder *f)
{
    const struct layout *layout = &f->runtime->layout;

    f->has_lists =
        layout_has(layout->task.task_node) || layout_has(layout->interp.asyncio_tasks_head);
    if (!f->has_lists || ask_modules(f, take_debug_offsets))
        return NULL;
    if (!layout_has(layout->task.task_node) || !layout_has(layout->interp.asyncio_tasks_head) ||
        !layout_has(layout->tstate_impl.asyncio_tasks_head))
        return error_create(ERROR_UNSUPPORTED,
                            "This Python's _asyncio does not tell where its tasks are");
    f->node = layout->task.task_node.offset;
    f->interpreter_head = layout->interp.asyncio_tasks_head.offset;
    f->thread_head = layout->tstate_impl.asyncio_tasks_head.offset;
    return NULL;
}

/* ---- the sets */

static bool add_variable(struct finder *f, struct module *module)
{
    const char *name = "all_tasks";
    uint64_t variable, weak_set;

    return error_ignore(module_symbols(module, &name, 1, true, &variable)) && variable != 0 &&
           error_ignore(target_read_u64(f->runtime->target, variable, &weak_set)) &&
           error_ignore(add_weak_set(f, weak_set));
}

static struct error *add_sets(struct finder *f, uint64_t modules)
{
    static const struct {
        const char *name;
        bool weak;
    } sets[] = {{"_all_tasks", true}, {"_scheduled_tasks", true}, {"_eager_tasks", false}};
    bool any = false;

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        uint64_t set;
        struct error *error =
            module_global(f->runtime, modules, "asyncio.tasks", sets[i].name, &set);

        if (error == NULL) {
            any = true;
            error = sets[i].weak ? add_weak_set(f, set) : add_set(f, set, false);
        } else if (error->kind == ERROR_NOT_FOUND) {
            error_destroy(error);
            error = NULL;
        }
        TRY(error);
    }
    if (!any && !ask_modules(f, add_variable))
        return error_create(ERROR_UNSUPPORTED,
                            "This Python keeps its tasks in a variable of _asyncio, which cannot "
                            "be found where that has no symbols");
    return NULL;
}

static struct error *add_interpreter(struct finder *f, uint64_t interp)
{
    uint64_t modules, module;

    TRY(view_read_field(f->runtime->target, interp, f->runtime->layout.interp.modules, &modules));

    struct error *error = dict_find(f->runtime, modules, "asyncio.tasks", &module);

    if (error != NULL && error->kind == ERROR_NOT_FOUND) {
        error_destroy(error);
        return NULL;
    }
    TRY(error);
    TRY(add_sets(f, modules));
    TRY(find_lists(f));
    return f->has_lists ? add_list(f, interp + f->interpreter_head) : NULL;
}

static int compare(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void drop_twins(task_addresses *found)
{
    size_t kept = 0;

    if (found->count > 1)
        qsort(found->data, found->count, sizeof *found->data, compare);
    for (size_t i = 0; i < found->count; i++)
        if (kept == 0 || found->data[kept - 1] != found->data[i])
            found->data[kept++] = found->data[i];
    found->count = kept;
}

struct error *task_find(struct runtime *runtime, struct types *types,
                        const struct snapshot *snapshot, task_addresses *ret)
{
    struct finder f = {.runtime = runtime, .types = types, .found = ret};
    uint64_t interp = 0;

    for (size_t i = 0; i < snapshot->threads.count; i++) {
        const struct thread *thread = &snapshot->threads.data[i];
        bool seen = false;

        for (size_t j = 0; j < i && !seen; j++)
            seen = snapshot->threads.data[j].interp == thread->interp;
        if (!seen) {
            interp = thread->interp;
            TRY(add_interpreter(&f, interp));
        }
        if (f.has_lists)
            TRY(add_list(&f, thread->tstate + f.thread_head));
    }
    drop_twins(ret);
    return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "commands/commands.h"
#include "commands/thread-list.h"
#include "python/task.h"
#include "repr/repr.h"
#include "repr/task-waiting.h"
#include "session/completion.h"
#include "session/describe-task.h"
#include "session/session.h"
#include "session/words.h"

static void keep_wanted(task_array *tasks, const thread_list *wanted)
{
    task_array kept = {0}, others = {0};

    for (size_t i = 0; i < tasks->count; i++)
        if (wanted->count == 0 || thread_list_has(wanted, tasks->data[i].stack.num))
            array_push(&kept, tasks->data[i]);
        else
            array_push(&others, tasks->data[i]);
    task_array_deinit(&others);
    array_deinit(tasks);
    *tasks = kept;
}

/* The rest behind `bt`, if that stands first; else NULL. */
static const char *behind_bt(const char *args)
{
    return strncmp(args, "bt", 2) == 0 && strchr(" \t", args[2]) != NULL
               ? words_skip_blanks(args + 2)
               : NULL;
}

static void show(struct session *s, task_array *tasks, bool coroutines, struct emitter *e)
{
    struct repr *repr = task_waiting_repr(s->runtime);

    describe_tasks(e, s->runtime, repr, tasks, SIZE_MAX, coroutines);
    if (tasks->count == 0)
        emit_text(e, "No tasks of asyncio.\n");
    repr_destroy(repr);
}

static struct error *info_tasks_run(struct session *s, const char *args, struct emitter *e)
{
    thread_list wanted = {0};
    task_array tasks = {0};
    struct types *types = types_create(s->runtime);
    const char *rest = behind_bt(args);
    struct error *error = thread_list_parse(&wanted, rest != NULL ? rest : args);

    if (error == NULL)
        error = task_list(s->runtime, types, s->snapshot, &tasks);
    if (error == NULL) {
        keep_wanted(&tasks, &wanted);
        show(s, &tasks, rest != NULL, e);
    }
    task_array_deinit(&tasks);
    array_deinit(&wanted);
    types_destroy(types);
    return error;
}

static void info_tasks_complete(struct session *s, struct completions *c)
{
    c->add(c, "bt");
    completion_add_threads(s, c);
}

const struct command info_tasks_command = {
    .name = "info tasks",
    .group = GROUP_WHERE,
    .usage = "[bt] [THREAD...]",
    .summary = "List the tasks of asyncio, where each is suspended, and what it waits in",
    .help =
        "Those that asyncio.all_tasks() has, of the event loops of all threads, as of 3.6.  THREAD "
        "is the one\n"
        "that runs the loop; -: none does, or the loop does not say.  A task is running, ready "
        "(its turn comes\n"
        "when the loop gets to it) or waiting.  Of one that waits it says at which line of the "
        "program, and\n"
        "in what: the function of asyncio, and the lock, queue or socket that this is about, or "
        "the tasks that\n"
        "it waits for, or the time that is left to sleep.  ? stands before what is not of one "
        "moment, because the\n"
        "loop's thread ran while it was read.  With `bt` each task has all coroutines that it is "
        "in, the\n"
        "innermost first, as in --json.  THREAD are numbers and ranges: 1 3-5.\n",
    .needs = NEEDS_SNAPSHOT,
    .fresh = true,
    .complete = info_tasks_complete,
    .run = info_tasks_run,
};

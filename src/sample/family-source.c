/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/family-source.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sample/family-process.h"
#include "sample/function.h"
#include "target/procfs.h"

/* Children are looked for so often, where that costs no more than one part in so many of a CPU's
 * time. */
#define LEAST_PEEK_NS 5000000ull
#define PEEK_SHARE 200
/* What has become of all that are known is looked at so often, and when it is time to try one
 * again; but looking and attaching take at most one part in so many of a CPU's time. */
#define LOOK_EVERY_NS 100000000ull
#define LOOK_SHARE 20
/* Where the first one is being waited for, nothing is to be disturbed. */
#define WAIT_EVERY_NS 10000000ull
/* So long a process that is left behind may take to become Python. */
#define LAST_START_NS 1000000000ull
/* So many processes are followed at a time, and so many that have ended remembered. */
#define MAX_MEMBERS 1000
#define MAX_ENDED 1000

struct family_source {
    struct sample_source source; /* first */
    struct family_setup setup;
    bool adopts; /* we are whom orphans go to, and it is not over before they are */
    struct function_table *functions;
    ARRAY(struct family_process *) members; /* that are alive; first the one that was asked for */
    family_member_array ended;
    uint64_t looked_ns, look_took_ns; /* look_took_ns: of CPU time */
    uint64_t peeked_ns, peek_took_ns; /* the same, where it was only for new children */
    uint64_t due_ns;                  /* when the next one is to be tried */
    uint64_t missed_ns;               /* of those that have ended: family_cpu_missed() */
};

static struct family_source *family_of(struct sample_source *source)
{
    return (struct family_source *)source;
}

static struct family_process *add(struct family_source *family, pid_t pid,
                                  const struct procfs_stat *stat, uint64_t now)
{
    struct family_process *process = family_process_create(pid, stat, family->looked_ns == 0, now);

    array_push(&family->members, process);
    return process;
}

static struct family_process *find(const struct family_source *family, pid_t pid)
{
    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->about.about.pid == pid)
            return family->members.data[i];
    return NULL;
}

/* parent: NULL: it is none of them. */
static void add_child(struct family_source *family, const struct family_process *parent, pid_t pid,
                      const struct procfs_stat *stat, uint64_t now)
{
    struct family_process *child = add(family, pid, stat, now);

    /* The stack begins where chance wants it: only a copy has it in the same place. */
    child->forked = parent != NULL && parent->source != NULL && stat->start_stack != 0 &&
                    family_process_runs(parent, stat);
    if (child->forked)
        child->next_try_ns = now;
}

static void add_children(struct family_source *family, const struct family_process *parent,
                         pid_t pid, uint64_t now)
{
    pid_array children = {0};

    error_ignore(procfs_children(pid, &children));
    for (size_t i = 0; i < children.count; i++) {
        struct procfs_stat stat;

        if (family->members.count < MAX_MEMBERS && find(family, children.data[i]) == NULL &&
            error_ignore(procfs_stat(children.data[i], 0, &stat)) && stat.state != 'Z')
            add_child(family, parent, children.data[i], &stat, now);
    }
    array_deinit(&children);
}

static void look_for_children(struct family_source *family, uint64_t now)
{
    if (family->adopts)
        add_children(family, NULL, getpid(), now);
    /* Those that are found on the way are looked at as well: the list grows behind us. */
    for (size_t i = 0; i < family->members.count; i++)
        add_children(family, family->members.data[i], family->members.data[i]->about.about.pid,
                     now);
}

static void let_go(struct family_source *family, struct family_process *member)
{
    if (member->about.state != FAMILY_REFUSED)
        member->about.state = FAMILY_ENDED;
    if ((member->about.sampled || member->about.why != NULL) && family->ended.count < MAX_ENDED)
        array_push(&family->ended, family_member_copy(&member->about));
    family_process_destroy(member);
}

/* The first one stays in the list when it has ended: it is whose end is told. */
static void follow_first(struct family_source *family, const struct sample_sink *sink, uint64_t now)
{
    struct family_process *first = family->members.data[0];

    if (first->about.state != FAMILY_ENDED &&
        !family_process_follow(&family->setup, first, sink, now)) {
        family_process_stop(&family->setup, first, sink);
        first->about.state = FAMILY_ENDED;
    }
}

/* Nothing is left that is Python, or that came just now and may be. */
static bool is_over(const struct family_source *family, uint64_t now)
{
    if (family->members.data[0]->about.state != FAMILY_ENDED)
        return false;
    for (size_t i = 1; family->adopts && i < family->members.count; i++) {
        const struct family_process *member = family->members.data[i];

        if (member->about.state == FAMILY_SAMPLED ||
            (member->about.state == FAMILY_WAITING && now - member->seen_ns < LAST_START_NS))
            return false;
    }
    return true;
}

static struct error *end_of(const struct family_source *family)
{
    return error_create(ERROR_EXITED, "process %d has exited",
                        (int)family->members.data[0]->about.about.pid);
}

static void note_due(struct family_source *family, const struct family_process *member)
{
    if (member->about.state == FAMILY_WAITING && member->next_try_ns < family->due_ns)
        family->due_ns = member->next_try_ns;
}

/* Who has come, who has gone, who has become another. */
static void look_around(struct family_source *family, const struct sample_sink *sink, uint64_t now)
{
    uint64_t cpu = clock_cpu_ns();
    size_t kept = 1;

    if (!family->setup.alone)
        look_for_children(family, now);
    for (size_t i = 1; i < family->members.count; i++) {
        struct family_process *member = family->members.data[i];

        member->gone = !family_process_follow(&family->setup, member, sink, now);
        if (member->gone)
            family_process_stop(&family->setup, member, sink);
    }
    /* Children stand behind their parents, who are asked of them. */
    for (size_t i = family->members.count; i-- > 1;)
        if (family->members.data[i]->gone)
            family->missed_ns += family_process_settle(
                family->members.data[i], find(family, family->members.data[i]->stat.ppid));
    for (size_t i = 1; i < family->members.count; i++) {
        struct family_process *member = family->members.data[i];

        if (member->gone)
            let_go(family, member);
        else
            family->members.data[kept++] = member;
    }
    family->members.count = kept;
    /* Last: its children were looked for while it was there. */
    follow_first(family, sink, now);
    family->looked_ns = clock_now_ns();
    family->look_took_ns = clock_cpu_ns() - cpu;
    family->due_ns = UINT64_MAX;
    for (size_t i = 0; i < family->members.count; i++)
        note_due(family, family->members.data[i]);
}

static bool is_time_to_look(const struct family_source *family, uint64_t now)
{
    uint64_t every = family->members.data[0]->source != NULL ? LOOK_EVERY_NS : WAIT_EVERY_NS;
    uint64_t pause = LOOK_SHARE * family->look_took_ns;
    uint64_t since = now - family->looked_ns;

    return family->looked_ns == 0 || since >= every + pause ||
           (now >= family->due_ns && since >= pause);
}

static bool is_time_to_peek(const struct family_source *family, uint64_t now)
{
    uint64_t since = now - family->peeked_ns;

    return !family->setup.alone && since >= LEAST_PEEK_NS &&
           since >= PEEK_SHARE * family->peek_took_ns;
}

/* Who is new is tried as soon as may be. */
static void peek(struct family_source *family, uint64_t now)
{
    uint64_t cpu = clock_cpu_ns();
    size_t known = family->members.count;

    look_for_children(family, now);
    for (size_t i = known; i < family->members.count; i++)
        note_due(family, family->members.data[i]);
    family->peeked_ns = clock_now_ns();
    family->peek_took_ns = clock_cpu_ns() - cpu;
}

static void lose(struct family_source *family, struct family_process *member,
                 const struct sample_sink *sink, struct error *error)
{
    family_process_lose(&family->setup, member, sink);
    note_due(family, member);
    error_destroy(error);
}

/* It has become another program, or has left others behind; else its end is ours. */
static struct error *lose_first(struct family_source *family, const struct sample_sink *sink,
                                struct error *error)
{
    uint64_t now = clock_now_ns();

    if (error->kind != ERROR_EXITED)
        return error;
    look_around(family, sink, now);
    if (is_over(family, now))
        return error;
    error_destroy(error);
    return NULL;
}

static struct error *run_round(struct sample_source *source, const struct sample_sink *sink)
{
    struct family_source *family = family_of(source);
    uint64_t now = clock_now_ns();
    bool several = false;

    if (is_time_to_peek(family, now))
        peek(family, now);
    if (is_time_to_look(family, now))
        look_around(family, sink, now);
    if (is_over(family, now))
        return end_of(family);
    for (size_t i = 1; i < family->members.count; i++)
        several = several || family->members.data[i]->source != NULL;
    for (size_t i = 0; i < family->members.count; i++) {
        struct family_process *member = family->members.data[i];
        struct error *error;

        if (member->source == NULL)
            continue;
        error = family_process_round(member, sink);
        if (i > 0)
            family_cpu_look(&member->cpu);
        /* Each source remembers where it came from: it must be home that the next one sees. */
        if (several && member->source->rest != NULL)
            member->source->rest(member->source);
        if (error != NULL && i == 0)
            TRY(lose_first(family, sink, error));
        else if (error != NULL)
            lose(family, member, sink, error);
    }
    return NULL;
}

static void flush(struct sample_source *source, const struct sample_sink *sink)
{
    struct family_source *family = family_of(source);

    for (size_t i = 0; i < family->members.count; i++) {
        if (family->members.data[i]->source != NULL)
            family_process_flush(family->members.data[i], sink);
    }
}

static void counters(const struct sample_source *source, struct source_counters *ret)
{
    const struct family_source *family = (const struct family_source *)source;

    *ret = family->setup.lost;
    ret->missed_cpu_ns = family->missed_ns;
    for (size_t i = 0; !family->setup.alone && i < family->members.count; i++)
        ret->missed_cpu_ns += family_cpu_missed(&family->members.data[i]->cpu);
    for (size_t i = 0; i < family->members.count; i++) {
        const struct family_process *member = family->members.data[i];
        struct source_counters one;

        if (member->source == NULL)
            continue;
        member->source->counters(member->source, &one);
        ret->reads += one.reads;
        ret->retries += one.retries;
        ret->replaced += one.replaced;
        ret->unchecked += one.unchecked;
        ret->threads += one.threads;
        ret->running += one.running;
        ret->collecting = ret->collecting || one.collecting;
    }
}

/* Where there are several nobody sits anywhere between two rounds. */
static int cpu(const struct sample_source *source)
{
    const struct family_source *family = (const struct family_source *)source;
    const struct family_process *first = family->members.data[0];

    return first->source != NULL ? first->source->cpu(first->source) : -1;
}

static void rest(struct sample_source *source)
{
    struct family_source *family = family_of(source);

    for (size_t i = 0; i < family->members.count; i++) {
        struct sample_source *of = family->members.data[i]->source;

        if (of != NULL && of->rest != NULL)
            of->rest(of);
    }
}

static void destroy(struct sample_source *source)
{
    struct family_source *family = family_of(source);

    for (size_t i = family->members.count; i > 0; i--) {
        family_process_stop(&family->setup, family->members.data[i - 1], NULL);
        family_process_destroy(family->members.data[i - 1]);
    }
    array_deinit(&family->members);
    family_members_deinit(&family->ended);
    function_table_destroy(family->functions);
    free(family);
}

struct sample_source *family_source_create(const struct family_options *whom,
                                           const struct live_source_options *options)
{
    struct family_source *family = xcalloc(1, sizeof *family);
    struct procfs_stat stat = {0};
    struct family_process *first;

    family->source = (struct sample_source){.round = run_round,
                                            .flush = flush,
                                            .counters = counters,
                                            .cpu = cpu,
                                            .rest = rest,
                                            .destroy = destroy};
    family->functions = function_table_create();
    family->setup.options = *options;
    family->setup.options.functions = family->functions;
    family->setup.layout_file = whom->layout_file;
    family->setup.alone = whom->alone;
    family->setup.leaves = whom->leaves;
    family->setup.leaves_arg = whom->leaves_arg;
    family->adopts = whom->adopts;
    /* If it is no more, its source will say so. */
    error_ignore(procfs_stat(whom->pid, 0, &stat));
    first = add(family, whom->pid, &stat, clock_now_ns());
    if (whom->runtime != NULL)
        family_process_use(&family->setup, first, whom->runtime);
    return &family->source;
}

void family_source_each(const struct sample_source *source,
                        void (*each)(void *arg, const struct sample_process *process,
                                     struct runtime *runtime),
                        void *arg)
{
    const struct family_source *family = (const struct family_source *)source;

    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->source != NULL)
            each(arg, &family->members.data[i]->about.about, family->members.data[i]->runtime);
}

const struct sample_source *family_source_of(const struct sample_source *source,
                                             const struct runtime *runtime)
{
    const struct family_source *family = (const struct family_source *)source;

    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->runtime == runtime)
            return family->members.data[i]->source;
    return NULL;
}

void family_source_each_thread(const struct sample_source *source,
                               void (*each)(void *arg, const struct sample_thread *thread),
                               void *arg)
{
    const struct family_source *family = (const struct family_source *)source;

    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->source != NULL)
            live_source_each_thread(family->members.data[i]->source, each, arg);
}

void family_source_set_seldom(struct sample_source *source, bool seldom_ran_ns)
{
    struct family_source *family = family_of(source);

    family->setup.options.seldom_ran_ns = seldom_ran_ns;
    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->source != NULL)
            live_source_set_seldom(family->members.data[i]->source, seldom_ran_ns);
}

void family_source_members(const struct sample_source *source, family_member_array *ret)
{
    const struct family_source *family = (const struct family_source *)source;

    array_push(ret, family_member_copy(&family->members.data[0]->about));
    for (size_t i = 0; i < family->ended.count; i++)
        array_push(ret, family_member_copy(&family->ended.data[i]));
    for (size_t i = 1; i < family->members.count; i++) {
        const struct family_member *about = &family->members.data[i]->about;

        if (about->sampled || about->state == FAMILY_REFUSED)
            array_push(ret, family_member_copy(about));
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/family-source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "python/runtime.h"
#include "sample/family-cpu.h"
#include "sample/function.h"
#include "target/access.h"
#include "target/procfs.h"
#include "target/target.h"

/* Children are looked for so often, where that costs no more than one part in so many of a CPU's
 * time. */
#define LEAST_PEEK_NS 5000000ull
#define PEEK_SHARE 200
/* What has become of all that are known is looked at so often, and when it is time to try one
 * again; but looking and attaching take at most one part in so many of a CPU's time. */
#define LOOK_EVERY_NS 100000000ull
#define LOOK_SHARE 20
/* A child of another program is that until it calls execve, which most do at once; what Python has
 * forked is Python. */
#define FIRST_TRY_NS 30000000ull
#define LAST_TRY_NS 10000000000ull
/* Where the first one is being waited for, nothing is to be disturbed. */
#define WAIT_EVERY_NS 10000000ull
/* So long a process that is left behind may take to become Python. */
#define LAST_START_NS 1000000000ull
/* So many processes are followed at a time, and so many that have ended remembered. */
#define MAX_MEMBERS 1000
#define MAX_ENDED 1000

struct member {
    struct family_member about;
    struct procfs_stat stat; /* of the program that it runs */
    bool sampled;            /* this program was */
    bool forked;             /* its memory is a copy of its parent's */
    bool has_samples;
    bool is_other; /* it was no Python when it was last tried */
    bool gone;
    struct family_cpu cpu;
    const struct sample_sink *sink; /* whom its samples are for, while it hands them out */
    uint64_t seen_ns;               /* when that was first seen */
    uint64_t next_try_ns;
    struct target *target;   /* of FAMILY_SAMPLED; owned, but not what the caller has given */
    struct runtime *runtime; /* the same */
    struct sample_source *source;
};

struct family_source {
    struct sample_source source; /* first */
    struct live_source_options options;
    const struct runtime *given; /* the first one's, of the caller, as long as it is used */
    const char *layout_file;
    bool alone;  /* the first one only, whatever it becomes */
    bool adopts; /* we are whom orphans go to, and it is not over before they are */
    struct function_table *functions;
    ARRAY(struct member *) members; /* that are alive; the first is the one that was asked for */
    family_member_array ended;
    uint64_t looked_ns, look_took_ns; /* look_took_ns: of CPU time */
    uint64_t peeked_ns, peek_took_ns; /* the same, where it was only for new children */
    uint64_t due_ns;                  /* when the next one is to be tried */
    struct source_counters lost;      /* of those that have ended */
    uint64_t missed_ns;               /* of those: family_cpu_missed() */
};

static struct family_source *family_of(struct sample_source *source)
{
    return (struct family_source *)source;
}

static char *command_of(pid_t pid)
{
    char *command = NULL;

    return error_ignore(procfs_cmdline(pid, &command)) ? command : xstrdup("?");
}

static struct family_member copy_of(const struct family_member *member)
{
    struct family_member copy = *member;

    copy.about.command = xstrdup(member->about.command);
    copy.why = member->why != NULL ? xstrdup(member->why) : NULL;
    return copy;
}

static void member_deinit(struct family_member *member)
{
    free(member->about.command);
    free(member->why);
}

static void take(void *arg, const struct sample *sample)
{
    struct member *member = arg;

    member->has_samples = true;
    member->sink->take(member->sink->arg, sample);
}

static struct sample_sink sink_of(struct member *member, const struct sample_sink *sink)
{
    member->sink = sink;
    return (struct sample_sink){take, member};
}

static struct sample_source *start_source(struct family_source *family, struct member *member)
{
    struct live_source_options options = family->options;

    options.functions = family->functions;
    if (!family->alone) {
        options.thread = 0;
        options.process = &member->about.about;
    }
    free(take_pointer(member->about.why));
    member->about.state = FAMILY_SAMPLED;
    member->about.hexversion = member->runtime->hexversion;
    member->sampled = member->about.sampled = true;
    family_cpu_look(&member->cpu);
    family_cpu_settle(&member->cpu, true);
    return live_source_create(member->runtime, &options);
}

/* Ends the sampling of a process; what it still holds back goes to the sink (NULL: nowhere). */
static void stop_source(struct family_source *family, struct member *member,
                        const struct sample_sink *sink)
{
    struct source_counters counters;

    if (member->source != NULL) {
        if (sink != NULL) {
            struct sample_sink through = sink_of(member, sink);

            member->source->flush(member->source, &through);
        }
        family_cpu_look(&member->cpu);
        family_cpu_settle(&member->cpu, false);
        member->source->counters(member->source, &counters);
        family->lost.reads += counters.reads;
        family->lost.retries += counters.retries;
        family->lost.replaced += counters.replaced;
        family->lost.unchecked += counters.unchecked;
        member->source->destroy(take_pointer(member->source));
    }
    if (member->runtime != family->given) {
        runtime_destroy(member->runtime);
        target_destroy(member->target);
    }
    member->runtime = NULL;
    member->target = NULL;
}

static void begin_to_wait(struct member *member, const struct procfs_stat *stat, uint64_t now)
{
    member->stat = *stat;
    member->sampled = member->has_samples = member->forked = member->is_other = false;
    member->about.state = FAMILY_WAITING;
    member->seen_ns = now;
    member->next_try_ns = now + FIRST_TRY_NS;
    free(member->about.about.command);
    member->about.about.command = command_of(member->about.about.pid);
}

static struct member *add(struct family_source *family, pid_t pid, const struct procfs_stat *stat,
                          uint64_t now)
{
    struct member *member = xcalloc(1, sizeof *member);

    member->about.about.pid = pid;
    begin_to_wait(member, stat, now);
    family_cpu_init(&member->cpu, pid, stat, family->looked_ns == 0);
    array_push(&family->members, member);
    return member;
}

static struct member *find(const struct family_source *family, pid_t pid)
{
    for (size_t i = 0; i < family->members.count; i++)
        if (family->members.data[i]->about.about.pid == pid)
            return family->members.data[i];
    return NULL;
}

static bool is_same_image(const struct procfs_stat *a, const struct procfs_stat *b)
{
    return a->start_code == b->start_code && a->start_stack == b->start_stack &&
           a->arg_start == b->arg_start;
}

/* parent: NULL: it is none of them. */
static void add_child(struct family_source *family, const struct member *parent, pid_t pid,
                      const struct procfs_stat *stat, uint64_t now)
{
    struct member *child = add(family, pid, stat, now);

    /* The stack begins where chance wants it: only a copy has it in the same place. */
    child->forked = parent != NULL && parent->source != NULL && stat->start_stack != 0 &&
                    is_same_image(&parent->stat, stat);
    if (child->forked)
        child->next_try_ns = now;
}

static void add_children(struct family_source *family, const struct member *parent, pid_t pid,
                         uint64_t now)
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

static struct error *attach(const struct family_source *family, struct member *member)
{
    TRY(target_open(member->about.about.pid, &member->target));

    struct error *error = runtime_attach(member->target, family->layout_file, &member->runtime);

    if (error != NULL)
        target_destroy(take_pointer(member->target));
    return error;
}

static void try_to_attach(struct family_source *family, struct member *member, uint64_t now)
{
    struct error *error = attach(family, member);
    bool refused = error != NULL && error->kind == ERROR_OS &&
                   (error->errnum == EPERM || error->errnum == EACCES);

    member->is_other = error != NULL && error->kind == ERROR_NOT_FOUND;
    if (error == NULL) {
        member->source = start_source(family, member);
        return;
    }
    if (!refused && now - member->seen_ns < LAST_TRY_NS) {
        /* A program that is new may be starting Python; one that is old rather not. */
        member->next_try_ns = now + FIRST_TRY_NS + (now - member->seen_ns) / 2;
    } else if (error->kind == ERROR_NOT_FOUND) {
        member->about.state = FAMILY_OTHER;
        family_cpu_look(&member->cpu);
        family_cpu_settle(&member->cpu, false);
    } else {
        if (refused)
            error = access_explain(member->about.about.pid, error);
        member->about.state = FAMILY_REFUSED;
        free(member->about.why);
        member->about.why = xstrdup(error->message);
    }
    error_destroy(error);
}

/* False: the process is no more. */
static bool follow(struct family_source *family, struct member *member,
                   const struct sample_sink *sink, uint64_t now)
{
    struct procfs_stat stat;

    if (!error_ignore(procfs_stat(member->about.about.pid, 0, &stat)) ||
        stat.start_ticks != member->stat.start_ticks)
        return false;
    member->stat.ppid = stat.ppid;
    family_cpu_look_at_reaped(&member->cpu, &stat);
    if (stat.state == 'Z' || stat.state == 'X' || stat.memory == 0)
        return false;
    /* In the middle of execve the new program has no start yet: it is seen to change once more. */
    if (!is_same_image(&stat, &member->stat)) {
        stop_source(family, member, sink);
        /* A fork that was only on its way to execve. */
        if (member->forked && !member->has_samples && member->about.execs == 0)
            member->sampled = member->about.sampled = false;
        member->about.execs += member->sampled;
        begin_to_wait(member, &stat, now);
    }
    if (member->about.state == FAMILY_WAITING && now >= member->next_try_ns)
        try_to_attach(family, member, now);
    return true;
}

/* What it had while it was being waited for has not been sampled, unless it is known to have been
 * another program. */
static void settle(struct family_source *family, struct member *member)
{
    struct member *parent = find(family, member->stat.ppid);

    family_cpu_look(&member->cpu);
    family_cpu_settle(&member->cpu, member->about.state == FAMILY_WAITING && !member->is_other);
    family->missed_ns += family_cpu_missed(&member->cpu);
    family_cpu_end(parent != NULL ? &parent->cpu : NULL, &member->cpu);
}

static void let_go(struct family_source *family, struct member *member)
{
    if (member->about.state != FAMILY_REFUSED)
        member->about.state = FAMILY_ENDED;
    if ((member->about.sampled || member->about.why != NULL) && family->ended.count < MAX_ENDED)
        array_push(&family->ended, member->about);
    else
        member_deinit(&member->about);
    free(member);
}

/* The first one stays in the list when it has ended: it is whose end is told. */
static void follow_first(struct family_source *family, const struct sample_sink *sink, uint64_t now)
{
    struct member *first = family->members.data[0];

    if (first->about.state != FAMILY_ENDED && !follow(family, first, sink, now)) {
        stop_source(family, first, sink);
        first->about.state = FAMILY_ENDED;
    }
}

/* Nothing is left that is Python, or that came just now and may be. */
static bool is_over(const struct family_source *family, uint64_t now)
{
    if (family->members.data[0]->about.state != FAMILY_ENDED)
        return false;
    for (size_t i = 1; family->adopts && i < family->members.count; i++) {
        const struct member *member = family->members.data[i];

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

static void note_due(struct family_source *family, const struct member *member)
{
    if (member->about.state == FAMILY_WAITING && member->next_try_ns < family->due_ns)
        family->due_ns = member->next_try_ns;
}

/* Who has come, who has gone, who has become another. */
static void look_around(struct family_source *family, const struct sample_sink *sink, uint64_t now)
{
    uint64_t cpu = clock_cpu_ns();
    size_t kept = 1;

    if (!family->alone)
        look_for_children(family, now);
    for (size_t i = 1; i < family->members.count; i++) {
        struct member *member = family->members.data[i];

        member->gone = !follow(family, member, sink, now);
        if (member->gone)
            stop_source(family, member, sink);
    }
    /* Children stand behind their parents, who are asked of them. */
    for (size_t i = family->members.count; i-- > 1;)
        if (family->members.data[i]->gone)
            settle(family, family->members.data[i]);
    for (size_t i = 1; i < family->members.count; i++) {
        struct member *member = family->members.data[i];

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

    return !family->alone && since >= LEAST_PEEK_NS && since >= PEEK_SHARE * family->peek_took_ns;
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

/* One that is in the way of being set up or torn down is tried again later. */
static void lose(struct family_source *family, struct member *member,
                 const struct sample_sink *sink, struct error *error)
{
    stop_source(family, member, sink);
    member->about.state = FAMILY_WAITING;
    member->next_try_ns = clock_now_ns() + FIRST_TRY_NS;
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
        struct member *member = family->members.data[i];
        struct sample_sink through;
        struct error *error;

        if (member->source == NULL)
            continue;
        through = sink_of(member, sink);
        error = member->source->round(member->source, &through);
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
        struct member *member = family->members.data[i];
        struct sample_sink through = sink_of(member, sink);

        if (member->source != NULL)
            member->source->flush(member->source, &through);
    }
}

static void counters(const struct sample_source *source, struct source_counters *ret)
{
    const struct family_source *family = (const struct family_source *)source;

    *ret = family->lost;
    ret->missed_cpu_ns = family->missed_ns;
    for (size_t i = 0; !family->alone && i < family->members.count; i++)
        ret->missed_cpu_ns += family_cpu_missed(&family->members.data[i]->cpu);
    for (size_t i = 0; i < family->members.count; i++) {
        const struct member *member = family->members.data[i];
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
    }
}

/* Where there are several nobody sits anywhere between two rounds. */
static int cpu(const struct sample_source *source)
{
    const struct family_source *family = (const struct family_source *)source;
    const struct member *first = family->members.data[0];

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
        stop_source(family, family->members.data[i - 1], NULL);
        member_deinit(&family->members.data[i - 1]->about);
        free(family->members.data[i - 1]);
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
    struct member *first;

    family->source = (struct sample_source){.round = run_round,
                                            .flush = flush,
                                            .counters = counters,
                                            .cpu = cpu,
                                            .rest = rest,
                                            .destroy = destroy};
    family->options = *options;
    family->layout_file = whom->layout_file;
    family->given = whom->runtime;
    family->alone = whom->alone;
    family->adopts = whom->adopts;
    family->functions = function_table_create();
    /* If it is no more, its source will say so. */
    error_ignore(procfs_stat(whom->pid, 0, &stat));
    first = add(family, whom->pid, &stat, clock_now_ns());
    if (whom->runtime != NULL) {
        first->target = whom->runtime->target;
        first->runtime = whom->runtime;
        first->source = start_source(family, first);
    }
    return &family->source;
}

void family_source_members(const struct sample_source *source, family_member_array *ret)
{
    const struct family_source *family = (const struct family_source *)source;

    array_push(ret, copy_of(&family->members.data[0]->about));
    for (size_t i = 0; i < family->ended.count; i++)
        array_push(ret, copy_of(&family->ended.data[i]));
    for (size_t i = 1; i < family->members.count; i++) {
        const struct family_member *about = &family->members.data[i]->about;

        if (about->sampled || about->state == FAMILY_REFUSED)
            array_push(ret, copy_of(about));
    }
}

void family_members_deinit(family_member_array *members)
{
    for (size_t i = 0; i < members->count; i++)
        member_deinit(&members->data[i]);
    array_deinit(members);
}
